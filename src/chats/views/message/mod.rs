//! What is shown of one message, or of some, on pages of their own.

mod chosen;
mod lists;
mod views;

pub use chosen::{DeletionView, ForwardView, SelectView, TargetView};
pub(super) use lists::LineParts;
pub use lists::{FavouritesView, PinnedParts, PinsView};
pub use views::{SeenView, ViewsView};

use askama::Template;
use askama::filters::HtmlSafe;

use super::EntryView;
use crate::chats::Kind;
use crate::chats::message::Reached;
use crate::chats::message::edit::Version;
use crate::chats::message::emoji;
use crate::chats::message::reaction::Reactor;
use crate::markup::{self, Html};
use crate::store::Conn;
use crate::web::{Errors, Fields, Ui};

/// The message as the history shows it, for a page that shows it alone.
///
/// # Errors
/// What the database says.
pub async fn shown(conn: &mut Conn, message: &Reached, ui: &Ui) -> crate::store::Result<EntryView> {
    let mut all = shown_all(conn, std::slice::from_ref(message), ui).await?;
    all.pop().ok_or_else(|| crate::store::Error::Failed(sqlx::Error::RowNotFound.into()))
}

/// The same of several, which come by chat and number.
///
/// # Errors
/// What the database says.
pub async fn shown_all(conn: &mut Conn, messages: &[Reached], ui: &Ui) -> crate::store::Result<Vec<EntryView>> {
    let mut all = Vec::with_capacity(messages.len());
    for of_chat in messages.chunk_by(|one, next| one.member.chat == next.member.chat) {
        let (member, ids) = (&of_chat[0].member, of_chat.iter().map(|one| one.id).collect::<Vec<_>>());
        let window = crate::chats::history::Window::of_some(conn, member, &ids).await?;
        let mine = crate::chats::message::reaction::mine(conn, member.user, &window.entries).await?;
        let view = |entry| EntryView::new(entry, &window.beside, true, &ui.locale).with_mine(&mine).alone();
        all.extend(window.entries.iter().map(view));
    }
    Ok(all)
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
    /// What stands in its code blocks.
    code: String,
    link: String,
    may_reply: bool,
    may_edit: bool,
    may_delete: bool,
    may_pin: bool,
    pinned: bool,
    favourite: bool,
    /// Whether the reader may take its card off it.
    card: bool,
    /// Whether there may be somebody else who has viewed it.
    viewable: bool,
    /// Whether it is a poll.
    poll: bool,
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
            text: message.plain().into_owned(),
            poll: message.poll.is_some(),
            code: if part { markup::codes(&message.text).join("\n\n") } else { String::new() },
            link,
            may_reply: message.may_post && !message.gone,
            may_edit,
            may_delete: message.may_delete(),
            may_pin: message.may_pin(),
            pinned: message.pinned,
            favourite: message.favourite,
            card: message.card && message.own(),
            viewable: message.own() && !message.gone && message.member.kind != Kind::Notes,
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
    groups: Vec<(String, Vec<emoji::Named>)>,
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
            groups: emoji::groups(ui.language).map(|(word, all)| (ui.t(&format!("emoji-{word}")), all)).collect(),
            gone: message.gone,
            fields: Fields::of(&[("emoji", &typed)]),
            errors,
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
    use crate::chats::samples::{NASTY, reached};
    use crate::clock::Moment;
    use crate::id::UserId;
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
        check_samples::<NoticeView>();
    }
}
