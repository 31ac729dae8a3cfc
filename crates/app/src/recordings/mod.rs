//! Words that facilitators record for people without an account, and what those people do by their receipt.

mod receipts;
mod record;

pub use receipts::{ByReceipt, by_receipt, contest, last_place, receipt_of, recorded_by_me, withdraw};
pub use record::{RecordInput, RecordWords, Spoken, record};
pub(crate) use record::{receipt, record_as};

use domain::{moderation::Item, policy::recordings::PublishRecorded, proposals::Author};
use persistence::Tx;

use crate::{Cx, Result};

/// Refuses whoever recorded these words: somebody else decides whether they are published.
pub(crate) async fn leave_to_others(cx: &Cx, tx: &Tx, item: Item, author: Author) -> Result<()> {
    if author.attribution().is_none() {
        return Ok(());
    }
    if let Some(recording) = persistence::recordings::of_item(tx, item).await? {
        let _permitted = cx.actor.may(PublishRecorded, &recording)?;
    }
    Ok(())
}
