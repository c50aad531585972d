//! `GET /metrics`: how the server does, as Prometheus asks it.

use std::path::Path;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use ipnet::IpNet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use crate::admin::system::memory;
use crate::chats::Recent;
use crate::markup;
use crate::web::{Error, House, Result, client_address};

/// The networks from which the numbers may be asked for.
#[derive(Clone, Debug, Default)]
pub struct Readers(pub Vec<IpNet>);

/// The numbers. For requests from the networks of the setting `metrics_from`, whoever sends them.
///
/// # Errors
/// 404 for everybody else.
pub async fn show(
    request: HttpRequest,
    (house, recent): (Data<House>, Data<Recent>),
    readers: Data<Readers>,
) -> Result<HttpResponse> {
    let from = client_address(&request).to_canonical();
    if !readers.0.iter().any(|network| network.contains(&from)) {
        return Err(Error::NotFound);
    }
    let mut text = String::new();
    let written = encode(&mut text, &registry(&house, &recent));
    written.map_err(|error| Error::Defect(error.to_string()))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, kind)).body(text))
}

fn registry(house: &House, recent: &Recent) -> Registry {
    let mut registry = Registry::with_prefix("hallway");
    house.metrics.register(&mut registry);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut gauge = |name: &str, help: &str, value: i64| registry.register(name, help, ConstGauge::new(value));
    gauge("sockets", "Open pages with a socket", number(house.hub.open_connections()));
    gauge("people_here", "People who have one", number(house.hub.attendance().all_here().len()));
    let pool = house.store.load();
    gauge("database_connections", "Connections to the database", i64::from(pool.connections));
    gauge("database_connections_idle", "Those that nobody uses", number(pool.idle));
    gauge(
        "writes_waiting",
        "Messages that wait for their turn, and transactions that wait for a connection",
        number(pool.waiting),
    );
    let sent = house.hub.sent();
    registry.register("frames", "Frames that were queued for sockets", ConstCounter::new(sent.frames));
    registry.register("sockets_cut_off", "Sockets that did not read fast enough", ConstCounter::new(sent.lagging));
    if let Some(resident) = memory(Path::new("/proc/self/status")) {
        registry.register_with_unit("memory", "Resident memory", Unit::Bytes, ConstGauge::new(resident as i64));
    }
    let kept = i64::try_from(markup::kept() + recent.kept()).unwrap_or(i64::MAX);
    let help = "Texts and messages that are kept to be shown again, 36 MiB at most";
    registry.register_with_unit("kept", help, Unit::Bytes, ConstGauge::new(kept));
    let up = house.clock.now().since(house.started_at).as_secs_f64();
    registry.register_with_unit("up", "Since the start", Unit::Seconds, ConstGauge::new(up));
    registry
}
