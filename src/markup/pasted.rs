//! HTML that somebody pastes, as a text of ours: words, links, bold, italics, lists, quotes, code; of a table its rows.
//!
//! It is read as tokens, not as a tree: what browsers put into a clipboard is well formed, and of anything else nothing is left but
//! words. What comes out is a text that is typed, and goes the way of all texts: nothing here has to be safe for that to be.

use html5gum::{StartTag, Token, Tokenizer};

use super::block::is_language;
use super::compose::{Composer, Look};
use super::tags::{HIDDEN, VOID, is_block, language_of, looking, styled};

/// Elements in each other whose ends are looked for; deeper ones are their words.
const DEPTH: usize = 200;

/// The HTML as a text of ours.
pub fn pasted(html: &str) -> String {
    // An office's clipboard says where what was chosen begins and ends.
    let html = html.split_once("<!--StartFragment-->").map_or(html, |(_, chosen)| chosen);
    let html = html.split_once("<!--EndFragment-->").map_or(html, |(chosen, _)| chosen);
    let mut reader = Reader::default();
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => reader.begin(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    while !reader.open.is_empty() {
        reader.pop();
    }
    reader.composer.finish()
}

/// What an element changes, to be undone at its end.
struct Open {
    name: String,
    look: Look,
    effect: Effect,
}

enum Effect {
    None,
    /// A block: its lines are its own.
    Block,
    /// A paragraph: an empty line stands around it.
    Paragraph,
    /// A quote or an item, which was entered.
    Entered,
    /// Code in lines of its own.
    Code,
    List,
    Table,
    Cell,
}

struct List {
    /// The number of the next item; none has marks.
    next: Option<u32>,
}

#[derive(Default)]
struct Table {
    /// Cells of this row so far.
    cells: usize,
    /// Whether other blocks stand in its cells: then it only says where things are on a page.
    layout: bool,
}

#[derive(Default)]
struct Reader {
    composer: Composer,
    open: Vec<Open>,
    look: Look,
    lists: Vec<List>,
    tables: Vec<Table>,
    /// The code that is being read: its language, its text.
    code: Option<(String, String)>,
    /// What nobody sees: in which element, how often it is open.
    hidden: Option<(String, usize)>,
    /// White space that stands before the next word.
    space: bool,
}

impl Reader {
    fn begin(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if let Some((hidden, times)) = &mut self.hidden {
            *times += usize::from(*hidden == name);
            return;
        }
        let attribute = |name: &str| {
            let value = tag.attributes.get(name.as_bytes());
            value.map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
        };
        let style = attribute("style").to_ascii_lowercase().replace(' ', "");
        let unseen =
            style.contains("display:none") || style.contains("visibility:hidden") || style.contains("mso-hide:all");
        let void = VOID.contains(&name.as_str());
        if HIDDEN.contains(&name.as_str()) || unseen || tag.attributes.contains_key(&b"hidden"[..]) {
            if !void {
                self.hidden = Some((name, 1));
            }
            return;
        }
        if void {
            return self.void(&name, &attribute("alt"));
        }
        self.close_before(&name);
        if self.open.len() >= DEPTH {
            return;
        }
        let before = self.look;
        self.look = styled(looking(self.look, &name), &style);
        let effect = match name.as_str() {
            "a" => {
                self.look.link = self.composer.link(&attribute("href")).or(self.look.link);
                Effect::None
            }
            "pre" => self.begin_code(&attribute("class"), &attribute("lang")),
            // What an editor puts into a clipboard.
            "div" | "p" if style.contains("white-space:pre") && style.contains("mono") && self.code.is_none() => {
                self.begin_code("", "")
            }
            "code" if self.code.is_some() => {
                let class = attribute("class");
                self.code
                    .as_mut()
                    .iter_mut()
                    .filter(|(language, _)| language.is_empty())
                    .for_each(|code| code.0 = language_of(&class));
                Effect::None
            }
            "ol" | "ul" | "menu" | "dir" => self.begin_list(&name, &attribute("start")),
            "li" => self.begin_item(),
            "blockquote" => {
                self.paragraph();
                if self.composer.enter_quote() { Effect::Entered } else { Effect::Paragraph }
            }
            "table" => self.begin_table(),
            "tr" => {
                self.line();
                if let Some(table) = self.tables.last_mut() {
                    table.cells = 0;
                }
                Effect::Block
            }
            "td" | "th" => self.begin_cell(&name),
            name if name == "p" || name.len() == 2 && name.starts_with('h') && name != "hr" => {
                self.paragraph();
                Effect::Paragraph
            }
            name if is_block(name) => {
                self.line();
                Effect::Block
            }
            _ => Effect::None,
        };
        self.open.push(Open { name, look: before, effect });
    }

    /// Elements that end where others of their kind begin.
    fn close_before(&mut self, name: &str) {
        let ends: &[&str] = match name {
            "li" => &["li"],
            "td" | "th" => &["td", "th"],
            "tr" => &["td", "th", "tr"],
            "dt" | "dd" => &["dt", "dd"],
            "option" => &["option"],
            _ => &[],
        };
        let stops = ["ul", "ol", "menu", "table", "dl"];
        while let Some(at) = self.open.iter().rposition(|open| ends.contains(&open.name.as_str())) {
            if self.open[at..].iter().any(|open| stops.contains(&open.name.as_str())) {
                break;
            }
            while self.open.len() > at {
                self.pop();
            }
        }
        if is_block(name) && self.open.last().is_some_and(|open| open.name == "p") {
            self.pop();
        }
    }

    fn void(&mut self, name: &str, alt: &str) {
        let cell = self.in_cell();
        match name {
            "br" => match &mut self.code {
                Some((_, text)) => text.push('\n'),
                None if cell => self.space = true,
                None => self.break_line(),
            },
            "hr" => self.paragraph(),
            // An emoji that is drawn.
            "img" if alt.chars().count() < 12 && emojis::get(alt.trim()).is_some() => self.text(alt),
            _ => {}
        }
    }

    /// A line end that is asked for: two of them leave a line empty.
    fn break_line(&mut self) {
        self.space = false;
        if self.composer.is_fresh() { self.composer.end_paragraph() } else { self.composer.end_line() }
    }

    fn begin_code(&mut self, class: &str, lang: &str) -> Effect {
        if self.code.is_some() {
            return Effect::None;
        }
        self.line();
        let language = if is_language(lang) { lang.to_owned() } else { language_of(class) };
        self.code = Some((language, String::new()));
        Effect::Code
    }

    fn begin_list(&mut self, name: &str, start: &str) -> Effect {
        self.leave_cell();
        self.line();
        let next = (name == "ol").then(|| start.parse().unwrap_or(1).min(999_999_999));
        // Right below a text only 1 begins a list.
        if next.is_some_and(|next| next != 1) {
            self.composer.end_paragraph();
        }
        self.lists.push(List { next });
        Effect::List
    }

    fn begin_item(&mut self) -> Effect {
        self.line();
        let number = self.lists.last_mut().and_then(|list| {
            let number = list.next?;
            list.next = Some(number.saturating_add(1).min(999_999_999));
            Some(number)
        });
        let marker = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        if self.composer.enter_item(marker) { Effect::Entered } else { Effect::Block }
    }

    fn begin_table(&mut self) -> Effect {
        self.leave_cell();
        self.paragraph();
        self.tables.push(Table::default());
        Effect::Table
    }

    fn begin_cell(&mut self, name: &str) -> Effect {
        if let Some(table) = self.tables.last_mut().filter(|table| !table.layout) {
            table.cells += 1;
            if table.cells > 1 {
                self.composer.push(Look::default(), " | ");
                self.space = false;
            }
            self.look.bold = self.look.bold || name == "th";
            return Effect::Cell;
        }
        self.line();
        Effect::Block
    }

    /// Whether this is a cell of a table that is one.
    fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| !table.layout)
            && self.open.iter().any(|open| matches!(open.effect, Effect::Cell))
    }

    /// A block in a cell: the table says only where things are.
    fn leave_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.layout = true;
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, times)) = &mut self.hidden {
            *times -= usize::from(hidden == name);
            if *times == 0 {
                self.hidden = None;
            }
            return;
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            while self.open.len() > at {
                self.pop();
            }
        }
    }

    fn pop(&mut self) {
        let Some(Open { look, effect, .. }) = self.open.pop() else { return };
        match effect {
            Effect::None | Effect::Cell => {}
            Effect::Block => self.line(),
            Effect::Paragraph => self.paragraph(),
            Effect::Entered => {
                self.space = false;
                self.composer.leave();
            }
            Effect::Code => {
                if let Some((language, text)) = self.code.take() {
                    self.composer.code_block(&language, &text.replace('\u{a0}', " "));
                }
            }
            Effect::List => {
                self.line();
                self.lists.pop();
            }
            Effect::Table => {
                self.paragraph();
                self.tables.pop();
            }
        }
        self.look = look;
    }

    /// The line is complete; in code, and in a cell, that is another sign.
    fn line(&mut self) {
        let cell = self.in_cell();
        match &mut self.code {
            Some((_, text)) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            None if cell => self.space = true,
            None => {
                self.space = false;
                self.composer.end_line();
            }
        }
    }

    fn paragraph(&mut self) {
        self.line();
        // Items of a list stand one below the other.
        if self.code.is_none() && !self.in_cell() && self.lists.is_empty() {
            self.composer.end_paragraph();
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if let Some((_, code)) = &mut self.code {
            return code.push_str(text);
        }
        // A space that does not break is one all the same; other spaces are as many as one.
        for part in text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            if !word.is_empty() {
                if self.space && !self.composer.is_apart() {
                    self.composer.push(Look { code: false, ..self.look }, " ");
                }
                self.space = false;
                self.composer.push(self.look, word);
            }
            self.space = self.space || word.len() < part.len();
        }
    }
}
