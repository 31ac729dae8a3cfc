//! Writing a plan's debate to files: what everybody may read of it, and where it came from.
//!
//! Rows go out by number, some hundred at a time, each with its comments, parents first: whatever the size of the plan,
//! no more than that is held. What moderation or its author took away leaves without its text.
//!
//! A row that was taken over has the id it had there, if all of the plan's history comes from one platform; otherwise,
//! and for what was written here, ids are Fabrique's own.

use std::{collections::HashMap, io::Write};

use domain::{
    Code, Scope,
    answers::{Answer, AnswerId, AnswerState, Decision},
    comments::{self, Comment, CommentId, CommentState},
    plans::Plan,
    policy::exchange::Export,
    proposals::{Author, Proposal, ProposalId, TextState},
    text::Slug,
    voting::Tally,
};
use persistence::exchange::{ItemKind, Trace};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::import::answers::UNDATED;
use super::{CommentRecord, Moderated, Place, Position, ProposalRecord, SourceId, Version, Writer};
use crate::{Cx, Error, Result, error::OrHidden};

/// Proposals a page.
const ROWS: u64 = 100;

/// Comments a page.
const COMMENTS: u64 = 500;

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Proposals.
    pub proposals: u64,
    /// Comments.
    pub comments: u64,
}

/// What an export knows of the plan.
struct Run<'a> {
    cx: &'a Cx,
    plan: Plan,
    /// Whether rows that were taken over keep their ids.
    keeps_ids: bool,
    themes: HashMap<Uuid, String>,
    zones: HashMap<Uuid, String>,
}

/// Writes the debate of a plan, for its staff; nothing if the actor sees no such plan. `wrote` hears of rows.
#[tracing::instrument(name = "exchange.export", skip_all, fields(plan.slug = %slug))]
pub async fn export(
    cx: &Cx,
    slug: &Slug,
    proposals: &mut (dyn Write + Send),
    comments: &mut (dyn Write + Send),
    wrote: impl Fn(u64) + Send,
) -> Result<Option<Exported>> {
    let Some(plan) = persistence::plans::by_slug(cx.db(), &cx.scope(), slug).await? else {
        return Ok(None);
    };
    let permitted = cx.actor.may(Export, plan).or_hidden(Code::PlanNotFound)?;
    let run = Run::load(cx, permitted.subject().clone()).await?;
    let mut proposals = Writer::new(proposals);
    let mut comments = Writer::new(comments);
    let mut exported = Exported::default();
    let mut last = 0;
    loop {
        let scope = Scope::public();
        let page =
            persistence::proposals::of_plan_by_number(cx.db(), &scope, run.plan.id, last, ROWS).await?;
        let Some(number) = page.last().and_then(|proposal| proposal.number) else {
            break;
        };
        last = number;
        for record in run.proposals(&page).await? {
            proposals.proposal(&record).map_err(Error::internal)?;
            exported.proposals += 1;
        }
        wrote(page.len() as u64);
        let mut after = None;
        let mut threads = Threads::of(&run, &page).await?;
        loop {
            let ids: Vec<ProposalId> = page.iter().map(|it| it.id).collect();
            let said = persistence::comments::of_proposals(cx.db(), &ids, after, COMMENTS).await?;
            let Some(deepest) = said.last() else { break };
            after = Some((deepest.depth, deepest.id));
            for record in run.comments(&said, &mut threads).await? {
                comments.comment(&record).map_err(Error::internal)?;
                exported.comments += 1;
            }
            wrote(said.len() as u64);
        }
    }
    proposals.finish().map_err(Error::internal)?;
    comments.finish().map_err(Error::internal)?;
    Ok(Some(exported))
}

impl<'a> Run<'a> {
    async fn load(cx: &'a Cx, plan: Plan) -> Result<Self> {
        let themes = persistence::plans::themes_of(cx.db(), &[plan.id]).await?;
        let zones = persistence::plans::zones_of(cx.db(), &[plan.id]).await?;
        Ok(Self {
            keeps_ids: persistence::exchange::sources(cx.db(), plan.id).await?.len() == 1,
            themes: themes
                .into_iter()
                .map(|it| (it.id.uuid(), it.title.to_string()))
                .collect(),
            zones: zones
                .into_iter()
                .map(|it| (it.id.uuid(), it.title.to_string()))
                .collect(),
            cx,
            plan,
        })
    }

    /// Where these items came from.
    async fn traces(&self, kind: ItemKind, items: &[Uuid]) -> Result<HashMap<Uuid, Trace>> {
        let traces = persistence::exchange::traces_of(self.cx.db(), self.plan.id, kind, items).await?;
        Ok(traces.into_iter().map(|trace| (trace.item, trace)).collect())
    }

    /// The id of an item in the file.
    fn id<T: domain::id::Kind>(&self, id: domain::Id<T>, trace: Option<&Trace>) -> SourceId {
        let own = id.to_string();
        let kept = trace.filter(|_| self.keeps_ids).map(|trace| &*trace.external_id);
        let id = SourceId::parse(kept.unwrap_or(&own));
        id.unwrap_or(SourceId::Text(own.into()))
    }

    async fn proposals(&self, page: &[Proposal]) -> Result<Vec<ProposalRecord>> {
        let db = self.cx.db();
        let ids: Vec<ProposalId> = page.iter().map(|it| it.id).collect();
        let items: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let traces = self.traces(ItemKind::Proposal, &items).await?;
        let speakers = self.speakers(page.iter().map(|it| it.author)).await?;
        let answers: Vec<AnswerId> = page.iter().filter_map(|it| it.answer).collect();
        let answers = persistence::answers::by_ids(db, &Scope::public(), &answers).await?;
        let items: Vec<Uuid> = answers.iter().map(|it| it.id.uuid()).collect();
        let given = self.traces(ItemKind::Answer, &items).await?;
        let answers: HashMap<AnswerId, Answer> = answers.into_iter().map(|it| (it.id, it)).collect();
        let mut texts: HashMap<ProposalId, Vec<Version>> = HashMap::new();
        for text in persistence::proposals::earlier_texts(db, &ids).await? {
            let version = Version {
                title: Some(text.title.to_string()).filter(|title| !title.is_empty()),
                body: text.body.to_string(),
                at: Some(text.at),
            };
            texts.entry(text.proposal).or_default().push(version);
        }
        let these: Vec<_> = page.iter().map(|it| (it.id, self.plan.id)).collect();
        let tallies = crate::voting::totals_of(self.cx, &these).await?;
        let records = page.iter().map(|proposal| {
            let trace = traces.get(&proposal.id.uuid());
            let mut record = self.proposal(proposal, trace);
            if let Some(tally) = tallies.get(&proposal.id) {
                voted(&mut record, tally);
            }
            (record.author, record.author_name) = speakers.of(proposal.author);
            if let Some(answer) = proposal.answer.and_then(|id| answers.get(&id)) {
                answered(&mut record, answer);
                let is_undated = |given: &Trace| given.version == answer.version && given.kept == UNDATED;
                if given.get(&answer.id.uuid()).is_some_and(is_undated) {
                    record.answered_at = None;
                    record.answer_due_at = None;
                }
            }
            if is_whole(proposal) {
                record.versions = texts.remove(&proposal.id).unwrap_or_default();
            }
            record
        });
        Ok(records.collect())
    }

    fn proposal(&self, proposal: &Proposal, trace: Option<&Trace>) -> ProposalRecord {
        let mut kept: Map<String, Value> = trace
            .and_then(|trace| serde_json::from_str(&trace.kept).ok())
            .unwrap_or_default();
        let mut text = |field: &str| match kept.remove(field) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let source = text("source").or_else(|| said_by(proposal));
        let (zone, place) = match proposal.place {
            domain::proposals::Place::Zone(zone) => (self.zones.get(&zone.uuid()).cloned(), None),
            domain::proposals::Place::Point { latitude, longitude } => {
                (None, Some(point(latitude, longitude)))
            }
            domain::proposals::Place::WholePerimeter => (None, None),
        };
        let theme = proposal
            .theme
            .and_then(|theme| self.themes.get(&theme.uuid()).cloned());
        let withdrawn_at = match proposal.text {
            TextState::Withdrawn { at, .. } => Some(at),
            TextState::PendingReview { .. } | TextState::Published { .. } => None,
        };
        let votes = proposal
            .votes_taken_over
            .and_then(|votes| u64::try_from(votes).ok());
        let (title, body) = if proposal.is_readable() {
            let body = proposal.visibility.masked(proposal.body.as_str());
            (proposal.title.to_string(), body.into_owned())
        } else {
            (String::new(), String::new())
        };
        ProposalRecord {
            number: proposal.number.and_then(|number| u64::try_from(number).ok()),
            language: Some(proposal.language.clone()),
            body,
            source,
            district: zone.or_else(|| text("district")),
            category: theme.or_else(|| text("category")),
            place,
            created_at: Some(proposal.created_at),
            published_at: proposal.text.published_at(),
            visibility: Moderated::of(&proposal.visibility),
            withdrawn: withdrawn_at.is_some(),
            withdrawn_at,
            votes,
            votes_taken_over: votes,
            extra: kept.into_iter().collect(),
            ..ProposalRecord::new(self.id(proposal.id, trace), title)
        }
    }

    async fn comments(&self, page: &[Comment], threads: &mut Threads) -> Result<Vec<CommentRecord>> {
        let ids: Vec<CommentId> = page.iter().map(|it| it.id).collect();
        let items: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let traces = self.traces(ItemKind::Comment, &items).await?;
        let speakers = self.speakers(page.iter().map(|it| it.author)).await?;
        let mut texts: HashMap<CommentId, Vec<Version>> = HashMap::new();
        for text in persistence::comments::earlier_texts(self.cx.db(), &ids).await? {
            let version = Version {
                title: None,
                body: text.body.to_string(),
                at: Some(text.at),
            };
            texts.entry(text.comment).or_default().push(version);
        }
        let records = page.iter().map(|comment| {
            let trace = traces.get(&comment.id.uuid());
            let id = self.id(comment.id, trace);
            let mut record = said(comment, trace, threads.place(comment, id));
            if !matches!(comment.text, CommentState::Deleted { .. }) {
                (record.author, record.author_name) = speakers.of(comment.author);
            }
            if comment.is_shown() && !comment.visibility.masks_words() {
                record.versions = texts.remove(&comment.id).unwrap_or_default();
            }
            record
        });
        Ok(records.collect())
    }

    async fn speakers(&self, authors: impl Iterator<Item = Author>) -> Result<Speakers> {
        let db = self.cx.db();
        let (mut accounts, mut attributions) = (Vec::new(), Vec::new());
        for author in authors {
            match author {
                Author::Account(id) => accounts.push(id),
                Author::Attribution(id) => attributions.push(id),
            }
        }
        let mut named = HashMap::new();
        for account in persistence::accounts::by_ids(db, &accounts).await? {
            let id = account.id.to_string();
            named.insert(
                account.id.uuid(),
                (Some(id), Some(account.display_name.to_string())),
            );
        }
        let items: Vec<Uuid> = attributions.iter().map(|id| id.uuid()).collect();
        let traces = self.traces(ItemKind::Author, &items).await?;
        for attribution in persistence::attributions::by_ids(db, &Scope::public(), &attributions).await? {
            let trace = traces.get(&attribution.id.uuid());
            let id = trace.map_or_else(|| attribution.id.to_string(), |trace| trace.external_id.clone());
            let name = Some(attribution.label).filter(|label| *label != id && !label.is_empty());
            named.insert(
                attribution.id.uuid(),
                (Some(id).filter(|id| !id.is_empty()), name),
            );
        }
        Ok(Speakers(named))
    }
}

/// The ids in the file of a page of proposals, and of the comments that were written so far, with what they answer.
struct Threads {
    proposals: HashMap<ProposalId, SourceId>,
    comments: HashMap<CommentId, (SourceId, Option<CommentId>)>,
}

impl Threads {
    async fn of(run: &Run<'_>, page: &[Proposal]) -> Result<Self> {
        let items: Vec<Uuid> = page.iter().map(|it| it.id.uuid()).collect();
        let traces = run.traces(ItemKind::Proposal, &items).await?;
        let id = |it: &Proposal| (it.id, run.id(it.id, traces.get(&it.id.uuid())));
        Ok(Self {
            proposals: page.iter().map(id).collect(),
            comments: HashMap::new(),
        })
    }

    /// Where a comment stands: its own id, its proposal's, and those of what it answers, from the first level down.
    fn place(&mut self, comment: &Comment, id: SourceId) -> (SourceId, SourceId, Vec<SourceId>) {
        let mut parents = Vec::new();
        let mut above = comment.parent;
        while let Some((id, next)) = above.and_then(|above| self.comments.get(&above)) {
            parents.push(id.clone());
            above = *next;
        }
        parents.reverse();
        self.comments.insert(comment.id, (id.clone(), comment.parent));
        let own = || SourceId::Text(comment.proposal.to_string().into());
        let proposal = self.proposals.get(&comment.proposal).cloned().unwrap_or_else(own);
        (id, proposal, parents)
    }
}

/// A position as rows say it.
fn position(position: comments::Position) -> Position {
    match position {
        comments::Position::For => Position::For,
        comments::Position::Against => Position::Against,
        comments::Position::Neither => Position::Neither,
        comments::Position::Question => Position::Question,
    }
}

/// The row of a comment. Marks made here say «utile» alone, as pages do; both totals of an earlier platform, which
/// it had published, go back as they came.
fn said(
    comment: &Comment,
    trace: Option<&Trace>,
    (id, proposal, parents): (SourceId, SourceId, Vec<SourceId>),
) -> CommentRecord {
    let kept: Map<String, Value> = trace
        .and_then(|trace| serde_json::from_str(&trace.kept).ok())
        .unwrap_or_default();
    let body = if comment.is_shown() {
        comment.visibility.masked(comment.body.as_str()).into_owned()
    } else {
        String::new()
    };
    let count = |count: i32| u64::try_from(count).ok();
    let here = Some(comment.useful).filter(|useful| *useful > 0);
    CommentRecord {
        depth: u32::try_from(comment.depth).ok(),
        parents,
        language: Some(comment.language.clone()),
        position: comment.position.map(position),
        created_at: Some(comment.created_at),
        updated_at: comment.edited_at,
        visibility: Moderated::of(&comment.visibility),
        deleted_at: match comment.text {
            CommentState::Deleted { at, .. } => Some(at),
            CommentState::PendingReview { .. } | CommentState::Published { .. } => None,
        },
        likes: here.or(comment.useful_taken_over).and_then(count),
        dislikes: comment.not_useful_taken_over.and_then(count),
        extra: kept.into_iter().collect(),
        ..CommentRecord::new(id, proposal, body)
    }
}

/// Who speaks, by the UUID of their account or attribution: an id and a name.
struct Speakers(HashMap<Uuid, (Option<String>, Option<String>)>);

impl Speakers {
    fn of(&self, author: Author) -> (Option<String>, Option<String>) {
        let id = match author {
            Author::Account(id) => id.uuid(),
            Author::Attribution(id) => id.uuid(),
        };
        self.0.get(&id).cloned().unwrap_or_default()
    }
}

/// Whether all that was ever said may be read.
fn is_whole(proposal: &Proposal) -> bool {
    proposal.is_readable() && !proposal.visibility.masks_words()
}

/// Who something written here comes from, in the words of the interchange form.
fn said_by(proposal: &Proposal) -> Option<String> {
    use domain::proposals::Origin;
    let word = match proposal.origin {
        Origin::Participant => "citizen",
        Origin::Organisation => "organization",
        Origin::Town => "official",
        Origin::Meeting => "meeting",
        Origin::Paper => "paper",
        Origin::Import => return None,
    };
    Some(word.to_owned())
}

/// Degrees times ten million: a centimetre.
#[expect(clippy::cast_possible_truncation, reason = "degrees are 180 at most")]
fn point(latitude: f64, longitude: f64) -> Place {
    let e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    Place {
        latitude_e7: e7(latitude),
        longitude_e7: e7(longitude),
    }
}

/// Writes the votes that were cast here into the row, where there are any; the total of an earlier platform stays in
/// `votes_taken_over`.
fn voted(record: &mut ProposalRecord, tally: &Tally) {
    let Tally {
        in_favour,
        against,
        neither,
    } = *tally;
    if in_favour + against + neither == 0 {
        return;
    }
    record.votes = Some(in_favour);
    for (name, count) in [("votes_against", against), ("votes_neither", neither)] {
        if count > 0 {
            record.extra.insert(name.to_owned(), Value::from(count));
        }
    }
}

/// Writes the answer into the row.
fn answered(record: &mut ProposalRecord, answer: &Answer) {
    let mut extra = |name: &str, word: &str| {
        record.extra.insert(name.to_owned(), Value::from(word));
    };
    let decided = |decision| match decision {
        Decision::Accepted => "accepted",
        Decision::Partly => "partly",
        Decision::Refused => "rejected",
    };
    let (status, said) = match &answer.state {
        AnswerState::UnderStudy => ("evaluating", None),
        AnswerState::Transferred => {
            let transfer = answer.transfer.as_ref();
            if let Some(transfer) = transfer {
                extra("transferred_to", transfer.to.as_str());
            }
            ("transferred", transfer.map(|it| (&it.reason, it.at)))
        }
        AnswerState::Answered(ruling) => (decided(ruling.decision), Some((&ruling.reason, ruling.at))),
        AnswerState::Delivered { ruling, at } => {
            extra("decision", ruling.decision.as_str());
            ("delivered", Some((&ruling.reason, *at)))
        }
        AnswerState::Abandoned { ruling, reason, at } => {
            extra("decision", ruling.decision.as_str());
            ("abandoned", Some((reason, *at)))
        }
    };
    if let Some(organisation) = &answer.study.organisation {
        extra("answered_by", organisation.as_str());
    }
    if let Some(deliberation) = &answer.deliberation {
        extra("deliberation", deliberation.as_str());
    }
    let (reason, at) = said.unzip();
    record.status = Some(status.to_owned());
    record.answer = reason
        .map(ToString::to_string)
        .filter(|reason| !reason.is_empty());
    record.answered_at = Some(at.unwrap_or(answer.study.since));
    record.answer_due_at = Some(answer.due());
    record.cost = answer
        .cost_cents
        .map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
    let calendar = answer.calendar.as_str();
    record.execution_period = (!calendar.is_empty()).then(|| calendar.to_owned());
}
