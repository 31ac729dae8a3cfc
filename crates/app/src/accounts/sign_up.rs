//! Signing up with an address and a password; the account is opened by the code that confirms the address.

use auth::password::{MINIMUM_RESIDENT, Password};
use domain::{
    Code, FieldError,
    accounts::{AgeBand, AttemptId, Purpose},
    refusal::{Fault, Fields},
    text::{DisplayName, EmailAddress},
};
use persistence::Tx;
use secrecy::SecretString;

use super::{
    codes::{self, Delivery},
    confirm::NewcomerInput,
    passwords,
};
use crate::{
    Cx, Error, Result,
    throttle::{self, What},
};

/// Signs up.
#[derive(Debug)]
pub struct SignUp {
    email: EmailAddress,
    password: Password,
    display_name: Option<DisplayName>,
    age: AgeBand,
}

impl SignUp {
    /// Reads what was typed, and judges the password, or says all that is wrong.
    pub async fn parse(
        cx: &Cx,
        email: &str,
        password: &SecretString,
        newcomer: &NewcomerInput,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let email = fields.take("email", EmailAddress::parse(email));
        let display_name = fields.take("displayName", newcomer.name(cx));
        let age = newcomer.age.ok_or_else(|| Fault::new(Code::FieldRequired));
        let age = fields.take("ageBand", age);
        let mut context = Vec::new();
        context.extend(newcomer.display_name.as_deref());
        context.extend(email.as_ref().map(EmailAddress::canonical));
        let judged = passwords::judge(cx, password, &context, MINIMUM_RESIDENT).await;
        let password = fields.take("password", judged);
        let command = (|| {
            Some(Self {
                email: email?,
                password: password?,
                display_name: display_name?,
                age: age?,
            })
        })();
        fields.finish(command)
    }
}

/// Keeps what was typed until the code that goes to the address is typed too. Where the address has an account already,
/// the code signs in to it and what was typed here is of no effect: the answer, the statements and the mail are the same.
#[tracing::instrument(name = "accounts.sign_up", skip_all)]
pub async fn sign_up(cx: &Cx, command: SignUp) -> Result<AttemptId> {
    throttle::pass(cx, What::Code, Some(command.email.canonical().as_bytes())).await?;
    let phc = cx.house().hasher.hash(&command.password).await;
    let phc = phc.map_err(Error::internal)?;
    cx.write(|tx| sign_up_in(cx, tx, &command, &phc)).await
}

async fn sign_up_in(cx: &Cx, tx: Tx, command: &SignUp, phc: &str) -> Result<AttemptId> {
    let now = cx.decided_at(&tx).await?;
    let email = &command.email;
    let (attempt, _) = codes::issue(cx, &tx, Purpose::SignIn, email, None, Delivery::Mail, now).await?;
    let pending = persistence::accounts::SignUp {
        attempt,
        phc: phc.to_owned(),
        age: command.age,
        display_name: command.display_name.clone(),
    };
    persistence::accounts::insert_sign_up(&tx, &pending).await?;
    Ok(attempt)
}
