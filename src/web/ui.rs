//! What a view needs of its reader and its request.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};

use super::assets;
use super::fields::FormToken;
use super::locale::{Language, Locale};
use crate::clock::Moment;
use crate::markup::Html;

/// The reader's language and clock, and the token of the reader's forms. Views hold one.
#[derive(Clone, Debug)]
pub struct Ui {
    /// Language and time zone.
    pub locale: Locale,
    /// When the page is made.
    pub now: Moment,
    token: Option<String>,
}

impl Ui {
    /// For views that are rendered outside of a request: frames, samples.
    pub fn new(locale: Locale, now: Moment) -> Ui {
        Ui { locale, now, token: None }
    }

    /// With the token that this session's forms carry.
    pub fn with_token(self, token: Option<String>) -> Ui {
        Ui { token, ..self }
    }

    /// The hidden field that a form needs in browsers that send neither Sec-Fetch-Site nor Origin.
    pub fn token(&self) -> Html {
        match &self.token {
            None => Html::empty(),
            Some(token) => FormToken(token.clone()).field(),
        }
    }

    /// What a form calls its field of this name, in the notice of what is wrong.
    pub fn label(&self, field: &str) -> String {
        self.t(&["label-", field].concat())
    }

    /// An icon of the sprite, hidden from screen readers: the words stand beside it.
    pub fn icon(&self, name: &'static str) -> Html {
        self.icon_of_class(name, "i")
    }

    /// An icon that is mirrored where one reads from right to left.
    pub fn flip(&self, name: &'static str) -> Html {
        self.icon_of_class(name, "i flip")
    }

    /// Hallway's mark, large, at the door.
    pub fn icon_of_mark(&self) -> Html {
        self.icon_of_class("mark", "i mark")
    }

    fn icon_of_class(&self, name: &'static str, class: &'static str) -> Html {
        // Both come from our own templates.
        Html::trusted(format!(
            "<svg class=\"{class}\" aria-hidden=\"true\"><use href=\"{}\"/></svg>",
            assets::icon(name)
        ))
    }

    /// The address of an asset.
    pub fn asset(&self, path: &str) -> String {
        assets::address(path).to_owned()
    }

    /// [`Locale::brief`] as of now.
    pub fn when(&self, at: &Moment) -> String {
        self.locale.brief(*at, self.now)
    }

    /// [`Locale::brief_time`] as of now.
    pub fn when_time(&self, at: &Moment) -> String {
        self.locale.brief_time(*at, self.now)
    }

    /// A number that stops at 99, for a counter; nothing for zero.
    pub fn badge(&self, count: &i64) -> String {
        match count {
            ..=0 => String::new(),
            1..=99 => count.to_string(),
            _ => "99+".to_owned(),
        }
    }
}

impl Deref for Ui {
    type Target = Locale;

    fn deref(&self) -> &Locale {
        &self.locale
    }
}

impl FromRequest for Ui {
    type Error = actix_web::Error;
    type Future = Ready<Result<Ui, actix_web::Error>>;

    /// The one that the session's middleware left for this request; else English and UTC, so that even an error before it
    /// is readable.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let ui = request.extensions().get::<Ui>().cloned();
        ready(Ok(ui.unwrap_or_else(|| Ui::new(Locale::new(Language::English, "UTC"), Moment(0)))))
    }
}

impl Ui {
    /// As the extractor, for code that has the request only.
    pub fn of(request: &HttpRequest) -> Ui {
        request
            .extensions()
            .get::<Ui>()
            .cloned()
            .unwrap_or_else(|| Ui::new(Locale::new(Language::English, "UTC"), Moment(0)))
    }
}
