//! What the house says in a chat: "Elin added Tomasz". Kept as a fact with ids; the words are made for each reader.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

/// People that one line names; of more it says how many.
pub const NAMED: usize = 8;

/// Some people, who may be very many: the first of them, and how many they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crowd {
    /// Those who are named, at most [`NAMED`].
    pub users: Vec<UserId>,
    /// All of them.
    pub count: i64,
}

impl Crowd {
    /// Of these people.
    pub fn of(users: &[UserId]) -> Crowd {
        let count = i64::try_from(users.len()).unwrap_or(i64::MAX);
        Crowd { users: users.iter().take(NAMED).copied().collect(), count }
    }

    /// Whether they are nobody.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many are not named.
    pub fn more(&self) -> i64 {
        self.count - self.users.len() as i64
    }
}

/// A fact about the chat, told in the chat. Its author is who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    /// The group was made.
    Made,
    /// These people were added.
    Added {
        /// Who.
        users: Vec<UserId>,
    },
    /// This person was removed.
    Removed {
        /// Who.
        user: UserId,
    },
    /// The author left.
    Left,
    /// The group has this name now.
    Named {
        /// The name.
        name: String,
    },
    /// The author came by themselves.
    Joined,
    /// This is what the group is for now; perhaps nothing is said of that.
    Described {
        /// What it is for.
        about: String,
    },
    /// The group has another picture, or none.
    Pictured {
        /// Whether it has one.
        there: bool,
    },
    /// Others may do this and that than before.
    Ruled,
    /// Whoever works here finds the group and may join, or no longer.
    Findable {
        /// Whether they do.
        findable: bool,
    },
    /// Those who join see what was said before, or do not.
    Past {
        /// Whether they do.
        shown: bool,
    },
    /// For so many days is kept what is said from now on.
    Kept {
        /// How many; 0: for ever.
        days: i64,
    },
    /// The group goes on, is read only, or is put away.
    Stands {
        /// The word of how it is.
        standing: String,
    },
    /// This person owns the group now.
    Owned {
        /// Who.
        user: UserId,
    },
    /// This person is an administrator of the group now.
    Promoted {
        /// Who.
        user: UserId,
    },
    /// This person is no longer one.
    Demoted {
        /// Who.
        user: UserId,
    },
    /// A department is in the group now, and these people came with it.
    DepartmentAdded {
        /// What it was called.
        department: String,
        /// Who came.
        joined: Crowd,
    },
    /// It is no longer, and these people went with it.
    DepartmentRemoved {
        /// What it was called.
        department: String,
        /// Who went.
        left: Crowd,
    },
    /// People came or went because they, or a department, moved. Whoever did that did it elsewhere, and may not even be in the
    /// chat: the author of this is who owns the group.
    Moved {
        /// What the group's department was called, if it has one only.
        department: String,
        /// Who came.
        joined: Crowd,
        /// Who went.
        left: Crowd,
    },
}

impl Line {
    /// As the database keeps it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what the database keeps; `None` for a line of a newer program.
    pub fn of(text: &str) -> Option<Line> {
        serde_json::from_str(text).ok()
    }

    /// The people whose names the line shows, besides its author.
    pub fn users(&self) -> Vec<UserId> {
        match self {
            Line::Added { users } => users.clone(),
            Line::Removed { user } | Line::Owned { user } | Line::Promoted { user } | Line::Demoted { user } => {
                vec![*user]
            }
            Line::DepartmentAdded { joined: crowd, .. } | Line::DepartmentRemoved { left: crowd, .. } => {
                crowd.users.clone()
            }
            Line::Moved { joined, left, .. } => [&joined.users[..], &left.users[..]].concat(),
            Line::Made
            | Line::Left
            | Line::Joined
            | Line::Named { .. }
            | Line::Described { .. }
            | Line::Pictured { .. }
            | Line::Ruled
            | Line::Findable { .. }
            | Line::Past { .. }
            | Line::Kept { .. }
            | Line::Stands { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_as_they_were() {
        for line in [
            Line::Made,
            Line::Added { users: vec![UserId(3), UserId(4)] },
            Line::Removed { user: UserId(1) },
            Line::Left,
            Line::Named { name: "Ca \"đêm\"".to_owned() },
            Line::Joined,
            Line::Described { about: "Ca đêm".to_owned() },
            Line::Pictured { there: true },
            Line::Ruled,
            Line::Findable { findable: true },
            Line::Past { shown: false },
            Line::Kept { days: 30 },
            Line::Stands { standing: "archived".to_owned() },
            Line::Owned { user: UserId(1) },
            Line::Promoted { user: UserId(1) },
            Line::Demoted { user: UserId(1) },
            Line::DepartmentAdded { department: "Xưởng in".to_owned(), joined: Crowd::of(&[UserId(3)]) },
            Line::DepartmentRemoved { department: "Xưởng in".to_owned(), left: Crowd::default() },
            Line::Moved { department: String::new(), joined: Crowd::default(), left: Crowd::of(&[UserId(3)]) },
        ] {
            assert_eq!(Line::of(&line.to_text()), Some(line));
        }
        assert_eq!(Line::of("{\"line\":\"from-the-future\"}"), None);
    }

    #[test]
    fn a_line_of_many_people_is_small() {
        let many: Vec<UserId> = (1..=1000).map(UserId).collect();
        let line = Line::Moved { department: String::new(), joined: Crowd::of(&many), left: Crowd::of(&many[..NAMED]) };
        assert!(line.to_text().len() < 200);
        assert_eq!(line.users().len(), 2 * NAMED);
        let Line::Moved { joined, left, .. } = line else { panic!("it is one") };
        assert_eq!((joined.more(), left.more()), (992, 0));
    }
}
