//! One paragraph to pieces: code spans first, then `[text](url)`, then bare addresses, then emphasis in what is left.
//!
//! Nothing is searched twice: runs of backticks are paired by length, parentheses and brackets by a stack.

use std::collections::HashMap;
use std::ops::Range;

use super::emphasis::{self, Run, Token};
use super::link::{self, Target, is_isolate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Bold,
    Italic,
    Strike,
}

/// A piece of a paragraph. `Open` and `Close` are properly nested; a link's text holds no link.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Code(&'a str),
    Break,
    Open(Style),
    Close(Style),
    Link { target: Target, shown: Vec<Piece<'a>> },
}

/// The pieces of a paragraph in their order.
pub(super) fn parse(text: &str) -> Vec<Piece<'_>> {
    parse_with(text, true)
}

/// What a reader sees of the pieces, without markup; a break is `\n`.
pub(super) fn plain(pieces: &[Piece<'_>], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) | Piece::Code(text) => out.push_str(text),
            Piece::Break => out.push('\n'),
            Piece::Link { shown, .. } => plain(shown, out),
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
}

fn parse_with(text: &str, links: bool) -> Vec<Piece<'_>> {
    let codes = code_spans(text);
    let written = if links { written_links(text, &codes) } else { Vec::new() };
    let mut tokens = Tokens { text, links, list: Vec::new() };
    let mut codes = codes.into_iter().peekable();
    let mut at = 0;
    for link in written {
        while let Some(code) = codes.next_if(|code| code.whole.start < link.whole.end) {
            // Those inside a link come with its text.
            if code.whole.start < link.whole.start {
                at = tokens.code(at, code);
            }
        }
        tokens.gap(at..link.whole.start);
        at = link.whole.end;
        tokens.piece(Piece::Link { target: link.target, shown: parse_with(&text[link.shown], false) });
    }
    for code in codes {
        at = tokens.code(at, code);
    }
    tokens.gap(at..text.len());
    emphasis::resolve(tokens.list)
}

/// Code in a paragraph, with and without its backticks.
pub(super) struct CodeSpan {
    pub(super) whole: Range<usize>,
    inner: Range<usize>,
}

/// Code between two runs of equally many backticks. A run behind a backslash begins none, and there must be something
/// inside; one space is taken off both ends if both have it, so that code may begin and end with a backtick.
pub(super) fn code_spans(text: &str) -> Vec<CodeSpan> {
    let runs = backtick_runs(text);
    let mut partner = vec![None; runs.len()];
    let mut later = HashMap::new();
    for (n, run) in runs.iter().enumerate().rev() {
        partner[n] = later.insert(run.len(), n);
    }
    let mut spans = Vec::new();
    let mut n = 0;
    while n < runs.len() {
        let escaped = text[..runs[n].start].ends_with('\\');
        match partner[n] {
            Some(end) if !escaped && !text[runs[n].end..runs[end].start].trim().is_empty() => {
                let mut inner = runs[n].end..runs[end].start;
                if text[inner.clone()].starts_with(' ') && text[inner.clone()].ends_with(' ') {
                    inner = inner.start + 1..inner.end - 1;
                }
                spans.push(CodeSpan { whole: runs[n].start..runs[end].end, inner });
                n = end + 1;
            }
            _ => n += 1,
        }
    }
    spans
}

fn backtick_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

struct WrittenLink {
    whole: Range<usize>,
    shown: Range<usize>,
    target: Target,
}

/// `[text](url)` outside code. An image `![…](…)` is no link, nor is what leads to no allowed address: both stay text.
fn written_links(text: &str, codes: &[CodeSpan]) -> Vec<WrittenLink> {
    let closing = parentheses(text);
    let bytes = text.as_bytes();
    let mut links = Vec::new();
    let mut open = Vec::new();
    let mut codes = codes.iter().peekable();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(code) = codes.next_if(|code| code.whole.start <= at) {
            at = at.max(code.whole.end);
            continue;
        }
        if bytes[at] == b'[' && (at == 0 || bytes[at - 1] != b'\\') {
            open.push(at);
        } else if bytes[at] == b']'
            && let Some(start) = open.pop()
            && let Some(&end) = closing.get(&(at + 1))
            && let Some(target) = written_link(text, start, at, end)
        {
            links.push(WrittenLink { whole: start..end + 1, shown: start + 1..at, target });
            // What was opened before would put a link into a link.
            open.clear();
            at = end;
        }
        at += 1;
    }
    links
}

/// The target of the link whose text is between `start` and `middle` and whose address ends before `end`.
fn written_link(text: &str, start: usize, middle: usize, end: usize) -> Option<Target> {
    let image = text[..start].ends_with('!');
    let visible = text[start + 1..middle].chars().any(|c| !c.is_whitespace() && !link::is_ignorable(c));
    if image || !visible { None } else { link::target(&text[middle + 2..end]) }
}

/// Each `(` with its `)`, where no white space, backtick or isolate stands between them.
fn parentheses(text: &str) -> HashMap<usize, usize> {
    let mut closing = HashMap::new();
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' => closing.extend(open.pop().map(|start| (start, at))),
            c if c.is_whitespace() || c == '`' || is_isolate(c) => open.clear(),
            _ => {}
        }
    }
    closing
}

/// Collects tokens from left to right.
struct Tokens<'a> {
    text: &'a str,
    links: bool,
    list: Vec<Token<'a>>,
}

impl<'a> Tokens<'a> {
    fn piece(&mut self, piece: Piece<'a>) {
        self.list.push(Token::Piece(piece));
    }

    /// Adds what stands before the code span and the span; says where the text goes on.
    fn code(&mut self, from: usize, code: CodeSpan) -> usize {
        self.gap(from..code.whole.start);
        self.piece(Piece::Code(&self.text[code.inner]));
        code.whole.end
    }

    /// Adds a stretch without code and without written links.
    fn gap(&mut self, range: Range<usize>) {
        let mut at = range.start;
        if self.links {
            for (found, target) in link::bare(&self.text[range.clone()]) {
                let (start, end) = (range.start + found.start, range.start + found.end);
                self.marks(at..start);
                self.piece(Piece::Link { target, shown: vec![Piece::Text(&self.text[start..end])] });
                at = end;
            }
        }
        self.marks(at..range.end);
    }

    /// Adds a stretch in which only breaks and runs of marks mean something.
    fn marks(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut from = range.start;
        let mut at = range.start;
        while at < range.end {
            let byte = text.as_bytes()[at];
            let end = match byte {
                b'\n' => at + 1,
                b'*' | b'_' | b'~' => at + text[at..range.end].bytes().take_while(|b| *b == byte).count(),
                _ => {
                    at += 1;
                    continue;
                }
            };
            let token = match byte {
                b'\n' => Some(Token::Piece(Piece::Break)),
                _ => {
                    let (before, after) = (text[..at].chars().next_back(), text[end..].chars().next());
                    Run::new(&text[at..end], before, after).map(Token::Run)
                }
            };
            if let Some(token) = token {
                self.literal(from..at);
                self.list.push(token);
                from = end;
            }
            at = end;
        }
        self.literal(from..range.end);
    }

    fn literal(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.piece(Piece::Text(&self.text[range]));
        }
    }
}
