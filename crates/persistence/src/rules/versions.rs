//! Versions of rules, which never change.

use std::collections::HashMap;

use domain::{
    Language, Page, PageRequest,
    accounts::AccountId,
    rules::{
        DefaultDecision, DsaCategory, DsaKeyword, Ground, LegalReference, RuleCode, RuleId, RuleVersion,
        Severity, Terms, Wording, Wordings,
    },
    text::{Title, WebAddress},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoSimpleExpr, Order, QueryFilter, Set};

use crate::{
    Read, StoreError, Tx,
    cursor::{Keyset, Parents, Tells, pages},
    rows::{rule_versions, rules},
};

/// These versions.
pub async fn versions_at(from: &impl Read, keys: &[(RuleId, i32)]) -> Result<Vec<RuleVersion>, StoreError> {
    let rows = rows_at(from, keys).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.rule_id).collect();
    let codes = codes(from, &ids).await?;
    rows.into_iter().map(|row| named(row, &codes)).collect()
}

/// A page of the versions of each of these rules, newest first.
pub async fn versions_of(
    from: &impl Read,
    ids: &[RuleId],
    request: &PageRequest,
) -> Result<HashMap<RuleId, Page<RuleVersion>>, StoreError> {
    let newest = Keyset {
        name: "versions",
        columns: vec![(
            rule_versions::Column::Version.into_simple_expr(),
            Order::Desc,
            Tells::Int(|row: &rule_versions::Model| row.version.into()),
        )],
    };
    let uuids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let parents = Parents {
        column: rule_versions::Column::RuleId,
        of: |row: &rule_versions::Model| row.rule_id.uuid(),
        ids: &uuids,
    };
    let codes = codes(from, ids).await?;
    let found = pages(from, rule_versions::Entity::find(), parents, &newest, request).await?;
    found
        .into_iter()
        .map(|(id, found)| {
            let Page {
                items,
                has_next,
                has_previous,
                total,
            } = found;
            let items = items
                .into_iter()
                .map(|(cursor, row)| Ok((cursor, named(row, &codes)?)))
                .collect::<Result<_, StoreError>>()?;
            let versions = Page {
                items,
                has_next,
                has_previous,
                total,
            };
            Ok((RuleId::new(id), versions))
        })
        .collect()
}

/// The codes of these rules.
async fn codes(from: &impl Read, ids: &[RuleId]) -> Result<HashMap<RuleId, RuleCode>, StoreError> {
    let rows = rules::Entity::find()
        .filter(rules::Column::Id.is_in(ids.iter().copied()))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, RuleCode::from_history(row.code)))
        .collect())
}

fn named(row: rule_versions::Model, codes: &HashMap<RuleId, RuleCode>) -> Result<RuleVersion, StoreError> {
    let code = codes
        .get(&row.rule_id)
        .ok_or_else(|| StoreError::corrupt(row.rule_id, "a version of no rule"))?;
    version(row, code.clone())
}

pub(super) async fn rows_at(
    from: &impl Read,
    keys: &[(RuleId, i32)],
) -> Result<Vec<rule_versions::Model>, StoreError> {
    // Both lists are short: what they cross beyond the keys is dropped here rather than in a long condition.
    let rows = rule_versions::Entity::find()
        .filter(rule_versions::Column::RuleId.is_in(keys.iter().map(|key| key.0)))
        .filter(rule_versions::Column::Version.is_in(keys.iter().map(|key| key.1)))
        .all(&from.executor())
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| keys.contains(&(row.rule_id, row.version)))
        .collect())
}

pub(super) async fn insert(tx: &Tx, version: &RuleVersion, by: Option<AccountId>) -> Result<(), StoreError> {
    let RuleVersion {
        rule,
        // Of the rule.
        code: _,
        number,
        terms,
        at,
    } = version;
    let Terms {
        severity,
        ground,
        default_decision,
        legal,
        category,
        keywords,
        wordings,
    } = terms;
    let keywords: Vec<_> = keywords.iter().map(|keyword| keyword.as_str()).collect();
    let wordings: Vec<(String, &Wording)> = wordings
        .iter()
        .map(|(language, wording)| (language.tag().to_owned(), wording))
        .collect();
    let corrupt = |error: serde_json::Error| StoreError::corrupt(rule, error);
    rule_versions::ActiveModel {
        rule_id: Set(*rule),
        version: Set(*number),
        severity: Set(severity.level().into()),
        ground: Set(ground.as_str().to_owned()),
        default_decision: Set(default_decision.as_str().to_owned()),
        legal_text: Set(legal.as_ref().map(|legal| legal.text.as_str().to_owned())),
        legal_address: Set(legal.as_ref().map(|legal| legal.address.as_str().to_owned())),
        category: Set(category.as_str().to_owned()),
        keywords: Set(serde_json::to_string(&keywords).map_err(corrupt)?),
        wordings: Set(serde_json::to_string(&wordings).map_err(corrupt)?),
        by_account: Set(by),
        at: Set(*at),
    }
    .insert(tx.conn())
    .await?;
    Ok(())
}

/// A row as the version of a rule of this code.
pub(super) fn version(row: rule_versions::Model, code: RuleCode) -> Result<RuleVersion, StoreError> {
    let rule_versions::Model {
        rule_id,
        version,
        severity,
        ground,
        default_decision,
        legal_text,
        legal_address,
        category,
        keywords,
        wordings,
        by_account: _,
        at,
    } = row;
    let corrupt = |why: &str| StoreError::corrupt(rule_id, why);
    let words: Vec<String> =
        serde_json::from_str(&keywords).map_err(|error| StoreError::corrupt(rule_id, error))?;
    let keywords = words
        .iter()
        .map(|word| DsaKeyword::parse(word).ok_or_else(|| corrupt(word)))
        .collect::<Result<_, _>>()?;
    let written: Vec<(String, Wording)> =
        serde_json::from_str(&wordings).map_err(|error| StoreError::corrupt(rule_id, error))?;
    let written = written
        .into_iter()
        .map(|(tag, wording)| Language::parse(&tag).map(|language| (language, wording)))
        .collect::<Option<Vec<_>>>();
    let wordings = written
        .and_then(|all| Wordings::new(all).ok())
        .ok_or_else(|| corrupt("wordings"))?;
    let severity = i16::try_from(severity).ok().and_then(Severity::from_level);
    Ok(RuleVersion {
        rule: rule_id,
        code,
        number: version,
        terms: Terms {
            severity: severity.ok_or_else(|| corrupt("severity"))?,
            ground: Ground::parse(&ground).ok_or_else(|| corrupt("ground"))?,
            default_decision: DefaultDecision::parse(&default_decision)
                .ok_or_else(|| corrupt("default decision"))?,
            legal: legal_text
                .zip(legal_address)
                .map(|(text, address)| LegalReference {
                    text: Title::from_history(&text),
                    address: WebAddress::from_history(address),
                }),
            category: DsaCategory::parse(&category).ok_or_else(|| corrupt("category"))?,
            keywords,
            wordings,
        },
        at,
    })
}
