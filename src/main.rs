//! The one binary.

use std::process::ExitCode;

use clap::Parser;
use hallway::app::command::{self, Arguments};

fn main() -> ExitCode {
    match command::run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            for line in format!("{error:#}").lines() {
                eprintln!("hallway: {line}");
            }
            ExitCode::FAILURE
        }
    }
}
