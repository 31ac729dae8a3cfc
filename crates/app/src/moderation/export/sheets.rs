//! The quantitative sheets of the yearly report (Implementing Regulation (EU) 2024/2835, annex I).

use std::collections::BTreeMap;

use domain::{
    moderation::{
        NoticeKind, Outcome, SanctionKind, Side, Source, decisions::AppliedRule, figures::Period,
        figures::Times, notices::NoticeOutcome,
    },
    moderation_log::Day,
    rules::{DsaCategory, Ground, RuleId, RuleVersion},
};
use persistence::moderation::figures::{self as store, CountedDecisions, CountedNotices, Span};

use crate::{Cx, Error, Result};

/// A sheet: the name of its file, and its bytes.
type Sheet = (&'static str, Vec<u8>);

const NOTE: &str = "Sheets 1.7 (human resources) and 1.8 (average number of recipients) of Implementing Regulation (EU) \
2024/2835 concern very large online platforms alone; this site is none.\r\n\
No order of an authority, no out-of-court dispute and no suspended notifier is recorded by this software: add those \
that there were by hand.\r\n\
Numbers are those of decisions, notices and complaints. Nobody is named, and no text is quoted.\r\n";

/// All the sheets of a period: however many decisions there are, they are counted in ten statements.
pub(super) async fn all(cx: &Cx, period: Period, span: &Span) -> Result<Vec<Sheet>> {
    let db = cx.db();
    let notices = store::notices_counted(db, span).await?;
    let decisions = store::decisions_counted(db, span).await?;
    let complaints = store::complaints_counted(db, span).await?;
    let sanctions = store::sanctions_counted(db, span).await?;
    let (_, decide) = store::decide_times(db, span).await?;
    let (_, review) = store::review_times(db, span).await?;
    let by_rule = categories_of_rules(cx, &notices).await?;
    let by_version = versions(cx, &decisions).await?;
    let reviewed = |side: Side, outcome: Option<Option<Outcome>>| -> u64 {
        let alike = complaints.iter().filter(|alike| alike.side == side);
        let alike = alike.filter(|alike| outcome.is_none_or(|outcome| alike.outcome == outcome));
        alike.map(|alike| alike.count).sum()
    };
    let imposed = |kinds: &[SanctionKind]| -> u64 {
        let of = sanctions.iter().filter(|(kind, _)| kinds.contains(kind));
        of.map(|(_, count)| count).sum()
    };
    let mut appeals = Vec::new();
    for (side, name) in [(Side::Author, "author"), (Side::Notifier, "notifier")] {
        for (indicator, outcome) in [
            ("complaints_received", None),
            ("complaints_decision_upheld", Some(Some(Outcome::Upheld))),
            ("complaints_decision_reversed", Some(Some(Outcome::Reversed))),
            ("complaints_decision_modified", Some(Some(Outcome::Modified))),
            ("complaints_not_yet_decided", Some(None)),
        ] {
            appeals.push([
                indicator.to_owned(),
                name.to_owned(),
                reviewed(side, outcome).to_string(),
            ]);
        }
    }
    let total = |indicator: &str, value: String| [indicator.to_owned(), "all".to_owned(), value];
    appeals.extend([
        total("complaints_median_hours_to_decide", hours(review)),
        total("out_of_court_disputes", 0.to_string()),
        total("warnings", imposed(&[SanctionKind::Warning]).to_string()),
        total(
            "accounts_suspended",
            imposed(&[SanctionKind::Limit, SanctionKind::Suspension]).to_string(),
        ),
        total("notifiers_suspended", 0.to_string()),
        total("complainants_suspended", 0.to_string()),
    ]);
    Ok(vec![
        ("1-1-identification.csv", identification(cx, period)?),
        (
            "1-2-orders.csv",
            table(
                &["category", "orders_to_act", "orders_to_inform"],
                std::iter::once(["all", "0", "0"]),
            )?,
        ),
        ("1-3-notices.csv", of_notices(&notices, &by_rule, decide)?),
        ("1-4-own-initiative.csv", own_initiative(&decisions, &by_version)?),
        (
            "1-5-complaints.csv",
            table(&["indicator", "by", "value"], appeals)?,
        ),
        ("1-6-automated-means.csv", automated(&decisions, &by_version)?),
        ("README.txt", NOTE.as_bytes().to_vec()),
    ])
}

fn table<R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>>
where
    R: IntoIterator,
    R::Item: AsRef<[u8]>,
{
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    out.write_record(header).map_err(Error::internal)?;
    for row in rows {
        out.write_record(row).map_err(Error::internal)?;
    }
    out.into_inner()
        .map_err(|error| Error::internal(error.to_string()))
}

/// The median in hours, with two decimals; empty where there is none.
fn hours(times: Option<Times>) -> String {
    times
        .map(|times| {
            // Hundredths of an hour, rounded down.
            let hundredths = times.median / 36_000_000;
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        })
        .unwrap_or_default()
}

fn identification(cx: &Cx, period: Period) -> Result<Vec<u8>> {
    let house = cx.house();
    table(
        &["indicator", "value"],
        [
            ["provider", house.authority.as_str()],
            ["service", house.site.issuer.as_str()],
            ["period_from", &period.first().to_string()],
            ["period_to", &period.last().to_string()],
            ["date_of_publication", &Day::of(cx.now()).to_string()],
        ],
    )
}

/// The categories of the rules that notices name, as they are now: a notice names no version.
async fn categories_of_rules(cx: &Cx, notices: &[CountedNotices]) -> Result<BTreeMap<RuleId, DsaCategory>> {
    let mut ids: Vec<RuleId> = notices.iter().filter_map(|alike| alike.rule).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules = persistence::rules::by_ids(cx.db(), &ids).await?;
    Ok(rules
        .into_iter()
        .map(|rule| (rule.id, rule.terms.category))
        .collect())
}

/// The versions of the rules that decisions cite.
async fn versions(cx: &Cx, decisions: &[CountedDecisions]) -> Result<BTreeMap<(RuleId, i32), RuleVersion>> {
    let mut keys: Vec<(RuleId, i32)> = decisions
        .iter()
        .filter_map(|alike| alike.rule)
        .map(|AppliedRule { rule, version }| (rule, version))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let versions = persistence::rules::versions_at(cx.db(), &keys).await?;
    Ok(versions
        .into_iter()
        .map(|version| ((version.rule, version.number), version))
        .collect())
}

fn of_notices(
    notices: &[CountedNotices],
    rules: &BTreeMap<RuleId, DsaCategory>,
    decide: Option<Times>,
) -> Result<Vec<u8>> {
    let category = |alike: &CountedNotices| {
        let named = alike.rule.and_then(|rule| rules.get(&rule)).copied();
        named.unwrap_or(DsaCategory::NotSpecified)
    };
    let count = |wanted: Option<DsaCategory>, fits: &dyn Fn(&CountedNotices) -> bool| -> u64 {
        let alike = notices
            .iter()
            .filter(|alike| wanted.is_none_or(|wanted| category(alike) == wanted) && fits(alike));
        alike.map(|alike| alike.count).sum()
    };
    let row = |wanted: Option<DsaCategory>, median: String| {
        let number = |fits: &dyn Fn(&CountedNotices) -> bool| count(wanted, fits).to_string();
        let of_kind = |kind: NoticeKind| number(&|alike| alike.kind == kind);
        [
            wanted.map_or("all", DsaCategory::as_str).to_owned(),
            number(&|_| true),
            of_kind(NoticeKind::Illegal),
            of_kind(NoticeKind::HouseRule),
            of_kind(NoticeKind::PersonalData),
            of_kind(NoticeKind::WrongPlace),
            // Nobody is certified as a trusted flagger here.
            0.to_string(),
            number(&|alike| alike.outcome == Some(NoticeOutcome::Acted)),
            number(&|alike| alike.outcome == Some(NoticeOutcome::Partly)),
            // What is not said of a decision is not counted apart either: the contribution stays.
            number(&|alike| {
                matches!(
                    alike.outcome,
                    Some(NoticeOutcome::NotActed | NoticeOutcome::Decided)
                )
            }),
            number(&|alike| alike.outcome.is_none()),
            median,
        ]
    };
    let all = std::iter::once(row(None, hours(decide)));
    let each = DsaCategory::ALL.iter().map(|one| row(Some(*one), String::new()));
    table(
        &[
            "category",
            "notices",
            "notices_illegal",
            "notices_house_rule",
            "notices_personal_data",
            "notices_wrong_place",
            "notices_of_trusted_flaggers",
            "acted",
            "partly_acted",
            "not_acted",
            "not_yet_decided",
            "median_hours_to_decide",
        ],
        all.chain(each),
    )
}

/// How many of the decisions that restrict something are of this category, and fit.
fn count(
    decisions: &[CountedDecisions],
    rules: &BTreeMap<(RuleId, i32), RuleVersion>,
    wanted: Option<DsaCategory>,
    fits: &dyn Fn(&CountedDecisions, &RuleVersion) -> bool,
) -> String {
    let mut sum: u64 = 0;
    for alike in decisions {
        let restricts =
            !["keep", "publish"].contains(&alike.action.as_str()) && alike.review != Some(Outcome::Upheld);
        let rule = alike
            .rule
            .and_then(|applied| rules.get(&(applied.rule, applied.version)));
        if let Some(rule) = rule.filter(|_| restricts)
            && wanted.is_none_or(|wanted| rule.terms.category == wanted)
            && fits(alike, rule)
        {
            sum += alike.count;
        }
    }
    sum.to_string()
}

fn every_category() -> impl Iterator<Item = Option<DsaCategory>> {
    std::iter::once(None).chain(DsaCategory::ALL.iter().copied().map(Some))
}

fn own_initiative(
    decisions: &[CountedDecisions],
    rules: &BTreeMap<(RuleId, i32), RuleVersion>,
) -> Result<Vec<u8>> {
    let row = |wanted: Option<DsaCategory>| {
        let number = |fits: &dyn Fn(&CountedDecisions, &RuleVersion) -> bool| {
            count(decisions, rules, wanted, &|alike, rule| {
                alike.source == Source::OwnInitiative && fits(alike, rule)
            })
        };
        let done = |action: &str| number(&|alike, _| alike.action == action);
        [
            wanted.map_or("all", DsaCategory::as_str).to_owned(),
            number(&|_, _| true),
            number(&|_, rule| rule.terms.ground == Ground::Illegal),
            number(&|_, rule| rule.terms.ground == Ground::HouseRule),
            number(&|alike, _| alike.automated_detection),
            number(&|alike, _| matches!(alike.action.as_str(), "remove" | "remove_wave")),
            done("hide"),
            done("lock"),
            done("mask"),
            done("return"),
        ]
    };
    table(
        &[
            "category",
            "measures",
            "measures_illegal_content",
            "measures_terms",
            "detected_by_automated_means",
            "removed",
            "disabled",
            "interaction_restricted",
            "masked",
            "returned_before_publication",
        ],
        every_category().map(row),
    )
}

fn automated(
    decisions: &[CountedDecisions],
    rules: &BTreeMap<(RuleId, i32), RuleVersion>,
) -> Result<Vec<u8>> {
    let row = |wanted: Option<DsaCategory>| {
        [
            wanted.map_or("all", DsaCategory::as_str).to_owned(),
            count(decisions, rules, wanted, &|alike, _| alike.automated_detection),
            // A program never decides here: there is nothing of which an error could be told.
            0.to_string(),
            String::new(),
        ]
    };
    table(
        &[
            "category",
            "detected_by_automated_means",
            "decided_by_automated_means",
            "error_rate",
        ],
        every_category().map(row),
    )
}
