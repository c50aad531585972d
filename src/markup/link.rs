//! Where a link may lead, what its `href` is, and whether its text says so.

use std::ops::Range;

use linkify::{Link, LinkFinder, LinkKind};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// An address that a link may lead to: `http`, `https` or `mailto`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Percent-encoded, with nothing that is white space, a quote or a bracket of HTML. It is still escaped when written.
    pub(super) href: String,
    /// The host, or the mail address, as typed: where the link really leads.
    pub(super) place: String,
    /// The address as typed.
    typed: String,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Web,
    /// With a user before the host: `https://bank.example@evil.example`.
    WebWithUser,
    Mail,
}

impl Target {
    /// Its `href`, if it is that of a page, with no user before the host.
    pub(super) fn page(&self) -> Option<&str> {
        (self.kind == Kind::Web).then_some(&self.href)
    }
}

/// The target of a typed address, or None if it is not one that a link may lead to.
///
/// The host is held to letters, digits, marks, `-`, `_` and `.` (or an IPv6 address), and `\` is refused before the path:
/// so a browser (WHATWG URL §4.4) reads the same host as we do.
pub(super) fn target(typed: &str) -> Option<Target> {
    if let Some(address) = after_scheme(typed, "mailto:") {
        let place = &address[..address.find('?').unwrap_or(address.len())];
        return mail(typed, place, address);
    }
    let (scheme, rest) = ["https://", "http://"].iter().find_map(|s| Some((*s, after_scheme(typed, s)?)))?;
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, server) = match authority.rsplit_once('@') {
        Some((user, server)) => (Some(user), server),
        None => (None, authority),
    };
    let host = host(server)?;
    if !user.unwrap_or("").bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:".contains(&b)) {
        return None;
    }
    let mut href = format!("{scheme}{authority}");
    push_encoded(&mut href, path);
    let kind = if user.is_some() { Kind::WebWithUser } else { Kind::Web };
    Some(Target { href, place: host.to_owned(), typed: typed.to_owned(), kind })
}

/// A target for the mail address `place`; `address` is what goes into the `href`, perhaps with a query.
fn mail(typed: &str, place: &str, address: &str) -> Option<Target> {
    let (local, domain) = place.rsplit_once('@')?;
    if local.is_empty() || !is_host(domain) {
        return None;
    }
    let mut href = "mailto:".to_owned();
    push_encoded(&mut href, address);
    Some(Target { href, place: place.to_owned(), typed: typed.to_owned(), kind: Kind::Mail })
}

fn after_scheme<'a>(typed: &'a str, scheme: &str) -> Option<&'a str> {
    let head = typed.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &typed[scheme.len()..])
}

/// The host of `host` or `host:port`.
fn host(server: &str) -> Option<&str> {
    if server.starts_with('[') {
        let end = server.find(']')? + 1;
        let inside = &server[1..end - 1];
        let valid = inside.contains(':') && inside.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
        return (valid && is_port(&server[end..])).then(|| &server[..end]);
    }
    let (host, port) = server.split_at(server.find(':').unwrap_or(server.len()));
    (is_host(host) && is_port(port)).then_some(host)
}

fn is_port(port: &str) -> bool {
    port.is_empty() || (port.len() <= 6 && port.starts_with(':') && port[1..].bytes().all(|b| b.is_ascii_digit()))
}

/// At most 253 bytes: the bound of RFC 1035 §2.3.4 as it is written.
fn is_host(host: &str) -> bool {
    let label = |label: &str| !label.is_empty() && !label.starts_with(is_combining_mark);
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label) && host.chars().all(is_host_part)
}

fn is_host_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_' | '.')
}

/// Percent-encodes all but the ASCII characters that may stand in a path, query or fragment; a typed `%` stays.
fn push_encoded(out: &mut String, path: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', char::from(HEX[usize::from(byte >> 4)]), char::from(HEX[usize::from(byte & 15)])]);
        }
    }
}

/// The addresses that are typed bare: http, https and mailto, `www.`, and e-mail addresses. In order, never overlapping.
pub(super) fn bare(text: &str) -> Vec<(Range<usize>, Target)> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let mut found = Vec::new();
    let mut start = 0;
    // A word at a time: linkify ends a URL at U+0020 only, and would take in a CJK full stop and what follows it.
    for word in text.split(ends_address) {
        if word.len() <= MAX_ADDRESS && word.contains([':', '@', '.']) {
            // A mark behind a domain would hide it from linkify: `_me@example.org_`.
            let word = word.trim_end_matches(AFTER_ADDRESS);
            let links = finder.links(word).filter_map(|link| bare_target(word, &link));
            found.extend(links.map(|(range, target)| (start + range.start..start + range.end, target)));
        }
        // The separator's own length is what lies between the words.
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// In bytes; a longer word is text. linkify 0.11 takes quadratic time for one word like `a'b@c.de'a'b@c.de'…` (measured:
/// 310 ms for 320,000 bytes), which this makes linear again.
const MAX_ADDRESS: usize = 8192;

/// Marks and punctuation that do not belong to an address at its end.
const AFTER_ADDRESS: [char; 9] = ['*', '_', '~', '.', ',', ':', ';', '?', '!'];

fn ends_address(c: char) -> bool {
    c.is_whitespace() || is_isolate(c) || "。，、！？；：（）「」『』【】《》〈〉“”„«»،؛؟".contains(c)
}

/// The part of linkify's find that is an address and not markup around it.
fn bare_target(word: &str, link: &Link<'_>) -> Option<(Range<usize>, Target)> {
    let (mut start, mut end) = (link.start(), link.end());
    if *link.kind() == LinkKind::Email {
        start = end - link.as_str().trim_start_matches(['*', '_', '~']).len();
        let address = &word[start..end];
        // In an address that was typed alone these are part of the name, not the beginning of a query.
        let name = address.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('#', "%23");
        let target = mail(address, address, &name)?;
        if word[..start].to_ascii_lowercase().ends_with("mailto:") {
            start -= "mailto:".len();
        }
        return Some((start..end, target));
    }
    end = start + link.as_str().trim_end_matches(AFTER_ADDRESS).len();
    let typed = &word[start..end];
    let target = if after_scheme(typed, "www.").is_some_and(|rest| rest.contains('.')) {
        let target = target(&format!("https://{typed}"))?;
        Target { typed: typed.to_owned(), ..target }
    } else {
        target(typed)?
    };
    Some((start..end, target))
}

/// Whether the text of a link looks like an address other than the one it leads to, so that the real one must be shown.
///
/// The text is read as a person sees it: compatibility forms folded (`．` is a dot), what is invisible left out.
pub(super) fn misleads(shown: &str, target: &Target) -> bool {
    if target.kind != Kind::WebWithUser && shown == target.typed {
        return false;
    }
    let seen: String = shown.nfkc().filter(|c| !is_ignorable(*c)).collect();
    let seen = seen.to_lowercase().replace(['。', '．', '｡'], ".");
    let place: String = target.place.nfkc().collect::<String>().to_lowercase();
    if target.kind == Kind::Mail {
        let seen = seen.trim();
        let same = seen.strip_prefix("mailto:").unwrap_or(seen) == place;
        return !same && (seen.contains('@') || !hosts(seen).is_empty());
    }
    hosts(&seen).iter().any(|host| without_www(host) != without_www(&place))
}

fn without_www(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    host.strip_prefix("www.").unwrap_or(host)
}

/// What looks like a host in a text: a dotted name with a top-level domain of letters, four numbers, or what stands
/// behind `://`. A path behind a host is not looked at.
fn hosts(text: &str) -> Vec<&str> {
    let mut hosts = Vec::new();
    for word in text.split_whitespace() {
        let mut before = 0;
        for run in word.split(|c| !is_host_part(c)) {
            let start = before;
            let end = start + run.len();
            before = end + word[end..].chars().next().map_or(0, char::len_utf8);
            let name = run.trim_matches(['.', '-']);
            if is_dotted(name) || (!name.is_empty() && word[..start].ends_with("://")) {
                hosts.push(name);
                if word[end..].starts_with(['/', '?', '#', ':']) {
                    break;
                }
            }
        }
    }
    hosts
}

fn is_dotted(name: &str) -> bool {
    let Some((rest, last)) = name.rsplit_once('.') else { return false };
    let letters = last.chars().count() >= 2 && last.chars().all(|c| !c.is_ascii_digit());
    let numbers = rest.matches('.').count() == 2 && name.bytes().all(|b| b == b'.' || b.is_ascii_digit());
    !rest.is_empty() && (letters || numbers || last.starts_with("xn--"))
}

/// U+2066–2069: the bidirectional isolates and their end.
pub(super) fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

/// Characters that are not seen: joiners, marks of direction, variation selectors, fillers.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}
