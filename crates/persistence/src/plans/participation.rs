//! Who wrote in a plan, counted.

use std::collections::HashMap;

use domain::{
    participation::Alike,
    plans::{PlanId, ZoneId},
    proposals::Origin,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationDef,
    sea_query::{
        Alias, Expr, ExprTrait, Func, Order, OverStatement, Query, SelectStatement, UnionType,
        WindowStatement,
    },
};

use crate::{
    Read, StoreError,
    rows::{comments, proposals},
    search::READABLE,
};

#[derive(FromQueryResult)]
struct Counted {
    plan_id: PlanId,
    zone_id: Option<ZoneId>,
    origin: String,
    people: i64,
}

/// The people who wrote what everybody may read in these plans, each counted once a plan: by where and how they wrote
/// first. One statement.
pub async fn participation(
    from: &impl Read,
    plans: &[PlanId],
) -> Result<HashMap<PlanId, Vec<Alike>>, StoreError> {
    let mut written = of_proposals(plans);
    written.union(UnionType::All, of_comments(plans));
    let mut place = WindowStatement::partition_by(Alias::new("plan_id"));
    place
        .add_partition_by(Expr::col(Alias::new("person")))
        .order_by(Alias::new("at"), Order::Asc)
        .order_by(Alias::new("id"), Order::Asc);
    let ranked = Query::select()
        .columns(["plan_id", "zone_id", "origin"].map(Alias::new))
        .expr_window_as(Expr::cust("ROW_NUMBER()"), place, Alias::new("place"))
        .from_subquery(written, Alias::new("written"))
        .to_owned();
    let counted = Query::select()
        .columns(["plan_id", "zone_id", "origin"].map(Alias::new))
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("people"))
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("place")).eq(1))
        .group_by_columns(["plan_id", "zone_id", "origin"].map(Alias::new))
        .to_owned();
    let mut found: HashMap<PlanId, Vec<Alike>> = HashMap::new();
    for row in from.executor().query_all(&counted).await? {
        let row = Counted::from_query_result(&row, "")?;
        found.entry(row.plan_id).or_default().push(Alike {
            zone: row.zone_id,
            channel: Origin::parse(&row.origin)
                .ok_or_else(|| StoreError::corrupt("a count of people", "unknown origin"))?,
            people: u64::try_from(row.people).unwrap_or(0),
        });
    }
    Ok(found)
}

fn of_proposals(plans: &[PlanId]) -> SelectStatement {
    use proposals::Column;
    let person = Func::coalesce(
        [Column::AuthorAccount, Column::AuthorAttribution]
            .map(|column| Expr::col((proposals::Entity, column))),
    );
    proposals::Entity::find()
        .select_only()
        .columns([Column::PlanId, Column::ZoneId, Column::Origin])
        .expr_as(person, "person")
        .column_as(Column::ListedAt, "at")
        .column(Column::Id)
        .filter(Column::PlanId.is_in(plans.iter().copied()))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::Visibility.is_in(READABLE))
        .into_query()
}

fn of_comments(plans: &[PlanId]) -> SelectStatement {
    use comments::Column;
    let proposal: RelationDef = comments::Entity::belongs_to(proposals::Entity)
        .from(Column::ProposalId)
        .to(proposals::Column::Id)
        .into();
    let person = Func::coalesce(
        [Column::AuthorAccount, Column::AuthorAttribution]
            .map(|column| Expr::col((comments::Entity, column))),
    );
    comments::Entity::find()
        .select_only()
        .column(Column::PlanId)
        .column(proposals::Column::ZoneId)
        .column(Column::Origin)
        .expr_as(person, "person")
        .column_as(Column::ListedAt, "at")
        .column(Column::Id)
        .join(JoinType::InnerJoin, proposal)
        .filter(Column::PlanId.is_in(plans.iter().copied()))
        .filter(Column::PublishedAt.is_not_null())
        .filter(Column::Visibility.is_in(READABLE))
        .into_query()
}
