//! The company's mail server: where letters are handed over, as whom, signed how; a test of it.

use std::net::IpAddr;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::{Administrator, Company, Email, Wrong, confirm, handlers::read};
use crate::admin::views::{MailView, RemoveView};
use crate::mail::{MailServer, Security, dkim, domain_of, server};
use crate::notifications::mailings::try_out::{hand, test_letter};
use crate::notifications::mailings::{letters, mailing};
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Limits, Page, Result, Ui, see_other};

/// What the key of signatures is called if nobody says otherwise.
const SELECTOR: &str = "hallway";

/// What was done before.
#[derive(Deserialize)]
pub struct Before {
    saved: Option<String>,
    removed: Option<String>,
}

/// `GET /admin/mail`; `saved` says whether the server can be reached. For administrators.
///
/// # Errors
/// What the database says.
pub async fn edit(
    Administrator(viewer): Administrator,
    ui: Ui,
    before: Query<Before>,
    house: Data<House>,
) -> Result<Page> {
    let server = MailServer::find(&mut house.store.read().await?).await?;
    let done = match &*before {
        Before { removed: Some(_), .. } => Some(ui.t("mail-removed")),
        _ => None,
    };
    let reached = match &server {
        Some(server) if before.saved.is_some() => Some(reached(server, &ui, &house).await),
        _ => None,
    };
    let (done, trouble) = match reached {
        Some((words, false)) => (Some(words), None),
        Some((words, true)) => (None, Some((words, String::new()))),
        None => (done, None),
    };
    let fields = fields(server.as_ref(), &viewer.user.email);
    show((ui, &viewer.user.email), (fields, Errors::new()), server.as_ref(), done, trouble, &house)
}

fn fields(server: Option<&MailServer>, own: &str) -> Fields {
    let Some(server) = server else {
        return Fields::of(&[
            ("security", Security::StartTls.as_str()),
            ("dkim_selector", SELECTOR),
            ("from_address", own),
        ]);
    };
    let port = server.port.to_string();
    let selector = if server.dkim_selector.is_empty() { SELECTOR } else { &server.dkim_selector };
    let mut pairs = vec![
        ("host", server.host.as_str()),
        ("port", port.as_str()),
        ("security", server.security.as_str()),
        ("user_name", &server.user_name),
        ("from_address", &server.from_address),
        ("dkim_domain", &server.dkim_domain),
        ("dkim_selector", selector),
    ];
    for (name, on) in [("hides_content", server.hides_content), ("dkim_signs", server.dkim_signs)] {
        if on {
            pairs.push((name, "1"));
        }
    }
    Fields::of(&pairs)
}

/// `POST /admin/mail`. For administrators, who type their password: whoever sets the server reads all letters.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let before = MailServer::find(&mut house.store.read().await?).await?;
    let mut errors = Errors::new();
    let Some(mut server) = parse(&fields, before.as_ref(), (&ui, &house), &mut errors) else {
        let page = show((ui, &viewer.user.email), (fields, errors), before.as_ref(), None, None, &house)?;
        return Ok(page.again().respond_to(&request));
    };
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    // Nobody has seen the record of what was not saved before, so that it cannot stand in the name service.
    server.dkim_signs = fields.has("dkim_signs")
        && before.as_ref().is_some_and(|before| {
            let known = |of: &MailServer| (of.dkim_domain.clone(), of.dkim_selector.clone());
            known(before) == known(&server) && house.office.seal.open(&before.dkim_key).is_some()
        });
    server.own_address = own_address(&request);
    server.changed_at = house.clock.now();
    if !server.dkim_domain.is_empty() && house.office.seal.open(&server.dkim_key).is_none() {
        let key = tokio::task::spawn_blocking(dkim::make).await.map_err(|error| Error::Defect(error.to_string()))?;
        let key = key.map_err(|error| Error::Defect(error.to_string()))?;
        server.dkim_key = house.office.seal.close(&key, &house.dice);
    }
    let mut tx = house.store.begin().await?;
    server.save(&mut tx).await?;
    mailing::hasten(&mut tx, house.clock.now()).await?;
    let detail = format!("{}:{} ({}), {}", server.host, server.port, server.security.as_str(), server.from_address);
    audit::write(&mut tx, &by, changed(&detail), house.clock.now()).await?;
    tx.commit().await?;
    house.office.hear_everybody();
    Ok(see_other("/admin/mail?saved"))
}

/// Whether the server takes us in, in words, and whether that is bad.
async fn reached(server: &MailServer, ui: &Ui, house: &House) -> (String, bool) {
    let reached = match house.office.courier(server) {
        Ok(courier) => courier.knock().await,
        Err(closed) => Err(closed),
    };
    match reached {
        Ok(()) => (ui.with("mail-saved-reached", "host", server.host.as_str()), false),
        Err((trouble, words)) => {
            let said = ui.with(&["mail-trouble-", trouble.word()].concat(), "words", words);
            ([ui.t("mail-saved-unreached"), said].join(" "), true)
        }
    }
}

pub(super) fn changed(detail: &str) -> Done<'_> {
    Done { act: Act::MailChanged, subject: Subject::Company, id: None, name: "", detail }
}

/// The server as the form says; what it does not say stays as it was.
fn parse(
    fields: &Fields,
    before: Option<&MailServer>,
    (ui, house): (&Ui, &House),
    errors: &mut Errors,
) -> Option<MailServer> {
    let line = line(fields, Security::port, errors, ui);
    let from = read(fields, "from_address", Email::parse, errors, ui);
    let user_name = read(fields, "user_name", one_line, errors, ui);
    let dkim_domain = dkim_name("dkim_domain", fields, errors, ui);
    let dkim_selector = dkim_name("dkim_selector", fields, errors, ui);
    if fields.has("dkim_signs") && fields.get("dkim_domain").trim().is_empty() {
        errors.add("dkim_domain", ui.t("mail-dkim-no-domain"));
    }
    if !errors.is_empty() {
        type_again(fields, errors, ui);
        return None;
    }
    let ((host, port, security), user_name, dkim_domain) = (line?, user_name?, dkim_domain?);
    // It is shown to nobody, so that an empty one means the one that is there; another server, or another user of it, never gets that.
    let same = |before: &&MailServer| before.host == host && before.port == port && before.user_name == user_name;
    let kept = before.filter(same).filter(|before| !before.password.is_empty());
    if !user_name.is_empty() && fields.get("password").is_empty() && kept.is_none() {
        errors.add("password", ui.t("mail-password-anew"));
        return None;
    }
    let password = match fields.get("password") {
        _ if user_name.is_empty() => Vec::new(),
        "" => kept.map(|kept| kept.password.clone()).unwrap_or_default(),
        typed => MailServer::sealed(typed, &house.office.seal, &house.dice),
    };
    Some(MailServer {
        host,
        port,
        security,
        user_name,
        password,
        from_address: from?.as_str().to_owned(),
        hides_content: fields.has("hides_content"),
        dkim_selector: dkim_selector.filter(|typed| !typed.is_empty()).unwrap_or_else(|| SELECTOR.to_owned()),
        dkim_signs: false,
        // Without a domain it waits for the next one: its record may still stand in the name service.
        dkim_key: before.map(|before| before.dkim_key.clone()).unwrap_or_default(),
        dkim_domain,
        own_address: String::new(),
        changed_at: house.clock.now(),
        down_since: None,
        down_words: String::new(),
    })
}

/// Where a line goes, and how it is protected: host, port (`usual` of this protection if none was typed), protection.
pub(super) fn line(
    fields: &Fields,
    usual: impl FnOnce(Security) -> u16,
    errors: &mut Errors,
    ui: &Ui,
) -> Option<(String, u16, Security)> {
    let host = match host(fields.get("host")) {
        Err(Wrong::Unknown) => {
            errors.add("host", ui.t("mail-host-wrong"));
            None
        }
        host => host.map_err(|wrong| errors.add("host", wrong.say(ui))).ok(),
    };
    let security = read(fields, "security", |word| Security::of(word).ok_or(Wrong::Unknown), errors, ui);
    let port = match fields.get("port").trim() {
        "" => security.map(usual),
        typed => {
            let port = typed.parse().ok().filter(|port| *port > 0);
            if port.is_none() {
                errors.add("port", ui.t("mail-port-wrong"));
            }
            port
        }
    };
    if security == Some(Security::Plain) && host.as_deref().is_some_and(|host| !is_here(host)) {
        errors.add("security", ui.t("mail-plain-elsewhere"));
    }
    Some((host?, port?, security?))
}

/// A password that was typed is not shown again: it has to be typed once more.
pub(super) fn type_again(fields: &Fields, errors: &mut Errors, ui: &Ui) {
    if !fields.get("password").is_empty() {
        errors.add("password", ui.t("password-again"));
    }
}

/// The name or address of a host.
fn host(typed: &str) -> std::result::Result<String, Wrong> {
    let host = typed.trim();
    if host.is_empty() {
        return Err(Wrong::Missing);
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if host.len() > 255 || !host.chars().all(fits) {
        return Err(Wrong::Unknown);
    }
    Ok(host.to_owned())
}

/// A name of the name service in this field, or nothing; none if it is wrong, which is said.
fn dkim_name(field: &'static str, fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<String> {
    let name = name(fields.get(field));
    if name.is_none() {
        errors.add(field, ui.t("mail-dkim-wrong"));
    }
    name
}

/// Letters, digits, dots, hyphens and underlines, between them dots; or nothing. None for anything else.
fn name(typed: &str) -> Option<String> {
    let name = typed.trim().to_ascii_lowercase();
    let fits = |label: &str| {
        (1..=63).contains(&label.len()) && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    (name.is_empty() || name.len() <= 255 && name.split('.').all(fits)).then_some(name)
}

pub(super) fn one_line(typed: &str) -> std::result::Result<String, Wrong> {
    match typed.trim() {
        long if long.chars().count() > Limits::EMAIL => {
            Err(Wrong::TooLong { count: long.chars().count(), most: Limits::EMAIL })
        }
        odd if odd.contains(|c: char| c.is_control()) => Err(Wrong::Unknown),
        fine => Ok(fine.to_owned()),
    }
}

/// Whether the host is this machine, to which a line in the clear is nobody else's.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `POST /admin/mail/test`: a letter to oneself, now, and what the server said. For administrators.
///
/// # Errors
/// 404 without a server; what the database says.
pub async fn test(
    (Administrator(viewer), company): (Administrator, Company),
    ui: Ui,
    _: Fields,
    house: Data<House>,
) -> Result<Page> {
    let server = MailServer::find(&mut house.store.read().await?).await?.ok_or(Error::NotFound)?;
    let letter = test_letter(&viewer.user, &ui, &company, letters::message_id(&house, &server));
    let (words, bad) = hand(letter, &server, &ui, &house).await;
    let fields = fields(Some(&server), "");
    let (done, trouble) = if bad { (None, Some((words, String::new()))) } else { (Some(words), None) };
    show((ui, &viewer.user.email), (fields, Errors::new()), Some(&server), done, trouble, &house)
}

/// `GET /admin/mail/remove`: what will happen. For administrators.
///
/// # Errors
/// 404 without a server; what the database says.
pub async fn confirm_remove(_: Administrator, ui: Ui, house: Data<House>) -> Result<Page> {
    let server = MailServer::find(&mut house.store.read().await?).await?.ok_or(Error::NotFound)?;
    let title = ui.t("admin");
    page(title, &RemoveView { ui, has_key: !server.dkim_key.is_empty() })
}

/// `POST /admin/mail/remove`: letters leave no more. For administrators, who type their password.
///
/// # Errors
/// What the database says.
pub async fn remove(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    if server::remove(&mut tx).await? {
        audit::write(&mut tx, &by, changed("–"), house.clock.now()).await?;
    }
    tx.commit().await?;
    // What waits is dropped.
    house.office.ring();
    Ok(see_other("/admin/mail?removed"))
}

fn show(
    (ui, own): (Ui, &str),
    (fields, errors): (Fields, Errors),
    server: Option<&MailServer>,
    done: Option<String>,
    trouble: Option<(String, String)>,
    house: &House,
) -> Result<Page> {
    let key = server.and_then(|server| house.office.seal.open(&server.dkim_key));
    let unsigned = server.filter(|server| server.dkim_signs && key.is_none());
    let lacks = server.filter(|server| server.lacks_password(&house.office.seal));
    let down = server.and_then(|server| Some((server.down_since?, server.down_words.clone())));
    let trouble = trouble
        .or_else(|| lacks.map(|_| (ui.t("mail-password-lost"), String::new())))
        .or_else(|| unsigned.map(|_| (ui.t("mail-dkim-lost"), String::new())))
        .or_else(|| down.map(|(at, words)| (ui.with("mail-down-since", "when", ui.when_time(&at)), words)));
    let named = server.filter(|server| !server.dkim_domain.is_empty());
    let record = named.zip(key).and_then(|(server, key)| {
        let name = format!("{}._domainkey.{}", server.dkim_selector, server.dkim_domain);
        Some((name, dkim::record(&key)?))
    });
    debug_assert!(server.is_none_or(|server| !domain_of(&server.from_address).is_empty()), "an address has a domain");
    let has_password = server.is_some_and(|server| !server.password.is_empty());
    let title = ui.t("admin");
    let mut view = MailView::new((ui, own), (fields, errors), (server.is_some(), has_password), record);
    (view.done, view.trouble) = (done, trouble);
    page(title, &view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_line_to_this_machine_may_be_in_the_clear() {
        assert!(["localhost", "127.0.0.1", "::1", "127.9.9.9"].iter().all(|host| is_here(host)));
        assert!(!["mail.example.com", "10.0.0.1", "localhost.example.com"].iter().any(|host| is_here(host)));
        assert!(host("mail.example.com").is_ok() && host("a b").is_err() && host("a\r\nb").is_err());
        assert_eq!(name(" Example.COM ").as_deref(), Some("example.com"));
        assert!(["a b", "https://example.com", "a..b", ".", "@"].iter().all(|typed| name(typed).is_none()));
    }
}
