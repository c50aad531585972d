//! A server to measure, as its users have it, and who asks it.

pub mod chat;
pub mod load;
pub mod process;
pub mod spread;

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Somebody who is signed in. A browser without the cookie of the script gets what is compressed as well as can be.
pub async fn visitor(house: &House, script: bool) -> reqwest::Client {
    enter(house, "elin@tidewater.example", script).await
}

/// The same, of this address.
pub async fn enter(house: &House, email: &str, script: bool) -> reqwest::Client {
    let jar = Arc::new(reqwest::cookie::Jar::default());
    if script {
        jar.add_cookie_str("script=1", &house.at("/").parse().expect("an address"));
    }
    let client = reqwest::Client::builder().cookie_provider(jar).build().expect("a client");
    let form = [("email", email), ("password", "left-ajar-for-you")];
    let signed = client.post(house.at("/sign-in")).header("sec-fetch-site", "same-origin").form(&form).send().await;
    assert!(signed.expect("the server answers").status().is_success());
    client
}

/// Made-up people in departments, and what they have said.
#[derive(Clone, Copy)]
pub struct Crowd {
    pub people: usize,
    pub departments: usize,
    pub messages: usize,
}

impl Crowd {
    /// Who has said nothing.
    pub fn silent(people: usize, departments: usize) -> Crowd {
        Crowd { people, departments, messages: 0 }
    }
}

/// A server of its own.
pub struct House {
    /// Its process.
    pub child: Child,
    /// The database's.
    pub name: &'static str,
    port: u16,
    database: Option<(String, String)>,
    storage: Vec<String>,
    data: tempfile::TempDir,
}

impl House {
    /// With this crowd besides the story's people; on the PostgreSQL server, if one is given. Before it starts, its folder and the URL
    /// of its database are given to `prepare`.
    pub fn open(server: Option<&str>, crowd: Crowd, prepare: impl FnOnce(&Path, Option<&str>)) -> House {
        let data = tempfile::tempdir().expect("a folder");
        let database = server.map(|server| {
            let Crowd { people, departments, messages } = crowd;
            let name = format!("hallway_bench_{}_{people}_{departments}_{messages}", std::process::id());
            psql(server, &format!("CREATE DATABASE {name}"));
            (server.to_owned(), name)
        });
        let storage = storage(&data, database.as_ref());
        let made = hallway(&["demo"], &storage)
            .args(["--people", &crowd.people.to_string(), "--departments", &crowd.departments.to_string()])
            .args(["--messages", &crowd.messages.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("the binary is there").success());
        prepare(data.path(), storage.get(3).map(String::as_str));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
        let (child, _) = serve(&storage, port);
        House { child, name, port, database, storage, data }
    }

    /// Gives its folder and the URL of its database to this, while it does not run.
    pub fn prepared(&self, prepare: impl FnOnce(&Path, Option<&str>)) {
        prepare(self.data.path(), self.storage.get(3).map(String::as_str));
    }

    /// Starts it once more; how long that took.
    pub fn start(&mut self) -> Duration {
        let (child, took) = serve(&self.storage, self.port);
        self.child = child;
        took
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Ends the server; its database stays until this goes.
    pub fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The address of the path.
    pub fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop();
        if let Some((server, name)) = &self.database {
            psql(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// The server's process, and how long it took until it said that it listens.
fn serve(storage: &[String], port: u16) -> (Child, Duration) {
    let (listen, from) = (format!("127.0.0.1:{port}"), Instant::now());
    let mut server = hallway(&["serve", "--listen", &listen, "--forms-per-minute", "10000000"], storage);
    let mut child = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary is there");
    let said = BufReader::new(child.stdout.take().expect("piped"));
    said.lines().map_while(Result::ok).find(|line| line.contains(&listen)).expect("it says where it is");
    (child, from.elapsed())
}

fn storage(data: &tempfile::TempDir, database: Option<&(String, String)>) -> Vec<String> {
    let mut storage = vec!["--data".to_owned(), data.path().display().to_string()];
    if let Some((server, name)) = database {
        let (host, _) = server.rsplit_once('/').expect("a URL with a database");
        storage.extend(["--database".to_owned(), format!("{host}/{name}")]);
    }
    storage
}

/// Nothing of a developer's own configuration reaches it.
fn hallway(arguments: &[&str], storage: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hallway"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HALLWAY_")) {
        command.env_remove(name);
    }
    command.args(arguments).args(storage).stdin(Stdio::null());
    command
}

fn psql(server: &str, statement: &str) {
    let done = Command::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", server, "-c", statement]).status();
    assert!(done.expect("psql is there").success(), "{statement}");
}
