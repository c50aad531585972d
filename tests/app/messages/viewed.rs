//! Who has viewed what, and who is writing.

use std::time::Duration;

use super::changes::number;
use crate::page::Page;
use crate::support::{House, Person};

/// What stands under the person's newest message.
pub async fn seen(person: &Person, chat: i64) -> Option<String> {
    let page = person.get(&format!("/chats/{chat}")).await.expect(200).dom();
    page.find("seen").map(|line| line.text().trim().to_owned())
}

/// What stands there on an open page.
fn shown(page: &Page, id: &str) -> Option<String> {
    page.root.find(id).map(|element| element.text().trim().to_owned())
}

/// Sets whether the person tells what they have viewed, and that they are writing.
async fn tells(person: &Person, viewed: bool, typing: bool) {
    let on = [("shows_viewed", viewed), ("shows_typing", typing)];
    let on: Vec<_> = on.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name, "1")).collect();
    person.chooses(&on).await.expect(303);
}

each_database! {
    async fn the_author_is_told_who_has_viewed_a_message_and_when(database) {
        let (house, [ada, bo, cy]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Cy Roe"]).await;
        let chat = ada.general().await;
        for person in [&ada, &bo, &cy] {
            person.runs_script();
        }
        ada.say(chat, "dry by noon").await;
        let message = number(&ada, chat, "dry by noon").await;
        let mut page = Page::of_chat(&ada, chat).await;
        assert_eq!(seen(&ada, chat).await.as_deref(), Some("Sent"));
        assert_eq!(seen(&bo, chat).await, None, "nothing of it is his");
        bo.read(chat, message).await;
        page.until("it was viewed by one", |page| shown(page, "seen").as_deref() == Some("Viewed by 1")).await;
        cy.read(chat, message).await;
        page.until("all have viewed it", |page| shown(page, "seen").as_deref() == Some("Viewed by everyone")).await;
        page.settle().await;

        // What is unread again has been seen all the same; who comes later has not.
        bo.post(&format!("/messages/{message}/unread"), &[]).await.expect(303);
        assert_eq!(seen(&ada, chat).await.as_deref(), Some("Viewed by everyone"));
        let dee = house.invite(&ada, "Dee Ash").await;
        assert_eq!(seen(&ada, chat).await.as_deref(), Some("Viewed by everyone"), "it was not written to her");
        let views = ada.get(&format!("/messages/{message}/views")).await.expect(200).dom();
        assert!(views.text().contains("Viewed by 2 people") && !views.text().contains("Dee"), "{}", views.text());
        assert_eq!(views.all(|one| one.name == "time" && one.has("datetime")).len(), 2, "each at a time");
        for other in [&bo, &dee] {
            assert_eq!(other.get(&format!("/messages/{message}/views")).await.status, 403);
        }

        // Whoever answers has seen what they answer.
        ada.say(chat, "and the covers?").await;
        cy.say(chat, "tomorrow").await;
        page.until("he has", |page| shown(page, "seen").as_deref() == Some("Viewed by 1")).await;
        assert_eq!(seen(&cy, chat).await.as_deref(), Some("Sent"));
        page.settle().await;
        // Her newest is another one once that is gone.
        let covers = number(&ada, chat, "and the covers?").await;
        ada.post("/deletion", &[("message", &covers.to_string())]).await.expect(303);
        page.until("the one before", |page| shown(page, "seen").as_deref() == Some("Viewed by everyone")).await;
        page.settle().await;
    }

    async fn who_hides_it_is_not_told(database) {
        let (_house, [ada, bo, cy]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Cy Roe"]).await;
        let chat = ada.general().await;
        tells(&bo, false, true).await;
        ada.say(chat, "dry by noon").await;
        let message = number(&ada, chat, "dry by noon").await;
        bo.runs_script();
        bo.read(chat, message).await;
        assert_eq!(seen(&ada, chat).await.as_deref(), Some("Sent"), "he does not tell");
        cy.read(chat, message).await;
        assert_eq!(seen(&ada, chat).await.as_deref(), Some("Viewed by 1"), "not by everyone: of him it is not known");
        let views = ada.get(&format!("/messages/{message}/views")).await.expect(200).dom().text();
        assert!(!views.contains("Bo Lind") && views.contains("1 person does not tell"), "{views}");
        bo.say(chat, "mine").await;
        let mine = number(&bo, chat, "mine").await;
        ada.read(chat, mine).await;
        assert_eq!(seen(&bo, chat).await, None, "and he is not told");
        let views = bo.get(&format!("/messages/{mine}/views")).await.expect(200).dom().text();
        assert!(views.contains("You hide what you have viewed") && !views.contains("Ada Marsh"), "{views}");
        // Told again, when he saw it stays his.
        tells(&bo, true, true).await;
        let views = ada.get(&format!("/messages/{message}/views")).await.expect(200).dom();
        assert!(views.text().contains("Bo Lind") && views.text().contains("time not known"), "{}", views.text());
        assert_eq!(seen(&bo, chat).await.as_deref(), Some("Viewed by 1"));
    }

    async fn who_is_writing_is_told_for_a_while(database) {
        let (_house, [ada, bo, cy]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Cy Roe"]).await;
        let chat = ada.general().await;
        tells(&cy, true, false).await;
        let mut pages = Vec::new();
        for person in [&ada, &bo, &cy] {
            person.runs_script();
            pages.push(Page::of_chat(person, chat).await);
        }
        let [hers, his, hidden] = &mut pages[..] else { unreachable!("there are three") };
        hidden.say(&format!("~{chat}")).await;
        hers.say(&format!("~{chat}")).await;
        his.say("~4711").await;
        his.until("she is writing", |page| shown(page, "typing").as_deref() == Some("Ada Marsh is writing…")).await;
        hidden.run().await;
        assert_eq!(shown(hidden, "typing"), None, "who hides it is not told");
        // What she has written is no longer being written; without it, it ends by itself.
        ada.say(chat, "here it is").await;
        his.until("it is there", |page| shown(page, "typing").as_deref() == Some("")).await;
        his.settle().await;
        // What is said again at once is not passed on.
        tokio::time::sleep(Duration::from_millis(400)).await;
        hers.say(&format!("~{chat}")).await;
        his.until("again", |page| shown(page, "typing").as_deref() == Some("Ada Marsh is writing…")).await;
        his.until("she has stopped", |page| shown(page, "typing").as_deref() == Some("")).await;
    }
}
