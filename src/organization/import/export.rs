//! Everybody as a list of the form that an import reads.

use super::table::{APART, Column, write_row};
use crate::accounts::user::user_columns;
use crate::accounts::{Profile, User};
use crate::organization::department::Tree;
use crate::organization::position;
use crate::store::{Conn, Result, on};

/// People that are read at once.
const PEOPLE: i64 = 500;

const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", u.birthday, u.inner_number, u.desk_phone, u.mobile_phone FROM users u
    WHERE u.state IN ('active', 'invited') AND (u.name_folded, u.id) > ($1, $2) ORDER BY u.name_folded, u.id LIMIT CAST($3 AS BIGINT)"
);

#[derive(sqlx::FromRow)]
struct Exported {
    #[sqlx(flatten)]
    user: User,
    #[sqlx(flatten)]
    profile: Profile,
}

/// Where an export is.
#[derive(Clone, Debug, Default)]
pub struct Place {
    begun: bool,
    after: (String, i64),
}

/// The next part of the list, some hundred people; none after the last. It begins with the header.
///
/// # Errors
/// What the database says.
pub async fn next(conn: &mut Conn, tree: &Tree, place: &mut Place) -> Result<Option<String>> {
    let (name, id) = &place.after;
    let people: Vec<Exported> =
        on!(conn, c => sqlx::query_as(PAGE).bind(name).bind(id).bind(PEOPLE).fetch_all(&mut *c).await)?;
    let mut part = String::new();
    if !place.begun {
        place.begun = true;
        part.push_str(&write_row(Column::ALL.into_iter().map(Column::header)));
    }
    for one in &people {
        part.push_str(&row(conn, tree, one).await?);
    }
    if let Some(last) = people.last() {
        place.after = (last.user.name_folded.clone(), last.user.id.0);
    }
    Ok((!part.is_empty()).then_some(part))
}

async fn row(conn: &mut Conn, tree: &Tree, one: &Exported) -> Result<String> {
    let positions = position::of_user(conn, one.user.id).await?;
    let join = |words: Vec<String>| match words.iter().all(String::is_empty) {
        true => String::new(),
        false => words.join(&format!(" {APART} ")),
    };
    let Exported { user, profile } = one;
    let departments = join(positions.iter().map(|one| tree.path_text(one.department_id)).collect());
    let titles = join(positions.iter().map(|one| one.title.clone()).collect());
    let standings = join(positions.iter().map(|one| one.standing.as_str().to_owned()).collect());
    let cells = [
        user.name.as_str(),
        user.email.as_str(),
        &departments,
        &titles,
        &standings,
        user.role.as_str(),
        &profile.inner_number,
        &profile.desk_phone,
        &profile.mobile_phone,
        &profile.birthday,
    ];
    Ok(write_row(cells.into_iter()))
}
