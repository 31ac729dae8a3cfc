//! The rules of moderation: what may not be written here, why, and what happens then.
//!
//! A rule is a row with versions. A decision cites rule and version, so that what it was decided by can be read for as
//! long as the decision stands; so nothing of a version ever changes, and no rule is ever deleted.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Code, Id, Language, Permitted, Timestamp,
    id::Kind,
    policy::{
        plans::Site,
        rules::{Create, Restore, Retire, Revise},
    },
    refusal::{Facts, Fault},
    text::{Body, Bounds, Title, WebAddress},
};

mod dsa;

pub use dsa::{DsaCategory, DsaKeyword};

/// The title of a rule has 3 to 100 characters.
pub const TITLE: Bounds = Bounds::new(3, 100);
/// The explanation has 15 to 1,000 characters.
pub const EXPLANATION: Bounds = Bounds::new(15, 1_000);
/// An example has 3 to 500 characters.
pub const EXAMPLE: Bounds = Bounds::new(3, 500);
/// A legal reference has 3 to 300 characters.
pub const REFERENCE: Bounds = Bounds::new(3, 300);
/// At most this many keywords a rule.
pub const MAX_KEYWORDS: usize = 8;
/// At most this many languages a rule.
pub const MAX_LANGUAGES: usize = 12;

/// A rule, as it is at its present version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// Its code, by which programs and the public log name it; never changed, never given again.
    pub code: RuleCode,
    /// The number of its present version, from 1.
    pub version: i32,
    /// What it says.
    pub terms: Terms,
    /// Since when it has said that: when this version was made.
    pub version_at: Timestamp,
    /// From when on people are held to it.
    pub active_from: Timestamp,
    /// Since when they are not any more.
    pub active_to: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The id of a rule.
pub type RuleId = Id<Rule>;

impl Kind for Rule {
    const PREFIX: &'static str = "rule";
}

/// A rule as it was at a version: what a decision cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion {
    /// The rule.
    pub rule: RuleId,
    /// Its code.
    pub code: RuleCode,
    /// The number of the version, from 1.
    pub number: i32,
    /// What it said.
    pub terms: Terms,
    /// Since when.
    pub at: Timestamp,
}

/// The code of a rule: 2 to 40 lower-case letters and underscores (`personal_data`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleCode(String);

impl RuleCode {
    /// Reads a code; nothing is mended.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let fits = (2..=40).contains(&raw.len())
            && raw.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            && !raw.starts_with('_')
            && !raw.ends_with('_');
        match raw {
            "" => Err(Fault::new(Code::FieldRequired)),
            _ if fits => Ok(Self(raw.to_owned())),
            _ => Err(Fault::new(Code::FieldMalformed)),
        }
    }

    /// Takes a code as it was stored.
    pub fn from_history(code: String) -> Self {
        Self(code)
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a version of a rule says: all of it changes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// How much harm it is about: what the queue is ordered by first.
    pub severity: Severity,
    /// Whether the law forbids it, or the house.
    pub ground: Ground,
    /// What is usually decided; the person who decides may decide otherwise.
    pub default_decision: DefaultDecision,
    /// Where the law says so; always there where the ground is the law.
    pub legal: Option<LegalReference>,
    /// Its place in the European database of decisions.
    pub category: DsaCategory,
    /// The words of that database for it, each once.
    pub keywords: Vec<DsaKeyword>,
    /// What people read.
    pub wordings: Wordings,
}

impl Terms {
    /// The terms, unless the law is named as ground and no law is.
    pub fn check(self) -> Result<Self, Fault> {
        match (self.ground, &self.legal) {
            (Ground::Illegal, None) => Err(Fault::new(Code::FieldRequired)),
            (Ground::Illegal, Some(_)) | (Ground::HouseRule, _) => Ok(self),
        }
    }
}

/// How much harm a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Untidy: in the wrong place, off topic, said twice. Nobody is hurt.
    Minor,
    /// Troublesome: advertising, spam, rudeness. The debate suffers.
    Moderate,
    /// Somebody is hurt: an insult, a telephone number, a false accusation.
    Serious,
    /// Somebody is in danger, or a whole group is attacked: threats, hatred, harm to a child. Read first.
    Grave,
}

impl Severity {
    /// Every severity, from the least.
    pub const ALL: &'static [Self] = &[Self::Minor, Self::Moderate, Self::Serious, Self::Grave];

    /// 1 to 4, as stored and as the priority of a case counts it.
    pub const fn level(self) -> i16 {
        match self {
            Self::Minor => 1,
            Self::Moderate => 2,
            Self::Serious => 3,
            Self::Grave => 4,
        }
    }

    /// The severity of this level.
    pub fn from_level(level: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.level() == level)
    }
}

/// Closed lists with the words that are stored.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$item])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The one of this word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    )*};
}
pub(crate) use words;

words! {
    /// Why something may not stay.
    Ground {
        /// The law forbids it.
        Illegal = "illegal",
        /// The house does not want it here.
        HouseRule = "house_rule",
    }

    /// What is usually decided about a text that breaks a rule.
    DefaultDecision {
        /// It is shown.
        Publish = "publish",
        /// It goes back to its author, with a reason.
        Return = "return",
        /// A passage is masked; the rest stays.
        Mask = "mask",
        /// It stays, and nobody answers any more.
        Lock = "lock",
        /// It is not shown any more.
        Hide = "hide",
        /// It is taken away for good.
        Remove = "remove",
        /// It is taken away, and a sealed copy goes to the authorities.
        Transmit = "transmit",
    }
}

/// Where the law says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalReference {
    /// The law and the article, 3 to 300 characters.
    pub text: Title,
    /// Where it can be read.
    pub address: WebAddress,
}

/// What people read of a rule, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Its title, 3 to 100 characters.
    pub title: Title,
    /// What it means, in plain words, 15 to 1,000 characters.
    pub explanation: Body,
    /// A text that it refuses, 3 to 500 characters.
    pub refused: Body,
    /// A text that says the same and is accepted, 3 to 500 characters.
    pub accepted: Body,
}

/// The wordings of a rule: French and English always, other languages where somebody wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wordings {
    french: Wording,
    english: Wording,
    others: Vec<(Language, Wording)>,
}

impl Wordings {
    /// The wordings, each language once, French and English among them.
    pub fn new(all: Vec<(Language, Wording)>) -> Result<Self, Fault> {
        if all.len() > MAX_LANGUAGES {
            return Err(Fault::new(Code::FieldOutOfRange)
                .with("min", 2_u32)
                .with("max", MAX_LANGUAGES));
        }
        let (mut french, mut english, mut others) = (None, None, Vec::new());
        for (language, wording) in all {
            let twice = match &language {
                Language::French => french.replace(wording).is_some(),
                Language::English => english.replace(wording).is_some(),
                Language::Spanish | Language::Other(_) => {
                    let twice = others.iter().any(|(other, _)| *other == language);
                    others.push((language, wording));
                    twice
                }
            };
            if twice {
                return Err(Fault::new(Code::FieldTaken));
            }
        }
        others.sort_by(|(a, _), (b, _)| a.tag().cmp(b.tag()));
        match french.zip(english) {
            Some((french, english)) => Ok(Self {
                french,
                english,
                others,
            }),
            None => Err(Fault::new(Code::FieldRequired)),
        }
    }

    /// The wording for a reader of this language: English for those whose language nobody wrote.
    pub fn for_reader(&self, language: &Language) -> (&Wording, Language) {
        let written = self.others.iter().find(|(other, _)| other == language);
        match (language, written) {
            (Language::French, _) => (&self.french, Language::French),
            (_, Some((language, wording))) => (wording, language.clone()),
            (_, None) => (&self.english, Language::English),
        }
    }

    /// All of them: French, English, the others by their tags.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &Wording)> {
        [
            (Language::French, &self.french),
            (Language::English, &self.english),
        ]
        .into_iter()
        .chain(
            self.others
                .iter()
                .map(|(language, wording)| (language.clone(), wording)),
        )
    }
}

impl Permitted<Create, Site> {
    /// A new rule; people are held to it from `active_from` on, at once where none is given.
    pub fn create(
        self,
        id: RuleId,
        code: RuleCode,
        terms: Terms,
        active_from: Option<Timestamp>,
        now: Timestamp,
    ) -> Rule {
        Rule {
            id,
            code,
            version: 1,
            terms,
            version_at: now,
            active_from: active_from.unwrap_or(now).max(now),
            active_to: None,
            created_at: now,
        }
    }
}

impl Permitted<Revise, Rule> {
    /// The rule with other terms, of which a new version is kept. A rule that was retired is in force again.
    pub fn revise(self, read_version: i32, terms: Terms, now: Timestamp) -> Result<Rule, RuleRefusal> {
        let rule = self.subject;
        if rule.version != read_version {
            return Err(RuleRefusal::ChangedMeanwhile);
        }
        let back = rule.is_retired(now);
        Ok(Rule {
            version: rule.version + 1,
            terms,
            version_at: now,
            active_from: if back { now } else { rule.active_from },
            active_to: if back { None } else { rule.active_to },
            ..rule
        })
    }
}

impl Permitted<Retire, Rule> {
    /// The rule, to which nobody is held from now on. It stays readable, since decisions cite it.
    pub fn retire(self, read_version: i32, now: Timestamp) -> Result<Rule, RuleRefusal> {
        let rule = self.subject;
        match rule.active_to {
            Some(at) => Err(RuleRefusal::Retired { at }),
            None if rule.version != read_version => Err(RuleRefusal::ChangedMeanwhile),
            None => Ok(Rule {
                active_to: Some(now),
                ..rule
            }),
        }
    }
}

impl Permitted<Restore, Rule> {
    /// The rule that was retired, to which people are held again from now on. It says what it said.
    pub fn restore(self, read_version: i32, now: Timestamp) -> Result<Rule, RuleRefusal> {
        let rule = self.subject;
        if !rule.is_retired(now) {
            return Err(RuleRefusal::InForce);
        }
        if rule.version != read_version {
            return Err(RuleRefusal::ChangedMeanwhile);
        }
        Ok(Rule {
            active_from: now,
            active_to: None,
            ..rule
        })
    }
}

impl Rule {
    /// Whether people are held to it.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.active_from <= now && !self.is_retired(now)
    }

    /// Whether it was ended.
    pub fn is_retired(&self, now: Timestamp) -> bool {
        self.active_to.is_some_and(|to| to <= now)
    }

    /// The rule, if people are held to it: a decision is taken by a rule that is in force.
    pub fn must_be_in_force(&self, now: Timestamp) -> Result<(), RuleRefusal> {
        match self.active_to {
            Some(at) if at <= now => Err(RuleRefusal::Retired { at }),
            _ if now < self.active_from => Err(RuleRefusal::NotYet {
                from: self.active_from,
            }),
            _ => Ok(()),
        }
    }

    /// What a decision taken now cites.
    pub fn present(&self) -> RuleVersion {
        RuleVersion {
            rule: self.id,
            code: self.code.clone(),
            number: self.version,
            terms: self.terms.clone(),
            at: self.version_at,
        }
    }
}

/// Why a rule about rules says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleRefusal {
    /// Nobody is held to it any more.
    #[error("retired since {at}")]
    Retired {
        /// Since when.
        at: Timestamp,
    },
    /// Nobody is held to it yet.
    #[error("in force from {from} on")]
    NotYet {
        /// From when on.
        from: Timestamp,
    },
    /// It was not retired.
    #[error("in force")]
    InForce,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
}

impl RuleRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Retired { .. } => Code::RuleRetired,
            Self::NotYet { .. } => Code::RuleNotYet,
            Self::InForce => Code::RuleInForce,
            Self::ChangedMeanwhile => Code::RuleChangedMeanwhile,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Retired { at } => vec![("at", (*at).into())],
            Self::NotYet { from } => vec![("at", (*from).into())],
            Self::InForce | Self::ChangedMeanwhile => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
