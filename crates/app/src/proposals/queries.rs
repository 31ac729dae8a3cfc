//! Reading proposals.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    plans::{Plan, PlanId},
    policy::proposals::ViewerCan,
    proposals::{Attribution, AttributionId, Precision, Proposal, ProposalId},
};
use persistence::proposals::Version;

use super::{Filter, Sort};
use crate::{Cx, Result};

/// The proposal, if the actor sees it.
pub async fn by_id(cx: &Cx, id: ProposalId) -> Result<Option<Proposal>> {
    Ok(persistence::proposals::by_id(cx.db(), &cx.scope(), id).await?)
}

/// The proposal of this number in a plan, if the actor sees it.
pub async fn by_number(cx: &Cx, plan: PlanId, number: i32) -> Result<Option<Proposal>> {
    Ok(persistence::proposals::by_number(cx.db(), &cx.scope(), plan, number).await?)
}

/// The proposals of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[ProposalId]) -> Result<Vec<Proposal>> {
    Ok(persistence::proposals::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// Proposals that the actor sees. An order by support tells of the plans alone whose totals are shown, whatever the caller
/// says: proposals of the others come last, in the shuffle, which tells nothing.
pub async fn list(cx: &Cx, filter: &Filter, sort: Sort, page: &PageRequest) -> Result<Page<Proposal>> {
    let sort = match sort {
        Sort::MostSupported { shown: _ } => Sort::MostSupported {
            shown: crate::voting::tell_totals(cx, filter.plan).await?,
        },
        sort => sort,
    };
    Ok(persistence::proposals::list(cx.db(), &cx.scope(), filter, sort, page).await?)
}

/// The proposals that were merged into these, that the actor sees.
pub async fn members_of(cx: &Cx, leaders: &[ProposalId]) -> Result<Vec<Proposal>> {
    Ok(persistence::proposals::members_of(cx.db(), &cx.scope(), leaders).await?)
}

/// A page of the versions of each of these proposals, newest first.
pub async fn versions_of(
    cx: &Cx,
    proposals: &[ProposalId],
    page: &PageRequest,
) -> Result<HashMap<ProposalId, Page<Version>>> {
    Ok(persistence::proposals::versions_of(cx.db(), &cx.scope(), proposals, page).await?)
}

/// These versions, by proposal and number.
pub async fn versions_at(cx: &Cx, keys: &[(ProposalId, i32)]) -> Result<Vec<Version>> {
    Ok(persistence::proposals::versions_at(cx.db(), &cx.scope(), keys).await?)
}

/// The precisions of these proposals, oldest first.
pub async fn precisions_of(cx: &Cx, proposals: &[ProposalId]) -> Result<Vec<Precision>> {
    Ok(persistence::proposals::precisions_of(cx.db(), &cx.scope(), proposals).await?)
}

/// The authors of earlier platforms of these ids.
pub async fn attributions_by_ids(cx: &Cx, ids: &[AttributionId]) -> Result<Vec<Attribution>> {
    Ok(persistence::attributions::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// What the actor may do with a proposal now; `recorded`: whether they recorded it ([`recordings::among`]).
///
/// [`recordings::among`]: crate::recordings::among
pub fn viewer_can(cx: &Cx, proposal: &Proposal, plan: &Plan, recorded: bool) -> ViewerCan {
    ViewerCan::of(&cx.actor, proposal, plan, recorded, cx.now())
}
