//! Organisations, and grants for answering in their name.

use domain::{
    Page, PageRequest, Scope, Timestamp,
    accounts::AccountId,
    geo::Shape,
    organisations::{
        AnsweringGrant, AnsweringGrantId, Entrusted, Field, Organisation, OrganisationId, OrganisationKind,
        OrganisationRefusal, Registration, Remit,
    },
    plans::{PlanId, ThemeId},
    scope::PlanSet,
    text::Title,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, JoinType, Order, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::{answering_grants, operations, organisations},
};

/// What a reader sees of organisations: what was checked; staff of the whole site see what waits for it too.
fn visible(scope: &Scope) -> Condition {
    if scope.is_system() || scope.staffs == PlanSet::All {
        Condition::all()
    } else {
        Condition::all().add(organisations::Column::CheckedAt.is_not_null())
    }
}

/// Which organisations of a list are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of one of these kinds; none means any.
    pub kinds: Vec<OrganisationKind>,
    /// Checked ones (true), or those that wait for it (false).
    pub checked: Option<bool>,
}

/// The organisation, if the reader sees it.
pub async fn by_id(
    from: &impl Read,
    scope: &Scope,
    id: OrganisationId,
) -> Result<Option<Organisation>, StoreError> {
    let row = organisations::Entity::find_by_id(id)
        .filter(visible(scope))
        .one(&from.executor())
        .await?;
    row.map(Organisation::try_from).transpose()
}

/// The organisations of these ids that the reader sees.
pub async fn by_ids(
    from: &impl Read,
    scope: &Scope,
    ids: &[OrganisationId],
) -> Result<Vec<Organisation>, StoreError> {
    let these = organisations::Column::Id.is_in(ids.iter().copied());
    let rows = organisations::Entity::find()
        .filter(these)
        .filter(visible(scope))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// The organisation, locked until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    let row = organisations::Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(Organisation::try_from).transpose()
}

/// Organisations that the reader sees, newest first.
pub async fn list(
    from: &impl Read,
    scope: &Scope,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<Organisation>, StoreError> {
    let mut select = organisations::Entity::find().filter(visible(scope));
    if !filter.kinds.is_empty() {
        let kinds = filter.kinds.iter().map(|kind| kind.as_str());
        select = select.filter(organisations::Column::Kind.is_in(kinds));
    }
    select = match filter.checked {
        None => select,
        Some(true) => select.filter(organisations::Column::CheckedAt.is_not_null()),
        Some(false) => select.filter(organisations::Column::CheckedAt.is_null()),
    };
    let newest = Keyset {
        name: "newest",
        columns: vec![
            (
                organisations::Column::CreatedAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &organisations::Model| row.created_at.micros()),
            ),
            (
                organisations::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &organisations::Model| row.id.uuid()),
            ),
        ],
    };
    try_map(page(from, select, &newest, filter, request).await?)
}

/// Writes an organisation down.
pub async fn insert(tx: &Tx, organisation: &Organisation) -> Result<(), StoreError> {
    row(organisation).insert(tx.conn()).await?;
    Ok(())
}

/// Saves an organisation that was read at `read_version`.
pub async fn save(
    tx: &Tx,
    organisation: &Organisation,
    read_version: i64,
) -> Result<Result<(), OrganisationRefusal>, StoreError> {
    let saved = organisations::Entity::update_many()
        .set(row(organisation))
        .filter(organisations::Column::Id.eq(organisation.id))
        .filter(organisations::Column::Version.eq(read_version))
        .exec(tx.conn())
        .await?;
    Ok(if saved.rows_affected == 1 {
        Ok(())
    } else {
        Err(OrganisationRefusal::ChangedMeanwhile)
    })
}

/// Gives a grant for answering.
pub async fn insert_grant(tx: &Tx, grant: &AnsweringGrant) -> Result<(), StoreError> {
    let AnsweringGrant {
        id,
        account,
        organisation,
        plan,
        about,
        given_by,
        given_at,
        until,
    } = grant;
    let (operation, theme) = match *about {
        Remit::Operation(operation) => (Some(operation), None),
        Remit::Theme(theme) => (None, Some(theme)),
    };
    answering_grants::ActiveModel {
        id: Set(*id),
        account_id: Set(*account),
        organisation_id: Set(*organisation),
        plan_id: Set(*plan),
        operation_id: Set(operation),
        theme_id: Set(theme),
        given_by: Set(*given_by),
        given_at: Set(*given_at),
        until: Set(*until),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// What a reader sees of grants for answering: their own, and all of the plans that they staff.
fn visible_grants(scope: &Scope) -> Condition {
    let mut seen = Condition::any();
    if let Some(viewer) = scope.viewer {
        seen = seen.add(answering_grants::Column::AccountId.eq(viewer));
    }
    match &scope.staffs {
        PlanSet::All => Condition::all(),
        PlanSet::Some(plans) => seen.add(answering_grants::Column::PlanId.is_in(plans.iter().copied())),
        PlanSet::None if scope.viewer.is_none() => {
            Condition::any().add(answering_grants::Column::Id.is_null())
        }
        PlanSet::None => seen,
    }
}

/// The grant, if the reader sees it, locked until the transaction ends.
pub async fn lock_grant(
    tx: &Tx,
    scope: &Scope,
    id: AnsweringGrantId,
) -> Result<Option<AnsweringGrant>, StoreError> {
    let row = answering_grants::Entity::find_by_id(id)
        .filter(visible_grants(scope))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(AnsweringGrant::try_from).transpose()
}

fn in_force(now: Timestamp) -> Condition {
    Condition::any()
        .add(answering_grants::Column::Until.is_null())
        .add(answering_grants::Column::Until.gt(now))
}

/// Whom, in which plan, the theme, the organisation's name, the operation's ground.
type EntrustedRow = (AccountId, PlanId, Option<ThemeId>, String, Option<String>);

/// What these accounts are entrusted with: grants in force, of organisations that were checked.
pub(crate) async fn entrusted_to(
    from: &impl Read,
    accounts: &[AccountId],
    now: Timestamp,
) -> Result<Vec<(AccountId, Entrusted)>, StoreError> {
    let grants = answering_grants::Column::AccountId.is_in(accounts.iter().copied());
    let operation = answering_grants::Entity::belongs_to(operations::Entity)
        .from(answering_grants::Column::OperationId)
        .to(operations::Column::Id)
        .into();
    let organisation = answering_grants::Entity::belongs_to(organisations::Entity)
        .from(answering_grants::Column::OrganisationId)
        .to(organisations::Column::Id)
        .into();
    let rows: Vec<EntrustedRow> = answering_grants::Entity::find()
        .select_only()
        .column(answering_grants::Column::AccountId)
        .column(answering_grants::Column::PlanId)
        .column(answering_grants::Column::ThemeId)
        .column(organisations::Column::Name)
        .column(operations::Column::Footprint)
        .join(JoinType::InnerJoin, organisation)
        .join(JoinType::LeftJoin, operation)
        .filter(grants)
        .filter(in_force(now))
        .filter(organisations::Column::CheckedAt.is_not_null())
        .order_by_asc(answering_grants::Column::Id)
        .into_tuple()
        .all(&from.executor())
        .await?;
    let entrusted = |(account, plan, theme, name, footprint): (_, _, Option<_>, String, Option<_>)| {
        let entrusted = Entrusted {
            plan,
            name: Title::from_history(&name),
            field: theme.map_or_else(|| Field::Ground(footprint.map(Shape::from_history)), Field::Theme),
        };
        (account, entrusted)
    };
    Ok(rows.into_iter().map(entrusted).collect())
}

/// The plan's grants in force that the reader sees, newest first.
pub async fn list_grants(
    from: &impl Read,
    scope: &Scope,
    plan: PlanId,
    now: Timestamp,
    request: &PageRequest,
) -> Result<Page<AnsweringGrant>, StoreError> {
    let select = answering_grants::Entity::find()
        .filter(answering_grants::Column::PlanId.eq(plan))
        .filter(in_force(now))
        .filter(visible_grants(scope));
    let newest = Keyset {
        name: "newest",
        columns: vec![
            (
                answering_grants::Column::GivenAt.into_simple_expr(),
                Order::Desc,
                Tells::Int(|row: &answering_grants::Model| row.given_at.micros()),
            ),
            (
                answering_grants::Column::Id.into_simple_expr(),
                Order::Desc,
                Tells::Id(|row: &answering_grants::Model| row.id.uuid()),
            ),
        ],
    };
    try_map(page(from, select, &newest, &plan, request).await?)
}

/// Ends a grant at an instant.
pub async fn end_grant(tx: &Tx, id: AnsweringGrantId, at: Timestamp) -> Result<(), StoreError> {
    answering_grants::ActiveModel {
        id: Set(id),
        until: Set(Some(at)),
        ..Default::default()
    }
    .update(tx.conn())
    .await?;
    Ok(())
}

/// The grants for answering that an account has in a plan and that are in force.
pub async fn grants_of(
    from: &impl Read,
    account: AccountId,
    plan: PlanId,
    now: Timestamp,
) -> Result<Vec<AnsweringGrant>, StoreError> {
    let rows = answering_grants::Entity::find()
        .filter(answering_grants::Column::AccountId.eq(account))
        .filter(answering_grants::Column::PlanId.eq(plan))
        .filter(in_force(now))
        .all(&from.executor())
        .await?;
    rows.into_iter().map(AnsweringGrant::try_from).collect()
}

/// Every grant for answering that an account ever had, oldest first: its download.
pub async fn all_grants_of(from: &impl Read, account: AccountId) -> Result<Vec<AnsweringGrant>, StoreError> {
    let rows = answering_grants::Entity::find()
        .filter(answering_grants::Column::AccountId.eq(account))
        .order_by_asc(answering_grants::Column::GivenAt)
        .order_by_asc(answering_grants::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(AnsweringGrant::try_from).collect()
}

/// Ends every grant for answering of an account that is in force: erasure.
pub async fn end_grants_of(tx: &Tx, account: AccountId, at: Timestamp) -> Result<(), StoreError> {
    answering_grants::Entity::update_many()
        .set(answering_grants::ActiveModel {
            until: Set(Some(at)),
            ..Default::default()
        })
        .filter(answering_grants::Column::AccountId.eq(account))
        .filter(in_force(at))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn row(organisation: &Organisation) -> organisations::ActiveModel {
    let Organisation {
        id,
        kind,
        name,
        registration,
        checked_at,
        version,
        created_at,
    } = organisation;
    organisations::ActiveModel {
        id: Set(*id),
        kind: Set(kind.as_str().to_owned()),
        name: Set(name.as_str().to_owned()),
        registration: Set(registration.as_str().to_owned()),
        checked_at: Set(*checked_at),
        version: Set(*version),
        created_at: Set(*created_at),
    }
}

impl TryFrom<organisations::Model> for Organisation {
    type Error = StoreError;

    fn try_from(row: organisations::Model) -> Result<Self, StoreError> {
        let organisations::Model {
            id,
            kind,
            name,
            registration,
            checked_at,
            version,
            created_at,
        } = row;
        Ok(Self {
            id,
            kind: OrganisationKind::parse(&kind)
                .ok_or_else(|| StoreError::corrupt(id, format_args!("kind {kind}")))?,
            name: Title::from_history(&name),
            registration: Registration::from_history(registration),
            checked_at,
            version,
            created_at,
        })
    }
}

impl TryFrom<answering_grants::Model> for AnsweringGrant {
    type Error = StoreError;

    fn try_from(row: answering_grants::Model) -> Result<Self, StoreError> {
        let answering_grants::Model {
            id,
            account_id,
            organisation_id,
            plan_id,
            operation_id,
            theme_id,
            given_by,
            given_at,
            until,
        } = row;
        Ok(Self {
            id,
            account: account_id,
            organisation: organisation_id,
            plan: plan_id,
            about: match (operation_id, theme_id) {
                (Some(operation), None) => Remit::Operation(operation),
                (None, Some(theme)) => Remit::Theme(theme),
                _ => return Err(StoreError::corrupt(id, "remit")),
            },
            given_by,
            given_at,
            until,
        })
    }
}
