//! The gate to people: whom a viewer may see, and how they are found.
//!
//! Who works here sees everybody. A guest sees oneself and those with whom they share a chat: the same predicate stands in
//! every statement that lists people for a viewer.

use crate::accounts::user::user_columns;
use crate::accounts::{Role, User};
use crate::id::UserId;
use crate::markup::fold;
use crate::store::{Conn, Result, dialect, on};

/// People that a search returns at most.
pub const FOUND: i64 = 50;
/// Words of a search that count.
pub const WORDS: usize = 5;
/// The longest search that is read, in characters.
const LONGEST: usize = 200;

/// Whether the guest `$1` shares a chat with the person, or `$1` is 0 and so no guest.
macro_rules! seen_by {
    () => {
        "(CAST($1 AS BIGINT) = 0 OR u.id = $1 OR EXISTS (SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id
    WHERE a.user_id = $1 AND b.user_id = u.id))"
    };
}

/// Who may be seen by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight(i64);

impl Sight {
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
const SEARCH: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", COALESCE((SELECT p.title FROM positions p WHERE p.user_id = u.id ORDER BY p.sort_order LIMIT 1), '') AS title,
    COALESCE((SELECT d.name FROM positions p JOIN departments d ON d.id = p.department_id WHERE p.user_id = u.id
    ORDER BY p.sort_order LIMIT 1), '') AS department, u.inner_number FROM users u
    WHERE u.state = 'active' AND u.sought LIKE $2 ESCAPE '\\' AND u.sought LIKE $3 ESCAPE '\\'
    AND u.sought LIKE $4 ESCAPE '\\' AND u.sought LIKE $5 ESCAPE '\\' AND u.sought LIKE $6 ESCAPE '\\' AND ",
    seen_by!(),
    " ORDER BY CASE WHEN u.name_folded LIKE $7 ESCAPE '\\' THEN 0 WHEN u.name_folded LIKE '% ' || $7 ESCAPE '\\' THEN 1
    WHEN u.name_folded LIKE '%' || $7 ESCAPE '\\' THEN 2 ELSE 3 END, u.name_folded, u.id LIMIT $8"
);

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

/// What was typed, ready to be looked for: any part of name, title, department, e-mail or phone, without case and accents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    patterns: [String; WORDS],
    whole: String,
}

impl Words {
    /// The first five words of the first 200 characters. None: nothing to look for.
    pub fn parse(typed: &str) -> Option<Words> {
        let cut: String = typed.chars().take(LONGEST).collect();
        // A number is one word, however it is written.
        let number = cut.chars().any(|c| c.is_ascii_digit())
            && cut.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c));
        let folded = if number { cut.chars().filter(char::is_ascii_digit).collect() } else { fold(&cut) };
        let mut words = folded.split(' ').filter(|word| !word.is_empty()).peekable();
        words.peek()?;
        let patterns = std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), |word| pattern(word, true)));
        Some(Words { patterns, whole: pattern(&folded, false) })
    }

    /// The patterns of LIKE, whose escape is `\`, that `users.sought` has to match, all of them.
    pub fn patterns(&self) -> &[String; WORDS] {
        &self.patterns
    }
}

/// The pattern of LIKE, whose escape is `\`, for what begins with the words or holds them anywhere.
fn pattern(folded: &str, anywhere: bool) -> String {
    let mut pattern = String::with_capacity(folded.len() + 2);
    if anywhere {
        pattern.push('%');
    }
    for c in folded.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The people whom the words find and who may be seen, the best first; at most `most`.
///
/// # Errors
/// What the database says.
pub async fn search(conn: &mut Conn, sight: Sight, words: &Words, most: i64) -> Result<Vec<Found>> {
    let [one, two, three, four, five] = &words.patterns;
    on!(conn, c => sqlx::query_as(SEARCH)
        .bind(sight.0).bind(one).bind(two).bind(three).bind(four).bind(five).bind(&words.whole).bind(most)
        .fetch_all(&mut *c).await)
}

const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    ", COALESCE((SELECT p.title FROM positions p WHERE p.user_id = u.id ORDER BY p.sort_order LIMIT 1), '') AS title,
    COALESCE((SELECT d.name FROM positions p JOIN departments d ON d.id = p.department_id WHERE p.user_id = u.id
    ORDER BY p.sort_order LIMIT 1), '') AS department, u.inner_number FROM users u
    WHERE u.state = 'active' AND (u.name_folded, u.id) > ($2, $3) AND ",
    seen_by!(),
    " ORDER BY u.name_folded, u.id LIMIT $4"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_numbers_are_one() {
        let words = |typed| Words::parse(typed).map(|words| (words.patterns[..3].to_vec(), words.whole));
        let expect = |patterns: [&str; 3], whole: &str| Some((patterns.map(str::to_owned).to_vec(), whole.to_owned()));
        assert_eq!(words(" Đặng  Dũng "), expect(["%dang%", "%dung%", "%"], "dang dung%"));
        assert_eq!(words("+44 (1632) 960-230"), expect(["%441632960230%", "%", "%"], "441632960230%"));
        assert_eq!(words("100%_\\"), expect(["%100\\%\\_\\\\%", "%", "%"], "100\\%\\_\\\\%"));
        assert_eq!(words("  "), None);
        assert_eq!(words("\u{301}"), None);
    }
}
