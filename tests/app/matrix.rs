//! Every route of the table, asked by everybody, and what a guest comes to know by walking through the house.

pub mod company;
mod guest;
mod locked;
pub mod rights;
mod walk;
mod world;

use futures_util::future::join_all;

use hallway::app::routes;
use hallway::web::{Access, Route};

use crate::support::{Answer, House, Person};
use company::{Asker, Company, DEPARTMENT, GROUP, MESSAGE, STRANGER};
use rights::{Asked, Verdict, Who};

/// What the answers of somebody never say.
fn unsaid(who: Who) -> &'static [&'static str] {
    match who {
        Who::Nobody | Who::Pending | Who::Dismissed => &[
            GROUP,
            MESSAGE,
            DEPARTMENT,
            STRANGER,
            "Farthingale",
            "Sandiway",
            "Umberfield",
            "Crookhaven",
            "Thistlewick",
            "Applegarth",
            "Hobday",
            "Luthiery",
            "Merestone",
        ],
        Who::Guest => {
            &[DEPARTMENT, "Quillfeather", "Brandworthy", "Farthingale", "Thistlewick", "Luthiery", "Merestone"]
        }
        Who::Outsider => &[
            GROUP,
            MESSAGE,
            DEPARTMENT,
            "Quillfeather",
            "Brandworthy",
            "Farthingale",
            "Umberfield",
            "Crookhaven",
            "Thistlewick",
            "Applegarth",
            "Hobday",
            "Luthiery",
            "Merestone",
        ],
        Who::NonMember | Who::Administrator => &[GROUP, MESSAGE],
        Who::Employee | Who::ChatAdministrator => &[],
    }
}

fn says_nothing(who: Who, answer: &Answer, what: &str) {
    for words in unsaid(who) {
        let location = answer.location.as_deref().unwrap_or("");
        assert!(
            !answer.text.contains(words) && !location.contains(words),
            "{what} tells {who:?} of {words}:\n{}",
            answer.text
        );
    }
}

/// What the page or part says, without the number of the request, which holds a digit.
fn alike(answer: &Answer) -> String {
    let page = answer.dom();
    let said = page.find("main").unwrap_or(&page).text();
    said.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}

/// Asks, and holds what comes to the verdict.
async fn held(asker: &Asker, asked: &Asked, htmx: bool) {
    let answer = asker.ask(asked, &asked.address, htmx).await;
    let (who, verdict) = (asker.who, asked.verdict(asker.who));
    let how = if htmx { " by htmx" } else { "" };
    let what = format!("{}{how} ({}) for {who:?}, who should be {verdict:?}", asked.name, asked.address);
    says_nothing(who, &answer, &what);
    let said = (answer.status, answer.location.as_deref());
    match verdict {
        Verdict::Door if htmx || asked.method != reqwest::Method::GET => assert_eq!(said, (401, None), "{what}"),
        Verdict::Door => {
            assert_eq!(answer.status, 303, "{what}");
            assert!(said.1.is_some_and(|to| to == "/sign-in" || to.starts_with("/sign-in?next=")), "{what}: {said:?}");
        }
        Verdict::Refused(status) => {
            assert_eq!(answer.status, status, "{what}. If that is right, RIGHTS does not say it yet");
            if status == 404 {
                let nowhere = asker.ask(asked, &asked.nowhere, htmx).await;
                assert_eq!(
                    (status, alike(&answer)),
                    (nowhere.status, alike(&nowhere)),
                    "{what} learns whether it is there"
                );
            }
        }
        Verdict::Admitted => {
            let refused = matches!(answer.status, 401 | 403 | 404 | 500..);
            let sent_away = who.is_inside() && said.1.is_some_and(|to| to.starts_with("/sign-in?"));
            assert!(
                !refused && !sent_away,
                "{what}: {said:?}. If that is right, RIGHTS does not say it yet:\n{}",
                answer.text
            );
        }
    }
}

/// Another device of somebody who may not come in, and what it is told.
async fn sign_in(house: &House, person: &Person) -> (Person, u16) {
    let device = Person::new(&house.url(), &person.name);
    let answer = device.post("/sign-in", &[("email", &person.email), ("password", &person.password)]).await;
    (device, answer.status)
}

#[test]
fn the_doors_that_are_open_to_anyone_are_these() {
    let all = routes::all();
    let names = |open: &dyn Fn(&Route) -> bool| -> Vec<String> {
        all.iter().filter(|route| open(route)).map(|route| format!("{} {}", route.method, route.path)).collect()
    };
    let anyone = [
        "GET /assets/{hash}/{path:.*}",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /setup",
        "POST /setup",
        "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/forgotten",
        "POST /sign-in/forgotten",
        "GET /sign-in/code",
        "POST /sign-in/code",
        "GET /reset/{token}",
        "POST /reset/{token}",
        "GET /invitations/{token}",
        "POST /invitations/{token}",
        "POST /hooks/{token}",
        "GET /mail/off/{token}",
        "POST /mail/off/{token}",
        "GET /mail/confirm/{token}",
        "POST /mail/confirm/{token}",
    ];
    assert_eq!(names(&|route| route.access == Access::Anyone), anyone);
    let below = |route: &Route| route.path == "/admin" || route.path.starts_with("/admin/");
    let others = names(&|route| below(route) != (route.access == Access::Administrator));
    assert!(others.is_empty(), "what is below /admin is for administrators, and nothing else: {others:?}");
}

each_database! {
    async fn every_route_is_for_whom_the_table_says(database) {
        let company = Company::make(database).await;
        let all = Asked::all(&company);
        let refused = |asked: &&Asked, asker: &&Asker| asked.verdict(asker.who) != Verdict::Admitted;

        let before = company.house.rows().await;
        let mut count = 0;
        for asked in &all {
            let askers = company.askers.iter().filter(|asker| refused(&asked, asker));
            let asks = askers.flat_map(|asker| [held(asker, asked, false), held(asker, asked, true)]);
            count += join_all(asks).await.len();
        }
        assert!(count > 800, "only {count} were refused");
        let after = company.house.rows().await;
        let changed: Vec<&String> = before.symmetric_difference(&after).collect();
        assert!(changed.is_empty(), "what was refused has changed {changed:#?}");

        for (who, told) in [(Who::Pending, 403), (Who::Dismissed, 422)] {
            let (device, status) = sign_in(&company.house, company.person(who)).await;
            assert_eq!((status, device.get("/messages").await.status), (told, 303), "{who:?}");
        }

        // One after the other: forms that change one thing at once could fail for that.
        let mut rows = company.house.rows().await;
        for asked in &all {
            let admitted: Vec<_> = company.askers.iter().filter(|asker| !refused(&asked, asker)).collect();
            for asker in &admitted {
                held(asker, asked, false).await;
                if asked.method == reqwest::Method::GET {
                    held(asker, asked, true).await;
                }
            }
            if !asked.fields.is_empty() && !admitted.is_empty() {
                let now = company.house.rows().await;
                assert_ne!(rows, now, "{} does something if it is not refused", asked.name);
                rows = now;
            }
        }
    }
}
