//! How long a start takes with 1 million messages, and what the server holds while nobody is there: `cargo bench -- start`. With
//! `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::time::Duration;

use super::support::process::Process;
use super::support::spread::Spread;
use super::support::{Crowd, House};

const CROWD: Crowd = Crowd { people: 1_000, departments: 80, messages: 1_000_000 };
const TIMES: usize = 10;
/// What it may take until the first page can be asked for; what it may hold.
const MOST: Duration = Duration::from_millis(150);
const MEMORY: u64 = 30 * 1024 * 1024;
/// After so long it rests.
const REST: Duration = Duration::from_secs(2);

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let mut house = House::open(database, CROWD, |_, _| {});
        let (mut starts, mut held) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            house.stop();
            starts.push(house.start().as_secs_f64() * 1e3);
            std::thread::sleep(REST);
            held.push(Process::of(house.child.id()).resident() as f64 / 1024.0 / 1024.0);
        }
        let (starts, held) = (Spread::of(starts), Spread::of(held));
        println!("\n{} messages, {}: a start {starts} ms, at rest {held} MB", CROWD.messages, house.name);
        if starts.median > MOST.as_secs_f64() * 1e3 {
            missed.push(format!("{}: a start takes {:.0} ms", house.name, starts.median));
        }
        if held.median * 1024.0 * 1024.0 > MEMORY as f64 {
            missed.push(format!("{}: at rest it holds {:.0} MB", house.name, held.median));
        }
    }
    missed
}
