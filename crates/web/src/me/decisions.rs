//! What was decided about what the reader wrote: the rule, the facts, and how to contest it.

use std::collections::HashMap;

use app::{
    Error,
    moderation::{self, ContestDecision, ContestSanction},
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    moderation::{
        Appeal, Complaint, Decision, DecisionId, Item, ModerationRefusal, NoticeId, Outcome, Sanction,
        SanctionId,
    },
};
use serde::Deserialize;

use super::{PER_PAGE, Wanted, signed_in};
use crate::{
    about::About,
    error::{Failed, Or, Problems},
    forms,
    page::{Answer, Page, ok, show},
    rules::{Applied, Ruled},
    visit::Visit,
};

/// A decision, as its author is told of it.
struct Told {
    id: String,
    /// What it is about.
    about: Option<About>,
    what: String,
    day: String,
    rule: Option<Ruled>,
    facts: String,
    detected: bool,
    reference: String,
    /// What was said against it, and where that stands.
    complaint: Option<(String, String)>,
    contestable: bool,
}

/// A sanction, as the person is told of it.
struct OnAccount {
    id: String,
    what: String,
    day: String,
    /// Until when, or that it was lifted.
    until: Option<String>,
    rule: Option<Ruled>,
    facts: String,
    /// What was said against it, where that stands, and the answer.
    appeal: Option<(String, String, Option<String>)>,
    contestable: Option<String>,
}

#[derive(Template)]
#[template(path = "me/decisions.html")]
struct List {
    page: Page,
    /// What was decided about the account; on the first page alone.
    sanctions: Vec<OnAccount>,
    decisions: Vec<Told>,
    next: Option<String>,
}

fn on_account(
    page: &Page,
    visit: &Visit,
    sanction: &Sanction,
    appeal: Option<Appeal>,
    applied: &Applied,
) -> OnAccount {
    let (lifted, now) = (sanction.undone_at.is_some(), visit.cx.now());
    let open = !lifted && appeal.is_none();
    OnAccount {
        id: sanction.id.to_string(),
        what: page.t(&format!("own-sanction-{}", sanction.kind.as_str())),
        day: page.day(sanction.effective_at.unwrap_or(sanction.at)),
        until: if lifted {
            Some(page.t("own-sanction-lifted"))
        } else {
            let until = sanction.until();
            until.map(|until| page.with("own-sanction-until", "until", page.when(until).as_str()))
        },
        rule: applied.told(visit, sanction.rule),
        facts: sanction.facts.as_str().to_owned(),
        contestable: sanction
            .contestable_until()
            .filter(|until| open && now < *until)
            .map(|until| page.with("own-sanction-contestable", "day", page.day(until).as_str())),
        appeal: appeal.map(|appeal| {
            let state = match appeal.answer.as_ref().map(|answer| answer.outcome) {
                None => page.with("complaint-due", "day", page.day(appeal.due_at).as_str()),
                Some(Outcome::Reversed) => page.t("own-appeal-reversed"),
                Some(Outcome::Upheld | Outcome::Modified) => page.t("own-appeal-upheld"),
            };
            let reasons = appeal.answer.map(|answer| answer.reasons.as_str().to_owned());
            (appeal.grounds.as_str().to_owned(), state, reasons)
        }),
    }
}

/// What was decided, in one sentence.
fn what(page: &Page, decision: &Decision) -> String {
    match decision.review {
        Some(review) => page.t(&format!("decided-review-{}", review.outcome.as_str())),
        None => page.t(&format!("decided-own-{}", decision.action.told())),
    }
}

fn told(
    page: &Page,
    visit: &Visit,
    decision: &Decision,
    complaint: Option<Complaint>,
    applied: &Applied,
    about: &HashMap<Item, About>,
) -> Told {
    let rule = decision.rule.and_then(|rule| applied.told(visit, rule));
    let restricts = decision.action.restricts();
    Told {
        id: decision.id.to_string(),
        about: about.get(&decision.item).cloned(),
        what: what(page, decision),
        day: page.day(decision.at),
        rule,
        facts: decision.facts.as_str().to_owned(),
        detected: decision.automated_detection,
        reference: decision.reference.to_string(),
        contestable: restricts && complaint.is_none() && decision.review.is_none(),
        complaint: complaint.map(|complaint| {
            let state = match complaint.answered_by {
                Some(_) => page.t("complaint-answered"),
                None => page.with("complaint-due", "day", page.day(complaint.due_at).as_str()),
            };
            (complaint.grounds.as_str().to_owned(), state)
        }),
    }
}

/// Answers the decisions about what the reader wrote, newest first.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    signed_in(&visit)?;
    let page = visit.page().await;
    let request = PageRequest {
        cursor: wanted.cursor(),
        ..PageRequest::first(PER_PAGE)
    };
    let found = moderation::told_to_me(&visit.cx, &request)
        .await
        .or_page(&visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/me/decisions?after={cursor}")
    });
    let found = found.into_items();
    let sanctions = if request.cursor.is_none() {
        moderation::sanctions_of_mine(&visit.cx).await.or_page(&visit)?
    } else {
        Vec::new()
    };
    let applied: Vec<_> = found
        .iter()
        .filter_map(|(decision, _)| decision.rule)
        .chain(sanctions.iter().map(|(sanction, _)| sanction.rule))
        .collect();
    let applied = Applied::of(&visit, &applied).await?;
    let items: Vec<Item> = found.iter().map(|(decision, _)| decision.item).collect();
    let about = About::of(&visit, &page, &items).await?;
    let decisions = found
        .into_iter()
        .map(|(decision, complaint)| told(&page, &visit, &decision, complaint, &applied, &about))
        .collect();
    let sanctions = sanctions
        .into_iter()
        .map(|(sanction, appeal)| on_account(&page, &visit, &sanction, appeal, &applied))
        .collect();
    ok(&List {
        page,
        sanctions,
        decisions,
        next,
    })
}

#[derive(Template)]
#[template(path = "me/contest.html")]
struct Contest {
    page: Page,
    /// Where the form goes, and back.
    action: String,
    back: &'static str,
    /// What was decided, the facts, and about which text.
    what: String,
    facts: String,
    about: Option<About>,
    grounds: String,
    problems: Problems,
}

/// Why somebody contests.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Grounds {
    grounds: String,
}

/// What is contested.
#[derive(Clone, Copy)]
enum By {
    Decision(DecisionId),
    Notice(NoticeId),
    Sanction(SanctionId),
}

impl By {
    fn action(self) -> String {
        match self {
            Self::Decision(id) => format!("/me/decisions/{id}/contest"),
            Self::Notice(id) => format!("/me/notices/{id}/contest"),
            Self::Sanction(id) => format!("/me/sanctions/{id}/contest"),
        }
    }

    const fn back(self) -> &'static str {
        match self {
            Self::Decision(_) | Self::Sanction(_) => "/me/decisions",
            Self::Notice(_) => "/me/notices",
        }
    }
}

/// The form, with what it is about; nothing where that is not the reader's, and a refusal where it was contested before.
async fn asked(visit: &Visit, by: By, grounds: String, problems: Problems) -> Result<Contest, Failed> {
    let (cx, page) = (&visit.cx, visit.page().await);
    let missing = || Failed::not_found(visit, Code::ModerationNotFound);
    let again = || Failed::new(visit, domain::Refusal::from(ModerationRefusal::AlreadyContested));
    let (what, facts, item) = match by {
        By::Decision(id) => {
            let found = moderation::decision_of_mine(cx, id).await.or_page(visit)?;
            let (decision, complaint) = found.ok_or_else(missing)?;
            if complaint.is_some() && !problems.any() {
                return Err(again());
            }
            let facts = decision.facts.as_str().to_owned();
            (what(&page, &decision), facts, Some(decision.item))
        }
        By::Notice(id) => {
            let found = moderation::notice_of_mine(cx, id).await.or_page(visit)?;
            let notice = found.ok_or_else(missing)?;
            let kind = notice.kind.as_str().replace('_', "-");
            let what = page.t(&format!("report-{kind}"));
            (what, notice.explanation.as_str().to_owned(), Some(notice.item))
        }
        By::Sanction(id) => {
            let found = moderation::sanctions_of_mine(cx).await.or_page(visit)?;
            let mine = found.into_iter().find(|(sanction, _)| sanction.id == id);
            let (sanction, appeal) = mine.ok_or_else(missing)?;
            if appeal.is_some() && !problems.any() {
                return Err(again());
            }
            let what = page.t(&format!("own-sanction-{}", sanction.kind.as_str()));
            (what, sanction.facts.as_str().to_owned(), None)
        }
    };
    let items: Vec<Item> = item.into_iter().collect();
    let about = About::of(visit, &page, &items).await?.into_values().next();
    Ok(Contest {
        page,
        action: by.action(),
        back: by.back(),
        what,
        facts,
        // What somebody else wrote is named where it is, and shows what it shows.
        about: about.filter(|_| !matches!(by, By::Notice(_))),
        grounds,
        problems,
    })
}

async fn contested(visit: &Visit, by: By, grounds: &str) -> Result<(), Error> {
    let cx = &visit.cx;
    let command = match by {
        By::Decision(id) => ContestDecision::parse(Some(id), None, None, grounds)?,
        By::Notice(id) => ContestDecision::parse(None, Some(id), None, grounds)?,
        By::Sanction(id) => {
            moderation::contest_sanction(cx, ContestSanction::parse(id, grounds)?).await?;
            return Ok(());
        }
    };
    moderation::contest(cx, command).await?;
    Ok(())
}

async fn contest(visit: Visit, by: By, sent: Grounds) -> Answer {
    match contested(&visit, by, &sent.grounds).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=contested", by.back())).into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &asked(&visit, by, sent.grounds, problems).await?))
        }
    }
}

fn decision(visit: &Visit, id: &str) -> Result<By, Failed> {
    signed_in(visit)?;
    forms::id(visit, id, Code::ModerationNotFound).map(By::Decision)
}

fn notice(visit: &Visit, id: &str) -> Result<By, Failed> {
    signed_in(visit)?;
    forms::id(visit, id, Code::ModerationNotFound).map(By::Notice)
}

/// Asks why the reader contests a decision about their account.
pub(crate) async fn ask_sanction(visit: Visit, Path(id): Path<String>) -> Answer {
    let by = sanction(&visit, &id)?;
    ok(&asked(&visit, by, String::new(), Problems::default()).await?)
}

/// Contests a decision about the reader's account.
pub(crate) async fn contest_sanction(
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Grounds>,
) -> Answer {
    let by = sanction(&visit, &id)?;
    contest(visit, by, sent).await
}

fn sanction(visit: &Visit, id: &str) -> Result<By, Failed> {
    signed_in(visit)?;
    forms::id(visit, id, Code::ModerationNotFound).map(By::Sanction)
}

/// Asks why the author contests a decision.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let by = decision(&visit, &id)?;
    ok(&asked(&visit, by, String::new(), Problems::default()).await?)
}

/// Contests a decision about what the reader wrote.
pub(crate) async fn contest_decision(
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Grounds>,
) -> Answer {
    let by = decision(&visit, &id)?;
    contest(visit, by, sent).await
}

/// Asks why the sender of a notice contests its answer.
pub(crate) async fn ask_notice(visit: Visit, Path(id): Path<String>) -> Answer {
    let by = notice(&visit, &id)?;
    ok(&asked(&visit, by, String::new(), Problems::default()).await?)
}

/// Contests the answer to a notice of the reader.
pub(crate) async fn contest_notice(
    visit: Visit,
    Path(id): Path<String>,
    Form(sent): Form<Grounds>,
) -> Answer {
    let by = notice(&visit, &id)?;
    contest(visit, by, sent).await
}
