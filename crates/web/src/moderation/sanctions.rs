//! Deciding about the author of a case: a warning, a limit, a suspension; and taking that back for ten seconds.

use app::{
    Error,
    moderation::{self, Dossier, SanctionAuthor},
    rules,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied, PageRequest,
    moderation::{Appeal, CaseStage, Outcome, Sanction, SanctionId, SanctionKind, cases::UNDO},
    policy::moderation::Sanction as Impose,
    refusal::{Fault, Fields},
    rules::RuleId,
    time::days,
};
use http::StatusCode;
use serde::Deserialize;

use super::{case::dossier, text::Text, undo::Bar};
use crate::{
    error::{Failed, Or, Problems, said},
    forms,
    page::{Answer, Page, show as write},
    plans::among,
    visit::Visit,
};

/// A step of the ladder.
struct Step {
    word: &'static str,
    name: String,
    explained: String,
    chosen: bool,
}

/// What was decided about the author, and where that stands.
struct Standing {
    what: String,
    facts: String,
    meta: Vec<String>,
}

#[derive(Template)]
#[template(path = "moderation/sanction.html")]
struct Show {
    page: Page,
    case: String,
    /// What is known of the author: never who they are.
    author: Vec<String>,
    standing: Option<Standing>,
    /// Why nothing can be decided about the author here.
    barred: Option<String>,
    steps: Vec<Step>,
    rules: Vec<(String, String, bool)>,
    typed: Typed,
    problems: Problems,
    bar: Option<Bar>,
}

/// A sanction as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    kind: String,
    days: String,
    rule: String,
    facts: String,
}

impl Typed {
    fn command(&self, dossier: &Dossier) -> Result<SanctionAuthor, Error> {
        let mut fields = Fields::default();
        let kind = SanctionKind::parse(&self.kind);
        let rule: Option<RuleId> = among(&self.rule);
        if kind.is_none() {
            fields.refuse("kind", Fault::new(Code::FieldRequired));
        }
        if rule.is_none() {
            fields.refuse("rule", Fault::new(Code::FieldRequired));
        }
        let lasts = match kind.and_then(SanctionKind::longest) {
            None => None,
            Some(_) => match self.days.trim().parse::<u16>() {
                Ok(count) => Some(days(u64::from(count))),
                Err(_not_a_number) => {
                    let empty = self.days.trim().is_empty();
                    let code = if empty {
                        Code::FieldRequired
                    } else {
                        Code::FieldMalformed
                    };
                    fields.refuse("days", Fault::new(code));
                    None
                }
            },
        };
        let (kind, rule) = fields.finish(kind.zip(rule))?;
        Ok(SanctionAuthor::parse(
            dossier.case.id,
            kind,
            lasts,
            rule,
            &self.facts,
        )?)
    }
}

/// Whether something may be decided about the author of this case, or was.
pub(super) fn may_follow(dossier: &Dossier) -> bool {
    let stage = dossier.case.state.stage();
    let in_force = dossier.case.state.decision();
    let restricts = dossier.decisions.iter().any(|decision| {
        Some(decision.id) == in_force && decision.action.restricts() && decision.case == dossier.case.id
    });
    stage != CaseStage::Open && restricts && dossier.target.as_ref().is_some_and(|one| one.author.is_some())
}

fn standing(page: &Page, (sanction, appeal): &(Sanction, Option<Appeal>)) -> Standing {
    let mut meta = vec![page.with("past-sanctioned", "day", page.when(sanction.at).as_str())];
    if let Some(until) = sanction.until() {
        meta.push(page.with("sanction-until", "until", page.when(until).as_str()));
    }
    if let Some(appeal) = appeal {
        meta.push(match appeal.answer.as_ref().map(|answer| answer.outcome) {
            None => page.with("sanction-contested", "until", page.when(appeal.due_at).as_str()),
            Some(Outcome::Reversed) => page.t("sanction-lifted"),
            Some(Outcome::Upheld | Outcome::Modified) => page.t("sanction-upheld"),
        });
    } else if sanction.undone_at.is_some() {
        meta.push(page.t("sanction-lifted"));
    }
    Standing {
        what: page.t(&format!("sanction-{}", sanction.kind.as_str())),
        facts: sanction.facts.as_str().to_owned(),
        meta,
    }
}

async fn answer(
    visit: &Visit,
    id: &str,
    typed: Option<Typed>,
    status: StatusCode,
    problems: Problems,
) -> Answer {
    let dossier = dossier(visit, id).await?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let case = dossier.case.id;
    let found = moderation::sanction_in_case(cx, case).await.or_page(visit)?;
    let bar = found
        .as_ref()
        .map(|(sanction, _)| sanction)
        .filter(|sanction| Some(sanction.by) == cx.actor.account() && sanction.may_be_undone(cx.now()))
        .and_then(|sanction| {
            let action = format!("/moderation/sanctions/{}/undo", sanction.id);
            let sentence = page.t(&format!("decided-{}", sanction.kind.as_str()));
            Bar::until(visit, sanction.at + UNDO, action, sentence)
        });
    let barred = match (&found, dossier.file()) {
        (Some(_), _) => None,
        (None, Some(file)) if may_follow(&dossier) => match cx.actor.may(Impose, file) {
            Ok(_) => None,
            Err(Denied::Invisible) => return Err(Failed::not_found(visit, Code::ModerationNotFound)),
            Err(denied) => Some(said(visit, denied)),
        },
        (None, _) => Some(page.t("sanction-nothing-to-follow")),
    };
    let author = match &dossier.target {
        Some(target) => Text::of(visit, &page, target).await?.author,
        None => Vec::new(),
    };
    let in_force = dossier.case.state.decision();
    let applied = dossier
        .decisions
        .iter()
        .find(|decision| Some(decision.id) == in_force)
        .and_then(|decision| decision.rule)
        .map(|applied| applied.rule.to_string());
    let typed = typed.unwrap_or_else(|| Typed {
        kind: SanctionKind::Warning.as_str().to_owned(),
        rule: applied.unwrap_or_default(),
        ..Typed::default()
    });
    let rules = rules::list(cx, true, &PageRequest::first(100))
        .await
        .or_page(visit)?
        .into_items();
    let shown = Show {
        case: case.to_string(),
        author,
        standing: found.as_ref().map(|found| standing(&page, found)),
        barred,
        steps: SanctionKind::ALL
            .iter()
            .map(|kind| Step {
                word: kind.as_str(),
                name: page.t(&format!("sanction-{}", kind.as_str())),
                explained: page.t(&format!("sanction-{}-explained", kind.as_str())),
                chosen: kind.as_str() == typed.kind,
            })
            .collect(),
        rules: rules
            .into_iter()
            .map(|rule| {
                let title = rule.terms.wordings.for_reader(&cx.language).0.title.to_string();
                let id = rule.id.to_string();
                let chosen = id == typed.rule;
                (id, title, chosen)
            })
            .collect(),
        typed,
        problems: problems.called(
            &page,
            &[
                ("kind", "sanction-kind"),
                ("days", "sanction-days"),
                ("rule", "decide-rule"),
                ("facts", "decide-facts"),
            ],
        ),
        bar,
        page,
    };
    Ok(write(status, &shown))
}

/// Answers what was, or can be, decided about the author of a case.
pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    answer(&visit, &id, None, StatusCode::OK, Problems::default()).await
}

/// Decides about the author, with ten seconds to take it back.
pub(crate) async fn impose(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let dossier = dossier(&visit, &id).await?;
    let imposed = match typed.command(&dossier) {
        Ok(command) => moderation::sanction(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match imposed {
        Ok(sanction) => {
            Ok(Redirect::to(&format!("/moderation/cases/{}/sanction", sanction.case)).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let term = problems.has(Code::ModerationBadTerm);
            let problems = if term { problems.at("days") } else { problems };
            answer(&visit, &id, Some(typed), status, problems).await
        }
    }
}

/// Takes one's sanction back.
pub(crate) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
    super::must_work(&visit)?;
    let id: SanctionId = forms::id(&visit, &id, Code::ModerationNotFound)?;
    let sanction = moderation::undo_sanction(&visit.cx, id).await.or_page(&visit)?;
    Ok(Redirect::to(&format!(
        "/moderation/cases/{}/sanction?done=sanction-undone",
        sanction.case
    ))
    .into_response())
}
