//! A plan on somebody else's page, in a frame: what can be done and until when. It asks for no cookie and runs no script.
//! Who may frame it is configured.

use askama::Template;
use axum::extract::Path;
use http::{HeaderValue, header};

use crate::{
    page::{Answer, Page, ok},
    plans::{PlanCard, by_slug},
    visit::Visit,
};

#[derive(Template)]
#[template(path = "embed.html")]
struct Embed {
    page: Page,
    card: PlanCard,
    lang: String,
    address: String,
}

/// The content security policy of a page that these sites may frame.
fn policy(framers: &[String]) -> String {
    let who = if framers.is_empty() {
        "'none'".to_owned()
    } else {
        framers.join(" ")
    };
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors {who}"
    )
}

/// Answers a plan in a frame.
pub(crate) async fn plan(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let page = visit.page().await;
    let policy = policy(&visit.site.framers);
    let mut response = ok(&Embed {
        card: PlanCard::of(&page, &plan, visit.cx.now()),
        lang: plan.language.tag().to_owned(),
        address: format!("{}/plans/{}", visit.site.house.site.issuer, plan.slug),
        page,
    })?;
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
