//! Whether a contribution is shown: the axis that moderation moves, apart from what its author does.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Timestamp, attachments::AttachmentId};

/// `shown → locked | masked | held | returned | hidden | removed`. Replies and votes stay in every state.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Visibility {
    /// Everybody reads it.
    #[default]
    Shown,
    /// Everybody reads it; nobody answers.
    Locked,
    /// Everybody reads it but for some passages, and sees what is attached to it but for some photos and documents.
    Masked {
        /// Byte ranges of the text, in order, without overlap.
        passages: Vec<(u32, u32)>,
        /// What of its attachments is not shown.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<AttachmentId>,
    },
    /// Not shown while somebody decides, until this instant at the latest, in microseconds UTC.
    Held {
        /// When it is shown again by itself.
        until_micros: i64,
    },
    /// Given back to its author before publication, with a reason: they change it and send it again, or contest.
    Returned,
    /// Not shown after a decision; a tombstone says why.
    Hidden,
    /// Gone after a decision; a tombstone says why.
    Removed,
}

impl Visibility {
    /// The word stored and shown in the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Locked => "locked",
            Self::Masked { .. } => "masked",
            Self::Held { .. } => "held",
            Self::Returned => "returned",
            Self::Hidden => "hidden",
            Self::Removed => "removed",
        }
    }

    /// Whether everybody may read the text, masked passages aside.
    pub const fn is_readable(&self) -> bool {
        matches!(self, Self::Shown | Self::Locked | Self::Masked { .. })
    }

    /// Whether those who see the item at all read its text: what went back to its author is seen by them and by moderators
    /// alone.
    pub const fn is_legible(&self) -> bool {
        self.is_readable() || matches!(self, Self::Returned)
    }

    /// The text as it is shown: masked passages are written as `[…]`. A passage that no longer falls between
    /// characters masks the characters that it touches.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Self::Masked { passages, .. } = self else {
            return Cow::Borrowed(text);
        };
        let covered = |at: usize, end: usize| {
            passages
                .iter()
                .any(|&(from, to)| at < to as usize && end > from as usize)
        };
        let mut shown = String::with_capacity(text.len());
        let mut masking = false;
        for (at, character) in text.char_indices() {
            let masked = covered(at, at + character.len_utf8());
            match (masking, masked) {
                (false, true) => shown.push_str("[…]"),
                (_, false) => shown.push(character),
                (true, true) => {}
            }
            masking = masked;
        }
        Cow::Owned(shown)
    }

    /// Whether passages of the text are masked: they stand in its older versions, too, and in what was added to it.
    pub const fn masks_words(&self) -> bool {
        matches!(self, Self::Masked { passages, .. } if !passages.is_empty())
    }

    /// Whether it keeps this attachment out of sight by itself, while the text is read.
    pub fn hides(&self, attachment: AttachmentId) -> bool {
        matches!(self, Self::Masked { attachments, .. } if attachments.contains(&attachment))
    }

    /// Whether others may answer it.
    pub const fn takes_answers(&self) -> bool {
        matches!(self, Self::Shown | Self::Masked { .. })
    }

    /// When a hold ends by itself.
    pub const fn held_until(&self) -> Option<Timestamp> {
        match self {
            Self::Held { until_micros } => Some(Timestamp::from_micros(*until_micros)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_passages_are_not_in_the_text_that_is_shown() {
        let masked = |passages: Vec<(u32, u32)>, text| {
            let visibility = Visibility::Masked {
                passages,
                attachments: Vec::new(),
            };
            visibility.masked(text).into_owned()
        };
        assert_eq!(masked(vec![(5, 19)], "Tél. 06 12 34 56 78."), "Tél.[…]8.");
        assert_eq!(
            masked(vec![(0, 1)], "été"),
            "[…]té",
            "half a character is masked whole"
        );
        assert_eq!(masked(vec![(0, 2), (3, 900)], "abc def"), "[…]c[…]");
        assert_eq!(Visibility::Shown.masked("abc"), "abc");
    }

    #[test]
    fn what_was_masked_before_pictures_could_be_is_read_as_it_was_written() {
        let before = r#"{"state":"masked","passages":[[3,9]]}"#;
        let read: Visibility = serde_json::from_str(before).unwrap();
        assert!(read.masks_words());
        assert_eq!(serde_json::to_string(&read).unwrap(), before);

        let id = AttachmentId::new(uuid::Uuid::from_u128(7));
        let picture = Visibility::Masked {
            passages: Vec::new(),
            attachments: vec![id],
        };
        let written = serde_json::to_string(&picture).unwrap();
        assert_eq!(serde_json::from_str::<Visibility>(&written).unwrap(), picture);
        assert!(picture.hides(id) && !picture.masks_words() && picture.is_readable());
        assert!(!picture.hides(AttachmentId::new(uuid::Uuid::from_u128(8))));
        assert!(!Visibility::Shown.hides(id));
    }
}
