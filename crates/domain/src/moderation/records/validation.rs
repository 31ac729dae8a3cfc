//! What the European database refuses: the rules of its server, one by one.

use super::Record;
use crate::{
    moderation_log::Day,
    rules::{DsaCategory, DsaKeyword},
};

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Wrong {
    /// The field.
    pub field: &'static str,
    /// How it is wrong.
    pub flaw: Flaw,
}

/// How a field is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// It is empty, and must not be.
    Missing,
    /// It has more characters than it may.
    TooLong,
    /// It is not of its form.
    Malformed,
    /// It is no word of its list.
    Unknown,
    /// It says something that does not apply.
    Superfluous,
    /// It has the same word twice.
    Repeated,
}

const VISIBILITY: &[&str] = &[
    "DECISION_VISIBILITY_CONTENT_REMOVED",
    "DECISION_VISIBILITY_CONTENT_DISABLED",
    "DECISION_VISIBILITY_CONTENT_DEMOTED",
    "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    "DECISION_VISIBILITY_CONTENT_LABELLED",
    "DECISION_VISIBILITY_OTHER",
];
const MONETARY: &[&str] = &[
    "DECISION_MONETARY_SUSPENSION",
    "DECISION_MONETARY_TERMINATION",
    "DECISION_MONETARY_OTHER",
];
const PROVISION: &[&str] = &[
    "DECISION_PROVISION_PARTIAL_SUSPENSION",
    "DECISION_PROVISION_TOTAL_SUSPENSION",
    "DECISION_PROVISION_PARTIAL_TERMINATION",
    "DECISION_PROVISION_TOTAL_TERMINATION",
];
const ACCOUNT: &[&str] = &["DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"];
const ACCOUNT_TYPE: &[&str] = &["ACCOUNT_TYPE_BUSINESS", "ACCOUNT_TYPE_PRIVATE"];
const ILLEGAL: &str = "DECISION_GROUND_ILLEGAL_CONTENT";
const INCOMPATIBLE: &str = "DECISION_GROUND_INCOMPATIBLE_CONTENT";
const GROUND: &[&str] = &[ILLEGAL, INCOMPATIBLE];
const CONTENT_TYPE: &[&str] = &[
    "CONTENT_TYPE_APP",
    "CONTENT_TYPE_AUDIO",
    "CONTENT_TYPE_IMAGE",
    "CONTENT_TYPE_PRODUCT",
    "CONTENT_TYPE_SYNTHETIC_MEDIA",
    "CONTENT_TYPE_TEXT",
    "CONTENT_TYPE_VIDEO",
    "CONTENT_TYPE_OTHER",
];
const VOLUNTARY: &str = "SOURCE_VOLUNTARY";
const SOURCE: &[&str] = &[
    "SOURCE_ARTICLE_16",
    "SOURCE_TRUSTED_FLAGGER",
    "SOURCE_TYPE_OTHER_NOTIFICATION",
    VOLUNTARY,
];
const AUTOMATED: &[&str] = &[
    "AUTOMATED_DECISION_FULLY",
    "AUTOMATED_DECISION_PARTIALLY",
    "AUTOMATED_DECISION_NOT_AUTOMATED",
];
const YES_NO: &[&str] = &["Yes", "No"];
/// The Union and the European Economic Area.
const COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// Names and grounds.
const SHORT: usize = 500;
/// Explanations.
const LONG: usize = 2_000;
/// Facts.
const FACTS: usize = 5_000;

/// Everything that is wrong with a record, in the order of its fields; nothing where the database would take it.
pub fn validate(record: &Record) -> Vec<Wrong> {
    let mut check = Check(Vec::new());
    check.puid(&record.puid);
    check.decision(record);
    check.ground(record);
    check.content(record);
    check.dates(record);
    check.required("decision_facts", &record.decision_facts, FACTS);
    check.word("source_type", &record.source_type, SOURCE);
    check.allowed_if(
        "source_identity",
        &record.source_identity,
        record.source_type != VOLUNTARY,
    );
    check.word("automated_detection", &record.automated_detection, YES_NO);
    check.word("automated_decision", &record.automated_decision, AUTOMATED);
    check.0
}

struct Check(Vec<Wrong>);

impl Check {
    fn wrong(&mut self, field: &'static str, flaw: Flaw) {
        self.0.push(Wrong { field, flaw });
    }

    fn puid(&mut self, puid: &str) {
        self.required("puid", puid, SHORT);
        if !puid
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            self.wrong("puid", Flaw::Malformed);
        }
    }

    /// One of the four kinds of restriction at least.
    fn decision(&mut self, record: &Record) {
        if record.decision_visibility.is_empty()
            && record.decision_monetary.is_empty()
            && record.decision_provision.is_empty()
            && record.decision_account.is_empty()
        {
            self.wrong("decision_visibility", Flaw::Missing);
        }
        self.words("decision_visibility", &record.decision_visibility, VISIBILITY);
        self.required_iff(
            "decision_visibility_other",
            &record.decision_visibility_other,
            SHORT,
            has(&record.decision_visibility, "DECISION_VISIBILITY_OTHER"),
        );
        self.word_if_any("decision_monetary", &record.decision_monetary, MONETARY);
        self.required_iff(
            "decision_monetary_other",
            &record.decision_monetary_other,
            SHORT,
            record.decision_monetary == "DECISION_MONETARY_OTHER",
        );
        self.word_if_any("decision_provision", &record.decision_provision, PROVISION);
        self.word_if_any("decision_account", &record.decision_account, ACCOUNT);
        self.word_if_any("account_type", &record.account_type, ACCOUNT_TYPE);
    }

    /// The law with its two fields, or the terms with theirs.
    fn ground(&mut self, record: &Record) {
        let illegal = record.decision_ground == ILLEGAL;
        let incompatible = record.decision_ground == INCOMPATIBLE;
        self.word("decision_ground", &record.decision_ground, GROUND);
        let url = &record.decision_ground_reference_url;
        self.length("decision_ground_reference_url", url, SHORT);
        if !url.is_empty() && url::Url::parse(url).is_err() {
            self.wrong("decision_ground_reference_url", Flaw::Malformed);
        }
        self.required_iff(
            "illegal_content_legal_ground",
            &record.illegal_content_legal_ground,
            SHORT,
            illegal,
        );
        self.required_iff(
            "illegal_content_explanation",
            &record.illegal_content_explanation,
            LONG,
            illegal,
        );
        self.required_iff(
            "incompatible_content_ground",
            &record.incompatible_content_ground,
            SHORT,
            incompatible,
        );
        self.required_iff(
            "incompatible_content_explanation",
            &record.incompatible_content_explanation,
            LONG,
            incompatible,
        );
        let also = &record.incompatible_content_illegal;
        self.word_if_any("incompatible_content_illegal", also, YES_NO);
        self.allowed_if("incompatible_content_illegal", also, incompatible);
    }

    fn content(&mut self, record: &Record) {
        if record.content_type.is_empty() {
            self.wrong("content_type", Flaw::Missing);
        }
        self.words("content_type", &record.content_type, CONTENT_TYPE);
        self.required_iff(
            "content_type_other",
            &record.content_type_other,
            SHORT,
            has(&record.content_type, "CONTENT_TYPE_OTHER"),
        );
        let categories: Vec<&str> = DsaCategory::ALL.iter().map(|one| one.as_str()).collect();
        let keywords: Vec<&str> = DsaKeyword::ALL.iter().map(|one| one.as_str()).collect();
        self.word("category", &record.category, &categories);
        self.words("category_addition", &record.category_addition, &categories);
        self.words(
            "category_specification",
            &record.category_specification,
            &keywords,
        );
        self.allowed_if(
            "category_specification_other",
            &record.category_specification_other,
            has(&record.category_specification, "KEYWORD_OTHER"),
        );
        self.words("territorial_scope", &record.territorial_scope, COUNTRIES);
        let language = &record.content_language;
        if !language.is_empty() && (language.len() != 2 || !language.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.wrong("content_language", Flaw::Malformed);
        }
    }

    fn dates(&mut self, record: &Record) {
        for (field, date, required) in [
            ("content_date", &record.content_date, true),
            ("application_date", &record.application_date, true),
            (
                "end_date_visibility_restriction",
                &record.end_date_visibility_restriction,
                false,
            ),
            (
                "end_date_monetary_restriction",
                &record.end_date_monetary_restriction,
                false,
            ),
            (
                "end_date_service_restriction",
                &record.end_date_service_restriction,
                false,
            ),
            (
                "end_date_account_restriction",
                &record.end_date_account_restriction,
                false,
            ),
        ] {
            if date.is_empty() {
                if required {
                    self.wrong(field, Flaw::Missing);
                }
            } else if date.parse::<Day>().is_err() {
                self.wrong(field, Flaw::Malformed);
            }
        }
    }

    fn length(&mut self, field: &'static str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.wrong(field, Flaw::TooLong);
        }
    }

    fn required(&mut self, field: &'static str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.wrong(field, Flaw::Missing);
        }
        self.length(field, text, max);
    }

    fn required_iff(&mut self, field: &'static str, text: &str, max: usize, applies: bool) {
        if applies {
            self.required(field, text, max);
        } else if !text.is_empty() {
            self.wrong(field, Flaw::Superfluous);
        }
    }

    fn allowed_if(&mut self, field: &'static str, text: &str, applies: bool) {
        self.length(field, text, SHORT);
        if !text.is_empty() && !applies {
            self.wrong(field, Flaw::Superfluous);
        }
    }

    fn word(&mut self, field: &'static str, word: &str, list: &[&str]) {
        if word.is_empty() {
            self.wrong(field, Flaw::Missing);
        }
        self.word_if_any(field, word, list);
    }

    fn word_if_any(&mut self, field: &'static str, word: &str, list: &[&str]) {
        if !word.is_empty() && !list.contains(&word) {
            self.wrong(field, Flaw::Unknown);
        }
    }

    fn words(&mut self, field: &'static str, words: &[String], list: &[&str]) {
        if words.iter().any(|word| !list.contains(&word.as_str())) {
            self.wrong(field, Flaw::Unknown);
        }
        let repeated = |(place, word)| words.iter().take(place).any(|earlier| earlier == word);
        if words.iter().enumerate().any(repeated) {
            self.wrong(field, Flaw::Repeated);
        }
    }
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|one| one == word)
}
