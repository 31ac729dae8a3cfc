//! The rules of moderation, as everybody reads them before they write and after a decision.

use std::collections::BTreeSet;

use askama::Template;
use domain::{
    PageRequest,
    moderation::decisions::AppliedRule,
    rules::{Rule, RuleVersion},
};

use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    visit::Visit,
};

/// How many rules are read at once.
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
    let (mut rules, mut request) = (Vec::new(), PageRequest::first(RULES));
    loop {
        let found = app::rules::list(&visit.cx, false, &request)
            .await
            .or_page(visit)?;
        request.cursor = found
            .items
            .last()
            .filter(|_| found.has_next)
            .map(|(cursor, _)| cursor.clone());
        rules.extend(found.into_items());
        if request.cursor.is_none() {
            break;
        }
    }
    let now = visit.cx.now();
    Ok(rules
        .into_iter()
        .map(|rule| Row::of(visit, page, rule))
        .partition(|row| !row.rule.is_retired(now)))
}

/// A rule as it was when it was applied, and where it stands now with its examples.
pub(crate) struct Ruled {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) address: String,
}

/// The rules that were applied, each in the words of then and as it is now.
pub(crate) struct Applied {
    versions: Vec<RuleVersion>,
    rules: Vec<Rule>,
}

impl Applied {
    /// Reads them.
    pub(crate) async fn of(visit: &Visit, applied: &[AppliedRule]) -> Result<Self, Failed> {
        let keys: Vec<_> = applied.iter().map(|one| (one.rule, one.version)).collect();
        let ids: BTreeSet<_> = applied.iter().map(|one| one.rule).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        Ok(Self {
            versions: app::rules::versions_at(&visit.cx, &keys).await.or_page(visit)?,
            rules: app::rules::by_ids(&visit.cx, &ids).await.or_page(visit)?,
        })
    }

    /// One of them, in the reader's language.
    pub(crate) fn told(&self, visit: &Visit, applied: AppliedRule) -> Option<Ruled> {
        let version = self
            .versions
            .iter()
            .find(|version| version.rule == applied.rule && version.number == applied.version)?;
        let words = version.terms.wordings.for_reader(&visit.cx.language).0;
        let rule = self.rules.iter().find(|rule| rule.id == applied.rule)?;
        Some(Ruled {
            title: words.title.to_string(),
            text: words.explanation.as_str().to_owned(),
            address: format!("/rules#rule-{}", rule.code),
        })
    }
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
