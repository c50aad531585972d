//! How many heaps the threads have.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// How glibc is told how many it may make.
const VARIABLE: &str = "MALLOC_ARENA_MAX";

/// Has the program begin anew with few heaps for all its threads, unless somebody has said how many. glibc gives each thread a heap of its
/// own, up to eight for each core, and gives back of each only what lies at its end: an hour of work left a tenth more behind on SQLite, whose
/// connections are threads (docs/decisions/0020-heaps.md). It reads the variable once, before `main`; there is no other way without `unsafe`.
pub fn share() {
    if !cfg!(target_env = "gnu") || env::var_os(VARIABLE).is_some() {
        return;
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut arguments = env::args_os();
    let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) else { return };
    // If this comes back it has failed, and all goes on with as many heaps as glibc thinks right.
    let _ = Command::new(program).arg0(name).args(arguments).env(VARIABLE, (cores / 2).max(1).to_string()).exec();
}
