//! What a reader may see: plain data that every look-up, list and lock takes.

use std::collections::BTreeSet;

use crate::{accounts::AccountId, plans::PlanId, proposals::AttributionId};

/// What may be seen, and by whom it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scope {
    /// The person who reads: sees what is theirs besides what is public.
    pub viewer: Option<AccountId>,
    /// Who reads without an account, by the receipt of their words: sees those besides what is public.
    pub speaker: Option<AttributionId>,
    /// Plans whose drafts and internal states the reader prepares or answers.
    pub staffs: PlanSet,
    /// Plans whose contributions the reader moderates.
    pub moderates: PlanSet,
    /// Plans whose contested decisions the reader reviews from outside.
    pub reviews: PlanSet,
    /// How much is seen beyond that.
    pub level: Level,
}

/// A set of plans.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum PlanSet {
    /// None.
    #[default]
    None,
    /// These, at least one.
    Some(BTreeSet<PlanId>),
    /// Every plan, those to come included.
    All,
}

/// How much a scope shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// What is public, what is the viewer's own, and what their roles show.
    Reader,
    /// Everything: reactions, jobs and commands only.
    System,
}

impl Scope {
    /// What anybody may see.
    pub const fn public() -> Self {
        Self {
            viewer: None,
            speaker: None,
            staffs: PlanSet::None,
            moderates: PlanSet::None,
            reviews: PlanSet::None,
            level: Level::Reader,
        }
    }

    /// Everything. For reactions, jobs and commands only.
    pub const fn system() -> Self {
        Self {
            viewer: None,
            speaker: None,
            staffs: PlanSet::All,
            moderates: PlanSet::All,
            reviews: PlanSet::All,
            level: Level::System,
        }
    }

    /// Whether everything is shown.
    pub const fn is_system(&self) -> bool {
        matches!(self.level, Level::System)
    }
}

impl PlanSet {
    /// Whether the plan is in the set.
    pub fn contains(&self, plan: PlanId) -> bool {
        match self {
            Self::None => false,
            Self::Some(plans) => plans.contains(&plan),
            Self::All => true,
        }
    }
}

impl FromIterator<Option<PlanId>> for PlanSet {
    /// Joins grants: `None` stands for the whole site.
    fn from_iter<I: IntoIterator<Item = Option<PlanId>>>(plans: I) -> Self {
        let mut some = BTreeSet::new();
        for plan in plans {
            match plan {
                None => return Self::All,
                Some(plan) => {
                    some.insert(plan);
                }
            }
        }
        if some.is_empty() {
            Self::None
        } else {
            Self::Some(some)
        }
    }
}
