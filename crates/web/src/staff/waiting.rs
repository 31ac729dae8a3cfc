//! Answers as lists of staff show them.

use app::answers;
use domain::{answers::Answer as TownAnswer, plans::Plan};

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
            let late = answer.is_overdue(now);
            let waits = answer.state.ruling().is_none();
            let mut facts = Vec::new();
            facts.extend(answer.in_whose_name().map(ToString::to_string));
            facts.extend(plan.map(|plan| plan.title.to_string()));
            Self {
                address: format!("/staff/answers/{}", answer.id),
                stamp: Stamp::of_answer(page, &answer, now),
                due: waits.then(|| {
                    let day = page.day(answer.due());
                    if late {
                        let days = (now.micros() - answer.due().micros()) / DAY;
                        page.with2("staff-late", "days", days, "day", day.as_str())
                    } else {
                        let left = page.left(answer.due());
                        page.with2("staff-due", "day", day.as_str(), "left", left.as_str())
                    }
                }),
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
