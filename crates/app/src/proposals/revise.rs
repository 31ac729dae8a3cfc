//! A new version of one's proposal.

use domain::{
    Code, EventKind, NewEvent, Visibility,
    policy::proposals::Revise,
    proposals::{NewText, Proposal, ProposalId, ProposalRefusal, TextState},
};
use persistence::Tx;

use super::{ProposalInput, submit::check_links};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    reviews, signals,
};

/// Changes the text of a proposal that was read at a version.
#[derive(Debug, Clone)]
pub struct ReviseProposal {
    proposal: ProposalId,
    read_version: i32,
    text: NewText,
}

impl ReviseProposal {
    /// Reads what was typed, or says all that is wrong with it.
    pub async fn parse(cx: &Cx, id: ProposalId, read_version: i32, input: &ProposalInput) -> Result<Self> {
        let proposal = super::by_id(cx, id).await?.or_not_found(Code::ProposalNotFound)?;
        let plan = crate::plans::by_id(cx, proposal.plan)
            .await?
            .or_not_found(Code::ProposalNotFound)?;
        Ok(Self {
            proposal: id,
            read_version,
            text: input.text(&plan)?,
        })
    }
}

/// Changes the text; everybody can compare the versions.
#[tracing::instrument(name = "proposals.revise", skip_all, fields(proposal.id = %command.proposal))]
pub async fn revise(cx: &Cx, command: ReviseProposal) -> Result<Proposal> {
    cx.write(|tx| revise_in(cx, tx, &command)).await
}

async fn revise_in(cx: &Cx, tx: Tx, command: &ReviseProposal) -> Result<Proposal> {
    let scope = cx.scope();
    let proposal = persistence::proposals::lock(&tx, &scope, command.proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::by_id(&tx, &scope, proposal.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(Revise, proposal).or_hidden(Code::ProposalNotFound)?;
    if permitted.subject().version != command.read_version {
        return Err(ProposalRefusal::ChangedMeanwhile.into());
    }
    check_links(&tx, plan.id, &command.text).await?;
    let was_returned = permitted.subject().visibility == Visibility::Returned;
    let proposal = permitted.revise(&plan, command.text.clone(), now)?;
    persistence::proposals::save(&tx, &proposal).await?;
    let text = (proposal.title.as_str(), proposal.body.as_str());
    signals::look(&tx, proposal.id, proposal.plan, text, now).await?;
    match proposal.text {
        // What nobody has read yet is no event, and its former wording is nobody else's business.
        TextState::PendingReview { since } => {
            persistence::proposals::replace_versions(&tx, &proposal, now).await?;
            if was_returned {
                reviews::begin_again(cx, &tx, proposal.id, proposal.plan, since).await?;
            }
        }
        TextState::Published { .. } | TextState::Withdrawn { .. } => {
            persistence::proposals::insert_version(&tx, &proposal, now).await?;
            let mut event = NewEvent::new(EventKind::ProposalChanged, Some(proposal.plan), proposal.id, now);
            event.data.version = Some(i64::from(proposal.version));
            persistence::outbox::record(&tx, event).await?;
        }
    }
    Ok(proposal)
}
