//! More than the server can bear: it says so early, and those who are in it go on.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use futures_util::stream::FuturesUnordered;
use reqwest::{Method, Response};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use crate::hostile::sockets::{handshake, open};
use crate::matrix::company::{GIF, form_token, upload};
use crate::page::Page;
use crate::support::{Database, Element, House, PATIENCE, Person};

/// What src/web/turnstile.rs says: requests at once of one person, and of all whom nobody knows.
const OF_PERSON: usize = 128;
const STRANGERS: usize = 128;
/// What src/live/delivery.rs says: pages of one person.
const PAGES: usize = 200;

/// The answer to a request that was turned away: when it may come again, and the page.
async fn turned_away(response: Response) -> (u64, String) {
    let header =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let again = header("retry-after").parse().expect("seconds");
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert!(header("content-security-policy").contains("default-src 'none'"));
    (again, response.text().await.expect("a page"))
}

/// The form that sends again what was typed: where to, and its fields.
fn again(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let page = Element::document(page);
    let forms = page.all(|element| element.name == "form");
    forms.first().map(|form| (form.attr("action").unwrap_or("").to_owned(), form.controls()))
}

#[tokio::test]
async fn one_person_takes_no_more_than_their_share() {
    let (house, [ada, bo]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    let mut page = Page::of_chat(&bo, chat).await;
    page.run().await;
    let path = format!("/chats/{chat}/messages");
    let writer = house.hold_writer().await;
    let mut posts: FuturesUnordered<_> = (0..OF_PERSON + 40)
        .map(|n| ada.form(&path, &[("text", &format!("number {n}\n<b>")), ("key", &ada.key())]).send())
        .collect();
    let mut refused = Vec::new();
    while refused.len() < 40 {
        let response = timeout(PATIENCE, posts.next()).await.expect("nobody waits for what cannot be").expect("posts");
        let response = response.expect("an answer");
        assert_eq!(response.status(), 503);
        refused.push(turned_away(response).await);
    }
    let (seconds, text) = &refused[0];
    assert_eq!(*seconds, 5);
    assert!(text.contains("There is too much to do right now") && text.contains("Try again in 5 seconds."), "{text}");
    // Everybody else goes on, and pages stay open.
    bo.get(&format!("/chats/{chat}")).await.expect(200);
    house.stranger().get("/sign-in").await.expect(200);
    assert_eq!(page.closes, [] as [u16; 0]);
    drop(writer);
    for response in posts.collect::<Vec<_>>().await {
        assert_eq!(response.expect("an answer").status(), 303);
    }
    // What was turned away can be sent as it stands on its page.
    let (action, fields) = again(text).expect("a form");
    assert_eq!(action, path);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    ada.post(&action, &fields).await.expect(303);
    let posted = house.number("SELECT COUNT(*) FROM messages WHERE text LIKE 'number %'").await;
    assert_eq!(posted, i64::try_from(OF_PERSON + 1).expect("a number"));
    page.settle().await;
    assert_eq!(page.reloads, [] as [&str; 0]);
}

#[tokio::test]
async fn pages_that_are_open_take_no_room_from_requests_and_one_person_has_so_many() {
    let (house, [ada, bo]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Bo Lind"]).await;
    let mut pages = Vec::new();
    for _ in 0..PAGES {
        pages.push(open(&ada, &house).await);
    }
    ada.get("/messages").await.expect(200);
    let one_more = handshake(&ada, &house);
    let said = house.raw(&one_more).await;
    assert_eq!((said.statuses(), said.header("retry-after")), (vec![503], Some("60")), "{said:?}");
    open(&bo, &house).await;
    drop(pages.pop());
    crate::support::eventually("there is room again", async || {
        let said = house.raw(&one_more).await;
        if said.statuses() == [101] { Ok(()) } else { Err(format!("{said:?}")) }
    })
    .await;
}

/// The database stands still: whom nobody knows is told at once, whom the house knows is let in as soon as it goes on.
#[tokio::test]
async fn strangers_are_told_before_the_database_is_asked_and_before_others() {
    let (house, [ada, bo]) = House::with_people(Database::Postgres, ["Ada Marsh", "Bo Lind"]).await;
    let asset = house.stranger().get("/sign-in").await.expect(200).dom();
    let asset =
        asset.all(|element| element.attr("rel") == Some("stylesheet"))[0].attr("href").expect("a style").to_owned();
    let mut page = Page::open(&bo, "/messages").await;
    page.run().await;
    let stranger = house.stranger();
    let ask = || {
        let request = stranger.browse(Method::GET, "/sign-in");
        // A cookie that somebody has made up makes nobody known.
        request.header("cookie", "hallway_session=bWFkZSB1cCBieSBzb21lYm9keSB3aG8gaXMgbm9ib2R5").send()
    };
    let held = house.hold_company().await;
    let mut asked: FuturesUnordered<_> = (0..STRANGERS + 60).map(|_| ask()).collect();
    for _ in 0..60 {
        let response = timeout(PATIENCE, asked.next()).await.expect("at once").expect("asked").expect("an answer");
        assert_eq!(response.status(), 503);
        let (seconds, text) = turned_away(response).await;
        assert!(seconds == 5 && text.contains("There is too much to do right now"), "{text}");
    }
    let vietnamese = stranger.browse(Method::GET, "/sign-in?lang=vi");
    let (_, text) = turned_away(vietnamese.send().await.expect("an answer")).await;
    assert!(text.contains("Máy chủ đang quá tải") && text.contains("sau 5 giây"), "{text}");
    let part = stranger.browse(Method::GET, "/sign-in").header("hx-request", "true");
    let (_, text) = turned_away(part.send().await.expect("an answer")).await;
    assert!(text.starts_with("<p class=\"err\""), "{text}");
    let password = [("email", &*ada.email), ("password", "typed and secret")];
    let (_, text) = turned_away(stranger.form("/sign-in", &password).send().await.expect("an answer")).await;
    assert!(!text.contains("typed and secret") && again(&text).is_none(), "{text}");
    for path in ["/healthz", &asset] {
        stranger.get(path).await.expect(200);
    }
    let mut known = Box::pin(ada.get("/messages"));
    assert!(timeout(Duration::from_millis(300), &mut known).await.is_err(), "who is known waits with the others");
    drop(held);
    known.await.expect(200);
    // Those who were let in are answered, or told that the database did not.
    let rest = asked.collect::<Vec<_>>().await;
    assert_eq!(rest.len(), STRANGERS);
    assert!(rest.into_iter().all(|one| [200, 503].contains(&one.expect("an answer").status().as_u16())));
    stranger.get("/sign-in").await.expect(200);
    page.settle().await;
    assert_eq!(page.closes, [] as [u16; 0]);
}

#[tokio::test]
async fn a_flood_of_sign_ins_leaves_the_house_to_who_is_in_it() {
    let house = House::open_with(Database::Sqlite, &["--trusted-proxies", "127.0.0.1"]).await;
    let (house, [ada]) = house.filled(["Ada Marsh"]).await;
    let over = Arc::new(tokio::sync::Notify::new());
    let flood = async {
        let tries = (0..400).map(async |n: u32| {
            let somebody = Person::new(&house.url(), "Somebody Else");
            let fields = [("email", &*format!("{n}@tidewater.example")), ("password", "a guess that is wrong")];
            let from = format!("198.51.{}.{}", n / 200, n % 200);
            somebody.form("/sign-in", &fields).header("x-forwarded-for", from).send().await.expect("an answer")
        });
        let answers = join_all(tries).await;
        over.notify_one();
        answers
    };
    let visits = async {
        let mut pages = 0;
        let mut ends = Box::pin(over.notified());
        while timeout(Duration::ZERO, &mut ends).await.is_err() {
            ada.get("/messages").await.expect(200);
            pages += 1;
        }
        pages
    };
    let (answers, pages) = join(flood, visits).await;
    assert!(pages >= 10, "only {pages} pages were answered in the flood");
    let count = |status: u16| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!(count(422) + count(503), 400);
    assert!(count(503) > 0 && count(422) > 0, "{} were looked at", count(422));
    assert!(answers.iter().all(|answer| answer.status() != 503 || answer.headers().contains_key("retry-after")));
    house.sign_in(&ada).await;
}

#[tokio::test]
async fn a_person_posts_so_many_forms_in_a_minute() {
    let house = House::open_with(Database::Sqlite, &["--forms-per-minute", "12"]).await;
    let (house, [ada, bo]) = house.filled(["Ada Marsh", "Bo Lind"]).await;
    let chat = bo.general().await;
    let path = format!("/chats/{chat}/messages");
    // Another site's posts are none of hers.
    for _ in 0..20 {
        bo.send(bo.bare(Method::POST, &path).header("origin", "https://evil.example").form(&[("text", "x")]))
            .await
            .expect(403);
    }
    for n in 0..12 {
        bo.say(chat, &format!("number {n}")).await;
    }
    let fields = [("text", "one more \"<b>\n&"), ("key", "k")];
    let response = bo.form(&path, &fields).send().await.expect("an answer");
    assert_eq!(response.status(), 429);
    let (seconds, text) = turned_away(response).await;
    assert!((1..=61).contains(&seconds), "{seconds}");
    assert!(text.contains("That was a lot in a short time") && text.contains("and send it again."), "{text}");
    let (action, kept) = again(&text).expect("a form");
    assert_eq!(action, path);
    for (name, value) in fields {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{kept:?}");
    }
    bo.get(&format!("/chats/{chat}")).await.expect(200);
    ada.say(chat, "everybody else goes on").await;
    let phone = house.sign_in(&bo).await;
    assert_eq!(phone.post_under(chat, "from another device", "k2").await.status, 429, "a person is one on all devices");
    house.execute("UPDATE users SET language = 'vi'").await;
    let text = bo.post(&path, &fields).await.expect(429).text;
    assert!(text.contains("Nhiều quá trong một lúc ngắn") && text.contains("Gửi lại"), "{text}");
}

#[tokio::test]
async fn a_person_sends_two_files_at_once() {
    let (house, [ada, bo]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Bo Lind"]).await;
    let tokens = [form_token(&ada).await, form_token(&bo).await];
    let mut slow = Vec::new();
    for _ in 0..2 {
        let head = format!(
            "POST /settings/picture HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 1000000\r\n\
             Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"picture\"; \
             filename=\"p\"\r\n\r\nGIF89a",
            house.host(),
            ada.cookies()
        );
        let mut stream = house.connect().await;
        stream.write_all(head.as_bytes()).await.expect("a part");
        slow.push(stream);
    }
    let file = ("picture", GIF);
    crate::support::eventually("the third is turned away", async || {
        let answer = upload(&ada, "/settings/picture", file, &tokens[0]).await;
        if answer.status == 503 { Ok(()) } else { Err(format!("{answer:?}")) }
    })
    .await;
    upload(&bo, "/settings/picture", file, &tokens[1]).await.expect(303);
    drop(slow);
    crate::support::eventually("there is room again", async || {
        let answer = upload(&ada, "/settings/picture", file, &tokens[0]).await;
        if answer.status == 303 { Ok(()) } else { Err(format!("{answer:?}")) }
    })
    .await;
}
