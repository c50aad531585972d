//! However a text is made, it takes time and room that grow as it does.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::checker::check;
use super::{fold, initials, line, render};

/// Characters of the longest message.
const LENGTH: usize = 20_000;
/// What makes parsers slow when it is repeated.
const FAMILIES: [&str; 101] = [
    ">",
    "> ",
    "[",
    "]",
    "![",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "(",
    ")",
    "](",
    "[](",
    "[a](",
    "a**",
    "**a ",
    "*a _b ",
    "a** b",
    "*a",
    "a*",
    "**x* ",
    "_a ",
    "a_ ",
    "~~a ",
    "a~~ ",
    "- ",
    "-",
    "- a\n",
    "1. a\n",
    "- a\n\n",
    "- a\n    ",
    "> - ",
    "\n",
    "\n\n",
    "> a\n\n>> b\n",
    ">>>>>>>> a\n\n",
    ">>>>>>>>> a\n",
    "> - > - > - a\n",
    "```\n",
    "```a\n",
    "````\n```\n",
    "`a``b```",
    "\\`",
    "` `` ` ",
    "http://",
    "http://a",
    "http://a.bc ",
    "http://a.bc?a=b&c=",
    "www.",
    "www.a.bc,",
    "a@",
    "a@b.c",
    "a@b.cd ",
    "@",
    "://",
    "a:",
    ".",
    "a.",
    "a.bc/",
    "mailto:",
    "https://a.bc、",
    "[a](http://b",
    "[a](http://b)",
    "[a.bc](http://b)",
    "[[a](http://b)](http://c)",
    "[a](http://b)*[a](http://b)**",
    "<",
    "&",
    "\"",
    "&amp;",
    "&#x41;",
    "<b>",
    "<!--",
    "\u{202E}",
    "\u{2067}a",
    "\u{2069}",
    "\u{2067}\u{2069}",
    "\u{202E}a\u{202C}",
    "\u{301}",
    "👩‍👩‍👧",
    "مرحبا ",
    "\u{200F}*א* ",
    "\u{FDFA}",
    "*a **b ***c ",
    "*a_ b_c* ~~d ",
    "[a](http://b(",
    "((((a))))",
    "'http://a",
    "a'b@c.de'",
    "{http://[",
    "1.",
    "1) ",
    "1. a\n   1) b\n",
    "\t",
    "\t- a\n",
    " - a\n",
    "x\n  - a\n",
    "\0",
    "\r\n",
    "\u{AD}",
];

/// A text of so many characters, of this over and over.
fn repeated(part: &str, length: usize) -> String {
    part.chars().cycle().take(length).collect()
}

/// Texts of about so many characters that are not one thing over and over.
fn others(length: usize) -> Vec<(&'static str, String)> {
    let third = length / 3;
    let runs = (1..).scan(0, |sum, n| {
        *sum += n + 1;
        (*sum <= length).then(|| format!("{}a", "`".repeat(n)))
    });
    let stairs = (0..).scan(0, |sum, n| {
        *sum += n + 4;
        (*sum <= length).then(|| format!("{}- a\n", " ".repeat(n)))
    });
    vec![
        ("runs of backticks of all lengths", runs.collect()),
        ("stairs", stairs.collect()),
        ("open, then close", format!("{}{}", repeated("*a ", length / 2), repeated(" a*", length / 2))),
        ("open two, close one", format!("{}{}", repeated("**a ", length / 2), repeated("_b ", length / 2))),
        (
            "brackets, then addresses",
            format!("{}{}", repeated("[", length / 2), repeated("](http://a.bc)", length / 2)),
        ),
        ("open, open, close", ["[", "(", "a)]"].map(|part| repeated(part, third)).concat()),
        ("quotes, lists, code", ["> ", "- ", "`"].map(|part| repeated(part, third)).concat()),
        ("isolates, then text", ["\u{2067}", "a", "\u{2069}"].map(|part| repeated(part, third)).concat()),
        ("one long word", format!("http://{}", repeated("a.b-c/", length))),
        ("a link with much to show", format!("[{}](http://a.bc)", repeated("*a. ", length))),
    ]
}

fn all(length: usize) -> Vec<(&'static str, String)> {
    let repeated = FAMILIES.iter().map(|part| (*part, repeated(part, length)));
    repeated.chain(others(length)).collect()
}

/// What a message is made into on its way.
fn all_that_is_made(text: &str) -> usize {
    render(text).as_str().len() + line(text, 100).len() + fold(text).len() + initials(text).len()
}

/// What takes no more room than this many times that of the text, at a depth that has an end, was not gone through too often.
fn is_bounded(name: &str, text: &str) {
    let html = render(text).into_string();
    let checked = check(&html).unwrap_or_else(|wrong| panic!("{name:?}: {wrong}"));
    assert!(checked.depth <= 22, "{name:?} is {} deep", checked.depth);
    assert!(html.len() <= 40 * text.len(), "{name:?} became {} bytes of {}", html.len(), text.len());
    // The longest compatibility form: U+FDFA, of three bytes, stands for 18 characters.
    assert!(fold(text).len() <= 12 * text.len(), "{name:?} folds to {} bytes", fold(text).len());
    assert!(line(text, 100).chars().count() <= 100, "{name:?}");
}

#[test]
fn no_text_takes_more_room_than_so_many_times_its_own() {
    for (name, text) in all(LENGTH) {
        is_bounded(name, &text);
    }
}

#[test]
fn nor_do_any_two_that_meet() {
    for one in FAMILIES {
        for other in FAMILIES {
            is_bounded(one, &repeated(&[one, other].concat(), 48));
        }
    }
}

/// A message of the greatest length. The limit is loose, for a busy machine and a build without optimisation: what is quadratic
/// takes many times longer. The times in the decision are from `cargo test --release -- --nocapture`.
#[test]
fn no_text_takes_long() {
    let mut slowest = Vec::new();
    for (name, text) in all(LENGTH) {
        let took = time_of(&text, 1);
        slowest.push((took, name));
        assert!(took < Duration::from_secs(4), "{name:?} took {took:?}");
    }
    slowest.sort_unstable();
    for (took, name) in slowest.iter().rev().take(8) {
        println!("{took:?}: {name:?}");
    }
}

/// The shortest time that some tries had of a processor: what else the machine does is not counted.
pub(super) fn least_time<R>(tries: usize, made: impl Fn() -> R) -> Duration {
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default();
    let once = |_| {
        let started = now();
        black_box(made());
        now().saturating_sub(started)
    };
    (0..tries).map(once).min().unwrap_or_default()
}

fn time_of(text: &str, tries: usize) -> Duration {
    least_time(tries, || all_that_is_made(black_box(text)))
}

/// Linear is 8, n log n about 10, quadratic 64.
const MOST: f64 = 20.0;

/// A text of eight times the length takes about eight times as long, within what a message may be and beyond.
#[test]
#[ignore = "long: ./test --long"]
fn long_eight_times_the_text_takes_about_eight_times_as_long() {
    let mut ratios = Vec::new();
    for (length, tries) in [(LENGTH / 8, 4), (LENGTH / 2, 1)] {
        for ((name, text), (_, longer)) in all(length).into_iter().zip(all(8 * length)) {
            let ratio = || time_of(&longer, tries).as_secs_f64() / time_of(&text, 4 * tries).as_secs_f64().max(1e-6);
            // Something else may have had the machine: what is quadratic is so again.
            let ratio = (0..3).map(|_| ratio()).find(|ratio| *ratio <= MOST).unwrap_or_else(&ratio);
            ratios.push((ratio, length, name));
        }
    }
    ratios.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (ratio, length, name) in ratios.iter().take(5) {
        eprintln!("{ratio:.1} times as long for 8 times {length} characters of {name:?}");
    }
    let (ratio, length, name) = ratios[0];
    assert!(ratio <= MOST, "{ratio:.1} times as long for 8 times {length} characters of {name:?}");
    eprintln!(
        "{} families of texts, of {} and of {} characters and eight times as many",
        ratios.len() / 2,
        LENGTH / 8,
        LENGTH / 2
    );
}
