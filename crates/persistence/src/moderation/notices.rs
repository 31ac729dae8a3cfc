//! Notices, and how often those who send them are right.

use std::collections::BTreeMap;

use domain::{
    Language, Page, PageRequest, Timestamp,
    accounts::AccountId,
    moderation::{
        CaseId, Item, Look, Notice, NoticeId, NoticeKind, NoticeStage, Notifier,
        notices::NoticeOutcome,
        priority::{Notifiers, Record},
    },
    rules::RuleId,
    text::{Body, Title},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, IntoSimpleExpr,
    Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Query, WindowStatement},
};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Tells, page},
    plans::try_map,
    rows::{notices, notifier_looks},
};

/// A notice that arrives, with what only the house opens.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// The notice.
    pub notice: Notice,
    /// How to reach its sender where they have no account, sealed.
    pub contact: Option<Vec<u8>>,
    /// The hash of the receipt by which they follow and contest it.
    pub receipt: Option<Vec<u8>>,
}

/// Whom to answer about a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The notice.
    pub notice: NoticeId,
    /// How to reach its sender, sealed.
    pub sealed: Vec<u8>,
}

/// Adds a notice.
pub async fn insert_notice(tx: &Tx, arrived: &Arrived) -> Result<(), StoreError> {
    let Arrived {
        notice,
        contact,
        receipt,
    } = arrived;
    let Notice {
        id,
        kind,
        rule,
        explanation,
        language,
        item,
        plan,
        read,
        by,
        case,
        stage,
        outcome,
        received_at,
        told_at,
    } = notice;
    let row = notices::ActiveModel {
        id: Set(*id),
        kind: Set(kind.as_str().to_owned()),
        rule_id: Set(*rule),
        explanation: Set(explanation.as_str().to_owned()),
        language: Set(language.tag().to_owned()),
        item_kind: Set(item.kind().to_owned()),
        item_id: Set(item.uuid()),
        plan_id: Set(*plan),
        item_version: Set(read.version),
        read_title: Set(read.title.as_ref().map(|title| title.as_str().to_owned())),
        read_body: Set(read.body.as_str().to_owned()),
        account_id: Set(by.account()),
        contact: Set(contact.clone()),
        receipt: Set(receipt.clone()),
        case_id: Set(*case),
        stage: Set(stage.as_str().to_owned()),
        outcome: Set(outcome.map(|outcome| outcome.as_str().to_owned())),
        received_at: Set(*received_at),
        told_at: Set(*told_at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The notice of this id.
pub async fn notice(from: &impl Read, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    let row = notices::Entity::find_by_id(id).one(&from.executor()).await?;
    row.map(Notice::try_from).transpose()
}

/// The notice whose receipt has this hash.
pub async fn notice_by_receipt(from: &impl Read, receipt: &[u8]) -> Result<Option<Notice>, StoreError> {
    let row = notices::Entity::find()
        .filter(notices::Column::Receipt.eq(receipt))
        .one(&from.executor())
        .await?;
    row.map(Notice::try_from).transpose()
}

/// The notices of these cases, in the order in which they came.
pub async fn notices_of(from: &impl Read, cases: &[CaseId]) -> Result<Vec<Notice>, StoreError> {
    let rows = notices::Entity::find()
        .filter(notices::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(notices::Column::Id)
        .all(&from.executor())
        .await?;
    rows.into_iter().map(Notice::try_from).collect()
}

/// The first notices of each of these cases, so many of each at most, in the order in which they came.
pub async fn first_notices(from: &impl Read, cases: &[CaseId], each: u32) -> Result<Vec<Notice>, StoreError> {
    let mut place = WindowStatement::partition_by(notices::Column::CaseId.as_column_ref());
    place.order_by_expr(notices::Column::Id.into_simple_expr(), Order::Asc);
    let mut ranked = notices::Entity::find()
        .filter(notices::Column::CaseId.is_in(cases.iter().copied()))
        .into_query();
    ranked.expr_window_as(Expr::cust("ROW_NUMBER()"), place, Alias::new("place"));
    let few = Query::select()
        .column(Asterisk)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(Alias::new("place")).lte(i64::from(each)))
        .order_by(notices::Column::Id, Order::Asc)
        .to_owned();
    let rows = from.executor().query_all(&few).await?;
    rows.iter()
        .map(|row| Notice::try_from(notices::Model::from_query_result(row, "")?))
        .collect()
}

/// Those of these cases about which this person sent a notice.
pub async fn notified_by(
    from: &impl Read,
    cases: &[CaseId],
    account: AccountId,
) -> Result<Vec<CaseId>, StoreError> {
    Ok(notices::Entity::find()
        .select_only()
        .column(notices::Column::CaseId)
        .distinct()
        .filter(notices::Column::CaseId.is_in(cases.iter().copied()))
        .filter(notices::Column::AccountId.eq(account))
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// The rules that the notices of a case name, each once.
pub async fn rules_named(from: &impl Read, case: CaseId) -> Result<Vec<RuleId>, StoreError> {
    Ok(notices::Entity::find()
        .select_only()
        .column(notices::Column::RuleId)
        .distinct()
        .filter(notices::Column::CaseId.eq(case))
        .filter(notices::Column::RuleId.is_not_null())
        .into_tuple()
        .all(&from.executor())
        .await?)
}

/// The notices that this person sent, newest first.
pub async fn notices_by(
    from: &impl Read,
    account: AccountId,
    request: &PageRequest,
) -> Result<Page<Notice>, StoreError> {
    let newest = Keyset {
        name: "notices",
        columns: vec![(
            notices::Column::Id.into_simple_expr(),
            Order::Desc,
            Tells::Id(|row: &notices::Model| row.id.uuid()),
        )],
    };
    let theirs = notices::Entity::find().filter(notices::Column::AccountId.eq(account));
    try_map(page(from, theirs, &newest, &account, request).await?)
}

/// How to reach those without an account who sent notices of these cases.
pub async fn contacts_of(from: &impl Read, cases: &[CaseId]) -> Result<Vec<Contact>, StoreError> {
    let rows: Vec<(NoticeId, Option<Vec<u8>>)> = notices::Entity::find()
        .select_only()
        .column(notices::Column::Id)
        .column(notices::Column::Contact)
        .filter(notices::Column::CaseId.is_in(cases.iter().copied()))
        .filter(notices::Column::Contact.is_not_null())
        .into_tuple()
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(notice, sealed)| sealed.map(|sealed| Contact { notice, sealed }))
        .collect())
}

/// Keeps a look at who sent a notice.
pub async fn insert_look(tx: &Tx, look: &Look) -> Result<(), StoreError> {
    let Look {
        id,
        notice,
        case,
        by,
        reason,
        at,
    } = look;
    let row = notifier_looks::ActiveModel {
        id: Set(*id),
        notice_id: Set(*notice),
        case_id: Set(*case),
        by_account: Set(*by),
        reason: Set(reason.as_str().to_owned()),
        at: Set(*at),
    };
    row.insert(tx.conn()).await?;
    Ok(())
}

/// The looks at who sent the notices of these cases, oldest first, at most a hundred.
pub async fn looks_in(from: &impl Read, cases: &[CaseId]) -> Result<Vec<Look>, StoreError> {
    let rows = notifier_looks::Entity::find()
        .filter(notifier_looks::Column::CaseId.is_in(cases.iter().copied()))
        .order_by_asc(notifier_looks::Column::Id)
        .limit(100)
        .all(&from.executor())
        .await?;
    let look = |row: notifier_looks::Model| {
        let notifier_looks::Model {
            id,
            notice_id,
            case_id,
            by_account,
            reason,
            at,
        } = row;
        Look {
            id,
            notice: notice_id,
            case: case_id,
            by: by_account,
            reason: Title::from_history(&reason),
            at,
        }
    };
    Ok(rows.into_iter().map(look).collect())
}

/// Moves the notices of these cases from one stage to another, with the answer that they get.
pub async fn advance(
    tx: &Tx,
    cases: &[CaseId],
    from: NoticeStage,
    to: NoticeStage,
    outcome: Option<NoticeOutcome>,
    told_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    notices::Entity::update_many()
        .col_expr(notices::Column::Stage, Expr::value(to.as_str()))
        .col_expr(
            notices::Column::Outcome,
            Expr::value(outcome.map(|outcome| outcome.as_str().to_owned())),
        )
        .col_expr(notices::Column::ToldAt, Expr::value(told_at))
        .filter(notices::Column::CaseId.is_in(cases.iter().copied()))
        .filter(notices::Column::Stage.eq(from.as_str()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Who sent the notices of a case, one entry a person, with how often each was right before: in two statements.
pub async fn records_of(from: &impl Read, case: CaseId) -> Result<Notifiers, StoreError> {
    let senders: Vec<Option<AccountId>> = notices::Entity::find()
        .select_only()
        .column(notices::Column::AccountId)
        .distinct()
        .filter(notices::Column::CaseId.eq(case))
        .into_tuple()
        .all(&from.executor())
        .await?;
    let others = senders.iter().any(Option::is_none);
    let people: Vec<AccountId> = senders.into_iter().flatten().collect();
    let mut records: BTreeMap<AccountId, Record> =
        people.iter().map(|person| (*person, Record::default())).collect();
    if !people.is_empty() {
        let judged: Vec<(AccountId, String, i64)> = notices::Entity::find()
            .select_only()
            .column(notices::Column::AccountId)
            .column(notices::Column::Outcome)
            .column_as(notices::Column::Id.count(), "count")
            .filter(
                Condition::all()
                    .add(notices::Column::AccountId.is_in(people))
                    .add(notices::Column::Stage.eq(NoticeStage::Told.as_str()))
                    .add(Expr::col(notices::Column::Outcome).is_not_null()),
            )
            .group_by(notices::Column::AccountId)
            .group_by(notices::Column::Outcome)
            .into_tuple()
            .all(&from.executor())
            .await?;
        for (person, outcome, count) in judged {
            let record = records.entry(person).or_default();
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            record.decided = record.decided.saturating_add(count);
            if NoticeOutcome::parse(&outcome) != Some(NoticeOutcome::NotActed) {
                record.followed = record.followed.saturating_add(count);
            }
        }
    }
    Ok(Notifiers {
        people: records.into_values().collect(),
        others,
    })
}

/// Forgets what the notices told before this instant say, whom they came from and what they were about: what is counted
/// stays.
pub async fn forget_notices(tx: &Tx, before: Timestamp) -> Result<(), StoreError> {
    notices::Entity::update_many()
        .col_expr(notices::Column::Explanation, Expr::value(""))
        .col_expr(notices::Column::ReadBody, Expr::value(""))
        .col_expr(notices::Column::ReadTitle, Expr::value(Option::<String>::None))
        .col_expr(notices::Column::Contact, Expr::value(Option::<Vec<u8>>::None))
        .col_expr(notices::Column::Receipt, Expr::value(Option::<Vec<u8>>::None))
        .filter(notices::Column::ToldAt.lt(before))
        .filter(notices::Column::ReadBody.ne(""))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn notices_read(version: i32, title: Option<&str>, body: &str) -> domain::moderation::notices::Read {
    domain::moderation::notices::Read {
        version,
        title: title.map(Title::from_history),
        body: Body::from_history(body),
    }
}

impl TryFrom<notices::Model> for Notice {
    type Error = StoreError;

    fn try_from(row: notices::Model) -> Result<Self, StoreError> {
        let notices::Model {
            id,
            kind,
            rule_id,
            explanation,
            language,
            item_kind,
            item_id,
            plan_id,
            item_version,
            read_title,
            read_body,
            account_id,
            contact,
            receipt: _,
            case_id,
            stage,
            outcome,
            received_at,
            told_at,
        } = row;
        let corrupt = |why: &str| StoreError::corrupt(id, why.to_owned());
        let outcome = match outcome {
            None => None,
            Some(word) => Some(NoticeOutcome::parse(&word).ok_or_else(|| corrupt("outcome"))?),
        };
        Ok(Self {
            id,
            kind: NoticeKind::parse(&kind).ok_or_else(|| corrupt("kind"))?,
            rule: rule_id,
            explanation: Body::from_history(&explanation),
            language: Language::parse(&language).unwrap_or_default(),
            item: Item::of(&item_kind, item_id).ok_or_else(|| corrupt("item"))?,
            plan: plan_id,
            read: notices_read(item_version, read_title.as_deref(), &read_body),
            by: match (account_id, contact) {
                (Some(account), _) => Notifier::Account(account),
                (None, Some(_)) => Notifier::Reachable,
                (None, None) => Notifier::Unknown,
            },
            case: case_id,
            stage: NoticeStage::parse(&stage).ok_or_else(|| corrupt("stage"))?,
            outcome,
            received_at,
            told_at,
        })
    }
}
