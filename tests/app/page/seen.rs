//! What a person can see on a page, to compare an old one with a fresh one; and what frames change all over it.

use std::collections::HashMap;

use serde_json::Value;

use crate::support::{Element, Node};

/// Sets who is here and how people are called, wherever the page says so.
pub fn tell(root: &mut Element, head: &Value) {
    let rows = |name: &str| -> HashMap<String, Vec<Value>> {
        let rows = head[name].as_array().cloned().unwrap_or_default();
        rows.into_iter().map(|row| (row[0].to_string(), row.as_array().cloned().unwrap_or_default())).collect()
    };
    let (here, who) = (rows("here"), rows("who"));
    let quoted = rows("quoted");
    if [&here, &who, &quoted].iter().all(|rows| rows.is_empty()) {
        return;
    }
    let word = |row: &[Value], at: usize| row[at].as_str().unwrap_or("").to_owned();
    root.each_mut(&mut |element| {
        let of = |name: &str, rows: &'_ HashMap<String, Vec<Value>>| rows.get(element.attr(name)?).cloned();
        let (mark, words) = (of("data-u", &here).filter(|_| element.has("data-p")), of("data-uw", &here));
        let (door, name) = (of("data-u", &who).filter(|_| element.has_class("av")), of("data-w", &who));
        let line = of("data-q", &quoted);
        if let Some(row) = line {
            element.children = vec![Node::Text(word(&row, 1))];
        }
        if let Some(row) = mark {
            element.attributes.insert("data-p".to_owned(), word(&row, 1));
        }
        if let Some(row) = words {
            element.children = vec![Node::Text(word(&row, 2))];
        }
        if let Some(row) = name {
            element.children = vec![Node::Text(word(&row, 1))];
        }
        if let Some(row) = door {
            let hue = format!("h{}", row[3]);
            element.attributes.insert("data-i".to_owned(), word(&row, 2));
            let classes = element.attr("class").unwrap_or("").split(' ');
            let classes = classes.map(|class| if is_hue(class) { hue.as_str() } else { class });
            let classes = classes.collect::<Vec<_>>().join(" ");
            element.attributes.insert("class".to_owned(), classes);
        }
    });
}

fn is_hue(class: &str) -> bool {
    class.len() == 2 && class.starts_with('h') && class.ends_with(|c: char| c.is_ascii_digit())
}

/// Puts the number of the rail before the title; and what the top of a chat says it is called, wherever else the page says so.
pub fn count(root: &mut Element) {
    let number = root.find("n-msg").map_or_else(String::new, Element::text);
    let bars = root.all(|element| element.name == "header" && element.has("data-write"));
    let called = bars.first().map(|bar| {
        let name = bar.all(|element| element.name == "h1")[0].text();
        (name, bar.attr("data-write").unwrap_or("").to_owned())
    });
    root.each_mut(&mut |element| {
        let named = called.as_ref();
        if element.name == "title" {
            let (_, title) = split_title(&element.text());
            let rest = title.rfind(" · ").map_or("", |at| &title[at..]);
            let title = named.map_or(title.clone(), |(name, _)| [name, rest].concat());
            let title = if number.is_empty() || number == "0" { title } else { format!("({number}) {title}") };
            element.children = vec![Node::Text(title)];
        }
        if let Some((_, write)) = named.filter(|_| element.id() == "composer") {
            write_to(element, write);
        }
    });
}

fn write_to(composer: &mut Element, words: &str) {
    let mut labelled = false;
    composer.each_mut(&mut |element| {
        if element.name == "label" && !labelled {
            labelled = true;
            element.children = vec![Node::Text(words.to_owned())];
        } else if element.attr("name") == Some("text") {
            element.attributes.insert("placeholder".to_owned(), words.to_owned());
        }
    });
}

/// Puts what its reader has begun to write on another page into the composer. Nobody types on this one.
pub fn begin(root: &mut Element, chat: Option<i64>, head: &Value) {
    let Some(composer) = root.find_mut("composer").filter(|_| head["draft"].is_array()) else { return };
    let has = composer.attr("data-draft").and_then(|version| version.parse().ok()).unwrap_or(0);
    let version = head["draft"][0].as_i64().unwrap_or(0);
    if head["chat"].as_i64() != chat || version <= has {
        return;
    }
    composer.attributes.insert("data-draft".to_owned(), version.to_string());
    let text = head["draft"][1].as_str().unwrap_or("").to_owned();
    composer.each_mut(&mut |element| {
        if element.name == "textarea" {
            element.children = vec![Node::Text(text.clone())];
        }
    });
}

/// The number before a title, and the title.
fn split_title(title: &str) -> (String, String) {
    let counted = title.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    match counted.filter(|(number, _)| number.starts_with(|c: char| c.is_ascii_digit())) {
        Some((number, title)) => (number.to_owned(), title.to_owned()),
        None => (String::new(), title.to_owned()),
    }
}

/// The first thing that an old page shows otherwise than a fresh one.
pub fn difference(old: &Element, fresh: &Element) -> Option<String> {
    let (shown, expected) = (messages(old, fresh), messages(fresh, fresh));
    rows("messages", &shown, &expected)
        .or_else(|| lists("recent", old, fresh))
        .or_else(|| lists("near", old, fresh))
        .or_else(|| lists("notices", old, fresh))
        .or_else(|| of(old, fresh, "the bell of the rail", |page| page.find("n-ring").map(Element::text)))
        .or_else(|| of(old, fresh, "the bell of the panel", |page| page.find("n-bell").map(Element::text)))
        .or_else(|| of(old, fresh, "the counter of the rail", |page| page.find("n-msg").map(Element::text)))
        .or_else(|| of(old, fresh, "the counter of the panel", |page| page.find("n-pan").map(Element::text)))
        .or_else(|| of(old, fresh, "the number before the title", |page| Some(split_title(&title(page)).0)))
        .or_else(|| of(old, fresh, "the top of the chat", bar))
        .or_else(|| of(old, fresh, "what the chat is called elsewhere, or where one writes", around))
}

/// The title, what the list of messages is called, and what stands where one writes: what is called how, and begun; or why one does not.
fn around(page: &Element) -> Option<Vec<String>> {
    let attr = |element: &Element, name: &str| element.attr(name).unwrap_or("").to_owned();
    let mut said = vec![split_title(&title(page)).1];
    if let Some(log) = page.find("log") {
        let named = log.attr("aria-labelledby").and_then(|id| page.find(id)).map(Element::text);
        said.push(named.unwrap_or_else(|| attr(log, "aria-label")));
    }
    for place in page.all(|element| element.has_class("composer")) {
        let Some(text) = place.all(|element| element.name == "textarea").first().copied() else {
            said.push(place.text());
            continue;
        };
        let label = place.all(|element| element.name == "label").first().map_or_else(String::new, |label| label.text());
        said.extend([label, attr(text, "placeholder"), attr(place, "data-draft"), text.text()]);
    }
    Some(said)
}

fn title(page: &Element) -> String {
    page.all(|element| element.name == "title").first().map_or_else(String::new, |title| title.text())
}

fn bar(page: &Element) -> Option<String> {
    page.all(|element| element.name == "header" && element.id().starts_with("bar-"))
        .first()
        .map(|bar| plain(bar).html())
}

fn of<T: std::fmt::Debug>(
    old: &Element,
    fresh: &Element,
    what: &str,
    get: impl Fn(&Element) -> Option<T>,
) -> Option<String> {
    let (shown, expected) = (format!("{:?}", get(old)), format!("{:?}", get(fresh)));
    (shown != expected).then(|| {
        let same = shown.chars().zip(expected.chars()).take_while(|(one, other)| one == other).count();
        let rest = |text: &str| text.chars().skip(same.saturating_sub(60)).take(300).collect::<String>();
        format!("{what} is\n  …{}, fresh\n  …{}", rest(&shown), rest(&expected))
    })
}

/// The rows of a list. One that has more than it shows may show more of them than a fresh one.
fn lists(id: &str, old: &Element, fresh: &Element) -> Option<String> {
    let (Some(shown), Some(expected)) = (old.find(id), fresh.find(id)) else {
        let missing = old.find(id).is_some() != fresh.find(id).is_some();
        return missing.then(|| format!("#{id} is on one of the pages only"));
    };
    // A style sheet hides days without notifications; that there are none is said when a page is loaded.
    let counts = |row: &&Element| !row.has_class("dayh") && row.id() != "empty";
    let html = |list: &Element| list.rows().into_iter().filter(counts).map(|row| plain(row).html()).collect::<Vec<_>>();
    let (mut mine, theirs) = (html(shown), html(expected));
    if shown.has("data-more") || expected.has("data-more") {
        mine.truncate(theirs.len());
    }
    rows(id, &mine, &theirs)
}

fn rows(what: &str, shown: &[String], expected: &[String]) -> Option<String> {
    let at = (0..shown.len().max(expected.len())).find(|at| shown.get(*at) != expected.get(*at))?;
    let nothing = "nothing".to_owned();
    let (shown_row, fresh_row) = (shown.get(at).unwrap_or(&nothing), expected.get(at).unwrap_or(&nothing));
    Some(format!(
        "row {at} of #{what} (of {}, fresh {}) is\n  {shown_row}, fresh\n  {fresh_row}",
        shown.len(),
        expected.len()
    ))
}

/// The messages of the page from the first one of the fresh page on, and the days between them.
fn messages(page: &Element, fresh: &Element) -> Vec<String> {
    let first = |page: &Element| {
        let rows = page.find("messages").map(Element::rows).unwrap_or_default();
        rows.into_iter().find(|row| row.is_message()).map(Element::place)
    };
    let Some(from) = first(fresh) else {
        return page.find("messages").map(Element::rows).unwrap_or_default().into_iter().map(Element::html).collect();
    };
    let list = page.find("messages").map(Element::rows).unwrap_or_default();
    let rows = list.into_iter().filter(|row| row.place() >= from && row.id() != "new");
    rows.enumerate()
        .map(|(at, row)| {
            let mut row = plain(row);
            // The first row of a page shows its author in any case.
            if at == 0 {
                row.toggle_class("c", false);
            }
            row.html()
        })
        .collect()
}

/// The element without what is allowed to differ: who is here at the moment, and the token that forms carry for browsers
/// that say nothing of where they come from; none of those has sockets.
fn plain(element: &Element) -> Element {
    let mut plain = element.clone();
    plain.each_mut(&mut |element| {
        element.attributes.remove("data-p");
        element.children.retain(|child| !matches!(child, Node::Element(child) if child.attr("name") == Some("token")));
        if let Some(classes) = element.attributes.get_mut("class") {
            let mut sorted: Vec<&str> = classes.split_ascii_whitespace().collect();
            sorted.sort_unstable();
            *classes = sorted.join(" ");
        }
        if element.has("data-uw") {
            element.children.clear();
        }
    });
    plain
}
