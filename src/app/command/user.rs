//! `hallway user`: letting people in from the command line.

use clap::Subcommand;

use crate::config::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a link with which new people join.
    Invite {
        /// How many people may use it.
        #[arg(long, default_value_t = 1, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..=10_000))]
        uses: i64,
        /// After how many days it ends.
        #[arg(long, default_value_t = 7, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..=365))]
        days: i64,
    },
    /// Print a link with which a person chooses a new password.
    ResetLink {
        /// The person's e-mail address.
        email: String,
    },
    /// Print everybody: number, name, e-mail address, role.
    List,
}

pub(super) async fn run(_settings: &Settings, command: Command) -> anyhow::Result<()> {
    let what = match command {
        Command::Invite { .. } => "invite",
        Command::ResetLink { .. } => "reset-link",
        Command::List => "list",
    };
    anyhow::bail!("`hallway user {what}` is not built yet")
}
