//! Storing what the earlier platform answered.

use std::collections::HashMap;

use domain::{
    Timestamp,
    answers::{Answer, AnswerId, Decision, MAX_COST_CENTS, Transfer},
    exchange::{PastAnswer, PastStage},
    proposals::Proposal,
    text::{Body, Title},
};
use persistence::{
    Read,
    exchange::{ItemKind, Trace},
};
use serde_json::Value;

use super::{Run, known::Parts, proposals::Planned, reading::Ready};
use crate::{
    Result,
    exchange::{File, ProposalRecord},
};

type Row = Ready<ProposalRecord>;

/// What is kept beside an answer whose date nobody says.
pub(in crate::exchange) const UNDATED: &str = "{\"undated\":true}";

/// An answer that was taken over, as it stands here.
pub(super) struct Stored {
    answer: Answer,
    trace: Trace,
}

/// The answers that these rows brought, where the proposals still have them.
pub(super) async fn stored(
    run: &Run<'_>,
    from: &impl Read,
    external_ids: &[String],
    proposals: &[Proposal],
) -> Result<HashMap<String, Stored>> {
    let present: Vec<AnswerId> = proposals.iter().filter_map(|proposal| proposal.answer).collect();
    let answers = persistence::answers::by_ids(from, &domain::Scope::system(), &present).await?;
    let mut answers: HashMap<_, _> = answers.into_iter().map(|it| (it.id.uuid(), it)).collect();
    let traces = persistence::exchange::traces(from, &run.origin, ItemKind::Answer, external_ids).await?;
    let stored = traces.into_iter().filter_map(|trace| {
        let answer = answers.remove(&trace.item)?;
        Some((trace.external_id.clone(), Stored { answer, trace }))
    });
    Ok(stored.collect())
}

/// The answer to a new row, if it has one.
pub(super) fn new(run: &Run<'_>, row: &Row, planned: &mut Planned) -> Option<AnswerId> {
    let past = past(run, row, run.cx.new_id(), run.now, &mut planned.parts)?;
    let answer = run.permitted.take_over_answer(past);
    let id = answer.id;
    planned.traces.push(trace(row, &answer));
    planned.answers.push(answer);
    Some(id)
}

/// The answer to a changed row: the one that it has, brought up to date unless it was changed here.
pub(super) fn renew(
    run: &Run<'_>,
    row: &Row,
    stored: Option<Stored>,
    proposal: &Proposal,
    planned: &mut Planned,
) -> Option<AnswerId> {
    let Some(Stored {
        answer,
        trace: earlier,
    }) = stored
    else {
        // One that was given here stays.
        return proposal.answer.or_else(|| new(run, row, planned));
    };
    let id = answer.id;
    let past = past(run, row, id, answer.study.since, &mut planned.parts)?;
    let now = Answer {
        version: answer.version,
        recommendation: answer.recommendation.clone(),
        ..run.permitted.take_over_answer(past)
    };
    if now == answer {
        return Some(id);
    }
    if answer.version != earlier.version {
        planned.parts.mend(
            File::Proposals,
            row.row,
            ("status", row.record.status.as_deref().unwrap_or_default()),
            "answer.changed_here",
            "the answer has changed, and so has it here: it stays as it is here",
        );
        return Some(id);
    }
    let version = answer.version;
    let now = Answer {
        version: version + 1,
        ..now
    };
    planned.retraced.push(trace(row, &now));
    planned.new_answers.push((now, version));
    Some(id)
}

fn trace(row: &Row, answer: &Answer) -> Trace {
    Trace {
        kind: ItemKind::Answer,
        external_id: row.external_id.clone(),
        item: answer.id.uuid(),
        version: answer.version,
        content_hash: Vec::new(),
        kept: match row.record.answered_at {
            Some(_) => String::new(),
            None => UNDATED.to_owned(),
        },
    }
}

/// The answer as the domain takes it; nothing if the row has none. `undated` stands in for a date that nobody says.
fn past(run: &Run<'_>, row: &Row, id: AnswerId, undated: Timestamp, parts: &mut Parts) -> Option<PastAnswer> {
    let record = &row.record;
    let status = record.status.as_deref()?;
    let at = record.answered_at.unwrap_or(undated);
    let reason = Body::from_history(record.answer.as_deref().unwrap_or_default());
    let Some(stage) = stage(record, status, &reason, at) else {
        parts.mend(
            File::Proposals,
            row.row,
            ("status", status),
            "status.unknown",
            "Fabrique does not know this state of an answer; it is kept beside the row, and the answer not shown",
        );
        return None;
    };
    let cost_cents = record.cost.as_deref().and_then(cents);
    if let (Some(cost), None) = (&record.cost, cost_cents) {
        parts.mend(
            File::Proposals,
            row.row,
            ("cost", cost),
            "cost.unreadable",
            "this is not an amount in euros; it is kept beside the row",
        );
    }
    Some(PastAnswer {
        id,
        plan: run.plan.id,
        stage,
        reason,
        at,
        due: record.answer_due_at,
        cost_cents,
        calendar: Body::from_history(record.execution_period.as_deref().unwrap_or_default()),
    })
}

/// How the answer stood, by Decidim's words or Fabrique's.
fn stage(record: &ProposalRecord, status: &str, reason: &Body, at: Timestamp) -> Option<PastStage> {
    let extra = |name: &str| record.extra.get(name).and_then(Value::as_str);
    let decision = extra("decision").and_then(Decision::parse);
    Some(match status {
        "accepted" => PastStage::Decided(Decision::Accepted),
        "partly" | "partially_accepted" => PastStage::Decided(Decision::Partly),
        "rejected" | "refused" => PastStage::Decided(Decision::Refused),
        "evaluating" | "under_study" => PastStage::UnderStudy,
        "delivered" => PastStage::Delivered(decision.unwrap_or(Decision::Accepted)),
        "abandoned" => PastStage::Abandoned(decision.unwrap_or(Decision::Accepted)),
        "transferred" => PastStage::Transferred(Transfer {
            to: Title::from_history(extra("transferred_to")?),
            reason: reason.clone(),
            due: record.answer_due_at.unwrap_or(at),
            at,
        }),
        _ => return None,
    })
}

/// Euro cents of `20000`, `20000.5` or `20000.50`.
fn cents(cost: &str) -> Option<i64> {
    let (euros, rest) = cost.split_once('.').unwrap_or((cost, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if euros.is_empty() || rest.len() > 2 || !is_number(euros) || !is_number(rest) {
        return None;
    }
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    let cents = euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest)?;
    (cents <= MAX_COST_CENTS).then_some(cents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_euros_with_two_decimals_at_most() {
        assert_eq!(cents("20000"), Some(2_000_000));
        assert_eq!(cents("20000.5"), Some(2_000_050));
        assert_eq!(cents("0.05"), Some(5));
        for other in ["", ".5", "1,5", "-1", "1.234", "99999999999999999999", "beaucoup"] {
            assert_eq!(cents(other), None, "{other}");
        }
    }
}
