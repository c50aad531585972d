//! What elements of HTML, their styles and classes are to a text that is pasted.

use super::block::is_language;
use super::compose::Look;

/// What nobody reads.
pub(super) const HIDDEN: [&str; 22] = [
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math",
    "canvas", "audio", "video", "select", "datalist", "textarea", "frameset", "noframes", "dialog", "map",
];
/// What has no end.
pub(super) const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// The look in an element of this name.
pub(super) fn looking(look: Look, name: &str) -> Look {
    match name {
        "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Look { bold: true, ..look },
        "i" | "em" | "cite" | "var" | "dfn" => Look { italic: true, ..look },
        "s" | "strike" | "del" => Look { strike: true, ..look },
        "code" | "kbd" | "samp" | "tt" => Look { code: true, ..look },
        _ => look,
    }
}

/// The same with the style of the element: some programs say all by style.
pub(super) fn styled(look: Look, style: &str) -> Look {
    let is = |what: &str| style.contains(what);
    let weight = style.split("font-weight:").nth(1).map(|rest| rest.split(';').next().unwrap_or_default());
    let bold = match weight {
        Some("normal" | "lighter") => false,
        Some("bold" | "bolder") => true,
        Some(number) => number.parse::<u32>().map_or(look.bold, |number| number >= 600),
        None => look.bold,
    };
    let italic = if is("font-style:normal") { false } else { look.italic || is("font-style:italic") };
    Look { bold, italic, strike: look.strike || is("line-through"), ..look }
}

/// The language of code, of which the class speaks; perhaps none.
pub(super) fn language_of(class: &str) -> String {
    let named = |word: &str| {
        let name = ["language-", "lang-", "highlight-source-"].iter().find_map(|with| word.strip_prefix(with))?;
        is_language(name).then(|| name.to_owned())
    };
    class.split_whitespace().find_map(named).unwrap_or_default()
}

/// Whether the element's lines are its own.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}
