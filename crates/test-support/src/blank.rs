//! Values with nothing in them, for tests that care about one field.

use domain::{
    Id, Language, Timestamp,
    plans::{Plan, PlanState, Rules},
    text::{Body, Slug, Title},
};
use uuid::Uuid;

/// A draft plan without texts, phases or dates.
///
/// # Panics
/// Never: the slug is right.
pub fn blank_plan() -> Plan {
    Plan {
        id: Id::new(Uuid::nil()),
        slug: Slug::parse("blank").expect("a slug"),
        title: Title::default(),
        summary: Body::default(),
        easy_summary: Body::default(),
        body: Body::default(),
        decided: Body::default(),
        open_to_debate: Body::default(),
        perimeter: None,
        language: Language::French,
        state: PlanState::Draft,
        rules: Rules::default(),
        phases: Vec::new(),
        version: 1,
        created_at: Timestamp::default(),
    }
}
