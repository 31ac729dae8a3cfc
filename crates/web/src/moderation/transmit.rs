//! Deciding a case by passing its text on to an authority.

use app::{
    Error,
    moderation::{self, Dossier, TransmitCase, TransmitInput},
    rules,
};
use askama::Template;
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest, Visibility,
    moderation::{
        CaseStage, ModerationRefusal, Target,
        transmissions::{Authority, Ground, Meanwhile},
    },
    policy::moderation::Transmit,
    refusal::{Fault, Fields},
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    case::{beside, dossier},
    text::Text,
};
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, show},
    plans::among,
    visit::Visit,
};

/// A transmission as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    version: i32,
    authority: String,
    ground: String,
    meanwhile: String,
    rule: String,
    facts: String,
    tell: String,
    silence: String,
}

/// Something to choose.
struct Choice {
    value: String,
    name: String,
    explained: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "moderation/transmit.html")]
struct Write {
    page: Page,
    id: String,
    text: Text,
    authorities: Vec<Choice>,
    grounds: Vec<Choice>,
    meanwhile: Vec<Choice>,
    rules: Vec<Choice>,
    tell: Vec<Choice>,
    typed: Typed,
    problems: Problems,
}

/// Asks to whom, why, and who is told.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let dossier = dossier(&visit, &id).await?;
    if let Some(file) = dossier.file() {
        let _permitted = visit.cx.actor.may(Transmit, file).or_page(&visit)?;
    }
    let stage = dossier.case.state.stage();
    if stage != CaseStage::Open {
        let stage = stage.as_str();
        return Err(Failed::new(
            &visit,
            Error::from(domain::Refusal::from(ModerationRefusal::AlreadyDecided { stage })),
        ));
    }
    let typed = Typed {
        version: dossier.case.version,
        ..Typed::default()
    };
    answer(&visit, &dossier, typed, StatusCode::OK, Problems::default()).await
}

async fn answer(
    visit: &Visit,
    dossier: &Dossier,
    typed: Typed,
    status: StatusCode,
    problems: Problems,
) -> Answer {
    let missing = || Failed::not_found(visit, Code::ModerationNotFound);
    let target = dossier.target.as_ref().ok_or_else(missing)?;
    let page = visit.page().await;
    let text = Text::of(visit, &page, target).await?;
    let words = |list: &str, words: Vec<&'static str>, chosen: &str| -> Vec<Choice> {
        let choice = |word: &'static str| {
            let id = format!("{list}-{}", word.replace('_', "-"));
            Choice {
                value: word.to_owned(),
                name: page.t(&id),
                explained: page.t(&format!("{id}-explained")),
                chosen: word == chosen,
            }
        };
        words.into_iter().map(choice).collect()
    };
    Ok(show(
        status,
        &Write {
            id: dossier.case.id.to_string(),
            text,
            authorities: words(
                "authority",
                Authority::ALL.iter().map(|one| one.as_str()).collect(),
                &typed.authority,
            ),
            grounds: words(
                "ground",
                Ground::ALL.iter().map(|one| one.as_str()).collect(),
                &typed.ground,
            ),
            meanwhile: meanwhile(&page, target, &typed.meanwhile),
            rules: choices(visit, &typed.rule).await?,
            tell: words("tell", vec!["no", "yes"], &typed.tell),
            typed,
            problems: problems.called(
                &page,
                &[
                    ("authority", "transmit-authority"),
                    ("ground", "transmit-ground"),
                    ("tell", "transmit-tell"),
                    ("silence", "transmit-silence"),
                    ("meanwhile", "transmit-meanwhile"),
                    ("rule", "transmit-rule"),
                    ("facts", "transmit-facts"),
                ],
            ),
            page,
        },
    ))
}

/// What can be done to the text: what was never published goes back to its author instead.
fn meanwhile(page: &Page, target: &Target, chosen: &str) -> Vec<Choice> {
    Meanwhile::ALL
        .iter()
        .map(|one| {
            let word = match one {
                Meanwhile::Removed if target.waits() => "returned",
                one => one.as_str(),
            };
            // A hold ends with any decision.
            let held = *one == Meanwhile::Nothing && matches!(target.visibility, Visibility::Held { .. });
            let explained = if held { "nothing-held" } else { word };
            Choice {
                value: one.as_str().to_owned(),
                name: page.t(&format!("meanwhile-{word}")),
                explained: page.t(&format!("meanwhile-{explained}-explained")),
                chosen: one.as_str() == chosen,
            }
        })
        .collect()
}

async fn choices(visit: &Visit, chosen: &str) -> Result<Vec<Choice>, Failed> {
    let found = rules::list(&visit.cx, true, &PageRequest::first(100))
        .await
        .or_page(visit)?;
    let choice = |rule: domain::rules::Rule| {
        let id = rule.id.to_string();
        Choice {
            name: rule
                .terms
                .wordings
                .for_reader(&visit.cx.language)
                .0
                .title
                .to_string(),
            explained: String::new(),
            chosen: id == chosen,
            value: id,
        }
    };
    Ok(found.into_items().into_iter().map(choice).collect())
}

/// Decides a case by passing its text on, and shows the next one, with ten seconds to take that back.
pub(crate) async fn transmit(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let dossier = dossier(&visit, &id).await?;
    let (_, next) = beside(&visit, &dossier.case).await?;
    match transmitted(&visit, &dossier, &typed).await {
        Ok(()) => {
            let case = dossier.case.id;
            let address = match next {
                Some(next) => format!("/moderation/cases/{next}?undo={case}"),
                None => format!("/moderation?undo={case}"),
            };
            Ok(Redirect::to(&address).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, &dossier, typed, status, problems).await
        }
    }
}

async fn transmitted(visit: &Visit, dossier: &Dossier, typed: &Typed) -> Result<(), Error> {
    let mut fields = Fields::default();
    let mut choose = |field: &'static str, missing: bool| {
        if missing {
            fields.refuse(field, Fault::new(Code::FieldRequired));
        }
    };
    let to = Authority::parse(&typed.authority);
    let ground = Ground::parse(&typed.ground);
    let meanwhile = Meanwhile::parse(&typed.meanwhile);
    choose("authority", to.is_none());
    choose("ground", ground.is_none());
    choose("meanwhile", meanwhile.is_none());
    choose("tell", !["yes", "no"].contains(&typed.tell.as_str()));
    let chosen = to.zip(ground).zip(meanwhile);
    let ((to, ground), meanwhile) = fields.finish(chosen)?;
    let command = TransmitCase::parse(&TransmitInput {
        case: dossier.case.id,
        version: typed.version,
        to,
        ground,
        meanwhile,
        rule: among(&typed.rule),
        facts: typed.facts.clone(),
        tell_author: typed.tell == "yes",
        silence: typed.silence.clone(),
    })?;
    moderation::transmit(&visit.cx, command).await?;
    Ok(())
}
