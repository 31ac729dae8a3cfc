//! Answers as lists of staff show them.

use app::answers;
use domain::{
    Timestamp,
    answers::Answer as TownAnswer,
    plans::{Owed, Plan, PlanId},
    proposals::Proposal,
};

use crate::{
    error::{Failed, Or},
    page::Page,
    proposals::Stamp,
    visit::Visit,
};

const DAY: i64 = 86_400_000_000;

/// An answer in a list.
pub(crate) struct Row {
    /// Where its steps are taken.
    pub(crate) address: String,
    pub(crate) stamp: Stamp,
    /// When it is due: «en retard de 9 jours», «à rendre dans 12 jours».
    pub(crate) due: Option<String>,
    /// In whose name it is given, and in which plan.
    pub(crate) facts: Vec<String>,
    pub(crate) proposals: Vec<Covered>,
}

/// A proposal that an answer covers.
pub(crate) struct Covered {
    pub(crate) number: i32,
    pub(crate) title: String,
    pub(crate) lang: String,
}

impl Row {
    /// These answers, with the proposals that they cover: one statement, however many.
    pub(crate) async fn of_all(
        visit: &Visit,
        page: &Page,
        plans: &[Plan],
        found: Vec<TownAnswer>,
    ) -> Result<Vec<Self>, Failed> {
        let ids: Vec<_> = found.iter().map(|answer| answer.id).collect();
        let mut covered = answers::proposals_of(&visit.cx, &ids).await.or_page(visit)?;
        covered.sort_by_key(|proposal| proposal.number);
        let now = visit.cx.now();
        let rows = found.into_iter().map(|answer| {
            let plan = plans.iter().find(|plan| plan.id == answer.plan);
            let waits = answer.state.ruling().is_none();
            let mut facts = Vec::new();
            facts.extend(answer.in_whose_name().map(ToString::to_string));
            facts.extend(plan.map(|plan| plan.title.to_string()));
            Self {
                address: format!("/staff/answers/{}", answer.id),
                stamp: Stamp::of_answer(page, &answer, now),
                due: waits.then(|| until(page, answer.due(), answer.is_overdue(now), now)),
                facts,
                proposals: covered
                    .iter()
                    .filter(|proposal| proposal.answer == Some(answer.id))
                    .filter_map(|proposal| {
                        let number = proposal.number?;
                        Some(Covered {
                            number,
                            title: proposal.title.to_string(),
                            lang: proposal.language.tag().to_owned(),
                        })
                    })
                    .collect(),
            }
        });
        Ok(rows.collect())
    }
}

/// When something is due: «En retard de 9 jours», «À rendre le 12 décembre : il reste 12 jours».
fn until(page: &Page, due: Timestamp, late: bool, now: Timestamp) -> String {
    let day = page.last_day(due);
    if late {
        let days = (now.micros() - due.micros()) / DAY;
        page.with2("staff-late", "days", days, "day", day.as_str())
    } else {
        let left = page.left(due);
        page.with2("staff-due", "day", day.as_str(), "left", left.as_str())
    }
}

/// A proposal whose votes reached the threshold, that nobody studies yet.
pub(crate) struct OwedRow {
    /// Where it is taken under study.
    pub(crate) address: String,
    pub(crate) late: bool,
    /// Until when the town owes its answer, where the vote has an end.
    pub(crate) due: Option<String>,
    pub(crate) threshold: String,
    pub(crate) plan: String,
    pub(crate) proposal: Covered,
}

impl OwedRow {
    /// Those of a plan or of all plans: a fixed number of statements.
    pub(crate) async fn of_all(
        visit: &Visit,
        page: &Page,
        plans: &[Plan],
        plan: Option<PlanId>,
    ) -> Result<Vec<Self>, Failed> {
        let found = answers::owed(&visit.cx, plan).await.or_page(visit)?;
        let now = visit.cx.now();
        let rows = found
            .iter()
            .filter_map(|(proposal, owed)| Self::of(page, plans, proposal, *owed, now));
        Ok(rows.collect())
    }

    fn of(page: &Page, plans: &[Plan], proposal: &Proposal, owed: Owed, now: Timestamp) -> Option<Self> {
        let late = owed.due.is_some_and(|due| due < now);
        Some(Self {
            late,
            address: format!("/staff/study?plan={}&proposal={}", proposal.plan, proposal.id),
            due: owed.due.map(|due| until(page, due, late, now)),
            threshold: page.with("answers-reached", "threshold", owed.threshold),
            plan: plans
                .iter()
                .find(|plan| plan.id == proposal.plan)?
                .title
                .to_string(),
            proposal: Covered {
                number: proposal.number?,
                title: proposal.title.to_string(),
                lang: proposal.language.tag().to_owned(),
            },
        })
    }
}
