//! What a process costs.

use std::time::Duration;

/// What the kernel says of a process.
pub struct Process(u32);

impl Process {
    /// That of this number.
    pub fn of(id: u32) -> Process {
        Process(id)
    }

    /// The time that its threads have been on a processor; those that have ended are left out, and one that runs says what
    /// was when it was last put on, so it is asked while it rests.
    pub fn cpu(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.0)).expect("it runs");
        let nanoseconds = |task: std::fs::DirEntry| -> Option<u64> {
            std::fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse().ok()
        };
        Duration::from_nanos(tasks.filter_map(|task| nanoseconds(task.ok()?)).sum())
    }

    /// Its resident memory in bytes, without files that are mapped into it: those of the database are not the pages'.
    pub fn memory(&self) -> u64 {
        self.said("RssAnon:")
    }

    /// All of its resident memory in bytes.
    pub fn resident(&self) -> u64 {
        self.said("VmRSS:")
    }

    fn said(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0)).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
    }
}
