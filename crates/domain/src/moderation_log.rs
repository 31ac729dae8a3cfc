//! The public log of moderation (journal de modération): what was decided, in words of closed lists, numbers and
//! opaque references, so that anybody may keep a copy. `docs/MODERATION_LOG.md` is the same for people outside.
//!
//! No text, name or hour ever enters: an entry is made of the types below, and none of them can hold one.

mod lines;
mod values;
mod words;

use serde::{Deserialize, Serialize};

use crate::plans::ModerationMode;

pub use lines::{Head, Line};
pub use values::{BadLogValue, Day, KeyText, LogReference, Month, RuleToken, SignatureText};
pub use words::{LogAction, LogAutomation, LogGround, LogItem, LogMode, LogRole};

/// One line of the log, without its number and day: the sequencer gives the number, the event's instant the day.
///
/// The order of the fields is that of the bytes that are hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it was done to.
    pub item: LogItem,
    /// The random name under which the item's tombstone points here; none for counts and keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<LogReference>,
    /// What was done.
    pub action: LogAction,
    /// The rule that it was done under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleToken>,
    /// The version of the rule, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_version: Option<u32>,
    /// Who decided: a role, never a person.
    pub role: LogRole,
    /// Whether the law or the house's rules forbid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<LogGround>,
    /// What part programs had in it.
    pub automation: LogAutomation,
    /// The earlier entry that it reverses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Reversed>,
    /// How many, where one line stands for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The month that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// The mode of moderation from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<LogMode>,
    /// The last day of what was decided for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The key that signs the log from the next line on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<NewLogKey>,
}

/// The entry that another one reverses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reversed {
    /// By its number.
    Number(u64),
    /// By its reference, where the number is not at hand.
    Reference(LogReference),
}

/// A key that signs from now on, and the word of the key before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLogKey {
    /// The public half of the new key.
    pub public: KeyText,
    /// The public half of the key that signed so far; the new one itself in the first line.
    pub by: KeyText,
    /// What the former key signed: the text of [`handover`].
    pub signature: SignatureText,
}

/// An entry on its day, in Paris: what is hashed, as its canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The day.
    pub day: Day,
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Dated {
    /// The canonical bytes: JSON without white space, fields in the order of the type, those without a value left out;
    /// ASCII alone, since no value can hold anything else.
    pub fn canonical(&self) -> String {
        // Words, numbers and checked texts always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads canonical bytes, and nothing but those.
    pub fn parse(text: &str) -> Option<Self> {
        let read: Self = serde_json::from_str(text).ok()?;
        (read.canonical() == text).then_some(read)
    }
}

/// What a former key signs to hand over: the number and the `prev` of the line that says so, and the new public half.
/// A signature fits that one place of that one log.
pub fn handover(n: u64, prev: &[u8; 32], public: &KeyText) -> String {
    format!("fabrique-log-key:v1:{n}:{}:{public}", hex(prev))
}

/// What the key in force signs to vouch for everything up to line `n`.
pub fn head_statement(n: u64, hash: &[u8; 32], day: Day, key: &str) -> String {
    format!("fabrique-log-head:v1:{n}:{}:{day}:{key}", hex(hash))
}

/// Lower-case hexadecimal digits: how hashes and signatures are written.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes of lower-case hexadecimal digits, as many as asked for.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let &[high, low] = pair else { return None };
        *byte = value(high)? << 4 | value(low)?;
    }
    Some(bytes)
}

impl Entry {
    /// A decision of this role about an item, by hand; the rest is filled in by the caller.
    pub const fn new(item: LogItem, action: LogAction, role: LogRole) -> Self {
        Self {
            item,
            reference: None,
            action,
            rule: None,
            rule_version: None,
            role,
            ground: None,
            automation: LogAutomation::None,
            reverses: None,
            count: None,
            month: None,
            mode: None,
            until: None,
            key: None,
        }
    }

    /// The number of times that something was done in a month: all that the log says of people.
    pub const fn counted(action: LogAction, month: Month, count: u64) -> Self {
        let mut entry = Self::new(LogItem::Account, action, LogRole::Automation);
        entry.month = Some(month);
        entry.count = Some(count);
        entry
    }

    /// The mode of moderation of a plan, from now on.
    pub fn mode_changed(plan: LogReference, role: LogRole, mode: &ModerationMode) -> Self {
        let (mode, until) = match mode {
            ModerationMode::Afterwards => (LogMode::Afterwards, None),
            ModerationMode::Before { until, .. } => (LogMode::Before, Some(Day::of(*until))),
            ModerationMode::BeforeFirst { .. } => (LogMode::BeforeFirst, None),
        };
        Self {
            reference: Some(plan),
            mode: Some(mode),
            until,
            ..Self::new(LogItem::Plan, LogAction::ModeChanged, role)
        }
    }

    /// The dates of a published plan changed, or its vote was suspended or resumed.
    pub const fn phases_changed(plan: LogReference, role: LogRole) -> Self {
        let mut entry = Self::new(LogItem::Plan, LogAction::PhasesChanged, role);
        entry.reference = Some(plan);
        entry
    }

    /// A new key.
    pub const fn key(key: NewLogKey) -> Self {
        let mut entry = Self::new(LogItem::LogKey, LogAction::KeyChanged, LogRole::Admin);
        entry.key = Some(key);
        entry
    }

    /// Why the entry must not enter the log; none when it may. What is said of accounts is a number a month, what is
    /// said of anything else has a reference, and every action is one that its kind of item can meet.
    pub fn fault(&self) -> Option<&'static str> {
        let counts = self.action.is_counted_by_month();
        let fits = match self.item {
            LogItem::Account => counts,
            LogItem::Plan => matches!(self.action, LogAction::ModeChanged | LogAction::PhasesChanged),
            LogItem::LogKey => matches!(self.action, LogAction::KeyChanged),
            LogItem::Proposal | LogItem::Comment => {
                !matches!(
                    self.action,
                    LogAction::ModeChanged | LogAction::PhasesChanged | LogAction::KeyChanged
                ) && !counts
            }
        };
        let is_count = matches!(self.item, LogItem::Account);
        let named = !is_count && !matches!(self.item, LogItem::LogKey);
        let is_wave = matches!(self.action, LogAction::WaveRemoved);
        match () {
            () if !fits => Some("the action does not belong to this kind of item"),
            () if is_count != self.month.is_some() => Some("a month is said of counts, and of nothing else"),
            () if (is_count || is_wave) != self.count.is_some() => {
                Some("a number is said of counts and waves, and of nothing else")
            }
            () if named != self.reference.is_some() => Some("items have a reference, counts and keys none"),
            () if is_count && (self.reverses.is_some() || self.rule.is_some()) => {
                Some("a count has no rule and reverses nothing")
            }
            () if self.rule.is_some() != self.rule_version.is_some() => {
                Some("a rule is said with its version")
            }
            () if matches!(self.action, LogAction::ModeChanged) != self.mode.is_some() => {
                Some("a mode is said of a change of mode, and of nothing else")
            }
            () if matches!(self.item, LogItem::LogKey) != self.key.is_some() => {
                Some("a key is said of a change of key, and of nothing else")
            }
            () => None,
        }
    }
}

#[cfg(test)]
mod tests;
