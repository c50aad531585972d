//! The command line.

mod backup;
mod carry;
mod check;
mod crowd;
mod demo;
mod story;
mod talk;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{boot, logs};
use crate::config::{Configuration, Flags, LogLevel};
use crate::links::Reach;

const AFTER: &str = "\
Without a command, Hallway serves. The first start prints the address at which the company is set up.

Settings may be given as flags, as environment variables, or in a file: DATA/hallway.toml is read if it is there. A flag is
stronger than a variable, and a variable than the file. `hallway check` shows all settings and where each was said.";

/// A messenger for one company, on a machine of its own.
#[derive(Debug, Parser)]
#[command(name = "hallway", version, about, after_help = AFTER, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the messenger until it is told to stop (Ctrl+C).
    Serve,
    /// Fill an empty house with a made-up company, to look around, and say how to sign in.
    Demo {
        /// So many people more, to see how a large company looks.
        #[arg(long, default_value_t = 0, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(..=100_000))]
        people: u32,
        /// In so many departments more.
        #[arg(long, default_value_t = 1, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=4_000))]
        departments: u32,
        /// So many messages more, to see how a company looks after years.
        #[arg(long, default_value_t = 0, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(..=100_000_000))]
        messages: u64,
    },
    /// Show the settings and look at database, disk, files and HTTPS; exit code 1 if something is wrong.
    Check,
    /// Write everything (people, messages, files) into one new file, also while the server runs.
    Backup {
        /// The file to write; it must not be there yet. Keep it safe: it holds what everybody wrote.
        #[arg(value_name = "FILE.tar.gz")]
        file: PathBuf,
    },
    /// Bring a backup back into an empty house; the server must not run.
    Restore {
        /// A file that `hallway backup` wrote, from SQLite or from PostgreSQL.
        #[arg(value_name = "FILE.tar.gz")]
        file: PathBuf,
    },
    /// Move everything into another, empty database: from SQLite to PostgreSQL, or back; the server must not run.
    Move {
        /// postgres://USER:PASSWORD@HOST/NAME, or a folder for SQLite.
        #[arg(value_name = "URL or FOLDER")]
        to: String,
    },
    /// Let people in: invitation links, links for a new password, a second factor turned off, and who is there.
    User {
        #[command(subcommand)]
        command: user::Command,
    },
}

/// Does what the command line says. A server asks for the pages of links within this reach.
///
/// # Errors
/// What kept it from that, in words for who typed it.
pub fn run(arguments: Arguments, reach: Reach) -> anyhow::Result<ExitCode> {
    let configuration = Configuration::load(&arguments.flags, std::env::vars_os())?;
    let command = arguments.command.unwrap_or(Command::Serve);
    let level = match command {
        Command::Serve => configuration.settings.log_level,
        _ => LogLevel::Warn,
    };
    logs::start(configuration.settings.log_format, level);
    actix_web::rt::System::new().block_on(dispatch(command, configuration, reach))
}

async fn dispatch(command: Command, configuration: Configuration, reach: Reach) -> anyhow::Result<ExitCode> {
    let settings = configuration.settings.clone();
    match command {
        Command::Serve => boot::serve(settings, reach).await?,
        Command::Demo { people, departments, messages } => {
            let crowd = crowd::Size { people: people as usize, departments: departments as usize };
            demo::demo(&settings, crowd, messages).await?;
        }
        Command::Check => return check::run(&configuration).await,
        Command::Backup { file } => backup::backup(&settings, &file).await?,
        Command::Restore { file } => backup::restore(&settings, &file).await?,
        Command::Move { to } => carry::carry(&settings, &to).await?,
        Command::User { command } => user::run(&settings, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a text as a whole. Whoever does not read to its end is not an error.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::{ErrorKind, Write};
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        for line in ["hallway --data d check", "hallway check --data d", "hallway user --data d list"] {
            let arguments = Arguments::try_parse_from(line.split(' ')).expect(line);
            assert_eq!(arguments.flags.data.as_deref(), Some("d"), "{line}");
        }
    }
}
