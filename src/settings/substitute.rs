//! Whom a person means who is to answer for them.

use crate::accounts::{Role, State, User};
use crate::id::UserId;
use crate::markup::fold;
use crate::organization::person::{self, Sight};
use crate::organization::words::Words;
use crate::store::{Conn, Result};

/// People who are named if it is not clear who is meant.
const NAMED: usize = 6;
/// People who are looked at.
const READ: i64 = 50;
/// Words of a name that are looked for one by one.
const WORDS: usize = 4;

/// Who is meant.
#[derive(Debug)]
pub enum Substitute {
    /// This person.
    One(UserId),
    /// One of these, perhaps; the likeliest first. Empty: there is nobody like that.
    Several(Vec<User>),
}

/// The colleague whom a name or an e-mail address means. Who asks is nobody's substitute but others'.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, typed: &str, asking: UserId) -> Result<Substitute> {
    if let Some(person) = User::by_email(conn, typed.trim()).await?.filter(|person| may_be(person, asking)) {
        return Ok(Substitute::One(person.id));
    }
    let folded = fold(typed);
    let mut found = search(conn, &folded, asking).await?;
    // Who is called exactly so is meant, if that is one person.
    found.sort_by_key(|person| person.name_folded != folded);
    let exactly = found.iter().filter(|person| person.name_folded == folded).count();
    match found.as_slice() {
        [only] => return Ok(Substitute::One(only.id)),
        [first, ..] if exactly == 1 => return Ok(Substitute::One(first.id)),
        _ => {}
    }
    if found.is_empty() {
        for word in folded.split(' ').filter(|word| word.len() > 1).take(WORDS) {
            for person in search(conn, word, asking).await? {
                if !found.iter().any(|one| one.id == person.id) {
                    found.push(person);
                }
            }
        }
    }
    found.truncate(NAMED);
    Ok(Substitute::Several(found))
}

/// The person of this id, if they can be the substitute of who asks.
///
/// # Errors
/// What the database says.
pub async fn chosen(conn: &mut Conn, user: UserId, asking: UserId) -> Result<Option<UserId>> {
    Ok(User::find(conn, user).await?.filter(|person| may_be(person, asking)).map(|person| person.id))
}

async fn search(conn: &mut Conn, folded: &str, asking: UserId) -> Result<Vec<User>> {
    let Some(words) = Words::parse(folded) else { return Ok(Vec::new()) };
    let found = person::search(conn, Sight::EVERYBODY, &words, READ).await?;
    let mut people: Vec<User> = found.into_iter().map(|one| one.user).collect();
    people.retain(|person| may_be(person, asking));
    Ok(people)
}

fn may_be(person: &User, asking: UserId) -> bool {
    person.state == State::Active && person.role != Role::Guest && person.id != asking
}
