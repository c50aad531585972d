//! What open pages receive of chats: frames.
//!
//! A numbered frame holds the messages that changed between two revisions, the same bytes for all who read one language in
//! one time zone. A state frame holds what is one user's: rows of lists, counters, the top of a chat.

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::json;

use super::chat::Member;
use super::history::{Changes, Entry};
use super::list::{Counters, List, Row};
use super::message::reaction::{self, Mine};
use super::message::scheduled::Waiting;
use super::saved::Draft;
use super::viewed::Line;
use super::views::{BarView, EntryView, GoesView, ListView, NearView, RowParts, RowView, SeenView, quoted};
use crate::id::{ChatId, MessageId, UserId};
use crate::live::{Presence, Topic};
use crate::web::{Locale, Ui, View};

/// Pages that show the chat.
pub fn chat_topic(chat: ChatId) -> Topic {
    Topic::new("chat", chat.0)
}

/// Pages that show how the person is.
pub fn person_topic(user: i64) -> Topic {
    Topic::new("person", user)
}

/// A numbered frame: all that changed in the chat after `from`. With what one reader has put there it is theirs; without, the
/// same for all.
pub fn changes(changes: &Changes, chat: ChatId, from: i64, mine: Option<&Mine>, locale: &Locale) -> String {
    let mut header = json!({ "chat": chat, "from": from, "to": changes.to });
    if changes.more {
        header["more"] = json!(true);
    }
    if !changes.purged.is_empty() {
        header["purged"] = json!(changes.purged);
    }
    // Those that answer it show what it says, and have not changed themselves.
    let other = changes.entries.iter().filter(|entry| entry.edited || entry.deleted_by_id.is_some());
    let line = |entry: &Entry| quoted((&entry.line(), entry.is_poll()), !entry.is_said(), locale);
    let quoted: Vec<_> = other.map(|entry| json!([entry.id, line(entry)])).collect();
    if !quoted.is_empty() {
        header["quoted"] = json!(quoted);
    }
    if let Some(mine) = mine {
        let put = changes.entries.iter().filter(|entry| entry.has_mine());
        let rows = put.map(|entry| (entry.id, mine.get(&entry.id).cloned().unwrap_or_default()));
        header["mine"] = self::mine(rows)["mine"].take();
    }
    let mut text = header.to_string();
    for entry in &changes.entries {
        text.push('\n');
        let view = EntryView::new(entry, &changes.beside, false, locale);
        text.push_str(&view.html().map(crate::markup::Html::into_string).unwrap_or_default());
    }
    text
}

/// A numbered frame that says nothing: pages ask for what changed up to this revision, and each gets what its reader sees.
pub fn unsaid(chat: ChatId, to: i64) -> String {
    json!({ "chat": chat, "from": to, "to": to }).to_string()
}

/// What a reader has put at these messages, emoji and votes: a state frame for their pages.
pub fn mine(messages: impl Iterator<Item = (MessageId, Vec<String>)>) -> serde_json::Value {
    json!({ "mine": messages.map(|(message, emoji)| json!([message, emoji])).collect::<Vec<_>>() })
}

/// A counter of messages in the rail and in the panel.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/counter.html")]
pub struct CounterView {
    ui: Ui,
    place: &'static str,
    unread: i64,
}

impl HtmlSafe for CounterView {}

impl CounterView {
    /// The rail's.
    pub fn rail(counters: Counters, ui: &Ui) -> CounterView {
        CounterView { ui: ui.clone(), place: "msg", unread: counters.unread }
    }

    /// One of something else, in the elements `u-PLACE` and `n-PLACE`.
    pub fn of(place: &'static str, unread: i64, ui: &Ui) -> CounterView {
        CounterView { ui: ui.clone(), place, unread }
    }

    /// The panel's.
    pub fn panel(counters: Counters, ui: &Ui) -> CounterView {
        CounterView { ui: ui.clone(), place: "pan", unread: counters.unread }
    }
}

/// The rows of the panel: an element that a frame can replace as a whole.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/nears.html")]
pub struct NearsView {
    rows: Vec<NearView>,
    more: bool,
}

impl HtmlSafe for NearsView {}

impl NearsView {
    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first rows of the list.
    pub fn new(list: &List, presence: impl Fn(i64) -> Presence + Copy, ui: &Ui) -> NearsView {
        let rows = list.rows.iter().take(super::list::PANEL);
        NearsView {
            rows: rows.map(|row| NearView::new(RowParts::new(row, &list.names, presence, ui), ui)).collect(),
            more: list.more || list.rows.len() > super::list::PANEL,
        }
    }
}

/// What one user's pages show of one chat, and of all counters.
pub struct RowFrame<'r> {
    /// The chat's row; `None` if the user is no longer a member.
    pub row: Option<(&'r Row, &'r super::history::Names)>,
    /// The chat.
    pub chat: ChatId,
    /// Whether pages that show the chat have to load anew: the user is no longer in it, or was not for a moment, or no longer
    /// writes there.
    pub left: bool,
    /// The user's counters.
    pub counters: Counters,
    /// The message to sound for, and which of the [`Sounds`](super::preferences::Sounds) it is: direct, group, call.
    pub ring: Option<(i64, u8)>,
    /// The top of the chat's page, where it changed.
    pub bar: Option<BarView>,
}

#[derive(Template)]
#[template(path = "chats/row_frame.html")]
struct RowFrameView {
    chat: i64,
    row: Option<RowView>,
    near: Option<NearView>,
    rail: CounterView,
    panel: CounterView,
    bar: Option<BarView>,
}

impl RowFrame<'_> {
    /// The state frame for this reader. `presence` says how a person is.
    pub fn text(self, presence: impl Fn(i64) -> Presence + Copy, ui: &Ui) -> String {
        let mut header = json!({});
        if let Some((message, kind)) = self.ring {
            header["ring"] = json!([message, self.chat, kind]);
        }
        if self.left {
            header["left"] = json!(self.chat);
        }
        let parts = self.row.filter(|(row, _)| row.listed).map(|(row, names)| RowParts::new(row, names, presence, ui));
        let view = RowFrameView {
            chat: self.chat.0,
            row: parts.clone().map(|parts| RowView::new(parts, false, ui)),
            near: parts.map(|parts| NearView::new(parts, ui)),
            rail: CounterView::rail(self.counters, ui),
            panel: CounterView::panel(self.counters, ui),
            bar: self.bar,
        };
        format!("{header}\n{}", view.html().map(crate::markup::Html::into_string).unwrap_or_default())
    }
}

#[derive(Template)]
#[template(path = "chats/state_frame.html")]
struct StateFrameView {
    list: ListView,
    near: NearsView,
    rail: CounterView,
    panel: CounterView,
    bar: Option<BarView>,
    seen: Option<SeenView>,
}

/// The chat of a page, as its state shows it.
pub struct Current {
    /// Which.
    pub chat: ChatId,
    /// Its top.
    pub bar: BarView,
    /// Who has viewed the reader's newest message.
    pub seen: Option<Line>,
}

/// All of a user's state, for a page that has just connected.
pub fn state(list: &List, current: Option<Current>, presence: impl Fn(i64) -> Presence + Copy, ui: &Ui) -> String {
    let view = StateFrameView {
        list: ListView::new(list, current.as_ref().map(|current| current.chat), presence, ui),
        near: NearsView::new(list, presence, ui),
        rail: CounterView::rail(list.counters, ui),
        panel: CounterView::panel(list.counters, ui),
        seen: current.as_ref().map(|current| SeenView::new(current.seen, ui)),
        bar: current.map(|current| current.bar),
    };
    format!("{{}}\n{}", view.html().map(crate::markup::Html::into_string).unwrap_or_default())
}

/// How people are now, in the reader's words: a state frame for pages that show them.
pub fn presence(people: impl Iterator<Item = (i64, Presence, String)>) -> serde_json::Value {
    let rows: Vec<_> = people.map(|(user, presence, words)| json!([user, presence.mark(), words])).collect();
    json!({ "here": rows })
}

/// These people's names and doors are these now: a state frame for pages that show them.
pub fn people<'p>(people: impl Iterator<Item = (UserId, &'p str, i64, Option<&'p str>)>) -> String {
    let rows: Vec<_> = people
        .map(|(user, name, hue, picture)| json!([user, name, crate::markup::initials(name), hue, picture]))
        .collect();
    json!({ "who": rows }).to_string()
}

/// A state frame that says what these frames, which are a header each, say as well.
pub fn with_heads(state: &str, heads: &[String]) -> String {
    let (head, html) = state.split_once('\n').unwrap_or((state, ""));
    let mut joined = serde_json::Map::new();
    for head in heads.iter().map(String::as_str).chain([head]) {
        if let Ok(serde_json::Value::Object(head)) = serde_json::from_str(head) {
            joined.extend(head);
        }
    }
    format!("{}\n{html}", serde_json::Value::Object(joined))
}

/// Who has viewed the newest message of the reader: a state frame for their pages that show the chat.
pub fn seen(chat: ChatId, line: Option<Line>, locale: &Locale) -> String {
    let head = json!({ "chat": chat });
    format!("{head}\n{}", SeenView::new(line, locale).html().map(crate::markup::Html::into_string).unwrap_or_default())
}

/// What its reader has begun to write in the chat: a frame that says nothing of how the lists are.
pub fn draft(chat: ChatId, draft: &Draft) -> String {
    json!({ "chat": chat, "draft": [draft.version, draft.text] }).to_string()
}

/// What its reader has planned to post in the chat: a frame that says nothing of how the lists are.
pub fn goes(chat: ChatId, waiting: Waiting, ui: &Ui) -> String {
    let head = json!({ "chat": chat, "soft": true });
    format!("{head}\n{}", GoesView::new(waiting, ui).html().map(crate::markup::Html::into_string).unwrap_or_default())
}

#[derive(Template)]
#[template(path = "chats/typing.html")]
struct TypingView {
    user: i64,
    words: Option<String>,
}

/// That somebody of this name is writing in the chat, or no longer: a frame that says nothing of how the lists are.
pub fn typing((chat, user): (ChatId, UserId), name: Option<&str>, locale: &Locale) -> String {
    let head = json!({ "chat": chat, "soft": true });
    let view = TypingView { user: user.0, words: name.map(|name| locale.with("typing", "name", name)) };
    format!("{head}\n{}", view.html().map(crate::markup::Html::into_string).unwrap_or_default())
}

/// A number that is the same as long as this user's lists, counters and the top of this chat would look the same.
/// Who is here is not part of it: that is told anyway.
///
/// The chat comes with a number that changes with what else of its page is told so.
pub fn fingerprint(list: &List, member: Option<(&Member, i64)>, ui: &Ui) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};

    let mut hasher = DefaultHasher::new();
    list.rows.hash(&mut hasher);
    // A time becomes a weekday at midnight.
    ui.date(ui.now).hash(&mut hasher);
    let mut names: Vec<_> = list.names.iter().collect();
    names.sort_unstable();
    names.hash(&mut hasher);
    list.counters.hash(&mut hasher);
    if let Some((member, people)) = member {
        people.hash(&mut hasher);
        (member.chat, &member.name, member.hue, &member.picture).hash(&mut hasher);
        (member.pinned, member.muted, member.role.as_str()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// The frame that makes a page load itself anew.
pub const RESET: &str = "{\"reset\":true}";

/// What changed in the member's chat after the revision that a page has; or the word that the page has to load itself anew,
/// because that revision is not one of this chat, or what changed after it is no longer all there.
///
/// # Errors
/// What the database says.
pub async fn replay(
    conn: &mut crate::store::Conn,
    member: &Member,
    revision: i64,
    ui: &Ui,
) -> crate::store::Result<String> {
    if revision > member.revision || revision < member.purged_revision {
        return Ok(RESET.to_owned());
    }
    let changed = Changes::read(conn, member.chat, revision).await?.seen_by(member);
    let mine = reaction::mine(conn, member.user, &changed.entries).await?;
    Ok(changes(&changed, member.chat, revision, Some(&mine), &ui.locale))
}

/// A frame as an answer over plain HTTP.
pub fn answer(text: String) -> actix_web::HttpResponse {
    actix_web::HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("cache-control", "no-store"))
        .body(text)
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::web::{Sample, check_samples};

    impl Sample for RowFrameView {
        fn samples(ui: &Ui) -> Vec<RowFrameView> {
            let frame = |row: Option<RowView>, near: Option<NearView>, bar: Option<BarView>| RowFrameView {
                chat: 7,
                row,
                near,
                rail: CounterView::samples(ui).remove(0),
                panel: CounterView::samples(ui).remove(1),
                bar,
            };
            let (row, near) = (RowView::samples(ui).pop(), NearView::samples(ui).pop());
            vec![frame(row, near, BarView::samples(ui).pop()), frame(None, None, None)]
        }
    }

    impl Sample for StateFrameView {
        fn samples(ui: &Ui) -> Vec<StateFrameView> {
            vec![StateFrameView {
                list: ListView::samples(ui).remove(0),
                near: NearsView::samples(ui).remove(0),
                rail: CounterView::samples(ui).remove(0),
                panel: CounterView::samples(ui).remove(1),
                bar: BarView::samples(ui).pop(),
                seen: Some(SeenView::samples(ui).remove(0)),
            }]
        }
    }

    impl Sample for TypingView {
        fn samples(_: &Ui) -> Vec<TypingView> {
            let view = |words| TypingView { user: 7, words };
            vec![view(Some("<b>Phạm</b>".to_owned())), view(None)]
        }
    }

    pub fn check() {
        check_samples::<TypingView>();
        check_samples::<RowFrameView>();
        check_samples::<StateFrameView>();
        // live.js puts what a frame holds into the page without a word to htmx.
        let ui = Ui::new(Locale::new(crate::web::Language::English, "UTC"), crate::clock::Moment(0));
        let frames = StateFrameView::samples(&ui).into_iter().map(|view| view.html());
        let frames = frames.chain(RowFrameView::samples(&ui).into_iter().map(|view| view.html()));
        let entries = EntryView::samples(&ui).into_iter().map(|view| view.html());
        for html in frames.chain(entries) {
            assert!(!html.expect("a sample renders").as_str().contains(" hx-"));
        }
    }
}
