//! Votes that wait for a sign-up, under the hash of a token.

use domain::{Timestamp, proposals::ProposalId, voting::PendingVote};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::OnConflict,
};

use super::ballots::choice_of;
use crate::{Read, StoreError, Tx, rows::pending_votes};

/// Keeps a vote that waits, in the place of another on the same proposal.
pub async fn insert_pending(tx: &Tx, pending: &PendingVote) -> Result<(), StoreError> {
    let PendingVote {
        token,
        proposal,
        choice,
        expires_at,
    } = pending;
    let row = pending_votes::ActiveModel {
        token_hash: Set(token.to_vec()),
        proposal_id: Set(*proposal),
        choice: Set(choice.as_str().to_owned()),
        expires_at: Set(*expires_at),
    };
    let over = OnConflict::columns([
        pending_votes::Column::TokenHash,
        pending_votes::Column::ProposalId,
    ])
    .update_columns([pending_votes::Column::Choice, pending_votes::Column::ExpiresAt])
    .to_owned();
    pending_votes::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What waits under a token, in the order of the proposals.
pub async fn pending_of(
    from: &impl Read,
    token: &[u8; 32],
    now: Timestamp,
) -> Result<Vec<PendingVote>, StoreError> {
    let rows = pending_votes::Entity::find()
        .filter(waiting(token, now))
        .order_by_asc(pending_votes::Column::ProposalId)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(PendingVote::try_from).collect()
}

/// How many votes on other proposals wait under a token.
pub async fn pending_count(
    from: &impl Read,
    token: &[u8; 32],
    but: ProposalId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let others = pending_votes::Entity::find()
        .filter(waiting(token, now))
        .filter(pending_votes::Column::ProposalId.ne(but));
    Ok(others.count(&from.executor()).await?)
}

/// A vote that waits, locked until the transaction ends.
pub async fn lock_pending(
    tx: &Tx,
    token: &[u8; 32],
    proposal: ProposalId,
    now: Timestamp,
) -> Result<Option<PendingVote>, StoreError> {
    let row = pending_votes::Entity::find()
        .filter(waiting(token, now))
        .filter(pending_votes::Column::ProposalId.eq(proposal))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(PendingVote::try_from).transpose()
}

/// Erases what waits under a token: one vote, or all; how many there were.
pub async fn delete_pending(
    tx: &Tx,
    token: &[u8; 32],
    proposal: Option<ProposalId>,
) -> Result<u64, StoreError> {
    let mut these = Condition::all().add(pending_votes::Column::TokenHash.eq(token.to_vec()));
    if let Some(proposal) = proposal {
        these = these.add(pending_votes::Column::ProposalId.eq(proposal));
    }
    let gone = pending_votes::Entity::delete_many()
        .filter(these)
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}

/// Erases what has waited too long.
pub async fn forget_expired(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    let gone = pending_votes::Entity::delete_many()
        .filter(pending_votes::Column::ExpiresAt.lte(now))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}

fn waiting(token: &[u8; 32], now: Timestamp) -> Condition {
    Condition::all()
        .add(pending_votes::Column::TokenHash.eq(token.to_vec()))
        .add(pending_votes::Column::ExpiresAt.gt(now))
}

impl TryFrom<pending_votes::Model> for PendingVote {
    type Error = StoreError;

    fn try_from(row: pending_votes::Model) -> Result<Self, StoreError> {
        let pending_votes::Model {
            token_hash,
            proposal_id,
            choice,
            expires_at,
        } = row;
        Ok(Self {
            token: token_hash
                .try_into()
                .map_err(|_length| StoreError::corrupt("pending vote", "token hash"))?,
            proposal: proposal_id,
            choice: choice_of(&choice)?,
            expires_at,
        })
    }
}
