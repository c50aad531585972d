//! Which of some messages are the best for what is looked for. All of them hold all of it.

use super::query::{Placed, Query};
use crate::markup::{Token, tokens};

/// How often a word counts.
const TIMES: usize = 3;
/// Longer texts are less about each of their words: a point for each time that they are twice as long as this.
const SHORT: usize = 8;

/// How good it is, the more the better.
pub(super) fn score(query: &Query, text: &str) -> i64 {
    let tokens = tokens(text);
    let placed: Vec<Vec<Placed>> = query.parts.iter().map(|part| part.places(&tokens)).collect();
    let mut score = 0;
    for (part, places) in query.parts.iter().zip(&placed) {
        score += 3 * places.len().min(TIMES) as i64;
        if places.iter().any(|place| place.whole) {
            score += 8;
        }
        // Of `ma`, `má` and `mà` the one that was typed.
        if places.iter().any(|place| part.is_as_typed(&text[place.at.clone()])) {
            score += 6;
        }
    }
    score + 2 * together(&placed) - long(&tokens)
}

/// How many of the parts stand near the one before them, and after it.
fn together(placed: &[Vec<Placed>]) -> i64 {
    let near = |one: &Placed, next: &Placed| match next.token.checked_sub(one.token) {
        Some(1..=2) => 4,
        Some(3..=6) => 2,
        _ => 0,
    };
    let pairs = placed.windows(2).map(|two| {
        two[0]
            .iter()
            .take(16)
            .flat_map(|one| two[1].iter().take(16).map(move |next| near(one, next)))
            .max()
            .unwrap_or(0)
    });
    pairs.sum()
}

fn long(tokens: &[Token]) -> i64 {
    i64::from((tokens.len() / SHORT).checked_ilog2().map_or(0, |twice| twice + 1))
}
