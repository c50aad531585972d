//! What random histories have found, one by one.

use crate::page::Page;
use crate::support::House;

each_database! {
    async fn a_group_in_no_list_has_its_new_colour_where_a_page_was_away(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.rename(group, "Press").await.expect(303);
        for hidden in [true, false] {
            if hidden {
                bo.set(group, "hidden", "1").await;
            } else {
                ada.stand(group, "archived").await.expect(303);
            }
            let mut page = Page::of_chat(&bo, group).await;
            page.run().await;
            page.cut();
            // Of a colour no line tells, with which the chat would be in the list again.
            let hue = if hidden { "6" } else { "2" };
            ada.post(&format!("/chats/{group}/settings"), &[("name", "Press"), ("about", ""), ("hue", hue)]).await.expect(303);
            page.reconnect().await;
            page.settle().await;
            let bar = page.root.find(&format!("bar-{group}")).expect("a top");
            assert!(bar.all(|one| one.has_class(&format!("h{hue}"))).len() == 1, "{}", bar.html());
            assert!(page.reloads.is_empty(), "{:?}", page.reloads);
        }
    }

    async fn a_page_that_was_away_says_why_one_does_not_write_there_now(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.rules(group, &[("writers", "owner")]).await.expect(303);
        let mut page = Page::of_chat(&bo, group).await;
        for (standing, words) in [("read-only", "read"), ("archived", "archive"), ("read-only", "read")] {
            page.run().await;
            page.cut();
            ada.stand(group, standing).await.expect(303);
            page.reconnect().await;
            page.settle().await;
            let closed = page.root.all(|one| one.has_class("composer"))[0].text();
            assert!(closed.contains(words), "{standing}: {closed}");
        }
    }

    async fn a_group_with_another_name_has_it_all_over_its_page(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let mut page = Page::of_chat(&bo, group).await;
        ada.rename(group, "Bindery").await.expect(303);
        page.until("its name", |page| page.root.find(&format!("bar-{group}")).is_some_and(|bar| bar.text().contains("Bindery"))).await;
        page.settle().await;
        assert!(page.reloads.is_empty(), "{:?}", page.reloads);
    }

    async fn the_first_message_comes_though_it_is_told_before_who_has_viewed_it(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = ada.direct(&bo).await;
        let mut page = Page::of_chat(&ada, direct).await;
        page.run().await;
        page.drop_frames(1);
        ada.say(direct, "hello").await;
        page.until("who has viewed it", |page| page.root.find("seen").is_some()).await;
        assert!(page.texts().is_empty(), "the message itself is lost: {:?}", page.texts());
        page.recover().await;
        page.settle().await;
        assert!(page.texts().iter().any(|text| text == "hello"), "{:?}", page.texts());
    }
}
