//! What the house tells of by itself: replies, answers of the town, and merges that wait for a word.

use domain::{
    Scope, Timestamp,
    answers::{Answer, AnswerStage},
    comments::Comment,
    event::Subject,
    merges::{ConsentAnswer, Merge, MergeState},
    notifications::{NewNotification, NotificationKind},
    proposals::{Author, Proposal, ProposalId},
};
use persistence::Tx;

use super::{followers, tell, tell_all};
use crate::{Cx, Result};

/// Tells whoever a readable comment answers: the author of the comment above it, or of its proposal.
pub(crate) async fn tell_of_reply(cx: &Cx, tx: &Tx, comment: &Comment, now: Timestamp) -> Result<()> {
    // Who is told depends on what stands there, not on what the writer may see of it.
    let scope = Scope::system();
    let (author, subject): (Author, Subject) = if let Some(parent) = comment.parent {
        let Some(parent) = persistence::comments::by_id(tx, &scope, parent).await? else {
            return Ok(());
        };
        (parent.author, parent.id.into())
    } else {
        let Some(proposal) = persistence::proposals::by_id(tx, &scope, comment.proposal).await? else {
            return Ok(());
        };
        (proposal.author, proposal.id.into())
    };
    let Some(account) = author.account() else {
        return Ok(());
    };
    let told = NewNotification::new(account, NotificationKind::Reply, subject, comment.id, now)
        .of_plan(comment.plan)
        .by(comment.author.account());
    tell(cx, tx, told).await
}

/// Tells the authors of the proposals that an answer covers that it went a step further, and has their followers told.
pub(crate) async fn tell_of_answer(
    cx: &Cx,
    tx: &Tx,
    answer: &Answer,
    covered: &[Proposal],
    now: Timestamp,
) -> Result<()> {
    // Being studied is no answer yet.
    if answer.state.stage() == AnswerStage::UnderStudy {
        return Ok(());
    }
    let told = covered
        .iter()
        .filter_map(|proposal| {
            let account = proposal.author.account()?;
            Some(
                NewNotification::new(
                    account,
                    NotificationKind::ProposalAnswered,
                    proposal.id,
                    answer.id,
                    now,
                )
                .of_plan(answer.plan)
                .at_version(answer.version)
                .by(cx.actor.account()),
            )
        })
        .collect();
    tell_all(cx, tx, told).await?;
    followers::tell_later(cx, tx, answer, covered, now).await
}

/// Asks the authors whose word a merge waits for.
pub(crate) async fn tell_of_merge(
    cx: &Cx,
    tx: &Tx,
    merge: &Merge,
    authors: &[(ProposalId, Author)],
    now: Timestamp,
) -> Result<()> {
    if merge.state != MergeState::Open {
        return Ok(());
    }
    let awaited = merge
        .consents
        .iter()
        .filter(|consent| consent.answer == ConsentAnswer::Awaited)
        .filter_map(|consent| {
            let (_, author) = authors.iter().find(|(id, _)| *id == consent.proposal)?;
            let told = NewNotification::new(
                author.account()?,
                NotificationKind::MergeConsent,
                consent.proposal,
                merge.id,
                now,
            );
            Some(told.of_plan(merge.plan).by(Some(merge.proposed_by)))
        })
        .collect();
    tell_all(cx, tx, awaited).await
}

/// Tells whoever asked for a merge that it is done, or that somebody said no.
pub(crate) async fn tell_of_outcome(
    cx: &Cx,
    tx: &Tx,
    merge: &Merge,
    authors: &[(ProposalId, Author)],
    now: Timestamp,
) -> Result<()> {
    let asked = |(_, author): &&(ProposalId, Author)| author.account() == Some(merge.proposed_by);
    let Some((own, _)) = authors.iter().find(asked) else {
        return Ok(());
    };
    if merge.state == MergeState::Open {
        return Ok(());
    }
    let told = NewNotification::new(
        merge.proposed_by,
        NotificationKind::MergeConsent,
        *own,
        merge.id,
        now,
    );
    let told = told.of_plan(merge.plan).by(cx.actor.account()).at_version(1);
    tell_all(cx, tx, vec![told]).await
}
