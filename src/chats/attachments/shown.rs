//! What a message shows of its files, as the message keeps it.

use std::fmt::Write as _;

use crate::files::Kind;
use crate::id::AttachmentId;

/// What a message that is quoted or listed is known by: its text, or its files.
macro_rules! shown {
    ($message:literal) => {
        concat!("CASE WHEN ", $message, ".text = '' THEN ", $message, ".named ELSE ", $message, ".text END")
    };
}
pub(crate) use shown;

/// Names in the line of a message that has no text.
const NAMES: usize = 3;

/// What is shown of a file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Shown {
    /// Its number.
    pub id: AttachmentId,
    /// As what it is shown.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// How long it is.
    pub bytes: i64,
    /// How wide a picture is; 0 of what is none.
    pub width: i64,
    /// How high.
    pub height: i64,
    /// How long a voice message takes; 0 if that is not known.
    pub seconds: i64,
    /// Whether there is a smaller picture of it.
    pub preview: bool,
    /// What it is called.
    pub name: String,
}

/// The files as a message keeps them: a line each, the name at its end.
pub fn to_text(files: &[Shown]) -> String {
    let mut text = String::new();
    for file in files {
        let Shown { id, kind, bytes, width, height, seconds, preview, name } = file;
        // Writing to a String does not fail.
        let _ =
            writeln!(text, "{id} {} {bytes} {width} {height} {seconds} {} {name}", kind.as_str(), u8::from(*preview));
    }
    text
}

/// From what a message keeps. Only our own words are there.
pub fn of_text(text: &str) -> Vec<Shown> {
    text.lines().filter_map(of_line).collect()
}

fn of_line(line: &str) -> Option<Shown> {
    let mut parts = line.splitn(8, ' ');
    let number = |word: Option<&str>| word?.parse::<i64>().ok();
    Some(Shown {
        id: AttachmentId(number(parts.next())?),
        kind: Kind::of(parts.next()?)?,
        bytes: number(parts.next())?,
        width: number(parts.next())?,
        height: number(parts.next())?,
        seconds: number(parts.next())?,
        preview: parts.next()? == "1",
        name: parts.next()?.to_owned(),
    })
}

/// The words by which a message is known that has no text: what it holds as signs, which every language reads, and names.
pub fn named(files: &[Shown]) -> String {
    let of = |file: &Shown| match file.kind {
        Kind::Voice => format!("🎤 {}", clock(file.seconds)),
        kind => format!("{} {}", sign(kind), file.name),
    };
    let mut words = files.iter().take(NAMES).map(of).collect::<Vec<_>>().join(", ");
    if files.len() > NAMES {
        let _ = write!(words, " +{}", files.len() - NAMES);
    }
    words
}

fn sign(kind: Kind) -> &'static str {
    match kind {
        Kind::File => "📎",
        Kind::Picture => "🖼",
        Kind::Video => "🎬",
        Kind::Audio => "🎵",
        Kind::Voice => "🎤",
    }
}

/// Minutes and seconds.
fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

impl Shown {
    /// How long it takes, in minutes and seconds.
    pub fn length(&self) -> String {
        clock(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn sample(kind: Kind, name: &str) -> Shown {
        Shown {
            id: AttachmentId(7),
            kind,
            bytes: 5,
            width: 40,
            height: 30,
            seconds: 64,
            preview: true,
            name: name.to_owned(),
        }
    }

    #[test]
    fn files_are_read_as_they_are_written() {
        let files: Vec<Shown> = Kind::ALL.iter().map(|kind| sample(*kind, "a  name – of $1 \"file\" .pdf")).collect();
        assert_eq!(of_text(&to_text(&files)), files);
        assert_eq!(of_text(""), []);
        assert_eq!(
            named(&files),
            "📎 a  name – of $1 \"file\" .pdf, 🖼 a  name – of $1 \"file\" .pdf, 🎬 a  name – of $1 \"file\" .pdf +2"
        );
        assert_eq!(named(&files[4..]), "🎤 1:04");
    }
}
