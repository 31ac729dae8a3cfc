//! Webhooks through the front door, with a small server that receives.

use std::{
    collections::{BTreeMap, VecDeque},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use app::Limits;
use data_encoding::BASE64;
use serde_json::{Value, json};
use server::courier::Network;
use sha2::{Digest, Sha256};
use test_support::{Person, TestApp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    plans::published,
    proposals::{SUBMIT, platanes},
    served::PATIENCE,
};

mod addresses;
mod keeping;
mod retries;
mod telling;

const CREATE: &str =
    "mutation($input: WebhookInput!, $key: String) { createWebhook(input: $input, idempotencyKey: $key) {
    webhook { id version state url kinds cursor } secret problems { code field } } }";
const UPDATE: &str =
    "mutation($webhook: ID!, $version: Int!, $input: WebhookInput!, $paused: Boolean, $after: String) {
    updateWebhook(webhook: $webhook, version: $version, input: $input, paused: $paused, after: $after) {
        webhook { id version state stopped } problems { code field } } }";
const ROTATE: &str = "mutation($webhook: ID!) { rotateWebhookSecret(webhook: $webhook) { webhook { oldSecretUntil } secret problems { code } } }";
const PING: &str = "mutation($webhook: ID!) { pingWebhook(webhook: $webhook) { delivery { id state kind } problems { code } } }";
const REDELIVER: &str =
    "mutation($delivery: ID!) { redeliver(delivery: $delivery) { delivery { id state } problems { code } } }";
const DELETE: &str =
    "mutation($webhook: ID!) { deleteWebhook(webhook: $webhook) { deleted problems { code } } }";
const READ: &str = "query($webhook: ID!, $state: DeliveryState) { webhook(webhook: $webhook) {
    id version state stopped failingSince cursor
    deliveries(state: $state, first: 50) { totalCount edges { node {
        id kind cursor state nextAt attempts { number at status fault }
    } } } } }";

/// A request as it came over the wire.
#[derive(Debug, Clone)]
struct Received {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Received {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }
}

/// What a receiver does with the next request.
#[derive(Debug, Clone, Copy)]
enum Reply {
    Status(u16),
    /// Answers nothing, and waits.
    Silence,
    /// Sends elsewhere.
    To(SocketAddr),
}

/// A server that keeps what it receives; it answers 204 unless something else was said.
#[derive(Clone)]
struct Receiver {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

impl Receiver {
    async fn open() -> Self {
        Self::at("127.0.0.1:0").await
    }

    async fn at(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let receiver = Self {
            address: listener.local_addr().unwrap(),
            received: Arc::default(),
            replies: Arc::default(),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move {
                    let received = read(&mut stream).await;
                    serving.received.lock().unwrap().push(received);
                    let reply = serving.replies.lock().unwrap().pop_front();
                    let answer = match reply.unwrap_or(Reply::Status(204)) {
                        Reply::Status(status) => format!(
                            "HTTP/1.1 {status} Whatever\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret"
                        ),
                        Reply::To(other) => format!(
                            "HTTP/1.1 302 Found\r\nlocation: http://{other}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                        ),
                        Reply::Silence => return std::future::pending().await,
                    };
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        receiver
    }

    /// What it does with the next requests.
    fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    fn all(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// What came since the last time this was asked.
    fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.lock().unwrap())
    }

    fn url(&self) -> String {
        format!("http://receiver.test:{}/hook?key=s3cr3t", self.address.port())
    }
}

async fn read(stream: &mut tokio::net::TcpStream) -> Received {
    let mut bytes = Vec::new();
    let head_of = |bytes: &[u8]| bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let head = loop {
        if let Some(head) = head_of(&bytes) {
            break head;
        }
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "a request has a head"
        );
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers["content-length"].parse().unwrap();
    while bytes.len() < head + 4 + length {
        assert_ne!(
            stream.read_buf(&mut bytes).await.unwrap(),
            0,
            "a request has its body"
        );
    }
    let body = String::from_utf8(bytes[head + 4..].to_vec()).unwrap();
    Received { line, headers, body }
}

/// HMAC-SHA256 as RFC 2104 writes it, apart from the product's own.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let with = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::digest([with(0x36).as_slice(), message].concat());
    Sha256::digest([with(0x5c).as_slice(), &inner].concat()).to_vec()
}

/// The signature that a receiver computes.
fn signature(secret: &str, received: &Received) -> String {
    let key = BASE64
        .decode(secret.strip_prefix("whsec_").unwrap().as_bytes())
        .unwrap();
    assert!((24..=64).contains(&key.len()));
    let (id, at) = (
        received.header("webhook-id"),
        received.header("webhook-timestamp"),
    );
    let signed = hmac(&key, format!("{id}.{at}.{}", received.body).as_bytes());
    format!("v1,{}", BASE64.encode(&signed))
}

/// Looks names up for a test: `receiver.test` is this machine.
fn network(patience: Duration) -> Arc<Network> {
    let look_up = |name: &str| match name {
        "receiver.test" => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
        _ => Err(std::io::Error::other("no such name")),
    };
    Arc::new(Network::new(Arc::new(look_up), patience))
}

/// A town with a plan, somebody who keeps webhooks, and a receiver.
struct Town {
    app: TestApp,
    staff: Person,
    awa: Person,
    plan: Value,
    receiver: Receiver,
}

impl Town {
    async fn open() -> Self {
        let limits = Limits {
            webhook_networks: std::iter::once("127.0.0.1".parse().unwrap()).collect(),
            ..Limits::default()
        };
        let app = TestApp::within(limits).await;
        app.courier.hand_on(network(PATIENCE));
        let (staff, awa) = (app.staff("M. Petit").await, app.resident("Awa").await);
        let plan = published(&staff).await;
        app.run_worker().await;
        Self {
            app,
            staff,
            awa,
            plan,
            receiver: Receiver::open().await,
        }
    }

    /// A webhook to the receiver; its id and secret.
    async fn hook(&self, wanted: Value) -> (Value, String) {
        let mut input = wanted;
        input["url"] = json!(self.receiver.url());
        let made = self.staff.ask(CREATE, json!({ "input": input })).await["createWebhook"].clone();
        assert_eq!(made["problems"], json!([]), "{made:#}");
        let secret = made["secret"].as_str().unwrap().to_owned();
        (made["webhook"]["id"].clone(), secret)
    }

    async fn read(&self, webhook: &Value) -> Value {
        self.staff.ask(READ, json!({ "webhook": webhook })).await["webhook"].clone()
    }

    /// The deliveries of a webhook, the newest first.
    async fn log(&self, webhook: &Value) -> Vec<Value> {
        let read = self.read(webhook).await;
        let edges = read["deliveries"]["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"].clone()).collect()
    }

    async fn propose(&self, title: &str) -> Value {
        self.propose_in(title, &Value::Null).await
    }

    async fn propose_in(&self, title: &str, theme: &Value) -> Value {
        let mut input = platanes();
        input["title"] = json!(title);
        if !theme.is_null() {
            input["theme"] = theme.clone();
        }
        let sent = self
            .awa
            .ask(SUBMIT, json!({ "plan": self.plan["id"], "input": input }))
            .await;
        assert_eq!(sent["submitProposal"]["problems"], json!([]), "{sent:#}");
        sent["submitProposal"]["proposal"]["id"].clone()
    }
}
