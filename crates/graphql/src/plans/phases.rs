//! Phases in the API: when what may be done.

use app::plans::PhaseInput as Typed;
use async_graphql::{Enum, ID, InputObject, Object, SimpleObject};
use domain::{Timestamp, plans};

use crate::{
    Fault,
    scalars::{DateTime, optional_id},
};

/// A phase (étape) of a plan. Phases may overlap.
pub struct Phase(pub(super) plans::Phase);

#[Object]
impl Phase {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it is for.
    async fn kind(&self) -> PhaseKind {
        self.0.kind.into()
    }
    /// Its name, 1 to 100 characters.
    async fn title(&self) -> &str {
        &self.0.title
    }
    /// Its first instant, inclusive.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }
    /// Its end, exclusive.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }
    /// What may be done while it runs.
    async fn allows(&self) -> Vec<Verb> {
        let verbs = plans::Verb::ALL.iter();
        verbs
            .filter(|verb| self.0.allows(**verb))
            .map(|verb| Verb::from(*verb))
            .collect()
    }
    /// Where the plan differs from what this kind of phase allows.
    async fn overrides(&self) -> Vec<PhaseOverride> {
        let entry = |(verb, how): (&plans::Verb, &plans::Override)| PhaseOverride {
            verb: Verb::from(*verb),
            open: matches!(how, plans::Override::Open),
        };
        self.0.overrides.iter().map(entry).collect()
    }
    /// Since when its vote is suspended; null when it is not.
    async fn suspended_since(&self) -> Option<DateTime> {
        self.0.suspended_since.map(DateTime)
    }
}

/// What a phase is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plans::PhaseKind")]
pub enum PhaseKind {
    /// Reading and asking.
    Inform,
    /// Proposing.
    Propose,
    /// Arguing.
    Debate,
    /// Voting.
    Vote,
    /// The town answers.
    Answer,
    /// Works are followed.
    Follow,
}

/// What phases open and close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plans::Verb")]
pub enum Verb {
    /// Submitting a proposal.
    Propose,
    /// Changing the text of one's proposal, merging.
    Revise,
    /// Commenting.
    Comment,
    /// Marking a comment as useful.
    React,
    /// Voting.
    Vote,
}

/// Where a plan differs from what a kind of phase allows.
#[derive(Debug, Clone, Copy, SimpleObject, InputObject)]
#[graphql(name = "PhaseOverride", input_name = "PhaseOverrideInput")]
pub struct PhaseOverride {
    /// What is opened or closed.
    verb: Verb,
    /// True: open here though the kind would not. False: closed here though the kind would allow it.
    open: bool,
}

/// A phase as it is typed.
#[derive(Debug, InputObject)]
pub struct PhaseInput {
    /// The phase that it changes; a new one if left out.
    id: Option<ID>,
    /// What it is for.
    kind: PhaseKind,
    /// Its name, 1 to 100 characters.
    title: String,
    /// Its first instant, inclusive.
    starts_at: DateTime,
    /// Its end, exclusive.
    ends_at: DateTime,
    /// Where the plan differs from what the kind allows; of a verb named twice the last counts.
    #[graphql(default, validator(max_items = 5))]
    overrides: Vec<PhaseOverride>,
}

impl PhaseInput {
    /// The input with its ids read.
    pub(super) fn typed(self) -> Result<Typed, Fault> {
        let how = |open| {
            if open {
                plans::Override::Open
            } else {
                plans::Override::Closed
            }
        };
        let overrides = self.overrides.into_iter();
        Ok(Typed {
            id: optional_id(self.id.as_ref())?,
            kind: self.kind.into(),
            title: self.title,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            overrides: overrides
                .map(|entry| (entry.verb.into(), how(entry.open)))
                .collect(),
        })
    }
}

/// What the phases of a plan allow at an instant. Whether a person may is another question.
#[derive(Debug, SimpleObject)]
pub struct Allowed {
    /// Submitting a proposal.
    propose: Opening,
    /// Changing the text of one's proposal, merging.
    revise: Opening,
    /// Commenting.
    comment: Opening,
    /// Marking a comment as useful.
    react: Opening,
    /// Voting.
    vote: Opening,
}

/// Whether something is possible, until when, or from when.
#[derive(Debug, SimpleObject)]
pub struct Opening {
    /// Whether it is possible now.
    now: bool,
    /// When it becomes possible next; null when it is possible now or no date says so.
    opens_at: Option<DateTime>,
    /// When it ends, if it is possible now; when it ended last, if it is not.
    closes_at: Option<DateTime>,
}

impl Allowed {
    /// What a plan allows now.
    pub(super) fn of(plan: &plans::Plan, now: Timestamp) -> Self {
        let opening = |verb| {
            let plans::Opening {
                now,
                opens_at,
                closes_at,
            } = plan.opening(verb, now);
            Opening {
                now,
                opens_at: opens_at.map(DateTime),
                closes_at: closes_at.map(DateTime),
            }
        };
        Self {
            propose: opening(plans::Verb::Propose),
            revise: opening(plans::Verb::Revise),
            comment: opening(plans::Verb::Comment),
            react: opening(plans::Verb::React),
            vote: opening(plans::Verb::Vote),
        }
    }
}
