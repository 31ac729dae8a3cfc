//! Where messages go, and where none ever goes: addresses that are not of the public network are refused by default,
//! whatever their notation.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use url::{Host, Url};

use crate::{Code, refusal::Fault};

/// The most characters of an address.
const LONGEST: usize = 500;

/// The address of a receiver: `https`, without a name and password in it, without a fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Shows the host alone: what follows is often a secret of the receiver.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.host())
    }
}

impl Endpoint {
    /// Reads an address as it was typed. One whose host is an address or a name of the machine itself is refused here
    /// already, unless its network is among the allowed ones; what other names stand for is looked at when something
    /// is sent. Plain `http` is for allowed networks alone.
    pub fn parse(typed: &str, allowed: &Networks) -> Result<Self, Fault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Fault::new(Code::FieldRequired));
        }
        let malformed = || Fault::new(Code::FieldMalformed);
        if typed.chars().count() > LONGEST {
            return Err(Fault::new(Code::FieldTooLong).with("max", LONGEST));
        }
        let mut url = Url::parse(typed).map_err(|_malformed| malformed())?;
        let refused = || Fault::new(Code::WebhookAddressRefused);
        if !url.username().is_empty() || url.password().is_some() || url.port() == Some(0) {
            return Err(malformed());
        }
        url.set_fragment(None);
        match url.scheme() {
            "https" => {}
            "http" if !allowed.is_empty() => {}
            "http" => return Err(Fault::new(Code::WebhookHttpsOnly)),
            _ => return Err(malformed()),
        }
        let plain = url.scheme() == "http";
        match url.host() {
            Some(Host::Ipv4(address)) if !allowed.permits(address.into(), plain) => Err(refused()),
            Some(Host::Ipv6(address)) if !allowed.permits(address.into(), plain) => Err(refused()),
            Some(Host::Domain(name)) if is_of_the_machine(name) && allowed.is_empty() => Err(refused()),
            None => Err(malformed()),
            Some(Host::Ipv4(_) | Host::Ipv6(_) | Host::Domain(_)) => Ok(Self(url)),
        }
    }

    /// What was kept.
    pub fn from_history(kept: &str) -> Option<Self> {
        Url::parse(kept).ok().filter(Url::has_host).map(Self)
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host alone: what a page shows in a list.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The host, to be looked up.
    pub fn to_look_up(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    /// Whether nothing keeps others from reading what is sent.
    pub fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }
}

fn is_of_the_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// A network: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a network is written as 10.0.0.0/8 or fd00::/8")]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_malformed| NotANetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), |prefix| {
            prefix.parse::<u8>().map_err(|_malformed| NotANetwork)
        })?;
        if prefix > most {
            return Err(NotANetwork);
        }
        Ok(Self { address, prefix })
    }
}

impl Network {
    const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
            prefix,
        }
    }

    const fn v6(first: u16, second: u16, prefix: u8) -> Self {
        Self {
            address: IpAddr::V6(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0)),
            prefix,
        }
    }

    /// Whether an address is in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let beyond = 32_u32.saturating_sub(self.prefix.into());
                let cut = |bits: u32| bits.checked_shr(beyond).unwrap_or(0);
                cut(network.to_bits()) == cut(address.to_bits())
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let beyond = 128_u32.saturating_sub(self.prefix.into());
                let cut = |bits: u128| bits.checked_shr(beyond).unwrap_or(0);
                cut(network.to_bits()) == cut(address.to_bits())
            }
            _ => false,
        }
    }
}

/// What is not of the public network (IANA's registers of special-purpose addresses, RFC 6890). The addresses of
/// clouds' metadata, 169.254.169.254 for one, are among the link-local ones; those of Alibaba and Oracle are 100.64.0.0/10
/// and 192.0.0.0/24; AWS's and Google's in version 6 are unique local ones.
const NOT_PUBLIC_V4: [Network; 16] = [
    Network::v4(0, 0, 0, 0, 8),
    Network::v4(10, 0, 0, 0, 8),
    Network::v4(100, 64, 0, 0, 10),
    Network::v4(127, 0, 0, 0, 8),
    // A public address that answers inside of Azure alone.
    Network::v4(168, 63, 129, 16, 32),
    Network::v4(169, 254, 0, 0, 16),
    Network::v4(172, 16, 0, 0, 12),
    Network::v4(192, 0, 0, 0, 24),
    Network::v4(192, 0, 2, 0, 24),
    Network::v4(192, 88, 99, 0, 24),
    Network::v4(192, 168, 0, 0, 16),
    Network::v4(198, 18, 0, 0, 15),
    Network::v4(198, 51, 100, 0, 24),
    Network::v4(203, 0, 113, 0, 24),
    Network::v4(224, 0, 0, 0, 4),
    Network::v4(240, 0, 0, 0, 4),
];

/// Public addresses of version 6 are in here, and nowhere else.
const GLOBAL_V6: Network = Network::v6(0x2000, 0, 3);
/// What of it is not public, or holds an address of version 4: protocol assignments with Teredo, documentation, 6to4.
const NOT_PUBLIC_V6: [Network; 4] = [
    Network::v6(0x2001, 0, 23),
    Network::v6(0x2001, 0x0db8, 32),
    Network::v6(0x2002, 0, 16),
    Network::v6(0x3fff, 0, 20),
];

/// Networks that are not public and that this town allows: where its own programs are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

impl FromIterator<Network> for Networks {
    fn from_iter<I: IntoIterator<Item = Network>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}

impl Networks {
    /// Whether no network is allowed beside the public one.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something may be sent to this address; `plain` is without encryption, for allowed networks alone.
    pub fn permits(&self, address: IpAddr, plain: bool) -> bool {
        let address = canonical(address);
        self.0.iter().any(|network| network.holds(address)) || (!plain && is_public(address))
    }
}

/// An address of version 4 that is written in version 6 (`::ffff:127.0.0.1`) is that of version 4.
fn canonical(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(_) => !NOT_PUBLIC_V4.iter().any(|network| network.holds(address)),
        IpAddr::V6(_) => {
            GLOBAL_V6.holds(address) && !NOT_PUBLIC_V6.iter().any(|network| network.holds(address))
        }
    }
}
