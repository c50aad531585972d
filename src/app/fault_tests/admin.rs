//! What administrators do: people, lists of people, the company.

use super::accounts::{DISMISSED, DUNG, ELIN, HUONG, PENDING, SPARE, TOMASZ, id};
use super::organization::hold;
use super::trial::{How, NOW, PASSWORD, Trial};
use crate::accounts::second_factor;
use crate::id::UserId;

pub async fn everything(trial: &Trial) {
    person(trial).await;
    life(trial).await;
    deeds(trial).await;
    let company = [
        ("company", "Harbour Printers"),
        ("language", "vi"),
        ("time_zone", "Asia/Ho_Chi_Minh"),
        ("country", "VN"),
        ("posting", "administrators"),
        ("inviting", "administrators"),
        ("notification_days", "30"),
        ("edit_minutes", "60"),
        ("file_room", "100"),
        ("person_room", "0"),
        ("company_room", "0"),
        ("link_previews", "1"),
    ];
    trial.post("/admin/company", &[], ELIN, &company).await;
    trial.post("/admin/audit/export", &[], ELIN, &[]).await;
    trial.post("/admin/export", &[], ELIN, &[]).await;
}

async fn person(trial: &Trial) {
    let huong = id(trial, HUONG).await;
    let fields = [("name", "Phạm Hương"), ("email", HUONG), ("inner_number", "4712")];
    trial.post("/admin/people/{user}", &[&huong], ELIN, &fields).await;
    trial.post("/admin/people/{user}/sessions", &[&huong], ELIN, &[("end", "all")]).await;
    trial.post("/admin/people/{user}/reset-link", &[&huong], ELIN, &[]).await;
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let (user, dice) = (UserId(huong), &trial.house.dice);
    second_factor::begin(&mut tx, user, dice, NOW).await.expect("begun");
    let secret = second_factor::begun(&mut tx, user).await.expect("an answer").expect("a secret");
    let codes = second_factor::confirm(&mut tx, user, &secret.code_at(NOW), dice, NOW).await;
    assert!(codes.expect("an answer").is_some());
    tx.commit().await.expect("committed");
    trial.post("/admin/people/{user}/second-factor", &[&huong], ELIN, &[]).await;
}

async fn life(trial: &Trial) {
    let dung = id(trial, DUNG).await;
    for role in ["guest", "administrator", "employee"] {
        trial.post("/admin/people/{user}/role", &[&dung], ELIN, &[("role", role)]).await;
    }
    let [pia, pavel, dora] = [id(trial, PENDING[0]).await, id(trial, PENDING[1]).await, id(trial, DISMISSED).await];
    trial.post("/admin/people/{user}/approve", &[&pia], ELIN, &[]).await;
    trial.post("/admin/people/{user}/refuse", &[&pavel], ELIN, &[]).await;
    trial.post("/admin/people", &[], ELIN, &[("approve", &id(trial, PENDING[2]).await.to_string())]).await;
    trial.post("/admin/people/{user}/rehire", &[&dora], ELIN, &[]).await;
    // The owner of a group, which goes to somebody else.
    let tomasz = id(trial, TOMASZ).await;
    trial.post("/admin/people/{user}/dismiss", &[&tomasz], ELIN, &[]).await;
}

/// To several people: each deed stands alone, and of each is said what became of it.
async fn deeds(trial: &Trial) {
    let mut people = Vec::new();
    for email in SPARE {
        people.push(id(trial, email).await.to_string());
    }
    let pau = id(trial, PENDING[3]).await.to_string();
    let route = "/admin/people/change";
    trial.covers("admin/deed.rs");
    let one = |what: &'static str, user: &String| vec![("what", what.to_owned()), ("user", user.clone())];
    for (what, user) in [("approve", &pau), ("guest", &people[2]), ("employee", &people[2]), ("sessions", &people[2])] {
        let fields = one(what, user);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        trial.post_how(How::Quietly, route, &[], ELIN, &fields).await;
    }
    let root = trial.number("SELECT id FROM departments WHERE parent_id IS NULL").await;
    trial.post("/admin/departments/{department}/departments", &[&root], ELIN, &[("below", "Bindery")]).await;
    hold(trial, ELIN, trial.number("SELECT id FROM departments WHERE name = 'Bindery'").await).await;
    let all = |what: &'static str| {
        let people = people.iter().map(|user| ("user", user.as_str()));
        people.chain([("what", what), ("department", "Bindery"), ("confirm-password", PASSWORD)]).collect::<Vec<_>>()
    };
    for what in ["move", "dismiss"] {
        trial.post_how(How::InSteps, route, &[], ELIN, &all(what)).await;
    }
}
