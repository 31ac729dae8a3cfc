//! A whole house for one test: its own database, a clock and ids that the test sets, people as clients.

// The roots of the schema are merged from many nouns, one inside the other.
#![recursion_limit = "256"]

mod app;
mod blank;
mod clock;
mod courier;
mod database;
mod mail;
mod people;

pub use app::TestApp;
pub use blank::blank_plan;
pub use clock::{SeededIds, SetClock};
pub use courier::PostBox;
pub use database::TestDatabase;
pub use mail::MailBox;
pub use people::Person;
