//! Groups follow the tree: who comes into a chat and who goes, when people and departments move.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::departments::{covered, in_turn, name_of_only};
use super::line::{Crowd, Line};
use super::message::tell;
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

/// One direction of a shift. All people in one text: as rows, the twenty thousand of a large move would take longer to
/// come than to be found.
#[derive(sqlx::FromRow)]
struct Half {
    chat_id: ChatId,
    joins: bool,
    people: String,
}

/// Of the chat `$1`, everybody.
const OF_CHAT: &str = covered!(
    ", wanted(user_id) AS (SELECT DISTINCT u.id FROM cover c JOIN positions p ON p.department_id = c.id
    JOIN users u ON u.id = p.user_id WHERE u.state = 'active' AND u.role <> 'guest')
    SELECT CAST($1 AS BIGINT) AS chat_id, TRUE AS joins, string_agg(CAST(w.user_id AS TEXT), ',') AS people FROM wanted w
    LEFT JOIN members m ON m.chat_id = $1 AND m.user_id = w.user_id WHERE m.user_id IS NULL HAVING COUNT(*) > 0
    UNION ALL
    SELECT CAST($1 AS BIGINT), FALSE, string_agg(CAST(m.user_id AS TEXT), ',') FROM members m
    LEFT JOIN wanted w ON w.user_id = m.user_id WHERE m.chat_id = $1 AND m.by_department AND w.user_id IS NULL
    HAVING COUNT(*) > 0"
);
/// Of every chat, these people: found from their departments upwards.
macro_rules! of_people {
    ($people:literal) => {
        concat!(
            "WITH RECURSIVE person(id) AS (",
            $people,
            "), place(id) AS (SELECT DISTINCT p.department_id FROM person x JOIN positions p ON p.user_id = x.id),
    above(place, id, own) AS (SELECT l.id, l.id, TRUE FROM place l UNION ALL SELECT a.place, d.parent_id, FALSE
        FROM above a JOIN departments d ON d.id = a.id WHERE d.parent_id IS NOT NULL),
    reach(place, chat_id) AS (SELECT DISTINCT a.place, l.chat_id FROM above a
        JOIN chat_departments l ON l.department_id = a.id WHERE a.own OR l.below),
    wanted(chat_id, user_id) AS (SELECT DISTINCT r.chat_id, u.id FROM person x JOIN users u ON u.id = x.id
        JOIN positions p ON p.user_id = x.id JOIN reach r ON r.place = p.department_id
        WHERE u.state = 'active' AND u.role <> 'guest')
    SELECT w.chat_id, TRUE AS joins, string_agg(CAST(w.user_id AS TEXT), ',') AS people FROM wanted w
    LEFT JOIN members m ON m.chat_id = w.chat_id AND m.user_id = w.user_id WHERE m.user_id IS NULL GROUP BY w.chat_id
    UNION ALL
    SELECT m.chat_id, FALSE, string_agg(CAST(m.user_id AS TEXT), ',') FROM person x
    JOIN members m ON m.user_id = x.id AND m.by_department
    LEFT JOIN wanted w ON w.chat_id = m.chat_id AND w.user_id = m.user_id WHERE w.user_id IS NULL GROUP BY m.chat_id"
        )
    };
}
const OF_PEOPLE_SQLITE: &str = of_people!("SELECT value FROM json_each($1)");
const OF_PEOPLE_POSTGRES: &str = of_people!("SELECT value FROM unnest(CAST($1 AS BIGINT[])) AS list(value)");
/// As those who are added by hand: listed at once, and what was said before counts as read.
macro_rules! join {
    ($people:literal) => {
        concat!(
            "INSERT INTO members (chat_id, user_id, role, joined_at, read_message_id, muted, pinned, hidden_message_id,
    by_department) SELECT c.id, x.value, 'member', CAST($3 AS BIGINT), c.last_message_id, FALSE, FALSE, -1, TRUE
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
/// The people of a department and of all below it.
const PEOPLE: &str = "WITH RECURSIVE under(id) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT d.id FROM under u
    JOIN departments d ON d.parent_id = u.id) SELECT DISTINCT p.user_id FROM under u
    JOIN positions p ON p.department_id = u.id";
const OWNER: &str = "SELECT user_id FROM members WHERE chat_id = $1 AND role = 'owner'";

impl Shift {
    /// What has to change in the group for it to be as the tree says.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of_chat(conn: &mut Conn, chat: ChatId) -> Result<Shift> {
        let halves: Vec<Half> = on!(conn, c => sqlx::query_as(OF_CHAT).bind(chat).fetch_all(&mut *c).await)?;
        let found = whole(halves).pop();
        Ok(found.unwrap_or(Shift { chat, joins: Vec::new(), leaves: Vec::new() }))
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

    /// Makes it so. The row of the chat has to be taken: nobody else changes its members meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn make(self, tx: &mut Tx, now: Moment) -> Result<()> {
        let Shift { chat, joins, leaves } = self;
        if !joins.is_empty() {
            dialect::run_by_ids(tx, (JOIN_SQLITE, JOIN_POSTGRES), &numbers(&joins), &[chat.0, now.0]).await?;
            tx.emit(Event::ChatAltered { chat });
        }
        if !leaves.is_empty() {
            dialect::run_by_ids(tx, (LEAVE_SQLITE, LEAVE_POSTGRES), &numbers(&leaves), &[chat.0]).await?;
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
        | Event::MembershipChanged { .. }
        | Event::UserChanged { .. }
        | Event::StatusChanged { .. }
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
    let halves = dialect::fetch_by_ids(tx, OF_PEOPLE_SQLITE, OF_PEOPLE_POSTGRES, &people).await?;
    for shift in whole(halves) {
        let chat = shift.chat;
        let department = name_of_only(tx, chat).await?;
        let owner: Option<UserId> = on!(tx, c => sqlx::query_scalar(OWNER).bind(chat).fetch_optional(&mut *c).await)?;
        let some = || shift.joins.iter().chain(&shift.leaves).copied().next();
        if let Some(author) = owner.or_else(some) {
            let line = Line::Moved { department, joined: shift.joined(), left: shift.left() };
            tell(tx, chat, author, &line, dice.key(), now).await?;
        }
        shift.make(tx, now).await?;
    }
    Ok(())
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

/// The shifts in the order of their chats.
fn whole(halves: Vec<Half>) -> Vec<Shift> {
    let mut shifts = BTreeMap::new();
    for half in halves {
        let chat = half.chat_id;
        let shift = shifts.entry(chat).or_insert(Shift { chat, joins: Vec::new(), leaves: Vec::new() });
        let people = if half.joins { &mut shift.joins } else { &mut shift.leaves };
        people.extend(half.people.split(',').filter_map(|user| user.parse().ok().map(UserId)));
        people.sort_unstable();
    }
    shifts.into_values().collect()
}

fn numbers(users: &[UserId]) -> Vec<i64> {
    users.iter().map(|user| user.0).collect()
}
