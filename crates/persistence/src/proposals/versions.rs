//! Every text that a published proposal has had.

use std::collections::HashMap;

use domain::{
    Language, Page, PageRequest, Scope, Timestamp,
    accounts::AccountId,
    proposals::{Proposal, ProposalId},
    text::{Body, Title},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, Set};

use super::visible_ids;
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Parents, Tells, pages},
    plans,
    rows::proposal_versions,
};

/// One text that a proposal has had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The proposal.
    pub proposal: ProposalId,
    /// Its number, increasing; the first one that was public need not be 1.
    pub number: i32,
    /// The title.
    pub title: Title,
    /// The text, Markdown.
    pub body: Body,
    /// The language it is written in.
    pub language: Language,
    /// Who wrote it; nobody for what was taken over.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

/// A page of the versions of each of these proposals that the reader sees, newest first.
pub async fn versions_of(
    from: &impl Read,
    scope: &Scope,
    proposals: &[ProposalId],
    request: &PageRequest,
) -> Result<HashMap<ProposalId, Page<Version>>, StoreError> {
    let newest = Keyset {
        name: "versions",
        columns: vec![(
            proposal_versions::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &proposal_versions::Model| row.version.into()),
        )],
    };
    let select = proposal_versions::Entity::find()
        .filter(proposal_versions::Column::ProposalId.in_subquery(visible_ids(scope)));
    let ids: Vec<_> = proposals.iter().map(|id| id.uuid()).collect();
    let parents = Parents {
        column: proposal_versions::Column::ProposalId,
        of: |row: &proposal_versions::Model| row.proposal_id.uuid(),
        ids: &ids,
    };
    pages(from, select, parents, &newest, request)
        .await?
        .into_iter()
        .map(|(id, page)| Ok((ProposalId::new(id), plans::try_map(page)?)))
        .collect()
}

/// These versions, where the reader sees the proposal.
pub async fn versions_at(
    from: &impl Read,
    scope: &Scope,
    keys: &[(ProposalId, i32)],
) -> Result<Vec<Version>, StoreError> {
    // Both lists are short: what they cross beyond the keys is dropped here rather than in a long condition.
    let rows = proposal_versions::Entity::find()
        .filter(proposal_versions::Column::ProposalId.is_in(keys.iter().map(|key| key.0)))
        .filter(proposal_versions::Column::Version.is_in(keys.iter().map(|key| key.1)))
        .filter(proposal_versions::Column::ProposalId.in_subquery(visible_ids(scope)))
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .filter(|row| keys.contains(&(row.proposal_id, row.version)))
        .map(Version::try_from)
        .collect()
}

/// Keeps the present text as a version of its own.
pub async fn insert_version(tx: &Tx, proposal: &Proposal, at: Timestamp) -> Result<(), StoreError> {
    let text = Version {
        proposal: proposal.id,
        number: proposal.version,
        title: proposal.title.clone(),
        body: proposal.body.clone(),
        language: proposal.language.clone(),
        by: proposal.author.account(),
        at,
    };
    row(&text).insert(tx.conn()).await?;
    Ok(())
}

/// Keeps the present text as the only version: what was changed before publication is nobody else's business.
pub async fn replace_versions(tx: &Tx, proposal: &Proposal, at: Timestamp) -> Result<(), StoreError> {
    proposal_versions::Entity::delete_many()
        .filter(proposal_versions::Column::ProposalId.eq(proposal.id))
        .exec(tx.conn())
        .await?;
    insert_version(tx, proposal, at).await
}

pub(super) fn row(version: &Version) -> proposal_versions::ActiveModel {
    let Version {
        proposal,
        number,
        title,
        body,
        language,
        by,
        at,
    } = version;
    proposal_versions::ActiveModel {
        proposal_id: Set(*proposal),
        version: Set(*number),
        title: Set(title.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        by_account: Set(*by),
        at: Set(*at),
    }
}

impl TryFrom<proposal_versions::Model> for Version {
    type Error = StoreError;

    fn try_from(row: proposal_versions::Model) -> Result<Self, StoreError> {
        let proposal_versions::Model {
            proposal_id,
            version,
            title,
            body,
            language,
            by_account,
            at,
        } = row;
        Ok(Self {
            proposal: proposal_id,
            number: version,
            title: Title::from_history(&title),
            body: Body::from_history(&body),
            language: Language::parse(&language).unwrap_or_default(),
            by: by_account,
            at,
        })
    }
}
