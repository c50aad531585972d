//! Choosing several messages at once.

use super::changes::number;
use crate::support::{House, Person};

/// The messages that are chosen on the page of this address: on it, and elsewhere.
async fn chosen(person: &Person, path: &str) -> (Vec<i64>, Vec<i64>) {
    let page = person.get(path).await.expect(200).dom();
    let of = |kind: &str, checked: bool| {
        let fields = page.all(|one| {
            one.attr("name") == Some("message") && one.attr("type") == Some(kind) && one.has("checked") == checked
        });
        fields.iter().filter_map(|one| one.attr("value")?.parse().ok()).collect()
    };
    (of("checkbox", true), of("hidden", false))
}

each_database! {
    async fn what_is_chosen_stays_so_from_page_to_page_and_goes_at_once(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        for n in 0..60 {
            ada.say(group, &format!("sheet {n}")).await;
        }
        bo.say(group, "his own").await;
        let [first, last, his] =
            [number(&ada, group, "sheet 20").await, number(&ada, group, "sheet 59").await, number(&ada, group, "his own").await];
        let path = format!("/chats/{group}/select");
        assert_eq!(chosen(&ada, &format!("{path}?around={last}&message={last}")).await, (vec![last], vec![]));
        let page = ada.get(&format!("{path}?message={last}&message={his}")).await.expect(200).dom();
        let older = page.all(|one| one.attr("name") == Some("before"));
        let before = older.first().and_then(|one| one.attr("value")).expect("an older page").to_owned();
        let (here, elsewhere) = chosen(&ada, &format!("{path}?before={before}&message={last}&message={first}")).await;
        assert_eq!((here.len() + elsewhere.len(), elsewhere.contains(&last)), (2, true));
        // None, or too many: back to choosing, with what was chosen.
        for to in ["/forward", "/deletion"] {
            let back = ada.get(&format!("{to}?from={group}")).await;
            assert_eq!(back.location.as_deref(), Some(&*format!("{path}?from={group}")));
            let many: String = (1..=101).map(|n| format!("&message={n}")).collect();
            let back = ada.get(&format!("{to}?from={group}{many}")).await;
            assert_eq!(back.status, 303);
            let back = ada.get(back.location.as_deref().expect("a way back")).await.expect(200);
            assert!(back.text.contains("Choose at most 100 messages"));
        }
        assert!(ada.get(&format!("{path}?from={group}")).await.expect(200).text.contains("Choose at least one message"));
        // Forwarded in their order, deleted together.
        let forward = format!("/forward?from={group}&message={last}&message={first}");
        assert!(ada.get(&forward).await.expect(200).text.contains("sheet 20"));
        let general = ada.general().await;
        let (numbers, to) = ([first.to_string(), last.to_string()], general.to_string());
        let fields = [("message", &*numbers[1]), ("message", &*numbers[0]), ("chat", &*to), ("key", "f")];
        ada.post("/forward", &fields).await.expect(303);
        let texts = bo.texts(general).await;
        assert!(texts[texts.len() - 2].contains("sheet 20") && texts[texts.len() - 1].contains("sheet 59"), "{texts:?}");
        assert_eq!(bo.post("/deletion", &[("message", &numbers[0]), ("message", &his.to_string())]).await.status, 403);
        assert!(ada.texts(group).await.contains(&"his own".to_owned()), "all, or none");
        ada.post("/deletion", &[("message", &numbers[0]), ("message", &numbers[1])]).await.expect(303);
        let left = bo.texts(group).await;
        assert!(!left.contains(&"sheet 59".to_owned()) && left.contains(&"sheet 58".to_owned()));
    }
}
