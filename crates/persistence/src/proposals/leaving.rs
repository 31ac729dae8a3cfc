//! What becomes of proposals when their author leaves and takes their words along.

use domain::{
    accounts::AccountId,
    proposals::{ProposalId, TextStage},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Query, SelectStatement},
};

use crate::{
    Read, StoreError, Tx,
    rows::{proposal_precisions, proposal_versions, proposals},
};

fn of_author(author: AccountId) -> SelectStatement {
    Query::select()
        .column(proposals::Column::Id)
        .from(proposals::Entity)
        .cond_where(proposals::Column::AuthorAccount.eq(author))
        .to_owned()
}

/// The ids of an author's proposals that were not withdrawn, in order.
pub async fn standing_of(from: &impl Read, author: AccountId) -> Result<Vec<ProposalId>, StoreError> {
    Ok(proposals::Entity::find()
        .select_only()
        .column(proposals::Column::Id)
        .filter(proposals::Column::AuthorAccount.eq(author))
        .filter(proposals::Column::TextState.ne(TextStage::Withdrawn.as_str()))
        .order_by_asc(proposals::Column::Id)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// Forgets the words of all proposals of an author, every version and precision included; what is left are tombstones.
pub async fn forget_texts_of(tx: &Tx, author: AccountId) -> Result<(), StoreError> {
    proposal_precisions::Entity::delete_many()
        .filter(proposal_precisions::Column::ProposalId.in_subquery(of_author(author)))
        .exec(tx.conn())
        .await?;
    proposal_versions::Entity::update_many()
        .set(proposal_versions::ActiveModel {
            title: Set(String::new()),
            body: Set(String::new()),
            ..Default::default()
        })
        .filter(proposal_versions::Column::ProposalId.in_subquery(of_author(author)))
        .exec(tx.conn())
        .await?;
    proposals::Entity::update_many()
        .set(proposals::ActiveModel {
            title: Set(String::new()),
            body: Set(String::new()),
            ..Default::default()
        })
        .filter(proposals::Column::AuthorAccount.eq(author))
        .exec(tx.conn())
        .await?;
    Ok(())
}
