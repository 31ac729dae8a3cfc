//! Signals: what a machine sees in a text. They order the queue or ask for a review; they never hide and never refuse.

mod before_sending;
mod look;
mod queries;
mod rehearse;
mod tune;

pub(crate) use before_sending::point_out;
pub(crate) use look::{Seen, look, ordering, read, seen};
pub use queries::{all, changes, hit_counts};
pub use rehearse::{Rehearsal, rehearse};
pub use tune::{TuneSignal, tune};
