//! What all transports share: checking, admission, execution, shedding.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Weak};
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request, Response};
use futures::future::Either;
use futures::stream::{BoxStream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::answers::{Answer, answer};
use super::documents::{Checked, check};
use super::doors::{Admission, Doorkeeper, Visit};
use super::faults::{Fault, Reason};
use super::limits::TransportLimits;
use super::requests::Asked;
use super::sessions::Sessions;
use super::shapes::Shape;
use super::shares::{Likeness, Shares};
use super::throttles::{Place, Places, Throttle};

/// How long a peer with too many long connections is told to wait.
const PLACE_WAIT: Duration = Duration::from_secs(10);

/// The places that one long connection holds until it is dropped.
pub(crate) type LongPlace = (OwnedSemaphorePermit, Place);

/// The shared state of the transports.
pub(crate) struct Edge<E, D> {
    pub(crate) executor: E,
    pub(crate) doorkeeper: D,
    pub(crate) limits: TransportLimits,
    pub(crate) origins: Vec<String>,
    pub(crate) stopping: CancellationToken,
    pub(crate) running: TaskTracker,
    pub(crate) sessions: Arc<Sessions>,
    shape: Arc<Shape>,
    shares: Arc<Shares>,
    throttle: Throttle,
    places: Arc<Places>,
    in_flight: Arc<Semaphore>,
    long_connections: Arc<Semaphore>,
    parsing: Arc<Semaphore>,
}

impl<E: Executor, D: Doorkeeper> Edge<E, D> {
    pub(crate) fn new(
        (executor, doorkeeper, shape): (E, D, Shape),
        limits: TransportLimits,
        origins: Vec<String>,
        (stopping, running): (CancellationToken, TaskTracker),
    ) -> Self {
        let parsers = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self {
            executor,
            doorkeeper,
            origins,
            stopping,
            running,
            sessions: Arc::default(),
            shape: Arc::new(shape),
            shares: Arc::default(),
            throttle: Throttle::new(limits.peer),
            places: Arc::new(Places::new(limits.long_connections_of_peer)),
            in_flight: Arc::new(Semaphore::new(limits.in_flight)),
            long_connections: Arc::new(Semaphore::new(limits.long_connections)),
            parsing: Arc::new(Semaphore::new(parsers)),
            limits,
        }
    }

    /// Counts a request of a peer, or refuses it.
    pub(crate) fn pass(&self, visit: &Visit) -> Result<(), Fault> {
        self.throttle.pass(visit.peer)
    }

    /// Takes a place among the long connections, of all and of this peer, or refuses.
    pub(crate) fn long_place(&self, visit: &Visit) -> Result<LongPlace, Fault> {
        let Some(own) = self.places.take(visit.peer) else {
            metrics::counter!("graphql_shed_total", "reason" => "places_of_peer").increment(1);
            return Err(Fault::new(Reason::Throttled).retry_after(PLACE_WAIT));
        };
        match Arc::clone(&self.long_connections).try_acquire_owned() {
            Ok(place) if !self.stopping.is_cancelled() => Ok((place, own)),
            Ok(_) | Err(_) => Err(busy("long_connections")),
        }
    }

    /// Checks a document; a long one is parsed on a blocking thread, as many at a time as there are processors.
    pub(crate) async fn check(&self, asked: Asked) -> Result<Checked, Fault> {
        if asked.query.len() <= self.limits.document.inline_bytes {
            let judged = AssertUnwindSafe(|| check(asked, &self.shape, &self.limits.document));
            return std::panic::catch_unwind(judged)
                .unwrap_or_else(|_panic| Err(Fault::new(Reason::Internal)));
        }
        let Ok(_place) = self.parsing.acquire().await else {
            return Err(Fault::new(Reason::Unavailable));
        };
        let (shape, limits) = (Arc::clone(&self.shape), self.limits.document.clone());
        let checked = tokio::task::spawn_blocking(move || check(asked, &shape, &limits)).await;
        checked.unwrap_or_else(|error| {
            tracing::error!(%error, "a document could not be checked");
            Err(Fault::new(Reason::Internal))
        })
    }

    /// Asks the doorkeeper.
    pub(crate) async fn admit(&self, token: Option<&str>, visit: &Visit) -> Result<Admission, Fault> {
        self.doorkeeper.admit(token, visit).await.map_err(Fault::from)
    }

    /// Executes a query or mutation in a task of its own.
    ///
    /// A caller who goes away, or waits past the deadline, ends a query but never a mutation: a write that was
    /// begun is finished.
    pub(crate) async fn execute(
        &self,
        checked: Checked,
        admission: &Admission,
        trace_id: &Arc<str>,
    ) -> Answer {
        let Ok(place) = Arc::clone(&self.in_flight).try_acquire_owned() else {
            return busy("in_flight").into();
        };
        let (mut request, kind) = (checked.request, checked.kind);
        request.data = admission.data();
        let (executor, trace) = (self.executor.clone(), Arc::clone(trace_id));
        let work = async move {
            let begun = Instant::now();
            let response = executor.execute(request).await;
            drop(place);
            measure(kind, &response, begun.elapsed());
            answer(response, &trace)
        };
        let task = self.running.spawn(work.in_current_span());
        let _guard = (kind == OperationType::Query).then(|| AbortOnDrop(task.abort_handle()));
        match timeout(self.limits.execution_deadline, task).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                tracing::error!(trace_id = &**trace_id, %error, "an operation broke off");
                Fault::new(Reason::Internal).into()
            }
            Err(_elapsed) => {
                tracing::warn!(trace_id = &**trace_id, "an operation passed its deadline");
                Fault::new(Reason::Unavailable)
                    .retry_after(Duration::from_secs(1))
                    .into()
            }
        }
    }

    /// Answers an operation of any kind as a stream: one answer, or the events of a subscription. Identical
    /// subscriptions of one audience are executed once.
    pub(crate) fn events(
        self: &Arc<Self>,
        checked: Checked,
        admission: Arc<Admission>,
        trace_id: Arc<str>,
    ) -> BoxStream<'static, Answer> {
        if checked.kind != OperationType::Subscription {
            let edge = Arc::clone(self);
            return futures::stream::once(async move { edge.execute(checked, &admission, &trace_id).await })
                .boxed();
        }
        let request = checked.request;
        let likeness = admission
            .audience()
            .and_then(|audience| Likeness::of(&request, audience));
        let executor = self.executor.clone();
        let begin = move || subscribed(&executor, request, admission.data(), trace_id);
        match likeness {
            Some(likeness) => self.shares.join(likeness, begin),
            None => begin(),
        }
    }

    /// Asks after sessions, and forgets rested peers, until the process stops or the edge is gone.
    pub(crate) async fn keep_house(edge: Weak<Self>, stopping: CancellationToken, every: Duration) {
        const FORGET_ROUNDS: u32 = 20;
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut failures, mut rounds) = (0, 0_u32);
        loop {
            let tick = std::pin::pin!(ticks.tick());
            let stop = std::pin::pin!(stopping.cancelled());
            if let Either::Right(_) = futures::future::select(tick, stop).await {
                return;
            }
            let Some(edge) = edge.upgrade() else { return };
            edge.sessions.ask(&edge.doorkeeper, &mut failures).await;
            rounds = rounds.wrapping_add(1);
            if rounds.is_multiple_of(FORGET_ROUNDS) || edge.throttle.is_crowded() {
                edge.throttle.forget();
            }
        }
    }
}

/// Counts an operation that was executed, and how long it took: by its kind, never by a name that a client chose.
fn measure(kind: OperationType, response: &Response, took: Duration) {
    let kind = match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    };
    let result = if response.errors.is_empty() {
        "data"
    } else {
        "errors"
    };
    metrics::counter!("graphql_operations_total", "kind" => kind, "result" => result).increment(1);
    metrics::histogram!("graphql_operation_seconds", "kind" => kind).record(took.as_secs_f64());
}

/// The answers of a subscription.
fn subscribed<E: Executor>(
    executor: &E,
    mut request: Request,
    data: Data,
    trace_id: Arc<str>,
) -> BoxStream<'static, Answer> {
    request.data = data;
    let responses = executor.execute_stream(request, None);
    AssertUnwindSafe(responses)
        .catch_unwind()
        .map(move |response| match response {
            Ok(response) => answer(response, &trace_id),
            Err(_panic) => {
                tracing::error!(trace_id = &*trace_id, "a subscription broke off");
                Fault::new(Reason::Internal).into()
            }
        })
        .boxed()
}

/// Ends a query whose caller has gone.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn busy(what: &'static str) -> Fault {
    metrics::counter!("graphql_shed_total", "reason" => what).increment(1);
    Fault::new(Reason::Busy).retry_after(Duration::from_secs(1))
}
