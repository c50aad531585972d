//! A room uses rooms of lower rank only.

use crate::source::files;

/// The rooms by rank, from what everybody may use to what may use everybody.
const RANKS: &[&[&str]] = &[
    &["id", "words", "clock"],
    &["notice"],
    &["event", "config"],
    &["store", "markup", "files"],
    &["mail", "live", "links"],
    &["web"],
    &["accounts"],
    &["organization"],
    &["chats", "stream", "calls"],
    &["channels", "notifications"],
    &["panel", "settings", "admin"],
    &["app", "main"],
];

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn rooms_use_lower_rooms_only() {
    let mut wrong = Vec::new();
    let mut edges = 0;
    for file in files() {
        let room = file.path.split(['/', '.']).next().expect("a path has a beginning");
        if room == "lib" {
            continue;
        }
        let own = rank(room).unwrap_or_else(|| panic!("{} belongs to no room that has a rank", file.path));
        for (line, text) in file.text.lines().enumerate() {
            for (at, _) in text.match_indices("crate::") {
                // `$crate::` stands in macros of the room that defines them, and comments use nobody.
                if text[..at].ends_with('$') || text.trim_start().starts_with("//") {
                    continue;
                }
                let used: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(other) = rank(&used) else { continue };
                edges += 1;
                if used != room && other >= own {
                    wrong.push(format!("{}:{}: {room} uses {used}", file.path, line + 1));
                }
            }
        }
    }
    assert!(edges > 100, "only {edges} uses were found: is this test looking at the right place?");
    assert!(wrong.is_empty(), "a room uses one that is not below it:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_house_has_a_rank() {
    let lib = files().into_iter().find(|file| file.path == "lib.rs").expect("lib.rs").text;
    for module in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(rank(module).is_some(), "{module} has no rank");
    }
}
