//! Blobs in a bucket, of a server that speaks S3.

use futures_util::TryStreamExt;

use super::*;
use crate::config::{Configuration, Flags};

#[path = "bucket_server.rs"]
mod server;

use server::{BUCKET, KEY, SECRET, Server};

/// The blobs of a data folder, of which those with a key are in the server's bucket.
fn files(data: &Path, server: &Server, secret: &str) -> Files {
    let flags = Flags { data: Some(data.display().to_string()), ..Flags::default() };
    let endpoint = format!("http://{}", server.address);
    let said = [("BUCKET", BUCKET), ("ENDPOINT", &*endpoint), ("KEY", KEY), ("SECRET", secret)];
    let said = said.map(|(name, value)| (format!("HALLWAY_S3_{name}").into(), value.into()));
    Files::of(&Configuration::load(&flags, said).expect("settings").settings).expect("a bucket")
}

async fn read(files: &Files, name: &str, part: (u64, u64)) -> io::Result<Vec<u8>> {
    Ok(pieces(files, name, part).await?.try_collect::<Vec<_>>().await?.concat())
}

/// What lies in the bucket.
fn there(server: &Server) -> usize {
    let names = std::fs::read_dir(server.bucket()).expect("the bucket");
    names.filter(|one| one.as_ref().is_ok_and(|one| one.file_name().to_str().is_some_and(is_name))).count()
}

#[tokio::test]
async fn what_has_a_key_is_in_the_bucket_and_all_else_in_the_folder() {
    let (server, data, dice) = (Server::open().await, tempfile::tempdir().expect("a folder"), Dice::seeded(1));
    let files = files(data.path(), &server, SECRET);
    files.ping().await.expect("a bucket").expect("it answers");
    let person = files.put(b"of a person").expect("room on the disk");
    let name = files.name_for(Some(b"of a message"), "", &dice);
    files.put_named(name.clone(), b"of a message".to_vec()).await.expect("room in the bucket");
    assert_eq!((files.names().expect("the folder"), there(&server)), (vec![person], 1));
    for (part, bytes) in [((0, 12), &b"of a message"[..]), ((3, 1), b"a"), ((5, 7), b"message"), ((0, 0), b"")] {
        assert_eq!(read(&files, &name, part).await.expect("its bytes"), bytes, "{part:?}");
    }
    let mut copy = files.fetch(&name, 12).await.expect("a copy");
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut copy, &mut bytes).expect("its bytes");
    assert_eq!(bytes, b"of a message");
    let nobody = files.name_for(Some(b"nobody's"), "", &dice);
    assert_eq!(read(&files, &nobody, (0, 1)).await.expect_err("nothing").kind(), io::ErrorKind::NotFound);
    files.take_away(&name).await.expect("it is there");
    files.take_away(&name).await.expect("it is gone already");
    assert_eq!(there(&server), 0);
}

#[tokio::test]
async fn a_long_file_goes_up_in_parts_and_any_part_of_it_is_read() {
    let (server, data, dice) = (Server::open().await, tempfile::tempdir().expect("a folder"), Dice::seeded(2));
    let files = files(data.path(), &server, SECRET);
    for length in [3_usize, 8 << 20, (20 << 20) + 7] {
        let whole: Vec<u8> = (0..length as u32).map(|n| (n / 251) as u8).collect();
        let mut incoming = files.begin(&dice).await.expect("room on the disk");
        for piece in whole.chunks(300_000) {
            incoming.write(piece).await.expect("room on the disk");
        }
        let arrived = incoming.finish(&dice).await.expect("room on the disk");
        let name = arrived.name.clone();
        arrived.keep(&files).await.expect("room in the bucket");
        let end = length as u64 - 3;
        assert_eq!(read(&files, &name, (0, length as u64)).await.expect("all of it"), whole);
        assert_eq!(read(&files, &name, (end, 3)).await.expect("its end"), whole[length - 3..]);
    }
    assert_eq!((there(&server), files.names().expect("the folder").len()), (3, 0));
    let left = std::fs::read_dir(data.path().join("files/incoming")).expect("the folder").count();
    assert_eq!(left, 0, "nothing stays on the disk");
}

#[tokio::test]
async fn what_nobody_has_any_more_is_found_a_while_after_that() {
    let (server, data, dice) = (Server::open().await, tempfile::tempdir().expect("a folder"), Dice::seeded(3));
    let files = files(data.path(), &server, SECRET);
    let hour = Duration::from_secs(3600);
    let name = files.name_for(Some(b"door"), "", &dice);
    files.put_named(name.clone(), b"door".to_vec()).await.expect("room in the bucket");
    assert_eq!(files.older_than(hour).await.expect("all"), [""; 0]);
    let object = std::fs::File::options().write(true).open(server.bucket().join(&name)).expect("an object");
    object.set_modified(UNIX_EPOCH).expect("a time");
    assert_eq!(files.older_than(hour).await.expect("all"), [name.as_str()]);
    // It has lost its row just now: a backup may still want it.
    files.touch(&name, crate::clock::Clock::system().now()).expect("written down");
    assert_eq!(files.older_than(hour).await.expect("all"), [""; 0]);
    files.touch(&name, Moment(0)).expect("written down");
    assert_eq!(files.older_than(hour).await.expect("all"), [name.as_str()]);
    files.take_away(&name).await.expect("it is there");
    assert_eq!(files.older_than(hour).await.expect("all"), [""; 0]);
    assert_eq!(std::fs::read_dir(data.path().join("files/unnamed")).expect("the folder").count(), 0);
}

#[tokio::test]
async fn what_was_in_the_folder_before_is_read_and_removed_and_a_restored_blob_goes_up() {
    let (server, data, dice) = (Server::open().await, tempfile::tempdir().expect("a folder"), Dice::seeded(4));
    let before = Files::new(data.path());
    let [old, restored] = [&b"old"[..], b"restored"].map(|bytes| before.name_for(Some(bytes), "", &dice));
    before.put_named(old.clone(), b"old".to_vec()).await.expect("room on the disk");
    let files = files(data.path(), &server, SECRET);
    assert_eq!(read(&files, &old, (0, 3)).await.expect("its bytes"), b"old");
    files.take_away(&old).await.expect("it is there");
    assert!(files.keep(&restored, &b"restored"[..]).expect("room on the disk"));
    files.send(&restored).await.expect("room in the bucket");
    assert_eq!((files.names().expect("the folder").len(), there(&server)), (0, 1));
    assert_eq!(read(&files, &restored, (0, 8)).await.expect("its bytes"), b"restored");
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_told_from_a_file_that_is_not_there() {
    let (mut server, data, dice) = (Server::open().await, tempfile::tempdir().expect("a folder"), Dice::seeded(5));
    let name = Files::new(data.path()).name_for(Some(b"door"), "", &dice);
    let stranger = files(data.path(), &server, "another");
    assert!(is_away(&stranger.ping().await.expect("a bucket").expect_err("the key is another's")));
    assert!(is_away(&stranger.put_named(name.clone(), b"door".to_vec()).await.expect_err("the same")));
    let files = files(data.path(), &server, SECRET);
    server.stop().await;
    assert!(is_away(&read(&files, &name, (0, 1)).await.expect_err("nobody is there")));
    let mut incoming = files.begin(&dice).await.expect("room on the disk");
    incoming.write(b"door").await.expect("room on the disk");
    let arrived = incoming.finish(&dice).await.expect("room on the disk");
    assert!(is_away(&arrived.keep(&files).await.expect_err("nobody is there")));
    server.start().await;
    files.put_named(name.clone(), b"door".to_vec()).await.expect("it is back");
    assert_eq!(read(&files, &name, (0, 4)).await.expect("its bytes"), b"door");
}
