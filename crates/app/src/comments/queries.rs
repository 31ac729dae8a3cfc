//! Reading comments.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Actor, Page, PageRequest, Timestamp,
    comments::{Comment, CommentId, Mark, Placed},
    plans::PlanId,
    policy::comments::ViewerCan,
    proposals::{Proposal, ProposalId},
    scope::PlanSet,
};

use super::{Counts, Order, Under, Version};
use crate::{Cx, Result, proposals};

/// The comment, if the actor sees it.
pub async fn by_id(cx: &Cx, id: CommentId) -> Result<Option<Comment>> {
    Ok(persistence::comments::by_id(cx.db(), &cx.scope(), id).await?)
}

/// The comments of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[CommentId]) -> Result<Vec<Comment>> {
    Ok(persistence::comments::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// At most `limit` of the actor's own comments in every state, newest first, before this one.
pub async fn mine(cx: &Cx, before: Option<CommentId>, limit: u64) -> Result<Vec<Comment>> {
    let account = cx.actor.person()?.account;
    Ok(persistence::comments::latest_of(cx.db(), account, before, limit).await?)
}

/// The same page of each of these lists, forwards.
pub async fn lists(
    cx: &Cx,
    under: &[Under],
    order: Order,
    page: &PageRequest,
) -> Result<HashMap<Under, Page<Comment>>> {
    Ok(persistence::comments::lists(cx.db(), &cx.scope(), under, order, page).await?)
}

/// What the first levels of these proposals say of them.
pub async fn counts_of(cx: &Cx, proposals: &[ProposalId]) -> Result<Vec<(ProposalId, Counts)>> {
    Ok(persistence::comments::counts_of(cx.db(), &cx.scope(), proposals).await?)
}

/// The versions of a comment, newest first.
pub async fn versions_of(cx: &Cx, comment: CommentId, page: &PageRequest) -> Result<Page<Version>> {
    Ok(persistence::comments::versions_of(cx.db(), &cx.scope(), comment, page).await?)
}

/// These versions, by comment and number.
pub async fn versions_at(cx: &Cx, keys: &[(CommentId, i32)]) -> Result<Vec<Version>> {
    Ok(persistence::comments::versions_at(cx.db(), &cx.scope(), keys).await?)
}

/// What the actor marked among these comments: nothing for whoever is not a person.
pub async fn marks_among(cx: &Cx, ids: &[CommentId]) -> Result<Vec<(CommentId, Mark)>> {
    match cx.actor.person() {
        Ok(person) => Ok(persistence::comments::marks_among(cx.db(), person.account, ids).await?),
        Err(_not_a_person) => Ok(Vec::new()),
    }
}

/// Comments that wait for review and that the actor sees: their own, and what they moderate.
pub async fn waiting(cx: &Cx, plan: Option<PlanId>, page: &PageRequest) -> Result<Page<Comment>> {
    Ok(persistence::comments::waiting(cx.db(), &cx.scope(), plan, page).await?)
}

/// The proposals on which most was said since then, of the plans that the actor staffs or answers in, and how much it was:
/// comments that everybody reads.
pub async fn lively(
    cx: &Cx,
    plan: Option<PlanId>,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<(Proposal, u64)>> {
    let staffed = match (cx.scope().staffs, &cx.actor) {
        (PlanSet::All, _) => PlanSet::All,
        (own, Actor::Person(person)) => {
            let mut plans: BTreeSet<PlanId> = person.answering.iter().map(|grant| grant.plan).collect();
            if let PlanSet::Some(own) = own {
                plans.extend(own);
            }
            if plans.is_empty() {
                PlanSet::None
            } else {
                PlanSet::Some(plans)
            }
        }
        (own, _) => own,
    };
    let these = match plan {
        Some(plan) if staffed.contains(plan) => PlanSet::Some([plan].into()),
        Some(_) => PlanSet::None,
        None => staffed,
    };
    let said = persistence::comments::lively(cx.db(), &these, since, limit).await?;
    let ids: Vec<_> = said.iter().map(|(id, _)| *id).collect();
    let mut found: HashMap<_, _> = proposals::by_ids(cx, &ids)
        .await?
        .into_iter()
        .map(|proposal| (proposal.id, proposal))
        .collect();
    let said = said.into_iter();
    Ok(said
        .filter_map(|(id, said)| Some((found.remove(&id)?, said)))
        .collect())
}

/// What the actor may do with a comment now; `recorded`: whether they recorded it ([`recordings::among`]).
///
/// [`recordings::among`]: crate::recordings::among
pub fn viewer_can(cx: &Cx, placed: &Placed, recorded: bool) -> ViewerCan {
    ViewerCan::of(&cx.actor, placed, recorded, cx.now())
}
