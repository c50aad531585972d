//! The text of a letter that has arrived: all of its parts, with the lines that its author meant.

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// Where a browser would begin a new line, unless one has just begun. Of a private use area.
const BREAK: char = '\u{F0005}';
/// Elements that stand in lines of their own. The library breaks lines at `br` and after `p` alone.
const BLOCKS: [&str; 23] = [
    "address",
    "article",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// What its parts say, one after the other; of those that say the same twice, the plain one.
pub fn text(message: &Message<'_>) -> String {
    let parts: Vec<String> = message.text_bodies().filter_map(part).collect();
    parts.join("\n\n")
}

fn part(part: &MessagePart<'_>) -> Option<String> {
    let text = match &part.body {
        PartType::Html(html) => lines(html),
        PartType::Text(text) => {
            let is = |name: &str, value: &str| {
                part.content_type().and_then(|of| of.attribute(name)).is_some_and(|of| of.eq_ignore_ascii_case(value))
            };
            let text = text.replace("\r\n", "\n");
            if is("format", "flowed") { flowed(&text, is("delsp", "yes")) } else { text }
        }
        _ => return None,
    };
    Some(text.trim_end().to_owned()).filter(|text| !text.is_empty())
}

/// The text of HTML, in lines as a browser would draw it.
fn lines(html: &str) -> String {
    let mut marked = String::with_capacity(html.len() + 256);
    let (mut rest, mut kept) = (html, false);
    while let Some((before, after)) = rest.split_once('<') {
        match kept {
            true => marked.push_str(&before.replace("\r\n", "\n").replace('\n', "<br>")),
            false => marked.push_str(before),
        }
        let name = after.strip_prefix('/').unwrap_or(after);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let (name, opens) = (name[..end].to_ascii_lowercase(), !after.starts_with('/'));
        if BLOCKS.contains(&name.as_str()) || opens && name == "p" {
            marked.push(BREAK);
        }
        if name == "pre" {
            kept = opens;
        }
        if opens && name == "li" {
            marked.push_str("- ");
        }
        if !opens && (name == "td" || name == "th") {
            marked.push(' ');
        }
        marked.push('<');
        rest = after;
    }
    marked.push_str(rest);
    let mut text = String::with_capacity(marked.len());
    for c in html_to_text(&marked).chars() {
        let begins = text.is_empty() || text.ends_with('\n');
        match c {
            BREAK if begins => {}
            BREAK => {
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
            }
            ' ' if begins => {}
            c => text.push(c),
        }
    }
    text
}

/// Text whose lines were broken to be narrow, without those breaks (RFC 3676).
fn flowed(text: &str, delsp: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    // How deep the line is quoted that goes on.
    let mut goes_on = None;
    for line in text.lines() {
        let depth = line.chars().take_while(|c| *c == '>').count();
        let said = &line[depth..];
        let said = said.strip_prefix(' ').unwrap_or(said);
        let soft = said.ends_with(' ') && said != "-- ";
        let kept = if soft && delsp { &said[..said.len() - 1] } else { said };
        match lines.last_mut().filter(|_| goes_on == Some(depth) && said != "-- ") {
            Some(last) => last.push_str(kept),
            None if depth > 0 => lines.push([">".repeat(depth).as_str(), " ", kept].concat()),
            None => lines.push(kept.to_owned()),
        }
        goes_on = soft.then_some(depth);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn of(raw: &str) -> String {
        text(&MessageParser::default().parse(raw.as_bytes()).expect("a letter"))
    }

    #[test]
    fn lines_are_where_a_browser_has_them() {
        for (html, said) in [
            ("<div dir=\"ltr\">One<div>Two</div><div><br></div><div>Three</div></div>", "One\nTwo\n\nThree"),
            ("<p>One</p><p>Two <b>bold</b></p>", "One\nTwo bold"),
            ("<ul><li>milk</li><LI class=x>bread</LI></ul>after", "- milk\n- bread\nafter"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<div>\n  One\n  line </div>\n<div>1 &lt; 2</div>", "One line\n1 < 2"),
            ("<pre>Yes\n\nand no</pre>then", "Yes\n\nand no\nthen"),
            ("<style>div { x: y }</style><h1>Head</h1>text", "Head\ntext"),
            ("no tags < at all", "no tags"),
            ("", ""),
        ] {
            let letter = format!("Content-Type: text/html; charset=utf-8\n\n{html}");
            assert_eq!(of(&letter), said, "{html}");
        }
    }

    #[test]
    fn lines_that_were_broken_to_be_narrow_are_whole() {
        let flowed = |rest: &str| of(&format!("Content-Type: text/plain; format=flowed{rest}"));
        assert_eq!(
            flowed("\n\nA long \nline\nand one\n> quoted \n> too\n more\n-- \nLan"),
            "A long line\nand one\n> quoted too\nmore\n-- \nLan"
        );
        assert_eq!(flowed("; delsp=yes\n\n長い \n文\n"), "長い文");
        assert_eq!(of("Content-Type: text/plain\n\nkept \nas it is"), "kept \nas it is");
    }

    #[test]
    fn all_parts_are_read_and_none_twice() {
        let part = |kind: &str, said: &str| format!("--x\nContent-Type: {kind}\n\n{said}\n");
        let of_all = |kind: &str, parts: &[String]| {
            of(&format!("Content-Type: multipart/{kind}; boundary=x\n\n{}--x--\n", parts.concat()))
        };
        let [one, two] = ["One", "Two"].map(|said| part("text/plain", said));
        let html = part("text/html", "<div>One</div>");
        let picture = part("image/png", "x");
        assert_eq!(of_all("mixed", &[one.clone(), picture, two]), "One\n\nTwo");
        assert_eq!(of_all("alternative", &[one, html]), "One");
    }
}
