//! The page of a chat's links.

use askama::Template;

use crate::chats::linked::{OfChat, Page};
use crate::chats::message::card::Card;
use crate::id::ChatId;
use crate::markup;
use crate::web::Ui;

/// Links that are shown of one message, and characters of the words of each.
const SHOWN: usize = 20;
const WORDS: usize = 160;

/// The links of a chat, newest first.
#[derive(Template)]
#[template(path = "chats/linked.html")]
pub struct LinkedView {
    ui: Ui,
    chat: i64,
    title: String,
    rows: Vec<LinkedParts>,
    /// The message before which the next page begins.
    older: Option<i64>,
}

/// A message with links.
struct LinkedParts {
    message: i64,
    author: String,
    datetime: String,
    when: String,
    links: Vec<LinkParts>,
    /// How many more it has.
    more: i64,
}

/// A link.
struct LinkParts {
    href: String,
    place: String,
    words: String,
    /// What the page is called that it leads to, if the message shows that.
    title: Option<String>,
}

impl LinkParts {
    /// Whether its words say more than where it leads to.
    fn is_said(&self) -> bool {
        self.title.is_some() && !self.words.contains(&self.place)
    }
}

impl LinkedView {
    /// Of the chat with this title; `previews`: what pages are called is shown.
    pub fn new((chat, title): (ChatId, &str), page: &Page, previews: bool, ui: &Ui) -> LinkedView {
        LinkedView {
            ui: ui.clone(),
            chat: chat.0,
            title: title.to_owned(),
            rows: page.rows.iter().map(|row| LinkedParts::new(row, previews, ui)).collect(),
            older: page.older.map(|message| message.0),
        }
    }

    fn back(&self) -> String {
        format!("/chats/{}", self.chat)
    }
}

impl LinkedParts {
    fn new(row: &OfChat, previews: bool, ui: &Ui) -> LinkedParts {
        let card = Card::read(&row.card).filter(|_| previews);
        let titled = |href: &str| card.as_ref().filter(|card| card.url == href).map(|card| card.title.clone());
        let parts = row.links.iter().take(SHOWN).map(|link| LinkParts {
            href: link.href.clone(),
            place: link.place.clone(),
            words: markup::bare(&link.words, WORDS),
            title: titled(&link.href),
        });
        LinkedParts {
            message: row.message.0,
            author: row.author.clone(),
            datetime: ui.datetime(row.posted_at),
            when: ui.when_time(&row.posted_at),
            links: parts.collect(),
            more: row.links.len().saturating_sub(SHOWN) as i64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::samples::NASTY;
    use crate::clock::Moment;
    use crate::id::MessageId;
    use crate::markup::Link;
    use crate::web::{Sample, check_samples};

    fn row(links: Vec<Link>) -> OfChat {
        let (author, card) = (NASTY.to_owned(), Card::sample(NASTY).to_text());
        OfChat { message: MessageId(45), author, posted_at: Moment(1_764_000_000_000_000), links, card }
    }

    fn nasty() -> Vec<Link> {
        let of = |href: &str| Link { href: href.to_owned(), place: NASTY.to_owned(), words: NASTY.to_owned() };
        vec![of("https://press.house/7?a=1&b=%22"), of("mailto:me@press.house?a=1&b=2")]
    }

    impl Sample for LinkedView {
        fn samples(ui: &Ui) -> Vec<LinkedView> {
            let many: String = (0..SHOWN + 7).map(|n| format!("[Sheet {n}](https://press.house/{n}) ")).collect();
            let pages = [
                Page { rows: vec![row(nasty()), row(markup::links(&many))], older: Some(MessageId(45)) },
                Page { rows: Vec::new(), older: None },
            ];
            pages.iter().map(|page| LinkedView::new((ChatId(7), NASTY), page, true, ui)).collect()
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<LinkedView>();
    }
}
