//! What a page does with a frame, a line of JSON and then HTML: as static/js/live.js does, function by function.

use std::collections::HashMap;

use serde_json::Value;

use super::{Page, seen};
use crate::support::{Element, Node};

impl Page<'_> {
    pub(super) fn take(&mut self, text: &str) -> Value {
        if let Some(heard) = &mut self.heard {
            heard.push_str(text);
        }
        let (line, html) = text.split_once('\n').unwrap_or((text, ""));
        let head: Value = serde_json::from_str(line).expect("a line of JSON");
        let number = |name: &str| head[name].as_i64();
        if head["reset"].as_bool() == Some(true) {
            self.location_reload("reset");
            return head;
        }
        if number("left").is_some() && number("left") == self.chat() {
            self.location_reload("left");
            return head;
        }
        if number("chat").is_some() && number("chat") != self.chat() {
            return head;
        }
        let purged = head["purged"].as_array().into_iter().flatten();
        if purged.into_iter().any(|id| self.root.find(&format!("m{id}")).is_some()) {
            self.location_reload("purged");
            return head;
        }
        if let Some(to) = number("to") {
            if self.dropping > 0 {
                self.dropping -= 1;
                self.lost = self.lost.max(to);
                return head;
            }
            if to <= self.revision() {
                return head;
            }
            if number("from").expect("a numbered frame says from where") > self.revision() {
                self.behind(to);
                return head;
            }
        }
        if !html.is_empty() && number("to").is_none() && head["soft"].is_null() {
            self.forget_state();
        }
        self.apply(html);
        if let (Some(to), Some(list)) = (number("to"), self.root.find_mut("messages")) {
            list.attributes.insert("data-revision".to_owned(), to.to_string());
        }
        seen::tell(&mut self.root, &head);
        let chat = self.chat();
        seen::begin(&mut self.root, chat, &head);
        for row in head["mine"].as_array().into_iter().flatten() {
            let emoji = row[1].as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned));
            self.reacted.insert(row[0].to_string(), emoji.collect());
        }
        press(&mut self.root, &self.reacted);
        self.mark_current();
        seen::count(&mut self.root);
        head
    }

    /// The lists are no longer those that the page was made with.
    fn forget_state(&mut self) {
        if let Some(live) = self.root.attributes.get_mut("data-live")
            && let Some((before, _)) = live.split_once("&state=")
        {
            *live = before.to_owned();
        }
    }

    fn mark_current(&mut self) {
        let Some(row) = self.chat().and_then(|chat| self.root.find_mut(&format!("c{chat}"))) else { return };
        if let Some(Node::Element(link)) = row.children.first_mut() {
            link.attributes.insert("aria-current".to_owned(), "page".to_owned());
        }
    }

    fn apply(&mut self, html: &str) {
        for fresh in Element::fragment(html) {
            let old = self.root.find(fresh.id());
            if fresh.has("data-gone") {
                if self.root.parent_of(fresh.id()).is_some_and(|list| list.has("data-more")) {
                    self.lacks = true;
                }
                self.root.remove(fresh.id());
            } else if old.is_some_and(|old| old.attr("role") == Some("status") || old.has("aria-live")) {
                if let Some(old) = self.root.find_mut(fresh.id()) {
                    old.children = fresh.children;
                }
            } else {
                self.place(fresh);
            }
        }
    }

    fn place(&mut self, mut fresh: Element) {
        assert!(!fresh.id().is_empty(), "the top elements of a frame have ids: {}", fresh.html());
        let own = self.root.has("data-user") && fresh.attr("data-a") == self.root.attr("data-user");
        fresh.toggle_class("own", own);
        let me = self.root.attr("data-user").map(str::to_owned);
        let calls =
            |one: &Element| one.attr("data-m").is_some_and(|called| called == "0" || Some(called) == me.as_deref());
        let mut called = false;
        fresh.each_mut(&mut |element| called |= calls(element));
        fresh.toggle_class("at", !own && called);
        let old = self.root.find(fresh.id());
        if let Some(old) = old {
            // What one has reacted with: a frame is the same for all.
            let pressed = old.all(|element| element.attr("aria-pressed") == Some("true"));
            let pressed: Vec<String> = pressed.iter().filter_map(|one| one.attr("value").map(str::to_owned)).collect();
            fresh.each_mut(&mut |element| {
                if element.attr("value").is_some_and(|value| pressed.iter().any(|one| one == value)) {
                    element.attributes.insert("aria-pressed".to_owned(), "true".to_owned());
                }
            });
            let voted = old.all(|element| answer(element).is_some() && element.has("checked"));
            let voted: Vec<(&str, &str)> = voted.into_iter().filter_map(answer).collect();
            fresh.each_mut(&mut |element| {
                if let Some(so) = answer(element).map(|one| voted.contains(&one)) {
                    check(element, so);
                }
            });
        }
        press(&mut fresh, &self.reacted);
        let Some(list) = fresh.attr("data-in") else {
            if old.is_some() {
                self.root.replace(fresh);
            }
            return;
        };
        let list = list.to_owned();
        let Some(there) = self.root.find(&list) else { return };
        if old.is_none() && beyond(there, &fresh) {
            return;
        }
        let was = old.is_some();
        let stays = old.is_some_and(|old| old.place() == fresh.place())
            && self.root.parent_of(fresh.id()).is_some_and(|parent| parent.id() == list);
        if stays {
            self.root.replace(fresh);
            return;
        }
        self.root.remove(fresh.id());
        if !was && list == "messages" {
            self.root.remove(&format!("t{}", fresh.attr("data-a").unwrap_or_default()));
        }
        if was && self.root.find(&list).is_some_and(|there| there.id() != "messages" && beyond(there, &fresh)) {
            self.lacks = true;
        }
        let there = self.root.find_mut(&list).expect("it was there");
        there.remove("empty");
        insert(there, fresh);
    }
}

/// The message and the number of an answer that one may vote for.
fn answer(element: &Element) -> Option<(&str, &str)> {
    let radio = element.name == "input" && matches!(element.attr("type"), Some("radio" | "checkbox"));
    let message = element.attr("name").filter(|_| radio)?.strip_prefix('v')?;
    Some((message, element.attr("value")?))
}

fn check(element: &mut Element, so: bool) {
    if so {
        element.attributes.insert("checked".to_owned(), String::new());
    } else {
        element.attributes.remove("checked");
    }
}

/// What its reader has put at messages, at the buttons and answers of those of which frames have said it.
fn press(element: &mut Element, reacted: &HashMap<String, Vec<String>>) {
    element.each_mut(&mut |element| {
        let value = element.attr("aria-pressed").and(element.attr("value")).and_then(|value| value.split_once(' '));
        let so = value.and_then(|(message, emoji)| Some(reacted.get(message)?.iter().any(|one| one == emoji)));
        if let Some(so) = so {
            element.attributes.insert("aria-pressed".to_owned(), so.to_string());
        }
        let voted = |(message, number): (&str, &str)| Some(reacted.get(message)?.iter().any(|one| one == number));
        if let Some(so) = answer(element).and_then(voted) {
            check(element, so);
        }
    });
}

/// Rows outside the window that the page shows are not for it.
fn beyond(list: &Element, fresh: &Element) -> bool {
    let log = list.id() == "messages";
    if log && !list.has("data-newest") {
        return true;
    }
    // Of messages alone: who has viewed one may be told before it comes.
    let rows: Vec<&Element> = list.rows().into_iter().filter(|row| !log || row.is_message()).collect();
    (log || list.has("data-more")) && !rows.is_empty() && rows.iter().all(|row| row.place() > fresh.place())
}

/// By number, from the end, where new messages belong. Rows without one stay where they are.
fn insert(list: &mut Element, fresh: Element) {
    let sign = if list.has("data-desc") { -1.0 } else { 1.0 };
    let mut first = None;
    for (at, child) in list.children.iter().enumerate().rev() {
        let Node::Element(row) = child else { continue };
        if !row.is_placed() {
            continue;
        }
        if sign * row.place() <= sign * fresh.place() {
            list.children.insert(at + 1, Node::Element(fresh));
            return;
        }
        first = Some(at);
    }
    list.children.insert(first.unwrap_or(list.children.len()), Node::Element(fresh));
}
