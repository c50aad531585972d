//! What pages of other sites send, in every form that a page can send something.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};

use crate::matrix::company::Company;
use crate::matrix::rights::{Asked, Who};
use crate::support::{Database, Person};

type Headers<'h> = &'h [(&'h str, &'h str)];

/// What a browser says of where a request comes from.
const FOREIGN: [Headers; 7] = [
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://neighbour.example")],
    &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    &[("sec-fetch-site", "Same-Origin")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    // Neither, as an old browser: there is no token.
    &[],
];

fn from(person: &Person, method: Method, path: &str, headers: Headers) -> RequestBuilder {
    headers.iter().fold(person.bare(method, path), |request, (name, value)| request.header(*name, *value))
}

/// The ways in which a page sends a form without asking first (Fetch, "CORS-safelisted request-header"), and JSON.
fn sent(request: impl Fn() -> RequestBuilder, asked: &Asked) -> Vec<RequestBuilder> {
    let text = asked.fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    let mut form = reqwest::multipart::Form::new();
    for (name, value) in &asked.fields {
        form = form.text(name.clone(), value.clone());
    }
    vec![
        request().form(&asked.fields),
        request().header("content-type", "text/plain").body(text.clone()),
        request().header("content-type", "application/x-www-form-urlencoded; charset=utf-7").body(text.clone()),
        request().multipart(form),
        request().header("content-type", "application/json").body(format!("{{\"{text}\":1}}")),
        request().body(text),
    ]
}

#[tokio::test]
async fn no_form_does_anything_for_another_site() {
    let company = Company::make(Database::Sqlite).await;
    let all = Asked::all(&company);
    let administrator = company.person(Who::Administrator);
    let before = company.house.rows().await;
    let mut count = 0;
    // Mail programs end letters so (RFC 8058), and other programs write so: without a sign-in, a token or an origin. The address is the proof.
    let one_click = |asked: &&Asked| asked.name.contains("/mail/off/") || asked.name.contains(" /hooks/");
    for asked in all.iter().filter(|asked| asked.method != Method::GET).filter(|asked| !one_click(asked)) {
        for headers in FOREIGN {
            let request = || from(administrator, asked.method.clone(), &asked.address, headers);
            let answers = join_all(sent(request, asked).into_iter().map(|one| administrator.send(one))).await;
            for answer in answers {
                let said = (answer.status, answer.location.as_deref());
                let refused = matches!(answer.status, 400 | 403 | 404 | 413);
                assert!(refused, "{} {headers:?}: {said:?} {}", asked.name, answer.text);
                count += 1;
            }
        }
    }
    assert!(count > 1500, "only {count}");
    unchanged(&company, before).await;
}

/// A link of another site may be followed, and nothing more comes of it than of one of ours: no page does anything but the
/// mark of what was read, of a chat where there is no script and of a notification by opening what it speaks of.
#[tokio::test]
async fn no_address_does_anything_by_being_asked_for() {
    let company = Company::make(Database::Sqlite).await;
    let all = Asked::all(&company);
    let asker = company.person(Who::Administrator);
    asker.runs_script();
    let read = [("do", "read-all")];
    asker.post("/notifications", &read).await.expect(303);
    let before = company.house.rows().await;
    for asked in all.iter().filter(|asked| asked.method == Method::GET) {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE] {
            for more in ["", "_method=POST", "do=remove"] {
                let mark = if asked.address.contains('?') { "&" } else { "?" };
                let address = format!("{}{mark}{more}", asked.address);
                let cross = [("sec-fetch-site", "cross-site"), ("x-http-method-override", "POST")];
                let answer = asker.send(from(asker, method.clone(), &address, &cross)).await;
                assert!(answer.status < 500, "{method} {address}: {answer:?}");
            }
        }
    }
    unchanged(&company, before).await;
}

async fn unchanged(company: &Company, before: BTreeSet<String>) {
    let after = company.house.rows().await;
    let changed: Vec<&String> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}
