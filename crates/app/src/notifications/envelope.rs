//! What is written on the outside of a mail: its id, its thread, and how to stop it.

use std::fmt::Write;

use auth::keys::Purpose;
use domain::{
    accounts::AccountId,
    notifications::{NotificationId, Stopped},
};
use messages::{Letter, sheet::Sheet};
use uuid::Uuid;

use super::unsubscribe;
use crate::{Cx, Result, ports::Mail, ports::MailError, worker::Done};

/// Whether a mail tells one notification or a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One notification.
    Single,
    /// A digest; its id is that of the newest notification in it.
    Digest,
}

impl Form {
    const fn letter(self) -> char {
        match self {
            Self::Single => 'n',
            Self::Digest => 'd',
        }
    }
}

/// A mail that is to leave.
pub(super) struct Envelope<'a> {
    pub(super) account: AccountId,
    pub(super) sheet: &'a Sheet,
    pub(super) form: Form,
    pub(super) id: NotificationId,
    /// The thing whose mails belong together in a mail box.
    pub(super) thread: Option<Uuid>,
    /// What one click stops, if anything.
    pub(super) stop: Option<Stopped>,
}

/// The address of the site.
pub(super) fn site(cx: &Cx) -> String {
    format!("{}/", cx.house().site.issuer.trim_end_matches('/'))
}

/// The part of the site's address that ids of mails end in.
fn host(cx: &Cx) -> &str {
    let issuer = cx.house().site.issuer.as_str();
    let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// Signs an id: whoever sends a report of a failure back cannot make one up for a mail that was never sent.
fn signature(cx: &Cx, form: char, id: Uuid) -> String {
    let key = cx.root_key().derive(Purpose::MessageId);
    let mut letter = [0; 4];
    let mac = key.hmac(&[form.encode_utf8(&mut letter).as_bytes(), id.as_bytes()]);
    let mut digits = String::with_capacity(20);
    for byte in mac.iter().take(10) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The id of a mail: always the same for the same notification, so that a mail that was sent twice is known as one.
fn message_id(cx: &Cx, form: Form, id: NotificationId) -> String {
    let (letter, id) = (form.letter(), id.uuid());
    format!(
        "<{letter}.{}.{}@{}>",
        id.simple(),
        signature(cx, letter, id),
        host(cx)
    )
}

/// The notification whose mail has this id, if it is one of ours.
pub(super) fn of_message(cx: &Cx, message_id: &str) -> Option<NotificationId> {
    let inner = message_id.trim().trim_start_matches('<').trim_end_matches('>');
    let (local, _) = inner.split_once('@')?;
    let mut parts = local.split('.');
    let (form, id, signed) = (parts.next()?, parts.next()?, parts.next()?);
    let form = [Form::Single, Form::Digest]
        .into_iter()
        .map(Form::letter)
        .find(|letter| form.chars().eq([*letter]))?;
    let id = Uuid::try_parse(id).ok()?;
    let ours = parts.next().is_none() && signature(cx, form, id) == signed;
    ours.then(|| NotificationId::new(id))
}

/// Hands a mail over; a permanent refusal is counted against the address. `None` when it left.
pub(super) async fn send(cx: &Cx, envelope: Envelope<'_>) -> Result<Option<Done>> {
    let Some(to) = persistence::accounts::email(cx.db(), envelope.account).await? else {
        return Ok(Some(Done::Finished));
    };
    let Letter { subject, text, html } = envelope.sheet.into();
    let mut headers = vec![
        ("Message-ID", message_id(cx, envelope.form, envelope.id)),
        ("Auto-Submitted", "auto-generated".to_owned()),
    ];
    if let Some(thread) = envelope.thread {
        headers.push(("References", format!("<t.{}@{}>", thread.simple(), host(cx))));
    }
    if let Some(stop) = envelope.stop {
        let address = unsubscribe::address(cx, envelope.account, stop);
        headers.push(("List-Unsubscribe", format!("<{address}>")));
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    let mail = Mail {
        to,
        subject,
        text,
        html: Some(html),
        headers,
    };
    match cx.house().mailer.send(mail).await {
        Ok(()) => Ok(None),
        Err(MailError::Refused { code, .. }) => {
            super::bounces::count(cx, envelope.account, &code).await?;
            Ok(Some(Done::GivenUp("the address was refused")))
        }
        Err(error @ MailError::Later(_)) => Err(crate::Error::internal(error)),
    }
}
