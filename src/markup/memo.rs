//! What was rendered a moment ago: the newest messages of a chat are shown again and again, and each text always comes out the same.

use std::sync::LazyLock;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::html::Html;
use super::{line, message};

/// Bytes of texts and of what came out of them that are kept, at most; those that were asked for least go.
const RENDERED: u64 = 16 * 1024 * 1024;
const LINES: u64 = 4 * 1024 * 1024;
/// A text with what comes of it, for the first guess of how many there are.
const USUAL: u64 = 512;
/// What a text costs besides its bytes.
const ENTRY: u64 = 128;

static BY_TEXT: LazyLock<Cache<String, Html, Bytes>> = LazyLock::new(|| cache(RENDERED));
static BY_TEXT_AND_LENGTH: LazyLock<Cache<(usize, String), String, Bytes>> = LazyLock::new(|| cache(LINES));

#[derive(Clone)]
struct Bytes;

impl Weighter<String, Html> for Bytes {
    fn weight(&self, text: &String, html: &Html) -> u64 {
        ENTRY + (text.len() + html.as_str().len()) as u64
    }
}

impl Weighter<(usize, String), String> for Bytes {
    fn weight(&self, (_, text): &(usize, String), line: &String) -> u64 {
        ENTRY + (text.len() + line.len()) as u64
    }
}

fn cache<K: std::hash::Hash + Eq, V: Clone>(bytes: u64) -> Cache<K, V, Bytes>
where
    Bytes: Weighter<K, V>,
{
    Cache::with_weighter((bytes / USUAL) as usize, bytes, Bytes)
}

/// [`render`](message::render), which is done once for a text while it is shown.
pub fn rendered(text: &str) -> Html {
    if let Some(html) = BY_TEXT.get(text) {
        return html;
    }
    let html = message::render(text);
    BY_TEXT.insert(text.to_owned(), html.clone());
    html
}

/// The same of a text that calls people by these names.
pub fn rendered_calling(text: &str, calls: &[(i64, String)]) -> Html {
    if calls.is_empty() {
        return rendered(text);
    }
    // No text holds NUL.
    let key = calls.iter().map(|(user, name)| format!("{user} {name}")).chain([String::new(), text.to_owned()]);
    let key = key.collect::<Vec<_>>().join("\0");
    if let Some(html) = BY_TEXT.get(&key) {
        return html;
    }
    let html = message::render_calling(text, calls);
    BY_TEXT.insert(key, html.clone());
    html
}

/// [`line`](line::line), which is done once for a text while it is shown.
pub fn lined(text: &str, max_chars: usize) -> String {
    let key = (max_chars, text.to_owned());
    if let Some(line) = BY_TEXT_AND_LENGTH.get(&key) {
        return line;
    }
    let line = line::line(text, max_chars);
    BY_TEXT_AND_LENGTH.insert(key, line.clone());
    line
}

/// About how many bytes are kept so.
pub fn kept() -> u64 {
    BY_TEXT.weight() + BY_TEXT_AND_LENGTH.weight()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_time_it_is_what_it_was_the_first_time() {
        let text = "**dry** at https://press.example/7\nuntil *noon*";
        assert_eq!([rendered(text), rendered(text)], [message::render(text), message::render(text)]);
        assert_eq!([lined(text, 9), lined(text, 20)], [line::line(text, 9), line::line(text, 20)]);
        assert_eq!(lined(text, 9), line::line(text, 9));
    }

    #[test]
    fn it_holds_no_more_than_it_may() {
        for n in 0..3_000 {
            rendered(&format!("{n} {}", "a very long story ".repeat(400)));
        }
        assert!(BY_TEXT.weight() <= RENDERED, "{}", BY_TEXT.weight());
        assert!(BY_TEXT.len() > 500, "{}", BY_TEXT.len());
    }
}
