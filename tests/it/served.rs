//! The house on a real socket: the server's own door, transports and accept loop, on the database of the test.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use graphql::transport::{Transport, TransportLimits};
use serde_json::{Value, json};
use server::{
    accept::{self, AcceptLimits},
    door::Door,
};
use test_support::TestApp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};
use tokio_util::sync::CancellationToken;

/// How long a test waits before it gives up; nothing depends on its length.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A house that is served.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    stopping: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

/// Serves the house of a test, its worker and its feed running.
pub(crate) async fn serve(app: &TestApp) -> Served {
    let stopping = CancellationToken::new();
    let limits = TransportLimits {
        session_check: Duration::from_millis(50),
        ..TransportLimits::default()
    };
    let transport = Transport::new(graphql::schema(), &graphql::sdl(), Door::new(app.house.clone()))
        .unwrap()
        .limits(limits)
        .stopping(stopping.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepting = accept::serve(
        listener,
        transport.router(),
        AcceptLimits::default(),
        stopping.clone(),
    );
    let feed = app::feed::begin(app.house.clone()).await.unwrap();
    let tasks = vec![
        tokio::spawn(feed.run(stopping.clone())),
        tokio::spawn(app::worker::run(app.house.clone(), stopping.clone())),
        tokio::spawn(async move { assert_eq!(accepting.await, 0, "no connection was cut") }),
    ];
    Served {
        address,
        stopping,
        tasks,
    }
}

impl Served {
    /// Asks it to stop.
    pub(crate) fn ask_to_stop(&self) {
        self.stopping.cancel();
    }

    /// Stops it, and waits for all that it had accepted.
    pub(crate) async fn stop(self) {
        self.stopping.cancel();
        for task in self.tasks {
            tokio::time::timeout(PATIENCE, task)
                .await
                .expect("it stops")
                .unwrap();
        }
    }
}

/// A client on a WebSocket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Opens one and comes in, with this token or none.
    pub(crate) async fn open(address: SocketAddr, token: Option<&str>) -> Self {
        let mut request = format!("ws://{address}/graphql/ws")
            .into_client_request()
            .unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        let (stream, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let mut socket = Self(stream);
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket
            .say(&json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(socket.hear().await["type"], "connection_ack");
        socket
    }

    /// Sends a message of the protocol.
    pub(crate) async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// Begins an operation.
    pub(crate) async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(&json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await;
    }

    async fn frame(&mut self) -> Message {
        let next = async {
            loop {
                let frame = self.0.next().await.expect("the socket is open").expect("a frame");
                if !matches!(frame, Message::Ping(_) | Message::Pong(_)) {
                    return frame;
                }
            }
        };
        // The signs of life of an idle connection do not count.
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("the server says something")
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.frame().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The data of the next answer to an operation.
    pub(crate) async fn data(&mut self) -> Value {
        let mut said = self.hear().await;
        assert_eq!(said["type"], "next", "{said:#}");
        said["payload"]["data"].take()
    }

    /// Reads on to the close frame; its code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.frame().await {
                return frame.expect("a code").code.into();
            }
        }
    }
}

/// A client on an event stream.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Asks for the answers of an operation as a stream.
    pub(crate) async fn open(address: SocketAddr, query: &str, variables: Value) -> Self {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut events = Self(BufReader::new(stream));
        assert_eq!(events.line().await, "HTTP/1.1 200 OK");
        while !events.line().await.is_empty() {}
        events
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, self.0.read_line(&mut line))
            .await
            .expect("the server says something")
            .unwrap();
        assert!(line.ends_with('\n'), "the stream ended: {line:?}");
        line.trim_end().to_owned()
    }

    /// The next event: its name and its data. Sizes of chunks and comments are passed over.
    pub(crate) async fn event(&mut self) -> (String, Value) {
        let next = async {
            loop {
                let line = self.line().await;
                let Some(name) = line.strip_prefix("event: ") else {
                    continue;
                };
                let name = name.to_owned();
                let data = self.line().await;
                let data = data.strip_prefix("data:").expect("data").trim();
                return (name, serde_json::from_str(data).unwrap_or(Value::Null));
            }
        };
        // The signs of life of an idle stream do not count.
        tokio::time::timeout(PATIENCE, next)
            .await
            .expect("the server says something")
    }
}

/// Waits until so many listen to the feed: subscriptions have no answer of their own when they begin.
pub(crate) async fn until_listening(app: &TestApp, listeners: usize) {
    let waiting = async {
        while app.house.feed.listeners() != listeners {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .expect("subscriptions begin and end");
}
