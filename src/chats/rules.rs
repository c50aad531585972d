//! What the owner of a group decides: who may do what, who finds it, what new people see of it, how long it keeps what is said, and whether it
//! goes on.

use super::chat::{Member, Role};
use super::group::role_now;
use super::line::Line;
use super::message::tell;
use super::rights::{Rights, Standing, Whoever};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::markup::fold;
use crate::store::{Conn, Result, Tx, on, run};
use crate::web::{Errors, Fields, Ui};

/// For how many days what is said may be kept; the first is for ever.
pub const DAYS: [i64; 7] = [0, 1, 7, 30, 90, 365, 1825];

const FIND: &str = "SELECT writers, adders, removers, pinners, callers, findable, shows_past, keep_days FROM chats
    WHERE id = $1";
const SET: &str =
    "UPDATE chats SET writers = $2, adders = $3, removers = $4, pinners = $5, callers = $6, findable = $7,
    shows_past = $8, keep_days = $9, name_folded = $10 WHERE id = $1";
const STAND: &str = "UPDATE chats SET standing = $2 WHERE id = $1 AND standing <> $2";

/// What is decided of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rules {
    /// Who may do what.
    #[sqlx(flatten)]
    pub rights: Rights,
    /// Whether whoever works here finds it and may join.
    pub findable: bool,
    /// Whether those who join see what was said before.
    pub shows_past: bool,
    /// For how many days what is said from now on is kept; 0: for ever.
    pub keep_days: i64,
}

impl Rules {
    /// Those of the member's chat.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, member: &Member) -> Result<Rules> {
        on!(conn, c => sqlx::query_as(FIND).bind(member.chat).fetch_one(&mut *c).await)
    }

    /// Reads the fields of [`Rights::FIELDS`], `findable`, `shows_past` and `keep_days`.
    ///
    /// # Errors
    /// A sentence for each that is none of what may be chosen.
    pub fn parse(fields: &Fields, ui: &Ui) -> std::result::Result<Rules, Errors> {
        let mut errors = Errors::new();
        let chosen = Rights::FIELDS.map(|field| {
            let whoever = Whoever::of(fields.get(field));
            if whoever.is_none() {
                errors.add(field, ui.t("rights-missing"));
            }
            whoever.unwrap_or(Whoever::Owner)
        });
        let keep_days = fields.get("keep_days").parse().ok().filter(|days| DAYS.contains(days));
        if keep_days.is_none() {
            errors.add("keep_days", ui.t("rights-missing"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Rules {
            rights: Rights::of(chosen),
            findable: fields.has("findable"),
            shows_past: fields.has("shows_past"),
            keep_days: keep_days.unwrap_or(0),
        })
    }

    /// What is told in the group where these rules come after those.
    fn lines(&self, before: &Rules) -> Vec<Line> {
        let told = [
            (self.rights != before.rights).then_some(Line::Ruled),
            (self.findable != before.findable).then_some(Line::Findable { findable: self.findable }),
            (self.shows_past != before.shows_past).then_some(Line::Past { shown: self.shows_past }),
            (self.keep_days != before.keep_days).then_some(Line::Kept { days: self.keep_days }),
        ];
        told.into_iter().flatten().collect()
    }
}

/// Sets the rules of the owner's group. All who are in it are told what changed.
///
/// # Errors
/// What the database says. `false` if the group is no longer theirs.
pub async fn set(tx: &mut Tx, owner: &Member, rules: &Rules, dice: &Dice, now: Moment) -> Result<bool> {
    if role_now(tx, owner).await? != Some(Role::Owner) {
        return Ok(false);
    }
    let chat = owner.chat;
    // Somebody may have given it another name until its row was taken.
    let name = Member::find(tx, owner.user, chat).await?.map(|owner| owner.name).unwrap_or_default();
    let before = Rules::find(tx, owner).await?;
    let lines = rules.lines(&before);
    if lines.is_empty() {
        return Ok(true);
    }
    let [writers, adders, removers, pinners, callers] = rules.rights.all().map(Whoever::as_str);
    run!(
        tx,
        sqlx::query(SET)
            .bind(chat)
            .bind(writers)
            .bind(adders)
            .bind(removers)
            .bind(pinners)
            .bind(callers)
            .bind(rules.findable)
            .bind(rules.shows_past)
            .bind(rules.keep_days)
            .bind(fold(&name))
    )?;
    for line in lines {
        tell(tx, chat, owner.user, &line, dice.key(), now).await?;
    }
    if rules.rights.writers != before.rights.writers {
        tx.emit(Event::WritersChanged { chat });
    }
    tx.emit(Event::ChatAltered { chat });
    Ok(true)
}

/// Lets the owner's group go on, or be read only, or puts it away.
///
/// # Errors
/// What the database says. `false` if the group is no longer theirs.
pub async fn stand(tx: &mut Tx, owner: &Member, standing: Standing, (dice, now): (&Dice, Moment)) -> Result<bool> {
    if role_now(tx, owner).await? != Some(Role::Owner) {
        return Ok(false);
    }
    let chat = owner.chat;
    if run!(tx, sqlx::query(STAND).bind(chat).bind(standing.as_str()))? > 0 {
        let line = Line::Stands { standing: standing.as_str().to_owned() };
        tell(tx, chat, owner.user, &line, dice.key(), now).await?;
        tx.emit(Event::WritersChanged { chat });
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(true)
}
