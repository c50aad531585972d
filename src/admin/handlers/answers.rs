//! The mailbox that answers to letters arrive in, and the book of what arrived.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::mail::{changed, line, one_line, type_again};
use super::page;
use crate::accounts::audit::{self, By};
use crate::accounts::{Administrator, Email, Wrong, confirm, handlers::read};
use crate::admin::views::{AnswersView, ArrivedView};
use crate::clock::Moment;
use crate::id::AnswerId;
use crate::mail::{Folder, Inbox, LOCAL, MailServer, Security, Trouble, remove_inbox};
use crate::notifications::mailings::answers;
use crate::web::{Errors, Fields, House, Page, Result, Ui, see_other};

/// Lines of one page of the book.
const PAGE: usize = 50;
/// The port of IMAP, and the one that is encrypted from the first byte (RFC 8314).
const PORTS: (u16, u16) = (143, 993);

/// What was done before, and where the book goes on.
#[derive(Default, Deserialize)]
pub struct Before {
    saved: Option<String>,
    removed: Option<String>,
    before: Option<AnswerId>,
}

/// What stands above the form.
#[derive(Default)]
struct Said {
    done: Option<String>,
    trouble: Option<(String, String)>,
    before: Option<AnswerId>,
}

/// `GET /admin/mail/answers`; `before` for the next page of the book. For administrators.
///
/// # Errors
/// What the database says.
pub async fn edit(_: Administrator, ui: Ui, before: Query<Before>, house: Data<House>) -> Result<Page> {
    let inbox = Inbox::find(&mut house.store.read().await?).await?;
    let done = match &*before {
        Before { saved: Some(_), .. } => Some(ui.t("settings-saved")),
        Before { removed: Some(_), .. } => Some(ui.t("inbox-removed")),
        _ => None,
    };
    let down = inbox.as_ref().and_then(|inbox| Some((inbox.down_since?, inbox.down_words.clone())));
    let trouble = down.map(|(at, words)| (ui.with("inbox-down-since", "when", ui.when_time(&at)), words));
    let fields = fields(inbox.as_ref());
    show(ui, (fields, Errors::new()), inbox.as_ref(), Said { done, trouble, before: before.before }, &house).await
}

fn fields(inbox: Option<&Inbox>) -> Fields {
    let Some(inbox) = inbox else {
        return Fields::of(&[("security", Security::Tls.as_str()), ("folder", "INBOX")]);
    };
    let port = inbox.port.to_string();
    Fields::of(&[
        ("address", inbox.address.as_str()),
        ("host", &inbox.host),
        ("port", &port),
        ("security", inbox.security.as_str()),
        ("user_name", &inbox.user_name),
        ("folder", &inbox.folder),
    ])
}

/// `POST /admin/mail/answers`: the mailbox is opened before it is kept. For administrators, who type their password.
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
    let before = Inbox::find(&mut house.store.read().await?).await?;
    let mut errors = Errors::new();
    let Some(mut inbox) = parse(&fields, before.as_ref(), (&ui, &house), &mut errors) else {
        let page = show(ui, (fields, errors), before.as_ref(), Said::default(), &house).await?;
        return Ok(page.again().respond_to(&request));
    };
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    match Folder::open(&inbox, &house.office.seal, house.office.patience).await {
        Ok(folder) => {
            let same = before.filter(|before| before.validity == i64::from(folder.validity) && is_same(before, &inbox));
            inbox.validity = i64::from(folder.validity);
            // What lay there before can answer nothing of ours.
            inbox.upto = same.map_or_else(|| i64::from(folder.next) - 1, |before| before.upto);
            folder.close().await;
        }
        Err((trouble, words)) => {
            type_again(&fields, &mut errors, &ui);
            let said = Said { trouble: Some((in_words(trouble, &words, &ui), String::new())), ..Said::default() };
            let page = show(ui, (fields, errors), before.as_ref(), said, &house).await?;
            return Ok(page.again().respond_to(&request));
        }
    }
    let mut tx = house.store.begin().await?;
    inbox.save(&mut tx).await?;
    let detail = format!("IMAP {}:{} ({}), {}", inbox.host, inbox.port, inbox.security.as_str(), inbox.address);
    audit::write(&mut tx, &by, changed(&detail), house.clock.now()).await?;
    tx.commit().await?;
    house.office.inbox_bell.notify_one();
    Ok(see_other("/admin/mail/answers?saved"))
}

fn is_same(one: &Inbox, other: &Inbox) -> bool {
    (&one.host, &one.user_name, &one.folder) == (&other.host, &other.user_name, &other.folder)
}

fn in_words(trouble: Trouble, words: &str, ui: &Ui) -> String {
    match trouble {
        Trouble::Other | Trouble::Busy | Trouble::Later | Trouble::Rule => ui.with("inbox-closed", "words", words),
        _ => ui.with(&["mail-trouble-", trouble.word()].concat(), "words", words),
    }
}

/// The mailbox as the form says.
fn parse(fields: &Fields, before: Option<&Inbox>, (ui, house): (&Ui, &House), errors: &mut Errors) -> Option<Inbox> {
    let address = read(fields, "address", Email::parse, errors, ui);
    let fits = |address: &Email| {
        let local = address.as_str().rsplit_once('@').map_or("", |(local, _)| local);
        local.len() <= LOCAL && local.is_ascii() && !local.contains('+')
    };
    if address.as_ref().is_some_and(|address| !fits(address)) {
        errors.add("address", ui.t("inbox-address-wrong"));
    }
    let usual = |security: Security| if security == Security::Tls { PORTS.1 } else { PORTS.0 };
    let line = line(fields, usual, errors, ui);
    let filled =
        |typed: &str| one_line(typed).and_then(|line| if line.is_empty() { Err(Wrong::Missing) } else { Ok(line) });
    let user_name = read(fields, "user_name", filled, errors, ui);
    let folder = read(fields, "folder", filled, errors, ui);
    // Another mailbox never gets the password of this one.
    let same = |before: &&Inbox| {
        let line = line.as_ref().is_some_and(|(host, port, _)| (&before.host, &before.port) == (host, port));
        line && Some(&before.user_name) == user_name.as_ref()
    };
    let password = match (fields.get("password"), before.filter(same)) {
        ("", Some(before)) => before.password.clone(),
        ("", None) => {
            errors.add("password", ui.t("inbox-password-missing"));
            Vec::new()
        }
        (typed, _) => MailServer::sealed(typed, &house.office.seal, &house.dice),
    };
    if !errors.is_empty() {
        type_again(fields, errors, ui);
        return None;
    }
    let (host, port, security) = line?;
    Some(Inbox {
        host,
        port,
        security,
        user_name: user_name?,
        password,
        folder: folder?,
        address: address?.as_str().to_owned(),
        validity: 0,
        upto: 0,
        changed_at: house.clock.now(),
        down_since: None::<Moment>,
        down_words: String::new(),
    })
}

/// `POST /admin/mail/answers/remove`: answers are taken no more. For administrators, who type their password.
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
    if remove_inbox(&mut tx).await? {
        audit::write(&mut tx, &by, changed("IMAP –"), house.clock.now()).await?;
    }
    tx.commit().await?;
    house.office.inbox_bell.notify_one();
    Ok(see_other("/admin/mail/answers?removed"))
}

async fn show(
    ui: Ui,
    (fields, errors): (Fields, Errors),
    inbox: Option<&Inbox>,
    said: Said,
    house: &House,
) -> Result<Page> {
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let mut lines = answers::page(&mut house.store.read().await?, said.before, most).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let older = lines.last().filter(|_| more).map(|line| line.id.0);
    let rows = lines.iter().map(|line| ArrivedView::new(line, &ui)).collect();
    let title = ui.t("mail-answers");
    let mut view = AnswersView::new(ui, (fields, errors), inbox.is_some(), (rows, older));
    (view.done, view.trouble) = (said.done, said.trouble);
    page(title, &view)
}
