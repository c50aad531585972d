//! The settings of a group.

use askama::Template;

use crate::chats::Member;
use crate::chats::looks::HUES;
use crate::chats::rights::{Rights, Standing, Whoever};
use crate::chats::rules::{DAYS, Rules};
use crate::web::{Door, Errors, Fields, Ui};

/// A group's settings, for who looks after it.
#[derive(Debug, Template)]
#[template(path = "chats/group.html")]
pub struct GroupView {
    ui: Ui,
    chat: i64,
    /// What the page is called.
    pub title: String,
    name: String,
    door: Door,
    has_picture: bool,
    hues: Vec<(String, String, Door)>,
    owner: bool,
    standing: Standing,
    days: Vec<(String, String)>,
    looks: Fields,
    rules: Fields,
    errors: Errors,
}

impl GroupView {
    /// The member's group, with what was typed into the forms of its looks and its rules.
    pub fn new(member: &Member, (looks, rules): (Fields, Fields), errors: Errors, ui: &Ui) -> GroupView {
        let days = |days: &i64| {
            let words = if *days == 0 { ui.t("rules-for-ever") } else { ui.count("rules-days", *days) };
            (days.to_string(), words)
        };
        let hue = |hue: i64| {
            let door = Door::of_chat(&member.name, hue, None).small();
            (hue.to_string(), hue_words(hue, ui), door)
        };
        GroupView {
            chat: member.chat.0,
            title: ui.with("group-settings", "title", member.name.as_str()),
            name: member.name.clone(),
            door: Door::of_chat(&member.name, member.hue, member.picture.clone()).profile(),
            has_picture: member.picture.is_some(),
            hues: (1..=HUES).map(hue).collect(),
            owner: member.owns(),
            standing: member.standing,
            days: DAYS.iter().map(days).collect(),
            looks,
            rules,
            errors,
            ui: ui.clone(),
        }
    }

    /// What is chosen of whom, with the words for it.
    fn rights(&self) -> Vec<(&'static str, String)> {
        Rights::FIELDS.iter().map(|field| (*field, self.ui.label(field))).collect()
    }

    fn whoever(&self) -> Vec<(&'static str, String)> {
        let words = |whoever: &Whoever| match whoever {
            Whoever::All => self.ui.t("rights-all"),
            Whoever::Administrators => self.ui.t("rights-administrators"),
            Whoever::Owner => self.ui.t("rights-owner"),
        };
        Whoever::ALL.iter().map(|whoever| (whoever.as_str(), words(whoever))).collect()
    }
}

/// What the colour is called.
fn hue_words(hue: i64, ui: &Ui) -> String {
    ui.t(match hue {
        1 => "hue-1",
        2 => "hue-2",
        3 => "hue-3",
        4 => "hue-4",
        5 => "hue-5",
        6 => "hue-6",
        7 => "hue-7",
        _ => "hue-8",
    })
}

/// What the forms of the member's group begin with.
pub fn group_fields(member: &Member, rules: &Rules) -> Fields {
    let (hue, days) = (member.hue.to_string(), rules.keep_days.to_string());
    let mut all = vec![("name", &*member.name), ("about", &*member.about), ("hue", &*hue), ("keep_days", &*days)];
    all.extend(Rights::FIELDS.into_iter().zip(rules.rights.all().map(Whoever::as_str)));
    for (field, is) in [("findable", rules.findable), ("shows_past", rules.shows_past)] {
        if is {
            all.push((field, "1"));
        }
    }
    Fields::of(&all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::samples::{NASTY, member};
    use crate::chats::{Kind, Role};
    use crate::web::{Sample, check_samples};

    impl Sample for GroupView {
        fn samples(ui: &Ui) -> Vec<GroupView> {
            let rules = Rules { rights: Rights::default(), findable: true, shows_past: false, keep_days: 30 };
            let view = |role: Role, standing: Standing, errors: Errors| {
                let member = Member { standing, ..member(Kind::Group, role) };
                let fields = group_fields(&member, &rules);
                GroupView::new(&member, (fields.clone(), fields), errors, ui)
            };
            let mut wrong = Errors::new();
            for field in ["name", "about", "hue", "picture", "writers", "keep_days"] {
                wrong.add(field, NASTY.to_owned());
            }
            vec![
                view(Role::Owner, Standing::Active, wrong),
                view(Role::Owner, Standing::Archived, Errors::new()),
                view(Role::Administrator, Standing::ReadOnly, Errors::new()),
            ]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<GroupView>();
    }
}
