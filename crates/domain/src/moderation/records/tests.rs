use super::*;

fn taken() -> Record {
    let text = |text: &str| text.to_owned();
    Record {
        puid: text("0123456789ab"),
        decision_visibility: vec![text("DECISION_VISIBILITY_CONTENT_REMOVED")],
        decision_ground: text("DECISION_GROUND_ILLEGAL_CONTENT"),
        decision_ground_reference_url: text("https://www.legifrance.gouv.fr/"),
        illegal_content_legal_ground: text("Loi du 29 juillet 1881, article 24"),
        illegal_content_explanation: text("Appeler à la haine est interdit."),
        content_type: vec![text("CONTENT_TYPE_TEXT")],
        category: text("STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"),
        category_specification: vec![text("KEYWORD_HATE_SPEECH")],
        territorial_scope: vec![text("FR")],
        content_language: text("FR"),
        content_date: text("2026-11-22"),
        application_date: text("2026-11-23"),
        decision_facts: text("On a notice, a person read the text."),
        source_type: text("SOURCE_ARTICLE_16"),
        automated_detection: text("No"),
        automated_decision: text("AUTOMATED_DECISION_NOT_AUTOMATED"),
        ..Record::default()
    }
}

/// A record that the database takes but for one thing.
type Broken = (fn(&mut Record), &'static str, Flaw);

const TERMS: fn(&mut Record) = |record| {
    record.decision_ground = "DECISION_GROUND_INCOMPATIBLE_CONTENT".into();
    record.illegal_content_legal_ground.clear();
    record.illegal_content_explanation.clear();
    record.incompatible_content_ground = "Rester poli".into();
    record.incompatible_content_explanation = "On ne s'insulte pas ici.".into();
    record.incompatible_content_illegal = "No".into();
};

const BROKEN: &[Broken] = &[
    (|r| r.puid.clear(), "puid", Flaw::Missing),
    (|r| r.puid = "a".repeat(501), "puid", Flaw::TooLong),
    (|r| r.puid = "a b".into(), "puid", Flaw::Malformed),
    (
        |r| r.decision_visibility.clear(),
        "decision_visibility",
        Flaw::Missing,
    ),
    (
        |r| r.decision_visibility = vec!["HIDDEN".into()],
        "decision_visibility",
        Flaw::Unknown,
    ),
    (
        |r| {
            r.decision_visibility
                .push("DECISION_VISIBILITY_CONTENT_REMOVED".into());
        },
        "decision_visibility",
        Flaw::Repeated,
    ),
    (
        |r| r.decision_visibility.push("DECISION_VISIBILITY_OTHER".into()),
        "decision_visibility_other",
        Flaw::Missing,
    ),
    (
        |r| {
            r.decision_visibility.push("DECISION_VISIBILITY_OTHER".into());
            r.decision_visibility_other = "é".repeat(501);
        },
        "decision_visibility_other",
        Flaw::TooLong,
    ),
    (
        |r| r.decision_visibility_other = "x".into(),
        "decision_visibility_other",
        Flaw::Superfluous,
    ),
    (
        |r| r.decision_monetary = "FINE".into(),
        "decision_monetary",
        Flaw::Unknown,
    ),
    (
        |r| r.decision_monetary = "DECISION_MONETARY_OTHER".into(),
        "decision_monetary_other",
        Flaw::Missing,
    ),
    (
        |r| r.decision_monetary_other = "x".into(),
        "decision_monetary_other",
        Flaw::Superfluous,
    ),
    (
        |r| r.decision_provision = "STOPPED".into(),
        "decision_provision",
        Flaw::Unknown,
    ),
    (
        |r| r.decision_account = "BANNED".into(),
        "decision_account",
        Flaw::Unknown,
    ),
    (
        |r| r.account_type = "RESIDENT".into(),
        "account_type",
        Flaw::Unknown,
    ),
    (
        |r| r.decision_ground_reference_url = "see below".into(),
        "decision_ground_reference_url",
        Flaw::Malformed,
    ),
    (
        |r| r.illegal_content_legal_ground.clear(),
        "illegal_content_legal_ground",
        Flaw::Missing,
    ),
    (
        |r| r.illegal_content_legal_ground = "x".repeat(501),
        "illegal_content_legal_ground",
        Flaw::TooLong,
    ),
    (
        |r| r.illegal_content_explanation.clear(),
        "illegal_content_explanation",
        Flaw::Missing,
    ),
    (
        |r| r.illegal_content_explanation = "x".repeat(2_001),
        "illegal_content_explanation",
        Flaw::TooLong,
    ),
    (
        |r| r.incompatible_content_ground = "x".into(),
        "incompatible_content_ground",
        Flaw::Superfluous,
    ),
    (
        |r| r.incompatible_content_explanation = "x".into(),
        "incompatible_content_explanation",
        Flaw::Superfluous,
    ),
    (
        |r| r.incompatible_content_illegal = "Yes".into(),
        "incompatible_content_illegal",
        Flaw::Superfluous,
    ),
    (
        |r| {
            TERMS(r);
            r.incompatible_content_ground.clear();
        },
        "incompatible_content_ground",
        Flaw::Missing,
    ),
    (
        |r| {
            TERMS(r);
            r.incompatible_content_explanation.clear();
        },
        "incompatible_content_explanation",
        Flaw::Missing,
    ),
    (
        |r| {
            TERMS(r);
            r.incompatible_content_illegal = "Perhaps".into();
        },
        "incompatible_content_illegal",
        Flaw::Unknown,
    ),
    (
        |r| {
            TERMS(r);
            r.illegal_content_legal_ground = "x".into();
        },
        "illegal_content_legal_ground",
        Flaw::Superfluous,
    ),
    (
        |r| {
            TERMS(r);
            r.illegal_content_explanation = "x".into();
        },
        "illegal_content_explanation",
        Flaw::Superfluous,
    ),
    (|r| r.content_type.clear(), "content_type", Flaw::Missing),
    (
        |r| r.content_type = vec!["TEXT".into()],
        "content_type",
        Flaw::Unknown,
    ),
    (
        |r| r.content_type.push("CONTENT_TYPE_OTHER".into()),
        "content_type_other",
        Flaw::Missing,
    ),
    (
        |r| r.content_type_other = "x".into(),
        "content_type_other",
        Flaw::Superfluous,
    ),
    (|r| r.category.clear(), "category", Flaw::Missing),
    (
        |r| r.category = "STATEMENT_CATEGORY_RUDE".into(),
        "category",
        Flaw::Unknown,
    ),
    (
        |r| r.category_addition = vec!["STATEMENT_CATEGORY_RUDE".into()],
        "category_addition",
        Flaw::Unknown,
    ),
    (
        |r| r.category_specification = vec!["KEYWORD_RUDE".into()],
        "category_specification",
        Flaw::Unknown,
    ),
    (
        |r| r.category_specification_other = "x".into(),
        "category_specification_other",
        Flaw::Superfluous,
    ),
    (
        |r| r.territorial_scope = vec!["US".into()],
        "territorial_scope",
        Flaw::Unknown,
    ),
    (
        |r| r.content_language = "fr".into(),
        "content_language",
        Flaw::Malformed,
    ),
    (|r| r.content_date.clear(), "content_date", Flaw::Missing),
    (
        |r| r.content_date = "22/11/2026".into(),
        "content_date",
        Flaw::Malformed,
    ),
    (|r| r.application_date.clear(), "application_date", Flaw::Missing),
    (
        |r| r.application_date = "2026-02-30".into(),
        "application_date",
        Flaw::Malformed,
    ),
    (
        |r| r.end_date_visibility_restriction = "never".into(),
        "end_date_visibility_restriction",
        Flaw::Malformed,
    ),
    (
        |r| r.end_date_monetary_restriction = "never".into(),
        "end_date_monetary_restriction",
        Flaw::Malformed,
    ),
    (
        |r| r.end_date_service_restriction = "never".into(),
        "end_date_service_restriction",
        Flaw::Malformed,
    ),
    (
        |r| r.end_date_account_restriction = "never".into(),
        "end_date_account_restriction",
        Flaw::Malformed,
    ),
    (|r| r.decision_facts.clear(), "decision_facts", Flaw::Missing),
    (
        |r| r.decision_facts = "x".repeat(5_001),
        "decision_facts",
        Flaw::TooLong,
    ),
    (|r| r.source_type.clear(), "source_type", Flaw::Missing),
    (
        |r| r.source_type = "SOURCE_NEIGHBOUR".into(),
        "source_type",
        Flaw::Unknown,
    ),
    (
        |r| r.source_identity = "x".repeat(501),
        "source_identity",
        Flaw::TooLong,
    ),
    (
        |r| {
            r.source_type = "SOURCE_VOLUNTARY".into();
            r.source_identity = "x".into();
        },
        "source_identity",
        Flaw::Superfluous,
    ),
    (
        |r| r.automated_detection.clear(),
        "automated_detection",
        Flaw::Missing,
    ),
    (
        |r| r.automated_detection = "true".into(),
        "automated_detection",
        Flaw::Unknown,
    ),
    (
        |r| r.automated_decision.clear(),
        "automated_decision",
        Flaw::Missing,
    ),
    (
        |r| r.automated_decision = "NO".into(),
        "automated_decision",
        Flaw::Unknown,
    ),
];

#[test]
fn each_rule_broken_alone_is_named_alone() {
    assert_eq!(validate(&taken()), []);
    let mut terms = taken();
    TERMS(&mut terms);
    assert_eq!(validate(&terms), []);
    for (number, (break_it, field, flaw)) in BROKEN.iter().enumerate() {
        let mut record = taken();
        break_it(&mut record);
        let wrong = Wrong { field, flaw: *flaw };
        assert_eq!(validate(&record), [wrong], "number {number}");
    }
}

#[test]
fn no_ground_leaves_its_explanations_without_a_place() {
    let mut record = taken();
    record.decision_ground.clear();
    let wrong = validate(&record);
    assert_eq!(
        wrong.first(),
        Some(&Wrong {
            field: "decision_ground",
            flaw: Flaw::Missing
        })
    );
    assert_eq!(wrong.len(), 3);
}

#[test]
fn any_of_the_four_restrictions_is_enough() {
    for restrict in [
        (|r| r.decision_monetary = "DECISION_MONETARY_SUSPENSION".into()) as fn(&mut Record),
        |r| r.decision_provision = "DECISION_PROVISION_TOTAL_SUSPENSION".into(),
        |r| r.decision_account = "DECISION_ACCOUNT_SUSPENDED".into(),
    ] {
        let mut record = taken();
        record.decision_visibility.clear();
        restrict(&mut record);
        assert_eq!(validate(&record), []);
    }
}

#[test]
fn the_columns_are_the_fields() {
    let value = serde_json::to_value(taken()).unwrap();
    let mut columns = FIELDS.to_vec();
    columns.sort_unstable();
    let mut fields: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    fields.sort_unstable();
    assert_eq!(columns, fields);
    assert_eq!(serde_json::from_value::<Record>(value).unwrap(), taken());
}
