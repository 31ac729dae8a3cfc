//! Texts that people type, parsed once at the door.
//!
//! The types hold only what is true for ever: NFC, no control characters, a byte ceiling. How long a text may be
//! today is a [`Bounds`] given when it is parsed; rows and imports come back through `from_history`, since limits
//! bind new writing and not the past.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    Code,
    refusal::{Fact, Fault},
};

/// No text of ours is longer than this many bytes, whatever its kind.
pub const BYTE_CEILING: usize = 256 * 1024;

/// How long a text may be, in grapheme clusters: what a reader counts as characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The fewest characters.
    pub min: u32,
    /// The most characters.
    pub max: u32,
}

impl Bounds {
    /// From `min` to `max` characters.
    pub const fn new(min: u32, max: u32) -> Self {
        Self { min, max }
    }

    fn check(self, text: &str) -> Result<(), Fault> {
        // A cluster may have many marks; 64 bytes a character is far beyond any script and stops towers of accents.
        if text.len() > BYTE_CEILING || text.len() > self.max as usize * 64 {
            return Err(Fault::new(Code::FieldTooLong).with("max", self.max));
        }
        let length = u32::try_from(text.graphemes(true).count()).unwrap_or(u32::MAX);
        match length {
            0 if self.min > 0 => Err(Fault::new(Code::FieldRequired)),
            _ if length < self.min => Err(Fault::new(Code::FieldTooShort)
                .with("min", self.min)
                .with("length", length)),
            _ if length > self.max => Err(Fault::new(Code::FieldTooLong)
                .with("max", self.max)
                .with("length", length)),
            _ => Ok(()),
        }
    }
}

/// Whether a character has no place in any text: controls (but tab and line ends) and bidi overrides, which make a
/// text read otherwise than it is stored (CVE-2021-42574).
fn forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// NFC, line ends as `\n`, no blanks around, or why not.
fn clean(raw: &str) -> Result<String, Fault> {
    if raw.len() > BYTE_CEILING {
        return Err(Fault::new(Code::FieldTooLong).with("max", BYTE_CEILING as u64));
    }
    let text: String = raw.replace("\r\n", "\n").nfc().collect();
    match text.chars().find(|&c| forbidden(c)) {
        Some(c) => Err(Fault::new(Code::FieldForbiddenCharacter)
            .with("character", Fact::Text(format!("U+{:04X}", c as u32)))),
        None => Ok(text.trim().to_owned()),
    }
}

/// A text of the past, kept whole but for characters that no database or page can hold.
fn historic(raw: &str) -> String {
    let text: String = raw
        .replace("\r\n", "\n")
        .nfc()
        .filter(|&c| !forbidden(c))
        .collect();
    text.trim().to_owned()
}

macro_rules! text_types {
    ($($(#[$doc:meta])* $name:ident ($lines:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Reads what a person typed, within today's bounds.
            pub fn parse(raw: &str, bounds: Bounds) -> Result<Self, Fault> {
                let text = clean(raw)?;
                bounds.check(&text)?;
                if !$lines && text.contains(['\n', '\t']) {
                    return Err(Fault::new(Code::FieldOneLine));
                }
                Ok(Self(text))
            }

            /// Takes a text that was accepted before, whatever today's bounds are.
            pub fn from_history(raw: &str) -> Self {
                let text = historic(raw);
                Self(if $lines { text } else { text.replace(['\n', '\t'], " ") })
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

text_types! {
    /// One line that names a thing.
    Title(false);
    /// Markdown of several lines.
    Body(true);
    /// One line that says in words what a picture or a document shows.
    Description(false);
    /// The name a person shows: a pseudonym if they like.
    DisplayName(false);
}

/// The name of a thing in an address: lower-case letters, digits and single hyphens, 1 to 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// Reads a slug; nothing is mended.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let bytes = raw.as_bytes();
        let fits = (1..=80).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && !raw.starts_with('-')
            && !raw.ends_with('-')
            && !raw.contains("--");
        if fits {
            Ok(Self(raw.to_owned()))
        } else {
            Err(Fault::new(Code::FieldMalformed))
        }
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of a page or a file elsewhere: http or https, at most 2,000 bytes, without a user or a password.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebAddress(String);

impl WebAddress {
    /// Reads an address.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let raw = raw.trim();
        if raw.is_empty() {
            return Err(Fault::new(Code::FieldRequired));
        }
        let address = url::Url::parse(raw).map_err(|_no_address| Fault::new(Code::FieldMalformed))?;
        let fits = matches!(address.scheme(), "http" | "https")
            && address.has_host()
            && address.username().is_empty()
            && address.password().is_none();
        match address.as_str().len() {
            _ if !fits => Err(Fault::new(Code::FieldMalformed)),
            ..=2_000 => Ok(Self(address.into())),
            _ => Err(Fault::new(Code::FieldTooLong).with("max", 2_000_u32)),
        }
    }

    /// Takes an address as it was stored.
    pub fn from_history(address: String) -> Self {
        Self(address)
    }

    /// The address, in its normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address as typed, and the canonical form by which two spellings are one address.
///
/// Canonical means NFKC, lower case and the domain in ASCII letters as given; a `+tag` is kept, since only the mail
/// host knows whether it means anything (RFC 5321 §2.3.11).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address of at most 254 bytes (RFC 5321 §4.5.3.1): a local part, one `@`, a domain with a dot.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let address: String = raw.trim().nfkc().collect::<String>().to_lowercase();
        let fault = || Fault::new(Code::FieldMalformed);
        if address.is_empty() {
            return Err(Fault::new(Code::FieldRequired));
        }
        let (local, host) = address.rsplit_once('@').ok_or_else(fault)?;
        let local_fits = (1..=64).contains(&local.len())
            && local
                .chars()
                .all(|c| !c.is_control() && !c.is_whitespace() && !"\"(),:;<>@[\\]".contains(c))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let host_fits = host.contains('.')
            && host.split('.').all(|label| {
                (1..=63).contains(&label.len())
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        if address.len() <= 254 && local_fits && host_fits {
            Ok(Self(address))
        } else {
            Err(fault())
        }
    }

    /// Takes the canonical form as it was stored.
    pub fn from_history(canonical: String) -> Self {
        Self(canonical)
    }

    /// The canonical form.
    pub fn canonical(&self) -> &str {
        &self.0
    }
}

/// Never the address itself: logs must not have it.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_count_what_a_reader_sees() {
        let two = Bounds::new(2, 2);
        assert!(Title::parse("e\u{301}👩‍👩‍👧", two).is_ok(), "é and one family");
        assert_eq!(Title::parse("é", two).unwrap_err().code, Code::FieldTooShort);
        assert_eq!(Title::parse("   ", two).unwrap_err().code, Code::FieldRequired);
        assert_eq!(Title::parse("abc", two).unwrap_err().code, Code::FieldTooLong);
        assert_eq!(
            Title::parse(&"e\u{301}\u{301}".repeat(4_000), two)
                .unwrap_err()
                .code,
            Code::FieldTooLong
        );
    }

    #[test]
    fn nul_and_bidi_overrides_are_refused_and_named() {
        for (raw, named) in [
            ("a\0b", "U+0000"),
            ("a\u{202E}b", "U+202E"),
            ("a\u{7f}b", "U+007F"),
        ] {
            let fault = Body::parse(raw, Bounds::new(1, 10)).unwrap_err();
            assert_eq!(fault.code, Code::FieldForbiddenCharacter);
            assert_eq!(fault.facts, vec![("character", Fact::Text(named.into()))]);
            assert_eq!(Body::from_history(raw).as_str(), "ab");
        }
        assert_eq!(
            Title::parse("a\nb", Bounds::new(1, 10)).unwrap_err().code,
            Code::FieldOneLine
        );
    }

    #[test]
    fn two_spellings_of_an_address_are_one() {
        let parse = |raw| EmailAddress::parse(raw);
        assert_eq!(parse(" Ana@Exemple.FR "), parse("ana@exemple.fr"));
        for bad in [
            "",
            "ana",
            "@b.fr",
            "a@b",
            "a@@b.fr",
            "a b@c.fr",
            "a@-b.fr",
            "a@b..fr",
            "a\r\nBcc: x@y.fr",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(!format!("{:?}", parse("ana@exemple.fr")).contains("ana"));
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(
            WebAddress::parse(" https://Exemple.fr/a b ").map(|a| a.as_str().to_owned()),
            Ok("https://exemple.fr/a%20b".to_owned())
        );
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//exemple.fr",
            "https://",
            "https://a:b@exemple.fr/",
            "file:///etc/passwd",
        ] {
            assert_eq!(
                WebAddress::parse(bad).map_err(|f| f.code),
                Err(Code::FieldMalformed),
                "{bad}"
            );
        }
        assert_eq!(
            WebAddress::parse(&format!("https://exemple.fr/{}", "a".repeat(2_000)))
                .unwrap_err()
                .code,
            Code::FieldTooLong
        );
    }

    proptest! {
        #[test]
        fn what_is_accepted_reads_back_the_same(raw in "\\PC{0,60}") {
            if let Ok(title) = Title::parse(&raw, Bounds::new(0, 60)) {
                prop_assert_eq!(Title::from_history(title.as_str()), title.clone());
                prop_assert_eq!(Title::parse(title.as_str(), Bounds::new(0, 60)).unwrap(), title);
            }
            let _ = (EmailAddress::parse(&raw), Slug::parse(&raw));
        }
    }
}
