//! The rules of moderation with their examples: read by staff, written anew by admins, each change a version.

use app::{
    Error,
    rules::{self, LegalInput, ReviseRule, RuleInput, WordingInput},
};
use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    rules::{DefaultDecision, Rule, Severity},
};

use super::{
    Part, access,
    form::{Button, Fields, FormPage, Kind, Typed},
};
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, ok, show},
    visit::Visit,
};

/// How much harm a rule is about, by its word.
const SEVERITIES: [(&str, Severity); 4] = [
    ("minor", Severity::Minor),
    ("moderate", Severity::Moderate),
    ("serious", Severity::Serious),
    ("grave", Severity::Grave),
];

fn severity(rule: &Rule) -> &'static str {
    let found = SEVERITIES.iter().find(|(_, one)| *one == rule.terms.severity);
    found.map_or("", |(word, _)| *word)
}

/// A rule in the list.
struct Row {
    address: String,
    title: String,
    facts: Vec<String>,
    explanation: String,
    refused: String,
    accepted: String,
}

#[derive(Template)]
#[template(path = "staff/rules.html")]
struct List {
    page: Page,
    parts: Vec<Part>,
    rows: Vec<Row>,
    writes: bool,
}

/// Answers the rules that are in force.
pub(crate) async fn list(visit: Visit) -> Answer {
    super::must(&visit, super::staffs(&visit))?;
    let page = visit.page().await;
    let found = rules::list(&visit.cx, true, &PageRequest::first(100))
        .await
        .or_page(&visit)?;
    let rows = found
        .into_items()
        .into_iter()
        .map(|rule| row(&visit, &page, &rule));
    ok(&List {
        parts: super::parts(&visit, &page, "/staff/rules"),
        rows: rows.collect(),
        writes: access::administers(&visit),
        page,
    })
}

fn row(visit: &Visit, page: &Page, rule: &Rule) -> Row {
    let words = rule.terms.wordings.for_reader(&visit.cx.language).0;
    Row {
        address: format!("/staff/rules/{}", rule.id),
        title: words.title.to_string(),
        facts: vec![
            page.t(&format!("severity-{}", severity(rule))),
            page.t(&format!("usual-{}", rule.terms.default_decision.as_str())),
            page.with2(
                "rule-version",
                "number",
                rule.version,
                "day",
                page.day(rule.version_at).as_str(),
            ),
        ],
        explanation: words.explanation.as_str().to_owned(),
        refused: words.refused.as_str().to_owned(),
        accepted: words.accepted.as_str().to_owned(),
    }
}

async fn rule(visit: &Visit, id: &str) -> Result<Rule, Failed> {
    super::must(visit, access::administers(visit))?;
    let id = crate::forms::id(visit, id, Code::RuleNotFound)?;
    let found = rules::by_id(&visit.cx, id).await.or_page(visit)?;
    found.ok_or_else(|| Failed::not_found(visit, Code::RuleNotFound))
}

/// Asks what a rule says.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let rule = rule(&visit, &id).await?;
    let mut typed = Typed::default();
    typed.set("version", rule.version);
    typed.set("severity", severity(&rule));
    typed.set("decision", rule.terms.default_decision.as_str());
    for (place, (_, words)) in rule.terms.wordings.iter().enumerate() {
        let name = |field: &str| format!("texts.{place}.{field}");
        typed.set(name("title"), &words.title);
        typed.set(name("explanation"), words.explanation.as_str());
        typed.set(name("refusedExample"), words.refused.as_str());
        typed.set(name("acceptedExample"), words.accepted.as_str());
    }
    let page = form(&visit, &rule, &typed, Problems::default()).await;
    ok(&page)
}

async fn form(visit: &Visit, rule: &Rule, typed: &Typed, problems: Problems) -> FormPage {
    let page = visit.page().await;
    let severities = SEVERITIES.map(|(word, _)| word);
    let decisions: Vec<&str> = DefaultDecision::ALL.iter().map(|one| one.as_str()).collect();
    let mut groups = vec![
        Fields::new(&page, typed, &problems)
            .words("severity", "rule-severity", Kind::Select, "severity", &severities)
            .words("decision", "rule-decision", Kind::Select, "usual", &decisions)
            .group(""),
    ];
    groups.extend(
        rule.terms
            .wordings
            .iter()
            .enumerate()
            .map(|(place, (language, _))| {
                let name = |field: &str| format!("texts.{place}.{field}");
                Fields::new(&page, typed, &problems)
                    .add(&name("title"), "rule-title", Kind::Line)
                    .add(&name("explanation"), "rule-explanation", Kind::Short)
                    .add(&name("refusedExample"), "rule-example-refused", Kind::Short)
                    .add(&name("acceptedExample"), "rule-example-accepted", Kind::Short)
                    .group(
                        page.find(&format!("language-{}", language.tag()))
                            .unwrap_or_else(|| language.tag().to_owned()),
                    )
            }),
    );
    let words = rule.terms.wordings.for_reader(&visit.cx.language).0;
    FormPage {
        crumbs: vec![("/staff/rules".to_owned(), page.t("staff-rules"))],
        title: words.title.to_string(),
        explained: page.t("rule-revise-explained"),
        action: format!("/staff/rules/{}", rule.id),
        version: typed.version(),
        groups,
        buttons: vec![Button {
            act: "keep",
            name: page.t("rule-revise"),
        }],
        drawing: None,
        timeline: None,
        warnings: Vec::new(),
        problems,
        page,
    }
}

/// Writes a new version of a rule.
pub(crate) async fn revise(visit: Visit, Path(id): Path<String>, body: String) -> Answer {
    let rule = rule(&visit, &id).await?;
    let typed = Typed::read(&body);
    match revised(&visit, &rule, &typed).await {
        Ok(_) => Ok(Redirect::to("/staff/rules?done=rule-revised").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &form(&visit, &rule, &typed, problems).await))
        }
    }
}

async fn revised(visit: &Visit, rule: &Rule, typed: &Typed) -> Result<Rule, Error> {
    let terms = &rule.terms;
    let severity = SEVERITIES.iter().find(|(word, _)| *word == typed.get("severity"));
    let decision = DefaultDecision::ALL
        .iter()
        .find(|one| one.as_str() == typed.get("decision"));
    let wording = |(place, tag): (usize, String)| {
        let value = |field: &str| typed.get(&format!("texts.{place}.{field}")).to_owned();
        WordingInput {
            language: tag,
            title: value("title"),
            explanation: value("explanation"),
            refused: value("refusedExample"),
            accepted: value("acceptedExample"),
        }
    };
    let tags = terms
        .wordings
        .iter()
        .map(|(language, _)| language.tag().to_owned());
    let input = RuleInput {
        severity: severity.map_or(terms.severity, |(_, severity)| *severity),
        ground: terms.ground,
        default_decision: decision.copied().unwrap_or(terms.default_decision),
        legal: terms.legal.as_ref().map(|legal| LegalInput {
            text: legal.text.to_string(),
            address: legal.address.as_str().to_owned(),
        }),
        category: terms.category,
        keywords: terms.keywords.clone(),
        wordings: tags.enumerate().map(wording).collect(),
    };
    let version = i32::try_from(typed.version()).unwrap_or_default();
    let command = ReviseRule::parse(rule.id, version, &input)?;
    rules::revise(&visit.cx, command).await
}
