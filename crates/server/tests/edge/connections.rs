//! Connections as a hostile or unlucky client makes them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::routing::{any, get, post};
use futures::StreamExt;
use http::StatusCode;
use server::accept::{AcceptLimits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long a test waits before it gives up; nothing depends on its length.
const PATIENCE: Duration = Duration::from_secs(20);
const SOON: Duration = Duration::from_millis(100);

const UPGRADE: &[u8] = b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A served application and its handles.
struct House {
    address: SocketAddr,
    stopping: CancellationToken,
    served: JoinHandle<usize>,
    begun: Arc<Notify>,
    go: Arc<Notify>,
    dropped: Arc<Notify>,
}

/// Signals when it is dropped.
struct Mourner(Arc<Notify>);

impl Drop for Mourner {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl House {
    async fn open(limits: AcceptLimits) -> Self {
        let (begun, go, dropped) = (
            Arc::<Notify>::default(),
            Arc::<Notify>::default(),
            Arc::<Notify>::default(),
        );
        let slow = {
            let (begun, go) = (Arc::clone(&begun), Arc::clone(&go));
            move || async move {
                begun.notify_one();
                go.notified().await;
                "done"
            }
        };
        let endless = {
            let dropped = Arc::clone(&dropped);
            move || async move {
                let mourner = Mourner(dropped);
                Body::from_stream(futures::stream::repeat_with(move || {
                    let _held = &mourner;
                    Ok::<_, std::io::Error>("x".repeat(64 * 1024))
                }))
            }
        };
        let app = Router::new()
            .route(
                "/",
                get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }),
            )
            .route("/echo", post(|body: Bytes| async move { body }))
            .route("/refuse", post(|| async { StatusCode::PAYLOAD_TOO_LARGE }))
            .route("/slow", get(slow))
            .route("/endless", get(endless))
            .route("/ws", any(socket));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, stopping) = (listener.local_addr().unwrap(), CancellationToken::new());
        let served = tokio::spawn(serve(listener, app, limits, stopping.clone()));
        Self {
            address,
            stopping,
            served,
            begun,
            go,
            dropped,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends these bytes on a connection of their own and reads until the server closes it.
    async fn exchange(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        rest(&mut stream).await
    }
}

async fn socket(upgrade: WebSocketUpgrade) -> axum::response::Response {
    upgrade.on_upgrade(|mut socket| async move {
        while let Some(Ok(message)) = socket.next().await {
            if matches!(message, Message::Text(_)) && socket.send(message).await.is_err() {
                return;
            }
        }
    })
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut text))
        .await
        .expect("the server closes the connection");
    String::from_utf8_lossy(&text).into_owned()
}

/// Reads an answer whose body has these last bytes.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = Vec::new();
    while !text.ends_with(end.as_bytes()) {
        let byte = timeout(PATIENCE, stream.read_u8())
            .await
            .expect("the server answers");
        text.push(byte.unwrap_or_else(|error| panic!("{error} after {}", String::from_utf8_lossy(&text))));
    }
    String::from_utf8(text).unwrap()
}

#[tokio::test]
async fn d14_slow_headers_are_cut() {
    let house = House::open(AcceptLimits {
        header_deadline: SOON,
        ..AcceptLimits::default()
    })
    .await;
    let starts = [
        "",
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        "PRI * HT",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n",
    ];
    let slow: Vec<_> = starts
        .iter()
        .cycle()
        .take(60)
        .map(|start| house.exchange(start.as_bytes()))
        .collect();
    for answer in futures::future::join_all(slow).await {
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{answer}"
        );
    }
    // A second request on the same connection has a deadline of its own, and a drip does not move it.
    let mut kept = house.connect().await;
    kept.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    assert!(until(&mut kept, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
    let (mut reader, mut writer) = kept.into_split();
    let drip = tokio::spawn(async move {
        let _ = writer.write_all(b"GET / HTTP/1.1\r\n").await;
        while writer.write_all(b"X-A: b\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let mut left = Vec::new();
    let _ = timeout(PATIENCE, reader.read_to_end(&mut left))
        .await
        .expect("the drip is cut");
    drip.abort();
    assert!(
        house
            .exchange(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .await
            .ends_with("127.0.0.1")
    );
}

#[tokio::test]
async fn slow_bodies_are_cut() {
    let house = House::open(AcceptLimits {
        body_deadline: SOON,
        ..AcceptLimits::default()
    })
    .await;
    let answer = house
        .exchange(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf")
        .await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let whole = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhole";
    assert!(house.exchange(whole).await.ends_with("\r\n\r\nwhole"));
}

#[tokio::test]
async fn answers_that_nobody_takes_are_cut() {
    let house = House::open(AcceptLimits {
        write_stall: SOON,
        ..AcceptLimits::default()
    })
    .await;
    let mut stream = house.connect().await;
    stream
        .write_all(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    timeout(PATIENCE, house.dropped.notified())
        .await
        .expect("the answer is given up");
}

#[tokio::test]
async fn a_refusal_is_heard_by_a_client_that_is_still_sending() {
    let house = House::open(AcceptLimits::default()).await;
    let mut stream = house.connect().await;
    stream
        .write_all(b"POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 12582912\r\n\r\n")
        .await
        .unwrap();
    for _ in 0..12 {
        stream
            .write_all(&vec![b'x'; 1 << 20])
            .await
            .expect("the body is taken, though nobody reads it");
    }
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let house = House::open(AcceptLimits {
        connections: 1,
        ..AcceptLimits::default()
    })
    .await;
    let mut first = house.connect().await;
    first
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut first, "127.0.0.1").await;
    let mut second = house.connect().await;
    second
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    assert!(
        timeout(SOON, second.read_u8()).await.is_err(),
        "the second waits while the first is open"
    );
    drop(first);
    assert!(until(&mut second, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn sockets_are_upgraded_and_keep_their_place() {
    let house = House::open(AcceptLimits {
        connections: 1,
        ..AcceptLimits::default()
    })
    .await;
    let mut socket = house.connect().await;
    socket.write_all(UPGRADE).await.unwrap();
    assert!(until(&mut socket, "\r\n\r\n").await.starts_with("HTTP/1.1 101"));
    socket
        .write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i'])
        .await
        .unwrap();
    let mut echo = [0; 4];
    socket.read_exact(&mut echo).await.unwrap();
    assert_eq!(&echo, b"\x81\x02hi");
    let mut second = house.connect().await;
    second
        .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    assert!(
        timeout(SOON, second.read_u8()).await.is_err(),
        "the socket holds the only place"
    );
    drop(socket);
    assert!(until(&mut second, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_stop_finishes_what_was_accepted() {
    let house = House::open(AcceptLimits::default()).await;
    let mut idle = house.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    until(&mut idle, "127.0.0.1").await;
    let mut slow = house.connect().await;
    slow.write_all(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    timeout(PATIENCE, house.begun.notified()).await.unwrap();
    house.stopping.cancel();
    assert_eq!(rest(&mut idle).await, "", "an idle connection is closed");
    assert!(
        TcpStream::connect(house.address).await.is_err(),
        "nobody new is let in"
    );
    house.go.notify_one();
    let answer = rest(&mut slow).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    drop((idle, slow));
    assert_eq!(house.served.await.unwrap(), 0);
}

#[tokio::test]
async fn a_stop_waits_for_sockets() {
    let mut house = House::open(AcceptLimits::default()).await;
    let mut socket = house.connect().await;
    socket.write_all(UPGRADE).await.unwrap();
    until(&mut socket, "\r\n\r\n").await;
    house.stopping.cancel();
    assert!(
        timeout(SOON, &mut house.served).await.is_err(),
        "a socket is open"
    );
    socket
        .write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i'])
        .await
        .unwrap();
    let mut echo = [0; 4];
    socket.read_exact(&mut echo).await.unwrap();
    assert_eq!(&echo, b"\x81\x02hi", "it is served to its end");
    drop(socket);
    assert_eq!(
        timeout(PATIENCE, house.served)
            .await
            .expect("the stop ends")
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_stop_has_a_deadline() {
    let house = House::open(AcceptLimits {
        stop_deadline: SOON,
        ..AcceptLimits::default()
    })
    .await;
    let mut stuck = house.connect().await;
    stuck
        .write_all(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    timeout(PATIENCE, house.begun.notified()).await.unwrap();
    house.stopping.cancel();
    assert_eq!(
        timeout(PATIENCE, house.served)
            .await
            .expect("the stop ends")
            .unwrap(),
        1
    );
    assert_eq!(rest(&mut stuck).await, "");
}
