//! The words of the rules that a new site begins with.

use domain::Language;

use crate::sentence;

/// What people read of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseRule {
    /// Its title.
    pub title: String,
    /// What it means.
    pub explanation: String,
    /// A text that it refuses.
    pub refused: String,
    /// A text that says the same and is accepted.
    pub accepted: String,
}

/// The words of the rule of this code: `rule-<code>-title`, `-explanation`, `-refused`, `-accepted`; empty where there
/// are none.
pub fn house_rule(code: &str, language: &Language) -> HouseRule {
    let said = |part: &str| sentence(&format!("rule-{code}-{part}"), [], language).unwrap_or_default();
    HouseRule {
        title: said("title"),
        explanation: said("explanation"),
        refused: said("refused"),
        accepted: said("accepted"),
    }
}
