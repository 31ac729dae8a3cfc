//! Declared and confirmed links, their proofs, and look-ups of identities.

use domain::{
    Timestamp,
    accounts::{AccountId, Link, LinkKind, Lookup, Proof, ProofMethod},
    plans::PlanId,
    text::Title,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{OnConflict, Query},
};

use crate::{
    Read, StoreError, Tx,
    rows::{identity_lookups, links, proofs},
};

/// The links of an account, oldest first.
pub async fn links(from: &impl Read, account: AccountId) -> Result<Vec<Link>, StoreError> {
    let rows = links::Entity::find()
        .filter(links_of(account))
        .order_by_asc(links::Column::DeclaredAt)
        .order_by_asc(links::Column::PlanId)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Link::try_from).collect()
}

/// The link of an account with a plan, locked until the transaction ends.
pub async fn lock_link(tx: &Tx, account: AccountId, plan: PlanId) -> Result<Option<Link>, StoreError> {
    let row = links::Entity::find_by_id((account, plan))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Link::try_from).transpose()
}

/// Keeps a link, in the place of the former one with this plan.
pub async fn save_link(tx: &Tx, link: &Link) -> Result<(), StoreError> {
    let Link {
        account,
        plan,
        kind,
        declared_at,
        confirmed_until,
        proof,
    } = link;
    let row = links::ActiveModel {
        account_id: Set(*account),
        plan_id: Set(*plan),
        kind: Set(kind.as_str().to_owned()),
        declared_at: Set(*declared_at),
        confirmed_until: Set(*confirmed_until),
        proof_id: Set(*proof),
    };
    let over = OnConflict::columns([links::Column::AccountId, links::Column::PlanId])
        .update_columns([
            links::Column::Kind,
            links::Column::DeclaredAt,
            links::Column::ConfirmedUntil,
            links::Column::ProofId,
        ])
        .to_owned();
    links::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Takes a link back. The proof that confirmed it stays until it has expired: it still serves this account alone.
pub async fn remove_link(tx: &Tx, account: AccountId, plan: PlanId) -> Result<(), StoreError> {
    links::Entity::delete_by_id((account, plan))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The proof of this fingerprint, locked until the transaction ends.
pub async fn lock_proof(
    tx: &Tx,
    method: ProofMethod,
    fingerprint: &[u8; 32],
) -> Result<Option<Proof>, StoreError> {
    let row = proofs::Entity::find()
        .filter(proofs::Column::Method.eq(method.as_str()))
        .filter(proofs::Column::Fingerprint.eq(fingerprint.to_vec()))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Proof::try_from).transpose()
}

/// Keeps a fresh proof; `Taken(Proof)` when its fingerprint serves already.
pub async fn insert_proof(tx: &Tx, proof: &Proof) -> Result<(), StoreError> {
    proof_row(proof).insert(tx.conn()).await?;
    Ok(())
}

/// Keeps what a second look at a proof changed.
pub async fn save_proof(tx: &Tx, proof: &Proof) -> Result<(), StoreError> {
    proof_row(proof).update(tx.conn()).await?;
    Ok(())
}

/// The proofs of an account, oldest first.
pub async fn proofs(from: &impl Read, account: AccountId) -> Result<Vec<Proof>, StoreError> {
    let rows = proofs::Entity::find()
        .filter(proofs::Column::AccountId.eq(account))
        .order_by_asc(proofs::Column::LookedAt)
        .order_by_asc(proofs::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Proof::try_from).collect()
}

/// The proof that confirms the link of an account with a plan, if it holds at `now`: a vote claims its fingerprint.
pub async fn confirming_proof(
    from: &impl Read,
    account: AccountId,
    plan: PlanId,
    now: Timestamp,
) -> Result<Option<Proof>, StoreError> {
    let link = links::Entity::find_by_id((account, plan))
        .filter(links::Column::ConfirmedUntil.gt(now))
        .one(&from.executor())
        .await?;
    let Some(proof) = link.and_then(|link| link.proof_id) else {
        return Ok(None);
    };
    let row = proofs::Entity::find_by_id(proof).one(&from.executor()).await?;
    row.map(Proof::try_from).transpose()
}

/// Forgets links, proofs and look-ups of an account: erasure.
pub async fn remove_links(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    links::Entity::delete_many()
        .filter(links_of(account))
        .exec(tx.conn())
        .await?;
    proofs::Entity::delete_many()
        .filter(proofs::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    identity_lookups::Entity::delete_many()
        .filter(identity_lookups::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets proofs that expired before this instant: retention. Links that they confirmed stay declared.
pub async fn forget_proofs(tx: &Tx, before: Timestamp) -> Result<(), StoreError> {
    let expired = Query::select()
        .column(proofs::Column::Id)
        .from(proofs::Entity)
        .cond_where(proofs::Column::ExpiresAt.lt(before))
        .to_owned();
    links::Entity::update_many()
        .set(links::ActiveModel {
            proof_id: Set(None),
            ..Default::default()
        })
        .filter(links::Column::ProofId.in_subquery(expired))
        .exec(tx.conn())
        .await?;
    proofs::Entity::delete_many()
        .filter(proofs::Column::ExpiresAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a look-up of an identity.
pub async fn insert_lookup(tx: &Tx, lookup: &Lookup) -> Result<(), StoreError> {
    let Lookup {
        id,
        account,
        by,
        what,
        reason,
        at,
    } = lookup;
    identity_lookups::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        by_account: Set(*by),
        what: Set(what.clone()),
        reason: Set(reason.as_str().to_owned()),
        at: Set(*at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The look-ups of an account's identity, newest first, at most 100.
pub async fn lookups(from: &impl Read, account: AccountId) -> Result<Vec<Lookup>, StoreError> {
    let rows = identity_lookups::Entity::find()
        .filter(identity_lookups::Column::AccountId.eq(account))
        .order_by_desc(identity_lookups::Column::At)
        .order_by_desc(identity_lookups::Column::Id)
        .limit(100)
        .all(&from.executor())
        .await?;
    let lookup = |row: identity_lookups::Model| {
        let identity_lookups::Model {
            id,
            account_id,
            by_account,
            what,
            reason,
            at,
        } = row;
        Lookup {
            id,
            account: account_id,
            by: by_account,
            what,
            reason: Title::from_history(&reason),
            at,
        }
    };
    Ok(rows.into_iter().map(lookup).collect())
}

fn links_of(account: AccountId) -> Condition {
    Condition::all().add(links::Column::AccountId.eq(account))
}

fn proof_row(proof: &Proof) -> proofs::ActiveModel {
    let Proof {
        id,
        account,
        method,
        fingerprint,
        issuer,
        looked_by,
        looked_at,
        expires_at,
    } = proof;
    proofs::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        method: Set(method.as_str().to_owned()),
        fingerprint: Set(fingerprint.to_vec()),
        issuer: Set(issuer.as_str().to_owned()),
        looked_by: Set(*looked_by),
        looked_at: Set(*looked_at),
        expires_at: Set(*expires_at),
    }
}

impl TryFrom<proofs::Model> for Proof {
    type Error = StoreError;

    fn try_from(row: proofs::Model) -> Result<Self, StoreError> {
        let proofs::Model {
            id,
            account_id,
            method,
            fingerprint,
            issuer,
            looked_by,
            looked_at,
            expires_at,
        } = row;
        Ok(Self {
            id,
            account: account_id,
            method: ProofMethod::parse(&method).ok_or_else(|| StoreError::corrupt(id, "unknown method"))?,
            fingerprint: <[u8; 32]>::try_from(fingerprint.as_slice())
                .map_err(|why| StoreError::corrupt(id, why))?,
            issuer: Title::from_history(&issuer),
            looked_by,
            looked_at,
            expires_at,
        })
    }
}

impl TryFrom<links::Model> for Link {
    type Error = StoreError;

    fn try_from(row: links::Model) -> Result<Self, StoreError> {
        let links::Model {
            account_id,
            plan_id,
            kind,
            declared_at,
            confirmed_until,
            proof_id,
        } = row;
        Ok(Self {
            account: account_id,
            plan: plan_id,
            kind: LinkKind::parse(&kind).ok_or_else(|| StoreError::corrupt(account_id, "unknown link"))?,
            declared_at,
            confirmed_until,
            proof: proof_id,
        })
    }
}
