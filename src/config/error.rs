//! What can be wrong with settings, in words that say what to do.

use std::fmt;
use std::path::PathBuf;

use super::source::Origin;

/// One thing that is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A name that no setting has.
    #[error("{origin}: there is no {}{}", setting(.origin, .name), nearest(.near))]
    Unknown {
        /// Where.
        origin: Origin,
        /// The name.
        name: String,
        /// The name that was perhaps meant, spelled as it is spelled there.
        near: Option<String>,
    },
    /// A value that the setting does not take.
    #[error("{origin}: {says}")]
    Value {
        /// Where.
        origin: Origin,
        /// What is wrong, and what to write instead.
        says: String,
    },
    /// A file that is not TOML.
    #[error("{}, line {line}: {says}", .file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong there; never the line itself, which may hold a password.
        says: String,
    },
    /// A file that could not be read.
    #[error("{}: {error}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
}

/// The origin of a variable is its name already.
fn setting(origin: &Origin, name: &str) -> String {
    match origin {
        Origin::File(..) => format!("setting `{name}`"),
        _ => "such setting".to_owned(),
    }
}

fn nearest(near: &Option<String>) -> String {
    near.as_ref().map(|name| format!("; is `{name}` meant?")).unwrap_or_default()
}

/// Everything that is wrong, one a line.
#[derive(Debug)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
