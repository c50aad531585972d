//! The log, on stderr: what the server did and what failed, never what people wrote, and no secret.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{LogFormat, LogLevel};

/// Starts the log of this process. The second call does nothing.
pub fn start(format: LogFormat, level: LogLevel) {
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if subscriber(format, level, colours, std::io::stderr).try_init().is_ok() {
        std::panic::set_hook(Box::new(told_without_words));
    }
}

/// A panic's words may quote the text that it broke on, so only its place is told, except to a developer.
fn told_without_words(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload_as_str().filter(|_| cfg!(debug_assertions)).unwrap_or("");
    tracing::error!(place, words, "a panic");
}

fn subscriber<W>(format: LogFormat, level: LogLevel, colours: bool, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(colours);
    let lines = match format {
        LogFormat::Text => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(targets(level)))
}

/// Libraries are heard from a warning on only: at lower levels they tell of headers and statements, and so of secrets.
fn targets(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new().with_target("hallway", level).with_default(level.min(LevelFilter::WARN))
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A log that is kept in memory.
    #[derive(Clone, Default)]
    pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no writer panics").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Kept {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("no writer panics").clone()).expect("a log is text")
        }
    }

    fn log(format: LogFormat, level: LogLevel, tell: fn()) -> String {
        let kept = Kept::default();
        let writer = kept.clone();
        tracing::subscriber::with_default(subscriber(format, level, false, move || writer.clone()), tell);
        kept.text()
    }

    fn tell() {
        let span = tracing::info_span!("request", id = "0123456789abcdef");
        let _inside = span.enter();
        tracing::debug!("small");
        tracing::info!(chats = 3, "large");
        tracing::info!(target: "actix_http::h1", "a header");
        tracing::warn!(target: "actix_http::h1", "a socket");
    }

    #[test]
    fn text_is_for_people() {
        let text = log(LogFormat::Text, LogLevel::Debug, tell);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[0].ends_with("DEBUG request{id=\"0123456789abcdef\"}: small"), "{text}");
        assert!(lines[1].ends_with("large chats=3"), "{text}");
        assert!(lines[2].ends_with("a socket"), "{text}");
    }

    #[test]
    fn json_is_for_machines() {
        let text = log(LogFormat::Json, LogLevel::Info, tell);
        let line: serde_json::Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
        assert_eq!(line["message"], "large");
        assert_eq!(line["chats"], 3);
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["span"]["id"], "0123456789abcdef");
        assert_eq!(log(LogFormat::Json, LogLevel::Error, tell), "");
    }
}
