//! The words of a search for people.

use crate::markup::fold;

/// Words of a search that count.
pub const WORDS: usize = 5;
/// Digits that a phone number ends with, in whatever way it is dialled.
const TAIL: usize = 8;
/// The longest search that is read, in characters.
const LONGEST: usize = 200;

/// What was typed, ready to be looked for: any part of name, title, department, e-mail or phone, without case and accents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    patterns: [String; WORDS],
    pub(super) whole: String,
}

impl Words {
    /// Finds everybody, in the order of their names.
    pub fn any() -> Words {
        Words { patterns: std::array::from_fn(|_| "%".to_owned()), whole: "%".to_owned() }
    }

    /// The first five words of the first 200 characters. None: nothing to look for.
    pub fn parse(typed: &str) -> Option<Words> {
        let cut: String = typed.chars().take(LONGEST).collect();
        // A number is one word, however it is written.
        let number = cut.chars().any(|c| c.is_ascii_digit())
            && cut.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c));
        let folded = if number { called(&cut) } else { fold(&cut) };
        let mut words = folded.split(' ').filter(|word| !word.is_empty()).peekable();
        words.peek()?;
        let patterns = std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), |word| pattern(word, true)));
        Some(Words { patterns, whole: pattern(&folded, false) })
    }

    /// The patterns of LIKE, whose escape is `\`, that `users.sought` has to match, all of them.
    pub fn patterns(&self) -> &[String; WORDS] {
        &self.patterns
    }
}

/// What of a number is looked for. The same phone is written `+84 912 345 678` and dialled `0912 345 678`, or `0084…`: it is
/// what follows the country and the zeros, and of a long one the end.
fn called(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let abroad = match typed.trim_start_matches(|c: char| c != '+' && !c.is_ascii_digit()).starts_with('+') {
        true => Some(&*digits),
        false => digits.strip_prefix("00"),
    };
    let inland = abroad.map_or(&*digits, |number| number.get(country(number)..).unwrap_or_default());
    let rest = [inland, abroad.unwrap_or_default(), &digits].map(|number| number.trim_start_matches('0'));
    let number = rest.into_iter().find(|number| !number.is_empty()).unwrap_or(&digits);
    number[number.len().saturating_sub(TAIL)..].to_owned()
}

/// How many digits of an international number say the country, by the zones of ITU-T E.164.
fn country(number: &str) -> usize {
    match number.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

/// The pattern of LIKE, whose escape is `\`, for what begins with the words or holds them anywhere.
fn pattern(folded: &str, anywhere: bool) -> String {
    let mut pattern = String::with_capacity(folded.len() + 2);
    if anywhere {
        pattern.push('%');
    }
    for c in folded.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_numbers_are_one() {
        let words = |typed| Words::parse(typed).map(|words| (words.patterns[..3].to_vec(), words.whole));
        let expect = |patterns: [&str; 3], whole: &str| Some((patterns.map(str::to_owned).to_vec(), whole.to_owned()));
        assert_eq!(words(" Đặng  Dũng "), expect(["%dang%", "%dung%", "%"], "dang dung%"));
        assert_eq!(words("+44 (1632) 960-230"), expect(["%32960230%", "%", "%"], "32960230%"));
        assert_eq!(words("01632 960230"), words("0044 1632 960230"));
        assert_eq!(words("(+44) 0204"), words("0204"));
        assert_eq!(words("+8"), expect(["%8%", "%", "%"], "8%"));
        assert_eq!(words("0204"), expect(["%204%", "%", "%"], "204%"));
        assert_eq!(words("00"), expect(["%00%", "%", "%"], "00%"));
        assert_eq!(words("100%_\\"), expect(["%100\\%\\_\\\\%", "%", "%"], "100\\%\\_\\\\%"));
        assert_eq!(words("  "), None);
        assert_eq!(words("\u{301}"), None);
    }
}
