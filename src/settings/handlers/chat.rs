//! Chat settings: keys, look, sounds.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::look::Look;
use crate::accounts::{Company, Density, OwnSide, TextSize, Theme, User, Viewer, Wrong, handlers::read, status};
use crate::chats::preferences::{Colleagues, Preferences, SendKey, Sound, Sounds};
use crate::event::Event;
use crate::organization::views::Doors;
use crate::settings::views::{ChatView, ListView};
use crate::web::{Errors, Fields, Hours, House, Language, Locale, Page, Result, Ui, places, see_other};

/// How the page is looked at.
#[derive(Deserialize)]
pub struct How {
    /// On a phone, the list of settings.
    list: Option<String>,
    /// After saving.
    saved: Option<String>,
}

/// `GET /settings`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn edit(
    viewer: Viewer,
    (ui, company, doors): (Ui, Company, Doors),
    how: Query<How>,
    house: Data<House>,
) -> Result<Page> {
    if how.list.is_some() {
        let view = ListView::new(ui.clone(), doors);
        return Ok(page(ui.t("settings"), &view)?.listing());
    }
    let mut conn = house.store.read().await?;
    let preferences = Preferences::find(&mut conn, viewer.user.id).await?;
    let fields = fields(&viewer.user, &company, &preferences);
    show((ui, doors), fields, Errors::new(), how.saved.is_some())
}

/// `POST /settings`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    (ui, doors): (Ui, Doors),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let preferences = preferences(&fields, &mut errors, &ui);
    let look = look(&fields, &mut errors, &ui);
    let (Some(preferences), Some(look)) = (preferences, look) else {
        return Ok(show((ui, doors), fields, errors, false)?.again().respond_to(&request));
    };
    let mut tx = house.store.begin().await?;
    let before = Preferences::find(&mut tx, viewer.user.id).await?;
    preferences.save(&mut tx, viewer.user.id).await?;
    let private = |of: &Preferences| (of.shows_viewed, of.shows_typing);
    if private(&before) != private(&preferences) {
        tx.emit(Event::PrivacyChanged { user: viewer.user.id });
    }
    User::set_look(&mut tx, viewer.user.id, &look).await?;
    status::rezone(&mut tx, &viewer.user, &ui.zone, &Locale::new(look.language, &look.time_zone).zone).await?;
    // Quiet hours are on the person's own clock.
    tx.emit(Event::StatusChanged { user: viewer.user.id });
    tx.commit().await?;
    Ok(see_other("/settings?saved"))
}

fn fields(user: &User, company: &Company, preferences: &Preferences) -> Fields {
    let refresh = preferences.refresh_seconds.to_string();
    let mut pairs = vec![
        ("send_key", preferences.send_key.as_str()),
        ("theme", user.theme.as_str()),
        ("density", user.density.as_str()),
        ("text_size", user.text_size.as_str()),
        ("own_side", user.own_side.as_str()),
        ("clock", user.clock.as_str()),
        ("sound_direct", preferences.sounds.direct.as_str()),
        ("sound_group", preferences.sounds.group.as_str()),
        ("sound_call", preferences.sounds.call.as_str()),
        ("beginners", preferences.beginners.as_str()),
        ("adders_of_me", preferences.adders.as_str()),
        ("language", user.language.as_deref().unwrap_or(&company.language)),
        ("time_zone", user.time_zone.as_deref().unwrap_or(&company.time_zone)),
        ("refresh_seconds", &refresh),
    ];
    let on = [
        ("previews", user.previews),
        ("shows_viewed", preferences.shows_viewed),
        ("shows_typing", preferences.shows_typing),
    ];
    pairs.extend(on.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name, "1")));
    Fields::of(&pairs)
}

fn preferences(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Preferences> {
    let send_key = read(fields, "send_key", |word| SendKey::of(word).ok_or(Wrong::Unknown), errors, ui);
    let refresh = |typed: &str| {
        let seconds = typed.parse().ok().filter(|seconds| Preferences::REFRESH.contains(seconds));
        seconds.ok_or(Wrong::Unknown)
    };
    let refresh_seconds = read(fields, "refresh_seconds", refresh, errors, ui);
    let mut sound = |field| read(fields, field, |word| Sound::of(word).ok_or(Wrong::Unknown), errors, ui);
    let sounds = [sound("sound_direct"), sound("sound_group"), sound("sound_call")];
    let mut colleagues = |field| read(fields, field, |word| Colleagues::of(word).ok_or(Wrong::Unknown), errors, ui);
    let (beginners, adders) = (colleagues("beginners"), colleagues("adders_of_me"));
    let [direct, group, call] = sounds;
    Some(Preferences {
        send_key: send_key?,
        sounds: Sounds { direct: direct?, group: group?, call: call? },
        beginners: beginners?,
        adders: adders?,
        refresh_seconds: refresh_seconds?,
        shows_viewed: fields.has("shows_viewed"),
        shows_typing: fields.has("shows_typing"),
    })
}

fn look(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Look> {
    let theme = read(fields, "theme", |word| Theme::of(word).ok_or(Wrong::Unknown), errors, ui);
    let density = read(fields, "density", |word| Density::of(word).ok_or(Wrong::Unknown), errors, ui);
    let language = read(fields, "language", |tag| Language::of(tag).ok_or(Wrong::Unknown), errors, ui);
    let zone = |name: &str| if places::is_zone(name) { Ok(name.to_owned()) } else { Err(Wrong::Unknown) };
    let time_zone = read(fields, "time_zone", zone, errors, ui);
    let text_size = read(fields, "text_size", |word| TextSize::of(word).ok_or(Wrong::Unknown), errors, ui);
    let own_side = read(fields, "own_side", |word| OwnSide::of(word).ok_or(Wrong::Unknown), errors, ui);
    let clock = read(fields, "clock", |word| Hours::of(word).ok_or(Wrong::Unknown), errors, ui);
    Some(Look {
        theme: theme?,
        density: density?,
        text_size: text_size?,
        own_side: own_side?,
        clock: clock?,
        previews: fields.has("previews"),
        language: language?,
        time_zone: time_zone?,
    })
}

fn show((ui, doors): (Ui, Doors), fields: Fields, errors: Errors, saved: bool) -> Result<Page> {
    let title = ui.t("settings-chat");
    page(title, &ChatView::new((ui, doors), fields, errors, saved))
}
