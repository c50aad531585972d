//! The gate to people: whom a viewer may see, and how they are found.
//!
//! Who works here sees everybody. A guest sees oneself and those with whom they share a chat: the same predicate stands in
//! every statement that lists people for a viewer.

use super::words::Words;
use crate::accounts::user::user_columns;
use crate::accounts::{Role, User};
use crate::clock::Moment;
use crate::id::{ChatId, UserId};
use crate::store::dialect::{self, id_list};
use crate::store::{Conn, Result, either, on};

/// People that a search returns at most.
pub const FOUND: i64 = 50;

/// Whether the guest `$1` shares a chat with the person, or `$1` is 0 and so no guest.
macro_rules! seen_by {
    () => {
        "(CAST($1 AS BIGINT) = 0 OR u.id = $1 OR EXISTS (SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = $1 AND b.user_id = u.id))"
    };
}

/// What a list says of a person beside the name: title and department of the main position, inner number.
macro_rules! main_position {
    () => {
        ", COALESCE((SELECT p.title FROM positions p WHERE p.user_id = u.id ORDER BY p.sort_order LIMIT 1), '') AS title,
    COALESCE((SELECT d.name FROM positions p JOIN departments d ON d.id = p.department_id WHERE p.user_id = u.id
    ORDER BY p.sort_order LIMIT 1), '') AS department, u.inner_number"
    };
}

/// Where words are looked for: `$1` is 0 for who sees everything.
macro_rules! looked_in {
    () => {
        "CASE WHEN CAST($1 AS BIGINT) = 0 THEN u.sought ELSE u.name_folded END"
    };
}

/// Who may be seen by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight(i64);

impl Sight {
    /// What who works here may see.
    pub const EVERYBODY: Sight = Sight(0);

    /// What this person may see.
    pub fn of(viewer: &User) -> Sight {
        Sight(if viewer.role == Role::Guest { viewer.id.0 } else { 0 })
    }

    /// Whether it is everybody.
    pub fn is_everybody(self) -> bool {
        self.0 == 0
    }
}

const FIND: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.id = $2 AND u.state IN ('active', 'dismissed') AND ",
    seen_by!()
);
const SEEN_SQLITE: &str = "SELECT DISTINCT b.user_id AS id FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = $2 AND b.user_id IN (SELECT value FROM json_each($1))";
const SEEN_POSTGRES: &str = "SELECT DISTINCT b.user_id AS id FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = $2 AND b.user_id = ANY($1)";
/// The best first: whose name begins with what was typed, then those with a word of the name that does, then with a name
/// that holds it, then the others.
///
/// A guest looks in names alone: that a department's name finds somebody would say who is in it. What else a row shows is
/// read of those alone that are shown: a short word finds everybody. Everybody's row is looked at, in the order of the table:
/// SQLite would take an index for the state, and jump from row to row five times as long. `$9` is a chat whose members are
/// left out, or 0; asked so, PostgreSQL looks for each person in it, where it would else go through all of its members for each.
macro_rules! search {
    ($states:literal) => {
        concat!(
    "SELECT ",
    user_columns!(),
    main_position!(),
    " FROM (SELECT u.id, CASE WHEN u.name_folded LIKE $7 ESCAPE '\\' THEN 0
    WHEN u.name_folded LIKE '% ' || $7 ESCAPE '\\' THEN 1 WHEN u.name_folded LIKE '%' || $7 ESCAPE '\\' THEN 2 ELSE 3 END
    AS best FROM users u
    WHERE u.state || '' ",
    $states,
    " AND ",
    looked_in!(),
    " LIKE $2 ESCAPE '\\' AND ($3 = '%' OR ",
    looked_in!(),
    " LIKE $3 ESCAPE '\\') AND ($4 = '%' OR ",
    looked_in!(),
    " LIKE $4 ESCAPE '\\') AND ($5 = '%' OR ",
    looked_in!(),
    " LIKE $5 ESCAPE '\\') AND ($6 = '%' OR ",
    looked_in!(),
    " LIKE $6 ESCAPE '\\') AND ",
    seen_by!(),
    " AND (CAST($9 AS BIGINT) = 0 OR NOT EXISTS (SELECT 1 FROM members o WHERE o.chat_id = $9 AND o.user_id = u.id))
    ORDER BY best, u.name_folded, u.id LIMIT CAST($8 AS BIGINT)) f JOIN users u ON u.id = f.id ORDER BY f.best, u.name_folded, u.id"
        )
    };
}

const SEARCH: &str = search!("= 'active'");
const SEARCH_EXPECTED: &str = search!("IN ('active', 'invited')");

/// A person of a search.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Found {
    /// Who.
    #[sqlx(flatten)]
    pub user: User,
    /// Called what in their main department; perhaps nothing.
    pub title: String,
    /// The name of that department; empty for the root and for who is nowhere.
    pub department: String,
    /// The number inside of the house; perhaps none.
    pub inner_number: String,
}

const SEERS_SQLITE: &str = "SELECT u.id FROM users u WHERE u.id IN (SELECT value FROM json_each($1))
    AND (u.role <> 'guest' OR u.id = $2 OR EXISTS (SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = u.id AND b.user_id = $2))";
const SEERS_POSTGRES: &str = "SELECT u.id FROM users u WHERE u.id = ANY($1)
    AND (u.role <> 'guest' OR u.id = $2 OR EXISTS (SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = u.id AND b.user_id = $2))";

/// Those of these viewers who may see the person, in no order.
///
/// # Errors
/// What the database says.
pub async fn seers(conn: &mut Conn, of: UserId, viewers: &[i64]) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = dialect::fetch_by_ids_of(conn, (SEERS_SQLITE, SEERS_POSTGRES), viewers, of.0).await?;
    Ok(rows.into_iter().map(|(viewer,)| viewer).collect())
}

/// The person, if they may be seen. Nobody else learns whether there is one.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, sight: Sight, user: UserId) -> Result<Option<User>> {
    on!(conn, c => sqlx::query_as(FIND).bind(sight.0).bind(user).fetch_optional(&mut *c).await)
}

/// Those of these people who may be seen, in no order.
///
/// # Errors
/// What the database says.
pub async fn seen(conn: &mut Conn, sight: Sight, users: &[i64]) -> Result<Vec<UserId>> {
    if sight.is_everybody() {
        return Ok(users.iter().copied().map(UserId).collect());
    }
    let rows: Vec<(UserId,)> = dialect::fetch_by_ids_of(conn, (SEEN_SQLITE, SEEN_POSTGRES), users, sight.0).await?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}

/// The people whom the words find and who may be seen, the best first; at most `most`.
///
/// # Errors
/// What the database says.
pub async fn search(conn: &mut Conn, sight: Sight, words: &Words, most: i64) -> Result<Vec<Found>> {
    outside(conn, sight, words, ChatId(0), most).await
}

/// The same without the members of the chat.
///
/// # Errors
/// What the database says.
pub async fn outside(conn: &mut Conn, sight: Sight, words: &Words, chat: ChatId, most: i64) -> Result<Vec<Found>> {
    look(conn, SEARCH, (sight, words, chat), most).await
}

/// The people whom the words find, those among them who are invited and have not arrived: for who says who works where.
///
/// # Errors
/// What the database says.
pub async fn expected(conn: &mut Conn, words: &Words, most: i64) -> Result<Vec<Found>> {
    look(conn, SEARCH_EXPECTED, (Sight::EVERYBODY, words, ChatId(0)), most).await
}

async fn look(
    conn: &mut Conn,
    statement: &'static str,
    (sight, words, chat): (Sight, &Words, ChatId),
    most: i64,
) -> Result<Vec<Found>> {
    let [one, two, three, four, five] = words.patterns();
    on!(conn, c => sqlx::query_as(statement)
        .bind(sight.0).bind(one).bind(two).bind(three).bind(four).bind(five).bind(&words.whole).bind(most).bind(chat)
        .fetch_all(&mut *c).await)
}

const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    main_position!(),
    " FROM users u
    WHERE u.state = 'active' AND (u.name_folded, u.id) > ($2, $3) AND ",
    seen_by!(),
    " ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
);

/// At most `most` people who may be seen, in the order of their names, after the folded name and id; `("", 0)` is before
/// the first.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, sight: Sight, after: (&str, i64), most: i64) -> Result<Vec<Found>> {
    on!(conn, c => sqlx::query_as(PAGE)
        .bind(sight.0).bind(after.0).bind(after.1).bind(most).fetch_all(&mut *c).await)
}

const AMONG_SQLITE: &str = concat!(
    "SELECT ",
    user_columns!(),
    main_position!(),
    " FROM users u
    WHERE u.state = 'active' AND u.id IN (SELECT value FROM json_each($1)) AND (u.name_folded, u.id) > ($2, $3)
    ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
);
const AMONG_POSTGRES: &str = concat!(
    "SELECT ",
    user_columns!(),
    main_position!(),
    " FROM users u
    WHERE u.state = 'active' AND u.id = ANY($1) AND (u.name_folded, u.id) > ($2, $3)
    ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
);

/// At most `most` of these people, in the order of their names, after the folded name and id. For who sees everybody.
///
/// # Errors
/// What the database says.
pub async fn among(conn: &mut Conn, users: &[i64], after: (&str, i64), most: i64) -> Result<Vec<Found>> {
    let (name, id) = after;
    either!(conn,
        c => sqlx::query_as(AMONG_SQLITE).bind(id_list(users)).bind(name).bind(id).bind(most).fetch_all(c).await,
        c => sqlx::query_as(AMONG_POSTGRES).bind(users).bind(name).bind(id).bind(most).fetch_all(c).await)
}

const ON_LEAVE: &str = concat!(
    "SELECT ",
    user_columns!(),
    main_position!(),
    ", u.leave_until FROM users u
    WHERE u.leave_until > $1 AND u.leave_from <= $1 AND u.state = 'active' AND (u.name_folded, u.id) > ($2, $3)
    ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
);
const COUNT_ON_LEAVE: &str =
    "SELECT COUNT(*) FROM users WHERE leave_until > $1 AND leave_from <= $1 AND state = 'active'";

/// A person who is on leave.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Absent {
    /// Who.
    #[sqlx(flatten)]
    pub found: Found,
    /// The first instant after the leave.
    pub leave_until: Moment,
}

/// At most `most` people who are on leave now, in the order of their names, after the folded name and id. For who sees
/// everybody.
///
/// # Errors
/// What the database says.
pub async fn on_leave(conn: &mut Conn, now: Moment, after: (&str, i64), most: i64) -> Result<Vec<Absent>> {
    on!(conn, c => sqlx::query_as(ON_LEAVE)
        .bind(now).bind(after.0).bind(after.1).bind(most).fetch_all(&mut *c).await)
}

/// How many people are on leave now.
///
/// # Errors
/// What the database says.
pub async fn count_on_leave(conn: &mut Conn, now: Moment) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar(COUNT_ON_LEAVE).bind(now).fetch_one(&mut *c).await)
}

/// What is known of a person besides their account.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct Details {
    /// `MM-DD`; perhaps nothing.
    pub birthday: String,
    /// The number inside of the house.
    pub inner_number: String,
    /// At their desk.
    pub desk_phone: String,
    /// In their pocket.
    pub mobile_phone: String,
    /// The first instant of a leave.
    pub leave_from: Option<Moment>,
    /// The first instant after it.
    pub leave_until: Option<Moment>,
    /// Who stands in for them.
    pub substitute_id: Option<UserId>,
    /// What that person is called.
    pub substitute: Option<String>,
    /// Since when they are in their state.
    pub state_since: Moment,
    /// Where a dismissed person was.
    pub former: String,
}

impl Details {
    /// The end of the leave that the moment falls into.
    pub fn leave(&self, now: Moment) -> Option<Moment> {
        self.leave_until.filter(|until| *until > now && self.leave_from.is_some_and(|from| from <= now))
    }
}

const DETAILS: &str = "SELECT u.birthday, u.inner_number, u.desk_phone, u.mobile_phone,
    u.leave_from, u.leave_until, u.substitute_id, s.name AS substitute, u.state_since, u.former
    FROM users u LEFT JOIN users s ON s.id = u.substitute_id WHERE u.id = $1";

/// What is known of the person.
///
/// # Errors
/// What the database says.
pub async fn details(conn: &mut Conn, person: &User) -> Result<Details> {
    let found: Option<Details> = on!(conn, c => sqlx::query_as(DETAILS).bind(person.id).fetch_optional(&mut *c).await)?;
    Ok(found.unwrap_or_default())
}

/// Where a list by names goes on: after this folded name and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterName(pub String, pub UserId);

impl AfterName {
    /// Before everybody.
    pub fn start() -> AfterName {
        AfterName(String::new(), UserId(0))
    }

    /// After this person.
    pub fn person(of: &User) -> AfterName {
        AfterName(of.name_folded.clone(), of.id)
    }

    /// From an address, as it is [displayed](std::fmt::Display): `17.pham huong`.
    pub fn parse(text: &str) -> Option<AfterName> {
        let (user, name) = text.split_once('.')?;
        (!name.contains('\0')).then_some(AfterName(name.to_owned(), user.parse().ok()?))
    }

    /// What a statement compares with.
    pub fn key(&self) -> (&str, i64) {
        (&self.0, self.1.0)
    }
}

impl std::fmt::Display for AfterName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.1, self.0)
    }
}
