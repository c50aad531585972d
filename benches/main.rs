//! What Hallway costs: `cargo bench -- NAME...`, one or more of the names below; all of them without a name. They run the
//! program itself, on SQLite, and with `HALLWAY_TEST_POSTGRES` on that PostgreSQL as well. docs/BENCHMARKS.md says what came out.
//!
//! It ends with an error if something was slower than wanted.

mod chats;
mod files;
mod import;
mod live;
mod mail;
mod overload;
mod pages;
mod people;
mod posts;
mod rich;
mod scale;
mod search;
mod start;
mod structure;
mod support;

/// Measures on the server of this URL too, if there is one: prints what it finds and returns what was missed.
type Run = fn(Option<&str>) -> Vec<String>;

/// What there is to measure, in the order of the document.
const ALL: [(&str, Run); 14] = [
    ("live", live::run),
    ("pages", pages::run),
    ("rich", rich::run),
    ("chats", chats::run),
    ("files", files::run),
    ("posts", posts::run),
    ("scale", scale::run),
    ("search", search::run),
    ("start", start::run),
    ("overload", overload::run),
    ("structure", structure::run),
    ("people", people::run),
    ("import", import::run),
    ("mail", mail::run),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match &arguments[..] {
        // `cargo test --benches` only wants to know that it starts.
        [argument, ..] if argument == "--test" => return,
        [argument, page, coding] if argument == pages::BARE => return pages::bare(page, coding),
        _ => {}
    }
    if let Some(unknown) = arguments.iter().find(|name| ALL.iter().all(|(known, _)| known != name)) {
        eprintln!("there is no {unknown}: {}", ALL.map(|(name, _)| name).join(", "));
        std::process::exit(2);
    }
    let server = std::env::var("HALLWAY_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    let mut missed = Vec::new();
    for (name, run) in ALL.iter().filter(|(name, _)| arguments.is_empty() || arguments.iter().any(|one| one == name)) {
        println!("\n# {name}");
        missed.extend(run(server.as_deref()).into_iter().map(|line| format!("{name}: {line}")));
    }
    println!("\n{}", if missed.is_empty() { "All within their bounds.".to_owned() } else { missed.join("\n") });
    std::process::exit(i32::from(!missed.is_empty()));
}
