//! Writing what the law wants published of moderation: the records of the European database (DSA art. 24(5)) and the
//! sheets of the yearly report (art. 15, Implementing Regulation (EU) 2024/2835), as CSV (RFC 4180, UTF-8).
//!
//! Records go out some hundred at a time; whatever the period, no more than that is held. Every file gets its name once
//! all of them are whole.

use std::{
    collections::{HashMap, HashSet},
    io::Write,
    path::Path,
};

use domain::{
    moderation::{
        CaseId, Decision, DecisionId, Item, SanctionId,
        decisions::AppliedRule,
        figures::Period,
        records::{FIELDS, Record, Written, validate},
    },
    moderation_log::LogReference,
    rules::RuleVersion,
};
use persistence::moderation::figures::{self as store, Span};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::figures::span;
use crate::{
    Cx, Error, Result,
    exchange::{NewFile, WholeFile},
};

mod sheets;

/// Records a page.
const PAGE: u64 = 200;

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statements {
    /// Decisions about texts.
    pub decisions: u64,
    /// Sanctions on accounts.
    pub sanctions: u64,
}

/// Writes the records and sheets of a period into a folder, which is made where it is not there; `wrote` hears of records.
#[tracing::instrument(name = "moderation.export", skip_all)]
pub async fn export(
    cx: &Cx,
    period: Period,
    folder: &Path,
    wrote: impl Fn(u64) + Send,
) -> Result<Statements> {
    std::fs::create_dir_all(folder).map_err(Error::internal)?;
    let create = |name: &str| NewFile::create(&folder.join(name)).map_err(Error::internal);
    let mut out = Records {
        lines: create("statements.jsonl")?,
        table: csv::Writer::from_writer(create("statements.csv")?),
    };
    out.table.write_record(FIELDS).map_err(Error::internal)?;
    let span = span(period, None);
    let written = Statements {
        decisions: decisions(cx, &span, &mut out, &wrote).await?,
        sanctions: sanctions(cx, &span, &mut out, &wrote).await?,
    };
    let mut whole = out.finish()?;
    for (name, sheet) in sheets::all(cx, period, &span).await? {
        let mut file = create(name)?;
        file.write_all(&sheet).map_err(Error::internal)?;
        whole.push(file.finish().map_err(Error::internal)?);
    }
    for file in whole {
        file.rename().map_err(Error::internal)?;
    }
    Ok(written)
}

/// Both forms of the records.
struct Records {
    lines: NewFile,
    table: csv::Writer<NewFile>,
}

impl Records {
    /// Writes a record; one that the database would refuse is a fault of ours, and fails the export.
    fn write(&mut self, record: &Record) -> Result<()> {
        let wrong = validate(record);
        if !wrong.is_empty() {
            return Err(Error::internal(format!("record {}: {wrong:?}", record.puid)));
        }
        let value = serde_json::to_value(record).map_err(Error::internal)?;
        let cells = FIELDS.iter().map(|field| match value.get(field) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(words)) if words.is_empty() => String::new(),
            Some(list) => list.to_string(),
            None => String::new(),
        });
        self.table.write_record(cells).map_err(Error::internal)?;
        serde_json::to_writer(&mut self.lines, record).map_err(Error::internal)?;
        self.lines.write_all(b"\n").map_err(Error::internal)
    }

    fn finish(self) -> Result<Vec<WholeFile>> {
        let table = self
            .table
            .into_inner()
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(vec![
            self.lines.finish().map_err(Error::internal)?,
            table.finish().map_err(Error::internal)?,
        ])
    }
}

/// What a page of records is written with.
struct About {
    rules: HashMap<AppliedRule, RuleVersion>,
    written: HashMap<Item, Written>,
    illegal: HashSet<CaseId>,
}

impl About {
    async fn load(
        cx: &Cx,
        rules: impl Iterator<Item = AppliedRule>,
        items: &[Item],
        cases: &[CaseId],
    ) -> Result<Self> {
        let keys: HashSet<_> = rules.map(|applied| (applied.rule, applied.version)).collect();
        let keys: Vec<_> = keys.into_iter().collect();
        let versions = persistence::rules::versions_at(cx.db(), &keys).await?;
        Ok(Self {
            rules: versions
                .into_iter()
                .map(|version| {
                    let applied = AppliedRule {
                        rule: version.rule,
                        version: version.number,
                    };
                    (applied, version)
                })
                .collect(),
            written: store::written(cx.db(), items).await?.into_iter().collect(),
            illegal: store::illegal_among(cx.db(), cases).await?,
        })
    }

    fn rule(&self, applied: AppliedRule) -> Result<&RuleVersion> {
        let found = self.rules.get(&applied);
        found.ok_or_else(|| Error::internal("a version of a rule is never deleted"))
    }

    fn written(&self, item: Item) -> Result<&Written> {
        let found = self.written.get(&item);
        found.ok_or_else(|| Error::internal("the row of an item is never deleted"))
    }
}

async fn decisions(cx: &Cx, span: &Span, out: &mut Records, wrote: &(impl Fn(u64) + Send)) -> Result<u64> {
    let mut count = 0;
    let mut after: Option<DecisionId> = None;
    loop {
        let page = store::final_decisions(cx.db(), span, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(count);
        };
        after = Some(last.id);
        let items: Vec<Item> = page.iter().map(|decision| decision.item).collect();
        let cases: Vec<CaseId> = page.iter().map(|decision| decision.case).collect();
        let rules = page.iter().filter_map(|decision| decision.rule);
        let about = About::load(cx, rules, &items, &cases).await?;
        let mut records = 0;
        for decision in &page {
            let Some(applied) = decision.rule.filter(|_| decision.action.restricts()) else {
                continue;
            };
            let illegal = about.illegal.contains(&decision.case);
            let (rule, written) = (about.rule(applied)?, about.written(decision.item)?);
            if let Some(record) = Record::of_decision(decision, rule, written, illegal) {
                out.write(&record)?;
                records += 1;
            }
        }
        count += records;
        wrote(records);
    }
}

async fn sanctions(cx: &Cx, span: &Span, out: &mut Records, wrote: &(impl Fn(u64) + Send)) -> Result<u64> {
    let mut count = 0;
    let mut after: Option<SanctionId> = None;
    loop {
        let page = store::final_sanctions(cx.db(), span, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(count);
        };
        after = Some(last.id);
        let cases: Vec<CaseId> = page.iter().map(|sanction| sanction.case).collect();
        // The first decision of the case, that was not taken back, is what led to the sanction.
        let mut led: HashMap<CaseId, Decision> = HashMap::new();
        for decision in persistence::moderation::decisions_in(cx.db(), &cases).await? {
            if decision.stands() {
                led.entry(decision.case).or_insert(decision);
            }
        }
        let items: Vec<Item> = led.values().map(|decision| decision.item).collect();
        let rules = page.iter().map(|sanction| sanction.rule);
        let about = About::load(cx, rules, &items, &cases).await?;
        let mut records = 0;
        for sanction in &page {
            let decision = led
                .get(&sanction.case)
                .ok_or_else(|| Error::internal("a sanction follows a decision"))?;
            let illegal = about.illegal.contains(&sanction.case);
            let (rule, written) = (about.rule(sanction.rule)?, about.written(decision.item)?);
            let named = reference(sanction.id);
            if let Some(record) = Record::of_sanction(sanction, named, rule, written, decision, illegal) {
                out.write(&record)?;
                records += 1;
            }
        }
        count += records;
        wrote(records);
    }
}

/// What names the record of a sanction, the same in every export: the first sixty bits of SHA-256 over its id, which
/// nobody guesses. The id itself tells the instant at which the sanction was decided.
fn reference(id: SanctionId) -> LogReference {
    let hash: [u8; 32] = Sha256::digest(format!("fabrique-statement:v1:{id}")).into();
    let first = hash.first_chunk().copied().unwrap_or_default();
    LogReference::from_bits(u64::from_be_bytes(first) >> 4)
}
