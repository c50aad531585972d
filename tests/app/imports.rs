//! Lists of people: looked at, taken in, repeated, and exported; and the links with which the new ones come in.

use reqwest::Method;
use reqwest::multipart::{Form, Part};

use crate::support::{Answer, House, Person, eventually};

const HEADER: &str = "name,email,department,title,standing,role,inner number,desk phone,mobile phone,birthday\n";

/// 300 rows, every 25th of them faulty.
fn three_hundred() -> String {
    let mut list = HEADER.to_owned();
    for n in 1..=300 {
        let email = if n % 25 == 0 { "nobody".to_owned() } else { format!("p{n}@tidewater.example") };
        list.push_str(&format!("Person {n},{email},Sales/Team {},Clerk,,,,,,\n", n % 7));
    }
    list
}

async fn upload(by: &Person, list: &[u8]) -> Answer {
    let file = Part::bytes(list.to_vec()).file_name("people.csv");
    let form = Form::new().part("list", file).text("make", "1");
    by.send(by.browse(Method::POST, "/admin/import").multipart(form)).await
}

/// The page of the import, once it says this.
pub async fn page_saying(by: &Person, path: &str, words: &str) -> String {
    eventually(words, async || {
        let text = by.get(path).await.expect(200).dom().text();
        if text.contains(words) { Ok(text) } else { Err(text) }
    })
    .await
}

/// Uploads a list that can be read; where it is.
pub async fn looked_at(by: &Person, list: &str) -> String {
    let path = upload(by, list.as_bytes()).await.expect(303).location.expect("an address");
    page_saying(by, &path, "Nothing has been written yet.").await;
    path
}

each_database! {
    async fn a_list_of_three_hundred_is_taken_in_once(database) {
        let (_house, [ada, _]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let path = looked_at(&ada, &three_hundred()).await;
        let looked = ada.get(&path).await.expect(200).dom().text();
        assert!(looked.contains("288 would be new.") && looked.contains("12 rows are left out"), "{looked}");
        let faulty = ada.get(&format!("{path}?outcome=left-out")).await.expect(200).dom().text();
        assert!(faulty.contains("26nobody") && faulty.contains("E-mail:"), "{faulty}");
        let saved = ada.get(&format!("{path}/left-out")).await.expect(200).text;
        assert_eq!(saved.lines().count(), 13, "{saved}");
        let mended = looked_at(&ada, &saved.replace("nobody", "mended@tidewater.example")).await;
        let mended = ada.get(&mended).await.expect(200).dom().text();
        assert!(mended.contains("One would be new.") && mended.contains("11 rows are left out"), "{mended}");

        ada.post(&format!("{path}/run"), &[]).await.expect(303);
        page_saying(&ada, &path, "The list is taken in.").await;
        let again = looked_at(&ada, &three_hundred()).await;
        let again = ada.get(&again).await.expect(200).dom().text();
        assert!(again.contains("288 are the same.") && !again.contains("would be"), "{again}");
        let exported = ada.post("/admin/export", &[]).await.expect(200).text;
        let back = looked_at(&ada, &exported).await;
        let back = ada.get(&back).await.expect(200).dom().text();
        assert!(back.contains("290 are the same.") && !back.contains("would be"), "{back}");

        // Who is new comes in by a link, and is where the list says.
        let links = ada.post(&format!("{path}/links"), &[]).await.expect(200).text;
        let row = links.lines().find(|row| row.contains("p7@tidewater.example")).expect("a row").trim_matches('"');
        let link = row.rsplit("\",\"").next().and_then(|link| link.find("/reset/").map(|at| link[at..].to_owned()));
        let link = link.expect("a link");
        let mut new = Person::new(ada.url("/").as_str(), "Person 7");
        new.email = "p7@tidewater.example".to_owned();
        new.post(&link, &[("password", &new.password)]).await.expect(303);
        let new = new.arrived().await;
        new.general().await;
        let own = new.get(&format!("/people/{}", new.id)).await.expect(200).dom().text();
        assert!(own.contains("Sales") && own.contains("Team 0"), "{own}");
    }

    async fn what_is_no_list_is_told_so(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        for (list, sentence) in [
            (&b"name,email,shoe\na,b,c\n"[..], "names \u{201c}shoe\u{201d}"),
            (&b"name,email\n\"a,b\n"[..], "begins in line 2"),
            (&b"name,email\n\xff,b\n"[..], "is not UTF-8"),
            (&b""[..], "No file was chosen."),
        ] {
            let told = upload(&ada, list).await.expect(422).dom().text();
            assert!(told.contains(sentence), "{sentence}: {told}");
        }
        let many = format!("name,email\n{}", "a,b@c.example\n".repeat(50_000));
        let told = upload(&ada, many.as_bytes()).await.expect(422).dom().text();
        assert!(told.contains("50000 rows") || told.contains("50,000 rows"), "{told}");
        upload(&bo, three_hundred().as_bytes()).await.expect(403);
        bo.post("/admin/export", &[]).await.expect(403);
    }
}
