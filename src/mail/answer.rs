//! What somebody wrote in an answer: without what they answered to, and without their signature.

/// Lines that a signature's last words may have before the answer would be nothing but it.
const WRAPPED: usize = 2;
/// Lines above the marker, without quoted ones, in which it may be said whose it is: heads, and what a program draws.
const HEADS: usize = 12;
/// Characters before the colon of a head: `From`, `Đã gửi lúc`.
const HEAD: usize = 20;
/// The longest line that is taken for what a telephone adds.
const SENT_FROM: usize = 60;

/// What was written. Lines below one with a marker are ours; so are those just above it that say whose it is: they name one of our
/// addresses as programs do, or are drawn.
///
/// Every letter of ours begins with a marker, so that it is found in every language and in whatever a program makes of quotes. What is not
/// sure stays: a quote too much is better than an answer too little.
pub fn written(text: &str, markers: &[String], addresses: &[&str]) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut end = lines.iter().position(|line| is_marker(line, markers)).unwrap_or(lines.len());
    let unquoted = lines[..end].iter().enumerate().filter(|(_, line)| !line.starts_with('>'));
    let near = if end < lines.len() { unquoted.rev().take(HEADS).last().map_or(end, |(at, _)| at) } else { 0 };
    if let Some(at) = (near..end).find(|at| opens(&lines[*at..end], addresses)) {
        end = paragraph(&lines, at, addresses);
    }
    end = end.min(quoted(&lines[..end]));
    if let Some(at) = lines[..end].iter().position(|line| matches!(*line, "--")) {
        end = at;
    }
    end = sent_from(&lines[..end]);
    lines[..end].join("\n").trim().to_owned()
}

fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\u{a0}'])
}

fn is_marker(line: &str, markers: &[String]) -> bool {
    markers.iter().any(|marker| unquoted(line).contains(marker.as_str()))
}

/// Whether what was answered begins with the first of these lines: with our address, as programs write whose it is, or with a line that
/// they draw above that.
fn opens(lines: &[&str], addresses: &[&str]) -> bool {
    let Some((line, below)) = lines.split_first() else { return false };
    let drawn = line.len() >= 10 && line.chars().all(|one| one == '_');
    let said = line.len() > 12 && line.starts_with("-----") && line.ends_with("-----");
    // People draw lines, too.
    let heads = || below.iter().take(HEADS).enumerate().any(|(at, line)| names(line, &below[at + 1..], addresses));
    (drawn || said) && heads() || names(line, below, addresses)
}

/// Whether the line says by one of our addresses whose something is: `… <address> wrote:`, `From: … <address>` among heads, or `… address …:`
/// above a quote. In sentences addresses stand, too, but not so.
fn names(line: &str, below: &[&str], addresses: &[&str]) -> bool {
    let folded = line.to_lowercase();
    let next = below.iter().find(|line| !line.is_empty());
    let is_head = |line: &str| line.split_once(':').is_some_and(|(name, _)| name.chars().count() <= HEAD);
    let named = |address: &&str| {
        let Some((before, after)) = folded.split_once(*address) else { return false };
        let ends = folded.ends_with(':');
        let bracketed = before.ends_with(['<', ':']) && after.contains(['>', ']']) && !before.ends_with("<mailto:");
        // A program's line may be broken before the address.
        let broken = before.is_empty() && after.contains('>') && ends;
        let heads = bracketed && is_head(&folded) && next.is_none_or(|next| is_head(next) || next.starts_with('>'));
        let quotes = ends && next.is_some_and(|next| next.starts_with('>'));
        bracketed && ends || broken || heads || quotes
    };
    !line.starts_with('>') && addresses.iter().any(named)
}

/// Where the line begins that was broken in two before our address: `On Monday Bram <` and `hallway@…> wrote:`.
fn paragraph(lines: &[&str], at: usize, addresses: &[&str]) -> usize {
    let line = lines[at].to_lowercase();
    let broken = line.starts_with('<') || addresses.iter().any(|address| line.starts_with(*address));
    let (mut start, mut left) = (at, WRAPPED);
    while left > 0 && start > 0 && !lines[start - 1].is_empty() && (broken || lines[start - 1].ends_with('<')) {
        start -= 1;
        left -= 1;
        // It began with a day or an hour.
        if lines[start].contains(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    start
}

/// Where the last quote begins that goes to the end, with the line that says whose it is.
fn quoted(lines: &[&str]) -> usize {
    let is_quote = |line: &&str| line.is_empty() || line.starts_with('>');
    let own = lines.iter().rposition(|line| !is_quote(line)).map_or(0, |at| at + 1);
    if !lines[own..].iter().any(|line| line.starts_with('>')) {
        return lines.len();
    }
    let heads = own > 0 && lines[own - 1].ends_with(':') && lines[own - 1].contains(|c: char| c.is_ascii_digit());
    if heads { own - 1 } else { own }
}

/// Without the last line if that is what a telephone says of itself.
fn sent_from(lines: &[&str]) -> usize {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let alone = end > 1 && lines[end - 2].is_empty();
    let says = |line: &str| {
        let line = line.to_lowercase();
        ["sent from my ", "gửi từ "].iter().any(|words| line.starts_with(words)) && line.chars().count() <= SENT_FROM
    };
    if alone && says(lines[end - 1]) { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKER: &str = "Answer above this line.";

    fn of(text: &str) -> String {
        written(text, &[MARKER.to_owned(), "Trả lời phía trên dòng này.".to_owned()], &["hallway@harbour.example"])
    }

    #[test]
    fn what_was_answered_goes_in_whatever_way_it_was_quoted() {
        for (text, expected) in [
            ("Yes, the follow-up is done.", "Yes, the follow-up is done."),
            (
                "Fine.\n\nOn Mon, Nov 24, 2025 at 4 PM Bram (Harbour Press)\n<hallway@harbour.example> wrote:\n\n> Answer above this line.\n>\n> Hello",
                "Fine.",
            ),
            (
                "Fine.\n\nVào Th 2, 24 thg 11, 2025 vào lúc 16:00 Bram <\nhallway@harbour.example> đã viết:\n\n> Trả lời phía trên dòng này.\n> Chào",
                "Fine.",
            ),
            (
                "One\n\nTwo\n\n-----Original Message-----\nFrom: Bram <hallway@harbour.example>\nSent: Monday",
                "One\n\nTwo",
            ),
            ("Fine\n\nFrom: Bram [mailto:hallway@harbour.example]\nSent: Monday\n\nAnswer above this line.", "Fine"),
            (
                "Hi\n----- Plan -----\nMonday: 4\nTuesday: 5\n\n> Answer above this line.",
                "Hi\n----- Plan -----\nMonday: 4\nTuesday: 5",
            ),
            (
                "Write to hallway@harbour.example<mailto:hallway@harbour.example> instead\nor call\n\n> Answer above this line.",
                "Write to hallway@harbour.example<mailto:hallway@harbour.example> instead\nor call",
            ),
            (
                "Send it to hallway@harbour.example, with:\n- the plates\n\n> Answer above this line.",
                "Send it to hallway@harbour.example, with:\n- the plates",
            ),
            ("Fine\n\n________________________________\nTừ: Bram <hallway@harbour.example>\nĐã gửi: 16:00", "Fine"),
            ("Fine\nVon: Bram <hallway@harbour.example>\nGesendet: 16:00\n\nAnswer above this line.\nHello", "Fine"),
            (
                "Am 24.11.2025 schrieb Bram:\n> Hello\n\nHello back",
                "Am 24.11.2025 schrieb Bram:\n> Hello\n\nHello back",
            ),
            ("Hello back\n\nAm 24.11.2025 um 16:00 schrieb Bram:\n> Hello\n>\n> more\n", "Hello back"),
            ("> When?\n\nAt 3:\n\n> Where?\n\nHere", "> When?\n\nAt 3:\n\n> Where?\n\nHere"),
            (
                "Write to hallway@harbour.example\n\nThat is all\n__________\nreally\n\n> Answer above this line.",
                "Write to hallway@harbour.example\n\nThat is all\n__________\nreally",
            ),
            ("Write to hallway@harbour.example\nor call", "Write to hallway@harbour.example\nor call"),
            ("-----Important-----\nPlates first", "-----Important-----\nPlates first"),
            ("Fine\n\n-- \nLan\nHarbour Press", "Fine"),
            ("Fine\n\nSent from my telephone", "Fine"),
            ("Sent from my heart", "Sent from my heart"),
            ("a -- b\n--verbose --x\n2 - 3", "a -- b\n--verbose --x\n2 - 3"),
            ("List:\n- one\n- two", "List:\n- one\n- two"),
            ("> Answer above this line.\n> Hello", ""),
            ("", ""),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
