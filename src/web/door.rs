//! A person's or a chat's picture: a small door with initials.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::live::Presence;
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
    /// The presence in words, for who does not see its mark.
    words: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Person {
    id: i64,
    mark: Option<&'static str>,
}

impl HtmlSafe for Door {}

impl Door {
    /// A chat's door. `picture` is the name of a blob.
    pub fn of_chat(name: &str, hue: i64, picture: Option<String>) -> Door {
        Door { hue, initials: initials(name), picture, person: None, size: "", words: None }
    }

    /// A person's door. `picture` is the name of a blob.
    pub fn of_person(id: i64, name: &str, hue: i64, picture: Option<String>) -> Door {
        let person = Some(Person { id, mark: None });
        Door { hue, initials: initials(name), picture, person, size: "", words: None }
    }

    /// With the mark of the person's presence; it changes by itself on a live page. The words stand beside it, or come
    /// [with it](Door::told).
    pub fn with(mut self, presence: &Presence) -> Door {
        if let Some(person) = &mut self.person {
            person.mark = Some(presence.mark());
        }
        self
    }

    /// With the presence in words, unseen: for screen readers and text browsers. They change with the mark.
    pub fn told(self, words: String) -> Door {
        Door { words: Some(words), ..self }
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
                Door::of_chat("<Press> & room", 2, None).small(),
                Door::of_person(3, "Phạm \"Hương\"", 4, None).with(&Presence::Online).told("<i>".to_owned()).large(),
                Door::of_person(3, "", 4, picture).with(&Presence::Unknown).profile(),
                Door::of_person(3, "نور", 4, None),
            ]
        }
    }

    #[test]
    fn every_door_renders() {
        check_samples::<Door>();
    }
}
