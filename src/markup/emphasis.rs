//! Bold, italic and strike: which runs of `*`, `_` and `~` belong together.
//!
//! This is the algorithm of CommonMark 0.31 §6.2 and its appendix ("process emphasis"), with these differences: `__` is
//! literal (`__init__`), `~~` strikes, and a `*` between two digits is a product. A closing run looks for its opener on
//! a stack; where a search of its kind has failed before, none of the same kind looks again, so the whole is linear.

use unicode_normalization::char::is_combining_mark;

use super::inline::{Piece, Style};

/// What stands in a text before runs are paired.
pub(super) enum Token<'a> {
    Piece(Piece<'a>),
    Run(Run<'a>),
}

/// A run of one mark.
pub(super) struct Run<'a> {
    /// The run as typed; what is not used up by pairs is shown.
    text: &'a str,
    left: usize,
    can_open: bool,
    can_close: bool,
    /// In the order in which they were paired: the innermost first.
    closes: Vec<Style>,
    opens: Vec<Style>,
}

impl<'a> Run<'a> {
    /// The run between the characters before and after it, or None if it can only be literal.
    pub(super) fn new(text: &'a str, before: Option<char>, after: Option<char>) -> Option<Run<'a>> {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let literal = match text.as_bytes() {
            [b'_'] | [b'~', b'~'] => false,
            [b'*', ..] => is_digit(before) && is_digit(after),
            _ => true,
        };
        if literal || before == Some('\\') {
            return None;
        }
        let (left_flanking, right_flanking) = flanking(before, after);
        let word = text.starts_with('_');
        let can_open = left_flanking && (!word || !right_flanking || is_punctuation(before));
        let can_close = right_flanking && (!word || !left_flanking || is_punctuation(after));
        if !can_open && !can_close {
            return None;
        }
        Some(Run { text, left: text.len(), can_open, can_close, closes: Vec::new(), opens: Vec::new() })
    }

    fn mark(&self) -> u8 {
        self.text.as_bytes()[0]
    }

    /// The kind of search this run makes as a closer: an index below [`KINDS`].
    fn kind(&self) -> usize {
        let mark = match self.mark() {
            b'*' => 0,
            b'_' => 1,
            _ => 2,
        };
        (mark * 2 + usize::from(self.can_open)) * 3 + self.text.len() % 3
    }

    /// CommonMark's rules 9 and 10, so that `*a**b*` is one emphasis.
    fn is_opened_by(&self, opener: &Run<'_>) -> bool {
        let (a, b) = (self.text.len(), opener.text.len());
        let either_does_both = self.can_open || opener.can_close;
        self.mark() == opener.mark() && !(either_does_both && (a + b) % 3 == 0 && (a % 3 != 0 || b % 3 != 0))
    }
}

const KINDS: usize = 18;

/// CommonMark's left-flanking and right-flanking.
fn flanking(before: Option<char>, after: Option<char>) -> (bool, bool) {
    let (space_before, space_after) = (is_space(before), is_space(after));
    let (mark_before, mark_after) = (is_punctuation(before), is_punctuation(after));
    let left = !space_after && (!mark_after || space_before || mark_before);
    let right = !space_before && (!mark_before || space_after || mark_after);
    (left, right)
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

/// Punctuation and symbols: all that is neither a letter, a digit, a mark on one, a joiner nor white space.
fn is_punctuation(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        let invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}');
        !(c.is_alphanumeric() || c.is_whitespace() || is_combining_mark(c) || invisible)
    })
}

/// The pieces in order, with every pair of runs turned into an `Open` and a `Close`; they are properly nested.
pub(super) fn resolve(mut tokens: Vec<Token<'_>>) -> Vec<Piece<'_>> {
    let mut stack = Vec::new();
    // Below these places of the stack no opener is left for this kind of closer.
    let mut bottoms = [0; KINDS];
    for at in 0..tokens.len() {
        close(&mut tokens, at, &mut stack, &mut bottoms);
        if let Token::Run(run) = &tokens[at]
            && run.can_open
            && run.left > 0
        {
            stack.push(at);
        }
    }
    tokens.into_iter().flat_map(pieces).collect()
}

/// Pairs the run at this place, if it can close, with openers on the stack, as long as there are any.
fn close(tokens: &mut [Token<'_>], at: usize, stack: &mut Vec<usize>, bottoms: &mut [usize; KINDS]) {
    let (earlier, rest) = tokens.split_at_mut(at);
    let Token::Run(closer) = &mut rest[0] else { return };
    while closer.can_close && closer.left > 0 {
        let bottom = bottoms[closer.kind()];
        let found = (bottom..stack.len()).rev().find(|place| match &earlier[stack[*place]] {
            Token::Run(opener) => closer.is_opened_by(opener),
            Token::Piece(_) => false,
        });
        let Some(place) = found else {
            bottoms[closer.kind()] = stack.len();
            return;
        };
        let Token::Run(opener) = &mut earlier[stack[place]] else { return };
        let taken = closer.left.min(opener.left).min(2);
        let style = match (closer.mark(), taken) {
            (b'~', _) => Style::Strike,
            (_, 2) => Style::Bold,
            _ => Style::Italic,
        };
        closer.left -= taken;
        closer.closes.push(style);
        opener.left -= taken;
        opener.opens.push(style);
        // What was opened between the two has no partner.
        stack.truncate(if opener.left > 0 { place + 1 } else { place });
        bottoms.iter_mut().for_each(|bottom| *bottom = stack.len().min(*bottom));
    }
}

fn pieces(token: Token<'_>) -> Vec<Piece<'_>> {
    match token {
        Token::Piece(piece) => vec![piece],
        Token::Run(run) => {
            let literal = (run.left > 0).then(|| Piece::Text(&run.text[..run.left]));
            let closes = run.closes.into_iter().map(Piece::Close);
            closes.chain(literal).chain(run.opens.into_iter().rev().map(Piece::Open)).collect()
        }
    }
}
