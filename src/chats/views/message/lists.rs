//! Lists of messages: what is pinned in a chat, and one's favourites.

use askama::Template;

use crate::chats::message::favourite::Favourite;
use crate::chats::message::pin::Pin;
use crate::chats::views::{lined, title};
use crate::chats::{Kind, Member};
use crate::id::MessageId;
use crate::web::{Door, Locale, Ui};

/// Characters of a message in a list.
pub(super) const LINE: usize = 300;

/// A message in a list of some.
#[derive(Clone, Debug)]
pub struct LineParts {
    /// Its number.
    pub id: i64,
    /// Who wrote it.
    pub author_id: i64,
    /// Their name.
    pub author: String,
    /// Their door, where it is shown.
    pub door: Option<Door>,
    /// The chat's title, in a list of several chats.
    pub place: Option<String>,
    /// What it says.
    pub text: String,
    /// When: for machines.
    pub datetime: String,
    /// When, in words.
    pub when: String,
}

/// What is pinned in a chat.
#[derive(Template)]
#[template(path = "chats/message/pins.html")]
pub struct PinsView {
    ui: Ui,
    chat: i64,
    title: String,
    may_unpin: bool,
    pins: Vec<LineParts>,
}

impl PinsView {
    /// The pins of the member's chat, the newest first, and whether they may take them away.
    pub fn new((member, may_unpin): (&Member, bool), title: String, pins: &[Pin], ui: &Ui) -> PinsView {
        let line = |pin: &Pin| LineParts {
            id: pin.message_id.0,
            author_id: pin.author_id.0,
            author: pin.author.clone(),
            door: None,
            place: None,
            text: lined((&pin.text, pin.poll), LINE, ui),
            datetime: ui.datetime(pin.made_at),
            when: ui.when_time(&pin.made_at),
        };
        PinsView { ui: ui.clone(), chat: member.chat.0, title, may_unpin, pins: pins.iter().map(line).collect() }
    }
}

/// The pin above a chat's messages, and how many there are.
#[derive(Clone, Debug)]
pub struct PinnedParts {
    /// The message.
    pub id: i64,
    /// What it says.
    pub line: String,
    /// How many are pinned.
    pub count: i64,
}

impl PinnedParts {
    /// The newest of so many.
    pub fn new(newest: &Pin, count: i64, locale: &Locale) -> PinnedParts {
        let line = lined((&newest.text, newest.poll), LINE / 2, locale);
        PinnedParts { id: newest.message_id.0, line, count }
    }
}

/// One's favourites.
#[derive(Template)]
#[template(path = "chats/message/favourites.html")]
pub struct FavouritesView {
    ui: Ui,
    rows: Vec<LineParts>,
    next: Option<MessageId>,
}

impl FavouritesView {
    /// The newest message first.
    pub fn new(rows: &[Favourite], more: bool, ui: &Ui) -> FavouritesView {
        let line = |row: &Favourite| LineParts {
            id: row.message_id.0,
            author_id: row.author_id.0,
            author: row.author.clone(),
            door: Some(Door::of_person(row.author_id.0, &row.author, row.hue, row.picture.clone())),
            place: Some(title(Kind::of(&row.kind), &row.name, row.partner.as_deref(), &ui.locale)),
            text: lined((&row.text, row.poll), LINE, ui),
            datetime: ui.datetime(row.posted_at),
            when: ui.when_time(&row.posted_at),
        };
        FavouritesView {
            ui: ui.clone(),
            rows: rows.iter().map(line).collect(),
            next: rows.last().filter(|_| more).map(|row| row.message_id),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, reached};
    use crate::clock::Moment;
    use crate::id::{ChatId, UserId};
    use crate::web::{Sample, check_samples};

    impl Sample for PinsView {
        fn samples(ui: &Ui) -> Vec<PinsView> {
            let pin = Pin {
                message_id: MessageId(45),
                author_id: UserId(2),
                author: NASTY.to_owned(),
                text: NASTY.to_owned(),
                poll: false,
                made_at: Moment(0),
            };
            let view = |pins: &[Pin]| PinsView::new((&reached(true).member, true), NASTY.to_owned(), pins, ui);
            vec![view(&[pin]), view(&[])]
        }
    }

    impl Sample for FavouritesView {
        fn samples(ui: &Ui) -> Vec<FavouritesView> {
            let row = |kind: &str| Favourite {
                message_id: MessageId(45),
                chat_id: ChatId(7),
                kind: kind.to_owned(),
                name: NASTY.to_owned(),
                partner: Some(NASTY.to_owned()),
                author_id: UserId(2),
                author: NASTY.to_owned(),
                hue: 3,
                picture: None,
                text: NASTY.to_owned(),
                poll: true,
                posted_at: Moment(0),
                made_at: Moment(0),
            };
            vec![FavouritesView::new(&["direct", "group"].map(row), true, ui), FavouritesView::new(&[], false, ui)]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<PinsView>();
        check_samples::<FavouritesView>();
    }
}
