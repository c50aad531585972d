//! The two schemas are one: the same tables, columns, kinds of value, and indexes. Only the index of words is each database's own (0025).

use std::collections::BTreeSet;

use sqlx::Row;

use crate::databases;

#[tokio::test]
async fn the_two_schemas_are_the_same() {
    let (_folder, mut sqlite) = databases::sqlite().await;
    let mut postgres = databases::postgres("schemas").await;

    let mut ours = BTreeSet::new();
    let columns = "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE '_sqlx_%'
        AND t.name NOT LIKE 'message\\_words%' ESCAPE '\\'";
    for row in sqlx::query(columns).fetch_all(&mut sqlite).await.expect("SQLite's columns") {
        let kind: String = row.get(2);
        // SQLite does not say NOT NULL of a primary key.
        let filled = row.get::<i64, _>(3) == 1 || row.get::<i64, _>(4) > 0;
        ours.insert((row.get::<String, _>(0), row.get::<String, _>(1), common(&kind), filled));
    }
    let mut theirs = BTreeSet::new();
    let columns = "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO'
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx\\_%'
        AND table_name <> 'message_words'";
    for row in sqlx::query(columns).fetch_all(&mut postgres).await.expect("PostgreSQL's columns") {
        let kind: String = row.get(2);
        theirs.insert((row.get::<String, _>(0), row.get::<String, _>(1), common(&kind), row.get::<bool, _>(3)));
    }

    let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    let ours_indexes: BTreeSet<String> =
        sqlx::query_scalar(indexes).fetch_all(&mut sqlite).await.expect("SQLite's indexes").into_iter().collect();
    let indexes = "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey'
        AND indexname NOT LIKE '%\\_key' AND indexname NOT LIKE '\\_sqlx%' AND tablename <> 'message_words'";
    let theirs_indexes: BTreeSet<String> =
        sqlx::query_scalar(indexes).fetch_all(&mut postgres).await.expect("PostgreSQL's indexes").into_iter().collect();

    databases::drop_postgres("schemas", postgres).await;
    assert!(ours.len() > 30, "only {} columns", ours.len());
    assert_eq!(ours, theirs);
    assert_eq!(ours_indexes, theirs_indexes);
}

fn common(kind: &str) -> &'static str {
    match kind.to_ascii_uppercase().as_str() {
        "INTEGER" | "BIGINT" => "integer",
        "TEXT" => "text",
        "BLOB" | "BYTEA" => "bytes",
        "BOOLEAN" => "boolean",
        other => panic!("{other} is none of the plain types"),
    }
}
