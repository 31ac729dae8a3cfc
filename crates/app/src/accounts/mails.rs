//! Mails about accounts: written and sent by a job, so that the answer to a request tells nothing of what was sent, and
//! takes no longer for one address than for another.

use domain::{
    Language, Timestamp,
    accounts::{AccountId, Purpose},
    refusal::Facts,
    text::EmailAddress,
    webhooks::Webhook,
};
use persistence::{Tx, jobs::Job};
use serde::{Deserialize, Serialize};

use crate::{
    Cx, Error, Result,
    jobs::{self, JobKind, NewJob},
    notifications,
    ports::{Mail, MailError},
    worker::Done,
};

/// What a mail is about. It lies in the table of jobs until it is sent, sealed by the root key.
#[derive(Serialize, Deserialize)]
pub(crate) enum About {
    /// A code; `for_account` asked for it, where somebody had to be signed in.
    Code {
        purpose: String,
        code: String,
        for_account: Option<String>,
    },
    /// The password was changed.
    PasswordChanged,
    /// Another address took the place of this one.
    EmailChanged,
    /// A refresh token came a second time.
    SessionReused,
    /// A webhook of this id was switched off.
    WebhookStopped { webhook: String },
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    to: String,
    language: String,
    about: About,
}

/// Has a mail sent once the transaction is committed. `language` is used where the address has no account.
pub(crate) async fn enqueue(
    cx: &Cx,
    tx: &Tx,
    to: &EmailAddress,
    language: &Language,
    about: About,
    now: Timestamp,
) -> Result<()> {
    let sealed = Sealed {
        to: to.canonical().to_owned(),
        language: language.tag().to_owned(),
        about,
    };
    // What seals it to its row; the subject of a job must not be a person.
    let subject = cx.new_id::<Job>().uuid().to_string();
    let plain = serde_json::to_vec(&sealed).map_err(Error::internal)?;
    let mut job = NewJob::new(JobKind::SendAccountMail, &subject, now);
    job.payload = cx.root_key().wrap(&plain, WRAPPED, subject.as_bytes());
    jobs::enqueue(cx, tx, job).await?;
    Ok(())
}

/// Tells whoever made a webhook that it was switched off; where that is a program, whoever made the program.
pub(crate) async fn tell_of_stopped_webhook(
    cx: &Cx,
    tx: &Tx,
    webhook: &Webhook,
    now: Timestamp,
) -> Result<()> {
    let programs = persistence::accounts::programs_by_ids(tx, &[webhook.owner]).await?;
    let owner = match programs.first() {
        Some(program) => program.created_by,
        None => Some(webhook.owner),
    };
    let Some(owner) = owner else { return Ok(()) };
    let Some(to) = persistence::accounts::email(tx, owner).await? else {
        return Ok(());
    };
    let about = About::WebhookStopped {
        webhook: webhook.id.to_string(),
    };
    enqueue(cx, tx, &to, &cx.language, about, now).await
}

const WRAPPED: auth::keys::WrappedKind = auth::keys::WrappedKind::Mail;

/// The job: opens what was sealed, and writes to whom it is for in their language.
pub(crate) async fn send(cx: &Cx, job: &Job) -> Result<Done> {
    let Ok(plain) = cx.root_key().open(&job.payload, WRAPPED, job.subject.as_bytes()) else {
        return Ok(Done::GivenUp("the payload does not open"));
    };
    let Ok(Sealed { to, language, about }) = serde_json::from_slice(&plain) else {
        return Ok(Done::GivenUp("the payload is of another version"));
    };
    let to = EmailAddress::from_history(to);
    let account = persistence::accounts::by_email(cx.db(), &to).await?;
    let language = match account {
        Some(id) => persistence::accounts::by_id(cx.db(), id)
            .await?
            .map(|account| account.language),
        None => Language::parse(&language),
    };
    let mut facts: Facts = vec![("site", cx.house().site.issuer.as_str().into())];
    let name = name(&about, account);
    if let About::Code { code, .. } = &about {
        facts.push(("code", code.as_str().into()));
    }
    if let About::WebhookStopped { webhook } = &about {
        facts.push(("webhook", webhook.as_str().into()));
    }
    let Some(letter) = messages::mail(name, &facts, &language.unwrap_or_default()) else {
        return Ok(Done::GivenUp("there is no such mail"));
    };
    hand_over(cx, to, account, letter).await
}

/// Hands a mail over. A permanent refusal is counted against the address of the account; mails about it leave all the
/// same, since a code is the way back in.
pub(super) async fn hand_over(
    cx: &Cx,
    to: EmailAddress,
    account: Option<AccountId>,
    letter: messages::Letter,
) -> Result<Done> {
    let messages::Letter { subject, text, html } = letter;
    let mail = Mail {
        to,
        subject,
        text,
        html: Some(html),
        headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
    };
    match cx.house().mailer.send(mail).await {
        Ok(()) => Ok(Done::Finished),
        Err(MailError::Refused { code, .. }) => {
            if let Some(account) = account {
                notifications::count_bounce(cx, account, &code).await?;
            }
            Ok(Done::GivenUp("the address was refused"))
        }
        Err(error @ MailError::Later(_)) => Err(Error::internal(error)),
    }
}

/// Which mail it is, now that it is known whether the address has an account.
fn name(about: &About, account: Option<AccountId>) -> &'static str {
    match about {
        About::Code {
            purpose, for_account, ..
        } => match (Purpose::parse(purpose), account) {
            (Some(Purpose::Password), None) => "password_unknown",
            (Some(Purpose::Password), Some(_)) => "password",
            (Some(Purpose::Email), Some(owner)) if Some(owner.to_string()) != *for_account => "email_taken",
            (Some(Purpose::Email), _) => "email",
            (Some(Purpose::SignIn) | None, _) => "sign_in",
        },
        About::PasswordChanged => "password_changed",
        About::EmailChanged => "email_changed",
        About::SessionReused => "session_reused",
        About::WebhookStopped { .. } => "webhook_stopped",
    }
}
