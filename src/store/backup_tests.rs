use super::*;
use crate::store::schema::Column;
use crate::store::testing::{Database, Databases};

fn table(name: &str, columns: &[(&str, Kind)], points_to: &[&str]) -> Table {
    Table {
        name: name.to_owned(),
        columns: columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect(),
        key: vec!["id".to_owned()],
        counted: true,
        points_to: points_to.iter().map(|name| (*name).to_owned()).collect(),
    }
}

async fn every_line(store: &Store, table: &Table) -> String {
    let mut conn = store.snapshot().await.expect("a snapshot");
    let mut text = Vec::new();
    lines::<Error>(&mut conn, table, async |line| {
        text.extend_from_slice(line);
        Ok(())
    })
    .await
    .expect("the rows");
    String::from_utf8(text).expect("JSON")
}

#[test]
fn a_line_that_is_not_of_the_table_is_told_of() {
    let table = table("t", &[("id", Kind::Number), ("b", Kind::Bytes), ("t", Kind::Truth)], &[]);
    let row = vec![Value::Number(Some(7)), Value::Bytes(Some(vec![0, 255])), Value::Truth(None)];
    assert_eq!(table.row(br#"{"id":7,"b":"AP8=","t":null}"#), Ok(row.clone()));
    assert_eq!(table.number(&row), Some(7));
    for (line, told) in [
        (r#"{"id":7,"b":"","t":1}"#, "another kind of value in t"),
        (r#"{"id":7.5,"b":"","t":null}"#, "another kind of value in id"),
        (r#"{"id":7,"b":"?","t":null}"#, "another kind of value in b"),
        (r#"{"id":7,"b":""}"#, "no column t"),
        (r#"{"id":7,"b":"","t":true,"u":1}"#, "a column u, which there is not"),
        (r#"{"id":7"#, "no object of JSON"),
        ("[]", "no object of JSON"),
    ] {
        assert_eq!(table.row(line.as_bytes()).expect_err(line), told);
    }
}

/// Tables of every kind of value that point at themselves and in a circle, as departments will.
const CIRCLE: (&str, &str) = (
    "CREATE TABLE company (id BIGINT PRIMARY KEY, epoch TEXT NOT NULL);
     CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, a_id BIGINT REFERENCES a (id), b_id BIGINT REFERENCES b (id));
     CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, a_id BIGINT REFERENCES a (id), text TEXT, bytes BLOB,
        truth BOOLEAN);",
    "CREATE TABLE company (id BIGINT PRIMARY KEY, epoch TEXT NOT NULL);
     CREATE TABLE a (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a_id BIGINT REFERENCES a (id), b_id BIGINT);
     CREATE TABLE b (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a_id BIGINT REFERENCES a (id), text TEXT,
        bytes BYTEA, truth BOOLEAN);
     ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);",
);

async fn circle(database: &Database) -> Store {
    let store = Store::connect(database.address.clone(), StoreOptions { connections: 4 }).await.expect("a database");
    let mut tx = store.begin().await.expect("a transaction");
    let made = either!(tx,
        c => c.execute(CIRCLE.0).await.map(drop),
        c => c.execute(CIRCLE.1).await.map(drop));
    made.expect("tables");
    tx.commit().await.expect("tables");
    store
}

fn circle_tables() -> [Table; 2] {
    [
        table("a", &[("id", Kind::Number), ("a_id", Kind::Number), ("b_id", Kind::Number)], &["a", "b"]),
        table(
            "b",
            &[
                ("id", Kind::Number),
                ("a_id", Kind::Number),
                ("text", Kind::Text),
                ("bytes", Kind::Bytes),
                ("truth", Kind::Truth),
            ],
            &["a"],
        ),
    ]
}

const A: &str = "{\"id\":1,\"a_id\":2,\"b_id\":5}\n{\"id\":2,\"a_id\":1,\"b_id\":null}\n";
const B: &str = "{\"id\":5,\"a_id\":2,\"text\":\"\\\"Phạm\\n\",\"bytes\":\"AP8=\",\"truth\":true}\n\
    {\"id\":9223372036854775807,\"a_id\":null,\"text\":null,\"bytes\":null,\"truth\":null}\n";

async fn fill(store: &Store, a: &str) -> Result<()> {
    let tables = circle_tables();
    let mut loading = Loading::begin(store, &tables).await?;
    for (table, text) in tables.iter().zip([a, B]) {
        let rows: Vec<Row> = text.lines().map(|line| table.row(line.as_bytes()).expect("a row")).collect();
        loading.insert(table, &rows).await?;
    }
    loading.count_on(&tables[0], 7).await?;
    loading.finish("new").await
}

#[tokio::test]
async fn every_kind_of_value_and_a_circle_of_tables_goes_in_and_comes_out() {
    let databases = Databases::new().await;
    for database in [&databases.sqlite, &databases.postgres] {
        let store = circle(database).await;
        let [a, b] = circle_tables();
        // A foreign key into nothing is found at the end, and nothing is left.
        fill(&store, &A.replace("\"b_id\":5", "\"b_id\":6")).await.expect_err("a row that points nowhere");
        assert_eq!(every_line(&store, &a).await, "");
        fill(&store, A).await.expect("a circle");
        assert_eq!((every_line(&store, &a).await, every_line(&store, &b).await), (A.to_owned(), B.to_owned()));
        // Foreign keys are what they were, and numbers go on after the last that was ever given.
        let mut tx = store.begin().await.expect("a transaction");
        on!(tx, c => c.execute("INSERT INTO a (b_id) VALUES (6)").await.map(drop)).expect_err("checked at once");
        drop(tx);
        let mut tx = store.begin().await.expect("a transaction");
        let next: i64 =
            on!(tx, c => sqlx::query_scalar("INSERT INTO a (b_id) VALUES (5) RETURNING id").fetch_one(c).await)
                .expect("a row");
        tx.commit().await.expect("a row");
        // PostgreSQL spends a number on the row that it refused.
        assert!(next == 8 || next == 9, "{next}");
        let mut conn = store.snapshot().await.expect("a snapshot");
        assert_eq!(last_number(&mut conn, &a).await.expect("a number"), Some(next));
        assert_eq!(count(&mut conn, &a).await.expect("a number"), 3);
        drop(conn);
        store.close().await;
    }
}

#[tokio::test]
async fn a_snapshot_does_not_see_what_is_written_after_it_began() {
    let databases = Databases::new().await;
    for database in [&databases.sqlite, &databases.postgres] {
        let store = circle(database).await;
        fill(&store, A).await.expect("a circle");
        let [a, b] = circle_tables();
        let mut conn = store.snapshot().await.expect("a snapshot");
        assert_eq!(count(&mut conn, &a).await.expect("a number"), 2);
        let mut tx = store.begin().await.expect("a transaction");
        on!(tx, c => c.execute("UPDATE b SET text = 'later'").await.map(drop)).expect("a change");
        tx.commit().await.expect("a change");
        let mut text = Vec::new();
        lines::<Error>(&mut conn, &b, async |line| {
            text.extend_from_slice(line);
            Ok(())
        })
        .await
        .expect("the rows");
        assert_eq!(text, B.as_bytes());
        drop(conn);
        assert!(every_line(&store, &b).await.contains("later"));
        store.close().await;
    }
}
