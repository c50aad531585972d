//! Cookies of a neighbour: a page below the same domain may set some that come along with ours.

use reqwest::Method;

use crate::support::{Database, House, Person};

const PLAIN: &str = "hallway_session";
const HOST: &str = "__Host-hallway_session";

/// The token in a person's cookies.
fn token<'p>(cookies: &'p str, name: &str) -> &'p str {
    let pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(of, _)| *of == name).map(|(_, value)| value).expect("a session")
}

/// Whom the house takes for the sender of these cookies.
async fn seen_as(house: &House, cookies: &str) -> Option<String> {
    let nobody = house.stranger();
    let request = nobody.browse(Method::GET, "/settings/profile").header("cookie", cookies);
    let answer = nobody.send(request).await;
    assert!([200, 303].contains(&answer.status), "{cookies}: {answer:?}");
    ["Ada Marsh", "Mallory Crook"].into_iter().find(|name| answer.text.contains(name)).map(ToOwned::to_owned)
}

#[tokio::test]
async fn of_two_sessions_neither_counts() {
    let (house, [ada, mallory]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Mallory Crook"]).await;
    let (own, other) = (ada.cookies(), mallory.cookies());
    let (own, other) = (token(&own, PLAIN), token(&other, PLAIN));
    assert_eq!(seen_as(&house, &format!("{PLAIN}={own}")).await.as_deref(), Some("Ada Marsh"));
    for cookies in [
        format!("{PLAIN}={other}; {PLAIN}={own}"),
        format!("{PLAIN}={own}; {PLAIN}={other}"),
        format!("{PLAIN}=; {PLAIN}={other}"),
        format!("a=b; {PLAIN}={own};{PLAIN}={own}"),
    ] {
        assert_eq!(seen_as(&house, &cookies).await, None, "{cookies}");
    }
    // Names that are ours only when they are read in another way.
    for name in
        ["Hallway_session", "hallway%5Fsession", "hallway_session[]", "\"hallway_session\"", "$hallway_session", HOST]
    {
        assert_eq!(seen_as(&house, &format!("{name}={other}")).await, None, "{name}");
        assert_eq!(
            seen_as(&house, &format!("{name}={other}; {PLAIN}={own}")).await.as_deref(),
            Some("Ada Marsh"),
            "{name}"
        );
    }
    // Garbage beside it changes nothing.
    for more in ["=", ";;;", "x", "a=\u{111}", "a=%00", &"b=c; ".repeat(500)] {
        let request = ada.browse(Method::GET, "/settings/profile").header("cookie", format!("{more}; {PLAIN}={own}"));
        let answer = ada.send(request).await;
        assert!([200, 303].contains(&answer.status), "{more}: {answer:?}");
    }
}

/// By HTTPS browsers take our cookies' names from this very host alone.
#[tokio::test]
async fn by_https_a_neighbour_cannot_name_a_cookie_as_ours() {
    let mut house = House::closed(Database::Sqlite);
    house.start().await;
    let ada = house.set_up("Ada Marsh").await;
    let mallory = house.invite(&ada, "Mallory Crook").await;
    let (own, other) = (ada.cookies(), mallory.cookies());
    let (own, other) = (token(&own, PLAIN).to_owned(), token(&other, PLAIN).to_owned());
    house.kill();
    house.set(&["--public-url", "https://chat.tidewater.example"]);
    house.start().await;
    assert_eq!(seen_as(&house, &format!("{HOST}={own}")).await.as_deref(), Some("Ada Marsh"));
    for cookies in [
        format!("{PLAIN}={other}"),
        format!("__%48ost-hallway_session={other}"),
        format!("__host-hallway_session={other}"),
        format!("__Secure-hallway_session={other}"),
        format!("{HOST}={other}; {HOST}={own}"),
    ] {
        assert_eq!(seen_as(&house, &cookies).await, None, "{cookies}");
        let both = format!("{cookies}; {HOST}={own}");
        assert_ne!(seen_as(&house, &both).await.as_deref(), Some("Mallory Crook"), "{both}");
    }
    let device = Person::new(&house.url(), "Ada Marsh");
    let form = device.form("/sign-in", &[("email", &device.email), ("password", &device.password), ("keep", "1")]);
    let answer = form.send().await.expect("an answer");
    let set: Vec<&str> =
        answer.headers().get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let session = set.iter().find(|cookie| cookie.starts_with(HOST)).unwrap_or_else(|| panic!("{set:?}"));
    for part in ["; Secure", "; HttpOnly", "; Path=/;", "; SameSite=Lax"] {
        assert!(session.contains(part), "{session}");
    }
    assert!(!session.contains("Domain"), "{session}");
    let out = device.browse(Method::POST, "/sign-out").header("cookie", session.split(';').next().expect("a pair"));
    let out = out.header("content-type", "application/x-www-form-urlencoded").send().await.expect("an answer");
    let gone = out.headers().get("set-cookie").and_then(|value| value.to_str().ok()).expect("a cookie");
    assert!(gone.starts_with(&format!("{HOST}=;")) && gone.contains("Max-Age=0") && gone.contains("Secure"), "{gone}");
}
