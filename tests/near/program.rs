//! The program as it is, but that it asks for the pages of links on this machine, too: the servers of tests are there. No setting of the program
//! itself leads there.

use std::process::ExitCode;

use clap::Parser;
use hallway::app::command::{self, Arguments};
use hallway::links::Reach;

fn main() -> ExitCode {
    match command::run(Arguments::parse(), Reach::of(|address| address.ip().is_loopback())) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
