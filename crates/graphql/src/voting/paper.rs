//! Paper ballots in the API: printed, handed out, counted by their codes.

use app::voting::{CastByCode, HandOut, IssueCodes, PaperDesk};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::VoteChoice;
use crate::{
    Fault,
    accounts::links::ProofMethod,
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id},
};

/// Paper ballots that a facilitator printed together.
#[derive(SimpleObject)]
pub struct BallotPile {
    /// Its id.
    id: ID,
    /// Where they are handed out.
    place: String,
    /// Who printed them, as a number: no name is told.
    facilitator: u32,
    /// How many were printed.
    size: u32,
    /// When.
    printed_at: DateTime,
    /// How many are counted; null while totals are hidden.
    counted: Option<u64>,
    /// How many were made void; null while totals are hidden.
    revoked: Option<u64>,
}

/// What everybody may know of a plan's paper ballots.
pub struct PaperVotes(PaperDesk);

#[Object]
impl PaperVotes {
    /// The piles, oldest first.
    async fn piles(&self) -> Vec<BallotPile> {
        self.0
            .piles
            .iter()
            .map(|(pile, facilitator, codes)| BallotPile {
                id: pile.id.to_string().into(),
                place: pile.place.clone(),
                facilitator: *facilitator,
                size: pile.size,
                printed_at: DateTime(pile.at),
                counted: codes.map(|codes| codes.used),
                revoked: codes.map(|codes| codes.revoked),
            })
            .collect()
    }
    /// How many ballots of the piles were handed out.
    async fn handed_out(&self) -> u64 {
        self.0.handed_out
    }
    /// How many of those are counted; null while totals are hidden.
    async fn counted(&self) -> Option<u64> {
        self.0.counted
    }
}

/// Reading about paper ballots.
#[derive(Default)]
pub struct PaperQueries;

#[Object]
impl PaperQueries {
    /// The paper ballots of a plan, as anybody may know them; null when there is no such plan.
    async fn paper_votes(&self, ctx: &Context<'_>, plan: ID) -> Result<Option<PaperVotes>, Fault> {
        let cx = ctx.cx()?;
        let desk = app::voting::paper_desk(cx, id(&plan)?)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(desk.map(PaperVotes))
    }
}

/// A pile, or why none was printed.
#[derive(SimpleObject)]
pub struct IssueVoteCodesPayload {
    /// The id of the pile; null when it was refused.
    pile: Option<ID>,
    /// The codes, told this once: they are stored nowhere.
    codes: Vec<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A code, or why none was given.
#[derive(SimpleObject)]
pub struct AskVoteCodePayload {
    /// The code of the viewer's paper ballot, told this once; null when it was refused.
    code: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Whether it was done, or why not.
#[derive(SimpleObject)]
pub struct GiveVoteCodeBackPayload {
    /// Whether the viewer has no paper ballot any more.
    given_back: bool,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Whether it was noted, or why not.
#[derive(SimpleObject)]
pub struct HandOutBallotPayload {
    /// Whether it was noted.
    handed_out: bool,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// How many ballots became void, or why none did.
#[derive(SimpleObject)]
pub struct RevokeVoteCodesPayload {
    /// How many; null when it was refused.
    revoked: Option<u64>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// What a ballot says of a proposal.
#[derive(Debug, InputObject)]
pub struct MarkInput {
    /// Of which.
    proposal: ID,
    /// What it says.
    choice: VoteChoice,
}

/// The receipts of a ballot, or why it was not counted.
#[derive(SimpleObject)]
pub struct CastVotesByCodePayload {
    /// One for each vote: it proves that the vote counts. Empty when it was refused.
    receipts: Vec<ID>,
    /// Why it was refused; empty when it was counted.
    problems: Vec<Problem>,
}

/// A proof as it is shown at the desk: only a keyed hash of it is kept.
#[derive(InputObject)]
pub struct ShownProofInput {
    /// What it is.
    method: ProofMethod,
    /// Who issued it.
    issuer: String,
    /// The number or the name on it.
    subject: String,
}

/// Paper ballots.
#[derive(Default)]
pub struct PaperMutations;

#[Object]
impl PaperMutations {
    /// Prints 1 to 100 paper ballots, by a facilitator of the plan, while its vote is open: each counts once, by its code.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PERMISSION_ROLE_REQUIRED`, `PERMISSION_LIMITED`,
    /// `PHASE_CLOSED`, `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`, `VOTING_SEALED`, `REQUEST_KEY_REUSED`.
    async fn issue_vote_codes(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        size: u32,
        place: String,
        #[graphql(
            desc = "1 to 200 characters, kept for a day: the same request under the same key prints one pile, and tells its codes the first time alone."
        )]
        idempotency_key: Option<String>,
    ) -> Result<IssueVoteCodesPayload, Fault> {
        let cx = ctx.cx()?;
        let issued = match IssueCodes::parse(id(&plan)?, size, &place, idempotency_key.as_deref()) {
            Ok(command) => app::voting::issue_codes(cx, command).await,
            Err(wrong) if cx.actor.person().is_ok() => Err(wrong.into()),
            Err(_) => Err(domain::Denied::SignInRequired.into()),
        };
        let (issued, problems) = outcome(cx, issued)?;
        let (pile, codes) = issued.unzip();
        Ok(IssueVoteCodesPayload {
            pile: pile.map(|pile| pile.id.to_string().into()),
            codes: codes
                .unwrap_or_default()
                .iter()
                .map(ToString::to_string)
                .collect(),
            problems,
        })
    }

    /// Makes the ballots of a pile void that were not counted, by whoever printed it.
    /// Codes: `AUTH_REQUIRED`, `VOTING_PILE_NOT_FOUND`.
    async fn revoke_vote_codes(&self, ctx: &Context<'_>, pile: ID) -> Result<RevokeVoteCodesPayload, Fault> {
        let cx = ctx.cx()?;
        let (revoked, problems) = outcome(cx, app::voting::revoke_codes(cx, id(&pile)?).await)?;
        Ok(RevokeVoteCodesPayload { revoked, problems })
    }

    /// Notes that somebody without an account, whose proof a facilitator looked at, was given a ballot: no other is given
    /// for this proof, and it opens no vote on the web. Which ballot they took is written nowhere.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PERMISSION_ROLE_REQUIRED`, `PERMISSION_LIMITED`,
    /// `PHASE_CLOSED`, `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`, `VOTING_ALREADY_USED`, `VOTING_HAS_ACCOUNT`,
    /// `VOTING_SEALED`.
    async fn hand_out_ballot(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        proof: ShownProofInput,
    ) -> Result<HandOutBallotPayload, Fault> {
        let cx = ctx.cx()?;
        let shown = (proof.issuer.as_str(), proof.subject.as_str());
        let given = match HandOut::parse(cx, id(&plan)?, proof.method.into(), shown) {
            Ok(command) => app::voting::hand_out(cx, command).await,
            Err(wrong) if cx.actor.person().is_ok() => Err(wrong.into()),
            Err(_) => Err(domain::Denied::SignInRequired.into()),
        };
        let (given, problems) = outcome(cx, given)?;
        Ok(HandOutBallotPayload {
            handed_out: given.is_some(),
            problems,
        })
    }

    /// Gives the viewer a paper ballot of their own, in the place of one that they did not use. Until it is counted they
    /// vote on the web as before; then it takes the place of all of it, and their ballot is closed.
    /// Codes: `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`,
    /// `PERMISSION_DECLARED_LINK_REQUIRED`, `PERMISSION_CONFIRMED_LINK_REQUIRED`, `PERMISSION_TOO_YOUNG`,
    /// `VOTING_ALREADY_USED`, `VOTING_ON_PAPER`, `VOTING_SEALED`.
    async fn ask_vote_code(&self, ctx: &Context<'_>, plan: ID) -> Result<AskVoteCodePayload, Fault> {
        let cx = ctx.cx()?;
        let (asked, problems) = outcome(cx, app::voting::ask_code(cx, id(&plan)?).await)?;
        Ok(AskVoteCodePayload {
            code: asked.map(|(_, code)| code.to_string()),
            problems,
        })
    }

    /// Gives the viewer's paper ballot back: it is void, unless it is counted. Codes: those of `askVoteCode`.
    async fn give_vote_code_back(
        &self,
        ctx: &Context<'_>,
        plan: ID,
    ) -> Result<GiveVoteCodeBackPayload, Fault> {
        let cx = ctx.cx()?;
        let (given, problems) = outcome(cx, app::voting::give_code_back(cx, id(&plan)?).await)?;
        Ok(GiveVoteCodeBackPayload {
            given_back: given.is_some(),
            problems,
        })
    }

    /// Counts a paper ballot by its code, once and for all, without an account: whoever has the code has the ballot. It
    /// counts among the votes on paper. Guesses are throttled by place.
    /// Codes: `FIELD_REQUIRED`, `PLAN_NOT_FOUND`, `PROPOSAL_NOT_FOUND`, `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`,
    /// `PROPOSAL_WRONG_STATE`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`, `VOTING_CODE_NOT_FOUND`,
    /// `VOTING_CODE_USED`, `VOTING_NOT_HANDED_OUT`, `VOTING_LIMIT_REACHED`, `VOTING_WRONG_CHOICE`,
    /// `VOTING_ALREADY_VOTED`, `VOTING_SEALED`; `request.throttled` at the top level.
    async fn cast_votes_by_code(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        code: String,
        #[graphql(validator(max_items = 200))] votes: Vec<MarkInput>,
    ) -> Result<CastVotesByCodePayload, Fault> {
        let cx = ctx.cx()?;
        let marks = votes
            .into_iter()
            .map(|mark| Ok((id(&mark.proposal)?, mark.choice.into())))
            .collect::<Result<_, Fault>>()?;
        let command = CastByCode {
            plan: id(&plan)?,
            code,
            marks,
        };
        let (counted, problems) = outcome(cx, app::voting::cast_by_code(cx, command).await)?;
        let receipts = counted.map(|(_, receipts)| receipts).unwrap_or_default();
        Ok(CastVotesByCodePayload {
            receipts: receipts
                .iter()
                .map(|receipt| receipt.to_string().into())
                .collect(),
            problems,
        })
    }
}
