//! The GraphQL transports: HTTP, server-sent events and WebSocket around one executor.
//!
//! The stock extractors of the library leave out what a public server needs, so the edge has its own: sizes and
//! times bounded before parsing, documents judged before execution, refusals in fixed sentences. Nothing here knows
//! a noun of the house; who the visitor is, the [`Doorkeeper`] says.

mod answers;
mod costs;
mod documents;
mod doors;
mod edges;
mod faults;
mod http;
mod limits;
mod messages;
mod negotiation;
mod pipes;
mod requests;
mod scans;
mod sessions;
mod shapes;
mod shares;
mod sockets;
mod sse;
mod throttles;
mod ws;

use std::sync::Arc;

use async_graphql::Executor;
use axum::Router;
use axum::routing::any;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::edges::Edge;
use self::shapes::Shape;

pub use self::doors::{Admission, Doorkeeper, Refused, SessionKey, Visit, bearer};
pub use self::limits::{DocumentLimits, PeerRate, SocketLimits, TransportLimits};
pub use self::shapes::UnreadableSchema;

/// The transports of one schema.
pub struct Transport<E, D> {
    executor: E,
    doorkeeper: D,
    shape: Shape,
    limits: TransportLimits,
    origins: Vec<String>,
    stopping: CancellationToken,
    running: TaskTracker,
}

impl<E: Executor, D: Doorkeeper> Transport<E, D> {
    /// Makes the transports of a schema; `sdl` is its text, from which the cost rule knows what is a list.
    pub fn new(executor: E, sdl: &str, doorkeeper: D) -> Result<Self, UnreadableSchema> {
        Ok(Self {
            executor,
            doorkeeper,
            shape: Shape::read(sdl)?,
            limits: TransportLimits::default(),
            origins: Vec::new(),
            stopping: CancellationToken::new(),
            running: TaskTracker::new(),
        })
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: TransportLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the origins whose pages may open a WebSocket, such as `https://fabrique.example`; none by default.
    #[must_use]
    pub fn origins(mut self, origins: impl IntoIterator<Item = String>) -> Self {
        self.origins = origins.into_iter().collect();
        self
    }

    /// Sets the token that is cancelled when the process begins to stop: sockets close with 1001, streams end.
    #[must_use]
    pub fn stopping(mut self, stopping: CancellationToken) -> Self {
        self.stopping = stopping;
        self
    }

    /// Gives the operations that run, so that a stop can wait for writes whose callers are gone.
    pub fn running(&self) -> TaskTracker {
        self.running.clone()
    }

    /// Makes the routes `/graphql` and `/graphql/ws`, and begins to watch sessions; called on a runtime.
    pub fn router(self) -> Router {
        let (every, stopping) = (self.limits.session_check, self.stopping.clone());
        let edge = Arc::new(Edge::new(
            (self.executor, self.doorkeeper, self.shape),
            self.limits,
            self.origins,
            (self.stopping, self.running),
        ));
        tokio::spawn(Edge::keep_house(Arc::downgrade(&edge), stopping, every));
        Router::new()
            .route("/graphql", any(self::http::answer::<E, D>))
            .route("/graphql/ws", any(ws::answer::<E, D>))
            .with_state(edge)
    }
}
