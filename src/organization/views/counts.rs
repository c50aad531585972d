//! How many people are in departments, in words.

use askama::Template;

use crate::id::DepartmentId;
use crate::organization::census::Count;
use crate::web::Locale;

/// `21 of 38 in`
pub fn count_words(count: Count, locale: &Locale) -> String {
    let number = |of: i64| locale.number(of);
    locale.with2("people-in", ("present", number(count.present)), ("people", number(count.people)))
}

/// `10,208 people in 214 departments · 6,412 in now`
pub fn total_words(count: Count, departments: i64, locale: &Locale) -> String {
    let departments = locale.count("people-departments", departments);
    let people = ("people", people_words(count.people, locale));
    let of = locale.with2("people-total", people, ("departments", departments));
    [of, locale.with("people-present", "count", locale.number(count.present))].join(" · ")
}

/// `10,208 people`
pub fn people_words(count: i64, locale: &Locale) -> String {
    locale.with2("people-count", ("count", count), ("number", locale.number(count)))
}

/// Counts for pages that show them already.
#[derive(Template)]
#[template(path = "organization/counts.html")]
pub struct CountsView {
    /// What is said of the company.
    pub total: Option<String>,
    /// What is said of departments.
    pub each: Vec<(DepartmentId, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, Ui, check_samples};

    impl Sample for CountsView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let count = Count { people: 10_208, present: 6_412 };
            let each = vec![(DepartmentId(2), count_words(count, ui)), (DepartmentId(3), "<b>".to_owned())];
            vec![
                CountsView { total: Some(total_words(count, 214, ui)), each },
                CountsView { total: None, each: Vec::new() },
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<CountsView>();
    }
}
