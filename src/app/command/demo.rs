//! `hallway demo`: an empty database becomes a company worth looking at, the same every time.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;

use super::crowd::{self, Size};
use super::story::{CHATS, Chat, DEPARTMENTS, Kind, ON_LEAVE, PEOPLE, PLACES, REACHED, is_guest};
use super::talk;
use crate::accounts::company::NewCompany;
use crate::accounts::notices::{ASKS_TO_JOIN, NEW_DEVICE};
use crate::accounts::password::{NewPassword, Passwords};
use crate::accounts::{Company, Email, Name, NewUser, Profile, Role, State, Status, User};
use crate::app::database::address;
use crate::chats::message::{Draft, post};
use crate::chats::notices::{ADDED, OWNED};
use crate::chats::{Member, found, history};
use crate::clock::{Clock, Dice, Moment};
use crate::config::Settings;
use crate::id::{ChatId, DepartmentId, NotificationId, UserId};
use crate::notice::{Audience, Notice};
use crate::notifications::list::{self, Filter};
use crate::notifications::notification::record;
use crate::notifications::{self, Reader, marks};
use crate::organization::department;
use crate::organization::notices::{INVITATION_ACCEPTED, POSITION_CHANGED};
use crate::organization::position::{self, NewPosition, Title};
use crate::store::{Store, StoreOptions, Tx};
use crate::web::Language;

/// What everybody signs in with. The demo is for looking around, not for keeping secrets.
const PASSWORD: &str = "left-ajar-for-you";
/// So that two demos are alike.
const SEED: u64 = 1996;
/// How long before the end of the story the company was founded.
const FOUNDED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long a leave lasts before the end of the story and after it.
const LEAVE: Duration = Duration::from_secs(4 * 24 * 60 * 60);

/// Fills an empty database, with a crowd besides the story's people and what it has said if they are asked for, and says how to
/// sign in.
///
/// # Errors
/// If there is a company already, or a server runs on the database.
pub(super) async fn demo(settings: &Settings, crowd: Size, messages: u64) -> anyhow::Result<()> {
    let options = StoreOptions { connections: settings.connections };
    let (store, lock) = Store::open_alone(address(settings)?, options).await?;
    if Company::find(&mut store.read().await?).await?.is_some() {
        bail!("there is a company already: the demo needs an empty data folder (--data) or database (--database)");
    }
    let teller = Teller::new(store.clone());
    let (hash, users, chats) = teller.open().await?;
    let teams = crowd::gather(&store, crowd, &hash, teller.founded).await?;
    // All that was said before the story, so that the days of a chat are in order.
    let times = (teller.founded, teller.at(CHATS.iter().flat_map(|chat| chat.said).map(|said| said.minutes).max()));
    let talked = talk::talk(&store, (&teams, messages), users[0], (&teller.dice, times)).await?;
    teller.messages(&users, &chats).await?;
    talk::read(&store, &talked).await?;
    teller.memberships(&users, &chats).await?;
    teller.notices(&users, &chats).await?;
    store.close().await;
    drop(lock);
    println!("The demo company is ready: {} people, {} chats.", PEOPLE.len() + crowd.people, CHATS.len());
    println!("Start it with the same settings: hallway serve");
    println!("Sign in as {}, or as any of these:", PEOPLE[0].email);
    for person in &PEOPLE[1..] {
        println!("  {}", person.email);
    }
    println!("Everybody's password: {}", PASSWORD);
    Ok(())
}

struct Teller {
    store: Store,
    dice: Dice,
    end: Moment,
    founded: Moment,
}

impl Teller {
    fn new(store: Store) -> Teller {
        let end = Clock::system().now();
        Teller { store, dice: Dice::seeded(SEED), end, founded: end.before(FOUNDED) }
    }

    /// Makes all that the story is about; returns the hash of everybody's password, the people and the chats.
    async fn open(&self) -> anyhow::Result<(String, Vec<UserId>, Vec<ChatId>)> {
        let password = NewPassword::parse(PASSWORD).map_err(|_| anyhow::anyhow!("the demo's password is refused"))?;
        // One hash for all: the same every time, and not twenty-four times a tenth of a second.
        let hash = Passwords::default().hash(password, &self.dice).await?;
        let users = self.people(&hash).await?;
        self.structure(&users).await?;
        let chats = self.chats(&users).await?;
        Ok((hash, users, chats))
    }

    /// So many minutes before the end of the story.
    fn at(&self, minutes: impl Into<Option<i64>>) -> Moment {
        let minutes = minutes.into().and_then(|minutes| u64::try_from(minutes).ok()).unwrap_or(0);
        self.end.before(Duration::from_secs(minutes * 60))
    }

    async fn people(&self, hash: &str) -> anyhow::Result<Vec<UserId>> {
        let mut tx = self.store.begin().await?;
        let company = NewCompany {
            name: right(Name::parse("Tidewater Press"))?,
            language: Language::English,
            time_zone: "Europe/London".to_owned(),
            country: "GB".to_owned(),
        };
        Company::found(&mut tx, &company, &self.dice, self.founded).await?;
        let mut users = Vec::new();
        for (n, person) in PEOPLE.iter().enumerate() {
            let new = NewUser {
                name: right(Name::parse(person.name))?,
                email: right(Email::parse(person.email))?,
                password_hash: hash.to_owned(),
                role: match n {
                    0 => Role::Administrator,
                    n if is_guest(n) => Role::Guest,
                    _ => Role::Employee,
                },
                state: State::Active,
                language: Language::of(person.language).filter(|language| *language != company.language),
            };
            let user = User::create(&mut tx, &new, self.founded).await?;
            if !is_guest(n) {
                found::welcome(&mut tx, user, self.founded).await?;
            }
            users.push(user);
        }
        tx.commit().await?;
        Ok(users)
    }

    /// Departments, who is in them, how people are reached, and who is on leave.
    async fn structure(&self, users: &[UserId]) -> anyhow::Result<()> {
        let mut tx = self.store.begin().await?;
        let root = department::root(&mut tx, self.founded).await?;
        let mut departments: Vec<DepartmentId> = Vec::new();
        for one in DEPARTMENTS {
            let above = one.above.map_or(root, |above| departments[above]);
            let name = right(Name::parse(one.name))?;
            departments.push(department::create(&mut tx, above, &name, self.founded).await??);
        }
        for one in PLACES {
            let title = right(Title::parse(one.title))?;
            let department = one.department.map_or(root, |department| departments[department]);
            let place = NewPosition { department, standing: one.standing, title };
            position::enroll(&mut tx, users[one.person], place).await??;
        }
        for one in REACHED {
            let desk = if one.inner.is_empty() { String::new() } else { format!("+44 1632 960{}", one.inner) };
            let profile = Profile {
                birthday: one.birthday.to_owned(),
                inner_number: one.inner.to_owned(),
                desk_phone: desk,
                mobile_phone: one.mobile.to_owned(),
            };
            profile.update(&mut tx, users[one.person]).await?;
        }
        let (away, substitute) = ON_LEAVE;
        let leave = Status {
            leave_from: Some(self.end.before(LEAVE)),
            leave_until: Some(self.end.after(LEAVE)),
            substitute_id: Some(users[substitute]),
            ..Status::default()
        };
        leave.set(&mut tx, users[away]).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn chats(&self, users: &[UserId]) -> anyhow::Result<Vec<ChatId>> {
        let mut tx = self.store.begin().await?;
        let mut chats = Vec::new();
        for chat in CHATS {
            chats.push(self.chat(&mut tx, chat, users).await?);
        }
        tx.commit().await?;
        Ok(chats)
    }

    async fn chat(&self, tx: &mut Tx, chat: &Chat, users: &[UserId]) -> anyhow::Result<ChatId> {
        Ok(match chat.kind {
            Kind::General => found::general(tx, self.founded).await?,
            Kind::Notes(person) => found::notes_of(tx, users[person], self.founded).await?,
            Kind::Direct(one, other) => found::direct(tx, users[one], users[other], self.founded).await?,
            Kind::Group { name, owner, members } => {
                let members: Vec<UserId> = members.iter().map(|person| users[*person]).collect();
                found::group(tx, users[owner], name, &members, (&self.dice, self.founded)).await?
            }
        })
    }

    /// All messages in the order in which they were said, so that later ones have higher numbers.
    async fn messages(&self, users: &[UserId], chats: &[ChatId]) -> anyhow::Result<()> {
        let mut said: Vec<_> =
            CHATS.iter().zip(chats).flat_map(|(chat, id)| chat.said.iter().map(move |said| (*id, said))).collect();
        said.sort_by_key(|(_, said)| std::cmp::Reverse(said.minutes));
        let mut tx = self.store.begin().await?;
        for (chat, said) in said {
            let at = self.at(said.minutes);
            let Some(member) = Member::find(&mut tx, users[said.by], chat).await? else {
                bail!("person {} is not in the chat that they speak in", said.by);
            };
            post(&mut tx, &member, &Draft::new(said.text, self.dice.key()), at).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Everybody has read everything but what the story leaves unread.
    async fn memberships(&self, users: &[UserId], chats: &[ChatId]) -> anyhow::Result<()> {
        let mut tx = self.store.begin().await?;
        for (chat, id) in CHATS.iter().zip(chats) {
            let unread: BTreeMap<usize, usize> = chat.unread.iter().copied().collect();
            for (n, user) in users.iter().enumerate() {
                let Some(member) = Member::find(&mut tx, *user, *id).await? else { continue };
                let left = unread.get(&n).copied().unwrap_or(0);
                let read = history::last_but(&mut tx, &member, left).await?;
                member.set_read(&mut tx, read).await?;
                if chat.pinned.contains(&n) {
                    member.pin(&mut tx, true).await?;
                }
                if chat.muted.contains(&n) {
                    member.mute(&mut tx, true).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }
}

impl Teller {
    /// What the first of them is told of: some of it read, one that waits for an answer.
    async fn notices(&self, users: &[UserId], chats: &[ChatId]) -> anyhow::Result<()> {
        let to = |user: usize| Audience::user(users[user]);
        let mut tx = self.store.begin().await?;
        let waits = NewUser {
            name: right(Name::parse("Yara Haddad"))?,
            email: right(Email::parse("yara@tidewater.example"))?,
            password_hash: String::new(),
            role: Role::Employee,
            state: State::Pending,
            language: None,
        };
        let yara = User::create(&mut tx, &waits, self.at(95)).await?;
        let group = |is: fn(usize, &[usize]) -> bool| {
            CHATS.iter().zip(chats).find_map(|(chat, id)| match chat.kind {
                Kind::Group { name, owner, members } if is(owner, members) => Some((id.0, name)),
                _ => None,
            })
        };
        let (Some(own), Some(joined)) =
            (group(|owner, _| owner == 0), group(|owner, of| owner != 0 && of.contains(&0)))
        else {
            bail!("the first of the story's people owns no group, or is in no other")
        };
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0";
        let person = |user: usize| (users[user].0, PEOPLE[user].name);
        let told = [
            (4 * 24 * 60, Notice::new(&ADDED, to(0), joined).by(users[5])),
            (3 * 24 * 60, Notice::new(&POSITION_CHANGED, to(0), person(0)).by(users[2]).detail("Studio")),
            (27 * 60, Notice::new(&NEW_DEVICE, to(0), (0, agent)).detail("203.0.113.24")),
            (26 * 60, Notice::new(&INVITATION_ACCEPTED, to(0), person(3)).by(users[3])),
            (95, Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (yara.0, waits.name.as_str())).by(yara)),
            (42, Notice::new(&OWNED, to(0), own).by(users[4])),
        ];
        for (minutes, notice) in told {
            record(&mut tx, &notice, self.at(minutes)).await?;
        }
        let reader =
            Reader::of(&User::find(&mut tx, users[0]).await?.ok_or_else(|| anyhow::anyhow!("nobody is there"))?);
        let (page, _) = list::page(&mut tx, reader, &Filter::default(), None).await?;
        let read: Vec<NotificationId> = page.iter().skip(2).map(|one| one.id).collect();
        marks::set(&mut tx, reader, &read, notifications::State::Read, self.end).await?;
        Ok(tx.commit().await?)
    }
}

fn right<T>(parsed: Result<T, crate::accounts::Wrong>) -> anyhow::Result<T> {
    parsed.map_err(|wrong| anyhow::anyhow!("the story has a mistake: {wrong:?}"))
}
