//! People as administrators look for them: in every state, with what decides what to do.

use crate::accounts::{Role, State, User};
use crate::clock::Moment;
use crate::id::{DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::position;
use crate::organization::words::{WORDS, Words};
use crate::store::{Conn, Result, on};

/// People on a page.
pub const PAGE: usize = 50;
/// Where counting stops.
pub const MOST: i64 = 10_000;

/// Who is looked for. What is not given is not asked.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Of this role.
    pub role: Option<Role>,
    /// In this department or below it.
    pub department: Option<DepartmentId>,
    /// Found by these words.
    pub words: Option<Words>,
}

/// A person of the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The same, folded: the list is in its order.
    pub name_folded: String,
    /// Their address.
    pub email: String,
    /// What they may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// Where they are in their time here.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Since when.
    pub state_since: Moment,
    /// Of who was dismissed: the path of the department they were in.
    pub former: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// When they were last seen.
    pub seen_at: Option<Moment>,
    /// Whether they hide that.
    pub seen_hidden: bool,
    /// On leave until.
    pub leave_until: Option<Moment>,
    /// And from.
    pub leave_from: Option<Moment>,
    /// The name of their main department; empty is the root's.
    pub department: Option<String>,
    /// In how many they are.
    pub departments: i64,
}

/// The columns of a row. A macro, because every statement is one literal.
macro_rules! row_columns {
    () => {
        "u.id, u.name, u.name_folded, u.email, u.role, u.state, u.state_since, u.former, u.hue, u.picture, u.seen_at, \
         u.seen_hidden, u.leave_until, u.leave_from, \
         (SELECT d.name FROM positions p JOIN departments d ON d.id = p.department_id WHERE p.user_id = u.id \
         ORDER BY p.sort_order, d.id LIMIT 1) AS department, \
         (SELECT COUNT(*) FROM positions p WHERE p.user_id = u.id) AS departments"
    };
}

const LIST: &str = concat!(
    "WITH RECURSIVE below(id) AS (SELECT CAST($5 AS BIGINT) UNION SELECT d.id FROM departments d
        JOIN below b ON d.parent_id = b.id)
    SELECT ",
    row_columns!(),
    " FROM users u WHERE (u.name_folded, u.id) > ($1, $2) AND u.state <> 'integration'
    AND (CAST($3 AS TEXT) IS NULL OR u.state = $3) AND (CAST($4 AS TEXT) IS NULL OR u.role = $4)
    AND (CAST($5 AS BIGINT) IS NULL
        OR u.id IN (SELECT p.user_id FROM positions p WHERE p.department_id IN (SELECT id FROM below)))
    AND u.sought LIKE $6 ESCAPE '\\' AND u.sought LIKE $7 ESCAPE '\\' AND u.sought LIKE $8 ESCAPE '\\'
    AND u.sought LIKE $9 ESCAPE '\\' AND u.sought LIKE $10 ESCAPE '\\'
    ORDER BY u.name_folded, u.id LIMIT CAST($11 AS BIGINT)"
);
const FIND: &str = concat!("SELECT ", row_columns!(), " FROM users u WHERE u.id = $1 AND u.state <> 'integration'");
const COUNTS: &str = "SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE state = 'active' LIMIT CAST($1 AS BIGINT)) AS a) AS active,
    (SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE state = 'invited' LIMIT CAST($1 AS BIGINT)) AS i) AS invited,
    (SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE state = 'pending' LIMIT CAST($1 AS BIGINT)) AS p) AS pending,
    (SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE state = 'dismissed' LIMIT CAST($1 AS BIGINT)) AS d) AS dismissed";

/// Whom the filter lets through, in the order of their names, after the folded name and number; at most `most`.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, filter: &Filter, after: (&str, i64), most: i64) -> Result<Vec<Row>> {
    let everything: [String; WORDS] = std::array::from_fn(|_| "%".to_owned());
    let [one, two, three, four, five] = filter.words.as_ref().map_or(&everything, Words::patterns);
    on!(conn, c => sqlx::query_as(LIST)
        .bind(after.0).bind(after.1)
        .bind(filter.state.map(State::as_str)).bind(filter.role.map(Role::as_str)).bind(filter.department)
        .bind(one).bind(two).bind(three).bind(four).bind(five).bind(most)
        .fetch_all(&mut *c).await)
}

/// One person.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<Row>> {
    on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)
}

/// How many people are in each state; each number stops at one more than [`MOST`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    /// Use it.
    pub active: i64,
    /// Have no password yet.
    pub invited: i64,
    /// Wait for approval.
    pub pending: i64,
    /// Have left.
    pub dismissed: i64,
}

impl Counts {
    /// Those in this state.
    pub fn of(self, state: State) -> i64 {
        match state {
            State::Active => self.active,
            State::Invited => self.invited,
            State::Pending => self.pending,
            State::Dismissed => self.dismissed,
        }
    }
}

/// How many people are in each state.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn) -> Result<Counts> {
    on!(conn, c => sqlx::query_as(COUNTS).bind(MOST + 1).fetch_one(&mut *c).await)
}

/// Who is meant by what was typed.
#[derive(Clone, Debug)]
pub enum Meant {
    /// Nothing was typed.
    Nobody,
    /// This person.
    One(UserId),
    /// Nobody is found.
    Unknown,
    /// Several are; some of them.
    Several(Vec<Row>),
}

/// The one person whose address was typed, or whom the words alone find.
///
/// # Errors
/// What the database says.
pub async fn meant(conn: &mut Conn, typed: &str) -> Result<Meant> {
    /// More would not help to choose.
    const NAMED: i64 = 4;
    let Some(words) = Words::parse(typed) else { return Ok(Meant::Nobody) };
    if let Some(user) = User::by_email(conn, &typed.replace('\0', "")).await? {
        return Ok(Meant::One(user.id));
    }
    let found = list(conn, &Filter { words: Some(words), ..Filter::default() }, ("", 0), NAMED).await?;
    Ok(match found.as_slice() {
        [] => Meant::Unknown,
        [one] => Meant::One(one.id),
        _ => Meant::Several(found),
    })
}

/// The path of the department that the person is in first, to be remembered when they leave; empty for who is nowhere.
///
/// # Errors
/// What the database says.
pub async fn main_path(conn: &mut Conn, user: UserId, tree: &Tree) -> Result<String> {
    let positions = position::of_user(conn, user).await?;
    Ok(positions.first().map_or_else(String::new, |main| tree.path_text(main.department_id)))
}
