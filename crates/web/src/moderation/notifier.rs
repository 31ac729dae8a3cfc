//! Who sent a notice: for the reviewer who holds the contested case, with a reason that is kept and shown to the person.

use app::moderation::{self, Dossier, LookUpNotifier, Sender};
use askama::Template;
use axum::{Form, extract::Path};
use domain::{Code, moderation::CaseStage, moderation::Notice};
use http::StatusCode;
use serde::Deserialize;

use super::case::dossier;
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, show},
    visit::Visit,
};

/// Somebody looked before.
struct Looked {
    day: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "moderation/notifier.html")]
struct Show {
    page: Page,
    case: String,
    notice: String,
    kind: String,
    explanation: String,
    lang: String,
    looked: Vec<Looked>,
    /// Who it is, once the reviewer has looked: what each fact is, and the fact; empty where nobody said.
    sender: Option<Vec<(String, String)>>,
    reason: String,
    problems: Problems,
}

/// Whether the visitor may learn who sent notices of this case: it is contested, and they hold it.
pub(super) fn may_look(visit: &Visit, dossier: &Dossier) -> bool {
    let claim = dossier.case.claimed(visit.cx.now());
    dossier.case.state.stage() == CaseStage::Contested
        && claim.is_some_and(|claim| Some(claim.by) == visit.cx.actor.account())
}

async fn found(visit: &Visit, id: &str, notice: &str) -> Result<(Dossier, Notice), Failed> {
    let dossier = dossier(visit, id).await?;
    let notice = dossier.notices.iter().find(|one| one.id.to_string() == notice);
    let notice = notice.filter(|_| may_look(visit, &dossier)).cloned();
    let notice = notice.ok_or_else(|| Failed::not_found(visit, Code::ModerationNotFound))?;
    Ok((dossier, notice))
}

async fn page(
    visit: &Visit,
    (dossier, notice): (&Dossier, &Notice),
    sender: Option<Sender>,
    reason: String,
    problems: Problems,
) -> Result<Show, Failed> {
    let page = visit.page().await;
    let looks = moderation::looks_in(&visit.cx, dossier.case.id)
        .await
        .or_page(visit)?;
    Ok(Show {
        case: dossier.case.id.to_string(),
        notice: notice.id.to_string(),
        kind: page.t(&format!("report-{}", notice.kind.as_str().replace('_', "-"))),
        explanation: notice.explanation.as_str().to_owned(),
        lang: notice.language.tag().to_owned(),
        looked: looks
            .iter()
            .filter(|look| look.notice == notice.id)
            .map(|look| Looked {
                day: page.when(look.at),
                reason: look.reason.to_string(),
            })
            .collect(),
        sender: sender.map(|sender| facts(&page, sender)),
        reason,
        problems: problems.called(&page, &[("reason", "notifier-reason")]),
        page,
    })
}

fn facts(page: &Page, sender: Sender) -> Vec<(String, String)> {
    let account = sender.account.map(|account| account.display_name.to_string());
    let email = sender.email.map(|email| email.canonical().to_owned());
    [
        ("notifier-account", account),
        ("report-name", sender.name),
        ("field-email", email),
    ]
    .into_iter()
    .filter_map(|(what, fact)| Some((page.t(what), fact?)))
    .collect()
}

/// Asks why the reviewer needs to know.
pub(crate) async fn ask(visit: Visit, Path((id, notice)): Path<(String, String)>) -> Answer {
    let (dossier, notice) = found(&visit, &id, &notice).await?;
    let shown = page(
        &visit,
        (&dossier, &notice),
        None,
        String::new(),
        Problems::default(),
    );
    Ok(show(StatusCode::OK, &shown.await?))
}

/// A reason as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    reason: String,
}

/// Says who it was.
pub(crate) async fn look(
    visit: Visit,
    Path((id, notice)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let (dossier, notice) = found(&visit, &id, &notice).await?;
    let looked = match LookUpNotifier::parse(notice.id, &typed.reason) {
        Ok(command) => moderation::look_up_notifier(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    let (status, sender, problems) = match looked {
        Ok(sender) => (StatusCode::OK, Some(sender), Problems::default()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            (status, None, problems)
        }
    };
    let shown = page(&visit, (&dossier, &notice), sender, typed.reason, problems).await?;
    Ok(show(status, &shown))
}
