//! A message to HTML.

use std::collections::HashSet;

use super::block::{self, Block};
use super::code;
use super::html::{Html, push_escaped};
use super::inline::{self, Piece, Style};
use super::line;
use super::link::{self, is_isolate};

/// The text of a message as HTML that is safe on any page.
///
/// Blocks are `<p>`, `<blockquote>`, `<ul>`, `<ol>` and `<pre>` (in a `<figure class="code">` if a language is given),
/// each with its own direction and `\n` between them; in code of a known language are `<span>`s with classes; elsewhere inside are `<b> <i> <s> <code> <br> <a>`. All other text is shown
/// as typed, except that control characters are removed, and that an override of direction holds no further than its
/// line and only isolates. An empty text gives empty HTML. Never fails; linear in the text; elements are nested at most
/// 22 deep; the output takes at most 40 bytes for one typed (27 were reached: `>>>>>>>> a`, each a paragraph).
pub fn render(text: &str) -> Html {
    render_calling(text, &[])
}

/// The same, in which each `@` before one of these names calls somebody, by their number: `<mark data-m="12">@Elin</mark>`.
pub fn render_calling(text: &str, calls: &[(i64, String)]) -> Html {
    let text = clean(text);
    let mut writer = Writer { out: String::with_capacity(text.len() * 2), styles: [0; 3], isolates: 0, calls };
    writer.blocks(&block::parse(&text));
    Html::trusted(writer.out)
}

/// The text with `\n` as its only line end, without control characters but `\n` and `\t`, and with embeddings and
/// overrides of direction turned into isolates: those cannot reorder their neighbours (UAX #9 §2.7 recommends them).
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{202A}' | '\u{202D}' => out.push('\u{2066}'),
            '\u{202B}' | '\u{202E}' => out.push('\u{2067}'),
            '\u{202C}' => out.push('\u{2069}'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Isolates open at once; UAX #9 knows 125 levels, people need one or two.
const MAX_ISOLATES: usize = 16;

/// What somebody says in a message: its texts without code and links, in order.
pub fn spoken(text: &str) -> Vec<String> {
    let text = clean(text);
    let mut out = Vec::new();
    push_spoken(&mut out, &block::parse(&text));
    out
}

/// Whether the message shows a link.
pub fn has_link(text: &str) -> bool {
    first(&block::parse(&clean(text)), &mut |_, _| Some(())).is_some()
}

/// A link of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads to: `http`, `https` or `mailto`, percent-encoded.
    pub href: String,
    /// The host of that as it was typed, or the mail address: what the words may hide.
    pub place: String,
    /// Its words in one plain line: escape it where it is printed.
    pub words: String,
}

/// The links that the message shows, in order, each address once, with the words that it has first.
pub fn links(text: &str) -> Vec<Link> {
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    first(&block::parse(&clean(text)), &mut |target, shown| {
        if seen.insert(target.href.clone()) {
            let mut words = String::new();
            inline::plain(shown, &mut words);
            all.push(Link { href: target.href.clone(), place: target.place.clone(), words: line::flat(&words) });
        }
        None::<()>
    });
    all
}

/// The address of the first page that the message links to: `http` or `https`, percent-encoded, without a user before the host.
pub fn first_page(text: &str) -> Option<String> {
    first(&block::parse(&clean(text)), &mut |target, _| target.page().map(ToOwned::to_owned))
}

/// What this makes of the first link of which it makes something.
fn first<T>(blocks: &[Block<'_>], of: &mut impl FnMut(&link::Target, &[Piece<'_>]) -> Option<T>) -> Option<T> {
    blocks.iter().find_map(|block| match block {
        Block::Text(text) => inline::parse(text).iter().find_map(|piece| match piece {
            Piece::Link { target, shown } => of(target, shown),
            _ => None,
        }),
        Block::Code { .. } => None,
        Block::Quote(blocks) => first(blocks, of),
        Block::Bullets(items) => items.iter().find_map(|item| first(item, of)),
        Block::Numbers(items) => items.iter().find_map(|(_, item)| first(item, of)),
    })
}

fn push_spoken(out: &mut Vec<String>, blocks: &[Block<'_>]) {
    for block in blocks {
        match block {
            Block::Text(text) => {
                let said =
                    |piece: &Piece<'_>| if let Piece::Text(text) = piece { Some((*text).to_owned()) } else { None };
                out.extend(inline::parse(text).iter().filter_map(said));
            }
            Block::Code { .. } => {}
            // Who is quoted calls nobody once more.
            Block::Quote(_) => {}
            Block::Bullets(items) => items.iter().for_each(|item| push_spoken(out, item)),
            Block::Numbers(items) => items.iter().for_each(|(_, item)| push_spoken(out, item)),
        }
    }
}

/// The code blocks of a message, in order.
pub fn codes(text: &str) -> Vec<String> {
    code_in(text, false)
}

/// The same with code in lines.
pub(super) fn all_code(text: &str) -> Vec<String> {
    code_in(text, true)
}

fn code_in(text: &str, lines: bool) -> Vec<String> {
    let text = clean(text);
    let mut out = Vec::new();
    push_code(&mut out, &block::parse(&text), lines);
    out
}

fn push_code(out: &mut Vec<String>, blocks: &[Block<'_>], lines: bool) {
    for block in blocks {
        match block {
            Block::Text(text) if lines => push_spans(out, &inline::parse(text)),
            Block::Text(_) => {}
            Block::Code { text, .. } => out.push(text.clone()),
            Block::Quote(blocks) => push_code(out, blocks, lines),
            Block::Bullets(items) => items.iter().for_each(|item| push_code(out, item, lines)),
            Block::Numbers(items) => items.iter().for_each(|(_, item)| push_code(out, item, lines)),
        }
    }
}

fn push_spans(out: &mut Vec<String>, pieces: &[Piece<'_>]) {
    for piece in pieces {
        match piece {
            Piece::Code(text) => out.push((*text).to_owned()),
            Piece::Link { shown, .. } => push_spans(out, shown),
            _ => {}
        }
    }
}

struct Writer<'c> {
    out: String,
    /// Who is called, and by which names.
    calls: &'c [(i64, String)],
    /// How often each style is open: bold inside bold says nothing new, so only the outermost becomes an element.
    styles: [usize; 3],
    /// Isolates open in this line.
    isolates: usize,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block<'_>]) {
        for (n, block) in blocks.iter().enumerate() {
            if n > 0 {
                self.out.push('\n');
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        match block {
            Block::Text(text) => {
                self.out.push_str("<p dir=\"auto\">");
                self.paragraph(text);
                self.out.push_str("</p>");
            }
            Block::Code { language, text } => self.code_block(*language, text),
            Block::Quote(blocks) => {
                self.out.push_str("<blockquote dir=\"auto\">\n");
                self.blocks(blocks);
                self.out.push_str("\n</blockquote>");
            }
            Block::Bullets(items) => {
                self.out.push_str("<ul>\n");
                items.iter().for_each(|item| self.item(None, item));
                self.out.push_str("</ul>");
            }
            Block::Numbers(items) => self.numbers(items),
        }
    }

    /// A numbered list shows the numbers that were typed. One that is not the next gets a `value`, except where the
    /// same number is typed again and again, which is how Markdown is written to be counted.
    fn numbers(&mut self, items: &[(u32, Vec<Block<'_>>)]) {
        let start = items.first().map_or(1, |(number, _)| *number);
        match start {
            1 => self.out.push_str("<ol>\n"),
            start => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
        }
        let (mut expected, mut before) = (start, None);
        for (number, item) in items {
            let counts = *number == expected || Some(*number) == before;
            self.item(if counts { None } else { Some(*number) }, item);
            expected = if counts { expected } else { *number } + 1;
            before = Some(*number);
        }
        self.out.push_str("</ol>");
    }

    /// An item's first paragraph needs no element of its own.
    fn item(&mut self, value: Option<u32>, blocks: &[Block<'_>]) {
        match value {
            None => self.out.push_str("<li dir=\"auto\">"),
            Some(value) => self.out.push_str(&format!("<li dir=\"auto\" value=\"{value}\">")),
        }
        let rest = match blocks {
            [Block::Text(text), rest @ ..] => {
                self.paragraph(text);
                rest
            }
            blocks => blocks,
        };
        if !rest.is_empty() {
            self.out.push('\n');
            self.blocks(rest);
            self.out.push('\n');
        }
        self.out.push_str("</li>\n");
    }

    fn code_block(&mut self, language: Option<&str>, text: &str) {
        // A language is held to [A-Za-z0-9+#._-]: nothing to escape.
        match language {
            None => self.out.push_str("<pre dir=\"ltr\"><code>"),
            Some(name) => self.out.push_str(&format!(
                "<figure class=\"code\"><figcaption>{name}</figcaption>\n\
                 <pre dir=\"ltr\"><code class=\"language-{name}\">"
            )),
        }
        let mut at = 0;
        for (kind, range) in language.map(|name| code::stretches(name, text)).unwrap_or_default() {
            self.code(&text[at..range.start]);
            self.out.push_str(&format!("<span class=\"{}\">", kind.class()));
            self.code(&text[range.clone()]);
            self.out.push_str("</span>");
            at = range.end;
        }
        self.code(&text[at..]);
        self.out.push_str("</code></pre>");
        if language.is_some() {
            self.out.push_str("</figure>");
        }
    }

    fn paragraph(&mut self, text: &str) {
        self.pieces(&inline::parse(text));
        self.end_isolates(0);
    }

    fn pieces(&mut self, pieces: &[Piece<'_>]) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text(text),
                Piece::Code(text) => {
                    self.out.push_str("<code>");
                    for (n, line) in text.split('\n').enumerate() {
                        self.out.push_str(if n > 0 { "<br>\n" } else { "" });
                        self.code(line);
                    }
                    self.out.push_str("</code>");
                }
                Piece::Break => {
                    self.end_isolates(0);
                    self.out.push_str("<br>\n");
                }
                Piece::Open(style) => {
                    self.styles[*style as usize] += 1;
                    if self.styles[*style as usize] == 1 {
                        self.out.push_str(tags(*style).0);
                    }
                }
                Piece::Close(style) => {
                    self.styles[*style as usize] -= 1;
                    if self.styles[*style as usize] == 0 {
                        self.out.push_str(tags(*style).1);
                    }
                }
                Piece::Link { target, shown } => self.link(target, shown),
            }
        }
    }

    fn link(&mut self, target: &link::Target, shown: &[Piece<'_>]) {
        self.out.push_str("<a href=\"");
        target.href.chars().for_each(|c| push_escaped(&mut self.out, c));
        self.out.push_str("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
        // The text's isolates are its own, so that it cannot reorder the real host behind it.
        let around = std::mem::take(&mut self.isolates);
        self.pieces(shown);
        self.end_isolates(0);
        self.isolates = around;
        self.out.push_str("</a>");
        let mut seen = String::new();
        inline::plain(shown, &mut seen);
        if link::misleads(&seen, target) {
            self.out.push_str(" (");
            target.place.chars().for_each(|c| push_escaped(&mut self.out, c));
            self.out.push(')');
        }
    }

    /// Text, with who is called in it.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('@').filter(|_| !self.calls.is_empty()) {
            let (before, after) = rest.split_at(at);
            before.chars().for_each(|c| self.character(c));
            let within = before.chars().next_back().is_some_and(char::is_alphanumeric);
            // The longest of the names that stand here; several people may be called that.
            let stands =
                |name: &str| after[1..].strip_prefix(name).is_some_and(|next| !next.starts_with(char::is_alphanumeric));
            let here = || self.calls.iter().filter(|(_, name)| !within && stands(name));
            let longest = here().map(|(_, name)| name.len()).max();
            let called: Vec<i64> =
                here().filter(|(_, name)| longest == Some(name.len())).map(|(user, _)| *user).collect();
            let length = 1 + longest.unwrap_or(0);
            if called.is_empty() {
                self.character('@');
            } else {
                for user in &called {
                    self.out.push_str("<mark data-m=\"");
                    self.out.push_str(&user.to_string());
                    self.out.push_str("\">");
                }
                after[..length].chars().for_each(|c| push_escaped(&mut self.out, c));
                called.iter().for_each(|_| self.out.push_str("</mark>"));
            }
            rest = &after[length..];
        }
        rest.chars().for_each(|c| self.character(c));
    }

    /// One character of text. Every isolate that begins is ended; an end without a beginning is left out.
    fn character(&mut self, c: char) {
        match c {
            '\u{2069}' if self.isolates == 0 => return,
            '\u{2069}' => self.isolates -= 1,
            c if is_isolate(c) && self.isolates == MAX_ISOLATES => return,
            c if is_isolate(c) => self.isolates += 1,
            _ => {}
        }
        push_escaped(&mut self.out, c);
    }

    fn end_isolates(&mut self, left: usize) {
        while self.isolates > left {
            self.character('\u{2069}');
        }
    }

    /// Code reads in the order in which it is typed (CVE-2021-42574): it keeps no isolates at all.
    fn code(&mut self, text: &str) {
        text.chars().filter(|c| !is_isolate(*c)).for_each(|c| push_escaped(&mut self.out, c));
    }
}

fn tags(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Bold => ("<b>", "</b>"),
        Style::Italic => ("<i>", "</i>"),
        Style::Strike => ("<s>", "</s>"),
    }
}
