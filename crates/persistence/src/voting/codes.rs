//! Codes of paper ballots by their hashes, the piles that they were printed in, and how many were handed out and counted.

use std::collections::HashMap;

use domain::{
    plans::PlanId,
    voting::{Pile, PileId, VoterKey},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{
    Read, StoreError, Tx,
    rows::{paper_votes, vote_codes, vote_piles},
};

const OPEN: &str = "open";
const USED: &str = "used";
const REVOKED: &str = "revoked";

/// The code of a paper ballot as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCode {
    /// Whose it is, where a person with an account asked for it.
    pub voter: Option<VoterKey>,
    /// Whether it can still be used.
    pub open: bool,
}

/// How many codes there are of each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Codes {
    /// Neither counted nor void.
    pub open: u64,
    /// Counted.
    pub used: u64,
    /// Made void.
    pub revoked: u64,
}

/// Keeps the codes of a pile.
pub async fn insert_codes(
    tx: &Tx,
    plan: PlanId,
    pile: PileId,
    hashes: impl IntoIterator<Item = [u8; 32]>,
) -> Result<(), StoreError> {
    let rows = hashes.into_iter().map(|hash| vote_codes::ActiveModel {
        plan_id: Set(plan),
        code_hash: Set(hash.to_vec()),
        pile_id: Set(pile.uuid()),
        voter_key: Set(None),
        state: Set(OPEN.to_owned()),
    });
    vote_codes::Entity::insert_many(rows)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a person's own code in the place of the one that they had and did not use; none takes it away.
pub async fn replace_code(
    tx: &Tx,
    plan: PlanId,
    voter: VoterKey,
    hash: Option<[u8; 32]>,
) -> Result<(), StoreError> {
    vote_codes::Entity::delete_many()
        .filter(vote_codes::Column::PlanId.eq(plan))
        .filter(vote_codes::Column::VoterKey.eq(voter.bytes().to_vec()))
        .filter(vote_codes::Column::State.eq(OPEN))
        .exec(tx.conn())
        .await?;
    let Some(hash) = hash else { return Ok(()) };
    let row = vote_codes::ActiveModel {
        plan_id: Set(plan),
        code_hash: Set(hash.to_vec()),
        pile_id: Set(Uuid::nil()),
        voter_key: Set(Some(voter.bytes().to_vec())),
        state: Set(OPEN.to_owned()),
    };
    vote_codes::Entity::insert(row)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The code of this hash.
pub async fn code(from: &impl Read, plan: PlanId, hash: [u8; 32]) -> Result<Option<StoredCode>, StoreError> {
    let row = vote_codes::Entity::find_by_id((plan, hash.to_vec()))
        .one(&from.executor())
        .await?;
    row.map(|row| {
        let voter = row
            .voter_key
            .map(|key| key.try_into().map(VoterKey::new))
            .transpose()
            .map_err(|_length| StoreError::corrupt("code", "voter key"))?;
        Ok(StoredCode {
            voter,
            open: row.state == OPEN,
        })
    })
    .transpose()
}

/// Whether a person has a code that they did not use.
pub async fn has_code(from: &impl Read, plan: PlanId, voter: VoterKey) -> Result<bool, StoreError> {
    let count = vote_codes::Entity::find()
        .filter(vote_codes::Column::PlanId.eq(plan))
        .filter(vote_codes::Column::VoterKey.eq(voter.bytes().to_vec()))
        .filter(vote_codes::Column::State.eq(OPEN))
        .count(&from.executor())
        .await?;
    Ok(count > 0)
}

/// Uses a code up; false when another was first, or it is void.
pub async fn use_code(tx: &Tx, plan: PlanId, hash: [u8; 32]) -> Result<bool, StoreError> {
    let used = vote_codes::Entity::update_many()
        .col_expr(vote_codes::Column::State, Expr::value(USED))
        .filter(vote_codes::Column::PlanId.eq(plan))
        .filter(vote_codes::Column::CodeHash.eq(hash.to_vec()))
        .filter(vote_codes::Column::State.eq(OPEN))
        .exec(tx.conn())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Makes the codes of a pile void that were not used; how many.
pub async fn revoke_codes(tx: &Tx, plan: PlanId, pile: PileId) -> Result<u64, StoreError> {
    let revoked = vote_codes::Entity::update_many()
        .col_expr(vote_codes::Column::State, Expr::value(REVOKED))
        .filter(vote_codes::Column::PlanId.eq(plan))
        .filter(vote_codes::Column::PileId.eq(pile.uuid()))
        .filter(vote_codes::Column::State.eq(OPEN))
        .exec(tx.conn())
        .await?;
    Ok(revoked.rows_affected)
}

/// Forgets the codes of a plan: nothing can be compared with them once its key is gone.
pub async fn forget_codes(tx: &Tx, plan: PlanId) -> Result<(), StoreError> {
    vote_codes::Entity::delete_many()
        .filter(vote_codes::Column::PlanId.eq(plan))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Adds a pile.
pub async fn insert_pile(tx: &Tx, pile: &Pile) -> Result<(), StoreError> {
    let Pile {
        id,
        plan,
        by,
        place,
        size,
        at,
    } = pile;
    let row = vote_piles::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        by_account: Set(*by),
        place: Set(place.clone()),
        size: Set(i32::try_from(*size).unwrap_or(i32::MAX)),
        at: Set(*at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The pile.
pub async fn pile(from: &impl Read, id: PileId) -> Result<Option<Pile>, StoreError> {
    let row = vote_piles::Entity::find_by_id(id).one(&from.executor()).await?;
    Ok(row.map(Pile::from))
}

/// The piles of a plan, oldest first, with how many of their codes are in which state.
pub async fn piles(from: &impl Read, plan: PlanId) -> Result<Vec<(Pile, Codes)>, StoreError> {
    let rows = vote_piles::Entity::find()
        .filter(vote_piles::Column::PlanId.eq(plan))
        .order_by_asc(vote_piles::Column::Id)
        .all(&from.executor())
        .await?;
    let counted: Vec<(Uuid, String, i64)> = vote_codes::Entity::find()
        .select_only()
        .column(vote_codes::Column::PileId)
        .column(vote_codes::Column::State)
        .column_as(vote_codes::Column::CodeHash.count(), "n")
        .filter(vote_codes::Column::PlanId.eq(plan))
        .group_by(vote_codes::Column::PileId)
        .group_by(vote_codes::Column::State)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let mut of: HashMap<Uuid, Codes> = HashMap::new();
    for (pile, state, count) in counted {
        let codes = of.entry(pile).or_default();
        let count = u64::try_from(count).unwrap_or_default();
        match state.as_str() {
            OPEN => codes.open = count,
            USED => codes.used = count,
            REVOKED => codes.revoked = count,
            _ => return Err(StoreError::corrupt("code", "state")),
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let codes = of.remove(&row.id.uuid()).unwrap_or_default();
            (Pile::from(row), codes)
        })
        .collect())
}

/// Notes that one more ballot was handed out.
pub async fn hand_out(tx: &Tx, plan: PlanId) -> Result<(), StoreError> {
    let row = paper_votes::ActiveModel {
        plan_id: Set(plan),
        handed_out: Set(1),
        counted: Set(0),
    };
    let more = Expr::col((paper_votes::Entity, paper_votes::Column::HandedOut)).add(1);
    let onto = OnConflict::column(paper_votes::Column::PlanId)
        .value(paper_votes::Column::HandedOut, more)
        .to_owned();
    paper_votes::Entity::insert(row)
        .on_conflict(onto)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Notes that one more ballot of the piles was counted; false where as many are as were handed out.
pub async fn count_paper(tx: &Tx, plan: PlanId) -> Result<bool, StoreError> {
    let counted = paper_votes::Entity::update_many()
        .col_expr(
            paper_votes::Column::Counted,
            Expr::col(paper_votes::Column::Counted).add(1),
        )
        .filter(paper_votes::Column::PlanId.eq(plan))
        .filter(Expr::col(paper_votes::Column::Counted).lt(Expr::col(paper_votes::Column::HandedOut)))
        .exec(tx.conn())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// How many ballots of a plan's piles were handed out, and how many are counted.
pub async fn paper_counts(from: &impl Read, plan: PlanId) -> Result<(u64, u64), StoreError> {
    let row = paper_votes::Entity::find_by_id(plan)
        .one(&from.executor())
        .await?;
    let number = |count: i32| u64::try_from(count).unwrap_or_default();
    Ok(row.map_or((0, 0), |row| (number(row.handed_out), number(row.counted))))
}

impl From<vote_piles::Model> for Pile {
    fn from(row: vote_piles::Model) -> Self {
        let vote_piles::Model {
            id,
            plan_id,
            by_account,
            place,
            size,
            at,
        } = row;
        Self {
            id,
            plan: plan_id,
            by: by_account,
            place,
            size: u32::try_from(size).unwrap_or_default(),
            at,
        }
    }
}
