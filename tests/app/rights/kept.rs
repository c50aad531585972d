//! What is kept for a while.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{found, newest};
use crate::matrix::company::{card, soon, wide};
use crate::page::Page;
use crate::support::{House, eventually};

/// Bytes of files that lie in the data folder.
fn blobs(house: &House) -> Vec<PathBuf> {
    let Ok(names) = std::fs::read_dir(house.data().join("files")) else { return Vec::new() };
    let files = names.filter_map(Result::ok).filter(|one| one.path().is_file());
    files.map(|one| one.path()).collect()
}

each_database! {
    async fn what_is_kept_for_a_while_goes_and_leaves_nothing(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.say(group, "before the rule").await;
        ada.rules(group, &[("keep_days", "7"), ("shows_past", "1")]).await.expect(303);
        bo.send_files(group, &[("plate.txt", b"ink")], &[("text", "for a week"), ("key", "f")], false).await;
        let goes = newest(&bo, group).await;
        let answer = [("text", "an answer"), ("key", "r"), ("reply", &*goes.to_string())];
        ada.post(&format!("/chats/{group}/messages"), &answer).await.expect(303);
        ada.post(&format!("/messages/{goes}/pin"), &[("pinned", "1")]).await.expect(303);
        ada.rules(group, &[("keep_days", "0"), ("shows_past", "1")]).await.expect(303);
        ada.say(group, "after the rule").await;
        let counted = format!("SELECT COUNT(*) FROM messages WHERE chat_id = {group} AND expires_at IS NOT NULL");
        assert_eq!(house.number(&counted).await, 2, "what was said under the rule keeps it");
        let mut page = Page::of_chat(&bo, group).await;
        let mut elsewhere = Page::of_chat(&ada, ada.general().await).await;
        house.execute(&format!("UPDATE messages SET expires_at = 1 WHERE id = {goes}")).await;
        page.until("a page without it", |page| !page.root.html().contains("for a week")).await;
        for page in [&mut page, &mut elsewhere] {
            page.settle().await;
        }
        assert_eq!(page.reloads, ["purged"]);
        assert_eq!(bo.texts(group).await.iter().filter(|text| text.contains("the rule") || text.contains("answer")).count(), 3);
        for count in ["attachments", "pins"] {
            assert_eq!(house.number(&format!("SELECT COUNT(*) FROM {count}")).await, 0, "{count}");
        }
        assert!(!found(&bo, "week").await);
        assert_eq!(bo.get(&format!("/messages/{goes}")).await.status, 404);
        // A page that does not show it goes on as it is; the last that was said may be among them.
        let mut list = Page::open(&ada, "/messages").await;
        ada.say(group, "the last").await;
        let last = newest(&ada, group).await;
        house.execute(&format!("UPDATE messages SET expires_at = 1 WHERE id = {last}")).await;
        list.until("a row without it", |list| !list.root.html().contains("the last")).await;
        list.settle().await;
        assert_eq!(list.reloads, [] as [&str; 0]);
        bo.say(group, "life goes on").await;
        list.settle().await;
    }

    async fn of_what_goes_by_itself_nothing_is_left_in_any_table_nor_on_the_disk(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.rules(group, &[("keep_days", "7"), ("shows_past", "1")]).await.expect(303);
        bo.post("/settings/notifications", &[("delay", "10"), ("site", "1"), ("keywords", "porphyry")]).await.expect(303);
        let path = format!("/chats/{group}/messages");
        // What is left without it, row by row.
        let before = house.rows().await;
        let text = [("text", "@Bo, porphyry: see https://porphyry.example"), ("key", "f")];
        ada.send_files(group, &[("porphyry.png", wide()), ("porphyry.txt", b"porphyry")], &text, false).await.expect(303);
        let goes = newest(&ada, group).await;
        ada.post(&format!("/messages/{goes}/edit"), &[("text", "@Bo, porphyry it is"), ("version", "0")]).await.expect(303);
        card(&house, goes, "Porphyry").await;
        let asks = [("question", "Porphyry?"), ("answer", "Porphyry red"), ("answer", "None"), ("key", "p")];
        ada.post(&format!("/chats/{group}/poll"), &asks).await.expect(303);
        let poll = newest(&ada, group).await;
        let (chosen, mark) = (format!("v{poll}"), format!("{goes} 👍"));
        for fields in [&[("vote", &*poll.to_string()), (&*chosen, "0")][..], &[("r", &*mark)]] {
            bo.post(&format!("/chats/{group}/reactions"), fields).await.expect(303);
        }
        for message in [goes, poll] {
            for (what, value) in [("pin", ("pinned", "1")), ("favourite", ("favourite", "1")), ("reminder", ("at", &*soon()))] {
                bo.post(&format!("/messages/{message}/{what}"), &[value]).await.expect(303);
            }
        }
        bo.say(group, "porphyry is a word of mine").await;
        let own = newest(&bo, group).await;
        ada.post(&path, &[("text", "porphyry again"), ("key", "r"), ("reply", &own.to_string())]).await.expect(303);
        ada.post(&path, &[("text", "@all porphyry"), ("key", "a"), ("all", "1")]).await.expect(303);
        let full = [
            "message_versions", "reactions", "votes", "pins", "favourites", "reminders", "attachments", "mentions",
            "notifications WHERE kind = 'message-mentioned'", "notifications WHERE kind = 'message-keyword'",
            "notifications WHERE kind = 'message-reacted'", "notifications WHERE kind = 'message-replied'",
            "notifications WHERE kind = 'message-called-all'", "messages WHERE card_blob_id IS NOT NULL",
        ];
        for what in full {
            assert!(house.number(&format!("SELECT COUNT(*) FROM {what}")).await > 0, "{what}: that none is left would say nothing");
        }
        assert!(found(&bo, "porphyry").await);
        let held = blobs(&house);
        assert_eq!(held.len(), 3, "two files and a preview: {held:?}");

        house.execute(&format!("UPDATE messages SET expires_at = 1 WHERE chat_id = {group} AND kind = 'text'")).await;
        eventually("it has gone", async || {
            let left = house.number(&format!("SELECT COUNT(*) FROM messages WHERE chat_id = {group} AND kind = 'text'")).await;
            if left == 0 { Ok(()) } else { Err(format!("{left} are left")) }
        })
        .await;
        for what in full.into_iter().chain(["waiting_cards"]) {
            assert_eq!(house.number(&format!("SELECT COUNT(*) FROM {what}")).await, 0, "{what}");
        }
        assert!(!found(&bo, "porphyry").await && !found(&ada, "porphyry").await);
        for path in ["/notifications", "/favourites", "/later", "/messages", &format!("/chats/{group}"), &format!("/chats/{group}/pins")] {
            let page = bo.get(path).await.expect(200).text.to_lowercase();
            // The word of his own stands in his settings alone.
            assert!(!page.contains("porphyry"), "{path}: {page}");
        }
        let says = |row: &&String| row.to_lowercase().contains("porphyry");
        let said = |rows: &BTreeSet<String>| rows.iter().filter(says).cloned().collect::<BTreeSet<_>>();
        let (was, is) = (said(&before), said(&house.rows().await));
        let left: Vec<_> = is.difference(&was).collect();
        assert!(left.is_empty(), "somewhere it is still said: {left:#?}");

        // The bytes stay for a day, for a backup may be under way; nobody gets them meanwhile.
        house.execute("UPDATE blobs SET made_at = 0").await;
        house.crash().await;
        eventually("no row names its bytes", async || {
            let left = house.number("SELECT COUNT(*) FROM blobs").await;
            if left == 0 { Ok(()) } else { Err(format!("{left} are named")) }
        })
        .await;
        house.kill();
        for file in blobs(&house) {
            let file = std::fs::File::options().write(true).open(file).expect("a file");
            file.set_modified(std::time::UNIX_EPOCH).expect("a time");
        }
        house.start().await;
        eventually("they are gone from the disk", async || {
            let left = blobs(&house);
            if left.is_empty() { Ok(()) } else { Err(format!("{left:?}")) }
        })
        .await;
        house.audit().await;
    }
}
