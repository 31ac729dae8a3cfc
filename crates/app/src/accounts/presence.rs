//! Whether a signed-in person is at the keyboard: asked before what would take an account away from its owner.

use domain::{
    Code, Denied,
    accounts::{Account, AccountRefusal},
    text::EmailAddress,
};
use secrecy::SecretString;

use super::guess;
use crate::{
    Cx, Result,
    error::OrNotFound,
    throttle::{self, What},
};

/// The actor's own account and address, once they gave the present password or have signed in within 15 minutes. A
/// wrong password counts as one at the sign-in does.
pub(crate) async fn proven(cx: &Cx, password: Option<&SecretString>) -> Result<(Account, EmailAddress)> {
    let id = cx.actor.person()?.account;
    let account = persistence::accounts::by_id(cx.db(), id)
        .await?
        .ok_or(Denied::SignInRequired)?;
    let email = persistence::accounts::email(cx.db(), id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    if let Some(password) = password {
        throttle::pass(cx, What::SignIn, None).await?;
        let proven = guess::try_password(cx, &email, password).await?;
        if proven.account != id {
            return Err(AccountRefusal::CredentialsWrong.into());
        }
        cx.write(|tx| {
            let proven = &proven;
            async move {
                persistence::accounts::lock(&tx, id).await?;
                guess::settle(&tx, proven).await
            }
        })
        .await??;
    } else {
        let session = match cx.session {
            Some(session) => persistence::accounts::session(cx.db(), session).await?,
            None => None,
        };
        let session = session.ok_or(AccountRefusal::SignInAgain)?;
        session.must_be_fresh(cx.decided_at(cx.db()).await?)?;
    }
    Ok((account, email))
}
