//! Words that facilitators record for people without an account, and what those people do by their receipt.

mod receipts;
mod record;

pub use receipts::{ByReceipt, by_receipt, contest, last_place, receipt_of, recorded_by_me, withdraw};
pub use record::{RecordInput, RecordWords, Spoken, record};
