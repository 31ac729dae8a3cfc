//! Contesting a decision.

use auth::token::{Token, TokenKind};
use domain::{
    Code, FieldError, Id,
    moderation::{
        Case, Complaint, Contestation, DecisionId, ModerationRefusal, Notice, NoticeId, complaints::GROUNDS,
    },
    policy::moderation::Contest,
    refusal::{Fault, Fields},
    text::Body,
};
use persistence::Tx;

use super::{must, record, terms::complaint_due};
use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
    throttle::{self, What},
};

/// What somebody contests, and as whom.
#[derive(Debug, Clone)]
pub enum Contester {
    /// The author: the decision about what they wrote.
    Author(DecisionId),
    /// The sender of a notice, by their account.
    Notifier(NoticeId),
    /// The sender of a notice, by its receipt.
    Receipt(Vec<u8>),
}

/// Contests a decision.
#[derive(Debug, Clone)]
pub struct ContestDecision {
    by: Contester,
    grounds: Body,
}

impl ContestDecision {
    /// Reads what was typed, or says all that is wrong with it. One of the three says what is contested.
    pub fn parse(
        decision: Option<DecisionId>,
        notice: Option<NoticeId>,
        receipt: Option<&str>,
        grounds: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let grounds = fields.take("grounds", Body::parse(grounds, GROUNDS));
        let by = match (decision, notice, receipt) {
            (Some(decision), None, None) => Some(Contester::Author(decision)),
            (None, Some(notice), None) => Some(Contester::Notifier(notice)),
            (None, None, Some(text)) => {
                let hash = receipt_hash(text).ok_or_else(|| Fault::new(Code::ModerationNotFound));
                fields.take("receipt", hash).map(Contester::Receipt)
            }
            _ => {
                fields.refuse("decision", Fault::new(Code::FieldRequired));
                None
            }
        };
        let command = by.zip(grounds).map(|(by, grounds)| Self { by, grounds });
        fields.finish(command)
    }
}

/// The hash of the receipt of a notice, if the text is one.
pub(super) fn receipt_hash(text: &str) -> Option<Vec<u8>> {
    let token = Token::parse(text.trim(), TokenKind::Notice).ok()?;
    Some(token.hash().to_vec())
}

/// A complaint that was filed.
#[derive(Debug, Clone)]
pub struct Contested {
    /// The complaint.
    pub complaint: Complaint,
    /// Its case.
    pub case: Case,
}

/// Contests a decision: another person will review it within fifteen working days.
#[tracing::instrument(name = "moderation.contest", skip_all)]
pub async fn contest(cx: &Cx, command: ContestDecision) -> Result<Contested> {
    let account = cx.actor.account().map(Id::uuid);
    let account = account.as_ref().map(|id| id.as_bytes().as_slice());
    throttle::pass(cx, What::Notice, account).await?;
    cx.write(|tx| contest_in(cx, tx, &command)).await
}

async fn contest_in(cx: &Cx, tx: Tx, command: &ContestDecision) -> Result<Contested> {
    let not_found = || Error::NotFound(Code::ModerationNotFound);
    let (case, notice, contested): (_, Option<Notice>, Option<DecisionId>) = match &command.by {
        Contester::Author(id) => {
            let decision = persistence::moderation::decision(&tx, *id)
                .await?
                .ok_or_else(not_found)?;
            (decision.case, None, Some(decision.id))
        }
        Contester::Notifier(id) => {
            let notice = persistence::moderation::notice(&tx, *id)
                .await?
                .ok_or_else(not_found)?;
            (notice.case, Some(notice), None)
        }
        Contester::Receipt(hash) => {
            let notice = persistence::moderation::notice_by_receipt(&tx, hash)
                .await?
                .ok_or_else(not_found)?;
            (notice.case, Some(notice), None)
        }
    };
    // Those concerned see the decision and not the file, so the house opens it, and the policy decides.
    let (file, _) = persistence::moderation::files(&tx, &domain::Scope::system(), &[case])
        .await?
        .pop()
        .or_not_found(Code::ModerationNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let decision = file.decision.clone();
    let contestation = Contestation {
        file,
        notice: notice.clone(),
        by_receipt: matches!(command.by, Contester::Receipt(_)),
    };
    let side = contestation.side();
    let permitted = cx
        .actor
        .may(Contest, contestation)
        .or_hidden(Code::ModerationNotFound)?;
    // Another decision stands in its place, or it was taken back.
    if contested.is_some() && contested != decision.as_ref().map(|decision| decision.id) {
        return Err(ModerationRefusal::FinallyDecided.into());
    }
    let (id, due_at) = (cx.new_id(), complaint_due(now));
    let case = permitted.contest(id, due_at, now)?;
    let decision = must(decision, "a case that is told has a decision")?;
    let complaint = Complaint {
        id,
        case: case.id,
        decision: decision.id,
        side,
        notice: notice.map(|notice| notice.id),
        grounds: command.grounds.clone(),
        filed_at: now,
        due_at,
        answered_by: None,
    };
    persistence::moderation::insert_complaint(&tx, &complaint).await?;
    persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
    record(&tx, &case, now).await?;
    Ok(Contested { complaint, case })
}
