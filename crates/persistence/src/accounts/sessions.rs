//! Sessions, the cookies of pages and the refresh tokens of programs. Tokens are known by their hashes alone.

use domain::{
    Timestamp,
    accounts::{AccountId, Channel, Session, SessionId},
    text::Title,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Query,
};

use crate::{
    Read, StoreError, Tx,
    rows::{refresh_tokens, session_cookies, sessions},
};

/// Opens a session.
pub async fn insert_session(tx: &Tx, session: &Session) -> Result<(), StoreError> {
    let Session {
        id,
        account,
        channel,
        device,
        began_at,
        used_at,
        ended_at,
    } = session;
    sessions::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        channel: Set(channel.as_str().to_owned()),
        device: Set(device.as_str().to_owned()),
        began_at: Set(*began_at),
        used_at: Set(*used_at),
        ended_at: Set(*ended_at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The session, ended or not.
pub async fn session(from: &impl Read, id: SessionId) -> Result<Option<Session>, StoreError> {
    let row = sessions::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Session::try_from).transpose()
}

/// The sessions of these ids, ended or not, in no particular order.
pub async fn sessions_by_ids(from: &impl Read, ids: &[SessionId]) -> Result<Vec<Session>, StoreError> {
    let rows = sessions::Entity::find()
        .filter(sessions::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// The session, locked until the transaction ends.
pub async fn lock_session(tx: &Tx, id: SessionId) -> Result<Option<Session>, StoreError> {
    let row = sessions::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Session::try_from).transpose()
}

/// The session of a cookie, by the hash of its token.
pub async fn session_of_cookie(from: &impl Read, hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
    let this = Query::select()
        .column(session_cookies::Column::SessionId)
        .from(session_cookies::Entity)
        .cond_where(session_cookies::Column::Hash.eq(hash.to_vec()))
        .to_owned();
    let row = sessions::Entity::find()
        .filter(sessions::Column::Id.in_subquery(this))
        .one(&from.executor())
        .await?;
    row.map(Session::try_from).transpose()
}

/// The sessions of an account that nobody ended, most recently used first, at most 100.
pub async fn sessions_of(from: &impl Read, account: AccountId) -> Result<Vec<Session>, StoreError> {
    let rows = sessions::Entity::find()
        .filter(open_of(account))
        .order_by_desc(sessions::Column::UsedAt)
        .order_by_desc(sessions::Column::Id)
        .limit(100)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Notes that a session was used.
pub async fn use_session(tx: &Tx, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
    let used = sessions::ActiveModel {
        used_at: Set(at),
        ..Default::default()
    };
    sessions::Entity::update_many()
        .set(used)
        .filter(this(id))
        .filter(sessions::Column::UsedAt.lt(at))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Ends a session that nobody ended yet.
pub async fn end_session(tx: &Tx, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
    end(tx, this(id), at).await
}

/// Ends the sessions of an account, but one if it is given.
pub async fn end_sessions(
    tx: &Tx,
    account: AccountId,
    but: Option<SessionId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let others = match but {
        Some(kept) => open_of(account).add(sessions::Column::Id.ne(kept)),
        None => open_of(account),
    };
    end(tx, others, at).await
}

async fn end(tx: &Tx, which: Condition, at: Timestamp) -> Result<(), StoreError> {
    let ended = sessions::ActiveModel {
        ended_at: Set(Some(at)),
        ..Default::default()
    };
    sessions::Entity::update_many()
        .set(ended)
        .filter(which)
        .filter(sessions::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the sessions of an account with their tokens: erasure.
pub async fn remove_sessions(tx: &Tx, account: AccountId) -> Result<(), StoreError> {
    remove(tx, Condition::all().add(sessions::Column::AccountId.eq(account))).await
}

/// Forgets the sessions that were last used before this instant, with their tokens: retention.
pub async fn remove_sessions_unused_since(tx: &Tx, instant: Timestamp) -> Result<(), StoreError> {
    remove(tx, Condition::all().add(sessions::Column::UsedAt.lt(instant))).await
}

async fn remove(tx: &Tx, which: Condition) -> Result<(), StoreError> {
    let ids = Query::select()
        .column(sessions::Column::Id)
        .from(sessions::Entity)
        .cond_where(which.clone())
        .to_owned();
    session_cookies::Entity::delete_many()
        .filter(session_cookies::Column::SessionId.in_subquery(ids.clone()))
        .exec(tx.conn())
        .await?;
    refresh_tokens::Entity::delete_many()
        .filter(refresh_tokens::Column::SessionId.in_subquery(ids))
        .exec(tx.conn())
        .await?;
    sessions::Entity::delete_many()
        .filter(which)
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Makes a session one of pages: held by the token of this hash, in the place of any former one, and by no program.
pub async fn hand_to_page(tx: &Tx, session: SessionId, hash: &[u8; 32]) -> Result<(), StoreError> {
    let handed = sessions::ActiveModel {
        channel: Set(Channel::Page.as_str().to_owned()),
        ..Default::default()
    };
    sessions::Entity::update_many()
        .set(handed)
        .filter(this(session))
        .exec(tx.conn())
        .await?;
    refresh_tokens::Entity::delete_many()
        .filter(refresh_tokens::Column::SessionId.eq(session))
        .exec(tx.conn())
        .await?;
    session_cookies::Entity::delete_many()
        .filter(session_cookies::Column::SessionId.eq(session))
        .exec(tx.conn())
        .await?;
    session_cookies::ActiveModel {
        hash: Set(hash.to_vec()),
        session_id: Set(session),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// A refresh token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// The hash of the token it was exchanged for; zeros for the first of a session.
    pub parent: [u8; 32],
    /// Its session: its family.
    pub session: SessionId,
    /// When it was exchanged.
    pub used_at: Option<Timestamp>,
    /// Whether a child of it was exchanged.
    pub child_used: bool,
}

/// Keeps a fresh refresh token.
pub async fn insert_refresh(tx: &Tx, token: &RefreshToken, at: Timestamp) -> Result<(), StoreError> {
    refresh_tokens::ActiveModel {
        hash: Set(token.hash.to_vec()),
        parent: Set(token.parent.to_vec()),
        session_id: Set(token.session),
        made_at: Set(at),
        used_at: Set(token.used_at),
        child_used: Set(token.child_used),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// The refresh token of this hash. Lock its session before believing what it says of its use.
pub async fn refresh(from: &impl Read, hash: &[u8; 32]) -> Result<Option<RefreshToken>, StoreError> {
    let row = refresh_tokens::Entity::find_by_id(hash.to_vec())
        .one(&from.executor())
        .await?;
    row.map(RefreshToken::try_from).transpose()
}

/// Marks a refresh token as exchanged, and its parent as having a child that was.
pub async fn mark_used(tx: &Tx, token: &RefreshToken, at: Timestamp) -> Result<(), StoreError> {
    let used = refresh_tokens::ActiveModel {
        used_at: Set(Some(at)),
        ..Default::default()
    };
    refresh_tokens::Entity::update_many()
        .set(used)
        .filter(refresh_tokens::Column::Hash.eq(token.hash.to_vec()))
        .exec(tx.conn())
        .await?;
    let child_used = refresh_tokens::ActiveModel {
        child_used: Set(true),
        ..Default::default()
    };
    refresh_tokens::Entity::update_many()
        .set(child_used)
        .filter(refresh_tokens::Column::Hash.eq(token.parent.to_vec()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn this(id: SessionId) -> Condition {
    Condition::all().add(sessions::Column::Id.eq(id))
}

fn open_of(account: AccountId) -> Condition {
    Condition::all()
        .add(sessions::Column::AccountId.eq(account))
        .add(sessions::Column::EndedAt.is_null())
}

fn hash(bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    <[u8; 32]>::try_from(bytes).map_err(|why| StoreError::corrupt("refresh_tokens", why))
}

impl TryFrom<refresh_tokens::Model> for RefreshToken {
    type Error = StoreError;

    fn try_from(row: refresh_tokens::Model) -> Result<Self, StoreError> {
        let refresh_tokens::Model {
            hash: of,
            parent,
            session_id,
            made_at: _,
            used_at,
            child_used,
        } = row;
        Ok(Self {
            hash: hash(&of)?,
            parent: hash(&parent)?,
            session: session_id,
            used_at,
            child_used,
        })
    }
}

impl TryFrom<sessions::Model> for Session {
    type Error = StoreError;

    fn try_from(row: sessions::Model) -> Result<Self, StoreError> {
        let sessions::Model {
            id,
            account_id,
            channel,
            device,
            began_at,
            used_at,
            ended_at,
        } = row;
        Ok(Self {
            id,
            account: account_id,
            channel: Channel::parse(&channel).ok_or_else(|| StoreError::corrupt(id, "unknown channel"))?,
            device: Title::from_history(&device),
            began_at,
            used_at,
            ended_at,
        })
    }
}
