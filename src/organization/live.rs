//! How many people are where, as open pages of the structure receive it.

use std::collections::BTreeMap;

use super::census::{Census, Count};
use super::department::Tree;
use super::views::{CountsView, DepartedView, count_words, total_words};
use crate::id::{DepartmentId, UserId};
use crate::live::Topic;
use crate::markup::Html;
use crate::web::{Locale, View};

/// What open pages take out of the page of a person who no longer works here.
pub fn departed_html(person: UserId) -> Html {
    DepartedView { person }.html().unwrap_or_default()
}

/// The topic of the pages that show how many people are in departments.
pub fn counts_topic() -> Topic {
    Topic::new("counts", 0)
}

/// How many people are where, at one moment; or the part of that which is no longer as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the company, and in how many departments.
    total: Option<(Count, i64)>,
    /// In each department and below it.
    each: BTreeMap<DepartmentId, Count>,
}

impl Counts {
    /// All of them.
    pub fn new(tree: &Tree, census: &Census) -> Counts {
        let departments = i64::try_from(tree.len().saturating_sub(1)).unwrap_or(i64::MAX);
        Counts {
            total: tree.root().map(|root| (census.of(root.id), departments)),
            each: tree.walk().into_iter().map(|(_, one)| (one.id, census.of(one.id))).collect(),
        }
    }

    /// Those that are others than before.
    pub fn since(&self, before: &Counts) -> Counts {
        let each = self.each.iter().filter(|(id, count)| before.each.get(id) != Some(count));
        Counts {
            total: self.total.filter(|_| self.total != before.total),
            each: each.map(|(id, count)| (*id, *count)).collect(),
        }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.total.is_none() && self.each.is_empty()
    }

    /// A state frame for pages that show them.
    pub fn text(&self, locale: &Locale) -> String {
        let view = CountsView {
            total: self.total.map(|(count, departments)| total_words(count, departments, locale)),
            each: self.each.iter().map(|(id, count)| (*id, count_words(*count, locale))).collect(),
        };
        format!("{{}}\n{}", view.html().map(crate::markup::Html::into_string).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    fn counts(present: i64) -> Counts {
        let count = |people, present| Count { people, present };
        Counts {
            total: Some((count(1_204, 3 + present), 2)),
            each: [(1, count(1_204, 3 + present)), (2, count(9, 3)), (3, count(7, present))]
                .map(|(id, count)| (DepartmentId(id), count))
                .into(),
        }
    }

    #[test]
    fn what_is_as_it_was_is_not_told() {
        let locale = Locale::new(Language::English, "UTC");
        assert!(counts(1).since(&counts(1)).is_empty());
        let text = counts(2).since(&counts(1)).text(&locale);
        let total = "<span id=\"total\">1,204 people in 2 departments · 5 in now</span>";
        let each = "<span id=\"n1\">5 of 1,204 in</span><span id=\"n3\">2 of 7 in</span>";
        assert_eq!(text, format!("{{}}\n{total}{each}"));
        assert!(counts(2).since(&Counts::default()).text(&locale).contains("<span id=\"n2\">3 of 9 in</span>"));
    }
}
