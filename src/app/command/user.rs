//! `hallway user`: letting people in from the command line.

use std::sync::Arc;

use actix_web::web::Data;
use anyhow::{Context, bail};
use clap::Subcommand;

use super::print;
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::{Company, Role, State, User, life, reset, second_factor, session};
use crate::app::boot::house;
use crate::app::database::address;
use crate::app::recorders::{conclude, record};
use crate::clock::{Clock, Dice};
use crate::config::Settings;
use crate::organization::invitation;
use crate::organization::terms::Terms;
use crate::store::schema::{self, Schema};
use crate::store::{Listeners, Store, StoreOptions, Tx};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a link with which new people join.
    Invite {
        /// How many people may use it.
        #[arg(long, default_value_t = 1, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..=1000))]
        uses: i64,
        /// After how many days it ends.
        #[arg(long, default_value_t = 7, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..=90))]
        days: i64,
    },
    /// Print a link with which a person chooses a new password.
    ResetLink {
        /// The person's e-mail address.
        email: String,
    },
    /// Give a person another role: employee, guest, administrator. They sign in again. For a company that locked itself out.
    Role {
        /// The person's e-mail address.
        email: String,
        /// The role.
        #[arg(value_parser = ["employee", "guest", "administrator"])]
        role: String,
    },
    /// Turn a person's second factor off: their phone is lost and no recovery code is left. Be sure that it is they who ask.
    SecondFactorOff {
        /// The person's e-mail address.
        email: String,
    },
    /// Print everybody: number, name, e-mail address, role, state.
    List,
}

/// People of one page of the list.
const PAGE: i64 = 500;

/// Writes rows that a running server reads fresh, so it need not be stopped.
pub(super) async fn run(settings: &Settings, command: Command) -> anyhow::Result<()> {
    let address = address(settings)?;
    // A running server of another version keeps its schema: only a house that is as this program knows it is opened.
    let looked = Store::look(address.clone()).await?.context("there is no database yet: start the server first")?;
    let schema = looked.schema().await?;
    looked.close().await;
    if !matches!(schema, Schema::At(version) if version == schema::newest()) {
        bail!("the database is not of this version: `hallway check` says more");
    }
    let store = Store::open(address, StoreOptions { connections: 1 }).await?;
    if Company::find(&mut store.read().await?).await?.is_none() {
        bail!("there is no company yet: start the server and open the address that it prints");
    }
    let (clock, dice) = (Clock::system(), Dice::system());
    match command {
        Command::Invite { uses, days } => {
            let terms = Terms::new(uses, days);
            let mut tx = store.begin().await?;
            let (_, token) = invitation::create(&mut tx, &terms, &By::command_line(), (&dice, clock.now())).await?;
            tx.commit().await?;
            print(&format!("{}/invitations/{token}\n", base(settings)))?;
        }
        Command::ResetLink { email } => {
            let (mut tx, now) = (store.begin().await?, clock.now());
            let user = person(&mut tx, &email).await?;
            if matches!(user.state, State::Dismissed | State::Pending) {
                bail!(
                    "{} does not use Hallway (their account is {}): a link would not open",
                    user.name,
                    user.state.as_str()
                );
            }
            let token = reset::create(&mut tx, user.id, None, &dice, now).await?;
            let done = Done::to_user(Act::ResetMade, user.id, &user.name);
            audit::write(&mut tx, &By::command_line(), done, now).await?;
            tx.commit().await?;
            print(&format!("{}/reset/{token}\n", base(settings)))?;
        }
        Command::SecondFactorOff { email } => {
            let mut tx = store.begin().await?;
            let user = person(&mut tx, &email).await?;
            if !second_factor::turn_off(&mut tx, user.id).await? {
                bail!("{} has no second factor", user.name);
            }
            let done = Done::to_user(Act::SecondFactorOff, user.id, &user.name);
            audit::write(&mut tx, &By::command_line(), done, clock.now()).await?;
            tx.commit().await?;
            print(&format!("The second factor of {} is off.\n", user.name))?;
        }
        Command::Role { email, role } => {
            // No server of this process would record what else becomes true.
            let (house, concluder) = (Data::new(house(settings, store.clone())?), dice.clone());
            store.listen(Listeners {
                record: Arc::new(move |tx, event| record(tx, event, house.clone())),
                conclude: Arc::new(move |tx| conclude(tx, concluder.clone(), Clock::system().now())),
                publish: Arc::new(|_| {}),
                concerns: Listeners::by_anything(),
            });
            let mut tx = store.begin().await?;
            let user = person(&mut tx, &email).await?;
            life::set_role(&mut tx, user.id, Role::from(role), &By::command_line(), clock.now()).await?;
            // Open pages show what the other role may see: a running server ends them when it finds their sessions gone.
            session::end_others(&mut tx, user.id, None).await?;
            tx.commit().await?;
        }
        Command::List => list(&store).await?,
    }
    store.close().await;
    Ok(())
}

async fn person(tx: &mut Tx, email: &str) -> anyhow::Result<User> {
    User::by_email(tx, email).await?.with_context(|| format!("nobody has the e-mail address {email}"))
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let mut conn = store.read().await?;
    for state in State::ALL {
        let mut after = (String::new(), 0);
        loop {
            let people = User::page(&mut conn, *state, (&after.0, after.1), PAGE).await?;
            let Some(last) = people.last() else { break };
            after = (last.name_folded.clone(), last.id.0);
            print(&people.iter().map(line).collect::<String>())?;
        }
    }
    Ok(())
}

fn line(user: &User) -> String {
    format!("{}\t{}\t{}\t{}\t{}\n", user.id, user.name, user.email, user.role.as_str(), user.state.as_str())
}

/// What links begin with. Without `public_url` only the person who runs the server knows how others reach it.
fn base(settings: &Settings) -> String {
    match &settings.public_url {
        Some(url) => url.to_string(),
        None if settings.tls.is_some() => format!("https://{}", settings.listen),
        None => format!("http://{}", settings.listen),
    }
}
