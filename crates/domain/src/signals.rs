//! Signals: what a machine can see in a text without understanding it. They order the queue or have a text read before
//! it is published; they never hide and never refuse.

use crate::{
    Code, Permitted, Timestamp,
    accounts::AccountId,
    moderation::Item,
    plans::PlanId,
    policy::signals::Tune,
    refusal::{Facts, Fault},
    rules::words,
    time::minutes,
};

mod passages;
mod shapes;

pub use passages::{Passage, PassageKind, passages};

/// What an author sent within this time counts for [`SignalKind::Burst`].
pub const BURST: std::time::Duration = minutes(10);

words! {
    /// What a signal looks at.
    SignalKind {
        /// How many links a text has.
        Links = "links",
        /// How many of a hundred letters are capitals, in a text of 20 letters or more.
        Capitals = "capitals",
        /// How many telephone numbers, addresses and e-mail addresses a text has, and people named beside them.
        Contact = "contact",
        /// How many contributions of the author to the plan were accepted before: it hits below its threshold.
        FirstPost = "first_post",
        /// How many contributions the author has sent within ten minutes, this one included.
        Burst = "burst",
    }

    /// What a signal does when it hits.
    SignalMode {
        /// It does not look.
        Off = "off",
        /// It counts its hits, and nothing else happens.
        Rehearsing = "rehearsing",
        /// Its hits are told to those who moderate, and order their queue.
        Ordering = "ordering",
        /// The same, and a text that it hits is read before it is published.
        Holding = "holding",
    }
}

impl SignalKind {
    /// What Fabrique begins with.
    pub const fn first_threshold(self) -> u32 {
        match self {
            Self::Links => 3,
            Self::Capitals => 70,
            Self::Contact | Self::FirstPost => 1,
            Self::Burst => 5,
        }
    }

    /// The least and the greatest threshold.
    pub const fn range(self) -> (u32, u32) {
        match self {
            Self::Links | Self::FirstPost => (1, 100),
            Self::Capitals => (10, 100),
            Self::Contact => (1, 20),
            Self::Burst => (2, 1_000),
        }
    }

    /// Whether it looks at who writes rather than at what is written.
    pub const fn is_about_author(self) -> bool {
        matches!(self, Self::FirstPost | Self::Burst)
    }
}

impl SignalMode {
    /// Whether it looks at all.
    pub const fn looks(self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Whether its hits order the queue.
    pub const fn orders(self) -> bool {
        matches!(self, Self::Ordering | Self::Holding)
    }
}

/// A signal, as it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal {
    /// What it looks at.
    pub kind: SignalKind,
    /// What it does.
    pub mode: SignalMode,
    /// From which measure it hits; see [`SignalKind`].
    pub threshold: u32,
    /// Increases with every change; 0 until the first.
    pub version: i64,
}

/// What is looked at: a text, and what is known of its author. Nothing is known of authors that were taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample<'t> {
    /// The title; empty for a comment.
    pub title: &'t str,
    /// The text.
    pub body: &'t str,
    /// What is known of the author.
    pub author: Option<Recent>,
}

/// What is known of an author when they send something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// How many contributions of theirs to the plan were accepted before.
    pub accepted: u64,
    /// How many they sent within [`BURST`], this one included.
    pub sent: u64,
}

/// A signal that hit a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What it hit.
    pub item: Item,
    /// The plan.
    pub plan: PlanId,
    /// Which signal.
    pub kind: SignalKind,
    /// What it did.
    pub mode: SignalMode,
    /// What it measured.
    pub measure: u32,
    /// When.
    pub at: Timestamp,
}

/// How a signal was set, and how since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalChange {
    /// The signal after the change.
    pub to: Signal,
    /// What it did before.
    pub from_mode: SignalMode,
    /// From which measure it hit before.
    pub from_threshold: u32,
    /// Who changed it.
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
}

impl Signal {
    /// As Fabrique begins: telephone numbers, addresses and e-mail addresses order the queue, the rest is off.
    pub const fn first(kind: SignalKind) -> Self {
        Self {
            kind,
            mode: match kind {
                SignalKind::Contact => SignalMode::Ordering,
                SignalKind::Links | SignalKind::Capitals | SignalKind::FirstPost | SignalKind::Burst => {
                    SignalMode::Off
                }
            },
            threshold: kind.first_threshold(),
            version: 0,
        }
    }

    /// What it measures, if it hits, whatever its mode.
    pub fn hits(&self, sample: &Sample<'_>) -> Option<u32> {
        let both = |count: fn(&str) -> usize| count(sample.title) + count(sample.body);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let few = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let measure = match self.kind {
            SignalKind::Links => small(both(shapes::links)),
            SignalKind::Capitals => shapes::capitals(sample.title, sample.body),
            SignalKind::Contact => small(shapes::contacts(sample.title, sample.body)),
            SignalKind::FirstPost => {
                let accepted = few(sample.author?.accepted);
                return (accepted < self.threshold).then_some(accepted);
            }
            SignalKind::Burst => few(sample.author?.sent),
        };
        (measure >= self.threshold).then_some(measure)
    }
}

/// Reads a threshold of a signal.
pub fn threshold(kind: SignalKind, typed: i32) -> Result<u32, Fault> {
    let (min, max) = kind.range();
    u32::try_from(typed)
        .ok()
        .filter(|threshold| (min..=max).contains(threshold))
        .ok_or_else(|| {
            Fault::new(Code::FieldOutOfRange)
                .with("min", min)
                .with("max", max)
        })
}

impl Permitted<Tune, Signal> {
    /// The signal, set otherwise, and what is kept of the change.
    pub fn tune(
        self,
        read_version: i64,
        mode: SignalMode,
        threshold: u32,
        now: Timestamp,
    ) -> Result<SignalChange, SignalRefusal> {
        let signal = self.subject;
        if signal.version != read_version {
            return Err(SignalRefusal::ChangedMeanwhile);
        }
        Ok(SignalChange {
            to: Signal {
                mode,
                threshold,
                version: signal.version + 1,
                ..signal
            },
            from_mode: signal.mode,
            from_threshold: signal.threshold,
            by: self.by,
            at: now,
        })
    }
}

/// Why a rule about signals says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignalRefusal {
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
}

impl SignalRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::ChangedMeanwhile => Code::SignalChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::ChangedMeanwhile => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
