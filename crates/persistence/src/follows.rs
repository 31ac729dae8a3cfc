//! Who follows what.

use domain::{Timestamp, accounts::AccountId, follows::Followed};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, sea_query::OnConflict,
};

use crate::{Read, StoreError, Tx, rows::follows};

/// Follows; doing it twice keeps the first date.
pub async fn insert(
    tx: &Tx,
    account: AccountId,
    followed: Followed,
    at: Timestamp,
) -> Result<(), StoreError> {
    let key = [
        follows::Column::AccountId,
        follows::Column::SubjectKind,
        follows::Column::SubjectId,
    ];
    let row = follows::ActiveModel {
        account_id: Set(account),
        subject_kind: Set(followed.kind().to_owned()),
        subject_id: Set(followed.uuid()),
        since: Set(at),
    };
    follows::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Follows no more.
pub async fn delete(tx: &Tx, account: AccountId, followed: Followed) -> Result<(), StoreError> {
    follows::Entity::delete_many()
        .filter(of(account))
        .filter(about(followed))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Which of these the account follows.
pub async fn among(
    from: &impl Read,
    account: AccountId,
    these: &[Followed],
) -> Result<Vec<Followed>, StoreError> {
    let rows = follows::Entity::find()
        .filter(of(account))
        .filter(follows::Column::SubjectId.is_in(these.iter().map(|followed| followed.uuid())))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Followed::of(&row.subject_kind, row.subject_id))
        .collect())
}

/// At most `limit` followers, in the order of their ids, after this one: for reactions that tell them.
pub async fn followers_of(
    from: &impl Read,
    followed: Followed,
    after: Option<AccountId>,
    limit: u64,
) -> Result<Vec<AccountId>, StoreError> {
    let mut select = follows::Entity::find()
        .select_only()
        .column(follows::Column::AccountId)
        .filter(about(followed));
    if let Some(after) = after {
        select = select.filter(follows::Column::AccountId.gt(after));
    }
    Ok(select
        .order_by_asc(follows::Column::AccountId)
        .limit(limit)
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// Everything that an account follows, for its download, newest last.
pub async fn all_of(from: &impl Read, account: AccountId) -> Result<Vec<(Followed, Timestamp)>, StoreError> {
    let rows = follows::Entity::find()
        .filter(of(account))
        .order_by_asc(follows::Column::Since)
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((Followed::of(&row.subject_kind, row.subject_id)?, row.since)))
        .collect())
}

/// Forgets everything that an account follows.
pub async fn delete_all_of(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    follows::Entity::delete_many()
        .filter(of(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn of(account: AccountId) -> Condition {
    Condition::all().add(follows::Column::AccountId.eq(account))
}

fn about(followed: Followed) -> Condition {
    Condition::all()
        .add(follows::Column::SubjectKind.eq(followed.kind()))
        .add(follows::Column::SubjectId.eq(followed.uuid()))
}
