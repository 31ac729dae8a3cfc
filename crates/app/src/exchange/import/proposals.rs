//! Storing proposals.

use std::collections::{HashMap, HashSet};

use domain::{
    Scope, Timestamp,
    answers::Answer,
    exchange::PastProposal,
    proposals::{NewText, Place, Proposal, ProposalId},
    text::{Body, Title},
};
use persistence::{
    Read, Tx,
    exchange::{ItemKind, Trace},
    proposals::Version,
};

use super::{Run, Tally, answers, known::Parts, reading::Ready};
use crate::{
    Error, Result,
    exchange::{File, ProposalRecord, kept},
};

type Row = Ready<ProposalRecord>;

/// What storing a batch does.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) tally: Tally,
    pub(super) parts: Parts,
    pub(super) known: Vec<(String, ProposalId)>,
    pub(super) numbers: Vec<(i32, ProposalId)>,
    pub(super) answers: Vec<Answer>,
    /// Answers that changed, with the version they had.
    pub(super) new_answers: Vec<(Answer, i32)>,
    proposals: Vec<Proposal>,
    /// Proposals that changed.
    renewed: Vec<Proposal>,
    texts: Vec<Version>,
    pub(super) traces: Vec<Trace>,
    /// Notes that changed.
    pub(super) retraced: Vec<Trace>,
}

impl Planned {
    fn is_empty(&self) -> bool {
        self.traces.is_empty() && self.retraced.is_empty()
    }
}

/// A batch, sorted by whether its rows were taken over before.
struct Sorted<'r> {
    new: Vec<&'r Row>,
    changed: Vec<(&'r Row, Trace)>,
    tally: Tally,
    known: Vec<(String, ProposalId)>,
}

/// Finds out what storing a batch would do.
pub(super) async fn rehearse(run: &Run<'_>, rows: &[Row]) -> Result<Planned> {
    let db = run.cx.db();
    let sorted = sort(run, db, rows).await?;
    let stored = persistence::proposals::by_ids(db, &Scope::system(), &sorted.changed_ids()).await?;
    let answers = answers::stored(run, db, &sorted.changed_external_ids(), &stored).await?;
    plan(run, db, sorted, stored, answers).await
}

/// Stores a batch.
pub(super) async fn store(run: &Run<'_>, tx: Tx, rows: &[Row]) -> Result<Planned> {
    let sorted = sort(run, &tx, rows).await?;
    if sorted.new.is_empty() && sorted.changed.is_empty() {
        return plan(run, &tx, sorted, Vec::new(), HashMap::new()).await;
    }
    // What another import of the same rows stores while this one waits for the plan's lock shows as a key taken.
    run.begin(&tx).await?;
    let stored = persistence::proposals::lock_all(&tx, &Scope::system(), &sorted.changed_ids()).await?;
    let answers = answers::stored(run, &tx, &sorted.changed_external_ids(), &stored).await?;
    let planned = plan(run, &tx, sorted, stored, answers).await?;
    planned.store(run, &tx).await?;
    Ok(planned)
}

async fn sort<'r>(run: &Run<'_>, from: &impl Read, rows: &'r [Row]) -> Result<Sorted<'r>> {
    let ids: Vec<String> = rows.iter().map(|row| row.external_id.clone()).collect();
    let traces = persistence::exchange::traces(from, &run.origin, ItemKind::Proposal, &ids).await?;
    let mut traces: HashMap<String, Trace> = traces
        .into_iter()
        .map(|trace| (trace.external_id.clone(), trace))
        .collect();
    let mut sorted = Sorted {
        new: Vec::new(),
        changed: Vec::new(),
        tally: Tally::default(),
        known: Vec::new(),
    };
    for row in rows {
        let Some(trace) = traces.remove(&row.external_id) else {
            sorted.new.push(row);
            continue;
        };
        sorted
            .known
            .push((row.external_id.clone(), ProposalId::new(trace.item)));
        if trace.content_hash == row.hash {
            sorted.tally.unchanged += 1;
        } else {
            sorted.changed.push((row, trace));
        }
    }
    Ok(sorted)
}

impl Sorted<'_> {
    fn changed_ids(&self) -> Vec<ProposalId> {
        let id = |(_, trace): &(&Row, Trace)| ProposalId::new(trace.item);
        self.changed.iter().map(id).collect()
    }

    fn changed_external_ids(&self) -> Vec<String> {
        self.changed
            .iter()
            .map(|(row, _)| row.external_id.clone())
            .collect()
    }
}

async fn plan(
    run: &Run<'_>,
    from: &impl Read,
    sorted: Sorted<'_>,
    stored: Vec<Proposal>,
    mut answers: HashMap<String, answers::Stored>,
) -> Result<Planned> {
    let mut planned = Planned {
        tally: sorted.tally,
        known: sorted.known,
        ..Planned::default()
    };
    let rows = sorted.new.iter().chain(sorted.changed.iter().map(|(row, _)| row));
    let speakers = rows.map(|row| speaker(&row.record));
    planned.parts.meet(run, from, speakers).await?;
    let numbers = number(run, from, &sorted.new, &mut planned.parts).await?;
    for (row, number) in sorted.new.into_iter().zip(numbers) {
        let id = run.cx.new_id();
        let answer = answers::new(run, row, &mut planned);
        let past = past(run, row, (id, number), answer, &mut planned.parts)?;
        let proposal = run.permitted.take_over(past);
        planned.texts.extend(texts(&row.record, &proposal));
        planned.numbers.push((number, id));
        planned.known.push((row.external_id.clone(), id));
        planned.traces.push(trace(row, &proposal));
        planned.proposals.push(proposal);
        planned.tally.new += 1;
    }
    let mut stored: HashMap<_, _> = stored.into_iter().map(|it| (it.id.uuid(), it)).collect();
    for (row, earlier) in sorted.changed {
        let Some(proposal) = stored.remove(&earlier.item) else {
            return Err(Error::internal(format!("proposal {} is gone", row.external_id)));
        };
        let answer = answers.remove(&row.external_id);
        renew(run, row, &earlier, proposal, answer, &mut planned)?;
    }
    Ok(planned)
}

/// Brings what a changed row became up to date.
fn renew(
    run: &Run<'_>,
    row: &Row,
    earlier: &Trace,
    proposal: Proposal,
    answer: Option<answers::Stored>,
    planned: &mut Planned,
) -> Result<()> {
    let answer_id = answers::renew(run, row, answer, &proposal, planned);
    let number = proposal.number.unwrap_or_default();
    let past = past(run, row, (proposal.id, number), answer_id, &mut planned.parts)?;
    let before = proposal.clone();
    let after = run.permitted.bring_up_to_date(proposal, past);
    if before.version != earlier.version && after != before {
        planned.parts.mend(
            File::Proposals,
            row.row,
            ("", &row.external_id),
            "row.changed_here",
            "the row has changed, and so has the proposal here: it stays as it is here",
        );
        planned.tally.unchanged += 1;
        return Ok(());
    }
    planned.retraced.push(Trace {
        version: after.version,
        ..trace(row, &after)
    });
    if after == before {
        planned.tally.unchanged += 1;
        return Ok(());
    }
    if after.version != before.version {
        planned.texts.push(Version {
            proposal: after.id,
            number: after.version,
            title: after.title.clone(),
            body: after.body.clone(),
            language: after.language.clone(),
            by: None,
            at: row.record.updated_at.unwrap_or(run.now),
        });
    }
    planned.renewed.push(after);
    planned.tally.changed += 1;
    Ok(())
}

fn speaker(record: &ProposalRecord) -> (Option<&str>, Option<&str>) {
    (record.author.as_deref(), record.author_name.as_deref())
}

fn trace(row: &Row, proposal: &Proposal) -> Trace {
    Trace {
        kind: ItemKind::Proposal,
        external_id: row.external_id.clone(),
        item: proposal.id.uuid(),
        version: proposal.version,
        content_hash: row.hash.clone(),
        kept: kept::of_proposal(&row.record, proposal),
    }
}

/// The row as the domain takes it.
fn past(
    run: &Run<'_>,
    row: &Row,
    (id, number): (ProposalId, i32),
    answer: Option<domain::answers::AnswerId>,
    parts: &mut Parts,
) -> Result<PastProposal> {
    let record = &row.record;
    let created_at = written(run, row, parts);
    let theme = record
        .category
        .as_ref()
        .and_then(|name| parts.theme(run, row.row, name));
    let zone = record
        .district
        .as_ref()
        .and_then(|name| parts.zone(run, row.row, name));
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let place = match (record.place, zone) {
        (Some(point), _) => Place::Point {
            latitude: degrees(point.latitude_e7),
            longitude: degrees(point.longitude_e7),
        },
        (None, Some(zone)) => Place::Zone(zone),
        (None, None) => Place::WholePerimeter,
    };
    let published_at = record.published_at.unwrap_or(created_at);
    let withdrawn_at = record.withdrawn_at.or(record.updated_at).unwrap_or(published_at);
    Ok(PastProposal {
        id,
        plan: run.plan.id,
        number,
        author: parts.author(run, speaker(record))?,
        text: NewText {
            title: Title::from_history(&record.title),
            body: Body::from_history(&record.body),
            language: record.language.clone().unwrap_or(run.settings.language.clone()),
            theme,
            place,
        },
        published_at,
        visibility: record.visibility.map(Into::into).unwrap_or_default(),
        withdrawn_at: record.withdrawn.then_some(withdrawn_at),
        answer,
        version: i32::try_from(record.versions.len())
            .unwrap_or(i32::MAX)
            .saturating_add(1),
        shuffle: run.cx.random(),
        votes: total(row, parts),
        created_at,
    })
}

/// When the row was written.
fn written(run: &Run<'_>, row: &Row, parts: &mut Parts) -> Timestamp {
    let record = &row.record;
    let times = [record.created_at, record.published_at, record.updated_at];
    times.into_iter().flatten().next().unwrap_or_else(|| {
        parts.mend(
            File::Proposals,
            row.row,
            ("created_at", ""),
            "time.missing",
            "the row says no time; that of the import stands in for it",
        );
        run.now
    })
}

/// The one total that is shown: the last that the earlier platform has, or else the one that it had taken over.
fn total(row: &Row, parts: &mut Parts) -> Option<i32> {
    let record = &row.record;
    if let (Some(votes), Some(older)) = (record.votes, record.votes_taken_over)
        && votes != older
    {
        parts.mend(
            File::Proposals,
            row.row,
            ("votes_taken_over", &older.to_string()),
            "votes.two_totals",
            "totals of two platforms are never summed: `votes` is shown, and this one is kept beside the row",
        );
    }
    let votes = record.votes.or(record.votes_taken_over)?;
    let shown = i32::try_from(votes).ok();
    if shown.is_none() {
        parts.mend(
            File::Proposals,
            row.row,
            ("votes", &votes.to_string()),
            "number.too_large",
            "no total is this large; it is kept beside the row and not shown",
        );
    }
    shown
}

/// Numbers for new rows: those that they had, where these are free.
async fn number(run: &Run<'_>, from: &impl Read, rows: &[&Row], parts: &mut Parts) -> Result<Vec<i32>> {
    let wanted = |row: &Row| row.record.number.map(|number| i32::try_from(number).unwrap_or(0));
    let possible: Vec<i32> = rows
        .iter()
        .filter_map(|row| wanted(row))
        .filter(|n| *n > 0)
        .collect();
    let taken = persistence::proposals::taken_numbers(from, run.plan.id, &possible).await?;
    let mut taken: HashSet<i32> = taken
        .into_iter()
        .chain(run.known.numbers.iter().copied())
        .collect();
    let mut last = persistence::proposals::last_number(from, run.plan.id).await?;
    last = last.max(run.known.numbers.iter().copied().max().unwrap_or(0));
    let mut given: Vec<Option<i32>> = Vec::with_capacity(rows.len());
    for row in rows {
        let number = wanted(row);
        let free = number.filter(|number| *number > 0 && *number < i32::MAX && taken.insert(*number));
        if let (Some(_), None) = (number, free) {
            parts.mend(
                File::Proposals,
                row.row,
                ("number", &row.record.number.unwrap_or_default().to_string()),
                "number.taken",
                "this number is not free in the plan; the row has the next one",
            );
        }
        last = last.max(free.unwrap_or(0));
        given.push(free);
    }
    let next = given.into_iter().map(|number| {
        number.unwrap_or_else(|| {
            last = last.saturating_add(1);
            last
        })
    });
    Ok(next.collect())
}

/// Every text that a proposal has had, the present one last.
fn texts(record: &ProposalRecord, proposal: &Proposal) -> Vec<Version> {
    let text = |number: i32, title: Title, body: Body, at| Version {
        proposal: proposal.id,
        number,
        title,
        body,
        language: proposal.language.clone(),
        by: None,
        at,
    };
    let earlier = record.versions.iter().zip(1..).map(|(version, number)| {
        let title = version
            .title
            .as_ref()
            .map_or(proposal.title.clone(), |it| Title::from_history(it));
        let at = version.at.unwrap_or(proposal.created_at);
        text(number, title, Body::from_history(&version.body), at)
    });
    let at = record.updated_at.filter(|_| !record.versions.is_empty());
    let present = text(
        proposal.version,
        proposal.title.clone(),
        proposal.body.clone(),
        at.unwrap_or(proposal.created_at),
    );
    earlier.chain([present]).collect()
}

impl Planned {
    async fn store(&self, run: &Run<'_>, tx: &Tx) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let (plan, origin, now) = (run.plan.id, &run.origin, run.now);
        self.parts.store(tx, origin, now).await?;
        persistence::answers::insert_all(tx, &self.answers).await?;
        for (answer, version) in &self.new_answers {
            persistence::answers::save(tx, answer, *version).await??;
        }
        persistence::proposals::keep_numbers(tx, plan, &self.numbers).await?;
        persistence::proposals::insert_all(tx, &self.proposals).await?;
        for proposal in &self.renewed {
            persistence::proposals::save(tx, proposal).await?;
        }
        persistence::proposals::insert_texts(tx, &self.texts).await?;
        persistence::exchange::insert_traces(tx, origin, &self.traces, now).await?;
        for trace in &self.retraced {
            persistence::exchange::save_trace(tx, origin, trace, now).await?;
        }
        Ok(())
    }
}
