//! Reading webhooks and their deliveries.

use domain::{
    Code, Denied, Page, PageRequest,
    accounts::ApiScope,
    policy::webhooks::Keep,
    scope::PlanSet,
    webhooks::{Attempt, Delivery, DeliveryId, Webhook, WebhookId},
};
use persistence::webhooks::Filter;

use crate::{Cx, Error, Result, error::OrHidden};

/// Every webhook that the actor keeps, newest first, at most 50.
pub async fn all(cx: &Cx) -> Result<Vec<Webhook>> {
    let scope = cx.scope();
    if scope.staffs == PlanSet::None {
        let signed_in = cx.actor.account().is_some();
        let denied = if signed_in {
            Denied::RoleRequired
        } else {
            Denied::SignInRequired
        };
        return Err(denied.into());
    }
    cx.actor.must_hold(ApiScope::Export)?;
    Ok(persistence::webhooks::all(cx.db(), &scope).await?)
}

/// The webhook, if the actor keeps it.
pub async fn by_id(cx: &Cx, id: WebhookId) -> Result<Option<Webhook>> {
    let Some(webhook) = persistence::webhooks::by_id(cx.db(), id).await? else {
        return Ok(None);
    };
    Ok(cx.actor.may(Keep, webhook.clone()).is_ok().then_some(webhook))
}

/// What was sent to a webhook within 30 days, newest first.
pub async fn deliveries(cx: &Cx, filter: &Filter, page: &PageRequest) -> Result<Page<Delivery>> {
    let webhook = persistence::webhooks::by_id(cx.db(), filter.webhook).await?;
    let webhook = webhook.ok_or(Error::NotFound(Code::WebhookNotFound))?;
    let _permitted = cx.actor.may(Keep, webhook).or_hidden(Code::WebhookNotFound)?;
    Ok(persistence::webhooks::list(cx.db(), filter, page).await?)
}

/// The attempts of these deliveries, which the caller has read.
pub async fn attempts_of(cx: &Cx, ids: &[DeliveryId]) -> Result<Vec<Attempt>> {
    Ok(persistence::webhooks::attempts_of(cx.db(), ids).await?)
}
