//! The one type that pages print unescaped.

use std::fmt;

/// HTML that is safe to put into a page as it is.
///
/// It can be made in three ways only: by [`render`](super::render), by [`Html::escape`], and inside the crate from a
/// rendered template. askama prints it unescaped, so no template needs `|safe`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The text as HTML that shows exactly this text, in an element or in a quoted attribute. At most 6 bytes for one.
    pub fn escape(text: &str) -> Html {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        text.chars().for_each(|c| push_escaped(&mut out, c));
        Html(out)
    }

    /// Nothing: for the place of a part that is absent.
    pub fn empty() -> Html {
        Html::default()
    }

    /// Takes the string as safe. Only for what a template engine or this module has just rendered, never for data.
    pub(crate) fn trusted(rendered: String) -> Html {
        Html(rendered)
    }

    /// The HTML source.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML source, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Appends one character so that neither element content nor a quoted attribute can be left through it.
pub(super) fn push_escaped(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::Html;
    use askama::Template;

    #[test]
    fn text_becomes_html_that_shows_it() {
        assert_eq!(Html::escape("<a href=\"x\">&amp;'").as_str(), "&lt;a href=&quot;x&quot;&gt;&amp;amp;&#39;");
        assert_eq!(Html::escape("Phạm 👩‍👩‍👧").as_str(), "Phạm 👩‍👩‍👧");
        assert_eq!(Html::empty().into_string(), "");
    }

    #[test]
    fn a_template_prints_html_as_it_is_and_escapes_text() {
        #[derive(Template)]
        #[template(source = "{{ html }} {{ text }}", ext = "html")]
        struct Page {
            html: Html,
            text: &'static str,
        }
        let page = Page { html: Html::trusted("<b>1</b>".to_owned()), text: "<b>2</b>" };
        let page = page.render().expect("a template without includes or filters cannot fail");
        assert!(page.starts_with("<b>1</b> &#60;b&#62;") || page.starts_with("<b>1</b> &lt;b&gt;"), "{page}");
    }
}
