//! Taking proposals under study, one answer for all of them.

use app::{
    answers::{self, StudyProposals},
    plans, proposals,
};
use askama::Template;
use axum::{
    extract::RawQuery,
    response::{IntoResponse, Redirect},
};
use domain::{
    Actor, Code,
    plans::PlanId,
    proposals::ProposalId,
    refusal::{Fault, Fields},
};
use http::StatusCode;

use crate::{
    error::{Failed, Or, Problems},
    forms::{evening, last_day},
    page::{Answer, Page, show},
    visit::Visit,
};

/// Which proposals, by whom and until when, as it was typed.
#[derive(Debug, Default)]
struct Typed {
    plan: String,
    proposals: Vec<String>,
    organisation: Option<String>,
    due: String,
}

impl Typed {
    fn read(pairs: &[u8]) -> Self {
        let mut typed = Self::default();
        for (name, value) in form_urlencoded::parse(pairs) {
            match &*name {
                "plan" => typed.plan = value.into_owned(),
                "proposal" => typed.proposals.push(value.into_owned()),
                "organisation" => typed.organisation = Some(value.into_owned()),
                "due" => typed.due = value.into_owned(),
                _ => {}
            }
        }
        typed
    }
}

/// A proposal to be answered.
struct Covered {
    id: String,
    address: String,
    number: i32,
    title: String,
    lang: String,
}

#[derive(Template)]
#[template(path = "staff/study.html")]
struct Form {
    page: Page,
    plan: String,
    covered: Vec<Covered>,
    organisation: String,
    /// In whose name the visitor answers, where they may not choose.
    names: Vec<String>,
    due: String,
    problems: Problems,
}

impl Form {
    async fn of(visit: &Visit, typed: Typed, problems: Problems) -> Result<Self, Failed> {
        let missing = || Failed::not_found(visit, Code::PlanNotFound);
        let id: PlanId = typed.plan.parse().map_err(|_malformed| missing())?;
        let plan = plans::by_id(&visit.cx, id)
            .await
            .or_page(visit)?
            .ok_or_else(missing)?;
        let ids: Vec<ProposalId> = typed.proposals.iter().filter_map(|id| id.parse().ok()).collect();
        let mut found = proposals::by_ids(&visit.cx, &ids).await.or_page(visit)?;
        found.sort_by_key(|proposal| proposal.number);
        let page = visit.page().await;
        let names = if super::staffs(visit) {
            Vec::new()
        } else {
            names(&visit.cx.actor, id)
        };
        let covered: Vec<Covered> = found
            .iter()
            .filter(|proposal| proposal.plan == id)
            .filter_map(|proposal| {
                let number = proposal.number?;
                Some(Covered {
                    id: proposal.id.to_string(),
                    address: format!("/plans/{}/proposals/{number}", plan.slug),
                    number,
                    title: proposal.title.to_string(),
                    lang: proposal.language.tag().to_owned(),
                })
            })
            .collect();
        Ok(Self {
            plan: typed.plan,
            organisation: typed
                .organisation
                .or_else(|| names.first().cloned())
                .unwrap_or_else(|| visit.site.town.clone()),
            covered,
            names,
            due: typed.due,
            problems,
            page,
        })
    }
}

fn names(actor: &Actor, plan: PlanId) -> Vec<String> {
    let Actor::Person(person) = actor else {
        return Vec::new();
    };
    let grants = person.answering.iter().filter(|grant| grant.plan == plan);
    let mut names: Vec<String> = grants.map(|grant| grant.name.to_string()).collect();
    names.sort();
    names.dedup();
    names
}

/// Asks who studies these proposals, and until when.
pub(crate) async fn ask(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    super::must_work(&visit)?;
    let typed = Typed::read(query.unwrap_or_default().as_bytes());
    if typed.proposals.is_empty() {
        let address = format!("/staff/answers?view=ask&plan={}&done=nothing-chosen", typed.plan);
        return Ok(Redirect::to(crate::visit::inside(&address)).into_response());
    }
    let due = promised(&visit, &typed).await?;
    let form = Form::of(&visit, Typed { due, ..typed }, Problems::default()).await?;
    Ok(show(StatusCode::OK, &form))
}

/// The last day that keeps what the plan promised for these proposals, where it promised something and that day is not
/// past.
async fn promised(visit: &Visit, typed: &Typed) -> Result<String, Failed> {
    let (plan, now) = (typed.plan.parse().ok(), visit.cx.now());
    let owed = answers::owed(&visit.cx, plan).await.or_page(visit)?;
    let due = owed
        .iter()
        .filter(|(proposal, _)| typed.proposals.contains(&proposal.id.to_string()))
        .filter_map(|(_, owed)| owed.due)
        .filter(|due| *due > now)
        .min();
    Ok(due.map(|due| last_day(due).to_string()).unwrap_or_default())
}

/// Takes them under study.
pub(crate) async fn study(visit: Visit, body: String) -> Answer {
    super::must_work(&visit)?;
    let typed = Typed::read(body.as_bytes());
    let outcome = match command(&visit, &typed) {
        Ok(command) => answers::study(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(answer) => {
            Ok(Redirect::to(&format!("/staff/answers/{}?done=study-begun", answer.id)).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &Form::of(&visit, typed, problems).await?))
        }
    }
}

fn command(visit: &Visit, typed: &Typed) -> app::Result<StudyProposals> {
    let plan = typed
        .plan
        .parse()
        .map_err(|_malformed| app::Error::NotFound(Code::PlanNotFound))?;
    let ids: Vec<ProposalId> = typed.proposals.iter().filter_map(|id| id.parse().ok()).collect();
    let mut fields = Fields::default();
    let due = fields.take("dueAt", evening(&typed.due));
    if due.is_some_and(|due| due < visit.cx.now()) {
        fields.refuse("dueAt", Fault::new(Code::FieldDatesOutOfOrder));
    }
    let due = fields.finish(due)?;
    StudyProposals::parse(plan, &ids, typed.organisation.as_deref().unwrap_or_default(), due)
}
