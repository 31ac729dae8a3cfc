//! Reading rules and what they said before: everybody may.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    rules::{Rule, RuleCode, RuleId, RuleVersion},
};

use super::Filter;
use crate::{Cx, Result};

/// The rule.
pub async fn by_id(cx: &Cx, id: RuleId) -> Result<Option<Rule>> {
    Ok(persistence::rules::find(cx.db(), id).await?)
}

/// The rules of these ids.
pub async fn by_ids(cx: &Cx, ids: &[RuleId]) -> Result<Vec<Rule>> {
    Ok(persistence::rules::by_ids(cx.db(), ids).await?)
}

/// The rule of this code.
pub async fn by_code(cx: &Cx, code: &RuleCode) -> Result<Option<Rule>> {
    Ok(persistence::rules::by_code(cx.db(), code).await?)
}

/// Rules, by code: those that people are held to now, or all there ever were.
pub async fn list(cx: &Cx, in_force: bool, page: &PageRequest) -> Result<Page<Rule>> {
    let filter = Filter {
        in_force_at: in_force.then(|| cx.now()),
    };
    Ok(persistence::rules::list(cx.db(), &filter, page).await?)
}

/// These versions.
pub async fn versions_at(cx: &Cx, keys: &[(RuleId, i32)]) -> Result<Vec<RuleVersion>> {
    Ok(persistence::rules::versions_at(cx.db(), keys).await?)
}

/// A page of the versions of each of these rules, newest first.
pub async fn versions_of(
    cx: &Cx,
    rules: &[RuleId],
    page: &PageRequest,
) -> Result<HashMap<RuleId, Page<RuleVersion>>> {
    Ok(persistence::rules::versions_of(cx.db(), rules, page).await?)
}
