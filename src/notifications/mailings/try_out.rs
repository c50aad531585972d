//! A letter to somebody who tries whether letters arrive: handed over while they wait, with what the server said.

use super::letters;
use crate::accounts::{Company, User};
use crate::mail::{Handed, Letter, MailServer};
use crate::web::{House, Ui};

/// The letter of a test.
pub fn test_letter(user: &User, ui: &Ui, company: &Company, message_id: String) -> Letter {
    let from = format!("{} ({})", ui.t("product"), company.name);
    let to = (user.email.as_str(), user.name.as_str(), from.as_str());
    letters::plain(to, (&ui.t("try-subject"), &ui.t("try-letter")), message_id, (&company.name, ui))
}

/// Hands it over; what came of it in words, and whether that is bad.
pub async fn hand(letter: Letter, server: &MailServer, ui: &Ui, house: &House) -> (String, bool) {
    let courier = match house.office.courier(server) {
        Ok(courier) => courier,
        Err((trouble, words)) => return (trouble_words(trouble.word(), &words, ui), true),
    };
    let handed = match letter.make(server, &house.office.seal) {
        Ok(message) => courier.hand_soon(message).await,
        Err(unmade) => Handed::Refused(unmade.to_string()),
    };
    match handed {
        Handed::Taken(words) => {
            let taken = ui.with2("try-mail-taken", ("host", server.host.as_str()), ("words", words));
            ([taken, " ".to_owned(), ui.t("try-mail-spam")].concat(), false)
        }
        Handed::Refused(words) => (trouble_words("refused", &words, ui), true),
        Handed::NotNow(trouble, words) => (trouble_words(trouble.word(), &words, ui), true),
    }
}

fn trouble_words(word: &str, said: &str, ui: &Ui) -> String {
    ui.with(&["mail-trouble-", word].concat(), "words", said)
}
