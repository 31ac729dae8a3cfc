//! Reading the rows of tables, a page at a time.

use std::collections::HashMap;

use auth::keys::Purpose;
use domain::{
    Page, Timestamp, Visibility,
    answers::{Answer, AnswerState},
    attachments::AttachmentKind,
    comments::{Comment, CommentId},
    moderation::{Item, figures::Period},
    moderation_log::Day,
    organisations::OrganisationId,
    plans::{Zone, ZoneId},
    proposals::{Author, Place, Precision, Proposal, ProposalId},
    voting::Means,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Edition, Run, Table};
use crate::{Error, Result};

/// Comments a page.
const COMMENTS: u64 = 500;

/// A row, by the names of its columns; `geometry` too where the table has places.
pub(super) type Row = Map<String, Value>;

/// Proposals whose comments are being read, and the depth and id of the last that was.
type Talk = (Vec<Proposal>, Option<(i32, CommentId)>);

/// How far the reading of a table has come.
pub(super) struct Reading {
    table: Table,
    /// A page that is read already.
    ready: Option<Page<Proposal>>,
    after: Option<String>,
    is_over: bool,
    /// The proposals whose comments are being read, and the last of those.
    talk: Option<Talk>,
}

impl Reading {
    pub(super) fn of(table: Table, ready: Option<Page<Proposal>>) -> Self {
        Self {
            table,
            ready,
            after: None,
            is_over: false,
            talk: None,
        }
    }

    /// The next rows; nothing after the last.
    pub(super) async fn next(&mut self, run: &Run) -> Result<Option<Vec<Row>>> {
        match self.table {
            Table::Comments => self.comments(run).await,
            Table::Attachments => self.attachments(run).await,
            Table::Proposals | Table::Votes | Table::Answers => {
                let Some(page) = self.page(run).await? else {
                    return Ok(None);
                };
                Ok(Some(match self.table {
                    Table::Votes => run.votes(&page).await?,
                    Table::Answers => run.answers(&page).await?,
                    _ => run.proposals(&page).await?,
                }))
            }
            Table::Participation | Table::Moderation | Table::Zones | Table::Operations => {
                if std::mem::replace(&mut self.is_over, true) {
                    return Ok(None);
                }
                Ok(Some(match self.table {
                    Table::Participation => run.participation().await?,
                    Table::Moderation => run.moderation().await?,
                    Table::Zones => run.zones().await?,
                    _ => run.operations().await?,
                }))
            }
        }
    }

    /// The next proposals; nothing after the last.
    async fn page(&mut self, run: &Run) -> Result<Option<Vec<Proposal>>> {
        if self.is_over {
            return Ok(None);
        }
        let page = match self.ready.take() {
            Some(page) => page,
            None => run.page(self.after.take()).await?,
        };
        self.is_over = !page.has_next;
        self.after = page.items.last().map(|(cursor, _)| cursor.clone());
        Ok(Some(page.into_items()))
    }

    async fn comments(&mut self, run: &Run) -> Result<Option<Vec<Row>>> {
        loop {
            let (page, after) = match self.talk.take() {
                Some(talk) => talk,
                None => match self.page(run).await? {
                    Some(page) => (page, None),
                    None => return Ok(None),
                },
            };
            let ids: Vec<ProposalId> = page.iter().map(|one| one.id).collect();
            let said = persistence::comments::of_proposals(run.reader.db(), &ids, after, COMMENTS).await?;
            let Some(last) = said.last() else { continue };
            let after = Some((last.depth, last.id));
            let rows = run.comments(&page, &said).await?;
            self.talk = Some((page, after));
            return Ok(Some(rows));
        }
    }

    /// Those of a page of proposals, then those of their comments, a page at a time.
    async fn attachments(&mut self, run: &Run) -> Result<Option<Vec<Row>>> {
        let Some((page, after)) = self.talk.take() else {
            let Some(page) = self.page(run).await? else {
                return Ok(None);
            };
            let shown = page
                .iter()
                .filter(|one| one.is_readable())
                .map(|one| (Item::Proposal(one.id), one.id, None, &one.visibility))
                .collect();
            let rows = run.attachments(&page, shown).await?;
            self.talk = Some((page, None));
            return Ok(Some(rows));
        };
        let ids: Vec<ProposalId> = page.iter().map(|one| one.id).collect();
        let said = persistence::comments::of_proposals(run.reader.db(), &ids, after, COMMENTS).await?;
        let shown = said
            .iter()
            .filter(|one| one.is_shown())
            .map(|one| (Item::Comment(one.id), one.proposal, Some(one.id), &one.visibility))
            .collect();
        let rows = run.attachments(&page, shown).await?;
        if let Some(last) = said.last() {
            self.talk = Some((page, Some((last.depth, last.id))));
        }
        Ok(Some(rows))
    }
}

/// A text that is shown, and on what it is: a comment, or none for the proposal itself.
type Shown<'t> = (Item, ProposalId, Option<CommentId>, &'t Visibility);

/// The names of authors, by the UUID of account or attribution: for staff alone.
type Names = HashMap<Uuid, (String, String)>;

impl Run {
    async fn proposals(&self, page: &[Proposal]) -> Result<Vec<Row>> {
        let cx = &self.reader;
        let ids: Vec<_> = page.iter().map(|one| one.id).collect();
        let plans = [self.plan.id];
        let themes = crate::plans::themes_of(cx, &plans).await?;
        let zones = crate::plans::zones_of(cx, &plans).await?;
        let precisions = crate::proposals::precisions_of(cx, &ids).await?;
        let answers: Vec<_> = page.iter().filter_map(|one| one.answer).collect();
        let answers = crate::answers::by_ids(cx, &answers).await?;
        let names = self.names(page.iter().map(|one| one.author)).await?;
        let rows = page.iter().map(|one| {
            let theme = themes.iter().find(|theme| Some(theme.id) == one.theme);
            let answer = answers.iter().find(|answer| Some(answer.id) == one.answer);
            let readable = one.is_readable();
            let (title, body) = if readable {
                let body = one.visibility.masked(one.body.as_str());
                (one.title.to_string(), body.into_owned())
            } else {
                Default::default()
            };
            let (zone, point) = match one.place {
                Place::Zone(id) => (zone_of(&zones, id), None),
                Place::Point { latitude, longitude } => (None, Some((latitude, longitude))),
                Place::WholePerimeter => (None, None),
            };
            let geometry = match point {
                Some((latitude, longitude)) => {
                    json!({ "type": "Point", "coordinates": [longitude, latitude] })
                }
                None => zone.map_or(Value::Null, shape_of),
            };
            let mut row = self.by(readable.then_some(one.author), &names);
            row.extend(filled(json!({
                "id": one.id.to_string(),
                "number": one.number,
                "url": one.number.map(|number| {
                    format!("{}/plans/{}/proposals/{number}", cx.house().site.issuer, self.plan.slug)
                }),
                "title": title,
                "body": body,
                "precisions": if readable { added(&precisions, one) } else { String::new() },
                "language": one.language.tag(),
                "state": one.text.stage().as_str(),
                "visibility": one.visibility.as_str(),
                "origin": one.origin.as_str(),
                "theme": theme.map(|theme| theme.title.to_string()),
                "zone": zone.map(|zone| zone.title.to_string()),
                "latitude": point.map(|point| point.0),
                "longitude": point.map(|point| point.1),
                "published_at": at(one.text.published_at()),
                "version": one.version,
                "merged_into": one.merged_into.map(|id| id.to_string()),
                "comments": one.comment_count,
                "answer_state": answer.map(|answer| answer.state.stage().as_str()),
                "geometry": geometry,
            })));
            row
        });
        Ok(rows.collect())
    }

    async fn comments(&self, page: &[Proposal], said: &[Comment]) -> Result<Vec<Row>> {
        let names = self.names(said.iter().map(|one| one.author)).await?;
        let rows = said.iter().map(|one| {
            let proposal = page.iter().find(|proposal| proposal.id == one.proposal);
            let shown = one.is_shown();
            let body = if shown {
                one.visibility.masked(one.body.as_str()).into_owned()
            } else {
                String::new()
            };
            let mut row = self.by(shown.then_some(one.author), &names);
            row.extend(filled(json!({
                "id": one.id.to_string(),
                "proposal_id": one.proposal.to_string(),
                "proposal_number": proposal.and_then(|proposal| proposal.number),
                "parent_id": one.parent.map(|id| id.to_string()),
                "depth": one.depth,
                "position": one.position.filter(|_| shown).map(domain::comments::Position::as_str),
                "body": body,
                "language": one.language.tag(),
                "state": one.text.stage().as_str(),
                "visibility": one.visibility.as_str(),
                "origin": one.origin.as_str(),
                "published_at": at(one.text.published_at()),
                "edited_at": at(one.edited_at),
                "useful": one.useful,
                "useful_taken_over": one.useful_taken_over,
            })));
            row
        });
        Ok(rows.collect())
    }

    /// What is attached to these texts; what a decision hides by itself has no row, whoever reads.
    async fn attachments(&self, page: &[Proposal], shown: Vec<Shown<'_>>) -> Result<Vec<Row>> {
        let items: Vec<Item> = shown.iter().map(|(item, ..)| *item).collect();
        let found = crate::attachments::of_items(&self.reader, &items).await?;
        let issuer = &self.reader.house().site.issuer;
        let rows = found.into_iter().filter_map(|(item, one)| {
            let (_, proposal, comment, shows) = shown.iter().find(|(shown, ..)| *shown == item)?;
            if shows.hides(one.id) {
                return None;
            }
            let number = page.iter().find(|it| it.id == *proposal)?.number;
            let (width, height) = match one.kind {
                AttachmentKind::Photo { width, height } => (Some(width), Some(height)),
                AttachmentKind::Pdf => (None, None),
            };
            let size = one.kind.sizes().last()?;
            Some(filled(json!({
                "id": one.id.to_string(),
                "proposal_id": proposal.to_string(),
                "proposal_number": number,
                "comment_id": comment.map(|id| id.to_string()),
                "kind": one.kind.as_str(),
                "description": one.description.as_str(),
                "width": width,
                "height": height,
                "bytes": one.bytes,
                "url": format!("{issuer}/files/{}/{}", one.id, size.as_str()),
            })))
        });
        Ok(rows.collect())
    }

    async fn votes(&self, page: &[Proposal]) -> Result<Vec<Row>> {
        let these: Vec<_> = page.iter().map(|one| (one.id, one.plan)).collect();
        let totals = crate::voting::totals_of(&self.reader, &these).await?;
        // Votes on paper are told apart after the end, and never where few people would be told with them.
        let results = crate::voting::results_of(&self.reader, &these).await?;
        let rows = page.iter().filter_map(|one| {
            let tally = totals.get(&one.id);
            let paper = results.get(&one.id).and_then(|cells| cells.get(&Means::Paper));
            if tally.is_none() && one.votes_taken_over.is_none() {
                return None;
            }
            Some(filled(json!({
                "proposal_id": one.id.to_string(),
                "proposal_number": one.number,
                "in_favour": tally.map(|tally| tally.in_favour),
                "against": tally.map(|tally| tally.against),
                "neither": tally.map(|tally| tally.neither),
                "paper_in_favour": paper.map(|tally| tally.in_favour),
                "paper_against": paper.map(|tally| tally.against),
                "paper_neither": paper.map(|tally| tally.neither),
                "taken_over": one.votes_taken_over,
            })))
        });
        Ok(rows.collect())
    }

    async fn answers(&self, page: &[Proposal]) -> Result<Vec<Row>> {
        let ids: Vec<_> = page.iter().filter_map(|one| one.answer).collect();
        let answers = crate::answers::by_ids(&self.reader, &ids).await?;
        let rows = page.iter().filter_map(|one| {
            let answer = answers.iter().find(|answer| Some(answer.id) == one.answer)?;
            Some(answered(one, answer))
        });
        Ok(rows.collect())
    }

    async fn participation(&self) -> Result<Vec<Row>> {
        let cx = &self.reader;
        let told = crate::plans::participation_of(cx, &[self.plan.id]).await?;
        let zones = crate::plans::zones_of(cx, &[self.plan.id]).await?;
        let Some(told) = told.get(&self.plan.id) else {
            return Ok(Vec::new());
        };
        let mut rows = vec![count("people", "", told.people)];
        rows.extend(told.zones.iter().map(|cell| {
            let zone = cell.of.and_then(|id| zone_of(&zones, id));
            count(
                "people_by_zone",
                zone.map_or("", |zone| zone.title.as_str()),
                cell.people,
            )
        }));
        let channels = told.channels.iter();
        rows.extend(channels.map(|cell| count("people_by_channel", cell.of.as_str(), cell.people)));
        Ok(rows)
    }

    async fn moderation(&self) -> Result<Vec<Row>> {
        let begun = self.plan.state.published_at().unwrap_or(self.plan.created_at);
        let now = self.reader.now();
        let period = Period::new(Day::of(begun.min(now)), Day::of(now))
            .map_err(|_out_of_order| Error::internal("a plan was published after today"))?;
        let figures = crate::moderation::figures(&self.reader, period, Some(self.plan.id)).await?;
        let Some(figures) = figures else {
            return Ok(Vec::new());
        };
        let mut rows = Vec::new();
        let notices = figures.notices.iter();
        rows.extend(notices.map(|(kind, number)| count("notices", kind.as_str(), Some(*number))));
        let decisions = figures.decisions.iter();
        rows.extend(decisions.map(|(action, number)| count("decisions", action, Some(*number))));
        rows.push(count("reviews", "", Some(figures.reviews)));
        rows.push(count("reversals", "", Some(figures.reversals)));
        rows.push(count("open_cases", "", Some(figures.open)));
        rows.push(count("overdue_cases", "", Some(figures.overdue)));
        Ok(rows)
    }

    async fn zones(&self) -> Result<Vec<Row>> {
        let zones = crate::plans::zones_of(&self.reader, &[self.plan.id]).await?;
        let rows = zones.iter().map(|zone| {
            filled(json!({
                "id": zone.id.to_string(),
                "title": zone.title.as_str(),
                "position": zone.position,
                "geometry": shape_of(zone),
            }))
        });
        Ok(rows.collect())
    }

    async fn operations(&self) -> Result<Vec<Row>> {
        let operations = crate::plans::operations_of(&self.reader, &[self.plan.id]).await?;
        let ids: Vec<OrganisationId> = operations.iter().filter_map(|one| one.organisation).collect();
        let organisations = crate::organisations::by_ids(&self.reader, &ids).await?;
        let rows = operations.iter().map(|one| {
            let organisation = organisations.iter().find(|it| Some(it.id) == one.organisation);
            filled(json!({
                "id": one.id.to_string(),
                "kind": one.kind.as_str(),
                "title": one.title.as_str(),
                "description": one.description.as_str(),
                "organisation": organisation.map(|it| it.name.as_str()),
                "starts_at": at(one.starts_at),
                "ends_at": at(one.ends_at),
                "geometry": one.footprint.as_ref().map(|shape| geometry(shape.as_str())),
            }))
        });
        Ok(rows.collect())
    }

    /// Who speaks: a pseudonym that is the same through the plan and tells nothing outside of it, and for staff the name.
    fn by(&self, author: Option<Author>, names: &Names) -> Row {
        let mut row = Row::new();
        let Some(author) = author else { return row };
        let author = uuid(author);
        row.insert("author".to_owned(), Value::String(self.pseudonym(author)));
        if let Some((id, name)) = names.get(&author) {
            row.insert("author_id".to_owned(), Value::from(id.as_str()));
            row.insert("author_name".to_owned(), Value::from(name.as_str()));
        }
        row
    }

    fn pseudonym(&self, author: Uuid) -> String {
        let key = self.reader.root_key().derive(Purpose::Pseudonym);
        let hash = key.hmac(&[self.plan.id.uuid().as_bytes(), author.as_bytes()]);
        let digits = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
        digits.collect()
    }

    async fn names(&self, authors: impl Iterator<Item = Author>) -> Result<Names> {
        let mut names = Names::new();
        if self.edition == Edition::Open {
            return Ok(names);
        }
        let (mut accounts, mut attributions) = (Vec::new(), Vec::new());
        for author in authors {
            match author {
                Author::Account(id) => accounts.push(id),
                Author::Attribution(id) => attributions.push(id),
            }
        }
        for account in crate::accounts::by_ids(&self.reader, &accounts).await? {
            let named = (account.id.to_string(), account.display_name.to_string());
            names.insert(account.id.uuid(), named);
        }
        for one in crate::proposals::attributions_by_ids(&self.reader, &attributions).await? {
            names.insert(one.id.uuid(), (one.id.to_string(), one.label));
        }
        Ok(names)
    }
}

fn uuid(author: Author) -> Uuid {
    match author {
        Author::Account(id) => id.uuid(),
        Author::Attribution(id) => id.uuid(),
    }
}

fn zone_of(zones: &[Zone], id: ZoneId) -> Option<&Zone> {
    zones.iter().find(|zone| zone.id == id)
}

fn shape_of(zone: &Zone) -> Value {
    let shape = zone.geometry.as_ref();
    shape.map_or(Value::Null, |shape| geometry(shape.as_str()))
}

fn geometry(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// What the author added, as paragraphs; a text whose passages are masked keeps its additions to itself.
fn added(precisions: &[Precision], proposal: &Proposal) -> String {
    if proposal.visibility.masks_words() {
        return String::new();
    }
    let of = precisions.iter().filter(|one| one.proposal == proposal.id);
    let texts: Vec<&str> = of.map(|one| one.body.as_str()).collect();
    texts.join("\n\n")
}

fn at(instant: Option<Timestamp>) -> Option<String> {
    instant.map(|at| at.to_string())
}

fn count(measure: &str, of: &str, value: Option<u64>) -> Row {
    filled(json!({ "measure": measure, "of": of, "value": value }))
}

pub(super) fn filled(row: Value) -> Row {
    match row {
        Value::Object(row) => row,
        _ => Row::new(),
    }
}

fn answered(proposal: &Proposal, answer: &Answer) -> Row {
    let ruling = answer.state.ruling();
    let reason = match &answer.state {
        AnswerState::Abandoned { reason, .. } => Some(reason.as_str()),
        _ => ruling.map(|ruling| ruling.reason.as_str()),
    };
    let handed = answer.transfer.as_ref();
    #[expect(clippy::cast_precision_loss, reason = "no town spends 2⁵³ cents")]
    let cost = answer.cost_cents.map(|cents| cents as f64 / 100.0);
    filled(json!({
        "proposal_id": proposal.id.to_string(),
        "proposal_number": proposal.number,
        "answer_id": answer.id.to_string(),
        "state": answer.state.stage().as_str(),
        "decision": ruling.map(|ruling| ruling.decision.as_str()),
        "organisation": answer.study.organisation.as_ref().map(domain::text::Title::as_str),
        "studied_since": at(Some(answer.study.since)),
        "due_at": at(Some(answer.due())),
        "answered_at": at(ruling.map(|ruling| ruling.at)),
        "reason": reason,
        "cost_euros": cost,
        "calendar": answer.calendar.as_str(),
        "deliberation": answer.deliberation.as_ref().map(domain::text::Title::as_str),
        "transferred_to": handed.map(|handed| handed.to.as_str()),
        "transfer_reason": handed.map(|handed| handed.reason.as_str()),
    }))
}
