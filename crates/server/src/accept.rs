//! The accept loop: every connection has deadlines, an address and a place, and a stop finishes what was accepted.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::lines::{Line, PacedBody};

/// The limits of connections.
#[derive(Clone, Debug)]
pub struct AcceptLimits {
    /// Connections at one time, sockets and streams among them; further ones wait in the system's queue.
    pub connections: u32,
    /// How long the head of a request may take, the first and each later one on the same connection.
    pub header_deadline: Duration,
    /// The size of a request's head, in bytes.
    pub header_bytes: usize,
    /// How long the body of a request may take, and a second more for every 16 KiB that have come.
    pub body_deadline: Duration,
    /// How long a client may leave an answer untaken.
    pub write_stall: Duration,
    /// How long to wait after the system refused another connection, for want of files or memory.
    pub pause: Duration,
    /// How long a stop may take before what is left is cut.
    pub stop_deadline: Duration,
}

impl Default for AcceptLimits {
    fn default() -> Self {
        Self {
            connections: 16_384,
            header_deadline: Duration::from_secs(10),
            header_bytes: 64 * 1024,
            body_deadline: Duration::from_secs(30),
            write_stall: Duration::from_secs(30),
            pause: Duration::from_millis(250),
            stop_deadline: Duration::from_secs(20),
        }
    }
}

/// Serves until `stopping` is cancelled, then finishes what was accepted.
///
/// Answers how many connections had to be cut at the stop's deadline.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: AcceptLimits,
    stopping: CancellationToken,
) -> usize {
    let places = Arc::new(Semaphore::new(
        usize::try_from(limits.connections).unwrap_or(usize::MAX),
    ));
    let graceful = GracefulShutdown::new();
    let builder = Arc::new(builder(&limits));
    let cut = CancellationToken::new();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((accepted(|| listener.accept(), limits.pause).await, place))
        };
        let ((stream, peer), place) = tokio::select! {
            biased;
            () = stopping.cancelled() => break,
            next = next => match next {
                Some(next) => next,
                None => break,
            },
        };
        let connection = Connection {
            builder: Arc::clone(&builder),
            app: app.clone(),
            peer,
            watcher: graceful.watcher(),
            cut: cut.clone(),
            limits: limits.clone(),
        };
        tokio::spawn(connection.run(stream, place));
    }
    drop(listener);
    let deadline = Instant::now() + limits.stop_deadline;
    let finished = async {
        graceful.shutdown().await;
        // Sockets have left their HTTP connection and hold their place alone.
        let _ = places.acquire_many(limits.connections).await;
    };
    if timeout_at(deadline, finished).await.is_ok() {
        return 0;
    }
    cut.cancel();
    let open = usize::try_from(limits.connections)
        .unwrap_or(usize::MAX)
        .saturating_sub(places.available_permits());
    tracing::warn!(open, "connections were cut at the end of the stop");
    open
}

/// Waits for the next connection, through errors of single connections and want of files.
async fn accepted<F, T>(mut accept: impl FnMut() -> F, pause: Duration) -> T
where
    F: Future<Output = io::Result<T>>,
{
    loop {
        match accept().await {
            Ok(connection) => return connection,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted
                        | io::ErrorKind::ConnectionReset
                        | io::ErrorKind::ConnectionRefused
                        | io::ErrorKind::Interrupted
                ) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(pause).await;
            }
        }
    }
}

fn builder(limits: &AcceptLimits) -> Builder<TokioExecutor> {
    const STREAMS: u32 = 100;
    const PING: Duration = Duration::from_secs(20);
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_deadline)
        .max_buf_size(limits.header_bytes.max(8 * 1024));
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(limits.header_deadline)
        .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(STREAMS);
    builder
}

/// What one connection needs.
struct Connection {
    builder: Arc<Builder<TokioExecutor>>,
    app: Router,
    peer: SocketAddr,
    watcher: Watcher,
    cut: CancellationToken,
    limits: AcceptLimits,
}

impl Connection {
    /// Serves one connection to its end.
    async fn run(self, stream: TcpStream, place: OwnedSemaphorePermit) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection is gone already");
        }
        let spoken = Arc::new(AtomicBool::new(false));
        let (app, peer, body_deadline) = (self.app, self.peer, self.limits.body_deadline);
        let service = {
            let spoken = Arc::clone(&spoken);
            service_fn(move |request: Request<Incoming>| {
                spoken.store(true, Ordering::Relaxed);
                let mut request = request.map(|body| {
                    if body.is_end_stream() {
                        Body::empty()
                    } else {
                        Body::new(PacedBody::new(body, body_deadline))
                    }
                });
                request.extensions_mut().insert(ConnectInfo(peer));
                app.clone().oneshot(request)
            })
        };
        let line = TokioIo::new(Line::new(stream, place, self.limits.write_stall));
        let connection = self
            .builder
            .serve_connection_with_upgrades(line, service)
            .into_owned();
        // The library's own deadline begins with the first byte of HTTP/1; this one begins with the connection.
        let silence = async {
            sleep(self.limits.header_deadline).await;
            if spoken.load(Ordering::Relaxed) {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            served = self.watcher.watch(connection) => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection ended early");
                }
            }
            () = silence => tracing::debug!("a connection said nothing in time"),
            () = self.cut.cancelled() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn want_of_files_and_broken_connections_do_not_end_the_loop() {
        const EMFILE: i32 = 24;
        let mut answers = vec![
            Ok(7),
            Err(io::ErrorKind::ConnectionAborted.into()),
            Err(io::Error::from_raw_os_error(EMFILE)),
            Err(io::Error::from_raw_os_error(EMFILE)),
        ];
        let pause = Duration::from_millis(5);
        let begun = Instant::now();
        let got = accepted(
            || std::future::ready(answers.pop().expect("no more is asked")),
            pause,
        )
        .await;
        assert_eq!(got, 7);
        assert!(
            begun.elapsed() >= pause * 2,
            "it waits after each refusal of the system, instead of spinning"
        );
    }
}
