//! Storing comments, whose parents were stored before them or come before them in the batch.

use std::collections::HashMap;

use domain::{
    Scope, Timestamp,
    comments::{Comment, CommentId, Position},
    exchange::{Above, PastComment},
    proposals::ProposalId,
    text::Body,
};
use persistence::{
    Read, Tx,
    comments::{EarlierText, Imported},
    exchange::{ItemKind, Trace},
};

use super::{Run, Tally, known::Parts, reading::Ready};
use crate::{
    Error, Result,
    exchange::{self, CommentRecord, File, PlacedComment, kept},
};

type Row = Ready<PlacedComment>;

/// What storing a batch does.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) tally: Tally,
    pub(super) parts: Parts,
    pub(super) known: HashMap<String, (CommentId, Option<Above>)>,
    comments: Vec<Imported>,
    /// Comments that changed, as they were and as they are.
    renewed: Vec<(Comment, Comment)>,
    traces: Vec<Trace>,
    /// Notes that changed.
    retraced: Vec<Trace>,
}

/// A batch, sorted by whether its rows were taken over before.
struct Sorted<'r> {
    new: Vec<&'r Row>,
    changed: Vec<(&'r Row, Trace)>,
    planned: Planned,
}

/// Finds out what storing a batch would do.
pub(super) async fn rehearse(run: &Run<'_>, rows: &[Row]) -> Result<Planned> {
    let db = run.cx.db();
    let sorted = sort(run, db, rows).await?;
    let ids: Vec<CommentId> = sorted
        .changed
        .iter()
        .map(|(_, it)| CommentId::new(it.item))
        .collect();
    let stored = persistence::comments::by_ids(db, &Scope::system(), &ids).await?;
    plan(run, db, sorted, stored).await
}

/// Stores a batch.
pub(super) async fn store(run: &Run<'_>, tx: Tx, rows: &[Row]) -> Result<Planned> {
    let sorted = sort(run, &tx, rows).await?;
    if sorted.new.is_empty() && sorted.changed.is_empty() {
        return Ok(sorted.planned);
    }
    run.begin(&tx).await?;
    let mut stored = Vec::with_capacity(sorted.changed.len());
    for (_, trace) in &sorted.changed {
        let id = CommentId::new(trace.item);
        stored.extend(persistence::comments::lock(&tx, &Scope::system(), id).await?);
    }
    let planned = plan(run, &tx, sorted, stored).await?;
    planned.store(run, &tx).await?;
    Ok(planned)
}

async fn sort<'r>(run: &Run<'_>, from: &impl Read, rows: &'r [Row]) -> Result<Sorted<'r>> {
    let ids: Vec<String> = rows.iter().map(|row| row.external_id.clone()).collect();
    let traces = persistence::exchange::traces(from, &run.origin, ItemKind::Comment, &ids).await?;
    let mut traces: HashMap<String, Trace> = traces
        .into_iter()
        .map(|trace| (trace.external_id.clone(), trace))
        .collect();
    let mut sorted = Sorted {
        new: Vec::new(),
        changed: Vec::new(),
        planned: Planned::default(),
    };
    for row in rows {
        let Some(trace) = traces.remove(&row.external_id) else {
            sorted.new.push(row);
            continue;
        };
        let known = (CommentId::new(trace.item), None);
        sorted.planned.known.insert(row.external_id.clone(), known);
        if trace.content_hash == row.hash {
            sorted.planned.tally.unchanged += 1;
        } else {
            sorted.changed.push((row, trace));
        }
    }
    Ok(sorted)
}

async fn plan(run: &Run<'_>, from: &impl Read, sorted: Sorted<'_>, stored: Vec<Comment>) -> Result<Planned> {
    let Sorted {
        new,
        changed,
        mut planned,
    } = sorted;
    let rows = || new.iter().copied().chain(changed.iter().map(|(row, _)| *row));
    let speakers = rows().map(|row| speaker(&row.record.record));
    planned.parts.meet(run, from, speakers).await?;
    let proposals = proposals(run, from, rows()).await?;
    let places = places(run, from, rows(), &planned).await?;
    let proposal = |row: &Row| {
        let id = row.record.record.proposal.to_string();
        let found = run
            .known
            .proposals
            .get(&id)
            .or_else(|| proposals.get(&id))
            .copied();
        found.ok_or_else(|| {
            Error::internal(format!(
                "the proposal {id} of comment {} is not known",
                row.external_id
            ))
        })
    };
    for row in new {
        let id = run.cx.new_id();
        let above = above(run, row, &places, &planned)?;
        let past = past(run, row, id, (proposal(row)?, above), &mut planned.parts)?;
        let comment = run.permitted.take_over_comment(past);
        let place = (id, Some(Above::from(&comment)));
        planned.known.insert(row.external_id.clone(), place);
        planned.traces.push(trace(row, &comment));
        planned.comments.push(Imported {
            earlier: earlier(&row.record.record, &comment),
            comment,
        });
        planned.tally.new += 1;
    }
    let mut stored: HashMap<_, _> = stored.into_iter().map(|it| (it.id.uuid(), it)).collect();
    for (row, earlier) in changed {
        let Some(comment) = stored.remove(&earlier.item) else {
            return Err(Error::internal(format!("comment {} is gone", row.external_id)));
        };
        let above = above(run, row, &places, &planned)?;
        let past = past(run, row, comment.id, (proposal(row)?, above), &mut planned.parts)?;
        renew(run, row, &earlier, (comment, past), &mut planned);
    }
    Ok(planned)
}

/// Proposals of the batch that are not in the file of this import.
async fn proposals<'r>(
    run: &Run<'_>,
    from: &impl Read,
    rows: impl Iterator<Item = &'r Row>,
) -> Result<HashMap<String, ProposalId>> {
    let mut missing: Vec<String> = rows
        .map(|row| row.record.record.proposal.to_string())
        .filter(|id| !run.known.proposals.contains_key(id))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    let traces = persistence::exchange::traces(from, &run.origin, ItemKind::Proposal, &missing).await?;
    let id = |trace: Trace| (trace.external_id, ProposalId::new(trace.item));
    Ok(traces.into_iter().map(id).collect())
}

/// Where those stand that were there before this import and are answered in this batch.
async fn places<'r>(
    run: &Run<'_>,
    from: &impl Read,
    rows: impl Iterator<Item = &'r Row>,
    planned: &Planned,
) -> Result<HashMap<CommentId, Above>> {
    let parents = rows.filter_map(|row| row.record.parent.as_ref().map(ToString::to_string));
    let unplaced = parents.filter_map(|id| {
        let known = planned.known.get(&id).or_else(|| run.known.comments.get(&id));
        known.filter(|(_, place)| place.is_none()).map(|(id, _)| *id)
    });
    let unplaced: Vec<CommentId> = unplaced.collect();
    if unplaced.is_empty() {
        return Ok(HashMap::new());
    }
    let comments = persistence::comments::by_ids(from, &Scope::system(), &unplaced).await?;
    Ok(comments.iter().map(|it| (it.id, Above::from(it))).collect())
}

/// What a comment answers.
fn above(
    run: &Run<'_>,
    row: &Row,
    places: &HashMap<CommentId, Above>,
    planned: &Planned,
) -> Result<Option<Above>> {
    let Some(parent) = &row.record.parent else {
        return Ok(None);
    };
    let parent = parent.to_string();
    let known = planned
        .known
        .get(&parent)
        .or_else(|| run.known.comments.get(&parent));
    let place = known.and_then(|(id, place)| place.or_else(|| places.get(id).copied()));
    let unknown = || {
        Error::internal(format!(
            "comment {parent} is not known before {}",
            row.external_id
        ))
    };
    place.map(Some).ok_or_else(unknown)
}

/// Brings what a changed row became up to date.
fn renew(
    run: &Run<'_>,
    row: &Row,
    earlier: &Trace,
    (comment, past): (Comment, PastComment),
    planned: &mut Planned,
) {
    let mut tell = |field: &str, code, message: &str| {
        let at = (field, &*row.external_id);
        planned.parts.mend(File::Comments, row.row, at, code, message);
    };
    if past.parent.map(|above| above.id) != comment.parent || past.proposal != comment.proposal {
        let message = "the comment stands elsewhere now; here it stays where it is";
        tell("parents", "comment.moved", message);
    }
    let before = comment.clone();
    let at = row.record.record.updated_at.unwrap_or(run.now);
    let after = run.permitted.bring_comment_up_to_date(comment, past, at);
    if before.version != earlier.version && after != before {
        let message = "the row has changed, and so has the comment here: it stays as it is here";
        tell("", "row.changed_here", message);
        planned.tally.unchanged += 1;
        return;
    }
    planned.retraced.push(trace(row, &after));
    if after == before {
        planned.tally.unchanged += 1;
    } else {
        planned.renewed.push((before, after));
        planned.tally.changed += 1;
    }
}

fn speaker(record: &CommentRecord) -> (Option<&str>, Option<&str>) {
    (record.author.as_deref(), record.author_name.as_deref())
}

fn trace(row: &Row, comment: &Comment) -> Trace {
    Trace {
        kind: ItemKind::Comment,
        external_id: row.external_id.clone(),
        item: comment.id.uuid(),
        version: comment.version,
        content_hash: row.hash.clone(),
        kept: kept::of_comment(&row.record.record, comment),
    }
}

/// The row as the domain takes it.
fn past(
    run: &Run<'_>,
    row: &Row,
    id: CommentId,
    (proposal, parent): (ProposalId, Option<Above>),
    parts: &mut Parts,
) -> Result<PastComment> {
    let record = &row.record.record;
    if record.position.is_some() && parent.is_some() {
        parts.mend(
            File::Comments,
            row.row,
            ("alignment", ""),
            "comment.position_on_answer",
            "only first-level comments take a position; it is kept beside the row",
        );
    }
    let texts = i32::try_from(record.versions.len()).unwrap_or(i32::MAX);
    Ok(PastComment {
        id,
        plan: run.plan.id,
        proposal,
        parent,
        author: parts.author(run, speaker(record))?,
        position: record.position.map(position),
        body: Body::from_history(&record.body),
        language: record.language.clone().unwrap_or(run.settings.language.clone()),
        version: texts.saturating_add(1),
        edited_at: record.updated_at.filter(|_| !record.versions.is_empty()),
        visibility: record.visibility.map(Into::into).unwrap_or_default(),
        deleted_at: record.deleted_at,
        useful: count(row, "likes", record.likes, parts),
        not_useful: count(row, "dislikes", record.dislikes, parts),
        created_at: written(run, row, parts),
    })
}

fn position(position: exchange::Position) -> Position {
    match position {
        exchange::Position::For => Position::For,
        exchange::Position::Against => Position::Against,
        exchange::Position::Neither => Position::Neither,
        exchange::Position::Question => Position::Question,
    }
}

/// A total of the earlier platform.
fn count(row: &Row, field: &str, count: Option<u64>, parts: &mut Parts) -> Option<i32> {
    let count = count?;
    let shown = i32::try_from(count).ok();
    if shown.is_none() {
        parts.mend(
            File::Comments,
            row.row,
            (field, &count.to_string()),
            "number.too_large",
            "no total is this large; it is kept beside the row and not shown",
        );
    }
    shown
}

/// When the row was written.
fn written(run: &Run<'_>, row: &Row, parts: &mut Parts) -> Timestamp {
    let record = &row.record.record;
    let times = [record.created_at, record.updated_at, record.deleted_at];
    times.into_iter().flatten().next().unwrap_or_else(|| {
        parts.mend(
            File::Comments,
            row.row,
            ("created_at", ""),
            "time.missing",
            "the row says no time; that of the import stands in for it",
        );
        run.now
    })
}

/// The texts that a comment has had before its present one; none of one that was deleted.
fn earlier(record: &CommentRecord, comment: &Comment) -> Vec<EarlierText> {
    if comment.body.as_str().is_empty() {
        return Vec::new();
    }
    let earlier = record.versions.iter().map(|version| EarlierText {
        body: Body::from_history(&version.body),
        language: comment.language.clone(),
        at: version.at.unwrap_or(comment.created_at),
    });
    earlier.collect()
}

impl Planned {
    async fn store(&self, run: &Run<'_>, tx: &Tx) -> Result<()> {
        let (origin, now) = (&run.origin, run.now);
        self.parts.store(tx, origin, now).await?;
        persistence::comments::insert_imported(tx, &self.comments).await?;
        for (before, after) in &self.renewed {
            persistence::comments::save(tx, before, after).await?;
            if after.body.as_str().is_empty() {
                persistence::comments::replace_versions(tx, after, now).await?;
            } else if after.version != before.version {
                let at = after.edited_at.unwrap_or(now);
                persistence::comments::insert_version(tx, after, at).await?;
            }
        }
        persistence::exchange::insert_traces(tx, origin, &self.traces, now).await?;
        for trace in &self.retraced {
            persistence::exchange::save_trace(tx, origin, trace, now).await?;
        }
        Ok(())
    }
}
