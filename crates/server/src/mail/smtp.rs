//! Mail by SMTP.

use std::{future::Future, pin::Pin, time::Duration};

use app::ports::{Mail, MailError, Mailer};
use domain::text::EmailAddress;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor, message::Mailbox};
use secrecy::{ExposeSecret, SecretString};

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    /// The sender is no address.
    #[error("mail.from is no address such as «Fabrique <ne-pas-repondre@participer.example>»")]
    From(#[from] lettre::address::AddressError),
    /// The server's address cannot be read. The address itself may hold a password and is not repeated.
    #[error("mail.smtp is no address such as smtps://user:password@mail.example")]
    Smtp,
    /// The folder for mail cannot be made.
    #[error("the folder for mail cannot be made")]
    Folder(#[source] std::io::Error),
}

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Prepares for `smtp://…` or `smtps://…`; nothing is sent yet.
    pub fn new(url: &SecretString, from: &str) -> Result<Self, MailSetupError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
        let transport = builder.map_err(|_unprintable| MailSetupError::Smtp)?;
        Ok(Self {
            transport: transport.timeout(Some(Duration::from_secs(20))).build(),
            from: from.parse()?,
        })
    }
}

impl Mailer for Smtp {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>> {
        Box::pin(async move {
            let message = super::message(&self.from, mail)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(MailError::Refused {
                    code: error.status().map(|code| code.to_string()).unwrap_or_default(),
                    source: Box::new(error),
                }),
                Err(error) => Err(MailError::Later(Box::new(error))),
            }
        })
    }

    /// What was handed over is no copy of ours.
    fn forget<'a>(
        &'a self,
        _: &'a EmailAddress,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
