//! From events to deliveries: each webhook from its checkpoint on.

use std::{collections::HashMap, sync::Arc};

use domain::{
    Event, Scope, Timestamp,
    comments::{self, CommentId},
    id::Kind,
    proposals::{self, Place, ProposalId},
    webhooks::{Delivery, DeliveryState, Wanted, Webhook},
};
use persistence::{Tx, events};

use super::job;
use crate::{Cx, House, Result};

/// How many events are read for a webhook at once.
const BATCH: u64 = 500;

/// Makes deliveries of all events that webhooks were not told of yet; how many.
pub async fn fan_out(house: &Arc<House>) -> Result<usize> {
    let cx = Cx::system(Arc::clone(house), "webhooks");
    let mut made = 0;
    loop {
        let head = events::head(cx.db()).await?;
        if !persistence::webhooks::any_behind(cx.db(), head).await? {
            return Ok(made);
        }
        let told = cx.write(|tx| fan_out_in(&cx, tx, head)).await?;
        match told {
            Some(some) => made += some,
            // Another process is at it.
            None => return Ok(made),
        }
    }
}

/// The next events of the webhook that is furthest behind; the number of statements does not depend on how many.
async fn fan_out_in(cx: &Cx, tx: Tx, head: i64) -> Result<Option<usize>> {
    let Some(webhook) = persistence::webhooks::lock_behind(&tx, head).await? else {
        return Ok(None);
    };
    let Wanted { kinds, plan, .. } = &webhook.wanted;
    let filter = events::Filter {
        kinds: kinds.clone(),
        plan: *plan,
    };
    let public = Scope::public();
    let told = events::between(&tx, &public, &filter, webhook.cursor, head, BATCH).await?;
    let full = u64::try_from(told.len()).is_ok_and(|told| told == BATCH);
    let cursor = match told.last() {
        Some(last) if full => last.seq,
        _ => head,
    };
    let now = cx.decided_at(&tx).await?;
    let told = narrowed(&tx, &webhook.wanted, told).await?;
    let made: Vec<Delivery> = told
        .iter()
        .map(|event| delivery(cx, &webhook, event, now))
        .collect();
    persistence::webhooks::insert_deliveries(&tx, &made).await?;
    let jobs: Vec<_> = made.iter().map(job).collect();
    persistence::jobs::insert_all(&tx, &jobs, now).await?;
    persistence::webhooks::advance(&tx, webhook.id, cursor).await?;
    Ok(Some(made.len()))
}

fn delivery(cx: &Cx, webhook: &Webhook, event: &Event, now: Timestamp) -> Delivery {
    Delivery {
        id: cx.new_id(),
        webhook: webhook.id,
        seq: event.seq,
        kind: Some(event.event.kind),
        state: DeliveryState::Waiting,
        attempts: 0,
        tries: 0,
        run_at: now,
        created_at: now,
    }
}

/// Those that are about what is in the theme and zone today; and those that concern everybody.
async fn narrowed(tx: &Tx, wanted: &Wanted, told: Vec<Event>) -> Result<Vec<Event>> {
    let Wanted { theme, zone, .. } = wanted;
    if theme.is_none() && zone.is_none() {
        return Ok(told);
    }
    let subject = |event: &Event, kind: &str| {
        let subject = &event.event.subject;
        (subject.kind == kind).then_some(subject.id)
    };
    let of_comments: Vec<CommentId> = told
        .iter()
        .filter_map(|event| subject(event, comments::Comment::PREFIX).map(CommentId::new))
        .collect();
    let public = Scope::public();
    let above: HashMap<CommentId, ProposalId> = persistence::comments::by_ids(tx, &public, &of_comments)
        .await?
        .into_iter()
        .map(|comment| (comment.id, comment.proposal))
        .collect();
    let proposal = |event: &Event| {
        let comment = subject(event, comments::Comment::PREFIX).map(CommentId::new);
        match comment {
            Some(comment) => above.get(&comment).copied(),
            None => subject(event, proposals::Proposal::PREFIX).map(ProposalId::new),
        }
    };
    let ids: Vec<ProposalId> = told.iter().filter_map(proposal).collect();
    let here: Vec<ProposalId> = persistence::proposals::by_ids(tx, &public, &ids)
        .await?
        .into_iter()
        .filter(|proposal| {
            (theme.is_none() || proposal.theme == *theme)
                && zone.is_none_or(|zone| proposal.place == Place::Zone(zone))
        })
        .map(|proposal| proposal.id)
        .collect();
    let is_here = |event: &Event| {
        event.event.kind.concerns_everybody() || proposal(event).is_some_and(|id| here.contains(&id))
    };
    Ok(told.into_iter().filter(is_here).collect())
}
