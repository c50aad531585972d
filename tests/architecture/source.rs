//! The program's own text.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src/`: its path from there, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

/// All Rust files of `src/`, in the order of their paths.
pub fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| File {
            text: fs::read_to_string(&path).expect("a file of ours can be read"),
            path: path.strip_prefix(&root).expect("below src").display().to_string(),
        })
        .collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The string literal at the beginning of the text, and what follows it.
pub fn literal(text: &str) -> Option<(String, &str)> {
    let mut rest = text.trim_start().strip_prefix('"')?;
    let mut value = String::new();
    loop {
        let c = rest.chars().next()?;
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => return Some((value, rest)),
            '\\' => {
                let escaped = rest.chars().next()?;
                rest = &rest[escaped.len_utf8()..];
                match escaped {
                    // The line goes on without its break and the white space behind it.
                    '\n' => rest = rest.trim_start(),
                    'n' => value.push('\n'),
                    other => value.push(other),
                }
            }
            c => value.push(c),
        }
    }
}
