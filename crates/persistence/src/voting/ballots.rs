//! Ballots, the votes on them, and claims.

use domain::{
    Page, PageRequest,
    plans::{PlanId, Requirement},
    proposals::ProposalId,
    voting::{Choice, Held, Means, ReceiptId, Step, Vote, VoterKey},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::totals::{add_deltas, means_of, means_word};
use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans,
    rows::{ballots, proposals, vote_claims, votes},
};

/// Locks a person's ballot in a plan until the transaction ends, made where there is none; whether it was made, and how
/// it was cast.
pub async fn lock_ballot(tx: &Tx, plan: PlanId, voter: VoterKey) -> Result<(bool, Means), StoreError> {
    let row = ballots::ActiveModel {
        plan_id: Set(plan),
        voter_key: Set(voter.bytes().to_vec()),
        link: Set(means_word(Means::Link(Requirement::Account)).to_owned()),
    };
    let key = [ballots::Column::PlanId, ballots::Column::VoterKey];
    let made = ballots::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    let row = ballots::Entity::find_by_id((plan, voter.bytes().to_vec()))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    let row = row.ok_or_else(|| StoreError::corrupt("ballot", "row"))?;
    Ok((made == 1, means_of(&row.link)?))
}

/// How the ballots of these voters were cast, where they have one.
pub async fn means_of_ballots(
    from: &impl Read,
    voters: &[(PlanId, VoterKey)],
) -> Result<Vec<(PlanId, Means)>, StoreError> {
    let mut found = Vec::new();
    for (plan, voter) in voters {
        let row = ballots::Entity::find_by_id((*plan, voter.bytes().to_vec()))
            .one(&from.executor())
            .await?;
        if let Some(row) = row {
            found.push((*plan, means_of(&row.link)?));
        }
    }
    Ok(found)
}

/// Notes how the votes of a ballot are cast.
pub async fn set_means(tx: &Tx, plan: PlanId, voter: VoterKey, means: Means) -> Result<(), StoreError> {
    ballots::Entity::update_many()
        .col_expr(ballots::Column::Link, Expr::value(means_word(means)))
        .filter(ballots::Column::PlanId.eq(plan))
        .filter(ballots::Column::VoterKey.eq(voter.bytes().to_vec()))
        .filter(ballots::Column::Link.ne(means_word(means)))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// In which of these plans these voters have a ballot.
pub async fn ballots_of(
    from: &impl Read,
    voters: &[(PlanId, VoterKey)],
) -> Result<Vec<(PlanId, VoterKey)>, StoreError> {
    if voters.is_empty() {
        return Ok(Vec::new());
    }
    let mut any = Condition::any();
    for (plan, voter) in voters {
        let one = Condition::all()
            .add(ballots::Column::PlanId.eq(*plan))
            .add(ballots::Column::VoterKey.eq(voter.bytes().to_vec()));
        any = any.add(one);
    }
    let rows = ballots::Entity::find()
        .filter(any)
        .order_by_asc(ballots::Column::PlanId)
        .all(&from.executor())
        .await?;
    let there: Vec<_> = rows.into_iter().map(|row| row.plan_id).collect();
    Ok(voters
        .iter()
        .filter(|(plan, _)| there.contains(plan))
        .copied()
        .collect())
}

/// Every vote on a ballot, with the group that each proposal belongs to now.
pub async fn held(from: &impl Read, plan: PlanId, voter: VoterKey) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<(ProposalId, String, ReceiptId)> = cast_by(plan, voter)
        .select_only()
        .column(votes::Column::ProposalId)
        .column(votes::Column::Choice)
        .column(votes::Column::Receipt)
        .order_by_asc(votes::Column::ProposalId)
        .into_tuple()
        .all(&from.executor())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let these = cast_by(plan, voter)
        .select_only()
        .column(votes::Column::ProposalId);
    let merged: Vec<(ProposalId, Option<ProposalId>)> = proposals::Entity::find()
        .select_only()
        .column(proposals::Column::Id)
        .column(proposals::Column::MergedInto)
        .filter(proposals::Column::MergedInto.is_not_null())
        .filter(proposals::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(these)))
        .into_tuple()
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .map(|(proposal, choice, receipt)| {
            let leader = merged.iter().find(|(id, _)| *id == proposal);
            Ok(Held {
                vote: Vote {
                    proposal,
                    choice: choice_of(&choice)?,
                    receipt,
                },
                group: leader.and_then(|(_, leader)| *leader).unwrap_or(proposal),
            })
        })
        .collect()
}

fn cast_by(plan: PlanId, voter: VoterKey) -> sea_orm::Select<votes::Entity> {
    votes::Entity::find()
        .filter(votes::Column::PlanId.eq(plan))
        .filter(votes::Column::VoterKey.eq(voter.bytes().to_vec()))
}

/// A choice as it is stored. What cannot be read is reported without the row: it is a vote's.
pub(super) fn choice_of(word: &str) -> Result<Choice, StoreError> {
    Choice::parse(word).ok_or_else(|| StoreError::corrupt("vote", "choice"))
}

/// The votes that these voters cast on these proposals.
pub async fn on(
    from: &impl Read,
    voters: &[(PlanId, VoterKey)],
    these: &[ProposalId],
) -> Result<Vec<Vote>, StoreError> {
    if voters.is_empty() {
        return Ok(Vec::new());
    }
    let mut any = Condition::any();
    for (plan, voter) in voters {
        let one = Condition::all()
            .add(votes::Column::PlanId.eq(*plan))
            .add(votes::Column::VoterKey.eq(voter.bytes().to_vec()));
        any = any.add(one);
    }
    let rows = votes::Entity::find()
        .filter(any)
        .filter(votes::Column::ProposalId.is_in(these.iter().copied()))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Vote::try_from).collect()
}

/// The votes on a ballot, in the order of their proposals.
pub async fn list(
    from: &impl Read,
    plan: PlanId,
    voter: VoterKey,
    request: &PageRequest,
) -> Result<Page<Vote>, StoreError> {
    let by_proposal = Keyset {
        name: "ballot",
        columns: vec![(
            votes::Column::ProposalId.into_simple_expr(),
            Order::Asc,
            Tells::Id(|row: &votes::Model| row.proposal_id.uuid()),
        )],
    };
    let select = cast_by(plan, voter);
    plans::try_map(page(from, select, &by_proposal, &(plan, voter), request).await?)
}

/// Writes what a decision does to a ballot that is locked, and what it does to totals.
pub async fn take_steps(
    tx: &Tx,
    plan: PlanId,
    voter: VoterKey,
    steps: &[Step],
    mut fresh: impl FnMut() -> Uuid,
) -> Result<(), StoreError> {
    let mut deltas = Vec::new();
    for step in steps {
        let this = |vote: &Vote| {
            Condition::all()
                .add(votes::Column::PlanId.eq(plan))
                .add(votes::Column::VoterKey.eq(voter.bytes().to_vec()))
                .add(votes::Column::ProposalId.eq(vote.proposal))
        };
        match step {
            Step::Add(vote) => {
                let row = votes::ActiveModel {
                    plan_id: Set(plan),
                    voter_key: Set(voter.bytes().to_vec()),
                    proposal_id: Set(vote.proposal),
                    choice: Set(vote.choice.as_str().to_owned()),
                    receipt: Set(vote.receipt),
                };
                votes::Entity::insert(row)
                    .exec_without_returning(tx.conn())
                    .await?;
            }
            Step::Change { vote, from: _ } => {
                votes::Entity::update_many()
                    .col_expr(votes::Column::Choice, Expr::value(vote.choice.as_str()))
                    .filter(this(vote))
                    .exec(tx.conn())
                    .await?;
            }
            Step::Remove(vote) => {
                votes::Entity::delete_many()
                    .filter(this(vote))
                    .exec(tx.conn())
                    .await?;
            }
        }
        deltas.extend(step.deltas().into_iter().map(|delta| (fresh(), delta)));
    }
    add_deltas(tx, deltas).await
}

/// Claims an address or a proof for a voter; false when it is another's already.
pub async fn claim(tx: &Tx, plan: PlanId, voter: VoterKey, claim: [u8; 32]) -> Result<bool, StoreError> {
    let row = vote_claims::ActiveModel {
        plan_id: Set(plan),
        claim: Set(claim.to_vec()),
        voter_key: Set(voter.bytes().to_vec()),
    };
    let key = [vote_claims::Column::PlanId, vote_claims::Column::Claim];
    let claimed = vote_claims::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    if claimed == 1 {
        return Ok(true);
    }
    let there = vote_claims::Entity::find_by_id((plan, claim.to_vec()))
        .one(tx.conn())
        .await?;
    Ok(there.is_some_and(|row| row.voter_key == voter.bytes()))
}

/// Forgets the claims of a plan: nothing can be compared with them once its key is gone.
pub async fn forget_claims(tx: &Tx, plan: PlanId) -> Result<(), StoreError> {
    vote_claims::Entity::delete_many()
        .filter(vote_claims::Column::PlanId.eq(plan))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The plan in which the vote of this receipt counts, if it does.
pub async fn counts(from: &impl Read, receipt: ReceiptId) -> Result<Option<PlanId>, StoreError> {
    let plan = votes::Entity::find()
        .select_only()
        .column(votes::Column::PlanId)
        .filter(votes::Column::Receipt.eq(receipt))
        .into_tuple()
        .one(&from.executor())
        .await?;
    Ok(plan)
}

impl TryFrom<votes::Model> for Vote {
    type Error = StoreError;

    fn try_from(row: votes::Model) -> Result<Self, StoreError> {
        let votes::Model {
            plan_id: _,
            voter_key: _,
            proposal_id,
            choice,
            receipt,
        } = row;
        Ok(Self {
            proposal: proposal_id,
            choice: choice_of(&choice)?,
            receipt,
        })
    }
}
