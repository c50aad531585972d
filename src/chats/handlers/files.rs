//! Files: given out, and shown on a page of their own.

use std::cmp::min;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, ByteRangeSpec, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, Charset, ContentDisposition, DispositionParam, DispositionType, ETAG, ExtendedValue,
    Header, IF_NONE_MATCH, IF_RANGE, Range, VARY,
};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::message::page;
use crate::accounts::Viewer;
use crate::chats::attachments::{self, Attachment};
use crate::chats::message::Reached;
use crate::chats::views::{FileParts, KeptParts, KeptView};
use crate::chats::{Member, title_of};
use crate::files::{OTHER, is_away, pieces};
use crate::id::{AttachmentId, ChatId, MessageId};
use crate::web::{Error, House, Page, Result, Ui, View};

/// Files of a page of them.
const PAGE: i64 = 60;

/// What the place of files says.
pub(super) fn broken(error: std::io::Error) -> Error {
    if is_away(&error) { Error::NoFiles(error) } else { Error::Defect(format!("the place of files: {error}")) }
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
