//! Whom colleagues let begin a chat with them, and add them to groups.

use super::preferences::Colleagues;
use crate::accounts::User;
use crate::id::UserId;
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result};

/// What somebody wants to do with a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To begin a chat with them.
    Begin,
    /// To add them to a group.
    Add,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    name: String,
    beginners: String,
    adders: String,
    shares: bool,
}

macro_rules! choices {
    ($of:literal) => {
        concat!(
            "SELECT f.user_id, u.name, f.beginners, f.adders, EXISTS (SELECT 1 FROM positions a JOIN positions b ON b.department_id = a.department_id JOIN departments d ON d.id = a.department_id AND d.parent_id IS NOT NULL
    WHERE a.user_id = f.user_id AND b.user_id = $2) AS shares FROM chat_preferences f JOIN users u ON u.id = f.user_id
    WHERE f.user_id <> $2 AND (f.beginners <> 'all' OR f.adders <> 'all') AND f.user_id ",
            $of,
            " ORDER BY u.name_folded, u.id"
        )
    };
}
const CHOICES_SQLITE: &str = choices!("IN (SELECT value FROM json_each($1))");
const CHOICES_POSTGRES: &str = choices!("= ANY($1)");

/// The first of these people, by name, who does not let the viewer do that; none if all do. Who looks after the company always may.
///
/// # Errors
/// What the database says.
pub async fn refused(conn: &mut Conn, viewer: &User, people: &[UserId], wish: Wish) -> Result<Option<String>> {
    if viewer.is_administrator() {
        return Ok(None);
    }
    let ids: Vec<i64> = people.iter().map(|user| user.0).collect();
    let rows: Vec<Row> = fetch_by_ids_of(conn, (CHOICES_SQLITE, CHOICES_POSTGRES), &ids, viewer.id.0).await?;
    let refuses = |row: &Row| {
        let circle = match wish {
            Wish::Begin => &row.beginners,
            Wish::Add => &row.adders,
        };
        match Colleagues::from(circle.clone()) {
            Colleagues::All => false,
            Colleagues::Departments => !row.shares,
            Colleagues::Nobody => true,
        }
    };
    Ok(rows.into_iter().find(|row| people.contains(&row.user_id) && refuses(row)).map(|row| row.name))
}
