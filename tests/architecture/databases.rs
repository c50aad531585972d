//! An empty database of each kind, brought up to date by the program's own migrations.

use std::str::FromStr;

use hallway::store::{Address, Store, StoreOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

/// A new SQLite file.
pub async fn sqlite() -> (tempfile::TempDir, SqliteConnection) {
    let folder = tempfile::tempdir().expect("a folder");
    let address = Address::new(folder.path(), None).expect("an address");
    let Address::Sqlite(file) = address.clone() else { unreachable!("no URL is SQLite") };
    Store::open(address, StoreOptions::default()).await.expect("migrations run").close().await;
    let connection = SqliteConnection::connect(&file.display().to_string()).await.expect("the file opens");
    (folder, connection)
}

/// A new database on the server of the tests; [`drop_postgres`] ends it.
pub async fn postgres(name: &str) -> PgConnection {
    let (server, url) = urls(name);
    let mut connection = PgConnection::connect(&server).await.expect("PostgreSQL answers");
    let name = format!("hallway_architecture_{name}_{}", std::process::id());
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a new database");
    let address = Address::new(std::path::Path::new("."), Some(&url)).expect("an address");
    Store::open(address, StoreOptions { connections: 2 }).await.expect("migrations run").close().await;
    PgConnection::connect(&url).await.expect("the new database opens")
}

/// Ends what [`postgres`] has made.
pub async fn drop_postgres(name: &str, connection: PgConnection) {
    connection.close().await.expect("the connection closes");
    let mut server = PgConnection::connect(&urls(name).0).await.expect("PostgreSQL answers");
    let name = format!("hallway_architecture_{name}_{}", std::process::id());
    server.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.expect("it is dropped");
}

fn urls(name: &str) -> (String, String) {
    let server = std::env::var("HALLWAY_TEST_POSTGRES")
        .expect("HALLWAY_TEST_POSTGRES is not set: run ./test, which starts a PostgreSQL for the tests");
    let options = PgConnectOptions::from_str(&server).expect("the URL of a server");
    let name = format!("hallway_architecture_{name}_{}", std::process::id());
    let (host, port, user) = (options.get_host(), options.get_port(), options.get_username());
    (server.clone(), format!("postgres://{user}@{host}:{port}/{name}"))
}
