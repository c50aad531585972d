//! A page as a tree of elements: what live.js changes, and what tests look at.

use std::collections::BTreeMap;
use std::fmt::Write;

use scraper::{ElementRef, Html};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Words.
    Text(String),
    /// An element.
    Element(Element),
}

/// An element with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its tag.
    pub name: String,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// What is in it.
    pub children: Vec<Node>,
}

impl Element {
    /// A whole page.
    pub fn document(html: &str) -> Element {
        Element::of(Html::parse_document(html).root_element())
    }

    /// The top elements of a fragment.
    pub fn fragment(html: &str) -> Vec<Element> {
        Html::parse_fragment(html).root_element().children().filter_map(ElementRef::wrap).map(Element::of).collect()
    }

    fn of(element: ElementRef<'_>) -> Element {
        let child = |node| match (ElementRef::wrap(node), node.value().as_text()) {
            (Some(element), _) => Some(Node::Element(Element::of(element))),
            (None, Some(text)) => Some(Node::Text(text.to_string())),
            (None, None) => None,
        };
        Element {
            name: element.value().name().to_owned(),
            attributes: element.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            children: element.children().filter_map(child).collect(),
        }
    }

    /// The attribute's value.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether it has the attribute.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.contains_key(name)
    }

    /// Whether it is of the class.
    pub fn has_class(&self, class: &str) -> bool {
        self.attr("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|one| one == class))
    }

    /// Puts it into the class, or takes it out.
    pub fn toggle_class(&mut self, class: &str, to: bool) {
        let classes = self.attr("class").unwrap_or("").split_ascii_whitespace().filter(|one| *one != class);
        let classes: Vec<&str> = classes.chain(to.then_some(class)).collect();
        match classes.join(" ") {
            none if none.is_empty() => self.attributes.remove("class"),
            some => self.attributes.insert("class".to_owned(), some),
        };
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.attr("id").unwrap_or("")
    }

    /// The number in its id, after these letters.
    #[track_caller]
    pub fn number(&self, letters: &str) -> i64 {
        let number = self.id().strip_prefix(letters).and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("#{} is not {letters} and a number", self.id()))
    }

    /// Its child elements.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The rows of a list that belong somewhere in it: messages, and what says `data-o`.
    pub fn rows(&self) -> Vec<&Element> {
        self.elements().filter(|row| row.is_placed()).collect()
    }

    /// Whether it is the row of a message, or of a line of the house.
    pub fn is_message(&self) -> bool {
        self.id().strip_prefix('m').is_some_and(|number| number.parse::<i64>().is_ok())
    }

    /// Whether it belongs somewhere in a list.
    pub fn is_placed(&self) -> bool {
        self.has("data-o") || self.is_message()
    }

    /// Its place in a list: `data-o`, else a message's number.
    pub fn place(&self) -> f64 {
        let number = self.attr("data-o").or_else(|| self.id().strip_prefix('m'));
        number.and_then(|number| number.parse().ok()).unwrap_or(f64::NAN)
    }

    /// The element of this id, in it or itself.
    pub fn find(&self, id: &str) -> Option<&Element> {
        if self.id() == id { Some(self) } else { self.elements().find_map(|element| element.find(id)) }
    }

    /// The same, to change it.
    pub fn find_mut(&mut self, id: &str) -> Option<&mut Element> {
        if self.id() == id {
            return Some(self);
        }
        self.children.iter_mut().find_map(|child| match child {
            Node::Element(element) => element.find_mut(id),
            Node::Text(_) => None,
        })
    }

    /// The elements in it, or itself, that are so, in their order.
    pub fn all(&self, so: impl Fn(&Element) -> bool + Copy) -> Vec<&Element> {
        let mut found: Vec<&Element> = if so(self) { vec![self] } else { Vec::new() };
        self.elements().for_each(|element| found.extend(element.all(so)));
        found
    }

    /// Does something to it and to all elements in it.
    pub fn each_mut(&mut self, act: &mut impl FnMut(&mut Element)) {
        act(self);
        for child in &mut self.children {
            if let Node::Element(element) = child {
                element.each_mut(act);
            }
        }
    }

    /// The element that holds the one of this id.
    pub fn parent_of(&self, id: &str) -> Option<&Element> {
        if self.elements().any(|element| element.id() == id) {
            return Some(self);
        }
        self.elements().find_map(|element| element.parent_of(id))
    }

    /// Takes out the element of this id.
    pub fn remove(&mut self, id: &str) {
        self.children.retain(|child| !matches!(child, Node::Element(element) if element.id() == id));
        for child in &mut self.children {
            if let Node::Element(element) = child {
                element.remove(id);
            }
        }
    }

    /// Puts the element in the place of the one with its id.
    pub fn replace(&mut self, by: Element) {
        if let Some(old) = self.find_mut(by.id()) {
            *old = by;
        }
    }

    /// What it says, white space folded.
    pub fn text(&self) -> String {
        let mut words = String::new();
        self.say(&mut words);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn say(&self, words: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => words.push_str(text),
                Node::Element(element) => element.say(words),
            }
        }
    }

    /// It as HTML, attributes in the order of their names, white space folded.
    pub fn html(&self) -> String {
        let mut html = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            write!(html, " {name}={value:?}").expect("a string takes all");
        }
        html.push('>');
        for child in &self.children {
            match child {
                Node::Text(text) => html.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
                Node::Element(element) => html.push_str(&element.html()),
            }
        }
        html + "</" + &self.name + ">"
    }

    /// The messages of a chat's page: number and text, oldest first; lines of the house too.
    pub fn messages(&self) -> Vec<(i64, String)> {
        let Some(list) = self.find("messages") else { return Vec::new() };
        let rows = list.elements().filter(|row| row.is_message());
        rows.map(|row| {
            let body = row.all(|element| element.has_class("b"));
            let said = body.first().copied().or_else(|| row.elements().find(|element| element.name == "span"));
            (row.number("m"), said.unwrap_or(row).text())
        })
        .collect()
    }

    /// What a form would send as it stands: names and values.
    pub fn controls(&self) -> Vec<(String, String)> {
        let controls = self.all(|element| element.has("name") && !element.has("disabled"));
        controls.into_iter().filter_map(|control| Some((control.attr("name")?.to_owned(), control.value()?))).collect()
    }

    fn value(&self) -> Option<String> {
        match (self.name.as_str(), self.attr("type").unwrap_or("text")) {
            ("textarea", _) => Some(self.text()),
            ("select", _) => {
                let options = self.all(|option| option.name == "option");
                let chosen = options.iter().find(|option| option.has("selected")).or(options.first())?;
                Some(chosen.attr("value").map_or_else(|| chosen.text(), ToOwned::to_owned))
            }
            ("input", "checkbox" | "radio") => {
                self.has("checked").then(|| self.attr("value").unwrap_or("on").to_owned())
            }
            ("input", "submit" | "button" | "image" | "reset" | "file") => None,
            ("input", _) => Some(self.attr("value").unwrap_or("").to_owned()),
            _ => None,
        }
    }
}
