//! Voting in the API: one's own ballot, and the totals of all where they are shown.

use app::voting::{CastVote, MyBallot, StartVote, Voted};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::{
    plans::{Plan as DomainPlan, Requirement, VotingRule},
    voting::{self, Counted, Means, Tally},
};
use secrecy::ExposeSecret;

use crate::{
    Fault,
    context::{Here, load},
    plans::Plan,
    problems::{Problem, outcome},
    proposals::Proposal,
    relay::{self, List},
    scalars::{DateTime, id},
};

mod loaders;
pub mod paper;

pub use paper::{PaperMutations, PaperQueries};

use loaders::{MyVoteOn, ResultsOf, TotalsOf};

/// What a person says of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "voting::Choice")]
pub enum VoteChoice {
    /// For; where the plan's rule is `SUPPORT`, this is the support, and the only choice.
    For,
    /// Against.
    Against,
    /// Neither for nor against («ni pour ni contre»).
    Neither,
}

/// A vote of the viewer's: shown to its author alone.
pub struct Vote(pub voting::Vote);

#[Object]
impl Vote {
    /// On which proposal; null when it is not shown to the viewer any more.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        Ok(load(ctx, self.0.proposal).await?.map(Proposal))
    }
    /// What it says.
    async fn choice(&self) -> VoteChoice {
        self.0.choice.into()
    }
    /// Random: proves to anybody who is given it that the vote counts, and nothing of what it says. Stays when the
    /// choice changes.
    async fn receipt(&self) -> ID {
        self.0.receipt.to_string().into()
    }
}

/// The votes on a proposal, exact at this instant. A proposal that leads a group has the distinct people of the group.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct VoteTotals {
    /// For, or supports.
    #[graphql(name = "for")]
    in_favour: u64,
    /// Against; null where the plan's rule is support.
    against: Option<u64>,
    /// Neither for nor against; null where the plan's rule is support.
    neither: Option<u64>,
}

impl VoteTotals {
    fn of(tally: Tally, plan: &DomainPlan) -> Self {
        let both = matches!(plan.rules.voting, VotingRule::ForAgainst);
        Self {
            in_favour: tally.in_favour,
            against: both.then_some(tally.against),
            neither: both.then_some(tally.neither),
        }
    }
}

/// The votes on a proposal that were cast in one way: on paper, or by people with a certain link with the neighbourhood.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct VoteCell {
    /// The link that they had when they voted last, or that they voted on paper.
    link: VoterLink,
    /// Their votes, at least 11 of each choice.
    totals: VoteTotals,
}

/// The link with the neighbourhood of people who voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum VoterLink {
    /// Confirmed by a proof.
    Confirmed,
    /// Declared by the person.
    Declared,
    /// None declared.
    None,
    /// On paper, where a facilitator looked at their right.
    Paper,
}

/// The totals of a proposal, where its plan shows them.
pub(crate) async fn totals(
    ctx: &Context<'_>,
    proposal: &domain::proposals::Proposal,
) -> Result<Option<VoteTotals>, Fault> {
    let Some(tally) = load(ctx, TotalsOf(proposal.id, proposal.plan)).await? else {
        return Ok(None);
    };
    let plan = load(ctx, proposal.plan).await?;
    Ok(plan.map(|plan| VoteTotals::of(tally, &plan)))
}

/// Who cast the votes on a proposal, where that is shown.
pub(crate) async fn results(
    ctx: &Context<'_>,
    proposal: &domain::proposals::Proposal,
) -> Result<Option<Vec<VoteCell>>, Fault> {
    let Some(cells) = load(ctx, ResultsOf(proposal.id, proposal.plan)).await? else {
        return Ok(None);
    };
    let Some(plan) = load(ctx, proposal.plan).await? else {
        return Ok(None);
    };
    let cell = |means: Means| {
        Some(VoteCell {
            link: match means {
                Means::Link(Requirement::ConfirmedLink) => VoterLink::Confirmed,
                Means::Link(Requirement::DeclaredLink) => VoterLink::Declared,
                Means::Link(Requirement::Account) => VoterLink::None,
                Means::Paper => VoterLink::Paper,
            },
            totals: VoteTotals::of(*cells.get(&means)?, &plan),
        })
    };
    Ok(Some(voting::MEANS.into_iter().filter_map(cell).collect()))
}

/// The viewer's vote on a proposal.
pub(crate) async fn my_vote(
    ctx: &Context<'_>,
    proposal: &domain::proposals::Proposal,
) -> Result<Option<Vote>, Fault> {
    Ok(load(ctx, MyVoteOn(proposal.id, proposal.plan)).await?.map(Vote))
}

/// The viewer's ballot in a plan: nobody else sees it.
pub struct Ballot(MyBallot);

#[Object]
impl Ballot {
    /// The plan.
    async fn plan(&self) -> Plan {
        Plan(self.0.plan.clone())
    }
    /// On how many proposals the viewer has voted; a group counts once.
    async fn used(&self) -> u32 {
        self.0.used
    }
    /// The most proposals that the viewer may support; null where there is no limit.
    async fn limit(&self) -> Option<u32> {
        self.0.limit
    }
    /// How many supports are left; null where there is no limit.
    async fn left(&self) -> Option<u32> {
        self.0.limit.map(|limit| limit.saturating_sub(self.0.used))
    }
    /// Whether it was counted on paper: it does not change any more.
    async fn on_paper(&self) -> bool {
        self.0.on_paper
    }
    /// Whether the viewer asked for a paper ballot that is not counted yet.
    async fn has_paper(&self) -> bool {
        self.0.has_code
    }
    /// The votes on it, counted at once, in the order in which their proposals were sent. At most 100 at once, 20
    /// unless said. Empty once the votes of the plan are anonymous: then nobody can tell whose they were.
    async fn votes(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Vote>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let votes = app::voting::my_ballot_votes(cx, self.0.plan.id, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(votes, Vote))
    }
}

/// The proof that a vote counts.
pub struct VoteReceipt(Counted);

#[Object]
impl VoteReceipt {
    /// The code that was given.
    async fn code(&self) -> ID {
        self.0.receipt.to_string().into()
    }
    /// True: the vote counts now. One that was taken back has no receipt any more.
    async fn counts(&self) -> bool {
        true
    }
    /// The plan in which it counts.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
}

/// A vote that waits for its author to sign up; it counts for nothing yet.
pub struct StartedVote(voting::PendingVote);

#[Object]
impl StartedVote {
    /// On which proposal.
    async fn proposal(&self, ctx: &Context<'_>) -> Result<Option<Proposal>, Fault> {
        Ok(load(ctx, self.0.proposal).await?.map(Proposal))
    }
    /// What it will say.
    async fn choice(&self) -> VoteChoice {
        self.0.choice.into()
    }
    /// When it goes by itself.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}

/// Reading one's own votes.
#[derive(Default)]
pub struct VotingQueries;

#[Object]
impl VotingQueries {
    /// The viewer's ballot in a plan, empty before their first vote; null when there is no such plan. Fails with
    /// `auth.required` for a visitor.
    async fn my_ballot(&self, ctx: &Context<'_>, plan: ID) -> Result<Option<Ballot>, Fault> {
        let cx = ctx.cx()?;
        let ballot = app::voting::my_ballot(cx, id(&plan)?)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(ballot.map(Ballot))
    }

    /// Whether the vote of this receipt counts: to anybody who has the code. Null when there is none.
    async fn receipt(&self, ctx: &Context<'_>, code: ID) -> Result<Option<VoteReceipt>, Fault> {
        let cx = ctx.cx()?;
        let counted = app::voting::counts(cx, id(&code)?)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(counted.map(VoteReceipt))
    }

    /// The votes that wait under a token, at most 20. Empty when the token is of something else.
    async fn started_votes(&self, ctx: &Context<'_>, token: String) -> Result<Vec<StartedVote>, Fault> {
        let cx = ctx.cx()?;
        match app::voting::pending_votes(cx, &token).await {
            Ok(waiting) => Ok(waiting.into_iter().map(StartedVote).collect()),
            Err(app::Error::Refused(_)) => Ok(Vec::new()),
            Err(error) => Err(Fault::of(cx, &error)),
        }
    }
}

/// A vote as it counts now, or why nothing changed.
#[derive(SimpleObject)]
pub struct VotePayload {
    /// The proposal; null when it was refused.
    proposal: Option<Proposal>,
    /// The viewer's vote on it now; null when there is none, and when it was refused.
    vote: Option<Vote>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<Voted>) -> Result<VotePayload, Fault> {
    let (voted, problems) = outcome(cx, result)?;
    let (proposal, vote) = voted.map_or((None, None), |voted| (Some(voted.proposal), voted.vote));
    Ok(VotePayload {
        proposal: proposal.map(Proposal),
        vote: vote.map(Vote),
        problems,
    })
}

/// A vote that waits, or why it was not kept.
#[derive(SimpleObject)]
pub struct StartVotePayload {
    /// The proposal; null when it was refused.
    proposal: Option<Proposal>,
    /// Opens this vote and later ones to whoever holds it: given back once, unless a token was given. Keep it; it is
    /// stored nowhere else.
    token: Option<String>,
    /// When the vote goes by itself; null when it was refused.
    expires_at: Option<DateTime>,
    /// Why it was refused; empty when it was kept.
    problems: Vec<Problem>,
}

/// What became of the votes that waited.
#[derive(SimpleObject)]
pub struct FinishVotePayload {
    /// One for each vote, in the order of the proposals: its vote, or why it was not cast.
    votes: Vec<VotePayload>,
    /// Why none was tried; empty otherwise.
    problems: Vec<Problem>,
}

/// What was erased.
#[derive(SimpleObject)]
pub struct DropVotePayload {
    /// How many votes waited; null when it was refused.
    dropped: Option<u64>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Voting. A document has at most one of these that cast or take back.
#[derive(Default)]
pub struct VotingMutations;

#[Object]
impl VotingMutations {
    /// Votes on a proposal, in the place of an earlier vote on it; doing it twice changes nothing. It counts at once,
    /// and can be changed or taken back until the phase ends. A person has one opinion of a group: voting otherwise on
    /// one of its proposals changes their votes on the others. Voting does not follow. Codes: `AUTH_REQUIRED`,
    /// `PROPOSAL_NOT_FOUND`, `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`, `PROPOSAL_WRONG_STATE`, `PHASE_CLOSED`,
    /// `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`, `PERMISSION_DECLARED_LINK_REQUIRED`,
    /// `PERMISSION_CONFIRMED_LINK_REQUIRED`, `PERMISSION_TOO_YOUNG`, `PERMISSION_ROLE_REQUIRED`,
    /// `VOTING_LIMIT_REACHED`, `VOTING_WRONG_CHOICE`, `VOTING_ALREADY_USED`, `VOTING_ALREADY_VOTED`, `VOTING_ON_PAPER`,
    /// `VOTING_SEALED`.
    async fn cast_vote(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        choice: VoteChoice,
    ) -> Result<VotePayload, Fault> {
        let cx = ctx.cx()?;
        let command = CastVote {
            proposal: id(&proposal)?,
            choice: choice.into(),
        };
        payload(cx, app::voting::cast(cx, command).await)
    }

    /// Takes the viewer's vote on a proposal back, until the phase ends; doing it twice changes nothing.
    /// Codes: `AUTH_REQUIRED`, `PROPOSAL_NOT_FOUND`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`, `PLAN_VOTE_SUSPENDED`,
    /// `PERMISSION_ROLE_REQUIRED`, `VOTING_ON_PAPER`, `VOTING_SEALED`.
    async fn withdraw_vote(&self, ctx: &Context<'_>, proposal: ID) -> Result<VotePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::voting::withdraw(cx, id(&proposal)?).await)
    }

    /// Begins a vote without an account: it waits under a token, at most 30 days and 20 votes a token, and counts for
    /// nothing until `finishVote`. The `token` of drafts serves too. Codes: `PROPOSAL_NOT_FOUND`,
    /// `PROPOSAL_WITHDRAWN`, `PROPOSAL_NOT_SHOWN`, `PROPOSAL_WRONG_STATE`, `PHASE_CLOSED`, `PLAN_WRONG_STATE`,
    /// `PLAN_VOTE_SUSPENDED`, `VOTING_WRONG_CHOICE`, `VOTING_BAD_TOKEN`, `VOTING_TOO_MANY_PENDING`;
    /// `request.throttled` at the top level.
    async fn start_vote(
        &self,
        ctx: &Context<'_>,
        proposal: ID,
        choice: VoteChoice,
        token: Option<String>,
    ) -> Result<StartVotePayload, Fault> {
        let cx = ctx.cx()?;
        let started = match StartVote::parse(id(&proposal)?, choice.into(), token.as_deref()) {
            Ok(command) => app::voting::start_vote(cx, command).await,
            Err(error) => Err(error),
        };
        let (started, problems) = outcome(cx, started)?;
        let Some(started) = started else {
            return Ok(StartVotePayload {
                proposal: None,
                token: None,
                expires_at: None,
                problems,
            });
        };
        Ok(StartVotePayload {
            proposal: Some(Proposal(started.proposal)),
            token: started.token.map(|token| token.expose_secret().to_owned()),
            expires_at: Some(DateTime(started.expires_at)),
            problems,
        })
    }

    /// Casts what waits under a token, now that its author is signed in: each vote by itself, with the codes of
    /// `castVote`. What is refused is told and goes; what lacks only something that the viewer can still do, such as
    /// declaring a link, waits on. A vote that says something else is never replaced (`VOTING_ALREADY_VOTED`).
    /// Codes: `AUTH_REQUIRED`, `VOTING_BAD_TOKEN`, `VOTING_NOTHING_PENDING`.
    async fn finish_vote(&self, ctx: &Context<'_>, token: String) -> Result<FinishVotePayload, Fault> {
        let cx = ctx.cx()?;
        let (done, problems) = outcome(cx, app::voting::carry_out_pending(cx, &token).await)?;
        let votes = done.unwrap_or_default().into_iter();
        Ok(FinishVotePayload {
            votes: votes
                .map(|done| payload(cx, done.outcome))
                .collect::<Result<_, _>>()?,
            problems,
        })
    }

    /// Erases what waits under a token. Codes: `VOTING_BAD_TOKEN`.
    async fn drop_started_votes(&self, ctx: &Context<'_>, token: String) -> Result<DropVotePayload, Fault> {
        let cx = ctx.cx()?;
        let (dropped, problems) = outcome(cx, app::voting::drop_pending(cx, &token).await)?;
        Ok(DropVotePayload { dropped, problems })
    }
}
