//! Reading organisations and grants for answering.

use domain::{
    Page, PageRequest,
    organisations::{AnsweringGrant, Organisation, OrganisationId},
    plans::PlanId,
};

use super::Filter;
use crate::{Cx, Result};

/// The organisation, if the actor sees it.
pub async fn by_id(cx: &Cx, id: OrganisationId) -> Result<Option<Organisation>> {
    Ok(persistence::organisations::by_id(cx.db(), &cx.scope(), id).await?)
}

/// The organisations of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[OrganisationId]) -> Result<Vec<Organisation>> {
    Ok(persistence::organisations::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// Organisations, newest first.
pub async fn list(cx: &Cx, filter: &Filter, page: &PageRequest) -> Result<Page<Organisation>> {
    Ok(persistence::organisations::list(cx.db(), &cx.scope(), filter, page).await?)
}

/// Grants for answering in a plan that are in force: the actor's own, and all of them for the plan's staff.
pub async fn grants(cx: &Cx, plan: PlanId, page: &PageRequest) -> Result<Page<AnsweringGrant>> {
    Ok(persistence::organisations::list_grants(cx.db(), &cx.scope(), plan, cx.now(), page).await?)
}
