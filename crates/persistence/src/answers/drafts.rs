//! Decisions that wait for a second reader: a row an answer.

use domain::{
    answers::{AnswerDraft, AnswerId, Decided, Decision, SentBack},
    text::{Body, Title},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set, sea_query::OnConflict};

use crate::{Read, StoreError, Tx, rows::answer_drafts};

/// The drafts of these answers; the caller asks who may read them.
pub async fn drafts_of(from: &impl Read, answers: &[AnswerId]) -> Result<Vec<AnswerDraft>, StoreError> {
    let rows = answer_drafts::Entity::find()
        .filter(answer_drafts::Column::AnswerId.is_in(answers.iter().copied()))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(AnswerDraft::try_from).collect()
}

/// The draft of an answer, locked until the transaction ends; its answer is locked before.
pub async fn lock_draft(tx: &Tx, answer: AnswerId) -> Result<Option<AnswerDraft>, StoreError> {
    let row = answer_drafts::Entity::find_by_id(answer)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(AnswerDraft::try_from).transpose()
}

/// Keeps a draft, instead of the one that there was.
pub async fn keep_draft(tx: &Tx, draft: &AnswerDraft) -> Result<(), StoreError> {
    let AnswerDraft {
        answer,
        plan,
        decided:
            Decided {
                decision,
                reason,
                cost_cents,
                calendar,
                deliberation,
            },
        written_by,
        written_at,
        sent_back,
        version,
    } = draft;
    let row = answer_drafts::ActiveModel {
        answer_id: Set(*answer),
        plan_id: Set(*plan),
        decision: Set(decision.as_str().to_owned()),
        reason: Set(reason.as_str().to_owned()),
        cost_cents: Set(*cost_cents),
        calendar: Set(calendar.as_str().to_owned()),
        deliberation: Set(deliberation.as_ref().map(ToString::to_string)),
        written_by: Set(*written_by),
        written_at: Set(*written_at),
        note: Set(sent_back.as_ref().map(|back| back.note.as_str().to_owned())),
        sent_back_at: Set(sent_back.as_ref().map(|back| back.at)),
        version: Set(*version),
    };
    use answer_drafts::Column;
    let replaced = OnConflict::column(Column::AnswerId)
        .update_columns([
            Column::Decision,
            Column::Reason,
            Column::CostCents,
            Column::Calendar,
            Column::Deliberation,
            Column::WrittenBy,
            Column::WrittenAt,
            Column::Note,
            Column::SentBackAt,
            Column::Version,
        ])
        .to_owned();
    answer_drafts::Entity::insert(row)
        .on_conflict(replaced)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Takes the draft of an answer away: it was published, or something else was decided.
pub async fn drop_draft(tx: &Tx, answer: AnswerId) -> Result<(), StoreError> {
    answer_drafts::Entity::delete_by_id(answer)
        .exec(tx.conn())
        .await?;
    Ok(())
}

impl TryFrom<answer_drafts::Model> for AnswerDraft {
    type Error = StoreError;

    fn try_from(row: answer_drafts::Model) -> Result<Self, StoreError> {
        let decision = Decision::parse(&row.decision);
        Ok(Self {
            answer: row.answer_id,
            plan: row.plan_id,
            decided: Decided {
                decision: decision.ok_or_else(|| StoreError::corrupt(row.answer_id, "unknown decision"))?,
                reason: Body::from_history(&row.reason),
                cost_cents: row.cost_cents,
                calendar: Body::from_history(&row.calendar),
                deliberation: row.deliberation.as_deref().map(Title::from_history),
            },
            written_by: row.written_by,
            written_at: row.written_at,
            sent_back: row.note.zip(row.sent_back_at).map(|(note, at)| SentBack {
                note: Body::from_history(&note),
                at,
            }),
            version: row.version,
        })
    }
}
