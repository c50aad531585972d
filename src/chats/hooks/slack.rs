//! What programs send that write to Slack: its payload as a text of ours. Words and codes are those that its clients know
//! (docs.slack.dev, "Sending messages using incoming webhooks", "Formatting message text").

use serde_json::Value;

use crate::markup::{self, linked};
use crate::web::Limits;

/// Attachments of one payload.
const ATTACHMENTS: usize = 100;

/// Why a payload is no message, in Slack's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is no JSON, or not an object.
    Payload,
    /// It says nothing.
    NoText,
    /// It has more attachments than are read.
    Attachments,
}

impl Wrong {
    /// The word of the answer.
    pub fn word(self) -> &'static str {
        match self {
            Wrong::Payload => "invalid_payload",
            Wrong::NoText => "no_text",
            Wrong::Attachments => "too_many_attachments",
        }
    }
}

/// The text of a payload; cut if it is longer than messages are.
///
/// # Errors
/// [`Wrong`]
pub fn text(payload: &[u8]) -> Result<String, Wrong> {
    let payload = parsed(payload).ok_or(Wrong::Payload)?;
    if !payload.is_object() {
        return Err(Wrong::Payload);
    }
    let attachments = list(&payload, "attachments");
    if attachments.len() > ATTACHMENTS {
        return Err(Wrong::Attachments);
    }
    let mut parts = blocks(list(&payload, "blocks"));
    if parts.is_empty() {
        let (text, marked) = (of(&payload, "text"), payload.get("mrkdwn").and_then(Value::as_bool));
        parts.extend(filled(if marked == Some(false) { entities(text) } else { mrkdwn(text) }));
    }
    parts.extend(attachments.iter().filter_map(|one| filled(attachment(one))));
    let text = markup::emoji(&parts.join("\n\n").replace('\0', ""));
    match text.trim() {
        "" => Err(Wrong::NoText),
        text => Ok(cut(text)),
    }
}

/// The payload. Programs cut texts by bytes and by halves of letters: what is left of one is the sign for that, and the rest is not lost.
fn parsed(payload: &[u8]) -> Option<Value> {
    let payload = String::from_utf8_lossy(payload);
    let payload = payload.strip_prefix('\u{FEFF}').unwrap_or(&payload);
    // It is refused from 128 levels on, so that what follows goes no deeper.
    serde_json::from_str(payload).or_else(|_| serde_json::from_str(&whole(payload))).ok()
}

/// The same with U+FFFD for each half of a pair of surrogates that stands alone (RFC 8259, section 8.2).
fn whole(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (half(rest), half(rest.get(6..).unwrap_or_default())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push('\u{FFFD}');
                rest = &rest[6..];
                continue;
            }
            // What stands behind a backslash is none.
            _ => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out + rest
}

/// The number of the escape `\uXXXX` at the beginning.
fn half(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(Limits::MESSAGE) {
        Some(_) => text.chars().take(Limits::MESSAGE - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn of<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn filled(text: String) -> Option<String> {
    let text = text.trim_end();
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn bold(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { ["**", text.trim(), "**"].concat() }
}

fn attachment(one: &Value) -> String {
    let mut lines = vec![mrkdwn(of(one, "pretext")), linked(of(one, "author_link"), of(one, "author_name"))];
    lines.push(linked(of(one, "title_link"), &bold(&entities(of(one, "title")))));
    lines.push(mrkdwn(of(one, "text")));
    for field in list(one, "fields") {
        let (title, value) = (bold(&entities(of(field, "title"))), mrkdwn(of(field, "value")));
        lines.push(
            [title.as_str(), value.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "),
        );
    }
    lines.extend(blocks(list(one, "blocks")));
    lines.push(linked(of(one, "image_url"), ""));
    lines.push(entities(of(one, "footer")));
    let lines: Vec<String> = lines.into_iter().filter_map(filled).collect();
    if lines.is_empty() { entities(of(one, "fallback")) } else { lines.join("\n") }
}

fn blocks(all: &[Value]) -> Vec<String> {
    all.iter().filter_map(|one| filled(block(one))).collect()
}

fn block(one: &Value) -> String {
    match of(one, "type") {
        "header" => bold(&composed(one.get("text"))),
        "section" => {
            let fields = list(one, "fields").iter().map(|field| composed(Some(field)));
            let rest = one.get("accessory").map(element);
            let parts = [composed(one.get("text"))].into_iter().chain(fields).chain(rest);
            parts.filter_map(filled).collect::<Vec<_>>().join("\n")
        }
        "context" => list(one, "elements").iter().map(element).filter_map(filled).collect::<Vec<_>>().join(" "),
        "actions" => list(one, "elements").iter().map(element).filter_map(filled).collect::<Vec<_>>().join(" · "),
        "rich_text" => list(one, "elements").iter().map(rich).filter_map(filled).collect::<Vec<_>>().join("\n"),
        "video" => linked(of(one, "title_url"), &composed(one.get("title"))),
        _ => element(one),
    }
}

/// A text, an image, a button; of what is not known, its text.
fn element(one: &Value) -> String {
    match of(one, "type") {
        "mrkdwn" | "plain_text" => composed(Some(one)),
        "image" => linked(of(one, "image_url"), of(one, "alt_text")),
        _ => linked(of(one, "url"), &composed(one.get("text"))),
    }
}

fn composed(text: Option<&Value>) -> String {
    match text {
        Some(Value::String(text)) => mrkdwn(text),
        Some(one) if of(one, "type") == "plain_text" => of(one, "text").to_owned(),
        Some(one) => mrkdwn(of(one, "text")),
        None => String::new(),
    }
}

fn rich(one: &Value) -> String {
    let inside = || list(one, "elements").iter().map(piece).collect::<String>();
    match of(one, "type") {
        "rich_text_preformatted" => {
            let raw: String =
                list(one, "elements").iter().map(|piece| of(piece, "text").to_owned() + of(piece, "url")).collect();
            format!("```\n{}\n```", raw.trim_end())
        }
        "rich_text_quote" => inside().lines().map(|line| ["> ", line].concat()).collect::<Vec<_>>().join("\n"),
        "rich_text_list" => {
            let numbered = of(one, "style") == "ordered";
            let items = list(one, "elements").iter().map(rich).enumerate();
            items
                .map(|(n, item)| if numbered { format!("{}. {item}", n + 1) } else { ["- ", &item].concat() })
                .collect::<Vec<_>>()
                .join("\n")
        }
        _ => inside(),
    }
}

fn piece(one: &Value) -> String {
    let name = |field: &str, sign: &str| [sign, of(one, field)].concat();
    match of(one, "type") {
        "text" => {
            let text = of(one, "text");
            let is = |style: &str| one.pointer(&["/style/", style].concat()) == Some(&Value::Bool(true));
            let marks = [("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**")];
            let marks: Vec<&str> = marks.iter().filter(|(style, _)| is(style)).map(|(_, mark)| *mark).collect();
            let inner = text.trim();
            if inner.is_empty() || marks.is_empty() {
                return text.to_owned();
            }
            let marked = marks.iter().fold(inner.to_owned(), |text, mark| [mark, text.as_str(), mark].concat());
            text.replacen(inner, &marked, 1)
        }
        "link" => linked(of(one, "url"), of(one, "text")),
        "user" => name("user_id", "@"),
        "channel" => name("channel_id", "#"),
        "usergroup" => name("usergroup_id", "@"),
        "broadcast" => name("range", "@"),
        "emoji" => emoji(one),
        "date" => of(one, "fallback").to_owned(),
        _ => of(one, "text").to_owned(),
    }
}

/// By its code points, or as it is called.
fn emoji(one: &Value) -> String {
    let points = of(one, "unicode").split('-').filter(|point| !point.is_empty());
    let signs: Option<String> = points.map(|point| char::from_u32(u32::from_str_radix(point, 16).ok()?)).collect();
    signs.filter(|signs| !signs.is_empty()).unwrap_or_else(|| format!(":{}:", of(one, "name")))
}

/// Slack's three entities, which are all that it escapes.
fn entities(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Slack's marks as ours: `*bold*`, `~gone~`, `<url|label>`, `<@somebody>`. Code stays as it is.
pub fn mrkdwn(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, code) = rest.split_at(at);
        out += &marked(before);
        let fence = if code.starts_with("```") { "```" } else { "`" };
        let Some(end) = code[fence.len()..].find(fence).map(|end| end + 2 * fence.len()) else {
            rest = code;
            break;
        };
        let (code, after) = code.split_at(end);
        // A fence stands on a line of its own here.
        if fence.len() > 1 {
            let inner = entities(&code[3..code.len() - 3]);
            let head = if out.is_empty() || out.ends_with('\n') { "" } else { "\n" };
            let tail = if after.is_empty() || after.starts_with('\n') { "" } else { "\n" };
            out += &format!("{head}```\n{}\n```{tail}", inner.trim_matches('\n'));
        } else {
            out += &entities(code);
        }
        rest = after;
    }
    out + &marked(rest)
}

/// The same without code.
fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, angle) = rest.split_at(at);
        out += before;
        match angle[1..].find(['>', '<', '\n']).map(|end| end + 1).filter(|end| angle.as_bytes()[*end] == b'>') {
            Some(end) => {
                out += &angled(&angle[1..end]);
                rest = &angle[end + 1..];
            }
            None => {
                out.push('<');
                rest = &angle[1..];
            }
        }
    }
    out += rest;
    entities(&out.split('\n').map(|line| doubled(&doubled(line, '*'), '~')).collect::<Vec<_>>().join("\n"))
}

/// What stands between angle brackets: a link, or somebody who is spoken of.
fn angled(inner: &str) -> String {
    let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
    let named = |sign: &str, target: &str| match label.trim_start_matches(['@', '#']) {
        "" => [sign, target].concat(),
        label => [sign, label].concat(),
    };
    match target.split_at_checked(1) {
        Some(("@", user)) => named("@", user),
        Some(("#", channel)) => named("#", channel),
        Some(("!", date)) if date.starts_with("date^") => label.to_owned(),
        Some(("!", group)) if group.starts_with("subteam^") => named("@", group.trim_start_matches("subteam^")),
        Some(("!", all)) => named("@", all),
        _ => linked(target, label),
    }
}

/// Marks that stand alone in pairs around something, twice: `*a*` is `**a**`. Those that mark nothing stay.
fn doubled(line: &str, mark: char) -> String {
    let signs: Vec<char> = line.chars().collect();
    let edge = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric() && *c != mark);
    let mut times = vec![1; signs.len()];
    let mut open = None;
    for (at, _) in signs.iter().enumerate().filter(|(_, sign)| **sign == mark) {
        let (before, after) = (at.checked_sub(1).and_then(|at| signs.get(at)), signs.get(at + 1));
        let opens = edge(before) && after.is_some_and(|c| !c.is_whitespace() && *c != mark);
        let closes = edge(after) && before.is_some_and(|c| !c.is_whitespace() && *c != mark);
        match open {
            Some(from) if closes => {
                (times[from], times[at]) = (2, 2);
                open = None;
            }
            _ if opens => open = Some(at),
            _ => {}
        }
    }
    signs.iter().zip(times).flat_map(|(sign, times)| std::iter::repeat_n(*sign, times)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(payload: &str) -> Result<String, Wrong> {
        text(payload.as_bytes())
    }

    #[test]
    fn marks_of_slack_are_marks_of_ours() {
        for (theirs, ours) in [
            ("*bold* and ~gone~ and _so_", "**bold** and ~~gone~~ and _so_"),
            ("2*3*4 a*b* * x *", "2*3*4 a*b* * x *"),
            ("<https://a.example|the log> <https://b.example>", "[the log](https://a.example) https://b.example"),
            ("<https://a.example/x(1)|a [b]>", "[a  b](https://a.example/x%281%29)"),
            ("*<https://a.example|up>*", "**[up](https://a.example)**"),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            (
                "<@U1|ida> <@U2> <#C1|press> <!here> <!subteam^S1|@desk> <!date^1^{date}|noon>",
                "@ida @U2 #press @here @desk noon",
            ),
            ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
            ("&amp;lt;", "&lt;"),
            ("`*a* <b> &lt;`", "`*a* <b> <`"),
            ("see ```let *a* = 1;\nb``` there", "see \n```\nlet *a* = 1;\nb\n```\n there"),
            ("a < b\nc > d", "a < b\nc > d"),
            ("`open *a*", "`open **a**"),
            ("", ""),
        ] {
            assert_eq!(mrkdwn(theirs), ours, "{theirs}");
        }
    }

    #[test]
    fn a_payload_is_one_text() {
        assert_eq!(said(r#"{"text":"Deployed *v2*","username":"ci","channel":"x"}"#).as_deref(), Ok("Deployed **v2**"));
        let attached = r#"{"text":"a","attachments":[{"pretext":"p","title":"T","title_link":"https://a.example","text":"t",
            "fields":[{"title":"F","value":"v"}],"footer":"f"},{"fallback":"only this"},{}]}"#;
        assert_eq!(said(attached).as_deref(), Ok("a\n\np\n[**T**](https://a.example)\nt\n**F**: v\nf\n\nonly this"));
        let blocks = r#"{"text":"for old clients","blocks":[{"type":"header","text":{"type":"plain_text","text":"H"}},
            {"type":"section","text":{"type":"mrkdwn","text":"*s*"},"fields":[{"type":"plain_text","text":"*p*"}],
             "accessory":{"type":"image","image_url":"https://a.example/i.png","alt_text":"a chart"}},
            {"type":"divider"},{"type":"context","elements":[{"type":"mrkdwn","text":"c"},{"type":"plain_text","text":"d"}]},
            {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Open"},"url":"https://a.example"}]},
            {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"bold ","style":{"bold":true}},
              {"type":"link","url":"https://b.example"},{"type":"emoji","name":"tada","unicode":"1f389"},{"type":"emoji","name":"own"}]},
             {"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]},
             {"type":"rich_text_quote","elements":[{"type":"text","text":"q\nr"}]},
             {"type":"rich_text_preformatted","elements":[{"type":"text","text":"code"}]}]},
            {"type":"unheard_of","text":{"type":"mrkdwn","text":"still"}}]}"#;
        assert_eq!(
            said(blocks).as_deref(),
            Ok(
                "**H**\n\n**s**\n*p*\n[a chart](https://a.example/i.png)\n\nc d\n\n[Open](https://a.example)\n\n**bold** https://b.example🎉:own:\n\
                1. x\n> q\n> r\n```\ncode\n```\n\nstill"
            )
        );
    }

    #[test]
    fn what_was_cut_within_a_letter_is_read() {
        for (payload, ours) in [
            (r#"{"text":"a \ud83d"}"#, "a \u{FFFD}"),
            (r#"{"text":"\ude00 a \uD83D\ude00 \ud83d\ud83d\ude00"}"#, "\u{FFFD} a 😀 \u{FFFD}😀"),
            (r#"{"text":"C:\\ud83d, \u00e9 and \ud83dx"}"#, "C:\\ud83d, é and \u{FFFD}x"),
            ("\u{FEFF}{\"text\":\"a\"}", "a"),
        ] {
            let said = said(payload);
            assert_eq!(said.as_deref().unwrap_or_default(), ours, "{payload}: {said:?}");
        }
        assert_eq!(text(b"{\"text\":\"a \xF0\x9F\"}").as_deref(), Ok("a \u{FFFD}"));
        assert_eq!(text(b"{\"text\":\"a\\ud83"), Err(Wrong::Payload));
    }

    #[test]
    fn what_says_nothing_or_too_much_is_refused_in_slacks_words() {
        for (payload, word) in [
            ("", "invalid_payload"),
            ("[]", "invalid_payload"),
            ("\"text\"", "invalid_payload"),
            ("{\"text\":", "invalid_payload"),
            ("{}", "no_text"),
            ("{\"text\":\" \\n\"}", "no_text"),
            ("{\"text\":7,\"attachments\":{},\"blocks\":[7,null]}", "no_text"),
        ] {
            assert_eq!(said(payload).map_err(Wrong::word), Err(word), "{payload}");
        }
        let deep = format!("{}{}", "{\"blocks\":[".repeat(5000), "]}".repeat(5000));
        assert_eq!(said(&deep), Err(Wrong::Payload));
        let many = format!("{{\"text\":\"a\",\"attachments\":[{}]}}", vec!["{}"; 101].join(","));
        assert_eq!(said(&many), Err(Wrong::Attachments));
        let long = said(&format!("{{\"text\":\"{}\"}}", "đ".repeat(Limits::MESSAGE + 1))).expect("cut");
        assert_eq!((long.chars().count(), long.ends_with('…')), (Limits::MESSAGE, true));
    }
}
