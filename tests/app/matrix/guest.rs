//! A guest walks through the whole house, with pages open meanwhile: nothing says that there are people whom they share no
//! chat with, nor who is where.

use super::company::{bring, enroll};
use super::locked::SECRETS;
use super::walk::Walk;
use super::world::{Departments, GROUP, UNSEEN, World};
use crate::page::Page;
use crate::support::Person;

/// What others do of which a guest learns nothing.
async fn others_live(world: &World) {
    let World { administrator, owner, stranger, colleague, general, elsewhere, departments, .. } = world;
    let of = |person: &Person, what: &str| format!("/admin/people/{}/{what}", person.id);
    stranger.submit("/settings/profile", &[("name", "Xanthippe Brandworthy")]).await;
    let status = [("quiet", "60"), ("leave_from", ""), ("leave_until", ""), ("seen_hidden", "1")];
    stranger.post("/settings/status", &status).await.expect(303);
    let mut page = Page::of_chat(colleague, *general).await;
    page.run().await;
    colleague.say(*general, "the vault is closed").await;
    owner.say(*elsewhere, "the vault is empty").await;
    let beside = owner.direct(stranger).await;
    stranger.say(beside, "the vault, once more").await;
    page.cut();
    administrator.post(&of(colleague, "dismiss"), &[]).await.expect(303);
    administrator.post(&of(colleague, "rehire"), &[]).await.expect(200);
    administrator.post(&of(&world.other_guest, "role"), &[("role", "employee")]).await.expect(303);
    administrator.post(&of(&world.pending, "approve"), &[]).await.expect(303);
    world.house.invite(administrator, "Crispin Dewhurst").await;
    structure_changes(world, departments).await;
}

/// The structure is another, and people come into the group and go with it: of them the guest hears, and not by what.
async fn structure_changes(world: &World, departments: &Departments) {
    let World { administrator, owner, passer, group, .. } = world;
    let at = |department: i64, what: &str| format!("/admin/departments/{department}/{what}");
    let name = [("name", "Typefoundry and casting")];
    administrator.post(&at(departments.typefoundry, "name"), &name).await.expect(303);
    let parent = departments.zincography.to_string();
    administrator.post(&at(departments.cartography, "place"), &[("parent", &parent)]).await.expect(303);
    enroll(administrator, &world.stranger, departments.zincography, "Merestone deputy").await;
    administrator.post(&at(departments.luthiery, "remove"), &[]).await.expect(303);

    bring(owner, *group, departments.xylography).await;
    owner.with_department(*group, departments.xylography, "remove").await.expect(303);
    enroll(administrator, passer, departments.typefoundry, "Foundry reeve").await;
    let position = at(departments.typefoundry, &format!("people/{}", passer.id));
    administrator.post(&position, &[("do", "remove")]).await.expect(303);
}

/// What others see of all that, in small letters.
async fn seen_by_others(world: &World) -> String {
    let World { administrator, owner, .. } = world;
    let mut seen = owner.get(&format!("/chats/{}", world.elsewhere)).await.expect(200).text;
    let people = [&world.stranger, owner, &world.friend, &world.passer].map(|person| format!("/people/{}", person.id));
    for path in ["/admin/people", "/admin/audit", "/admin/departments"].map(str::to_owned).iter().chain(&people) {
        seen.push_str(&administrator.get(path).await.expect(200).text);
    }
    seen.to_lowercase() + &world.locked.seen(&world.stranger, owner).await
}

each_database! {
    async fn a_guest_learns_nothing_of_those_they_share_no_chat_with(database) {
        let world = World::make(database).await;
        let World { guest, owner, friend, partner, group, direct, .. } = &world;
        let home = vec!["/".to_owned()];
        assert_eq!(guest.unread().await, "2", "one in the group, one in the chat of two");
        let first = Walk::from(guest, home.clone(), |text, address| world.unseen(text, address)).await;
        for words in [GROUP, "the lantern", "the ladder", "the stove is warm", "Peregrine Sandiway", "Thessaly Umberfield", "Lysander Crookhaven"] {
            assert!(first.text.contains(words), "the walk came by no {words}");
        }
        assert!(first.addresses > 50, "only {} addresses", first.addresses);

        let mut pages = Vec::new();
        for chat in [world.general, world.elsewhere] {
            let mut curious = Page::open(guest, "/messages").await;
            curious.root.attributes.insert("data-live".to_owned(), format!("/live?at=0&chat={chat}&revision=0"));
            curious.reconnect().await;
            pages.push(curious);
        }
        let of_friend = format!("/people/{}", friend.id);
        let (of_direct, of_group) = (format!("/chats/{direct}"), format!("/chats/{group}"));
        for path in ["/messages", "/people", &of_friend, &of_direct, &format!("{of_group}/members"), &of_group] {
            pages.push(Page::open(guest, path).await);
        }
        // One of an employee, who hears of it all.
        pages.push(Page::open(friend, &of_group).await);
        for page in &mut pages {
            page.heard = Some(String::new());
            page.say(&world.everybody()).await;
        }
        let _owner_is_here = Page::open(owner, "/messages").await;
        others_live(&world).await;
        partner.submit("/settings/profile", &[("name", "Lysander Crookhaven-Vane")]).await;
        owner.say(*group, "the last word").await;
        owner.post("/settings/status", &[("quiet", "60")]).await.expect(303);
        let busy = format!("[{},\"busy\"", owner.id);
        for page in &mut pages {
            page.until("what is told last", |page| {
                let heard = page.heard.as_deref().unwrap_or("");
                heard.contains(&busy) && (page.person().id == friend.id || heard.contains("Crookhaven-Vane"))
            })
            .await;
        }
        let heard = pages.pop().and_then(|page| page.heard).expect("all").to_lowercase();
        for words in ["xanthippe", "typefoundry", "xylography", &format!("[{},\"busy\"", world.stranger.id)] {
            assert!(heard.contains(words), "an employee hears of {words}");
        }
        let chat = pages.last().expect("a page");
        assert!(chat.texts().contains(&"the last word".to_owned()) && chat.root.text().contains("Hyacinth Meadowlark"));
        for page in &pages {
            world.unseen(page.heard.as_deref().unwrap_or(""), &format!("a frame for {}", page.path()));
            world.unseen(&page.root.html(), page.path());
        }

        for (path, answer) in world.refusals().await {
            assert!(matches!(answer.status, 400..500), "{path}: {answer:?}");
            world.unseen(&answer.text, &path);
        }
        let everywhere = [home, world.typed()].concat();
        let second = Walk::from(guest, everywhere, |text, address| world.unseen(text, address)).await;
        for words in ["the last word", "Crookhaven-Vane", "Hyacinth Meadowlark"] {
            assert!(second.text.contains(words), "the walk came by no {words}");
        }
        assert!(second.addresses > first.addresses + 300, "only {} addresses", second.addresses);
        let seen = seen_by_others(&world).await;
        let nowhere: Vec<_> = UNSEEN.iter().chain(&SECRETS).filter(|words| !seen.contains(**words)).collect();
        assert!(nowhere.is_empty(), "nobody sees {nowhere:?}: that a guest does not, shows nothing");
    }
}
