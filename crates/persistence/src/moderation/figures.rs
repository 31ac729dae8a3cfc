//! What is counted of moderation, and the final decisions of a period for the records of the law.
//!
//! Numbers alone are read, grouped by the database; times come by their ranks, so that nothing grows with the period.

use std::collections::HashSet;

use domain::{
    Language, Timestamp,
    comments::CommentId,
    moderation::{
        CaseId, CaseStage, Decision, DecisionId, Item, NoticeKind, Outcome, Sanction, SanctionId,
        SanctionKind, Side, Source,
        decisions::AppliedRule,
        figures::{Ranks, Times},
        notices::NoticeOutcome,
        records::Written,
    },
    plans::PlanId,
    proposals::ProposalId,
    rules::RuleId,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};

use crate::{
    Read, StoreError,
    rows::{appeals, cases, comments, complaints, decisions, notices, proposals, sanctions},
};

/// What is counted: from one instant to before another, of one plan or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The plan; all of them where none is named.
    pub plan: Option<PlanId>,
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

impl Span {
    fn of<C: ColumnTrait>(&self, plan: C, at: C) -> Condition {
        Condition::all()
            .add(at.gte(self.from))
            .add(at.lt(self.until))
            .add_option(self.plan.map(|id| plan.eq(id)))
    }
}

/// Notices that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedNotices {
    /// What they say is wrong.
    pub kind: NoticeKind,
    /// The rule that they name.
    pub rule: Option<RuleId>,
    /// How they were answered; none before.
    pub outcome: Option<NoticeOutcome>,
    /// How many.
    pub count: u64,
}

/// Decisions that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDecisions {
    /// The word of the action.
    pub action: String,
    /// The rule.
    pub rule: Option<AppliedRule>,
    /// What led to them.
    pub source: Source,
    /// Whether a program had pointed the text out.
    pub automated_detection: bool,
    /// What they made of the decision that was contested, where they are reviews.
    pub review: Option<Outcome>,
    /// How many.
    pub count: u64,
}

/// Complaints that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedComplaints {
    /// Who contests.
    pub side: Side,
    /// What became of them; none before they are answered.
    pub outcome: Option<Outcome>,
    /// How many.
    pub count: u64,
}

/// What waits now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Cases that nobody has decided.
    pub open: u64,
    /// When the oldest of them was opened.
    pub oldest: Option<Timestamp>,
    /// Cases, complaints and appeals whose term has passed.
    pub overdue: u64,
}

fn many(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn corrupt(word: &str) -> StoreError {
    StoreError::corrupt("a count", word)
}

/// The notices received in the span, alike together.
pub async fn notices_counted(from: &impl Read, span: &Span) -> Result<Vec<CountedNotices>, StoreError> {
    let rows: Vec<(String, Option<RuleId>, Option<String>, i64)> = notices::Entity::find()
        .select_only()
        .column(notices::Column::Kind)
        .column(notices::Column::RuleId)
        .column(notices::Column::Outcome)
        .column_as(notices::Column::Id.count(), "count")
        .filter(span.of(notices::Column::PlanId, notices::Column::ReceivedAt))
        .group_by(notices::Column::Kind)
        .group_by(notices::Column::RuleId)
        .group_by(notices::Column::Outcome)
        .into_tuple()
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .map(|(kind, rule, outcome, count)| {
            Ok(CountedNotices {
                kind: NoticeKind::parse(&kind).ok_or_else(|| corrupt(&kind))?,
                rule,
                outcome: outcome
                    .map(|word| NoticeOutcome::parse(&word).ok_or_else(|| corrupt(&word)))
                    .transpose()?,
                count: many(count),
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct Alike {
    action: String,
    rule_id: Option<RuleId>,
    rule_version: Option<i32>,
    source: String,
    automated_detection: bool,
    outcome: Option<String>,
    count: i64,
}

/// The decisions that became final in the span, reviews included, alike together.
pub async fn decisions_counted(from: &impl Read, span: &Span) -> Result<Vec<CountedDecisions>, StoreError> {
    let kept = [
        decisions::Column::Action,
        decisions::Column::RuleId,
        decisions::Column::RuleVersion,
        decisions::Column::Source,
        decisions::Column::AutomatedDetection,
        decisions::Column::Outcome,
    ];
    let mut select = decisions::Entity::find()
        .select_only()
        .column_as(decisions::Column::Id.count(), "count")
        .filter(span.of(decisions::Column::PlanId, decisions::Column::FinalAt));
    for column in kept {
        select = select.column(column).group_by(column);
    }
    let rows = select.into_model::<Alike>().all(&from.executor()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(CountedDecisions {
                rule: row
                    .rule_id
                    .zip(row.rule_version)
                    .map(|(rule, version)| AppliedRule { rule, version }),
                source: Source::parse(&row.source).ok_or_else(|| corrupt(&row.source))?,
                automated_detection: row.automated_detection,
                review: row
                    .outcome
                    .map(|word| Outcome::parse(&word).ok_or_else(|| corrupt(&word)))
                    .transpose()?,
                count: many(row.count),
                action: row.action,
            })
        })
        .collect()
}

/// The complaints filed in the span, alike together: against decisions about texts, and by people against sanctions.
pub async fn complaints_counted(from: &impl Read, span: &Span) -> Result<Vec<CountedComplaints>, StoreError> {
    let answer: RelationDef = complaints::Entity::belongs_to(decisions::Entity)
        .from(complaints::Column::AnswerId)
        .to(decisions::Column::Id)
        .into();
    let case: RelationDef = complaints::Entity::belongs_to(cases::Entity)
        .from(complaints::Column::CaseId)
        .to(cases::Column::Id)
        .into();
    let filed = Condition::all()
        .add(complaints::Column::FiledAt.gte(span.from))
        .add(complaints::Column::FiledAt.lt(span.until))
        .add_option(span.plan.map(|plan| cases::Column::PlanId.eq(plan)));
    let rows: Vec<(String, Option<String>, i64)> = complaints::Entity::find()
        .select_only()
        .column(complaints::Column::Side)
        .column(decisions::Column::Outcome)
        .column_as(complaints::Column::Id.count(), "count")
        .join(JoinType::InnerJoin, case)
        .join(JoinType::LeftJoin, answer)
        .filter(filed)
        .group_by(complaints::Column::Side)
        .group_by(decisions::Column::Outcome)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let against_sanctions: Vec<(Option<String>, i64)> = appeals::Entity::find()
        .select_only()
        .column(appeals::Column::Outcome)
        .column_as(appeals::Column::Id.count(), "count")
        .filter(span.of(appeals::Column::PlanId, appeals::Column::FiledAt))
        .group_by(appeals::Column::Outcome)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let by_authors = against_sanctions
        .into_iter()
        .map(|(outcome, count)| (Side::Author.as_str().to_owned(), outcome, count));
    rows.into_iter()
        .chain(by_authors)
        .map(|(side, outcome, count)| {
            Ok(CountedComplaints {
                side: Side::parse(&side).ok_or_else(|| corrupt(&side))?,
                outcome: outcome
                    .map(|word| Outcome::parse(&word).ok_or_else(|| corrupt(&word)))
                    .transpose()?,
                count: many(count),
            })
        })
        .collect()
}

/// The sanctions that took effect in the span, by step.
pub async fn sanctions_counted(
    from: &impl Read,
    span: &Span,
) -> Result<Vec<(SanctionKind, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = sanctions::Entity::find()
        .select_only()
        .column(sanctions::Column::Kind)
        .column_as(sanctions::Column::Id.count(), "count")
        .filter(span.of(sanctions::Column::PlanId, sanctions::Column::EffectiveAt))
        .group_by(sanctions::Column::Kind)
        .into_tuple()
        .all(&from.executor())
        .await?;
    rows.into_iter()
        .map(|(kind, count)| {
            let kind = SanctionKind::parse(&kind).ok_or_else(|| corrupt(&kind))?;
            Ok((kind, many(count)))
        })
        .collect()
}

/// How long it took from the opening of a case to its decision, for those that became final in the span.
pub async fn decide_times(from: &impl Read, span: &Span) -> Result<(u64, Option<Times>), StoreError> {
    let first = decided(span)
        .join(JoinType::InnerJoin, case_of())
        .filter(decisions::Column::ReviewedId.is_null());
    let since = Expr::col((cases::Entity, cases::Column::OpenedAt));
    times(from, first, since).await
}

/// How long it took from a complaint to its review, for those that became final in the span; and how many they are.
pub async fn review_times(from: &impl Read, span: &Span) -> Result<(u64, Option<Times>), StoreError> {
    let complaint: RelationDef = decisions::Entity::belongs_to(complaints::Entity)
        .from(decisions::Column::ComplaintId)
        .to(complaints::Column::Id)
        .into();
    let reviews = decided(span).join(JoinType::InnerJoin, complaint);
    let since = Expr::col((complaints::Entity, complaints::Column::FiledAt));
    times(from, reviews, since).await
}

fn decided(span: &Span) -> Select<decisions::Entity> {
    decisions::Entity::find().filter(span.of(decisions::Column::PlanId, decisions::Column::FinalAt))
}

fn case_of() -> RelationDef {
    decisions::Entity::belongs_to(cases::Entity)
        .from(decisions::Column::CaseId)
        .to(cases::Column::Id)
        .into()
}

/// The times of these decisions since then: their number, and the values at three ranks.
async fn times(
    from: &impl Read,
    select: Select<decisions::Entity>,
    since: SimpleExpr,
) -> Result<(u64, Option<Times>), StoreError> {
    let count = select.clone().count(&from.executor()).await?;
    let Some(ranks) = Ranks::among(count) else {
        return Ok((0, None));
    };
    let took = Expr::col((decisions::Entity, decisions::Column::At)).sub(since);
    let mut values = [0; 3];
    for (value, rank) in values.iter_mut().zip([ranks.lower, ranks.upper, ranks.p90]) {
        let found: Option<i64> = select
            .clone()
            .select_only()
            .expr_as(took.clone(), "took")
            .order_by_asc(took.clone())
            .offset(rank)
            .limit(1)
            .into_tuple()
            .one(&from.executor())
            .await?;
        *value = many(found.unwrap_or_default());
    }
    let [lower, upper, p90] = values;
    Ok((count, Some(Times::at(lower, upper, p90))))
}

/// What two moderators would do about the same cases, each pair of words with how often it came: the decisions that
/// became final in the span after a second opinion was asked.
pub async fn double_reviewed(
    from: &impl Read,
    span: &Span,
) -> Result<Vec<(String, String, u64)>, StoreError> {
    // A quotation mark within the note is escaped, so that nothing in it looks like the action.
    let would: SimpleExpr = ["keep", "publish", "return", "mask", "lock", "hide", "remove"]
        .iter()
        .fold(CaseStatement::new(), |case, word| {
            let written = format!("%\"action\":{{\"action\":\"{word}\"%");
            case.case(cases::Column::Second.like(written), Expr::value(*word))
        })
        .finally(Expr::value("unknown"))
        .into();
    let pairs = decided(span)
        .join(JoinType::InnerJoin, case_of())
        .filter(decisions::Column::ReviewedId.is_null())
        .filter(decisions::Column::FirstAccount.is_not_null())
        .filter(cases::Column::Second.is_not_null())
        .select_only()
        .expr_as(would, "would")
        .column(decisions::Column::Action);
    // Grouped by their places: PostgreSQL takes the two texts of one bound expression for different ones.
    let rows: Vec<(String, String, i64)> = pairs
        .column_as(decisions::Column::Id.count(), "count")
        .group_by(Expr::cust("1"))
        .group_by(Expr::cust("2"))
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(first, second, count)| (first, second, many(count)))
        .collect())
}

/// What waits at this instant.
pub async fn backlog(from: &impl Read, plan: Option<PlanId>, now: Timestamp) -> Result<Backlog, StoreError> {
    let of_plan = Condition::all().add_option(plan.map(|plan| cases::Column::PlanId.eq(plan)));
    let open: Option<(i64, Option<Timestamp>)> = cases::Entity::find()
        .select_only()
        .column_as(cases::Column::Id.count(), "count")
        .column_as(cases::Column::OpenedAt.min(), "oldest")
        .filter(cases::Column::Stage.eq(CaseStage::Open.as_str()))
        .filter(of_plan.clone())
        .into_tuple()
        .one(&from.executor())
        .await?;
    let waits = CaseStage::ALL
        .iter()
        .filter(|stage| stage.waits())
        .map(|stage| stage.as_str());
    let overdue = cases::Entity::find()
        .filter(cases::Column::Stage.is_in(waits))
        .filter(cases::Column::DueAt.lt(now))
        .filter(of_plan)
        .count(&from.executor())
        .await?;
    let appeals = appeals::Entity::find()
        .filter(appeals::Column::AnsweredAt.is_null())
        .filter(appeals::Column::DueAt.lt(now))
        .filter(Condition::all().add_option(plan.map(|plan| appeals::Column::PlanId.eq(plan))))
        .count(&from.executor())
        .await?;
    let (open, oldest) = open.unwrap_or_default();
    Ok(Backlog {
        open: many(open),
        oldest,
        overdue: overdue + appeals,
    })
}

/// The decisions that became final in the span, in the order of their ids, so many after that one.
pub async fn final_decisions(
    from: &impl Read,
    span: &Span,
    after: Option<DecisionId>,
    count: u64,
) -> Result<Vec<Decision>, StoreError> {
    let rows = decided(span)
        .filter(Condition::all().add_option(after.map(|after| decisions::Column::Id.gt(after))))
        .order_by_asc(decisions::Column::Id)
        .limit(count)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Decision::try_from).collect()
}

/// The sanctions that took effect in the span, in the order of their ids, so many after that one.
pub async fn final_sanctions(
    from: &impl Read,
    span: &Span,
    after: Option<SanctionId>,
    count: u64,
) -> Result<Vec<Sanction>, StoreError> {
    let rows = sanctions::Entity::find()
        .filter(span.of(sanctions::Column::PlanId, sanctions::Column::EffectiveAt))
        .filter(Condition::all().add_option(after.map(|after| sanctions::Column::Id.gt(after))))
        .order_by_asc(sanctions::Column::Id)
        .limit(count)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Sanction::try_from).collect()
}

/// Those of these cases that have a notice of illegal content (DSA art. 16).
pub async fn illegal_among(from: &impl Read, ids: &[CaseId]) -> Result<HashSet<CaseId>, StoreError> {
    let rows: Vec<CaseId> = notices::Entity::find()
        .select_only()
        .column(notices::Column::CaseId)
        .distinct()
        .filter(notices::Column::CaseId.is_in(ids.iter().copied()))
        .filter(notices::Column::Kind.eq(NoticeKind::Illegal.as_str()))
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The language and the day of these texts, whatever became of them.
pub async fn written(from: &impl Read, items: &[Item]) -> Result<Vec<(Item, Written)>, StoreError> {
    let (mut of_proposals, mut of_comments) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Proposal(id) => of_proposals.push(*id),
            Item::Comment(id) => of_comments.push(*id),
        }
    }
    let proposals: Vec<(ProposalId, String, Timestamp)> = proposals::Entity::find()
        .select_only()
        .column(proposals::Column::Id)
        .column(proposals::Column::Language)
        .column(proposals::Column::CreatedAt)
        .filter(proposals::Column::Id.is_in(of_proposals))
        .into_tuple()
        .all(&from.executor())
        .await?;
    let comments: Vec<(CommentId, String, Timestamp)> = comments::Entity::find()
        .select_only()
        .column(comments::Column::Id)
        .column(comments::Column::Language)
        .column(comments::Column::CreatedAt)
        .filter(comments::Column::Id.is_in(of_comments))
        .into_tuple()
        .all(&from.executor())
        .await?;
    let written = |language: &str, at| Written {
        language: Language::parse(language).unwrap_or_default(),
        at,
    };
    Ok(proposals
        .iter()
        .map(|(id, language, at)| (Item::from(*id), written(language, *at)))
        .chain(
            comments
                .iter()
                .map(|(id, language, at)| (Item::from(*id), written(language, *at))),
        )
        .collect())
}
