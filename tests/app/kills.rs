//! The server is killed again and again while people work: what was acknowledged is there once, and nothing is half done.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join, join_all};

use crate::support::{Database, House, Person, dice, eventually, long};

mod claims;
mod load;

use claims::Claims;
use load::Crew;

/// Posts one text after the other, each until it is acknowledged, always under the same key; says what it has posted.
async fn post_until(person: &Person, chat: i64, name: &str, over: &AtomicBool) -> Vec<String> {
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
async fn kill_and_audit(house: &House, kills: usize, over: &AtomicBool) {
    let mut dice = dice::Dice::new(7);
    for _ in 0..kills {
        // Not a guess at how long something takes, but a random moment.
        tokio::time::sleep(Duration::from_millis(20 + dice.below(300) as u64)).await;
        house.crash().await;
        house.audit().await;
    }
    over.store(true, Ordering::Relaxed);
}

async fn killed_under_load(database: Database, kills: usize) {
    let started = Instant::now();
    let (house, [ada, bo, chi, dag]) =
        House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"]).await;
    for (parent, below) in [(1, "North"), (1, "South"), (2, "Works")] {
        ada.post(&format!("/admin/departments/{parent}/departments"), &[("below", below)]).await.expect(303);
    }
    let (general, notes) = (ada.general().await, ada.direct(&ada).await);
    let over = AtomicBool::new(false);
    let writers = [(&ada, general, "ada"), (&bo, general, "bo"), (&ada, general, "desk"), (&ada, notes, "note")];
    let posting = join_all(writers.map(|(person, chat, name)| post_until(person, chat, name, &over)));
    let crew = Crew { house: &house, ada: &ada, bo: &bo, chi: &chi, dag: &dag, over: &over };
    let work: [LocalBoxFuture<'_, Claims>; 8] = [
        crew.groups().boxed_local(),
        crew.crowds().boxed_local(),
        crew.structure().boxed_local(),
        crew.hires().boxed_local(),
        crew.invitations().boxed_local(),
        crew.profile().boxed_local(),
        crew.status().boxed_local(),
        crew.reading(general).boxed_local(),
    ];
    let load = join(posting, join_all(work));
    let ((acknowledged, claims), ()) = join(load, kill_and_audit(&house, kills, &over)).await;
    for (name, claims) in
        ["groups", "crowds", "structure", "hires", "invitations", "profile", "status", "reading"].iter().zip(&claims)
    {
        assert!(claims.acknowledged >= kills / 10, "there was load of {name}: {}", claims.acknowledged);
    }
    let claims = claims.into_iter().fold(Claims::default(), Claims::and);
    let claimed = claims.check(&house).await;
    house.audit().await;
    for chat in [general, notes] {
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
        claims.acknowledged,
    );
}

each_database! {
    async fn what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        killed_under_load(database, 20).await;
    }

    #[ignore = "long: ./test --long"]
    async fn long_what_was_acknowledged_survives_kills_and_nothing_is_there_twice(database) {
        assert!(long(), "this runs by ./test --long");
        killed_under_load(database, 200).await;
    }
}
