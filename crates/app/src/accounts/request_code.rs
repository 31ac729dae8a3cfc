//! Asking for a code.

use domain::{
    FieldError,
    accounts::{AttemptId, Purpose},
    refusal::Fields,
    text::EmailAddress,
};
use persistence::Tx;

use super::codes::{self, Delivery};
use crate::{
    Cx, Result,
    throttle::{self, What},
};

/// Asks for a code that signs in or up, or one that sets a new password.
#[derive(Debug, Clone)]
pub struct RequestCode {
    email: EmailAddress,
    purpose: Purpose,
}

impl RequestCode {
    /// Reads the address.
    pub fn parse(email: &str, purpose: Purpose) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let email = fields.take("email", EmailAddress::parse(email));
        fields.finish(email.map(|email| Self { email, purpose }))
    }
}

/// Has a code sent to the address: one statement after the other the same, whether or not it has an account. Which mail
/// leaves is decided by the job that writes it.
#[tracing::instrument(name = "accounts.request_code", skip_all)]
pub async fn request_code(cx: &Cx, command: RequestCode) -> Result<AttemptId> {
    throttle::pass(cx, What::Code, Some(command.email.canonical().as_bytes())).await?;
    cx.write(|tx| request_code_in(cx, tx, &command)).await
}

async fn request_code_in(cx: &Cx, tx: Tx, command: &RequestCode) -> Result<AttemptId> {
    let now = cx.decided_at(&tx).await?;
    let (purpose, email) = (command.purpose, &command.email);
    let (attempt, _) = codes::issue(cx, &tx, purpose, email, None, Delivery::Mail, now).await?;
    Ok(attempt)
}
