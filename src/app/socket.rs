//! `GET /live`: an open page says what it shows, gets what it missed, and is told from then on.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::json;

use super::counts::Told;
use super::presence;
use super::typing::{Typing, revoke};
use super::variants::Variants;
use crate::accounts::{User, Viewer, session};
use crate::chats::live::{self, Current, chat_topic, person_topic};
use crate::chats::{Member, Writing, bar, list, partner, viewed};
use crate::clock::Moment;
use crate::id::ChatId;
use crate::live::{CloseCode, Connection, Frame, Owner, upgrade};
use crate::notifications::live::{centre, centre_topic, counters, with_unread};
use crate::notifications::{self, Reader};
use crate::organization::person::{self, Sight};
use crate::store::Conn;
use crate::web::{Error, House, Result, Ui};

/// A page that was made while somebody was renamed may show either name: it is told of this long before, too.
const BEFORE: Duration = Duration::from_secs(5);

/// After so many seconds somebody may have closed some of their pages.
const FULL: u64 = 60;

/// What a page shows.
#[derive(Debug, Deserialize)]
pub struct Shown {
    /// When the page was made.
    #[serde(default)]
    at: i64,
    /// The fingerprint of its lists.
    #[serde(default)]
    state: String,
    /// The epoch it was made in.
    #[serde(default)]
    epoch: String,
    /// 1 if it shows how many people are where.
    #[serde(default)]
    counts: u8,
    /// 1 if it is the centre of notifications, with the newest of all.
    #[serde(default)]
    centre: u8,
    /// Why one does not write there, as [`Member::closed`] says; empty if one does.
    #[serde(default)]
    closed: String,
    /// Its chat.
    chat: Option<ChatId>,
    /// The revision of the chat that it has.
    #[serde(default)]
    revision: i64,
    /// For how many seconds nobody has used it.
    #[serde(default)]
    unused: u32,
    /// The people whom it shows beside its lists, where it asks for its state without a socket.
    #[serde(default)]
    shown: String,
}

impl Shown {
    fn unused(&self) -> Duration {
        Duration::from_secs(self.unused.into())
    }
}

/// Opens the socket of a page. For who is signed in.
///
/// # Errors
/// 400 and 426 for what is not a WebSocket handshake; [`Error::Busy`] for more pages than one person may have open.
pub async fn show(
    request: HttpRequest,
    payload: Payload,
    viewer: Viewer,
    ui: Ui,
    shown: Query<Shown>,
    house: Data<House>,
    (variants, told, typing): (Data<Variants>, Data<Told>, Data<Typing>),
) -> actix_web::Result<HttpResponse> {
    if house.hub.is_full(viewer.user.id.0) {
        return Err(Error::Busy(FULL).into());
    }
    let owner = Owner { user: viewer.user.id.0, session: viewer.session.0, variant: variants.of(&ui.locale) };
    let (response, connection) = upgrade(&request, payload, &house.hub, owner, shown.unused())?;
    greet(&connection, &viewer, &ui, &shown, (&house, &typing)).await?;
    if shown.counts == 1 && Sight::of(&viewer.user).is_everybody() {
        told.follow(&connection, Moment(shown.at), &ui);
    }
    Ok(response)
}

/// Subscribes first, then sends what was missed: what happens in between comes twice and is dropped once.
async fn greet(
    connection: &Connection,
    viewer: &Viewer,
    ui: &Ui,
    shown: &Shown,
    (house, typing): (&Arc<House>, &Typing),
) -> Result<()> {
    if shown.epoch != viewer.epoch {
        connection.send(&Frame::text(live::RESET));
        return Ok(());
    }
    if let Some(chat) = shown.chat {
        connection.subscribe(chat_topic(chat));
    }
    if shown.centre == 1 {
        for owner in Reader::of(&viewer.user).owners() {
            connection.subscribe(centre_topic(owner));
        }
    }
    let mut conn = house.store.read().await?;
    // It may have been ended after the request was let in and before the hub knew of the connection.
    if !session::is_there(&mut conn, viewer.session).await? {
        connection.close(CloseCode::SIGNED_OUT);
        return Ok(());
    }
    let mut since = connection.stated();
    let mut member = member(&mut conn, viewer, shown).await?;
    if let Some(chat) = shown.chat {
        if let Some(member) = &member
            && is_other(&mut conn, member, shown).await?
        {
            connection.send(&Frame::text(&json!({ "left": chat }).to_string()));
        }
        match &member {
            Some(member) => {
                let text = live::replay(&mut conn, member, shown.revision, ui).await?;
                connection.send_on(chat_topic(chat), &Frame::text(&text));
                let writing = Writing::find(&mut conn, viewer.user.id, chat).await?;
                if let Some(writing) = writing {
                    if writing.preferences.shows_typing {
                        typing.follow(connection, chat, &viewer.user.name);
                    }
                    if writing.draft.version > 0 {
                        connection.send_on(chat_topic(chat), &Frame::text(&live::draft(chat, &writing.draft)));
                    }
                }
            }
            None => {
                // Nothing that was queued in between may go out: whoever asks here may never have been a member.
                revoke(&house.hub, viewer.user.id.0, chat);
                connection.send(&Frame::text(&json!({ "left": chat }).to_string()));
            }
        }
    }
    let state = loop {
        let state = state(&mut conn, viewer, (member.as_ref(), shown), ui, house).await?;
        if state.fingerprint.as_ref() == Some(&shown.state) || connection.send_state(since, &Frame::text(&state.text)) {
            break state;
        }
        // What the fan-out has sent meanwhile may be newer than this; sent after it, this would undo it.
        since = connection.stated();
        member = self::member(&mut conn, viewer, shown).await?;
    };
    for partner in &state.partners {
        connection.subscribe(person_topic(*partner));
    }
    connection.subscribe(person_topic(viewer.user.id.0));
    connection.send(&Frame::text(&here(&mut conn, viewer, (&state, Vec::new()), ui, house).await?));
    connection.send(&Frame::text(&changed(&mut conn, shown, viewer).await?));
    Ok(())
}

/// Whether the page shows where one writes though the member does not write there any more, or the other way round, or another
/// reason for it.
async fn is_other(conn: &mut Conn, member: &Member, shown: &Shown) -> Result<bool> {
    let may_post = member.may_post(conn).await?;
    Ok(may_post.is_some_and(|may| shown.closed != if may { "" } else { member.closed().as_str() }))
}

/// Who of those whom the viewer may see looks different since the page was made.
async fn changed(conn: &mut Conn, shown: &Shown, viewer: &Viewer) -> Result<String> {
    let mut people = User::changed_since(conn, Moment(shown.at).before(BEFORE)).await?;
    let ids: Vec<i64> = people.iter().map(|of| of.id.0).collect();
    let seen = person::seen(conn, Sight::of(&viewer.user), &ids).await?;
    people.retain(|of| seen.contains(&of.id));
    Ok(live::people(people.iter().map(|of| (of.id, of.name.as_str(), of.hue, of.picture.as_deref()))))
}

/// The viewer's membership of the chat that the page shows.
async fn member(conn: &mut Conn, viewer: &Viewer, shown: &Shown) -> Result<Option<Member>> {
    Ok(match shown.chat {
        Some(chat) => Member::find(conn, viewer.user.id, chat).await?,
        None => None,
    })
}

/// A user's lists and counters, as a page has to show them.
pub struct State {
    /// The frame.
    pub text: String,
    /// Changes when the lists do; none of a page with more than them.
    pub fingerprint: Option<String>,
    /// The people whom they show.
    pub partners: Vec<i64>,
}

/// How the people are whom the page shows, the viewer among them, and these others; and after how many seconds without use
/// it is idle.
async fn here(
    conn: &mut Conn,
    viewer: &Viewer,
    (state, others): (&State, Vec<User>),
    ui: &Ui,
    house: &House,
) -> Result<String> {
    let shown: Vec<i64> = state.partners.iter().copied().chain([viewer.user.id.0]).collect();
    let mut people = User::find_many(conn, &shown).await?;
    people.extend(others);
    let mut head = live::presence(presence::of(&people, (&viewer.user.status, ui), house).into_iter());
    head["idle"] = json!(house.hub.attendance().idle_after().as_secs());
    Ok(head.to_string())
}

/// The state of the viewer's page, which shows this and the chat of `member` if there is one.
async fn state(
    conn: &mut Conn,
    viewer: &Viewer,
    (member, page): (Option<&Member>, &Shown),
    ui: &Ui,
    house: &House,
) -> Result<State> {
    let list = list::page(conn, viewer.user.id, list::Cursor::START, list::PAGE).await?;
    let presence = |user: i64| house.hub.attendance().of(user);
    let mut partners: Vec<i64> = list.rows.iter().filter_map(|row| row.partner_id.map(|user| user.0)).collect();
    let current = match member {
        Some(member) => {
            partners.extend(partner(conn, member).await?.map(|partner| partner.id.0));
            let (bar, seed) = bar::read(conn, member, house, ui).await?;
            let seen = viewed::line_of(conn, member).await?;
            Some((Current { chat: member.chat, bar, seen }, seed.wrapping_add(viewed::seed(seen))))
        }
        None => None,
    };
    partners.sort_unstable();
    partners.dedup();
    let (current, seed) = current.unzip();
    let shown = member.zip(seed);
    let reader = Reader::of(&viewer.user);
    let unread = notifications::counts::unread(conn, reader).await?;
    let mut text = live::state(&list, current, presence, ui) + &counters(unread, ui);
    let mut fingerprint = Some(with_unread(&live::fingerprint(&list, shown, ui), unread));
    if page.centre == 1 {
        text += &centre(conn, reader, unread, ui).await?;
        // What else it lists may be another: it is told that in any case.
        fingerprint = None;
    }
    Ok(State { text, fingerprint, partners })
}

/// `GET /live/state`: the state alone, for pages that cannot hold a socket.
///
/// # Errors
/// 404 if the viewer is not in the chat.
pub async fn poll(viewer: Viewer, ui: Ui, shown: Query<Shown>, house: Data<House>) -> Result<HttpResponse> {
    let user = viewer.user.id.0;
    // With a socket it has said so already.
    if !house.hub.is_connected(user) {
        house.hub.attendance().look(user, viewer.session.0, Some(ui.now.before(shown.unused())));
    }
    let mut conn = house.store.read().await?;
    let member = match shown.chat {
        Some(chat) => Some(Member::find(&mut conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?),
        None => None,
    };
    if shown.epoch != viewer.epoch {
        return Ok(live::answer(live::RESET.to_owned()));
    }
    if let Some(member) = &member
        && is_other(&mut conn, member, &shown).await?
    {
        return Ok(live::answer(live::RESET.to_owned()));
    }
    let state = state(&mut conn, &viewer, (member.as_ref(), &shown), &ui, &house).await?;
    let mut others: Vec<i64> = presence::listed(&shown.shown).into_iter().collect();
    others.retain(|user| !state.partners.contains(user) && *user != viewer.user.id.0);
    let others = presence::seen(&mut conn, &viewer.user, &others).await?;
    let here = here(&mut conn, &viewer, (&state, others), &ui, &house).await?;
    let heads = [changed(&mut conn, &shown, &viewer).await?, here];
    Ok(live::answer(live::with_heads(&state.text, &heads)))
}
