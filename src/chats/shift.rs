//! Groups follow the tree: who comes into a chat and who goes, when people and departments move.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::departments::{covered, in_turn};
use super::line::{Crowd, Line};
use super::message::tell;
use super::{found, group, notices};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Result, Tx, dialect, on};

/// Who comes into a chat by its departments, and who goes with them. The people stand in the order of their numbers.
#[derive(Debug)]
pub struct Shift {
    chat: ChatId,
    joins: Vec<UserId>,
    leaves: Vec<UserId>,
}

/// Some people of a chat, of one kind or the other, their numbers in one text: as rows, the twenty thousand of a large move would
/// take longer to come than to be found.
type Crowded = (i64, bool, String);

/// Of the chat `$1`: who comes, and who goes.
const OF_CHAT: &str = covered!(
    ", wanted(user_id) AS (SELECT DISTINCT u.id FROM cover c JOIN positions p ON p.department_id = c.id
    JOIN users u ON u.id = p.user_id WHERE u.state = 'active' AND u.role <> 'guest')
    SELECT CAST($1 AS BIGINT) AS id, TRUE AS joins, string_agg(CAST(w.user_id AS TEXT), ',') AS people FROM wanted w
    LEFT JOIN members m ON m.chat_id = $1 AND m.user_id = w.user_id WHERE m.user_id IS NULL HAVING COUNT(*) > 0
    UNION ALL
    SELECT CAST($1 AS BIGINT), FALSE, string_agg(CAST(m.user_id AS TEXT), ',') FROM members m
    LEFT JOIN wanted w ON w.user_id = m.user_id WHERE m.chat_id = $1 AND m.by_department AND w.user_id IS NULL
    HAVING COUNT(*) > 0"
);
/// The departments of these people, with those of them in each who may be in groups by it. SQLite joins in the order of
/// CROSS JOIN: it does not know that the list is short, and would begin with all users (a second for ten thousand).
macro_rules! places {
    ($people:literal) => {
        concat!(
            "SELECT p.department_id AS id, string_agg(CAST(u.id AS TEXT), ',') AS people FROM ",
            $people,
            " CROSS JOIN users u CROSS JOIN positions p WHERE u.id = x.value AND p.user_id = u.id
    AND u.state = 'active' AND u.role <> 'guest' GROUP BY p.department_id"
        )
    };
}
const PLACES_SQLITE: &str = places!("json_each($1) x");
const PLACES_POSTGRES: &str = places!("unnest(CAST($1 AS BIGINT[])) AS x(value)");
/// The groups that each of these departments brings its people into, by itself or by one above it.
macro_rules! reach {
    ($departments:literal) => {
        concat!(
            "WITH RECURSIVE above(place, id, own) AS (SELECT x.value, x.value, TRUE FROM ",
            $departments,
            " UNION ALL SELECT a.place, d.parent_id, FALSE FROM above a JOIN departments d ON d.id = a.id
    WHERE d.parent_id IS NOT NULL) SELECT DISTINCT l.chat_id, a.place FROM above a
    JOIN chat_departments l ON l.department_id = a.id WHERE a.own OR l.below"
        )
    };
}
const REACH_SQLITE: &str = reach!("json_each($1) x");
const REACH_POSTGRES: &str = reach!("unnest(CAST($1 AS BIGINT[])) AS x(value)");
/// The groups with departments in which these people are already, and whether by a department.
macro_rules! there {
    ($people:literal) => {
        concat!(
            "SELECT m.chat_id AS id, m.by_department, string_agg(CAST(m.user_id AS TEXT), ',') AS people FROM ",
            $people,
            " CROSS JOIN members m WHERE m.user_id = x.value AND (m.by_department
    OR EXISTS (SELECT 1 FROM chat_departments l WHERE l.chat_id = m.chat_id)) GROUP BY m.chat_id, m.by_department"
        )
    };
}
const THERE_SQLITE: &str = there!("json_each($1) x");
const THERE_POSTGRES: &str = there!("unnest(CAST($1 AS BIGINT[])) AS x(value)");
/// As those who are added by hand: listed at once, and what was said before counts as read.
macro_rules! join {
    ($people:literal) => {
        concat!(
            "INSERT INTO members (chat_id, user_id, role, joined_at, read_message_id, muted, pinned, hidden_message_id,
    by_department, past_message_id) SELECT c.id, x.value, 'member', CAST($3 AS BIGINT), c.last_message_id, FALSE, FALSE, -1, TRUE,
    CASE WHEN c.shows_past THEN 0 ELSE c.last_message_id END
    FROM chats c, ",
            $people,
            " WHERE c.id = $2 ON CONFLICT (chat_id, user_id) DO NOTHING"
        )
    };
}
const JOIN_SQLITE: &str = join!("json_each($1) x");
const JOIN_POSTGRES: &str = join!("unnest(CAST($1 AS BIGINT[])) AS x(value)");
const LEAVE_SQLITE: &str = "DELETE FROM members WHERE chat_id = $2 AND by_department
    AND user_id IN (SELECT value FROM json_each($1))";
const LEAVE_POSTGRES: &str = "DELETE FROM members WHERE chat_id = $2 AND by_department AND user_id = ANY($1)";
/// Who owns the chat, and the name of its department, if it has one only; the root is called as the company.
const ABOUT: &str = "SELECT MIN(m.user_id) AS owner, COALESCE((SELECT MAX(CASE WHEN d.parent_id IS NULL THEN c.name
    ELSE d.name END) FROM chat_departments l JOIN departments d ON d.id = l.department_id CROSS JOIN company c
    WHERE l.chat_id = $1 HAVING COUNT(*) = 1), '') AS department FROM members m
    WHERE m.chat_id = $1 AND m.role = 'owner'";
/// The people of a department and of all below it.
const PEOPLE: &str = "WITH RECURSIVE under(id) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT d.id FROM under u
    JOIN departments d ON d.parent_id = u.id) SELECT DISTINCT p.user_id FROM under u
    JOIN positions p ON p.department_id = u.id";

impl Shift {
    /// What has to change in the group for it to be as the tree says.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of_chat(conn: &mut Conn, chat: ChatId) -> Result<Shift> {
        let halves: Vec<Crowded> = on!(conn, c => sqlx::query_as(OF_CHAT).bind(chat).fetch_all(&mut *c).await)?;
        let mut shift = Shift { chat, joins: Vec::new(), leaves: Vec::new() };
        for (_, joins, people) in halves {
            *(if joins { &mut shift.joins } else { &mut shift.leaves }) = sorted(users(&people).collect());
        }
        Ok(shift)
    }

    /// What has to change for these people, in the order of the chats.
    async fn of_people(conn: &mut Conn, people: &[i64]) -> Result<Vec<Shift>> {
        let wanted = wanted(conn, people).await?;
        let there: Vec<Crowded> = dialect::fetch_by_ids(conn, THERE_SQLITE, THERE_POSTGRES, people).await?;
        let (mut all, mut by_department) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (chat, by, people) in &there {
            all.entry(ChatId(*chat)).or_default().extend(users(people));
            if *by {
                by_department.insert(ChatId(*chat), sorted(users(people).collect()));
            }
        }
        let all: BTreeMap<_, _> = all.into_iter().map(|(chat, people)| (chat, sorted(people))).collect();
        let chats: BTreeSet<ChatId> = wanted.keys().chain(by_department.keys()).copied().collect();
        let shifts = chats.into_iter().map(|chat| Shift {
            chat,
            joins: without(wanted.get(&chat), all.get(&chat)),
            leaves: without(by_department.get(&chat), wanted.get(&chat)),
        });
        Ok(shifts.filter(|shift| !shift.is_empty()).collect())
    }

    /// Whether nobody comes or goes.
    pub fn is_empty(&self) -> bool {
        self.joins.is_empty() && self.leaves.is_empty()
    }

    /// Who comes, for a line.
    pub fn joined(&self) -> Crowd {
        Crowd::of(&self.joins)
    }

    /// Who goes, for a line.
    pub fn left(&self) -> Crowd {
        Crowd::of(&self.leaves)
    }

    /// Makes it so, and tells those who come and go, but for who is new in the company: of all that is new to them. The row of the
    /// chat has to be taken: nobody else changes its members meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn make(self, tx: &mut Tx, by: Option<UserId>, now: Moment) -> Result<()> {
        let Shift { chat, joins, leaves, .. } = self;
        if !joins.is_empty() {
            found::keep_past(tx, chat).await?;
            dialect::run_by_ids(tx, (JOIN_SQLITE, JOIN_POSTGRES), &numbers(&joins), &[chat.0, now.0]).await?;
            let told = without(Some(&joins), Some(&newcomers(tx)));
            notices::tell(tx, &notices::ADDED, chat, &told, by).await?;
            tx.emit(Event::ChatAltered { chat });
        }
        if !leaves.is_empty() {
            dialect::run_by_ids(tx, (LEAVE_SQLITE, LEAVE_POSTGRES), &numbers(&leaves), &[chat.0]).await?;
            notices::tell(tx, &notices::REMOVED, chat, &leaves, by).await?;
            tx.emit(Event::MembersLeft { chat, users: Arc::from(leaves) });
            tx.emit(Event::ChatAltered { chat });
        }
        Ok(())
    }
}

/// Whether groups may have to follow.
pub fn moves(event: &Event) -> bool {
    match event {
        Event::UserJoined { .. }
        | Event::RoleChanged { .. }
        | Event::UserDismissed { .. }
        | Event::PersonMoved { .. }
        | Event::DepartmentMoved { .. } => true,
        Event::ChatRevised { .. }
        | Event::ChatAltered { .. }
        | Event::MemberAdded { .. }
        | Event::MemberRemoved { .. }
        | Event::MembersLeft { .. }
        | Event::ReadMoved { .. }
        | Event::MessagesSeen { .. }
        | Event::MembershipChanged { .. }
        | Event::TellingChanged { .. }
        | Event::UserChanged { .. }
        | Event::PrivacyChanged { .. }
        | Event::ScheduledChanged { .. }
        | Event::DraftChanged { .. }
        | Event::PostingChanged
        | Event::WritersChanged { .. }
        | Event::MessagesPurged { .. }
        | Event::StatusChanged { .. }
        | Event::Noticed { .. }
        | Event::Answered { .. }
        | Event::Unnoticed { .. }
        | Event::Reworded { .. }
        | Event::Reacted { .. }
        | Event::LetterAsked { .. }
        | Event::ClockChanged
        | Event::NotificationsChanged { .. }
        | Event::SessionEnded { .. } => false,
    }
}

/// Brings all groups to agree with the tree, after everything that a transaction moves: each is told of it in one line.
///
/// # Errors
/// What the database says.
pub async fn follow(tx: &mut Tx, dice: &Dice, now: Moment) -> Result<()> {
    let people = moved(tx).await?;
    if people.is_empty() {
        return Ok(());
    }
    in_turn(tx).await?;
    for shift in Shift::of_people(tx, &people).await? {
        let chat = shift.chat;
        let (owner, department): (Option<UserId>, String) =
            on!(tx, c => sqlx::query_as(ABOUT).bind(chat).fetch_one(&mut *c).await)?;
        // Whoever moves people does that elsewhere, and may not even be in the group.
        let author = owner.or_else(|| shift.joins.iter().chain(&shift.leaves).copied().next());
        let line = Line::Moved { department, joined: shift.joined(), left: shift.left() };
        group::take(tx, chat).await?;
        // Who comes sees that they did.
        shift.make(tx, None, now).await?;
        if let Some(author) = author {
            tell(tx, chat, author, &line, dice.key(), now).await?;
        }
    }
    Ok(())
}

/// Who comes into the company, or comes back, with this transaction.
fn newcomers(tx: &Tx) -> Vec<UserId> {
    let joined = tx.events().iter().filter_map(|event| match event {
        Event::UserJoined { user } => Some(*user),
        _ => None,
    });
    sorted(joined.collect())
}

/// Whom the transaction moves: by their numbers, each once.
async fn moved(tx: &mut Tx) -> Result<Vec<i64>> {
    let (mut people, mut departments) = (BTreeSet::new(), Vec::new());
    for event in tx.events() {
        match event {
            Event::UserJoined { user }
            | Event::RoleChanged { user }
            | Event::UserDismissed { user }
            | Event::PersonMoved { user } => {
                people.insert(user.0);
            }
            Event::DepartmentMoved { department } => departments.push(*department),
            _ => {}
        }
    }
    for department in departments {
        let there: Vec<i64> = on!(tx, c => sqlx::query_scalar(PEOPLE).bind(department).fetch_all(&mut *c).await)?;
        people.extend(there);
    }
    Ok(people.into_iter().collect())
}

/// Those of these people who have to be in a group by their departments.
async fn wanted(conn: &mut Conn, people: &[i64]) -> Result<BTreeMap<ChatId, Vec<UserId>>> {
    let places: Vec<(i64, String)> = dialect::fetch_by_ids(conn, PLACES_SQLITE, PLACES_POSTGRES, people).await?;
    let places: BTreeMap<i64, String> = places.into_iter().collect();
    let ids: Vec<i64> = places.keys().copied().collect();
    let reach: Vec<(ChatId, i64)> = dialect::fetch_by_ids(conn, REACH_SQLITE, REACH_POSTGRES, &ids).await?;
    let mut wanted = BTreeMap::<_, Vec<_>>::new();
    for (chat, place) in reach {
        wanted.entry(chat).or_default().extend(places.get(&place).into_iter().flat_map(|people| users(people)));
    }
    Ok(wanted.into_iter().map(|(chat, people)| (chat, sorted(people))).collect())
}

fn users(people: &str) -> impl Iterator<Item = UserId> {
    people.split(',').filter_map(|user| user.parse().ok())
}

/// In the order of their numbers, each once.
fn sorted(mut users: Vec<UserId>) -> Vec<UserId> {
    users.sort_unstable();
    users.dedup();
    users
}

/// The first without the second, both sorted.
fn without(of: Option<&Vec<UserId>>, but: Option<&Vec<UserId>>) -> Vec<UserId> {
    let stays = |user: &&UserId| but.is_none_or(|but| but.binary_search(user).is_err());
    of.into_iter().flatten().filter(stays).copied().collect()
}

fn numbers(users: &[UserId]) -> Vec<i64> {
    users.iter().map(|user| user.0).collect()
}
