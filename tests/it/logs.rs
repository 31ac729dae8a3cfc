//! What the house writes to its log during a test, at the most talkative.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Everything logged by this thread since the start; tests run their tasks on one thread.
pub(crate) struct Captured {
    lines: Lines,
    _guard: DefaultGuard,
}

/// What was logged, line by line.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// All of it.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Captured {
    /// Begins to listen: our own crates say everything, the others what developers see.
    pub(crate) fn start() -> Self {
        let lines = Lines::default();
        let filter = "debug,app=trace,auth=trace,domain=trace,graphql=trace,messages=trace,persistence=trace,server=trace,web=trace";
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(filter))
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::NEW)
            // Microseconds have six digits, as codes have: now and then they would be the same.
            .without_time()
            .with_ansi(false)
            .with_writer(lines.clone())
            .finish();
        Self {
            lines,
            _guard: tracing::subscriber::set_default(subscriber),
        }
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        self.lines.text()
    }
}
