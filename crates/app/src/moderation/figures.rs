//! Figures of moderation that anybody may read: numbers of decisions, never of people.

use domain::{
    Timestamp,
    moderation::{
        NoticeKind, Outcome,
        figures::{AGREEMENT_FROM, Period, Times, kappa},
    },
    plans::PlanId,
};
use persistence::moderation::figures::{self as store, Span};

use crate::{Cx, Result};

/// What moderation did in a period, and what waits now.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Notices received, by what they say is wrong; every kind once.
    pub notices: Vec<(NoticeKind, u64)>,
    /// First decisions that became final, by the word of what was done; those that are not zero.
    pub decisions: Vec<(String, u64)>,
    /// How long a notice waits until its sender knows that it has arrived; none without a notice.
    pub acknowledge: Option<Times>,
    /// How long a case waits for its decision.
    pub decide: Option<Times>,
    /// How long a complaint waits for its review.
    pub review: Option<Times>,
    /// Reviews that became final.
    pub reviews: u64,
    /// Those that let the decision fall.
    pub reversals: u64,
    /// Decisions that two people gave their opinion on.
    pub double_reviewed: u64,
    /// How often those two agree, but for chance; none under ten.
    pub kappa: Option<f64>,
    /// Cases that nobody has decided, now.
    pub open: u64,
    /// When the oldest of them was opened.
    pub oldest: Option<Timestamp>,
    /// Cases, complaints and appeals whose term has passed, now.
    pub overdue: u64,
    /// When that was.
    pub at: Timestamp,
}

/// The figures of a period, of one plan or of all; nothing if the actor sees no such plan. At most sixteen statements.
#[tracing::instrument(name = "moderation.figures", skip_all)]
pub async fn figures(cx: &Cx, period: Period, plan: Option<PlanId>) -> Result<Option<Figures>> {
    if let Some(plan) = plan
        && crate::plans::by_id(cx, plan).await?.is_none()
    {
        return Ok(None);
    }
    let (db, span) = (cx.db(), span(period, plan));
    let counted = store::notices_counted(db, &span).await?;
    let notices: Vec<(NoticeKind, u64)> = NoticeKind::ALL
        .iter()
        .map(|kind| {
            let alike = counted.iter().filter(|alike| alike.kind == *kind);
            (*kind, alike.map(|alike| alike.count).sum())
        })
        .collect();
    let received = notices.iter().any(|(_, count)| *count > 0);
    let counted = store::decisions_counted(db, &span).await?;
    let mut decisions: Vec<(String, u64)> = Vec::new();
    for alike in counted.iter().filter(|alike| alike.review.is_none()) {
        match decisions.iter_mut().find(|(action, _)| *action == alike.action) {
            Some((_, count)) => *count += alike.count,
            None => decisions.push((alike.action.clone(), alike.count)),
        }
    }
    decisions.sort();
    let reviews = |outcome: Option<Outcome>| {
        let alike = counted
            .iter()
            .filter(|alike| alike.review.is_some() && (outcome.is_none() || alike.review == outcome));
        alike.map(|alike| alike.count).sum()
    };
    let (_, decide) = store::decide_times(db, &span).await?;
    let (_, review) = store::review_times(db, &span).await?;
    let pairs = store::double_reviewed(db, &span).await?;
    let double_reviewed = pairs.iter().map(|(.., count)| count).sum();
    let at = cx.now();
    let backlog = store::backlog(db, plan, at).await?;
    Ok(Some(Figures {
        notices,
        decisions,
        // The answer that takes a notice in is the acknowledgement of it.
        acknowledge: received.then_some(Times { median: 0, p90: 0 }),
        decide,
        review,
        reviews: reviews(None),
        reversals: reviews(Some(Outcome::Reversed)),
        double_reviewed,
        kappa: kappa(&pairs).filter(|_| double_reviewed >= AGREEMENT_FROM),
        open: backlog.open,
        oldest: backlog.oldest,
        overdue: backlog.overdue,
        at,
    }))
}

/// What is counted of a period.
pub(super) fn span(period: Period, plan: Option<PlanId>) -> Span {
    Span {
        plan,
        from: period.begins(),
        until: period.ends(),
    }
}
