//! STUB
use clap::Parser;
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    flags: hallway::config::Flags,
    #[command(subcommand)]
    command: Option<Command>,
}
#[derive(clap::Subcommand)]
enum Command {
    Serve,
    Demo,
}
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let c =
        hallway::config::Configuration::load(&cli.flags, std::env::vars_os()).map_err(|e| anyhow::anyhow!("{e}"))?;
    match cli.command {
        Some(Command::Demo) => hallway::app::command::demo(c.settings).await,
        _ => hallway::app::serve(c.settings).await,
    }
}
