//! Programs that write into a group as they would write to Slack.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::page::Page;
use crate::support::{House, Person};

/// Makes a hook of the group: the path of its address.
async fn make(person: &Person, group: i64, name: &str) -> String {
    let page = person.post(&format!("/chats/{group}/hooks"), &[("name", name)]).await.expect(200).dom();
    let address = page.find("address").expect("its address").text();
    address[address.find("/hooks/").expect("a path")..].to_owned()
}

/// Status and body of what a program gets for this.
async fn say(program: &Person, hook: &str, kind: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
    let request = program.bare(Method::POST, hook).header("content-type", kind).body(body);
    let answer = program.try_send(request).await.expect("an answer");
    (answer.status, answer.text)
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

each_database! {
    async fn a_program_writes_as_to_slack_and_is_nobody(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let hook = make(&ada, group, "Build <server>").await;
        let program = house.stranger();
        let mut page = Page::of_chat(&bo, group).await;
        let text = json!({"text": "Sheet 4: *failed*, see <https://ci.example/7|the log>"}).to_string();
        assert_eq!(say(&program, &hook, JSON, text).await, (200, "ok".to_owned()));
        let elsewhere = program.bare(Method::POST, &hook).header("sec-fetch-site", "cross-site").header("origin", "https://ci.example");
        let answer = program.try_send(elsewhere.header("content-type", JSON).body(r#"{"text":"from a page"}"#)).await;
        assert_eq!(answer.expect("an answer").status, 200, "the address is the proof");
        let form = serde_urlencoded::to_string([("payload", r#"{"text":"as a form"}"#)]).expect("a form");
        assert_eq!(say(&program, &hook, FORM, form).await.0, 200);
        let expected = ["Sheet 4: failed, see the log", "from a page", "as a form"];
        page.until("what the program says", |page| expected.iter().all(|text| page.texts().iter().any(|one| one == text))).await;
        page.settle().await;
        let shown = bo.get(&format!("/chats/{group}")).await.expect(200).text;
        assert!(shown.contains("<small>integration</small>") && shown.contains("Build &#60;server&#62;"), "{shown}");
        assert!(shown.contains("<b>failed</b>") && shown.contains("href=\"https://ci.example/7\""), "{shown}");
        // Unread for who made it, too; and found nowhere among people.
        let list = ada.get("/messages?list").await.expect(200).dom();
        let counters: Vec<String> = list.all(|element| element.has_class("n")).iter().map(|one| one.text()).collect();
        assert!(counters.iter().any(|one| one == "3"), "{counters:?}");
        let author = house.number("SELECT author_id FROM hooks").await;
        for place in ["/people", "/admin/people", "/admin/people?state=all", &format!("/chats/{group}/members"), "/chats/new"] {
            let page = ada.get(place).await.expect(200).dom();
            // Not beside it: the lists of chats say who wrote last.
            assert!(!page.find("main").expect("the page").text().contains("server"), "{place}");
        }
        for place in [format!("/people/{author}"), format!("/admin/people/{author}")] {
            assert_eq!(ada.get(&place).await.status, 404, "{place}");
        }
        let direct = ada.post("/chats/direct", &[("user", &author.to_string())]).await.status;
        assert!((400..500).contains(&direct), "nobody to write to: {direct}");
        house.audit().await;
    }

    async fn a_program_calls_by_name_and_never_all_and_is_heard(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        let hook = make(&ada, group, "Plates").await;
        let program = house.stranger();
        let fields = [("delay", "10"), ("site", "1"), ("keywords", "disk full")];
        chi.post("/settings/notifications", &fields).await.expect(303);
        let told = async |of: &Person, kind: &str| {
            let of = of.id;
            house.number(&format!("SELECT COUNT(*) FROM notifications WHERE kind = '{kind}' AND owner_id = {of}")).await
        };
        let mut page = Page::open(&bo, "/notifications").await;
        for text in ["<!channel> <!everyone> @all: look", "*Disk* full on unit 2, <@U1|bo>", "`@chi` and `disk full`"] {
            let body = json!({ "text": text }).to_string();
            assert_eq!(say(&program, &hook, JSON, body).await.0, 200);
        }
        page.settle().await;
        assert_eq!(house.number("SELECT COUNT(*) FROM notifications WHERE kind = 'message-called-all'").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) FROM mentions").await, 1);
        assert_eq!((told(&bo, "message-mentioned").await, told(&bo, "message-keyword").await), (1, 0));
        assert_eq!((told(&chi, "message-mentioned").await, told(&chi, "message-keyword").await), (0, 1));
        let centre = bo.get("/notifications").await.expect(200).dom().text();
        assert!(centre.contains("Plates mentions you"), "{centre}");
        // It is answered where it was said.
        let notice = house.number("SELECT MAX(id) FROM notifications WHERE kind = 'message-mentioned'").await;
        bo.post(&format!("/notifications/{notice}/reply"), &[("text", "I am on it"), ("key", "r")]).await.expect(303);
        assert!(ada.texts(group).await.last().is_some_and(|text| text.ends_with("I am on it")));
        house.audit().await;
    }

    async fn a_text_that_was_cut_within_a_letter_is_a_text(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let hook = make(&ada, group, "Plates").await;
        let program = house.stranger();
        for body in [&b"{\"text\":\"one \\ud83d\"}"[..], b"\xEF\xBB\xBF{\"text\":\"two\"}", b"{\"text\":\"three \xF0\x9F\"}"] {
            assert_eq!(say(&program, &hook, JSON, body.to_vec()).await, (200, "ok".to_owned()), "{body:?}");
        }
        let texts = bo.texts(group).await;
        for text in ["one \u{FFFD}", "two", "three \u{FFFD}"] {
            assert!(texts.iter().any(|one| one.ends_with(text)), "{text}: {texts:?}");
        }
    }

    async fn each_refusal_has_the_word_that_clients_know(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let hook = make(&ada, group, "CI").await;
        let program = house.stranger();
        let before = house.number("SELECT COUNT(*) FROM messages").await;
        let deep = "{\"blocks\":[".repeat(9000);
        let large = format!("{{\"text\":\"{}\"}}", "a".repeat(1024 * 1024));
        for (path, kind, body, expected) in [
            ("/hooks/nothing", JSON, r#"{"text":"a"}"#, (404, "no_service")),
            (&hook, JSON, "", (400, "invalid_payload")),
            (&hook, JSON, "text", (400, "invalid_payload")),
            (&hook, JSON, &deep, (400, "invalid_payload")),
            (&hook, JSON, &large, (413, "invalid_payload")),
            (&hook, JSON, "{}", (400, "no_text")),
            (&hook, FORM, "text=a", (400, "invalid_payload")),
            (&hook, FORM, "payload=%7B%7D", (400, "no_text")),
        ] {
            let (status, word) = say(&program, path, kind, body.to_owned()).await;
            assert_eq!((status, word.as_str()), expected, "{:.80}", body);
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM messages").await, before);
        let many = join_all((0..70).map(|n| say(&program, &hook, JSON, format!("{{\"text\":\"{n}\"}}")))).await;
        let taken = many.iter().filter(|(status, _)| *status == 200).count();
        assert!((40..=60).contains(&taken), "{taken}");
        assert!(many.iter().all(|(status, word)| *status == 200 || (*status, word.as_str()) == (429, "rate_limited")));
        let id = house.number("SELECT id FROM hooks").await;
        ada.post(&format!("/chats/{group}/hooks/{id}"), &[]).await.expect(303);
        assert_eq!(say(&program, &hook, JSON, r#"{"text":"a"}"#).await, (404, "no_active_hooks".to_owned()));
        assert_eq!(ada.post(&format!("/chats/{group}/hooks/{id}"), &[]).await.status, 404);
        assert_eq!(ada.post(&format!("/chats/{group}/hooks"), &[("name", "")]).await.status, 422);
    }
}
