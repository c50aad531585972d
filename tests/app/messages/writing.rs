//! What is typed in other ways than ours, what is pasted, and what helps to write.

use reqwest::Method;

use crate::page::Page;
use crate::support::{House, Person};

async fn field(person: &Person, address: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let answer = person.form(address, fields).send().await.expect("an answer");
    let status = answer.status().as_u16();
    let html = answer.text().await.expect("a text");
    let page = crate::support::Element::document(&html);
    let areas = page.all(|element| element.name == "textarea");
    let typed = areas.first().map(|area| area.text()).unwrap_or_default();
    (status, typed, html)
}

/// The answer that script gets.
async fn part(person: &Person, address: &str) -> String {
    let request = person.browse(Method::GET, address).header("hx-request", "true");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{address}");
    answer.text().await.expect("a text")
}

/// The number of the newest message.
async fn newest(person: &Person, chat: i64) -> i64 {
    person.get(&format!("/chats/{chat}")).await.expect(200).dom().messages().last().expect("one").0
}

each_database! {
    async fn codes_of_boards_and_names_of_emoji_become_ours_however_a_text_comes(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&bo, chat).await;
        ada.post_under(chat, "[b]Dry[/b] :tada: `:tada:` a[i]", "one").await.expect(303);
        page.until("it is shown", |page| page.root.text().contains("Dry 🎉 :tada: a[i]")).await;
        page.settle().await;
        let shown = ada.get(&format!("/chats/{chat}")).await.expect(200).text;
        assert!(shown.contains("<b>Dry</b> 🎉 <code>:tada:</code> a[i]"), "{shown}");
        // Sent twice it is one message all the same.
        ada.post_under(chat, "[b]Dry[/b] :tada: `:tada:` a[i]", "one").await.expect(303);
        assert_eq!(ada.texts(chat).await.iter().filter(|text| text.contains("🎉")).count(), 1);
        // Changed it is, too; and who is named in code is not called.
        let message = newest(&ada, chat).await;
        let edit = [("text", "[code]@Bo[/code] [i]so[/i] :+1:"), ("version", "0")];
        assert_eq!(ada.form(&format!("/messages/{message}/edit"), &edit).send().await.expect("an answer").status(), 303);
        let shown = bo.get(&format!("/chats/{chat}")).await.expect(200).text;
        assert!(shown.contains("<code>@Bo</code> <i>so</i> 👍") && !shown.contains("data-m="), "{shown}");
        // A text of the greatest length, which marks of ours would make longer, stays as it is typed.
        let quote = format!("[quote]{}[/quote]", "a\n".repeat(9_990));
        ada.post_under(chat, &quote[..quote.len().min(20_000)], "long").await.expect(303);
        assert!(ada.texts(chat).await.last().is_some_and(|text| text.starts_with("[quote]")));
    }

    async fn what_is_too_long_to_send_is_not_shown_as_if_it_were_not(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let address = format!("/chats/{}/messages", ada.general().await);
        for (text, status, says) in [
            ("[b]so[/b]".to_owned(), 200, "<b>so</b>"),
            ("x".repeat(20_001), 422, "one character too"),
            ("[code]".repeat(40_000), 422, "characters too"),
        ] {
            let fields = [("preview", "1"), ("text", &*text), ("key", "k")];
            let (got, typed, html) = field(&ada, &address, &fields).await;
            assert_eq!((got, typed == text), (status, true), "{}", text.len());
            assert!(html.contains(says) && html.contains("class=\"preview\"") == (status == 200), "{says}");
        }
    }

    async fn code_is_coloured_the_same_live_and_loaded(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&bo, chat).await;
        ada.say(chat, "```rust\nlet a = \"<b>\"; // c\n```").await;
        page.until("it is shown", |page| page.root.text().contains("let a")).await;
        page.settle().await;
        let shown = bo.get(&format!("/chats/{chat}")).await.expect(200).text;
        assert!(shown.contains("<span class=\"hk\">let</span> a = <span class=\"hs\">&quot;&lt;b&gt;&quot;</span>"), "{shown}");
        let actions = part(&bo, &format!("/messages/{}/actions", newest(&bo, chat).await)).await;
        assert!(actions.contains("data-copy=\"let a = "), "{actions}");
    }

    async fn a_preview_shows_the_message_and_sends_nothing(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let before = ada.texts(chat).await.len();
        let path = format!("/chats/{chat}/messages");
        let (status, typed, html) = field(&ada, &path, &[("text", "[b]so[/b] <i>"), ("preview", "1")]).await;
        assert_eq!((status, typed.trim_start_matches('\n')), (200, "[b]so[/b] <i>"));
        assert!(html.contains("<p dir=\"auto\"><b>so</b> &lt;i&gt;</p>"), "{html}");
        assert_eq!(ada.texts(chat).await.len(), before);
    }

    async fn what_is_pasted_becomes_a_text(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let clean = async |html: &str| {
            let answer = ada.form("/text/clean", &[("html", html)]).send().await.expect("an answer");
            assert_eq!(answer.status(), 200);
            assert_eq!(answer.headers()["content-type"], "text/plain; charset=utf-8");
            answer.text().await.expect("a text")
        };
        assert_eq!(clean("<p>a <b>b</b></p><script>alert(1)</script>").await, "a **b**");
        assert_eq!(clean("<ul><li>a</li><li><a href=\"https://a.example\">b</a></li></ul>").await, "- a\n- [b](https://a.example)");
        assert_eq!(clean("").await, "");
        assert_eq!(ada.form("/text/clean", &[("html", &*"<p>".repeat(200_000))]).send().await.expect("an answer").status(), 413);
    }

    async fn emoji_are_found_by_any_name_and_formatting_is_explained(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let all = ada.get("/emoji").await.expect(200).text;
        assert!(all.contains("<code>:tada:</code>") && all.contains("party popper"));
        let found = ada.get("/emoji?q=c%E1%BA%A3m%20%C6%A1n").await.expect(200).text;
        assert!(found.contains("🙏") && !found.contains("🎉"), "{found}");
        let ahead = part(&ada, "/emoji?ahead=tad").await;
        assert!(ahead.contains("value=\"🎉\"") && ahead.contains("id=\"ahead\""), "{ahead}");
        assert_eq!(part(&ada, "/emoji?ahead=qqqq").await, "");
        let picker = part(&ada, "/emoji").await;
        assert!(picker.starts_with("<h2") && picker.contains("value=\"😀\""));
        assert!(ada.get("/formatting").await.expect(200).text.contains("<b>first proof</b>"));
        assert!(part(&ada, "/formatting").await.contains("data-mark=\"bold\""));
    }
}
