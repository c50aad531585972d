//! What is shown of one message, or of some, on pages of their own.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{EntryView, present, title};
use crate::chats::list::Row;
use crate::chats::message::edit::Version;
use crate::chats::message::emoji;
use crate::chats::message::favourite::Favourite;
use crate::chats::message::pin::Pin;
use crate::chats::message::reaction::Reactor;
use crate::chats::message::{Reached, pin};
use crate::chats::{Kind, Member};
use crate::id::MessageId;
use crate::live::Presence;
use crate::markup::{self, Html};
use crate::store::Conn;
use crate::web::{Door, Errors, Fields, Ui};

/// Characters of a message in a list.
const LINE: usize = 300;

/// The message as the history shows it, for a page that shows it alone.
///
/// # Errors
/// What the database says.
pub async fn shown(conn: &mut Conn, message: &Reached, ui: &Ui) -> crate::store::Result<EntryView> {
    let window = crate::chats::history::Window::of_one(conn, &message.member, message.id).await?;
    let mine = crate::chats::message::reaction::mine(conn, message.member.user, &window.entries).await?;
    let entry = window.entries.first().ok_or_else(|| crate::store::Error::Failed(sqlx::Error::RowNotFound.into()))?;
    Ok(EntryView::new(entry, &window.beside, true, &ui.locale).with_mine(&mine).alone())
}

/// What its reader may do with a message: a part that script puts beside it, and the body of a page.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/message/actions.html")]
pub struct ActionsView {
    ui: Ui,
    id: i64,
    chat: i64,
    part: bool,
    gone: bool,
    own: bool,
    version: i64,
    first: Vec<(&'static str, bool)>,
    text: String,
    link: String,
    may_reply: bool,
    may_edit: bool,
    may_delete: bool,
    may_pin: bool,
    pinned: bool,
    favourite: bool,
}

impl HtmlSafe for ActionsView {}

impl ActionsView {
    /// Of the message; whether its reader may change it, and whether script asks; these emoji are offered, and those are the reader's.
    pub fn new(
        message: &Reached,
        (may_edit, part): (bool, bool),
        (first, mine): (&[&'static str], &[String]),
        link: String,
        ui: &Ui,
    ) -> ActionsView {
        ActionsView {
            ui: ui.clone(),
            id: message.id.0,
            chat: message.member.chat.0,
            part,
            gone: message.gone,
            own: message.own(),
            version: message.version,
            first: first.iter().map(|emoji| (*emoji, mine.iter().any(|own| own == emoji))).collect(),
            text: message.text.clone(),
            link,
            may_reply: message.may_post && !message.gone,
            may_edit,
            may_delete: message.may_delete(),
            may_pin: message.may_pin(),
            pinned: message.pinned,
            favourite: message.favourite,
        }
    }
}

/// What script puts beside the message under the pointer: the first emoji, an answer, and all else. `{id}` stands for its number.
#[derive(Template)]
#[template(path = "chats/message/tools.html")]
pub struct ToolsView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
    /// Whether the reader may write here.
    pub may_reply: bool,
}

impl ToolsView {
    fn first(&self) -> &'static [&'static str] {
        &emoji::FIRST[..3]
    }
}

/// A message and what may be done with it.
#[derive(Template)]
#[template(path = "chats/message/page.html")]
pub struct ActionsPage {
    /// The reader.
    pub ui: Ui,
    /// The message.
    pub id: i64,
    /// As the history shows it.
    pub entry: EntryView,
    /// What may be done.
    pub actions: ActionsView,
}

/// What a message said before.
#[derive(Template)]
#[template(path = "chats/message/versions.html")]
pub struct VersionsView {
    ui: Ui,
    id: i64,
    entry: EntryView,
    versions: Vec<(String, String, Html)>,
}

impl VersionsView {
    /// The message, and what it said before, the oldest first; it is shown the other way round.
    pub fn new(message: &Reached, entry: EntryView, versions: Vec<Version>, ui: &Ui) -> VersionsView {
        let version = |of: &Version| (ui.datetime(of.made_at), ui.when_time(&of.made_at), markup::rendered(&of.text));
        VersionsView { ui: ui.clone(), id: message.id.0, entry, versions: versions.iter().rev().map(version).collect() }
    }
}

/// Who reacted to a message, and all emoji.
#[derive(Template)]
#[template(path = "chats/message/reactions.html")]
pub struct ReactionsView {
    ui: Ui,
    id: i64,
    chat: i64,
    entry: EntryView,
    reactors: Vec<(String, Vec<(i64, String)>)>,
    groups: Vec<(String, Vec<(&'static str, &'static str)>)>,
    gone: bool,
    fields: Fields,
    errors: Errors,
}

impl ReactionsView {
    /// The message; who reacted, in order; what was typed, and what is wrong with it.
    pub fn new(
        (message, entry): (&Reached, EntryView),
        reactors: Vec<Reactor>,
        (typed, error): (String, Option<String>),
        ui: &Ui,
    ) -> ReactionsView {
        let mut by_emoji: Vec<(String, Vec<(i64, String)>)> = Vec::new();
        for of in reactors {
            let person = (of.user_id.0, of.name);
            match by_emoji.iter_mut().find(|(emoji, _)| *emoji == of.emoji) {
                Some((_, people)) => people.push(person),
                None => by_emoji.push((of.emoji, vec![person])),
            }
        }
        let mut errors = Errors::new();
        if let Some(sentence) = error {
            errors.add("emoji", sentence);
        }
        ReactionsView {
            ui: ui.clone(),
            id: message.id.0,
            chat: message.member.chat.0,
            entry,
            reactors: by_emoji,
            groups: emoji::groups().map(|(word, all)| (ui.t(&format!("emoji-{word}")), all)).collect(),
            gone: message.gone,
            fields: Fields::of(&[("emoji", &typed)]),
            errors,
        }
    }
}

/// Whether messages are to be deleted.
#[derive(Template)]
#[template(path = "chats/message/deletion.html")]
pub struct DeletionView {
    /// The reader.
    pub ui: Ui,
    /// What goes.
    pub entries: Vec<EntryView>,
    /// How many of those that were chosen stay, for the reader may not delete them.
    pub kept: i64,
    /// The way back.
    pub back: String,
    /// Why nothing was deleted.
    pub refused: Option<String>,
}

/// A chat that messages may go to.
#[derive(Clone, Debug)]
pub struct TargetView {
    id: i64,
    title: String,
    door: Door,
    chosen: bool,
}

impl TargetView {
    /// The chat of the row; whether its box is ticked.
    pub fn new(row: &Row, chosen: bool, presence: impl Fn(i64) -> Presence, ui: &Ui) -> TargetView {
        let title = title(row.kind(), &row.name, row.partner.as_deref(), &ui.locale);
        let door = match (row.partner_id, row.partner_hue) {
            (Some(partner), Some(hue)) => {
                let door = Door::of_person(partner.0, &title, hue, row.partner_picture.clone());
                present(door, &presence(partner.0), ui)
            }
            _ => Door::of_chat(&title, row.hue),
        };
        TargetView { id: row.chat_id.0, door: door.small(), title, chosen }
    }
}

/// To which chats messages are to go.
#[derive(Template)]
#[template(path = "chats/message/forward.html")]
pub struct ForwardView {
    /// The reader.
    pub ui: Ui,
    /// What goes.
    pub entries: Vec<EntryView>,
    /// Where it may go.
    pub targets: Vec<TargetView>,
    /// Whether there are more chats.
    pub more: bool,
    /// The way back.
    pub back: String,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}

/// A message in a list of some.
#[derive(Clone, Debug)]
struct LineParts {
    id: i64,
    author_id: i64,
    author: String,
    door: Option<Door>,
    /// The chat's title, in a list of several chats.
    place: Option<String>,
    text: String,
    datetime: String,
    when: String,
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
    /// The pins of the member's chat, the newest first.
    pub fn new(member: &Member, title: String, pins: &[Pin], ui: &Ui) -> PinsView {
        let line = |pin: &Pin| LineParts {
            id: pin.message_id.0,
            author_id: pin.author_id.0,
            author: pin.author.clone(),
            door: None,
            place: None,
            text: markup::lined(&pin.text, LINE),
            datetime: ui.datetime(pin.made_at),
            when: ui.when_time(&pin.made_at),
        };
        PinsView {
            ui: ui.clone(),
            chat: member.chat.0,
            title,
            may_unpin: member.kind != Kind::General,
            pins: pins.iter().map(line).collect(),
        }
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
    pub fn new(newest: &pin::Pin, count: i64) -> PinnedParts {
        PinnedParts { id: newest.message_id.0, line: markup::lined(&newest.text, LINE / 2), count }
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
            text: markup::lined(&row.text, LINE),
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

/// A sentence about what was not done, and the way back.
#[derive(Template)]
#[template(path = "chats/message/notice.html")]
pub struct NoticeView {
    /// The reader.
    pub ui: Ui,
    /// What it is about.
    pub title: String,
    /// Why.
    pub sentence: String,
    /// Where from.
    pub back: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::list::Row;
    use crate::chats::samples::{NASTY, reached, row};
    use crate::clock::Moment;
    use crate::id::{ChatId, UserId};
    use crate::web::{Sample, check_samples};

    fn entries(ui: &Ui) -> Vec<EntryView> {
        EntryView::samples(ui).into_iter().take(3).collect()
    }

    fn actions(ui: &Ui) -> Vec<ActionsView> {
        let view = |message: &Reached, part| {
            let mine = [emoji::FIRST[0].to_owned()];
            ActionsView::new(message, (part, part), (&emoji::FIRST, &mine), NASTY.to_owned(), ui)
        };
        let other = Reached { pinned: false, favourite: true, version: 0, ..reached(false) };
        let gone = Reached { gone: true, text: String::new(), ..reached(true) };
        vec![view(&reached(true), true), view(&other, false), view(&gone, false)]
    }

    impl Sample for ActionsView {
        fn samples(ui: &Ui) -> Vec<ActionsView> {
            actions(ui)
        }
    }

    impl Sample for ActionsPage {
        fn samples(ui: &Ui) -> Vec<ActionsPage> {
            let page = |actions| ActionsPage { ui: ui.clone(), id: 45, entry: entries(ui).remove(0), actions };
            actions(ui).into_iter().skip(1).map(page).collect()
        }
    }

    impl Sample for ToolsView {
        fn samples(ui: &Ui) -> Vec<ToolsView> {
            [true, false].map(|may_reply| ToolsView { ui: ui.clone(), chat: 7, may_reply }).into()
        }
    }

    impl Sample for VersionsView {
        fn samples(ui: &Ui) -> Vec<VersionsView> {
            let version = |text: &str| Version { text: text.to_owned(), made_at: Moment(0) };
            let view = |versions| VersionsView::new(&reached(true), entries(ui).remove(0), versions, ui);
            vec![view(vec![version(NASTY), version("> **b**")]), view(Vec::new())]
        }
    }

    impl Sample for ReactionsView {
        fn samples(ui: &Ui) -> Vec<ReactionsView> {
            let reactor =
                |user, emoji: &str| Reactor { emoji: emoji.to_owned(), user_id: UserId(user), name: NASTY.to_owned() };
            let some = vec![reactor(1, "👍"), reactor(2, "🎉"), reactor(3, "👍")];
            let typed = (NASTY.to_owned(), Some(NASTY.to_owned()));
            let gone = Reached { gone: true, ..reached(true) };
            vec![
                ReactionsView::new((&reached(true), entries(ui).remove(0)), some, typed, ui),
                ReactionsView::new((&gone, entries(ui).remove(1)), Vec::new(), (String::new(), None), ui),
            ]
        }
    }

    impl Sample for DeletionView {
        fn samples(ui: &Ui) -> Vec<DeletionView> {
            let view = |entries, kept, refused| DeletionView {
                ui: ui.clone(),
                entries,
                kept,
                back: "/messages/45".to_owned(),
                refused,
            };
            vec![view(entries(ui), 2, None), view(Vec::new(), 0, Some(NASTY.to_owned()))]
        }
    }

    impl Sample for ForwardView {
        fn samples(ui: &Ui) -> Vec<ForwardView> {
            let mut errors = Errors::new();
            ["chat", "text"].into_iter().for_each(|field| errors.add(field, NASTY.to_owned()));
            let target = |row: Row| TargetView::new(&row, true, |_| Presence::Online, ui);
            let view = |targets: Vec<TargetView>, errors| ForwardView {
                ui: ui.clone(),
                entries: entries(ui),
                more: !targets.is_empty(),
                targets,
                back: "/messages/45".to_owned(),
                fields: Fields::of(&[("q", NASTY), ("text", NASTY)]),
                errors,
            };
            let targets = ["direct", "group", "general"].map(|kind| target(row(3, kind, 1)));
            vec![view(targets.into(), errors), view(Vec::new(), Errors::new())]
        }
    }

    impl Sample for PinsView {
        fn samples(ui: &Ui) -> Vec<PinsView> {
            let pin = Pin {
                message_id: MessageId(45),
                author_id: UserId(2),
                author: NASTY.to_owned(),
                text: NASTY.to_owned(),
                made_at: Moment(0),
            };
            let view = |pins: &[Pin]| PinsView::new(&reached(true).member, NASTY.to_owned(), pins, ui);
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
                posted_at: Moment(0),
                made_at: Moment(0),
            };
            vec![FavouritesView::new(&["direct", "group"].map(row), true, ui), FavouritesView::new(&[], false, ui)]
        }
    }

    impl Sample for NoticeView {
        fn samples(ui: &Ui) -> Vec<NoticeView> {
            let back = "/messages/45".to_owned();
            vec![NoticeView { ui: ui.clone(), title: NASTY.to_owned(), sentence: NASTY.to_owned(), back }]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<ActionsView>();
        check_samples::<ActionsPage>();
        check_samples::<ToolsView>();
        check_samples::<VersionsView>();
        check_samples::<ReactionsView>();
        check_samples::<DeletionView>();
        check_samples::<ForwardView>();
        check_samples::<PinsView>();
        check_samples::<FavouritesView>();
        check_samples::<NoticeView>();
    }
}
