//! Our markup as a program writes it: from BB codes, from HTML.
//!
//! What is written comes as runs of one style in lines that stand in quotes and lists. Marks are put around runs when a line is
//! complete, where they will be understood as marks; where they would be shown, the words stand without them.

use super::block::MAX_DEPTH;
use super::link;

/// How a run looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
    pub(super) code: bool,
    /// The number of its address.
    pub(super) link: Option<usize>,
}

struct Run {
    look: Look,
    text: String,
}

/// What stands before the lines of a block.
enum Before {
    Quote,
    /// Of an item: its marker in the first line, and room in the others.
    Item {
        marker: String,
        written: bool,
    },
}

/// A text of ours that is being written.
#[derive(Default)]
pub(super) struct Composer {
    out: String,
    line: Vec<Run>,
    /// Whether more than white space stands in the line.
    begun: bool,
    links: Vec<String>,
    before: Vec<Before>,
    /// An empty line is to stand before the next one, in at most so many blocks.
    gap: Option<usize>,
}

impl Composer {
    /// The number of the address for [`Look::link`]; `None` if no link of ours leads there.
    pub(super) fn link(&mut self, address: &str) -> Option<usize> {
        let address = address.trim();
        let escaped = escaped(address);
        link::target(&escaped)?;
        self.links.push(escaped);
        Some(self.links.len() - 1)
    }

    /// Goes on in this line.
    pub(super) fn push(&mut self, look: Look, text: &str) {
        self.begun = self.begun || !text.trim().is_empty();
        match self.line.last_mut() {
            _ if text.is_empty() => {}
            Some(run) if run.look == look => run.text += text,
            _ => self.line.push(Run { look, text: text.to_owned() }),
        }
    }

    /// Whether the line ends with white space, or has not begun.
    pub(super) fn is_apart(&self) -> bool {
        self.line.last().is_none_or(|run| run.text.ends_with(char::is_whitespace))
    }

    /// Whether nothing stands in this line.
    pub(super) fn is_fresh(&self) -> bool {
        !self.begun
    }

    /// Ends the line, if anything stands in it.
    pub(super) fn end_line(&mut self) {
        if self.is_fresh() {
            self.line.clear();
        } else {
            self.always_end_line();
        }
    }

    /// Ends the line, even if nothing stands in it.
    pub(super) fn always_end_line(&mut self) {
        let runs = std::mem::take(&mut self.line);
        self.begun = false;
        let line = Marks { links: &self.links }.around(&runs, 0, (None, None));
        self.write(&line);
    }

    /// Ends the line; before the next one stands an empty one, if there is something before it.
    pub(super) fn end_paragraph(&mut self) {
        self.end_line();
        let unwritten = |before: &Before| matches!(before, Before::Item { written: false, .. });
        if !self.out.is_empty() && !self.before.iter().any(unwritten) {
            self.gap = Some(self.gap.map_or(self.before.len(), |gap| gap.min(self.before.len())));
        }
    }

    /// Writes a line behind what stands before it.
    fn write(&mut self, line: &str) {
        if let Some(depth) = self.gap.take() {
            self.out += &self.room(depth);
            self.out.push('\n');
        }
        let before = self.before();
        self.out += (before + line).trim_end();
        self.out.push('\n');
    }

    /// Begins a quote, or an item with this marker. False if it would be too deep; then it is not to be left.
    fn enter(&mut self, before: Before) -> bool {
        self.end_line();
        if self.before.len() >= MAX_DEPTH {
            return false;
        }
        self.before.push(before);
        true
    }

    /// Begins a quote: see [`enter`](Composer::enter).
    pub(super) fn enter_quote(&mut self) -> bool {
        self.enter(Before::Quote)
    }

    /// Begins an item: see [`enter`](Composer::enter).
    pub(super) fn enter_item(&mut self, marker: String) -> bool {
        self.end_line();
        // Two markers in one line would be one item that begins with a sign.
        if let Some(Before::Item { marker, written: written @ false }) = self.before.last_mut() {
            (*marker, *written) = (String::new(), true);
        }
        self.enter(Before::Item { marker, written: false })
    }

    /// Ends it.
    pub(super) fn leave(&mut self) {
        self.end_line();
        self.before.pop();
    }

    /// Code: in its line, or, if it has several, in a fence.
    pub(super) fn code_block(&mut self, language: &str, text: &str) {
        self.end_line();
        let text = text.trim_matches('\n').trim_end();
        if text.trim().is_empty() {
            return;
        }
        let fence = "`".repeat(longest_run(text).max(2) + 1);
        let lines = std::iter::once(format!("{fence}{language}"));
        for line in lines.chain(text.split('\n').map(str::to_owned)).chain([fence.clone()]) {
            self.write(&line);
        }
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        self.end_line();
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    /// What stands before this line.
    fn before(&mut self) -> String {
        let mut out = String::new();
        for before in &mut self.before {
            match before {
                Before::Quote => out += "> ",
                Before::Item { marker, written: false } => out += marker,
                Before::Item { marker, .. } => out.extend(std::iter::repeat_n(' ', marker.len())),
            }
            if let Before::Item { written, .. } = before {
                *written = true;
            }
        }
        out
    }

    /// What stands before an empty line in so many blocks, at most.
    fn room(&self, depth: usize) -> String {
        let around = &self.before[..depth.min(self.before.len())];
        let quoted = around.iter().rposition(|before| matches!(before, Before::Quote)).map_or(0, |last| last + 1);
        let sign = |before: &Before| match before {
            Before::Quote => "> ".to_owned(),
            Before::Item { marker, .. } => " ".repeat(marker.len()),
        };
        around[..quoted].iter().map(sign).collect::<String>().trim_end().to_owned()
    }
}

/// `[label](address)`, or one of both where the other says nothing.
pub fn linked(address: &str, label: &str) -> String {
    let label = label.trim().replace(['[', ']', '\n'], " ");
    match (address.trim(), label.trim()) {
        ("", label) => label.to_owned(),
        (address, "") => address.to_owned(),
        (address, label) if address == label || address.strip_prefix("mailto:") == Some(label) => label.to_owned(),
        (address, label) => format!("[{label}]({})", escaped(address)),
    }
}

/// The address without what would end it in our markup.
fn escaped(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29").replace(' ', "%20")
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Puts marks around runs.
struct Marks<'c> {
    links: &'c [String],
}

/// The marks from the outermost to the innermost: a link, then these, then code.
const MARKS: [&str; 3] = ["**", "*", "~~"];

impl Marks<'_> {
    /// The runs with the marks from this level on, between these characters.
    fn around(&self, runs: &[Run], level: usize, (first, last): (Option<char>, Option<char>)) -> String {
        let mut out = String::new();
        let mut at = 0;
        while at < runs.len() {
            let is = value(runs[at].look, level);
            let end = at + runs[at..].iter().take_while(|run| value(run.look, level) == is).count();
            let before = out.chars().next_back().or(first);
            let after = runs.get(end).and_then(|run| run.text.chars().next()).or(last);
            let inner = match level {
                LAST => runs[at..end].iter().map(|run| run.text.as_str()).collect(),
                _ => self.around(&runs[at..end], level + 1, (before, after)),
            };
            let core = inner.trim();
            if is.is_none() || core.is_empty() {
                out += &inner;
            } else {
                let (left, right) = inner.split_once(core).unwrap_or_default();
                let edge = |outside: &str, otherwise| if outside.is_empty() { otherwise } else { Some(' ') };
                out += left;
                out += &self.mark((level, is), core, (edge(left, before), edge(right, after)));
                out += right;
            }
            at = end;
        }
        out
    }

    /// The text with the marks of the level, if they will be understood between these characters.
    fn mark(
        &self,
        (level, value): (usize, Option<usize>),
        core: &str,
        (before, after): (Option<char>, Option<char>),
    ) -> String {
        if level == 0 {
            let linked = linked(value.and_then(|n| self.links.get(n)).map_or("", String::as_str), core);
            // A bare address goes to the next space.
            let joined = !linked.ends_with(')') && after.is_some_and(|c| !c.is_whitespace());
            return if joined { linked + " " } else { linked };
        }
        if level == LAST {
            let fence = "`".repeat(longest_run(core) + 1);
            let room = if core.starts_with('`') || core.ends_with('`') { " " } else { "" };
            return [&fence, room, core, room, &fence].concat();
        }
        let mark = MARKS[level - 1];
        let (begins, ends) = (core.chars().next(), core.chars().next_back());
        let open = understood(before, begins) && !core.starts_with('\\');
        if open && understood(after, ends) { [mark, core, mark].concat() } else { core.to_owned() }
    }
}

/// The level of code.
const LAST: usize = 4;

/// What a run is at this level.
fn value(look: Look, level: usize) -> Option<usize> {
    let is = |is: bool| is.then_some(0);
    match level {
        0 => look.link,
        1 => is(look.bold),
        2 => is(look.italic),
        3 => is(look.strike),
        _ => is(look.code),
    }
}

/// Whether a mark between these two is one of the beginning or end of what is inside.
fn understood(outside: Option<char>, inside: Option<char>) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // A backslash would take its meaning, and between two digits it is a product.
    outside != Some('\\') && (word(inside) || !word(outside)) && !(digit(outside) && digit(inside))
}
