//! The form of an idea on paper: of a batch, with a number and a receipt on each, or alone, for anybody to print.

use app::{papers, plans as all_plans};
use askama::Template;
use axum::extract::Path;
use domain::{Code, papers::BatchKind, plans::Plan, proposals::TITLE};

use super::batches::found;
use crate::{
    error::{Failed, Or},
    page::{Answer, Page, ok},
    plans::by_slug,
    posters::Qr,
    visit::Visit,
};

/// A form to print.
struct Printed {
    /// «lot 12 · feuille 3»; nothing on a form of no batch.
    number: Option<String>,
    receipt: Option<String>,
    qr: Option<Qr>,
}

#[derive(Template)]
#[template(path = "paper/form.html")]
struct Forms {
    page: Page,
    plan: String,
    lang: String,
    back: String,
    sheets: Vec<Printed>,
    /// The code of the batch, for those who type it.
    batch: Option<Qr>,
    title_hint: String,
    body_hint: String,
    themes: Vec<String>,
    zones: Vec<String>,
    address: String,
    /// For whom these pages are: a facilitator prints a batch.
    of_batch: bool,
}

async fn forms_of(
    visit: &Visit,
    plan: &Plan,
    (sheets, batch, back): (Vec<Printed>, Option<Qr>, String),
) -> Result<Forms, Failed> {
    let page = visit.page().await;
    let themes = all_plans::themes_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    let zones = all_plans::zones_of(&visit.cx, &[plan.id]).await.or_page(visit)?;
    Ok(Forms {
        title_hint: page.with2("paper-form-bounds", "from", TITLE.min, "until", TITLE.max),
        body_hint: page.with("idea-body-hint", "limit", plan.rules.body_limit),
        themes: themes.iter().map(|theme| theme.title.to_string()).collect(),
        zones: zones.iter().map(|zone| zone.title.to_string()).collect(),
        plan: plan.title.to_string(),
        lang: plan.language.tag().to_owned(),
        address: format!("{}/receipt", visit.site.house.site.issuer),
        of_batch: batch.is_some(),
        back,
        sheets,
        batch,
        page,
    })
}

/// Prints the forms of a batch, each with its number and the receipt that its person keeps.
pub(crate) async fn print(visit: Visit, Path(id): Path<String>) -> Answer {
    let board = found(&visit, &id).await?;
    let (batch, plan, receipts) = papers::print(&visit.cx, board.batch.id).await.or_page(&visit)?;
    if batch.kind != BatchKind::Words {
        return Err(Failed::not_found(&visit, Code::BatchNotFound));
    }
    let (page, issuer) = (visit.page().await, &visit.site.house.site.issuer);
    let sheets = receipts
        .iter()
        .zip(1_u32..)
        .map(|(receipt, sheet)| Printed {
            number: Some(page.with2("batch-sheet", "number", batch.number, "count", sheet)),
            qr: Qr::of(&format!("{issuer}/receipt?code={receipt}")),
            receipt: Some(receipt.to_string()),
        })
        .collect();
    let back = format!("/record/batches/{}", batch.id);
    let code = Qr::of(&format!("{issuer}{back}"));
    ok(&forms_of(&visit, &plan, (sheets, code, back)).await?)
}

/// A form of no batch, for anybody to print: it is typed at the desk.
pub(crate) async fn blank(visit: Visit, Path(slug): Path<String>) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let one = Printed {
        number: None,
        receipt: None,
        qr: Qr::of(&format!(
            "{}/plans/{}/propose",
            visit.site.house.site.issuer, plan.slug
        )),
    };
    let back = format!("/plans/{}", plan.slug);
    ok(&forms_of(&visit, &plan, (vec![one], None, back)).await?)
}
