//! Nothing acknowledged is lost, nothing is there twice: by what the system is asked to do, and by requests that are dropped.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{Database, House, dice};

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
        house.is_traced().await;
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

each_database! {
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
