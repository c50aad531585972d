//! What the chats' templates show.

mod card;
mod commands;
mod composer;
mod departments;
mod draft;
mod entry;
mod files;
mod group;
mod hooks;
mod joining;
mod later;
mod linked;
mod message;
mod page;
mod people;
mod poll;
mod rows;
mod search;
mod telling;
mod writing;

pub use card::CardView;
pub use commands::CommandsView;
pub use composer::{AheadView, AimView, ComposerView};
pub use departments::DepartmentsView;
pub use draft::OtherView;
pub use entry::{EntryBody, EntryView, lined, quoted};
pub use files::{AttachView, FileParts, FilesView, KeptParts, KeptView, TrayView, unfit};
pub use group::{GroupView, group_fields};
pub use hooks::{HookView, HooksView};
pub use joining::{ArchivedView, JoinView, OfferedView, OpenView};
pub use later::{GoesView, LaterParts, LaterView, ReminderView, ScheduledView};
pub use linked::LinkedView;
pub use message::{
    ActionsPage, ActionsView, DeletionView, FavouritesView, ForwardView, NoticeView, PinnedParts, PinsView,
    ReactionsView, SeenView, SelectView, TargetView, ToolsView, VersionsView, ViewsView, shown, shown_all,
};
pub use page::{AgainView, BarView, EntriesView, JumpView, ShowView, SinceView, closed};
pub use people::{ChoiceView, MemberView, MembersView, NewView};
pub use poll::{AskView, PollView, VotesView};
pub use rows::{IndexView, ListView, NearView, RowParts, RowView, TreeView};
pub use search::{FoundParts, HitParts, MeantParts, SearchView};
pub use telling::TellingView;
pub use writing::{EmojiAheadView, EmojiView, FormattingView, ToolbarView};

pub use super::title::title;
use crate::accounts::status;
use crate::live::Presence;
use crate::web::{Door, Ui};

/// A person's door with their presence, in words too.
fn present(door: Door, presence: &Presence, ui: &Ui) -> Door {
    door.with(presence).told(status::words(presence, ui, ui.now))
}
