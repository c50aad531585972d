//! The server is killed again and again while people work: what was acknowledged is there once, and nothing is half done.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join, join_all};

use crate::support::{Database, House, Person, dice, eventually, long};

mod claims;
mod letters;
mod load;

use claims::Claims;
use load::Crew;

/// Posts one text after the other, each until it is acknowledged, always under the same key; says what it has posted, and
/// meanwhile in `posted` how much that is.
async fn post_until(
    person: &Person,
    chat: i64,
    name: &str,
    (posted, over): (&Cell<usize>, &AtomicBool),
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let (text, key) = (format!("{name} {}", acknowledged.len()), format!("{name}-{}", acknowledged.len()));
        eventually("a post is acknowledged", async || {
            let fields = [("text", text.as_str()), ("key", key.as_str())];
            let answer = person.try_send(person.form(&format!("/chats/{chat}/messages"), &fields)).await;
            match answer {
                Ok(answer) if answer.status == 303 => Ok(()),
                Ok(answer) if answer.status < 500 => panic!("{}: {}", answer.status, answer.text),
                Ok(answer) => Err(answer.text),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
        acknowledged.push(text);
        posted.set(acknowledged.len());
    }
    acknowledged
}

/// All texts of the chat, page by page.
async fn all_texts(person: &Person, chat: i64) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), format!("/chats/{chat}"));
    loop {
        let page = person.get(&path).await.expect(200).dom().messages();
        let Some((first, _)) = page.first() else { return all };
        path = format!("/chats/{chat}?before={first}");
        all.extend(page.into_iter().map(|(_, text)| text));
    }
}

/// Kills the server at random moments, and looks after each start whether all is well, while the work goes on.
async fn kill_and_audit(
    house: &House,
    kills: usize,
    (posted, changed): (&[Cell<usize>], &[Cell<usize>]),
    over: &AtomicBool,
) {
    let mut dice = dice::Dice::new(7);
    for n in 0..kills {
        let before: Vec<usize> = posted.iter().map(Cell::get).collect();
        // Not a guess at how long something takes, but a random moment.
        tokio::time::sleep(Duration::from_millis(20 + dice.below(300) as u64)).await;
        // Every other time after everybody has gone on, and after as much of each kind of work as is wanted until then, so that there is
        // load however slow the machine is.
        if n % 2 == 0 {
            let due = least(kills) * (n + 2) / kills;
            eventually("everybody goes on", async || {
                let waits = posted.iter().zip(&before).filter(|(now, before)| now.get() == **before).count();
                let lacks = changed.iter().filter(|changed| changed.get() < due).count();
                if waits + lacks == 0 { Ok(()) } else { Err(format!("{waits} wait, {lacks} have not done {due}")) }
            })
            .await;
        }
        house.crash().await;
        house.audit().await;
    }
    over.store(true, Ordering::Relaxed);
}

/// How many changes of each kind have to be acknowledged, at the least.
fn least(kills: usize) -> usize {
    kills / 10
}

async fn killed_under_load(database: Database, kills: usize) {
    let started = Instant::now();
    let (house, [ada, bo, chi, dag]) =
        House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"]).await;
    for (parent, below) in [(1, "North"), (1, "South"), (2, "Works")] {
        ada.post(&format!("/admin/departments/{parent}/departments"), &[("below", below)]).await.expect(303);
    }
    let (general, notes, direct) = (ada.general().await, ada.direct(&ada).await, bo.direct(&ada).await);
    ada.leave_to(&dag).await;
    let over = AtomicBool::new(false);
    let writers = [
        (&ada, general, "ada"),
        (&bo, general, "bo"),
        (&ada, general, "desk"),
        (&ada, notes, "note"),
        (&bo, direct, "copied"),
    ];
    let posted = [0; 5].map(Cell::new);
    let posting = writers
        .iter()
        .zip(&posted)
        .map(|((person, chat, name), posted)| post_until(person, *chat, name, (posted, &over)));
    let posting = join_all(posting);
    let changed = [0; 10].map(Cell::new);
    let crews = changed.each_ref().map(|acknowledged| Crew {
        house: &house,
        ada: &ada,
        bo: &bo,
        chi: &chi,
        dag: &dag,
        over: &over,
        acknowledged,
    });
    let [a, b, c, d, e, f, g, h, i, j] = &crews;
    let (names, work): (Vec<&str>, Vec<LocalBoxFuture<'_, Claims>>) = [
        ("groups", a.groups().boxed_local()),
        ("crowds", b.crowds().boxed_local()),
        ("structure", c.structure().boxed_local()),
        ("hires", d.hires().boxed_local()),
        ("invitations", e.invitations().boxed_local()),
        ("profile", f.profile().boxed_local()),
        ("status", g.status().boxed_local()),
        ("reading", h.reading(general).boxed_local()),
        ("centre", i.centre().boxed_local()),
        ("door", j.asking_to_join().boxed_local()),
    ]
    .into_iter()
    .unzip();
    let load = join(posting, join_all(work));
    let ((acknowledged, claims), ()) = join(load, kill_and_audit(&house, kills, (&posted, &changed), &over)).await;
    for (name, changed) in names.iter().zip(&changed) {
        assert!(changed.get() >= least(kills), "there was load of {name}: {}", changed.get());
    }
    let mut claims = claims.into_iter().fold(Claims::default(), Claims::and);
    let copies = acknowledged.last().map_or(0, Vec::len);
    let copied = format!("n.kind = 'message-copied' AND n.owner_id = {}", dag.id);
    claims.count(&format!("notifications n WHERE {copied}"), copies, copies);
    claims.count(
        &format!("messages m JOIN notifications n ON n.subject_id = m.id WHERE m.chat_id = {direct} AND {copied} AND n.detail = m.text"),
        copies,
        copies,
    );
    let claimed = claims.check(&house).await;
    house.audit().await;
    for chat in [general, notes, direct] {
        let mut times: HashMap<String, usize> = HashMap::new();
        for text in all_texts(&ada, chat).await {
            *times.entry(text).or_default() += 1;
        }
        for (_, expected) in writers.iter().zip(&acknowledged).filter(|((_, of, _), _)| *of == chat) {
            assert!(expected.len() >= kills / 2, "there was load: {}", expected.len());
            for text in expected {
                assert_eq!(times.remove(text), Some(1), "{text} is there once");
            }
        }
        assert!(times.is_empty(), "nothing else is there: {times:?}");
    }
    let posted: usize = acknowledged.iter().map(Vec::len).sum();
    eprintln!(
        "{database:?}: {kills} kills in {:.0?}, {posted} messages and {} other changes acknowledged, each there once; \
         {claimed} claims and after each kill the rules of the database are true",
        started.elapsed(),
        changed.iter().map(Cell::get).sum::<usize>(),
    );
}

/// Ways to break a database in which Ada, Bo and Chi have a group with a department, and rules that each of them breaks.
const BREAKS: [(&str, &[&str]); 20] = [
    ("UPDATE members SET by_department = TRUE", &["groups are as the tree says"]),
    ("UPDATE chats SET revision = revision + 1 WHERE kind = 'group'", &["a chat's revision and last message"]),
    ("UPDATE messages SET posted_revision = 0", &["no message has another revision"]),
    ("UPDATE members SET read_message_id = 1000000", &["a read mark is between"]),
    ("UPDATE departments SET parent_id = id WHERE id = 2", &["and no cycle"]),
    ("UPDATE departments SET parent_id = 2 WHERE id = 1", &["the structure has one root"]),
    ("DELETE FROM positions WHERE user_id = 2", &["who works here is in a department", "groups are as the tree says"]),
    (
        "DELETE FROM members WHERE user_id = 2 AND chat_id = (SELECT id FROM chats WHERE identity = 'general')",
        &["everybody who works here is in everybody's chat"],
    ),
    (
        "UPDATE chats SET identity = 'notes:77' WHERE identity = 'notes:1'",
        &["everybody has a chat for notes", "notes are of"],
    ),
    ("UPDATE members SET role = 'owner'", &["a group has one owner"]),
    (
        "UPDATE users SET state = 'dismissed' WHERE id = 3",
        &["people have left, or not", "guests, and who has left", "who has left has nothing", "only who is active"],
    ),
    ("UPDATE users SET name_folded = 'x'", &["a search looks"]),
    ("UPDATE users SET role = 'employee'", &["somebody looks after"]),
    ("UPDATE invitations SET revoked_at = 1", &["the log says of each invitation"]),
    (
        "UPDATE audit SET act = 'role-changed', detail = 'guest → guest' WHERE act = 'user-joined'",
        &["people are what", "the log says once how everybody", "as many have joined"],
    ),
    (
        "UPDATE audit SET subject_id = 99 WHERE act = 'department-made'",
        &["and once of each that is not there", "the log says once of each department"],
    ),
    ("UPDATE notifications SET waits = TRUE, answer = 'yes'", &["what waits has no answer"]),
    ("UPDATE notifications SET waits = TRUE, kind = 'asks-to-join'", &["administrators are asked"]),
    ("UPDATE users SET state = 'pending'", &["administrators are asked"]),
    ("UPDATE notifications SET tag = '', owner_id = 3", &["of one owner and one subject"]),
];

each_database! {
    async fn the_audit_finds_what_is_broken(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        ada.post("/admin/departments/1/departments", &[("below", "North")]).await.expect(303);
        let group = ada.group("Press", &[&chi]).await;
        ada.post(&format!("/chats/{group}/departments"), &[("department", "1"), ("below", "1")]).await.expect(303);
        house.audit().await;
        assert_eq!((ada.id, bo.id, chi.id), (1, 2, 3));
        for (statement, rules) in BREAKS {
            let before = house.broken_rules().await;
            house.execute(statement).await;
            let after = house.broken_rules().await;
            for rule in rules {
                assert!(after.iter().any(|said| said.starts_with(rule) && !before.contains(said)), "{statement}: {after:?}");
            }
        }
    }

    async fn what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        killed_under_load(database, 20).await;
    }

    #[ignore = "long: ./test --long"]
    async fn long_what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        assert!(long(), "this runs by ./test --long");
        killed_under_load(database, 200).await;
    }

    async fn a_letter_survives_kills_around_its_answer(database) {
        letters::killed_around_the_answer(database, 4).await;
    }

    #[ignore = "long: ./test --long"]
    async fn long_letters_survive_kills_around_their_answers(database) {
        assert!(long(), "this runs by ./test --long");
        letters::killed_around_the_answer(database, 200).await;
    }
}
