//! Lines to blocks: paragraphs, quotes, lists and fenced code.
//!
//! A block is known by the beginning of its lines, and a line belongs to a quote or a list only if it says so itself (by
//! `>` or by its indent): the answer below a quote is never swallowed by it. Each level of nesting reads its lines once,
//! so the whole takes time of the text times [`MAX_DEPTH`].

/// Quotes and lists inside each other; what is deeper is shown as typed. Bounds the recursion and the depth of the HTML.
pub(super) const MAX_DEPTH: usize = 8;

/// A marker may be indented this far; further in, the line is text.
const MAX_INDENT: usize = 3;

/// A block of a message. `'a` is the cleaned message.
pub(super) enum Block<'a> {
    /// A paragraph: lines joined by `\n`, inline markup not yet read.
    Text(String),
    Code {
        language: Option<&'a str>,
        text: String,
    },
    Quote(Vec<Block<'a>>),
    Bullets(Vec<Vec<Block<'a>>>),
    /// Items with the number that was typed before each.
    Numbers(Vec<(u32, Vec<Block<'a>>)>),
}

/// Where a line stands, which decides what may begin there.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// Directly after a list marker: `- 2. March` is one item that begins with a date, not a list in a list.
    after_marker: bool,
    /// After a line of text: `It was\n2024. A good year` is one sentence (as in CommonMark, only 1 begins a list there).
    after_text: bool,
}

/// The blocks of a cleaned text, none of them empty.
pub(super) fn parse(text: &str) -> Vec<Block<'_>> {
    let lines: Vec<&str> = text.split('\n').collect();
    blocks(&lines, 0, false)
}

fn blocks<'a>(lines: &[&'a str], depth: usize, in_item: bool) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut paragraph = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let place = Place { depth, after_marker: in_item && at == 0, after_text: !paragraph.is_empty() };
        if let Some((block, used)) = begin(&lines[at..], place) {
            blocks.extend(text(&paragraph));
            paragraph.clear();
            blocks.push(block);
            at += used;
            continue;
        }
        if is_blank(lines[at]) {
            blocks.extend(text(&paragraph));
            paragraph.clear();
        } else {
            paragraph.push(lines[at]);
        }
        at += 1;
    }
    blocks.extend(text(&paragraph));
    blocks
}

/// The block that begins at the first line, and how many lines it takes; None if that line is text or blank.
fn begin<'a>(lines: &[&'a str], place: Place) -> Option<(Block<'a>, usize)> {
    if indent(lines[0]) > MAX_INDENT {
        return None;
    }
    let nested = place.depth < MAX_DEPTH;
    fence(lines)
        .or_else(|| if nested { quote(lines, place.depth) } else { None })
        .or_else(|| if nested && !place.after_marker { list(lines, place) } else { None })
}

/// A paragraph of the lines that are not blank, or nothing.
fn text<'a>(lines: &[&str]) -> Option<Block<'a>> {
    let lines: Vec<&str> = lines.iter().filter(|line| !is_blank(line)).map(|line| line.trim_end()).collect();
    if lines.is_empty() { None } else { Some(Block::Text(lines.join("\n"))) }
}

/// Fenced code. It ends at a line that ends with as many backticks (people close it right behind the last line of code)
/// or with the text. A fence around nothing is text.
fn fence<'a>(lines: &[&'a str]) -> Option<(Block<'a>, usize)> {
    let opening = unindented(lines[0]);
    let info = opening.trim_start_matches('`');
    let ticks = opening.len() - info.len();
    if ticks < 3 || info.contains('`') {
        return None;
    }
    let language = Some(info.trim()).filter(|name| is_language(name));
    let mut code: Vec<&str> = Vec::new();
    if language.is_none() && !is_blank(info) {
        code.push(info.trim_end());
    }
    let mut used = 1;
    for line in &lines[1..] {
        used += 1;
        let line = strip(line, indent(lines[0]));
        let last = line.trim_end().trim_end_matches('`');
        if line.trim_end().len() - last.len() >= ticks {
            code.extend(Some(last).filter(|last| !is_blank(last)));
            break;
        }
        code.push(line);
    }
    if code.iter().all(|line| is_blank(line)) {
        return text(&lines[..used]).map(|literal| (literal, used));
    }
    Some((Block::Code { language, text: code.join("\n") }, used))
}

/// A name that may stand in a class: `rust`, `c++`, `c#`, `objective-c`.
pub(super) fn is_language(name: &str) -> bool {
    (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#._-".contains(&b))
}

fn quote<'a>(lines: &[&'a str], depth: usize) -> Option<(Block<'a>, usize)> {
    let inner: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    if inner.is_empty() {
        return None;
    }
    if inner.iter().all(|line| is_blank(line)) {
        return text(&lines[..inner.len()]).map(|literal| (literal, inner.len()));
    }
    Some((Block::Quote(blocks(&inner, depth + 1, false)), inner.len()))
}

/// The line behind `> `, if it is quoted. `>_<` and `>:(` are faces.
fn quoted(line: &str) -> Option<&str> {
    if indent(line) > MAX_INDENT {
        return None;
    }
    let rest = unindented(line).strip_prefix('>')?;
    match rest.bytes().next() {
        None | Some(b'>') => Some(rest),
        Some(b' ' | b'\t') => Some(&rest[1..]),
        Some(_) => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bullet(u8),
    Number(u8),
}

struct Marker<'a> {
    kind: Kind,
    number: u32,
    indent: usize,
    /// The column where the item's text begins: at most that much indent is taken off its further lines.
    content: usize,
    rest: &'a str,
}

/// The list marker that begins the line. There must be something behind it: a lone `-` or `1.` is text, and so is a
/// line of nothing but `-`, `*` and `_`. `+` is no marker: it is said of numbers and of what is good.
fn marker(line: &str) -> Option<Marker<'_>> {
    let indent = indent(line);
    let body = unindented(line);
    if indent > MAX_INDENT {
        return None;
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let sign = *body.as_bytes().get(digits)?;
    let kind = match (digits, sign) {
        (0, b'-' | b'*') => Kind::Bullet(sign),
        (1..=9, b'.' | b')') => Kind::Number(sign),
        _ => return None,
    };
    let after = &body[digits + 1..];
    let rest = unindented(after);
    let rule = digits == 0 && body.chars().all(|c| matches!(c, '-' | '*' | '_') || c.is_whitespace());
    if rest.len() == after.len() || is_blank(rest) || rule {
        return None;
    }
    let gap = after.len() - rest.len();
    let content = indent + digits + 1 + if gap > 4 { 1 } else { gap };
    // At most nine digits fit; no digits is a bullet, whose number nobody reads.
    Some(Marker { kind, number: body[..digits].parse().unwrap_or(0), indent, content, rest })
}

fn list<'a>(lines: &[&'a str], place: Place) -> Option<(Block<'a>, usize)> {
    let first = marker(lines[0])?;
    let kind = first.kind;
    if place.after_text && matches!(kind, Kind::Number(_)) && first.number != 1 {
        return None;
    }
    let mut items = Vec::new();
    let mut at = 0;
    let mut next = Some(first);
    while let Some(marker) = next {
        let (inner, used) = item(&lines[at..], &marker);
        items.push((marker.number, blocks(&inner, place.depth + 1, true)));
        at += used;
        let gap = lines[at..].iter().take_while(|line| is_blank(line)).count();
        next = lines.get(at + gap).and_then(|line| self::marker(line)).filter(|marker| marker.kind == kind);
        if next.is_some() {
            at += gap;
        }
    }
    let block = match kind {
        Kind::Bullet(_) => Block::Bullets(items.into_iter().map(|(_, blocks)| blocks).collect()),
        Kind::Number(_) => Block::Numbers(items),
    };
    Some((block, at))
}

/// The lines of one item without its indent, and how many they are: all that follow and are indented by two or more.
/// CommonMark asks for the column of the text (three behind `1. `); the indent of the first such line will do.
fn item<'a>(lines: &[&'a str], marker: &Marker<'a>) -> (Vec<&'a str>, usize) {
    let mut inner = vec![marker.rest];
    let mut content = None;
    loop {
        let used = inner.len();
        let gap = lines[used..].iter().take_while(|line| is_blank(line)).count();
        match lines.get(used + gap) {
            Some(line) if indent(line) >= marker.indent + 2 => {
                inner.resize(used + gap, "");
                let content = *content.get_or_insert(marker.content.min(indent(line)));
                inner.push(strip(line, content));
            }
            _ => return (inner, used),
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn unindented(line: &str) -> &str {
    line.trim_start_matches([' ', '\t'])
}

/// The width of the indent, a tab counted as four: chat has no tab stops.
fn indent(line: &str) -> usize {
    line.bytes().map_while(width).sum()
}

/// The line without up to `columns` of its indent.
fn strip(line: &str, columns: usize) -> &str {
    let mut seen = 0;
    let taken = line.bytes().map_while(width).take_while(|width| {
        let more = seen < columns;
        seen += width;
        more
    });
    &line[taken.count()..]
}

fn width(byte: u8) -> Option<usize> {
    match byte {
        b' ' => Some(1),
        b'\t' => Some(4),
        _ => None,
    }
}
