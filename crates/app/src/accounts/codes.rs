//! Six-digit codes: drawn, kept as keyed hashes bound to one attempt, delivered, and judged when they are typed.

use auth::{
    codes::{Code as Digits, CodeHash},
    keys::Purpose as KeyPurpose,
};
use domain::{
    Code, Timestamp,
    accounts::{AccountId, AccountRefusal, Attempt, AttemptId, CODE_LIFE, Purpose},
    refusal::Fault,
    text::EmailAddress,
};
use persistence::{Tx, accounts::StoredAttempt};

use super::mails::{self, About};
use crate::{Cx, Result};

/// How a code reaches its owner. Another way (a text message, say) is a variant here and an arm in [`issue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// To the address, by a job.
    Mail,
    /// By whoever asked for it, who has its owner before them: at a desk, or at the operator's terminal.
    Desk,
}

/// Draws the code of a new attempt, keeps its hash, and has it delivered once the transaction is committed.
pub(crate) async fn issue(
    cx: &Cx,
    tx: &Tx,
    purpose: Purpose,
    email: &EmailAddress,
    account: Option<AccountId>,
    delivery: Delivery,
    now: Timestamp,
) -> Result<(AttemptId, Digits)> {
    let id: AttemptId = cx.new_id();
    let digits = Digits::generate();
    let key = cx.root_key().derive(KeyPurpose::Code);
    let stored = StoredAttempt {
        attempt: Attempt {
            id,
            purpose,
            tries: 0,
            expires_at: now + CODE_LIFE,
        },
        email: email.clone(),
        account,
        code: digits.hash(&key, id.uuid()).to_bytes(),
    };
    persistence::accounts::insert_attempt(tx, &stored).await?;
    match delivery {
        Delivery::Desk => {}
        Delivery::Mail => {
            let about = About::Code {
                purpose: purpose.as_str().to_owned(),
                code: digits.expose().to_owned(),
                for_account: account.map(|id| id.to_string()),
            };
            mails::enqueue(cx, tx, email, &cx.language, about, now).await?;
        }
    }
    Ok((id, digits))
}

/// Reads a typed code.
pub(crate) fn parse(typed: &str) -> Result<Digits, Fault> {
    Digits::parse(typed).map_err(|_no_code| Fault::new(Code::FieldMalformed))
}

/// Judges a typed code under the lock of its attempt, and counts a wrong one: commit also where the answer is a
/// refusal. A right one leaves the attempt in place; whoever uses it removes it in the same transaction.
pub(crate) async fn judge(
    cx: &Cx,
    tx: &Tx,
    id: AttemptId,
    purpose: Purpose,
    typed: &Digits,
    now: Timestamp,
) -> Result<Result<StoredAttempt, AccountRefusal>> {
    let Some(stored) = persistence::accounts::lock_attempt(tx, id).await? else {
        return Ok(Err(AccountRefusal::CodeExpired));
    };
    let key = cx.root_key().derive(KeyPurpose::Code);
    let right = CodeHash::from_bytes(stored.code).matches(&key, id.uuid(), typed);
    match stored.attempt.judge(purpose, right, now) {
        Ok(()) => Ok(Ok(stored)),
        Err(refusal) => {
            if stored.attempt.purpose == purpose && !right {
                persistence::accounts::count_try(tx, &stored.attempt).await?;
            }
            Ok(Err(refusal))
        }
    }
}
