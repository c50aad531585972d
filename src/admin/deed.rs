//! What an administrator does to many people at once: each in a transaction of its own, so that one who cannot be changed
//! keeps no other from it.

use super::people::main_path;
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::life::{self, Refused};
use crate::accounts::{Company, Role, State, User, session};
use crate::id::{DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::{notices, position};
use crate::store::{self, Tx};
use crate::web::{House, Result, Ui};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// They have this role from now on.
    Role(Role),
    /// Who waits is let in.
    Approve,
    /// Their main department is another one.
    Move,
    /// They are signed out everywhere.
    EndSessions,
    /// They no longer work here.
    Dismiss,
}

impl Deed {
    /// All of them, as they are offered.
    pub const ALL: [Deed; 7] = [
        Deed::Role(Role::Employee),
        Deed::Role(Role::Administrator),
        Deed::Role(Role::Guest),
        Deed::Approve,
        Deed::Move,
        Deed::EndSessions,
        Deed::Dismiss,
    ];

    /// Its word in forms; `deed-…` are its words for people, `deed-…-ask` the question, `deed-…-done` what is said of each.
    pub fn as_str(self) -> &'static str {
        match self {
            Deed::Role(Role::Employee) => "employee",
            Deed::Role(Role::Administrator) => "administrator",
            Deed::Role(Role::Guest) => "guest",
            Deed::Approve => "approve",
            Deed::Move => "move",
            Deed::EndSessions => "sessions",
            Deed::Dismiss => "dismiss",
        }
    }

    /// That of the word.
    pub fn of(word: &str) -> Option<Deed> {
        Deed::ALL.into_iter().find(|deed| deed.as_str() == word)
    }

    /// Whether the password has to be typed again before it is done to these people.
    pub fn is_dangerous(self, people: &[User]) -> bool {
        match self {
            Deed::Role(role) => people.iter().any(|user| is_dangerous(role, user)),
            Deed::EndSessions | Deed::Dismiss => true,
            Deed::Approve | Deed::Move => false,
        }
    }
}

/// Whether the password has to be typed again before the person gets the role: who administers may do everything, who no
/// longer does is one less, and a guest has no position any more.
pub fn is_dangerous(role: Role, user: &User) -> bool {
    role != Role::Employee || user.is_administrator()
}

/// What became of one person.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Whether it was done.
    pub done: bool,
    /// What, or why not.
    pub sentence: String,
}

/// What is against it.
enum Against {
    /// A rule of people's lives, or the database.
    Life(Refused),
    /// A rule of positions.
    Place(position::Refused),
}

impl From<Refused> for Against {
    fn from(refused: Refused) -> Against {
        Against::Life(refused)
    }
}

impl From<store::Error> for Against {
    fn from(error: store::Error) -> Against {
        Against::Life(error.into())
    }
}

impl Against {
    fn say(self, ui: &Ui) -> String {
        match self {
            Against::Life(refused) => refused.say(ui).unwrap_or_else(|error| error.sentence(ui)),
            Against::Place(refused) => refused.say(ui),
        }
    }
}

/// Does it to the person; `department` is where they are moved.
///
/// # Errors
/// None: whatever is against it is said.
pub async fn act(
    deed: Deed,
    user: &User,
    (department, tree): (Option<DepartmentId>, &Tree),
    (by, house): (&By, &House),
    ui: &Ui,
) -> Said {
    let tried = match house.store.begin().await {
        Ok(mut tx) => match act_in(deed, &mut tx, user, (department, tree), (by, house)).await {
            Ok(true) => tx.commit().await.map(|()| true).map_err(Against::from),
            outcome => outcome,
        },
        Err(error) => Err(error.into()),
    };
    let (done, sentence) = match tried {
        Ok(true) => (true, ui.t(&["deed-", deed.as_str(), "-done"].concat())),
        Ok(false) => (false, ui.t("deed-so-already")),
        Err(against) => (false, against.say(ui)),
    };
    Said { user: user.id, name: user.name.clone(), done, sentence }
}

/// Whether there was anything to do.
async fn act_in(
    deed: Deed,
    tx: &mut Tx,
    user: &User,
    (department, tree): (Option<DepartmentId>, &Tree),
    (by, house): (&By, &House),
) -> std::result::Result<bool, Against> {
    let now = house.clock.now();
    match deed {
        Deed::Role(role) => Ok(life::set_role(tx, user.id, role, by, now).await?.role != role),
        Deed::Approve => Ok(life::approve(tx, user.id, by, now).await.map(|_| true)?),
        Deed::Dismiss => {
            let former = main_path(tx, user.id, tree).await?;
            Ok(life::dismiss(tx, user.id, &former, by, now).await.map(|_| true)?)
        }
        // It would end the one that asks.
        Deed::EndSessions if by.user() == Some(user.id) => Err(Refused::Oneself.into()),
        Deed::EndSessions => {
            session::end_others(tx, user.id, None).await?;
            audit::write(tx, by, Done::to_user(Act::SessionsEnded, user.id, &user.name), now).await?;
            Ok(true)
        }
        Deed::Move => {
            let Some(to) = department else { return Ok(false) };
            if matches!(user.state, State::Pending | State::Dismissed) {
                return Err(Refused::State(user.state).into());
            }
            move_to(tx, user, to, tree, (by, house)).await
        }
    }
}

/// Makes the department the person's main one, instead of the one that was.
async fn move_to(
    tx: &mut Tx,
    user: &User,
    to: DepartmentId,
    tree: &Tree,
    (by, house): (&By, &House),
) -> std::result::Result<bool, Against> {
    let before = position::take(tx, user.id).await?.unwrap_or_default();
    match position::transfer(tx, user.id, to).await? {
        Ok(true) => {}
        Ok(false) => return Ok(false),
        Err(refused) => return Err(Against::Place(refused)),
    }
    let after = position::said(&position::of_user(tx, user.id).await?, tree);
    notices::moved(tx, (user.id, &user.name), &after, by.user());
    let detail = format!("{} → {after}", position::said(&before, tree));
    let done = Done::to_user(Act::PositionsChanged, user.id, &user.name).detail(&detail);
    audit::write(tx, by, done, house.clock.now()).await?;
    Ok(true)
}

/// The tree of the company.
///
/// # Errors
/// What the database says.
pub async fn tree(house: &House, company: &Company) -> Result<Tree> {
    Ok(Tree::read(&mut house.store.read().await?, company).await?)
}
