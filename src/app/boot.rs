//! Boot and shutdown.

use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServerHandle, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, PathConfig, QueryConfig, to};
use actix_web::{App, HttpServer};
use anyhow::{Context, anyhow};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use super::cards::Cards;
use super::counts::{self, Told};
use super::database::address;
use super::descriptors::Descriptors;
use super::fanout::Fanout;
use super::metrics::Readers;
use super::ready::Readiness;
use super::typing::Typing;
use super::variants::Variants;
use super::{indexing, presence, routes, sessions, shell, timer, tls, upkeep};
use crate::accounts::viewer::identify;
use crate::accounts::{Company, Doorkeeper};
use crate::chats::search::Searches;
use crate::chats::{Lanes, Recent};
use crate::clock::{Clock, Dice};
use crate::config::Settings;
use crate::files::Files;
use crate::links::{Links, Reach};
use crate::live::{BEAT_EVERY, CloseCode, Hub, Limits};
use crate::mail::{Office, Seal};
use crate::notifications::mailings::{Collector, Postman};
use crate::store::{Store, StoreOptions};
use crate::web::security::TrustedProxies;
use crate::web::{Error, House, Metrics, Turnstile, register, request_id, security};

/// A request whose head is not there by then is cut off.
const HEAD: Duration = Duration::from_secs(10);
/// An idle connection is closed after this long. Browsers open a new one without a word.
const IDLE: Duration = Duration::from_secs(75);
/// Who takes nothing of an answer, or of what a socket has for a page, for so long is cut off (RFC 5482).
const UNREAD: Duration = Duration::from_secs(60);
/// How long a shutdown waits for requests that are under way.
const FAREWELL: u64 = 10;
/// Sockets that wait to be accepted: a whole company comes back at once after a restart.
const BACKLOG: u32 = 4096;

/// Serves the house until it is asked to stop. Pages that messages link to are asked for within this reach.
///
/// # Errors
/// What keeps it from starting, in words for the person who starts it.
pub async fn serve(settings: Settings, reach: Reach) -> anyhow::Result<()> {
    let sockets = usize::try_from(Descriptors::raise()?.sockets()).unwrap_or(usize::MAX);
    let options = StoreOptions { connections: settings.connections };
    let (store, mut lock) = Store::open_alone(address(&settings)?, options).await?;
    // With PostgreSQL nothing else has made it yet.
    std::fs::create_dir_all(&settings.data).with_context(|| settings.data.display().to_string())?;
    let house = Data::new(house(&settings, store)?);
    let variants = Data::new(Variants::default());
    let recent = Data::new(Recent::default());
    let fanout = Fanout::listen(house.clone(), (variants.clone().into_inner(), recent.clone().into_inner()));
    let mut workers = JoinSet::new();
    workers.spawn(fanout.run());
    workers.spawn(beat(house.hub.clone()));
    presence::load(&house).await?;
    workers.spawn(presence::tell(house.clone(), variants.clone().into_inner()));
    workers.spawn(presence::remember(house.clone()));
    workers.spawn(sessions::close_ended(house.clone()));
    if let Err(error) = house.files.forget_incoming() {
        tracing::warn!(%error, "what had not arrived whole is still there");
    }
    workers.spawn(upkeep::run(house.clone()));
    workers.spawn(timer::run(house.clone()));
    workers.spawn(indexing::run(house.clone()));
    workers.spawn(Cards::new(house.clone(), Links::new(reach)).run());
    workers.spawn(Postman::new(house.clone()).run());
    workers.spawn(Collector::new(house.clone()).run());
    let told = Data::new(Told::default());
    workers.spawn(counts::tell(house.clone(), variants.clone().into_inner(), told.clone().into_inner()));
    let typing = Data::new(Typing::default());
    hear(&house, &variants, &typing);
    let token = set_up_token(&house).await?;
    let door = Data::new(Doorkeeper::new(token.clone()));
    let (server, address) =
        listen(&settings, Served { house: house.clone(), variants, told, typing, recent, door }, sockets)?;
    let handle = server.handle();
    let server = tokio::spawn(server);
    announce(&settings, address, &house, token).await?;
    let ended = tokio::select! {
        () = asked_to_stop() => Ok(()),
        () = lock.lost() => Err(anyhow!("another Hallway has taken the database while it was out of reach")),
        // They run as long as the server does: live pages would be dead without a word.
        _ = workers.join_next() => Err(anyhow!("a part of the server has failed: the log says more")),
    };
    tracing::info!("stopping");
    stop(&house, &handle).await;
    server.await.context("the server broke")??;
    workers.abort_all();
    house.store.close().await;
    ended
}

/// The house of these settings on this database.
///
/// # Errors
/// The key of what is kept secret is neither there nor can it be made.
pub(super) fn house(settings: &Settings, store: Store) -> anyhow::Result<House> {
    let clock = Clock::system();
    let files = Files::of(settings).context("the bucket")?;
    let seal = Seal::of(&settings.data, &Dice::system()).context("the key of what is kept secret")?;
    Ok(House {
        store,
        started_at: clock.now(),
        clock: clock.clone(),
        dice: Dice::system(),
        hub: Hub::new(Limits { idle: settings.away_after.0, ..Limits::default() }, clock),
        files,
        office: Office::new(seal),
        metrics: Metrics::default(),
        turnstile: Turnstile::new(settings.forms_per_minute),
        public_url: settings.public_url.as_ref().map(|url| url.as_str().to_owned()),
        secure: settings.secure(),
    })
}

/// What handlers have at hand.
struct Served {
    house: Data<House>,
    variants: Data<Variants>,
    told: Data<Told>,
    typing: Data<Typing>,
    recent: Data<Recent>,
    door: Data<Doorkeeper>,
}

fn listen(
    settings: &Settings,
    Served { house, variants, told, typing, recent, door }: Served,
    sockets: usize,
) -> anyhow::Result<(actix_web::dev::Server, SocketAddr)> {
    let listener = TcpListener::bind(settings.listen.to_socket_addrs()?.collect::<Vec<_>>().as_slice())
        .with_context(|| format!("cannot listen on {}: is something else there?", settings.listen))?;
    prepare(&listener, UNREAD)?;
    let address = listener.local_addr()?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let proxies = Data::new(TrustedProxies::new(settings.trusted_proxies.clone()));
    let readers = Data::new(Readers(settings.metrics_from.clone()));
    let readiness = Data::new(Readiness::default());
    let lanes = Data::new(Lanes::default());
    let searches = Data::new(Searches::default());
    let server = HttpServer::new(move || {
        app(house.clone())
            .app_data(variants.clone())
            .app_data(told.clone())
            .app_data(typing.clone())
            .app_data(recent.clone())
            .app_data(lanes.clone())
            .app_data(searches.clone())
            .app_data(proxies.clone())
            .app_data(readers.clone())
            .app_data(readiness.clone())
            .app_data(door.clone())
    })
    .client_request_timeout(HEAD)
    .keep_alive(IDLE)
    .workers(workers)
    // Each of them counts its own.
    .max_connections((sockets / workers).max(1))
    .backlog(BACKLOG)
    .shutdown_timeout(FAREWELL)
    .disable_signals();
    let server = match &settings.tls {
        Some(files) => server.listen_rustls_0_23(listener, tls::server_config(files)?)?,
        None => server.listen(listener)?,
    };
    Ok((server.run(), address))
}

/// The house's routes with what is around them. What else they need is data of the server.
pub(super) fn app(
    house: Data<House>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(house)
        .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
        .app_data(QueryConfig::default().error_handler(|_, _| Error::Bad("the query").into()))
        // From the inside out: what other sites send is refused in the viewer's words, and framed like everything else.
        .wrap(from_fn(security::same_site))
        .wrap(from_fn(identify))
        .wrap(from_fn(shell::around))
        .wrap(from_fn(security::headers))
        .wrap(from_fn(request_id))
        .wrap(Compress::default())
        .configure(|app| register(routes::all(), app))
        .default_service(to(|| async { Err::<&str, Error>(Error::NotFound) }))
}

/// Says how its connections are; they have it from the listener.
fn prepare(listener: &TcpListener, unread: Duration) -> std::io::Result<()> {
    // An answer that is written in two pieces waits 40 ms for the first to be acknowledged otherwise.
    rustix::net::sockopt::set_tcp_nodelay(listener, true)?;
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_tcp_user_timeout(listener, u32::try_from(unread.as_millis()).unwrap_or(u32::MAX))?;
    Ok(())
}

/// The token of the set-up page, if there is no company yet.
async fn set_up_token(house: &House) -> anyhow::Result<Option<String>> {
    let mut conn = house.store.read().await?;
    Ok(match Company::find(&mut conn).await? {
        Some(_) => None,
        None => Some(house.dice.token()),
    })
}

/// Says where the house is, and where an empty one is set up.
async fn announce(
    settings: &Settings,
    address: SocketAddr,
    house: &House,
    set_up: Option<String>,
) -> anyhow::Result<()> {
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let own = format!("{scheme}://{address}");
    println!("Hallway {} on {}", env!("CARGO_PKG_VERSION"), house.store.version().await?);
    println!("{own}");
    if let Some(public) = &house.public_url {
        println!("as {public}");
    }
    if let Some(token) = set_up {
        let base = house.public_url.as_deref().unwrap_or(&own);
        println!("Set up the company here: {base}/setup?token={token}");
    }
    Ok(())
}

async fn asked_to_stop() {
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => {}
        // Without Ctrl-C there is SIGTERM.
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// Takes no more requests, lets pages come back after a random moment, finishes what it has.
async fn stop(house: &House, handle: &ServerHandle) {
    presence::write_active(house).await;
    house.hub.close_all(CloseCode::RESTART);
    handle.stop(true).await;
}

async fn beat(hub: Arc<Hub>) {
    let mut every = tokio::time::interval(BEAT_EVERY);
    loop {
        every.tick().await;
        hub.beat(Instant::now());
    }
}

/// Has what pages say heard. The house's hub is asked to keep the listener, which keeps the house: both live as long as
/// the program.
fn hear(house: &Data<House>, variants: &Data<Variants>, typing: &Data<Typing>) {
    let (of, variants, typing) = (house.clone(), variants.clone().into_inner(), typing.clone().into_inner());
    house.hub.listen(Box::new(move |connection, text| match text.strip_prefix('~').map(str::parse) {
        Some(Ok(chat)) => typing.clone().hear(&of, &variants, &connection, chat),
        _ => presence::hear(&of, &variants, connection, text),
    }));
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{ErrorKind, Write};
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn who_does_not_read_is_cut_off() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        prepare(&listener, Duration::from_millis(500)).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let deaf = TcpStream::connect(address).expect("connects");
        let (mut unread, _) = listener.accept().expect("a connection");
        let from = Instant::now();
        unread.set_write_timeout(Some(Duration::from_secs(20))).expect("a time");
        let ended = std::iter::repeat(()).find_map(|()| unread.write(&[0; 65_536]).err()).expect("an end");
        assert!(
            matches!(ended.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
                && from.elapsed() < Duration::from_secs(15),
            "{ended} after {:?}",
            from.elapsed()
        );
        drop(deaf);
    }
}
