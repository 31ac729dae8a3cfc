//! A WebSocket with a bounded queue in front, driven in one task in both directions.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures::{Sink, SinkExt, Stream};
use tokio::time::{Sleep, sleep, timeout};

use super::limits::SocketLimits;
use super::messages::Closing;

/// How long a closing socket may take to say its last word, and the client to answer it.
const FAREWELL: Duration = Duration::from_secs(1);

/// The socket and what waits for it.
pub(crate) struct Pipe {
    socket: WebSocket,
    queue: VecDeque<Message>,
    queued_bytes: usize,
    full: bool,
    unflushed: bool,
    stall: Option<Pin<Box<Sleep>>>,
    limits: SocketLimits,
}

/// What comes out of the socket.
#[derive(Debug)]
pub(crate) enum Incoming {
    /// A message.
    Message(Message),
    /// What waited has been sent far enough to fetch more.
    Room,
    /// The client has closed, or is gone.
    Gone,
    /// The client broke a rule of the protocol below.
    Faulty(Closing),
}

impl Pipe {
    pub(crate) fn new(socket: WebSocket, limits: SocketLimits) -> Self {
        Self {
            socket,
            queue: VecDeque::new(),
            queued_bytes: 0,
            full: false,
            unflushed: false,
            stall: None,
            limits,
        }
    }

    /// True while events may be fetched for the client; [`Incoming::Room`] tells when they may be again.
    pub(crate) fn has_room(&mut self) -> bool {
        self.full = self.is_crowded();
        !self.full
    }

    fn is_crowded(&self) -> bool {
        self.queue.len() >= self.limits.queue_messages || self.queued_bytes >= self.limits.queue_bytes
    }

    /// Puts a message behind those that wait; refuses a client that asks for more than it takes.
    pub(crate) fn push(&mut self, message: Message) -> Result<(), Closing> {
        if self.is_crowded() {
            return Err(Closing::TooSlow);
        }
        self.queued_bytes = self.queued_bytes.saturating_add(length(&message));
        self.queue.push_back(message);
        Ok(())
    }

    /// Sends what waits and reads the next message; losing the future loses nothing.
    pub(crate) async fn next(&mut self) -> Incoming {
        std::future::poll_fn(|cx| self.poll(cx)).await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        match self.poll_send(cx) {
            Ok(Poll::Ready(())) => self.stall = None,
            Ok(Poll::Pending) => {
                let limit = self.limits.stall;
                let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(limit)));
                if stall.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Incoming::Faulty(Closing::TooSlow));
                }
            }
            Err(_) => return Poll::Ready(Incoming::Gone),
        }
        if self.full && !self.is_crowded() {
            self.full = false;
            return Poll::Ready(Incoming::Room);
        }
        Pin::new(&mut self.socket).poll_next(cx).map(|read| match read {
            None | Some(Ok(Message::Close(_))) => Incoming::Gone,
            Some(Ok(message)) => Incoming::Message(message),
            Some(Err(error)) => faulty(&error),
        })
    }

    /// Sends what waits; pending while the client takes nothing.
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Result<Poll<()>, axum::Error> {
        let mut socket = Pin::new(&mut self.socket);
        while !self.queue.is_empty() {
            if socket.as_mut().poll_ready(cx)?.is_pending() {
                return Ok(Poll::Pending);
            }
            self.stall = None;
            if let Some(message) = self.queue.pop_front() {
                self.queued_bytes = self.queued_bytes.saturating_sub(length(&message));
                socket.as_mut().start_send(message)?;
                self.unflushed = true;
            }
        }
        if self.unflushed {
            if socket.poll_flush(cx)?.is_pending() {
                return Ok(Poll::Pending);
            }
            self.unflushed = false;
        }
        Ok(Poll::Ready(()))
    }

    /// Sends what waits and a close frame, and gives the client a moment to answer it.
    pub(crate) async fn close(mut self, closing: &Closing) {
        metrics::counter!("graphql_sockets_closed_total", "code" => closing.frame().code.to_string())
            .increment(1);
        let farewell = async {
            if *closing != Closing::TooSlow {
                while let Some(message) = self.queue.pop_front() {
                    self.socket.feed(message).await?;
                }
            }
            self.socket.send(Message::Close(Some(closing.frame()))).await?;
            while let Some(Ok(_)) = self.socket.recv().await {}
            Ok::<(), axum::Error>(())
        };
        // A client that does not take its farewell is gone all the same.
        let _ = timeout(FAREWELL, farewell).await;
    }

    /// Answers the client's close frame.
    pub(crate) async fn part(mut self) {
        let _ = timeout(FAREWELL, SinkExt::<Message>::close(&mut self.socket)).await;
    }
}

fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

/// Reads which rule was broken. The library's error type is behind axum's, which shows it as text alone.
fn faulty(error: &axum::Error) -> Incoming {
    let text = error.to_string();
    if text.starts_with("UTF-8 encoding error") {
        Incoming::Faulty(Closing::NotUtf8)
    } else if text.starts_with("Space limit exceeded") {
        Incoming::Faulty(Closing::TooLarge)
    } else if text.starts_with("WebSocket protocol error") && !text.contains("without closing handshake") {
        Incoming::Faulty(Closing::Broken)
    } else {
        Incoming::Gone
    }
}
