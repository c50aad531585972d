//! Search: what is found, for whom, and what is said of what cannot be looked for.

use std::collections::BTreeSet;

use crate::support::{Answer, House, Person, eventually};

fn query(pairs: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(pairs).expect("an address")
}

/// The lines that a search shows, in their order.
fn lines(answer: &Answer) -> Vec<String> {
    let page = answer.dom();
    let links = page.all(|element| element.name == "a" && element.attr("href").is_some_and(is_message));
    links.iter().map(|link| link.text()).collect()
}

fn is_message(to: &str) -> bool {
    to.strip_prefix("/messages/").is_some_and(|id| id.parse::<i64>().is_ok())
}

async fn found(person: &Person, typed: &str) -> Vec<String> {
    lines(&person.get(&format!("/search?{}", query(&[("q", typed)]))).await.expect(200))
}

/// Waits until the history holds what was said.
async fn newest(person: &Person, chat: i64) -> i64 {
    person.messages(chat).await.last().expect("a message").0
}

each_database! {
    async fn words_are_found_with_and_without_marks_and_what_changes_is_found_as_it_is(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        ada.say(chat, "Bản in thử đã về, **Phạm** Hương").await;
        bo.say(chat, "東京タワー is tall, see https://a.example/tower").await;
        ada.say(chat, "The red book is not the blue book").await;
        for (typed, expected) in [
            ("ban in thu ", "Bản in thử"),
            ("BẢN", "Bản in thử"),
            ("pham", "Bản in thử"),
            ("đã ve ", "Bản in thử"),
            ("京タ", "東京タワー"),
            ("塔", ""),
            ("has:link", "東京タワー"),
            ("tow", "東京タワー"),
            ("\"red book\"", "The red book"),
            ("\"book red\"", ""),
            ("blue red from:ada", "The red book"),
            ("red từ:bo", ""),
            ("red in:everybody", "The red book"),
        ] {
            let lines = found(&bo, typed).await;
            assert_eq!(lines.len(), usize::from(!expected.is_empty()), "{typed}: {lines:?}");
            assert!(lines.iter().all(|line| line.starts_with(expected)), "{typed}: {lines:?}");
        }
        let page = bo.get(&format!("/search?{}", query(&[("q", "pham")]))).await.expect(200);
        assert!(page.text.contains("<mark class=\"hit\">Phạm</mark>"), "{}", page.text);

        let id = newest(&ada, chat).await;
        ada.submit(&format!("/messages/{id}/edit"), &[("text", "The green book")]).await;
        assert_eq!(found(&bo, "red").await, Vec::<String>::new());
        assert_eq!(found(&bo, "green ").await, ["The green book"]);
        // Its link leads to it.
        let to = bo.get(&format!("/messages/{id}")).await.location.expect("an address");
        assert_eq!(to, format!("/chats/{chat}#m{id}"));
        ada.submit(&format!("/deletion?message={id}"), &[]).await;
        assert_eq!(found(&bo, "green ").await, Vec::<String>::new(), "what is deleted is not found");
        assert_eq!(house.number("SELECT COUNT(*) FROM search_progress").await, 0);
    }

    async fn fields_say_the_same_as_what_is_typed_and_keep_what_was_typed(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (chat, direct) = (ada.general().await, ada.direct(&bo).await);
        ada.say(chat, "the strip is dry").await;
        bo.say(chat, "the strip is wet").await;
        ada.say(direct, "the strip is between us").await;
        let of = async |pairs: &[(&str, &str)]| {
            lines(&bo.get(&format!("/search?{}", query(pairs))).await.expect(200)).len()
        };
        assert_eq!(of(&[("q", "strip ")]).await, 3);
        assert_eq!(of(&[("q", "strip "), ("from", "ada")]).await, 2);
        assert_eq!(of(&[("q", "strip "), ("from", "ada"), ("in", "ada")]).await, 1);
        assert_eq!(of(&[("q", "strip from:me ")]).await, 1);
        assert_eq!(of(&[("q", "strip "), ("after", "2020-01-01"), ("before", "1/1/2090")]).await, 3);
        assert_eq!(of(&[("q", "strip "), ("before", "2020-01-01")]).await, 0);
        assert_eq!(of(&[("after", "2020-01-01")]).await, 3, "only a day");
        assert_eq!(of(&[("q", "strip "), ("has", "link")]).await, 0);
        assert_eq!(of(&[("has", "file")]).await, 0);
        let within = bo.get(&format!("/chats/{direct}/search?q=strip")).await.expect(200);
        assert_eq!(lines(&within), ["the strip is between us"]);
        assert_eq!(bo.get(&format!("/chats/{direct}/search?q=strip&in=everybody")).await.status, 422);
        // Without anything there is a form.
        let form = bo.get("/search").await.expect(200);
        assert!(form.dom().find("q").is_some() && !form.text.contains("class=\"lines hits\""));

        for (pairs, field, words) in [
            (&[("q", "?! * ...")][..], "q", "no letter"),
            (&[("q", &*"a".repeat(10_000))], "q", "too long"),
            (&[("q", &*"\u{301}\u{200B}".repeat(9))], "q", "no letter"),
            (&[("q", &*"word ".repeat(40))], "q", "too many"),
            (&[("q", "strip"), ("from", "Zora")], "from", "nobody who is called “Zora”"),
            (&[("q", "from:%")], "q", "nobody"),
            (&[("q", "in:nowhere strip")], "q", "None of your chats"),
            (&[("q", "strip"), ("after", "soon")], "after", "day"),
            (&[("q", "has:wings")], "q", "has:link"),
        ] {
            let wrong = bo.get(&format!("/search?{}", query(pairs))).await.expect(422);
            let page = wrong.dom();
            let said = page.find(&format!("{field}-e")).unwrap_or_else(|| panic!("{pairs:?}: {}", wrong.text)).text();
            assert!(said.contains(words), "{pairs:?}: {said}");
            for (name, value) in pairs {
                assert_eq!(page.find(name).and_then(|field| field.attr("value")), Some(*value), "it stays");
            }
        }
        // What would be an operator for a database is a word, or nothing.
        for typed in ["strip OR dry", "NEAR(strip dry)", "strip AND NOT wet", "strip & dry", "'strip'", "\"strip", "strip:*", "words:strip", "_c1 strip",
            "strip\" OR \"wet", "^strip", "strip + dry", "\\strip", "strip\0", "-strip", "{strip}:dry", "<->", "!strip", "%00"] {
            let status = bo.get(&format!("/search?{}", query(&[("q", typed)]))).await.status;
            assert!(matches!(status, 200 | 422), "{typed}: {status}");
        }
        assert_eq!(of(&[("q", "strip OR ")]).await, 0, "OR is a word that nobody said");
        for rest in ["at=x", "at=1.2", "at=9.9.9&order=best", "order=worst", "at=-5", "q=strip&q=dry", "in=1&in=2"] {
            assert!(bo.get(&format!("/search?q=strip&{rest}")).await.status < 500, "{rest}");
        }
    }

    async fn a_poll_is_found_by_its_question_and_by_its_answers(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let fields = [("question", "Which fold?"), ("answer", "By 2 mm"), ("answer", "Leave it"), ("key", "k")];
        ada.post(&format!("/chats/{chat}/poll"), &fields).await.expect(303);
        let shown = [("fold", "Poll: Which fold?"), ("leave ", "Poll: Which fold? - By 2 mm - Leave it")];
        for (typed, line) in shown {
            assert_eq!(found(&bo, typed).await, [line]);
        }
        // So are those that were there before the index.
        house.execute("DELETE FROM message_words").await;
        house.execute("INSERT INTO search_progress (id, from_message_id) VALUES (1, 9223372036854775807)").await;
        house.crash().await;
        eventually("it is found", async || {
            let found = found(&bo, "leave ").await;
            if found == [shown[1].1] { Ok(()) } else { Err(found.join("\n")) }
        })
        .await;
        assert!(bo.get("/search?q=leave+").await.text.contains("1 message found"));
    }

    async fn chats_of_two_take_no_place_among_those_that_may_be_meant(database) {
        let (_house, people) = House::with_people(database, ["Ada Marsh", "Bo Press", "Cy Press", "Di Press", "Ed Press", "Flo Press", "Gus Press"]).await;
        let [ada, others @ ..] = &people;
        let group = ada.group("Press room", &[]).await;
        ada.say(group, "the proofs").await;
        for other in others {
            let direct = ada.direct(other).await;
            ada.say(direct, "the proofs").await;
        }
        let page = ada.get("/search?q=press").await.expect(200).dom();
        let meant = page.all(|one| one.has_class("meant"))[0].text();
        assert!(meant.contains("Press room"), "{meant}");
    }

    async fn nobody_finds_what_they_may_not_read(database) {
        let (_house, [ada, bo, cy]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Cy Reed"]).await;
        let group = ada.group("The vault", &[&bo]).await;
        ada.say(group, "the lantern is in the vault").await;
        let direct = ada.direct(&bo).await;
        bo.say(direct, "the lantern between us").await;
        assert_eq!(found(&bo, "lantern ").await.len(), 2);
        for typed in ["lantern ", "lant", "in:vault lantern", "vault", "from:ada", "\"the lantern\"", "has:link", "after:2020-01-01"] {
            let answer = cy.get(&format!("/search?{}", query(&[("q", typed)]))).await;
            assert_eq!(lines(&answer), Vec::<String>::new(), "{typed}");
            assert!(!answer.text.contains("The vault"), "{typed}: {}", answer.text);
        }
        // A chat that one is not in, and one that is not there, are the same.
        for path in ["search?q=lantern", "search", "day?on=2026-01-01"] {
            assert_eq!(cy.get(&format!("/chats/{group}/{path}")).await.status, 404);
            assert_eq!(cy.get(&format!("/chats/4711/{path}")).await.status, 404);
        }
        let of = |answer: Answer| answer.dom().find("in-e").or(answer.dom().find("q-e")).map(|said| said.text().to_string());
        let hidden = of(cy.get("/search?q=a&in=The+vault").await).expect("a sentence");
        let absent = of(cy.get("/search?q=a&in=The+attic").await).expect("a sentence");
        assert_eq!(hidden.replace("vault", "attic"), absent);
        // Who has left reads nothing of it any more, who comes back does.
        ada.with_member(group, &bo, "remove").await.expect(303);
        assert_eq!(found(&bo, "lantern ").await, ["the lantern between us"]);
        ada.post(&format!("/chats/{group}/members"), &[("user", &bo.id.to_string())]).await.expect(303);
        assert_eq!(found(&bo, "lantern ").await.len(), 2);
    }

    async fn pages_of_hits_hold_each_once_and_the_best_come_first(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        for n in 0..47 {
            ada.say(chat, &format!("proof number {n} of the catalogue, which is long, and has many other words")).await;
        }
        ada.say(chat, "the number of a proof").await;
        ada.say(chat, "Proof").await;
        for n in 47..60 {
            ada.say(chat, &format!("proofs number {n}")).await;
        }
        for order in ["newest", "best"] {
            let (mut all, mut next) = (Vec::new(), Some(format!("/search?q=proof&order={order}")));
            while let Some(address) = next {
                let page = ada.get(&address).await.expect(200);
                all.extend(lines(&page));
                let more = page.dom();
                let more = more.all(|element| element.attr("rel") == Some("next"));
                next = more.first().and_then(|link| link.attr("href")).map(ToOwned::to_owned);
            }
            assert_eq!(all.len(), 62, "{order}");
            assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 62, "{order}: each once");
            let first = if order == "best" { "Proof" } else { "proofs number 59" };
            assert_eq!(all[0], first, "{order}");
        }
        // Of several spellings the one that was typed.
        for text in ["má rất vui", "mà thôi", "ma quỷ"] {
            ada.say(chat, text).await;
        }
        for (typed, first) in [("má ", "má rất vui"), ("mà ", "mà thôi"), ("ma ", "ma quỷ")] {
            let page = ada.get(&format!("/search?{}", query(&[("q", typed), ("order", "best")]))).await.expect(200);
            assert_eq!(lines(&page)[0], first);
        }
    }

    async fn a_day_leads_to_its_first_message(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        for n in 0..6 {
            ada.say(chat, &format!("of day {n}")).await;
        }
        let ids: Vec<i64> = ada.messages(chat).await.into_iter().map(|(id, _)| id).collect();
        let day = 86_400_000_000_i64;
        // 2026-11-20 at noon, and every second day from there.
        for (n, id) in ids.iter().enumerate() {
            let at = 1_795_176_000_000_000 + n as i64 * 2 * day;
            house.execute(&format!("UPDATE messages SET posted_at = {at} WHERE id = {id}")).await;
        }
        let to = async |on: &str| ada.get(&format!("/chats/{chat}/day?on={on}")).await.expect(303).location.expect("an address");
        for (on, n) in [("2026-11-20", 0), ("2026-11-21", 1), ("22/11/2026", 1), ("1.12.2026", 5), ("1970-01-02", 0), ("2099-01-01", 5)] {
            assert!(to(on).await.ends_with(&format!("#m{}", ids[n])), "{on}: {}", to(on).await);
        }
        for on in ["", "soon", "2026-02-30", "99999-01-01", "1/13/2026"] {
            let wrong = ada.get(&format!("/chats/{chat}/day?on={on}")).await.expect(422).dom();
            assert!(wrong.find("on-e").is_some(), "{on}");
        }
        let notes = house.number("SELECT MAX(id) FROM chats WHERE kind = 'notes'").await;
        assert_eq!(ada.get(&format!("/chats/{notes}/day?on=2026-01-01")).await.expect(303).location, Some(format!("/chats/{notes}")));
        // Searching between days, in the chat.
        let within = ada.get(&format!("/chats/{chat}/search?q=day+&after=2026-11-22&before=2026-11-26")).await.expect(200);
        assert_eq!(lines(&within), ["of day 2", "of day 1"]);
    }

    async fn what_was_there_before_the_index_is_found_after_a_while(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        ada.say(chat, "an old lantern").await;
        house.execute("DELETE FROM message_words").await;
        house.execute("INSERT INTO search_progress (id, from_message_id) VALUES (1, 9223372036854775807)").await;
        let page = ada.get("/search?q=lantern").await.expect(200);
        assert!(page.text.contains("Older messages are still being prepared") || !lines(&page).is_empty());
        ada.say(chat, "a new lantern").await;
        house.crash().await;
        eventually("it is found", async || {
            let found = found(&ada, "lantern ").await;
            if found == ["a new lantern", "an old lantern"] { Ok(()) } else { Err(found.join("\n")) }
        })
        .await;
        eventually("nothing is prepared any more", async || {
            let page = ada.get("/search").await.expect(200).text;
            if page.contains("still being prepared") { Err(page) } else { Ok(()) }
        })
        .await;
    }
}
