//! Founding the company.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::{NewPerson, begin_session, read, signed_in};
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::company::NewCompany;
use crate::accounts::views::{GoneView, SetUpView};
use crate::accounts::{Company, Doorkeeper, Name, NewUser, Role, State, User, Wrong};
use crate::store;
use crate::web::{Error, Errors, Fields, House, Language, Page, Result, Ui, View, places};

/// The set-up token.
#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    token: String,
}

/// `GET /setup?token=…`. For whoever read the address where Hallway was started, and only once.
///
/// # Errors
/// 404 when there is a company.
pub async fn new(
    request: HttpRequest,
    company: Option<Company>,
    ui: Ui,
    key: Query<Key>,
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    if company.is_some() {
        return Err(Error::NotFound);
    }
    if !door.may_set_up(&key.token) {
        return stranger(&request, ui);
    }
    let (country, zone) = guess(&request, ui.language);
    let fields = Fields::of(&[
        ("token", &key.token),
        ("language", ui.language.tag()),
        ("country", &country),
        ("time_zone", &zone),
    ]);
    page(&request, ui, fields, Errors::new())
}

/// `POST /setup`: the company, its first administrator, and a session. For whoever holds the token.
///
/// # Errors
/// 404 when there is a company; what the database says.
pub async fn create(
    request: HttpRequest,
    (company, ui): (Option<Company>, Ui),
    fields: Fields,
    house: Data<House>,
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    if company.is_some() {
        return Err(Error::NotFound);
    }
    if !door.may_set_up(fields.get("token")) {
        return stranger(&request, ui);
    }
    let mut errors = Errors::new();
    let company = parse(&fields, &mut errors, &ui);
    let person = NewPerson::parse(&fields, &mut errors, &ui);
    let (Some(company), Some(person)) = (company, person) else {
        return page(&request, ui, fields, errors);
    };
    let password_hash = door.passwords.hash(person.password, &house.dice).await?;
    let language = (ui.language != company.language).then_some(ui.language);
    let user = NewUser {
        name: person.name,
        email: person.email,
        password_hash,
        role: Role::Administrator,
        state: State::Active,
        language,
    };
    let token = found(&company, &user, &request, &house).await?;
    Ok(signed_in("/invitations", token, true, &house))
}

async fn found(company: &NewCompany, user: &NewUser, request: &HttpRequest, house: &House) -> Result<String> {
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    Company::found(&mut tx, company, &house.dice, now).await.map_err(|error| match error {
        store::Error::Taken(_) => Error::NotFound,
        error => error.into(),
    })?;
    let id = User::create(&mut tx, user, now).await?;
    let by = By::of(request).person(id, user.name.as_str());
    let done =
        Done { act: Act::CompanyFounded, subject: Subject::Company, id: None, name: company.name.as_str(), detail: "" };
    audit::write(&mut tx, &by, done, now).await?;
    let token = begin_session(&mut tx, id, true, request, house).await?;
    tx.commit().await?;
    Ok(token)
}

fn parse(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<NewCompany> {
    let name = read(fields, "company", Name::parse, errors, ui);
    let language = read(fields, "language", |tag| Language::of(tag).ok_or(Wrong::Unknown), errors, ui);
    let country = read(fields, "country", country_code, errors, ui);
    let time_zone = read(fields, "time_zone", zone_name, errors, ui);
    Some(NewCompany { name: name?, language: language?, time_zone: time_zone?, country: country? })
}

fn country_code(code: &str) -> std::result::Result<String, Wrong> {
    places::COUNTRIES.contains(&code).then(|| code.to_owned()).ok_or(Wrong::Unknown)
}

fn zone_name(name: &str) -> std::result::Result<String, Wrong> {
    places::is_zone(name).then(|| name.to_owned()).ok_or(Wrong::Unknown)
}

fn page(request: &HttpRequest, ui: Ui, fields: Fields, errors: Errors) -> Result<HttpResponse> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ui.t("set-up-title");
    Ok(Page::gate(title, SetUpView::new(ui, fields, errors).html()?).status(status).respond_to(request))
}

fn stranger(request: &HttpRequest, ui: Ui) -> Result<HttpResponse> {
    let title = ui.t("set-up-stranger-title");
    let view = GoneView { text: ui.t("set-up-stranger-text"), heading: title.clone(), ui };
    Ok(Page::gate(title, view.html()?).status(StatusCode::FORBIDDEN).respond_to(request))
}

/// A country and a time zone to begin with: the region that the browser's language names, and this machine's own clock.
fn guess(request: &HttpRequest, language: Language) -> (String, String) {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let region = region(accepted).unwrap_or(if language == Language::Vietnamese { "VN" } else { "GB" });
    let zone = match (region, places::machine_zone()) {
        ("VN", _) => "Asia/Ho_Chi_Minh".to_owned(),
        (_, Some(zone)) => zone,
        _ => "Europe/London".to_owned(),
    };
    (region.to_owned(), zone)
}

/// The first region that an Accept-Language header names: `GB` of `en-GB,en;q=0.9`.
fn region(accepted: &str) -> Option<&'static str> {
    let tags = accepted.split(',').map(|range| range.split(';').next().unwrap_or("").trim());
    let mut regions = tags.filter_map(|tag| tag.rsplit_once('-')).map(|(_, region)| region);
    regions.find_map(|region| places::COUNTRIES.iter().find(|code| code.eq_ignore_ascii_case(region)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_is_guessed_by_the_browsers_language() {
        assert_eq!(region("en-GB,en;q=0.9"), Some("GB"));
        assert_eq!(region("vi, en-us;q=0.5"), Some("US"));
        assert_eq!(region("zh-Hant-TW"), Some("TW"));
        assert_eq!(region("en, *;q=0.1"), None);
    }

    #[test]
    fn only_what_the_lists_offer_is_taken() {
        assert!(country_code("VN").is_ok() && zone_name("Asia/Ho_Chi_Minh").is_ok());
        for wrong in ["", "vn", "XX", "VN\0"] {
            assert_eq!(country_code(wrong), Err(Wrong::Unknown));
        }
        for wrong in ["", "Mars/Olympus", "../../etc/passwd"] {
            assert_eq!(zone_name(wrong), Err(Wrong::Unknown));
        }
    }
}
