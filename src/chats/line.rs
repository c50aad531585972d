//! What the house says in a chat: "Elin added Tomasz". Kept as a fact with ids; the words are made for each reader.

use serde::{Deserialize, Serialize};

use crate::id::UserId;

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
    pub fn users(&self) -> &[UserId] {
        match self {
            Line::Added { users } => users,
            Line::Removed { user } | Line::Owned { user } | Line::Promoted { user } | Line::Demoted { user } => {
                std::slice::from_ref(user)
            }
            Line::Made | Line::Left | Line::Named { .. } => &[],
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
            Line::Owned { user: UserId(1) },
            Line::Promoted { user: UserId(1) },
            Line::Demoted { user: UserId(1) },
        ] {
            assert_eq!(Line::of(&line.to_text()), Some(line));
        }
        assert_eq!(Line::of("{\"line\":\"from-the-future\"}"), None);
    }
}
