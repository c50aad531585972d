//! What becomes of what is typed.

use proptest::prelude::*;

use super::*;
use crate::web::{Language, Locale};

fn ui() -> Ui {
    Ui::new(Locale::new(Language::English, "Asia/Ho_Chi_Minh"), Moment(1_764_000_000_000_000))
}

fn parse(fields: &[(&str, &str)]) -> Result<Query, Vec<(&'static str, String)>> {
    Query::parse(&Fields::of(fields), &ui()).map_err(|errors| errors.iter().cloned().collect())
}

fn query(typed: &str) -> Query {
    parse(&[("q", typed)]).unwrap_or_else(|errors| panic!("{typed:?}: {errors:?}"))
}

fn asked(typed: &str) -> Vec<String> {
    query(typed).parts.iter().flat_map(|part| part.expressions(Form::Fts)).collect()
}

#[test]
fn words_phrases_and_beginnings() {
    assert_eq!(asked("Phạm  proof "), ["\"pham\"", "\"proof\""]);
    assert_eq!(asked("Phạm proof"), ["\"pham\"", "\"proof\" *"], "it is still being typed");
    assert_eq!(asked("a"), ["\"a\""], "too little to be a beginning");
    assert_eq!(asked("pro* sheet "), ["\"pro\" *", "\"sheet\""]);
    assert_eq!(asked("“red book” «blue»"), ["\"red book\"", "\"blue\""]);
    assert_eq!(asked("\"never ended"), ["\"never ended\""]);
    assert_eq!(asked("don't "), ["\"don t\""]);
    assert_eq!(asked("東京タワー"), ["\"東京 京タ タワ ワー\""]);
    assert_eq!(asked("京"), ["\"京\" *"]);
    assert_eq!(asked("\"東京 tower\""), ["\"東京 京 tower\""]);
    let vectors = |typed| query(typed).parts.iter().flat_map(|part| part.expressions(Form::Vector)).collect::<Vec<_>>();
    assert_eq!(vectors("\"red book club\" pre*"), ["'_pc34a3'", "'_p10464'", "'pre':*"]);
    assert_eq!(vectors("red-book re-pr"), ["'_pc34a3'", "'re'", "'pr':*"]);
}

#[test]
fn operators_and_fields_are_the_same() {
    let typed = query("from:elin in:\"Press room\" has:link after:2026-11-01 before: 2026-12-01 proof");
    let fields = [
        ("q", "proof"),
        ("from", "elin"),
        ("in", "Press room"),
        ("has", "link"),
        ("after", "2026-11-01"),
        ("before", "1/12/2026"),
    ];
    let said = parse(&fields).expect("a query");
    let bare = |query: &Query| {
        let mut query = query.clone();
        query.from.iter_mut().chain(&mut query.places).for_each(|named| named.field = "");
        query
    };
    assert_eq!(bare(&typed), bare(&said));
    assert_eq!(bare(&query("từ:elin trong:\"Press room\" có:link sau:2026-11-01 trước:2026-12-01 proof")), bare(&said));
    assert!(said.link && said.after < said.before && !said.is_words());
    let day = query("on:2026-11-01");
    assert_eq!(day.before.zip(day.after).map(|(end, begin)| end.0 - begin.0), Some(86_400_000_000));
    assert_eq!(asked("note:this https://a.example "), ["\"note this\"", "\"https a example\""], "are words");
    assert_eq!(asked("from: "), ["\"from\""]);
}

#[test]
fn a_word_with_other_marks_is_no_operator() {
    for (typed, word) in [
        ("cỡ:a4 ", "co a4"),
        ("cô:lan ", "co lan"),
        ("tư:2 ", "tu 2"),
        ("sáu:1 ", "sau 1"),
        ("ngáy:1 ", "ngay 1"),
        ("tụ:a ", "tu a"),
    ] {
        assert_eq!(asked(typed), [format!("\"{word}\"")], "{typed}");
    }
    let elin = query("from:elin a ");
    for typed in ["từ:elin a ", "TỪ:elin a ", "tu\u{300}\u{31B}:elin a ", "tu:elin a ", "Của:elin a ", "cua: elin a "]
    {
        assert_eq!(query(typed), elin, "{typed}");
    }
}

#[test]
fn what_cannot_be_looked_for_is_said() {
    let wrong = |fields: &[(&str, &str)]| parse(fields).expect_err("nothing to look for").remove(0);
    assert_eq!(wrong(&[("q", "!!! ***")]).0, "q");
    assert_eq!(wrong(&[("q", &"a".repeat(10_000))]).0, "q");
    assert_eq!(wrong(&[("q", &"a b ".repeat(20))]).0, "q");
    assert_eq!(wrong(&[("q", "has:wings")]).0, "q");
    assert_eq!(wrong(&[("q", "a"), ("after", "yesterday")]).0, "after");
    assert_eq!(wrong(&[("q", "before:2026-02-30")]).0, "q");
    assert!(Query::is_blank(&Fields::of(&[("q", " "), ("order", "best")])));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_query_or_a_sentence(typed in any::<String>()) {
        if let Ok(query) = parse(&[("q", &typed)]) {
            for part in &query.parts {
                let fts = part.expressions(Form::Fts).concat();
                prop_assert_eq!(fts.matches('"').count(), 2);
                prop_assert!(!part.expressions(Form::Vector).concat().contains('\\'));
            }
        }
    }

    #[test]
    fn a_text_is_found_by_its_own_words(text in "[a-zA-ZáạđĐờ東京の한국 ,.!'-]{1,60}") {
        if let Ok(found) = parse(&[("q", &format!("\"{text}\""))]) {
            prop_assert!(found.fits(&text) && found.fits(&format!("before {text}")), "{:?}", found);
            prop_assert!(!found.places_in(&text).is_empty());
        }
    }
}
