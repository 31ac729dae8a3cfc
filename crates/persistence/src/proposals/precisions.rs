//! What authors add once their text is frozen.

use domain::{
    Scope,
    proposals::{Precision, ProposalId},
    text::Body,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::visible_ids;
use crate::{Read, StoreError, Tx, rows::proposal_precisions};

/// The precisions of these proposals that the reader sees, oldest first.
pub async fn precisions_of(
    from: &impl Read,
    scope: &Scope,
    proposals: &[ProposalId],
) -> Result<Vec<Precision>, StoreError> {
    let rows = proposal_precisions::Entity::find()
        .filter(proposal_precisions::Column::ProposalId.is_in(proposals.iter().copied()))
        .filter(proposal_precisions::Column::ProposalId.in_subquery(visible_ids(scope)))
        .order_by_asc(proposal_precisions::Column::At)
        .order_by_asc(proposal_precisions::Column::Id)
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(Precision::from).collect())
}

/// How many precisions a proposal has.
pub async fn precision_count(from: &impl Read, proposal: ProposalId) -> Result<u64, StoreError> {
    Ok(proposal_precisions::Entity::find()
        .filter(proposal_precisions::Column::ProposalId.eq(proposal))
        .count(&from.executor())
        .await?)
}

/// Adds a precision.
pub async fn insert_precision(tx: &Tx, precision: &Precision) -> Result<(), StoreError> {
    let Precision {
        id,
        proposal,
        body,
        at,
    } = precision;
    proposal_precisions::ActiveModel {
        id: Set(*id),
        proposal_id: Set(*proposal),
        body: Set(body.as_str().to_owned()),
        at: Set(*at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

impl From<proposal_precisions::Model> for Precision {
    fn from(row: proposal_precisions::Model) -> Self {
        let proposal_precisions::Model {
            id,
            proposal_id,
            body,
            at,
        } = row;
        Self {
            id,
            proposal: proposal_id,
            body: Body::from_history(&body),
            at,
        }
    }
}
