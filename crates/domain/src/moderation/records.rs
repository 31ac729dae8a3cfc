//! Records of decisions in the form of the European database of statements of reasons (DSA art. 24(5)): a projection of
//! what is stored, in the exact words of that database, in which nobody is named.
//!
//! What a moderator wrote for the author never enters: the facts of a record are made of closed words.

use serde::{Deserialize, Serialize};

use super::{Action, Decision, Sanction, SanctionKind, Source};
use crate::{
    Language, Timestamp,
    moderation_log::{Day, LogReference},
    rules::{Ground, RuleVersion},
};

mod validation;

pub use validation::{Flaw, Wrong, validate};

macro_rules! record {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        /// One decision, field by field as the database takes it; an empty field is one that does not apply.
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Record {
            $($(#[$doc])* pub $name: $type,)*
        }

        /// The fields in their order, as the columns of a table.
        pub const FIELDS: &[&str] = &[$(stringify!($name),)*];
    };
}

record! {
    /// What names it: the reference of the public log.
    puid: String,
    /// What happened to the text (`DECISION_VISIBILITY_…`).
    decision_visibility: Vec<String>,
    /// The same in words, where it is something else.
    decision_visibility_other: String,
    /// What happened to payments: nothing here.
    decision_monetary: String,
    /// The same in words, where it is something else.
    decision_monetary_other: String,
    /// What happened to the service (`DECISION_PROVISION_…`).
    decision_provision: String,
    /// What happened to the account (`DECISION_ACCOUNT_…`).
    decision_account: String,
    /// Whose account (`ACCOUNT_TYPE_…`): not told.
    account_type: String,
    /// The law or the terms (`DECISION_GROUND_…`).
    decision_ground: String,
    /// Where the law can be read.
    decision_ground_reference_url: String,
    /// The law.
    illegal_content_legal_ground: String,
    /// Why it forbids this.
    illegal_content_explanation: String,
    /// The rule of the house.
    incompatible_content_ground: String,
    /// Why it forbids this.
    incompatible_content_explanation: String,
    /// Whether the law forbids it as well (`Yes`, `No`).
    incompatible_content_illegal: String,
    /// What kind of content (`CONTENT_TYPE_…`).
    content_type: Vec<String>,
    /// The same in words, where it is something else.
    content_type_other: String,
    /// What it is about (`STATEMENT_CATEGORY_…`).
    category: String,
    /// What else it is about.
    category_addition: Vec<String>,
    /// More exactly (`KEYWORD_…`).
    category_specification: Vec<String>,
    /// The same in words, where it is something else.
    category_specification_other: String,
    /// Where it holds: codes of countries.
    territorial_scope: Vec<String>,
    /// The language of the text: two capitals.
    content_language: String,
    /// The day on which the text was written.
    content_date: String,
    /// Since which day the decision holds.
    application_date: String,
    /// Until which day the text is restricted; empty for good.
    end_date_visibility_restriction: String,
    /// Until which day payments are.
    end_date_monetary_restriction: String,
    /// Until which day the service is.
    end_date_service_restriction: String,
    /// Until which day the account is.
    end_date_account_restriction: String,
    /// What was decided on, in closed words.
    decision_facts: String,
    /// What led to it (`SOURCE_…`).
    source_type: String,
    /// Who sent the notice: never told.
    source_identity: String,
    /// Whether a program had pointed it out (`Yes`, `No`).
    automated_detection: String,
    /// Whether a program decided (`AUTOMATED_DECISION_…`).
    automated_decision: String,
}

/// What a record says of the text that was decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The language that it is written in.
    pub language: Language,
    /// When it was written.
    pub at: Timestamp,
}

impl Record {
    /// The record of a decision that is final and restricts a text. A review that lets it stand, or lifts it, restricts
    /// nothing anew and has none. `illegal` says whether a notice of illegal content was among those that led to it.
    pub fn of_decision(
        decision: &Decision,
        rule: &RuleVersion,
        written: &Written,
        illegal: bool,
    ) -> Option<Self> {
        decision.final_at?;
        if decision
            .review
            .is_some_and(|review| review.outcome == super::Outcome::Upheld)
        {
            return None;
        }
        let (visibility, other, done) = match &decision.action {
            // A wave of spam has no statement of reasons (art. 17(2)).
            Action::Keep | Action::Publish | Action::RemoveWave { .. } => return None,
            Action::Return => (
                "DECISION_VISIBILITY_OTHER",
                "The text is not published; its author may change it and send it again.",
                "The text went back to its author before publication.",
            ),
            Action::Mask {
                passages,
                attachments,
            } => {
                let (other, done) = match (passages.is_empty(), attachments.is_empty()) {
                    (_, true) => (
                        "Passages of the text are masked; the rest of it stays.",
                        "Passages of the text were masked.",
                    ),
                    (true, false) => (
                        "Images or documents attached to the text are not shown; the text stays.",
                        "Images or documents attached to the text were hidden.",
                    ),
                    (false, false) => (
                        "Passages of the text are masked, and images or documents attached to it are not shown; the rest \
                         of it stays.",
                        "Passages of the text were masked, and images or documents attached to it were hidden.",
                    ),
                };
                ("DECISION_VISIBILITY_OTHER", other, done)
            }
            Action::Lock => (
                "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
                "",
                "The text stays; it takes no more answers.",
            ),
            Action::Hide => (
                "DECISION_VISIBILITY_CONTENT_DISABLED",
                "",
                "The text is not shown any more.",
            ),
            Action::Remove => ("DECISION_VISIBILITY_CONTENT_REMOVED", "", "The text was removed."),
        };
        let how = match (decision.source, decision.review) {
            (_, Some(_)) => "On a complaint, a person who had not decided before read the text again",
            (Source::Notice, None) => "On a notice, a person read the text",
            (Source::OwnInitiative, None) => "On the town's own initiative, a person read the text",
        };
        let begun = Self {
            puid: decision.reference.to_string(),
            decision_visibility: vec![visibility.to_owned()],
            decision_visibility_other: other.to_owned(),
            decision_facts: format!("{how} and found that it breaks {}. {done}", named(rule)),
            source_type: source(decision, illegal).to_owned(),
            automated_detection: yes_or_no(decision.automated_detection),
            application_date: Day::of(decision.at).to_string(),
            ..Self::default()
        };
        let record = begun.under(rule, written);
        Some(match decision.action.told() {
            // Which of the two they are is not kept with a decision.
            "mask_files" => Self {
                content_type: vec!["CONTENT_TYPE_OTHER".to_owned()],
                content_type_other: "Images or documents attached to a text".to_owned(),
                ..record
            },
            "mask_both" => Self {
                content_type: vec!["CONTENT_TYPE_TEXT".to_owned(), "CONTENT_TYPE_OTHER".to_owned()],
                content_type_other: "Images or documents attached to the text".to_owned(),
                ..record
            },
            _ => record,
        })
    }

    /// The record of a sanction that took effect and keeps a person from writing; a warning restricts nothing and has
    /// none. `written` and `decision` are the text and the decision that led to it, `reference` names the record.
    pub fn of_sanction(
        sanction: &Sanction,
        reference: LogReference,
        rule: &RuleVersion,
        written: &Written,
        decision: &Decision,
        illegal: bool,
    ) -> Option<Self> {
        let since = sanction.effective_at?;
        let step = match sanction.kind {
            SanctionKind::Warning => return None,
            SanctionKind::Limit => "The account cannot write for a while.",
            SanctionKind::Suspension => "The account, warned before, cannot write for longer.",
        };
        let begun = Self {
            puid: reference.to_string(),
            decision_account: "DECISION_ACCOUNT_SUSPENDED".to_owned(),
            decision_facts: format!(
                "A text of the account was restricted, and a person found that the account breaks {}. {step}",
                named(rule)
            ),
            source_type: source(decision, illegal).to_owned(),
            automated_detection: yes_or_no(decision.automated_detection),
            application_date: Day::of(since).to_string(),
            end_date_account_restriction: sanction
                .until()
                .map(|until| Day::of(until).to_string())
                .unwrap_or_default(),
            ..Self::default()
        };
        Some(begun.under(rule, written))
    }

    /// What rule and text say of it.
    fn under(self, rule: &RuleVersion, written: &Written) -> Self {
        let terms = &rule.terms;
        let (wording, _) = terms.wordings.for_reader(&written.language);
        let explanation = wording.explanation.as_str().to_owned();
        let legal = terms.legal.as_ref();
        let grounded = match terms.ground {
            Ground::Illegal => Self {
                decision_ground: "DECISION_GROUND_ILLEGAL_CONTENT".to_owned(),
                illegal_content_legal_ground: legal
                    .map(|legal| legal.text.as_str().to_owned())
                    .unwrap_or_default(),
                illegal_content_explanation: explanation,
                ..self
            },
            Ground::HouseRule => Self {
                decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT".to_owned(),
                incompatible_content_ground: wording.title.as_str().to_owned(),
                incompatible_content_explanation: explanation,
                incompatible_content_illegal: yes_or_no(false),
                ..self
            },
        };
        Self {
            decision_ground_reference_url: legal
                .map(|legal| legal.address.as_str().to_owned())
                .unwrap_or_default(),
            content_type: vec!["CONTENT_TYPE_TEXT".to_owned()],
            category: terms.category.as_str().to_owned(),
            category_specification: terms
                .keywords
                .iter()
                .map(|keyword| keyword.as_str().to_owned())
                .collect(),
            territorial_scope: vec!["FR".to_owned()],
            content_language: two_capitals(&written.language),
            content_date: Day::of(written.at).to_string(),
            automated_decision: "AUTOMATED_DECISION_NOT_AUTOMATED".to_owned(),
            ..grounded
        }
    }
}

/// A notice of illegal content is one of article 16; one of another kind is another notification.
const fn source(decision: &Decision, illegal: bool) -> &'static str {
    match (decision.source, illegal) {
        (Source::OwnInitiative, _) => "SOURCE_VOLUNTARY",
        (Source::Notice, true) => "SOURCE_ARTICLE_16",
        (Source::Notice, false) => "SOURCE_TYPE_OTHER_NOTIFICATION",
    }
}

fn named(rule: &RuleVersion) -> String {
    format!("the rule {} (version {})", rule.code, rule.number)
}

fn yes_or_no(yes: bool) -> String {
    if yes { "Yes" } else { "No" }.to_owned()
}

/// The language as the database writes it; empty for those that have no code of two letters.
fn two_capitals(language: &Language) -> String {
    let primary = language.tag().split('-').next().unwrap_or_default();
    if primary.len() == 2 {
        primary.to_ascii_uppercase()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests;
