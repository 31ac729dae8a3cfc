//! Plans, and what belongs to them: a file a part.

use domain::{
    Language, Page, PageRequest, Scope, Timestamp,
    geo::Shape,
    plans::{Phase, Plan, PlanId, PlanRefusal, PlanState},
    scope::PlanSet,
    text::{Body, Slug, Title},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, Order, QueryFilter, QuerySelect,
    Set,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    rows::plans,
};

mod acts;
mod documents;
mod duty;
mod operations;
mod participation;
mod themes;
mod zones;

pub use acts::{acts_of, insert_act};
pub use documents::{document_by_id, document_versions_of, documents_of, insert_document, save_document};
pub use duty::duty;
pub use operations::{
    delete_operation, insert_operation, operation_by_id, operation_uses, operations_of, save_operation,
};
pub use participation::participation;
pub use themes::{delete_theme, has_theme, insert_theme, save_theme, theme_by_id, theme_uses, themes_of};
pub use zones::{delete_zone, has_zone, insert_zone, save_zone, zone_by_id, zone_uses, zones_of};

/// What a reader sees of plans: what was published, and drafts of the plans they staff.
fn visible(scope: &Scope) -> Condition {
    let published = Condition::any().add(plans::Column::State.ne("draft"));
    match &scope.staffs {
        _ if scope.is_system() => Condition::all(),
        PlanSet::All => Condition::all(),
        PlanSet::None => published,
        PlanSet::Some(staffed) => published.add(plans::Column::Id.is_in(staffed.iter().copied())),
    }
}

/// The ids of the plans that a reader sees, for lists of what is in them.
pub(crate) fn visible_ids(scope: &Scope) -> SelectStatement {
    Query::select()
        .column(plans::Column::Id)
        .from(plans::Entity)
        .cond_where(visible(scope))
        .to_owned()
}

/// Whether the plan of this id is one that the reader sees, for lists of what is about it.
pub(crate) fn shown(scope: &Scope, id: Expr) -> SimpleExpr {
    let plan = Query::select()
        .expr(Expr::value(1))
        .from(plans::Entity)
        .cond_where(Expr::col((plans::Entity, plans::Column::Id)).eq(id))
        .cond_where(visible(scope))
        .to_owned();
    Expr::exists(plan)
}

/// Whether every plan is in the scope, so that no list has to ask.
pub(crate) fn sees_every_plan(scope: &Scope) -> bool {
    scope.is_system() || scope.staffs == PlanSet::All
}

/// The plan, if the reader sees it.
pub async fn by_id(from: &impl Read, scope: &Scope, id: PlanId) -> Result<Option<Plan>, StoreError> {
    let row = plans::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Plan::try_from).transpose()
}

/// The plans of these ids that the reader sees.
pub async fn by_ids(from: &impl Read, scope: &Scope, ids: &[PlanId]) -> Result<Vec<Plan>, StoreError> {
    let these = plans::Column::Id.is_in(ids.iter().copied());
    let rows = plans::Entity::find()
        .filter(these)
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Plan::try_from).collect()
}

/// Every plan that the reader sees.
pub async fn all(from: &impl Read, scope: &Scope) -> Result<Vec<Plan>, StoreError> {
    let rows = plans::Entity::find()
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Plan::try_from).collect()
}

/// The plan of this slug, if the reader sees it.
pub async fn by_slug(from: &impl Read, scope: &Scope, slug: &Slug) -> Result<Option<Plan>, StoreError> {
    let this = plans::Column::Slug.eq(slug.as_str());
    let row = plans::Entity::find()
        .filter(this)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Plan::try_from).transpose()
}

/// The plan, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: PlanId) -> Result<Option<Plan>, StoreError> {
    let row = plans::Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Plan::try_from).transpose()
}

/// Which plans of a list are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// In one of these states, by the words of [`PlanState::as_str`]; none means every state but archived.
    pub states: Vec<&'static str>,
    /// Published, between the start of its first phase and the end of its last (true), or not (false).
    pub current: Option<bool>,
    /// Whose slug begins like this; nothing has a slug with other characters than a slug may have.
    pub slug: Option<String>,
}

/// Plans that the reader sees, newest first.
pub async fn list(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    now: Timestamp,
    request: &PageRequest,
) -> Result<Page<Plan>, StoreError> {
    let mut select = plans::Entity::find().filter(visible(scope));
    select = if filter.states.is_empty() {
        select.filter(plans::Column::State.ne("archived"))
    } else {
        select.filter(plans::Column::State.is_in(filter.states.iter().copied()))
    };
    if let Some(current) = filter.current {
        let running = Condition::all()
            .add(plans::Column::State.eq("published"))
            .add(plans::Column::FirstStart.lte(now))
            .add(plans::Column::LastEnd.gt(now));
        // Null dates make the whole condition null, and its opposite too: a draft without phases is not current.
        let no_dates = plans::Column::FirstStart.is_null();
        select = select.filter(if current {
            running
        } else {
            Condition::any().add(running.not()).add(no_dates)
        });
    }
    if let Some(beginning) = &filter.slug {
        let plausible = beginning
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !plausible {
            return Ok(Page::default());
        }
        select = select.filter(plans::Column::Slug.starts_with(beginning));
    }
    let newest = Keyset {
        name: "newest",
        columns: vec![
            (
                plans::Column::CreatedAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &plans::Model| row.created_at.micros()),
            ),
            (
                plans::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &plans::Model| row.id.uuid()),
            ),
        ],
    };
    let rows = page(from, select, &newest, filter, request).await?;
    try_map(rows)
}

/// Rows as values, or the first that cannot be read.
pub(crate) fn try_map<R, T: TryFrom<R, Error = StoreError>>(rows: Page<R>) -> Result<Page<T>, StoreError> {
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = rows;
    let items = items
        .into_iter()
        .map(|(cursor, row)| Ok((cursor, T::try_from(row)?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Page {
        items,
        has_next,
        has_previous,
        total,
    })
}

/// Makes a plan.
pub async fn insert(tx: &Tx, plan: &Plan) -> Result<(), StoreError> {
    row(plan)?.insert(tx.conn()).await?;
    Ok(())
}

/// Saves a plan that was read at `read_version`.
pub async fn save(tx: &Tx, plan: &Plan, read_version: i64) -> Result<Result<(), PlanRefusal>, StoreError> {
    let saved = plans::Entity::update_many()
        .set(row(plan)?)
        .filter(plans::Column::Id.eq(plan.id))
        .filter(plans::Column::Version.eq(read_version))
        .exec(tx.conn())
        .await?;
    Ok(if saved.rows_affected == 1 {
        Ok(())
    } else {
        Err(PlanRefusal::ChangedMeanwhile)
    })
}

/// When a phase ends: not while its vote is suspended.
fn end(phase: &Phase) -> Timestamp {
    match phase.suspended_since {
        Some(_) => Timestamp::from_micros(i64::MAX),
        None => phase.ends_at,
    }
}

fn row(plan: &Plan) -> Result<plans::ActiveModel, StoreError> {
    let Plan {
        id,
        slug,
        title,
        summary,
        easy_summary,
        body,
        decided,
        open_to_debate,
        perimeter,
        language,
        state,
        rules,
        phases,
        version,
        created_at,
    } = plan;
    let json = |why| StoreError::corrupt(id, why);
    Ok(plans::ActiveModel {
        id: Set(*id),
        slug: Set(slug.as_str().to_owned()),
        title: Set(title.as_str().to_owned()),
        summary: Set(summary.as_str().to_owned()),
        easy_summary: Set(easy_summary.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
        decided: Set(decided.as_str().to_owned()),
        open_to_debate: Set(open_to_debate.as_str().to_owned()),
        perimeter: Set(perimeter.as_ref().map(|shape| shape.as_str().to_owned())),
        language: Set(language.tag().to_owned()),
        state: Set(state.as_str().to_owned()),
        published_at: Set(state.published_at()),
        state_since: Set(state.since()),
        first_start: Set(phases.iter().map(|phase| phase.starts_at).min()),
        last_end: Set(phases.iter().map(end).max()),
        rules: Set(serde_json::to_string(rules).map_err(json)?),
        phases: Set(serde_json::to_string(phases).map_err(json)?),
        version: Set(*version),
        created_at: Set(*created_at),
    })
}

impl TryFrom<plans::Model> for Plan {
    type Error = StoreError;

    fn try_from(row: plans::Model) -> Result<Self, StoreError> {
        let plans::Model {
            id,
            slug,
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
            state,
            published_at,
            state_since,
            first_start: _,
            last_end: _,
            rules,
            phases,
            version,
            created_at,
        } = row;
        let state = match (state.as_str(), published_at, state_since) {
            ("draft", None, _) => PlanState::Draft,
            ("published", Some(at), _) => PlanState::Published { at },
            ("closed", Some(published_at), Some(at)) => PlanState::Closed { published_at, at },
            ("archived", Some(published_at), Some(at)) => PlanState::Archived { published_at, at },
            (other, ..) => return Err(StoreError::corrupt(id, format_args!("state {other}"))),
        };
        Ok(Self {
            id,
            slug: Slug::parse(&slug).map_err(|fault| StoreError::corrupt(id, fault.code))?,
            title: Title::from_history(&title),
            summary: Body::from_history(&summary),
            easy_summary: Body::from_history(&easy_summary),
            body: Body::from_history(&body),
            decided: Body::from_history(&decided),
            open_to_debate: Body::from_history(&open_to_debate),
            perimeter: perimeter.map(Shape::from_history),
            language: Language::parse(&language).unwrap_or_default(),
            state,
            rules: serde_json::from_str(&rules).map_err(|why| StoreError::corrupt(id, why))?,
            phases: serde_json::from_str(&phases).map_err(|why| StoreError::corrupt(id, why))?,
            version,
            created_at,
        })
    }
}
