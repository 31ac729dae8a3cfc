//! Words that facilitators record for people without an account, and what those people do by their receipt.

mod receipts;
mod record;

pub use receipts::{ByReceipt, by_receipt, contest, last_place, receipt_of, recorded_by_me, withdraw};
pub use record::{RecordInput, RecordWords, Spoken, record};
pub(crate) use record::{receipt, record_as};

use domain::{accounts::Role, moderation::Item, policy::recordings::PublishRecorded, proposals::Author};
use persistence::Tx;

use crate::{Cx, Result};

/// Which of these items the actor recorded, of which at most 1,000 are asked for.
pub async fn among(cx: &Cx, items: &[Item]) -> Result<Vec<Item>> {
    // Whoever records nothing costs no statement.
    let Ok(person) = cx.actor.person() else {
        return Ok(Vec::new());
    };
    if !person.grants.iter().any(|grant| grant.role == Role::Facilitator) {
        return Ok(Vec::new());
    }
    Ok(persistence::recordings::among(cx.db(), person.account, items).await?)
}

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
