//! The card of a message.

use askama::Template;
use askama::filters::HtmlSafe;

use super::files::fitted;
use crate::chats::message::card::Card;

/// The room of its picture, in CSS pixels.
const ROOM: i64 = 72;

/// What a message shows of the page that it links to: a link to it. Its picture comes from us.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/card.html")]
pub struct CardView {
    message: i64,
    card: Card,
    /// Which picture it is, how wide, and how high.
    picture: Option<(i64, i64, i64)>,
}

impl HtmlSafe for CardView {}

impl CardView {
    /// What this message keeps of a page; nothing if it keeps none.
    pub fn of(message: i64, kept: &str) -> Option<CardView> {
        let card = Card::read(kept)?;
        let picture = card.picture.map(|picture| {
            let (width, height) = fitted((picture.width, picture.height), ROOM);
            (picture.blob, width, height)
        });
        Some(CardView { message, card, picture })
    }

    /// What its site is called, if that says more than its host.
    fn site(&self) -> Option<&str> {
        let host = self.card.host.trim_start_matches("www.");
        Some(self.card.site.as_str()).filter(|site| !site.is_empty() && !site.eq_ignore_ascii_case(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::samples::NASTY;
    use crate::web::{Sample, Ui, check_samples};

    impl Sample for CardView {
        fn samples(_: &Ui) -> Vec<CardView> {
            let whole = Card::sample(NASTY);
            let bare = Card { picture: None, site: String::new(), description: String::new(), ..whole.clone() };
            [whole, bare].iter().filter_map(|card| CardView::of(45, &card.to_text())).collect()
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<CardView>();
        assert!(CardView::of(45, "").is_none());
    }

    #[test]
    fn a_site_is_named_if_that_says_more_than_where_it_is() {
        let site = |site: &str, host: &str| {
            let card = Card { site: site.to_owned(), host: host.to_owned(), ..Card::sample("") };
            CardView::of(45, &card.to_text()).and_then(|view| view.site().map(ToOwned::to_owned))
        };
        assert_eq!(site("Tidewater Press", "press.house").as_deref(), Some("Tidewater Press"));
        assert_eq!(site("Press.house", "www.press.house"), None);
        assert_eq!(site("", "press.house"), None);
    }
}
