//! Mail into a folder: what happens until a mail server is configured.

use std::{
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use app::ports::{Clock, Mail, MailError, Mailer};
use domain::text::EmailAddress;
use lettre::message::Mailbox;

use super::MailSetupError;

/// Writes each mail to a file of its own, `data/mail/<instant>-<number>.eml`, readable by its owner alone.
pub struct MailFolder {
    folder: PathBuf,
    from: Mailbox,
    clock: Arc<dyn Clock>,
    number: AtomicU32,
}

impl MailFolder {
    /// Makes the folder.
    pub fn new(folder: &Path, from: &str, clock: Arc<dyn Clock>) -> Result<Self, MailSetupError> {
        std::fs::create_dir_all(folder).map_err(MailSetupError::Folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            from: from.parse()?,
            clock,
            number: AtomicU32::new(0),
        })
    }

    async fn write(&self, mail: Mail) -> Result<(), MailError> {
        let bytes = super::message(&self.from, mail)?.formatted();
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let path = self
            .folder
            .join(format!("{:016}-{number:06}.eml", self.clock.now().micros()));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let later = |error: std::io::Error| MailError::Later(Box::new(error));
        let mut file = options.open(&path).await.map_err(later)?;
        tokio::io::AsyncWriteExt::write_all(&mut file, &bytes)
            .await
            .map_err(later)?;
        tokio::io::AsyncWriteExt::flush(&mut file).await.map_err(later)?;
        tracing::info!(file = %path.display(), "no mail server is configured: a mail was written to a file");
        Ok(())
    }
}

impl MailFolder {
    async fn remove(&self, to: &EmailAddress) -> Result<(), MailError> {
        let later = |error: std::io::Error| MailError::Later(Box::new(error));
        let mut entries = tokio::fs::read_dir(&self.folder).await.map_err(later)?;
        while let Some(entry) = entries.next_entry().await.map_err(later)? {
            let bytes = tokio::fs::read(entry.path()).await.map_err(later)?;
            if super::is_to(&bytes, to) {
                tokio::fs::remove_file(entry.path()).await.map_err(later)?;
            }
        }
        Ok(())
    }
}

impl Mailer for MailFolder {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + '_>> {
        Box::pin(self.write(mail))
    }

    fn forget<'a>(
        &'a self,
        to: &'a EmailAddress,
    ) -> Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>> {
        Box::pin(self.remove(to))
    }
}
