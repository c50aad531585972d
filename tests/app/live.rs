//! Open pages: what each kind of outage does to them, one at a time.

use futures_util::future::{join, join_all};

use crate::page::Page;
use crate::support::{House, Person};

async fn say_many(person: &Person, chat: i64, texts: impl Iterator<Item = String>) {
    let texts: Vec<String> = texts.collect();
    for some in texts.chunks(8) {
        join_all(some.iter().map(async |text| person.say(chat, text).await)).await;
    }
}

each_database! {
    async fn a_message_comes_to_every_page_that_shows_it(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = ada.direct(&bo).await;
        let (mut mine, mut theirs) = (Page::of_chat(&ada, direct).await, Page::of_chat(&bo, direct).await);
        let (mut list, mut settings) = (Page::open(&bo, "/messages").await, Page::open(&bo, "/settings").await);
        ada.say(direct, "hello **you**").await;
        for page in [&mut mine, &mut theirs] {
            page.until("the message", |page| page.texts() == ["hello you"]).await;
        }
        for page in [&mut theirs, &mut list, &mut settings] {
            page.until("a number", |page| page.unread() == "1").await;
        }
        bo.read(direct, i64::MAX).await;
        for page in [&mut theirs, &mut list, &mut settings] {
            page.until("no number", |page| page.unread().is_empty()).await;
        }
        for page in [&mut mine, &mut theirs, &mut list, &mut settings] {
            page.settle().await;
            assert_eq!((page.reloads.len(), page.fetches), (0, 0), "{}", page.path());
        }
    }

    async fn a_lost_frame_is_fetched(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&bo, chat).await;
        page.run().await;
        page.drop_frames(1);
        ada.say(chat, "lost").await;
        page.until("a loss", |page| page.lost > 0).await;
        ada.say(chat, "found").await;
        page.until("both", |page| page.texts() == ["lost", "found"]).await;
        page.settle().await;
        assert_eq!((page.reloads.len(), page.fetches), (0, 1));
    }

    async fn what_was_missed_comes_with_the_connection(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&bo, chat).await;
        page.run().await;
        page.cut();
        for round in 0..3 {
            say_many(&ada, chat, (0..7).map(|n| format!("{round} {n}"))).await;
            ada.set(chat, "pinned", "1").await;
            bo.set(chat, if round == 1 { "muted" } else { "pinned" }, "1").await;
            house.crash().await;
        }
        page.reconnect().await;
        page.settle().await;
        assert_eq!((page.reloads.len(), page.fetches, page.texts().len()), (0, 0, 21));
    }

    async fn more_than_one_frame_of_missed_messages_comes_whole(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&bo, chat).await;
        page.run().await;
        page.cut();
        say_many(&ada, chat, (0..230).map(|n| format!("message {n}"))).await;
        page.reconnect().await;
        page.settle().await;
        assert_eq!((page.reloads.len(), page.texts().len()), (0, 230));
    }

    /// The page was told of something, then it was taken back while the page was away.
    async fn what_was_taken_back_in_an_outage_is_taken_back_on_the_page(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (direct, group) = (ada.direct(&bo).await, ada.group("Press", &[&bo]).await);
        ada.say(direct, "hello").await;
        bo.read(direct, i64::MAX).await;
        for path in ["/messages".to_owned(), format!("/chats/{direct}")] {
            let mut page = Page::open(&bo, &path).await;
            page.run().await;
            bo.set(direct, "unread", "1").await;
            bo.set(group, "pinned", "1").await;
            page.until("a number", |page| page.unread() == "1").await;
            page.settle().await;
            page.cut();
            bo.read(direct, i64::MAX).await;
            bo.set(group, "pinned", "0").await;
            page.reconnect().await;
            page.settle().await;
            assert_eq!((page.unread().as_str(), page.reloads.len()), ("", 0), "{path}");
        }
    }

    async fn a_page_that_does_not_read_is_cut_off_and_comes_back_whole(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::narrow(&bo, chat).await;
        let mut other = Page::of_chat(&ada, chat).await;
        page.run().await;
        // 10 MB are more than the queue and the kernel take.
        for n in 0..13 {
            say_many(&ada, chat, (0..10).map(|m| format!("{n}{m} {}", "🎉".repeat(19_900)))).await;
            other.until("the messages", |other| other.texts().len() == (n + 1) * 10).await;
        }
        page.until("its end", |page| !page.closes.is_empty()).await;
        page.settle().await;
        assert!(page.closes.iter().all(|code| [4408, 1006].contains(code)), "{:?}", page.closes);
        assert_eq!(page.reloads, [] as [&str; 0]);
        assert_eq!(page.texts().len(), 130);
    }

    async fn a_page_of_old_history_gets_no_new_messages(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        say_many(&ada, chat, (0..120).map(|n| format!("message {n}"))).await;
        let first = bo.messages(chat).await[0].0;
        let mut page = Page::open(&bo, &format!("/chats/{chat}?before={first}")).await;
        let (before, revision) = (page.texts(), page.revision());
        ada.say(chat, "the newest").await;
        page.until("the revision", |page| page.revision() > revision).await;
        assert_eq!(page.texts(), before);
        let jump = bo.get(&format!("/chats/{chat}/jump?after={}", first - 1)).await.expect(200);
        assert!(jump.text.contains("51 newer messages"), "{}", jump.text);
    }

    async fn a_member_who_comes_or_goes_is_counted_on_open_pages(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (chat, group) = (ada.general().await, ada.group("Press", &[&bo]).await);
        let (mut general, mut press) = (Page::of_chat(&ada, chat).await, Page::of_chat(&ada, group).await);
        general.run().await;
        press.run().await;
        let mut away = Page::of_chat(&bo, chat).await;
        away.cut();
        let chi = house.invite(&ada, "Chi Nguyen").await;
        away.reconnect().await;
        away.settle().await;
        ada.post(&format!("/chats/{group}/members"), &[("user", &chi.id.to_string())]).await.expect(303);
        general.settle().await;
        press.settle().await;
        let mut theirs = Page::of_chat(&chi, group).await;
        ada.rename(group, "Print").await.expect(303);
        bo.post(&format!("/chats/{group}/leave"), &[]).await.expect(303);
        for page in [&mut press, &mut theirs] {
            page.settle().await;
            assert!(page.reloads.is_empty());
        }
    }

    /// The list of the panel shows twelve chats; more of them are beyond it.
    async fn a_chat_that_leaves_the_top_of_a_long_list_makes_room(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let mut groups = Vec::new();
        for n in 0..16 {
            groups.push(ada.group(&format!("Group {n}"), &[&bo]).await);
        }
        ada.set(groups[0], "pinned", "1").await;
        let mut page = Page::open(&ada, "/messages").await;
        page.run().await;
        ada.set(groups[0], "pinned", "0").await;
        page.settle().await;
        ada.set(groups[15], "hidden", "1").await;
        page.settle().await;
        bo.say(groups[3], "up it goes").await;
        page.settle().await;
        assert_eq!(page.reloads, [] as [&str; 0]);
    }

    /// The state that a page is greeted with was read before it is sent; what happens in between must not be undone by it.
    async fn what_happens_while_a_page_connects_is_on_it(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&ada, chat).await;
        for round in 0..30 {
            page.cut();
            ada.set(chat, "muted", if round % 2 == 0 { "1" } else { "0" }).await;
            join(page.reconnect(), async {
                for n in 0..2 {
                    bo.say(chat, &format!("{round} {n}")).await;
                    ada.set(chat, "pinned", if n == 0 { "1" } else { "0" }).await;
                }
            })
            .await;
            page.settle().await;
        }
        assert_eq!(page.reloads, [] as [&str; 0]);
    }

    /// A page reads several things, one after the other; what happens in between is on it, too, once it is connected.
    async fn what_happens_while_a_page_is_made_is_on_it(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let path = format!("/chats/{chat}");
        for round in 0..30 {
            let (mut page, ()) = join(Page::open(&ada, &path), async {
                for n in 0..3 {
                    bo.say(chat, &format!("{round} {n}")).await;
                    ada.set(chat, "pinned", if n == 1 { "1" } else { "0" }).await;
                }
            })
            .await;
            page.settle().await;
            assert_eq!(page.reloads, [] as [&str; 0]);
        }
    }

    async fn a_chat_stands_above_one_that_has_no_message_yet(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = bo.direct(&ada).await;
        let mut page = Page::open(&ada, "/messages").await;
        bo.say(direct, "hello").await;
        page.until("a row", |page| page.root.find(&format!("c{direct}")).is_some()).await;
        page.settle().await;
    }

    async fn whoever_is_taken_out_and_in_again_goes_on(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        for round in 0..10 {
            let mut page = Page::of_chat(&bo, group).await;
            page.run().await;
            ada.with_member(group, &bo, "remove").await.expect(303);
            ada.post(&format!("/chats/{group}/members"), &[("user", &bo.id.to_string())]).await.expect(303);
            let text = format!("back in round {round}");
            ada.say(group, &text).await;
            page.until("what is said after that", |page| page.texts().contains(&text)).await;
            page.settle().await;
        }
    }

    async fn a_foreign_epoch_loads_the_page_anew(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let answer = ada.get(&format!("/chats/{chat}/messages?since=0&epoch=another")).await.expect(200);
        assert_eq!(answer.text, "{\"reset\":true}");
        let ahead = ada.get(&format!("/chats/{chat}/messages?since=1000")).await.expect(200);
        assert_eq!(ahead.text, "{\"reset\":true}", "a revision that is still to come");
        let answer = ada.get(&format!("/live/state?chat={chat}&revision=0&epoch=another")).await.expect(200);
        assert_eq!(answer.text, "{\"reset\":true}");
    }

    async fn who_is_called_otherwise_is_written_to_under_the_new_name(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = ada.direct(&bo).await;
        let mut page = Page::of_chat(&ada, direct).await;
        let writes_to = |page: &Page<'_>| {
            let bar = page.root.find(&format!("bar-{direct}")).expect("a top");
            bar.attr("data-write").expect("words").to_owned()
        };
        bo.post("/settings/profile", &[("name", "Bo Berg")]).await.expect(303);
        page.until("the name", |page| writes_to(page) == "Write to Bo Berg").await;
        page.settle().await;
        // Nor does a page that was away meanwhile say another one, be the chat listed or not.
        page.cut();
        bo.post("/settings/profile", &[("name", "Bo Dahl")]).await.expect(303);
        page.reconnect().await;
        page.until("the name", |page| writes_to(page) == "Write to Bo Dahl").await;
        page.settle().await;
        assert!(page.reloads.is_empty(), "{:?}", page.reloads);
    }
}
