//! Commands to choose from, above the field.

use askama::Template;

use crate::chats::Member;
use crate::chats::commands::Command;
use crate::markup::fold;
use crate::web::Ui;

/// Commands with what they do.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/writing/commands.html")]
pub struct CommandsView {
    ui: Ui,
    found: Vec<(&'static str, String)>,
}

impl CommandsView {
    /// Those for this member of which the word, or one of what they do, begins so; `None` if there is none.
    pub fn new(member: &Member, part: &str, ui: &Ui) -> Option<CommandsView> {
        let part = fold(part);
        let about = |command: Command| (command.as_str(), ui.t(&["command-about-", command.as_str()].concat()));
        let begins = |(word, about): &(&str, String)| {
            word.starts_with(&part)
                || fold(about).split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&part))
        };
        let mut found: Vec<_> =
            Command::ALL.iter().filter(|command| command.is_for(member)).map(|command| about(*command)).collect();
        found.retain(begins);
        // Who types `/mu` means the word before what it is about.
        found.sort_by_key(|(word, _)| !word.starts_with(&part));
        (!found.is_empty()).then(|| CommandsView { ui: ui.clone(), found })
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, member};
    use crate::chats::{Kind, Role};
    use crate::web::{Sample, check_samples};

    impl Sample for CommandsView {
        fn samples(ui: &Ui) -> Vec<CommandsView> {
            let all = CommandsView::new(&member(Kind::Group, Role::Owner), "", ui).expect("all of them");
            vec![CommandsView { found: vec![("help", NASTY.to_owned())], ..all.clone() }, all]
        }
    }

    #[test]
    fn commands_show_whatever_they_do() {
        check_samples::<CommandsView>();
    }
}
