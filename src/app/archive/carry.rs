//! From one database straight into another.

use super::{Result, schema_of};
use crate::store::backup::{self, Loading};
use crate::store::schema::{self, Table};
use crate::store::{Address, Conn, Error, Store};

/// Rows that are taken along at once.
const PIECE: usize = 1000;

/// Brings every row into another, empty database, under a new epoch, and its schema up to date; returns how many there
/// are. `told` hears of each table how many of its rows are there so far, and how many there will be. The source stays as it
/// is.
///
/// # Errors
/// What [`Store::vacant`] and the databases say. Before the last step all rows are there or none is.
pub async fn carry(from: &Store, to: Address, epoch: &str, mut told: impl FnMut(&str, i64, i64)) -> Result<i64> {
    let mut conn = from.snapshot().await?;
    let schema = schema_of(&mut conn).await?;
    let tables = schema::tables(schema).await?;
    let (store, lock) = Store::vacant(to, schema).await?;
    let loaded = load(&mut conn, &tables, &store, epoch, &mut told).await;
    let outcome = match loaded {
        Ok(rows) => store.migrate().await.map(|()| rows).map_err(super::Error::from),
        Err(error) => Err(error),
    };
    store.close().await;
    drop(lock);
    outcome
}

async fn load(
    conn: &mut Conn,
    tables: &[Table],
    to: &Store,
    epoch: &str,
    told: &mut impl FnMut(&str, i64, i64),
) -> Result<i64> {
    let mut loading = Loading::begin(to, tables).await?;
    let mut all = 0;
    for table in tables {
        let (count, last) = (backup::count(conn, table).await?, backup::last_number(conn, table).await?);
        let (mut rows, mut there) = (Vec::with_capacity(PIECE), 0);
        backup::lines::<Error>(conn, table, async |line| {
            rows.push(table.row(line).map_err(|says| Error::Failed(sqlx::Error::Protocol(says).into()))?);
            if rows.len() == PIECE {
                loading.insert(table, &rows).await?;
                there += std::mem::take(&mut rows).len() as i64;
                told(&table.name, there, count);
            }
            Ok(())
        })
        .await?;
        loading.insert(table, &rows).await?;
        told(&table.name, there + rows.len() as i64, count);
        loading.count_on(table, last.unwrap_or(0)).await?;
        all += count;
    }
    loading.finish(epoch).await?;
    Ok(all)
}
