//! What people add to a text: photos and PDFs, each with a description in words.

use crate::{
    Code, Id, Scope, Timestamp, Visibility,
    accounts::AccountId,
    drafts::DraftId,
    id::Kind,
    moderation::Item,
    plans::PlanId,
    refusal::Facts,
    text::{Bounds, Description},
};

/// A description has 3 to 200 characters.
pub const DESCRIPTION: Bounds = Bounds::new(3, 200);

/// A photo or a PDF on a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// What it is.
    pub kind: AttachmentKind,
    /// How many bytes it has as it is served: the large size of a photo.
    pub bytes: u64,
    /// What it shows, in words.
    pub description: Description,
    /// What it is on; nothing yet for what a program has sent and not used.
    pub on: Option<On>,
    /// Who added it; none for what was added to a draft without an account.
    pub owner: Option<AccountId>,
    /// Whether whoever added it says that nobody can be recognised on it.
    pub nobody_shown: bool,
    /// When it was added.
    pub at: Timestamp,
}

impl Attachment {
    /// Whether a decision keeps it, by itself, from whoever reads under this scope what shows this: never from whoever
    /// added it, nor from the moderators of the plan.
    pub fn is_kept_from(&self, scope: &Scope, plan: PlanId, shows: &Visibility) -> bool {
        let mine = self.owner.is_some() && self.owner == scope.viewer;
        shows.hides(self.id) && !mine && !scope.moderates.contains(plan)
    }
}

/// The id of an attachment.
pub type AttachmentId = Id<Attachment>;

impl Kind for Attachment {
    const PREFIX: &'static str = "attachment";
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A photo, or any other picture.
    Photo {
        /// Pixels from left to right, of the large size.
        width: u32,
        /// Pixels from top to bottom, of the large size.
        height: u32,
    },
    /// A document.
    Pdf,
}

impl AttachmentKind {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo { .. } => "photo",
            Self::Pdf => "pdf",
        }
    }

    /// The sizes that are kept of it.
    pub const fn sizes(self) -> &'static [Size] {
        match self {
            Self::Photo { .. } => &[Size::Small, Size::Large],
            Self::Pdf => &[Size::Whole],
        }
    }
}

/// A size in which an attachment is kept and served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// A photo beside a text: 30,000 bytes at most.
    Small,
    /// A photo by itself.
    Large,
    /// A document.
    Whole,
}

impl Size {
    /// Every size.
    pub const ALL: [Self; 3] = [Self::Small, Self::Large, Self::Whole];

    /// The word in its address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Whole => "whole",
        }
    }

    /// The size of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == text)
    }
}

/// What an attachment is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum On {
    /// A proposal that is being written.
    Draft(DraftId),
    /// A proposal or a comment.
    Item(Item),
}

/// How far a photo is made smaller: as it is, it fits into this square.
pub const LARGE: u32 = 1_600;
/// The square of the small size.
pub const SMALL: u32 = 480;

/// The sides of a photo as the small size shows it.
pub fn small(width: u32, height: u32) -> (u32, u32) {
    fit(width, height, SMALL)
}

/// Sides that fit into a square, in their proportion; nothing is made larger.
pub fn fit(width: u32, height: u32, square: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= square {
        return (width.max(1), height.max(1));
    }
    let part = |side: u32| {
        let scaled = (u64::from(side) * u64::from(square) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(square).max(1)
    };
    (part(width), part(height))
}

/// Why a rule about attachments says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentRefusal {
    /// The store of files did not take it.
    #[error("the file could not be kept")]
    NotKept,
}

impl AttachmentRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::NotKept => Code::AttachmentNotKept,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::NotKept => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_keep_their_proportion_and_nothing_grows() {
        for (given, square, fitted) in [
            ((4_000, 3_000), 1_600, (1_600, 1_200)),
            ((3_000, 4_000), 480, (360, 480)),
            ((300, 200), 480, (300, 200)),
            ((10_000, 1), 480, (480, 1)),
            ((0, 0), 480, (1, 1)),
        ] {
            assert_eq!(fit(given.0, given.1, square), fitted, "{given:?}");
        }
    }
}
