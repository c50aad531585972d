//! A person as a file of contacts: vCard 4.0 (RFC 6350).

use super::department::Tree;
use super::person::Details;
use super::position::Position;
use crate::accounts::{Company, User};

/// Octets of a line, its break not counted (RFC 6350 §3.2).
const LINE: usize = 75;

/// The file. `page` is the address of the person's page.
pub fn vcard(
    of: &User,
    details: &Details,
    (tree, positions): (&Tree, &[Position]),
    company: &Company,
    page: &str,
) -> String {
    let mut card = Card(String::new());
    card.line("BEGIN", "VCARD");
    card.line("VERSION", "4.0");
    card.line("FN", &escaped(&of.name));
    if let Some(main) = positions.first() {
        let below = tree.path(main.department_id).into_iter().skip(1).map(|one| one.name.as_str());
        let units: Vec<String> = std::iter::once(company.name.as_str()).chain(below).map(escaped).collect();
        card.line("ORG", &units.join(";"));
        card.text("TITLE", &main.title);
    }
    card.text("EMAIL;TYPE=work", &of.email);
    card.text("TEL;TYPE=\"voice,work\"", &details.desk_phone);
    card.text("TEL;TYPE=\"voice,cell\"", &details.mobile_phone);
    card.text("TEL;TYPE=\"voice,work,x-inner\"", &details.inner_number);
    // A day without its year (§4.3.1): --0303.
    let day: String = details.birthday.chars().filter(char::is_ascii_digit).collect();
    if day.len() == 4 {
        card.line("BDAY", &["--", &day].concat());
    }
    card.text("TZ", of.time_zone.as_deref().unwrap_or(&company.time_zone));
    // An address is a URI, which is not escaped.
    card.line("URL", page);
    card.line("END", "VCARD");
    card.0
}

struct Card(String);

impl Card {
    /// A property with a text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(name, &escaped(text));
        }
    }

    /// A line, folded where it is too long, between characters.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in [name, ":", value].into_iter().flat_map(str::chars) {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text, or a component of a list (RFC 6350 §3.4).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(escaped("Smith; Sons, \\ Co\r\nLtd"), "Smith\\; Sons\\, \\\\ Co\\nLtd");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut card = Card(String::new());
        card.line("FN", &"ệ".repeat(60));
        let lines: Vec<&str> = card.0.split_terminator("\r\n").collect();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')));
        assert_eq!(card.0.replace("\r\n ", "").trim_end(), format!("FN:{}", "ệ".repeat(60)));
    }
}
