//! The server is killed around the moment in which the mail server says that it has a letter.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{Database, House, dice, eventually};

/// When the power goes: before the letter, with it, with the answer on its way, and a little after that.
const MOMENTS: usize = 4;

/// Each letter by its number, how often it came, and its text.
type Taken = Arc<Mutex<BTreeMap<String, (usize, String)>>>;

/// A mail server that tells when the power is to go, and keeps what it took.
struct Exchange {
    port: u16,
    taken: Taken,
    moment: Arc<Mutex<Option<usize>>>,
    gone: UnboundedReceiver<()>,
}

impl Exchange {
    async fn open() -> Exchange {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (taken, moment) = (Taken::default(), Arc::<Mutex<Option<usize>>>::default());
        let (tell, gone) = unbounded_channel();
        let (all, when) = (taken.clone(), moment.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, all.clone(), when.clone(), tell.clone()));
            }
        });
        Exchange { port, taken, moment, gone }
    }

    /// Letters whose text holds these words, and how often each came.
    fn of(&self, words: &str) -> Vec<usize> {
        let taken = self.taken.lock().expect("nobody panicked");
        taken.values().filter(|(_, text)| text.contains(words)).map(|(times, _)| *times).collect()
    }
}

async fn serve(stream: TcpStream, taken: Taken, moment: Arc<Mutex<Option<usize>>>, tell: UnboundedSender<()>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let now = |this: usize| {
        let mut moment = moment.lock().expect("nobody panicked");
        if *moment == Some(this) {
            *moment = None;
            // Whoever waited for it may be gone.
            let _ = tell.send(());
        }
    };
    if write.write_all(b"220 exchange ESMTP\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let mut after = false;
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "EHLO" => b"250-exchange\r\n250 8BITMIME\r\n",
            "MAIL" => {
                now(0);
                b"250 ok\r\n"
            }
            "DATA" => {
                if write.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let mut letter = String::new();
                loop {
                    match lines.next_line().await {
                        Ok(Some(line)) if line == "." => break,
                        Ok(Some(line)) => letter += &[&line, "\n"].concat(),
                        _ => return,
                    }
                }
                let number =
                    letter.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("a number").to_owned();
                taken.lock().expect("nobody panicked").entry(number).or_insert((0, letter)).0 += 1;
                now(1);
                after = true;
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        if write.write_all(answer).await.is_err() {
            return;
        }
        if after {
            now(2);
            tokio::time::sleep(Duration::from_millis(2)).await;
            now(3);
        }
    }
}

/// Each letter leaves, however often the power goes; one that came more than once came under one number.
pub async fn killed_around_the_answer(database: Database, kills: usize) {
    let (house, [ada, lan]) = House::with_people(database, ["Ada Marsh", "Lan Pham"]).await;
    let mut exchange = Exchange::open().await;
    let port = exchange.port.to_string();
    let server =
        [("host", "127.0.0.1"), ("port", &*port), ("security", "plain"), ("from_address", "hallway@harbour.example")];
    ada.post("/admin/mail", &server).await.expect(303);
    let wanted = [("mail", "1"), ("delay", "0"), ("content", "1"), ("by", "event")];
    let wants: Vec<_> = wanted.into_iter().chain([("on", "message-direct.mail")]).collect();
    lan.post("/settings/notifications", &wants).await.expect(303);
    house.execute("UPDATE mail_addresses SET confirmed_at = asked_at").await;
    let chat = ada.direct(&lan).await;
    eventually("the question whether the address is hers has left", async || {
        let waiting = house.number("SELECT COUNT(*) FROM mailings WHERE state = 'waiting'").await;
        if waiting == 0 { Ok(()) } else { Err(format!("{waiting}")) }
    })
    .await;
    let mut dice = dice::Dice::new(11);
    let (mut twice, mut killed) = (0, 0);
    // Nobody is here: all have just come.
    house.crash().await;
    for n in 0..kills {
        let words = format!("Sheet {n} of {kills} is dry");
        // Whatever is still on its way from the round before tells nothing any more.
        while exchange.gone.try_recv().is_ok() {}
        *exchange.moment.lock().expect("nobody panicked") = Some(dice.below(MOMENTS));
        ada.post_under(chat, &words, &format!("sheet-{n}")).await.expect(303);
        let told = tokio::time::timeout(Duration::from_secs(60), exchange.gone.recv()).await;
        told.unwrap_or_else(|_| panic!("no letter in round {n}: {}", house.said()));
        house.kill();
        killed += 1;
        // The lease of whoever was killed is over at once.
        house.execute("UPDATE mailings SET due_at = 0 WHERE state = 'waiting'").await;
        house.start().await;
        eventually("all letters have left", async || {
            let sent = house.number("SELECT COUNT(*) FROM mailings WHERE state = 'sent' AND kind = 'chat'").await;
            if usize::try_from(sent) == Ok(n + 1) { Ok(()) } else { Err(format!("{sent} of {}", n + 1)) }
        })
        .await;
        let times = exchange.of(&words);
        assert_eq!(times.len(), 1, "round {n}: under one number: {times:?}");
        twice += usize::from(times[0] > 1);
        // She was here, and has left.
        house.execute("UPDATE members SET mailed_at = NULL").await;
    }
    house.audit().await;
    println!(
        "{database:?}: {killed} kills around the answer to a letter: each left, {twice} came twice under one number, none under two"
    );
}
