//! What colleagues call a person.

use super::fold;

/// The family names of most people in Vietnam, folded. There the family name stands first and is not what one is called by.
const VIETNAMESE_FAMILIES: [&str; 16] = [
    "nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly",
];

/// The one word of the name that a colleague is called by: the first, and of a Vietnamese name of several words the last.
/// The whole name if it is one word.
pub fn called(name: &str) -> &str {
    let mut words = name.split_whitespace();
    let (Some(first), last) = (words.next(), words.next_back()) else { return name };
    match last {
        Some(last) if VIETNAMESE_FAMILIES.contains(&fold(first).as_str()) => last,
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_person_is_called_by_the_given_name() {
        for (name, expected) in [
            ("Elin Lindqvist", "Elin"),
            ("Bram de Wit", "Bram"),
            ("Phạm Thị Hương", "Hương"),
            ("Đặng Dũng", "Dũng"),
            ("Nguyễn", "Nguyễn"),
            ("نور عزيز", "نور"),
            ("", ""),
        ] {
            assert_eq!(called(name), expected);
        }
    }
}
