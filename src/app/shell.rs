//! What is around every page: that of an account (`account`), the door's, a frame within another page; and the page that an error becomes.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::account::{ACCOUNT, Fit, account};
use crate::accounts::{User, Viewer};
use crate::clock::Moment;
use crate::markup::Html;
use crate::web::{
    BUSY, Error, Failure, Frame, House, Language, Page, Place, RequestId, Result, SCRIPT, Typed, Ui, Unframed, View,
    compressed, is_prefetch,
};

/// The style sheets of every page at the door.
const GATE: [&str; 1] = ["css/gate.css"];

/// Puts the frame of the house around what a handler returned.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let (request, mut response) = response.into_parts();
    let page = response.extensions().get::<Unframed>().and_then(Unframed::take);
    let refused = response.status() == actix_web::http::StatusCode::METHOD_NOT_ALLOWED;
    let failure = refused.then_some(Failure { key: "bad-request", retry: None });
    let failure = response.extensions().get::<Failure>().copied().or(failure);
    let body = match (page, failure) {
        (Some(page), _) => match framed(&request, &page).await {
            // The form again, with what was typed: it is worth more than what is around it.
            Err(_) if !page.status.is_success() => gate(&request, &page, Ui::of(&request)),
            framed => framed,
        },
        (None, Some(failure)) => failed(&request, &response, failure).await,
        (None, None) => return Ok(ServiceResponse::new(request, response)),
    };
    let html = match body {
        Ok(html) => html.into_string(),
        // The frame needs the database, too. What is left is said without it.
        Err(error) => {
            tracing::error!(%error, "a page could not be framed");
            *response.status_mut() = actix_web::ResponseError::status_code(&error);
            bare(&request, &error)
        }
    };
    // Of a flood each answer has to cost next to nothing.
    let turned_away = failure.is_some_and(|failure| failure.key == BUSY);
    let (coding, body) = if turned_away {
        (ContentEncoding::Identity, html.into())
    } else {
        compressed(&request, html, || has_time(&request))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(body))))
}

fn has_time(request: &HttpRequest) -> bool {
    let house = House::of(request);
    house.turnstile.has_time(house.clock.now())
}

async fn framed(request: &HttpRequest, page: &Page) -> Result<Html> {
    let ui = Ui::of(request);
    let viewer = request.extensions().get::<Viewer>().cloned();
    match (page.frame, viewer) {
        (Frame::Account { place, main, wide }, Some(viewer)) => {
            notice(request, &viewer, Some(ui.now));
            account(request, page, Fit { place, main, wide }, &viewer, ui).await
        }
        (Frame::Inner { class, refresh }, Some(viewer)) => {
            // It loads itself: that somebody uses it is not said by that.
            notice(request, &viewer, None);
            inner(page, (class, refresh), &viewer.user, ui)
        }
        _ => gate(request, page, ui),
    }
}

/// Loading pages is being here, for who has no script to say so.
fn notice(request: &HttpRequest, viewer: &Viewer, used: Option<Moment>) {
    if request.cookie(SCRIPT).is_none() && !is_prefetch(request) {
        House::of(request).hub.attendance().look(viewer.user.id.0, viewer.session.0, used);
    }
}

#[derive(Template)]
#[template(path = "app/gate.html")]
struct GateView {
    ui: Ui,
    title: String,
    styles: Vec<&'static str>,
    unread: i64,
    content: Html,
    languages: Vec<(Language, String)>,
}

fn gate(request: &HttpRequest, page: &Page, ui: Ui) -> Result<Html> {
    let address = |language: Language| (language, in_language(request, language));
    GateView {
        ui,
        title: page.title.clone(),
        styles: GATE.iter().chain(page.styles).copied().collect(),
        unread: 0,
        content: page.content.clone(),
        languages: Language::ALL.into_iter().map(address).collect(),
    }
    .html()
}

/// The address of the page in another language. What else its query says is kept.
fn in_language(request: &HttpRequest, language: Language) -> String {
    let kept = request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let mut query: Vec<&str> = kept.collect();
    let lang = format!("lang={language}");
    query.push(&lang);
    // Without the path: one of two slashes would be another's address.
    format!("?{}", query.join("&"))
}

#[derive(Template)]
#[template(path = "app/inner.html")]
struct InnerView {
    ui: Ui,
    title: String,
    styles: Vec<&'static str>,
    unread: i64,
    theme: &'static str,
    density: &'static str,
    refresh: i64,
    class: &'static str,
    content: Html,
}

fn inner(page: &Page, (class, refresh): (&'static str, i64), user: &User, ui: Ui) -> Result<Html> {
    InnerView {
        ui,
        title: page.title.clone(),
        styles: ACCOUNT.iter().chain(page.styles).copied().collect(),
        unread: 0,
        theme: user.theme.as_str(),
        density: user.density.as_str(),
        refresh,
        class,
        content: page.content.clone(),
    }
    .html()
}

#[derive(Template)]
#[template(path = "app/failure.html")]
struct FailureView {
    ui: Ui,
    class: &'static str,
    heading: String,
    text: String,
    /// Where what was typed is sent again, and what it was.
    again: Option<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "app/failure_part.html")]
struct FailurePart {
    ui: Ui,
    heading: String,
    text: String,
}

/// The page of an error; for htmx the part.
async fn failed(request: &HttpRequest, response: &HttpResponse, failure: Failure) -> Result<Html> {
    let ui = Ui::of(request);
    let (heading, text) = words(request, failure, &ui);
    if request.headers().contains_key("hx-request") {
        return FailurePart { ui, heading, text }.html();
    }
    let viewer = request.extensions().get::<Viewer>().is_some();
    let class = if viewer { "main" } else { "gate" };
    let again = request.extensions_mut().remove::<Typed>().map(|typed| (address(request), typed.0));
    let content = FailureView { ui, class, heading: heading.clone(), text, again }.html()?;
    let page =
        if viewer { Page::account(Place::Between, heading, content).wide() } else { Page::gate(heading, content) };
    framed(request, &page.status(response.status())).await
}

fn address(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(String::new, ToString::to_string)
}

fn words(request: &HttpRequest, failure: Failure, ui: &Ui) -> (String, String) {
    let text = format!("{}-text", failure.key);
    let text = match (failure.key, failure.retry) {
        ("too-many", Some(seconds)) => ui.with(&text, "minutes", seconds.div_ceil(60)),
        (_, Some(seconds)) => ui.with(&text, "seconds", seconds),
        (_, None) => {
            let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
            ui.with(&text, "request", id)
        }
    };
    (ui.t(&format!("{}-title", failure.key)), text)
}

/// An error without anything of the database around it.
fn bare(request: &HttpRequest, error: &Error) -> String {
    let response = actix_web::ResponseError::error_response(error);
    let failure = response.extensions().get::<Failure>().copied().unwrap_or(Failure { key: "defect", retry: None });
    let ui = Ui::of(request);
    let (heading, text) = words(request, failure, &ui);
    let content = FailureView { ui: ui.clone(), class: "gate", heading: heading.clone(), text, again: None }.html();
    let page = content.and_then(|content| gate(request, &Page::gate(heading, content), ui));
    page.map_or_else(|_| "Hallway".to_owned(), Html::into_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    fn content() -> Html {
        Html::escape(NASTY)
    }

    impl Sample for GateView {
        fn samples(ui: &Ui) -> Vec<GateView> {
            vec![GateView {
                ui: ui.clone(),
                title: NASTY.to_owned(),
                styles: GATE.to_vec(),
                unread: 0,
                content: content(),
                languages: Language::ALL.map(|language| (language, format!("?a=1&lang={language}"))).to_vec(),
            }]
        }
    }

    impl Sample for InnerView {
        fn samples(ui: &Ui) -> Vec<InnerView> {
            let view = |refresh| InnerView {
                ui: ui.clone(),
                title: NASTY.to_owned(),
                styles: ACCOUNT.to_vec(),
                unread: 0,
                theme: "light",
                density: "compact",
                refresh,
                class: "embed",
                content: content(),
            };
            vec![view(0), view(30)]
        }
    }

    impl Sample for FailureView {
        fn samples(ui: &Ui) -> Vec<FailureView> {
            let view = |again| FailureView {
                ui: ui.clone(),
                class: "gate",
                heading: NASTY.to_owned(),
                text: NASTY.to_owned(),
                again,
            };
            let typed = vec![("text".to_owned(), NASTY.to_owned()), (NASTY.to_owned(), "a\nb".to_owned())];
            vec![view(None), view(Some(("/chats/7/messages?a=1&b=2".to_owned(), typed)))]
        }
    }

    impl Sample for FailurePart {
        fn samples(ui: &Ui) -> Vec<FailurePart> {
            vec![FailurePart { ui: ui.clone(), heading: NASTY.to_owned(), text: NASTY.to_owned() }]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<GateView>();
        check_samples::<InnerView>();
        check_samples::<FailureView>();
        check_samples::<FailurePart>();
    }
}
