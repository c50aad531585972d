//! One person's page, and the administrator who does something there.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};

use super::page;
use crate::accounts::audit::By;
use crate::accounts::views::SessionView;
use crate::accounts::{Administrator, Company, Profile, Viewer, confirm, life, second_factor, session};
use crate::admin::people::{self, Row};
use crate::admin::views::PersonView;
use crate::id::UserId;
use crate::organization::department::Tree;
use crate::organization::position;
use crate::store::{Conn, Tx};
use crate::web::{Error, Fields, House, Result, Ui, see_other};

/// A request about the person whom the address names, made by an administrator.
pub struct Case {
    /// The request.
    pub request: HttpRequest,
    /// Who makes it.
    pub viewer: Viewer,
    /// The same, for the audit log.
    pub by: By,
    /// How they read.
    pub ui: Ui,
    /// The company.
    pub company: Company,
    /// Whom it is about. Whether there is such a person nobody has looked yet.
    pub user: UserId,
    /// The house.
    pub house: Data<House>,
}

impl FromRequest for Case {
    type Error = Error;
    type Future = Ready<Result<Case>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user = request.match_info().get("user").and_then(|user| user.parse().ok());
        ready(user.ok_or(Error::NotFound).and_then(|user| Case::of(request, user)))
    }
}

impl Case {
    /// The same about this person, whom something else names.
    ///
    /// # Errors
    /// 403 if it is no administrator's.
    pub fn of(request: &HttpRequest, user: UserId) -> Result<Case> {
        let Administrator(viewer) = Administrator::extract(request).into_inner()?;
        Ok(Case {
            viewer,
            by: By::of(request),
            ui: Ui::of(request),
            company: Company::extract(request).into_inner()?,
            user,
            house: House::of(request),
            request: request.clone(),
        })
    }

    /// The page that asks for the administrator's password, if they have to type it first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unconfirmed(&self, fields: &Fields) -> Result<Option<HttpResponse>> {
        confirm::needed(&self.request, &self.viewer, fields).await
    }

    /// The person as their page shows them, with what the forms begin with.
    ///
    /// # Errors
    /// 404 if there is nobody; what the database says.
    pub async fn view(&self) -> Result<PersonView> {
        let mut conn = self.house.store.read().await?;
        let row = people::find(&mut conn, self.user).await?.ok_or(Error::NotFound)?;
        let profile = Profile::find(&mut conn, self.user).await?.unwrap_or_default();
        let sessions = session::list(&mut conn, self.user, self.house.clock.now()).await?;
        let factor = second_factor::find(&mut conn, self.user).await?;
        let since = |at| self.ui.with("admin-since", "when", self.ui.when_time(&at));
        let mut view = PersonView::new(&row, self.house.hub.attendance().of(self.user.0), &self.ui);
        view.second_factor = factor.map(|factor| since(factor.confirmed_at));
        view.places = self.places(&mut conn, &row).await?;
        view.me = self.user == self.viewer.user.id;
        view.fields = begun(&row, &profile);
        let here = |one: &session::Session| one.id == self.viewer.session;
        view.sessions = sessions.iter().map(|one| SessionView::new(one, here(one), &self.ui)).collect();
        Ok(view)
    }

    /// Where the person works, with their titles; or worked.
    async fn places(&self, conn: &mut Conn, row: &Row) -> Result<Vec<String>> {
        let positions = position::of_user(conn, self.user).await?;
        if positions.is_empty() {
            let former = (!row.former.is_empty()).then_some(row.former.as_str());
            return Ok(former.map(|path| self.ui.with("admin-department-was", "path", path)).into_iter().collect());
        }
        let tree = Tree::read(conn, &self.company).await?;
        let place = |one: &position::Position| match (one.title.as_str(), tree.path_text(one.department_id)) {
            ("", path) => path,
            (title, path) => [title, &path].join(", "),
        };
        Ok(positions.iter().map(place).collect())
    }

    /// The page again: what was typed, and what is wrong with it, are in the view.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub fn again(&self, view: &PersonView) -> Result<HttpResponse> {
        Ok(page(self.ui.t("admin"), view)?.again().respond_to(&self.request))
    }

    /// The page with the rule that is against it.
    ///
    /// # Errors
    /// 404 if there is nobody; what the database says.
    pub async fn refused(&self, sentence: String) -> Result<HttpResponse> {
        let mut view = self.view().await?;
        view.refused = Some(sentence);
        self.again(&view)
    }

    /// To the page, which says what was done by the word.
    pub fn done(&self, word: &str) -> HttpResponse {
        see_other(format!("/admin/people/{}?done={word}", self.user))
    }

    /// Keeps what was done, or says on the page why nothing was; what is answered if it was.
    ///
    /// # Errors
    /// 404 if there is nobody; what the database says.
    pub async fn settle(&self, tx: Tx, outcome: life::Outcome, answer: HttpResponse) -> Result<HttpResponse> {
        match outcome {
            Ok(_) => {
                tx.commit().await?;
                Ok(answer)
            }
            Err(against) => {
                drop(tx);
                self.refused(against.say(&self.ui)?).await
            }
        }
    }
}

fn begun(row: &Row, profile: &Profile) -> Fields {
    let profile = profile.fields();
    let own = [("name", row.name.as_str()), ("email", &row.email), ("role", row.role.as_str())];
    let all: Vec<_> = own.into_iter().chain(profile.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    Fields::of(&all)
}
