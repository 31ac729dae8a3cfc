//! Somebody, as they are named by people who write about them: by the id of their account, or by their address.

use domain::{
    Code, FieldError,
    accounts::AccountId,
    refusal::{Fault, Fields},
    text::EmailAddress,
};
use persistence::Read;

use crate::Result;

/// Whom a command is about.
#[derive(Debug, Clone)]
pub enum Whom {
    /// The account of this id.
    Account(AccountId),
    /// The account of this confirmed address.
    Email(EmailAddress),
}

impl Whom {
    /// Reads an id or an address: one of the two.
    pub fn parse(account: Option<AccountId>, email: Option<&str>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let whom = match (account, email) {
            (Some(account), None) => Some(Self::Account(account)),
            (None, Some(email)) => fields.take("email", EmailAddress::parse(email)).map(Self::Email),
            (None, None) => fields.take("account", Err(Fault::new(Code::FieldRequired))),
            (Some(_), Some(_)) => fields.take("email", Err(Fault::new(Code::FieldMalformed))),
        };
        fields.finish(whom)
    }

    /// The field that named them.
    pub(crate) const fn field(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Email(_) => "email",
        }
    }

    /// The account meant, if an address leads to one; an id is taken as it is.
    pub(crate) async fn find(&self, from: &impl Read) -> Result<Option<AccountId>> {
        Ok(match self {
            Self::Account(account) => Some(*account),
            Self::Email(email) => persistence::accounts::by_email(from, email).await?,
        })
    }
}
