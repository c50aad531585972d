//! The structure, and invitations.

use super::accounts::{DUNG, ELIN, HUONG, TOMASZ, id};
use super::trial::{How, PASSWORD, Trial};

pub async fn everything(trial: &Trial) {
    let root = trial.number("SELECT id FROM departments WHERE parent_id IS NULL").await;
    let create = "/admin/departments/{department}/departments";
    for name in ["Cartography", "Zincography"] {
        trial.post(create, &[&root], ELIN, &[("below", name)]).await;
    }
    let of = |name: &str| format!("SELECT id FROM departments WHERE name = '{name}'");
    let [maps, plates] = [trial.number(&of("Cartography")).await, trial.number(&of("Zincography")).await];
    trial.post("/admin/departments/{department}/name", &[&plates], ELIN, &[("name", "Plates")]).await;
    trial.post("/admin/departments/{department}/place", &[&plates], ELIN, &[("parent", &maps.to_string())]).await;
    hold(trial, TOMASZ, maps).await;
    let people = "/admin/departments/{department}/people";
    for (email, standing) in [(DUNG, "head"), (HUONG, "employee")] {
        let user = id(trial, email).await.to_string();
        let fields = [("user", &*user), ("title", "Keeper"), ("standing", standing)];
        trial.post(people, &[&maps], ELIN, &fields).await;
    }
    let seat = "/admin/departments/{department}/people/{user}";
    let huong = id(trial, HUONG).await;
    trial.post(seat, &[&maps, &huong], ELIN, &[("do", "save"), ("title", "Deputy"), ("standing", "deputy")]).await;
    trial.post(seat, &[&maps, &huong], ELIN, &[("do", "remove")]).await;
    let fields = [("department", "Cartography/Plates"), ("title", "Keeper"), ("standing", "employee"), ("main", "0")];
    trial.post("/admin/people/{user}/positions", &[&huong], ELIN, &fields).await;
    let remove = "/admin/departments/{department}/remove";
    trial.post(remove, &[&plates], ELIN, &[]).await;
    trial.post_how(How::InSteps, remove, &[&maps], ELIN, &[("confirm-password", PASSWORD)]).await;
    invitations(trial).await;
}

/// A group follows what moves from now on.
pub async fn hold(trial: &Trial, email: &str, department: i64) {
    trial.post("/chats", &[], email, &[("name", "Who makes books")]).await;
    let chat = trial.number("SELECT MAX(id) FROM chats WHERE kind = 'group'").await;
    let fields = [("department", &*department.to_string()), ("below", "1")];
    trial.post("/chats/{chat}/departments", &[&chat], email, &fields).await;
}

async fn invitations(trial: &Trial) {
    let terms = [("uses", "3"), ("days", "7"), ("key", "form-1")];
    trial.post("/invitations", &[], ELIN, &terms).await;
    let emails = "one@harbour.example\ntwo@harbour.example";
    let terms = [("uses", "1"), ("days", "7"), ("key", "form-2"), ("emails", emails)];
    trial.post("/invitations", &[], ELIN, &terms).await;
    let invitation = trial.number("SELECT MAX(id) FROM invitations").await;
    trial.post("/invitations/{invitation}/revoke", &[&invitation], ELIN, &[]).await;
}
