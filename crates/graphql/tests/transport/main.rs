//! The transports against a small schema: over sockets where the wire matters, through the router elsewhere.

#[cfg(test)]
mod defaults;
#[cfg(test)]
mod http;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod sockets;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod toy;
#[cfg(test)]
mod wire;
