//! Exports in two steps: filter, then take the file.

use askama::Template;
use axum::extract::Query;
use domain::plans::PlanId;
use serde::Deserialize;

use super::Part;
use crate::{
    error::Or,
    exports::{self, Choices},
    page::{Answer, Page, ok},
    plans::among,
    proposals::{Choice, Wanted, states},
    visit::Visit,
};

/// Of which plan.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Of {
    plan: String,
}

#[derive(Template)]
#[template(path = "staff/exports.html")]
struct Exports {
    page: Page,
    parts: Vec<Part>,
    plans: Vec<Choice>,
    q: String,
    unsearchable: Option<String>,
    themes: Vec<Choice>,
    zones: Vec<Choice>,
    states: Vec<Choice>,
    slug: String,
    count: String,
    choices: Choices,
}

/// Answers both steps on one page: what is filtered is what will be in the file.
pub(crate) async fn show(visit: Visit, Query(of): Query<Of>, Query(wanted): Query<Wanted>) -> Answer {
    super::must(&visit, super::staffs(&visit))?;
    let page = visit.page().await;
    let all = super::plans_of(&visit).await?;
    let staffed: Vec<_> = all
        .iter()
        .filter(|plan| visit.cx.scope().staffs.contains(plan.id))
        .collect();
    let chosen: Option<PlanId> = among(&of.plan);
    let plan = staffed
        .iter()
        .find(|plan| Some(plan.id) == chosen)
        .or(staffed.first())
        .copied();
    let (mut themes, mut zones, mut count, mut unsearchable) = (Vec::new(), Vec::new(), 0, None);
    if let Some(plan) = plan {
        let cx = &visit.cx;
        let choice = |value: String, name: String, chosen: &str| Choice {
            chosen: value == chosen,
            value,
            name,
        };
        let found = app::plans::themes_of(cx, &[plan.id]).await.or_page(&visit)?;
        themes.extend(
            found
                .into_iter()
                .map(|theme| choice(theme.id.to_string(), theme.title.to_string(), &wanted.theme)),
        );
        let found = app::plans::zones_of(cx, &[plan.id]).await.or_page(&visit)?;
        zones.extend(
            found
                .into_iter()
                .map(|zone| choice(zone.id.to_string(), zone.title.to_string(), &wanted.zone)),
        );
        count = exports::count(&visit, plan, &wanted).await?;
        unsearchable = wanted
            .sought(plan)
            .is_err()
            .then(|| page.t("search-needs-letters"));
    }
    ok(&Exports {
        parts: super::parts(&visit, &page, "/staff/exports"),
        plans: staffed
            .iter()
            .map(|one| Choice {
                value: one.id.to_string(),
                name: one.title.to_string(),
                chosen: Some(one.id) == plan.map(|plan| plan.id),
            })
            .collect(),
        unsearchable,
        themes,
        zones,
        states: states(&page, &wanted.state),
        slug: plan.map(|plan| plan.slug.to_string()).unwrap_or_default(),
        count: page.with("exports-count", "count", count),
        choices: Choices::of(&page, &wanted),
        q: wanted.q,
        page,
    })
}
