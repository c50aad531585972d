//! What the chats' templates show.

mod card;
mod departments;
mod draft;
mod entry;
mod files;
mod hooks;
mod later;
mod message;
mod page;
mod people;
mod poll;
mod rows;
mod search;
mod telling;
mod writing;

pub use card::CardView;
pub use departments::DepartmentsView;
pub use draft::OtherView;
pub use entry::{EntryBody, EntryView, lined, quoted};
pub use files::{AttachView, FileParts, FilesView, KeptParts, KeptView, TrayView, unfit};
pub use hooks::{HookView, HooksView};
pub use later::{GoesView, LaterParts, LaterView, ReminderView, ScheduledView};
pub use message::{
    ActionsPage, ActionsView, DeletionView, FavouritesView, ForwardView, NoticeView, PinnedParts, PinsView,
    ReactionsView, SeenView, SelectView, TargetView, ToolsView, VersionsView, ViewsView, shown, shown_all,
};
pub use page::{
    AgainView, AheadView, AimView, BarView, ComposerView, EntriesView, JumpView, ShowView, SinceView, closed,
};
pub use people::{ChoiceView, MemberView, MembersView, NewView};
pub use poll::{AskView, PollView, VotesView};
pub use rows::{IndexView, ListView, NearView, RowParts, RowView, TreeView};
pub use search::{FoundParts, HitParts, MeantParts, SearchView};
pub use telling::TellingView;
pub use writing::{EmojiAheadView, EmojiView, FormattingView, ToolbarView};

use super::Kind;
use crate::accounts::status;
use crate::live::Presence;
use crate::web::{Door, Locale, Ui};

/// A person's door with their presence, in words too.
fn present(door: Door, presence: &Presence, ui: &Ui) -> Door {
    door.with(presence).told(status::words(presence, ui, ui.now))
}

/// The title of a chat for one of its members.
pub fn title(kind: Kind, name: &str, partner: Option<&str>, locale: &Locale) -> String {
    match kind {
        Kind::Group => name.to_owned(),
        Kind::Direct => partner.map_or_else(|| locale.t("somebody"), ToOwned::to_owned),
        Kind::General => locale.t("chat-general"),
        Kind::Notes => locale.t("chat-notes"),
    }
}
