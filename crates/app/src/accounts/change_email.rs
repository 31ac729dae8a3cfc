//! Changing one's address: a code goes to the new one, a word to the old one.

use auth::codes::Code as Digits;
use domain::{
    Code,
    accounts::{Account, AccountRefusal, AttemptId, Purpose},
    policy::profiles::Keep,
    refusal::Fields,
    text::EmailAddress,
};
use persistence::{Constraint, StoreError, Tx};
use secrecy::SecretString;

use super::{
    codes::{self, Delivery},
    mails::{self, About},
    presence, sessions,
};
use crate::{
    Cx, Error, Result,
    error::OrHidden,
    throttle::{self, What},
    voting,
};

/// Asks for another address.
#[derive(Debug)]
pub struct RequestEmailChange {
    email: EmailAddress,
    current_password: Option<SecretString>,
}

impl RequestEmailChange {
    /// Reads the address. Only people who are signed in hear what is wrong with it.
    pub fn parse(cx: &Cx, email: &str, current_password: Option<SecretString>) -> Result<Self> {
        cx.actor.person()?;
        let mut fields = Fields::default();
        let email = fields.take("email", EmailAddress::parse(email));
        Ok(fields.finish(email.map(|email| Self {
            email,
            current_password,
        }))?)
    }
}

/// Has a code sent to the new address. Where it has another account, its owner hears of it and gets no code; the answer
/// is the same.
#[tracing::instrument(name = "accounts.request_email_change", skip_all)]
pub async fn request_email_change(cx: &Cx, command: RequestEmailChange) -> Result<AttemptId> {
    let (account, _) = presence::proven(cx, command.current_password.as_ref()).await?;
    throttle::pass(cx, What::Code, Some(command.email.canonical().as_bytes())).await?;
    cx.write(|tx| request_email_change_in(cx, tx, &command.email, &account))
        .await
}

async fn request_email_change_in(
    cx: &Cx,
    tx: Tx,
    email: &EmailAddress,
    account: &Account,
) -> Result<AttemptId> {
    let now = cx.decided_at(&tx).await?;
    let (purpose, who) = (Purpose::Email, Some(account.id));
    let (attempt, _) = codes::issue(cx, &tx, purpose, email, who, Delivery::Mail, now).await?;
    Ok(attempt)
}

/// Types the code that came to the new address.
#[derive(Debug)]
pub struct ConfirmEmailChange {
    attempt: AttemptId,
    code: Digits,
}

impl ConfirmEmailChange {
    /// Reads the code. Only people who are signed in hear what is wrong with it.
    pub fn parse(cx: &Cx, attempt: AttemptId, code: &str) -> Result<Self> {
        cx.actor.person()?;
        let mut fields = Fields::default();
        let code = fields.take("code", codes::parse(code));
        Ok(fields.finish(code.map(|code| Self { attempt, code }))?)
    }
}

/// Gives the actor's account its new address, which is claimed where the actor has voted. The old one opens nothing any
/// more, hears of it, and its codes die; the other sessions end.
#[tracing::instrument(name = "accounts.confirm_email_change", skip_all, fields(attempt.id = %command.attempt))]
pub async fn confirm_email_change(cx: &Cx, command: ConfirmEmailChange) -> Result<Account> {
    throttle::pass(cx, What::Confirm, None).await?;
    let confirmed = cx.write(|tx| confirm_email_change_in(cx, tx, &command)).await;
    match confirmed {
        Err(Error::Store(StoreError::Taken(Constraint::AccountEmail))) => {
            Err(AccountRefusal::EmailTaken.into())
        }
        confirmed => confirmed?,
    }
}

/// The inner refusal is committed: a wrong code counts.
async fn confirm_email_change_in(cx: &Cx, tx: Tx, command: &ConfirmEmailChange) -> Result<Result<Account>> {
    let own = cx.actor.person()?.account;
    let now = cx.decided_at(&tx).await?;
    let judged = codes::judge(cx, &tx, command.attempt, Purpose::Email, &command.code, now).await?;
    let stored = match judged {
        Ok(stored) if stored.account == Some(own) => stored,
        Ok(_somebody_elses) => return Ok(Err(AccountRefusal::CodeExpired.into())),
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let account = sessions::own(cx, &tx).await?;
    let permitted = cx.actor.may(Keep, account).or_hidden(Code::AccountNotFound)?;
    let account = permitted.subject().clone();
    let former = persistence::accounts::email(&tx, own).await?;
    persistence::accounts::set_email(&tx, own, &stored.email, now).await?;
    voting::claim_address_in(cx, &tx, own, &stored.email).await?;
    persistence::accounts::remove_attempts_of(&tx, own, former.as_ref()).await?;
    persistence::accounts::end_sessions(&tx, own, cx.session, now).await?;
    if let Some(former) = former.filter(|former| *former != stored.email) {
        mails::enqueue(cx, &tx, &former, &account.language, About::EmailChanged, now).await?;
    }
    Ok(Ok(account))
}
