//! Photos and PDFs on texts: looked at, made anew, kept in the store of files, and served while what they are on is shown.

mod documents;
mod files;
mod forget;
mod items;
mod on_drafts;
mod pictures;
mod queries;
mod upload;

pub use files::Files;
pub use forget::delete_files;
pub(crate) use forget::{forget_adrift, forget_all, forget_of};
pub(crate) use items::{check_people, must_be_on, place};
pub use items::{describe, remove};
pub use on_drafts::{attach, detach, of_draft};
pub(crate) use queries::stored;
pub use queries::{Opened, Viewed, mine, of_items, open, own_loose};
pub use upload::{Given, Upload, upload};

/// How much may be added to texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLimits {
    /// The most bytes of a photo as it is sent.
    pub photo_bytes: usize,
    /// The most bytes of a PDF.
    pub pdf_bytes: usize,
    /// The most pixels of a photo, known from its head before it is decoded.
    pub pixels: u64,
    /// The most attachments of a proposal.
    pub per_proposal: usize,
    /// The most attachments of a comment.
    pub per_comment: usize,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            photo_bytes: 8 << 20,
            pdf_bytes: 8 << 20,
            pixels: 50_000_000,
            per_proposal: 3,
            per_comment: 1,
        }
    }
}

impl FileLimits {
    /// The most bytes of any file: what is read of a request.
    pub fn largest(&self) -> usize {
        self.photo_bytes.max(self.pdf_bytes)
    }
}
