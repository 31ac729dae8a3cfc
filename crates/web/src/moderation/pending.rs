//! A text that is read before it is published: whole, why it waits, until when, and the button that publishes it.

use app::{
    comments,
    moderation::{self, Queue, View},
    proposals, reviews,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    moderation::{Case, Item, ModerationRefusal},
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    keys::{self, Key},
    part, queue,
    text::{self, Text},
};
use crate::{
    error::{Failed, Or, Problems, said},
    page::{Answer, Page, show as write},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "moderation/pending.html")]
struct Show {
    page: Page,
    item: String,
    /// The version of the text: what is published is what was read.
    version: i32,
    text: Text,
    /// Where its case is, and who works on that, where somebody opened one to send it back.
    case: Option<(String, String)>,
    /// Why it waits, and until when.
    why: Vec<String>,
    late: bool,
    /// Whether it is the reader's own.
    own: bool,
    previous: Option<String>,
    next: Option<String>,
    problems: Problems,
    keys: Vec<Key>,
}

/// Answers a text that waits for its review.
pub(crate) async fn show(visit: Visit, Path(item): Path<String>) -> Answer {
    super::must_work(&visit)?;
    let page = of(&visit, &item, Problems::default()).await?;
    Ok(write(StatusCode::OK, &page))
}

async fn of(visit: &Visit, item: &str, problems: Problems) -> Result<Show, Failed> {
    let missing = || Failed::not_found(visit, Code::ModerationNotFound);
    let item = Item::parse(item).ok_or_else(missing)?;
    let waiting = queue::pending(visit, None).await?;
    let place = waiting.iter().position(|(_, target)| target.item == item);
    let target = match place.and_then(|place| waiting.get(place)) {
        Some((_, target)) => target.clone(),
        // Beyond the first hundred.
        None => text::target(visit, item)
            .await?
            .filter(|target| visit.cx.scope().moderates.contains(target.plan))
            .filter(|target| !target.published && !target.gone)
            .ok_or_else(missing)?,
    };
    let page = visit.page().await;
    let now = visit.cx.now();
    let case = open_case(visit, item).await?.map(|case| {
        let address = format!("/moderation/cases/{}", case.id);
        let told = match case.claimed(now) {
            Some(claim) if Some(claim.by) == visit.cx.actor.account() => {
                page.with("case-claimed-by-you", "until", page.when(claim.until).as_str())
            }
            Some(claim) => said(visit, ModerationRefusal::ClaimedByOther { until: claim.until }),
            None => page.t("pending-in-hand"),
        };
        (address, told)
    });
    let review = reviews::open_of(&visit.cx, &[item]).await.or_page(visit)?.pop();
    let beside = |place: Option<usize>| {
        let (_, target) = waiting.get(place?)?;
        Some(format!("/moderation/texts/{}", target.item))
    };
    Ok(Show {
        item: item.to_string(),
        version: target.version,
        case,
        text: Text::of(visit, &page, &target).await?,
        why: review
            .iter()
            .flat_map(|review| {
                [
                    page.t(&format!("review-why-{}-explained", review.why.as_str())),
                    page.with("case-due-explained", "until", page.when(review.due_at).as_str()),
                    page.with(
                        "review-opens-explained",
                        "day",
                        page.when(review.opens_at).as_str(),
                    ),
                ]
            })
            .collect(),
        late: review.is_some_and(|review| review.is_late(now)),
        own: target.author.is_some() && target.author == visit.cx.actor.account(),
        previous: beside(place.and_then(|place| place.checked_sub(1))),
        next: beside(place.map_or(Some(0), |place| place.checked_add(1))),
        keys: keys::all(&page),
        problems,
        page,
    })
}

/// The case that is open about it.
async fn open_case(visit: &Visit, item: Item) -> Result<Option<Case>, Failed> {
    let queue = Queue {
        item: Some(item),
        ..part(None, View::Open)
    };
    let found = moderation::queue(&visit.cx, &queue, &PageRequest::first(1))
        .await
        .or_page(visit)?;
    Ok(found.into_items().pop())
}

/// Opens a case about a text, or takes the one that is open: how what waits goes back to its author, by a rule and with reasons,
/// and how a moderator acts on what they read by themselves.
pub(crate) async fn open(visit: Visit, Path(id): Path<String>) -> Answer {
    super::must_work(&visit)?;
    let item = Item::parse(&id).ok_or_else(|| Failed::not_found(&visit, Code::ModerationNotFound))?;
    match moderation::open(&visit.cx, item).await {
        Ok(case) => {
            Ok(Redirect::to(&format!("/moderation/cases/{}?done=case-claimed", case.id)).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            match (of(&visit, &id, problems).await, open_case(&visit, item).await?) {
                (Ok(waiting), _) => Ok(write(status, &waiting)),
                // It is published, and somebody else works on it: their case says so.
                (Err(_), Some(case)) => {
                    Ok(Redirect::to(&format!("/moderation/cases/{}", case.id)).into_response())
                }
                (Err(missing), None) => Err(missing),
            }
        }
    }
}

/// What was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Read {
    version: Option<i32>,
}

/// Publishes it as it was read, and shows the next one. What has a case by now is decided there, by whoever works on it.
pub(crate) async fn publish(visit: Visit, Path(id): Path<String>, Form(read): Form<Read>) -> Answer {
    super::must_work(&visit)?;
    let item = Item::parse(&id).ok_or_else(|| Failed::not_found(&visit, Code::ModerationNotFound))?;
    if let Some(case) = open_case(&visit, item).await? {
        return Ok(Redirect::to(&format!("/moderation/cases/{}", case.id)).into_response());
    }
    let waiting = queue::pending(&visit, None).await?;
    let (cx, version) = (&visit.cx, read.version);
    let published = match item {
        Item::Proposal(id) => proposals::publish_reviewed(cx, id, version).await.map(|_| ()),
        Item::Comment(id) => comments::publish_reviewed(cx, id, version).await.map(|_| ()),
    };
    if let Err(error) = published {
        let (status, problems) = Problems::of(&visit, error)?;
        return Ok(write(status, &of(&visit, &id, problems).await?));
    }
    let place = waiting.iter().position(|(_, target)| target.item == item);
    let next = place
        .and_then(|place| waiting.get(place + 1))
        .or_else(|| waiting.iter().find(|(_, target)| target.item != item))
        .map_or_else(
            || "/moderation?done=text-published".to_owned(),
            |(_, target)| format!("/moderation/texts/{}?done=text-published", target.item),
        );
    Ok(Redirect::to(&next).into_response())
}
