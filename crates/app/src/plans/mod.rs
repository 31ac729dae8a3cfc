//! Plans: opened and changed by staff, read by everybody.

mod amendments;
mod create;
mod documents;
mod operations;
mod participation;
mod phases;
mod publish;
mod queries;
mod rules;
mod texts;
mod themes;
mod zones;

pub use amendments::Amendment;
pub use create::{CreatePlan, PlanInput, create};
pub use documents::{AddDocument, DocumentInput, ReviseDocument, add_document, revise_document};
pub use operations::{ChangeOperations, OperationInput, change_operations};
pub use participation::participation_of;
pub use persistence::plans::Filter;
pub use phases::{ChangePhases, PhaseInput, change_phases, resume_vote, suspend_vote};
pub use publish::{Readiness, archive, close, publish, readiness};
pub use queries::{
    acts_of, by_id, by_ids, by_slug, document_by_id, document_versions_of, documents_of, list,
    operation_by_id, operations_of, theme_by_id, themes_of, zone_by_id, zones_of,
};
pub use rules::{ChangeRules, EffectInput, ModerationInput, RulesInput, VotingInput, change_rules};
pub use texts::{EditPlan, TextsInput, edit};
pub use themes::{ChangeThemes, ThemeInput, change_themes};
pub use zones::{ChangeZones, ZoneInput, change_zones};
