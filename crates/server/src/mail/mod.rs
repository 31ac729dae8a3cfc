//! How mail leaves: by SMTP, or into a folder while nobody has configured a mail server.

pub mod bounced;
mod folder;
mod smtp;

pub use folder::MailFolder;
pub use smtp::{MailSetupError, Smtp};

use app::ports::{Mail, MailError};
use domain::text::EmailAddress;
use lettre::{
    Message,
    message::{Mailbox, MultiPart, SinglePart, header::HeaderName, header::HeaderValue},
};

/// Puts a mail into its wire form.
fn message(from: &Mailbox, mail: Mail) -> Result<Message, MailError> {
    let Mail {
        to,
        subject,
        text,
        html,
        headers,
    } = mail;
    let to = to.canonical().parse().map_err(refused)?;
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject);
    for (name, value) in headers {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    let message = match html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, html)),
        None => builder.singlepart(SinglePart::plain(text)),
    };
    message.map_err(refused)
}

/// A mail that no server needs to see to know that it cannot leave.
fn refused(error: impl std::error::Error + Send + Sync + 'static) -> MailError {
    MailError::Refused {
        code: String::new(),
        source: Box::new(error),
    }
}

/// Whether a mail of the folder is to this address.
fn is_to(eml: &[u8], address: &EmailAddress) -> bool {
    let Some(parsed) = mail_parser::MessageParser::default().parse(eml) else {
        return false;
    };
    let Some(to) = parsed.to() else { return false };
    to.iter()
        .filter_map(|to| EmailAddress::parse(to.address()?).ok())
        .any(|to| to == *address)
}

/// A mail of the folder as a person reads it: who, what, and the text.
pub(crate) fn readable(eml: &[u8]) -> String {
    let Some(parsed) = mail_parser::MessageParser::default().parse(eml) else {
        return "Ce message ne peut pas être lu.".to_owned();
    };
    let to = parsed
        .to()
        .and_then(|to| to.first())
        .and_then(|to| to.address())
        .unwrap_or_default();
    let subject = parsed.subject().unwrap_or_default();
    let text = parsed.body_text(0).unwrap_or_default();
    let text = text.replace("\r\n", "\n");
    format!("À : {to}\nObjet : {subject}\n\n{}", text.trim())
}

/// The HTML of a mail of the folder, if it has any.
pub(crate) fn html(eml: &[u8]) -> Option<String> {
    let parsed = mail_parser::MessageParser::default().parse(eml)?;
    // Of a mail without HTML the parser would make some.
    let part = parsed.html_part(0).filter(|part| part.is_text_html())?;
    part.text_contents().map(str::to_owned)
}
