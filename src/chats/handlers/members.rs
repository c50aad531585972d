//! Who is in a chat, and who looks after it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::new::{chosen, people};
use super::show::tree;
use crate::accounts::{Company, Role, User, Viewer};
use crate::chats::group::Person;
use crate::chats::privacy::{self, Wish};
use crate::chats::views::{ChoiceView, DepartmentsView, MemberView, MembersView};
use crate::chats::{Kind, Member, bar, departments, group, joining};
use crate::id::{ChatId, DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::person::{self, Sight};
use crate::organization::words::Words;
use crate::store::Conn;
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Page, Place, Result, Ui, View, see_other};

/// Which members, and whom and which departments to look for.
#[derive(Deserialize)]
pub struct Find {
    #[serde(default)]
    q: String,
    #[serde(default)]
    d: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: i64,
}

/// `GET /chats/{chat}/members`: its members, in the order of their names. For them.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    find: Query<Find>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let fields = Fields::of(&[("q", &find.q), ("d", &find.d)]);
    let after = (find.after.replace('\0', ""), UserId(find.id));
    drop(conn);
    page(&request, &viewer, &ui, &member, (fields, Errors::new(), after), &house).await
}

pub(super) async fn page(
    request: &HttpRequest,
    viewer: &Viewer,
    ui: &Ui,
    member: &Member,
    (fields, errors, after): (Fields, Errors, (String, UserId)),
    house: &House,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let view = |person: &group::Person| MemberView::new(person, member, house.hub.attendance().of(person.id.0), ui);
    let listed = group::people(&mut conn, member, (&after.0, after.1)).await?;
    let structure = Structure::read(&mut conn, viewer, member, &listed).await?;
    let next = (listed.len() as i64 == group::PAGE).then(|| listed.last().cloned()).flatten();
    let words = Words::parse(fields.get("q")).unwrap_or_else(Words::any);
    let mut others: Vec<User> = match member.may_add() {
        true => {
            let found = person::outside(&mut conn, Sight::of(&viewer.user), &words, member.chat, group::PAGE).await?;
            found.into_iter().map(|found| found.user).collect()
        }
        false => Vec::new(),
    };
    let chosen = chosen(&fields);
    // Who was ticked stays ticked, whoever is looked for.
    let lacking: Vec<i64> =
        chosen.iter().map(|user| user.0).filter(|id| others.iter().all(|one| one.id.0 != *id)).collect();
    let seen = person::seen(&mut conn, Sight::of(&viewer.user), &lacking).await?;
    others.extend(User::find_many(&mut conn, &seen.iter().map(|user| user.0).collect::<Vec<_>>()).await?);
    let view = MembersView {
        tree: tree(&mut conn, request, viewer, None, ui).await?.beside(),
        bar: bar::read(&mut conn, member, house, ui).await?.0,
        chat: member.chat.0,
        group: member.kind == Kind::Group,
        held: departments::holder(&mut conn, member.chat, member.user).await?.and_then(|one| structure.name(one)),
        departments: structure.view(&mut conn, member, (&fields, &errors), ui).await?,
        manages: member.may_manage(),
        adds: member.may_add(),
        link: joining::link(&mut conn, member).await?.map(|link| [&*own_address(request), "/join/", &link].concat()),
        about: member.about.clone(),
        people: listed.iter().map(|person| structure.person(person, member, view(person))).collect(),
        others: others
            .iter()
            .map(|person| {
                let presence = house.hub.attendance().of(person.id.0);
                ChoiceView::new(person, presence, chosen.contains(&person.id), ui)
            })
            .collect(),
        next: next.map(|last| (last.name_folded, last.id.0)),
        fields,
        errors: errors.clone(),
        ui: ui.clone(),
    };
    let title = ui.with("members-title", "title", view.bar.title());
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::account(Place::Messages, title, view.html()?);
    Ok(page.status(status).respond_to(request))
}

/// What departments have to do with who is in a chat. Guests have no tree: they see the people only.
struct Structure {
    tree: Option<Tree>,
    holders: Vec<(UserId, DepartmentId)>,
}

impl Structure {
    async fn read(conn: &mut Conn, viewer: &Viewer, member: &Member, listed: &[Person]) -> Result<Structure> {
        let (Some(first), Some(last), Kind::Group) = (listed.first(), listed.last(), member.kind) else {
            return Ok(Structure { tree: None, holders: Vec::new() });
        };
        let bounds = ((first.name_folded.as_str(), first.id), (last.name_folded.as_str(), last.id));
        let holders = departments::holders(conn, member, bounds.0, bounds.1).await?;
        let tree = match Company::find(conn).await? {
            Some(company) if viewer.user.role != Role::Guest => Some(Tree::read(conn, &company).await?),
            _ => None,
        };
        Ok(Structure { tree, holders })
    }

    fn name(&self, department: DepartmentId) -> Option<String> {
        Some(self.tree.as_ref()?.find(department)?.name.clone())
    }

    fn person(&self, person: &Person, member: &Member, view: MemberView) -> MemberView {
        match self.holders.iter().find(|(user, _)| *user == person.id) {
            Some((_, department)) => view.held(self.name(*department), (person, member)),
            None => view,
        }
    }

    async fn view(
        &self,
        conn: &mut Conn,
        member: &Member,
        typed: (&Fields, &Errors),
        ui: &Ui,
    ) -> Result<Option<DepartmentsView>> {
        let Some(tree) = &self.tree else { return Ok(None) };
        let linked = departments::list(conn, member).await?;
        Ok(Some(DepartmentsView::new(
            (member.chat.0, member.may_manage() && member.may_add()),
            &linked,
            tree,
            typed,
            ui,
        )))
    }
}

pub(super) async fn manager(conn: &mut Conn, viewer: &Viewer, chat: ChatId) -> Result<Member> {
    let member = Member::find(conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    if member.may_manage() { Ok(member) } else { Err(Error::NotAllowed) }
}

/// `POST /chats/{chat}/members`: adds the people `user`. For who may add people.
///
/// # Errors
/// 404 for who is not a member or not there, 403 for who may not, the page again if nobody is chosen.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let manager = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    if !manager.may_add() {
        return Err(Error::NotAllowed);
    }
    let users = people(&mut tx, &viewer, &fields).await?;
    if users.is_empty() {
        drop(tx);
        return again(&request, (&viewer, &ui), &manager, ("user", ui.t("members-nobody-chosen")), fields, &house)
            .await;
    }
    if let Some(name) = privacy::refused(&mut tx, &viewer.user, &users, Wish::Add).await? {
        drop(tx);
        return again(
            &request,
            (&viewer, &ui),
            &manager,
            ("user", ui.with("add-closed", "name", name)),
            fields,
            &house,
        )
        .await;
    }
    if !group::add(&mut tx, &manager, &users, &house.dice, house.clock.now()).await? {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/members")))
}

/// `POST /chats/{chat}/members/{user}`: `do` is remove, promote, demote or hand-over. For whom the group's rules let do that.
///
/// # Errors
/// 404 for who is not a member, 403 for what is not the viewer's to do, the page again for who is in a department of the
/// group and cannot be removed.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    path: Path<(ChatId, UserId)>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (chat, user) = path.into_inner();
    let mut tx = house.store.begin().await?;
    let manager = Member::find(&mut tx, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    if manager.kind != Kind::Group {
        return Err(Error::NotAllowed);
    }
    let (dice, now) = (&house.dice, house.clock.now());
    let done = match fields.get("do") {
        "remove" if departments::holder(&mut tx, chat, user).await?.is_some() => {
            drop(tx);
            return again(
                &request,
                (&viewer, &ui),
                &manager,
                ("user", ui.t("members-held-other")),
                Fields::default(),
                &house,
            )
            .await;
        }
        "remove" => group::remove(&mut tx, &manager, user, dice, now).await?,
        "promote" => group::set_role(&mut tx, &manager, user, true, (dice, now)).await?,
        "demote" => group::set_role(&mut tx, &manager, user, false, (dice, now)).await?,
        "hand-over" => group::hand_over(&mut tx, &manager, user, dice, now).await?,
        _ => return Err(Error::Bad("no such change")),
    };
    if !done {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/members")))
}

/// The page with a sentence.
async fn again(
    request: &HttpRequest,
    (viewer, ui): (&Viewer, &Ui),
    member: &Member,
    (field, sentence): (&'static str, String),
    fields: Fields,
    house: &House,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    errors.add(field, sentence);
    page(request, viewer, ui, member, (fields, errors, (String::new(), UserId(0))), house).await
}

/// `POST /chats/{chat}/leave`: leaves the group. For its members.
///
/// # Errors
/// 404 for who is not a member, 403 for a chat that cannot be left, the page again for who is in a department of the group.
pub async fn leave(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    house: Data<House>,
    _: Fields,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let member = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    if member.kind != Kind::Group {
        return Err(Error::NotAllowed);
    }
    if !group::leave(&mut tx, &member, &house.dice, house.clock.now()).await? {
        drop(tx);
        return again(
            &request,
            (&viewer, &ui),
            &member,
            ("leave", ui.t("members-held-self")),
            Fields::default(),
            &house,
        )
        .await;
    }
    tx.commit().await?;
    Ok(see_other("/messages"))
}
