//! A running server with data of its own.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};

use super::{Person, Proxy, bucket, eventually};

/// The kind of database a house keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// The file inside of the data folder.
    Sqlite,
    /// A database of its own on the server that `./test` has started.
    Postgres,
}

/// The URL of the PostgreSQL server; a missing one is a failure, never a skip.
fn postgres() -> String {
    std::env::var("HALLWAY_TEST_POSTGRES")
        .expect("HALLWAY_TEST_POSTGRES is not set: run ./test at the root of the project, it starts a PostgreSQL")
}

fn psql(statement: &str) {
    let done =
        Command::new("psql").args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &postgres(), "-c", statement]).output();
    let done = done.expect("psql is there");
    assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A database on the test server, dropped with this.
struct PostgresDatabase(String);

impl PostgresDatabase {
    fn create() -> PostgresDatabase {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("hallway_app_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        psql(&format!("CREATE DATABASE {name}"));
        PostgresDatabase(name)
    }

    fn url(&self) -> String {
        let server = postgres();
        let (host, _) = server.rsplit_once('/').expect("a URL with a database");
        format!("{host}/{}", self.0)
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            psql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.0));
        }
    }
}

/// A port that nobody has, below those that the system gives to outgoing connections: it stays free over a restart.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let spread = (std::process::id() as u16).wrapping_mul(61).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 12_000 + spread % 18_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// What lets a person post faster than anybody types, as tests do.
const FAST: &str = "--forms-per-minute";

/// A server of our own, ended by its process id.
pub struct House {
    // Dropped in this order: the server, its database, its folder.
    child: Mutex<Option<Child>>,
    postgres: Option<PostgresDatabase>,
    /// What stands between it and PostgreSQL.
    proxy: Option<Proxy>,
    settings: &'static [&'static str],
    /// Settings as the environment says them.
    environment: Vec<(&'static str, String)>,
    program: PathBuf,
    data: tempfile::TempDir,
    port: u16,
    printed: Arc<Mutex<String>>,
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut child) = self.child().take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            eprintln!("── the server of the failed test said:\n{}", self.said());
        }
    }
}

impl House {
    /// An empty house that runs.
    pub async fn open(database: Database) -> House {
        let house = House::closed(database);
        house.start().await;
        house
    }

    /// An empty house that does not run yet.
    pub fn closed(database: Database) -> House {
        House {
            child: Mutex::default(),
            settings: &[],
            environment: Vec::new(),
            program: env!("CARGO_BIN_EXE_hallway").into(),
            postgres: (database == Database::Postgres).then(PostgresDatabase::create),
            proxy: None,
            data: tempfile::tempdir().expect("a folder"),
            port: free_port(),
            printed: Arc::default(),
        }
    }

    /// An empty house that runs, and asks for pages of links on this machine, too: the program, with that reach given to it.
    pub async fn near(database: Database) -> House {
        let mut house = House::closed(database);
        house.program = Path::new(env!("CARGO_BIN_EXE_hallway")).with_file_name("examples").join("near");
        house.start().await;
        house
    }

    /// An empty house that runs, and keeps files of messages in this server's bucket.
    pub async fn in_bucket(database: Database, server: &bucket::Server) -> House {
        let mut house = House::closed(database);
        house.keep_in(server);
        house.start().await;
        house
    }

    /// Files of messages are kept in this server's bucket from its next start on.
    pub fn keep_in(&mut self, server: &bucket::Server) {
        self.environment = vec![
            ("HALLWAY_S3_BUCKET", bucket::BUCKET.to_owned()),
            ("HALLWAY_S3_ENDPOINT", format!("http://{}", server.address)),
            ("HALLWAY_S3_KEY", bucket::KEY.to_owned()),
            ("HALLWAY_S3_SECRET", bucket::SECRET.to_owned()),
        ];
    }

    /// An empty house that runs with these settings, as flags.
    pub async fn open_with(database: Database, settings: &'static [&'static str]) -> House {
        let mut house = House::closed(database);
        house.settings = settings;
        house.start().await;
        house
    }

    /// An empty house that runs, with PostgreSQL behind a line that can be cut.
    pub async fn behind_a_line() -> House {
        let mut house = House::closed(Database::Postgres);
        let server = postgres();
        let place = server.rsplit_once('@').map_or(&*server, |(_, place)| place);
        let to = place.split('/').next().expect("host and port").to_owned();
        house.proxy = Some(Proxy::to(to).await);
        house.start().await;
        house
    }

    /// The line to PostgreSQL.
    pub fn line(&self) -> &Proxy {
        self.proxy.as_ref().expect("a house behind a line")
    }

    /// The URL of its database, as the server is told it.
    fn database_url(&self) -> Option<String> {
        let url = self.postgres.as_ref()?.url();
        let Some(proxy) = &self.proxy else { return Some(url) };
        let (server, name) = url.rsplit_once('/').expect("a URL with a database");
        let user = server.rsplit_once('@').map_or("", |(user, _)| user);
        Some(format!("{user}@127.0.0.1:{}/{name}", proxy.port()))
    }

    /// With these settings from its next start on.
    pub fn set(&mut self, settings: &'static [&'static str]) {
        self.settings = settings;
    }

    /// A house of a company with these people; the first one has set it up.
    pub async fn with_people<const N: usize>(database: Database, names: [&str; N]) -> (House, [Person; N]) {
        House::open(database).await.filled(names).await
    }

    /// The same in a house that is empty.
    pub async fn filled<const N: usize>(self, names: [&str; N]) -> (House, [Person; N]) {
        let house = self;
        let mut people = vec![house.set_up(names[0]).await];
        for name in &names[1..] {
            let next = house.invite(&people[0], name).await;
            people.push(next);
        }
        (house, people.try_into().unwrap_or_else(|_| panic!("one for each name")))
    }

    /// A house of the demo's company, with what else these arguments ask for.
    pub async fn demo(database: Database, arguments: &[&str]) -> House {
        let house = House::closed(database);
        let done = house.command(&[&["demo"], arguments].concat()).output().expect("the binary is there");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        house.start().await;
        house
    }

    /// Somebody of the demo's company.
    pub async fn enter(&self, email: &str) -> Person {
        let mut person = Person::new(&self.url(), email);
        person.email = email.to_owned();
        person.password = "left-ajar-for-you".to_owned();
        person.submit("/sign-in", &[("email", &person.email), ("password", &person.password)]).await;
        person.arrived().await
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Does something in its database that no page does.
    pub async fn execute(&self, statement: &str) {
        let done = match &self.postgres {
            Some(postgres) => {
                let mut conn = PgConnection::connect(&postgres.url()).await.expect("the server answers");
                conn.execute(AssertSqlSafe(statement.to_owned())).await.map(|_| ())
            }
            None => self.file().await.execute(AssertSqlSafe(statement.to_owned())).await.map(|_| ()),
        };
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// A number of its database.
    pub async fn number(&self, statement: &str) -> i64 {
        let text = AssertSqlSafe(statement.to_owned());
        let found = match &self.postgres {
            Some(postgres) => {
                let mut conn = PgConnection::connect(&postgres.url()).await.expect("the server answers");
                sqlx::query_scalar(text).fetch_one(&mut conn).await
            }
            None => sqlx::query_scalar(text).fetch_one(&mut self.file().await).await,
        };
        found.unwrap_or_else(|error| panic!("{statement}: {error}"))
    }

    /// Everything in its database, row by row, but when people and sessions were last seen, which moves by itself.
    pub async fn rows(&self) -> BTreeSet<String> {
        let mut rows = BTreeSet::new();
        match &self.postgres {
            Some(postgres) => {
                let mut conn = PgConnection::connect(&postgres.url()).await.expect("the server answers");
                let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
                let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut conn).await.expect("tables");
                for table in tables {
                    let text = format!("SELECT (to_jsonb(t) - 'seen_at' - 'used_at')::text FROM {table} t");
                    let all = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut conn).await;
                    let all: Vec<String> = all.unwrap_or_else(|error| panic!("{table}: {error}"));
                    rows.extend(all.iter().map(|row| format!("{table} {row}")));
                }
            }
            None => {
                let mut conn = self.file().await;
                let tables = "SELECT m.name, group_concat('quote(' || c.name || ')', ' || '', '' || ')
                    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                    AND c.name NOT IN ('seen_at', 'used_at') GROUP BY m.name";
                let tables: Vec<(String, String)> = sqlx::query_as(tables).fetch_all(&mut conn).await.expect("tables");
                for (table, columns) in tables {
                    let text = format!("SELECT {columns} FROM {table}");
                    let all = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut conn).await;
                    let all: Vec<String> = all.unwrap_or_else(|error| panic!("{table}: {error}"));
                    rows.extend(all.iter().map(|row| format!("{table} {row}")));
                }
            }
        }
        rows
    }

    /// What these statements find, a text for each row, all of one moment.
    pub async fn texts(&self, statements: &[String]) -> Vec<Vec<String>> {
        let mut all = Vec::with_capacity(statements.len());
        macro_rules! ask {
            ($conn:expr, $begin:literal) => {{
                let mut conn = $conn;
                sqlx::query($begin).execute(&mut conn).await.expect("a transaction");
                for statement in statements {
                    let found = sqlx::query_scalar(AssertSqlSafe(statement.clone())).fetch_all(&mut conn).await;
                    all.push(found.unwrap_or_else(|error| panic!("{statement}: {error}")));
                }
                sqlx::query("COMMIT").execute(&mut conn).await.expect("its end");
            }};
        }
        match &self.postgres {
            Some(postgres) => {
                let conn = PgConnection::connect(&postgres.url()).await.expect("the server answers");
                ask!(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
            None => ask!(self.file().await, "BEGIN"),
        }
        all
    }

    /// Waits until strace follows every thread of the server.
    pub async fn is_traced(&self) {
        let tasks = format!("/proc/{}/task", self.pid());
        super::eventually("strace follows every thread", async || {
            let threads = std::fs::read_dir(&tasks).expect("a process of ours");
            let status = threads.map(|one| std::fs::read_to_string(one.expect("a thread").path().join("status")));
            let followed = status.map(|status| status.is_ok_and(|status| !status.contains("TracerPid:\t0\n")));
            if followed.collect::<Vec<_>>().iter().all(|yes| *yes) { Ok(()) } else { Err("not yet".to_owned()) }
        })
        .await;
    }

    /// The kind of database that it has.
    pub fn database(&self) -> Database {
        if self.postgres.is_some() { Database::Postgres } else { Database::Sqlite }
    }

    async fn file(&self) -> SqliteConnection {
        let file = SqliteConnectOptions::new().filename(self.data().join("hallway.db"));
        file.busy_timeout(super::PATIENCE).connect().await.expect("the file of the database")
    }

    /// Keeps everybody else from writing into SQLite's file, until it is dropped.
    pub async fn hold_writer(&self) -> SqliteConnection {
        let mut conn = self.file().await;
        conn.execute("BEGIN IMMEDIATE").await.expect("nobody writes for long");
        conn
    }

    /// Keeps PostgreSQL from saying whose company this is, and with that from answering anything, until it is dropped.
    pub async fn hold_company(&self) -> PgConnection {
        let postgres = self.postgres.as_ref().expect("a house on PostgreSQL");
        let mut conn = PgConnection::connect(&postgres.url()).await.expect("the server answers");
        conn.execute("BEGIN; LOCK TABLE company IN ACCESS EXCLUSIVE MODE").await.expect("nobody reads for long");
        conn
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child().as_ref().expect("it runs").id()
    }

    /// All that it has printed.
    pub fn said(&self) -> String {
        self.printed.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// `hallway` with these arguments and those that name the data. Nothing of a developer's own configuration reaches it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.under(&[], arguments)
    }

    /// The same, run by another program.
    pub fn under(&self, program: &[&str], arguments: &[&str]) -> Command {
        let own = self.program.to_str().expect("a path of cargo's");
        let words = [program, &[own]].concat();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HALLWAY_")) {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.args(arguments).arg("--data").arg(self.data());
        if let Some(url) = self.database_url() {
            command.args(["--database", &url]);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Starts the server and waits until it has said where it is.
    pub async fn start(&self) {
        self.start_under(&[]).await;
    }

    /// The same, started by another program that becomes the server.
    pub async fn start_under(&self, program: &[&str]) {
        let from = self.said().len();
        self.spawn(program);
        self.says_after(from, &self.url()).await;
    }

    fn spawn(&self, program: &[&str]) {
        let address = format!("127.0.0.1:{}", self.port);
        let fast: &[&str] = if self.settings.contains(&FAST) { &[] } else { &[FAST, "1000000"] };
        let arguments = [&["serve", "--listen", &address], fast, self.settings].concat();
        let mut command = self.under(program, &arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary is there");
        listen(child.stdout.take().expect("piped"), self.printed.clone());
        listen(child.stderr.take().expect("piped"), self.printed.clone());
        *self.child() = Some(child);
    }

    /// Waits for a whole line with these words and returns it.
    pub async fn says(&self, words: &str) -> String {
        self.says_after(0, words).await
    }

    async fn says_after(&self, from: usize, words: &str) -> String {
        eventually(&format!("the server says {words:?}"), async || {
            let said = self.said();
            if let Some(line) = said[from..].lines().find(|line| line.contains(words)) {
                return Ok(line.to_owned());
            }
            if let Some(status) = self.child().as_mut().and_then(|child| child.try_wait().expect("a child of ours")) {
                panic!("the server ended ({status}) before it said {words:?}:\n{said}");
            }
            Err(said)
        })
        .await
    }

    /// SIGKILL: as when the power goes.
    pub fn kill(&self) {
        let mut child = self.child().take().expect("it runs");
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
    }

    /// Kills it and starts it again on the same port and data.
    pub async fn crash(&self) {
        self.kill();
        self.start().await;
    }

    /// SIGTERM, without waiting.
    pub fn ask_to_stop(&self) {
        let done = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().expect("kill is there");
        assert!(done.success());
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&self) -> ExitStatus {
        let mut child = self.child().take().expect("it runs");
        eventually("the server ends", async || child.try_wait().expect("a child of ours").ok_or_else(|| self.said()))
            .await
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Person {
        Person::new(&self.url(), "")
    }

    /// Goes through the page of an empty house.
    pub async fn set_up(&self, name: &str) -> Person {
        let line = self.says("/setup?token=").await;
        let address = line.split_whitespace().find(|word| word.contains("/setup?token=")).expect("an address");
        let path = address.strip_prefix(&self.url()).expect("an address of ours");
        let person = Person::new(&self.url(), name);
        let mut values = person.sign_up();
        values.push(("company", "Tidewater Press"));
        person.submit(path, &values).await;
        person.arrived().await
    }

    /// The administrator invites: the token of the link.
    pub async fn invitation(&self, administrator: &Person) -> String {
        let page = administrator.submit("/invitations", &[("uses", "1"), ("days", "7")]).await;
        let from = page.text.match_indices("/invitations/").map(|(at, _)| at + "/invitations/".len());
        let token =
            |at: usize| page.text[at..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next();
        from.filter_map(token).find(|token| token.len() >= 16).expect("a link on the page").to_owned()
    }

    /// The administrator invites, the person accepts.
    pub async fn invite(&self, administrator: &Person, name: &str) -> Person {
        let token = self.invitation(administrator).await;
        let person = Person::new(&self.url(), name);
        person.submit(&format!("/invitations/{token}"), &person.sign_up()).await;
        person.arrived().await
    }

    /// The same person on another device.
    pub async fn sign_in(&self, person: &Person) -> Person {
        let again = Person::new(&self.url(), &person.name);
        again.submit("/sign-in", &[("email", &again.email), ("password", &again.password)]).await;
        again.arrived().await
    }
}

/// Collects what comes, in a thread of its own.
fn listen(from: impl Read + Send + 'static, printed: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut printed = printed.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            printed.push_str(&line);
            printed.push('\n');
        }
    });
}
