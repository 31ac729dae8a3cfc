//! The first admin, and whoever the operator appoints after them, at the command line.

use domain::{
    Timestamp,
    accounts::{Account, AccountRefusal, AgeBand, AttemptId, Grant, Purpose, Role, Standing, pseudonym},
    policy::{accounts::GrantRole, plans::Site},
    text::{DisplayName, EmailAddress},
};
use persistence::Tx;
use secrecy::SecretString;

use super::codes::{self, Delivery};
use crate::{Cx, Result};

/// An admin, and the code by which they choose their password.
#[derive(Debug)]
pub struct Appointed {
    /// The account.
    pub account: Account,
    /// Whether it was opened by this.
    pub created: bool,
    /// Whether the role was given by this: false when they were admin already.
    pub granted: bool,
    /// What the code belongs to.
    pub attempt: AttemptId,
    /// Six digits that set a password, for 15 minutes; handed over by whoever ran the command.
    pub code: SecretString,
}

/// Makes the owner of an address admin of the whole site. An account is opened where there is none: whoever runs the
/// command vouches for the address. Doing it twice gives another code and changes nothing else.
#[tracing::instrument(name = "accounts.appoint_admin", skip_all)]
pub async fn appoint_admin(cx: &Cx, email: &EmailAddress, name: Option<&DisplayName>) -> Result<Appointed> {
    let _permitted = cx.actor.may(GrantRole, Site)?;
    cx.write(|tx| appoint_admin_in(cx, tx, email, name)).await
}

async fn appoint_admin_in(
    cx: &Cx,
    tx: Tx,
    email: &EmailAddress,
    name: Option<&DisplayName>,
) -> Result<Appointed> {
    let known = match persistence::accounts::by_email(&tx, email).await? {
        Some(id) => persistence::accounts::lock(&tx, id).await?,
        None => None,
    };
    let now = cx.decided_at(&tx).await?;
    let created = known.is_none();
    let account = match known {
        Some(account) if matches!(account.standing, Standing::Erased { .. }) => {
            return Err(AccountRefusal::Erased.into());
        }
        Some(account) => account,
        None => open(cx, &tx, email, name, now).await?,
    };
    let admin = Grant {
        role: Role::Admin,
        plan: None,
    };
    let held = persistence::accounts::grants_of(&tx, account.id, now).await?;
    let granted = !held.contains(&admin);
    if granted {
        let id = cx.new_id::<domain::accounts::Granted>().uuid();
        persistence::accounts::grant(&tx, id, account.id, admin, None, now, None).await?;
    }
    let (purpose, desk) = (Purpose::Password, Delivery::Desk);
    let (attempt, digits) = codes::issue(cx, &tx, purpose, email, None, desk, now).await?;
    Ok(Appointed {
        account,
        created,
        granted,
        attempt,
        code: digits.expose().to_owned().into(),
    })
}

async fn open(
    cx: &Cx,
    tx: &Tx,
    email: &EmailAddress,
    name: Option<&DisplayName>,
    now: Timestamp,
) -> Result<Account> {
    let account = Account {
        id: cx.new_id(),
        display_name: name.cloned().unwrap_or_else(|| pseudonym(cx.random())),
        age: AgeBand::FifteenOrMore,
        language: cx.language.clone(),
        standing: Standing::Active,
        created_at: now,
        seen_at: now,
    };
    persistence::accounts::insert(tx, &account).await?;
    persistence::accounts::set_email(tx, account.id, email, now).await?;
    Ok(account)
}
