//! Waves of spam: one decision removes all that an account published in the plans where the moderator decides, but what
//! somebody has decided about already. No statement of reasons is due (DSA art. 17(2)); the author may contest it, once.

use std::collections::HashSet;

use domain::{
    Code, Denied, EventKind, NewEvent, Timestamp, Visibility,
    accounts::{AccountId, Role},
    moderation::{
        Action, Case, CaseFile, CaseId, CaseStage, Decision, Item, ModerationRefusal, Outcome,
        cases::{Decided, UNDO},
        decisions::Review,
    },
    policy::moderation::Decide,
    refusal::{Fault, Fields},
    rules::RuleId,
};
use persistence::{
    Tx,
    moderation::{SavedItem, WaveItem},
};

use super::{decide::DecideCases, terms::contestable_until};
use crate::{Cx, Error, Result, error::OrHidden};

/// The code of the rule under which waves are removed.
const SPAM: &str = "spam";

/// What decisions change besides the items of their cases, locked.
#[derive(Debug, Default)]
pub(super) struct Locked {
    items: Vec<SavedItem>,
    /// What the waves cover that are reviewed.
    reviewed: Vec<WaveItem>,
    /// The open cases of what a wave would cover; not locked.
    pub(super) cases: Vec<CaseId>,
}

/// One thing that a decision changes besides the item of its case.
#[derive(Debug)]
pub(super) struct Covered {
    pub(super) item: SavedItem,
    /// What it shows from now on.
    pub(super) shows: Visibility,
    /// Its open case, decided with it.
    pub(super) case: Option<Case>,
    /// What is kept of it; none where a wave is reviewed.
    pub(super) row: Option<WaveItem>,
}

/// A wave is removed under the rule about spam alone.
pub(super) async fn must_be_spam(tx: &Tx, action: &Action, rule: Option<RuleId>) -> Result<()> {
    if !action.is_wave() {
        return Ok(());
    }
    let found = match rule {
        Some(rule) => persistence::rules::find(tx, rule).await?,
        None => None,
    };
    let mut fields = Fields::default();
    if found.is_none_or(|rule| rule.code.as_str() != SPAM) {
        fields.refuse("rule", Fault::new(Code::ModerationNotAWave));
    }
    Ok(fields.finish(Some(()))?)
}

/// Locks what a decision about these cases may change besides their items: items by id, before any case is locked.
pub(super) async fn lock(cx: &Cx, tx: &Tx, command: &DecideCases) -> Result<Locked> {
    let ids: Vec<CaseId> = command.cases().collect();
    let reviewed = persistence::moderation::contested_waves(tx, &ids).await?;
    let mut items: HashSet<Item> = reviewed.iter().map(|covered| covered.item).collect();
    let wave = command.action().is_wave();
    if !wave && items.is_empty() {
        return Ok(Locked::default());
    }
    let leading = persistence::moderation::by_ids(tx, &cx.scope(), &ids).await?;
    let leading_items: Vec<Item> = leading.iter().map(|case| case.item).collect();
    items.extend(&leading_items);
    let begins = leading.iter().any(|case| case.state.stage() == CaseStage::Open);
    let mut cases = Vec::new();
    if wave && begins {
        let targets = persistence::moderation::targets(tx, &leading_items).await?;
        if let Some(author) = targets.first().and_then(|target| target.author) {
            let published = persistence::moderation::published_by(tx, author).await?;
            let theirs = published.into_iter().filter(|(_, plan)| {
                cx.actor.has(Role::Moderator, *plan) && !cx.actor.has(Role::Staff, *plan)
            });
            items.extend(theirs.map(|(item, _)| item));
        }
    }
    let items: Vec<Item> = items.into_iter().collect();
    let locked = persistence::moderation::locked_items(tx, &items).await?;
    if wave && begins {
        cases = persistence::moderation::open_about(tx, &items).await?;
        cases.retain(|case| !ids.contains(case));
    }
    Ok(Locked {
        items: locked,
        reviewed,
        cases,
    })
}

/// What the decision changes besides the item of its case; nothing unless it is a wave, or the review of one. `files` are
/// those of the cases that are locked with it.
pub(super) async fn cover(
    cx: &Cx,
    tx: &Tx,
    locked: &Locked,
    files: &[(CaseFile, SavedItem)],
    file: &CaseFile,
    decided: &mut Decided,
    now: Timestamp,
) -> Result<Vec<Covered>> {
    if let Some(review) = decided.decision.review {
        let contested = file.decision.as_ref().map(|contested| &contested.action);
        let Some(wave) = contested.filter(|action| action.is_wave()) else {
            return Ok(Vec::new());
        };
        if decided.decision.action.is_wave() {
            decided.decision.action = wave.clone();
        }
        return reviewed(cx, tx, locked, review, decided.decision.by).await;
    }
    if !decided.decision.action.is_wave() {
        return Ok(Vec::new());
    }
    let author = file.target.author.ok_or(ModerationRefusal::NotAWave)?;
    let done = persistence::moderation::decided_by(tx, author).await?;
    let mut covered = Vec::new();
    for item in &locked.items {
        let target = item.target();
        let shown = matches!(target.visibility, Visibility::Shown | Visibility::Held { .. });
        let theirs = target.author == Some(author) && target.published && !target.gone;
        let taken = target.item == file.target.item || done.contains(&target.item.uuid());
        if !shown || !theirs || taken {
            continue;
        }
        let case = match files.iter().find(|(one, _)| one.case.item == target.item) {
            None => None,
            Some((one, _)) => {
                // Whoever may not decide it may not decide it by the way.
                let permitted = cx
                    .actor
                    .may(Decide, one.clone())
                    .or_hidden(Code::ModerationNotFound)?;
                let decision = &decided.decision;
                Some(permitted.join(decision.id, now + UNDO)?)
            }
        };
        covered.push(Covered {
            row: Some(WaveItem {
                decision: decided.decision.id,
                item: target.item,
                plan: target.plan,
                case: case.as_ref().map(|case| case.id),
                before: target.visibility,
            }),
            item: item.clone(),
            shows: Visibility::Removed,
            case,
        });
    }
    decided.decision.action = Action::RemoveWave {
        count: u32::try_from(covered.len() + 1).unwrap_or(u32::MAX),
    };
    Ok(covered)
}

/// What a review of a wave changes: a reversal shows again what the wave removed. Whoever sent a notice about any of it,
/// or answers for the town there, does not review it.
async fn reviewed(cx: &Cx, tx: &Tx, locked: &Locked, review: Review, by: AccountId) -> Result<Vec<Covered>> {
    let rows: Vec<&WaveItem> = locked
        .reviewed
        .iter()
        .filter(|covered| covered.decision == review.of)
        .collect();
    let cases: Vec<CaseId> = rows.iter().filter_map(|covered| covered.case).collect();
    let notices = persistence::moderation::notices_of(tx, &cases).await?;
    let concerned = notices.iter().any(|notice| notice.by.account() == Some(by))
        || rows.iter().any(|covered| cx.actor.has(Role::Staff, covered.plan));
    if concerned {
        return Err(Error::Denied(Denied::ConflictOfInterest));
    }
    if review.outcome != Outcome::Reversed {
        return Ok(Vec::new());
    }
    let again = rows.into_iter().filter_map(|covered| {
        let item = locked
            .items
            .iter()
            .find(|item| item.target().item == covered.item)?;
        (item.target().visibility == Visibility::Removed).then(|| Covered {
            item: item.clone(),
            shows: shown_before(covered),
            case: None,
            row: None,
        })
    });
    Ok(again.collect())
}

/// What it shows again after a reversal: a hold is not begun anew.
fn shown_before(covered: &WaveItem) -> Visibility {
    match &covered.before {
        Visibility::Held { .. } => Visibility::Shown,
        before => before.clone(),
    }
}

/// What the decision covers, or, where it reviews a wave, what that covers; with their items locked, that of the decision
/// among them.
pub(super) async fn of(tx: &Tx, decision: &Decision) -> Result<Vec<(WaveItem, SavedItem)>> {
    let wave = match decision.review {
        Some(review) => review.of,
        None if decision.action.is_wave() => decision.id,
        None => return Ok(Vec::new()),
    };
    let rows = persistence::moderation::waves(tx, &[wave]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut items: Vec<Item> = rows.iter().map(|covered| covered.item).collect();
    items.push(decision.item);
    let locked = persistence::moderation::locked_items(tx, &items).await?;
    let with_item = rows.into_iter().filter_map(|covered| {
        let item = locked.iter().find(|item| item.target().item == covered.item)?;
        Some((covered, item.clone()))
    });
    Ok(with_item.collect())
}

/// What items show once the decision is taken back: before and after, of those that change.
pub(super) fn undone(
    wave: &[(WaveItem, SavedItem)],
    decision: &Decision,
    now: Timestamp,
) -> Vec<(SavedItem, SavedItem)> {
    let reversed = match decision.review {
        None => false,
        Some(review) if review.outcome == Outcome::Reversed => true,
        Some(_) => return Vec::new(),
    };
    let changed = wave.iter().filter_map(|(covered, item)| {
        let (from, to) = if reversed {
            (shown_before(covered), Visibility::Removed)
        } else {
            let before = match &covered.before {
                Visibility::Held { until_micros } if *until_micros <= now.micros() => Visibility::Shown,
                before => before.clone(),
            };
            (Visibility::Removed, before)
        };
        (item.target().visibility == from).then(|| (item.clone(), item.with(to)))
    });
    changed.collect()
}

/// The cases that were decided by a wave, once it is final: those who sent notices about them are told with the others;
/// once a review has said whether it stands, they are closed.
pub(super) fn told(
    files: &[(CaseFile, SavedItem)],
    decision: &Decision,
    now: Timestamp,
) -> Result<Vec<Case>> {
    let joined = files.iter().map(|(file, _)| file.case.clone());
    let cases = joined.filter(|case| case.id != decision.case);
    match decision.review {
        None => cases
            .filter(|case| case.state.decision() == Some(decision.id))
            .map(|case| Ok(case.tell(contestable_until(now))?))
            .collect(),
        Some(review) => cases
            .filter(|case| case.state.stage() == CaseStage::Told && case.state.decision() == Some(review.of))
            .map(|case| Ok(case.settle(decision.id)?))
            .collect(),
    }
}

/// What everybody hears of what a wave covers, so that copies are deleted or shown again: the log says it once, with the
/// count.
pub(super) fn events(wave: &[(WaveItem, SavedItem)], decision: &Decision, now: Timestamp) -> Vec<NewEvent> {
    let kind = match decision.review {
        None => EventKind::ModerationDecided,
        Some(review) if review.outcome == Outcome::Reversed => EventKind::ModerationReversed,
        Some(_) => return Vec::new(),
    };
    let heard = wave.iter().map(|(covered, item)| {
        let target = item.target();
        let mut event = NewEvent::new(kind, Some(covered.plan), covered.item, now);
        event.data.version = Some(i64::from(target.version));
        event.data.state = Some(target.visibility.as_str().to_owned());
        event
    });
    heard.collect()
}
