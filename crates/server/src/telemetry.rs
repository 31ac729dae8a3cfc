//! Logs and metrics.
//!
//! Logs go to standard error: one line an event, with the spans it happened in. No address, text, token or ballot is
//! ever a field of a span; tests search a whole run's log for those it used.

use std::{io::IsTerminal, sync::OnceLock};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{config::LogConfig, measures};

/// Starts logging; a second call does nothing.
pub fn log(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    // Already started: the first one stays.
    let _ = if config.json {
        registry.with(lines.json()).try_init()
    } else {
        registry
            .with(lines.with_ansi(std::io::stderr().is_terminal()))
            .try_init()
    };
}

/// Starts counting, once a process, and gives what renders the counts for Prometheus.
pub fn metrics() -> PrometheusHandle {
    static COUNTS: OnceLock<PrometheusHandle> = OnceLock::new();
    let start = || {
        // Without buckets a histogram becomes a summary, which several processes cannot add up.
        let builder = PrometheusBuilder::new();
        let builder = builder.set_buckets(&measures::SECONDS);
        let recorder = builder
            .unwrap_or_else(|_no_buckets| PrometheusBuilder::new())
            .build_recorder();
        let handle = recorder.handle();
        // Whoever embeds the server may count already: then this handle renders nothing.
        let _ = metrics::set_global_recorder(recorder);
        measures::describe();
        handle
    };
    COUNTS.get_or_init(start).clone()
}
