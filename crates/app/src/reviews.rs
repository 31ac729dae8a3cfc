//! Reviews before publication: what waits, why, until when, and what happens when nobody reads it.

use std::collections::HashMap;

use domain::{
    Actor, Language, Timestamp, Visibility,
    moderation::Item,
    plans::{ModerationMode, Plan, PlanId},
    refusal::{Fact, Facts},
    reviews::{Outcome, Review, Why},
};
use persistence::{Tx, moderation::SavedItem};

use crate::{
    Cx, Error, Result,
    jobs::{self, JobKind, NewJob},
};

/// Writes down that a text waits, and when it is published though nobody read it.
pub(crate) async fn begin(cx: &Cx, tx: &Tx, review: &Review) -> Result<()> {
    persistence::reviews::begin(tx, review).await?;
    jobs::enqueue(cx, tx, opening(review.item, review.opens_at)).await?;
    Ok(())
}

/// The job that publishes a text though nobody read it.
fn opening(item: Item, at: Timestamp) -> NewJob {
    match item {
        Item::Proposal(id) => NewJob::new(JobKind::PublishUnreviewed, &id, at),
        Item::Comment(id) => NewJob::new(JobKind::PublishUnreviewedComment, &id, at),
    }
}

/// How a review ends by publishing: a moderator has read the text, or the house publishes it because nobody had.
pub(crate) const fn outcome(actor: &Actor) -> Outcome {
    match actor {
        Actor::System => Outcome::Lapsed,
        Actor::Visitor | Actor::Speaker(_) | Actor::Person(_) | Actor::Program(_) => Outcome::Published,
    }
}

/// A person publishes what nobody else works on; the house waits for nobody. The item is locked.
pub(crate) async fn must_be_free(cx: &Cx, tx: &Tx, item: Item, now: Timestamp) -> Result<()> {
    let Some(person) = cx.actor.account() else {
        return Ok(());
    };
    match persistence::moderation::lock_open(tx, item).await? {
        Some(case) => Ok(case.must_be_free(Some(person), now)?),
        None => Ok(()),
    }
}

/// Publishes a text that is locked, as a moderator decided; the plan of a proposal is locked too.
pub(crate) async fn publish(cx: &Cx, tx: &Tx, item: SavedItem, now: Timestamp) -> Result<()> {
    match item {
        SavedItem::Proposal(proposal) => {
            crate::proposals::publish_locked(cx, tx, *proposal, Outcome::Published, now).await?;
        }
        SavedItem::Comment(comment) => {
            crate::comments::publish_locked(cx, tx, *comment, Outcome::Published, now).await?;
        }
    }
    Ok(())
}

/// What was sent again after it had gone back to its author waits anew.
pub(crate) async fn begin_again(
    cx: &Cx,
    tx: &Tx,
    item: impl Into<Item>,
    plan: PlanId,
    since: Timestamp,
) -> Result<()> {
    begin(cx, tx, &Review::begin(item, plan, Why::Returned, since)).await
}

/// A text does not go back to its author after all: its review goes on, with the terms that it had.
pub(crate) async fn resume(cx: &Cx, tx: &Tx, item: Item) -> Result<()> {
    if let Some(review) = persistence::reviews::resume(tx, item).await? {
        jobs::enqueue(cx, tx, opening(item, review.opens_at)).await?;
    }
    Ok(())
}

/// Publishes what nobody has read in time. What a named person holds is looked at again when the hold ends, and what was
/// sent again has a term of its own.
pub(crate) async fn lapse(cx: &Cx, item: Item) -> Result<()> {
    let open = persistence::reviews::open_of(cx.db(), &[item]).await?;
    if open.iter().all(|review| review.opens_at > cx.now()) {
        return Ok(());
    }
    let published = match item {
        Item::Proposal(id) => crate::proposals::publish_reviewed(cx, id, None).await.map(|_| ()),
        Item::Comment(id) => crate::comments::publish_reviewed(cx, id, None).await.map(|_| ()),
    };
    match published {
        // A person was faster, or took it back: nothing is left to do; or somebody holds it.
        Err(Error::Refused(_) | Error::NotFound(_)) => cx.write(|tx| again_in(cx, tx, item)).await,
        otherwise => otherwise,
    }
}

async fn again_in(cx: &Cx, tx: Tx, item: Item) -> Result<()> {
    if persistence::reviews::open_of(&tx, &[item]).await?.is_empty() {
        return Ok(());
    }
    let visibility = match item {
        Item::Proposal(id) => persistence::proposals::by_id(&tx, &cx.scope(), id)
            .await?
            .map(|proposal| proposal.visibility),
        Item::Comment(id) => persistence::comments::by_id(&tx, &cx.scope(), id)
            .await?
            .map(|comment| comment.visibility),
    };
    let held_until = visibility.as_ref().and_then(Visibility::held_until);
    if let Some(until) = held_until {
        let now = cx.decided_at(&tx).await?;
        // The end of the hold comes first, and may itself be a little late.
        let at = until.max(now) + domain::time::minutes(1);
        jobs::enqueue(cx, &tx, opening(item, at)).await?;
    }
    Ok(())
}

/// The reviews that these texts wait for. The caller shows them to those who see the texts.
pub async fn open_of(cx: &Cx, items: &[Item]) -> Result<Vec<Review>> {
    Ok(persistence::reviews::open_of(cx.db(), items).await?)
}

/// How many reviews of each of these plans were late, or are.
pub async fn late(cx: &Cx, plans: &[PlanId]) -> Result<HashMap<PlanId, u64>> {
    Ok(persistence::reviews::late(cx.db(), plans, cx.now()).await?)
}

/// What the author of a text that waits is told: where it is, why, and until when.
pub fn told(
    review: &Review,
    plan: &Plan,
    visibility: &Visibility,
    now: Timestamp,
    language: &Language,
) -> String {
    let mut facts: Facts = vec![
        ("due", review.due_at.min(review.opens_at).into()),
        ("opensAt", review.opens_at.into()),
    ];
    let name = match (visibility.held_until(), review.why, &plan.rules.moderation) {
        (Some(until), _, _) => {
            facts.push(("until", until.into()));
            "held"
        }
        (None, _, _) if review.is_late(now) => "late",
        (None, Why::Before, ModerationMode::Before { reason, until }) => {
            facts.push(("reason", Fact::Text(reason.to_string())));
            facts.push(("until", (*until).into()));
            "before"
        }
        (None, Why::First, ModerationMode::BeforeFirst { contributions }) => {
            facts.push(("count", u64::from(*contributions).into()));
            "first"
        }
        (None, Why::Signal, _) => "signal",
        (None, Why::Returned, _) => "returned",
        // The plan has changed its mode meanwhile.
        (None, Why::Before | Why::First, _) => "earlier",
    };
    messages::review(name, &facts, language)
}

/// What reading before or after publication means for whoever publishes.
pub fn meaning(mode: &ModerationMode, language: &Language) -> String {
    messages::moderation_mode(
        match mode {
            ModerationMode::Afterwards => "afterwards",
            ModerationMode::Before { .. } => "before",
            ModerationMode::BeforeFirst { .. } => "before_first",
        },
        language,
    )
}
