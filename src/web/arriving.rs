//! A form whose files go to the disk as they arrive: one of any length costs no memory.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use futures_util::StreamExt;
use tokio::time::timeout;

use super::fields::declares_more;
use super::upload::read_bytes;
use super::{Error, Fields, FormToken, House, Limits, Pass};
use crate::files::{Whole, clean_name};

/// How long nothing may arrive: a slow line is no reason to break off, a dead one is.
const SILENCE: Duration = Duration::from_secs(30);
/// Bytes of a field that is no file: a message, each of whose characters takes four at most.
const TEXT: usize = 4 * Limits::MESSAGE + 1024;

/// A file of a form.
#[derive(Debug)]
pub struct Came {
    /// What it is called.
    pub name: String,
    /// The file; what is wrong with it otherwise.
    pub file: Result<Whole, Unfit>,
}

/// Why a file was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It has more bytes than may be.
    TooLarge,
    /// It has none.
    Empty,
    /// So many came before it.
    TooMany,
}

/// A form that has arrived.
#[derive(Debug)]
pub struct Arriving {
    /// Its files, in order.
    pub files: Vec<Came>,
    /// Its other fields.
    pub fields: Fields,
}

/// What nobody sends who takes a wrong file, in bytes.
const FAR: u64 = 64 << 30;

impl Arriving {
    /// Reads `multipart/form-data`: the files of the field `name`, at most `count`, each of at most `most` bytes, and the other fields. The
    /// session's token is looked at as in every form. A file that is too large is read to its end, so that its browser gets to see the answer
    /// with what was typed; nothing is read of what says that it is longer than anybody sends.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::CrossSite`], [`Error::Bad`], [`Error::Slow`], [`Error::Busy`], [`Error::TooFast`] of one person; [`Error::Defect`] for what the
    /// disk says.
    pub async fn form(
        request: &HttpRequest,
        mut body: Multipart,
        name: &str,
        (most, count): (u64, usize),
    ) -> Result<Arriving, Error> {
        let whole = most.saturating_mul(count as u64).max(FAR);
        if declares_more(request, usize::try_from(whole).unwrap_or(usize::MAX)) {
            return Err(Error::TooLarge);
        }
        let _pass = Pass::file(request)?;
        let house = House::of(request);
        let (mut files, mut pairs) = (Vec::new(), Vec::new());
        while let Some(field) = timeout(SILENCE, body.next()).await.map_err(|_| Error::Slow)? {
            let mut field = field.map_err(|_| Error::Bad("not a form with files"))?;
            let of = field.name().unwrap_or_default().to_owned();
            if of == name {
                let fits = files.len() < count;
                files.extend(take(&mut field, if fits { most } else { 0 }, &house).await?.map(|came| match fits {
                    true => came,
                    false => Came { file: Err(Unfit::TooMany), ..came },
                }));
            } else {
                let bytes = read_bytes(&mut field, TEXT).await?.ok_or(Error::TooLarge)?;
                // As in every form: browsers send the ends of lines in two characters.
                pairs.push((of, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
            }
            if pairs.len() + files.len() > Limits::FIELDS {
                return Err(Error::Bad("too many fields"));
            }
        }
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let fields = Fields::of(&pairs);
        FormToken::check(request, fields.get(FormToken::NAME))?;
        Pass::acts(request)?;
        Ok(Arriving { files, fields })
    }
}

/// The file of the field; none if none was chosen.
async fn take(field: &mut Field, most: u64, house: &House) -> Result<Option<Came>, Error> {
    let given = field.content_disposition().and_then(|given| given.get_filename()).unwrap_or_default().to_owned();
    let disk = |error: std::io::Error| Error::Defect(format!("a file cannot be kept: {error}"));
    let mut incoming = house.files.begin(&house.dice).await.map_err(disk)?;
    let mut read = 0_u64;
    while let Some(piece) = timeout(SILENCE, field.next()).await.map_err(|_| Error::Slow)? {
        let piece = piece.map_err(|_| Error::Bad("the body broke off"))?;
        read = read.saturating_add(piece.len() as u64);
        if read <= most {
            incoming.write(&piece).await.map_err(disk)?;
        }
    }
    if read == 0 && given.is_empty() {
        return Ok(None);
    }
    let file = match read {
        0 => Err(Unfit::Empty),
        read if read > most => Err(Unfit::TooLarge),
        _ => Ok(incoming.finish(&house.dice).await.map_err(disk)?),
    };
    Ok(Some(Came { name: clean_name(&given), file }))
}
