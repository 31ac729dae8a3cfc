//! Making, changing and deleting webhooks.

use auth::{keys::WrappedKind, webhooks::WebhookSecret};
use domain::{
    Code, Denied, EventKind, Timestamp,
    plans::{PlanId, ThemeId, ZoneId},
    policy::webhooks::Keep,
    refusal::{Fault, Fields},
    webhooks::{self, Changed, Endpoint, Wanted, Webhook, WebhookId, WebhookRefusal, WebhookState},
};
use persistence::{Tx, webhooks::Secrets};
use secrecy::SecretString;

use super::{job, kinds, row};
use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
};

/// A webhook as it is typed.
#[derive(Debug, Clone, Default)]
pub struct WebhookInput {
    /// Where messages go.
    pub url: String,
    /// Events of these kinds; all if empty.
    pub kinds: Vec<EventKind>,
    /// Of this plan, and those that concern everybody.
    pub plan: Option<PlanId>,
    /// About what is in this theme.
    pub theme: Option<ThemeId>,
    /// About what is in this zone.
    pub zone: Option<ZoneId>,
}

impl WebhookInput {
    fn parse(self, cx: &Cx, fields: &mut Fields) -> Option<(Endpoint, Wanted)> {
        let Self {
            url,
            kinds: mut wanted,
            plan,
            theme,
            zone,
        } = self;
        let endpoint = fields.take("url", Endpoint::parse(&url, &cx.limits().webhook_networks));
        wanted.sort_unstable();
        wanted.dedup();
        if !wanted.iter().all(|kind| kinds().any(|told| told == *kind)) {
            fields.refuse("kinds", Fault::new(Code::FieldUnknown));
        }
        let wanted = Wanted {
            kinds: wanted,
            plan,
            theme,
            zone,
        };
        endpoint.map(|endpoint| (endpoint, wanted))
    }
}

fn must_be_known(cx: &Cx) -> Result<()> {
    match cx.actor.account() {
        Some(_) => Ok(()),
        None => Err(Denied::SignInRequired.into()),
    }
}

/// Makes a webhook.
#[derive(Debug, Clone)]
pub struct CreateWebhook {
    endpoint: Endpoint,
    wanted: Wanted,
    key: Option<Key>,
}

impl CreateWebhook {
    /// Reads what was typed, or says all that is wrong with it; visitors are told to sign in. `key` makes a repeated
    /// request have the effect of one.
    pub fn parse(cx: &Cx, input: WebhookInput, key: Option<&str>) -> Result<Self> {
        must_be_known(cx)?;
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let read = input.parse(cx, &mut fields);
        let command = read.zip(key).map(|((endpoint, wanted), key)| Self {
            endpoint,
            wanted,
            key,
        });
        Ok(fields.finish(command)?)
    }
}

/// Makes a webhook that tells of what happens from now on, and its secret, which is told here and never again. A
/// repeated request under one key tells no secret: whoever lost it has another drawn.
#[tracing::instrument(name = "webhooks.create", skip_all)]
pub async fn create(cx: &Cx, command: CreateWebhook) -> Result<(Webhook, Option<SecretString>)> {
    let _permitted = cx.actor.may(Keep, &command.wanted)?;
    let secret = WebhookSecret::generate();
    // An endpoint shows its host alone.
    let form = (command.endpoint.as_str(), &command.wanted);
    let once = Once::new(cx, command.key.as_ref(), "CreateWebhook", &form);
    let (webhook, fresh) = cx
        .write(|tx| {
            once.run(
                cx,
                tx,
                |tx| create_in(cx, tx, &command, &secret),
                |(webhook, _)| webhook.id.uuid(),
                |tx, id| made_before_in(tx, WebhookId::new(id)),
            )
        })
        .await?;
    Ok((webhook, fresh.then(|| secret.text())))
}

async fn made_before_in(tx: Tx, id: WebhookId) -> Result<(Webhook, bool)> {
    let found = persistence::webhooks::by_id(&tx, id).await?;
    Ok((found.or_not_found(Code::WebhookNotFound)?, false))
}

async fn create_in(
    cx: &Cx,
    tx: Tx,
    command: &CreateWebhook,
    secret: &WebhookSecret,
) -> Result<(Webhook, bool)> {
    let CreateWebhook {
        endpoint,
        wanted,
        key: _,
    } = command;
    places(cx, &tx, wanted).await?;
    if persistence::webhooks::count(&tx).await? >= webhooks::MOST {
        return Err(WebhookRefusal::TooMany.into());
    }
    let now = cx.decided_at(&tx).await?;
    let webhook = Webhook {
        id: cx.new_id(),
        owner: cx.actor.account().ok_or(Denied::RoleRequired)?,
        endpoint: endpoint.clone(),
        wanted: wanted.clone(),
        state: WebhookState::Active,
        stopped: None,
        failing_since: None,
        rests_until: Timestamp::default(),
        cursor: persistence::events::head(&tx).await?,
        old_secret_until: None,
        version: 1,
        created_at: now,
    };
    persistence::webhooks::insert(&tx, &webhook, wrapped(cx, &webhook, secret)).await?;
    Ok((webhook, true))
}

/// That what it is about is there: the plan is seen, theme and zone are the plan's.
async fn places(cx: &Cx, tx: &Tx, wanted: &Wanted) -> Result<()> {
    let scope = cx.scope();
    let of_plan = |plan: PlanId| wanted.plan.is_none_or(|wanted| wanted == plan);
    let mut fields = Fields::default();
    if let Some(plan) = wanted.plan {
        persistence::plans::by_id(tx, &scope, plan)
            .await?
            .or_not_found(Code::PlanNotFound)?;
    }
    if let Some(theme) = wanted.theme {
        let found = persistence::plans::theme_by_id(tx, &scope, theme).await?;
        if !found.is_some_and(|theme| of_plan(theme.plan)) {
            fields.refuse("theme", Fault::new(Code::FieldUnknown));
        }
    }
    if let Some(zone) = wanted.zone {
        let found = persistence::plans::zone_by_id(tx, &scope, zone).await?;
        if !found.is_some_and(|zone| of_plan(zone.plan)) {
            fields.refuse("zone", Fault::new(Code::FieldUnknown));
        }
    }
    Ok(fields.finish(Some(()))?)
}

fn wrapped(cx: &Cx, webhook: &Webhook, secret: &WebhookSecret) -> Vec<u8> {
    cx.root_key()
        .wrap(secret.expose(), WrappedKind::Webhook, row(webhook).as_bytes())
}

/// Changes a webhook, read at a version.
#[derive(Debug, Clone)]
pub struct UpdateWebhook {
    id: WebhookId,
    version: i64,
    endpoint: Endpoint,
    wanted: Wanted,
    paused: Option<bool>,
    after: Option<i64>,
}

impl UpdateWebhook {
    /// Reads what was typed, or says all that is wrong with it. `paused` stays as it is where nothing is said; `after`
    /// is the cursor after which everything is told again.
    pub fn parse(
        cx: &Cx,
        id: WebhookId,
        version: i64,
        input: WebhookInput,
        paused: Option<bool>,
        after: Option<&str>,
    ) -> Result<Self> {
        must_be_known(cx)?;
        let mut fields = Fields::default();
        let read = input.parse(cx, &mut fields);
        let after = fields.take("after", after.map(cursor).transpose());
        let command = read.zip(after).map(|((endpoint, wanted), after)| Self {
            id,
            version,
            endpoint,
            wanted,
            paused,
            after,
        });
        Ok(fields.finish(command)?)
    }
}

fn cursor(text: &str) -> Result<i64, Fault> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let read = text.parse().ok().filter(|_| digits);
    read.ok_or_else(|| Fault::new(Code::FieldMalformed))
}

/// Changes where a webhook sends what, whether it rests, and from where on. One that was switched off works again.
#[tracing::instrument(name = "webhooks.update", skip_all, fields(webhook.id = %command.id))]
pub async fn update(cx: &Cx, command: UpdateWebhook) -> Result<Webhook> {
    cx.write(|tx| update_in(cx, tx, &command)).await
}

async fn update_in(cx: &Cx, tx: Tx, command: &UpdateWebhook) -> Result<Webhook> {
    let UpdateWebhook {
        id,
        version,
        endpoint,
        wanted,
        paused,
        after,
    } = command;
    let (webhook, secrets) = lock(&tx, *id).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Keep, webhook).or_hidden(Code::WebhookNotFound)?;
    let _new = cx.actor.may(Keep, wanted)?;
    places(cx, &tx, wanted).await?;
    if let Some(after) = after
        && *after > persistence::events::head(&tx).await?
    {
        let mut fields = Fields::default();
        fields.refuse("after", Fault::new(Code::FieldUnknown));
        return Ok(fields.finish(None)?);
    }
    let paused = paused.unwrap_or(permitted.subject().state == WebhookState::Paused);
    let changed = Changed {
        endpoint: endpoint.clone(),
        wanted: wanted.clone(),
        paused,
        cursor: *after,
    };
    let webhook = permitted.change(*version, changed)?;
    persistence::webhooks::save(&tx, &webhook, &secrets).await?;
    if webhook.follows() {
        wake(&tx, &webhook, now).await?;
    }
    Ok(webhook)
}

/// What waited while it rested leaves now.
async fn wake(tx: &Tx, webhook: &Webhook, now: Timestamp) -> Result<()> {
    let waiting = persistence::webhooks::waiting_of(tx, webhook.id).await?;
    let due: Vec<_> = waiting
        .iter()
        .filter(|delivery| delivery.run_at <= now)
        .map(|delivery| job(delivery).id)
        .collect();
    Ok(persistence::jobs::hurry(tx, &due, now).await?)
}

pub(super) async fn lock(tx: &Tx, id: WebhookId) -> Result<(Webhook, Secrets)> {
    persistence::webhooks::lock(tx, id)
        .await?
        .or_not_found(Code::WebhookNotFound)
}

/// Draws another secret, which is told here and never again; the former one signs too for a day.
#[tracing::instrument(name = "webhooks.rotate_secret", skip_all, fields(webhook.id = %id))]
pub async fn rotate_secret(cx: &Cx, id: WebhookId) -> Result<(Webhook, SecretString)> {
    let secret = WebhookSecret::generate();
    let webhook = cx.write(|tx| rotate_in(cx, tx, id, &secret)).await?;
    Ok((webhook, secret.text()))
}

async fn rotate_in(cx: &Cx, tx: Tx, id: WebhookId, secret: &WebhookSecret) -> Result<Webhook> {
    let (webhook, secrets) = lock(&tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let webhook = cx
        .actor
        .may(Keep, webhook)
        .or_hidden(Code::WebhookNotFound)?
        .rotate(now);
    let secrets = Secrets {
        now: wrapped(cx, &webhook, secret),
        old: Some(secrets.now),
    };
    persistence::webhooks::save(&tx, &webhook, &secrets).await?;
    Ok(webhook)
}

/// Deletes a webhook with its log.
#[tracing::instrument(name = "webhooks.delete", skip_all, fields(webhook.id = %id))]
pub async fn delete(cx: &Cx, id: WebhookId) -> Result<WebhookId> {
    cx.write(|tx| delete_in(cx, tx, id)).await
}

async fn delete_in(cx: &Cx, tx: Tx, id: WebhookId) -> Result<WebhookId> {
    let (webhook, _secrets) = lock(&tx, id).await?;
    let _permitted = cx.actor.may(Keep, webhook).or_hidden(Code::WebhookNotFound)?;
    persistence::webhooks::delete(&tx, id).await?;
    Ok(id)
}

/// The secrets that sign now: the present one first.
pub(super) fn open(
    cx: &Cx,
    webhook: &Webhook,
    secrets: &Secrets,
    now: Timestamp,
) -> Result<Vec<WebhookSecret>> {
    let old = webhook
        .old_secret_until
        .filter(|until| now < *until)
        .and(secrets.old.as_ref());
    std::iter::once(&secrets.now)
        .chain(old)
        .map(|sealed| {
            let opened = cx
                .root_key()
                .open(sealed, WrappedKind::Webhook, row(webhook).as_bytes());
            opened
                .map(|bytes| WebhookSecret::from_bytes(bytes.to_vec()))
                .map_err(Error::internal)
        })
        .collect()
}
