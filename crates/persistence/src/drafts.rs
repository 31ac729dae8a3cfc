//! Drafts: every function asks who holds them.

use domain::{
    Language, Page, PageRequest, Timestamp,
    accounts::AccountId,
    drafts::{Draft, DraftId, Holder},
    text::Body,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QueryOrder,
    QuerySelect, Set, sea_query::OnConflict,
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans,
    proposals::{place_columns, place_of},
    rows::proposal_drafts,
};

/// What these holders have that has not expired.
fn held_by(holders: &[Holder], now: Timestamp) -> Condition {
    let mut held = Condition::any();
    for holder in holders {
        held = held.add(match holder {
            Holder::Account(account) => proposal_drafts::Column::AccountId.eq(*account),
            Holder::Token(hash) => proposal_drafts::Column::TokenHash.eq(hash.to_vec()),
        });
    }
    if holders.is_empty() {
        held = held.add(proposal_drafts::Column::Id.is_null());
    }
    let kept = Condition::any()
        .add(proposal_drafts::Column::ExpiresAt.is_null())
        .add(proposal_drafts::Column::ExpiresAt.gt(now));
    Condition::all().add(held).add(kept)
}

/// The draft, if one of these holders has it.
pub async fn by_id(
    from: &impl Read,
    holders: &[Holder],
    id: DraftId,
    now: Timestamp,
) -> Result<Option<Draft>, StoreError> {
    let row = proposal_drafts::Entity::find_by_id(id)
        .filter(held_by(holders, now))
        .one(&from.executor())
        .await?;
    row.map(Draft::try_from).transpose()
}

/// The draft, if one of these holders has it, locked until the transaction ends.
pub async fn lock(
    tx: &Tx,
    holders: &[Holder],
    id: DraftId,
    now: Timestamp,
) -> Result<Option<Draft>, StoreError> {
    let row = proposal_drafts::Entity::find_by_id(id)
        .filter(held_by(holders, now))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Draft::try_from).transpose()
}

/// The drafts of these holders, last saved first.
pub async fn list(
    from: &impl Read,
    holders: &[Holder],
    now: Timestamp,
    request: &PageRequest,
) -> Result<Page<Draft>, StoreError> {
    let latest = Keyset {
        name: "drafts",
        columns: vec![
            (
                proposal_drafts::Column::SavedAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &proposal_drafts::Model| row.saved_at.micros()),
            ),
            (
                proposal_drafts::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &proposal_drafts::Model| row.id.uuid()),
            ),
        ],
    };
    let select = proposal_drafts::Entity::find().filter(held_by(holders, now));
    plans::try_map(page(from, select, &latest, &holders, request).await?)
}

/// How many drafts a holder has; they are locked, so that two that come at once do not both find room.
pub async fn lock_count(tx: &Tx, holder: Holder, now: Timestamp) -> Result<usize, StoreError> {
    let held = || {
        proposal_drafts::Entity::find()
            .select_only()
            .column(proposal_drafts::Column::Id)
            .filter(held_by(&[holder], now))
    };
    let _locked: Vec<DraftId> = held().lock_exclusive().into_tuple().all(tx.conn()).await?;
    // Asked again after the lock, to count what the other has added meanwhile.
    let ids: Vec<DraftId> = held().into_tuple().all(tx.conn()).await?;
    Ok(ids.len())
}

/// Adds a draft; false where there is one of this id.
pub async fn insert(tx: &Tx, draft: &Draft) -> Result<bool, StoreError> {
    let nothing = OnConflict::column(proposal_drafts::Column::Id)
        .do_nothing()
        .to_owned();
    let added = proposal_drafts::Entity::insert(row(draft))
        .on_conflict(nothing)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added > 0)
}

/// Saves a draft that is locked.
pub async fn save(tx: &Tx, draft: &Draft) -> Result<(), StoreError> {
    row(draft).update(tx.conn()).await?;
    Ok(())
}

/// Gives the drafts under a token to an account, last saved first, as long as it has room for them; how many it took.
pub async fn claim(
    tx: &Tx,
    token: &[u8; 32],
    account: AccountId,
    most: u64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let held = lock_count(tx, Holder::Account(account), now).await?;
    let room = most.saturating_sub(u64::try_from(held).unwrap_or(u64::MAX));
    let ids: Vec<DraftId> = proposal_drafts::Entity::find()
        .select_only()
        .column(proposal_drafts::Column::Id)
        .filter(held_by(&[Holder::Token(*token)], now))
        .order_by_desc(proposal_drafts::Column::SavedAt)
        .order_by_desc(proposal_drafts::Column::Id)
        .limit(room)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let claimed = proposal_drafts::ActiveModel {
        account_id: Set(Some(account)),
        token_hash: Set(None),
        expires_at: Set(None),
        ..Default::default()
    };
    let claimed = proposal_drafts::Entity::update_many()
        .set(claimed)
        .filter(proposal_drafts::Column::Id.is_in(ids))
        .filter(proposal_drafts::Column::TokenHash.eq(token.to_vec()))
        .exec(tx.conn())
        .await?;
    Ok(claimed.rows_affected)
}

/// Erases a draft.
pub async fn delete(tx: &Tx, id: DraftId) -> Result<(), StoreError> {
    proposal_drafts::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Erases everything that a holder has; how many drafts it was.
pub async fn delete_all_of(tx: &Tx, holder: Holder) -> Result<u64, StoreError> {
    let deleted = proposal_drafts::Entity::delete_many()
        .filter(held_by(&[holder], Timestamp::from_micros(i64::MIN)))
        .exec(tx.conn())
        .await?;
    Ok(deleted.rows_affected)
}

/// Erases what has expired; how many drafts it was.
pub async fn delete_expired(tx: &Tx, now: Timestamp) -> Result<u64, StoreError> {
    let deleted = proposal_drafts::Entity::delete_many()
        .filter(proposal_drafts::Column::ExpiresAt.lte(now))
        .exec(tx.conn())
        .await?;
    Ok(deleted.rows_affected)
}

fn row(draft: &Draft) -> proposal_drafts::ActiveModel {
    let expires_at = draft.expires_at();
    let Draft {
        id,
        plan,
        holder,
        title,
        body,
        language,
        theme,
        place,
        saved_at,
    } = draft;
    let (account_id, token_hash) = match holder {
        Holder::Account(account) => (Some(*account), None),
        Holder::Token(hash) => (None, Some(hash.to_vec())),
    };
    let (place, zone_id, latitude, longitude) = place_columns(*place);
    proposal_drafts::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        account_id: Set(account_id),
        token_hash: Set(token_hash),
        title: Set(title.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        theme_id: Set(*theme),
        place: Set(place.to_owned()),
        zone_id: Set(zone_id),
        latitude: Set(latitude),
        longitude: Set(longitude),
        saved_at: Set(*saved_at),
        expires_at: Set(expires_at),
    }
}

impl TryFrom<proposal_drafts::Model> for Draft {
    type Error = StoreError;

    fn try_from(row: proposal_drafts::Model) -> Result<Self, StoreError> {
        let proposal_drafts::Model {
            id,
            plan_id,
            account_id,
            token_hash,
            title,
            body,
            language,
            theme_id,
            place,
            zone_id,
            latitude,
            longitude,
            saved_at,
            expires_at: _,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why);
        Ok(Self {
            id,
            plan: plan_id,
            holder: match (account_id, token_hash) {
                (Some(account), None) => Holder::Account(account),
                (None, Some(hash)) => {
                    Holder::Token(hash.try_into().map_err(|_length| corrupt("token hash"))?)
                }
                _ => return Err(corrupt("holder")),
            },
            title: Body::from_history(&title),
            body: Body::from_history(&body),
            language: Language::parse(&language).unwrap_or_default(),
            theme: theme_id,
            place: place_of(&place, zone_id, latitude, longitude).ok_or_else(|| corrupt("place"))?,
            saved_at,
        })
    }
}
