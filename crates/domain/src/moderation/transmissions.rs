//! What is passed on to the authorities: a crime or offence that the town's agents learn of (code of criminal procedure,
//! art. 40), a threat to somebody's life or safety (DSA, art. 18). It is a decision as others are, with a sealed copy of
//! the text. Nobody but those who may open that copy learns that it exists; the public log says a number a month.
//!
//! Two people open a copy: one asks, with a reason, another confirms. Each opening is an access of its own.

use std::time::Duration;

use crate::{
    Id, Permitted, Timestamp,
    accounts::AccountId,
    id::Kind,
    moderation::{
        Action, CaseFile, CaseId, CaseVerb, DecisionId, Item, ModerationRefusal, Target,
        cases::{Decided, person},
        decisions::Judgement,
        notices::{NoticeOutcome, words},
    },
    moderation_log::LogReference,
    plans::PlanId,
    policy::moderation::{AskAccess, ConfirmAccess, OpenCopy, Transmit},
    refusal::Refusal,
    text::{Body, Bounds},
    time::hours,
};

/// How long a reason is: for opening a copy, and for saying nothing to an author.
pub const REASON: Bounds = Bounds::new(10, 500);
/// How long an access waits to be confirmed, and then to be used.
pub const ACCESS: Duration = hours(24);

words! {
    /// To whom something is passed on.
    Authority {
        /// The public prosecutor (procureur de la République).
        Prosecutor = "prosecutor",
        /// PHAROS, the platform of the national police.
        Pharos = "pharos",
        /// Police or gendarmerie at hand: 17, 112.
        Police = "police",
        /// Those who act for a child in danger (CRIP, 119).
        ChildProtection = "child_protection",
    }
}

words! {
    /// Why something is passed on.
    Ground {
        /// A crime or an offence (code of criminal procedure, art. 40, second paragraph).
        CrimeOrOffence = "crime_or_offence",
        /// A threat to the life or safety of a person (DSA, art. 18).
        ThreatToLife = "threat_to_life",
    }
}

words! {
    /// What is done to the text meanwhile.
    Meanwhile {
        /// Nothing.
        Nothing = "nothing",
        /// It is removed; or goes back to its author, where it was never published.
        Removed = "removed",
    }
}

impl Meanwhile {
    /// What the decision does to this item.
    pub const fn action(self, target: &Target) -> Action {
        match self {
            Self::Nothing => Action::Keep,
            Self::Removed if target.waits() => Action::Return,
            Self::Removed => Action::Remove,
        }
    }
}

/// That something was passed on, by the decision of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmission {
    /// Its id.
    pub id: TransmissionId,
    /// The case.
    pub case: CaseId,
    /// The decision.
    pub decision: DecisionId,
    /// What was passed on.
    pub item: Item,
    /// The plan of that.
    pub plan: PlanId,
    /// To whom.
    pub to: Authority,
    /// Why.
    pub ground: Ground,
    /// Why its author is told nothing; none where they are told.
    pub silence: Option<Body>,
    /// Who decided.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// When the sealed copy is destroyed.
    pub kept_until: Timestamp,
    /// When it became final; none while it can be taken back, which destroys the copy.
    pub final_at: Option<Timestamp>,
}

/// The id of a transmission.
pub type TransmissionId = Id<Transmission>;

impl Kind for Transmission {
    const PREFIX: &'static str = "transmission";
}

impl Transmission {
    /// How notices of the case are answered, where the decision does this to the item.
    pub const fn answers(action: &Action) -> NoticeOutcome {
        if action.restricts() {
            action.answers()
        } else {
            NoticeOutcome::Decided
        }
    }

    /// Whether the decision, which does this to the item, is hidden from the author too: it does nothing that they could
    /// see, and they are told nothing.
    pub const fn is_hidden(&self, action: &Action) -> bool {
        self.silence.is_some() && !action.restricts()
    }
}

/// To whom and why something is passed on, as a moderator says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// To whom.
    pub to: Authority,
    /// Why.
    pub ground: Ground,
    /// Why its author is told nothing; none where they are told.
    pub silence: Option<Body>,
    /// How long the sealed copy is kept.
    pub kept: Duration,
}

/// What names a transmission, its decision, and that in the public log: all fresh.
#[derive(Debug, Clone, Copy)]
pub struct Fresh {
    /// The transmission.
    pub id: TransmissionId,
    /// The decision.
    pub decision: DecisionId,
    /// The decision, in the public log.
    pub reference: LogReference,
}

impl Permitted<Transmit, CaseFile> {
    /// Decides the case, and passes its item on: what the item shows changes at once, and all of it can be taken back for
    /// ten seconds.
    pub fn transmit(
        self,
        fresh: Fresh,
        version: i32,
        passing: Passing,
        judgement: Judgement,
        now: Timestamp,
    ) -> Result<(Decided, Transmission), Refusal> {
        let by = person(self.by)?;
        let names = (fresh.decision, fresh.reference);
        let decided = self
            .subject
            .decided(by, CaseVerb::Transmit, names, version, judgement, now)?;
        let Passing {
            to,
            ground,
            silence,
            kept,
        } = passing;
        let transmission = Transmission {
            id: fresh.id,
            case: decided.case.id,
            decision: fresh.decision,
            item: decided.case.item,
            plan: decided.case.plan,
            to,
            ground,
            silence,
            by,
            at: now,
            kept_until: now + kept,
            final_at: None,
        };
        Ok((decided, transmission))
    }
}

/// That somebody asks to open a sealed copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its id.
    pub id: AccessId,
    /// Of which copy.
    pub transmission: TransmissionId,
    /// Who asks.
    pub by: AccountId,
    /// Why.
    pub reason: Body,
    /// When.
    pub at: Timestamp,
    /// Who confirmed it, and when.
    pub confirmed: Option<(AccountId, Timestamp)>,
    /// When the copy was opened.
    pub opened_at: Option<Timestamp>,
}

/// The id of an access.
pub type AccessId = Id<Access>;

impl Kind for Access {
    const PREFIX: &'static str = "access";
}

words! {
    /// Where an access stands.
    AccessStage {
        /// It waits for another person.
        Asked = "asked",
        /// Whoever asked may open the copy.
        Confirmed = "confirmed",
        /// The copy was opened.
        Opened = "opened",
        /// Nobody confirmed it, or used it, in time.
        Expired = "expired",
    }
}

impl Access {
    /// Where it stands at this moment.
    pub fn stage(&self, now: Timestamp) -> AccessStage {
        match (self.confirmed, self.opened_at) {
            (_, Some(_)) => AccessStage::Opened,
            (Some((_, at)), None) if now < at + ACCESS => AccessStage::Confirmed,
            (None, None) if now < self.at + ACCESS => AccessStage::Asked,
            (_, None) => AccessStage::Expired,
        }
    }
}

/// An access with all that says who may confirm and use it.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessFile {
    /// The case of the copy.
    pub file: CaseFile,
    /// The access.
    pub access: Access,
}

impl Permitted<AskAccess, CaseFile> {
    /// Asks to open a copy of this case.
    pub fn ask(
        self,
        id: AccessId,
        transmission: &Transmission,
        reason: Body,
        now: Timestamp,
    ) -> Result<Access, Refusal> {
        let by = person(self.by)?;
        if transmission.kept_until <= now {
            return Err(ModerationRefusal::CopyDestroyed.into());
        }
        Ok(Access {
            id,
            transmission: transmission.id,
            by,
            reason,
            at: now,
            confirmed: None,
            opened_at: None,
        })
    }
}

impl Permitted<ConfirmAccess, AccessFile> {
    /// Says that somebody else may open the copy, once.
    pub fn confirm(self, now: Timestamp) -> Result<Access, Refusal> {
        let by = person(self.by)?;
        let access = self.subject.access;
        match access.stage(now) {
            AccessStage::Asked => Ok(Access {
                confirmed: Some((by, now)),
                ..access
            }),
            AccessStage::Confirmed => Err(ModerationRefusal::AccessConfirmed.into()),
            AccessStage::Opened | AccessStage::Expired => Err(ModerationRefusal::AccessOver.into()),
        }
    }
}

impl Permitted<OpenCopy, AccessFile> {
    /// Opens the copy, once.
    pub fn open(self, now: Timestamp) -> Result<Access, Refusal> {
        let access = self.subject.access;
        match access.stage(now) {
            AccessStage::Asked => Err(ModerationRefusal::AccessNotConfirmed.into()),
            AccessStage::Confirmed => Ok(Access {
                opened_at: Some(now),
                ..access
            }),
            AccessStage::Opened | AccessStage::Expired => Err(ModerationRefusal::AccessOver.into()),
        }
    }
}
