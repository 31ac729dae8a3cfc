//! Deciding cases: one, or many in one way.

use domain::{
    Code, FieldError, Timestamp, Visibility,
    accounts::AccountId,
    moderation::{
        Action, Case, CaseFile, CaseId, Decision, Item, NoticeStage, Source,
        cases::{Decided, UNDO},
        decisions::{AppliedRule, FACTS, Judgement},
        notices::NoticeOutcome,
    },
    policy::moderation::Decide,
    refusal::{Fault, Fields},
    rules::RuleId,
    text::Body,
};
use persistence::{Tx, moderation::SavedItem};

use super::{
    record_all,
    wave::{self, Covered},
};
use crate::{
    Cx, Error, Result, attachments,
    error::OrHidden,
    jobs::{self, JobKind, NewJob},
    moderation_log,
};

/// How many cases one decision is for, at most.
const TOGETHER: usize = 50;

/// A decision as it is typed.
#[derive(Debug, Clone)]
pub struct DecideInput {
    /// The cases, each with its version.
    pub cases: Vec<(CaseId, i32)>,
    /// What is done.
    pub action: Action,
    /// By which rule.
    pub rule: Option<RuleId>,
    /// What happened, for the author.
    pub facts: String,
}

/// Decides cases, all in one way.
#[derive(Debug, Clone)]
pub struct DecideCases {
    cases: Vec<(CaseId, i32)>,
    action: Action,
    rule: Option<RuleId>,
    facts: Body,
}

impl DecideCases {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(input: DecideInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let facts = fields.take("facts", Body::parse(&input.facts, FACTS));
        let many = input.cases.len();
        if many == 0 || many > TOGETHER {
            let fault = Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", TOGETHER);
            fields.refuse("cases", fault);
        }
        if many > 1 && input.action.is_wave() {
            fields.refuse("cases", Fault::new(Code::ModerationNotAWave));
        }
        // A passage lies in one text, and a photo is on one.
        if many > 1 && matches!(input.action, Action::Mask { .. }) {
            fields.refuse("action", Fault::new(Code::ModerationBadPassages));
        }
        if input.action.restricts() && input.rule.is_none() {
            fields.refuse("rule", Fault::new(Code::ModerationRuleRequired));
        }
        let mut cases = input.cases;
        cases.sort_by_key(|(case, _)| *case);
        cases.dedup_by_key(|(case, _)| *case);
        let command = facts.map(|facts| Self {
            cases,
            action: input.action,
            rule: input.rule,
            facts,
        });
        fields.finish(command)
    }

    /// What is done.
    pub(super) const fn action(&self) -> &Action {
        &self.action
    }

    /// The cases.
    pub(super) fn cases(&self) -> impl Iterator<Item = CaseId> {
        self.cases.iter().map(|(case, _)| *case)
    }
}

/// What became of one of the cases.
#[derive(Debug)]
pub struct Outcome {
    /// Which one.
    pub case: CaseId,
    /// The case and its decision, or why it was not decided.
    pub decided: Result<(Case, Decision)>,
}

/// Decides one case.
pub async fn decide_one(cx: &Cx, command: DecideCases) -> Result<(Case, Decision)> {
    match decide(cx, command).await?.pop() {
        Some(outcome) => outcome.decided,
        None => Err(Error::NotFound(Code::ModerationNotFound)),
    }
}

/// Decides cases: each stands or falls by itself, and the number of statements does not depend on how many they are.
/// What items show changes at once; those concerned are told in ten seconds, unless it is taken back.
#[tracing::instrument(name = "moderation.decide", skip_all)]
pub async fn decide(cx: &Cx, command: DecideCases) -> Result<Vec<Outcome>> {
    // Who decides nothing anywhere is told so once, not case by case.
    cx.actor.person()?;
    cx.write(|tx| decide_in(cx, tx, &command)).await
}

async fn decide_in(cx: &Cx, tx: Tx, command: &DecideCases) -> Result<Vec<Outcome>> {
    let locked = wave::lock(cx, &tx, command).await?;
    let mut ids: Vec<CaseId> = command.cases().collect();
    ids.extend(&locked.cases);
    let mut files = persistence::moderation::files(&tx, &cx.scope(), &ids).await?;
    let now = cx.decided_at(&tx).await?;
    wave::must_be_spam(&tx, &command.action, command.rule).await?;
    let rule = rule(&tx, command.rule, now).await?;
    let mut outcomes = Vec::with_capacity(command.cases.len());
    let mut done = Vec::new();
    for (id, version) in &command.cases {
        let place = files.iter().position(|(file, _)| file.case.id == *id);
        let decided = match place.map(|place| files.swap_remove(place)) {
            None => Err(Error::NotFound(Code::ModerationNotFound)),
            Some((file, item)) => match judge(cx, &tx, command, rule, &file, *version, now).await {
                Err(refused) => Err(refused),
                Ok(mut decided) => wave::cover(cx, &tx, &locked, &files, &file, &mut decided, now)
                    .await
                    .map(|covered| {
                        let told = (decided.case.clone(), decided.decision.clone());
                        done.push(Done {
                            answer: decided.decision.action.answers(),
                            author: file.target.author,
                            file,
                            item,
                            decided,
                            covered,
                        });
                        told
                    }),
            },
        };
        outcomes.push(Outcome { case: *id, decided });
    }
    save(cx, &tx, &done, now).await?;
    Ok(outcomes)
}

/// One case that is decided, with all that its decision changes.
pub(super) struct Done {
    pub(super) file: CaseFile,
    pub(super) item: SavedItem,
    pub(super) decided: Decided,
    pub(super) covered: Vec<Covered>,
    /// How its notices are answered.
    pub(super) answer: NoticeOutcome,
    /// Who reads the decision as the author of what it is about.
    pub(super) author: Option<AccountId>,
}

/// What led to a decision about the item of this file, and what it says.
pub(super) fn judgement(
    file: &CaseFile,
    action: Action,
    rule: Option<AppliedRule>,
    facts: Body,
) -> Judgement {
    Judgement {
        action,
        rule,
        facts,
        source: if file.case.notices > 0 {
            Source::Notice
        } else {
            Source::OwnInitiative
        },
        automated_detection: file.case.priority.signals > 0,
    }
}

async fn judge(
    cx: &Cx,
    tx: &Tx,
    command: &DecideCases,
    rule: Option<AppliedRule>,
    file: &CaseFile,
    version: i32,
    now: Timestamp,
) -> Result<Decided> {
    let judgement = judgement(file, command.action.clone(), rule, command.facts.clone());
    let permitted = cx
        .actor
        .may(Decide, file.clone())
        .or_hidden(Code::ModerationNotFound)?;
    attachments::must_be_on(tx, command.action.attachments(), &file.target).await?;
    let reference = moderation_log::reference(cx);
    Ok(permitted.decide(cx.new_id(), reference, version, judgement, now)?)
}

/// The rule in its present version.
pub(super) async fn rule(tx: &Tx, rule: Option<RuleId>, now: Timestamp) -> Result<Option<AppliedRule>> {
    let Some(id) = rule else { return Ok(None) };
    match persistence::rules::find(tx, id).await? {
        Some(rule) if rule.is_in_force(now) => Ok(Some(AppliedRule {
            rule: rule.id,
            version: rule.version,
        })),
        _ => {
            let mut fields = Fields::default();
            fields.refuse("rule", Fault::new(Code::FieldUnknown));
            Ok(fields.finish(None)?)
        }
    }
}

/// Saves what was decided: items, decisions, cases, notices, and what is due in ten seconds.
pub(super) async fn save(cx: &Cx, tx: &Tx, done: &[Done], now: Timestamp) -> Result<()> {
    let Some(first) = done.first() else {
        return Ok(());
    };
    let covered = || done.iter().flat_map(|done| &done.covered);
    let mut changed: Vec<_> = done
        .iter()
        .filter(|done| done.file.target.visibility != done.decided.visibility)
        .map(|done| (done.item.clone(), done.item.with(done.decided.visibility.clone())))
        .collect();
    changed.extend(covered().map(|one| (one.item.clone(), one.item.with(one.shows.clone()))));
    persistence::moderation::save_items(tx, &changed).await?;
    // What goes back to its author waits no more.
    let returned: Vec<Item> = done
        .iter()
        .filter(|done| done.decided.visibility == Visibility::Returned)
        .map(|done| done.file.target.item)
        .collect();
    persistence::reviews::end_all(tx, &returned, domain::reviews::Outcome::Refused, now).await?;
    let decisions: Vec<_> = done
        .iter()
        .map(|done| (done.decided.decision.clone(), done.author))
        .collect();
    persistence::moderation::insert_decisions(tx, &decisions).await?;
    let rows: Vec<_> = covered().filter_map(|one| one.row.clone()).collect();
    persistence::moderation::insert_wave(tx, &rows).await?;
    let joined = || covered().filter_map(|one| one.case.clone());
    let mut cases: Vec<Case> = done.iter().map(|done| done.decided.case.clone()).collect();
    cases.extend(joined());
    persistence::moderation::save(tx, &cases).await?;
    // A review answers a complaint, not the notices, which were answered before.
    let mut first_time: Vec<CaseId> = done
        .iter()
        .filter(|done| done.decided.decision.review.is_none())
        .map(|done| done.file.case.id)
        .collect();
    first_time.extend(joined().map(|case| case.id));
    let answer = first.answer;
    persistence::moderation::advance(
        tx,
        &first_time,
        NoticeStage::Attached,
        NoticeStage::Decided,
        Some(answer),
        None,
    )
    .await?;
    let held: Vec<Item> = done
        .iter()
        .map(|done| &done.item)
        .chain(covered().map(|one| &one.item))
        .map(SavedItem::target)
        .filter(|target| matches!(target.visibility, Visibility::Held { .. }))
        .map(|target| target.item)
        .collect();
    persistence::moderation::end_holds(tx, &held, now).await?;
    let due = done.iter().map(|done| {
        let decision = &done.decided.decision;
        NewJob::new(JobKind::FinaliseDecision, &decision.id, now + UNDO)
    });
    jobs::enqueue_all(cx, tx, due.collect()).await?;
    record_all(tx, &cases, now).await?;
    Ok(())
}
