//! Who is writing is passed on without the database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::accounts::{self, ELIN, HUONG, TOMASZ, id};
use super::trial::{Mode, Trial};
use crate::app::typing::Typing;
use crate::app::variants::Variants;
use crate::id::ChatId;
use crate::live::Owner;
use crate::store::faults::asked;
use crate::store::testing::each_database;
use crate::web::{Language, Locale};

/// How long it may take until somebody has stopped.
const PATIENCE: Duration = Duration::from_secs(30);

#[actix_web::test]
async fn who_is_writing_costs_the_database_nothing() {
    each_database(|store| async move {
        let trial = Trial::new(store, Mode::Each).await;
        accounts::company(&trial).await;
        let chat = ChatId(trial.number("SELECT id FROM chats WHERE kind = 'general'").await);
        let (variants, typing) = (Arc::new(Variants::default()), Arc::new(Typing::default()));
        let variant = variants.of(&Locale::new(Language::English, "UTC"));
        let mut pages = Vec::new();
        for email in [ELIN, TOMASZ, HUONG] {
            let user = id(&trial, email).await;
            let page = trial.house.hub.open(Owner { user, session: 0, variant }, Duration::ZERO);
            typing.follow(&page, chat, email);
            pages.push(page);
        }
        let (before, frames) = (asked(), trial.frames());
        for page in &pages {
            typing.clone().hear(&trial.house, &variants, page, chat);
        }
        let told = trial.frames();
        assert!(told - frames >= 3, "each is told of: {}", told - frames);
        for page in &pages {
            typing.clone().hear(&trial.house, &variants, page, chat);
        }
        assert_eq!(trial.frames(), told, "what is said again at once is not passed on");
        // Until they have stopped, of which pages are told, too.
        let deadline = Instant::now() + PATIENCE;
        while trial.frames() < told + (told - frames) {
            assert!(Instant::now() < deadline, "nobody says that they have stopped");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(asked(), before, "the database was asked");
        trial.number("SELECT COUNT(*) FROM company").await;
        assert!(asked() > before, "it is counted");
    })
    .await;
}
