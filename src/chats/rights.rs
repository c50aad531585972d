//! Who may do what in a group, and whether anything is done there at all.

use crate::chats::Role;
use crate::words::words;

words! {
    /// Those members of a group who may do something.
    Whoever {
        /// All of them.
        All = "all",
        /// Who looks after it.
        Administrators = "administrators",
        /// Whose it is.
        Owner = "owner",
    }
}

impl Whoever {
    /// Whether a member of this role is one of them.
    pub fn has(self, role: Role) -> bool {
        match self {
            Whoever::All => true,
            Whoever::Administrators => role >= Role::Administrator,
            Whoever::Owner => role == Role::Owner,
        }
    }
}

words! {
    /// Whether a group goes on.
    Standing {
        /// It does.
        Active = "active",
        /// It is read, and nothing is added to it.
        ReadOnly = "read-only",
        /// The same, and out of the lists.
        Archived = "archived",
    }
}

words! {
    /// Why a member reads a chat and does not write there.
    Closed {
        /// To everybody writes who looks after the company.
        General = "general",
        /// Nothing is added to it.
        ReadOnly = "read-only",
        /// Nothing is, and it was put away.
        Archived = "archived",
        /// Others write there.
        Writers = "writers",
        /// The other one no longer works here.
        Gone = "gone",
    }
}

/// Who may do what in a group. In other kinds of chats this is what a group begins with, and asked of nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rights {
    /// Who writes.
    #[sqlx(try_from = "String")]
    pub writers: Whoever,
    /// Who adds people, and gives away the link.
    #[sqlx(try_from = "String")]
    pub adders: Whoever,
    /// Who removes people.
    #[sqlx(try_from = "String")]
    pub removers: Whoever,
    /// Who pins messages.
    #[sqlx(try_from = "String")]
    pub pinners: Whoever,
    /// Who calls everybody.
    #[sqlx(try_from = "String")]
    pub callers: Whoever,
}

impl Rights {
    /// The fields of the form, and the columns, in the order of the struct.
    pub const FIELDS: [&'static str; 5] = ["writers", "adders", "removers", "pinners", "callers"];

    /// The same in that order.
    pub fn all(&self) -> [Whoever; 5] {
        [self.writers, self.adders, self.removers, self.pinners, self.callers]
    }

    /// From that order.
    pub fn of([writers, adders, removers, pinners, callers]: [Whoever; 5]) -> Rights {
        Rights { writers, adders, removers, pinners, callers }
    }
}

impl Default for Rights {
    /// What a group begins with: who looks after it adds and removes, the rest is everybody's.
    fn default() -> Rights {
        Rights::of([Whoever::All, Whoever::Administrators, Whoever::Administrators, Whoever::All, Whoever::All])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_what_those_below_it_have() {
        let roles = [Role::Member, Role::Administrator, Role::Owner];
        let have = |who: Whoever| roles.map(|role| who.has(role));
        assert_eq!(have(Whoever::All), [true, true, true]);
        assert_eq!(have(Whoever::Administrators), [false, true, true]);
        assert_eq!(have(Whoever::Owner), [false, false, true]);
    }

    #[test]
    fn the_order_is_one() {
        let rights = Rights { writers: Whoever::Owner, callers: Whoever::Administrators, ..Rights::default() };
        assert_eq!(Rights::of(rights.all()), rights);
    }
}
