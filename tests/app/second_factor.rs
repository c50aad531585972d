//! Signing in with a second factor, when the company asks for one, who is not let in, and the password once more.

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::support::{Answer, Element, House, Person, eventually};

const SET_UP: &str = "/settings/second-factor";

/// What stands for the app on a phone (RFC 6238): the code of so many steps from now.
pub fn code(secret: &str, from_now: i64) -> String {
    let letters = secret.bytes().filter(|byte| *byte != b' ').map(|byte| match byte {
        b'a'..=b'z' => byte - b'a',
        _ => byte - b'2' + 26,
    });
    let bits: Vec<u8> = letters.flat_map(|five| (0..5).rev().map(move |bit| five >> bit & 1)).collect();
    let key: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let step = hallway::clock::Clock::system().now().0 / 30_000_000;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).expect("a key");
    mac.update(&(step + from_now).to_be_bytes());
    let mac = mac.finalize().into_bytes();
    let at = usize::from(mac[19] & 15);
    let number = u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn secret(page: &Answer) -> String {
    page.dom().find("secret").map(Element::text).expect("a secret")
}

fn codes(page: &Answer) -> Vec<String> {
    let dom = page.dom();
    let codes: Vec<String> = dom.all(|element| element.name == "code").into_iter().map(Element::text).collect();
    assert_eq!(codes.len(), 10, "{}", page.text);
    codes
}

/// Turns it on by the forms of the settings: the secret and the recovery codes.
pub async fn turn_on(person: &Person) -> (String, Vec<String>) {
    let (secret, codes, _) = turn_on_with(person).await;
    (secret, codes)
}

/// The same, and the code that it was confirmed with.
async fn turn_on_with(person: &Person) -> (String, Vec<String>, String) {
    person.post(SET_UP, &[]).await.expect(303);
    let secret = secret(&person.get(SET_UP).await.expect(200));
    person.post("/settings/second-factor/confirm", &[("code", "12345")]).await.expect(422);
    let used = code(&secret, 0);
    let shown = person.post("/settings/second-factor/confirm", &[("code", &used)]).await.expect(200);
    (secret, codes(&shown), used)
}

/// Another device of the person, and what the password alone leads to.
async fn password(house: &House, person: &Person) -> (Person, Answer) {
    let device = Person::new(&house.url(), &person.name);
    let fields = [("email", &*person.email), ("password", &person.password), ("keep", "1"), ("next", "/settings?list")];
    let answer = device.post("/sign-in", &fields).await;
    (device, answer)
}

pub async fn waits_for_code(house: &House, person: &Person) -> Person {
    let (device, answer) = password(house, person).await;
    assert_eq!(answer.expect(303).location.as_deref(), Some("/sign-in/code?next=%2Fsettings%3Flist"));
    device
}

async fn lines(house: &House, act: &str, count: i64) {
    let count_of = format!("SELECT COUNT(*) FROM audit WHERE act = '{act}'");
    eventually(&format!("the audit log has {count} lines of {act}"), async || {
        let there = house.number(&count_of).await;
        if there == count { Ok(()) } else { Err(there.to_string()) }
    })
    .await;
}

each_database! {
    async fn one_signs_in_with_the_password_and_a_code(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (secret, _, used) = turn_on_with(&ada).await;
        let settings = ada.get("/settings/sign-in").await.expect(200);
        assert!(settings.text.contains("10 recovery codes are left") && !settings.text.contains(&secret));
        assert_eq!(ada.get(SET_UP).await.expect(303).location.as_deref(), Some("/"), "it is on");
        let again = ada.post("/settings/second-factor/confirm", &[("code", &used)]).await;
        assert_eq!(again.expect(303).location.as_deref(), Some("/settings/sign-in"), "the page was loaded again");

        let phone = waits_for_code(&house, &ada).await;
        for path in ["/messages", "/settings/second-factor"] {
            assert_eq!(phone.get(path).await.status, 303, "the password alone opens nothing: {path}");
        }
        let page = phone.get("/sign-in/code?next=%2Fsettings").await.expect(200);
        assert!(page.text.contains("autocomplete=\"one-time-code\"") && page.text.contains("value=\"/settings\""));
        for wrong in ["", "000000", &used, &code(&secret, 9)] {
            phone.post("/sign-in/code", &[("code", wrong), ("next", "/settings")]).await.expect(422);
        }
        let typed = code(&secret, 1);
        let typed = format!("{} {}", &typed[..3], &typed[3..]);
        let right = phone.post("/sign-in/code", &[("code", &typed), ("next", "/settings")]).await.expect(303);
        assert_eq!(right.location.as_deref(), Some("/settings"));
        phone.get("/messages").await.expect(200);
        assert!(!phone.cookies().contains("hallway_sign_in"));
        phone.post("/sign-in/code", &[("code", &typed)]).await.expect(422);

        let third = waits_for_code(&house, &ada).await;
        third.post("/sign-in/code", &[("code", &typed)]).await.expect(422);
        let away = third.post("/sign-in/code", &[("code", "1"), ("next", "https://evil.example")]).await.expect(422);
        assert!(!away.text.contains("evil.example?"));
        lines(&house, "second-factor-on", 1).await;
        lines(&house, "signed-in", 1).await;
        lines(&house, "sign-in-refused", 6).await;
    }

    async fn five_wrong_codes_are_enough_and_the_doorkeeper_counts_them(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (secret, _) = turn_on(&ada).await;
        let thief = waits_for_code(&house, &ada).await;
        for _ in 0..5 {
            thief.post("/sign-in/code", &[("code", "000000")]).await.expect(422);
        }
        let over = thief.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(422);
        assert!(over.text.contains("name=\"password\"") && over.text.contains("Begin again"), "{}", over.text);
        assert_eq!(thief.get("/sign-in/code").await.expect(303).location.as_deref(), Some("/sign-in"));
        // The right password forgives no code: of ten tries, six are gone.
        let again = waits_for_code(&house, &ada).await;
        for _ in 0..3 {
            again.post("/sign-in/code", &[("code", "000000")]).await.expect(422);
        }
        again.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(429);
        password(&house, &ada).await.1.expect(429);
    }

    async fn a_sign_in_that_is_older_than_ten_minutes_is_none(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (secret, _) = turn_on(&ada).await;
        let phone = waits_for_code(&house, &ada).await;
        house.execute("UPDATE sign_ins SET created_at = created_at - 600000000").await;
        phone.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(422);
        phone.get("/sign-in/code").await.expect(303);
        waits_for_code(&house, &ada).await;
        assert_eq!(house.number("SELECT COUNT(*) FROM sign_ins").await, 1, "old ones are swept");
    }

    async fn of_two_at_once_with_one_code_one_is_let_in(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (secret, codes) = turn_on(&ada).await;
        for typed in [code(&secret, 1), codes[0].clone()] {
            let devices = [waits_for_code(&house, &ada).await, waits_for_code(&house, &ada).await];
            let fields = [("code", typed.as_str())];
            let all = join_all(devices.iter().chain(&devices).map(|device| device.post("/sign-in/code", &fields))).await;
            let mut statuses: Vec<u16> = all.iter().map(|answer| answer.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 422, 422, 422]);
        }
    }

    async fn a_recovery_code_is_good_once_and_can_be_renewed(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (secret, codes) = turn_on(&ada).await;
        let phone = waits_for_code(&house, &ada).await;
        let wrong = phone.post("/sign-in/code", &[("recovery", "abcd-efgh-ijkl")]).await.expect(422);
        assert!(wrong.text.contains("None of your unused codes"), "{}", wrong.text);
        phone.post("/sign-in/code", &[("recovery", &codes[0].to_uppercase())]).await.expect(303);
        assert!(phone.get("/settings/sign-in").await.text.contains("9 recovery codes are left"));
        let other = waits_for_code(&house, &ada).await;
        other.post("/sign-in/code", &[("code", &codes[0])]).await.expect(422);
        other.post("/sign-in/code", &[("code", &codes[1].replace('-', ""))]).await.expect(303);
        let renewed = self::codes(&ada.post("/settings/second-factor/codes", &[]).await.expect(200));
        assert!(codes.iter().all(|old| !renewed.contains(old)));
        let third = waits_for_code(&house, &ada).await;
        third.post("/sign-in/code", &[("code", &codes[2])]).await.expect(422);
        third.post("/sign-in/code", &[("code", &renewed[2])]).await.expect(303);
        lines(&house, "recovery-used", 3).await;
        ada.post("/settings/second-factor/off", &[]).await.expect(303);
        lines(&house, "second-factor-off", 1).await;
        let (_, answer) = password(&house, &ada).await;
        assert_eq!(answer.expect(303).location.as_deref(), Some("/settings?list"));
        ada.post("/settings/second-factor/codes", &[]).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM recovery_codes").await, 0, "without it there are none");
        assert_ne!(turn_on(&ada).await.0, secret);
    }

    async fn what_the_company_asks_for_comes_before_everything_else(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (secret, _) = turn_on(&ada).await;
        let chat = bo.general().await;
        ada.say(chat, "for everybody who may").await;
        house.execute("UPDATE company SET second_factor = TRUE").await;
        // A session that ran before.
        for path in ["/", "/messages", &format!("/chats/{chat}"), "/settings/sign-in", "/invitations", "/panel", "/no/such"] {
            let answer = bo.get(path).await;
            assert!(!answer.text.contains("for everybody who may") && !answer.text.contains("Bo Lind"), "{path}");
            let led = answer.location.is_some_and(|to| to.starts_with(SET_UP));
            assert_eq!((answer.status, led), if path == "/no/such" { (404, false) } else { (303, true) }, "{path}");
        }
        let say = format!("/chats/{chat}/messages");
        assert_eq!(bo.post(&say, &[("text", "x"), ("key", "k")]).await.expect(303).location.as_deref(), Some(SET_UP));
        let htmx = bo.form(&say, &[("text", "x"), ("key", "k")]).header("hx-request", "true");
        bo.send(htmx).await.expect(403);
        let frame = bo.browse(reqwest::Method::GET, "/panel").header("sec-fetch-dest", "iframe");
        bo.send(frame).await.expect(403);
        let socket = bo.browse(reqwest::Method::GET, "/live").header("upgrade", "websocket").header("connection", "upgrade");
        let socket = socket.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        bo.send(socket).await.expect(403);

        let page = bo.get("/settings/second-factor?next=%2Fsettings%2Fprofile").await.expect(200);
        assert!(page.text.contains("Your company asks everybody"), "{}", page.text);
        assert!(!page.text.contains("for everybody who may") && !page.text.contains("class=\"rail\""));
        assert!(bo.get("/settings/second-factor?lang=vi").await.expect(200).text.contains("Công ty bạn yêu cầu"));
        assert!(bo.get("/settings/second-factor?lang=en").await.expect(200).text.contains("Your company asks"));
        let began = bo.post(SET_UP, &[("next", "/settings/profile")]).await.expect(303);
        let path = began.location.expect("the page with the secret");
        assert_eq!(path, "/settings/second-factor?next=%2Fsettings%2Fprofile");
        let own = self::secret(&bo.get(&path).await.expect(200));
        let confirm = [("code", &*code(&own, 0)), ("next", "/settings/profile")];
        let shown = bo.post("/settings/second-factor/confirm", &confirm).await.expect(200);
        codes(&shown);
        assert!(shown.text.contains("href=\"/settings/profile\""));
        bo.get("/settings/profile").await.expect(200);
        assert_eq!(bo.texts(chat).await, ["for everybody who may"]);

        // Who had one goes on as before, and keeps it.
        ada.get("/messages").await.expect(200);
        let kept = ada.post("/settings/second-factor/off", &[]).await.expect(403);
        assert!(kept.text.contains("so it stays on"), "{}", kept.text);
        let phone = waits_for_code(&house, &ada).await;
        phone.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(303);

        // A new sign-in is led there, too, and can leave.
        house.execute(&format!("DELETE FROM second_factors WHERE user_id = {}", bo.id)).await;
        let (phone, answer) = password(&house, &bo).await;
        assert_eq!(answer.expect(303).location.as_deref(), Some("/settings?list"));
        assert_eq!(phone.get("/settings?list").await.location.as_deref(), Some("/settings/second-factor?next=%2Fsettings%3Flist"));
        assert_eq!(phone.post("/sign-out", &[]).await.expect(303).location.as_deref(), Some("/sign-in"));
        assert_eq!(phone.get(SET_UP).await.expect(303).location.as_deref(), Some("/sign-in?next=%2Fsettings%2Fsecond-factor"));
    }

    async fn only_who_is_active_signs_in_and_the_others_learn_little(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (secret, _) = turn_on(&bo).await;
        let phone = waits_for_code(&house, &bo).await;
        let wrong = |password: &str| vec![("email", bo.email.clone()), ("password", password.to_owned())];
        let try_with = async |password: &str| {
            let device = house.stranger();
            device.send(device.browse(reqwest::Method::POST, "/sign-in").form(&wrong(password))).await
        };
        let put = async |state: &str| {
            house.execute(&format!("UPDATE users SET state = '{state}' WHERE id = {}", bo.id)).await;
        };
        let told = |answer: &Answer| answer.dom().find("wrong").map(Element::text).unwrap_or_default();
        let guess = told(&try_with("no password of theirs").await.expect(422));
        assert!(guess.contains("do not go together"), "{guess}");
        for state in ["dismissed", "invited"] {
            put(state).await;
            assert_eq!(told(&try_with(&bo.password).await.expect(422)), guess, "{state}");
        }
        bo.get("/messages").await.expect(303);
        phone.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(422);
        put("pending").await;
        assert!(told(&try_with(&bo.password).await.expect(403)).contains("waits for approval"));
        assert_eq!(told(&try_with("no password of theirs").await.expect(422)), guess);
        put("active").await;
        try_with(&bo.password).await.expect(303);
        lines(&house, "sign-in-refused", 5).await;
        ada.get("/messages").await.expect(200);
    }

    async fn a_dangerous_act_asks_for_the_password_and_loses_nothing(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        turn_on(&ada).await;
        let path = "/settings/second-factor/codes?of=mine&a=1";
        ada.post(path, &[]).await.expect(200);
        house.execute("UPDATE sessions SET confirmed_at = confirmed_at - 900000000").await;
        let fields = [("user", "7"), ("user", "8"), ("text", "<b>\"two\"\nlines</b>"), ("empty", "")];
        let asked = ada.post(path, &fields).await.expect(403);
        let form = |answer: &Answer| {
            let dom = answer.dom();
            let main = dom.find("main").expect("a page").clone();
            let form = main.all(|element| element.name == "form" && element.attr("method") == Some("post"))[0].clone();
            assert_eq!(form.attr("action"), Some(path));
            form.controls()
        };
        let sent = |typed: &str| {
            let mut all: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            all.push(("confirm-password".to_owned(), typed.to_owned()));
            all.sort();
            all
        };
        let controls = |answer: &Answer| {
            let mut all: Vec<_> = form(answer).into_iter().filter(|(name, _)| name != "token").collect();
            all.sort();
            all
        };
        assert_eq!(controls(&asked), sent(""));
        assert!(form(&asked).iter().any(|(name, _)| name == "token"), "for browsers that say nothing");
        let post = async |typed: &str| ada.send(ada.browse(reqwest::Method::POST, path).form(&sent(typed))).await;
        let wrong = post("no password of hers").await.expect(422);
        assert!(wrong.text.contains("This is not your password") && !wrong.text.contains("no password of hers"));
        assert_eq!(controls(&wrong), sent(""));
        lines(&house, "sign-in-refused", 1).await;
        codes(&post(&ada.password).await.expect(200));
        codes(&ada.post(path, &[]).await.expect(200));

        // For htmx the page takes the place of the one that asked.
        house.execute("UPDATE sessions SET confirmed_at = 0").await;
        let response = ada.form(path, &fields).header("hx-request", "true").send().await.expect("an answer");
        let head = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        assert_eq!(head("hx-retarget").as_deref(), Some("#main"));
        assert_eq!((head("hx-reselect").as_deref(), head("hx-reswap").as_deref()), (Some("#main"), Some("outerHTML")));
        assert!(response.text().await.expect("a page").contains("confirm-password"));
        for dangerous in [SET_UP, "/settings/second-factor/off"] {
            ada.post(dangerous, &[]).await.expect(403);
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM second_factors WHERE confirmed_at IS NOT NULL").await, 1);
        for _ in 0..9 {
            post("guess").await.expect(422);
        }
        post("guess").await.expect(422);
        post(&ada.password).await.expect(429);
    }

    async fn a_new_password_does_not_stand_for_the_second_factor(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (secret, _) = turn_on(&bo).await;
        let link = |email: &str| {
            let output = house.command(&["user", "reset-link", email]).output().expect("it runs");
            let printed = String::from_utf8(output.stdout).expect("text");
            format!("/reset/{}", printed.trim().rsplit('/').next().expect("a link"))
        };
        let phone = house.stranger();
        let reset = phone.post(&link(&bo.email), &[("password", "another door, ajar")]).await.expect(303);
        assert_eq!(reset.location.as_deref(), Some("/sign-in/code"));
        phone.get("/messages").await.expect(303);
        phone.post("/sign-in/code", &[("code", &code(&secret, 1))]).await.expect(303);
        phone.get("/messages").await.expect(200);
        lines(&house, "reset-made", 1).await;
        lines(&house, "password-changed", 1).await;
        let fields = [("current", &*ada.password), ("new", "one more door, ajar")];
        ada.post("/settings/sign-in", &fields).await.expect(303);
        lines(&house, "password-changed", 2).await;
        lines(&house, "company-founded", 1).await;

        // The phone is lost, and so are the codes.
        let off = || house.command(&["user", "second-factor-off", &bo.email]).output().expect("it runs");
        assert!(off().status.success());
        assert!(!off().status.success(), "it is off already");
        let by_nobody = "SELECT COUNT(*) FROM audit WHERE act = 'second-factor-off' AND actor_id IS NULL AND address = ''";
        assert_eq!(house.number(by_nobody).await, 1);
        let device = house.stranger();
        let fields = [("email", &*bo.email), ("password", "another door, ajar")];
        assert_eq!(device.post("/sign-in", &fields).await.expect(303).location.as_deref(), Some("/"));
    }
}
