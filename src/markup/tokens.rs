//! What of a text is looked for: its words as tokens, the same for what is kept and for what is asked.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold;
use super::link::is_ignorable;

/// Tokens of one text, at most: a position of PostgreSQL's is below 16,384.
pub const MOST: usize = 16_000;
/// Characters of a token, at most; what follows is not looked at.
const LONGEST: usize = 64;
/// How often one token has a place in a text: PostgreSQL knows 256 of each.
const REPEATED: usize = 250;

/// How scripts that are written without spaces are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A word between others.
    Word,
    /// Two characters of such a script that follow each other.
    Pair,
    /// The last character of a run of them, which has nothing behind it.
    Last {
        /// Whether there is none before it either.
        alone: bool,
    },
}

/// A token: folded letters, digits and marks of a script that needs them; never punctuation, white space or a capital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What is compared. Empty where it stood too often to be found here.
    pub text: String,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// Where the first character of a pair ends; for others, the end.
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
    let atoms = atoms(text);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut all = Vec::with_capacity(atoms.len());
    for (n, atom) in atoms.iter().enumerate() {
        let next = atoms.get(n + 1).filter(|next| atom.dense && next.dense && next.joined);
        let joined = atom.dense && atom.joined && n > 0 && atoms[n - 1].dense;
        let mut token = match next {
            Some(next) => Token {
                text: [&*atom.text, &next.text].concat(),
                at: atom.at.start..next.at.end,
                head: atom.at.end,
                cut: Cut::Pair,
            },
            None => Token {
                text: atom.text.clone(),
                at: atom.at.clone(),
                head: atom.at.end,
                cut: if atom.dense { Cut::Last { alone: !joined } } else { Cut::Word },
            },
        };
        let times = seen.entry(token.text.clone()).or_default();
        *times += 1;
        if *times > REPEATED {
            token.text.clear();
        }
        all.push(token);
    }
    all
}

fn atoms(text: &str) -> Vec<Atom> {
    let mut all: Vec<Atom> = Vec::new();
    // Whether the last atom goes on, and how many characters it has.
    let (mut open, mut length) = (false, 0);
    for (start, grapheme) in text.grapheme_indices(true) {
        if all.len() > MOST {
            break;
        }
        let end = start + grapheme.len();
        let folded: String = match grapheme.as_bytes() {
            [byte] => char::from(byte.to_ascii_lowercase()).to_string(),
            _ if grapheme.chars().all(is_ignorable) => continue,
            _ => fold(grapheme).nfc().collect(),
        };
        if !folded.chars().any(char::is_alphanumeric) {
            open = false;
        }
        for c in folded.chars() {
            if is_combining_mark(c) && open {
                if let Some(last) = all.last_mut().filter(|_| length < LONGEST) {
                    last.text.push(c);
                    last.at.end = end;
                    length += 1;
                }
            } else if !c.is_alphanumeric() {
                open = false;
            } else if is_dense(c) {
                all.push(Atom { text: c.to_string(), at: start..end, dense: true, joined: open });
                (open, length) = (true, 1);
            } else if let Some(last) = all.last_mut().filter(|last| open && !last.dense) {
                if length < LONGEST {
                    last.text.push(c);
                    length += 1;
                }
                last.at.end = end;
            } else {
                all.push(Atom { text: c.to_string(), at: start..end, dense: false, joined: open });
                (open, length) = (true, 1);
            }
        }
    }
    all.truncate(MOST);
    all
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
        let many = texts(&"ha ".repeat(300));
        assert_eq!((many.len(), many.iter().filter(|text| !text.is_empty()).count()), (300, REPEATED));
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
