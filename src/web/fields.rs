//! Forms: what was typed, and a sentence for each field that is not right.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use subtle::ConstantTimeEq;

use super::{Error, Limits, Pass};
use crate::markup::Html;
use crate::web::Granted;

/// A form's fields as they were sent, in their order. Line ends are `\n`.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields that are already there: the values that a form begins with.
    pub fn of(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The fields of an address.
    pub fn of_query(pairs: &[(String, String)]) -> Fields {
        Fields(pairs.to_vec())
    }

    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`Error::Bad`] for more than [`Limits::FIELDS`] fields.
    pub fn parse(body: &[u8]) -> Result<Fields, Error> {
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(body).map_err(|_| Error::Bad("not a form"))?;
        if fields.len() > Limits::FIELDS {
            return Err(Error::Bad("too many fields"));
        }
        Ok(Fields(fields.into_iter().map(|(name, value)| (name, value.replace("\r\n", "\n"))).collect()))
    }

    /// The field's value; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|field| field.0 == name).map_or("", |field| &field.1)
    }

    /// The same with another value for the field.
    pub fn replaced(mut self, name: &str, value: &str) -> Fields {
        self.0.retain(|field| field.0 != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Whether it was sent: what a checkbox says.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|field| field.0 == name)
    }

    /// All values of the name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |field| field.0 == name).map(|field| field.1.as_str())
    }

    /// All of them, as they were sent.
    pub fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }

    /// Whether the field holds this value: for `selected` and `checked`.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|field| field.0 == name && field.1 == value)
    }
}

impl FromRequest for Fields {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Fields, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let rested = Pass::rest(&request);
            let fields = read(&request, &mut payload).await?;
            FormToken::check(&request, fields.get(FormToken::NAME))?;
            if let Err(error) = Pass::come_back(&request, rested).and_then(|()| Pass::acts(&request)) {
                Typed::keep(&request, fields);
                return Err(error);
            }
            Ok(fields)
        })
    }
}

/// Reads a form's body, of at most [`Limits::FORM_BYTES`], or [`Limits::DOOR_BYTES`] of whom nobody knows.
async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Fields, Error> {
    if !request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Error::Bad("not a form"));
    }
    let known = request.extensions().get::<Granted>().is_some();
    let (most, time) =
        if known { (Limits::FORM_BYTES, Limits::FORM_TIME) } else { (Limits::DOOR_BYTES, Limits::DOOR_TIME) };
    if declares_more(request, most) {
        return Err(Error::TooLarge);
    }
    let body = actix_web::web::Payload::from_request(request, payload).await.map_err(|_| Error::Bad("no body"))?;
    let body = tokio::time::timeout(time, body.to_bytes_limited(most));
    let body = body.await.map_err(|_| Error::Slow)?;
    let body = body.map_err(|_| Error::TooLarge)?.map_err(|_| Error::Bad("the body broke off"))?;
    Fields::parse(&body)
}

/// Whether the request says of its body that it has more bytes.
pub(super) fn declares_more(request: &HttpRequest, most: usize) -> bool {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    length.is_some_and(|length| length > most as u64)
}

/// What was typed into a form that was turned away: its answer brings it back, to be sent again.
#[derive(Debug)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// Reads the form of a request that has come so far only.
    pub async fn read(request: &HttpRequest, payload: &mut Payload) {
        if *request.method() == Method::POST
            && let Ok(fields) = read(request, payload).await
        {
            Typed::keep(request, fields);
        }
    }

    /// Leaves it in the request. What holds a password goes into no page.
    fn keep(request: &HttpRequest, fields: Fields) {
        if fields.iter().all(|(name, _)| !name.contains("password")) {
            let own = fields.0.into_iter().filter(|(name, _)| name != FormToken::NAME).collect();
            request.extensions_mut().insert(Typed(own));
        }
    }
}

/// The token of this session's forms, left in a request whose browser does not say which site it comes from.
#[derive(Clone, Debug)]
pub struct FormToken(pub String);

impl FormToken {
    /// The name of the hidden field that carries it.
    pub const NAME: &str = "token";

    /// The hidden field.
    pub fn field(&self) -> Html {
        // Tokens are of the URL-safe base64 alphabet.
        Html::trusted(format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", Self::NAME, self.0))
    }

    /// Passes a request that needs no token, and one that carries the right one.
    ///
    /// # Errors
    /// [`Error::CrossSite`]
    pub fn check(request: &HttpRequest, sent: &str) -> Result<(), Error> {
        match request.extensions().get::<FormToken>() {
            Some(token) if !bool::from(token.0.as_bytes().ct_eq(sent.as_bytes())) => Err(Error::CrossSite),
            _ => Ok(()),
        }
    }
}

/// What is wrong with a form: a sentence per field, in the order of the form.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<(&'static str, String)>);

impl Errors {
    /// None yet.
    pub fn new() -> Errors {
        Errors::default()
    }

    /// Says what is wrong with the field; the first sentence counts.
    pub fn add(&mut self, field: &'static str, sentence: String) {
        if self.of(field).is_none() {
            self.0.push((field, sentence));
        }
    }

    /// What is wrong with the field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.0 == field).map(|error| error.1.as_str())
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields are wrong.
    pub fn count(&self) -> i64 {
        self.0.len() as i64
    }

    /// Field and sentence, in the order of the form.
    pub fn iter(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_values_and_their_order() {
        let fields = Fields::parse("a=1&b=two+words&a=2&text=x%0D%0Ay&c=%C4%91".as_bytes()).expect("a form");
        assert_eq!(fields.get("a"), "1");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.get("b"), "two words");
        assert_eq!(fields.get("text"), "x\ny");
        assert_eq!(fields.get("c"), "đ");
        assert_eq!(fields.get("missing"), "");
        assert_eq!(fields.clone().replaced("a", "3").all("a").collect::<Vec<_>>(), ["3"]);
        assert!(fields.has("c") && !fields.has("missing") && fields.is("a", "2"));
    }

    #[test]
    fn too_many_fields_are_refused() {
        let body = "a=1&".repeat(Limits::FIELDS + 1);
        assert!(matches!(Fields::parse(body.as_bytes()), Err(Error::Bad(_))));
    }
}
