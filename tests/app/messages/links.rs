//! What links lead to: cards, which come, change and go; and whom the server does not ask.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use reqwest::Method;

use crate::page::Page;
use crate::support::{Answer, Element, House, Person, Site, eventually};

const HTML: &str = "text/html; charset=utf-8";

fn picture(height: u32) -> Vec<u8> {
    let mut png = Vec::new();
    RgbImage::new(1200, height).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture");
    png
}

fn page(title: &str) -> Vec<u8> {
    format!(
        "<title>{title}</title><meta property=og:site_name content='Tidewater Press'>
         <meta name=description content='Nó khô rồi.'><meta property=og:image content=/seven.png>"
    )
    .into_bytes()
}

/// A site with a page at `/7`.
async fn site() -> Site {
    let site = Site::open().await;
    site.put("/7", HTML, &page("Sheet 7"));
    site.put("/8", HTML, b"<title>Sheet 8</title>");
    site.put("/seven.png", "image/png", &picture(630));
    site
}

/// The words of the cards that are shown.
fn cards(root: &Element) -> Vec<String> {
    root.all(|one| one.has_class("lk")).iter().map(|card| card.text()).collect()
}

/// The cards on a fresh page of the chat.
async fn shown(person: &Person, chat: i64) -> Vec<String> {
    cards(&person.get(&format!("/chats/{chat}")).await.expect(200).dom())
}

/// Waits until nothing waits any more.
async fn settled(house: &House) {
    eventually("no card waits", async || match house.number("SELECT COUNT(*) FROM waiting_cards").await {
        0 => Ok(()),
        waiting => Err(format!("{waiting} wait")),
    })
    .await;
}

async fn newest(house: &House) -> i64 {
    house.number("SELECT MAX(id) FROM messages WHERE kind = 'text'").await
}

/// Where the picture of the first card is.
fn picture_of(answer: &Answer) -> String {
    let dom = answer.dom();
    let card = dom.all(|one| one.has_class("lk"))[0];
    card.all(|one| one.name == "img")[0].attr("src").expect("an address").to_owned()
}

each_database! {
    async fn a_link_has_a_card_on_open_pages_and_on_fresh_ones(database) {
        let (house, [ada, bo, cy]) = House::near(database).await.filled(["Ada Marsh", "Bo Lind", "Cy Vale"]).await;
        let site = site().await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        bo.submit("/settings", &[("language", "vi")]).await;
        let mut open = Page::of_chat(&bo, group).await;
        let link = site.url("/7");
        ada.say(group, &format!("Look: {link}, and {}", site.url("/8"))).await;
        let message = newest(&house).await;
        let seen = |page: &Page<'_>| page.words();
        open.until("a card", |page| seen(page).contains("Tidewater Press · 127.0.0.1 Sheet 7 Nó khô rồi.")).await;
        open.settle().await;
        assert_eq!(shown(&bo, group).await, ["Tidewater Press · 127.0.0.1 Sheet 7 Nó khô rồi."]);
        assert_eq!(site.asked(), ["/7", "/seven.png"], "the first link, once");

        // The browser asks nobody but us.
        let fresh = bo.get(&format!("/chats/{group}")).await.expect(200);
        let dom = fresh.dom();
        let card = dom.all(|one| one.has_class("lk"))[0];
        assert_eq!((card.attr("href"), card.attr("rel")), (Some(&*link), Some("noopener noreferrer nofollow")));
        let at = picture_of(&fresh);
        assert!(at.starts_with(&format!("/messages/{message}/picture?")), "{at}");
        let given = bo.browse(Method::GET, &at).send().await.expect("an answer");
        let head = |name: &str| given.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!((given.status().as_u16(), head("content-type")), (200, "image/jpeg".to_owned()));
        assert_eq!((head("x-content-type-options"), head("content-security-policy")), ("nosniff".to_owned(), "default-src 'none';sandbox".to_owned()));
        let tag = head("etag");
        let drawn = image::load_from_memory(&given.bytes().await.expect("its bytes")).expect("a JPEG");
        assert_eq!((drawn.width(), drawn.height()), (320, 168));
        let again = bo.browse(Method::GET, &at).header("if-none-match", &tag).send().await.expect("an answer");
        assert_eq!(again.status(), 304);
        assert_eq!(cy.get(&at).await.status, 404);
        assert_eq!(house.stranger().get(&at).await.status, 303);

        // Another text with the same link keeps it, another link brings another, none takes it away.
        let edit = async |text: &str, version: &str| {
            ada.post(&format!("/messages/{message}/edit"), &[("text", text), ("version", version)]).await.expect(303);
        };
        edit(&format!("Look here: {link}"), "0").await;
        assert_eq!(shown(&ada, group).await.len(), 1);
        site.put("/9", HTML, b"<title>Sheet 9</title>");
        edit(&format!("No, here: {}", site.url("/9")), "1").await;
        open.until("another card", |page| seen(page).contains("127.0.0.1 Sheet 9")).await;
        open.settle().await;
        assert_eq!(bo.get(&at).await.status, 404, "the picture went with its card");
        edit("Nowhere.", "2").await;
        assert_eq!(shown(&ada, group).await, [""; 0]);
        edit(&format!("There: [it]({link})"), "3").await;
        open.until("a card", |page| seen(page).contains("Sheet 7 ")).await;
        open.settle().await;

        // Repeated where Cy reads it, it has its card; and keeps it when the first is gone.
        let direct = ada.direct(&cy).await;
        let fields = [("message", &*message.to_string()), ("chat", &direct.to_string()), ("key", "f")];
        ada.post("/forward", &fields).await.expect(303);
        let of_cy = picture_of(&cy.get(&format!("/chats/{direct}")).await.expect(200));
        assert!(cy.get(&of_cy).await.status == 200 && bo.get(&of_cy).await.status == 404);
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        assert_eq!(shown(&ada, group).await, [""; 0]);
        assert_eq!(bo.get(&format!("/messages/{message}/picture")).await.status, 404);
        assert_eq!(cy.get(&of_cy).await.status, 200);
        open.settle().await;
        house.audit().await;
    }

    async fn a_card_is_taken_off_for_all_by_who_posted_the_link(database) {
        let (house, [ada, bo, cy]) = House::near(database).await.filled(["Ada Marsh", "Bo Lind", "Cy Vale"]).await;
        let site = site().await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        let mut open = Page::of_chat(&bo, group).await;
        ada.say(group, &site.url("/7")).await;
        let message = newest(&house).await;
        open.until("a card", |page| page.words().contains("Sheet 7")).await;
        let actions = format!("/messages/{message}/actions");
        ada.submit("/settings", &[("language", "vi")]).await;
        assert!(ada.get(&actions).await.expect(200).text.contains("Gỡ bản xem trước liên kết"));
        assert!(!bo.get(&actions).await.expect(200).text.contains("link preview"), "it is not theirs");
        let path = format!("/messages/{message}/card");
        assert_eq!((bo.post(&path, &[]).await.status, cy.post(&path, &[]).await.status), (403, 404));
        ada.post(&path, &[]).await.expect(303);
        let twice = ada.post(&path, &[]).await.expect(303);
        assert!(twice.location.is_some_and(|to| to.contains(&format!("#m{message}"))));
        open.until("no card", |page| !page.words().contains("Sheet 7")).await;
        open.settle().await;
        assert!(!ada.get(&actions).await.expect(200).text.contains("Gỡ bản xem trước"));
        ada.post(&format!("/messages/{message}/edit"), &[("text", &format!("{} again", site.url("/7"))), ("version", "0")]).await.expect(303);
        assert_eq!(shown(&ada, group).await, [""; 0], "it stays off while the link is the same");
        house.audit().await;
    }

    async fn nobody_is_asked_if_the_company_does_not_wish_it(database) {
        let (house, [ada]) = House::near(database).await.filled(["Ada Marsh"]).await;
        let site = site().await;
        let general = ada.general().await;
        let page = ada.get("/admin/company").await.expect(200).dom();
        let switch = |page: &Element| page.all(|one| one.attr("name") == Some("link_previews"))[0].has("checked");
        assert!(switch(&page), "on from the beginning");
        let mut terms: Vec<(String, String)> = page.find("main").expect("a page").controls();
        terms.retain(|(name, _)| name != "link_previews");
        let fields: Vec<(&str, &str)> = terms.iter().map(|(name, value)| (&**name, &**value)).collect();
        ada.post("/admin/company", &fields).await.expect(303);
        assert!(!switch(&ada.get("/admin/company").await.expect(200).dom()));
        assert!(ada.get("/admin/audit").await.expect(200).text.contains("link_previews: on → off"));
        ada.say(general, &site.url("/7")).await;
        assert_eq!(house.number("SELECT COUNT(*) FROM waiting_cards").await, 0);
        // What waits from before is dropped.
        house.execute(&format!("INSERT INTO waiting_cards (message_id, url, tries, due_at) VALUES ({}, '{}', 0, 0)", newest(&house).await, site.url("/7"))).await;
        settled(&house).await;
        assert_eq!((site.asked(), shown(&ada, general).await), (Vec::new(), Vec::new()));
    }

    async fn the_program_itself_asks_nobody_on_its_own_network(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let site = site().await;
        let general = ada.general().await;
        let port = site.url("").rsplit_once(':').expect("a port").1.to_owned();
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "a.localhost", "press.example"] {
            ada.say(general, &format!("http://{host}:{port}/7")).await;
        }
        settled(&house).await;
        assert_eq!((site.asked(), shown(&ada, general).await), (Vec::new(), Vec::new()));
    }

    async fn a_card_comes_after_a_stop_and_many_of_one_page_ask_once(database) {
        let (house, [ada]) = House::near(database).await.filled(["Ada Marsh"]).await;
        let site = Site::open().await;
        let general = ada.general().await;
        for _ in 0..5 {
            ada.say(general, &site.url("/7")).await;
        }
        eventually("it is asked for", async || if site.asked().is_empty() { Err("not yet".to_owned()) } else { Ok(()) }).await;
        site.put("/7", HTML, b"<title>Sheet 7</title>");
        house.crash().await;
        eventually("all have their cards", async || match shown(&ada, general).await {
            all if all == ["127.0.0.1 Sheet 7"; 5] => Ok(()),
            some => Err(format!("{some:?}")),
        })
        .await;
        assert_eq!(site.asked(), ["/7", "/7"]);
        ada.say(general, &site.url("/7")).await;
        settled(&house).await;
        assert_eq!((site.asked().len(), shown(&ada, general).await.len()), (2, 6), "it is remembered");
    }

    async fn what_pages_say_is_text(database) {
        let (house, [ada]) = House::near(database).await.filled(["Ada Marsh"]).await;
        let site = Site::open().await;
        let general = ada.general().await;
        let titles = [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "</a></li></ol><form action=//evil.example><button>Sign in</button>",
            "<svg/onload=alert(1)>",
            "{{ 7 * 7 }} ${7*7} <%= 7*7 %>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "javascript:alert(1)",
            "<!-- --><iframe srcdoc='<script>alert(1)</script>'>",
            "]]><![CDATA[<b>bold</b>",
        ];
        for (n, title) in titles.iter().enumerate() {
            let said = title.replace('&', "&amp;").replace('"', "&quot;");
            let html = ["title", "description", "site_name"].map(|name| format!("<meta property=\"og:{name}\" content=\"{said}\">"));
            site.put(&format!("/{n}"), HTML, html.concat().as_bytes());
            ada.say(general, &site.url(&format!("/{n}"))).await;
        }
        settled(&house).await;
        let page = ada.get(&format!("/chats/{general}")).await.expect(200).dom();
        let all = page.all(|one| one.has_class("lk"));
        assert_eq!(all.len(), titles.len());
        for (card, title) in all.iter().zip(titles) {
            assert_eq!(card.text(), format!("{title} · 127.0.0.1 {title} {title}"));
            let inside = card.all(|one| !["a", "span", "small", "b", "bdi"].contains(&&*one.name));
            assert!(inside.is_empty(), "{}", card.html());
        }
        let runs = page.all(|one| one.name == "script" && !one.has("src") || one.name == "iframe" && one.has("srcdoc"));
        assert!(runs.is_empty());
    }
}
