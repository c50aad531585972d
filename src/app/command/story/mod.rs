//! A company to look at: Tidewater Press, a printing house in the days in which a museum's catalogue is on its press.
//!
//! Data only. Who puts it into a database decides when the story ends: every message says how long before that.

mod bindery;
mod chats;
mod colleagues;
mod direct;
mod everybody;
mod morning_shift;
mod people;
mod press_room;
mod structure;
mod studio;

pub use chats::{CHATS, Chat, Kind};
pub use people::{PEOPLE, is_guest};
pub use structure::{DEPARTMENTS, ON_LEAVE, PLACES, REACHED};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::people::{AIKO, DUNG, ELIN, HARRIET, KHOI, NOUR, RHYS, ZOFIA};
    use super::*;

    fn members(chat: &Chat) -> Vec<usize> {
        match chat.kind {
            Kind::General => (0..PEOPLE.len()).filter(|person| !is_guest(*person)).collect(),
            Kind::Group { members, .. } => members.to_vec(),
            Kind::Direct(one, other) => vec![one, other],
            Kind::Notes(one) => vec![one],
        }
    }

    fn of_elin() -> Vec<&'static Chat> {
        CHATS.iter().filter(|chat| members(chat).contains(&ELIN)).collect()
    }

    fn unread(chat: &Chat, person: usize) -> usize {
        chat.unread.iter().find(|(who, _)| *who == person).map_or(0, |(_, count)| *count)
    }

    #[test]
    fn people_have_their_own_names_and_addresses() {
        assert_eq!(PEOPLE.iter().map(|person| person.name).collect::<HashSet<_>>().len(), PEOPLE.len());
        assert_eq!(PEOPLE.iter().map(|person| person.email).collect::<HashSet<_>>().len(), PEOPLE.len());
        for (at, person) in PEOPLE.iter().enumerate() {
            let company = if is_guest(at) { "@harbour-museum.example" } else { "@tidewater.example" };
            let name = person.email.strip_suffix(company).expect(person.email);
            assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'.'), "{}", person.email);
            assert!(["en", "vi"].contains(&person.language), "{}", person.name);
        }
        assert_eq!(PEOPLE[0].email, "elin@tidewater.example");
    }

    #[test]
    fn a_constant_is_the_place_of_its_person() {
        let some = [(ELIN, "elin"), (AIKO, "aiko"), (NOUR, "nour"), (DUNG, "dang.dung"), (KHOI, "nguyen.khoi")];
        for (at, name) in some.into_iter().chain([(RHYS, "rhys"), (ZOFIA, "zofia")]) {
            assert_eq!(PEOPLE[at].email.strip_suffix("@tidewater.example"), Some(name));
        }
        assert_eq!(HARRIET, PEOPLE.len() - 1);
    }

    #[test]
    fn a_guest_is_in_one_chat() {
        let chats = CHATS.iter().filter(|chat| members(chat).contains(&HARRIET));
        assert_eq!(chats.count(), 1);
    }

    #[test]
    fn chats_are_of_people_who_exist_and_differ() {
        for chat in CHATS {
            let members = members(chat);
            assert!(members.iter().all(|&person| person < PEOPLE.len()), "{:?}", chat.kind);
            assert_eq!(members.iter().collect::<HashSet<_>>().len(), members.len(), "{:?}", chat.kind);
            if let Kind::Group { owner, .. } = chat.kind {
                assert!(members.contains(&owner), "{:?}", chat.kind);
            }
        }
        let kinds: HashSet<String> = CHATS
            .iter()
            .map(|chat| match chat.kind {
                Kind::General => "general".to_owned(),
                Kind::Group { name, .. } => format!("group {name}"),
                Kind::Direct(one, other) => format!("direct {} {}", one.min(other), one.max(other)),
                Kind::Notes(one) => format!("notes {one}"),
            })
            .collect();
        assert_eq!(kinds.len(), CHATS.len());
    }

    #[test]
    fn only_members_speak_pin_mute_and_have_something_unread() {
        for chat in CHATS {
            let members = members(chat);
            let authors = chat.said.iter().map(|said| said.by);
            let marked = chat.unread.iter().map(|(person, _)| *person);
            let kept = chat.pinned.iter().chain(chat.muted).copied();
            for person in authors.chain(marked).chain(kept) {
                assert!(members.contains(&person), "{person} is not in {:?}", chat.kind);
            }
        }
    }

    #[test]
    fn nobody_has_words_of_their_own_unread() {
        for chat in CHATS {
            for &(person, count) in chat.unread {
                assert!((1..=chat.said.len()).contains(&count), "{:?}", chat.kind);
                let last = &chat.said[chat.said.len() - count..];
                assert!(last.iter().all(|said| said.by != person), "{person} in {:?}", chat.kind);
            }
        }
    }

    #[test]
    fn time_goes_forward_and_ends_before_the_end() {
        for chat in CHATS {
            assert!(chat.said.is_sorted_by(|a, b| a.minutes >= b.minutes), "{:?}", chat.kind);
            assert!(chat.said.iter().all(|said| said.minutes > 0), "{:?}", chat.kind);
        }
    }

    #[test]
    fn texts_fit_into_a_message() {
        for said in CHATS.iter().flat_map(|chat| chat.said) {
            assert!((1..=20_000).contains(&said.text.chars().count()), "{}", said.text);
            assert_eq!(said.text.trim(), said.text);
            assert!(said.text.chars().all(|c| c == '\n' || !c.is_control()), "{}", said.text);
        }
    }

    #[test]
    fn elin_has_a_list_worth_looking_at() {
        let chats = of_elin();
        assert!(chats.len() >= 12, "{} chats", chats.len());
        assert!(chats.iter().any(|chat| chat.said.len() >= 60));
        assert_eq!(chats.iter().filter(|chat| chat.pinned.contains(&ELIN)).count(), 1);
        let waiting = chats.iter().filter(|chat| unread(chat, ELIN) > 0);
        let muted = waiting.clone().filter(|chat| chat.muted.contains(&ELIN)).count();
        assert_eq!((waiting.count(), muted), (4, 1));
    }
}
