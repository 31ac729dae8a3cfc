//! Webhooks in the API.

use app::webhooks::{CreateWebhook, Filter, UpdateWebhook, WebhookInput as Typed};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::webhooks;
use secrecy::ExposeSecret;

use crate::{
    Fault,
    accounts::{Account, account},
    changes::EventKind,
    context::{Here, load},
    loaders::AttemptsOf,
    plans::Plan,
    problems::{Problem, outcome},
    relay::{self, List},
    scalars::{DateTime, id, optional_id},
};

/// How a webhook stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "webhooks::WebhookState")]
pub enum WebhookState {
    /// Its deliveries arrive.
    Active,
    /// The last delivery failed; it is tried again.
    Failing,
    /// Its keepers stopped it for a while: what happens meanwhile is delivered afterwards.
    Paused,
    /// It was switched off; `updateWebhook` switches it on again.
    Disabled,
}

/// Why a webhook was switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "webhooks::Stopped")]
pub enum WebhookStopped {
    /// The receiver answered that it is gone (410).
    Gone,
    /// Nothing arrived for five days.
    Failures,
    /// The service account that made it was stopped.
    Owner,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "webhooks::DeliveryState")]
pub enum DeliveryState {
    /// It was not tried yet, or is tried again.
    Waiting,
    /// It arrived.
    Delivered,
    /// It never arrived; `redeliver` sends it once more.
    Failed,
}

/// Why an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "webhooks::DeliveryFault")]
pub enum DeliveryFault {
    /// The receiver answered with another status than 2xx.
    Status,
    /// The receiver answered with a redirection, which is not followed.
    Redirect,
    /// The receiver took longer than 15 seconds.
    Timeout,
    /// Its name is unknown.
    Name,
    /// Its name stands for an address that nothing is sent to: it is neither public nor allowed.
    Address,
    /// No connection.
    Connection,
    /// Its certificate is not good.
    Certificate,
    /// What it answered is no HTTP.
    Protocol,
}

/// What happens, posted to an address of yours as it happens, signed as <https://www.standardwebhooks.com> describes.
///
/// A message is `{type, timestamp, data}`: `type` is the kind of the event (`proposal.published`), `data` its `seq`,
/// `cursor` (of `changes`), `v`, `subject`, and where there are `plan`, `version` and `state`: ids, codes and numbers,
/// never texts. Where `delete` is true, delete what you hold of the subject. `webhook-id` is the same at each attempt.
/// Attempts may arrive out of order: `seq` says which is later. Whatever is not answered by 2xx within 15 seconds is
/// tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h; 410 switches the webhook off, and so do
/// five days in which nothing arrives.
pub struct Webhook(pub webhooks::Webhook);

#[Object]
impl Webhook {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Where messages go.
    async fn url(&self) -> &str {
        self.0.endpoint.as_str()
    }
    /// The kinds that it tells of; all if empty.
    async fn kinds(&self) -> Vec<EventKind> {
        self.0.wanted.kinds.iter().copied().map(EventKind).collect()
    }
    /// The plan that it tells of, with what concerns everybody; null for every plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        match self.0.wanted.plan {
            Some(plan) => Ok(load(ctx, plan).await?.map(Plan)),
            None => Ok(None),
        }
    }
    /// The id of the theme that it tells of, if of one.
    async fn theme(&self) -> Option<ID> {
        self.0.wanted.theme.map(|theme| theme.to_string().into())
    }
    /// The id of the zone that it tells of, if of one.
    async fn zone(&self) -> Option<ID> {
        self.0.wanted.zone.map(|zone| zone.to_string().into())
    }
    /// How it stands.
    async fn state(&self) -> WebhookState {
        self.0.state.into()
    }
    /// Why it was switched off, if it was.
    async fn stopped(&self) -> Option<WebhookStopped> {
        self.0.stopped.map(Into::into)
    }
    /// Since when nothing has arrived; null while deliveries arrive.
    async fn failing_since(&self) -> Option<DateTime> {
        self.0.failing_since.map(DateTime)
    }
    /// The cursor of the last change that it was told of, or that is not for it.
    async fn cursor(&self) -> String {
        app::feed::cursor(self.0.cursor)
    }
    /// Until when the former secret signs too, after a change of secret.
    async fn old_secret_until(&self) -> Option<DateTime> {
        self.0.old_secret_until.map(DateTime)
    }
    /// Who made it: a person, or a service account.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        account(ctx, self.0.owner).await
    }
    /// Increases with every change; give it back with `updateWebhook`.
    async fn version(&self) -> i64 {
        self.0.version
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// What was sent within 30 days, newest first. At most 100 at once, 20 unless said.
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that stand so; any if left out.")] state: Option<DeliveryState>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Delivery>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let filter = Filter {
            webhook: self.0.id,
            state: state.map(Into::into),
        };
        let list = app::webhooks::deliveries(cx, &filter, &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            Delivery,
        ))
    }
}

/// A message to a webhook, and how it stands. Nothing of what was sent or answered is kept.
pub struct Delivery(webhooks::Delivery);

#[Object]
impl Delivery {
    /// Its id: the `webhook-id` of every attempt.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What happened; null for a test.
    async fn kind(&self) -> Option<EventKind> {
        self.0.kind.map(EventKind)
    }
    /// The cursor of the change; null for a test.
    async fn cursor(&self) -> Option<String> {
        self.0.kind.map(|_| app::feed::cursor(self.0.seq))
    }
    /// How it stands.
    async fn state(&self) -> DeliveryState {
        self.0.state.into()
    }
    /// When it is tried next; null once that is over.
    async fn next_at(&self) -> Option<DateTime> {
        let waits = self.0.state == webhooks::DeliveryState::Waiting;
        waits.then_some(DateTime(self.0.run_at))
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// Every attempt, the first first.
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<DeliveryAttempt>, Fault> {
        let found = load(ctx, AttemptsOf(self.0.id)).await?.unwrap_or_default();
        Ok(found.into_iter().map(DeliveryAttempt).collect())
    }
}

/// One attempt to deliver.
pub struct DeliveryAttempt(webhooks::Attempt);

#[Object]
impl DeliveryAttempt {
    /// The first is 1.
    async fn number(&self) -> u32 {
        self.0.number
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// The HTTP status that was answered, if one was.
    async fn status(&self) -> Option<u16> {
        self.0.status
    }
    /// Why it failed; null where it arrived.
    async fn fault(&self) -> Option<DeliveryFault> {
        self.0.fault.map(Into::into)
    }
    /// How long it took, in thousandths of a second.
    async fn milliseconds(&self) -> u32 {
        self.0.millis
    }
}

/// Reading webhooks.
#[derive(Default)]
pub struct WebhookQueries;

#[Object]
impl WebhookQueries {
    /// The webhooks that the viewer keeps, newest first, at most 50: staff those of their plans, staff of the whole site
    /// and admins all of them, programs with the scope `EXPORT` alone. Others fail with `permission.*`.
    async fn webhooks(&self, ctx: &Context<'_>) -> Result<Vec<Webhook>, Fault> {
        let cx = ctx.cx()?;
        let found = app::webhooks::all(cx).await;
        let found = found.map_err(|error| Fault::of(cx, &error))?;
        Ok(found.into_iter().map(Webhook).collect())
    }

    /// A webhook, if the viewer keeps it.
    async fn webhook(&self, ctx: &Context<'_>, webhook: ID) -> Result<Option<Webhook>, Fault> {
        let cx = ctx.cx()?;
        let found = app::webhooks::by_id(cx, id(&webhook)?).await;
        Ok(found.map_err(|error| Fault::of(cx, &error))?.map(Webhook))
    }
}

/// A webhook as it is typed.
#[derive(Debug, InputObject)]
pub struct WebhookInput {
    /// Where messages go: `https`, at most 500 characters, a public address unless the town allows another.
    url: String,
    /// Of one of these kinds; any if left out or empty. `CASE_CHANGED` and `MODERATION_COUNTED` are not told
    /// in this way.
    #[graphql(validator(max_items = 50))]
    kinds: Option<Vec<EventKind>>,
    /// Of this plan, and what concerns everybody: `ACCOUNT_ERASED`. Staff of one plan alone must name it.
    plan: Option<ID>,
    /// About proposals that are in this theme when it is told, and their comments.
    theme: Option<ID>,
    /// About proposals that are in this zone when it is told, and their comments.
    zone: Option<ID>,
}

impl WebhookInput {
    fn typed(self) -> Result<Typed, Fault> {
        let kinds = self.kinds.unwrap_or_default();
        Ok(Typed {
            url: self.url,
            kinds: kinds.into_iter().map(|kind| kind.0).collect(),
            plan: optional_id(self.plan.as_ref())?,
            theme: optional_id(self.theme.as_ref())?,
            zone: optional_id(self.zone.as_ref())?,
        })
    }
}

/// A webhook, or why it was not changed.
#[derive(SimpleObject)]
pub struct WebhookPayload {
    /// The webhook after the change; null when it was refused.
    webhook: Option<Webhook>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A webhook with a fresh secret, or why there is none.
#[derive(SimpleObject)]
pub struct WebhookSecretPayload {
    /// The webhook; null when it was refused.
    webhook: Option<Webhook>,
    /// Its secret, `whsec_…`, by which signatures are verified; told here and never again. Null when it was refused, and
    /// when the request is a repeat under its key: `rotateWebhookSecret` draws another.
    secret: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A delivery, or why it does not leave.
#[derive(SimpleObject)]
pub struct DeliveryPayload {
    /// The delivery, which waits; null when it was refused.
    delivery: Option<Delivery>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// What was deleted, or why it was not.
#[derive(SimpleObject)]
pub struct DeleteWebhookPayload {
    /// The id of what was deleted; null when it was refused.
    deleted: Option<ID>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Keeping webhooks: staff of the plan, staff of the whole site and admins; programs with the scope `EXPORT`.
#[derive(Default)]
pub struct WebhookMutations;

#[Object]
impl WebhookMutations {
    /// Makes a webhook that tells of what happens from now on. Codes: `FIELD_*`, `WEBHOOK_ADDRESS_REFUSED`,
    /// `WEBHOOK_HTTPS_ONLY`, `WEBHOOK_TOO_MANY`, `PLAN_NOT_FOUND`, `AUTH_REQUIRED`, `PERMISSION_*`,
    /// `REQUEST_KEY_REUSED`.
    async fn create_webhook(
        &self,
        ctx: &Context<'_>,
        input: WebhookInput,
        #[graphql(
            desc = "1 to 200 characters, kept for a day: the same request under the same key makes one webhook."
        )]
        idempotency_key: Option<String>,
    ) -> Result<WebhookSecretPayload, Fault> {
        let cx = ctx.cx()?;
        let made = match CreateWebhook::parse(cx, input.typed()?, idempotency_key.as_deref()) {
            Ok(command) => app::webhooks::create(cx, command).await,
            Err(refused) => Err(refused),
        };
        let (made, problems) = outcome(cx, made)?;
        let (webhook, secret) = made.unzip();
        Ok(WebhookSecretPayload {
            webhook: webhook.map(Webhook),
            secret: secret.flatten().map(|secret| secret.expose_secret().to_owned()),
            problems,
        })
    }

    /// Changes where a webhook, read at a version, sends what. One that was switched off works again. Codes: those of
    /// `createWebhook`, `WEBHOOK_NOT_FOUND`, `WEBHOOK_CHANGED_MEANWHILE`.
    async fn update_webhook(
        &self,
        ctx: &Context<'_>,
        webhook: ID,
        version: i64,
        input: WebhookInput,
        #[graphql(desc = "Whether it rests; as it is if left out.")] paused: Option<bool>,
        #[graphql(desc = "A cursor of `changes`: everything after it is told once more, under new ids.")]
        after: Option<String>,
    ) -> Result<WebhookPayload, Fault> {
        let cx = ctx.cx()?;
        let (id, input) = (id(&webhook)?, input.typed()?);
        let changed = match UpdateWebhook::parse(cx, id, version, input, paused, after.as_deref()) {
            Ok(command) => app::webhooks::update(cx, command).await,
            Err(refused) => Err(refused),
        };
        let (webhook, problems) = outcome(cx, changed)?;
        Ok(WebhookPayload {
            webhook: webhook.map(Webhook),
            problems,
        })
    }

    /// Draws another secret; the former one signs too for a day, so that messages carry two signatures. Codes:
    /// `WEBHOOK_NOT_FOUND`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn rotate_webhook_secret(
        &self,
        ctx: &Context<'_>,
        webhook: ID,
    ) -> Result<WebhookSecretPayload, Fault> {
        let cx = ctx.cx()?;
        let (rotated, problems) = outcome(cx, app::webhooks::rotate_secret(cx, id(&webhook)?).await)?;
        let (webhook, secret) = rotated.unzip();
        Ok(WebhookSecretPayload {
            webhook: webhook.map(Webhook),
            secret: secret.map(|secret| secret.expose_secret().to_owned()),
            problems,
        })
    }

    /// Deletes a webhook with its log. Codes: `WEBHOOK_NOT_FOUND`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn delete_webhook(&self, ctx: &Context<'_>, webhook: ID) -> Result<DeleteWebhookPayload, Fault> {
        let cx = ctx.cx()?;
        let (deleted, problems) = outcome(cx, app::webhooks::delete(cx, id(&webhook)?).await)?;
        Ok(DeleteWebhookPayload {
            deleted: deleted.map(|id| id.to_string().into()),
            problems,
        })
    }

    /// Sends a test, `webhook.test`: once, and whatever the webhook does. Codes: `WEBHOOK_NOT_FOUND`, `AUTH_REQUIRED`,
    /// `PERMISSION_*`.
    async fn ping_webhook(&self, ctx: &Context<'_>, webhook: ID) -> Result<DeliveryPayload, Fault> {
        let cx = ctx.cx()?;
        delivery(cx, app::webhooks::ping(cx, id(&webhook)?).await)
    }

    /// Sends a delivery that arrived or failed once more, under the same `webhook-id` and as things stand today. One that
    /// waits leaves by itself. Codes: `WEBHOOK_NOT_FOUND`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn redeliver(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "delivery")] again: ID,
    ) -> Result<DeliveryPayload, Fault> {
        let cx = ctx.cx()?;
        delivery(cx, app::webhooks::redeliver(cx, id(&again)?).await)
    }
}

fn delivery(cx: &app::Cx, sent: app::Result<webhooks::Delivery>) -> Result<DeliveryPayload, Fault> {
    let (delivery, problems) = outcome(cx, sent)?;
    Ok(DeliveryPayload {
        delivery: delivery.map(Delivery),
        problems,
    })
}
