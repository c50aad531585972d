//! BB codes, as boards write them, in our markup.
//!
//! Only pairs count, one in the other: `a[i] = b[i]` and `[b]` alone are what they look like. What has no mark of ours (colours,
//! sizes, underlines) leaves its words.

use super::block::is_language;
use super::compose::{Composer, Look};
use super::typed;

/// Pairs in each other; deeper ones stay as typed.
const DEPTH: usize = 12;
/// Bytes of the longest tag: an address, mostly.
const TAG: usize = 2048;
/// Bytes behind the name of one that says no more: white space, and its end.
const SPACE: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Bold,
    Italic,
    Strike,
    /// Its words, without what we have no mark for.
    Plain,
    Link,
    Mail,
    Image,
    Quote,
    Code,
    List,
    Item,
}

fn tag(name: &str) -> Option<Tag> {
    Some(match name.to_ascii_lowercase().as_str() {
        "b" | "bold" | "strong" => Tag::Bold,
        "i" | "italic" | "em" => Tag::Italic,
        "s" | "strike" | "del" => Tag::Strike,
        "u" | "color" | "colour" | "size" | "font" | "center" | "left" | "right" | "justify" | "sub" | "sup"
        | "highlight" => Tag::Plain,
        "url" => Tag::Link,
        "email" => Tag::Mail,
        "img" => Tag::Image,
        "quote" => Tag::Quote,
        "code" => Tag::Code,
        "list" => Tag::List,
        "*" => Tag::Item,
        _ => return None,
    })
}

enum Node<'t> {
    Text(&'t str),
    /// Code in marks of ours, which stays as it is typed.
    Code(&'t str),
    Item,
    Pair {
        tag: Tag,
        value: &'t str,
        inner: Vec<Node<'t>>,
    },
}

/// The text in our markup; `None` if there is nothing to change.
pub(super) fn written(text: &str) -> Option<String> {
    if !text.contains("[/") {
        return None;
    }
    let nodes = parse(text);
    if nodes.iter().all(|node| matches!(node, Node::Text(_) | Node::Code(_))) {
        return None;
    }
    let mut writer = Writer { composer: Composer::default(), after_block: false };
    writer.nodes(&nodes, Look::default());
    Some(writer.composer.finish())
}

/// A tag as it is written.
struct Written<'t> {
    tag: Tag,
    closes: bool,
    value: &'t str,
    length: usize,
}

/// The tag that the text begins with.
fn read(text: &str) -> Option<Written<'_>> {
    let (closes, body) = text[1..].strip_prefix('/').map_or((false, &text[1..]), |body| (true, body));
    let name = body.find(|c: char| !c.is_ascii_alphabetic() && c != '*').unwrap_or(body.len());
    let tag = tag(&body[..name])?;
    let plain = closes || matches!(tag, Tag::Bold | Tag::Italic | Tag::Strike | Tag::Item);
    let most = if plain { name + SPACE } else { TAG };
    let length = body.bytes().take(most).position(|byte| byte == b']' || byte == b'\n')?;
    let value = body[..length].get(name..).filter(|value| value.is_empty() || value.starts_with(['=', ' ']))?;
    let value = value.trim_start_matches(['=', ' ']).trim();
    // `[b the]` is no tag.
    let apt = value.is_empty() || !plain;
    let ended = body.as_bytes()[length] == b']';
    let length = length + 2 + usize::from(closes);
    (apt && ended).then_some(Written { tag, closes, value: value.trim_matches(['"', '\'']), length })
}

/// A pair of which the end is yet to come.
struct Open<'t> {
    tag: Tag,
    value: &'t str,
    source: &'t str,
    inner: Vec<Node<'t>>,
}

/// What ends code.
const END_CODE: &str = "[/code]";

fn parse(text: &str) -> Vec<Node<'_>> {
    let lower = text.to_ascii_lowercase();
    // Behind the last end nobody looks for one.
    let last = lower.rfind(END_CODE).unwrap_or(0);
    let mut tree = Tree { open: Vec::new(), done: Vec::new() };
    let mut at = 0;
    for (said, range) in typed::stretches(text) {
        at = at.max(range.start);
        if !said {
            tree.code(text.get(at..range.end).unwrap_or_default());
            continue;
        }
        while at < range.end {
            let next = text[at..range.end].find('[').map_or(range.end, |next| at + next);
            tree.text(&text[at..next]);
            at = next;
            let Some(found) = text[at..range.end].starts_with('[').then(|| read(&text[at..])).flatten() else {
                // A bracket that is none of ours.
                let length = usize::from(at < range.end);
                tree.text(&text[at..at + length]);
                at += length;
                continue;
            };
            let end = at + found.length;
            let code = (found.tag == Tag::Code && !found.closes && end <= last).then(|| lower[end..].find(END_CODE));
            at = match code.flatten() {
                Some(length) => {
                    let inner = vec![Node::Text(&text[end..end + length])];
                    tree.push(Node::Pair { tag: Tag::Code, value: found.value, inner });
                    end + length + END_CODE.len()
                }
                None => {
                    tree.take(found, &text[at..end]);
                    end
                }
            };
        }
    }
    tree.finish()
}

struct Tree<'t> {
    open: Vec<Open<'t>>,
    done: Vec<Node<'t>>,
}

impl<'t> Tree<'t> {
    fn push(&mut self, node: Node<'t>) {
        self.open.last_mut().map_or(&mut self.done, |open| &mut open.inner).push(node);
    }

    fn text(&mut self, text: &'t str) {
        if !text.is_empty() {
            self.push(Node::Text(text));
        }
    }

    fn code(&mut self, text: &'t str) {
        if !text.is_empty() {
            self.push(Node::Code(text));
        }
    }

    fn take(&mut self, found: Written<'t>, source: &'t str) {
        let Written { tag, closes, value, .. } = found;
        if tag == Tag::Code {
            // Its pair is found at once: this is the half of one.
            return self.text(source);
        }
        let at = self.open.iter().rposition(|open| open.tag == if tag == Tag::Item { Tag::List } else { tag });
        match (tag, closes, at) {
            (Tag::Item, closes, Some(at)) => {
                self.unwind(at + 1);
                if !closes {
                    self.push(Node::Item);
                }
            }
            (_, true, Some(at)) => {
                self.unwind(at + 1);
                if let Some(Open { tag, value, inner, .. }) = self.open.pop() {
                    self.push(Node::Pair { tag, value, inner });
                }
            }
            (_, false, _) if tag != Tag::Item && self.open.len() < DEPTH => {
                self.open.push(Open { tag, value, source, inner: Vec::new() });
            }
            _ => self.text(source),
        }
    }

    /// What was opened from here on and not closed is a text.
    fn unwind(&mut self, from: usize) {
        while self.open.len() > from {
            let Some(Open { source, inner, .. }) = self.open.pop() else { return };
            self.text(source);
            // An item is one only in its list.
            inner
                .into_iter()
                .for_each(|node| self.push(if matches!(node, Node::Item) { Node::Text("[*]") } else { node }));
        }
    }

    fn finish(mut self) -> Vec<Node<'t>> {
        self.unwind(0);
        self.done
    }
}

struct Writer {
    composer: Composer,
    /// Whether a block has just ended: the line end that follows it is its own.
    after_block: bool,
}

impl Writer {
    fn nodes(&mut self, nodes: &[Node<'_>], look: Look) {
        nodes.iter().for_each(|node| self.node(node, look));
    }

    fn node(&mut self, node: &Node<'_>, look: Look) {
        let (tag, value, inner) = match node {
            Node::Text(text) => return self.text(text, look),
            Node::Code(text) => return self.kept(text, look),
            Node::Item => return,
            Node::Pair { tag, value, inner } => (tag, value, inner),
        };
        match tag {
            Tag::Bold => self.nodes(inner, Look { bold: true, ..look }),
            Tag::Italic => self.nodes(inner, Look { italic: true, ..look }),
            Tag::Strike => self.nodes(inner, Look { strike: true, ..look }),
            Tag::Plain | Tag::Image | Tag::Item => self.nodes(inner, look),
            Tag::Link | Tag::Mail => self.link(*tag, value, inner, look),
            Tag::Quote => self.quote(value, inner, look),
            Tag::List => self.list(value, inner, look),
            Tag::Code => self.code(value, inner, look),
        }
    }

    /// Text as it is typed, line by line; a mark of a block at the beginning of a line stays before the marks of its style.
    fn text(&mut self, text: &str, look: Look) {
        let text = text.strip_prefix('\n').filter(|_| self.after_block).unwrap_or(text);
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.composer.always_end_line();
            }
            let sign = if self.composer.is_fresh() { block_sign(line) } else { 0 };
            self.composer.push(Look::default(), &line[..sign]);
            self.composer.push(look, &line[sign..]);
        }
        self.after_block = self.after_block && text.is_empty();
    }

    /// Code as it is typed. Marks of a style may stand around it within a line; between its lines they would be a part of it.
    fn kept(&mut self, text: &str, look: Look) {
        let look = if text.contains('\n') { Look::default() } else { look };
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.composer.always_end_line();
            }
            self.composer.push(look, line);
        }
        self.after_block = false;
    }

    fn link(&mut self, tag: Tag, value: &str, inner: &[Node<'_>], look: Look) {
        let shown = plain(inner);
        let typed = if value.is_empty() { shown.trim() } else { value };
        let address = match tag {
            Tag::Mail => format!("mailto:{}", typed.trim_start_matches("mailto:")),
            _ if typed.contains(':') => typed.to_owned(),
            _ => format!("https://{typed}"),
        };
        match self.composer.link(&address) {
            Some(link) if !value.is_empty() => self.nodes(inner, Look { link: Some(link), ..look }),
            // Where it leads is said, too.
            None if !value.is_empty() => {
                self.nodes(inner, look);
                self.composer.push(look, &format!(" ({value})"));
            }
            _ => self.nodes(inner, look),
        }
    }

    fn quote(&mut self, value: &str, inner: &[Node<'_>], look: Look) {
        let entered = self.composer.enter_quote();
        // Boards put the number of what is quoted behind the name.
        let name = value.split([',', ';']).next().unwrap_or_default().trim_matches(['"', '\'']).trim();
        let name = name.strip_prefix("author=").unwrap_or(name);
        if !name.is_empty() {
            self.composer.push(Look { bold: true, ..Look::default() }, &format!("{name}:"));
            self.composer.end_line();
        }
        self.block(inner, look);
        self.leave(entered);
    }

    fn leave(&mut self, entered: bool) {
        self.composer.end_line();
        if entered {
            self.composer.leave();
        }
        self.after_block = true;
    }

    /// What stands in a block, without the line ends at its edges.
    fn block(&mut self, inner: &[Node<'_>], look: Look) {
        let blank = |node: &&Node<'_>| matches!(node, Node::Text(text) if text.trim().is_empty());
        let first = inner.iter().take_while(blank).count();
        let last = inner.len() - inner[first..].iter().rev().take_while(blank).count();
        self.after_block = false;
        for (n, node) in inner[first..last].iter().enumerate() {
            match node {
                Node::Text(text) => {
                    let text = if n == 0 { text.trim_start() } else { text };
                    self.text(if first + n + 1 == last { text.trim_end() } else { text }, look);
                }
                node => self.node(node, look),
            }
        }
    }

    fn list(&mut self, value: &str, inner: &[Node<'_>], look: Look) {
        self.composer.end_line();
        let mut number = if value.is_empty() { None } else { Some(value.parse().unwrap_or(1_u32)) };
        for (n, item) in inner.split(|node| matches!(node, Node::Item)).enumerate() {
            if n == 0 {
                self.block(item, look);
                self.composer.end_line();
                continue;
            }
            let marker = number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
            number = number.map(|number| number.saturating_add(1).min(999_999_999));
            let entered = self.composer.enter_item(marker);
            self.block(item, look);
            self.leave(entered);
        }
        self.after_block = true;
    }

    fn code(&mut self, value: &str, inner: &[Node<'_>], look: Look) {
        let text = plain(inner);
        if text.trim_matches('\n').contains('\n') || text.starts_with('\n') {
            let language = if is_language(value) { value } else { "" };
            self.composer.code_block(language, &text);
            self.after_block = true;
        } else {
            self.composer.push(Look { code: true, ..look }, &text);
            self.after_block = false;
        }
    }
}

/// The words of the nodes.
fn plain(nodes: &[Node<'_>]) -> String {
    let text = |node: &Node<'_>| match node {
        Node::Text(text) | Node::Code(text) => (*text).to_owned(),
        Node::Item => String::new(),
        Node::Pair { inner, .. } => plain(inner),
    };
    nodes.iter().map(text).collect()
}

/// How long the mark of a quote or list is that the line begins with.
fn block_sign(line: &str) -> usize {
    let body = line.trim_start_matches([' ', '\t', '>']);
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let after = body[digits..].strip_prefix(if digits == 0 { &['-', '*'][..] } else { &['.', ')'][..] });
    let rest = after.filter(|rest| rest.starts_with(' ')).map_or(body, |rest| rest.trim_start());
    line.len() - rest.len()
}
