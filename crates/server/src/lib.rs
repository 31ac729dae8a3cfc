//! The binary: configuration, wiring, worker and commands. No rule about citizens is decided here.

// The roots of the schema are merged from many nouns, one inside the other.
#![recursion_limit = "256"]

pub mod accept;
pub mod commands;
pub mod compose;
pub mod config;
pub mod courier;
pub mod demo;
pub mod door;
pub mod download;
pub mod files;
pub mod headers;
mod lines;
pub mod mail;
pub mod measures;
pub mod moderation_log;
pub mod outside;
pub mod pages;
pub mod telemetry;
pub mod unsubscribe;
pub mod well_known;
