//! The page of a chat with 50 messages that each have a quote, reactions and a picture, against one with 50 plain ones: `cargo bench -- rich`.
//! With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::io::Cursor;
use std::time::Duration;

use image::{ImageFormat, RgbImage};

use super::support::chat::{Chat, between, getting, newest, posting, sending, sessions};
use super::support::load::{body_of, load};
use super::support::process::Process;
use super::support::spread::Spread;
use super::support::{Crowd, House};

const MESSAGES: usize = 50;
/// Each of these people loads each page once, after a message more: nothing of the page is at hand.
const VIEWERS: usize = 80;
/// Who react to each message, each in another way.
const REACTIONS: [&str; 3] = ["👍", "🎉", "❤️"];
const WARM: usize = 10;
const CALM: Duration = Duration::from_millis(10);
/// How many times the plain one it may cost.
const TIMES: f64 = 1.5;

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let mut tokens = Vec::new();
        let house = House::open(database, Crowd::silent(VIEWERS, 8), |data, database| {
            tokens = sessions(data, database, VIEWERS);
        });
        let everybody = Chat::of_everybody(&house, &tokens[0]);
        let mut png = Vec::new();
        RgbImage::new(640, 400).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture");
        let process = Process::of(house.child.id());
        let mut said = 0;
        let mut say = |rich: bool| {
            said += 1;
            let (text, key) = (format!("Sheet {said} is dry"), format!("rich-{said}-0123456789"));
            let mut fields = vec![("text", text), ("key", key)];
            if rich {
                let before = newest(&house, &everybody, &tokens[0]);
                fields
                    .extend([("file", uploaded(&house, &everybody, &tokens[0], &png)), ("reply", before.to_string())]);
            }
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let path = format!("/chats/{}/messages", everybody.id);
            body_of(house.address(), &posting(&house, &path, &tokens[0], &fields));
            if !rich {
                return;
            }
            // To ask has the page at hand; each reaction makes it another one.
            let message = newest(&house, &everybody, &tokens[0]);
            let path = format!("/chats/{}/reactions", everybody.id);
            for (emoji, token) in REACTIONS.iter().zip(&tokens) {
                body_of(house.address(), &posting(&house, &path, token, &[("r", &format!("{message} {emoji}"))]));
            }
        };
        println!("\n{}: ms for each page, µs of the server's CPU, bytes", house.name);
        let [plain, rich] = [false, true].map(|rich| {
            (0..MESSAGES).for_each(|_| say(rich));
            let (mut took, mut costs, mut bytes) = (Vec::new(), Vec::new(), 0);
            for (n, token) in tokens.iter().enumerate() {
                say(rich);
                // What open pages are sent has nothing to do with it.
                std::thread::sleep(CALM);
                let page = getting(&house, &format!("/chats/{}", everybody.id), token, "identity");
                let cpu = process.cpu();
                let done = load(house.address(), 1, 1, |_| page.clone());
                std::thread::sleep(CALM);
                // The first ones warm.
                if n >= WARM {
                    took.push(done.percentile(50).as_secs_f64() * 1e3);
                    costs.push((process.cpu() - cpu).as_secs_f64() * 1e6);
                    bytes = done.bytes;
                }
            }
            let (took, costs) = (Spread::of(took), Spread::of(costs));
            println!("  {}: {took}, {costs}, {bytes}", if rich { "rich" } else { "plain" });
            (took.median, costs.median)
        });
        let (time, cost) = (rich.0 / plain.0, rich.1 / plain.1);
        println!("  {time:.2} times as long, {cost:.2} times the CPU");
        if time > TIMES || cost > TIMES {
            missed.push(format!("{}: {time:.2} times as long, {cost:.2} times the CPU", house.name));
        }
    }
    missed
}

/// Sends the picture, which waits for its message: its number.
fn uploaded(house: &House, chat: &Chat, token: &str, picture: &[u8]) -> String {
    let path = format!("/chats/{}/uploads", chat.id);
    let (mut request, end) = sending(house, &path, token, ("sheet.png", picture.len() as u64));
    request.extend_from_slice(picture);
    request.extend_from_slice(end);
    let answer = String::from_utf8(body_of(house.address(), &request)).expect("a part");
    between(&answer, "name=\"file\" value=\"", "\"").to_owned()
}
