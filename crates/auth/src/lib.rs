//! Passwords, codes, tokens, sessions and keys: everything that proves who somebody is.
//!
//! This crate knows no table and no route. It takes plain values (ids, text, microseconds since 1970 in UTC), asks
//! nobody for the time, and draws all randomness from the operating system.

pub mod ballot_codes;
pub mod codes;
mod entropy;
pub mod keys;
pub mod password;
pub mod receipts;
pub mod session;
pub mod token;
pub mod webhooks;
