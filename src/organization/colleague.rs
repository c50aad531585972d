//! The people of a department, in the order of their standings and names.

use super::position::Standing;
use crate::accounts::User;
use crate::accounts::user::user_columns;
use crate::id::{DepartmentId, UserId};
use crate::store::{Conn, Result, on};

/// A person of a department.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Colleague {
    /// Who.
    #[sqlx(flatten)]
    pub user: User,
    /// As what.
    #[sqlx(try_from = "i64")]
    pub standing: Standing,
    /// Called what; perhaps nothing.
    pub title: String,
    /// The number inside of the house; perhaps none.
    pub inner_number: String,
}

/// Where a list of a department goes on: after this standing, folded name and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After(pub Standing, pub String, pub UserId);

impl After {
    /// Before everybody.
    pub fn start() -> After {
        After(Standing::Head, String::new(), UserId(0))
    }

    /// After this one.
    pub fn colleague(of: &Colleague) -> After {
        After(of.standing, of.user.name_folded.clone(), of.user.id)
    }

    /// From an address, as it is [displayed](std::fmt::Display): `2.17.pham huong`.
    pub fn parse(text: &str) -> Option<After> {
        let mut parts = text.splitn(3, '.');
        let standing = parts.next()?.parse::<i64>().ok()?.into();
        let user = parts.next()?.parse().ok()?;
        let name = parts.next().filter(|name| !name.contains('\0'))?;
        Some(After(standing, name.to_owned(), user))
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0.rank(), self.2, self.1)
    }
}

/// Heads and deputies in these states.
macro_rules! leaders {
    ($states:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            ", p.standing, p.title, u.inner_number
    FROM positions p JOIN users u ON u.id = p.user_id WHERE p.department_id = $1 AND p.standing < 2 AND u.state ",
            $states,
            " AND (p.standing, u.name_folded, u.id) > ($2, $3, $4) ORDER BY p.standing, u.name_folded, u.id LIMIT CAST($5 AS BIGINT)"
        )
    };
}

/// All others in these states.
macro_rules! staff {
    ($states:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            ", p.standing, p.title, u.inner_number
    FROM positions p JOIN users u ON u.id = p.user_id WHERE p.department_id = $1 AND p.standing = 2 AND u.state ",
            $states,
            " AND (u.name_folded, u.id) > ($2, $3) ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
        )
    };
}

const LEADERS: &str = leaders!("= 'active'");
/// By their names alone, so that a department of thousands can be read in the order of the index of users.
const STAFF: &str = staff!("= 'active'");
const EXPECTED_LEADERS: &str = leaders!("IN ('active', 'invited')");
const EXPECTED_STAFF: &str = staff!("IN ('active', 'invited')");

/// At most `most` people of the department itself, in the order of their standings and names.
///
/// # Errors
/// What the database says.
pub async fn people(conn: &mut Conn, department: DepartmentId, after: &After, most: i64) -> Result<Vec<Colleague>> {
    list(conn, (LEADERS, STAFF), department, after, most).await
}

/// The same with those who are invited and have not arrived: for who says who is in the department.
///
/// # Errors
/// What the database says.
pub async fn expected(conn: &mut Conn, department: DepartmentId, after: &After, most: i64) -> Result<Vec<Colleague>> {
    list(conn, (EXPECTED_LEADERS, EXPECTED_STAFF), department, after, most).await
}

async fn list(
    conn: &mut Conn,
    (leaders, staff): (&'static str, &'static str),
    department: DepartmentId,
    after: &After,
    most: i64,
) -> Result<Vec<Colleague>> {
    let After(standing, name, user) = after;
    let mut people: Vec<Colleague> = Vec::new();
    let mut from = (name.as_str(), *user);
    if *standing < Standing::Employee {
        people = on!(conn, c => sqlx::query_as(leaders)
            .bind(department).bind(standing.rank()).bind(name).bind(user).bind(most).fetch_all(&mut *c).await)?;
        from = ("", UserId(0));
    }
    let left = most.saturating_sub(i64::try_from(people.len()).unwrap_or(i64::MAX));
    if left > 0 {
        let others: Vec<Colleague> = on!(conn, c => sqlx::query_as(staff)
            .bind(department).bind(from.0).bind(from.1).bind(left).fetch_all(&mut *c).await)?;
        people.extend(others);
    }
    Ok(people)
}
