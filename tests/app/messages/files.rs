//! Files: sent, waiting, given out, gone.

use std::io::Cursor;

use hallway::clock::Clock;
use image::{ImageFormat, RgbImage};
use reqwest::Method;
use tokio::io::AsyncWriteExt;

use crate::support::{Answer, House, Person, eventually};

/// A picture that is shown smaller than it is.
pub fn wide() -> Vec<u8> {
    let mut png = Vec::new();
    RgbImage::new(1700, 20).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture");
    png
}

/// The numbers of the files in what waits.
fn waiting(answer: &Answer) -> Vec<String> {
    let dom = answer.dom();
    let fields = dom.all(|one| one.attr("name") == Some("file"));
    fields.iter().filter_map(|one| one.attr("value").map(ToOwned::to_owned)).collect()
}

/// Where the files of the message are.
pub async fn links(person: &Person, chat: i64, message: i64) -> Vec<String> {
    let page = person.get(&format!("/chats/{chat}")).await.expect(200).dom();
    let row = page.find(&format!("m{message}")).expect("the message").all(|one| one.name == "a");
    let of = row.iter().filter_map(|one| one.attr("href")).filter(|to| to.starts_with("/files/"));
    of.map(ToOwned::to_owned).collect()
}

/// Bytes of files in the data folder, and files that have begun to arrive there.
fn on_the_disk(house: &House) -> usize {
    let Ok(names) = std::fs::read_dir(house.data().join("files")) else { return 0 };
    names.filter(|one| one.as_ref().is_ok_and(|one| one.path().is_file())).count()
}

fn arriving(house: &House) -> usize {
    std::fs::read_dir(house.data().join("files/incoming")).map_or(0, Iterator::count)
}

pub async fn newest(house: &House) -> i64 {
    house.number("SELECT MAX(id) FROM messages").await
}

each_database! {
    async fn what_was_begun_goes_along_to_the_form_of_files(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Council of proofs", &[&bo, &chi]).await;
        bo.say(chat, "where are the proofs?").await;
        let question = newest(&house).await.to_string();
        let begun = [("text", "here, @bo"), ("key", "k"), ("reply", &*question), ("draft", "files")];
        let to = ada.post(&format!("/chats/{chat}/messages"), &begun).await.expect(303).location.expect("a way");
        assert_eq!(to, format!("/chats/{chat}/uploads?key=k&reply={question}"));
        let form = ada.get(&to).await.expect(200).dom();
        let hidden = |name: &str| {
            let field = form.all(|one| one.attr("name") == Some(name)).pop();
            field.and_then(|field| field.attr("value").map(ToOwned::to_owned)).unwrap_or_default()
        };
        assert_eq!(form.find("text").expect("the field").text().trim(), "here, @bo");
        assert!(form.text().contains("where are the proofs?"), "it says what is answered");
        let fields = [("key", hidden("key")), ("base", hidden("base")), ("reply", hidden("reply")), ("text", "here, @bo".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ada.send_files(chat, &[("proofs.png", &wide())], &fields, false).await.expect(303);
        let page = bo.get(&format!("/chats/{chat}")).await.expect(200).dom();
        let row = page.find(&format!("m{}", newest(&house).await)).expect("the message");
        assert!(row.has_class("at") && row.text().contains("where are the proofs?"), "it calls and answers: {}", row.text());
        assert_eq!(house.number("SELECT COUNT(*) FROM notifications WHERE kind = 'message-mentioned'").await, 1);
        let composer = ada.get(&format!("/chats/{chat}")).await.expect(200).dom();
        assert_eq!(composer.find(&format!("text-{chat}")).expect("a field").text().trim(), "", "it is no draft any more");

        // Everybody is called after the question here, too; and the file waits for the answer.
        let all = [("key", "all"), ("text", "@all the covers")];
        let asked = ada.send_files(chat, &[("covers.png", &wide())], &all, false).await.expect(409);
        assert!(asked.text.contains("2 people") && asked.text.contains("@all the covers"));
        let mut confirmed = vec![("key", "all"), ("text", "@all the covers"), ("all", "2")];
        let files = waiting(&asked);
        assert_eq!(files.len(), 1);
        confirmed.extend(files.iter().map(|file| ("file", file.as_str())));
        ada.send_files(chat, &[], &confirmed, false).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM notifications WHERE kind = 'message-called-all'").await, 1);
        assert_eq!(links(&bo, chat, newest(&house).await).await.len(), 1, "the picture");

        // What is answered goes away meanwhile: it is said, and nothing is lost.
        bo.post("/deletion", &[("message", &question)]).await.expect(303);
        let gone = [("key", "g"), ("text", "late"), ("reply", &*question)];
        let refused = ada.send_files(chat, &[("late.png", &wide())], &gone, false).await.expect(410);
        assert!(refused.text.contains("late.png") && refused.text.contains(">\nlate"));
        assert!(refused.dom().all(|one| one.attr("name") == Some("reply")).is_empty(), "the next time it answers nothing");

        let spoken = ada.get(&format!("/chats/{chat}/uploads?voice=1")).await.expect(200).dom();
        let field = spoken.find("files").expect("the field");
        assert_eq!(field.attr("accept"), Some("audio/*"));
        ada.send_files(chat, &[("said.ogg", b"OggS\0\x02")], &[("key", "v"), ("voice", "1")], false).await.expect(303);
        let message = newest(&house).await;
        let page = bo.get(&format!("/chats/{chat}")).await.expect(200).dom();
        assert_eq!(page.find(&format!("m{message}")).expect("the message").all(|one| one.name == "audio").len(), 1);
    }

    async fn a_form_sends_files_and_only_who_reads_the_message_gets_them(database) {
        let (house, [ada, bo, cy]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Cy Vale"]).await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        let (page, svg) = (wide(), &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..]);
        let files = [("strip \"A\"\u{202e}gnp.png", &page[..]), ("../mark.svg", svg)];
        assert!(ada.get(&format!("/chats/{group}/uploads")).await.expect(200).text.contains("multipart/form-data"));
        ada.send_files(group, &files, &[("key", "k"), ("text", "Two of them")], false).await.expect(303);
        let message = newest(&house).await;
        let shown = bo.get(&format!("/chats/{group}")).await.expect(200);
        let dom = shown.dom();
        let row = dom.find(&format!("m{message}")).expect("the message");
        let image = row.all(|one| one.name == "img").pop().expect("a picture");
        assert_eq!((image.attr("alt"), image.attr("width")), (Some("strip \"A\"gnp.png"), Some("320")));
        assert!(row.text().contains("Two of them") && row.text().contains("mark.svg"), "{}", row.text());
        let at = links(&bo, group, message).await;
        assert_eq!(at.len(), 2);

        let given = |path: String| { let bo = &bo; async move { bo.try_send(bo.browse(Method::GET, &path)).await.expect("an answer") } };
        let preview = image.attr("src").expect("an address").to_owned();
        assert!(preview.ends_with("/preview"), "{preview}");
        let response = bo.browse(Method::GET, &at[1]).send().await.expect("an answer");
        let head = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        assert_eq!(head("content-type"), "application/octet-stream");
        assert_eq!((head("x-content-type-options"), head("content-security-policy")), ("nosniff".to_owned(), "default-src 'none';sandbox".to_owned()));
        assert!(head("content-disposition").starts_with("attachment; filename=\"mark.svg\""), "{}", head("content-disposition"));
        let tag = head("etag");
        assert_eq!(response.bytes().await.expect("its bytes"), svg);
        let response = bo.browse(Method::GET, &at[0]).send().await.expect("an answer");
        assert_eq!(response.headers()["content-type"], "image/png");
        assert!(response.headers()["content-disposition"].to_str().is_ok_and(|said| said.starts_with("inline")));
        assert_eq!(given(preview.clone()).await.status, 200);

        for (range, status, bytes) in [
            ("bytes=0-3", 206, &svg[..4]),
            ("bytes=5-", 206, &svg[5..]),
            ("bytes=-7", 206, &svg[svg.len() - 7..]),
            ("bytes=0-999999", 206, svg),
            ("bytes=999999-", 416, b""),
            ("bytes=0-1,3-4", 200, svg),
            ("lines=1-2", 200, svg),
        ] {
            let response = bo.browse(Method::GET, &at[1]).header("range", range).send().await.expect("an answer");
            assert_eq!(response.status(), status, "{range}");
            assert_eq!(response.bytes().await.expect("its bytes"), bytes, "{range}");
        }
        let again = bo.browse(Method::GET, &at[1]).header("if-none-match", &tag).send().await.expect("an answer");
        assert_eq!(again.status(), 304);

        for path in at.iter().chain([&preview, &format!("/chats/{group}/files")]) {
            assert_eq!(cy.get(path).await.status, 404, "{path}");
            assert_eq!(house.stranger().get(path).await.status, 303, "{path}");
        }
        assert!(bo.get(&format!("/chats/{group}/files")).await.expect(200).text.contains("mark.svg"));
        let pictures = bo.get(&format!("/chats/{group}/files?kind=pictures")).await.expect(200).text;
        assert!(pictures.contains(&preview) && !pictures.contains("mark.svg"));

        // Repeated where Cy reads it: those are files of their own.
        let direct = ada.direct(&cy).await;
        let fields = [("message", &*message.to_string()), ("chat", &direct.to_string()), ("key", "f")];
        ada.post("/forward", &fields).await.expect(303);
        let copy = newest(&house).await;
        let copied = links(&cy, direct, copy).await;
        assert!(copied.len() == 2 && copied.iter().all(|path| !at.contains(path)), "{copied:?}");
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        for path in at.iter().chain([&preview]) {
            assert_eq!(bo.get(path).await.status, 404, "{path}");
        }
        assert!(!bo.get(&format!("/chats/{group}/files")).await.expect(200).text.contains("mark.svg"));
        for path in &copied {
            assert_eq!(cy.get(path).await.status, 200, "{path}");
            assert_eq!(bo.get(path).await.status, 404, "{path}");
        }
    }

    async fn what_was_sent_waits_for_its_message_and_goes_with_one_alone(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Council of proofs", &[&bo]).await;
        let path = format!("/chats/{chat}/messages");
        let first = waiting(&ada.send_files(chat, &[("a.txt", b"a")], &[], true).await.expect(200));
        let both = waiting(&ada.send_files(chat, &[("b.txt", b"b")], &[], true).await.expect(200));
        assert_eq!((first.len(), both.len(), &both[0]), (1, 2, &first[0]));
        assert_eq!(waiting(&ada.get(&format!("/chats/{chat}")).await.expect(200)), both, "they are there after a reload");
        assert!(waiting(&bo.get(&format!("/chats/{chat}")).await.expect(200)).is_empty());
        assert_eq!(bo.get(&format!("/files/{}", both[0])).await.status, 404);
        assert_eq!(ada.get(&format!("/files/{}", both[0])).await.status, 200);

        // Others' files are not there for one; what was typed is.
        let refused = bo.post(&path, &[("text", "mine"), ("key", "x"), ("file", &both[0])]).await.expect(410);
        assert!(refused.text.contains("mine") && refused.text.contains("One of the files is no longer here"));
        let left = ada.post(&path, &[("text", "see"), ("key", "k"), ("remove", &both[1])]).await.expect(200);
        assert_eq!((waiting(&left), left.text.contains("see")), (first.clone(), true));
        for _ in 0..2 {
            ada.post(&path, &[("text", ""), ("key", "k"), ("file", &first[0])]).await.expect(303);
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE kind = 'text'").await, 1, "the form came twice");
        let message = newest(&house).await;
        assert_eq!(links(&bo, chat, message).await, [format!("/files/{}", first[0])]);
        assert!(bo.get("/messages").await.expect(200).text.contains("a.txt"), "it is known by its file");
        assert_eq!(ada.post(&path, &[("text", "again"), ("key", "k2"), ("file", &first[0])]).await.status, 410);
        // The same key with another file is another message.
        let next = waiting(&ada.send_files(chat, &[("c.txt", b"c")], &[], true).await.expect(200));
        ada.post(&path, &[("text", ""), ("key", "k"), ("file", &next[0])]).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE kind = 'text'").await, 2);

        // Quoted, changed, planned.
        let reply = [("text", "nice"), ("key", "r"), ("reply", &*message.to_string())];
        bo.post(&path, &reply).await.expect(303);
        assert!(bo.get(&format!("/chats/{chat}")).await.expect(200).text.contains("📎 a.txt</span>"));
        let edit = |text: &'static str, version: &'static str| [("text", text), ("version", version)];
        ada.post(&format!("/messages/{message}/edit"), &edit("the first", "0")).await.expect(303);
        ada.post(&format!("/messages/{message}/edit"), &edit("", "1")).await.expect(303);
        assert_eq!(links(&bo, chat, message).await.len(), 1, "its file stays");
        let planned = waiting(&ada.send_files(chat, &[("d.txt", b"d")], &[], true).await.expect(200));
        let at = Clock::system().now().after(std::time::Duration::from_secs(3600)).timestamp().strftime("%Y-%m-%dT%H:%M:%S").to_string();
        ada.post(&path, &[("text", ""), ("key", "p"), ("file", &planned[0]), ("at", &at)]).await.expect(303);
        assert!(waiting(&ada.get(&format!("/chats/{chat}")).await.expect(200)).is_empty());
        assert!(ada.get("/later").await.expect(200).text.contains("d.txt"));
        let steals = [("text", "steals"), ("key", "s"), ("file", &*planned[0])];
        assert_eq!(ada.post(&path, &steals).await.status, 410, "it waits for another message");
        let scheduled = house.number("SELECT MAX(id) FROM scheduled").await;
        ada.post(&format!("/scheduled/{scheduled}"), &[("do", "send")]).await.expect(303);
        assert_eq!(links(&bo, chat, newest(&house).await).await, [format!("/files/{}", planned[0])]);
    }

    async fn a_form_of_files_that_comes_twice_is_one_message(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Council of proofs", &[&bo]).await;
        let picture = wide();
        let messages = "SELECT COUNT(*) FROM messages WHERE kind = 'text'";
        let unsent = "SELECT COUNT(*) FROM attachments WHERE message_id IS NULL";
        let form = [("text", "both"), ("key", "k")];
        for _ in 0..3 {
            ada.send_files(chat, &[("a.txt", b"a"), ("wide.png", &picture)], &form, false).await.expect(303);
            assert_eq!((house.number(messages).await, house.number(unsent).await), (1, 0));
        }
        assert_eq!(links(&bo, chat, newest(&house).await).await.len(), 2);
        // With other bytes, with another name, with one of them, with one more it is another one.
        let others: [&[(&str, &[u8])]; 5] = [
            &[("a.txt", b"a"), ("a.txt", b"a")],
            &[("a.txt", b"b"), ("wide.png", &picture)],
            &[("b.txt", b"a"), ("wide.png", &picture)],
            &[("a.txt", b"a")],
            &[("a.txt", b"a"), ("wide.png", &picture), ("c.txt", b"c")],
        ];
        for (n, files) in (2..).zip(others) {
            ada.send_files(chat, files, &form, false).await.expect(303);
            assert_eq!((house.number(messages).await, house.number(unsent).await), (n, 0));
        }

        // Of what waited before, and what came with the form.
        let first = waiting(&ada.send_files(chat, &[("d.txt", b"d")], &[], true).await.expect(200));
        let form = [("text", "more"), ("key", "m"), ("file", &*first[0])];
        for _ in 0..2 {
            ada.send_files(chat, &[("e.txt", b"e")], &form, false).await.expect(303);
            assert_eq!((house.number(messages).await, house.number(unsent).await), (7, 0));
        }
        let other = ada.send_files(chat, &[("f.txt", b"f")], &form, false).await.expect(410);
        assert!(other.text.contains("One of the files is no longer here") && other.text.contains("f.txt"));
        assert_eq!((house.number(messages).await, house.number(unsent).await), (7, 1), "it waits");

        // In the composer, to which the answer was lost: what was sent once more does not go with the next message.
        let path = format!("/chats/{chat}/messages");
        for n in 1..=2 {
            let again = waiting(&ada.send_files(chat, &[("g.txt", b"g")], &[], true).await.expect(200));
            ada.post(&path, &[("text", "last"), ("key", "l"), ("file", again.last().expect("a file"))]).await.expect(303);
            assert_eq!((house.number(messages).await, house.number(unsent).await), (8, 1), "{n}");
        }
    }

    async fn what_cannot_be_sent_is_said_and_nothing_is_lost(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Council of proofs", &[&bo]).await;
        house.execute("UPDATE company SET most_file = 1000").await;
        let large = vec![0; 1001];
        let files = [("large.bin", &large[..]), ("empty.txt", b""), ("fits.txt", b"fits")];
        let refused = ada.send_files(chat, &files, &[("key", "k"), ("text", "the words stay")], false).await.expect(422);
        for words in ["large.bin is larger than 1000 bytes", "empty.txt is empty", "the words stay", "fits.txt"] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }
        assert_eq!(waiting(&refused).len(), 1);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE kind = 'text'").await, 0);
        let still = [("key", "k"), ("text", "the words stay"), ("file", &*waiting(&refused)[0])];
        ada.send_files(chat, &[], &still, false).await.expect(303);
        assert_eq!(links(&bo, chat, newest(&house).await).await.len(), 1);
        let nothing = ada.send_files(chat, &[], &[("key", "k2"), ("text", "")], false).await.expect(422);
        assert!(nothing.text.contains("There is nothing to send"));

        house.execute("UPDATE company SET most_of_person = 10").await;
        let full = ada.send_files(chat, &[("more.txt", b"more than that")], &[], true).await.expect(422);
        assert!(full.text.contains("no more room for your files"));
        house.execute("UPDATE company SET most_of_person = 0, most_of_all = 10").await;
        let full = bo.send_files(chat, &[("more.txt", b"more than that")], &[], true).await.expect(422);
        assert!(full.text.contains("no more room for files in this company"));
        house.execute("UPDATE company SET most_of_all = 0, most_file = 0").await;

        let many: Vec<(&str, &[u8])> = (0..21).map(|_| ("n.txt", &b"n"[..])).collect();
        let refused = ada.send_files(chat, &many, &[], true).await.expect(422);
        assert!(refused.text.contains("A message takes 20 files") && waiting(&refused).len() == 20);
        // A picture whose head promises more pixels than are read, and one that breaks off, are files to keep.
        let mut bomb = wide();
        bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        for (name, bytes) in [("bomb.png", &bomb[..]), ("broken.png", &wide()[..60]), ("lies.png", b"GIF of nothing")] {
            bo.send_files(chat, &[(name, bytes)], &[("key", name), ("text", name)], false).await.expect(303);
            let at = links(&bo, chat, newest(&house).await).await;
            let response = ada.browse(Method::GET, &at[0]).send().await.expect("an answer");
            assert_eq!(response.headers()["content-type"], "application/octet-stream", "{name}");
            assert_eq!(response.bytes().await.expect("its bytes"), bytes, "{name}");
            assert_eq!(ada.get(&format!("{}/preview", at[0])).await.status, 404);
        }
    }

    async fn the_room_that_is_typed_in_megabytes_is_all_that_is_taken(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Council of proofs", &[&bo]).await;
        let megabyte = vec![b'x'; 1 << 20];
        let (larger, half) = (vec![b'x'; (1 << 20) + 1], &megabyte[..1 << 19]);
        let room = async |file: &str, person: &str, all: &str| {
            ada.submit("/admin/company", &[("file_room", file), ("person_room", person), ("company_room", all)]).await
        };
        let send = async |by: &Person, bytes: &[u8]| by.send_files(chat, &[("proof.bin", bytes)], &[], true).await;
        let form = ada.get("/admin/company").await.expect(200).dom();
        assert_eq!(form.find("file_room").and_then(|field| field.attr("value")), Some("100"), "unless somebody says otherwise");
        let typed: Vec<(String, String)> = form.find("main").expect("a page").controls();
        for wrong in ["-1", "1.5", "many", "1073741825", "99999999999999999999"] {
            let fields = typed.iter().map(|(name, value)| (&**name, if name == "file_room" { wrong } else { value.as_str() }));
            let again = ada.post("/admin/company", &fields.collect::<Vec<_>>()).await.expect(422).dom();
            assert!(again.find("file_room-e").is_some(), "{wrong}");
            assert_eq!(again.find("file_room").and_then(|field| field.attr("value")), Some(wrong), "it stays");
        }

        room("1", "0", "0").await;
        assert!(ada.get(&format!("/chats/{chat}/uploads")).await.expect(200).text.contains("Each may have up to 1.0 MB"));
        let refused = send(&ada, &larger).await.expect(422);
        assert!(refused.text.contains("proof.bin is larger than 1.0 MB"), "{}", refused.text);
        assert!(waiting(&refused).is_empty());
        assert_eq!(waiting(&send(&ada, &megabyte).await.expect(200)).len(), 1, "so much is taken");

        room("0", "2", "").await;
        send(&ada, &larger[..(1 << 20) + 1]).await.expect(422);
        assert_eq!(waiting(&send(&ada, &megabyte).await.expect(200)).len(), 2, "two megabytes in all");
        let full = send(&ada, b"x").await.expect(422);
        assert!(full.text.contains("There is no more room for your files") && waiting(&full).len() == 2, "{}", full.text);
        send(&bo, half).await.expect(200);
        let page = ada.get("/admin/company").await.expect(200).dom();
        let values = ["file_room", "person_room", "company_room"]
            .map(|name| page.find(name).and_then(|field| field.attr("value")).unwrap_or("").to_owned());
        assert_eq!(values, ["0", "2", "0"]);

        room("0", "0", "3").await;
        send(&bo, half).await.expect(200);
        for person in [&ada, &bo] {
            let full = send(person, b"x").await.expect(422);
            assert!(full.text.contains("There is no more room for files in this company"), "{}", full.text);
        }
        room("0", "0", "4").await;
        send(&bo, &megabyte).await.expect(200);
        // Of what was refused nothing is there.
        assert_eq!(house.number("SELECT COUNT(*) FROM attachments").await, 5);
        assert_eq!(house.number("SELECT COUNT(*) FROM blobs").await, 5);
        assert_eq!((on_the_disk(&house), arriving(&house)), (5, 0));
    }

    async fn of_what_breaks_off_on_its_way_nothing_is_left(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Council of proofs", &[&bo]).await;
        let field = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"");
        // One whole file, then a part of another.
        let body = [
            field("key"), "\r\n\r\nbroken\r\n".to_owned(), field("files"), "; filename=\"whole.txt\"\r\n\r\nwhole\r\n".to_owned(),
            field("files"), "; filename=\"half.bin\"\r\n\r\n".to_owned(), "x".repeat(300_000),
        ]
        .concat();
        let head = format!(
            "POST /chats/{chat}/uploads HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n",
            house.host(),
            ada.cookies()
        );
        for n in 0..3 {
            let mut stream = house.connect().await;
            stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).await.expect("a part");
            eventually("both have begun to arrive", async || match arriving(&house) {
                2 => Ok(()),
                other => Err(format!("{other} have")),
            })
            .await;
            drop(stream);
            eventually("nothing of it is left", async || match arriving(&house) {
                0 => Ok(()),
                other => Err(format!("{other} are")),
            })
            .await;
            let rows = async |table: &str| house.number(&format!("SELECT COUNT(*) FROM {table}")).await;
            let left = [rows("attachments").await, rows("blobs").await, rows("messages WHERE kind = 'text'").await];
            assert_eq!((left, on_the_disk(&house)), ([0, 0, 0], 0), "time {n}");
        }
        // The way is free, and the key is not taken.
        ada.send_files(chat, &[("whole.txt", b"whole")], &[("key", "broken"), ("text", "again")], false).await.expect(303);
        assert_eq!((on_the_disk(&house), arriving(&house)), (1, 0));
        // So it is with what the server was killed with.
        let mut stream = house.connect().await;
        stream.write_all([head.as_bytes(), body.as_bytes()].concat().as_slice()).await.expect("a part");
        eventually("it arrives", async || if arriving(&house) == 2 { Ok(()) } else { Err(String::new()) }).await;
        house.crash().await;
        assert_eq!((on_the_disk(&house), arriving(&house)), (1, 0));
        house.audit().await;
    }
}
