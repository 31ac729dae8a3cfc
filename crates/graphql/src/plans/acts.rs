//! Acts in the API: without the person, whom nobody reads there.

use async_graphql::{Enum, Object};
use domain::plans;

use crate::scalars::DateTime;

/// A change of a plan since its publication.
pub struct Act(pub plans::Act);

#[Object(name = "PlanAct")]
impl Act {
    /// The version of the plan that it made.
    async fn version(&self) -> i64 {
        self.0.version
    }
    /// What was changed.
    async fn kind(&self) -> ActKind {
        self.0.kind.into()
    }
    /// Why, 3 to 500 characters.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// The former value, as JSON text; `null` for what is new.
    async fn before(&self) -> &str {
        &self.0.before
    }
    /// The new value, as JSON text.
    async fn after(&self) -> &str {
        &self.0.after
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// What an act changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "PlanActKind", remote = "plans::ActKind")]
pub enum ActKind {
    /// Title, summaries, body, what is decided and open, perimeter, language.
    Texts,
    /// Phases and their dates.
    Phases,
    /// The vote was suspended.
    Suspension,
    /// The vote goes on.
    Resumption,
    /// The rules of taking part.
    Rules,
    /// Themes.
    Themes,
    /// Zones.
    Zones,
    /// Operations.
    Operations,
    /// Documents.
    Documents,
}
