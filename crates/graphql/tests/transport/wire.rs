//! A WebSocket client of a few lines, so that tests can send what no good client would.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a test waits before it gives up; nothing depends on its length.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Text(Value),
    Close(u16, String),
    Ping,
    Pong,
    Gone,
}

pub(crate) struct Socket {
    pub(crate) stream: TcpStream,
    pub(crate) handshake: String,
}

impl Socket {
    /// Asks for an upgrade with these further headers, and reads the answer's head.
    pub(crate) async fn upgrade(address: SocketAddr, headers: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET /graphql/ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = timeout(PATIENCE, stream.read_u8())
                .await
                .expect("an answer to the upgrade");
            head.push(byte.unwrap());
        }
        Self {
            stream,
            handshake: String::from_utf8(head).unwrap(),
        }
    }

    /// Opens a socket that speaks the protocol.
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let socket = Self::upgrade(address, "Sec-WebSocket-Protocol: graphql-transport-ws\r\n").await;
        assert!(
            socket.handshake.starts_with("HTTP/1.1 101"),
            "{}",
            socket.handshake
        );
        socket
    }

    /// Opens a socket and comes in with this token.
    pub(crate) async fn enter(address: SocketAddr, token: Option<&str>) -> Self {
        let mut socket = Self::open(address).await;
        let payload = token.map(|token| json!({"authorization": format!("Bearer {token}")}));
        socket
            .say(&json!({"type": "connection_init", "payload": payload}))
            .await;
        assert_eq!(
            socket.hear().await,
            Frame::Text(json!({"type": "connection_ack"}))
        );
        socket
    }

    pub(crate) async fn say(&mut self, message: &Value) {
        self.frame(0x81, message.to_string().as_bytes()).await;
    }

    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({"type": "subscribe", "id": id, "payload": {"query": query}}))
            .await;
    }

    /// Sends one masked frame with this first byte.
    pub(crate) async fn frame(&mut self, first: u8, payload: &[u8]) {
        let mut bytes = head(first, payload.len());
        let mask = [0x37, 0xfa, 0x21, 0x3d];
        bytes.extend(mask);
        bytes.extend(
            payload
                .iter()
                .zip(mask.iter().cycle())
                .map(|(byte, mask)| byte ^ mask),
        );
        // The server may have closed already: what it said is then what counts.
        let _ = self.stream.write_all(&bytes).await;
    }

    /// Reads the next frame; pings of the server are passed over.
    pub(crate) async fn hear(&mut self) -> Frame {
        loop {
            match timeout(PATIENCE, self.read())
                .await
                .expect("the server says something")
            {
                Ok(Frame::Ping) => {}
                Ok(frame) => return frame,
                Err(_) => return Frame::Gone,
            }
        }
    }

    pub(crate) async fn read(&mut self) -> std::io::Result<Frame> {
        let first = self.stream.read_u8().await?;
        let length = match self.stream.read_u8().await? {
            126 => usize::from(self.stream.read_u16().await?),
            127 => usize::try_from(self.stream.read_u64().await?).unwrap(),
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.stream.read_exact(&mut payload).await?;
        Ok(match first & 0x0f {
            0x1 => Frame::Text(serde_json::from_slice(&payload).unwrap()),
            0x8 => {
                assert!(payload.len() <= 125, "a control frame holds 125 bytes");
                let reason = String::from_utf8(payload[2..].to_vec()).unwrap();
                Frame::Close(u16::from_be_bytes([payload[0], payload[1]]), reason)
            }
            0x9 => Frame::Ping,
            0xa => Frame::Pong,
            other => panic!("opcode {other}"),
        })
    }

    /// Reads the next text.
    pub(crate) async fn text(&mut self) -> Value {
        match self.hear().await {
            Frame::Text(value) => value,
            other => panic!("{other:?}"),
        }
    }

    /// Reads on to the close frame and gives its code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match self.hear().await {
                Frame::Close(code, _) => return code,
                Frame::Gone => panic!("gone without a close frame"),
                _ => {}
            }
        }
    }
}

/// The head of a masked frame.
pub(crate) fn head(first: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => bytes.push(0x80 | short),
        (_, Ok(medium)) => {
            bytes.push(0xfe);
            bytes.extend(medium.to_be_bytes());
        }
        _ => {
            bytes.push(0xff);
            bytes.extend(u64::try_from(length).unwrap().to_be_bytes());
        }
    }
    bytes
}
