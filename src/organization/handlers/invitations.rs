//! Invitations, for who may invite: administrators, or everybody who works here if the company says so.

use actix_web::web::{Data, Path, Query};
use actix_web::{Either, HttpRequest, HttpResponse};
use serde::Deserialize;

use super::structure::{Answer, to};
use super::{chosen, page};
use crate::accounts::audit::By;
use crate::accounts::{Company, Email, Employee, Role, User, Viewer};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{DepartmentId, InvitationId, UserId};
use crate::mail::MailServer;
use crate::notice::Errand;
use crate::organization::department::Tree;
use crate::organization::invitation;
use crate::organization::position;
use crate::organization::terms::{Domains, EMAILS, Terms, parse_emails};
use crate::organization::views::{Doors, InvitationView, InvitationsView, MadeInvitation};
use crate::store::{self, Conn};
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Locale, Page, Result, Ui, see_other};

/// Invitations on a page.
const LISTED: usize = 50;

/// Characters of a form's key that count.
const KEY: usize = 64;

/// Where the list goes on; or whether a form was sent once more, whose links are shown no more.
#[derive(Default, Deserialize)]
pub struct Before {
    before: Option<InvitationId>,
    again: Option<String>,
}

/// `GET /invitations`. For who may invite.
///
/// # Errors
/// 403 for who may not; what the database says.
pub async fn index(
    Employee(viewer): Employee,
    (ui, company): (Ui, Company),
    before: Query<Before>,
    house: Data<House>,
) -> Result<Page> {
    may_invite(&viewer, &company)?;
    let fields = Fields::of(&[("uses", "1"), ("days", "7"), ("role", Role::Employee.as_str())]);
    show(&viewer, (ui, &company), before.into_inner(), (fields, Errors::new(), Vec::new()), &house).await
}

/// `POST /invitations` with `uses`, `days`, and perhaps `role`, `department` (a path), `emails`, `domains`, `approval`: the
/// page with the links, once: a form that is sent twice, as its `key` says, makes none again. With addresses, each gets a link
/// of its own. For who may invite.
///
/// # Errors
/// 403 for who may not; what the database says.
pub async fn create(
    request: HttpRequest,
    (Employee(viewer), by): (Employee, By),
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    may_invite(&viewer, &company)?;
    let mut errors = Errors::new();
    let (terms, emails) = {
        let mut conn = house.store.read().await?;
        let tree = Tree::read(&mut conn, &company).await?;
        let emails = parse_many(&fields, &mut errors, &ui, &mut conn).await?;
        let inside = inside(&mut conn, &viewer, &tree).await?;
        (parse(&fields, (&tree, &inside), &mut errors, &ui), emails)
    };
    let Some(terms) = terms.filter(|_| errors.is_empty()) else {
        let beside = (fields, errors, Vec::new());
        return Ok(Either::Right(show(&viewer, (ui, &company), Before::default(), beside, &house).await?.again()));
    };
    let now = house.clock.now();
    let each: Vec<Option<Email>> = if emails.is_empty() { vec![None] } else { emails.into_iter().map(Some).collect() };
    let mut made = Vec::new();
    let mut tx = house.store.begin().await?;
    let mails = MailServer::find(&mut tx).await?.is_some();
    for email in each {
        let terms = Terms { email, ..terms.clone() };
        let token = match invitation::create(&mut tx, &terms, &by, (&house.dice, now)).await {
            Ok((_, token)) => token,
            Err(store::Error::Taken(_)) => return Ok(to("/invitations?again")),
            Err(error) => return Err(error.into()),
        };
        let email = terms.email.as_ref().map_or("", Email::as_str).to_owned();
        let link = invitation::address(&own_address(&request), &token);
        let sent = mails && !email.is_empty();
        if sent {
            tx.emit(Event::LetterAsked { errand: letter(&viewer, &company, (&email, &link), terms.end(now)).into() });
        }
        made.push(MadeInvitation { email, link, sent });
    }
    tx.commit().await?;
    house.office.ring();
    Ok(Either::Right(show(&viewer, (ui, &company), Before::default(), (fields, errors, made), &house).await?))
}

/// The letter that brings an invitation, in the company's language: nobody knows who reads it.
fn letter(viewer: &Viewer, company: &Company, (email, link): (&str, &str), until: Moment) -> Errand {
    let locale = Locale::new(company.language(), &company.time_zone);
    let names = (("name", viewer.user.name.as_str()), ("company", company.name.as_str()));
    Errand {
        user: None,
        address: email.to_owned(),
        name: String::new(),
        language: locale.language.tag().to_owned(),
        subject: locale.with2("invitation-subject", names.0, names.1),
        text: locale.with2("invitation-letter", names.0, names.1),
        link: (locale.t("invitation-accept"), link.to_owned()),
        foot: locale.t("invitation-foot"),
        until: Some(until),
    }
}

/// `POST /invitations/{invitation}/revoke`. For who may invite; others' only by administrators.
///
/// # Errors
/// 403 for who may not; what the database says.
pub async fn revoke(
    (Employee(viewer), by, company): (Employee, By, Company),
    invitation: Path<InvitationId>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    may_invite(&viewer, &company)?;
    let mut tx = house.store.begin().await?;
    invitation::revoke(&mut tx, *invitation, own_only(&viewer), &by, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/invitations"))
}

fn may_invite(viewer: &Viewer, company: &Company) -> Result<()> {
    if invitation::may_invite(&viewer.user, company) { Ok(()) } else { Err(Error::NotAllowed) }
}

/// Whose invitations the viewer sees, if not everybody's.
fn own_only(viewer: &Viewer) -> Option<UserId> {
    (!viewer.user.is_administrator()).then_some(viewer.user.id)
}

/// The departments that the viewer may invite into: administrators into all; others into their own and into the company, or
/// they would open any group of a department to themselves.
async fn inside(conn: &mut Conn, viewer: &Viewer, tree: &Tree) -> Result<Vec<DepartmentId>> {
    if viewer.user.is_administrator() {
        return Ok(tree.walk().into_iter().map(|(_, one)| one.id).collect());
    }
    let positions = position::of_user(conn, viewer.user.id).await?;
    let own = positions.into_iter().map(|one| one.department_id);
    Ok(tree.root().map(|root| root.id).into_iter().chain(own).collect())
}

fn parse(fields: &Fields, (tree, inside): (&Tree, &[DepartmentId]), errors: &mut Errors, ui: &Ui) -> Option<Terms> {
    let many = !fields.get("emails").trim().is_empty();
    let uses = if many { Ok(1) } else { Terms::parse_uses(fields.get("uses")) };
    let days = Terms::parse_days(fields.get("days"));
    let role = if fields.has("role") { Role::of(fields.get("role")) } else { Some(Role::Employee) };
    let role = role.filter(|role| *role != Role::Administrator);
    let domains = Domains::parse(fields.get("domains"));
    let department = match fields.get("department").trim() {
        "" => Some(None),
        path => chosen(tree, path, ui).map_err(|sentence| errors.add("department", sentence)).ok().map(Some),
    };
    if uses.is_err() {
        errors.add("uses", ui.t("invitation-uses-wrong"));
    }
    if days.is_err() {
        errors.add("days", ui.t("invitation-days-wrong"));
    }
    if role.is_none() {
        errors.add("role", ui.t("field-unknown"));
    }
    if department.flatten().is_some_and(|id| !inside.contains(&id)) {
        errors.add("department", ui.t("invitation-department-own"));
    }
    if domains.is_err() {
        errors.add("domains", ui.t("invitation-domains-wrong"));
    }
    let approval = fields.has("approval");
    Some(Terms {
        department: department?,
        role: role?,
        approval,
        domains: domains.ok()?,
        key: fields.get("key").chars().filter(|c| *c != '\0').take(KEY).collect(),
        ..Terms::new(uses.ok()?, days.ok()?)
    })
}

/// The addresses; each must be one, and have no account yet.
async fn parse_many(fields: &Fields, errors: &mut Errors, ui: &Ui, conn: &mut Conn) -> Result<Vec<Email>> {
    let emails = match parse_emails(fields.get("emails")) {
        Ok(emails) => emails,
        Err(wrong) => {
            errors.add("emails", ui.with("invitation-emails-wrong", "emails", wrong.join(", ")));
            return Ok(Vec::new());
        }
    };
    if emails.len() > EMAILS {
        errors.add("emails", ui.with("invitation-emails-many", "most", i64::try_from(EMAILS).unwrap_or(i64::MAX)));
        return Ok(Vec::new());
    }
    let mut taken = Vec::new();
    for email in &emails {
        if User::by_email(conn, email.as_str()).await?.is_some() {
            taken.push(email.as_str());
        }
    }
    if !taken.is_empty() {
        errors.add("emails", ui.with("invitation-emails-taken", "emails", taken.join(", ")));
    }
    Ok(emails)
}

async fn show(
    viewer: &Viewer,
    (ui, company): (Ui, &Company),
    Before { before, again }: Before,
    (fields, errors, made): (Fields, Errors, Vec<MadeInvitation>),
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let most = i64::try_from(LISTED).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = invitation::list(&mut conn, own_only(viewer), before, most).await?;
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    let older = found.last().filter(|_| more).map(|last| last.id);
    let tree = Tree::read(&mut conn, company).await?;
    let invitations = found.iter().map(|one| InvitationView::new(one, &tree, &ui)).collect();
    let departments = match viewer.user.is_administrator() {
        true => tree.paths(""),
        false => inside(&mut conn, viewer, &tree).await?.iter().map(|id| tree.path_text(*id)).collect(),
    };
    let title = ui.t("invitations");
    let doors = Doors::of(&viewer.user, company);
    let view = InvitationsView {
        ui,
        at: "invitations",
        doors,
        // What is typed next is asked for by another form.
        fields: fields.replaced("key", &house.dice.key()),
        errors,
        made,
        again: again.is_some(),
        departments,
        invitations,
        older,
    };
    let administrator = view.doors.administrator;
    let page = page(title, &view)?;
    Ok(if administrator {
        page.wide().styles(&["css/controls.css", "css/settings.css", "css/admin.css"])
    } else {
        page
    })
}
