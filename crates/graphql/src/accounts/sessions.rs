//! Signing up, in and out in the API.

use app::accounts::{ConfirmCode, NewcomerInput, RequestCode, SignIn, SignUp, Tokens as AppTokens};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::accounts::{self, Purpose};
use secrecy::{ExposeSecret, SecretString};

use super::Me;
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome, problem},
    scalars::{DateTime, id},
};

/// The one question about age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::AgeBand")]
pub enum AgeBand {
    /// «15 ans ou plus».
    FifteenOrMore,
    /// «moins de 15 ans»: the site gives a pseudonym, and the voting age of each plan decides about votes.
    Under15,
}

/// A session: begun by signing in, ended by its owner, by the house, or by time.
pub struct Session(pub accounts::Session);

#[Object]
impl Session {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What holds it.
    async fn channel(&self) -> SessionChannel {
        self.0.channel.into()
    }
    /// What the person or program called its device; may be empty.
    async fn device(&self) -> &str {
        self.0.device.as_str()
    }
    /// When it began.
    async fn began_at(&self) -> DateTime {
        DateTime(self.0.began_at)
    }
    /// When it was last used: to ten minutes, the life of an access token.
    async fn used_at(&self) -> DateTime {
        DateTime(self.0.used_at)
    }
    /// When it was ended; null while it holds.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
    /// Whether this very request was sent in it.
    #[expect(clippy::unused_async, reason = "a resolver is asynchronous")]
    async fn current(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(ctx.cx()?.session == Some(self.0.id))
    }
}

/// What holds a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::Channel")]
pub enum SessionChannel {
    /// A browser, by a cookie.
    Page,
    /// A program, by access and refresh tokens.
    Program,
}

/// What a program holds of a session. Keep both secret, and out of addresses and logs.
#[derive(SimpleObject)]
pub struct Tokens {
    /// Send it with each request: `Authorization: Bearer …`, over a WebSocket in the payload of `connection_init`. A JWT
    /// signed with EdDSA; its public keys are at `/.well-known/jwks.json`.
    access_token: String,
    /// Until when it works: ten minutes at most.
    access_expires_at: DateTime,
    /// Exchange it with `refresh` for the next pair; it works once. One that comes a second time ends the session.
    refresh_token: String,
    /// Until when it works if nobody uses it: 14 days, 30 minutes for whoever holds a role; a session lasts 30 days in
    /// all, 12 hours for whoever holds a role.
    refresh_expires_at: DateTime,
}

impl From<AppTokens> for Tokens {
    fn from(tokens: AppTokens) -> Self {
        let AppTokens {
            access,
            access_expires_at,
            refresh,
            refresh_expires_at,
        } = tokens;
        Self {
            access_token: access.expose_secret().to_owned(),
            access_expires_at: DateTime(access_expires_at),
            refresh_token: refresh.expose_secret().to_owned(),
            refresh_expires_at: DateTime(refresh_expires_at),
        }
    }
}

/// What became of what was begun before signing in. The sign-in stands whatever this says.
#[derive(SimpleObject)]
pub struct CarriedOut {
    /// How many drafts the account took over.
    drafts: u64,
    /// How many votes were cast; those that lack only a link wait on for `finishVote`.
    votes: u64,
    /// What could not be carried out, and why.
    problems: Vec<Problem>,
}

/// A code was sent, or why not.
#[derive(SimpleObject)]
pub struct CodePayload {
    /// What the code belongs to: give it back with the code. Null when it was refused. It tells nothing of whether the
    /// address has an account.
    attempt: Option<ID>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Somebody signed in, or why not.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The account; null when it was refused.
    me: Option<Me>,
    /// The session; null when it was refused.
    session: Option<Session>,
    /// What to hold of it; null when it was refused.
    tokens: Option<Tokens>,
    /// Whether the account was opened by this very request; null when it was refused.
    created: Option<bool>,
    /// What was begun under `token`; null when it was refused.
    carried_out: Option<CarriedOut>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A session that was prolonged, or why not.
#[derive(SimpleObject)]
pub struct RefreshPayload {
    /// The session; null when it was refused.
    session: Option<Session>,
    /// What to hold of it from now on; null when it was refused.
    tokens: Option<Tokens>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A session that was ended, or why not.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The session; null when it was refused.
    session: Option<Session>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// One's own account after the change, or why nothing changed.
#[derive(SimpleObject)]
pub struct MePayload {
    /// The account; null when it was refused.
    me: Option<Me>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

pub(super) fn me_payload(cx: &app::Cx, done: app::Result<accounts::Account>) -> Result<MePayload, Fault> {
    let (account, problems) = outcome(cx, done)?;
    Ok(MePayload {
        me: account.map(Me),
        problems,
    })
}

pub(super) fn code_payload(
    cx: &app::Cx,
    sent: app::Result<accounts::AttemptId>,
) -> Result<CodePayload, Fault> {
    let (attempt, problems) = outcome(cx, sent)?;
    Ok(CodePayload {
        attempt: attempt.map(|id| id.to_string().into()),
        problems,
    })
}

pub(super) fn signed_in(
    cx: &app::Cx,
    done: app::Result<app::accounts::SignedIn>,
) -> Result<SignInPayload, Fault> {
    let (done, problems) = outcome(cx, done)?;
    let Some(app::accounts::SignedIn {
        account,
        created,
        session,
        tokens,
        carried_out,
    }) = done
    else {
        return Ok(SignInPayload {
            me: None,
            session: None,
            tokens: None,
            created: None,
            carried_out: None,
            problems,
        });
    };
    let refused = carried_out.refused.iter();
    Ok(SignInPayload {
        me: Some(Me(account)),
        session: Some(Session(session)),
        tokens: Some(tokens.into()),
        created: Some(created),
        carried_out: Some(CarriedOut {
            drafts: carried_out.drafts,
            votes: carried_out.votes,
            problems: refused.flat_map(|error| problem(cx, error)).collect(),
        }),
        problems,
    })
}

/// Signing up, in and out.
#[derive(Default)]
pub struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Has a six-digit code sent to an address, to sign in, or up where it has no account: the answer is the same. The
    /// code belongs to the `attempt`, works once within 15 minutes, and bears five wrong tries. Codes: `FIELD_*`;
    /// `request.throttled` at the top level.
    async fn request_code(&self, ctx: &Context<'_>, email: String) -> Result<CodePayload, Fault> {
        let cx = ctx.cx()?;
        let sent = match RequestCode::parse(&email, Purpose::SignIn) {
            Ok(command) => app::accounts::request_code(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        code_payload(cx, sent)
    }

    /// Types a code: signs in, and opens the account first where the address has none. Then `ageBand` is needed, unless
    /// `signUp` had it; without it the answer is `FIELD_REQUIRED` and the code still works. Codes: `FIELD_*`,
    /// `ACCOUNT_CODE_WRONG`, `ACCOUNT_CODE_EXPIRED`, `ACCOUNT_PSEUDONYM_IMPOSED`, `DRAFT_BAD_TOKEN`;
    /// `request.throttled` at the top level.
    async fn confirm_code(
        &self,
        ctx: &Context<'_>,
        attempt: ID,
        #[graphql(desc = "Six digits; spaces and hyphens do not matter.")] code: String,
        #[graphql(
            desc = "2 to 60 characters, a pseudonym if the person likes; drawn where none is given. Of no effect where the address has an account. Under 15 none may be given."
        )]
        display_name: Option<String>,
        #[graphql(desc = "Of no effect where the address has an account.")] age_band: Option<AgeBand>,
        #[graphql(desc = "What the device is called in the list of sessions, at most 100 characters.")]
        device: Option<String>,
        #[graphql(desc = "The token of what was begun without an account: it is taken over.")] token: Option<
            String,
        >,
    ) -> Result<SignInPayload, Fault> {
        let cx = ctx.cx()?;
        let newcomer = newcomer(display_name, age_band);
        let attempt = id(&attempt)?;
        let (device, token) = (device.as_deref(), token.as_deref());
        let done = match ConfirmCode::parse(cx, attempt, &code, &newcomer, device, token) {
            Ok(command) => app::accounts::confirm_code(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        signed_in(cx, done)
    }

    /// Signs up with a password: a code goes to the address, and `confirmCode` with it opens the account. Where the
    /// address has an account the answer is the same, the code signs in to it, and the password is of no effect. Codes:
    /// `FIELD_*`, `ACCOUNT_PASSWORD_WEAK`, `ACCOUNT_PSEUDONYM_IMPOSED`; `request.throttled` at the top level.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        email: String,
        #[graphql(
            desc = "12 to 256 characters, not common and not easily guessed; no kind of character is asked for."
        )]
        password: String,
        #[graphql(
            desc = "2 to 60 characters, a pseudonym if the person likes; drawn where none is given. Under 15 none may be given."
        )]
        display_name: Option<String>,
        age_band: AgeBand,
    ) -> Result<CodePayload, Fault> {
        let cx = ctx.cx()?;
        let newcomer = newcomer(display_name, Some(age_band));
        let sent = match SignUp::parse(cx, &email, &SecretString::from(password), &newcomer).await {
            Ok(command) => app::accounts::sign_up(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        code_payload(cx, sent)
    }

    /// Signs in with address and password. Five wrong passwords are free; then each makes wait, twice as long each time
    /// and 15 minutes at most; after a hundred in a row only a code opens the account. All this is the same where the
    /// address has no account. Codes: `FIELD_*`, `ACCOUNT_CREDENTIALS_WRONG`, `ACCOUNT_PASSWORD_LOCKED`,
    /// `DRAFT_BAD_TOKEN`; `request.throttled` at the top level.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        email: String,
        password: String,
        #[graphql(desc = "What the device is called in the list of sessions, at most 100 characters.")]
        device: Option<String>,
        #[graphql(desc = "The token of what was begun without an account: it is taken over.")] token: Option<
            String,
        >,
    ) -> Result<SignInPayload, Fault> {
        let cx = ctx.cx()?;
        let password = SecretString::from(password);
        let done = match SignIn::parse(&email, password, device.as_deref(), token.as_deref()) {
            Ok(command) => app::accounts::sign_in(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        signed_in(cx, done)
    }

    /// Exchanges a refresh token for the next pair. The answer may be lost: within ten seconds the same token gives
    /// another pair, of which one may be used. After that a token that comes again ends its session, and the person is
    /// told by mail. Codes: `AUTH_EXPIRED`, `ACCOUNT_TOKEN_REUSED`; `request.throttled` at the top level.
    async fn refresh(&self, ctx: &Context<'_>, refresh_token: String) -> Result<RefreshPayload, Fault> {
        let cx = ctx.cx()?;
        let done = app::accounts::refresh(cx, &SecretString::from(refresh_token)).await;
        let (done, problems) = outcome(cx, done)?;
        let (session, tokens) = done.map_or((None, None), |(session, tokens)| {
            (Some(Session(session)), Some(tokens.into()))
        });
        Ok(RefreshPayload {
            session,
            tokens,
            problems,
        })
    }

    /// Ends the session that the request is sent in. Codes: `AUTH_REQUIRED`, `ACCOUNT_SESSION_NOT_FOUND`.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<SessionPayload, Fault> {
        let cx = ctx.cx()?;
        session_payload(cx, app::accounts::sign_out(cx).await)
    }

    /// Ends one of the viewer's sessions: its tokens open nothing any more, and connections that it holds are closed
    /// within five seconds. Codes: `AUTH_REQUIRED`, `ACCOUNT_SESSION_NOT_FOUND`.
    async fn end_session(&self, ctx: &Context<'_>, session: ID) -> Result<SessionPayload, Fault> {
        let cx = ctx.cx()?;
        session_payload(cx, app::accounts::end_session(cx, id(&session)?).await)
    }

    /// Ends all of the viewer's sessions. Codes: `AUTH_REQUIRED`.
    async fn sign_out_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "Keeps the session that the request is sent in.")] keep_this: bool,
    ) -> Result<MePayload, Fault> {
        let cx = ctx.cx()?;
        me_payload(cx, app::accounts::sign_out_everywhere(cx, keep_this).await)
    }
}

fn newcomer(display_name: Option<String>, age: Option<AgeBand>) -> NewcomerInput {
    NewcomerInput {
        // An empty field of a form is no name.
        display_name: display_name.filter(|name| !name.trim().is_empty()),
        age: age.map(Into::into),
    }
}

fn session_payload(cx: &app::Cx, done: app::Result<accounts::Session>) -> Result<SessionPayload, Fault> {
    let (session, problems) = outcome(cx, done)?;
    Ok(SessionPayload {
        session: session.map(Session),
        problems,
    })
}
