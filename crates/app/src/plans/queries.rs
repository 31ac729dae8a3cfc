//! Reading plans.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    plans::{
        Act, Document, DocumentId, DocumentVersion, Operation, OperationId, Plan, PlanId, Theme, ThemeId,
        Zone, ZoneId,
    },
    text::Slug,
};

use super::Filter;
use crate::{Cx, Result};

/// The plan, if the actor sees it.
pub async fn by_id(cx: &Cx, id: PlanId) -> Result<Option<Plan>> {
    Ok(persistence::plans::by_id(cx.db(), &cx.scope(), id).await?)
}

/// The plans of these ids that the actor sees.
pub async fn by_ids(cx: &Cx, ids: &[PlanId]) -> Result<Vec<Plan>> {
    Ok(persistence::plans::by_ids(cx.db(), &cx.scope(), ids).await?)
}

/// The plan of this slug, if the actor sees it.
pub async fn by_slug(cx: &Cx, slug: &Slug) -> Result<Option<Plan>> {
    Ok(persistence::plans::by_slug(cx.db(), &cx.scope(), slug).await?)
}

/// Plans, newest first.
pub async fn list(cx: &Cx, filter: &Filter, page: &PageRequest) -> Result<Page<Plan>> {
    Ok(persistence::plans::list(cx.db(), &cx.scope(), filter, cx.now(), page).await?)
}

/// The themes of these plans; the caller has read the plans.
pub async fn themes_of(cx: &Cx, plans: &[PlanId]) -> Result<Vec<Theme>> {
    Ok(persistence::plans::themes_of(cx.db(), plans).await?)
}

/// The zones of these plans; the caller has read the plans.
pub async fn zones_of(cx: &Cx, plans: &[PlanId]) -> Result<Vec<Zone>> {
    Ok(persistence::plans::zones_of(cx.db(), plans).await?)
}

/// The theme, if the actor sees its plan.
pub async fn theme_by_id(cx: &Cx, id: ThemeId) -> Result<Option<Theme>> {
    Ok(persistence::plans::theme_by_id(cx.db(), &cx.scope(), id).await?)
}

/// The zone, if the actor sees its plan.
pub async fn zone_by_id(cx: &Cx, id: ZoneId) -> Result<Option<Zone>> {
    Ok(persistence::plans::zone_by_id(cx.db(), &cx.scope(), id).await?)
}

/// The operation, if the actor sees its plan.
pub async fn operation_by_id(cx: &Cx, id: OperationId) -> Result<Option<Operation>> {
    Ok(persistence::plans::operation_by_id(cx.db(), &cx.scope(), id).await?)
}

/// The document, if the actor sees its plan.
pub async fn document_by_id(cx: &Cx, id: DocumentId) -> Result<Option<Document>> {
    Ok(persistence::plans::document_by_id(cx.db(), &cx.scope(), id).await?)
}

/// The operations of these plans; the caller has read the plans.
pub async fn operations_of(cx: &Cx, plans: &[PlanId]) -> Result<Vec<Operation>> {
    Ok(persistence::plans::operations_of(cx.db(), plans).await?)
}

/// The documents of these plans; the caller has read the plans.
pub async fn documents_of(cx: &Cx, plans: &[PlanId]) -> Result<Vec<Document>> {
    Ok(persistence::plans::documents_of(cx.db(), plans).await?)
}

/// A page of the versions of each of these documents, newest first; the caller has read the documents.
pub async fn document_versions_of(
    cx: &Cx,
    documents: &[DocumentId],
    page: &PageRequest,
) -> Result<HashMap<DocumentId, Page<DocumentVersion>>> {
    Ok(persistence::plans::document_versions_of(cx.db(), documents, page).await?)
}

/// A page of the acts of each of these plans, newest first; the caller has read the plans.
pub async fn acts_of(cx: &Cx, plans: &[PlanId], page: &PageRequest) -> Result<HashMap<PlanId, Page<Act>>> {
    Ok(persistence::plans::acts_of(cx.db(), plans, page).await?)
}
