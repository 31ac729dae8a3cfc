//! Drafts: kept on the server with an account, or under the hash of a token that is given once.

use auth::token::{Token, TokenKind};
use domain::{
    Denied,
    drafts::{DraftRefusal, Holder},
};

use crate::{Cx, Result};

mod delete;
mod queries;
mod save;
mod submit;

pub use delete::delete;
pub use queries::{by_id, list};
pub use save::{SaveDraft, Saved, fresh_token, save};
pub use submit::{as_typed, submit};

/// Whether this text is a token that may open drafts.
pub fn is_token(text: &str) -> bool {
    Token::parse(text, TokenKind::Draft).is_ok()
}

/// The token as it was given, if it was.
pub(crate) fn token(given: Option<&str>) -> Result<Option<Token>> {
    match given {
        None => Ok(None),
        Some(text) => Token::parse(text, TokenKind::Draft)
            .map(Some)
            .map_err(|_malformed| DraftRefusal::BadToken.into()),
    }
}

/// Whose drafts the actor may reach: their account's, and those under the token they hold.
pub(crate) fn holders(cx: &Cx, token: Option<&Token>) -> Result<Vec<Holder>> {
    let account = match cx.actor.person() {
        Ok(person) => Some(Holder::Account(person.account)),
        Err(Denied::SignInRequired) => None,
        Err(denied) => return Err(denied.into()),
    };
    let token = token.map(|token| Holder::Token(token.hash()));
    Ok(account.into_iter().chain(token).collect())
}
