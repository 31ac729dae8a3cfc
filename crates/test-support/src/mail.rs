//! Mail that stays in the test.

use std::{future::Future, pin::Pin, sync::Mutex};

use ::app::ports::{Mail, MailError, Mailer};
use domain::text::EmailAddress;

/// Keeps what was mailed, in order.
#[derive(Debug, Default)]
pub struct MailBox {
    mails: Mutex<Vec<Mail>>,
    refused: Mutex<Vec<(String, String)>>,
}

impl MailBox {
    /// What was mailed to this address, oldest first.
    ///
    /// # Panics
    /// When another test thread panicked in here.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mails = self.mails.lock().expect("the mail box");
        mails
            .iter()
            .filter(|mail| mail.to.canonical() == address)
            .cloned()
            .collect()
    }
}

impl MailBox {
    /// All that was mailed, oldest first.
    ///
    /// # Panics
    /// When another test thread panicked in here.
    pub fn all(&self) -> Vec<Mail> {
        self.mails.lock().expect("the mail box").clone()
    }

    /// Refuses mail to this address for good from now on, with this code.
    ///
    /// # Panics
    /// When another test thread panicked in here.
    pub fn refuse(&self, address: &str, code: &str) {
        let mut refused = self.refused.lock().expect("the mail box");
        refused.push((address.to_owned(), code.to_owned()));
    }

    /// The code in the latest mail to this address: the line of six digits.
    ///
    /// # Panics
    /// When there is no mail, or no code in it.
    pub fn code_to(&self, address: &str) -> String {
        let mails = self.to(address);
        let mail = mails.last().unwrap_or_else(|| panic!("no mail to {address}"));
        let digits = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let code = mail.text.lines().find(digits);
        code.unwrap_or_else(|| panic!("no code in {}", mail.text))
            .to_owned()
    }
}

impl Mailer for MailBox {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>> {
        let refused = self.refused.lock().expect("the mail box");
        let code = refused
            .iter()
            .find(|(address, _)| address == mail.to.canonical())
            .map(|(_, code)| code.clone());
        let sent = match code {
            Some(code) => Err(MailError::Refused {
                source: format!("{code} no such user").into(),
                code,
            }),
            None => {
                self.mails.lock().expect("the mail box").push(mail);
                Ok(())
            }
        };
        Box::pin(std::future::ready(sent))
    }

    fn forget<'a>(
        &'a self,
        to: &'a EmailAddress,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>> {
        self.mails
            .lock()
            .expect("the mail box")
            .retain(|mail| mail.to != *to);
        Box::pin(std::future::ready(Ok(())))
    }
}
