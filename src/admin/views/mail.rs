//! The company's mail server.

use askama::Template;

use super::TABS;
use crate::mail::Security;
use crate::web::{Errors, Fields, Ui};

/// The server, signatures, and a test.
#[derive(Template)]
#[template(path = "admin/mail.html")]
pub struct MailView {
    ui: Ui,
    fields: Fields,
    errors: Errors,
    /// Whether there is a server.
    there: bool,
    has_password: bool,
    /// The address of the reader: that of tests.
    own: String,
    securities: Vec<(String, String)>,
    /// The record of the name service: its name and its text.
    dkim: Option<(String, String)>,
    /// What was done just before.
    pub done: Option<String>,
    /// What is wrong with the server, and what it said.
    pub trouble: Option<(String, String)>,
}

impl MailView {
    /// The form with what was typed and what is wrong with it.
    pub fn new(
        (ui, own): (Ui, &str),
        (fields, errors): (Fields, Errors),
        (there, has_password): (bool, bool),
        dkim: Option<(String, String)>,
    ) -> MailView {
        let security = |of: &Security| (of.as_str().to_owned(), ui.t(&["mail-security-", of.as_str()].concat()));
        MailView {
            securities: Security::ALL.iter().map(security).collect(),
            own: own.to_owned(),
            fields,
            errors,
            there,
            has_password,
            dkim,
            done: None,
            trouble: None,
            ui,
        }
    }
}

/// Before no letters leave any more.
#[derive(Template)]
#[template(path = "admin/mail_remove.html")]
pub struct RemoveView {
    /// The reader.
    pub ui: Ui,
    /// Whether there is a key of signatures, which goes.
    pub has_key: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors};
    use crate::web::{Sample, check_samples};

    impl Sample for MailView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let fields = Fields::of(&[("host", NASTY), ("security", "plain"), ("hides_content", "1")]);
            let all = ["host", "port", "security", "user_name", "password", "from_address", "dkim_domain"];
            let wrong = MailView::new((ui.clone(), NASTY), (fields.clone(), errors(ui, &all)), (false, false), None);
            let record = Some((NASTY.to_owned(), NASTY.to_owned()));
            let fine = MailView::new((ui.clone(), NASTY), (fields, Errors::new()), (true, true), record);
            let done = Some(NASTY.to_owned());
            vec![wrong, MailView { done, trouble: Some((NASTY.to_owned(), NASTY.to_owned())), ..fine }]
        }
    }

    impl Sample for RemoveView {
        fn samples(ui: &Ui) -> Vec<Self> {
            [true, false].map(|has_key| RemoveView { ui: ui.clone(), has_key }).into()
        }
    }

    #[test]
    fn samples() {
        check_samples::<RemoveView>();
        check_samples::<MailView>();
    }
}
