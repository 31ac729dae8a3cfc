//! Setting a new password with a code: for whoever forgot theirs, or never had one.

use auth::{
    codes::Code as Digits,
    password::{MINIMUM_RESIDENT, Password},
};
use domain::{
    Actor, FieldError,
    accounts::{Account, AccountId, AccountRefusal, AttemptId, Purpose},
    refusal::Fields,
    text::{EmailAddress, Title},
};
use persistence::Tx;
use secrecy::SecretString;

use super::{
    codes,
    confirm::{Pending, SignedIn, carry_out_pending},
    guess,
    mails::{self, About},
    open::{self, Opened},
    passwords, ring,
};
use crate::{
    Cx, Error, Result,
    throttle::{self, What},
};

/// Sets a new password.
#[derive(Debug)]
pub struct ResetPassword {
    attempt: AttemptId,
    code: Digits,
    password: SecretString,
    device: Title,
    pending: Pending,
}

impl ResetPassword {
    /// Reads what was typed. The password is judged once the code was right: what is known of its owner is not shown to
    /// anybody before.
    pub fn parse(
        attempt: AttemptId,
        code: &str,
        password: SecretString,
        device: Option<&str>,
        token: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let code = fields.take("code", codes::parse(code));
        let device = fields.take("device", open::device(device));
        let pending = fields.take("token", Pending::parse(token));
        let command = (|| {
            Some(Self {
                attempt,
                code: code?,
                password,
                device: device?,
                pending: pending?,
            })
        })();
        fields.finish(command)
    }
}

/// Sets a new password and signs in; every other session ends, and the person is told by mail. A password that is
/// refused leaves the code as it was.
#[tracing::instrument(name = "accounts.reset_password", skip_all, fields(attempt.id = %command.attempt))]
pub async fn reset_password(cx: &Cx, command: ResetPassword) -> Result<SignedIn> {
    throttle::pass(cx, What::Confirm, None).await?;
    let ring = ring::ring(cx).await?;
    let (account, email) = cx.write(|tx| whose(cx, tx, &command)).await??;
    let password = judged(cx, &account, &email, "password", &command.password).await?;
    let hash = cx.house().hasher.hash(&password).await;
    let hash = hash.map_err(Error::internal)?;
    let reset = cx.write(|tx| reset_password_in(cx, tx, &command, account.id, &hash));
    let (account, opened) = reset.await??;
    let (session, person, tokens) = open::sign(cx, &ring, opened)?;
    let own = cx.acting(Actor::Person(person), Some(session.id));
    let carried_out = carry_out_pending(&own, &command.pending).await;
    Ok(SignedIn {
        account,
        created: false,
        session,
        tokens,
        carried_out,
    })
}

/// A new password of this account, judged by what is known of its owner, and by the length that their roles ask for.
pub(super) async fn judged(
    cx: &Cx,
    account: &Account,
    email: &EmailAddress,
    field: &'static str,
    typed: &SecretString,
) -> Result<Password> {
    let now = cx.now();
    let person = persistence::accounts::person(cx.db(), account.id, now).await?;
    let minimum = match person {
        Some(person) if person.holds_office() => auth::password::MINIMUM_STAFF,
        _ => MINIMUM_RESIDENT,
    };
    let context = [account.display_name.as_str(), email.canonical()];
    let mut fields = Fields::default();
    let judged = passwords::judge(cx, typed, &context, minimum).await;
    let password = fields.take(field, judged);
    Ok(fields.finish(password)?)
}

/// The account of a right code; the inner refusal is committed: a wrong code counts.
async fn whose(cx: &Cx, tx: Tx, command: &ResetPassword) -> Result<Result<(Account, EmailAddress)>> {
    let now = cx.decided_at(&tx).await?;
    let judged = codes::judge(cx, &tx, command.attempt, Purpose::Password, &command.code, now).await?;
    let stored = match judged {
        Ok(stored) => stored,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let account = match persistence::accounts::by_email(&tx, &stored.email).await? {
        Some(id) => persistence::accounts::by_id(&tx, id).await?,
        None => None,
    };
    // Without an account no code was sent: who guessed it has opened nothing.
    let account = account.ok_or_else(|| AccountRefusal::CodeExpired.into());
    Ok(account.map(|account| (account, stored.email)))
}

async fn reset_password_in(
    cx: &Cx,
    tx: Tx,
    command: &ResetPassword,
    id: AccountId,
    hash: &str,
) -> Result<Result<(Account, Opened)>> {
    let now = cx.decided_at(&tx).await?;
    let judged = codes::judge(cx, &tx, command.attempt, Purpose::Password, &command.code, now).await?;
    let stored = match judged {
        Ok(stored) => stored,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    // The address may have gone to another account while the password was hashed.
    let account = match persistence::accounts::by_email(&tx, &stored.email).await? {
        Some(owner) if owner == id => persistence::accounts::lock(&tx, id).await?,
        _ => None,
    };
    let Some(account) = account else {
        return Ok(Err(AccountRefusal::CodeExpired.into()));
    };
    persistence::accounts::remove_attempts_of(&tx, id, Some(&stored.email)).await?;
    persistence::accounts::set_password(&tx, id, hash.to_owned(), now).await?;
    persistence::throttles::clear_failures(&tx, &guess::bucket(cx, &stored.email)).await?;
    persistence::accounts::end_sessions(&tx, id, None, now).await?;
    mails::enqueue(
        cx,
        &tx,
        &stored.email,
        &account.language,
        About::PasswordChanged,
        now,
    )
    .await?;
    let opened = open::open_in(cx, &tx, &account, &command.device, now).await?;
    Ok(Ok((account, opened)))
}
