//! Contesting a sanction apart from the decision that it came with, and answering that.

use std::collections::HashMap;

use domain::{
    Code, FieldError, Permitted, Timestamp,
    moderation::{
        Appeal, AppealId, ModerationRefusal, Sanction, SanctionId,
        appeals::{self, Contested, told},
        cases::UNDO,
        complaints::GROUNDS,
        decisions::FACTS,
    },
    policy::moderation::{AnswerAppeal as Answer, ContestSanction as Contest},
    refusal::Fields,
    text::Body,
};
use persistence::Tx;

use super::{
    letters::{self, Letter},
    must,
    sanction::stand,
    terms::complaint_due,
};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    throttle::{self, What},
};

/// Contests a sanction on oneself.
#[derive(Debug, Clone)]
pub struct ContestSanction {
    sanction: SanctionId,
    grounds: Body,
}

impl ContestSanction {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(sanction: SanctionId, grounds: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let grounds = fields.take("grounds", Body::parse(grounds, GROUNDS));
        fields.finish(grounds.map(|grounds| Self { sanction, grounds }))
    }
}

/// Contests a sanction: another person will answer within fifteen working days. It stays in effect until then.
#[tracing::instrument(name = "moderation.contest_sanction", skip_all, fields(sanction.id = %command.sanction))]
pub async fn contest_sanction(cx: &Cx, command: ContestSanction) -> Result<Appeal> {
    let person = cx.actor.person()?.account.uuid();
    throttle::pass(cx, What::Notice, Some(person.as_bytes())).await?;
    cx.write(|tx| contest_in(cx, tx, &command)).await
}

async fn contest_in(cx: &Cx, tx: Tx, command: &ContestSanction) -> Result<Appeal> {
    let sanction = persistence::moderation::lock_sanction(&tx, command.sanction)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let id = sanction.id;
    let permitted = cx
        .actor
        .may(Contest, sanction)
        .or_hidden(Code::ModerationNotFound)?;
    if !persistence::moderation::appeals_against(&tx, &[id])
        .await?
        .is_empty()
    {
        return Err(ModerationRefusal::AlreadyContested.into());
    }
    let appeal = permitted.appeal(cx.new_id(), command.grounds.clone(), complaint_due(now), now)?;
    persistence::moderation::insert_appeal(&tx, &appeal).await?;
    Ok(appeal)
}

/// Answers whoever contests a sanction.
#[derive(Debug, Clone)]
pub struct AnswerAppeal {
    appeal: AppealId,
    reverses: bool,
    reasons: Body,
}

impl AnswerAppeal {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(appeal: AppealId, reverses: bool, reasons: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reasons = fields.take("reasons", Body::parse(reasons, FACTS));
        fields.finish(reasons.map(|reasons| Self {
            appeal,
            reverses,
            reasons,
        }))
    }
}

/// Answers whoever contests a sanction: it stands, or is lifted at once. The person reads why ten seconds later, unless it
/// is taken back.
#[tracing::instrument(name = "moderation.answer_appeal", skip_all, fields(appeal.id = %command.appeal))]
pub async fn answer_appeal(cx: &Cx, command: AnswerAppeal) -> Result<Appeal> {
    cx.write(|tx| answer_in(cx, tx, &command)).await
}

async fn answer_in(cx: &Cx, tx: Tx, command: &AnswerAppeal) -> Result<Appeal> {
    let permitted = contested(cx, &tx, command.appeal).await?;
    let now = cx.decided_at(&tx).await?;
    let (sanction, appeal) = permitted.answer(command.reverses, command.reasons.clone(), now)?;
    let appeal = save(&tx, sanction, appeal, now).await?;
    letters::enqueue(cx, &tx, Letter::Appeal(appeal.id, now), now + UNDO).await?;
    Ok(appeal)
}

/// Takes one's answer back within ten seconds: what it lifted is in effect again, and the person is told nothing.
#[tracing::instrument(name = "moderation.undo_appeal", skip_all, fields(appeal.id = %id))]
pub async fn undo_appeal_answer(cx: &Cx, id: AppealId) -> Result<Appeal> {
    cx.write(|tx| undo_in(cx, tx, id)).await
}

async fn undo_in(cx: &Cx, tx: Tx, id: AppealId) -> Result<Appeal> {
    let permitted = contested(cx, &tx, id).await?;
    let now = cx.decided_at(&tx).await?;
    let (sanction, appeal) = permitted.undo(now)?;
    save(&tx, sanction, appeal, now).await
}

/// The sanction that is contested and what is said against it, both locked, if the actor may answer.
async fn contested(cx: &Cx, tx: &Tx, id: AppealId) -> Result<Permitted<Answer, Contested>> {
    let person = cx.actor.person()?.account;
    let found = persistence::moderation::appeal(tx, id)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    // The sanction first, as who contests it does.
    let sanction = must(
        persistence::moderation::lock_sanction(tx, found.sanction).await?,
        "a sanction that is contested is there",
    )?;
    let appeal = must(
        persistence::moderation::lock_appeal(tx, found.id).await?,
        "an appeal is never deleted",
    )?;
    let reported = persistence::moderation::notified_by(tx, &[sanction.case], person).await?;
    let contested = Contested {
        sanction,
        appeal,
        notifiers: reported.iter().map(|_| person).collect(),
    };
    cx.actor
        .may(Answer, contested)
        .or_hidden(Code::ModerationNotFound)
}

async fn save(tx: &Tx, sanction: Sanction, appeal: Appeal, now: Timestamp) -> Result<Appeal> {
    persistence::moderation::save_appeal(tx, &appeal).await?;
    persistence::moderation::save_sanction(tx, &sanction).await?;
    stand(tx, sanction.account, now).await?;
    Ok(appeal)
}

/// What was decided about the actor, what was lifted included, newest first, with what they said against it.
pub async fn sanctions_of_mine(cx: &Cx) -> Result<Vec<(Sanction, Option<Appeal>)>> {
    let person = cx.actor.person()?.account;
    let sanctions = persistence::moderation::sanctions_told(cx.db(), person).await?;
    let ids: Vec<_> = sanctions.iter().map(|sanction| sanction.id).collect();
    let mut appeals: HashMap<_, _> = persistence::moderation::appeals_against(cx.db(), &ids)
        .await?
        .into_iter()
        .map(|appeal| (appeal.sanction, appeal))
        .collect();
    let now = cx.now();
    let with = |sanction: Sanction| {
        let appeal = appeals.remove(&sanction.id);
        told(sanction, appeal, now)
    };
    Ok(sanctions.into_iter().map(with).collect())
}

/// The actor's own answer to an appeal; nothing where they gave none.
pub async fn answer_of_mine(cx: &Cx, id: AppealId) -> Result<Option<(AppealId, appeals::Answer)>> {
    let person = cx.actor.person()?.account;
    let answer = persistence::moderation::appeal(cx.db(), id)
        .await?
        .and_then(|appeal| appeal.answer)
        .filter(|answer| answer.by == person);
    Ok(answer.map(|answer| (id, answer)))
}

/// The appeals that wait for an answer in the plans that the actor moderates or reviews, each with its sanction: what is
/// late or due first stands first.
pub async fn open_appeals(cx: &Cx) -> Result<Vec<(Appeal, Sanction)>> {
    let appeals = persistence::moderation::open_appeals(cx.db(), &cx.scope()).await?;
    let ids: Vec<_> = appeals.iter().map(|appeal| appeal.sanction).collect();
    let mut sanctions: HashMap<_, _> = persistence::moderation::sanctions(cx.db(), &ids)
        .await?
        .into_iter()
        .map(|sanction| (sanction.id, sanction))
        .collect();
    let with = |appeal: Appeal| {
        let sanction = sanctions.remove(&appeal.sanction)?;
        sanction.undone_at.is_none().then_some((appeal, sanction))
    };
    Ok(appeals.into_iter().filter_map(with).collect())
}
