//! What must be in no log and, of what opens doors, in no database.

use std::path::Path;

use crate::matrix::company::{department, form_token};
use crate::second_factor::{code, turn_on, waits_for_code};
use crate::support::raw::Said;
use crate::support::{House, Person};

const PASSWORD: &str = "a password that is typed once wrong";
const TEXT: &str = "the lantern is under the stair";
const SEARCH: &str = "who-is-searched-for";

/// What is used on a journey through the house, by its name.
type Secrets = Vec<(&'static str, String)>;

fn session(person: &Person) -> String {
    person
        .cookies()
        .split("hallway_session=")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .expect("a session")
        .to_owned()
}

/// Uses all that is secret, rightly and wrongly.
async fn journey(house: &House, ada: &Person, bo: &Person) -> Secrets {
    let mut secrets: Secrets = vec![
        ("a password", ada.password.clone()),
        ("a session's token", session(ada)),
        ("another session's token", session(bo)),
        ("the token of forms", form_token(ada).await),
    ];
    let chat = ada.general().await;
    ada.say(chat, TEXT).await;
    ada.post(&format!("/chats/{chat}/messages"), &[("text", &"x".repeat(20_001)), ("key", "k")]).await.expect(422);
    ada.get(&format!("/people?q={SEARCH}")).await.expect(200);
    house.stranger().post("/sign-in", &[("email", &ada.email), ("password", PASSWORD)]).await.expect(422);
    department(ada, TEXT).await;

    let invitation = house.invitation(ada).await;
    for path in [
        format!("/invitations/{invitation}"),
        format!("/invitations/{invitation}/"),
        format!("/invitations/{invitation}%00"),
    ] {
        house.stranger().get(&path).await;
    }
    secrets.push(("an invitation's token", invitation));
    let page = ada.post(&format!("/admin/people/{}/reset-link", bo.id), &[]).await.expect(200).dom();
    let reset = page.find("link").and_then(|link| link.attr("value")?.rsplit('/').next()).expect("a link").to_owned();
    house.stranger().get(&format!("/reset/{reset}")).await.expect(200);
    house.stranger().get(&format!("/reset/{reset}x")).await;
    house.stranger().post(&format!("/reset/{reset}"), &[("password", "short")]).await.expect(422);
    house.stranger().post(&format!("/reset/{reset}"), &[("password", PASSWORD)]).await.expect(303);
    secrets.push(("a reset link's token", reset));

    let (secret, codes) = turn_on(ada).await;
    let phone = waits_for_code(house, ada).await;
    secrets
        .push(("a sign-in's token", phone.cookies().split("hallway_sign_in=").nth(1).expect("a sign-in").to_owned()));
    phone.post("/sign-in/code", &[("code", &codes[0][1..])]).await.expect(422);
    phone.post("/sign-in/code", &[("recovery", &codes[0])]).await.expect(303);
    let tablet = waits_for_code(house, ada).await;
    let typed = code(&secret, 1);
    tablet.post("/sign-in/code", &[("code", &typed)]).await.expect(303);
    secrets.extend([("a TOTP secret", secret.clone()), ("a TOTP secret without spaces", secret.replace(' ', ""))]);
    secrets.extend([("a recovery code", codes[0].clone()), ("an unused recovery code", codes[1].clone())]);
    secrets.push(("a session's token after a code", session(&tablet)));
    clumsily(house, &session(ada)).await;
    secrets
}

/// As in a mistake, a secret stands where it does not belong.
async fn clumsily(house: &House, token: &str) {
    let host = house.host();
    for head in [
        format!(
            "GET /live?token={token} HTTP/1.1\r\nHost: {host}\r\nCookie: hallway_session={token}; hallway_session={token}"
        ),
        format!(
            "GET /sign-in?next={token} HTTP/1.1\r\nHost: {host}\r\nReferer: http://{host}/{token}\r\nUser-Agent: {token}"
        ),
        format!("GET /chats/{token}/{token} HTTP/1.1\r\nHost: {host}"),
        format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: {token}"),
        format!("GET / HTTP/1.1\r\nHost: {token}@{host}\r\nX: {token}\0"),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {token}\r\nOrigin: {token}\r\nUpgrade: {token}"),
    ] {
        let _: Said = house.raw(format!("{head}\r\nConnection: close\r\n\r\n")).await;
    }
}

/// Every byte that the house keeps on its disk.
fn kept(folder: &Path) -> Vec<u8> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { kept(&path) } else { std::fs::read(path).expect("a file") }).collect()
}

fn holds(all: &[u8], some: &str) -> bool {
    all.windows(some.len()).any(|window| window == some.as_bytes())
}

each_database! {
    async fn no_log_tells_a_secret_and_no_database_what_opens_a_door(database) {
        let house = House::open_with(database, &["--log-level", "trace"]).await;
        let (house, [ada, bo]) = house.filled(["Ada Marsh", "Bo Lind"]).await;
        let secrets = journey(&house, &ada, &bo).await;
        house.ask_to_stop();
        house.ended().await;
        let log = house.said();
        let (_, log) = log.split_once("/setup?token=").expect("the address that the start prints");
        assert!(log.contains("method=\"POST\" path=\"/sign-in\" status=422"), "the log tells of requests: {log}");
        let said = [("a text", TEXT.to_owned()), ("a wrong password", PASSWORD.to_owned()), ("a search", SEARCH.to_owned())];
        for (what, secret) in secrets.iter().chain(&said) {
            assert!(secret.len() >= 6 && !log.contains(secret), "{what}, {secret}, is in the log:\n{log}");
        }
        for what in ["Lind", "x".repeat(100).as_str(), "$argon2", &ada.email] {
            assert!(!log.contains(what), "{what} is in the log:\n{log}");
        }
        let mut all = kept(house.data());
        all.extend(house.rows().await.into_iter().collect::<Vec<_>>().join("\n").into_bytes());
        assert!(holds(&all, TEXT), "what is kept was looked at");
        // An app's secret is kept as it is: the server has to make the same codes.
        for (what, secret) in secrets.iter().filter(|(what, _)| !what.contains("TOTP")) {
            assert!(!holds(&all, secret), "{what}, {secret}, is in the database");
        }
        assert!(!holds(&all, PASSWORD));
        assert!(holds(&all, "$argon2id$v=19$m=19456,t=2,p=1$"), "who guesses passwords pays for each");
    }
}
