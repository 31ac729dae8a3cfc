//! What municipal staff work with: what waits for an answer, what is debated, who takes part.

pub(crate) mod access;
pub(crate) mod answer;
pub(crate) mod answering;
pub(crate) mod answers;
pub(crate) mod dashboard;
mod drawing;
pub(crate) mod editor;
pub(crate) mod exports;
mod form;
pub(crate) mod house_rules;
pub(crate) mod identities;
pub(crate) mod organisations;
pub(crate) mod plans;
pub(crate) mod programs;
mod rows;
pub(crate) mod study;
mod waiting;
pub(crate) mod webhooks;

use domain::{Actor, Denied, PageRequest, plans::Plan, scope::PlanSet};

use crate::{
    error::{Failed, Or},
    page::Page,
    visit::Visit,
};

/// How many plans one can choose among.
const PLANS: u32 = 100;

/// Whether the visitor staffs any plan.
pub(crate) fn staffs(visit: &Visit) -> bool {
    visit.is_signed_in() && visit.cx.scope().staffs != PlanSet::None
}

/// Whether the visitor answers for the town, or for an organisation.
pub(crate) fn works(visit: &Visit) -> bool {
    let answers = matches!(&visit.cx.actor, Actor::Person(person) if !person.answering.is_empty());
    staffs(visit) || answers
}

/// Nothing but a request to sign in for visitors, and a refusal for people whom nobody entrusted with such work.
fn must_work(visit: &Visit) -> Result<(), Failed> {
    must(visit, works(visit))
}

fn must(visit: &Visit, entrusted: bool) -> Result<(), Failed> {
    if entrusted {
        return Ok(());
    }
    let why = if visit.is_signed_in() {
        Denied::RoleRequired
    } else {
        Denied::SignInRequired
    };
    Err(Failed::new(visit, why))
}

/// The plans that the visitor works on, newest first.
async fn plans_of(visit: &Visit) -> Result<Vec<Plan>, Failed> {
    let cx = &visit.cx;
    let mut ids: Vec<_> = match cx.scope().staffs {
        PlanSet::All => {
            let found =
                app::plans::list(cx, &app::plans::Filter::default(), &PageRequest::first(PLANS)).await;
            return Ok(found.or_page(visit)?.into_items());
        }
        PlanSet::Some(plans) => plans.into_iter().collect(),
        PlanSet::None => Vec::new(),
    };
    if let Actor::Person(person) = &cx.actor {
        ids.extend(person.answering.iter().map(|grant| grant.plan));
    }
    ids.sort_unstable();
    ids.dedup();
    let mut plans = app::plans::by_ids(cx, &ids).await.or_page(visit)?;
    plans.sort_by_key(|plan| std::cmp::Reverse(plan.id));
    Ok(plans)
}

/// A part of the area, as its navigation shows it.
pub(crate) struct Part {
    pub(crate) address: &'static str,
    pub(crate) name: String,
    pub(crate) current: bool,
}

/// The parts of the area that this visitor may enter.
fn parts(visit: &Visit, page: &Page, current: &str) -> Vec<Part> {
    let all = [
        ("/staff", "staff-dashboard", true),
        ("/staff/answers", "staff-answers", true),
        ("/staff/plans", "staff-plans", staffs(visit)),
        ("/staff/exports", "staff-exports", staffs(visit)),
        ("/staff/rules", "staff-rules", staffs(visit)),
        (
            "/staff/organisations",
            "staff-organisations",
            organisations::registers(visit),
        ),
        ("/staff/access", "staff-access", access::administers(visit)),
        ("/staff/programs", "staff-programs", access::administers(visit)),
        ("/staff/webhooks", "staff-webhooks", staffs(visit)),
        ("/record/links", "staff-links", staffs(visit)),
        ("/staff/identities", "staff-identities", identities::looks(visit)),
        ("/moderation/signals", "nav-signals", access::administers(visit)),
    ];
    all.into_iter()
        .filter(|(_, _, enters)| *enters)
        .map(|(address, id, _)| Part {
            address,
            name: page.t(id),
            current: address == current,
        })
        .collect()
}
