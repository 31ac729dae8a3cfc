//! Trying a signal on what a plan holds already, before it is switched on.

use std::collections::{HashMap, VecDeque};

use domain::{
    Code, Timestamp,
    accounts::AccountId,
    moderation::Item,
    plans::PlanId,
    policy::signals::Rehearse,
    refusal::Fields,
    signals::{BURST, Recent, Sample, Signal, SignalKind, SignalMode, threshold},
};
use persistence::signals::{Past, Walk, past};

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// The most texts that one rehearsal looks at, oldest first.
const MOST: u64 = 50_000;
/// The most texts that it names.
const NAMED: usize = 20;

/// What a signal would have hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// How many texts were looked at.
    pub examined: u64,
    /// How many of them it would have hit.
    pub hits: u64,
    /// The first twenty of those, oldest first.
    pub items: Vec<Item>,
    /// Whether the whole plan was looked at: not beyond 50,000 texts.
    pub complete: bool,
}

/// What is known of an author at a place in the walk.
#[derive(Debug, Default)]
struct History {
    accepted: u64,
    sent: VecDeque<Timestamp>,
}

impl History {
    /// What was known when this was sent.
    fn when(&mut self, text: &Past) -> Recent {
        while self.sent.front().is_some_and(|sent| *sent + BURST <= text.at) {
            self.sent.pop_front();
        }
        self.sent.push_back(text.at);
        let recent = Recent {
            accepted: self.accepted,
            sent: self.sent.len() as u64,
        };
        self.accepted += u64::from(text.accepted);
        recent
    }
}

/// Tells what a signal would have hit in a plan at this threshold, in the order in which things were sent. Nothing is
/// changed, nobody is told.
#[tracing::instrument(name = "signals.rehearse", skip_all, fields(plan.id = %plan, signal.kind = kind.as_str()))]
pub async fn rehearse(cx: &Cx, kind: SignalKind, typed: i32, plan: PlanId) -> Result<Rehearsal> {
    let mut fields = Fields::default();
    let threshold = fields.take("threshold", threshold(kind, typed));
    let threshold = fields.finish(threshold).map_err(crate::Error::from)?;
    let plan = crate::plans::by_id(cx, plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let permitted = cx.actor.may(Rehearse, plan).or_hidden(Code::PlanNotFound)?;
    let signal = Signal {
        mode: SignalMode::Rehearsing,
        threshold,
        ..Signal::first(kind)
    };
    walk(cx, &signal, permitted.subject().id).await
}

async fn walk(cx: &Cx, signal: &Signal, plan: PlanId) -> Result<Rehearsal> {
    let mut told = Rehearsal {
        examined: 0,
        hits: 0,
        items: Vec::new(),
        complete: true,
    };
    let mut authors: HashMap<AccountId, History> = HashMap::new();
    let mut walk = Walk::default();
    while let Some(text) = past(cx.db(), plan, &mut walk).await? {
        if told.examined == MOST {
            told.complete = false;
            break;
        }
        told.examined += 1;
        let author = text
            .author
            .filter(|_| signal.kind.is_about_author())
            .map(|author| authors.entry(author).or_default().when(&text));
        let sample = Sample {
            title: &text.title,
            body: &text.body,
            author,
        };
        if signal.hits(&sample).is_some() {
            told.hits += 1;
            if told.items.len() < NAMED {
                told.items.push(text.item);
            }
        }
    }
    Ok(told)
}
