//! The one binary.

use std::process::ExitCode;

use clap::Parser;
use hallway::app::command::{self, Arguments};
use hallway::app::heaps;
use hallway::links::Reach;

fn main() -> ExitCode {
    heaps::share();
    match command::run(Arguments::parse(), Reach::default()) {
        Ok(code) => code,
        Err(error) => {
            for line in format!("{error:#}").lines() {
                eprintln!("hallway: {line}");
            }
            ExitCode::FAILURE
        }
    }
}
