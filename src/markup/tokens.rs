//! What of a text is looked for: its words as tokens, the same for what is kept and for what is asked.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold;
use super::link::is_ignorable;

/// Tokens of one text, at most; what follows is not looked at. A row of PostgreSQL's index is to stay below a megabyte.
pub const MOST: usize = 16_000;
/// Characters of a token, at most; what follows is not looked at.
const LONGEST: usize = 64;

/// How scripts that are written without spaces are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A word between others.
    Word,
    /// Two characters of such a script that follow each other.
    Two,
    /// The last character of a run of them, which has nothing behind it.
    Last {
        /// Whether there is none before it either.
        alone: bool,
    },
}

/// A token: folded letters, digits and marks of a script that needs them; never punctuation, white space or a capital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is compared; never empty.
    pub text: String,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// Where the first of two characters ends; for others, the end.
    pub head: usize,
    /// How it came to be.
    pub cut: Cut,
}

/// A word, or one character of a script that is written without spaces.
struct Atom {
    text: String,
    at: Range<usize>,
    dense: bool,
    /// Whether it follows the one before it, with nothing between them.
    joined: bool,
}

/// The tokens of the text, in order.
///
/// Words are what stands between other characters than letters and digits, [folded](fold): `Phạm's` is `pham` and `s`. Of Chinese,
/// Japanese and Korean, and of Thai, Lao, Khmer and Burmese, each two characters that follow each other are a token, and the last of a run
/// is one by itself: so at each character a token begins, and a part of any length is found as a sequence of them. Linear in the text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut atoms = Atoms::default();
    let mut rest = 0;
    while rest < text.len() && atoms.all.len() <= MOST {
        let bytes = &text.as_bytes()[rest..];
        let ascii = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
        // The last letter before others may have its marks among them.
        let plain = if ascii == bytes.len() { ascii } else { ascii.saturating_sub(1) };
        let other = bytes[ascii..].iter().position(u8::is_ascii).unwrap_or(bytes.len() - ascii);
        atoms.take_ascii(&text[rest..rest + plain], rest);
        atoms.take_others(&text[rest + plain..rest + ascii + other], rest + plain);
        rest += ascii + other;
    }
    atoms.into_tokens()
}

/// What a text is cut into, from its beginning.
#[derive(Default)]
struct Atoms {
    all: Vec<Atom>,
    /// Whether the last one goes on.
    open: bool,
    /// How many characters it has.
    length: usize,
}

impl Atoms {
    /// Takes what has no marks and no graphemes of several characters: most of most texts, read as bytes.
    fn take_ascii(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && self.all.len() <= MOST {
            let length = bytes[at..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len() - at);
            if length == 0 {
                (self.open, at) = (false, at + 1);
                continue;
            }
            let place = start + at..start + at + length;
            if !(self.open && self.all.last().is_some_and(|last| !last.dense)) {
                let text = String::with_capacity(length.min(LONGEST));
                self.all.push(Atom { text, at: place.start..place.start, dense: false, joined: self.open });
                (self.open, self.length) = (true, 0);
            }
            if let Some(last) = self.all.last_mut() {
                let room = LONGEST.saturating_sub(self.length).min(length);
                last.text.extend(bytes[at..at + room].iter().map(|byte| char::from(byte.to_ascii_lowercase())));
                last.at.end = place.end;
                self.length += room;
            }
            at += length;
        }
    }

    fn take_others(&mut self, text: &str, from: usize) {
        for (start, grapheme) in text.grapheme_indices(true) {
            if self.all.len() > MOST {
                return;
            }
            if !grapheme.chars().all(is_ignorable) {
                self.take(&fold(grapheme).nfc().collect::<String>(), from + start..from + start + grapheme.len());
            }
        }
    }

    /// Takes a grapheme, folded, which stands there.
    fn take(&mut self, folded: &str, at: Range<usize>) {
        if !folded.chars().any(char::is_alphanumeric) {
            self.open = false;
        }
        for c in folded.chars() {
            if is_combining_mark(c) && self.open {
                if let Some(last) = self.all.last_mut().filter(|_| self.length < LONGEST) {
                    last.text.push(c);
                    last.at.end = at.end;
                    self.length += 1;
                }
            } else if !c.is_alphanumeric() {
                self.open = false;
            } else if is_dense(c) {
                self.all.push(Atom { text: c.to_string(), at: at.clone(), dense: true, joined: self.open });
                (self.open, self.length) = (true, 1);
            } else if let Some(last) = self.all.last_mut().filter(|last| self.open && !last.dense) {
                if self.length < LONGEST {
                    last.text.push(c);
                    self.length += 1;
                }
                last.at.end = at.end;
            } else {
                self.all.push(Atom { text: c.to_string(), at: at.clone(), dense: false, joined: self.open });
                (self.open, self.length) = (true, 1);
            }
        }
    }

    fn into_tokens(mut self) -> Vec<Token> {
        self.all.truncate(MOST);
        let mut all = Vec::with_capacity(self.all.len());
        let mut atoms = self.all.into_iter().peekable();
        // Whether the one before is a character that this one follows.
        let mut follows = false;
        while let Some(Atom { mut text, at, dense, joined }) = atoms.next() {
            let next = atoms.peek().filter(|next| dense && next.dense && next.joined);
            if let Some(next) = next {
                text.push_str(&next.text);
            }
            let cut = match next {
                Some(_) => Cut::Two,
                None if dense => Cut::Last { alone: !(joined && follows) },
                None => Cut::Word,
            };
            let end = next.map_or(at.end, |next| next.at.end);
            all.push(Token { text, at: at.start..end, head: at.end, cut });
            follows = dense;
        }
        all
    }
}

/// Whether the letter is of a script in which words are not set apart, or of Korean, whose words carry their endings.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1100}'..='\u{11FF}' | '\u{1780}'..='\u{17FF}' | '\u{A960}'..='\u{A97F}'
        | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}' | '\u{AC00}'..='\u{D7FF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{3035}' | '\u{3038}'..='\u{303B}' | '\u{3040}'..='\u{30FF}' | '\u{3100}'..='\u{318F}' | '\u{31A0}'..='\u{31BF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{1B000}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_cut_and_folded() {
        for (text, expected) in [
            ("", &[][..]),
            (" \n*~!?…— 🎉 ❤\u{FE0F}", &[]),
            ("Phạm Đăng Dũng", &["pham", "dang", "dung"]),
            ("Pha\u{323}m co\u{AD}op a\u{200B}b", &["pham", "coop", "ab"]),
            ("don't foo_bar **bold**", &["don", "t", "foo", "bar", "bold"]),
            ("https://press.example/orders?n=12", &["https", "press", "example", "orders", "n", "12"]),
            ("3.14 A4 ½ ① Ｔｏｋｙｏ Straße", &["3", "14", "a4", "1", "2", "1", "tokyo", "strasse"]),
            ("東京タワー", &["東京", "京タ", "タワ", "ワー", "ー"]),
            ("京", &["京"]),
            ("東京 tower", &["東京", "京", "tower"]),
            ("iPhone手机2", &["iphone", "手机", "机", "2"]),
            ("한국어", &["한국", "국어", "어"]),
            ("㍿", &["株式", "式会", "会社", "社"]),
            ("ｶﾞﾝ が", &["ガン", "ン", "が"]),
            ("कि नमस्ते", &["कि", "नमस्ते"]),
            ("กิน ก่า", &["กิน", "น", "กา", "า"]),
            ("Ёлка ΟΔΥΣΣΕΥΣ نُور", &["елка", "οδυσσευσ", "نور"]),
        ] {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_token_says_where_it_stands() {
        let text = "Ở Phạm, 東京!";
        let places: Vec<&str> = tokens(text).iter().map(|token| &text[token.at.clone()]).collect();
        assert_eq!(places, ["Ở", "Phạm", "東京", "京"]);
        let heads: Vec<&str> = tokens(text).iter().map(|token| &text[token.at.start..token.head]).collect();
        assert_eq!(heads, ["Ở", "Phạm", "東", "京"]);
    }

    #[test]
    fn what_is_too_much_is_left_out() {
        assert_eq!(texts(&"x".repeat(500)), ["x".repeat(LONGEST)]);
        assert_eq!(tokens(&"ab ".repeat(MOST + 10)).len(), MOST);
        assert_eq!(
            texts(&["x".repeat(LONGEST - 1), "ệệ y".to_owned()].concat()),
            [["x".repeat(LONGEST - 1), "e".to_owned()].concat(), "y".to_owned()]
        );
    }

    proptest! {
        #[test]
        fn tokens_hold_nothing_that_a_database_could_take_for_an_operator(text in any::<String>()) {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.text.chars().all(|c| c.is_alphanumeric() || (is_combining_mark(c) && !c.is_ascii())), "{:?}", token);
                prop_assert!(token.text.chars().all(|c| !c.is_ascii_uppercase()), "{:?}", token);
                prop_assert!(token.text.len() < 2000 && token.at.start >= last && token.at.start < token.at.end);
                prop_assert!(text.get(token.at.clone()).is_some() && text.get(token.at.start..token.head).is_some());
                last = token.at.start;
            }
        }

        #[test]
        fn what_is_read_as_bytes_is_cut_like_the_rest(text in "([a-cA-C0-9東ở́ .!\u{200B}\u{200D}\u{338}\r\n]|x{60,70}){0,100}") {
            let mut atoms = Atoms::default();
            atoms.take_others(&text, 0);
            prop_assert_eq!(tokens(&text), atoms.into_tokens());
        }

        #[test]
        fn case_and_marks_change_nothing(text in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậéèẽ ]{0,40}") {
            let plain = texts(&text);
            prop_assert_eq!(&texts(&text.to_uppercase()), &plain);
            prop_assert_eq!(&texts(&text.nfd().collect::<String>()), &plain);
            prop_assert_eq!(&texts(&fold(&text)), &plain);
        }

        #[test]
        fn a_part_of_a_run_is_found_as_a_sequence(run in "[東京都港区の]{1,12}", from in 0usize..12, length in 1usize..12) {
            let chars: Vec<char> = run.chars().collect();
            let (from, to) = (from % chars.len(), (from % chars.len() + length).min(chars.len()));
            let part: String = chars[from..to].iter().collect();
            let (all, mut asked) = (texts(&run), texts(&part));
            if asked.len() > 1 {
                asked.pop();
            }
            let fits = |window: &[String]| window.iter().zip(&asked).all(|(one, two)| one.starts_with(two.as_str()));
            prop_assert!(all.windows(asked.len()).any(fits), "{:?} in {:?}", asked, all);
        }
    }
}
