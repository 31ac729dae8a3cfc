//! Webhooks, for whoever keeps them: what is sent where, how it stands, what was delivered.

use app::{
    plans,
    webhooks::{self, CreateWebhook, UpdateWebhook, WebhookInput, kinds},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Code, PageRequest,
    plans::Plan,
    webhooks::{Attempt, Delivery, DeliveryId, DeliveryState, Webhook, WebhookId, WebhookState},
};
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    Part,
    form::{Field, Fields, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    forms::{fresh_key, typed as written},
    page::{Answer, Page, ok, show},
    plans::among,
    proposals::Stamp,
    visit::Visit,
};

/// How many deliveries a page shows.
const PER_PAGE: u32 = 20;

fn must_keep(visit: &Visit) -> Result<(), Failed> {
    super::must(visit, super::staffs(visit))
}

fn address(id: WebhookId) -> String {
    format!("/staff/webhooks/{id}")
}

fn stamp(page: &Page, state: WebhookState) -> Stamp {
    Stamp {
        word: page.t(&format!("webhook-{}", state.as_str())),
        look: match state {
            WebhookState::Active => "good",
            WebhookState::Failing => "late",
            WebhookState::Paused => "",
            WebhookState::Disabled => "bad",
        },
    }
}

fn kind_name(page: &Page, kind: domain::EventKind) -> String {
    page.t(&format!("event-{}", kind.as_str().replace('.', "-")))
}

/// A webhook in the list.
struct Row {
    address: String,
    host: String,
    stamp: Stamp,
    about: String,
    tells: String,
}

#[derive(Template)]
#[template(path = "staff/webhooks.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
}

/// Answers the webhooks that the visitor keeps.
pub(crate) async fn list(visit: Visit) -> Answer {
    must_keep(&visit)?;
    let page = visit.page().await;
    let found = webhooks::all(&visit.cx).await.or_page(&visit)?;
    let all = super::plans_of(&visit).await?;
    let rows = found
        .iter()
        .map(|webhook| Row {
            address: address(webhook.id),
            host: webhook.endpoint.host().to_owned(),
            stamp: stamp(&page, webhook.state),
            about: about(&page, &all, webhook),
            tells: tells(&page, webhook),
        })
        .collect();
    ok(&List {
        parts: super::parts(&visit, &page, "/staff/webhooks"),
        rows,
        page,
    })
}

/// Of which plan it tells.
fn about(page: &Page, all: &[Plan], webhook: &Webhook) -> String {
    let plan = all.iter().find(|plan| Some(plan.id) == webhook.wanted.plan);
    plan.map_or_else(|| page.t("role-everywhere"), |plan| plan.title.to_string())
}

/// Of what it tells.
fn tells(page: &Page, webhook: &Webhook) -> String {
    let kinds = &webhook.wanted.kinds;
    if kinds.is_empty() {
        return page.t("webhook-everything");
    }
    let names: Vec<_> = kinds.iter().map(|kind| kind_name(page, *kind)).collect();
    names.join(", ")
}

/// A kind of event to choose.
struct Choose {
    word: &'static str,
    name: String,
    chosen: bool,
}

/// The form of a webhook.
struct Form {
    fields: Vec<Field>,
    kinds: Vec<Choose>,
    kinds_problem: Option<String>,
}

impl Form {
    async fn of(visit: &Visit, page: &Page, typed: &Typed, problems: &Problems) -> Result<Self, Failed> {
        let cx = &visit.cx;
        let mut all = super::plans_of(visit).await?;
        all.retain(|plan| cx.actor.staffs(plan.id));
        let ids: Vec<_> = all.iter().map(|plan| plan.id).collect();
        let everywhere = cx
            .actor
            .must_staff_site(domain::accounts::ApiScope::Export)
            .is_ok();
        let mut of_plans = Vec::new();
        if everywhere {
            of_plans.push((String::new(), page.t("role-everywhere")));
        }
        of_plans.extend(
            all.iter()
                .map(|plan| (plan.id.to_string(), plan.title.to_string())),
        );
        let named = |plan, title: &str| match all.iter().find(|one| one.id == plan) {
            Some(one) if all.len() > 1 => format!("{title} ({})", one.title),
            _ => title.to_owned(),
        };
        let any = || vec![(String::new(), page.t("filter-all"))];
        let mut themes = any();
        for theme in plans::themes_of(cx, &ids).await.or_page(visit)? {
            themes.push((theme.id.to_string(), named(theme.plan, theme.title.as_str())));
        }
        let mut zones = any();
        for zone in plans::zones_of(cx, &ids).await.or_page(visit)? {
            zones.push((zone.id.to_string(), named(zone.plan, zone.title.as_str())));
        }
        let fields = Fields::new(page, typed, problems)
            .add("url", "webhook-url", Kind::Line)
            .choose("plan", "webhook-plan", Kind::Select, of_plans)
            .choose("theme", "webhook-theme", Kind::Select, themes)
            .choose("zone", "webhook-zone", Kind::Select, zones)
            .group("")
            .fields;
        Ok(Self {
            fields,
            kinds: kinds()
                .map(|kind| Choose {
                    word: kind.as_str(),
                    name: kind_name(page, kind),
                    chosen: typed.get(kind.as_str()) == "yes",
                })
                .collect(),
            kinds_problem: problems.on("kinds").map(ToOwned::to_owned),
        })
    }
}

fn input(typed: &Typed) -> WebhookInput {
    WebhookInput {
        url: typed.get("url").to_owned(),
        kinds: kinds().filter(|kind| typed.get(kind.as_str()) == "yes").collect(),
        plan: among(typed.get("plan")),
        theme: among(typed.get("theme")),
        zone: among(typed.get("zone")),
    }
}

/// The webhook as it would be typed.
fn as_typed(webhook: &Webhook) -> Typed {
    let mut typed = Typed::default();
    typed.set("url", webhook.endpoint.as_str());
    for kind in &webhook.wanted.kinds {
        typed.set(kind.as_str(), "yes");
    }
    if let Some(plan) = webhook.wanted.plan {
        typed.set("plan", plan);
    }
    if let Some(theme) = webhook.wanted.theme {
        typed.set("theme", theme);
    }
    if let Some(zone) = webhook.wanted.zone {
        typed.set("zone", zone);
    }
    typed
}

#[derive(Template)]
#[template(path = "staff/webhook_new.html")]
struct New {
    page: Page,
    form: Form,
    key: String,
    problems: Problems,
}

/// Asks for a new webhook.
pub(crate) async fn ask(visit: Visit) -> Answer {
    must_keep(&visit)?;
    new(&visit, StatusCode::OK, &Typed::default(), Problems::default()).await
}

async fn new(visit: &Visit, status: StatusCode, typed: &Typed, problems: Problems) -> Answer {
    let page = visit.page().await;
    let key = match typed.get("key") {
        "" => fresh_key(visit),
        key => key.to_owned(),
    };
    let form = Form::of(visit, &page, typed, &problems).await?;
    Ok(show(
        status,
        &New {
            page,
            form,
            key,
            problems,
        },
    ))
}

/// Makes a webhook, and shows its secret this once.
pub(crate) async fn make(visit: Visit, body: String) -> Answer {
    must_keep(&visit)?;
    let typed = Typed::read(&body);
    let made = match CreateWebhook::parse(&visit.cx, input(&typed), written(typed.get("key"))) {
        Ok(command) => webhooks::create(&visit.cx, command).await,
        Err(refused) => Err(refused),
    };
    match made {
        Ok((webhook, Some(secret))) => {
            let view = View {
                secret: Some(secret),
                ..View::default()
            };
            whole(&visit, webhook, view).await
        }
        // The same form a second time: the secret was shown the first time.
        Ok((webhook, None)) => Ok(Redirect::to(&address(webhook.id)).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            new(&visit, status, &typed, problems).await
        }
    }
}

/// What a page of a webhook shows beside it.
#[derive(Default)]
struct View {
    status: StatusCode,
    typed: Option<Typed>,
    secret: Option<SecretString>,
    problems: Problems,
    wanted: Wanted,
}

/// Which deliveries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    state: String,
    after: String,
}

/// A delivery as it is shown.
struct Delivered {
    id: String,
    what: String,
    stamp: Stamp,
    /// When it was made, and when it is tried next.
    when: String,
    next: Option<String>,
    attempts: Vec<String>,
    again: bool,
}

/// A part of the log.
struct Tab {
    address: String,
    name: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "staff/webhook.html")]
struct Whole {
    page: Page,
    address: String,
    host: String,
    stamp: Stamp,
    /// Why it was switched off, or since when nothing has arrived.
    why: Option<String>,
    paused: bool,
    off: bool,
    secret: Option<String>,
    old_until: Option<String>,
    version: i64,
    form: Form,
    after: Vec<Field>,
    tabs: Vec<Tab>,
    deliveries: Vec<Delivered>,
    next: Option<String>,
    problems: Problems,
}

async fn found(visit: &Visit, id: &str) -> Result<Webhook, Failed> {
    must_keep(visit)?;
    let id = crate::forms::id(visit, id, Code::WebhookNotFound)?;
    let webhook = webhooks::by_id(&visit.cx, id).await.or_page(visit)?;
    webhook.ok_or_else(|| Failed::not_found(visit, Code::WebhookNotFound))
}

/// Answers a webhook with its log.
pub(crate) async fn page(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let webhook = found(&visit, &id).await?;
    let view = View {
        wanted,
        ..View::default()
    };
    whole(&visit, webhook, view).await
}

async fn whole(visit: &Visit, webhook: Webhook, view: View) -> Answer {
    let View {
        status,
        typed,
        secret,
        problems,
        wanted,
    } = view;
    let page = visit.page().await;
    let state = DeliveryState::parse(&wanted.state);
    let filter = webhooks::Filter {
        webhook: webhook.id,
        state,
    };
    let request = PageRequest {
        cursor: Some(wanted.after).filter(|cursor| !cursor.is_empty()),
        ..PageRequest::first(PER_PAGE)
    };
    let list = webhooks::deliveries(&visit.cx, &filter, &request)
        .await
        .or_page(visit)?;
    let at = address(webhook.id);
    let tab = |state: Option<DeliveryState>| {
        let word = state.map_or("", DeliveryState::as_str);
        if word.is_empty() {
            at.clone()
        } else {
            format!("{at}?state={word}")
        }
    };
    let next = list.items.last().filter(|_| list.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        let state = state.map_or("", DeliveryState::as_str);
        format!("{at}?state={state}&after={cursor}")
    });
    let items = list.into_items();
    let ids: Vec<_> = items.iter().map(|delivery| delivery.id).collect();
    let attempts = webhooks::attempts_of(&visit.cx, &ids).await.or_page(visit)?;
    let typed = typed.unwrap_or_else(|| as_typed(&webhook));
    let form = Form::of(visit, &page, &typed, &problems).await?;
    let after = Fields::new(&page, &typed, &problems)
        .add("after", "webhook-after", Kind::Line)
        .group("")
        .fields;
    let tabs = [None]
        .into_iter()
        .chain(DeliveryState::ALL.iter().copied().map(Some));
    let whole = Whole {
        host: webhook.endpoint.host().to_owned(),
        stamp: stamp(&page, webhook.state),
        why: why(&page, &webhook),
        paused: webhook.state == WebhookState::Paused,
        off: webhook.state == WebhookState::Disabled,
        secret: secret.map(|secret| secret.expose_secret().to_owned()),
        old_until: webhook
            .old_secret_until
            .filter(|until| *until > visit.cx.now())
            .map(|until| page.when(until)),
        version: webhook.version,
        form,
        after,
        tabs: tabs
            .map(|one| Tab {
                address: tab(one),
                name: match one {
                    None => page.t("deliveries-all"),
                    Some(one) => page.t(&format!("deliveries-{}", one.as_str())),
                },
                current: one == state,
            })
            .collect(),
        deliveries: items
            .iter()
            .map(|delivery| delivered(&page, delivery, &attempts))
            .collect(),
        next,
        problems,
        address: at,
        page,
    };
    Ok(show(status, &whole))
}

fn why(page: &Page, webhook: &Webhook) -> Option<String> {
    match (webhook.state, webhook.stopped, webhook.failing_since) {
        (WebhookState::Disabled, Some(why), _) => Some(page.t(&format!("webhook-stopped-{}", why.as_str()))),
        (WebhookState::Failing, _, Some(since)) => {
            Some(page.with("webhook-failing-since", "day", page.when(since).as_str()))
        }
        _ => None,
    }
}

fn delivered(page: &Page, delivery: &Delivery, attempts: &[Attempt]) -> Delivered {
    let waits = delivery.state == DeliveryState::Waiting;
    let attempt = |attempt: &Attempt| {
        let outcome = match (attempt.fault, attempt.status) {
            (None, _) => page.t("attempt-arrived"),
            (Some(fault), Some(status)) => page.with(
                &format!("attempt-{}", fault.as_str()),
                "number",
                i32::from(status),
            ),
            (Some(fault), None) => page.with(&format!("attempt-{}", fault.as_str()), "number", 0),
        };
        let at = page.when(attempt.at);
        format!(
            "{at} – {outcome} ({})",
            page.with("attempt-took", "count", attempt.millis)
        )
    };
    Delivered {
        id: delivery.id.to_string(),
        what: match delivery.kind {
            Some(kind) => kind_name(page, kind),
            None => page.t("delivery-test"),
        },
        stamp: Stamp {
            word: page.t(&format!("delivery-{}", delivery.state.as_str())),
            look: match delivery.state {
                DeliveryState::Waiting => "late",
                DeliveryState::Delivered => "good",
                DeliveryState::Failed => "bad",
            },
        },
        when: page.when(delivery.created_at),
        next: (waits && delivery.attempts > 0)
            .then(|| page.with("delivery-next", "day", page.when(delivery.run_at).as_str())),
        attempts: attempts
            .iter()
            .filter(|attempt| attempt.delivery == delivery.id)
            .map(attempt)
            .collect(),
        again: !waits,
    }
}

/// Keeps what was typed about a webhook.
pub(crate) async fn save(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let webhook = found(&visit, &id).await?;
    let typed = Typed::read(&body);
    let change = UpdateWebhook::parse(&visit.cx, webhook.id, typed.version(), input(&typed), None, None);
    changed(&visit, webhook, change, typed, "webhook-saved").await
}

async fn changed(
    visit: &Visit,
    webhook: Webhook,
    change: app::Result<UpdateWebhook>,
    typed: Typed,
    done: &str,
) -> Answer {
    let saved = match change {
        Ok(command) => webhooks::update(&visit.cx, command).await,
        Err(refused) => Err(refused),
    };
    match saved {
        Ok(webhook) => Ok(back(webhook.id, done)),
        Err(error) => {
            let (status, problems) = Problems::of(visit, error)?;
            let view = View {
                status,
                typed: Some(typed),
                problems,
                ..View::default()
            };
            whole(visit, webhook, view).await
        }
    }
}

fn back(id: WebhookId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", address(id))).into_response()
}

/// Lets a webhook rest or go on, tells of something again, sends a test, or draws another secret.
pub(crate) async fn act(visit: Visit, Path((id, act)): Path<(String, String)>, body: String) -> Answer {
    let webhook = found(&visit, &id).await?;
    let cx = &visit.cx;
    let sent = Typed::read(&body);
    let mut typed = as_typed(&webhook);
    typed.set("after", sent.get("after"));
    let update =
        |paused, after| UpdateWebhook::parse(cx, webhook.id, sent.version(), input(&typed), paused, after);
    let (change, done) = match act.as_str() {
        "pause" => (update(Some(true), None), "webhook-paused"),
        "resume" => (update(Some(false), None), "webhook-resumed"),
        "replay" => (update(None, Some(sent.get("after"))), "webhook-replayed"),
        "ping" => {
            webhooks::ping(cx, webhook.id).await.or_page(&visit)?;
            return Ok(back(webhook.id, "webhook-pinged"));
        }
        "rotate" => {
            let (webhook, secret) = webhooks::rotate_secret(cx, webhook.id).await.or_page(&visit)?;
            let view = View {
                secret: Some(secret),
                ..View::default()
            };
            return whole(&visit, webhook, view).await;
        }
        _ => return Err(Failed::not_found(&visit, Code::WebhookNotFound)),
    };
    changed(&visit, webhook, change, typed, done).await
}

/// Sends a delivery once more.
pub(crate) async fn redeliver(visit: Visit, Path((id, delivery)): Path<(String, String)>) -> Answer {
    let webhook = found(&visit, &id).await?;
    let delivery: DeliveryId = crate::forms::id(&visit, &delivery, Code::WebhookNotFound)?;
    webhooks::redeliver(&visit.cx, delivery).await.or_page(&visit)?;
    Ok(back(webhook.id, "webhook-redelivered"))
}

#[derive(Template)]
#[template(path = "staff/webhook_delete.html")]
struct Delete {
    page: Page,
    address: String,
    host: String,
}

/// Asks whether a webhook is to be deleted.
pub(crate) async fn ask_deletion(visit: Visit, Path(id): Path<String>) -> Answer {
    let webhook = found(&visit, &id).await?;
    ok(&Delete {
        page: visit.page().await,
        address: address(webhook.id),
        host: webhook.endpoint.host().to_owned(),
    })
}

/// Deletes a webhook with its log.
pub(crate) async fn delete(visit: Visit, Path(id): Path<String>) -> Answer {
    let webhook = found(&visit, &id).await?;
    webhooks::delete(&visit.cx, webhook.id).await.or_page(&visit)?;
    Ok(Redirect::to("/staff/webhooks?done=webhook-deleted").into_response())
}
