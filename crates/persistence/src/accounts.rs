//! Accounts, grants and links.

use std::collections::BTreeMap;

use domain::{
    Language, Timestamp,
    accounts::{Account, AccountId, AgeBand, Standing},
    actor::Person,
    plans::Requirement,
    text::DisplayName,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use crate::{
    Read, StoreError, Tx,
    rows::{self, accounts},
};

mod attempts;
mod emails;
mod grants;
mod keys;
mod leaving;
mod links;
mod programs;
mod sessions;
mod sign_ups;

pub use attempts::{
    StoredAttempt, attempt, count_try, insert_attempt, lock_attempt, remove_attempt, remove_attempts_expired,
    remove_attempts_of,
};
pub use emails::{
    by_email, email, password, rehash_password, remove_email, remove_password, set_email, set_password,
};
pub use grants::{
    GrantFilter, end_grant, end_grants, grant, granted, grants_of, list_grants, lock_admins, lock_grant,
    lock_granted,
};
pub use keys::{KeyPlace, StoredKey, replace_signing_keys, signing_keys};
pub use leaving::{forget_sealed, idle, insert_sealed, lock_warned, mark_warned, sealed};
pub use links::{
    confirming_proof, forget_proofs, insert_lookup, insert_proof, links, lock_link, lock_proof, lookups,
    proofs, remove_link, remove_links, save_link, save_proof,
};
pub use programs::{
    insert_program, is_program, lock_program, program_by_token, programs, programs_by_ids, revoke_program,
};
pub use sessions::{
    RefreshToken, end_session, end_sessions, hand_to_page, insert_refresh, insert_session, lock_session,
    mark_used, refresh, remove_sessions, remove_sessions_unused_since, session, session_of_cookie,
    sessions_by_ids, sessions_of, use_session,
};
pub use sign_ups::{SignUp, insert_sign_up, sign_up};

/// Opens an account.
pub async fn insert(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    row(account).insert(tx.conn()).await?;
    Ok(())
}

/// The account, whatever its standing.
pub async fn by_id(from: &impl Read, id: AccountId) -> Result<Option<Account>, StoreError> {
    accounts::Entity::find_by_id(id)
        .one(&from.executor())
        .await?
        .map(Account::try_from)
        .transpose()
}

/// The account, locked until the transaction ends.
pub async fn lock(tx: &Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row = accounts::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Account::try_from).transpose()
}

/// Keeps what changed of an account; the warning of idleness is taken back.
pub async fn save(tx: &Tx, account: &Account) -> Result<(), StoreError> {
    row(account).update(tx.conn()).await?;
    Ok(())
}

/// Accounts by id, in no particular order.
pub async fn by_ids(from: &impl Read, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
    let rows = accounts::Entity::find()
        .filter(accounts::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Account::try_from).collect()
}

/// The person who signs a request: their account, the roles and grants for answering in
/// force and their links, or nothing.
pub async fn person(from: &impl Read, id: AccountId, now: Timestamp) -> Result<Option<Person>, StoreError> {
    Ok(persons(from, &[id], now).await?.pop())
}

/// The persons of these accounts, in no particular order: four statements, however many they are.
pub async fn persons(from: &impl Read, ids: &[AccountId], now: Timestamp) -> Result<Vec<Person>, StoreError> {
    let mut persons: BTreeMap<AccountId, Person> = by_ids(from, ids)
        .await?
        .into_iter()
        .map(|account| {
            let person = Person {
                account: account.id,
                age: account.age,
                standing: account.standing.at(now),
                grants: Vec::new(),
                links: BTreeMap::new(),
                answering: Vec::new(),
            };
            (account.id, person)
        })
        .collect();
    for granted in grants::granted_among(from, ids, now).await? {
        if let Some(person) = persons.get_mut(&granted.account) {
            person.grants.push(granted.grant);
        }
    }
    let links = rows::links::Entity::find()
        .filter(rows::links::Column::AccountId.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    for link in links {
        let strength = if link.confirmed_until.is_some_and(|until| until > now) {
            Requirement::ConfirmedLink
        } else {
            Requirement::DeclaredLink
        };
        if let Some(person) = persons.get_mut(&link.account_id) {
            person.links.insert(link.plan_id, strength);
        }
    }
    for (account, entrusted) in crate::organisations::entrusted_to(from, ids, now).await? {
        if let Some(person) = persons.get_mut(&account) {
            person.answering.push(entrusted);
        }
    }
    Ok(persons.into_values().collect())
}

fn row(account: &Account) -> accounts::ActiveModel {
    let Account {
        id,
        display_name,
        age,
        language,
        standing,
        created_at,
        seen_at,
    } = account;
    let (limited_until, erased_at) = match *standing {
        Standing::Active => (None, None),
        Standing::Limited { until } => (Some(until), None),
        Standing::Erased { at } => (None, Some(at)),
    };
    accounts::ActiveModel {
        id: Set(*id),
        display_name: Set(display_name.as_str().to_owned()),
        age_band: Set(age.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        limited_until: Set(limited_until),
        erased_at: Set(erased_at),
        created_at: Set(*created_at),
        seen_at: Set(*seen_at),
        warned_at: Set(None),
    }
}

impl TryFrom<accounts::Model> for Account {
    type Error = StoreError;

    fn try_from(row: accounts::Model) -> Result<Self, StoreError> {
        let accounts::Model {
            id,
            display_name,
            age_band,
            language,
            limited_until,
            erased_at,
            created_at,
            seen_at,
            warned_at: _,
        } = row;
        Ok(Self {
            id,
            display_name: DisplayName::from_history(&display_name),
            age: AgeBand::parse(&age_band)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("age band {age_band}")))?,
            language: Language::parse(&language).unwrap_or_default(),
            standing: match (limited_until, erased_at) {
                (_, Some(at)) => Standing::Erased { at },
                (Some(until), None) => Standing::Limited { until },
                (None, None) => Standing::Active,
            },
            created_at,
            seen_at,
        })
    }
}
