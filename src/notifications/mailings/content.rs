//! The letter itself, made of what is unread at the moment in which it leaves.

use super::decision::Verdict;
use super::due::{self, Addressee, Conversation};
use super::mailing::{Made, Row};
use super::views::{LetterView, Line, Section, why_path};
use crate::accounts::Company;
use crate::chats::Kind;
use crate::chats::attachments::shown;
use crate::chats::message::Poll;
use crate::chats::views::title;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId};
use crate::mail::{Inbox, Letter, MailServer, Mailing, domain_of};
use crate::markup;
use crate::notifications::mailings::token::{Answer, Off};
use crate::notifications::preferences::Way;
use crate::notifications::{Reader, kind, list, sentence};
use crate::store::{Conn, Result, on};
use crate::web::{Ui, View};

/// Messages of a chat that a letter shows; the others are counted.
const SHOWN: i64 = 10;
/// Chats that a digest shows; the others are counted.
const CHATS: usize = 50;
/// Notifications that a letter shows; the others are counted.
const NOTICES: usize = 50;
/// Characters of a sentence that a subject shows.
const SUBJECT: usize = 100;
/// Characters of a message that a letter shows.
const TEXT: usize = 1000;

#[derive(sqlx::FromRow)]
struct Message {
    author: String,
    program: bool,
    text: String,
    poll: String,
    posted_at: Moment,
}

impl Message {
    /// What it says, or asks.
    fn said(&self, ui: &Ui) -> String {
        match Poll::read(&self.poll) {
            Some(poll) => poll.plain(&ui.with("poll-line", "question", self.text.as_str())),
            None => self.text.clone(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Head {
    chat_id: ChatId,
    kind: String,
    name: String,
    partner: Option<String>,
    read_message_id: MessageId,
}

macro_rules! unread {
    () => {
        "FROM messages x JOIN users u ON u.id = x.author_id WHERE x.chat_id = $1 AND x.id > $2 AND x.id <= $3
    AND x.kind = 'text' AND x.deleted_at IS NULL AND x.author_id <> $4"
    };
}
const MESSAGES: &str = concat!(
    "SELECT u.name AS author, u.state = 'integration' AS program, ",
    shown!("x"),
    " AS text, x.poll, x.posted_at ",
    unread!(),
    " ORDER BY x.id LIMIT CAST($5 AS BIGINT)"
);
const COUNT: &str = concat!("SELECT COUNT(*) ", unread!());
const HEAD: &str = "SELECT c.id AS chat_id, c.kind, c.name, p.name AS partner, m.read_message_id FROM members m
    JOIN chats c ON c.id = m.chat_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
    LEFT JOIN users p ON p.id = o.user_id WHERE m.user_id = $1 AND c.id = $2";

/// A letter that was made, and how many messages or notifications are in it.
pub type Filled = (Letter, usize);

/// What a letter is made with besides the person.
#[derive(Clone, Copy)]
pub struct Desk<'d> {
    /// The company.
    pub company: &'d Company,
    /// Its server.
    pub server: &'d MailServer,
    /// What marks links.
    pub seal: &'d crate::mail::Seal,
    /// Where answers go, if they are taken.
    pub inbox: Option<&'d Inbox>,
    /// Now.
    pub now: Moment,
}

impl Desk<'_> {
    fn shows(&self, of: &Addressee) -> bool {
        of.preferences.content && !self.server.hides_content
    }

    fn off(&self, of: &Addressee, chat: Option<ChatId>) -> String {
        let token = Off { user: of.user.id, chat }.token(self.seal);
        [&self.server.own_address, "/mail/off/", &token].concat()
    }

    fn address(&self, path: &str) -> String {
        [self.server.own_address.as_str(), path].concat()
    }

    /// Whose letters they are, beside the address.
    fn from(&self, name: &str) -> String {
        format!("{name} ({})", self.company.name)
    }
}

/// Makes the letter of the row; none if nothing of it is unread any more.
///
/// # Errors
/// What the database says.
pub async fn fill(conn: &mut Conn, row: &Row, of: &Addressee, desk: Desk<'_>) -> Result<Option<Filled>> {
    match row.made {
        Made::Chat => chat(conn, row, of, desk).await,
        Made::Digest => digest(conn, row, of, desk).await,
        Made::Notices => notices(conn, row, of, desk).await,
        Made::Letter => Ok(None),
    }
}

async fn chat(conn: &mut Conn, row: &Row, of: &Addressee, desk: Desk<'_>) -> Result<Option<Filled>> {
    let Some(chat) = row.chat_id else { return Ok(None) };
    let Some(head) = head(conn, of, chat).await? else { return Ok(None) };
    let after = head.read_message_id.0.max(row.after_id);
    let ui = Ui::new(of.locale.clone(), desk.now);
    let Some((section, held, glance)) = section(conn, &head, (after, row.upto), of, (desk, &ui)).await? else {
        return Ok(None);
    };
    let called = section.title.clone();
    let reply_to = desk.inbox.map(|inbox| inbox.marked(&Answer::new(of.user.id, chat, desk.now).mark(desk.seal)));
    let direct = head.kind == "direct";
    let subject = if direct { "mail-subject-direct" } else { "mail-subject-chat" };
    let held_i64 = i64::try_from(held).unwrap_or(i64::MAX);
    let subject = ui.with2(subject, ("title", called.as_str()), ("count", held_i64));
    let off = desk.off(of, Some(chat));
    let domain = domain_of(&desk.server.from_address).to_owned();
    let view = LetterView {
        company: desk.company.name.clone(),
        glance,
        above: reply_to.as_ref().map(|_| ui.t("mail-answer-above")).unwrap_or_default(),
        sections: vec![section],
        foot: vec![ui.t("mail-foot-chat"), ui.t("mail-foot-silence")],
        links: vec![
            (ui.t("mail-off-chat"), off.clone()),
            (ui.t("mail-off-all"), desk.off(of, None)),
            (ui.t("mail-settings"), desk.address("/settings/notifications")),
            (ui.t("why-title"), desk.address(&why_path(row))),
        ],
        ui,
    };
    let mailing = Mailing {
        thread: format!("chat-{chat}.{}@{domain}", of.user.id),
        before: super::mailing::before(conn, row).await?,
        list: (called.clone(), format!("chat-{chat}.{domain}")),
        off,
        reply_to,
    };
    Ok(letter(row, of, (&view, subject, desk.from(&called)), Some(mailing)).map(|letter| (letter, held)))
}

async fn head(conn: &mut Conn, of: &Addressee, chat: ChatId) -> Result<Option<Head>> {
    on!(conn, c => sqlx::query_as(HEAD).bind(of.user.id).bind(chat).fetch_optional(&mut *c).await)
}

/// What is unread of a chat: the section, how much it is, and what one sees of it at a glance.
async fn section(
    conn: &mut Conn,
    head: &Head,
    (after, upto): (i64, i64),
    of: &Addressee,
    (desk, ui): (Desk<'_>, &Ui),
) -> Result<Option<(Section, usize, String)>> {
    let user = of.user.id;
    let mut found: Vec<Message> = on!(conn, c => sqlx::query_as(MESSAGES)
        .bind(head.chat_id).bind(after).bind(upto).bind(user).bind(SHOWN).fetch_all(&mut *c).await)?;
    for message in found.iter_mut().filter(|message| message.program) {
        message.author = ui.with("integration-called", "name", message.author.as_str());
    }
    if found.is_empty() {
        return Ok(None);
    }
    let count: i64 = on!(conn, c => sqlx::query_scalar(COUNT)
        .bind(head.chat_id).bind(after).bind(upto).bind(user).fetch_one(&mut *c).await)?;
    let since = found.first().map_or(desk.now, |first| first.posted_at);
    let shows = desk.shows(of);
    let line = |message: &Message| Line {
        who: message.author.clone(),
        when: ui.when_time(&message.posted_at),
        text: if shows { cut(&message.said(ui)) } else { String::new() },
        html: shows.then(|| markup::render(&cut(&message.said(ui)))),
    };
    let glance = match found.first().filter(|_| shows) {
        Some(first) => format!("{}: {}", first.author, markup::lined(&first.said(ui), 100)),
        None => String::new(),
    };
    let hidden = || {
        let mut names: Vec<&str> = Vec::new();
        for message in &found {
            if !names.contains(&message.author.as_str()) {
                names.push(&message.author);
            }
        }
        vec![Line { who: names.join(", "), when: String::new(), text: ui.t("mail-hidden"), html: None }]
    };
    let more = count - i64::try_from(found.len()).unwrap_or(0);
    let section = Section {
        title: title(Kind::of(&head.kind), &head.name, head.partner.as_deref(), ui),
        summary: ui.with2("mail-messages-since", ("count", count), ("when", ui.when_time(&since))),
        lines: if shows { found.iter().map(line).collect() } else { hidden() },
        more: if shows && more > 0 { ui.count("mail-more", more) } else { String::new() },
        link: (ui.t("mail-open-chat"), desk.address(&format!("/chats/{}", head.chat_id))),
    };
    Ok(Some((section, usize::try_from(count).unwrap_or(0), glance)))
}

async fn digest(conn: &mut Conn, row: &Row, of: &Addressee, desk: Desk<'_>) -> Result<Option<Filled>> {
    let ui = Ui::new(of.locale.clone(), desk.now);
    let (mut sections, mut held, mut others) = (Vec::new(), 0, 0);
    for part in row.parts(conn).await? {
        let Some(one) = due::conversation(conn, of.user.id, part.chat_id).await? else { continue };
        let one = Conversation { mailed_at: None, first_at: Some(row.made_at), ..one };
        let Some(head) = head(conn, of, part.chat_id).await? else { continue };
        if matches!(of.decide(&one, desk.now), Verdict::Never(_)) {
            continue;
        }
        if sections.len() == CHATS {
            others += 1;
            continue;
        }
        let bounds = (head.read_message_id.0.max(part.after_id), part.upto);
        if let Some((section, count, _)) = section(conn, &head, bounds, of, (desk, &ui)).await? {
            sections.push(section);
            held += count;
        }
    }
    if others > 0 {
        let title = ui.count("mail-more-chats", others);
        let link = (ui.t("mail-open-chats"), desk.address("/chats"));
        sections.push(Section { title, link, ..Section::default() });
    }
    if let Some((section, count, _)) = noticed(conn, (row.after_id, row.upto), of, (desk, &ui)).await? {
        sections.push(section);
        held += count;
    }
    if sections.is_empty() {
        return Ok(None);
    }
    let subject = ui.with("mail-subject-digest", "day", ui.day(desk.now));
    many(row, of, (sections, subject, "mail-foot-digest"), (desk, ui), held)
}

async fn notices(conn: &mut Conn, row: &Row, of: &Addressee, desk: Desk<'_>) -> Result<Option<Filled>> {
    let ui = Ui::new(of.locale.clone(), desk.now);
    let Some((section, held, urgent)) = noticed(conn, (row.after_id, row.upto), of, (desk, &ui)).await? else {
        return Ok(None);
    };
    let subject = match section.lines.as_slice() {
        [only] => markup::lined(&only.text, SUBJECT),
        _ => ui.count("mail-subject-notices", i64::try_from(held).unwrap_or(i64::MAX)),
    };
    let foot = if urgent { "mail-foot-urgent" } else { "mail-foot-notices" };
    many(row, of, (vec![section], subject, foot), (desk, ui), held)
}

/// A letter of no single chat.
fn many(
    row: &Row,
    of: &Addressee,
    (sections, subject, foot): (Vec<Section>, String, &str),
    (desk, ui): (Desk<'_>, Ui),
    held: usize,
) -> Result<Option<Filled>> {
    let off = desk.off(of, None);
    let domain = domain_of(&desk.server.from_address).to_owned();
    let word = row.made.as_str();
    let view = LetterView {
        company: desk.company.name.clone(),
        glance: String::new(),
        above: String::new(),
        sections,
        foot: vec![ui.t(foot)],
        links: vec![
            (ui.t("mail-off-all"), off.clone()),
            (ui.t("mail-settings"), desk.address("/settings/notifications")),
            (ui.t("why-title"), desk.address(&why_path(row))),
        ],
        ui,
    };
    let from = desk.from(&view.ui.t("product"));
    let mailing = Mailing {
        thread: format!("{word}.{}@{domain}", of.user.id),
        before: None,
        list: (from.clone(), format!("{word}.{domain}")),
        off,
        reply_to: None,
    };
    Ok(letter(row, of, (&view, subject, from), Some(mailing)).map(|letter| (letter, held)))
}

/// Unread notifications of the kinds that the person wants by mail: the section, how many they are, and whether none of them can wait.
async fn noticed(
    conn: &mut Conn,
    bounds: (i64, i64),
    of: &Addressee,
    (desk, ui): (Desk<'_>, &Ui),
) -> Result<Option<(Section, usize, bool)>> {
    let mut wanted = due::notices(conn, of, bounds).await?;
    wanted.retain(|(_, name, _)| kind(name).is_some_and(|kind| of.choices.wants(kind, Way::Mail)));
    let mut lines = Vec::new();
    for (id, name, _) in wanted.iter().take(NOTICES) {
        let Some((one, kind)) = list::find(conn, Reader::of(&of.user), *id).await?.zip(kind(name)) else { continue };
        let detail = if kind.quotes && !desk.shows(of) { "" } else { one.detail.as_str() };
        let said = sentence::of(kind, (&one.actor, &one.subject, detail), ui);
        lines.push(Line {
            who: String::new(),
            when: ui.when_time(&one.made_at),
            text: sentence::plain(&said),
            html: None,
        });
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let held = wanted.len();
    let more = i64::try_from(held - lines.len()).unwrap_or(0);
    let section = Section {
        title: ui.t("rail-notifications"),
        summary: ui.count("mail-notices", i64::try_from(held).unwrap_or(i64::MAX)),
        lines,
        more: if more > 0 { ui.count("mail-more-notices", more) } else { String::new() },
        link: (ui.t("mail-open-centre"), desk.address("/notifications")),
    };
    let urgent = wanted.iter().all(|(_, name, _)| kind(name).is_some_and(|kind| kind.urgent));
    Ok(Some((section, held, urgent)))
}

fn letter(
    row: &Row,
    of: &Addressee,
    (view, subject, from): (&LetterView, String, String),
    mailing: Option<Mailing>,
) -> Option<Letter> {
    let html = view.html().ok()?.into_string();
    Some(Letter {
        to: row.address.clone(),
        to_name: of.user.name.clone(),
        from_name: from,
        subject,
        text: view.text(),
        html,
        message_id: row.message_id.clone(),
        at: row.made_at,
        bounces: None,
        mailing,
    })
}

/// As much of a message as a letter shows.
fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_message_is_cut_between_characters() {
        let long = "đ".repeat(TEXT + 1);
        assert_eq!(cut(&long).chars().count(), TEXT + 1);
        assert_eq!(cut("đ"), "đ");
    }

    #[test]
    fn a_poll_is_written_out() {
        let ui = Ui::new(crate::web::Locale::new(crate::web::Language::English, "UTC"), Moment(0));
        let poll = Poll::sample(&[("By 2 mm", 4), ("Leave it", 1)], false).to_text();
        let message = |poll: &str| Message {
            author: "Bram".to_owned(),
            program: false,
            text: "Which fold?".to_owned(),
            poll: poll.to_owned(),
            posted_at: Moment(0),
        };
        assert_eq!(message(&poll).said(&ui), "Poll: Which fold?\n- By 2 mm\n- Leave it");
        assert_eq!(message("").said(&ui), "Which fold?");
    }
}
