//! Files that are sent: taken in, waiting for their message.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Deserialize;

use super::composer::{aim, reply};
use super::drafts;
use super::entries;
use super::files::broken;
use super::mentions;
use super::message::{is_htmx, page};
use crate::accounts::company::Room;
use crate::accounts::{Company, Viewer};
use crate::chats::attachments::{self, Arrived, NotKept};
use crate::chats::message::{Draft, key_of};
use crate::chats::views::{AimView, AttachView, TrayView, unfit};
use crate::chats::{Lanes, Member, Writing, title_of};
use crate::files::{CutError, Kind, OTHER, Shrunk, Whole, bytes_text, is_heif, kind_of, shrink};
use crate::id::{AttachmentId, ChatId, MessageId, UserId};
use crate::store::Conn;
use crate::web::{Arriving, Came, Error, Fields, House, Page, Part, Result, Ui, View, see_other};

/// Bytes of a picture that is looked into: it lies in memory for that. A larger one is a file like any other.
const PICTURE: u64 = 40 << 20;
/// The longest voice message whose length is believed: a day.
const SECONDS: i64 = 86_400;
/// Seconds after which a picture may be sent again, if too many wait to be looked at.
const BUSY: u64 = 5;

/// The chat, if the viewer may post in it.
async fn writer(conn: &mut Conn, viewer: &Viewer, chat: ChatId) -> Result<Member> {
    let member = Member::find(conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    if member.may_post(conn).await? != Some(true) {
        return Err(Error::NotAllowed);
    }
    Ok(member)
}

/// `GET /chats/{chat}/uploads`: a form with which files are sent, those that wait, and what the viewer has begun to write, as an answer to
/// `reply` if that is there; with `voice`, one for what somebody says. For members who may post.
///
/// # Errors
/// 404 for who is not a member, 403 for who only reads.
pub async fn new(
    viewer: Viewer,
    (ui, company): (Ui, Company),
    chat: Path<ChatId>,
    asked: Query<Asked>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = writer(&mut conn, &viewer, *chat).await?;
    let writing = Writing::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let draft = writing.draft;
    // The composer's own, so that what it keeps late of what is sent from here is known to be sent.
    let key = key_of(&Fields::of(&[("key", &asked.key)])).map_or_else(|| house.dice.key(), ToOwned::to_owned);
    let base = draft.version.to_string();
    let to = asked.reply.or(draft.reply).map(|message| message.to_string()).unwrap_or_default();
    let mut given = vec![("key", &*key), ("text", &*draft.text), ("base", &*base), ("reply", &*to)];
    given.extend(asked.voice.is_some().then_some(("voice", "1")));
    attach(&mut conn, &member, (Fields::of(&given), Unsent::default()), (&ui, company.room)).await
}

/// What a form of files is to be.
#[derive(Deserialize)]
pub struct Asked {
    /// The message that is answered.
    reply: Option<MessageId>,
    /// The key of the composer where it was begun.
    #[serde(default)]
    key: String,
    /// Whether something is said instead of sent.
    voice: Option<String>,
}

/// Why files were not sent yet.
#[derive(Default)]
struct Unsent {
    /// What is wrong with files: sentences.
    wrong: Vec<String>,
    /// What else is.
    error: Option<String>,
    /// How many people would be called.
    all: Option<i64>,
}

async fn attach(
    conn: &mut Conn,
    member: &Member,
    (fields, unsent): (Fields, Unsent),
    (ui, room): (&Ui, Room),
) -> Result<Page> {
    let view = AttachView {
        ui: ui.clone(),
        chat: member.chat.0,
        title: title_of(conn, member, ui).await?,
        tray: TrayView::new(&attachments::unsent(conn, member).await?, unsent.wrong, ui),
        aim: aim(conn, member, reply(&fields), ui).await?,
        fields,
        error: unsent.error,
        all: unsent.all,
        most: (room.file > 0).then(|| bytes_text(room.file.unsigned_abs())),
    };
    Ok(page(view.heading(), view.html()?))
}

/// `POST /chats/{chat}/uploads`: takes `files` in. Script gets what waits for a message now, and as `Location` the last one of them; a form is
/// posted as a message with them, with `text`, as an answer to `reply`, under `key`. With `remove` that file is removed instead. For members who
/// may post.
///
/// # Errors
/// 404 for who is not a member, 403 for who only reads; what reading a form says.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    chat: Path<ChatId>,
    body: Multipart,
    (house, lanes): (Data<House>, Data<Lanes>),
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let member = writer(&mut conn, &viewer, *chat).await?;
    drop(conn);
    let room = company.room;
    let most = if room.file > 0 { room.file.unsigned_abs() } else { u64::MAX };
    let Arriving { files, fields } = Arriving::form(&request, body, "files", (most, attachments::FILES)).await?;
    let mut wrong = Vec::new();
    let mut holding: Vec<AttachmentId> = fields.all("file").filter_map(|file| file.parse().ok()).collect();
    for mut came in files {
        let file = std::mem::replace(&mut came.file, Err(crate::web::Unfit::Empty));
        match file {
            Ok(whole) => match keep(&house, &member, (&came, whole), &fields, room).await {
                Ok(Ok(id)) => holding.push(id),
                Ok(Err(why)) => wrong.push(sentence(why, &ui)),
                Err(error @ Error::NoFiles(_)) => {
                    tracing::error!(%error, "a file was not kept");
                    wrong.push(ui.with("file-not-kept", "name", &came.name));
                }
                Err(error) => return Err(error),
            },
            Err(why) => wrong.push(unfit(&came, why, room, &ui)),
        }
    }
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let removed: Option<AttachmentId> = fields.get("remove").parse().ok();
    if let Some(file) = removed {
        remove(&house, viewer.user.id, file).await?;
    }
    let mut conn = house.store.read().await?;
    if is_htmx(&request) {
        let waiting = attachments::unsent(&mut conn, &member).await?;
        let html = TrayView::new(&waiting, wrong, &ui).html()?;
        let mut answer = Part { html, status }.respond_to(&request);
        let last = holding.last().map(|file| HeaderValue::try_from(format!("/files/{file}")));
        if let Some(Ok(place)) = last {
            answer.headers_mut().insert(LOCATION, place);
        }
        return Ok(answer);
    }
    if removed.is_some() || !wrong.is_empty() {
        let page = attach(&mut conn, &member, (fields, Unsent { wrong, ..Unsent::default() }), (&ui, room)).await?;
        return Ok(page.status(status).respond_to(&request));
    }
    drop(conn);
    let (status, unsent) = match post(&viewer, &member, (&fields, holding), (&house, &lanes, &ui)).await {
        Ok(()) => {
            drafts::forget(&house, &member, &fields).await;
            return Ok(see_other(format!("/chats/{}", member.chat)));
        }
        Err(unsent) => unsent,
    };
    let mut conn = house.store.read().await?;
    let page = attach(&mut conn, &member, (fields, unsent), (&ui, company.room)).await?;
    Ok(page.status(status).respond_to(&request))
}

/// Posts the form as a message with these files; or why that was not done, and the status of the answer.
async fn post(
    viewer: &Viewer,
    member: &Member,
    (fields, holding): (&Fields, Vec<AttachmentId>),
    (house, lanes, ui): (&House, &Lanes, &Ui),
) -> std::result::Result<(), (StatusCode, Unsent)> {
    let wrong = |(status, error): (StatusCode, Option<String>)| (status, Unsent { error, ..Unsent::default() });
    let failed = |error: Error| {
        tracing::error!(%error, "files were not posted");
        wrong((error.status_code(), Some(error.sentence(ui))))
    };
    let found = async {
        let mut conn = house.store.read().await?;
        let to = aim(&mut conn, member, reply(fields), ui).await?.as_ref().and_then(AimView::reply);
        drop(conn);
        Ok((to, mentions::calls(viewer, member, fields, (house, ui)).await?))
    };
    let (to, calls) = found.await.map_err(failed)?;
    let calls = calls.map_err(|asked| {
        let (status, error, all) = asked.said();
        (status, Unsent { error, all, ..Unsent::default() })
    })?;
    if to != reply(fields) {
        return Err(wrong((StatusCode::GONE, Some(ui.t("reply-gone")))));
    }
    let draft = Draft::with_files(fields, holding, &house.dice, ui)
        .map_err(|errors| wrong((StatusCode::UNPROCESSABLE_ENTITY, errors.of("text").map(ToOwned::to_owned))))?;
    let sent = entries::send(house, lanes, member, draft.replying(to).calling(calls)).await;
    sent.map(drop).map_err(|error| wrong(entries::refused(error, member, ui)))
}

fn sentence(why: NotKept, ui: &Ui) -> String {
    match why {
        NotKept::OfPerson => ui.t("file-quota-person"),
        NotKept::OfAll => ui.t("file-quota-all"),
        NotKept::TooMany => ui.count("files-waiting", attachments::UNSENT as i64),
    }
}

/// Removes a file of the user that waits.
///
/// # Errors
/// What the database says.
pub(super) async fn remove(house: &House, user: UserId, file: AttachmentId) -> Result<()> {
    let mut tx = house.store.begin().await?;
    attachments::remove(&mut tx, user, file).await?;
    Ok(tx.commit().await?)
}

/// Puts a file that has arrived into the store, and keeps it for its message: first its bytes, then the rows that name them.
async fn keep(
    house: &House,
    member: &Member,
    (came, whole): (&Came, Whole),
    fields: &Fields,
    room: Room,
) -> Result<std::result::Result<AttachmentId, NotKept>> {
    let (kind, media) = kind_of(&whole.head);
    let shrunk = if kind == Kind::Picture || is_heif(&whole.head) { picture(&whole).await? } else { None };
    let shown = shrunk.as_ref().and_then(|shrunk| shrunk.size);
    let (kind, media) = if kind == Kind::Picture && shown.is_none() { (Kind::File, OTHER) } else { (kind, media) };
    let spoken = fields.has("voice") && matches!(kind, Kind::Audio | Kind::Video);
    let seconds = fields.get("seconds").parse().unwrap_or(0).clamp(0, SECONDS);
    let mut arrived = Arrived {
        blob: 0,
        preview: None,
        name: came.name.clone(),
        kind: if spoken { Kind::Voice } else { kind },
        media,
        bytes: i64::try_from(whole.bytes).unwrap_or(i64::MAX),
        size: shown.map_or((0, 0), |(width, height)| (width.into(), height.into())),
        seconds: if spoken { seconds } else { 0 },
    };
    let mut small = None;
    let clean = shrunk.map(|shrunk| {
        arrived.bytes = shrunk.clean.len() as i64;
        small = shrunk.preview;
        shrunk.clean
    });
    let name = house.files.name_for(clean.as_deref(), &whole.name, &house.dice);
    match clean {
        Some(clean) => house.files.put_named(name.clone(), clean).await.map_err(broken)?,
        None => whole.keep(&house.files).await.map_err(broken)?,
    }
    let mut names = vec![(name, arrived.bytes)];
    if let Some(small) = small {
        let (name, bytes) = (house.files.name_for(Some(&small), "", &house.dice), small.len() as i64);
        house.files.put_named(name.clone(), small).await.map_err(broken)?;
        names.push((name, bytes));
    }
    let kept = write(house, member, (arrived, &names), room).await;
    // Of an error nobody knows whether the rows are there: then the sweep looks.
    if matches!(kept, Ok(Err(_))) {
        for (name, _) in &names {
            let _ = house.files.take_away(name).await;
        }
    }
    kept
}

/// The rows of a file whose bytes are there: those of the file, then those of its preview.
async fn write(
    house: &House,
    member: &Member,
    (mut arrived, names): (Arrived, &[(String, i64)]),
    room: Room,
) -> Result<std::result::Result<AttachmentId, NotKept>> {
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let mut blobs = Vec::with_capacity(names.len());
    for (name, bytes) in names {
        match attachments::begun(&mut tx, member, (name, *bytes), room, now).await? {
            Ok(blob) => blobs.push(blob),
            Err(why) => return Ok(Err(why)),
        }
    }
    arrived.blob = blobs.first().copied().unwrap_or_default();
    arrived.preview = blobs.get(1).copied();
    let id = attachments::keep(&mut tx, member, &arrived, now).await?;
    tx.commit().await?;
    Ok(Ok(id))
}

/// The picture as it is kept; none of what has too many bytes, or can neither be read nor taken apart: it is a file like any other.
async fn picture(whole: &Whole) -> Result<Option<Shrunk>> {
    if whole.bytes > PICTURE {
        return Ok(None);
    }
    let bytes = whole.read().await.map_err(|error| Error::Defect(format!("a file cannot be read: {error}")))?;
    match shrink(bytes).await {
        Ok(shrunk) => Ok(Some(shrunk)),
        Err(CutError::Picture(_)) => Ok(None),
        // As it came it says where it was taken: it is sent again.
        Err(CutError::Busy) => Err(Error::Busy(BUSY)),
        Err(error @ CutError::Failed) => {
            tracing::warn!(%error, "a picture has no preview");
            Ok(None)
        }
    }
}
