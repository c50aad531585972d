//! Files: sent, waiting for their message, given out.

use std::cmp::min;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, ByteRangeSpec, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, Charset, ContentDisposition, DispositionParam, DispositionType, ETAG, ExtendedValue,
    Header, IF_NONE_MATCH, IF_RANGE, Range, VARY,
};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::entries;
use super::mentions;
use super::message::{is_htmx, page};
use crate::accounts::company::Room;
use crate::accounts::{Company, Viewer};
use crate::chats::attachments::{self, Arrived, Attachment, NotKept};
use crate::chats::message::{Draft, Reached};
use crate::chats::views::{AttachView, FileParts, KeptParts, KeptView, TrayView, unfit};
use crate::chats::{Lanes, Member, title_of};
use crate::files::{CutError, Kind, OTHER, Shrunk, Whole, bytes_text, is_away, kind_of, pieces, shrink};
use crate::id::{AttachmentId, ChatId, MessageId};
use crate::store::Conn;
use crate::web::{Arriving, Came, Error, Fields, House, Page, Part, Result, Ui, View, see_other};

/// Bytes of a picture that is looked into: it lies in memory for that. A larger one is a file like any other.
const PICTURE: u64 = 40 << 20;
/// The longest voice message whose length is believed: a day.
const SECONDS: i64 = 86_400;
/// Seconds after which a picture may be sent again, if too many wait to be looked at.
const BUSY: u64 = 5;
/// Files of a page of them.
const PAGE: i64 = 60;

/// The chat, if the viewer may post in it.
async fn writer(conn: &mut Conn, viewer: &Viewer, chat: ChatId) -> Result<Member> {
    let member = Member::find(conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    if member.may_post(conn).await? != Some(true) {
        return Err(Error::NotAllowed);
    }
    Ok(member)
}

/// `GET /chats/{chat}/uploads`: a form with which files are sent, and those that wait. For members who may post.
///
/// # Errors
/// 404 for who is not a member, 403 for who only reads.
pub async fn new(viewer: Viewer, (ui, company): (Ui, Company), chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = writer(&mut conn, &viewer, *chat).await?;
    let key = house.dice.key();
    attach(&mut conn, &member, (Fields::of(&[("key", &key)]), None, None), Vec::new(), (&ui, company.room)).await
}

async fn attach(
    conn: &mut Conn,
    member: &Member,
    (fields, error, all): (Fields, Option<String>, Option<i64>),
    wrong: Vec<String>,
    (ui, room): (&Ui, Room),
) -> Result<Page> {
    let tray = TrayView::new(&attachments::unsent(conn, member).await?, wrong, ui);
    let view = AttachView {
        ui: ui.clone(),
        chat: member.chat.0,
        title: title_of(conn, member, ui).await?,
        tray,
        fields,
        error,
        all,
        most: (room.file > 0).then(|| bytes_text(room.file.unsigned_abs())),
    };
    Ok(page(ui.t("attach-title"), view.html()?))
}

/// `POST /chats/{chat}/uploads`: takes `files` in. Script gets what waits for a message now; a form is posted as a message with them, with
/// `text`, under `key`; everybody is called as in a composer. For members who may post.
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
    let mut conn = house.store.read().await?;
    if is_htmx(&request) {
        let waiting = attachments::unsent(&mut conn, &member).await?;
        let html = TrayView::new(&waiting, wrong, &ui).html()?;
        return Ok(Part { html, status }.respond_to(&request));
    }
    if let Some(removed) = fields.get("remove").parse().ok().filter(|_| fields.has("remove")) {
        drop(conn);
        remove(&house, &viewer, removed).await?;
        let mut conn = house.store.read().await?;
        let page = attach(&mut conn, &member, (fields, None, None), wrong, (&ui, room)).await?;
        return Ok(page.respond_to(&request));
    }
    if !wrong.is_empty() {
        let page = attach(&mut conn, &member, (fields, None, None), wrong, (&ui, room)).await?;
        return Ok(page.status(status).respond_to(&request));
    }
    drop(conn);
    let calls = mentions::calls(&viewer, &member, &fields, (&house, &ui)).await?;
    let draft = Draft::with_files(&fields, holding, &house.dice, &ui);
    let (status, error, all) = match (draft, calls) {
        (Err(errors), _) => (StatusCode::UNPROCESSABLE_ENTITY, errors.of("text").map(ToOwned::to_owned), None),
        (Ok(_), Err(asked)) => asked.said(),
        (Ok(draft), Ok(calls)) => match entries::send(&house, &lanes, &member, draft.calling(calls)).await {
            Ok(_) => return Ok(see_other(format!("/chats/{}", member.chat))),
            Err(error) => {
                let (status, error) = entries::refused(error, &member, &ui);
                (status, error, None)
            }
        },
    };
    let mut conn = house.store.read().await?;
    let page = attach(&mut conn, &member, (fields, error, all), Vec::new(), (&ui, company.room)).await?;
    Ok(page.status(status).respond_to(&request))
}

fn sentence(why: NotKept, ui: &Ui) -> String {
    match why {
        NotKept::OfPerson => ui.t("file-quota-person"),
        NotKept::OfAll => ui.t("file-quota-all"),
        NotKept::TooMany => ui.count("files-waiting", attachments::UNSENT as i64),
    }
}

/// Removes a file of the viewer that waits.
///
/// # Errors
/// What the database says.
pub(super) async fn remove(house: &House, viewer: &Viewer, file: AttachmentId) -> Result<()> {
    let mut tx = house.store.begin().await?;
    attachments::remove(&mut tx, viewer.user.id, file).await?;
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
    let shrunk = if kind == Kind::Picture { picture(&whole).await? } else { None };
    let (kind, media) = if kind == Kind::Picture && shrunk.is_none() { (Kind::File, OTHER) } else { (kind, media) };
    let spoken = fields.has("voice") && matches!(kind, Kind::Audio | Kind::Video);
    let seconds = fields.get("seconds").parse().unwrap_or(0).clamp(0, SECONDS);
    let mut arrived = Arrived {
        blob: 0,
        preview: None,
        name: came.name.clone(),
        kind: if spoken { Kind::Voice } else { kind },
        media,
        bytes: i64::try_from(whole.bytes).unwrap_or(i64::MAX),
        size: (0, 0),
        seconds: if spoken { seconds } else { 0 },
    };
    let mut small = None;
    let clean = shrunk.map(|shrunk| {
        arrived.size = (i64::from(shrunk.width), i64::from(shrunk.height));
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

/// What the place of files says.
fn broken(error: std::io::Error) -> Error {
    if is_away(&error) { Error::NoFiles(error) } else { Error::Defect(format!("the place of files: {error}")) }
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

/// The picture as it is kept; none of what is too large, or cannot be read: it is a file like any other.
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

/// A file, if the viewer reaches its message; or has sent it, and it has none.
async fn reach(house: &House, viewer: &Viewer, id: AttachmentId) -> Result<Attachment> {
    let mut conn = house.store.read().await?;
    let file = attachments::find(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let reached = match file.message_id {
        Some(message) => Reached::find(&mut conn, viewer.user.id, message).await?.is_some_and(|message| !message.gone),
        None => file.user_id == viewer.user.id,
    };
    if reached { Ok(file) } else { Err(Error::NotFound) }
}

/// `GET /files/{attachment}`: the bytes, or a range of them. For the members of its message's chat; for who sent it, before there is a message.
///
/// # Errors
/// 404 for everybody else.
pub async fn show(
    request: HttpRequest,
    viewer: Viewer,
    id: Path<AttachmentId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let file = reach(&house, &viewer, *id).await?;
    let of = (file.blob.as_str(), file.bytes.unsigned_abs());
    give(&request, &house, of, (&file.media, &file.name)).await
}

/// `GET /files/{attachment}/preview`: a smaller picture of it. For the same.
///
/// # Errors
/// 404 for everybody else, and if there is none.
pub async fn preview(
    request: HttpRequest,
    viewer: Viewer,
    id: Path<AttachmentId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let file = reach(&house, &viewer, *id).await?;
    let (name, bytes) = file.preview.zip(file.preview_bytes).ok_or(Error::NotFound)?;
    give(&request, &house, (&name, bytes.unsigned_abs()), ("image/jpeg", &file.name)).await
}

/// The blob, as something that a browser shows and runs nothing of, or as something that it keeps.
pub(super) async fn give(
    request: &HttpRequest,
    house: &House,
    (blob, bytes): (&str, u64),
    (media, name): (&str, &str),
) -> Result<HttpResponse> {
    let tag = format!("\"{blob}\"");
    let named = |head| request.headers().get(head).and_then(|value| value.to_str().ok());
    let known = named(IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let range = match (Range::parse(request), named(IF_RANGE)) {
        (Ok(Range::Bytes(ranges)), of) if of.is_none_or(|of| of == tag) => only(ranges),
        _ => None,
    };
    let range = range.map(|spec| spec.to_satisfiable_range(bytes));
    let mut response = HttpResponse::build(match range {
        _ if known => StatusCode::NOT_MODIFIED,
        Some(None) => StatusCode::RANGE_NOT_SATISFIABLE,
        Some(Some(_)) => StatusCode::PARTIAL_CONTENT,
        None => StatusCode::OK,
    });
    response
        .insert_header((ETAG, tag))
        // A chat is left, a message deleted: what a browser has seen, only it shows again, and only to the same person.
        .insert_header((CACHE_CONTROL, "private, max-age=3600"))
        .insert_header((VARY, "cookie"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none';sandbox"))
        .insert_header((CONTENT_DISPOSITION, disposition(media, name)))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CONTENT_ENCODING, "identity"))
        .content_type(media);
    if known {
        return Ok(response.finish());
    }
    let (first, length) = match range {
        Some(None) => return Ok(response.insert_header((CONTENT_RANGE, format!("bytes */{bytes}"))).finish()),
        Some(Some((first, last))) => {
            response.insert_header((CONTENT_RANGE, format!("bytes {first}-{last}/{bytes}")));
            (first, last - first + 1)
        }
        None => (0, bytes),
    };
    let pieces = pieces(&house.files, blob, (first, length)).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::NotFound,
        _ => broken(error),
    })?;
    Ok(response.no_chunking(min(length, bytes)).streaming(pieces))
}

/// The range, if one is asked for: nobody's player asks for several.
fn only(mut ranges: Vec<ByteRangeSpec>) -> Option<ByteRangeSpec> {
    ranges.pop().filter(|_| ranges.is_empty())
}

fn disposition(media: &str, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' { c } else { '_' }).collect();
    let name = ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into() };
    let disposition = if media == OTHER { DispositionType::Attachment } else { DispositionType::Inline };
    let parameters = vec![DispositionParam::Filename(plain), DispositionParam::FilenameExt(name)];
    ContentDisposition { disposition, parameters }.to_string()
}

/// Which files.
#[derive(Deserialize)]
pub struct Which {
    kind: Option<String>,
    before: Option<MessageId>,
}

/// `GET /chats/{chat}/files`: the chat's files, newest first; `kind` pictures, what is looked at and nothing else. For its members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    which: Query<Which>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let pictures = which.kind.as_deref() == Some("pictures");
    let before = which.before.unwrap_or(MessageId(i64::MAX));
    let found = attachments::of_chat(&mut conn, &member, (pictures, before), PAGE).await?;
    let title = title_of(&mut conn, &member, &ui).await?;
    drop(conn);
    let older = found.more.then(|| found.rows.last().map(|row| row.message_id.0)).flatten();
    let row = |row: &attachments::OfChat| KeptParts {
        file: FileParts::new(&row.file),
        message: row.message_id.0,
        author: row.author.clone(),
        datetime: ui.datetime(row.posted_at),
        when: ui.when_time(&row.posted_at),
    };
    let rows = found.rows.iter().map(row).collect();
    let view = KeptView { ui: ui.clone(), chat: member.chat.0, title: title.clone(), pictures, rows, older };
    Ok(page(ui.with("kept-title", "title", title), view.html()?))
}
