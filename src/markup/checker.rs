//! A strict reader of what `render` may write, for the tests: only these tags, with these attributes, balanced; only
//! these entities. It is not an HTML parser: whatever it does not know is an error.

/// What an output shows, and how deep it is nested.
pub(super) struct Checked {
    pub(super) text: String,
    pub(super) depth: usize,
}

const INLINE: [&str; 6] = ["b", "i", "s", "code", "br", "a"];

/// Reads the output, or says what is wrong with it.
pub(super) fn check(html: &str) -> Result<Checked, String> {
    let mut checked = Checked { text: String::new(), depth: 0 };
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').ok_or("a tag without end")?;
            tag(&rest[1..end], &mut open)?;
            checked.depth = checked.depth.max(open.len());
            rest = &rest[end + 1..];
        } else if c == '&' {
            let end = rest.find(';').ok_or("an & without ;")? + 1;
            checked.text.push(entity(&rest[..end])?);
            rest = &rest[end..];
        } else if matches!(c, '>' | '"' | '\'') || (c.is_control() && c != '\n' && c != '\t') {
            return Err(format!("{c:?} in text"));
        } else {
            checked.text.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if open.is_empty() { Ok(checked) } else { Err(format!("still open: {open:?}")) }
}

fn tag<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        return if open.pop() == Some(name) { Ok(()) } else { Err(format!("</{name}> closes another")) };
    }
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let parent = open.last().copied().unwrap_or("");
    let inline_parent = parent == "p" || parent == "li" || INLINE.contains(&parent);
    let number = |prefix: &str| {
        let value = attributes.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('"'));
        value.is_some_and(|value| value.parse::<u32>().is_ok())
    };
    let allowed = match name {
        "p" | "blockquote" => attributes == "dir=\"auto\"" && matches!(parent, "" | "blockquote" | "li"),
        "ul" => attributes.is_empty() && matches!(parent, "" | "blockquote" | "li"),
        "ol" => (attributes.is_empty() || number("start=\"")) && matches!(parent, "" | "blockquote" | "li"),
        "li" => (attributes == "dir=\"auto\"" || number("dir=\"auto\" value=\"")) && (parent == "ul" || parent == "ol"),
        "figure" => attributes == "class=\"code\"" && matches!(parent, "" | "blockquote" | "li"),
        "figcaption" => attributes.is_empty() && parent == "figure",
        "pre" => attributes == "dir=\"ltr\"" && matches!(parent, "" | "figure" | "blockquote" | "li"),
        "code" if parent == "pre" => attributes.is_empty() || language(attributes),
        "span" => {
            parent == "code"
                && ["hk", "hs", "hn", "hc", "ht", "ha", "hr"]
                    .iter()
                    .any(|class| attributes == format!("class=\"{class}\""))
        }
        "b" | "i" | "s" | "code" => attributes.is_empty() && inline_parent && !open.contains(&name),
        "br" => attributes.is_empty() && inline_parent,
        "a" => inline_parent && !open.contains(&"a") && anchor(attributes),
        _ => false,
    };
    if !allowed {
        return Err(format!("<{tag}> in <{parent}>"));
    }
    if name != "br" {
        open.push(name);
    }
    Ok(())
}

fn language(attributes: &str) -> bool {
    let name = attributes.strip_prefix("class=\"language-").and_then(|rest| rest.strip_suffix('"'));
    name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "+#._-".contains(c)))
}

fn anchor(attributes: &str) -> bool {
    let href = attributes
        .strip_prefix("href=\"")
        .and_then(|rest| rest.strip_suffix("\" rel=\"noopener noreferrer nofollow\" target=\"_blank\""));
    let scheme = |href: &str| ["http://", "https://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
    href.is_some_and(|href| scheme(href) && !href.contains(['"', '\'', '<', '>', '`', '\\', ' ', '\n', '\t']))
}

fn entity(entity: &str) -> Result<char, String> {
    match entity {
        "&amp;" => Ok('&'),
        "&lt;" => Ok('<'),
        "&gt;" => Ok('>'),
        "&quot;" => Ok('"'),
        "&#39;" => Ok('\''),
        _ => Err(format!("{entity} is no entity of ours")),
    }
}

#[test]
fn the_checker_refuses_what_is_not_ours() {
    for html in [
        "<p>a</p>",
        "<p dir=\"auto\">a",
        "a > b",
        "&nbsp;",
        "&amp",
        "<p dir=\"auto\"><b><b>a</b></b></p>",
        "<p dir=\"auto\"><b>a</p></b>",
        "<p dir=\"auto\"><script>a</script></p>",
        "<p dir=\"auto\"><a href=\"javascript:x\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">a</a></p>",
        "<p dir=\"auto\"><a href=\"http://x\" onclick=\"\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">a</a></p>",
        "<pre dir=\"ltr\"><code class=\"language-a b\">a</code></pre>",
        "<ol start=\"x\"></ol>",
    ] {
        assert!(check(html).is_err(), "{html}");
    }
}
