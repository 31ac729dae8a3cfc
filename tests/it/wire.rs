//! The front door as programs find it: the doorkeeper, the transports and the accept loop, over a real connection.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use graphql::transport::{Transport, TransportLimits};
use serde_json::{Value, json};
use server::{accept, door::Door, download, headers::Surroundings, well_known};
use test_support::TestApp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long a test waits before it gives up; nothing depends on its length.
const PATIENCE: Duration = Duration::from_secs(30);

/// The open door of one test's house; shut when it is dropped.
pub(crate) struct Front {
    address: SocketAddr,
    _open: DropGuard,
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }
}

impl Front {
    /// Opens the door; sessions behind open connections are looked at every few milliseconds.
    pub(crate) async fn open(app: &TestApp) -> Self {
        let limits = TransportLimits {
            session_check: Duration::from_millis(20),
            ..TransportLimits::default()
        };
        let transport = Transport::new(app.schema.clone(), &graphql::sdl(), Door::new(app.house.clone()))
            .expect("the schema is read")
            .limits(limits);
        let router = transport
            .router()
            .merge(well_known::router(app.house.clone()))
            .merge(download::router(app.house.clone()));
        let site = app.house.site.issuer.parse().expect("an address");
        let router = Surroundings::new(&site, []).around(router);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let stopping = CancellationToken::new();
        tokio::spawn(accept::serve(
            listener,
            router,
            accept::AcceptLimits::default(),
            stopping.clone(),
        ));
        Self {
            address,
            _open: stopping.drop_guard(),
        }
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(format!(
            "GET {path} HTTP/1.1\r\nHost: fabrique.example\r\nConnection: close\r\n\r\n"
        ))
        .await
    }

    /// Asks for a page with a token.
    pub(crate) async fn get_as(&self, path: &str, token: &str) -> Answer {
        self.send(format!(
            "GET {path} HTTP/1.1\r\nHost: fabrique.example\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
        ))
        .await
    }

    /// Sends a document, with a token if there is one.
    pub(crate) async fn post(&self, document: &str, variables: Value, token: Option<&str>) -> Answer {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let bearer = token.map_or(String::new(), |token| {
            format!("Authorization: Bearer {token}\r\n")
        });
        self.send(format!(
            "POST /graphql HTTP/1.1\r\nHost: fabrique.example\r\nConnection: close\r\nAccept: application/graphql-response+json\r\n\
             Accept-Language: en\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{bearer}\r\n{body}",
            body.len()
        ))
        .await
    }

    /// Sends a document that must not fail at the top level; its data.
    pub(crate) async fn ask(&self, document: &str, variables: Value, token: Option<&str>) -> Value {
        let answer = self.post(document, variables, token).await;
        let mut json = answer.json();
        assert!(
            answer.status == 200 && json.get("errors").is_none(),
            "{document}\n{json:#}"
        );
        json["data"].take()
    }

    async fn send(&self, request: String) -> Answer {
        let talk = async {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let text = tokio::time::timeout(PATIENCE, talk).await.expect("an answer");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Opens a WebSocket and comes in with this token.
    pub(crate) async fn socket(&self, token: Option<&str>) -> Socket {
        let mut request = format!("ws://{}/graphql/ws", self.address)
            .into_client_request()
            .unwrap();
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", "graphql-transport-ws".parse().unwrap());
        let (stream, _) = connect_async(request).await.unwrap();
        let mut socket = Socket(stream);
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket
            .say(&json!({ "type": "connection_init", "payload": payload }))
            .await;
        socket
    }
}

/// A WebSocket that speaks `graphql-transport-ws`.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Says something.
    pub(crate) async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message, or the code that the connection was closed with.
    pub(crate) async fn hear(&mut self) -> Result<Value, u16> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.0.next())
                .await
                .expect("the server says something");
            match next {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(why)) => panic!("{why}"),
                None => panic!("gone without a close frame"),
            }
        }
    }
}
