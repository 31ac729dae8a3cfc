//! Every number of the edge in one place, with its reason.

use std::num::NonZeroU32;
use std::time::Duration;

/// The limits of a document, checked before anything is executed.
#[derive(Clone, Debug)]
pub struct DocumentLimits {
    /// Lexical tokens of a document, counted before parsing.
    pub tokens: u64,
    /// Nested brackets of any kind, counted before parsing, so that the parser's stack is safe.
    pub brackets: u64,
    /// Levels of fields, fragments followed.
    pub depth: u64,
    /// Fields that a document may cost, the size of each list multiplied in.
    pub cost: u64,
    /// Fields at the root of an operation, aliases and fragments counted.
    pub root_fields: u64,
    /// Operations in a document.
    pub operations: u64,
    /// Fragment definitions in a document.
    pub fragments: u64,
    /// Variables of an operation.
    pub variables: u64,
    /// Directives in a document.
    pub directives: u64,
    /// The size of a connection's page that is counted where neither `first` nor `last` is given.
    pub page_default: u64,
    /// The largest page: a greater `first` or `last` counts as this one.
    pub page_max: u64,
    /// The size that is counted for a list that has no pages.
    pub list_default: u64,
    /// Mutations of which a document may have at most one in all: the votes.
    pub once: Vec<String>,
    /// Levels of fields below `__schema` and `__type`: type references are spelled out there.
    pub introspection_depth: u64,
    /// What introspection may cost, in nominal list sizes: some more than the query of GraphiQL.
    pub introspection_cost: u64,
    /// Documents above this many bytes are parsed outside the reactor.
    pub inline_bytes: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self {
            tokens: 5_000,
            brackets: 48,
            depth: 12,
            cost: 5_000,
            root_fields: 15,
            operations: 10,
            fragments: 50,
            variables: 50,
            directives: 30,
            page_default: 20,
            page_max: 100,
            list_default: 10,
            once: vec!["castVote".into(), "withdrawVote".into(), "finishVote".into()],
            introspection_depth: 20,
            introspection_cost: 200_000,
            inline_bytes: 4 * 1024,
        }
    }
}

/// The limits of a WebSocket.
#[derive(Clone, Debug)]
pub struct SocketLimits {
    /// How long a new socket may take to send `connection_init`; then 4408.
    pub init_deadline: Duration,
    /// Operations at one time on one socket.
    pub operations: usize,
    /// Messages that may wait for a slow client; no events are fetched beyond, and what it asks for ends in 4429.
    pub queue_messages: usize,
    /// Bytes that may wait for a slow client, give or take the last message; as above.
    pub queue_bytes: usize,
    /// How long a client may leave a message untaken; then 4429.
    pub stall: Duration,
    /// How often a silent socket is pinged; it is given up after two pings without any sign.
    pub keep_alive: Duration,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            init_deadline: Duration::from_secs(5),
            operations: 20,
            queue_messages: 64,
            queue_bytes: 256 * 1024,
            stall: Duration::from_secs(10),
            keep_alive: Duration::from_secs(25),
        }
    }
}

/// A rate for each peer: an IPv4 address, or a /56 of IPv6.
#[derive(Clone, Copy, Debug)]
pub struct PeerRate {
    /// Requests a second in the long run.
    pub per_second: NonZeroU32,
    /// Requests at once after a rest.
    pub burst: NonZeroU32,
}

impl Default for PeerRate {
    fn default() -> Self {
        Self {
            per_second: NonZeroU32::MIN.saturating_add(499),
            burst: NonZeroU32::MIN.saturating_add(1_999),
        }
    }
}

/// The limits of the GraphQL transports.
#[derive(Clone, Debug)]
pub struct TransportLimits {
    /// The limits of a document.
    pub document: DocumentLimits,
    /// The limits of a WebSocket.
    pub socket: SocketLimits,
    /// Bytes of a request body, of a query string, and of a WebSocket message.
    pub request_bytes: usize,
    /// How long a request body may take to arrive.
    pub body_deadline: Duration,
    /// How long an operation may run before its caller is told to try again; writes are finished all the same.
    pub execution_deadline: Duration,
    /// Operations executed at one time in this process; more are shed with 503.
    pub in_flight: usize,
    /// WebSockets and event streams open at one time in this process; more are shed with 503.
    pub long_connections: usize,
    /// Of these, the ones that one peer may hold; more are shed with 429.
    pub long_connections_of_peer: usize,
    /// Load that one peer may cause; more is shed with 429. Generous: accounts are throttled elsewhere.
    pub peer: PeerRate,
    /// How often the doorkeeper is asked which sessions have fallen; a revoked one ends within 5 s.
    pub session_check: Duration,
    /// How often an event stream carries a comment, so that proxies keep it open.
    pub stream_keep_alive: Duration,
}

impl Default for TransportLimits {
    fn default() -> Self {
        Self {
            document: DocumentLimits::default(),
            socket: SocketLimits::default(),
            request_bytes: 64 * 1024,
            body_deadline: Duration::from_secs(10),
            execution_deadline: Duration::from_secs(20),
            in_flight: 512,
            long_connections: 12_000,
            long_connections_of_peer: 1_000,
            peer: PeerRate::default(),
            session_check: Duration::from_secs(3),
            stream_keep_alive: Duration::from_secs(12),
        }
    }
}
