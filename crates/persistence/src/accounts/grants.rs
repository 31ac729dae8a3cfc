//! Roles in a scope, as they were given and as they hold.

use domain::{
    Page, PageRequest, Timestamp,
    accounts::{AccountId, Grant, GrantId, Granted, Role},
    plans::PlanId,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use uuid::Uuid;

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::grants,
};

/// The roles of an account that are in force.
pub async fn grants_of(from: &impl Read, id: AccountId, now: Timestamp) -> Result<Vec<Grant>, StoreError> {
    let rows = grants::Entity::find()
        .filter(granted_to(id))
        .filter(in_force(now))
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::parse(&row.role).ok_or_else(|| StoreError::corrupt(row.id, "unknown role"))?;
            Ok(Grant {
                role,
                plan: row.plan_id,
            })
        })
        .collect()
}

/// The roles of these accounts that are in force, in the order in which they were given.
pub(super) async fn granted_among(
    from: &impl Read,
    accounts: &[AccountId],
    now: Timestamp,
) -> Result<Vec<Granted>, StoreError> {
    let rows = grants::Entity::find()
        .filter(grants::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(in_force(now))
        .order_by_asc(grants::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Granted::try_from).collect()
}

/// Gives a role, for ever or until an instant.
pub async fn grant(
    tx: &Tx,
    id: Uuid,
    account: AccountId,
    grant: Grant,
    by: Option<AccountId>,
    at: Timestamp,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    grants::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        role: Set(grant.role.as_str().to_owned()),
        plan_id: Set(grant.plan),
        given_by: Set(by),
        given_at: Set(at),
        until: Set(until),
        ended_by: Set(None),
        ended_at: Set(None),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// A grant, locked until the transaction ends.
pub async fn lock_grant(tx: &Tx, id: GrantId) -> Result<Option<Granted>, StoreError> {
    let row = grants::Entity::find_by_id(id.uuid())
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Granted::try_from).transpose()
}

/// Ends a grant.
pub async fn end_grant(tx: &Tx, id: GrantId, by: Option<AccountId>, at: Timestamp) -> Result<(), StoreError> {
    let ended = grants::ActiveModel {
        ended_by: Set(by),
        ended_at: Set(Some(at)),
        ..Default::default()
    };
    grants::Entity::update_many()
        .set(ended)
        .filter(grants::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Every grant that an account ever had, oldest first.
pub async fn granted(from: &impl Read, account: AccountId) -> Result<Vec<Granted>, StoreError> {
    let rows = grants::Entity::find()
        .filter(granted_to(account))
        .order_by_asc(grants::Column::GivenAt)
        .order_by_asc(grants::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Granted::try_from).collect()
}

/// The site's admins whose grant is in force, locked until the transaction ends.
pub async fn lock_admins(tx: &Tx, now: Timestamp) -> Result<Vec<Granted>, StoreError> {
    let rows = grants::Entity::find()
        .filter(grants::Column::Role.eq(Role::Admin.as_str()))
        .filter(grants::Column::PlanId.is_null())
        .filter(in_force(now))
        .order_by_asc(grants::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Granted::try_from).collect()
}

fn in_force(now: Timestamp) -> Condition {
    Condition::all().add(grants::Column::EndedAt.is_null()).add(
        Condition::any()
            .add(grants::Column::Until.is_null())
            .add(grants::Column::Until.gt(now)),
    )
}

impl TryFrom<grants::Model> for Granted {
    type Error = StoreError;

    fn try_from(row: grants::Model) -> Result<Self, StoreError> {
        let grants::Model {
            id,
            account_id,
            role,
            plan_id,
            given_by,
            given_at,
            until,
            ended_by: _,
            ended_at,
        } = row;
        let role = Role::parse(&role).ok_or_else(|| StoreError::corrupt(id, "unknown role"))?;
        Ok(Self {
            id: GrantId::new(id),
            account: account_id,
            grant: Grant { role, plan: plan_id },
            given_by,
            given_at,
            until,
            ended_at,
        })
    }
}

fn granted_to(id: AccountId) -> Condition {
    Condition::all().add(grants::Column::AccountId.eq(id))
}

/// Which grants of a list are wanted; every filter left empty lets all pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GrantFilter {
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this role.
    pub role: Option<Role>,
    /// In this plan: grants for the whole site are not among them.
    pub plan: Option<PlanId>,
    /// Whether those that were ended, or whose time is over, are wanted too.
    pub ended: bool,
}

/// Grants, the latest given first.
pub async fn list_grants(
    from: &impl Read,
    filter: &GrantFilter,
    now: Timestamp,
    request: &PageRequest,
) -> Result<Page<Granted>, StoreError> {
    let GrantFilter {
        account,
        role,
        plan,
        ended,
    } = filter;
    let mut wanted = Condition::all();
    if let Some(account) = account {
        wanted = wanted.add(granted_to(*account));
    }
    if let Some(role) = role {
        wanted = wanted.add(grants::Column::Role.eq(role.as_str()));
    }
    if let Some(plan) = plan {
        wanted = wanted.add(grants::Column::PlanId.eq(*plan));
    }
    if !ended {
        wanted = wanted.add(in_force(now));
    }
    let newest = Keyset {
        name: "newest",
        columns: vec![
            (
                grants::Column::GivenAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &grants::Model| row.given_at.micros()),
            ),
            (
                grants::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &grants::Model| row.id),
            ),
        ],
    };
    let select = grants::Entity::find().filter(wanted);
    try_map(page(from, select, &newest, filter, request).await?)
}

/// The grants of an account that are in force, locked until the transaction ends.
pub async fn lock_granted(tx: &Tx, account: AccountId, now: Timestamp) -> Result<Vec<Granted>, StoreError> {
    let rows = grants::Entity::find()
        .filter(granted_to(account))
        .filter(in_force(now))
        .order_by_asc(grants::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(Granted::try_from).collect()
}

/// Ends every grant of an account that is in force: erasure, and the end of a service account.
pub async fn end_grants(
    tx: &Tx,
    account: AccountId,
    by: Option<AccountId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let ended = grants::ActiveModel {
        ended_by: Set(by),
        ended_at: Set(Some(at)),
        ..Default::default()
    };
    grants::Entity::update_many()
        .set(ended)
        .filter(granted_to(account))
        .filter(in_force(at))
        .exec(tx.conn())
        .await?;
    Ok(())
}
