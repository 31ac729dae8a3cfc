//! At the desk: somebody shows a proof of the link that they declared, and whoever looked at it confirms the link. What is on
//! the proof is fingerprinted, never kept.

use app::{
    accounts::{self, ConfirmLink, ProofInput, Whom},
    plans,
};
use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, Denied, PageRequest,
    accounts::{ProofMethod, Reference, Role},
    page::MAX_PAGE,
    plans::{Plan, PlanId},
    refusal::{Fault, Fields},
};
use serde::Deserialize;

use super::proofs;
use crate::{
    error::{Failed, Or, Problems},
    forms::{evening, typed},
    page::{Answer, Page, ok, show},
    plans::among,
    proposals::Choice,
    visit::Visit,
};

/// What is typed at the desk.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    plan: String,
    email: String,
    method: String,
    issuer: String,
    subject: String,
    until: String,
}

#[derive(Template)]
#[template(path = "links/desk.html")]
struct Desk {
    page: Page,
    /// Where the reader came from: address and name.
    up: (&'static str, String),
    plans: Vec<Choice>,
    methods: Vec<Choice>,
    typed: Typed,
    problems: Problems,
}

/// The plans in which the visitor may confirm links: where they record people's words, and where they are staff.
async fn plans_of(visit: &Visit) -> Result<Vec<Plan>, Failed> {
    let actor = &visit.cx.actor;
    actor.person().or_page(visit)?;
    let filter = plans::Filter {
        current: Some(true),
        ..plans::Filter::default()
    };
    let mut found = plans::list(&visit.cx, &filter, &PageRequest::first(MAX_PAGE))
        .await
        .or_page(visit)?
        .into_items();
    found.retain(|plan| actor.has(Role::Facilitator, plan.id) || actor.staffs(plan.id));
    if found.is_empty() {
        return Err(Failed::new(visit, Denied::RoleRequired));
    }
    Ok(found)
}

async fn desk(visit: &Visit, plans: Vec<Plan>, typed: Typed, problems: Problems) -> Desk {
    let page = visit.page().await;
    let names = [
        ("plan", "record-plan"),
        ("email", "confirm-email"),
        ("method", "paper-proof"),
        ("issuer", "paper-issuer"),
        ("subject", "paper-subject"),
        ("expiresAt", "confirm-until"),
    ];
    Desk {
        up: if crate::recordings::records(visit) {
            ("/record", page.t("record-title"))
        } else {
            ("/staff", page.t("nav-staff"))
        },
        plans: plans
            .iter()
            .map(|plan| Choice {
                value: plan.id.to_string(),
                name: plan.title.to_string(),
                chosen: typed.plan == plan.id.to_string(),
            })
            .collect(),
        methods: proofs(&page, &typed.method),
        problems: problems.called(&page, &names),
        typed,
        page,
    }
}

/// Asks whose link is confirmed, and by which proof.
pub(crate) async fn ask(visit: Visit) -> Answer {
    let plans = plans_of(&visit).await?;
    // Where there is one plan alone there is nothing to choose.
    let plan = match plans.as_slice() {
        [only] => only.id.to_string(),
        _ => String::new(),
    };
    let typed = Typed {
        plan,
        ..Typed::default()
    };
    ok(&desk(&visit, plans, typed, Problems::default()).await)
}

/// Confirms it.
pub(crate) async fn confirm(visit: Visit, Form(sent): Form<Typed>) -> Answer {
    let plans = plans_of(&visit).await?;
    let confirmed = match read(&visit, &sent) {
        Ok(command) => accounts::confirm_link(&visit.cx, command).await,
        Err(error) => Err(error),
    };
    match confirmed {
        Ok(_) => Ok(Redirect::to("/record/links?done=link-confirmed").into_response()),
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            let about_proof = problems.has(Code::AccountProofUsed) || problems.has(Code::AccountProofUnfit);
            let field = if about_proof { "method" } else { "email" };
            Ok(show(status, &desk(&visit, plans, sent, problems.at(field)).await))
        }
    }
}

fn read(visit: &Visit, sent: &Typed) -> app::Result<ConfirmLink> {
    let mut wrong = Fields::default();
    let required = || Fault::new(Code::FieldRequired);
    let plan: Option<PlanId> = wrong.take("plan", among(&sent.plan).ok_or_else(required));
    let method = wrong.take("method", ProofMethod::parse(&sent.method).ok_or_else(required));
    let expires_at = typed(&sent.until).and_then(|day| wrong.take("expiresAt", evening(day)));
    let whom = wrong.take_all(Whom::parse(None, Some(&sent.email)));
    let (Some(plan), Some(method), Some(whom)) = (plan, method, whom) else {
        // What is written of the proof is read too: all that is wrong is said at once.
        wrong.take("issuer", Reference::parse(&sent.issuer, 2));
        wrong.take("subject", Reference::parse(&sent.subject, 3));
        return Ok(wrong.finish(None)?);
    };
    let proof = ProofInput {
        method,
        issuer: sent.issuer.clone(),
        subject: sent.subject.clone(),
        expires_at,
    };
    let command = wrong.take_all(ConfirmLink::parse(&visit.cx, whom, plan, &proof));
    Ok(wrong.finish(command)?)
}
