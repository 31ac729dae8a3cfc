//! The protocol loop of `graphql-transport-ws`: one task for each socket.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use async_stream::stream;
use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, StreamExt};
use serde_json::{Map, Value};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

use super::answers::Answer;
use super::doors::{Admission, Doorkeeper, Visit, bearer_token};
use super::edges::Edge;
use super::faults::{Fault, Reason};
use super::messages::{self, Closing, Said};
use super::pipes::{Incoming, Pipe};
use super::requests::Asked;
use super::sessions::{End, Hold};

/// One socket and what it is doing.
struct Socket<E, D> {
    edge: Arc<Edge<E, D>>,
    visit: Visit,
    pipe: Pipe,
    entry: Entry,
    operations: Operations,
    heard: Instant,
}

/// How far the socket has come.
enum Entry {
    /// Nothing was said.
    New,
    /// The doorkeeper has been asked.
    Asked(BoxFuture<'static, Result<Admission, Fault>>),
    /// The visitor is in.
    In(Arc<Admission>, Option<Hold>),
}

/// Something that the loop waits for.
enum Happening {
    Incoming(Incoming),
    Admitted(Result<Admission, Fault>),
    Event(String, Option<Answer>),
    Ended(End),
    Tick,
    Over(Closing),
}

/// Serves one socket until either side closes it.
pub(crate) async fn serve<E: Executor, D: Doorkeeper>(
    edge: Arc<Edge<E, D>>,
    socket: WebSocket,
    visit: Visit,
) {
    let pipe = Pipe::new(socket, edge.limits.socket.clone());
    let mut socket = Socket {
        edge,
        visit,
        pipe,
        entry: Entry::New,
        operations: Operations::default(),
        heard: Instant::now(),
    };
    let closing = socket.run().await;
    match closing {
        Some(closing) => {
            tracing::debug!(trace_id = &*socket.visit.trace_id, ?closing, "a socket is closed");
            drop(socket.operations);
            socket.pipe.close(&closing).await;
        }
        None => socket.pipe.part().await,
    }
}

impl<E: Executor, D: Doorkeeper> Socket<E, D> {
    /// Runs until the socket is to be closed; `None` where the client has gone by itself.
    async fn run(&mut self) -> Option<Closing> {
        let limits = &self.edge.limits.socket;
        let mut init_deadline = pin!(sleep(limits.init_deadline));
        let mut ticks = interval_at(Instant::now() + limits.keep_alive, limits.keep_alive);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let stopping = self.edge.stopping.clone();
        loop {
            let room = self.pipe.has_room();
            let outside = !matches!(self.entry, Entry::In(..));
            let happening = tokio::select! {
                biased;
                () = stopping.cancelled() => Happening::Over(Closing::Stopping),
                happening = self.entry.happening() => happening,
                () = &mut init_deadline, if outside => Happening::Over(Closing::InitTimeout),
                incoming = self.pipe.next() => Happening::Incoming(incoming),
                (id, answer) = self.operations.next(), if room => Happening::Event(id, answer),
                _ = ticks.tick() => Happening::Tick,
            };
            if let Err(end) = self.handle(happening) {
                return end;
            }
        }
    }

    /// Handles one happening; `Err` ends the socket.
    fn handle(&mut self, happening: Happening) -> Result<(), Option<Closing>> {
        match happening {
            Happening::Incoming(Incoming::Message(message)) => {
                self.heard = Instant::now();
                self.incoming(message)?;
            }
            Happening::Incoming(Incoming::Room) => {}
            Happening::Incoming(Incoming::Gone) => return Err(None),
            Happening::Incoming(Incoming::Faulty(closing)) | Happening::Over(closing) => {
                return Err(Some(closing));
            }
            Happening::Admitted(Ok(admission)) => {
                let hold = admission
                    .session()
                    .map(|session| self.edge.sessions.hold(session));
                self.entry = Entry::In(Arc::new(admission), hold);
                self.pipe.push(messages::ack())?;
            }
            Happening::Admitted(Err(fault)) => {
                return Err(Some(match fault.reason {
                    Reason::AuthRequired => Closing::Forbidden("auth.required"),
                    Reason::AuthExpired => Closing::Forbidden("auth.expired"),
                    Reason::Throttled => Closing::Throttled,
                    _ => Closing::TryLater,
                }));
            }
            Happening::Event(id, answer) => self.event(&id, answer)?,
            Happening::Ended(End::Fallen) => return Err(Some(Closing::Forbidden("auth.expired"))),
            Happening::Ended(End::Unknown) => return Err(Some(Closing::TryLater)),
            Happening::Tick if self.heard.elapsed() > self.edge.limits.socket.keep_alive * 2 => {
                return Err(Some(Closing::Silent));
            }
            Happening::Tick => self.pipe.push(Message::Ping(Bytes::new()))?,
        }
        Ok(())
    }

    fn incoming(&mut self, message: Message) -> Result<(), Closing> {
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => return Ok(()),
            Message::Binary(_) => return Err(Closing::Malformed),
        };
        match Said::read(&text).ok_or(Closing::Malformed)? {
            Said::Init(payload) => self.init(payload),
            Said::Subscribe(id, payload) => self.subscribe(id, payload),
            Said::Complete(id) => {
                self.operations.remove(&id);
                Ok(())
            }
            Said::Ping(payload) => self.pipe.push(messages::pong(payload)),
            Said::Pong => Ok(()),
        }
    }

    /// Begins to ask the doorkeeper with the token of the payload.
    fn init(&mut self, payload: Option<Map<String, Value>>) -> Result<(), Closing> {
        if !matches!(self.entry, Entry::New) {
            return Err(Closing::TooManyInits);
        }
        let token = match authorization(payload) {
            Ok(token) => token,
            Err(Value::String(_)) => return Err(Closing::Forbidden("auth.required")),
            Err(_) => return Err(Closing::Malformed),
        };
        let (edge, visit) = (Arc::clone(&self.edge), self.visit.clone());
        self.entry = Entry::Asked(Box::pin(
            async move { edge.admit(token.as_deref(), &visit).await },
        ));
        Ok(())
    }

    /// Begins an operation: its checks and its execution run beside the reading of further messages.
    fn subscribe(&mut self, id: String, payload: Map<String, Value>) -> Result<(), Closing> {
        let Entry::In(admission, _) = &self.entry else {
            return Err(Closing::Unauthorized);
        };
        if self.operations.contains(&id) {
            return Err(Closing::Duplicate(id));
        }
        let refused = if self.operations.len() >= self.edge.limits.socket.operations {
            let limit = u64::try_from(self.edge.limits.socket.operations).unwrap_or(u64::MAX);
            Some(
                Fault::new(Reason::Throttled)
                    .rule("OperationsOfASocket")
                    .limit(limit),
            )
        } else {
            self.edge.pass(&self.visit).err()
        };
        if let Some(fault) = refused {
            return self
                .pipe
                .push(messages::error(&id, &[fault], &self.visit.trace_id));
        }
        let events = operation(&self.edge, payload, Arc::clone(admission), &self.visit);
        self.operations.add(id, events);
        Ok(())
    }

    /// Sends an event of an operation, or its end.
    fn event(&mut self, id: &str, answer: Option<Answer>) -> Result<(), Closing> {
        match answer {
            Some(Answer::Executed(json)) => self.pipe.push(messages::next(id, &json)),
            Some(Answer::Refused(faults)) => {
                self.operations.remove(id);
                self.pipe.push(messages::error(id, &faults, &self.visit.trace_id))
            }
            None => {
                self.operations.remove(id);
                self.pipe.push(messages::complete(id))
            }
        }
    }
}

impl Entry {
    /// Waits for the doorkeeper's answer, or for the end of the session.
    async fn happening(&mut self) -> Happening {
        match self {
            Self::New | Self::In(_, None) => std::future::pending().await,
            Self::Asked(admission) => Happening::Admitted(admission.await),
            Self::In(_, Some(hold)) => Happening::Ended(hold.ended().await),
        }
    }
}

/// Reads `authorization` of the payload, in any case; anything but one bearer token is given back as an error.
fn authorization(payload: Option<Map<String, Value>>) -> Result<Option<String>, Value> {
    let mut found = payload
        .into_iter()
        .flatten()
        .filter(|(name, value)| name.eq_ignore_ascii_case("authorization") && !value.is_null());
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some((_, value)), None) => match value.as_str().and_then(bearer_token) {
            Some(token) => Ok(Some(token.to_owned())),
            None => Err(value),
        },
        (Some(_), Some((_, second))) => Err(Value::Array(vec![second])),
    }
}

/// The events of one operation, from its checks on.
fn operation<E: Executor, D: Doorkeeper>(
    edge: &Arc<Edge<E, D>>,
    payload: Map<String, Value>,
    admission: Arc<Admission>,
    visit: &Visit,
) -> BoxStream<'static, Answer> {
    let (edge, trace_id) = (Arc::clone(edge), Arc::clone(&visit.trace_id));
    stream! {
        let checked = match Asked::from_object(payload) {
            Ok(asked) => edge.check(asked).await,
            Err(fault) => Err(fault),
        };
        match checked {
            Ok(checked) => {
                let lasting = checked.kind == OperationType::Subscription;
                let mut events = edge.events(checked, admission, trace_id);
                while let Some(event) = events.next().await {
                    yield event;
                    if !lasting {
                        break;
                    }
                }
            }
            Err(fault) => yield Answer::from(fault),
        }
    }
    .boxed()
}

/// The operations of one socket: few enough to look at each.
#[derive(Default)]
struct Operations {
    running: Vec<(String, BoxStream<'static, Answer>)>,
    turn: usize,
}

impl Operations {
    const fn len(&self) -> usize {
        self.running.len()
    }

    fn contains(&self, id: &str) -> bool {
        self.running.iter().any(|(known, _)| known == id)
    }

    fn add(&mut self, id: String, events: BoxStream<'static, Answer>) {
        self.running.push((id, events));
    }

    fn remove(&mut self, id: &str) {
        self.running.retain(|(known, _)| known != id);
    }

    /// Waits for an event of any operation, beginning after the one that was heard last.
    async fn next(&mut self) -> (String, Option<Answer>) {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<(String, Option<Answer>)> {
        let count = self.running.len();
        for step in 0..count {
            let turn = self.turn.wrapping_add(step) % count;
            let Some((id, events)) = self.running.get_mut(turn) else {
                continue;
            };
            if let Poll::Ready(event) = Pin::new(events).poll_next_unpin(cx) {
                let id = id.clone();
                self.turn = turn + 1;
                return Poll::Ready((id, event));
            }
        }
        Poll::Pending
    }
}
