//! What the holder of a receipt does: reads what became of their words, contests a decision about them, takes them back.

use std::time::Duration;

use auth::{keys::Purpose, receipts::Receipt};
use domain::{
    Actor, Code,
    moderation::{Complaint, Decision, DecisionId, Item},
    policy::recordings::SeeReceipt,
    proposals::Attribution,
    recordings::{Recording, RecordingId},
    time::hours,
};

use crate::{
    Cx, Error, Result, comments,
    error::{OrHidden, OrNotFound},
    moderation::{self, ContestDecision},
    proposals,
    throttle::{self, What},
};

/// For so long the facilitator prints the receipt again.
const PRINTED: Duration = hours(24);
/// How many of their recordings a facilitator sees.
const MANY: u64 = 50;

/// What somebody said, by their receipt.
#[derive(Debug, Clone)]
pub struct ByReceipt {
    /// The recording.
    pub recording: Recording,
    /// Under which name and where it was recorded.
    pub speaker: Option<Attribution>,
    /// The proposal, where it is one.
    pub proposal: Option<domain::proposals::Proposal>,
    /// The comment, where it is one.
    pub comment: Option<domain::comments::Comment>,
    /// The decision in force about it, with the complaint against that.
    pub decision: Option<(Decision, Option<Complaint>)>,
}

/// The recording under a receipt, and a context in which its holder acts. Guesses are counted by place.
async fn held(cx: &Cx, typed: &str) -> Result<(Recording, Cx)> {
    throttle::pass(cx, What::Confirm, None).await?;
    let not_found = || Error::NotFound(Code::RecordingNotFound);
    let receipt = Receipt::parse(typed).ok_or_else(not_found)?;
    let key = cx.root_key().derive(Purpose::Receipt);
    let recording = persistence::recordings::by_receipt(cx.db(), receipt.hash(&key))
        .await?
        .ok_or_else(not_found)?;
    let holder = cx.acting(Actor::Speaker(recording.speaker), None);
    Ok((recording, holder))
}

/// What became of the words under a receipt.
#[tracing::instrument(name = "recordings.by_receipt", skip_all)]
pub async fn by_receipt(cx: &Cx, receipt: &str) -> Result<ByReceipt> {
    let (recording, holder) = held(cx, receipt).await?;
    let (proposal, comment) = match recording.item {
        Item::Proposal(id) => (proposals::by_id(&holder, id).await?, None),
        Item::Comment(id) => (None, comments::by_id(&holder, id).await?),
    };
    let speaker = persistence::attributions::by_ids(cx.db(), &domain::Scope::system(), &[recording.speaker])
        .await?
        .pop();
    let decision = moderation::told_about(&holder, recording.item).await?;
    Ok(ByReceipt {
        recording,
        speaker,
        proposal,
        comment,
        decision,
    })
}

/// Contests the decision about the words under a receipt, as their author with an account would.
#[tracing::instrument(name = "recordings.contest", skip_all)]
pub async fn contest(
    cx: &Cx,
    receipt: &str,
    decision: DecisionId,
    grounds: &str,
) -> Result<moderation::Contested> {
    let (_, holder) = held(cx, receipt).await?;
    let command = ContestDecision::parse(Some(decision), None, None, grounds)?;
    moderation::contest(&holder, command).await
}

/// Takes the words under a receipt back, and the name under them: a tombstone stays, as for everybody.
#[tracing::instrument(name = "recordings.withdraw", skip_all)]
pub async fn withdraw(cx: &Cx, receipt: &str) -> Result<Recording> {
    let (recording, holder) = held(cx, receipt).await?;
    let holder = &holder;
    holder
        .write(async |tx: persistence::Tx| {
            persistence::attributions::forget(&tx, recording.speaker).await?;
            match recording.item {
                Item::Proposal(id) => proposals::withdraw_in(holder, tx, id).await.map(drop),
                Item::Comment(id) => comments::delete_in(holder, tx, id).await.map(drop),
            }
        })
        .await?;
    Ok(recording)
}

/// The receipt of what the actor has recorded, to print it: for a day.
pub async fn receipt_of(cx: &Cx, id: RecordingId) -> Result<(Recording, Receipt)> {
    cx.actor.person()?;
    let recording = persistence::recordings::by_id(cx.db(), id)
        .await?
        .filter(|recording| cx.now() < recording.at + PRINTED)
        .or_not_found(Code::RecordingNotFound)?;
    let permitted = cx
        .actor
        .may(SeeReceipt, recording)
        .or_hidden(Code::RecordingNotFound)?;
    let recording = permitted.subject().clone();
    let receipt = super::record::receipt(cx, recording.id);
    Ok((recording, receipt))
}

/// What the actor has recorded, newest first, at most fifty, and whose receipt can still be printed.
pub async fn recorded_by_me(cx: &Cx) -> Result<Vec<(Recording, bool)>> {
    let person = cx.actor.person()?.account;
    let found = persistence::recordings::of(cx.db(), person, MANY).await?;
    let now = cx.now();
    Ok(found
        .into_iter()
        .map(|recording| {
            let printed = now < recording.at + PRINTED;
            (recording, printed)
        })
        .collect())
}

/// Where the actor recorded the last time: what the next form begins with.
pub async fn last_place(cx: &Cx) -> Result<Option<String>> {
    let person = cx.actor.person()?.account;
    let last = persistence::recordings::of(cx.db(), person, 1).await?.pop();
    let Some(last) = last else { return Ok(None) };
    let speaker = persistence::attributions::by_ids(cx.db(), &cx.scope(), &[last.speaker]).await?;
    Ok(speaker.into_iter().next().map(|speaker| speaker.source))
}
