//! How messages of webhooks leave: `docs/decisions/0013-webhooks.md`.
//!
//! A name is looked up once, every address that it stands for is checked, and the connection goes to those very
//! addresses: a name that stands for another address a moment later leads nowhere. One thread a message, few at once.

use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use app::ports::{Courier, Post};
use domain::webhooks::{Answered, DeliveryFault};
use tokio::sync::Semaphore;
use ureq::{
    Agent, Timeout,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::Host;

/// How many messages wait for an answer at once.
const AT_ONCE: usize = 8;
/// How long a receiver may take, from the look-up to the end of the head of its answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest head of an answer.
const HEAD: usize = 16 * 1024;
/// How many addresses of a name are tried.
const ADDRESSES: usize = 8;

/// Finds the addresses that a name stands for.
pub type LookUp = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

/// Posts messages over the network.
pub struct Network {
    look_up: LookUp,
    patience: Duration,
    places: Arc<Semaphore>,
}

impl Default for Network {
    /// Names are looked up as the system does.
    fn default() -> Self {
        let system = |name: &str| Ok((name, 0).to_socket_addrs()?.map(|found| found.ip()).collect());
        Self::new(Arc::new(system), PATIENCE)
    }
}

impl Network {
    /// Looks names up in this way, and waits no longer than this for an answer.
    pub fn new(look_up: LookUp, patience: Duration) -> Self {
        Self {
            look_up,
            patience,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Courier for Network {
    fn post(&self, post: Post) -> Pin<Box<dyn Future<Output = Answered> + Send + '_>> {
        Box::pin(async move {
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
                return failed(DeliveryFault::Connection, Duration::ZERO);
            };
            let (look_up, patience) = (Arc::clone(&self.look_up), self.patience);
            let sent = tokio::task::spawn_blocking(move || {
                // The place is given back when the thread ends, not when somebody stops waiting for it.
                let _place = place;
                #[expect(
                    clippy::disallowed_methods,
                    reason = "how long an answer took is measured here"
                )]
                let began = Instant::now();
                let outcome = send(&post, &look_up, patience);
                Answered {
                    outcome,
                    millis: millis(began.elapsed()),
                }
            });
            // Looking up has no time limit of its own.
            match tokio::time::timeout(patience + Duration::from_secs(1), sent).await {
                Ok(Ok(answered)) => answered,
                Ok(Err(_panic)) => failed(DeliveryFault::Protocol, Duration::ZERO),
                Err(_late) => failed(DeliveryFault::Timeout, patience),
            }
        })
    }
}

fn failed(fault: DeliveryFault, after: Duration) -> Answered {
    Answered {
        outcome: Err(fault),
        millis: millis(after),
    }
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

fn send(post: &Post, look_up: &LookUp, patience: Duration) -> Result<u16, DeliveryFault> {
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // No proxy, whatever the environment says: it would look names up by itself.
        .proxy(None)
        .max_idle_connections(0)
        .max_response_header_size(HEAD)
        .timeout_global(Some(patience))
        .user_agent(concat!("fabrique/", env!("CARGO_PKG_VERSION")))
        .build();
    let checked = Checked(addresses(post, look_up)?);
    let agent = Agent::with_parts(config, DefaultConnector::default(), checked);
    let answer = agent
        .post(post.endpoint.as_str())
        .header("content-type", "application/json")
        .header("webhook-id", &post.id)
        .header("webhook-timestamp", post.timestamp.to_string())
        .header("webhook-signature", &post.signature)
        .send(post.body.as_str());
    // What follows the head of the answer is not read.
    answer
        .map(|answer| answer.status().as_u16())
        .map_err(|error| fault(&error))
}

/// The addresses to connect to: all that the name stands for, or none where a single one is refused.
fn addresses(post: &Post, look_up: &LookUp) -> Result<Vec<SocketAddr>, DeliveryFault> {
    let endpoint = &post.endpoint;
    let found = match endpoint.to_look_up() {
        Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
        Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
        Some(Host::Domain(name)) => look_up(name).map_err(|_unknown| DeliveryFault::Name)?,
        None => return Err(DeliveryFault::Name),
    };
    if found.is_empty() {
        return Err(DeliveryFault::Name);
    }
    let plain = endpoint.is_plain();
    if !found.iter().all(|address| post.allowed.permits(*address, plain)) {
        return Err(DeliveryFault::Address);
    }
    Ok(found
        .into_iter()
        .take(ADDRESSES)
        .map(|address| SocketAddr::new(address, endpoint.port()))
        .collect())
}

/// Answers the addresses that were checked, whatever is asked.
#[derive(Debug)]
struct Checked(Vec<SocketAddr>);

impl Resolver for Checked {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut found = self.empty();
        for address in &self.0 {
            found.push(*address);
        }
        Ok(found)
    }
}

fn fault(error: &ureq::Error) -> DeliveryFault {
    match error {
        ureq::Error::Timeout(Timeout::Connect) => DeliveryFault::Connection,
        ureq::Error::Timeout(_) => DeliveryFault::Timeout,
        ureq::Error::HostNotFound => DeliveryFault::Name,
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => DeliveryFault::Certificate,
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => DeliveryFault::Timeout,
        // A certificate that is not good comes as «invalid data».
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => DeliveryFault::Certificate,
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => DeliveryFault::Connection,
        _ => DeliveryFault::Protocol,
    }
}
