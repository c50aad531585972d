//! What helps to write.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chats::message::emoji::{self, Named};
use crate::markup::{self, Html};
use crate::web::Ui;

/// Emoji that are offered while one types.
const AHEAD: usize = 8;

/// A way to format, by example.
#[derive(Debug)]
struct ExampleParts {
    title: String,
    typed: String,
    shown: Html,
    /// What one presses for it.
    keys: &'static str,
}

/// How text is formatted.
#[derive(Template)]
#[template(path = "chats/writing/formatting.html")]
pub struct FormattingView {
    ui: Ui,
    examples: Vec<ExampleParts>,
}

impl FormattingView {
    /// By examples in the reader's language.
    pub fn new(ui: &Ui) -> FormattingView {
        let (one, two) = (ui.t("formatting-one"), ui.t("formatting-two"));
        let example = |(title, keys, typed): (&str, &'static str, String)| {
            let shown = markup::rendered(&markup::written(&typed));
            ExampleParts { title: ui.t(title), typed, shown, keys }
        };
        let all = [
            ("format-bold", "Ctrl+B", format!("**{one}**")),
            ("format-italic", "Ctrl+I", format!("_{one}_")),
            ("format-strike", "Ctrl+Shift+X", format!("~~{one}~~")),
            ("format-link", "Ctrl+K", format!("[{one}](https://example.com)")),
            ("format-quote", "Ctrl+Shift+9", format!("> {one}\n\n{two}")),
            ("format-list", "Ctrl+Shift+8", format!("- {one}\n- {two}")),
            ("format-numbers", "", format!("1. {one}\n2. {two}")),
            ("format-code", "Ctrl+E", format!("`{}`", "cargo test")),
            ("format-block", "", "```python\ndef greet(name):\n    return f\"Hello, {name}\"\n```".to_owned()),
            ("format-emoji", "", format!("{one} :tada: :+1:")),
            ("format-bb", "", format!("[b]{one}[/b], [url=https://example.com]{two}[/url]")),
        ];
        FormattingView { ui: ui.clone(), examples: all.into_iter().map(example).collect() }
    }
}

/// The buttons that format, and that which copies code: a part for script.
#[derive(Template)]
#[template(path = "chats/writing/toolbar.html")]
pub struct ToolbarView {
    ui: Ui,
    /// What each does, its icon, the key of its name, what one presses for it.
    marks: [(&'static str, &'static str, &'static str, &'static str); 8],
    languages: Vec<&'static str>,
}

impl ToolbarView {
    /// In the reader's language.
    pub fn new(ui: &Ui) -> ToolbarView {
        let marks = [
            ("bold", "bold", "format-bold", "Ctrl+B"),
            ("italic", "italic", "format-italic", "Ctrl+I"),
            ("strike", "strike", "format-strike", "Ctrl+Shift+X"),
            ("link", "link", "format-link", "Ctrl+K"),
            ("quote", "quote", "format-quote", "Ctrl+Shift+9"),
            ("list", "list", "format-list", "Ctrl+Shift+8"),
            ("code", "code", "format-code", "Ctrl+E"),
            ("block", "block", "format-block", ""),
        ];
        ToolbarView { ui: ui.clone(), marks, languages: markup::languages() }
    }
}

/// Emoji: a page with their names and codes, or a part in which they are pressed.
#[derive(Template)]
#[template(path = "chats/writing/emoji.html")]
pub struct EmojiView {
    ui: Ui,
    part: bool,
    q: String,
    /// Those that are called so.
    found: Vec<Named>,
    /// All of them, if nothing is looked for.
    groups: Vec<(String, Vec<Named>)>,
}

impl EmojiView {
    /// Those that are called so; all, if nothing is looked for.
    pub fn new(q: &str, part: bool, ui: &Ui) -> EmojiView {
        let language = ui.language;
        let all = q.trim().is_empty();
        let groups = |(word, emoji): (&str, Vec<Named>)| (ui.t(&["emoji-", word].concat()), emoji);
        EmojiView {
            found: emoji::search(q, language, emoji::FOUND),
            groups: if all { emoji::groups(language).map(groups).collect() } else { Vec::new() },
            q: q.to_owned(),
            part,
            ui: ui.clone(),
        }
    }
}

/// Emoji whose names go on from what is typed, above the field.
#[derive(Template)]
#[template(path = "chats/writing/ahead.html")]
pub struct EmojiAheadView {
    ui: Ui,
    part: String,
    found: Vec<Named>,
}

impl HtmlSafe for EmojiAheadView {}

impl EmojiAheadView {
    /// For the beginning of a name; `None` if nothing is called so.
    pub fn new(typed: &str, ui: &Ui) -> Option<EmojiAheadView> {
        let found = emoji::search(typed, ui.language, AHEAD);
        (!found.is_empty()).then(|| EmojiAheadView { ui: ui.clone(), part: typed.to_owned(), found })
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::NASTY;
    use crate::web::{Sample, check_samples};

    impl Sample for FormattingView {
        fn samples(ui: &Ui) -> Vec<FormattingView> {
            vec![FormattingView::new(ui)]
        }
    }

    impl Sample for ToolbarView {
        fn samples(ui: &Ui) -> Vec<ToolbarView> {
            vec![ToolbarView::new(ui)]
        }
    }

    impl Sample for EmojiView {
        fn samples(ui: &Ui) -> Vec<EmojiView> {
            let view = |(q, part)| EmojiView::new(q, part, ui);
            [("", true), ("", false), ("cat", true), ("cat", false), (NASTY, true), (NASTY, false)].map(view).into()
        }
    }

    impl Sample for EmojiAheadView {
        fn samples(ui: &Ui) -> Vec<EmojiAheadView> {
            let view = EmojiAheadView::new("smi", ui).expect("some are called so");
            vec![EmojiAheadView { part: NASTY.to_owned(), ..view }]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<FormattingView>();
        check_samples::<ToolbarView>();
        check_samples::<EmojiView>();
        check_samples::<EmojiAheadView>();
    }
}
