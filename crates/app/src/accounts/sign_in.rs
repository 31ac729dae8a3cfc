//! Signing in with an address and a password.

use domain::{
    Actor, FieldError,
    accounts::{Account, AccountRefusal},
    refusal::Fields,
    text::{EmailAddress, Title},
};
use persistence::Tx;
use secrecy::SecretString;

use super::{
    confirm::{Pending, SignedIn, carry_out_pending},
    guess::{self, Proven},
    open::{self, Opened},
    ring,
};
use crate::{
    Cx, Result,
    throttle::{self, What},
};

/// Signs in.
#[derive(Debug)]
pub struct SignIn {
    email: EmailAddress,
    password: SecretString,
    device: Title,
    pending: Pending,
}

impl SignIn {
    /// Reads what was typed. Any text may be a password here: only the right one opens.
    pub fn parse(
        email: &str,
        password: SecretString,
        device: Option<&str>,
        token: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let email = fields.take("email", EmailAddress::parse(email));
        let device = fields.take("device", open::device(device));
        let pending = fields.take("token", Pending::parse(token));
        let command = (|| {
            Some(Self {
                email: email?,
                password,
                device: device?,
                pending: pending?,
            })
        })();
        fields.finish(command)
    }
}

/// Opens a session for whoever knows the password.
#[tracing::instrument(name = "accounts.sign_in", skip_all)]
pub async fn sign_in(cx: &Cx, command: SignIn) -> Result<SignedIn> {
    throttle::pass(cx, What::SignIn, None).await?;
    let ring = ring::ring(cx).await?;
    let proven = guess::try_password(cx, &command.email, &command.password).await?;
    let (account, opened) = cx
        .write(|tx| sign_in_in(cx, tx, &proven, &command.device))
        .await?;
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

async fn sign_in_in(cx: &Cx, tx: Tx, proven: &Proven, device: &Title) -> Result<(Account, Opened)> {
    let account = persistence::accounts::lock(&tx, proven.account)
        .await?
        .ok_or(AccountRefusal::CredentialsWrong)?;
    let now = cx.decided_at(&tx).await?;
    guess::settle(&tx, proven).await??;
    let opened = open::open_in(cx, &tx, &account, device, now).await?;
    Ok((account, opened))
}
