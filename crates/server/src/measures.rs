//! What Prometheus reads: requests by route and outcome, the database, and what the other crates count.
//!
//! Labels come from closed lists alone: routes, methods, classes of status, names of use cases, codes. Nothing here is
//! about a plan, a person or a vote.

use std::time::{Duration, Instant};

use app::House;
use axum::extract::MatchedPath;
use http::{Method, StatusCode};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

/// Upper bounds of durations, in seconds.
pub(crate) const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// How often durations that were noted are put into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// How long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    pub(crate) fn start() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the server measures how long answers take"
        )]
        Self(Instant::now())
    }

    fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// The method as a label: others than those of HTTP are one.
pub(crate) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Counts an answer; a stream or socket is answered when it begins.
pub(crate) fn answered(
    method: &'static str,
    route: Option<&MatchedPath>,
    status: StatusCode,
    begun: Stopwatch,
) {
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let status = match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    metrics::counter!("fabrique_http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("fabrique_http_request_seconds", "method" => method, "route" => route)
        .record(begun.elapsed().as_secs_f64());
}

/// Everything that was counted, in the text form of Prometheus.
pub(crate) fn render(handle: &PrometheusHandle, house: &House) -> String {
    let stats = house.db.stats();
    metrics::counter!("fabrique_db_grouped_commits_total").absolute(stats.grouped_commits);
    metrics::counter!("fabrique_db_reruns_total").absolute(stats.reruns);
    metrics::gauge!("fabrique_db_connections").set(f64::from(stats.connections));
    metrics::gauge!("fabrique_db_connections_idle").set(f64::from(stats.idle));
    let listeners = u32::try_from(house.feed.listeners()).unwrap_or(u32::MAX);
    metrics::gauge!("fabrique_listeners").set(f64::from(listeners));
    handle.render()
}

/// Says what each number is.
pub(crate) fn describe() {
    use metrics::{describe_counter as counter, describe_gauge as gauge, describe_histogram as histogram};
    counter!(
        "fabrique_http_requests_total",
        "Answers by route, method and class of status"
    );
    histogram!("fabrique_http_request_seconds", "Time to the head of the answer");
    counter!("graphql_operations_total", "Operations by kind and result");
    histogram!("graphql_operation_seconds", "Time of queries and mutations");
    counter!(
        "graphql_shed_total",
        "Requests that were refused for want of places, by reason"
    );
    counter!(
        "graphql_sockets_closed_total",
        "Sockets that were closed, by code"
    );
    counter!(
        "fabrique_use_cases_total",
        "Use cases that wrote, by name and result; votes that succeed are left out"
    );
    counter!(
        "fabrique_problems_total",
        "Refusals that were told as data, by code"
    );
    counter!("fabrique_events_total", "Events that were given their number");
    gauge!(
        "fabrique_events_lag",
        "Seconds that the oldest event has waited for its number"
    );
    gauge!("fabrique_listeners", "Subscriptions that follow the feed");
    counter!(
        "fabrique_listeners_lagged_total",
        "Subscriptions that fell behind and were let go"
    );
    counter!(
        "fabrique_webhook_attempts_total",
        "Attempts to send a message to a webhook, by result"
    );
    counter!("fabrique_jobs_done_total", "Jobs that were done, by kind");
    counter!(
        "fabrique_jobs_failed_total",
        "Jobs that failed and are tried again, by kind"
    );
    counter!("fabrique_jobs_dead_total", "Jobs that were given up, by kind");
    counter!(
        "fabrique_db_grouped_commits_total",
        "Commits of SQLite, several use cases in each"
    );
    counter!(
        "fabrique_db_reruns_total",
        "Use cases that ran again because they met others"
    );
    gauge!("fabrique_db_connections", "Open connections to the database");
    gauge!(
        "fabrique_db_connections_idle",
        "Open connections that nobody uses"
    );
}

/// Keeps the memory of durations small until the process stops.
pub(crate) async fn keep(handle: PrometheusHandle, stopping: CancellationToken) {
    while stopping
        .run_until_cancelled(tokio::time::sleep(UPKEEP))
        .await
        .is_some()
    {
        handle.run_upkeep();
    }
}
