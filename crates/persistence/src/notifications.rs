//! Notifications, how soon people want to hear of them, and addresses that refuse mail.

use std::collections::HashMap;

use domain::{
    Page, PageRequest, Scope, Timestamp,
    accounts::AccountId,
    event::Subject,
    notifications::{Bounces, Mailing, Notification, NotificationId, NotificationKind, Paces},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, IntoSimpleExpr, Order, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
    sea_query::{Expr, OnConflict, Query},
};

use crate::{
    Read, StoreError, Tx,
    batches::LIST,
    cursor::{Keyset, Tells, page},
    rows::{accounts, mail_bounces, notification_settings, notifications, service_accounts},
};

/// What a reader sees of notifications: their own.
fn visible(scope: &Scope) -> Condition {
    match (scope.is_system(), scope.viewer) {
        (true, _) => Condition::all(),
        (false, Some(viewer)) => Condition::all().add(notifications::Column::AccountId.eq(viewer)),
        // Whoever is nobody has none: an id is never null.
        (false, None) => Condition::all().add(notifications::Column::Id.is_null()),
    }
}

/// Those among these accounts that can be told anything, with what they chose: people who were not erased, in the order
/// of their ids. At most 1,000 at once.
pub async fn recipients(
    from: &impl Read,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, Paces)>, StoreError> {
    let programs = Query::select()
        .column(service_accounts::Column::AccountId)
        .from(service_accounts::Entity)
        .to_owned();
    let people: Vec<AccountId> = accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::Id.is_in(accounts.iter().copied()))
        .filter(accounts::Column::ErasedAt.is_null())
        .filter(accounts::Column::Id.not_in_subquery(programs))
        .order_by_asc(accounts::Column::Id)
        .into_tuple()
        .all(&from.executor())
        .await?;
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = notification_settings::Entity::find()
        .filter(notification_settings::Column::AccountId.is_in(people.iter().copied()))
        .all(&from.executor())
        .await?;
    let mut chosen: HashMap<AccountId, Paces> = HashMap::new();
    for row in rows {
        chosen.insert(row.account_id, read_paces(&row)?);
    }
    let with_paces = |account| (account, chosen.remove(&account).unwrap_or_default());
    Ok(people.into_iter().map(with_paces).collect())
}

/// Adds notifications, at most 1,000 at once; those whose recipient was told of this cause before are left out. Returns
/// the ids of those that were added.
pub async fn insert(tx: &Tx, new: &[Notification]) -> Result<Vec<NotificationId>, StoreError> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let cause = [
        notifications::Column::AccountId,
        notifications::Column::Kind,
        notifications::Column::CauseId,
        notifications::Column::CauseVersion,
    ];
    notifications::Entity::insert_many(new.iter().map(row))
        .on_conflict(OnConflict::columns(cause).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(notifications::Entity::find()
        .select_only()
        .column(notifications::Column::Id)
        .filter(notifications::Column::Id.is_in(new.iter().map(|new| new.id)))
        .into_tuple()
        .all(tx.conn())
        .await?)
}

/// The notification, if the reader sees it.
pub async fn by_id(
    from: &impl Read,
    scope: &Scope,
    id: NotificationId,
) -> Result<Option<Notification>, StoreError> {
    let row = notifications::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Notification::try_from).transpose()
}

/// What the reader was told of, newest first.
pub async fn list(
    from: &impl Read,
    scope: &Scope,
    unread_only: bool,
    request: &PageRequest,
) -> Result<Page<Notification>, StoreError> {
    let newest = Keyset {
        name: "notifications",
        columns: vec![
            (
                notifications::Column::At.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &notifications::Model| row.at.micros()),
            ),
            (
                notifications::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &notifications::Model| row.id.uuid()),
            ),
        ],
    };
    let mut select = notifications::Entity::find().filter(visible(scope));
    if unread_only {
        select = select.filter(notifications::Column::ReadAt.is_null());
    }
    let filter = (scope.viewer, unread_only);
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = page(from, select, &newest, &filter, request).await?;
    let items = items
        .into_iter()
        .map(|(cursor, row)| Ok((cursor, Notification::try_from(row)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Page {
        items,
        has_next,
        has_previous,
        total,
    })
}

/// How many notifications the reader has not read.
pub async fn unread_count(from: &impl Read, scope: &Scope) -> Result<u64, StoreError> {
    let unread = notifications::Entity::find()
        .filter(visible(scope))
        .filter(notifications::Column::ReadAt.is_null());
    Ok(unread.count(&from.executor()).await?)
}

/// Notes that the reader has read these, or everything; how many they had not read before.
pub async fn mark_read(
    tx: &Tx,
    scope: &Scope,
    only: Option<&[NotificationId]>,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let mut unread = notifications::Entity::update_many()
        .col_expr(notifications::Column::ReadAt, Expr::value(at))
        .filter(visible(scope))
        .filter(notifications::Column::ReadAt.is_null());
    if let Some(ids) = only {
        unread = unread.filter(notifications::Column::Id.is_in(ids.iter().copied()));
    }
    Ok(unread.exec(tx.conn()).await?.rows_affected)
}

/// What waits to be mailed to an account, newest first, at most 1,000.
pub async fn waiting(from: &impl Read, account: AccountId) -> Result<Vec<Notification>, StoreError> {
    let rows = notifications::Entity::find()
        .filter(notifications::Column::AccountId.eq(account))
        .filter(notifications::Column::Mail.eq(Mailing::Waiting.as_str()))
        .order_by_desc(notifications::Column::At)
        .order_by_desc(notifications::Column::Id)
        .limit(LIST as u64)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Notification::try_from).collect()
}

/// Whether a later state of the same cause was told to the same person.
pub async fn is_overtaken(from: &impl Read, told: &Notification) -> Result<bool, StoreError> {
    let later = notifications::Entity::find()
        .filter(notifications::Column::AccountId.eq(told.account))
        .filter(notifications::Column::Kind.eq(told.kind.as_str()))
        .filter(notifications::Column::CauseId.eq(told.cause.id))
        .filter(notifications::Column::CauseVersion.gt(told.cause_version))
        .limit(1);
    Ok(later.one(&from.executor()).await?.is_some())
}

/// Notes whether a mail told these, for those that still wait; at most 1,000 at once.
pub async fn settle(tx: &Tx, ids: &[NotificationId], mail: Mailing) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    notifications::Entity::update_many()
        .col_expr(notifications::Column::Mail, Expr::value(mail.as_str()))
        .filter(notifications::Column::Id.is_in(ids.iter().copied()))
        .filter(notifications::Column::Mail.eq(Mailing::Waiting.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what happened before this instant: retention.
pub async fn forget(tx: &Tx, before: Timestamp) -> Result<(), StoreError> {
    notifications::Entity::delete_many()
        .filter(notifications::Column::At.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what an account was told, what it chose, and what its address refused.
pub async fn delete_all_of(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    notifications::Entity::delete_many()
        .filter(notifications::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    notification_settings::Entity::delete_many()
        .filter(notification_settings::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    clear_bounces(tx, account).await
}

/// What an account chose.
pub async fn paces(from: &impl Read, account: AccountId) -> Result<Paces, StoreError> {
    let row = notification_settings::Entity::find_by_id(account)
        .one(&from.executor())
        .await?;
    row.as_ref().map_or_else(|| Ok(Paces::default()), read_paces)
}

/// Keeps what an account chose. Its row of `accounts` is locked by the caller.
pub async fn save_paces(tx: &Tx, account: AccountId, paces: &Paces, at: Timestamp) -> Result<(), StoreError> {
    let row = notification_settings::ActiveModel {
        account_id: Set(account),
        paces: Set(serde_json::to_string(paces).map_err(|error| StoreError::corrupt(account, error))?),
        changed_at: Set(at),
    };
    let over = OnConflict::column(notification_settings::Column::AccountId)
        .update_columns([
            notification_settings::Column::Paces,
            notification_settings::Column::ChangedAt,
        ])
        .to_owned();
    notification_settings::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What is known of the present address of an account, if it ever refused mail for good.
pub async fn bounces(from: &impl Read, account: AccountId) -> Result<Option<Bounces>, StoreError> {
    let row = mail_bounces::Entity::find_by_id(account)
        .one(&from.executor())
        .await?;
    Ok(row.map(|row| {
        let mail_bounces::Model {
            account_id: _,
            refusals,
            last_code,
            at,
        } = row;
        Bounces {
            count: refusals,
            last_code,
            at,
        }
    }))
}

/// Counts one more permanent refusal of the address of an account.
pub async fn count_bounce(tx: &Tx, account: AccountId, code: &str, at: Timestamp) -> Result<(), StoreError> {
    let row = mail_bounces::ActiveModel {
        account_id: Set(account),
        refusals: Set(1),
        last_code: Set(code.to_owned()),
        at: Set(at),
    };
    let over = OnConflict::column(mail_bounces::Column::AccountId)
        .value(
            mail_bounces::Column::Refusals,
            Expr::col((mail_bounces::Entity, mail_bounces::Column::Refusals)).add(1),
        )
        .update_columns([mail_bounces::Column::LastCode, mail_bounces::Column::At])
        .to_owned();
    mail_bounces::Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Forgets what the address of an account refused: it is another one now, or somebody read a code there.
pub async fn clear_bounces(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    mail_bounces::Entity::delete_many()
        .filter(mail_bounces::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn read_paces(row: &notification_settings::Model) -> Result<Paces, StoreError> {
    serde_json::from_str(&row.paces).map_err(|error| StoreError::corrupt(row.account_id, error))
}

fn row(notification: &Notification) -> notifications::ActiveModel {
    let Notification {
        id,
        account,
        kind,
        plan,
        subject,
        cause,
        cause_version,
        at,
        read_at,
        mail,
    } = notification;
    notifications::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        kind: Set(kind.as_str().to_owned()),
        plan_id: Set(*plan),
        subject_kind: Set(subject.kind.clone()),
        subject_id: Set(subject.id),
        cause_kind: Set(cause.kind.clone()),
        cause_id: Set(cause.id),
        cause_version: Set(*cause_version),
        at: Set(*at),
        read_at: Set(*read_at),
        mail: Set(mail.as_str().to_owned()),
    }
}

impl TryFrom<notifications::Model> for Notification {
    type Error = StoreError;

    fn try_from(row: notifications::Model) -> Result<Self, StoreError> {
        let notifications::Model {
            id,
            account_id,
            kind,
            plan_id,
            subject_kind,
            subject_id,
            cause_kind,
            cause_id,
            cause_version,
            at,
            read_at,
            mail,
        } = row;
        Ok(Self {
            id,
            account: account_id,
            kind: NotificationKind::parse(&kind)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("kind {kind}")))?,
            plan: plan_id,
            subject: Subject {
                kind: subject_kind,
                id: subject_id,
            },
            cause: Subject {
                kind: cause_kind,
                id: cause_id,
            },
            cause_version,
            at,
            read_at,
            mail: Mailing::parse(&mail)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("mail {mail}")))?,
        })
    }
}
