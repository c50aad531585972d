//! Posting, reading history, and what counts as unread.

use futures_util::future::join_all;
use reqwest::Method;

use crate::support::{Answer, House, Person};

mod bucket;
mod changes;
mod commands;
mod drafts;
mod files;
mod heard;
mod later;
mod linked;
mod links;
mod mentions;
mod pictures;
mod polls;
mod posting;
mod search;
mod select;
mod told;
mod unread;
mod viewed;
mod writing;

/// The numbers of the messages on a page of history.
fn numbers(answer: &Answer) -> Vec<i64> {
    answer.dom().messages().into_iter().map(|(number, _)| number).collect()
}

async fn page_of(person: &Person, chat: i64, query: &str) -> Vec<i64> {
    numbers(&person.get(&format!("/chats/{chat}?{query}")).await.expect(200))
}

/// A chat with so many messages, and their numbers.
async fn history(person: &Person, chat: i64, count: usize) -> Vec<i64> {
    for from in (0..count).step_by(10) {
        join_all((from..count.min(from + 10)).map(|n| async move { person.say(chat, &format!("message {n}")).await }))
            .await;
    }
    let mut all: Vec<i64> = Vec::new();
    let mut page = page_of(person, chat, "").await;
    while !page.is_empty() {
        let first = page[0];
        all.splice(0..0, page);
        page = page_of(person, chat, &format!("before={first}")).await;
    }
    all
}

each_database! {
    async fn pages_of_history_hold_every_message_once(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let all = history(&ada, chat, 137).await;
        assert_eq!(all.len(), 137, "walking back by `before`");
        assert!(all.is_sorted_by(|one, next| one < next), "in order, none twice: {all:?}");

        let mut forward = page_of(&ada, chat, &format!("after={}", all[0] - 1)).await;
        loop {
            let page = page_of(&ada, chat, &format!("after={}", forward[forward.len() - 1])).await;
            if page.is_empty() {
                break;
            }
            forward.extend(page);
        }
        assert_eq!(forward, all, "walking on by `after`");

        for at in [0, 1, 24, 68, 135, 136] {
            let page = page_of(&ada, chat, &format!("around={}", all[at])).await;
            let from = all.iter().position(|number| *number == page[0]).expect("a message of the chat");
            assert_eq!(page, all[from..from + page.len()], "around {at}: a part without holes");
            assert!(page.contains(&all[at]), "around {at}");
            let older = at - from;
            assert!(older == at || older >= 20, "around {at}: {older} older ones");
        }
        drop(house);
    }

    async fn the_part_that_the_script_fetches_continues_the_page(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let all = history(&ada, chat, 70).await;
        let newest = page_of(&ada, chat, "").await;
        let part = ada.get(&format!("/chats/{chat}/messages?before={}", newest[0])).await.expect(200);
        let html = format!("<ol id=messages>{}</ol>", part.text);
        let older: Vec<i64> =
            crate::support::Element::document(&html).messages().into_iter().map(|(number, _)| number).collect();
        assert_eq!([older, newest].concat(), all);
    }

    async fn a_window_past_the_end_is_a_page_and_no_error(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let all = history(&ada, chat, 3).await;
        for query in ["before=0", "before=-5", &format!("after={}", i64::MAX), &format!("after={}", all[2])] {
            assert_eq!(page_of(&ada, chat, query).await, [] as [i64; 0], "{query}");
        }
        for query in ["around=0", &format!("around={}", i64::MAX), &format!("before={}", i64::MAX), "after=-1"] {
            assert_eq!(page_of(&ada, chat, query).await, all, "{query}");
        }
        for query in ["before=abc", "after=", "around=9223372036854775808", "before=1.5"] {
            let status = ada.get(&format!("/chats/{chat}?{query}")).await.status;
            assert!([400, 404].contains(&status), "{query}: {status}");
        }
    }

    async fn a_permalink_leads_to_the_message_among_its_neighbours(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let all = history(&ada, chat, 90).await;
        let answer = ada.get(&format!("/messages/{}", all[10])).await.expect(303);
        let location = answer.location.expect("an address");
        assert!(location.ends_with(&format!("#m{}", all[10])), "{location}");
        let page = ada.get(&location).await.expect(200);
        assert!(numbers(&page).contains(&all[10]));
        assert!(page.dom().find("messages").is_some_and(|list| !list.has("data-newest")), "it shows old history");
        assert_eq!(ada.get(&format!("/messages/{}", all[89] + 1)).await.status, 404);
    }

    async fn what_is_sent_from_old_history_is_at_the_newest(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        history(&ada, chat, 60).await;
        let fields = [("text", "from the past"), ("key", "old-1"), ("old", "1")];
        let path = format!("/chats/{chat}/messages");
        ada.post(&path, &fields).await.expect(303);
        assert_eq!(ada.texts(chat).await.last().map(String::as_str), Some("from the past"));
        let fields = [("text", "again from the past"), ("key", "old-2"), ("old", "1")];
        let request = ada.form(&path, &fields).header("hx-request", "true");
        let response = request.send().await.expect("an answer");
        let to = response.headers().get("hx-redirect").and_then(|value| value.to_str().ok());
        assert_eq!(to, Some(format!("/chats/{chat}").as_str()));
    }

    async fn a_page_of_a_prefetch_reads_nothing(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        ada.say(chat, "for Bo").await;
        for header in [("sec-purpose", "prefetch"), ("purpose", "prefetch"), ("sec-purpose", "prefetch;prerender")] {
            let request = bo.bare(Method::GET, &format!("/chats/{chat}")).header(header.0, header.1);
            bo.send(request).await.expect(200);
            assert_eq!(bo.unread().await, "1", "{header:?}");
        }
        bo.get(&format!("/chats/{chat}")).await.expect(200);
        assert_eq!(bo.unread().await, "", "without script, opening the chat is reading it");
        ada.say(chat, "once more").await;
        bo.runs_script();
        bo.get(&format!("/chats/{chat}")).await.expect(200);
        assert_eq!(bo.unread().await, "1", "with script, it is not");
    }
}
