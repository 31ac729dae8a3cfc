//! Proposals: what residents and others want for a plan.
//!
//! Four independent axes, never mixed: the author's text, moderation's [`Visibility`], the town's answer, and lineage
//! (merged with others).

use crate::{
    Code, Id, Language, Permitted, Timestamp, Visibility,
    accounts::AccountId,
    answers::AnswerId,
    id::Kind,
    plans::{PhaseKind, Plan, PlanId, ThemeId, Totals, Verb, ZoneId},
    policy::proposals::{Propose, PublishReviewed, Revise, Withdraw},
    recordings::Medium,
    refusal::{Facts, Fault, Refusal},
    text::{Body, Bounds, Title},
};

mod differences;
mod precisions;

pub use differences::{Change, Chunk, difference};
pub use precisions::{PRECISION, PRECISIONS, Precision, PrecisionId};

/// A title has 15 to 150 characters.
pub const TITLE: Bounds = Bounds::new(15, 150);
/// A body has at least 15 characters; the most is the plan's [`crate::plans::Rules::body_limit`].
pub const BODY_MIN: u32 = 15;

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The plan.
    pub plan: PlanId,
    /// The number people say on the phone («n° 38»), given at publication, never reused.
    pub number: Option<i32>,
    /// Who speaks.
    pub author: Author,
    /// Its title.
    pub title: Title,
    /// Its text, Markdown.
    pub body: Body,
    /// The language it is written in.
    pub language: Language,
    /// What it is about.
    pub theme: Option<ThemeId>,
    /// Where.
    pub place: Place,
    /// How it reached the platform.
    pub origin: Origin,
    /// The author's axis.
    pub text: TextState,
    /// Moderation's axis.
    pub visibility: Visibility,
    /// Since when the text may not change any more: the first support by somebody else, or the opening of its vote.
    pub frozen_at: Option<Timestamp>,
    /// The proposal that leads the group it was merged into.
    pub merged_into: Option<ProposalId>,
    /// The town's axis: the answer that covers it, once somebody studies it.
    pub answer: Option<AnswerId>,
    /// The number of its present version, from 1.
    pub version: i32,
    /// A random place in the random order, 0 to 2³¹ − 1.
    pub shuffle: i32,
    /// Comments that are shown on it, replies included.
    pub comment_count: i32,
    /// Totals of an earlier platform («votes repris»), never summed with votes cast here.
    pub votes_taken_over: Option<i32>,
    /// When it was submitted.
    pub created_at: Timestamp,
}

/// The id of a proposal.
pub type ProposalId = Id<Proposal>;

impl Kind for Proposal {
    const PREFIX: &'static str = "proposal";
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// A person with an account, standing or erased («compte supprimé»).
    Account(AccountId),
    /// Somebody without an account: of an earlier platform («repris de …»), or whose words a facilitator recorded.
    Attribution(AttributionId),
}

impl Author {
    /// The account, if it is one.
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Attribution(_) => None,
        }
    }

    /// The attribution, if it is one.
    pub const fn attribution(self) -> Option<AttributionId> {
        match self {
            Self::Account(_) => None,
            Self::Attribution(attribution) => Some(attribution),
        }
    }
}

/// An author without an account: somebody of an earlier platform, or whose words were recorded. Pseudonymous.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Its id.
    pub id: AttributionId,
    /// The plan of what they said.
    pub plan: PlanId,
    /// Where it was taken over from, `decidim.example`, or where the words were recorded.
    pub source: String,
    /// The pseudonym there; empty where it names nobody.
    pub label: String,
    /// How the words reached the facilitator who recorded them; none for what was taken over.
    pub medium: Option<Medium>,
}

/// The id of an attribution.
pub type AttributionId = Id<Attribution>;

impl Kind for Attribution {
    const PREFIX: &'static str = "attribution";
}

/// Where a proposal applies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// «Tout le périmètre».
    WholePerimeter,
    /// A zone.
    Zone(ZoneId),
    /// A point, WGS 84 degrees.
    Point {
        /// −90 to 90.
        latitude: f64,
        /// −180 to 180.
        longitude: f64,
    },
}

impl Place {
    /// The same, if it lies in the plan: a point must, where the plan has a perimeter. Zones were looked at when they were
    /// drawn.
    pub fn within(self, plan: &Plan) -> Result<Self, Fault> {
        match (self, &plan.perimeter) {
            (Self::Point { latitude, longitude }, Some(perimeter))
                if !perimeter.holds(longitude, latitude) =>
            {
                Err(Fault::new(Code::FieldPointOutside))
            }
            _ => Ok(self),
        }
    }
}

/// How a proposal reached the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Somebody wrote it here.
    Participant,
    /// An organisation wrote it.
    Organisation,
    /// The town.
    Town,
    /// It was said at a meeting.
    Meeting,
    /// It came on paper.
    Paper,
    /// It was taken over from an earlier platform.
    Import,
}

impl Origin {
    /// Every origin.
    pub const ALL: &'static [Self] = &[
        Self::Participant,
        Self::Organisation,
        Self::Town,
        Self::Meeting,
        Self::Paper,
        Self::Import,
    ];

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Participant => "participant",
            Self::Organisation => "organisation",
            Self::Town => "town",
            Self::Meeting => "meeting",
            Self::Paper => "paper",
            Self::Import => "import",
        }
    }

    /// The origin of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|origin| origin.as_str() == word)
    }
}

/// `(pending review →) published → withdrawn`. Drafts are another kind of row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextState {
    /// Sent; a moderator reads it first. Seen by its author and by moderators.
    PendingReview {
        /// When it was sent: what counts as on time.
        since: Timestamp,
    },
    /// Readable.
    Published {
        /// Since when.
        at: Timestamp,
    },
    /// Taken back by its author: a tombstone keeps number and totals.
    Withdrawn {
        /// When it had been published, if it had.
        published_at: Option<Timestamp>,
        /// When.
        at: Timestamp,
    },
}

impl TextState {
    /// The state in one word.
    pub const fn stage(self) -> TextStage {
        match self {
            Self::PendingReview { .. } => TextStage::PendingReview,
            Self::Published { .. } => TextStage::Published,
            Self::Withdrawn { .. } => TextStage::Withdrawn,
        }
    }

    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        self.stage().as_str()
    }

    /// When it was published, if it was.
    pub const fn published_at(self) -> Option<Timestamp> {
        match self {
            Self::PendingReview { .. } => None,
            Self::Published { at } => Some(at),
            Self::Withdrawn { published_at, .. } => published_at,
        }
    }
}

/// The author's axis in one word, as lists are filtered by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TextStage {
    /// Sent; a moderator reads it first.
    PendingReview,
    /// Readable.
    Published,
    /// Taken back by its author.
    Withdrawn,
}

impl TextStage {
    /// The word stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PendingReview => "pending_review",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What a person sends.
#[derive(Debug, Clone, PartialEq)]
pub struct NewText {
    /// The title.
    pub title: Title,
    /// The text.
    pub body: Body,
    /// Its language.
    pub language: Language,
    /// The theme.
    pub theme: Option<ThemeId>,
    /// The place.
    pub place: Place,
}

impl Permitted<Propose, Plan> {
    /// A new proposal, readable at once or after review as the plan's mode says.
    ///
    /// `earlier` is how many contributions of this person to this plan were accepted
    /// before, `signalled` whether a signal asks for a review; `id` and `shuffle` are fresh.
    pub fn submit(
        &self,
        id: ProposalId,
        shuffle: i32,
        text: NewText,
        earlier: u64,
        signalled: bool,
        now: Timestamp,
    ) -> Result<Proposal, Refusal> {
        let plan = &self.subject;
        plan.allows_now(Verb::Propose, now)?;
        let Some(author) = self.by else {
            return Err(ProposalRefusal::WrongState { state: "unsigned" }.into());
        };
        let review_first = plan.rules.moderation.review(earlier, signalled, now).is_some();
        let author = Author::Account(author);
        Ok(text.proposed(
            plan.id,
            id,
            shuffle,
            (author, Origin::Participant),
            review_first,
            now,
        ))
    }
}

impl NewText {
    /// The proposal that it becomes, readable at once or after review.
    pub(crate) fn proposed(
        self,
        plan: PlanId,
        id: ProposalId,
        shuffle: i32,
        (author, origin): (Author, Origin),
        review_first: bool,
        now: Timestamp,
    ) -> Proposal {
        let Self {
            title,
            body,
            language,
            theme,
            place,
        } = self;
        Proposal {
            id,
            plan,
            number: None,
            author,
            title,
            body,
            language,
            theme,
            place,
            origin,
            text: if review_first {
                TextState::PendingReview { since: now }
            } else {
                TextState::Published { at: now }
            },
            visibility: Visibility::Shown,
            frozen_at: None,
            merged_into: None,
            answer: None,
            version: 1,
            shuffle,
            comment_count: 0,
            votes_taken_over: None,
            created_at: now,
        }
    }
}

impl Permitted<Revise, Proposal> {
    /// A new version of the text, refused once it is frozen. What went back to its author is sent again by it.
    pub fn revise(self, plan: &Plan, text: NewText, now: Timestamp) -> Result<Proposal, Refusal> {
        let proposal = self.subject;
        match proposal.text {
            TextState::Withdrawn { .. } => return Err(ProposalRefusal::Withdrawn.into()),
            TextState::PendingReview { .. } | TextState::Published { .. } => {}
        }
        if let Some(at) = proposal.frozen_since(plan, now) {
            return Err(ProposalRefusal::Frozen { at }.into());
        }
        plan.allows_now(Verb::Revise, now)?;
        let sent_again = proposal.visibility == Visibility::Returned;
        let NewText {
            title,
            body,
            language,
            theme,
            place,
        } = text;
        Ok(Proposal {
            title,
            body,
            language,
            theme,
            place,
            version: proposal.version + 1,
            text: if sent_again {
                TextState::PendingReview { since: now }
            } else {
                proposal.text
            },
            visibility: if sent_again {
                Visibility::Shown
            } else {
                proposal.visibility
            },
            ..proposal
        })
    }
}

impl Permitted<Withdraw, Proposal> {
    /// `published → withdrawn`: always open to the author.
    pub fn withdraw(self, now: Timestamp) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.subject;
        match proposal.text {
            TextState::Withdrawn { .. } => Err(ProposalRefusal::Withdrawn),
            TextState::PendingReview { .. } => Ok(Proposal {
                text: TextState::Withdrawn {
                    published_at: None,
                    at: now,
                },
                ..proposal
            }),
            TextState::Published { at } => Ok(Proposal {
                text: TextState::Withdrawn {
                    published_at: Some(at),
                    at: now,
                },
                ..proposal
            }),
        }
    }
}

impl Permitted<PublishReviewed, Proposal> {
    /// `pending review → published`. What was sent in time counts as on time, so that no phase is asked.
    pub fn publish_reviewed(self, now: Timestamp) -> Result<Proposal, ProposalRefusal> {
        let proposal = self.subject;
        match proposal.text {
            TextState::PendingReview { .. } if !proposal.visibility.is_readable() => {
                Err(ProposalRefusal::NotShown)
            }
            TextState::PendingReview { .. } => Ok(Proposal {
                text: TextState::Published { at: now },
                ..proposal
            }),
            TextState::Published { .. } => Err(ProposalRefusal::WrongState {
                state: proposal.text.as_str(),
            }),
            TextState::Withdrawn { .. } => Err(ProposalRefusal::Withdrawn),
        }
    }
}

impl Proposal {
    /// Since when the text may not change any more: the first support by somebody else, or the opening of its vote.
    pub fn frozen_since(&self, plan: &Plan, now: Timestamp) -> Option<Timestamp> {
        self.frozen_at.into_iter().chain(vote_opened(plan, now)).min()
    }

    /// Whether the text is there for others to read and answer.
    pub fn is_readable(&self) -> bool {
        match self.text {
            TextState::Published { .. } => self.visibility.is_readable(),
            TextState::PendingReview { .. } | TextState::Withdrawn { .. } => false,
        }
    }
}

/// When the plan's first vote opened, if one has. Support that a plan takes while people still write is no such vote:
/// there the first support by somebody else freezes a text. Unless totals are hidden: a text that freezes would tell
/// that somebody voted.
pub fn vote_opened(plan: &Plan, now: Timestamp) -> Option<Timestamp> {
    let votes = plan
        .phases
        .iter()
        .filter(|phase| phase.kind == PhaseKind::Vote || plan.rules.totals == Totals::HiddenUntilEnd)
        .filter(|phase| phase.allows(Verb::Vote));
    votes
        .map(|phase| phase.starts_at)
        .filter(|&start| start <= now)
        .min()
}

/// Why a rule about proposals says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProposalRefusal {
    /// The text may not change any more.
    #[error("frozen since {at}")]
    Frozen {
        /// Since when.
        at: Timestamp,
    },
    /// It was taken back.
    #[error("withdrawn")]
    Withdrawn,
    /// Its text is in another state.
    #[error("the proposal is {state}")]
    WrongState {
        /// The state.
        state: &'static str,
    },
    /// It is held, hidden or removed.
    #[error("not shown")]
    NotShown,
    /// Somebody else was faster.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The text may still change: a precision is not needed.
    #[error("the text may still change")]
    NotFrozen,
    /// It has as many precisions as it may.
    #[error("at most {limit} precisions")]
    TooManyPrecisions {
        /// The most.
        limit: u32,
    },
}

impl ProposalRefusal {
    /// The stable code.
    pub const fn code(&self) -> Code {
        match self {
            Self::Frozen { .. } => Code::ProposalFrozen,
            Self::Withdrawn => Code::ProposalWithdrawn,
            Self::WrongState { .. } => Code::ProposalWrongState,
            Self::NotShown => Code::ProposalNotShown,
            Self::ChangedMeanwhile => Code::ProposalChangedMeanwhile,
            Self::NotFrozen => Code::ProposalNotFrozen,
            Self::TooManyPrecisions { .. } => Code::ProposalTooManyPrecisions,
        }
    }

    /// What the sentence shows.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Frozen { at } => vec![("at", (*at).into())],
            Self::WrongState { state } => vec![("state", (*state).into())],
            Self::TooManyPrecisions { limit } => vec![("limit", (*limit).into())],
            Self::Withdrawn | Self::NotShown | Self::ChangedMeanwhile | Self::NotFrozen => Vec::new(),
        }
    }
}
