//! What a group looks like to those who are in it, and to those who may join: its name, what it is for, its colour and picture.

use super::chat::{Member, Role};
use super::group::role_now;
use super::line::Line;
use super::message::tell;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::markup::fold;
use crate::store::{Result, Tx, on, run};
use crate::web::{Errors, Fields, Limits, Ui};

/// Doors come in so many colours.
pub const HUES: i64 = 8;
/// Characters of what a group is for.
pub const ABOUT: usize = 500;

const SET: &str = "UPDATE chats SET name = $2, name_folded = $3, about = $4, hue = $5
    WHERE id = $1 AND (name <> $2 OR about <> $4 OR hue <> $5)";
const BEFORE: &str = "SELECT name, about FROM chats WHERE id = $1";
const SET_PICTURE: &str =
    "UPDATE chats SET picture = $2 WHERE id = $1 AND COALESCE(picture, '') <> COALESCE(CAST($2 AS TEXT), '')";

/// What a group is called, what it is for, and the colour of its door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks {
    /// At most [`Limits::NAME`] characters.
    pub name: String,
    /// At most [`ABOUT`] characters; perhaps none.
    pub about: String,
    /// 1 to [`HUES`].
    pub hue: i64,
}

impl Looks {
    /// Reads the fields `name`, `about` and `hue`.
    ///
    /// # Errors
    /// A sentence for each that is wrong.
    pub fn parse(fields: &Fields, ui: &Ui) -> std::result::Result<Looks, Errors> {
        let mut errors = Errors::new();
        let name = name(fields, &mut errors, ui);
        let about = fields.get("about").trim().to_owned();
        let length = about.chars().count();
        if length > ABOUT {
            errors.add("about", ui.with2("field-too-long", ("count", length as i64), ("most", ABOUT as i64)));
        } else if about.contains('\0') {
            errors.add("about", ui.t("field-nul"));
        }
        let hue = fields.get("hue").parse().ok().filter(|hue| (1..=HUES).contains(hue));
        match hue {
            Some(hue) if errors.is_empty() => Ok(Looks { name, about, hue }),
            Some(_) => Err(errors),
            None => {
                errors.add("hue", ui.t("hue-missing"));
                Err(errors)
            }
        }
    }
}

/// The field `name` as the name of a group.
pub fn name(fields: &Fields, errors: &mut Errors, ui: &Ui) -> String {
    let name = fields.get("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if name.is_empty() {
        errors.add("name", ui.t("field-missing"));
    } else if length > Limits::NAME {
        errors.add("name", ui.with2("field-too-long", ("count", length as i64), ("most", Limits::NAME as i64)));
    } else if name.contains('\0') {
        errors.add("name", ui.t("field-nul"));
    }
    name
}

/// Gives the group these looks. What it is called and what it is for is told in it.
///
/// # Errors
/// What the database says. `false` if the member no longer looks after the group.
pub async fn set(tx: &mut Tx, manager: &Member, looks: &Looks, dice: &Dice, now: Moment) -> Result<bool> {
    if role_now(tx, manager).await? < Some(Role::Administrator) {
        return Ok(false);
    }
    let chat = manager.chat;
    let (name, about): (String, String) = on!(tx, c => sqlx::query_as(BEFORE).bind(chat).fetch_one(&mut *c).await)?;
    let done = run!(
        tx,
        sqlx::query(SET).bind(chat).bind(&looks.name).bind(fold(&looks.name)).bind(&looks.about).bind(looks.hue)
    )?;
    if done == 0 {
        return Ok(true);
    }
    if name != looks.name {
        let line = Line::Named { name: looks.name.clone() };
        tell(tx, chat, manager.user, &line, dice.key(), now).await?;
    }
    if about != looks.about {
        let line = Line::Described { about: looks.about.clone() };
        tell(tx, chat, manager.user, &line, dice.key(), now).await?;
    }
    tx.emit(Event::ChatAltered { chat });
    Ok(true)
}

/// Gives the group the picture of this blob, or none.
///
/// # Errors
/// What the database says. `false` if the member no longer looks after the group.
pub async fn set_picture(
    tx: &mut Tx,
    manager: &Member,
    picture: Option<&str>,
    (dice, now): (&Dice, Moment),
) -> Result<bool> {
    if role_now(tx, manager).await? < Some(Role::Administrator) {
        return Ok(false);
    }
    if run!(tx, sqlx::query(SET_PICTURE).bind(manager.chat).bind(picture))? == 0 {
        return Ok(true);
    }
    let line = Line::Pictured { there: picture.is_some() };
    tell(tx, manager.chat, manager.user, &line, dice.key(), now).await?;
    tx.emit(Event::ChatAltered { chat: manager.chat });
    Ok(true)
}
