//! What happens ten seconds after a decision: it becomes final, those concerned are told, and the public log says so.

use domain::{
    EventKind, NewEvent, Scope, Timestamp,
    event::Subject,
    moderation::{
        Action, CaseFile, CaseId, Complaint, Decision, DecisionId, Item, NoticeStage, Outcome, Transmission,
    },
    moderation_log::{Entry, LogAction, LogGround, LogItem, LogRole, Reversed},
    notifications::{NewNotification, NotificationKind},
    rules::{Ground, RuleVersion},
};
use persistence::Tx;

use super::{
    letters::{self, Letter},
    must, record_all,
    sanction::stand,
    terms::contestable_until,
    wave,
};
use crate::{Cx, Result, notifications, reviews, worker::Done};

/// The job: makes a decision final, unless it was taken back.
pub async fn finalise(cx: &Cx, id: DecisionId) -> Result<Done> {
    cx.write(|tx| finalise_in(cx, tx, id)).await?;
    Ok(Done::Finished)
}

async fn finalise_in(cx: &Cx, tx: Tx, id: DecisionId) -> Result<()> {
    let Some(decision) = persistence::moderation::decision(&tx, id).await? else {
        return Ok(());
    };
    // The plan's lock hands out numbers, and comes before the item's.
    if decision.publishes() {
        persistence::plans::lock(&tx, &Scope::system(), decision.plan).await?;
    }
    let wave = wave::of(&tx, &decision).await?;
    let mut ids = vec![decision.case];
    ids.extend(wave.iter().filter_map(|(covered, _)| covered.case));
    let found = persistence::moderation::files(&tx, &Scope::system(), &ids).await?;
    let Some((file, item)) = found.iter().find(|(file, _)| file.case.id == decision.case) else {
        return Ok(());
    };
    // Read again after the lock: it may have been taken back, or told by another worker.
    let decision = must(
        persistence::moderation::decision(&tx, id).await?,
        "a decision is never deleted",
    )?;
    let now = cx.decided_at(&tx).await?;
    let due = matches!(file.case.state.interim(), Some((interim, until)) if interim == id && until <= now);
    if !due || decision.undone_at.is_some() || decision.final_at.is_some() {
        return Ok(());
    }
    let mut cases = wave::told(&found, &decision, now)?;
    cases.push(file.case.clone().tell(contestable_until(now))?);
    persistence::moderation::mark_final(&tx, id, now).await?;
    persistence::moderation::confirm_transmission(&tx, id, now).await?;
    persistence::moderation::save(&tx, &cases).await?;
    // Unless it was published or withdrawn meanwhile.
    if decision.publishes() && file.target.waits() && file.target.visibility.is_readable() {
        reviews::publish(cx, &tx, item.clone(), now).await?;
    }
    let rule = rule_of(&tx, &decision).await?;
    if let Some(event) = public(file, &decision, rule.as_ref(), now) {
        persistence::outbox::record(&tx, event).await?;
    }
    persistence::outbox::record_all(&tx, wave::events(&wave, &decision, now)).await?;
    match decision.review {
        None => {
            let told: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
            tell_first(cx, &tx, (file, &told), &decision, now).await?;
        }
        Some(review) => {
            let complaint = must(
                persistence::moderation::complaint(&tx, review.complaint).await?,
                "a review answers a complaint",
            )?;
            tell_review(cx, &tx, file, &decision, complaint, now).await?;
        }
    }
    record_all(&tx, &cases, now).await
}

/// The rule as it was when it was applied.
async fn rule_of(tx: &Tx, decision: &Decision) -> Result<Option<RuleVersion>> {
    let Some(applied) = decision.rule else {
        return Ok(None);
    };
    let mut versions = persistence::rules::versions_at(tx, &[(applied.rule, applied.version)]).await?;
    Ok(versions.pop())
}

/// The author learns what was done and why (DSA art. 17), unless it is a wave of spam; the senders of notices in all the
/// cases that it decides what became of them (art. 16(5)).
async fn tell_first(
    cx: &Cx,
    tx: &Tx,
    (file, cases): (&CaseFile, &[CaseId]),
    decision: &Decision,
    now: Timestamp,
) -> Result<()> {
    let passed = persistence::moderation::transmission_by(tx, decision.id).await?;
    let answer = match &passed {
        Some(_) => Transmission::answers(&decision.action),
        None => decision.action.answers(),
    };
    persistence::moderation::advance(
        tx,
        cases,
        NoticeStage::Decided,
        NoticeStage::Told,
        Some(answer),
        Some(now),
    )
    .await?;
    let told = |account, kind, subject: Subject| {
        NewNotification::new(account, kind, subject, decision.id, now)
            .of_plan(decision.plan)
            .mailed_apart()
    };
    let (mut tell, mut letters) = (Vec::new(), Vec::new());
    if decision.action.is_stated()
        && let Some(author) = file.target.author
    {
        letters.push(Letter::Statement(decision.id));
        tell.push(told(author, NotificationKind::Decision, decision.item.into()));
    }
    // Whoever is told that it was passed on reads it in a letter of its own.
    if let Some(passed) = passed.filter(|passed| passed.silence.is_none())
        && file.target.author.is_some()
    {
        letters.push(Letter::Transmitted(passed.id));
    }
    for notice in persistence::moderation::notices_of(tx, cases).await? {
        if notice.told_at == Some(now) {
            letters.push(Letter::Answer(notice.id));
            if let Some(account) = notice.by.account() {
                tell.push(told(account, NotificationKind::NoticeAnswered, notice.id.into()));
            }
        }
    }
    letters::enqueue_all(cx, tx, letters, now).await?;
    notifications::tell_all(cx, tx, tell).await
}

/// Whoever contested learns what the review says; the author hears of it in any case where something changed.
async fn tell_review(
    cx: &Cx,
    tx: &Tx,
    file: &CaseFile,
    decision: &Decision,
    complaint: Complaint,
    now: Timestamp,
) -> Result<()> {
    let (notice, id) = (complaint.notice, complaint.id);
    let answered = Complaint {
        answered_by: Some(decision.id),
        ..complaint
    };
    persistence::moderation::save_complaint(tx, &answered).await?;
    let outcome = decision.review.map(|review| review.outcome);
    let changed = outcome != Some(Outcome::Upheld);
    if outcome == Some(Outcome::Reversed)
        && let Some(author) = file.target.author
    {
        persistence::moderation::lift_sanction(tx, decision.case, now).await?;
        stand(tx, author, now).await?;
    }
    letters::enqueue(cx, tx, Letter::Reviewed(id), now).await?;
    let mut tell = Vec::new();
    let by_notifier = match notice {
        None => None,
        Some(notice) => persistence::moderation::notice(tx, notice).await?,
    };
    let complainant = match &by_notifier {
        None => file.target.author,
        Some(notice) => notice.by.account(),
    };
    let told = |account, kind| {
        NewNotification::new(account, kind, decision.item, decision.id, now)
            .of_plan(decision.plan)
            .mailed_apart()
    };
    if let Some(account) = complainant {
        tell.push(told(account, NotificationKind::ComplaintAnswered));
    }
    if changed
        && by_notifier.is_some()
        && let Some(author) = file.target.author
    {
        letters::enqueue(cx, tx, Letter::Statement(decision.id), now).await?;
        tell.push(told(author, NotificationKind::Decision));
    }
    notifications::tell_all(cx, tx, tell).await
}

/// What everybody hears of it: what was restricted and what was restored. What stays as it is is nobody's business.
fn public(
    file: &CaseFile,
    decision: &Decision,
    rule: Option<&RuleVersion>,
    now: Timestamp,
) -> Option<NewEvent> {
    let outcome = decision.review.map(|review| review.outcome);
    let action = match (outcome, &decision.action) {
        (Some(Outcome::Upheld), _) | (None, Action::Keep | Action::Publish) => return None,
        (_, Action::Return) => LogAction::Returned,
        (
            _,
            Action::Mask {
                passages,
                attachments,
            },
        ) => match (passages.is_empty(), attachments.is_empty()) {
            (_, true) => LogAction::Masked,
            (true, false) => LogAction::FilesHidden,
            (false, false) => LogAction::MaskedWithFiles,
        },
        (_, Action::Lock) => LogAction::Locked,
        (_, Action::Hide) => LogAction::Hidden,
        (_, Action::Remove) => LogAction::Removed,
        (_, Action::RemoveWave { .. }) => LogAction::WaveRemoved,
        (Some(_), Action::Keep | Action::Publish) => LogAction::Restored,
    };
    let item = match decision.item {
        Item::Proposal(_) => LogItem::Proposal,
        Item::Comment(_) => LogItem::Comment,
    };
    let role = if decision.review.is_some() || decision.first.is_some() {
        LogRole::SecondReviewer
    } else {
        LogRole::Moderator
    };
    let mut entry = Entry::new(item, action, role);
    entry.reference = Some(decision.reference);
    if let Action::RemoveWave { count } = decision.action {
        entry.count = Some(u64::from(count));
    }
    if let Some(rule) = rule {
        entry.rule = rule.code.as_str().parse().ok();
        entry.rule_version = entry.rule.as_ref().and_then(|_| u32::try_from(rule.number).ok());
        entry.ground = Some(match rule.terms.ground {
            Ground::Illegal => LogGround::Illegal,
            Ground::HouseRule => LogGround::HouseRule,
        });
    }
    entry.reverses = decision
        .review
        .and(file.decision.as_ref())
        .map(|earlier| Reversed::Reference(earlier.reference));
    let kind = if decision.review.is_some() {
        EventKind::ModerationReversed
    } else {
        EventKind::ModerationDecided
    };
    // That a text went back to its author is between them and the moderators, also once it is published.
    let earlier = decision.review.and(file.decision.as_ref());
    let private = [Some(decision), earlier]
        .into_iter()
        .flatten()
        .any(|one| one.action == Action::Return);
    let subject: Subject = if private {
        decision.case.into()
    } else {
        decision.item.into()
    };
    let mut event = NewEvent::new(kind, Some(decision.plan), subject, now);
    event.data.version = Some(i64::from(decision.item_version));
    event.data.state = Some(decision.after.as_str().to_owned());
    event.data.logged = Some(entry);
    Some(event)
}
