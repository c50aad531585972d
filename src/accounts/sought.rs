//! What a search of people looks through: one folded text per person, kept beside their row.

use crate::id::UserId;
use crate::markup::fold;
use crate::store::{Result, Tx, run};

/// Words of a search that are looked for; what is typed beyond them is not.
pub const WORDS: usize = 6;

/// Name, address, phones as digits alone, and for each position its title and its department.
const REFRESH: &str = "UPDATE users SET sought = name_folded || ' ' || email_folded || ' ' || inner_number
    || ' ' || REPLACE(REPLACE(desk_phone, ' ', ''), '+', '') || ' ' || REPLACE(REPLACE(mobile_phone, ' ', ''), '+', '')
    || COALESCE((SELECT string_agg(' ' || p.title_folded || ' ' || d.name_folded, '') FROM positions p
        JOIN departments d ON d.id = p.department_id WHERE p.user_id = users.id), '') WHERE id = $1";

/// Brings the text of a person up to date: to be called by whatever changes a part of it.
///
/// # Errors
/// What the database says.
pub async fn refresh(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query(REFRESH).bind(user))?;
    Ok(())
}

/// The patterns of LIKE, with `\` as escape, that a person's text has to match, all of them: one for each word that was
/// typed, and for the rest one that matches everything. A part of a phone number is looked for by its digits.
pub fn patterns(typed: &str) -> [String; WORDS] {
    let folded = fold(typed);
    let mut words = folded.split(' ').filter_map(word);
    std::array::from_fn(|_| words.next().map_or_else(|| "%".to_owned(), |word| containing(&word)))
}

fn word(folded: &str) -> Option<String> {
    let is_phone = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/');
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let word = if folded.chars().all(is_phone) && !digits.is_empty() { digits } else { folded.to_owned() };
    (!word.is_empty()).then_some(word)
}

/// The pattern of LIKE, with `\` as escape, that finds the folded words anywhere.
pub fn containing(folded: &str) -> String {
    let mut pattern = String::with_capacity(folded.len() + 2);
    pattern.push('%');
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
    fn each_word_is_looked_for_and_phones_by_their_digits() {
        let some = |typed: &str| patterns(typed).into_iter().filter(|one| one != "%").collect::<Vec<_>>();
        assert_eq!(some("  Phạm   Dũng "), ["%pham%", "%dung%"]);
        assert_eq!(some("(020) 7946-0958 +44"), ["%020%", "%79460958%", "%44%"]);
        assert_eq!(some("50% a_b \\ -"), ["%50\\%%", "%a\\_b%", "%\\\\%", "%-%"]);
        assert!(some("").is_empty());
        assert_eq!(some("a b c d e f g").len(), WORDS);
    }
}
