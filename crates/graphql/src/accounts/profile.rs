//! Password, address, name and language in the API.

use app::accounts::{
    ConfirmEmailChange, ProfileInput as Typed, RequestCode, RequestEmailChange, ResetPassword, UpdateProfile,
};
use async_graphql::{Context, ID, InputObject, Object};
use domain::accounts::Purpose;
use secrecy::SecretString;

use super::sessions::{CodePayload, MePayload, SignInPayload, code_payload, me_payload, signed_in};
use crate::{Fault, context::Here, scalars::id};

/// What changes of one's own account; what is left out stays.
#[derive(Debug, Default, InputObject)]
pub struct ProfileInput {
    /// Another name, 2 to 60 characters, a pseudonym if the person likes; under 15 none may be chosen.
    display_name: Option<String>,
    /// A pseudonym drawn by the site, in the place of a name; not together with `displayName`.
    #[graphql(default)]
    draw_pseudonym: bool,
    /// BCP 47 tag of the language of mails: `fr` or `en`.
    language: Option<String>,
    /// The person has turned 15; nobody turns younger.
    #[graphql(default)]
    turned_fifteen: bool,
}

/// Keeping one's account.
#[derive(Default)]
pub struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Has a code sent that sets a new password: for whoever forgot theirs, or never had one. Where the address has no
    /// account the mail says so, and the answer is the same. Codes: `FIELD_*`; `request.throttled` at the top level.
    async fn request_password_reset(&self, ctx: &Context<'_>, email: String) -> Result<CodePayload, Fault> {
        let cx = ctx.cx()?;
        let sent = match RequestCode::parse(&email, Purpose::Password) {
            Ok(command) => app::accounts::request_code(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        code_payload(cx, sent)
    }

    /// Sets a new password with the code of `requestPasswordReset`, and signs in: every other session ends, and the
    /// person is told by mail. A password that is refused leaves the code as it was. Codes: `FIELD_*`,
    /// `ACCOUNT_CODE_WRONG`, `ACCOUNT_CODE_EXPIRED`, `ACCOUNT_PASSWORD_WEAK`, `DRAFT_BAD_TOKEN`; `request.throttled` at
    /// the top level.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        attempt: ID,
        #[graphql(desc = "Six digits; spaces and hyphens do not matter.")] code: String,
        #[graphql(
            desc = "12 to 256 characters, 15 for whoever holds a role; not common and not easily guessed."
        )]
        password: String,
        #[graphql(desc = "What the device is called in the list of sessions, at most 100 characters.")]
        device: Option<String>,
        #[graphql(desc = "The token of what was begun without an account: it is taken over.")] token: Option<
            String,
        >,
    ) -> Result<SignInPayload, Fault> {
        let cx = ctx.cx()?;
        let (attempt, password) = (id(&attempt)?, SecretString::from(password));
        let (device, token) = (device.as_deref(), token.as_deref());
        let done = match ResetPassword::parse(attempt, &code, password, device, token) {
            Ok(command) => app::accounts::reset_password(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        signed_in(cx, done)
    }

    /// Changes the viewer's password, or chooses a first one: every other session ends, and a mail says so. Codes:
    /// `AUTH_REQUIRED`, `ACCOUNT_SIGN_IN_AGAIN`, `ACCOUNT_CREDENTIALS_WRONG`, `ACCOUNT_PASSWORD_LOCKED`,
    /// `ACCOUNT_PASSWORD_WEAK`; `request.throttled` at the top level.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "12 to 256 characters, 15 for whoever holds a role; not common and not easily guessed."
        )]
        new_password: String,
        #[graphql(desc = "May be left out within 15 minutes of signing in.")] current_password: Option<
            String,
        >,
    ) -> Result<MePayload, Fault> {
        let cx = ctx.cx()?;
        let (new, current) = (
            SecretString::from(new_password),
            current_password.map(SecretString::from),
        );
        let done = app::accounts::change_password(cx, &new, current.as_ref()).await;
        me_payload(cx, done)
    }

    /// Has a code sent to another address, which takes the place of the viewer's with `confirmEmailChange`. Where it
    /// has an account already, its owner hears of it and no code is sent; the answer is the same. Codes: `FIELD_*`,
    /// `AUTH_REQUIRED`, `ACCOUNT_SIGN_IN_AGAIN`, `ACCOUNT_CREDENTIALS_WRONG`, `ACCOUNT_PASSWORD_LOCKED`;
    /// `request.throttled` at the top level.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        email: String,
        #[graphql(desc = "May be left out within 15 minutes of signing in.")] current_password: Option<
            String,
        >,
    ) -> Result<CodePayload, Fault> {
        let cx = ctx.cx()?;
        let sent = match RequestEmailChange::parse(cx, &email, current_password.map(SecretString::from)) {
            Ok(command) => app::accounts::request_email_change(cx, command).await,
            Err(error) => Err(error),
        };
        code_payload(cx, sent)
    }

    /// Gives the viewer's account the address that the code came to. The former one opens nothing any more and is
    /// told; every other session ends. Codes: `FIELD_*`, `AUTH_REQUIRED`, `ACCOUNT_CODE_WRONG`, `ACCOUNT_CODE_EXPIRED`,
    /// `ACCOUNT_EMAIL_TAKEN`; `request.throttled` at the top level.
    async fn confirm_email_change(
        &self,
        ctx: &Context<'_>,
        attempt: ID,
        #[graphql(desc = "Six digits; spaces and hyphens do not matter.")] code: String,
    ) -> Result<MePayload, Fault> {
        let cx = ctx.cx()?;
        let done = match ConfirmEmailChange::parse(cx, id(&attempt)?, &code) {
            Ok(command) => app::accounts::confirm_email_change(cx, command).await,
            Err(error) => Err(error),
        };
        me_payload(cx, done)
    }

    /// Changes the viewer's name or language, or notes that they have turned 15. Codes: `FIELD_*`, `AUTH_REQUIRED`,
    /// `ACCOUNT_PSEUDONYM_IMPOSED`, `PERMISSION_LIMITED` (another name, while a sanction runs).
    async fn update_profile(&self, ctx: &Context<'_>, input: ProfileInput) -> Result<MePayload, Fault> {
        let cx = ctx.cx()?;
        let ProfileInput {
            display_name,
            draw_pseudonym,
            language,
            turned_fifteen,
        } = input;
        let typed = Typed {
            display_name,
            draw_pseudonym,
            language,
            turned_fifteen,
        };
        let done = match UpdateProfile::parse(cx, &typed) {
            Ok(command) => app::accounts::update_profile(cx, command).await,
            Err(error) => Err(error),
        };
        me_payload(cx, done)
    }
}
