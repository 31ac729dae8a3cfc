//! Looking at a text when it is sent or changed.

use domain::{
    Timestamp,
    moderation::{Case, Item},
    plans::PlanId,
    signals::{Hit, Recent, Sample, Signal, SignalKind, SignalMode},
};
use persistence::Tx;

use crate::{Cx, Result};

/// What signals saw in a text that is being sent.
#[derive(Debug, Default)]
pub(crate) struct Seen(Vec<(Signal, u32)>);

impl Seen {
    /// Whether one of them asks that the text be read before it is published.
    pub(crate) fn holds(&self) -> bool {
        self.0
            .iter()
            .any(|(signal, _)| signal.mode == SignalMode::Holding)
    }

    /// Keeps what they saw.
    pub(crate) async fn keep(&self, tx: &Tx, item: Item, plan: PlanId, at: Timestamp) -> Result<()> {
        let hits: Vec<_> = self
            .0
            .iter()
            .map(|(signal, measure)| Hit {
                item,
                plan,
                kind: signal.kind,
                mode: signal.mode,
                measure: *measure,
                at,
            })
            .collect();
        Ok(persistence::signals::insert_hits(tx, &hits).await?)
    }
}

/// What is known of the actor as an author; `accepted` is how many contributions of theirs to the plan were.
async fn recent(cx: &Cx, tx: &Tx, accepted: u64, now: Timestamp) -> Result<Option<Recent>> {
    let Some(account) = cx.actor.account() else {
        return Ok(None);
    };
    let before = persistence::signals::sent_lately(tx, account, now).await?;
    Ok(Some(Recent {
        accepted,
        sent: before + 1,
    }))
}

/// Looks at a text that is being sent: at what is written, and at who writes.
pub(crate) async fn seen(
    cx: &Cx,
    tx: &Tx,
    text: (&str, &str),
    accepted: u64,
    now: Timestamp,
) -> Result<Seen> {
    let signals = persistence::signals::all(tx).await?;
    let looking = |kind: SignalKind| signals.iter().any(|one| one.kind == kind && one.mode.looks());
    let author = if looking(SignalKind::FirstPost) || looking(SignalKind::Burst) {
        recent(cx, tx, accepted, now).await?
    } else {
        None
    };
    let (title, body) = text;
    Ok(hits(&signals, &Sample { title, body, author }))
}

/// Looks at what is written alone, whoever wrote it.
pub(crate) async fn read(tx: &Tx, (title, body): (&str, &str)) -> Result<Seen> {
    let signals = persistence::signals::all(tx).await?;
    let sample = Sample {
        title,
        body,
        author: None,
    };
    Ok(hits(&signals, &sample))
}

/// Looks at a text that was changed: at what is written alone. It stays as it is shown.
pub(crate) async fn look(
    tx: &Tx,
    item: impl Into<Item>,
    plan: PlanId,
    text: (&str, &str),
    now: Timestamp,
) -> Result<()> {
    let (item, seen) = (item.into(), read(tx, text).await?);
    seen.keep(tx, item, plan, now).await?;
    if seen.0.iter().any(|(signal, _)| signal.mode.orders())
        && let Some(case) = persistence::moderation::lock_open(tx, item).await?
    {
        let priority = case.priority.with_signals(ordering(tx, item).await?);
        persistence::moderation::save(tx, &[Case { priority, ..case }]).await?;
    }
    Ok(())
}

/// How many of the signals that order the queue now hit this item.
pub(crate) async fn ordering(tx: &Tx, item: Item) -> Result<u32> {
    let hits = persistence::signals::hits_of(tx, &[item]).await?;
    if hits.is_empty() {
        return Ok(0);
    }
    let signals = persistence::signals::all(tx).await?;
    let order = |kind| signals.iter().any(|one| one.kind == kind && one.mode.orders());
    let counted = hits.iter().filter(|hit| order(hit.kind)).count();
    Ok(u32::try_from(counted).unwrap_or(u32::MAX))
}

fn hits(signals: &[Signal], sample: &Sample<'_>) -> Seen {
    let looking = signals.iter().filter(|signal| signal.mode.looks());
    Seen(
        looking
            .filter_map(|signal| Some((*signal, signal.hits(sample)?)))
            .collect(),
    )
}
