//! Programs that write into a group.

use askama::Template;

use crate::chats::hooks::Hook;
use crate::web::{Door, Errors, Fields, Ui};

/// One of them.
#[derive(Clone, Debug)]
pub struct HookView {
    id: i64,
    name: String,
    door: Door,
    made: String,
    used: String,
}

impl HookView {
    /// With when it wrote last.
    pub fn new(hook: &Hook, ui: &Ui) -> HookView {
        let when = ui.when_time(&hook.made_at);
        HookView {
            id: hook.id.0,
            door: Door::of_person(hook.author_id.0, &hook.name, hook.hue, None),
            name: hook.name.clone(),
            made: match &hook.made_by {
                Some(name) => ui.with2("hooks-made-by", ("name", name.as_str()), ("when", when)),
                None => ui.with("hooks-made", "when", when),
            },
            used: match hook.used_at {
                Some(at) => ui.with("hooks-used", "when", ui.when_time(&at)),
                None => ui.t("hooks-unused"),
            },
        }
    }
}

/// All of a group, with the form that makes one.
#[derive(Debug, Template)]
#[template(path = "chats/hooks.html")]
pub struct HooksView {
    /// The reader.
    pub ui: Ui,
    /// The group.
    pub chat: i64,
    /// What the page is called.
    pub title: String,
    /// Those that are there.
    pub hooks: Vec<HookView>,
    /// The address of one that was just made.
    pub made: Option<String>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::id::{HookId, UserId};
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for HooksView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let hook = |made_by: Option<&str>, used_at| Hook {
                id: HookId(7),
                name: NASTY.to_owned(),
                hue: 7,
                author_id: UserId(9),
                made_by: made_by.map(str::to_owned),
                made_at: Moment(0),
                used_at,
            };
            let hooks = [hook(Some(NASTY), None), hook(None, Some(Moment(0)))];
            let view = |hooks: &[Hook], made: Option<&str>| HooksView {
                ui: ui.clone(),
                chat: 7,
                title: NASTY.to_owned(),
                hooks: hooks.iter().map(|one| HookView::new(one, ui)).collect(),
                made: made.map(str::to_owned),
                fields: Fields::of(&[("name", NASTY)]),
                errors: Errors::new(),
            };
            let mut wrong = view(&[], None);
            wrong.errors.add("name", ui.count("hooks-too-many", 20));
            vec![wrong, view(&hooks, Some("https://hallway.example/hooks/abc?\"<"))]
        }
    }

    #[test]
    fn samples() {
        check_samples::<HooksView>();
    }
}
