//! Typing a code: signs in, or opens the account and signs in; then carries out what was begun before.

use auth::{
    codes::Code as Digits,
    token::{Token, TokenKind},
};
use domain::{
    Actor, Code, FieldError,
    accounts::{Account, AccountRefusal, AgeBand, AttemptId, Purpose, Session, Standing, pseudonym},
    drafts::{DraftRefusal, MAX_DRAFTS},
    refusal::{Fault, Fields},
    text::{DisplayName, EmailAddress, Title},
};
use persistence::{Constraint, StoreError, Tx, accounts::SignUp};

use super::{
    codes,
    open::{self, Opened, Tokens},
    ring,
};
use crate::{
    Cx, Error, Result,
    throttle::{self, What},
    voting,
};

/// Types a code.
#[derive(Debug)]
pub struct ConfirmCode {
    attempt: AttemptId,
    code: Digits,
    display_name: Option<DisplayName>,
    age: Option<AgeBand>,
    device: Title,
    pending: Pending,
}

/// What a person began before they signed in. Given with every way of signing in.
#[derive(Debug, Default)]
pub struct Pending {
    /// The token of drafts and votes that were begun without an account.
    pub token: Option<Token>,
}

/// What became of it. The sign-in stands whatever this says.
#[derive(Debug, Default)]
pub struct CarriedOut {
    /// How many drafts the account took over.
    pub drafts: u64,
    /// How many votes were cast.
    pub votes: u64,
    /// What could not be carried out, and why.
    pub refused: Vec<Error>,
}

/// Somebody who has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// Whether it was opened by this very request.
    pub created: bool,
    /// The session.
    pub session: Session,
    /// What the program holds of it.
    pub tokens: Tokens,
    /// What was begun before.
    pub carried_out: CarriedOut,
}

impl Pending {
    /// Reads the token of what was begun before, if one is given.
    pub fn parse(token: Option<&str>) -> Result<Self, Fault> {
        let token = token
            .map(|text| Token::parse(text, TokenKind::Draft))
            .transpose()
            .map_err(|_malformed| Fault::new(DraftRefusal::BadToken.code()))?;
        Ok(Self { token })
    }
}

/// How somebody who has no account yet wants to be known, as it is typed.
#[derive(Debug, Default)]
pub struct NewcomerInput {
    /// The name; a pseudonym is drawn where none is given.
    pub display_name: Option<String>,
    /// The answer to «15 ans ou plus / moins de 15 ans».
    pub age: Option<AgeBand>,
}

impl NewcomerInput {
    /// The name, if one was given; under 15 none may be.
    pub(crate) fn name(&self, cx: &Cx) -> Result<Option<DisplayName>, Fault> {
        let Some(name) = &self.display_name else {
            return Ok(None);
        };
        if self.age == Some(AgeBand::Under15) {
            return Err(Fault::new(Code::AccountPseudonymImposed));
        }
        DisplayName::parse(name, cx.limits().display_name).map(Some)
    }
}

impl ConfirmCode {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        cx: &Cx,
        attempt: AttemptId,
        code: &str,
        newcomer: &NewcomerInput,
        device: Option<&str>,
        token: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let code = fields.take("code", codes::parse(code));
        let display_name = fields.take("displayName", newcomer.name(cx));
        let device = fields.take("device", open::device(device));
        let pending = fields.take("token", Pending::parse(token));
        let command = (|| {
            Some(Self {
                attempt,
                code: code?,
                display_name: display_name?,
                age: newcomer.age,
                device: device?,
                pending: pending?,
            })
        })();
        fields.finish(command)
    }
}

/// Signs in whoever types the right code, and opens the account of an address that has none. One code opens one
/// session, however many type it at once.
#[tracing::instrument(name = "accounts.confirm_code", skip_all, fields(attempt.id = %command.attempt))]
pub async fn confirm_code(cx: &Cx, command: ConfirmCode) -> Result<SignedIn> {
    throttle::pass(cx, What::Confirm, None).await?;
    let ring = ring::ring(cx).await?;
    let confirm = || cx.write(|tx| confirm_code_in(cx, tx, &command));
    let confirmed = match confirm().await {
        // Two codes of one new address came at once: the account is there now.
        Err(Error::Store(StoreError::Taken(Constraint::AccountEmail))) => confirm().await,
        confirmed => confirmed,
    };
    let (account, created, opened) = confirmed??;
    let (session, person, tokens) = open::sign(cx, &ring, opened)?;
    let own = cx.acting(Actor::Person(person), Some(session.id));
    let carried_out = carry_out_pending(&own, &command.pending).await;
    Ok(SignedIn {
        account,
        created,
        session,
        tokens,
        carried_out,
    })
}

/// The inner refusal is committed: a wrong code counts.
async fn confirm_code_in(cx: &Cx, tx: Tx, command: &ConfirmCode) -> Result<Result<(Account, bool, Opened)>> {
    let now = cx.decided_at(&tx).await?;
    let judged = codes::judge(cx, &tx, command.attempt, Purpose::SignIn, &command.code, now).await?;
    let stored = match judged {
        Ok(stored) => stored,
        Err(refusal) => return Ok(Err(refusal.into())),
    };
    let sign_up = persistence::accounts::sign_up(&tx, command.attempt).await?;
    let known = match persistence::accounts::by_email(&tx, &stored.email).await? {
        Some(id) => persistence::accounts::lock(&tx, id).await?,
        None => None,
    };
    let created = known.is_none();
    let account = match known {
        Some(account) if matches!(account.standing, Standing::Erased { .. }) => {
            return Err(AccountRefusal::Erased.into());
        }
        Some(account) => account,
        None => welcome(cx, &tx, &stored.email, command, sign_up.as_ref(), now).await?,
    };
    persistence::accounts::remove_attempt(&tx, command.attempt).await?;
    // Somebody read the code there: the address takes mail again.
    persistence::notifications::clear_bounces(&tx, account.id).await?;
    let opened = open::open_in(cx, &tx, &account, &command.device, now).await?;
    Ok(Ok((account, created, opened)))
}

/// Opens the account of a confirmed address. Without the one answer that is needed the code is not used up.
async fn welcome(
    cx: &Cx,
    tx: &Tx,
    email: &EmailAddress,
    command: &ConfirmCode,
    sign_up: Option<&SignUp>,
    now: domain::Timestamp,
) -> Result<Account> {
    let mut fields = Fields::default();
    let age = command.age.or(sign_up.map(|sign_up| sign_up.age));
    let age = fields.take("ageBand", age.ok_or_else(|| Fault::new(Code::FieldRequired)));
    let chosen = command
        .display_name
        .as_ref()
        .or(sign_up.and_then(|sign_up| sign_up.display_name.as_ref()));
    if let (Some(AgeBand::Under15), Some(_)) = (age, chosen) {
        fields.refuse("displayName", Fault::new(Code::AccountPseudonymImposed));
    }
    let age = fields.finish(age)?;
    let account = Account {
        id: cx.new_id(),
        display_name: chosen.cloned().unwrap_or_else(|| pseudonym(cx.random())),
        age,
        language: cx.language.clone(),
        standing: Standing::Active,
        created_at: now,
        seen_at: now,
    };
    persistence::accounts::insert(tx, &account).await?;
    persistence::accounts::set_email(tx, account.id, email, now).await?;
    if let Some(sign_up) = sign_up {
        persistence::accounts::set_password(tx, account.id, sign_up.phc.clone(), now).await?;
    }
    Ok(account)
}

/// Carries out what a person began before they signed in, after the sign-in is committed, whichever way they came:
/// `cx` is theirs, in their new session. Each thing goes through its ordinary use case in a transaction of its own; what
/// is refused is told beside the sign-in and takes nothing of it back.
pub(crate) async fn carry_out_pending(cx: &Cx, pending: &Pending) -> CarriedOut {
    let mut carried_out = CarriedOut::default();
    let Some(token) = &pending.token else {
        return carried_out;
    };
    match claim_drafts(cx, token).await {
        Ok(drafts) => carried_out.drafts = drafts,
        Err(error) => carried_out.refused.push(error),
    }
    match voting::carry_out_under(cx, token).await {
        Ok(votes) => {
            for vote in votes {
                match vote.outcome {
                    Ok(_) => carried_out.votes += 1,
                    Err(error) => carried_out.refused.push(error),
                }
            }
        }
        Err(error) => carried_out.refused.push(error),
    }
    carried_out
}

/// Takes over the drafts under a token, as many as the account has room for; the others stay under the token.
async fn claim_drafts(cx: &Cx, token: &Token) -> Result<u64> {
    let account = cx.actor.person()?.account;
    cx.write(|tx| async move {
        let now = cx.decided_at(&tx).await?;
        Ok(persistence::drafts::claim(&tx, &token.hash(), account, MAX_DRAFTS, now).await?)
    })
    .await
}
