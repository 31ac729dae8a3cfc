//! Checking a copy of the log, as `docs/MODERATION_LOG.md` says: a pure function of its bytes.
//!
//! `docs/log-check.mjs` does the same and shares no code with this; a test compares them on spoilt copies. Memory stays
//! flat whatever the length.

use std::{
    fmt,
    io::{self, BufRead},
    str::FromStr,
};

use auth::token::is_signed;
use domain::moderation_log::{Day, Head, KeyText, Line, SignatureText, handover, head_statement, hex, unhex};
use persistence::moderation_log::link;
use serde::Deserialize;
use serde_json::Value;

use super::fingerprint;

/// The longest line that is read; a longer one is none of the log's.
const LONGEST: u64 = 65_536;

/// What is known apart from the copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// A head that was seen earlier.
    pub since: Option<Remembered>,
    /// The fingerprint of a key of the log, of any time.
    pub key: Option<String>,
}

/// A line that was the last one earlier: `n:hash`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Its number.
    pub n: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl FromStr for Remembered {
    type Err = ();

    /// Reads `n:hash`, or the last line of a copy.
    fn from_str(text: &str) -> Result<Self, ()> {
        #[derive(Deserialize)]
        struct Written {
            n: u64,
            hash: String,
        }
        let short = text.trim().split_once(':').and_then(|(n, hash)| {
            let n = n.parse().ok()?;
            Some(Self {
                n,
                hash: unhex(hash)?,
            })
        });
        let of_copy = || {
            let last = text.trim_end().lines().next_back()?;
            let Written { n, hash } = serde_json::from_str(last).ok()?;
            Some(Self {
                n,
                hash: unhex(&hash)?,
            })
        };
        short.or_else(of_copy).ok_or(())
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Its bytes are not those that were hashed, or it cannot be read.
    Changed,
    /// It is not there.
    Missing,
    /// It stands elsewhere than its number says.
    OutOfOrder,
    /// It was put there: its number stands twice, or the head does not know it.
    Inserted,
    /// The signature, of the head or of a new key, is not of the key that it names.
    BadSignature,
    /// A key that the former one did not hand over to, or not the one that was given.
    UnknownKey,
    /// The log ends before what was remembered, or tells another story up to there.
    RolledBack,
}

impl Flaw {
    /// Every flaw.
    pub const ALL: &'static [Self] = &[
        Self::Changed,
        Self::Missing,
        Self::OutOfOrder,
        Self::Inserted,
        Self::BadSignature,
        Self::UnknownKey,
        Self::RolledBack,
    ];

    /// The exit code of a checker that found it.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Changed => 10,
            Self::Missing => 11,
            Self::OutOfOrder => 12,
            Self::Inserted => 13,
            Self::BadSignature => 14,
            Self::UnknownKey => 15,
            Self::RolledBack => 16,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::OutOfOrder => "out of order",
            Self::Inserted => "inserted",
            Self::BadSignature => "bad signature",
            Self::UnknownKey => "unknown key",
            Self::RolledBack => "rolled back",
        })
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is wrong.
    Whole {
        /// The head.
        head: Head,
        /// The fingerprint of the first key of the copy: trusted for want of another, unless one was given.
        first_key: String,
    },
    /// The first line that is wrong; the head counts as the line after the last.
    Wrong {
        /// Its number.
        line: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

const fn wrong(line: u64, flaw: Flaw) -> Verdict {
    Verdict::Wrong { line, flaw }
}

/// A line of the file.
enum Written {
    Line(Line),
    Head(Head),
    Unreadable,
}

impl Written {
    /// Whether it is this line, whole.
    fn is_line(&self, n: u64) -> bool {
        matches!(self, Self::Line(line) if line.n == n && fits(line))
    }
}

fn fits(line: &Line) -> bool {
    link(line.n, &line.prev, &line.entry) == line.hash
}

fn next(source: &mut impl BufRead) -> io::Result<Option<Written>> {
    let mut bytes = Vec::new();
    io::Read::take(&mut *source, LONGEST).read_until(b'\n', &mut bytes)?;
    Ok(match bytes.split_last() {
        None => None,
        Some((b'\n', text)) => Some(std::str::from_utf8(text).map_or(Written::Unreadable, read)),
        Some(_) => {
            // The end of a line that is too long, or of a file that was cut, is not read as another line.
            while !matches!(source.fill_buf()?, []) {
                let (skipped, found) = {
                    let buffer = source.fill_buf()?;
                    let end = buffer.iter().position(|byte| *byte == b'\n');
                    (end.map_or(buffer.len(), |at| at + 1), end.is_some())
                };
                source.consume(skipped);
                if found {
                    break;
                }
            }
            Some(Written::Unreadable)
        }
    })
}

/// Reads a line or a head, if its bytes are exactly the form that the log has.
fn read(text: &str) -> Written {
    #[derive(Deserialize)]
    struct OfLine {
        n: u64,
        prev: String,
        entry: String,
        hash: String,
    }
    #[derive(Deserialize)]
    struct OfHead {
        n: u64,
        hash: String,
        at: Day,
        key: String,
        public: KeyText,
        signature: SignatureText,
    }
    let line = || {
        let OfLine { n, prev, entry, hash } = serde_json::from_str(text).ok()?;
        let (prev, hash) = (unhex(&prev)?, unhex(&hash)?);
        let plan = None;
        let line = Line {
            n,
            prev,
            entry,
            hash,
            plan,
        };
        (line.to_json() == text).then_some(Written::Line(line))
    };
    let head = || {
        let OfHead {
            n,
            hash,
            at,
            key,
            public,
            signature,
        } = serde_json::from_str(text).ok()?;
        let hash = unhex(&hash)?;
        unhex::<32>(&key)?;
        let head = Head {
            n,
            hash,
            at,
            key,
            public,
            signature,
        };
        (head.to_json() == text).then_some(Written::Head(head))
    };
    line().or_else(head).unwrap_or(Written::Unreadable)
}

/// What stands in the rest of the file, once something is wrong.
#[derive(Default)]
struct Rest {
    awaited: bool,
    again: bool,
    head: u64,
}

/// Looks for line `awaited`, and for `again`, in what was not read yet.
fn rest(source: &mut impl BufRead, awaited: u64, again: u64) -> io::Result<Rest> {
    let mut rest = Rest::default();
    while let Some(written) = next(source)? {
        rest.awaited |= written.is_line(awaited);
        rest.again |= written.is_line(again);
        if let Written::Head(head) = written {
            rest.head = rest.head.max(head.n);
        }
    }
    Ok(rest)
}

/// How far a check has come.
struct Course<'k> {
    known: &'k Known,
    /// The number that stands next.
    n: u64,
    /// The hash that the next line must carry on from.
    prev: [u8; 32],
    /// The key in force.
    force: Option<KeyText>,
    /// The fingerprints of all keys so far.
    keys: Vec<String>,
    /// Where a copy of the lines after what was remembered begins.
    joint: Option<u64>,
}

/// Checks a copy, whole or of the lines after `known.since`.
///
/// # Errors
/// When it cannot be read.
pub fn check(mut source: impl BufRead, known: &Known) -> io::Result<Verdict> {
    let source = &mut source;
    let mut course = Course {
        known,
        n: 1,
        prev: [0; 32],
        force: None,
        keys: Vec::new(),
        joint: None,
    };
    let mut head: Option<Head> = None;
    let mut first = true;
    while let Some(written) = next(source)? {
        if std::mem::take(&mut first) {
            course.begin(&written);
        }
        if head.is_some() {
            return Ok(wrong(course.n, Flaw::Inserted));
        }
        match written {
            Written::Unreadable => return Ok(wrong(course.n, Flaw::Changed)),
            Written::Head(read) => head = Some(read),
            Written::Line(line) => {
                if let Some(verdict) = course.line(&line, source)? {
                    return Ok(verdict);
                }
            }
        }
    }
    Ok(match head {
        Some(head) => course.head(head),
        None => wrong(course.n, Flaw::Missing),
    })
}

impl Course<'_> {
    /// Where a copy that is not whole begins: after what was remembered.
    fn begin(&mut self, first: &Written) {
        let Some(since) = &self.known.since else { return };
        match first {
            Written::Line(line) if line.n > 1 && line.n - 1 == since.n => {
                (self.n, self.prev) = (since.n + 1, since.hash);
                self.joint = Some(since.n);
            }
            // Nothing came since; or the head is older than what was remembered, which is said of a head that is true.
            Written::Head(head) if head.n == since.n => {
                (self.n, self.prev) = (since.n + 1, since.hash);
                self.joint = Some(since.n);
            }
            Written::Head(head) if head.n < since.n => (self.n, self.prev) = (head.n + 1, head.hash),
            _ => {}
        }
    }

    fn line(&mut self, line: &Line, source: &mut impl BufRead) -> io::Result<Option<Verdict>> {
        let n = self.n;
        if !fits(line) {
            return Ok(Some(wrong(n, Flaw::Changed)));
        }
        if line.n < n {
            return Ok(Some(wrong(line.n, Flaw::Inserted)));
        }
        if line.n > n {
            let rest = rest(source, n, line.n)?;
            return Ok(Some(if !rest.awaited {
                wrong(n, Flaw::Missing)
            } else if rest.again || line.n > rest.head {
                wrong(line.n, Flaw::Inserted)
            } else {
                wrong(line.n, Flaw::OutOfOrder)
            }));
        }
        if line.prev != self.prev {
            let verdict = if rest(source, n, n)?.awaited {
                wrong(n, Flaw::Inserted)
            } else {
                self.torn()
            };
            return Ok(Some(verdict));
        }
        if let Some(flaw) = self.key(line) {
            return Ok(Some(wrong(n, flaw)));
        }
        let since = self.known.since.as_ref();
        if since.is_some_and(|since| since.n == n && since.hash != line.hash) {
            return Ok(Some(wrong(n, Flaw::RolledBack)));
        }
        (self.n, self.prev) = (n + 1, line.hash);
        Ok(None)
    }

    /// The line before does not have the hash that is carried on from.
    fn torn(&self) -> Verdict {
        match self.joint {
            Some(joint) if self.n == joint + 1 => wrong(joint, Flaw::RolledBack),
            _ => wrong(self.n.saturating_sub(1).max(1), Flaw::Changed),
        }
    }

    /// Takes over the key that a line brings, if it does.
    fn key(&mut self, line: &Line) -> Option<Flaw> {
        let Ok(entry) = serde_json::from_str::<Value>(&line.entry) else {
            return Some(Flaw::Changed);
        };
        if entry.is_null() {
            return Some(Flaw::Changed);
        }
        let change = entry.get("key").filter(|change| !change.is_null())?;
        let text = |name: &str| change.get(name).and_then(Value::as_str);
        let (public, by) = (text("public"), text("by"));
        let expected = match self.force {
            Some(force) => Some(force.to_string()),
            None if self.n == 1 => public.map(str::to_owned),
            None => by.map(str::to_owned),
        };
        if by != expected.as_deref() {
            return Some(Flaw::UnknownKey);
        }
        let parsed = || {
            let public: KeyText = public?.parse().ok()?;
            let by: KeyText = by?.parse().ok()?;
            let signature: SignatureText = text("signature")?.parse().ok()?;
            Some((public, by, signature))
        };
        let Some((public, by, signature)) = parsed() else {
            return Some(Flaw::BadSignature);
        };
        let statement = handover(line.n, &line.prev, &public);
        if !is_signed(by.bytes(), statement.as_bytes(), signature.bytes()) {
            return Some(Flaw::BadSignature);
        }
        if self.force.is_none() && line.n > 1 {
            self.keys.push(fingerprint(&by));
        }
        self.keys.push(fingerprint(&public));
        self.force = Some(public);
        None
    }

    fn head(mut self, head: Head) -> Verdict {
        let (n, last) = (self.n, self.n - 1);
        if head.n > last {
            return wrong(n, Flaw::Missing);
        }
        if head.n < last {
            return wrong(head.n + 1, Flaw::Inserted);
        }
        if head.hash != self.prev {
            return self.torn();
        }
        if fingerprint(&head.public) != head.key {
            return wrong(n, Flaw::BadSignature);
        }
        if self.force.is_some_and(|force| force != head.public) {
            return wrong(n, Flaw::UnknownKey);
        }
        let statement = head_statement(head.n, &head.hash, head.at, &head.key);
        if !is_signed(head.public.bytes(), statement.as_bytes(), head.signature.bytes()) {
            return wrong(n, Flaw::BadSignature);
        }
        if !self.keys.contains(&head.key) {
            self.keys.push(head.key.clone());
        }
        if self
            .known
            .key
            .as_ref()
            .is_some_and(|given| !self.keys.contains(given))
        {
            return wrong(n, Flaw::UnknownKey);
        }
        if self.known.since.as_ref().is_some_and(|since| head.n < since.n) {
            return wrong(n, Flaw::RolledBack);
        }
        let first_key = self.keys.into_iter().next().unwrap_or_default();
        Verdict::Whole { head, first_key }
    }
}

impl fmt::Display for Remembered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.n, hex(&self.hash))
    }
}
