//! The rules of moderation, as everybody reads them before they write and after a decision.

use askama::Template;
use domain::{PageRequest, rules::Rule};

use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    visit::Visit,
};

/// The most rules of a page.
const RULES: u32 = 100;

/// A rule with its examples.
pub(crate) struct Row {
    pub(crate) rule: Rule,
    pub(crate) title: String,
    pub(crate) facts: Vec<String>,
    pub(crate) explanation: String,
    pub(crate) refused: String,
    pub(crate) accepted: String,
    /// The law that says so: its name and address.
    pub(crate) legal: Option<(String, String)>,
}

impl Row {
    fn of(visit: &Visit, page: &Page, rule: Rule) -> Self {
        let words = rule.terms.wordings.for_reader(&visit.cx.language).0;
        let mut facts = vec![
            page.t(&format!(
                "severity-{}",
                crate::staff::house_rules::severity(&rule)
            )),
            page.t(&format!("usual-{}", rule.terms.default_decision.as_str())),
            page.with2(
                "rule-version",
                "number",
                rule.version,
                "day",
                page.day(rule.version_at).as_str(),
            ),
        ];
        let now = visit.cx.now();
        match rule.active_to.filter(|_| rule.is_retired(now)) {
            Some(at) => facts.push(page.with("rule-retired-on", "day", page.day(at).as_str())),
            None if !rule.is_in_force(now) => {
                facts.push(page.with("rule-applies-from", "day", page.day(rule.active_from).as_str()));
            }
            None => {}
        }
        Self {
            title: words.title.to_string(),
            facts,
            explanation: words.explanation.as_str().to_owned(),
            refused: words.refused.as_str().to_owned(),
            accepted: words.accepted.as_str().to_owned(),
            legal: rule
                .terms
                .legal
                .as_ref()
                .map(|legal| (legal.text.to_string(), legal.address.as_str().to_owned())),
            rule,
        }
    }
}

/// Every rule: those that people are held to or will be, and those that were retired.
pub(crate) async fn all(visit: &Visit, page: &Page) -> Result<(Vec<Row>, Vec<Row>), Failed> {
    let found = app::rules::list(&visit.cx, false, &PageRequest::first(RULES))
        .await
        .or_page(visit)?;
    let now = visit.cx.now();
    let rows = found.into_items().into_iter();
    Ok(rows
        .map(|rule| Row::of(visit, page, rule))
        .partition(|row| !row.rule.is_retired(now)))
}

#[derive(Template)]
#[template(path = "rules.html")]
struct Rules {
    page: Page,
    rows: Vec<Row>,
    retired: Vec<Row>,
}

/// Answers the rules, each at an address of its own: `#rule-` and its code. Those that were retired stand apart and below, since
/// decisions that cite them are still read.
pub(crate) async fn list(visit: Visit) -> Answer {
    let page = visit.page().await;
    let (rows, retired) = all(&visit, &page).await?;
    ok(&Rules { page, rows, retired })
}
