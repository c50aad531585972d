//! Letters: the company's mail server, what is kept secret for it, how a letter is made, signed and handed over.
//!
//! This room knows no area and no page: it takes addresses and texts. The [`Office`] of a house holds the [`Seal`] and the connections
//! to the server; a [`Courier`] hands one letter over and says what the server said. docs/decisions/0019-mail.md says why.

mod answer;
mod body;
mod courier;
pub mod dkim;
mod folder;
mod inbox;
pub mod incoming;
mod letter;
mod office;
mod seal;
pub mod server;
#[cfg(test)]
pub mod testing;

pub use answer::written;
pub use courier::{Courier, Handed, Trouble, is_about_the_address};
pub use folder::{Folder, Listed};
pub use inbox::{Inbox, LOCAL, remove as remove_inbox};
pub use letter::{Letter, Mailing, domain_of};
pub use office::{ABREAST, Office};
pub use seal::Seal;
pub use server::{MailServer, Security};
