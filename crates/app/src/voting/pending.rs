//! A vote begun before signing up: kept under a token, carried out by the ordinary use case afterwards.

use auth::token::{Token, TokenKind};
use domain::{
    Code, Denied, Timestamp,
    proposals::{Proposal, ProposalId},
    voting::{Choice, MAX_PENDING, PENDING_TERM, PendingVote, VotingRefusal, takes_votes},
};
use persistence::Tx;
use secrecy::SecretString;
use tracing::field::Empty;

use super::cast::{CastVote, Over, Voted, cast_in, told};
use crate::{
    Cx, Error, Result,
    error::OrNotFound,
    throttle::{self, What},
};

/// Begins a vote without an account.
#[derive(Debug)]
pub struct StartVote {
    proposal: ProposalId,
    choice: Choice,
    token: Option<Token>,
}

/// What waits, and the token that opens it when it was made for this.
#[derive(Debug)]
pub struct Started {
    /// The proposal.
    pub proposal: Proposal,
    /// When it goes by itself.
    pub expires_at: Timestamp,
    /// The text of the token, given back this once.
    pub token: Option<SecretString>,
}

impl StartVote {
    /// Reads the token, if one was given.
    pub fn parse(proposal: ProposalId, choice: Choice, given: Option<&str>) -> Result<Self> {
        Ok(Self {
            proposal,
            choice,
            token: given.map(token).transpose()?,
        })
    }
}

/// The token of drafts and votes without an account, as it was given.
fn token(given: &str) -> Result<Token> {
    Token::parse(given, TokenKind::Draft).map_err(|_malformed| VotingRefusal::BadToken.into())
}

/// Keeps a vote until its author signs up, 30 days at most; it counts for nothing before.
#[tracing::instrument(name = "voting.start", skip_all)]
pub async fn start_vote(cx: &Cx, command: StartVote) -> Result<Started> {
    let StartVote {
        proposal,
        choice,
        token,
    } = command;
    let subject = token.as_ref().map(Token::hash);
    throttle::pass(cx, What::Begin, subject.as_ref().map(<[u8; 32]>::as_slice)).await?;
    let fresh = token.is_none().then(|| Token::generate(TokenKind::Draft));
    let Some(hash) = token.as_ref().or(fresh.as_ref()).map(Token::hash) else {
        return Err(Denied::SignInRequired.into());
    };
    let (proposal, expires_at) = cx
        .write(|tx| async move { start_in(cx, &tx, (proposal, choice), hash).await })
        .await
        .map_err(unnamed)?;
    Ok(Started {
        proposal,
        expires_at,
        token: fresh.map(|token| token.text()),
    })
}

async fn start_in(
    cx: &Cx,
    tx: &Tx,
    (proposal, choice): (ProposalId, Choice),
    hash: [u8; 32],
) -> Result<(Proposal, Timestamp)> {
    let scope = cx.scope();
    let proposal = persistence::proposals::by_id(tx, &scope, proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::by_id(tx, &scope, proposal.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let now = cx.decided_at(tx).await?;
    takes_votes(&plan, &proposal, choice, now)?;
    let others = persistence::voting::pending_count(tx, &hash, proposal.id, now).await?;
    if others >= u64::from(MAX_PENDING) {
        return Err(VotingRefusal::TooManyPending { limit: MAX_PENDING }.into());
    }
    let pending = PendingVote {
        token: hash,
        proposal: proposal.id,
        choice,
        expires_at: day_of(now) + PENDING_TERM,
    };
    persistence::voting::insert_pending(tx, &pending).await?;
    Ok((proposal, pending.expires_at))
}

/// The end of the day: what waits tells no hour.
fn day_of(now: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400_000_000;
    Timestamp::from_micros((now.micros().div_euclid(DAY) + 1) * DAY)
}

/// A failure without the row that it is about.
fn unnamed(error: Error) -> Error {
    match error {
        Error::Store(persistence::StoreError::Corrupt { .. } | persistence::StoreError::Db(_)) => {
            Error::internal("a vote that waits could not be read or kept")
        }
        error => error,
    }
}

/// What waits under a token, in the order of the proposals.
pub async fn pending_votes(cx: &Cx, given: &str) -> Result<Vec<PendingVote>> {
    let token = token(given)?;
    Ok(persistence::voting::pending_of(cx.db(), &token.hash(), cx.now()).await?)
}

/// Erases what waits under a token; how many votes it was.
#[tracing::instrument(name = "voting.drop_pending", skip_all)]
pub async fn drop_pending(cx: &Cx, given: &str) -> Result<u64> {
    let hash = token(given)?.hash();
    cx.write(|tx| async move { Ok(persistence::voting::delete_pending(&tx, &hash, None).await?) })
        .await
}

/// What became of a vote that waited.
#[derive(Debug)]
pub struct CarriedOut {
    /// On which proposal.
    pub proposal: ProposalId,
    /// The vote, or why it was not cast.
    pub outcome: Result<Voted>,
}

/// Casts what waited under a token by the ordinary use case, each vote by itself, now that its author is signed in. A
/// vote that is refused is told and goes; one that lacks only what the person can still do, to declare a link for one,
/// waits on. Another vote on the same proposal is never replaced.
pub async fn carry_out_pending(cx: &Cx, given: &str) -> Result<Vec<CarriedOut>> {
    cx.actor.person()?;
    let done = carry_out_under(cx, &token(given)?).await?;
    if done.is_empty() {
        return Err(VotingRefusal::NothingPending.into());
    }
    Ok(done)
}

/// The same right after a sign-in, where nothing may wait.
pub(crate) async fn carry_out_under(cx: &Cx, token: &Token) -> Result<Vec<CarriedOut>> {
    let hash = token.hash();
    let waiting = persistence::voting::pending_of(cx.db(), &hash, cx.now())
        .await
        .map_err(|error| unnamed(error.into()))?;
    let mut done = Vec::new();
    for pending in waiting {
        let outcome = carry_out(cx, pending).await;
        if let Err(Error::Refused(_) | Error::NotFound(_)) = &outcome {
            cx.write(|tx| async move {
                Ok(persistence::voting::delete_pending(&tx, &hash, Some(pending.proposal)).await?)
            })
            .await?;
        }
        done.push(CarriedOut {
            proposal: pending.proposal,
            outcome,
        });
    }
    Ok(done)
}

#[tracing::instrument(name = "voting.cast", skip_all, fields(plan.id = Empty, code = Empty))]
async fn carry_out(cx: &Cx, pending: PendingVote) -> Result<Voted> {
    told(
        cx.write(|tx| async move { carry_out_in(cx, &tx, pending).await })
            .await,
    )
}

async fn carry_out_in(cx: &Cx, tx: &Tx, pending: PendingVote) -> Result<Voted> {
    let now = cx.decided_at(tx).await?;
    let PendingVote { token, proposal, .. } = pending;
    let locked = persistence::voting::lock_pending(tx, &token, proposal, now)
        .await?
        .ok_or(VotingRefusal::NothingPending)?;
    let command = CastVote {
        proposal,
        choice: locked.choice,
    };
    let voted = cast_in(cx, tx, command, Over::Same).await?;
    persistence::voting::delete_pending(tx, &token, Some(proposal)).await?;
    Ok(voted)
}
