//! Nothing acknowledged is lost, nothing is there twice: by what the system is asked to do, and by killing the server.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};

use crate::support::{Database, House, Person, dice, eventually, long};

/// A strace that follows a running server; it writes into a file.
struct Trace {
    child: Child,
    file: tempfile::NamedTempFile,
}

impl Trace {
    async fn of(house: &House) -> Trace {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let calls = "trace=fsync,fdatasync,read,readv,recvfrom,recvmsg,write,writev,pwrite64,sendto,sendmsg";
        let child = Command::new("strace")
            .args(["-f", "-y", "-s", "300", "-e", calls, "-e", "signal=none", "-p", &house.pid().to_string(), "-o"])
            .arg(file.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("strace is there");
        let pid = house.pid();
        eventually("strace follows every thread", async || {
            let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("a process of ours");
            let status = threads.map(|one| std::fs::read_to_string(one.expect("a thread").path().join("status")));
            let followed = status.map(|status| status.is_ok_and(|status| !status.contains("TracerPid:\t0\n")));
            if followed.collect::<Vec<_>>().iter().all(|yes| *yes) { Ok(()) } else { Err("not yet".to_owned()) }
        })
        .await;
        Trace { child, file }
    }

    /// What it wrote, once it has let the server go.
    fn end(mut self) -> Vec<String> {
        let done = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill is there");
        assert!(done.success());
        self.child.wait().expect("a child of ours");
        std::fs::read(self.file.path())
            .map(|all| String::from_utf8_lossy(&all).lines().map(ToOwned::to_owned).collect())
            .expect("a trace")
    }
}

/// Where a sync of the log of SQLite ends, by line: what was begun on a line may end on a later one of the same thread.
fn synced(lines: &[String]) -> Vec<usize> {
    let mut begun: HashMap<&str, bool> = HashMap::new();
    let mut ends = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let thread = line.split_whitespace().next().unwrap_or("");
        let call = ["fsync(", "fdatasync("].iter().any(|call| line.contains(call));
        if call && line.contains("hallway.db-wal") {
            if line.contains("<unfinished ...>") {
                begun.insert(thread, true);
            } else if line.ends_with("= 0") {
                ends.push(at);
            }
        } else if line.contains("sync resumed>") && line.ends_with("= 0") && begun.remove(thread) == Some(true) {
            ends.push(at);
        }
    }
    ends
}

/// What PostgreSQL does with its own files is its own matter; Hallway itself writes SQLite's.
#[tokio::test]
async fn a_message_is_on_the_disk_before_its_author_is_told() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let chat = ada.general().await;
    ada.say(chat, "so that all is open").await;
    let trace = Trace::of(&house).await;
    for n in 0..5 {
        ada.say(chat, &format!("traced-{n}-end")).await;
    }
    let lines = trace.end();
    let syncs = synced(&lines);
    for n in 0..5 {
        let asked = lines.iter().position(|line| line.contains(&format!("traced-{n}-end")) && !line.contains("write"));
        let asked = asked.unwrap_or_else(|| panic!("the request is in the trace:\n{}", lines.join("\n")));
        let told = lines[asked..].iter().position(|line| line.contains("HTTP/1.1 303")).map(|after| asked + after);
        let told = told.unwrap_or_else(|| panic!("its answer is in the trace:\n{}", lines[asked..].join("\n")));
        let written =
            lines[asked..told].iter().position(|line| line.contains("pwrite64") && line.contains("hallway.db-wal"));
        let written =
            written.unwrap_or_else(|| panic!("it is written to the log:\n{}", lines[asked..=told].join("\n")));
        assert!(
            syncs.iter().any(|at| (asked + written..told).contains(at)),
            "the log is synced between its writing and the answer:\n{}",
            lines[asked..=told].join("\n")
        );
    }
}

/// Posts one text after the other, each until it is acknowledged, always under the same key; says what it has posted.
async fn post_until(person: &Person, chat: i64, name: &str, over: &AtomicBool) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let (text, key) = (format!("{name} {}", acknowledged.len()), format!("{name}-{}", acknowledged.len()));
        eventually("a post is acknowledged", async || {
            let fields = [("text", text.as_str()), ("key", key.as_str())];
            let answer = person.try_send(person.form(&format!("/chats/{chat}/messages"), &fields)).await;
            match answer {
                Ok(answer) if answer.status == 303 => Ok(()),
                Ok(answer) if answer.status < 500 => panic!("{}: {}", answer.status, answer.text),
                Ok(answer) => Err(answer.text),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
        acknowledged.push(text);
    }
    acknowledged
}

/// All texts of the chat, page by page.
async fn all_texts(person: &Person, chat: i64) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), format!("/chats/{chat}"));
    loop {
        let page = person.get(&path).await.expect(200).dom().messages();
        let Some((first, _)) = page.first() else { return all };
        path = format!("/chats/{chat}?before={first}");
        all.extend(page.into_iter().map(|(_, text)| text));
    }
}

async fn killed_under_load(database: Database, kills: usize) {
    let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
    let (general, notes) = (ada.general().await, ada.direct(&ada).await);
    let over = AtomicBool::new(false);
    let writers = [(&ada, general, "ada"), (&bo, general, "bo"), (&ada, general, "desk"), (&ada, notes, "note")];
    let posting = join_all(writers.map(|(person, chat, name)| post_until(person, chat, name, &over)));
    let mut dice = dice::Dice::new(7);
    let (acknowledged, ()) = join(posting, async {
        for _ in 0..kills {
            // Not a guess at how long something takes, but a random moment.
            tokio::time::sleep(Duration::from_millis(20 + dice.below(150) as u64)).await;
            house.crash().await;
        }
        over.store(true, Ordering::Relaxed);
    })
    .await;
    for chat in [general, notes] {
        let mut times: HashMap<String, usize> = HashMap::new();
        for text in all_texts(&ada, chat).await {
            *times.entry(text).or_default() += 1;
        }
        for (_, expected) in writers.iter().zip(&acknowledged).filter(|((_, of, _), _)| *of == chat) {
            assert!(expected.len() >= kills / 2, "there was load: {}", expected.len());
            for text in expected {
                assert_eq!(times.remove(text), Some(1), "{text} is there once");
            }
        }
        assert!(times.is_empty(), "nothing else is there: {times:?}");
    }
    let posted: usize = acknowledged.iter().map(Vec::len).sum();
    eprintln!("{database:?}: {kills} kills, {posted} messages acknowledged, each there once");
}

each_database! {
    async fn what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        killed_under_load(database, 20).await;
    }

    #[ignore = "long: ./test --long"]
    async fn long_what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        assert!(long(), "this runs by ./test --long");
        killed_under_load(database, 200).await;
    }

    /// A browser that gives up does not undo what is committed, and its retry is the same message.
    async fn a_request_that_is_dropped_is_posted_once_or_not_at_all(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let mut dice = dice::Dice::new(11);
        for n in 0..30 {
            let (text, key) = (format!("dropped {n}"), format!("dropped-{n}"));
            let fields = [("text", text.as_str()), ("key", key.as_str())];
            let request = ada.try_send(ada.form(&format!("/chats/{chat}/messages"), &fields));
            // A random moment of the request, in microseconds.
            drop(tokio::time::timeout(Duration::from_micros(dice.below(8000) as u64), request).await);
            ada.post_under(chat, &text, &key).await.expect(303);
        }
        let texts = ada.texts(chat).await;
        assert_eq!(texts, (0..30).map(|n| format!("dropped {n}")).collect::<Vec<_>>());
    }
}
