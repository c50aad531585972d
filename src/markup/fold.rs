//! The form of a text that search compares.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::link::is_ignorable;

/// The text as search compares it: lower case, compatibility forms taken apart (NFKD), without accents and tones,
/// letters that are not taken apart by Unicode replaced (`đ` d, `ø` o, `ł` l, `ı` i, `ð` d, `ß` ss, `æ` ae, `œ` oe,
/// `þ` th), invisible characters removed, white space collapsed to single spaces and trimmed.
///
/// `fold(fold(x)) == fold(x)`. At most 18 characters for one (U+FDFA). It is made for comparing, not for showing: the
/// same fold goes into stored columns and over what is searched for.
///
/// Accents are the marks of combining class 10 and above (Unicode §4.3): the vowel signs of Thai and of the Indic
/// scripts and the voicing of kana stay, because without them these are other words.
pub fn fold(text: &str) -> String {
    // PostgreSQL cannot be asked for a NUL.
    let visible = text.chars().filter(|c| !is_ignorable(*c) && *c != '\0');
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let plain = visible.nfkd().filter(|c| canonical_combining_class(*c) < 10);
    // By way of upper case, as case folding is defined: `ß` is `SS` is `ss`, and `ς` and `σ` are both `Σ`.
    for c in plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase) {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        push_letter(&mut out, c);
    }
    out
}

fn push_letter(out: &mut String, c: char) {
    match c {
        'đ' | 'ð' => out.push('d'),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        // What the capital ẞ, which no letter is the lower case of, leaves.
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn names_are_found_however_they_are_typed() {
        for (text, expected) in [
            ("Phạm Đăng Dũng", "pham dang dung"),
            ("PHẠM  ĐĂNG\tDŨNG ", "pham dang dung"),
            ("Pha\u{323}m", "pham"),
            ("Nguyễn Thị Ước", "nguyen thi uoc"),
            ("Søren Łukasz Straße ẞ", "soren lukasz strasse ss"),
            ("Æsir œuvre Þór Ðorn", "aesir oeuvre thor dorn"),
            ("İstanbul ISPARTA ılık", "istanbul isparta ilik"),
            ("ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("Ёлка й", "елка и"),
            ("نُور أحمد", "نور احمد"),
            ("ﬁle Ⅳ ①", "file iv 1"),
            ("Ｔｏｋｙｏ\u{3000}東京", "tokyo 東京"),
            ("co\u{AD}op \u{202E}x", "coop x"),
            ("❤\u{FE0F}", "❤"),
            ("", ""),
            (" \n ", ""),
        ] {
            assert_eq!(fold(text), expected, "{text:?}");
        }
    }

    #[test]
    fn vowels_that_are_marks_stay() {
        assert_ne!(fold("กิน"), fold("กน"));
        assert_ne!(fold("कि"), fold("क"));
        assert_ne!(fold("が"), fold("か"));
        assert_eq!(fold("ก่า"), fold("กา"), "a tone is not a vowel");
        assert_eq!(fold("ｶﾞ"), fold("ガ"));
    }

    #[test]
    fn every_character_folds_to_something_that_folds_to_itself() {
        for c in '\0'..=char::MAX {
            let once = fold(&format!("a{c}b"));
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }
}
