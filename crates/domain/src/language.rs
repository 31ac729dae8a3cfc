//! The language a text is written in.

use std::fmt;

/// A language, by its BCP 47 tag. The three that Fabrique stems have names; any other is kept as its tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// `fr`.
    #[default]
    French,
    /// `en`.
    English,
    /// `es`.
    Spanish,
    /// Any other, lower case, at most 12 characters.
    Other(Box<str>),
}

impl Language {
    /// Reads a tag; regions are dropped for the languages with names. `None` when it is no tag.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        let plausible =
            (2..=12).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let primary = tag.split('-').next().unwrap_or_default();
        match primary {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => (plausible && (2..=3).contains(&primary.len())).then(|| Self::Other(tag.into())),
        }
    }

    /// The tag.
    pub fn tag(&self) -> &str {
        match self {
            Self::French => "fr",
            Self::English => "en",
            Self::Spanish => "es",
            Self::Other(tag) => tag,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
