//! Letters that are written once and kept until they have left: a new password, an invitation, the question whether an address is
//! somebody's, a test.

use serde::{Deserialize, Serialize};

use super::mailing::{self, Made, New};
use super::views::{LetterView, Line, Section};
use crate::accounts::{Company, User};
use crate::clock::Moment;
use crate::id::MailingId;
use crate::mail::{Letter, MailServer, domain_of};
use crate::notice::Errand;
use crate::notifications::address;
use crate::store::{Result, Tx};
use crate::web::{House, Language, Locale, Ui, View};

/// What is kept of a letter.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    to_name: String,
    from_name: String,
    subject: String,
    text: String,
    html: String,
    /// The instant, in microseconds, from which on its link leads nowhere.
    until: Option<i64>,
}

/// Asks the person's address, by a letter to it, whether it is theirs. Without a server it is not asked.
///
/// # Errors
/// What the database says.
pub async fn ask(tx: &mut Tx, user: &User, house: &House, now: Moment) -> Result<()> {
    let (Some(server), Some(company)) = (MailServer::find(tx).await?, Company::find(tx).await?) else { return Ok(()) };
    let ui = Ui::new(user.locale(&company), now);
    let token = address::ask(tx, user, &house.dice, now).await?;
    let errand = Errand {
        user: Some(user.id),
        address: user.email.clone(),
        name: user.name.clone(),
        language: ui.language.tag().to_owned(),
        subject: ui.with("mail-confirm-subject", "company", company.name.as_str()),
        text: ui.t("mail-confirm-letter"),
        link: (ui.t("mail-confirm-go"), [&server.own_address, "/mail/confirm/", &token].concat()),
        foot: ui.t("mail-confirm-foot"),
        until: None,
    };
    write(tx, &errand, house, now).await.map(drop)
}

/// Writes down that the letter is to leave; none if the company has no server: nobody is promised one then.
///
/// # Errors
/// What the database says.
pub async fn write(tx: &mut Tx, errand: &Errand, house: &House, now: Moment) -> Result<Option<MailingId>> {
    let (Some(server), Some(company)) = (MailServer::find(tx).await?, Company::find(tx).await?) else {
        return Ok(None);
    };
    let language = Language::of(&errand.language).unwrap_or(Language::English);
    let ui = Ui::new(Locale::new(language, &company.time_zone), now);
    let view = view((&errand.subject, &errand.text, &errand.foot), errand.link.clone(), (&company.name, &ui));
    let kept = Kept {
        to_name: errand.name.clone(),
        from_name: format!("{} ({})", ui.t("product"), company.name),
        subject: errand.subject.clone(),
        text: view.text(),
        html: view.html().map(crate::markup::Html::into_string).unwrap_or_default(),
        until: errand.until.map(|until| until.0),
    };
    let kept = serde_json::to_string(&kept).unwrap_or_default();
    let new = New {
        user: errand.user,
        made: Made::Letter,
        chat: None,
        address: &errand.address,
        message_id: &message_id(house, &server),
        after: 0,
        upto: 0,
        letter: &house.office.seal.close(&kept, &house.dice),
    };
    mailing::create(tx, &new, now).await.map(Some)
}

/// A new number for a letter: nobody else's.
pub fn message_id(house: &House, server: &MailServer) -> String {
    format!("{}@{}", house.dice.key(), domain_of(&server.from_address))
}

/// The letter again that was kept; none if it can be read no more, or what it says is not true any more.
pub fn kept(row: &mailing::Row, house: &House, now: Moment) -> Option<Letter> {
    let kept: Kept = serde_json::from_str(&house.office.seal.open(&row.letter)?).ok()?;
    if kept.until.is_some_and(|until| until <= now.0) {
        return None;
    }
    Some(Letter {
        to: row.address.clone(),
        to_name: kept.to_name,
        from_name: kept.from_name,
        subject: kept.subject,
        text: kept.text,
        html: kept.html,
        message_id: row.message_id.clone(),
        at: row.made_at,
        bounces: None,
        mailing: None,
    })
}

/// A letter that says this, and leads nowhere.
pub fn plain(
    (to, to_name, from_name): (&str, &str, &str),
    (subject, text): (&str, &str),
    message_id: String,
    (company, ui): (&str, &Ui),
) -> Letter {
    let view = view((subject, text, ""), (String::new(), String::new()), (company, ui));
    Letter {
        to: to.to_owned(),
        to_name: to_name.to_owned(),
        from_name: from_name.to_owned(),
        subject: subject.to_owned(),
        text: view.text(),
        html: view.html().map(crate::markup::Html::into_string).unwrap_or_default(),
        message_id,
        at: ui.now,
        bounces: None,
        mailing: None,
    }
}

fn view((subject, text, foot): (&str, &str, &str), link: (String, String), (company, ui): (&str, &Ui)) -> LetterView {
    let line = Line { who: String::new(), when: String::new(), text: text.to_owned(), html: None };
    LetterView {
        ui: ui.clone(),
        company: company.to_owned(),
        glance: String::new(),
        above: String::new(),
        sections: vec![Section {
            title: subject.to_owned(),
            summary: String::new(),
            lines: vec![line],
            more: String::new(),
            link,
        }],
        foot: Some(foot.to_owned()).filter(|foot| !foot.is_empty()).into_iter().collect(),
        links: Vec::new(),
    }
}
