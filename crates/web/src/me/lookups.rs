//! Who of the house looked at who the reader is, and why: each look is kept, and shown to the person.

use app::accounts;
use askama::Template;

use super::signed_in;
use crate::{
    error::Or,
    page::{Answer, Page, ok},
    visit::Visit,
};

/// A look.
struct Look {
    what: String,
    by: String,
    day: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "me/lookups.html")]
struct Lookups {
    page: Page,
    looks: Vec<Look>,
}

/// Answers each look at the reader's identity, newest first.
pub(crate) async fn list(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let page = visit.page().await;
    let found = accounts::my_lookups(&visit.cx).await.or_page(&visit)?;
    let looks = found.iter().map(|one| Look {
        what: page.t(&format!("lookup-{}", one.what)),
        by: page.t(if one.what == "notice" {
            "lookup-by-reviewer"
        } else {
            "lookup-by-staff"
        }),
        day: page.when(one.at),
        reason: one.reason.to_string(),
    });
    ok(&Lookups {
        looks: looks.collect(),
        page,
    })
}
