//! What is counted of requests, for who runs the server.

use std::time::Duration;

use actix_web::http::StatusCode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds up to which requests are counted together.
const STEPS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counts of requests. A clone counts on.
#[derive(Clone, Debug)]
pub struct Metrics {
    answers: Family<[(&'static str, &'static str); 1], Counter>,
    times: Histogram,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics { answers: Family::default(), times: Histogram::new(STEPS) }
    }
}

impl Metrics {
    /// A request was answered with this status after so long. An upgrade is answered when its socket is open.
    pub fn answered(&self, status: StatusCode, took: Duration) {
        let class = match status.as_u16() / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.answers.get_or_create(&[("status", class)]).inc();
        self.times.observe(took.as_secs_f64());
    }

    /// Puts the counts among others.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that were answered", self.answers.clone());
        registry.register("http_request_seconds", "How long their answers took", self.times.clone());
    }
}
