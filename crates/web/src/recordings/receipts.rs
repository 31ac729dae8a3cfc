//! What somebody without an account does by the receipt of their words: reads what became of them, contests a decision,
//! takes them back. The same page takes the codes of notices and of votes.

use app::{
    markdown::{self, SafeHtml},
    plans, recordings,
    recordings::ByReceipt,
};
use askama::Template;
use axum::{Form, extract::Query};
use domain::{Code, moderation::DecisionId};
use http::StatusCode;
use serde::Deserialize;

use super::others;
use crate::{
    error::{Failed, Or, Problems},
    page::{Answer, Page, ok, show},
    plans::among,
    rules::{Applied, Ruled},
    visit::Visit,
};

/// A receipt as it was typed, and what is asked for with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    code: String,
    decision: String,
    grounds: String,
    sure: String,
}

#[derive(Template)]
#[template(path = "recordings/ask.html")]
struct Ask {
    page: Page,
    code: String,
    /// The decision that was being contested, and why.
    decision: String,
    grounds: String,
    problems: Problems,
}

/// A decision about the words.
struct Told {
    id: String,
    what: String,
    rule: Option<Ruled>,
    facts: String,
    day: String,
    complaint: Option<String>,
    contestable: bool,
}

#[derive(Template)]
#[template(path = "recordings/words_of.html")]
struct Words {
    page: Page,
    code: String,
    title: Option<String>,
    body: SafeHtml,
    lang: String,
    state: String,
    facts: Vec<String>,
    address: Option<String>,
    told: Option<Told>,
    can_withdraw: bool,
    grounds: String,
    problems: Problems,
}

/// Asks for a receipt, or shows what is under the one in the address: that of the picture.
pub(crate) async fn ask(visit: Visit, Query(typed): Query<Typed>) -> Answer {
    if typed.code.is_empty() {
        let page = visit.page().await;
        return ok(&Ask {
            page,
            code: String::new(),
            decision: String::new(),
            grounds: String::new(),
            problems: Problems::default(),
        });
    }
    answer(&visit, typed, StatusCode::OK, Problems::default()).await
}

/// Shows what is under a receipt.
pub(crate) async fn read(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    answer(&visit, typed, StatusCode::OK, Problems::default()).await
}

async fn answer(visit: &Visit, typed: Typed, status: StatusCode, problems: Problems) -> Answer {
    match recordings::by_receipt(&visit.cx, &typed.code).await {
        Ok(found) => {
            let shown = words(visit, found, typed, problems).await?;
            Ok(show(status, &shown))
        }
        Err(error) => {
            if matches!(error, app::Error::NotFound(Code::RecordingNotFound))
                && let Some(found) = others::find(visit, &typed.code).await?
            {
                return Ok(found);
            }
            let (status, problems) = asked_again(visit, error)?;
            let page = visit.page().await;
            Ok(show(
                status,
                &Ask {
                    page,
                    code: typed.code,
                    decision: typed.decision,
                    grounds: typed.grounds,
                    problems,
                },
            ))
        }
    }
}

/// Asks again for a code under which there is nothing.
pub(super) async fn unknown(visit: &Visit, code: String) -> Answer {
    let typed = Typed {
        code,
        ..Typed::default()
    };
    answer(visit, typed, StatusCode::OK, Problems::default()).await
}

/// A receipt under which there is nothing is a field to mend, not a page that is missing.
fn asked_again(visit: &Visit, error: app::Error) -> Result<(StatusCode, Problems), Failed> {
    match error {
        app::Error::NotFound(Code::RecordingNotFound) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            Problems::said(visit, "code", Code::RecordingNotFound),
        )),
        other => Ok({
            let (status, problems) = Problems::of(visit, other)?;
            (status, problems.at("code"))
        }),
    }
}

async fn words(visit: &Visit, found: ByReceipt, typed: Typed, problems: Problems) -> Result<Words, Failed> {
    let page = visit.page().await;
    let ByReceipt {
        recording,
        speaker,
        proposal,
        comment,
        decision,
    } = found;
    let plan = plans::by_id(&visit.cx, recording.plan).await.or_page(visit)?;
    let mut facts = vec![page.with("recorded-on", "day", page.when(recording.at).as_str())];
    if let Some(speaker) = &speaker
        && let Some(medium) = speaker.medium
    {
        facts.push(page.with2(
            "check-recorded",
            "medium",
            page.t(&format!("medium-{}", medium.as_str())).as_str(),
            "place",
            speaker.source.as_str(),
        ));
    }
    let (title, body, lang, (published, shown), gone, number) = match (&proposal, &comment) {
        (Some(one), _) => (
            Some(one.title.to_string()),
            markdown::to_html(one.body.as_str()),
            one.language.tag().to_owned(),
            (one.text.published_at().is_some(), one.visibility.is_readable()),
            matches!(one.text, domain::proposals::TextState::Withdrawn { .. }),
            one.number,
        ),
        (None, Some(one)) => (
            None,
            markdown::to_html(one.body.as_str()),
            one.language.tag().to_owned(),
            (one.text.published_at().is_some(), one.visibility.is_readable()),
            matches!(one.text, domain::comments::CommentState::Deleted { .. }),
            None,
        ),
        (None, None) => (
            None,
            markdown::to_html(""),
            "fr".to_owned(),
            (false, true),
            true,
            None,
        ),
    };
    if let Some(number) = number {
        facts.push(page.with("sent-number", "number", number));
    }
    let state = if gone {
        "recorded-gone"
    } else if published && !shown {
        "recorded-hidden"
    } else if published {
        "recorded-published"
    } else {
        "recorded-waits"
    };
    let address = match (&proposal, &comment, &plan) {
        (Some(_), _, Some(plan)) => number.map(|number| format!("/plans/{}/proposals/{number}", plan.slug)),
        (None, Some(one), _) => Some(format!("/comments/{}", one.id)),
        _ => None,
    };
    let told = match decision {
        Some((decision, complaint)) => {
            let applied: Vec<_> = decision.rule.into_iter().collect();
            let rules = Applied::of(visit, &applied).await?;
            Some(Told {
                id: decision.id.to_string(),
                what: match &decision.review {
                    Some(review) => page.t(&format!("decided-review-{}", review.outcome.as_str())),
                    None => page.t(&format!("decided-own-{}", decision.action.told())),
                },
                rule: decision.rule.and_then(|applied| rules.told(visit, applied)),
                facts: decision.facts.as_str().to_owned(),
                day: page.day(decision.at),
                contestable: decision.action.restricts() && complaint.is_none() && decision.review.is_none(),
                complaint: complaint.map(|complaint| match complaint.answered_by {
                    Some(_) => page.t("complaint-answered"),
                    None => page.with("complaint-due", "day", page.day(complaint.due_at).as_str()),
                }),
            })
        }
        None => None,
    };
    Ok(Words {
        code: typed.code,
        title: title.filter(|_| !gone),
        body: if gone { markdown::to_html("") } else { body },
        lang,
        state: page.t(state),
        facts,
        address: address.filter(|_| published && shown && !gone),
        told,
        can_withdraw: !gone,
        grounds: typed.grounds,
        problems,
        page,
    })
}

/// Contests the decision about the words.
pub(crate) async fn contest(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    let decision: DecisionId = match among(&typed.decision) {
        Some(decision) => decision,
        None => return Err(Failed::not_found(&visit, Code::ModerationNotFound)),
    };
    match recordings::contest(&visit.cx, &typed.code, decision, &typed.grounds).await {
        Ok(_) => {
            let mut typed = typed;
            typed.grounds.clear();
            answer(&visit, typed, StatusCode::OK, Problems::default()).await
        }
        // Said again where the receipt is asked for, with what was typed.
        Err(app::Error::NotFound(Code::RecordingNotFound) | app::Error::Throttled { .. }) => {
            answer(&visit, typed, StatusCode::OK, Problems::default()).await
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, typed, status, problems).await
        }
    }
}

/// Takes the words back.
pub(crate) async fn withdraw(visit: Visit, Form(typed): Form<Typed>) -> Answer {
    if typed.sure != "yes" {
        let (status, problems) = Problems::of(&visit, crate::forms::required("sure"))?;
        return answer(&visit, typed, status, problems).await;
    }
    match recordings::withdraw(&visit.cx, &typed.code).await {
        Ok(_) => answer(&visit, typed, StatusCode::OK, Problems::default()).await,
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            answer(&visit, typed, status, problems).await
        }
    }
}
