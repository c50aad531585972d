//! What links in letters lead to.

use askama::Template;

use crate::web::Ui;

/// What a link in a letter leads to: a question, or what was done.
#[derive(Template)]
#[template(path = "notifications/link.html")]
pub struct LinkView {
    /// The reader.
    pub ui: Ui,
    /// The heading.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// Where the answer goes, and its words.
    pub ask: Option<(String, String)>,
    /// Where one goes on, and the words for it.
    pub go: Option<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for LinkView {
        fn samples(ui: &Ui) -> Vec<LinkView> {
            let view =
                |ask, go| LinkView { ui: ui.clone(), heading: NASTY.to_owned(), text: NASTY.to_owned(), ask, go };
            let link = || Some(("/mail/off/7-0-a".to_owned(), NASTY.to_owned()));
            vec![view(link(), None), view(None, link()), view(None, None)]
        }
    }

    #[test]
    fn samples() {
        check_samples::<LinkView>();
    }
}
