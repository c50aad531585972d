//! Who is in now, as the doors and words of this area say it: nothing else here asks.

use crate::accounts::{State, User, status};
use crate::clock::Moment;
use crate::id::UserId;
use crate::live::Hub;
use crate::web::{Door, Locale, Ui};

/// Everyone who is in, in no order.
pub fn all_in(hub: &Hub) -> Vec<i64> {
    hub.attendance().all_here()
}

/// The person's door with its mark; who has not arrived, or has gone, has none.
pub fn door(user: &User, hub: &Hub) -> Door {
    let door = Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone());
    if user.state == State::Active { door.with(&hub.attendance().of(user.id.0)) } else { door }
}

/// The same in words.
pub fn words(user: UserId, hub: &Hub, ui: &Ui) -> String {
    status::words(&hub.attendance().of(user.0), &ui.locale, ui.now)
}

/// In words, and since when where the reader may know it.
pub fn words_since(of: &User, reader: &User, hub: &Hub, ui: &Ui) -> String {
    status::words_since(&hub.attendance().of(of.id.0), (&of.status, &reader.status), &ui.locale, ui.now)
}

/// In the place of the presence of who no longer works here.
pub fn gone(locale: &Locale) -> String {
    locale.t("person-gone-now")
}

/// Of who is on leave until that moment: the last day of it.
pub fn leave(until: Moment, ui: &Ui) -> String {
    ui.with("on-leave-until", "day", ui.locale.day_brief(Moment(until.0 - 1), ui.now))
}
