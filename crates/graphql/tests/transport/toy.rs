//! A small schema, a small doorkeeper, and a client for the router.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_graphql::{Context, Data, Object, Schema, SimpleObject, Subscription};
use axum::Router;
use axum::body::Body;
use futures::{Stream, StreamExt};
use graphql::transport::{Admission, Doorkeeper, Refused, SessionKey, Transport, TransportLimits, Visit};
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower_http::request_id::RequestId;

pub(crate) const TRACE: &str = "trace-7f3a";

/// A signal that a test waits for, and gives up on.
#[derive(Default)]
pub(crate) struct Signal(Notify);

impl Signal {
    pub(crate) fn give(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn heard(&self) {
        tokio::time::timeout(Duration::from_secs(20), self.0.notified())
            .await
            .expect("the signal is given");
    }
}

/// What the resolvers and the test both see.
pub(crate) struct Town {
    pub(crate) votes: AtomicU64,
    pub(crate) begun: Signal,
    pub(crate) go: Notify,
    pub(crate) written: Signal,
    pub(crate) dropped: Signal,
    pub(crate) feed: broadcast::Sender<String>,
}

pub(crate) struct Query;

/// A plan; plans lead to plans.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub(crate) struct Plan {
    id: u32,
    title: String,
    tags: Vec<String>,
}

#[async_graphql::ComplexObject]
impl Plan {
    async fn plans(&self, first: Option<i32>, last: Option<i32>) -> PlanConnection {
        page(first.or(last))
    }
    async fn neighbours(&self) -> Vec<Plan> {
        vec![self.clone()]
    }
    async fn next(&self) -> Plan {
        self.clone()
    }
}

#[derive(SimpleObject)]
pub(crate) struct PlanConnection {
    edges: Vec<PlanEdge>,
    nodes: Vec<Plan>,
    total_count: u32,
}

#[derive(SimpleObject)]
pub(crate) struct PlanEdge {
    cursor: String,
    node: Plan,
}

fn page(size: Option<i32>) -> PlanConnection {
    let size = u32::try_from(size.unwrap_or(20)).unwrap_or(0).min(100);
    let plan = |id| Plan {
        id,
        title: format!("Plan {id}"),
        tags: vec!["trees".into()],
    };
    PlanConnection {
        edges: (0..size)
            .map(|id| PlanEdge {
                cursor: id.to_string(),
                node: plan(id),
            })
            .collect(),
        nodes: (0..size).map(plan).collect(),
        total_count: 1_000,
    }
}

/// Signals when it is dropped.
struct Mourner(Arc<Town>);

impl Drop for Mourner {
    fn drop(&mut self) {
        self.0.dropped.give();
    }
}

fn town(cx: &Context<'_>) -> Arc<Town> {
    Arc::clone(cx.data_unchecked::<Arc<Town>>())
}

#[Object]
impl Query {
    async fn hello(&self, name: Option<String>) -> String {
        name.unwrap_or_else(|| "town".into())
    }
    async fn whoami(&self, cx: &Context<'_>) -> String {
        cx.data_unchecked::<String>().clone()
    }
    async fn plan(&self) -> Plan {
        page(Some(1)).nodes.remove(0)
    }
    async fn plans(&self, first: Option<i32>, last: Option<i32>) -> PlanConnection {
        page(first.or(last))
    }
    async fn some(&self, ids: Vec<u32>) -> Vec<Plan> {
        page(i32::try_from(ids.len()).ok()).nodes
    }
    async fn broken(&self) -> async_graphql::Result<Option<String>> {
        std::future::ready(Err(async_graphql::Error::new("no such table: secrets"))).await
    }
    async fn coded(&self) -> async_graphql::Result<Option<String>> {
        use async_graphql::ErrorExtensions;
        let error = async_graphql::Error::new("Not the identifier of a plan.");
        let coded = error.extend_with(|_, extensions| extensions.set("code", "request.bad_id"));
        std::future::ready(Err(coded)).await
    }
    async fn panics(&self) -> Option<String> {
        Some(std::hint::black_box(None::<String>).expect("a resolver that panics"))
    }
    /// Waits for ever.
    async fn waits(&self, cx: &Context<'_>) -> String {
        let _mourner = Mourner(town(cx));
        town(cx).begun.give();
        std::future::pending().await
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn cast_vote(&self, cx: &Context<'_>) -> u64 {
        town(cx).votes.fetch_add(1, Ordering::SeqCst) + 1
    }
    async fn withdraw_vote(&self, cx: &Context<'_>) -> u64 {
        town(cx).votes.fetch_sub(1, Ordering::SeqCst) - 1
    }
    async fn rename(&self, name: String) -> String {
        name
    }
    /// Says that it has begun, waits to be let go, then writes.
    async fn slow_vote(&self, cx: &Context<'_>) -> u64 {
        let town = town(cx);
        town.begun.give();
        town.go.notified().await;
        let votes = town.votes.fetch_add(1, Ordering::SeqCst) + 1;
        town.written.give();
        votes
    }
}

pub(crate) struct Feeds;

#[Subscription]
impl Feeds {
    /// Counts to a number.
    async fn count(&self, to: i32) -> impl Stream<Item = i32> + use<> {
        futures::stream::iter(1..=to)
    }
    /// What the test says.
    async fn feed(&self, cx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        let town = town(cx);
        let mut feed = town.feed.subscribe();
        town.begun.give();
        let mourner = Mourner(town);
        async_stream::stream! {
            let _mourner = mourner;
            while let Ok(text) = feed.recv().await {
                yield text;
            }
        }
    }
    /// Much, as fast as it is taken.
    async fn flood(&self, cx: &Context<'_>, to: usize) -> impl Stream<Item = String> + use<> {
        let mourner = Mourner(town(cx));
        futures::stream::iter(0..to).map(move |_| {
            let _held = &mourner;
            "x".repeat(64 * 1024)
        })
    }
    async fn panicking(&self) -> impl Stream<Item = i32> + use<> {
        async_stream::stream! {
            yield 1;
            panic!("a subscription that panics");
        }
    }
}

/// Lets in by the text of the token.
#[derive(Clone)]
pub(crate) struct Keeper {
    town: Arc<Town>,
    pub(crate) revoked: Arc<Mutex<HashSet<SessionKey>>>,
    pub(crate) visits: Arc<Mutex<Vec<Visit>>>,
}

impl Doorkeeper for Keeper {
    async fn admit(&self, token: Option<&str>, visit: &Visit) -> Result<Admission, Refused> {
        self.visits.lock().unwrap().push(visit.clone());
        let (who, session) = match token {
            None => ("visitor".to_owned(), None),
            Some("expired") => return Err(Refused::Expired),
            Some("throttled") => {
                return Err(Refused::Throttled {
                    retry_after: Duration::from_secs(7),
                });
            }
            Some("down") => return Err(Refused::Unavailable),
            Some("slow") => std::future::pending().await,
            Some(name) if name.starts_with("good") => (name.to_owned(), Some(SessionKey::new(name))),
            Some(_) => return Err(Refused::Required),
        };
        let town = Arc::clone(&self.town);
        Ok(Admission::new(session, move || {
            let mut data = Data::default();
            data.insert(Arc::clone(&town));
            data.insert(who.clone());
            data
        }))
    }

    async fn fallen(&self, sessions: &[SessionKey]) -> Result<Vec<SessionKey>, Refused> {
        let revoked = self.revoked.lock().unwrap();
        Ok(sessions
            .iter()
            .filter(|session| revoked.contains(session))
            .cloned()
            .collect())
    }
}

/// The toy behind its transports.
pub(crate) struct Toy {
    pub(crate) router: Router,
    pub(crate) town: Arc<Town>,
    pub(crate) keeper: Keeper,
    pub(crate) stopping: CancellationToken,
}

impl Toy {
    pub(crate) fn new() -> Self {
        Self::with(TransportLimits::default())
    }

    pub(crate) fn with(limits: TransportLimits) -> Self {
        let town = Arc::new(Town {
            votes: AtomicU64::new(0),
            begun: Signal::default(),
            go: Notify::new(),
            written: Signal::default(),
            dropped: Signal::default(),
            feed: broadcast::channel(16).0,
        });
        let keeper = Keeper {
            town: Arc::clone(&town),
            revoked: Arc::default(),
            visits: Arc::default(),
        };
        let schema = Schema::new(Query, Mutation, Feeds);
        let stopping = CancellationToken::new();
        let router = Transport::new(schema.clone(), &schema.sdl(), keeper.clone())
            .unwrap()
            .limits(limits)
            .origins(["https://fabrique.example".to_owned()])
            .stopping(stopping.clone())
            .router()
            .layer(axum::Extension(RequestId::new(HeaderValue::from_static(TRACE))));
        Self {
            router,
            town,
            keeper,
            stopping,
        }
    }

    pub(crate) fn votes(&self) -> u64 {
        self.town.votes.load(Ordering::SeqCst)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Sends a document by POST, accepting `application/graphql-response+json`.
    pub(crate) async fn ask(&self, query: &str) -> Answer {
        self.send(post(&json!({ "query": query }))).await
    }

    /// Serves on a loopback port.
    pub(crate) async fn listen(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = self
            .router
            .clone()
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }
}

pub(crate) fn post(body: &Value) -> Request<Body> {
    request("POST", "/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/graphql-response+json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

pub(crate) fn request(method: &str, uri: &str) -> http::request::Builder {
    Request::builder().method(method).uri(uri)
}

/// A GET address that carries a document.
pub(crate) fn get_uri(query: &str) -> String {
    let encoded: Vec<String> = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/graphql?query={}", encoded.concat())
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code of the first error; empty where there is none.
    pub(crate) fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn rule(&self) -> String {
        self.json()["errors"][0]["extensions"]["rule"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
