//! The test button of e-mail: what the server does is said, word for word.

use tokio::net::TcpListener;

use super::*;
use crate::mail::MailServer;
use crate::mail::testing::{Act, Peer, server};

impl Door {
    async fn serve(&self, server: &MailServer) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        server.save(&mut tx).await.expect("saved");
        tx.commit().await.expect("a commit");
    }
}

#[actix_web::test]
async fn who_tries_e_mail_is_told_exactly_what_happens() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let said = async || {
            // The letters of a quarter of an hour are few.
            door.house.clock.set(door.house.clock.now().after(Duration::from_secs(3600)));
            let form = [("way", "mail"), ("delay", "30"), ("digest", "each"), ("quiet_from", "18:15")];
            let page = elin.post("/settings/notifications/test", &form).await;
            assert_eq!(page.status, 200, "{}", page.html);
            assert!(page.html.contains("value=\"18:15\""), "what stood in the form stands there");
            let html = scraper::Html::parse_fragment(&page.html);
            let words = scraper::Selector::parse(".tries [role=status]").expect("a selector");
            let words: Vec<(bool, String)> = html
                .select(&words)
                .map(|one| (one.attr("class") == Some("err"), one.text().collect::<String>()))
                .collect();
            let [(bad, words)] = words.as_slice() else { panic!("{words:?}") };
            (*bad, words.clone())
        };
        assert_eq!(said().await, (true, "Your company sends no e-mail yet.".to_owned()));
        let peer = Peer::open().await;
        door.serve(&server(peer.port)).await;
        let (bad, words) = said().await;
        assert!(
            !bad && words.starts_with("127.0.0.1 took it and answered 250 ") && words.contains("queued as"),
            "{words}"
        );
        assert_eq!(peer.take().len(), 1);
        for (answer, means) in [
            ("451 4.7.1 Greylisted, come back later", "The server asks to come back later. It answered "),
            ("550 5.1.1 No such user", "The server refused this e-mail. It answered "),
        ] {
            peer.then([Act::Say(answer)]);
            let (bad, words) = said().await;
            assert!(bad && words.starts_with(means) && words.contains(answer), "{words}");
        }
        let deaf = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        door.serve(&server(deaf.local_addr().expect("an address").port())).await;
        let (bad, words) = said().await;
        assert!(bad && words.starts_with("The server did not answer in time;"), "{words}");
        drop(deaf);
        let (bad, words) = said().await;
        assert!(bad && words.starts_with("Nobody listens there;"), "{words}");
        assert!(peer.take().is_empty(), "none of them left");
    })
    .await;
}
