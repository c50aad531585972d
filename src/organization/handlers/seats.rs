//! Who is in a department: people are added, changed and taken out in the structure's editor.

use actix_web::Either;
use actix_web::web::{Data, Path};

use super::structure::{Answer, Asked, Typed, again, page, to};
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::{Administrator, Company, User};
use crate::id::{DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::notices;
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::Tx;
use crate::web::{Error, Errors, Fields, House, Result, Ui};

/// `POST /admin/departments/{department}/people`: adds the person `user` with `title` and `standing`. For administrators.
///
/// # Errors
/// 404 if there is no such department or person; the page again if they cannot be added.
pub async fn enroll(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    department: Path<DepartmentId>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let mut errors = Errors::new();
    let user: Option<UserId> = fields.get("user").parse().ok();
    if user.is_none() {
        errors.add("user", ui.t("structure-nobody-chosen"));
    }
    let title = title(&fields, &mut errors, &ui);
    let standing = Standing::of(fields.get("standing")).unwrap_or(Standing::Employee);
    if let (Some(user), Some(title)) = (user, title) {
        let mut tx = house.store.begin().await?;
        let person = User::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
        let before = before(&mut tx, &company, user).await?;
        let new = NewPosition { department: *department, standing, title };
        match position::enroll(&mut tx, user, new).await? {
            Ok(()) => {
                moved(&mut tx, &by, (&person, &before), &company, &house).await?;
                tx.commit().await?;
                return Ok(to(Asked::default().address(*department, ("in", user))));
            }
            Err(refused) => errors.add("user", refused_words(&refused, &ui)?),
        }
    }
    again((&ui, &company), *department, fields, errors, &house).await
}

/// `POST /admin/departments/{department}/people/{user}`: `do` is save, with `title` and `standing`, or remove. For
/// administrators.
///
/// # Errors
/// 404 if there is no such department or person; the page again if it cannot be done.
pub async fn update(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    place: Path<(DepartmentId, UserId)>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let (department, user) = place.into_inner();
    let mut errors = Errors::new();
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let before = before(&mut tx, &company, user).await?;
    let done = match fields.get("do") {
        "remove" => position::withdraw(&mut tx, user, department, house.clock.now()).await?,
        _ => match title(&fields, &mut errors, &ui) {
            Some(title) => {
                let standing = Standing::of(fields.get("standing")).unwrap_or(Standing::Employee);
                position::amend(&mut tx, user, NewPosition { department, standing, title }).await?
            }
            None => Ok(()),
        },
    };
    let asked = Asked::of(&fields);
    let wrong = match (errors.of("title"), done) {
        (Some(sentence), _) => sentence.to_owned(),
        (None, Err(gone @ position::Refused::NotThere)) => {
            drop(tx);
            errors.add("user", gone.say(&ui));
            let kept = Fields::of(&[("after", fields.get("after"))]);
            return again((&ui, &company), department, kept, errors, &house).await;
        }
        (None, Err(refused)) => refused_words(&refused, &ui)?,
        (None, Ok(())) => {
            moved(&mut tx, &by, (&person, &before), &company, &house).await?;
            tx.commit().await?;
            let done = if fields.get("do") == "remove" { "out" } else { "saved" };
            return Ok(to(asked.address(department, (done, user))));
        }
    };
    drop(tx);
    let mut conn = house.store.read().await?;
    let typed = Typed { asked, fields, row: Some((user, wrong)), ..Typed::default() };
    Ok(Either::Right(page(&mut conn, (&ui, &company), department, typed, &house).await?))
}

/// The field `title`.
pub(super) fn title(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Title> {
    Title::parse(fields.get("title")).map_err(|wrong| errors.add("title", wrong.say(ui))).ok()
}

/// Why a person was not placed so; a department that is gone is not found.
pub(super) fn refused_words(refused: &position::Refused, ui: &Ui) -> Result<String> {
    match refused {
        position::Refused::Missing(_) => Err(Error::NotFound),
        other => Ok(other.say(ui)),
    }
}

/// The person's positions in data, which nobody else changes until the end of the transaction:
/// `Sales/North (head, Sales lead), Studio`.
pub(super) async fn before(tx: &mut Tx, company: &Company, user: UserId) -> Result<String> {
    let positions = position::take(tx, user).await?.unwrap_or_default();
    Ok(position::said(&positions, &Tree::read(tx, company).await?))
}

/// Writes down that the person's positions are other ones than before, if they are.
pub(super) async fn moved(
    tx: &mut Tx,
    by: &By,
    (person, before): (&User, &str),
    company: &Company,
    house: &House,
) -> Result<()> {
    let tree = Tree::read(tx, company).await?;
    let after = position::said(&position::of_user(tx, person.id).await?, &tree);
    if after == before {
        return Ok(());
    }
    notices::moved(tx, (person.id, &person.name), &after, by.user());
    let detail = format!("{before} → {after}");
    let done = Done::to_user(Act::PositionsChanged, person.id, &person.name).detail(&detail);
    Ok(audit::write(tx, by, done, house.clock.now()).await?)
}
