//! Themes of plans.

use domain::{
    Scope,
    plans::{PlanId, Theme, ThemeId},
    text::Title,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::visible_ids;
use crate::{
    Read, StoreError, Tx,
    rows::{answering_grants, proposals, themes},
};

/// The theme, if the reader sees its plan.
pub async fn theme_by_id(from: &impl Read, scope: &Scope, id: ThemeId) -> Result<Option<Theme>, StoreError> {
    let row = themes::Entity::find_by_id(id)
        .filter(themes::Column::PlanId.in_subquery(visible_ids(scope)))
        .one(&from.executor())
        .await?;
    Ok(row.map(Theme::from))
}

/// The themes of these plans, by plan and position.
pub async fn themes_of(from: &impl Read, plans: &[PlanId]) -> Result<Vec<Theme>, StoreError> {
    let rows = themes::Entity::find()
        .filter(themes::Column::PlanId.is_in(plans.iter().copied()))
        .order_by_asc(themes::Column::PlanId)
        .order_by_asc(themes::Column::Position)
        .order_by_asc(themes::Column::Id)
        .all(&from.executor())
        .await?;
    Ok(rows.into_iter().map(Theme::from).collect())
}

/// Whether the theme is one of the plan's.
pub async fn has_theme(from: &impl Read, plan: PlanId, theme: ThemeId) -> Result<bool, StoreError> {
    let row = themes::Entity::find_by_id(theme).one(&from.executor()).await?;
    Ok(row.is_some_and(|row| row.plan_id == plan))
}

/// How many proposals and grants name these themes.
pub async fn theme_uses(from: &impl Read, themes: &[ThemeId]) -> Result<u64, StoreError> {
    let named = proposals::Column::ThemeId.is_in(themes.iter().copied());
    let named = proposals::Entity::find()
        .filter(named)
        .count(&from.executor())
        .await?;
    let granted = answering_grants::Column::ThemeId.is_in(themes.iter().copied());
    let granted = answering_grants::Entity::find()
        .filter(granted)
        .count(&from.executor())
        .await?;
    Ok(named + granted)
}

/// Adds a theme.
pub async fn insert_theme(tx: &Tx, theme: &Theme) -> Result<(), StoreError> {
    row(theme).insert(tx.conn()).await?;
    Ok(())
}

/// Saves a theme, under the plan's lock.
pub async fn save_theme(tx: &Tx, theme: &Theme) -> Result<(), StoreError> {
    row(theme).update(tx.conn()).await?;
    Ok(())
}

/// Takes a theme away, under the plan's lock.
pub async fn delete_theme(tx: &Tx, id: ThemeId) -> Result<(), StoreError> {
    themes::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

fn row(theme: &Theme) -> themes::ActiveModel {
    let Theme {
        id,
        plan,
        title,
        position,
    } = theme;
    themes::ActiveModel {
        id: Set(*id),
        plan_id: Set(*plan),
        title: Set(title.as_str().to_owned()),

        position: Set(*position),
    }
}

impl From<themes::Model> for Theme {
    fn from(row: themes::Model) -> Self {
        let themes::Model {
            id,
            plan_id,
            title,

            position,
        } = row;
        Self {
            id,
            plan: plan_id,
            title: Title::from_history(&title),

            position,
        }
    }
}
