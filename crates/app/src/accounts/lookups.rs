//! Looking up who is behind a pseudonym: logged in the same transaction, and shown to the person.

use domain::{
    Code, FieldError,
    accounts::{Account, AccountId, LOOKUP_REASON, Lookup},
    policy::accounts::LookUp,
    refusal::Fields,
    text::{EmailAddress, Title},
};
use persistence::Tx;

use crate::{Cx, Result, error::OrNotFound};

/// Looks an identity up.
#[derive(Debug, Clone)]
pub struct LookUpIdentity {
    account: AccountId,
    reason: Title,
}

impl LookUpIdentity {
    /// Reads what was typed, or says all that is wrong with it: a reason of 10 to 500 characters.
    pub fn parse(account: AccountId, reason: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Title::parse(reason, LOOKUP_REASON));
        fields.finish(reason.map(|reason| Self { account, reason }))
    }
}

/// What a look-up found.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The account.
    pub account: Account,
    /// Its confirmed address, if it has one.
    pub email: Option<EmailAddress>,
}

/// Says which address is behind an account, and tells its person that it was said.
#[tracing::instrument(name = "accounts.look_up", skip_all, fields(account.id = %command.account))]
pub async fn look_up(cx: &Cx, command: LookUpIdentity) -> Result<Identity> {
    cx.write(|tx| look_up_in(cx, tx, &command)).await
}

async fn look_up_in(cx: &Cx, tx: Tx, command: &LookUpIdentity) -> Result<Identity> {
    let account = persistence::accounts::by_id(&tx, command.account)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let permitted = cx.actor.may(LookUp, account)?;
    let account = permitted.subject().clone();
    let now = cx.decided_at(&tx).await?;
    let email = persistence::accounts::email(&tx, account.id).await?;
    let lookup = Lookup {
        id: cx.new_id(),
        account: account.id,
        by: cx.actor.account(),
        what: "email".to_owned(),
        reason: command.reason.clone(),
        at: now,
    };
    persistence::accounts::insert_lookup(&tx, &lookup).await?;
    Ok(Identity { account, email })
}

/// The look-ups of the actor's own identity, newest first, at most 100.
pub async fn my_lookups(cx: &Cx) -> Result<Vec<Lookup>> {
    Ok(persistence::accounts::lookups(cx.db(), cx.actor.person()?.account).await?)
}
