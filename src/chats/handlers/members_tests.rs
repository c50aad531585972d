//! The page of a group's people, as employees and guests see it.

use actix_web::HttpResponse;
use actix_web::test::TestRequest;
use actix_web::web::{Data, Path, Query};

use super::members::{Find, index, update};
use crate::accounts::audit::By;
use crate::accounts::{self, Company, Role, User, Viewer};
use crate::chats::history::Changes;
use crate::chats::testing::{NOW, company, name, user};
use crate::chats::{Member, departments, found, group, life, live as chats_live};
use crate::clock::{Clock, Dice};
use crate::files::Files;
use crate::id::{ChatId, SessionId, UserId};
use crate::live;
use crate::organization::department;
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::Store;
use crate::store::testing::each_database;
use crate::web::{Fields, House, Ui, Unframed};

/// A group with the department Moonshot, in which Mai is; Gus, a guest, looks after it with Ola.
struct Group {
    house: Data<House>,
    chat: ChatId,
    mai: UserId,
    gus: UserId,
    ola: UserId,
    _data: tempfile::TempDir,
}

impl Group {
    async fn make(store: Store) -> Group {
        let mut tx = store.begin().await.expect("a transaction");
        let (dice, with) = (Dice::system(), (&Dice::system(), NOW));
        company(&mut tx).await;
        let root = department::root(&mut tx, NOW).await.expect("a root");
        let made = department::create(&mut tx, root, &name("Moonshot"), NOW).await.expect("an answer").expect("made");
        let (ola, mai) = (user(&mut tx, "Ola", Role::Employee).await, user(&mut tx, "Mai", Role::Employee).await);
        let gus = user(&mut tx, "Gus", Role::Guest).await;
        let place = NewPosition { department: made, standing: Standing::Employee, title: Title::default() };
        position::set(&mut tx, mai, &[place]).await.expect("an answer").expect("set");
        let chat = found::group(&mut tx, ola, "Press", &[gus], with).await.expect("a group");
        let owner = Member::find(&mut tx, ola, chat).await.expect("an answer").expect("a member");
        assert!(group::set_role(&mut tx, &owner, gus, true, with).await.expect("an answer"));
        departments::add(&mut tx, &owner, (made, true), with).await.expect("an answer").expect("added");
        tx.commit().await.expect("a commit");
        let data = tempfile::tempdir().expect("a folder");
        let house = House {
            store,
            clock: Clock::standing(NOW),
            dice,
            hub: live::Hub::new(live::Limits::default(), Clock::standing(NOW)),
            files: Files::new(data.path()),
            office: crate::mail::Office::new(crate::mail::Seal::fleeting(&Dice::seeded(1))),
            public_url: None,
            metrics: crate::web::Metrics::default(),
            turnstile: crate::web::Turnstile::new(1000),
            started_at: NOW,
            secure: false,
        };
        Group { house: Data::new(house), chat, mai, gus, ola, _data: data }
    }

    async fn reader(&self, user: UserId) -> (Viewer, Ui) {
        let mut conn = self.house.store.read().await.expect("a connection");
        let company = Company::find(&mut conn).await.expect("an answer").expect("a company");
        let user = User::find(&mut conn, user).await.expect("an answer").expect("a user");
        let ui = Ui::new(user.locale(&company), NOW);
        (Viewer { user, session: SessionId(1), confirmed_at: NOW, epoch: company.epoch }, ui)
    }

    /// The page of the people, as this one sees it.
    async fn page(&self, user: UserId) -> String {
        let (viewer, ui) = self.reader(user).await;
        let request = TestRequest::default().app_data(self.house.clone()).to_http_request();
        let find = Query::<Find>::from_query("d=moon").expect("a query");
        let answer = index(request, viewer, ui, Path::from(self.chat), find, self.house.clone()).await;
        content(&answer.expect("a page"))
    }

    /// What a page of this reader receives of the chat.
    async fn frame(&self, user: UserId) -> String {
        let (_, ui) = self.reader(user).await;
        let mut conn = self.house.store.read().await.expect("a connection");
        let changes = Changes::read(&mut conn, self.chat, 0).await.expect("changes");
        chats_live::changes(&changes, self.chat, 0, None, &ui.locale)
    }
}

fn content(answer: &HttpResponse) -> String {
    let page = answer.extensions().get::<Unframed>().and_then(Unframed::take);
    page.expect("a page").content.into_string()
}

#[tokio::test]
async fn guests_see_the_people_and_no_department() {
    each_database(|store| async move {
        let group = Group::make(store).await;
        for seen in [group.page(group.ola).await, group.frame(group.ola).await] {
            assert!(seen.contains("Moonshot") && seen.contains("Mai"), "{seen}");
        }
        assert!(group.page(group.ola).await.contains("by Moonshot"));
        for seen in [group.page(group.gus).await, group.frame(group.gus).await] {
            assert!(!seen.contains("Moonshot") && seen.contains("Mai"), "{seen}");
        }
        let page = group.page(group.gus).await;
        assert!(!page.contains("/departments") && !page.contains("Keep here"), "{page}");

        // A guest who looks after the group is told why Mai stays, and not by what.
        let (viewer, ui) = group.reader(group.gus).await;
        let request = TestRequest::default().app_data(group.house.clone()).to_http_request();
        let path = Path::from((group.chat, group.mai));
        let fields = Fields::of(&[("do", "remove")]);
        let answer = update(request, viewer, ui, path, fields, group.house.clone()).await.expect("a page");
        assert_eq!(answer.status().as_u16(), 422);
        let page = content(&answer);
        assert!(page.contains("leaves when they leave it") && !page.contains("Moonshot"), "{page}");
    })
    .await;
}

/// On PostgreSQL both happen at once: without a lock the one who adds would not see the dismissal, nor the dismissal the new member.
#[tokio::test]
async fn who_is_dismissed_while_somebody_adds_them_is_in_no_group() {
    each_database(|store| async move {
        let at = Group::make(store.clone()).await;
        let mut tx = store.begin().await.expect("a transaction");
        let with = (&at.house.dice, NOW);
        let chat = found::group(&mut tx, at.ola, "Endpapers", &[], with).await.expect("a group");
        let owner = Member::find(&mut tx, at.ola, chat).await.expect("an answer").expect("a member");
        tx.commit().await.expect("a commit");

        let mut going = store.begin().await.expect("a transaction");
        let by = By::command_line();
        assert!(accounts::life::dismiss(&mut going, at.gus, "", &by, NOW).await.is_ok());
        life::dismissed(&mut going, at.gus, &at.house.dice, NOW).await.expect("out of all groups");
        let (house, gus, mai) = (at.house.clone(), at.gus, at.mai);
        let adding = async move {
            let mut tx = house.store.begin().await.expect("a transaction");
            assert!(group::add(&mut tx, &owner, &[gus, mai], &house.dice, NOW).await.expect("an answer"));
            tx.commit().await.expect("a commit");
        };
        let commit = async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            going.commit().await.expect("a commit");
        };
        tokio::join!(adding, commit);
        let mut conn = store.read().await.expect("a connection");
        assert!(Member::find(&mut conn, at.gus, chat).await.expect("an answer").is_none());
        assert!(Member::find(&mut conn, at.mai, chat).await.expect("an answer").is_some());
    })
    .await;
}
