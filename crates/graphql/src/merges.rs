//! Merging proposals, in the API.

use app::merges::{AnswerMerge, ProposeMerge};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::merges::{self, ConsentAnswer};

use crate::{
    Fault,
    context::{Here, load},
    problems::{Problem, outcome},
    proposals::{Proposal, ProposalPayload, payload},
    relay::{self, List},
    scalars::{DateTime, id},
};

/// A merge as it was proposed: every author agrees within 14 days, silence is a no.
pub struct Merge(pub merges::Merge);

#[Object]
impl Merge {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// The proposal that leads the group.
    async fn into(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        Ok(load(ctx, self.0.leader).await?.map(Proposal))
    }
    /// What became of it.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn state(&self, ctx: &Context<'_>) -> Result<MergeState, Fault> {
        Ok(self.0.outcome(ctx.cx()?.now()).into())
    }
    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.0.proposed_at)
    }
    /// When silence has become a no: 14 days later.
    async fn closes_at(&self) -> DateTime {
        DateTime(self.0.closes_at)
    }
    /// What each proposal's author says, at most 50.
    async fn consents(&self) -> Vec<MergeConsent> {
        self.0.consents.iter().copied().map(MergeConsent).collect()
    }
}

/// What became of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "merges::MergeOutcome")]
pub enum MergeState {
    /// Authors may still answer.
    Open,
    /// Every author agreed.
    Done,
    /// An author said no.
    Refused,
    /// Somebody stayed silent for 14 days.
    Lapsed,
}

/// What the author of one proposal says to a merge.
pub struct MergeConsent(merges::ConsentOf);

#[Object]
impl MergeConsent {
    /// The proposal.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        Ok(load(ctx, self.0.proposal).await?.map(Proposal))
    }
    /// Whether its author agreed; null while nothing was said.
    async fn agreed(&self) -> Option<bool> {
        match self.0.answer {
            ConsentAnswer::Awaited => None,
            ConsentAnswer::Yes { .. } => Some(true),
            ConsentAnswer::No { .. } => Some(false),
        }
    }
}

/// Reading merges.
#[derive(Default)]
pub struct MergeQueries;

#[Object]
impl MergeQueries {
    /// The merges that concern proposals of the viewer's, newest first; none for a visitor. At most 100 at once, 20
    /// unless said.
    async fn merges(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Merge>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let merges = app::merges::list(cx, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(merges, Merge))
    }
}

/// A merge, or why it was not changed.
#[derive(SimpleObject)]
pub struct MergePayload {
    /// The merge after the change; null when it was refused.
    merge: Option<Merge>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn merged(cx: &app::Cx, result: app::Result<merges::Merge>) -> Result<MergePayload, Fault> {
    let (merge, problems) = outcome(cx, result)?;
    Ok(MergePayload {
        merge: merge.map(Merge),
        problems,
    })
}

/// Merging, agreeing, leaving.
#[derive(Default)]
pub struct MergeMutations;

#[Object]
impl MergeMutations {
    /// Proposes that `proposals` (1 to 50) join the group of `into`: by the author of one of them, who agrees by it for
    /// their own. Done at once when all are theirs, open for 14 days otherwise. Codes: `FIELD_OUT_OF_RANGE`,
    /// `PROPOSAL_NOT_FOUND`, `MERGE_UNFIT`, `MERGE_ALREADY_MERGED`, `MERGE_AUTHOR_ABSENT`, `MERGE_VOTE_OPEN`,
    /// `MERGE_TOO_MANY_OPEN`, `PHASE_CLOSED`, `AUTH_REQUIRED`, `PERMISSION_*`.
    async fn propose_merge(
        &self,
        ctx: &Context<'_>,
        into: ID,
        #[graphql(validator(max_items = 50))] proposals: Vec<ID>,
    ) -> Result<MergePayload, Fault> {
        let cx = ctx.cx()?;
        let proposals = proposals.iter().map(id).collect::<Result<_, _>>()?;
        let proposed = match ProposeMerge::parse(id(&into)?, proposals) {
            Ok(command) => app::merges::propose(cx, command).await,
            Err(error) => Err(error),
        };
        merged(cx, proposed)
    }

    /// Says yes or no for every proposal of the viewer's in a merge: the last yes merges, the first no ends it.
    /// Codes: `MERGE_NOT_FOUND`, `MERGE_CLOSED`, `MERGE_VOTE_OPEN`, `MERGE_UNFIT`, `MERGE_ALREADY_MERGED`,
    /// `PHASE_CLOSED`, `AUTH_REQUIRED`.
    async fn answer_merge(&self, ctx: &Context<'_>, merge: ID, agree: bool) -> Result<MergePayload, Fault> {
        let cx = ctx.cx()?;
        let command = AnswerMerge {
            merge: id(&merge)?,
            agree,
        };
        merged(cx, app::merges::answer(cx, command).await)
    }

    /// Takes one's proposal out of its group; when it led, the one with the lowest number leads the rest.
    /// Codes: `PROPOSAL_NOT_FOUND`, `MERGE_NOT_MERGED`, `AUTH_REQUIRED`, `PERMISSION_NOT_YOURS`.
    async fn leave_merge(&self, ctx: &Context<'_>, proposal: ID) -> Result<ProposalPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::merges::leave(cx, id(&proposal)?).await)
    }
}
