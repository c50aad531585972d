//! What breaks around a running house: its disk, its database, the line between them. People are told, nothing that was
//! acknowledged is lost, and when it is mended everything goes on without a restart.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::page::Page;
use crate::support::{Answer, Database, House, Person, Way, eventually};

/// What the house says of itself to those who watch over it.
async fn readiness(house: &House) -> (u16, String) {
    let answer = house.stranger().get("/readyz").await;
    (answer.status, answer.text)
}

async fn is_ready(house: &House) {
    eventually("it is ready", async || match readiness(house).await {
        (200, _) => Ok(()),
        told => Err(format!("{told:?}")),
    })
    .await;
}

/// It says, with these words, that it cannot do its work.
async fn is_not_ready(house: &House, words: &str) {
    eventually(&format!("it says {words:?}"), async || match readiness(house).await {
        (503, text) if text.contains(words) => Ok(()),
        told => Err(format!("{told:?}")),
    })
    .await;
}

/// Posts the text under its own words as the key, once.
async fn try_to_say(person: &Person, chat: i64, text: &str) -> Result<Answer, reqwest::Error> {
    let key = text.replace(' ', "-");
    person.try_send(person.form(&format!("/chats/{chat}/messages"), &[("text", text), ("key", &key)])).await
}

/// Posts until it is acknowledged, as people do.
async fn says(person: &Person, chat: i64, text: &str) {
    eventually("a post is acknowledged", async || match try_to_say(person, chat, text).await {
        Ok(answer) if answer.status == 303 => Ok(()),
        Ok(answer) => Err(answer.text),
        Err(error) => Err(error.to_string()),
    })
    .await;
}

/// It was not posted, and the page that says so holds the text and these words.
#[track_caller]
fn keeps(answer: &Answer, status: u16, text: &str, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert!(answer.text.contains(text), "what was typed is there: {}", answer.text);
    assert!(answer.text.contains(words), "{words:?} is said: {}", answer.text);
}

/// A strace that has calls of a running server fail, until it is dropped.
struct Failing(Child);

impl Failing {
    /// From now on these calls fail with this error.
    async fn calls(house: &House, calls: &str, error: &str) -> Failing {
        let pid = house.pid();
        let child = Command::new("strace")
            .args(["-f", "-q", "-o", "/dev/null", "-e", "signal=none"])
            .args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error={error}")])
            .args(["-p", &pid.to_string()])
            .stderr(Stdio::null())
            .spawn()
            .expect("strace is there");
        let failing = Failing(child);
        house.is_traced().await;
        failing
    }

    /// Lets the server go.
    fn end(mut self) {
        let done = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status().expect("kill is there");
        assert!(done.success());
        self.0.wait().expect("a child of ours");
    }
}

impl Drop for Failing {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Breaks the disk under a page that is open, and mends it. PostgreSQL keeps its files itself.
async fn broken_disk((calls, error): (&str, &str), status: u16, (says_ready, words): (&str, &str)) {
    let (house, [ada, bo]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    says(&ada, chat, "before").await;
    let mut page = Page::of_chat(&bo, chat).await;
    is_ready(&house).await;
    let failing = Failing::calls(&house, calls, error).await;
    keeps(&try_to_say(&ada, chat, "meanwhile").await.expect("an answer"), status, "meanwhile", words);
    let profile = ada.post("/settings/profile", &[("name", "Ada Meanwhile")]).await;
    assert_eq!(profile.status, status, "{}", profile.text);
    assert!(profile.text.contains(words) && profile.text.contains("</html>"), "{}", profile.text);
    let htmx = ada.form(&format!("/chats/{chat}/messages"), &[("text", "by htmx"), ("key", "by htmx")]);
    keeps(&ada.send(htmx.header("hx-request", "true")).await, status, "by htmx", words);
    is_not_ready(&house, says_ready).await;
    assert!(ada.texts(chat).await.contains(&"before".to_owned()), "reading goes on");
    failing.end();
    is_ready(&house).await;
    says(&ada, chat, "after").await;
    assert_eq!(ada.texts(chat).await, ["before", "after"], "what was refused is not there");
    page.until("what was said", |page| page.texts() == ["before", "after"]).await;
    page.settle().await;
    assert_eq!((page.closes.len(), page.reloads.len()), (0, 0), "its socket stays");
    house.crash().await;
    assert_eq!(ada.texts(chat).await, ["before", "after"], "it is on the disk");
    assert!(!house.said().contains("panicked"), "{}", house.said());
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    broken_disk(("pwrite64,ftruncate,fallocate", "ENOSPC"), 507, ("is full", "The disk is full")).await;
}

#[tokio::test]
async fn a_disk_that_is_read_only_from_now_on_is_said_and_loses_nothing() {
    broken_disk(("pwrite64,ftruncate,fallocate", "EROFS"), 503, ("does not answer", "does not answer")).await;
}

#[tokio::test]
async fn a_disk_that_breaks_as_it_is_synced_is_said_and_loses_nothing() {
    broken_disk(("fsync,fdatasync", "EIO"), 503, ("does not answer", "does not answer")).await;
}

/// A file that may not grow: what was acknowledged on the way there is there.
#[tokio::test]
async fn a_disk_that_fills_up_under_load_keeps_all_that_was_acknowledged() {
    let house = House::closed(Database::Sqlite);
    // The limit comes with a signal, which a full disk does not.
    house.start_under(&["env", "--ignore-signal=XFSZ"]).await;
    let ada = house.set_up("Ada Marsh").await;
    let chat = ada.general().await;
    ada.say(chat, "before").await;
    let pid = house.pid().to_string();
    let limit = |bytes: &str| {
        let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
        assert!(done.expect("prlimit is there").success());
    };
    // SQLite's log holds all that was written since the start; whatever it has, it may have no more.
    let log = house.data().join("hallway.db-wal");
    let size = std::fs::metadata(&log).expect("SQLite's log").len();
    limit(&size.to_string());
    let mut statuses = Vec::new();
    let refused = eventually("a post is refused", async || {
        let text = format!("too much {}", statuses.len());
        let answer = try_to_say(&ada, chat, &text).await.map_err(|error| error.to_string())?;
        statuses.push((text, answer.status));
        if answer.status == 303 { Err(format!("{statuses:?}")) } else { Ok(answer) }
    })
    .await;
    assert!([503, 507].contains(&refused.status), "{}: {}", refused.status, refused.text);
    is_not_ready(&house, "the d").await;
    limit("unlimited");
    says(&ada, chat, "after").await;
    is_ready(&house).await;
    let texts = ada.texts(chat).await;
    for (text, status) in &statuses {
        let count = texts.iter().filter(|one| *one == text).count();
        assert_eq!(count, usize::from(*status == 303), "{text}: {status}");
    }
    assert!(!house.said().contains("panicked"), "{}", house.said());
}

/// A PostgreSQL that takes no writes, as a replica does.
#[tokio::test]
async fn a_database_that_is_read_only_is_said_and_read() {
    let (house, [ada]) = House::with_people(Database::Postgres, ["Ada Marsh"]).await;
    let chat = ada.general().await;
    ada.say(chat, "before").await;
    let page = Page::of_chat(&ada, chat).await;
    let turn = async |on: &str| {
        // For connections from now on: those that are open are ended, but the lock's, which is not written with.
        let set = format!("ALTER DATABASE %I SET default_transaction_read_only = {on}");
        let set = format!("DO $$ BEGIN EXECUTE format('{set}', current_database()); END $$");
        house.execute(&format!("BEGIN READ WRITE; {set}; COMMIT")).await;
        let others = "datname = current_database() AND pid <> pg_backend_pid()
            AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')";
        house.execute(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")).await;
    };
    turn("on").await;
    is_not_ready(&house, "read-only").await;
    let refused = try_to_say(&ada, chat, "meanwhile").await.expect("an answer");
    keeps(&refused, 503, "meanwhile", "Nothing can be written now");
    assert_eq!(ada.texts(chat).await, ["before"], "reading goes on");
    turn("off").await;
    is_ready(&house).await;
    ada.say(chat, "after").await;
    assert_eq!(ada.texts(chat).await, ["before", "after"]);
    assert!(page.closes.is_empty());
}

/// PostgreSQL is gone for a while, as when it is restarted: the server stays, and has its lock again.
#[tokio::test]
async fn a_database_that_is_restarted_is_waited_for() {
    let (house, [ada, bo]) = House::behind_a_line().await.filled(["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    ada.say(chat, "before").await;
    let mut page = Page::of_chat(&bo, chat).await;
    is_ready(&house).await;
    house.line().cut();
    let refused = try_to_say(&ada, chat, "meanwhile").await.expect("an answer");
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.text.contains("The database does not answer"), "{}", refused.text);
    is_not_ready(&house, "does not answer").await;
    assert_eq!(house.stranger().get("/healthz").await.status, 200, "it lives");
    house.says("the connection that holds the lock on the database is lost").await;
    house.line().mend();
    is_ready(&house).await;
    says(&ada, chat, "after").await;
    page.until("what was said", |page| page.texts() == ["before", "after"]).await;
    page.settle().await;
    assert_eq!((page.closes.len(), page.reloads.len()), (0, 0), "its socket stays");
    house.says("the lock on the database is held again").await;
    // The line is carried by this thread, which must not wait for it.
    let second = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    let second = tokio::process::Command::from(second).kill_on_drop(true).output().await.expect("it runs");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("already runs on this database"), "{said}");
    assert!(!house.said().contains("panicked"), "{}", house.said());
}

/// Cuts the line to PostgreSQL at each piece of a post that goes one way; what was not acknowledged is posted again.
async fn cut_off(way: Way) {
    let (house, [ada, bo]) = House::behind_a_line().await.filled(["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    let mut page = Page::of_chat(&bo, chat).await;
    let (mut posted, mut refused) = (Vec::new(), 0);
    let began = Instant::now();
    for piece in 0.. {
        // Connections that were cut are found out and replaced before the next one.
        ada.get("/messages").await.expect(200);
        let text = format!("cut off at {piece}");
        house.line().cut_after(way, piece);
        let answer = try_to_say(&ada, chat, &text).await.expect("an answer");
        let whole = house.line().is_whole(way);
        refused += u32::from(answer.status != 303);
        assert!([303, 503].contains(&answer.status), "{piece}: {}: {}", answer.status, answer.text);
        eventually("the page is there again", async || match ada.get("/messages").await {
            Answer { status: 200, .. } => Ok(()),
            other => Err(other.text),
        })
        .await;
        says(&ada, chat, &text).await;
        posted.push(text);
        if whole {
            break;
        }
    }
    assert!(posted.len() > 10 && refused > 5, "{} posts, {refused} of them refused", posted.len());
    assert!(began.elapsed() < Duration::from_secs(120), "nobody waits for connections that are gone");
    let there: Vec<String> = ada.texts(chat).await;
    assert!(posted.ends_with(&there) && there.len() >= posted.len().min(50), "each is there once: {there:?}");
    page.until("what was said", |page| page.texts().last() == posted.last()).await;
    page.settle().await;
    is_ready(&house).await;
    assert!(!house.said().contains("panicked"), "{}", house.said());
}

#[tokio::test]
async fn a_line_to_the_database_that_breaks_on_the_way_there_loses_nothing() {
    cut_off(Way::There).await;
}

#[tokio::test]
async fn a_line_to_the_database_that_breaks_on_the_way_back_loses_nothing() {
    cut_off(Way::Back).await;
}
