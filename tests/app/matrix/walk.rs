//! Through the house by every link, part, frame and picture.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;

use crate::support::Person;

/// How many addresses are asked at once.
const ABREAST: usize = 4;
/// More than there are.
const ENDLESS: usize = 6_000;

/// What a walk came by.
pub struct Walk {
    /// Addresses.
    pub addresses: usize,
    /// All that was answered.
    pub text: String,
}

impl Walk {
    /// Goes to these addresses and wherever they lead, until nothing is new, as browsers and as htmx do. Each answer is
    /// looked at.
    pub async fn from(person: &Person, addresses: Vec<String>, look: impl Fn(&str, &str)) -> Walk {
        let (mut met, mut text) = (BTreeSet::new(), String::new());
        let mut ahead: Vec<String> = addresses.into_iter().filter(|address| met.insert(key(address))).collect();
        while !ahead.is_empty() {
            assert!(met.len() < ENDLESS, "the walk does not end: {ahead:?}");
            for some in std::mem::take(&mut ahead).chunks(ABREAST) {
                let ways = some.iter().flat_map(|address| [(address, false), (address, true)]);
                for (address, said) in join_all(ways.map(|(address, htmx)| ask(person, address, htmx))).await {
                    look(&said, address);
                    ahead.extend(named(&said, address, person).into_iter().filter(|to| met.insert(key(to))));
                    text.push_str(&said);
                }
            }
        }
        Walk { addresses: met.len(), text }
    }
}

/// What is answered, with where it leads as a link.
async fn ask<'a>(person: &Person, address: &'a str, htmx: bool) -> (&'a str, String) {
    let request = person.browse(Method::GET, address);
    let answer = person.send(if htmx { request.header("hx-request", "true") } else { request }).await;
    let led = answer.location.as_deref().map_or_else(String::new, |to| format!(" href=\"{to}\""));
    assert!(answer.status < 500 && !led.contains("\"/sign-in?"), "{address}: {answer:?}");
    (address, answer.text + &led)
}

/// The addresses of ours that the text names: links, parts, frames, pictures, forms; and what live.js fetches of a page.
fn named(text: &str, at: &str, person: &Person) -> Vec<String> {
    let attributes = ["href", "src", "hx-get", "data-get", "action"];
    let mut named: Vec<String> = attributes.iter().flat_map(|attribute| values(text, attribute)).collect();
    let first = |attribute: &str| values(text, attribute).into_iter().next();
    if let (Some(live), Some(epoch)) = (first("data-live"), first("data-epoch")) {
        let state = live.replacen("/live?", "/live/state?", 1);
        named.push(format!("{state}&epoch={epoch}"));
        if let Some(chat) = first("data-chat") {
            named.push(format!("{state}&epoch={epoch}&chat={chat}&revision=0"));
            named.push(format!("/chats/{chat}/messages?since=0&epoch={epoch}"));
        }
    }
    let here = person.url(at);
    let ours = named.iter().filter_map(|address| here.join(address).ok()).filter(|url| url.origin() == here.origin());
    ours.map(|url| url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()))).collect()
}

/// The values that the text gives the attribute.
fn values(text: &str, attribute: &str) -> Vec<String> {
    let begin = format!(" {attribute}=\"");
    let ends = text.match_indices(&begin).map(|(start, found)| start + found.len());
    ends.filter_map(|end| text[end..].split('"').next()).map(|value| value.replace("&amp;", "&")).collect()
}

/// The address without what is new in it on every page.
fn key(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| !pair.starts_with("at=") && !pair.starts_with("state="));
    format!("{path}?{}", kept.collect::<Vec<_>>().join("&"))
}
