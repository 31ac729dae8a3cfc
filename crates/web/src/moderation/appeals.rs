//! Sanctions that are contested by themselves: another person than who imposed one answers, with ten seconds to take the
//! answer back.

use app::{
    moderation::{self, AnswerAppeal},
    rules,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code,
    moderation::{Appeal, AppealId, Sanction},
    rules::RuleVersion,
};
use http::StatusCode;
use serde::Deserialize;

use super::undo::Bar;
use crate::{
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, show as write},
    visit::Visit,
};

/// A sanction and what is said against it.
struct Row {
    id: String,
    case: String,
    what: String,
    rule: Option<String>,
    facts: String,
    until: Option<String>,
    grounds: String,
    due: String,
    late: bool,
    /// Whether the reader imposed it: then somebody else answers.
    own: bool,
}

#[derive(Template)]
#[template(path = "moderation/appeals.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
    bar: Option<Bar>,
}

#[derive(Template)]
#[template(path = "moderation/appeal.html")]
struct Show {
    page: Page,
    row: Row,
    typed: Typed,
    problems: Problems,
}

/// The answer as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    outcome: String,
    reasons: String,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// The appeal that has just been answered.
    undo: String,
}

fn row(visit: &Visit, page: &Page, appeal: &Appeal, sanction: &Sanction, versions: &[RuleVersion]) -> Row {
    let applied = sanction.rule;
    let version = versions
        .iter()
        .find(|version| version.rule == applied.rule && version.number == applied.version);
    Row {
        id: appeal.id.to_string(),
        case: sanction.case.to_string(),
        what: page.t(&format!("sanction-{}", sanction.kind.as_str())),
        rule: version.map(|version| {
            let words = version.terms.wordings.for_reader(&visit.cx.language).0;
            words.title.to_string()
        }),
        facts: sanction.facts.as_str().to_owned(),
        until: sanction
            .until()
            .map(|until| page.with("sanction-until", "until", page.when(until).as_str())),
        grounds: appeal.grounds.as_str().to_owned(),
        due: page.with("appeal-due", "until", page.when(appeal.due_at).as_str()),
        late: appeal.is_overdue(visit.cx.now()),
        own: Some(sanction.by) == visit.cx.actor.account(),
    }
}

async fn rows(visit: &Visit, page: &Page) -> Result<Vec<Row>, Failed> {
    let open = moderation::open_appeals(&visit.cx).await.or_page(visit)?;
    let applied: Vec<_> = open
        .iter()
        .map(|(_, sanction)| (sanction.rule.rule, sanction.rule.version))
        .collect();
    let versions = rules::versions_at(&visit.cx, &applied).await.or_page(visit)?;
    Ok(open
        .iter()
        .map(|(appeal, sanction)| row(visit, page, appeal, sanction, &versions))
        .collect())
}

/// Answers the sanctions that are contested, what is late or due first at the top.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    super::must_work(&visit)?;
    let page = visit.page().await;
    let rows = rows(&visit, &page).await?;
    let bar = match wanted.undo.parse::<AppealId>() {
        Ok(id) => moderation::answer_of_mine(&visit.cx, id).await.or_page(&visit)?,
        Err(_none) => None,
    }
    .and_then(|(id, answer)| {
        let sentence = page.t(&format!("decided-appeal-{}", answer.outcome.as_str()));
        Bar::until(
            &visit,
            answer.undo_until(),
            format!("/moderation/appeals/{id}/undo"),
            sentence,
        )
    });
    Ok(write(StatusCode::OK, &List { page, rows, bar }))
}

async fn form(visit: &Visit, id: &str, status: StatusCode, typed: Typed, problems: Problems) -> Answer {
    let page = visit.page().await;
    let row = rows(visit, &page)
        .await?
        .into_iter()
        .find(|row| row.id == id)
        .ok_or_else(|| Failed::not_found(visit, Code::ModerationNotFound))?;
    let shown = Show {
        page,
        row,
        typed,
        problems,
    };
    Ok(write(status, &shown))
}

/// Answers a sanction that is contested, and the form to answer.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    super::must_work(&visit)?;
    form(&visit, &id, StatusCode::OK, Typed::default(), Problems::default()).await
}

/// Answers whoever contests a sanction.
pub(crate) async fn respond(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    super::must_work(&visit)?;
    let appeal: AppealId = forms::id(&visit, &id, Code::ModerationNotFound)?;
    let command = match typed.outcome.as_str() {
        "lift" => AnswerAppeal::parse(appeal, true, &typed.reasons),
        "uphold" => AnswerAppeal::parse(appeal, false, &typed.reasons),
        _ => Err(forms::required("outcome")),
    };
    let answered = match command {
        Ok(command) => moderation::answer_appeal(&visit.cx, command).await,
        Err(fields) => Err(fields.into()),
    };
    match answered {
        Ok(appeal) => Ok(Redirect::to(&format!("/moderation/appeals?undo={}", appeal.id)).into_response()),
        Err(error) => {
            // The same form came twice, as two taps on a slow line do: the first one counts.
            let mine = moderation::answer_of_mine(&visit.cx, appeal)
                .await
                .or_page(&visit)?;
            if mine.is_some_and(|(_, answer)| visit.cx.now() < answer.undo_until()) {
                return Ok(Redirect::to(&format!("/moderation/appeals?undo={appeal}")).into_response());
            }
            let (status, problems) = Problems::of(&visit, error)?;
            form(&visit, &id, status, typed, problems).await
        }
    }
}

/// Takes one's answer back.
pub(crate) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
    super::must_work(&visit)?;
    let id: AppealId = forms::id(&visit, &id, Code::ModerationNotFound)?;
    moderation::undo_appeal_answer(&visit.cx, id)
        .await
        .or_page(&visit)?;
    Ok(Redirect::to("/moderation/appeals?done=appeal-undone").into_response())
}
