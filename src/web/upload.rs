//! One file of a form.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::StreamExt;

use super::fields::declares_more;
use super::{Error, Fields, FormToken, Limits, Pass};

/// What is read of a body that is too large, so that its browser gets to see the answer.
const READ: usize = 4;
/// Bytes of a field that is not the file.
const TEXT: usize = 1024;

/// A file that was sent with a form.
#[derive(Debug, PartialEq, Eq)]
pub enum Upload {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// None was chosen.
    Nothing,
    /// It has more bytes than may be.
    TooLarge,
}

/// A form that was sent with a file.
#[derive(Debug)]
pub struct Sent {
    /// The file.
    pub file: Upload,
    /// What it is called where it comes from; perhaps nothing.
    pub name: String,
    /// The other fields.
    pub fields: Fields,
}

impl Upload {
    /// Reads `multipart/form-data`: the file of the field `name`, of at most `most` bytes. The session's token is looked
    /// at as in every form.
    ///
    /// # Errors
    /// [`Error::CrossSite`], [`Error::Bad`], [`Error::Slow`], [`Error::Busy`] and [`Error::TooFast`] of one person, and [`Error::TooLarge`] for
    /// four times as many bytes.
    pub async fn read(request: &HttpRequest, body: Multipart, name: &str, most: usize) -> Result<Upload, Error> {
        Ok(Upload::form(request, body, name, most).await?.file)
    }

    /// The same, with the other fields, each of at most 1 KB.
    ///
    /// # Errors
    /// As [`Upload::read`].
    pub async fn form(request: &HttpRequest, body: Multipart, name: &str, most: usize) -> Result<Sent, Error> {
        if declares_more(request, most.saturating_mul(READ)) {
            return Err(Error::TooLarge);
        }
        let _pass = Pass::file(request)?;
        let reading = Upload::read_all(request, body, name, most);
        let sent = tokio::time::timeout(Limits::PICTURE_TIME, reading).await.map_err(|_| Error::Slow)??;
        Pass::acts(request)?;
        Ok(sent)
    }

    async fn read_all(request: &HttpRequest, mut body: Multipart, name: &str, most: usize) -> Result<Sent, Error> {
        let (mut file, mut file_name) = (Upload::Nothing, String::new());
        let mut fields: Vec<(String, String)> = Vec::new();
        while let Some(field) = body.next().await {
            let mut field = field.map_err(|_| Error::Bad("not a form with a file"))?;
            let of = field.name().unwrap_or_default().to_owned();
            if of == name {
                let given = field.content_disposition().and_then(|given| given.get_filename());
                file_name = given.unwrap_or_default().to_owned();
                file = read_file(&mut field, most).await?;
            } else {
                let bytes = read_bytes(&mut field, TEXT).await?.ok_or(Error::TooLarge)?;
                fields.push((of, String::from_utf8(bytes).unwrap_or_default()));
            }
            if fields.len() > Limits::FIELDS {
                return Err(Error::Bad("too many fields"));
            }
        }
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let fields = Fields::of(&pairs);
        FormToken::check(request, fields.get(FormToken::NAME))?;
        Ok(Sent { file, name: file_name, fields })
    }
}

async fn read_file(field: &mut Field, most: usize) -> Result<Upload, Error> {
    let bytes = read_bytes(field, most).await?;
    Ok(match bytes {
        None => Upload::TooLarge,
        Some(bytes) if bytes.is_empty() => Upload::Nothing,
        Some(bytes) => Upload::Bytes(bytes),
    })
}

/// The bytes, if they are at most `most`.
pub(super) async fn read_bytes(field: &mut Field, most: usize) -> Result<Option<Vec<u8>>, Error> {
    let (mut bytes, mut read) = (Vec::new(), 0_usize);
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|_| Error::Bad("the body broke off"))?;
        read = read.saturating_add(chunk.len());
        if read <= most {
            bytes.extend_from_slice(&chunk);
        } else if read > most.saturating_mul(READ) {
            return Err(Error::TooLarge);
        }
    }
    Ok((read <= most).then_some(bytes))
}
