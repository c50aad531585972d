//! Founding, the door, and what people keep of themselves.

use actix_web::test::TestRequest;

use super::trial::{BETWEEN, How, KEY, NOW, PASSWORD, Trial};
use crate::accounts::audit::By;
use crate::accounts::password::{NewPassword, Passwords};
use crate::accounts::{Email, Name, NewUser, Role, State, User, life, reset, second_factor};
use crate::id::UserId;
use crate::organization::invitation;
use crate::organization::terms::Terms;

pub const ELIN: &str = "elin@harbour.example";
pub const TOMASZ: &str = "tomasz@harbour.example";
pub const HUONG: &str = "huong@harbour.example";
pub const DUNG: &str = "dung@harbour.example";
/// They come and go, one after the other.
pub const SPARE: [&str; 4] =
    ["nils@harbour.example", "oda@harbour.example", "per@harbour.example", "rut@harbour.example"];
pub const PENDING: [&str; 4] =
    ["pia@harbour.example", "pavel@harbour.example", "petra@harbour.example", "pau@harbour.example"];
pub const DISMISSED: &str = "dora@harbour.example";

/// A picture of one point.
pub const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

/// The number of somebody.
pub async fn id(trial: &Trial, email: &str) -> i64 {
    trial.number(&format!("SELECT id FROM users WHERE email_folded = '{email}'")).await
}

/// The company and its people. Its first one has the general chat open.
pub async fn company(trial: &Trial) {
    let fields = [
        ("token", KEY),
        ("company", "Harbour Press"),
        ("language", "en"),
        ("country", "GB"),
        ("time_zone", "Europe/London"),
        ("name", "Elin Lindqvist"),
        ("email", ELIN),
        ("password", PASSWORD),
    ];
    trial.post("/setup", &[], "", &fields).await;
    let password = NewPassword::parse(PASSWORD).map_err(|_| "a password").expect("a password");
    let hash = Passwords::default().hash(password, &trial.house.dice).await.expect("a hash");
    let here = [TOMASZ, HUONG, DUNG, DISMISSED].into_iter().chain(SPARE).map(|email| (email, State::Active));
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    for (email, state) in here.chain(PENDING.map(|email| (email, State::Pending))) {
        let new = NewUser {
            name: Name::parse(email.split('@').next().expect("a name")).expect("a name"),
            email: Email::parse(email).expect("an address"),
            password_hash: hash.clone(),
            role: Role::Employee,
            state,
            language: None,
        };
        User::create(&mut tx, &new, NOW).await.expect("a user");
    }
    tx.commit().await.expect("committed");
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let dora = User::by_email(&mut tx, DISMISSED).await.expect("an answer").expect("a person").id;
    life::dismiss(&mut tx, dora, "", &By::command_line(), NOW).await.map_err(|_| "a rule").expect("dismissed");
    tx.commit().await.expect("committed");
    trial.open_page(ELIN, trial.number("SELECT id FROM chats WHERE kind = 'general'").await).await;
}

/// What people keep of themselves.
pub async fn settings(trial: &Trial) {
    let look = [
        ("send_key", "ctrl"),
        ("theme", "dark"),
        ("density", "compact"),
        ("language", "vi"),
        ("time_zone", "Asia/Ho_Chi_Minh"),
        ("refresh_seconds", "30"),
        ("text_size", "large"),
        ("own_side", "start"),
        ("clock", "12"),
        ("sound_direct", "chime"),
        ("sound_group", "chime"),
        ("sound_call", "knock"),
        ("beginners", "all"),
        ("adders_of_me", "all"),
    ];
    trial.post("/settings", &[], HUONG, &look).await;
    trial.post("/settings/profile", &[], HUONG, &[("name", "Phạm Thu Hương")]).await;
    trial.post("/settings/contact", &[], HUONG, &[("inner_number", "4711")]).await;
    trial.upload("/settings/picture", &[], HUONG, ("picture", GIF)).await;
    trial.post("/settings/picture/remove", &[], HUONG, &[]).await;
    let leave = [("quiet", "60"), ("leave_from", "2025-12-01"), ("leave_until", "2025-12-03"), ("substitute", DUNG)];
    trial.post("/settings/status", &[], HUONG, &leave).await;
    trial.post("/settings/sign-in", &[], HUONG, &[("current", PASSWORD), ("new", "another door left ajar")]).await;
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let user = UserId(id(trial, HUONG).await);
    sessions(&mut tx, trial, user).await;
    tx.commit().await.expect("committed");
    trial.post("/settings/sessions", &[], HUONG, &[("end", "others")]).await;
}

/// Another device of theirs.
async fn sessions(tx: &mut crate::store::Tx, trial: &Trial, user: UserId) {
    use crate::accounts::session::{Origin, create};
    let origin = Origin { agent: String::new(), address: String::new(), kept: true };
    create(tx, user, &origin, &trial.house.dice, NOW).await.expect("a session").expect("somebody who may");
}

/// Signing in and out, by all ways.
pub async fn door(trial: &Trial) {
    let route = "/settings/second-factor";
    trial.post(route, &[], TOMASZ, &[]).await;
    let tomasz = UserId(id(trial, TOMASZ).await);
    let mut conn = trial.house.store.read().await.expect("a connection");
    let secret = second_factor::begun(&mut conn, tomasz).await.expect("an answer").expect("a secret");
    drop(conn);
    let code = || secret.code_at(trial.house.clock.now());
    trial.post("/settings/second-factor/confirm", &[], TOMASZ, &[("code", &code())]).await;
    trial.post("/settings/second-factor/codes", &[], TOMASZ, &[]).await;
    let fields = [("email", TOMASZ), ("password", PASSWORD)];
    trial.post("/sign-in", &[], "", &fields).await;
    // Whose first token was not heard of has another one.
    assert_eq!(trial.send("", TestRequest::post().uri("/sign-in").set_form(fields)).await, 303);
    trial.house.clock.set(NOW.after(std::time::Duration::from_secs(60)));
    trial.post("/sign-in/code", &[], BETWEEN, &[("code", &code())]).await;
    trial.post("/sign-in", &[], "", &[("email", DUNG), ("password", PASSWORD)]).await;
    trial.house.clock.set(NOW);
    trial.post("/settings/second-factor/off", &[], TOMASZ, &[]).await;
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let token = reset::create(&mut tx, tomasz, None, &trial.house.dice, NOW).await.expect("a link");
    let invited = invitation::create(&mut tx, &Terms::new(5, 7), &By::command_line(), (&trial.house.dice, NOW)).await;
    let (_, invitation) = invited.expect("an invitation");
    let terms = Terms { approval: true, key: "k2".to_owned(), ..Terms::new(5, 7) };
    let waits = invitation::create(&mut tx, &terms, &By::command_line(), (&trial.house.dice, NOW)).await;
    tx.commit().await.expect("committed");
    trial.post("/reset/{token}", &[&token], "", &[("password", "a third door left ajar")]).await;
    trial.ends(TOMASZ);
    let join = |email| [("name", "Kim Nguyễn"), ("email", email), ("password", PASSWORD)];
    trial.post("/invitations/{token}", &[&invitation], "", &join("kim@harbour.example")).await;
    trial.post("/invitations/{token}", &[&waits.expect("one").1], "", &join("kai@harbour.example")).await;
    trial.cookie("kim@harbour.example").await;
    trial.post("/sign-out", &[], "kim@harbour.example", &[]).await;
    // The password once more, before what is dangerous: typed, it counts for itself.
    trial.covers("accounts/confirm.rs");
    let fields = [("confirm-password", PASSWORD)];
    trial.post_how(How::InSteps, route, &[], DUNG, &fields).await;
}
