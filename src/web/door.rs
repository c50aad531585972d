//! A person's or a chat's picture: a small door with initials.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::markup::initials;

/// A door. Templates print it as it is.
#[derive(Clone, Debug, Template)]
#[template(path = "web/door.html")]
pub struct Door {
    hue: i64,
    initials: String,
    picture: Option<String>,
    person: Option<Person>,
    size: &'static str,
}

#[derive(Clone, Copy, Debug)]
struct Person {
    id: i64,
    here: Option<bool>,
}

impl HtmlSafe for Door {}

impl Door {
    /// A chat's door.
    pub fn of_chat(name: &str, hue: i64) -> Door {
        Door { hue, initials: initials(name), picture: None, person: None, size: "" }
    }

    /// A person's door. `picture` is the name of a blob.
    pub fn of_person(id: i64, name: &str, hue: i64, picture: Option<String>) -> Door {
        Door { hue, initials: initials(name), picture, person: Some(Person { id, here: None }), size: "" }
    }

    /// With the mark that says whether the person has a page open; it changes by itself on a live page.
    pub fn here(mut self, here: bool) -> Door {
        if let Some(person) = &mut self.person {
            person.here = Some(here);
        }
        self
    }

    /// Small.
    pub fn small(self) -> Door {
        Door { size: " sm", ..self }
    }

    /// Large.
    pub fn large(self) -> Door {
        Door { size: " lg", ..self }
    }

    /// As large as on a profile.
    pub fn profile(self) -> Door {
        Door { size: " xl", ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, Ui, check_samples};

    impl Sample for Door {
        fn samples(_: &Ui) -> Vec<Door> {
            let picture = Some("abcdefghijklmnopqrstuv".to_owned());
            vec![
                Door::of_chat("<Press> & room", 2).small(),
                Door::of_person(3, "Phạm \"Hương\"", 4, None).here(true).large(),
                Door::of_person(3, "", 4, picture).here(false).profile(),
                Door::of_person(3, "نور", 4, None),
            ]
        }
    }

    #[test]
    fn every_door_renders() {
        check_samples::<Door>();
    }
}
