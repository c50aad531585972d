//! Files in a bucket, of a server that speaks S3: the same as in the folder, and what happens when it does not answer.

use reqwest::Method;

use super::files::{links, wide};
use crate::support::bucket::Server;
use crate::support::{House, Person};

/// What lies in the bucket.
fn there(server: &Server) -> usize {
    let names = std::fs::read_dir(server.bucket()).expect("the bucket");
    // The server's own notes begin with a dot.
    names.filter(|one| one.as_ref().is_ok_and(|one| !one.file_name().to_string_lossy().starts_with('.'))).count()
}

/// Blobs of messages in the data folder.
fn here(house: &House) -> usize {
    let Ok(names) = std::fs::read_dir(house.data().join("files")) else { return 0 };
    names.filter(|one| one.as_ref().is_ok_and(|one| one.file_name().len() == 38)).count()
}

async fn given(person: &Person, path: &str, range: &str) -> (u16, Vec<u8>) {
    let response = person.browse(Method::GET, path).header("range", range).send().await.expect("an answer");
    (response.status().as_u16(), response.bytes().await.expect("its bytes").to_vec())
}

each_database! {
    async fn files_are_sent_to_a_bucket_given_out_in_parts_and_gone_with_their_message(database) {
        let server = Server::open().await;
        let (house, [ada, bo, cy]) = House::in_bucket(database, &server).await.filled(["Ada Marsh", "Bo Lind", "Cy Vale"]).await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        let (picture, long) = (wide(), (0..(9_u32 << 20)).map(|n| (n / 251) as u8).collect::<Vec<_>>());
        ada.send_files(group, &[("strip.png", &picture), ("long.bin", &long)], &[("key", "k"), ("text", "Both")], false).await.expect(303);
        assert_eq!((there(&server), here(&house)), (3, 0), "two files and a preview");
        let message = house.number("SELECT MAX(id) FROM messages").await;
        let at = links(&bo, group, message).await;
        assert_eq!(given(&bo, &at[1], "bytes=0-").await, (206, long.clone()));
        assert_eq!(given(&bo, &at[1], "bytes=9000000-9000004").await, (206, long[9_000_000..9_000_005].to_vec()));
        assert_eq!(given(&bo, &at[1], "bytes=99999999-").await.0, 416);
        assert!(given(&bo, &format!("{}/preview", at[0]), "bytes=0-2").await.1.starts_with(&[0xff, 0xd8]));
        assert_eq!(cy.get(&at[1]).await.status, 404);

        // Checked, backed up with what is there, and restored into another house, which has it in its folder.
        let check = house.command(&["check"]).output().expect("the binary is there");
        let said = String::from_utf8_lossy(&check.stdout).into_owned();
        assert!(said.contains("ok    bucket hallway: it answers") && !said.contains("left-ajar"), "{said}");
        let archive = house.data().join("backup.tar.gz");
        let file = archive.to_str().expect("a path");
        let made = house.command(&["backup", file]).output().expect("the binary is there");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let other = House::closed(database);
        let restored = other.command(&["restore", file]).output().expect("the binary is there");
        assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
        assert_eq!(here(&other), 3);
        other.start().await;
        let again = Person::new(&other.url(), &bo.name);
        again.submit("/sign-in", &[("email", &again.email), ("password", &again.password)]).await;
        let again = again.arrived().await;
        assert_eq!(given(&again, &at[1], "bytes=0-").await.1, long);

        // It has no row any more, and is still there: a backup may be under way.
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        assert_eq!((bo.get(&at[1]).await.status, there(&server)), (404, 3));
        assert_eq!(house.number("SELECT COUNT(*) FROM attachments").await, 0);
    }

    async fn a_bucket_that_does_not_answer_is_said_and_nothing_is_lost(database) {
        let mut server = Server::open().await;
        let (house, [ada]) = House::in_bucket(database, &server).await.filled(["Ada Marsh"]).await;
        let general = ada.general().await;
        ada.send_files(general, &[("a.txt", b"a")], &[("key", "k"), ("text", "One")], false).await.expect(303);
        let message = house.number("SELECT MAX(id) FROM messages").await;
        let at = links(&ada, general, message).await;
        server.stop().await;
        let refused = ada.send_files(general, &[("b.txt", b"b")], &[("key", "k2"), ("text", "the words stay")], false).await.expect(422);
        assert!(refused.text.contains("b.txt could not be kept") && refused.text.contains("the words stay"), "{}", refused.text);
        let away = ada.get(&at[0]).await;
        assert_eq!(away.status, 503);
        assert!(away.text.contains("does not answer") && !away.text.contains("127.0.0.1"), "{}", away.text);
        ada.say(general, "messages go on").await;
        let check = house.command(&["check"]).output().expect("the binary is there");
        assert!(!check.status.success() && String::from_utf8_lossy(&check.stdout).contains("WRONG bucket hallway"));
        assert_eq!(house.number("SELECT COUNT(*) FROM attachments").await, 1);
        server.start().await;
        ada.send_files(general, &[("b.txt", b"b")], &[("key", "k2"), ("text", "the words stay")], false).await.expect(303);
        assert_eq!(given(&ada, &at[0], "bytes=0-").await, (206, b"a".to_vec()));
        assert_eq!(there(&server), 2);
        house.audit().await;
    }
}
