//! Groups that one joins by oneself, and those that were put away.

use askama::Template;

use super::TreeView;
use crate::chats::joining::Offered;
use crate::chats::list::{Archived, MOST};
use crate::web::{Door, Fields, Ui};

/// A group that one may join.
#[derive(Clone, Debug)]
pub struct OfferedView {
    chat: i64,
    name: String,
    about: String,
    people: String,
    door: Door,
    joined: bool,
    goes_on: bool,
}

impl OfferedView {
    /// The group.
    pub fn new(group: &Offered, ui: &Ui) -> OfferedView {
        OfferedView {
            chat: group.chat.0,
            name: group.name.clone(),
            about: group.about.clone(),
            people: if group.people < MOST { ui.count("chat-people", group.people) } else { ui.t("open-many") },
            door: Door::of_chat(&group.name, group.hue, group.picture.clone()),
            joined: group.joined,
            goes_on: group.goes_on(),
        }
    }
}

/// Groups that all who work here may join.
#[derive(Debug, Template)]
#[template(path = "chats/open.html")]
pub struct OpenView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// They, by name.
    pub groups: Vec<OfferedView>,
    /// Where the next page begins.
    pub next: Option<(String, i64)>,
    /// What was typed.
    pub fields: Fields,
}

/// The group to which a link leads.
#[derive(Debug, Template)]
#[template(path = "chats/join.html")]
pub struct JoinView {
    /// The reader.
    pub ui: Ui,
    /// It.
    pub group: OfferedView,
    /// The link's own word.
    pub link: String,
}

/// Groups that were put away.
#[derive(Debug, Template)]
#[template(path = "chats/archived.html")]
pub struct ArchivedView {
    ui: Ui,
    tree: TreeView,
    groups: Vec<(i64, String, Door)>,
    next: Option<i64>,
}

impl ArchivedView {
    /// They, the newest first, and whether there are more.
    pub fn new(tree: TreeView, groups: &[Archived], more: bool, ui: &Ui) -> ArchivedView {
        let group =
            |one: &Archived| (one.chat.0, one.name.clone(), Door::of_chat(&one.name, one.hue, one.picture.clone()));
        ArchivedView {
            ui: ui.clone(),
            tree,
            groups: groups.iter().map(group).collect(),
            next: groups.last().filter(|_| more).map(|last| last.chat.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::samples::{NASTY, tree};
    use crate::id::ChatId;
    use crate::web::{Sample, check_samples};

    fn offered(ui: &Ui) -> Vec<OfferedView> {
        [false, true].map(|joined| OfferedView::new(&Offered::sample(7, NASTY, joined), ui)).to_vec()
    }

    impl Sample for OpenView {
        fn samples(ui: &Ui) -> Vec<OpenView> {
            let view = |groups: Vec<OfferedView>| OpenView {
                ui: ui.clone(),
                tree: tree(ui, false),
                next: (!groups.is_empty()).then(|| (NASTY.to_owned(), 7)),
                groups,
                fields: Fields::of(&[("q", NASTY)]),
            };
            vec![view(offered(ui)), view(Vec::new())]
        }
    }

    impl Sample for JoinView {
        fn samples(ui: &Ui) -> Vec<JoinView> {
            let view = |group| JoinView { ui: ui.clone(), group, link: "k7".to_owned() };
            offered(ui).into_iter().map(view).collect()
        }
    }

    impl Sample for ArchivedView {
        fn samples(ui: &Ui) -> Vec<ArchivedView> {
            let one = Archived { chat: ChatId(7), name: NASTY.to_owned(), hue: 3, picture: None };
            vec![
                ArchivedView::new(tree(ui, false), &[one], true, ui),
                ArchivedView::new(tree(ui, false), &[], false, ui),
            ]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<OpenView>();
        check_samples::<JoinView>();
        check_samples::<ArchivedView>();
    }
}
