//! Taking over the debate of an earlier platform.
//!
//! A thread reads the files while what it has read is stored, some hundred rows a transaction. Each transaction also
//! notes which row became what (`imported_rows`), so that an import that was cut short goes on where it stopped, and
//! one that runs again changes nothing:
//!
//! - A row that was taken over before and has not changed is passed over.
//! - A row that has changed brings what it became up to date: other words are a new version, theme, place and totals
//!   follow. What was changed here in the meantime stays as it is here, and the report says so.
//! - A row that is no longer in the file stays.
//!
//! Imports record one event, `plan.imported`, at their end, however many rows they store: whoever follows a plan reads
//! it anew rather than 23,000 events. An import that stores nothing records none; one that was cut short records it
//! when it is run to its end.

use std::{
    io::{self, Read as Bytes},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    Code, EventKind, FieldError, Language, NewEvent, Permitted, Scope, Timestamp,
    plans::{NAME, Plan, PlanId, TITLE, Texts},
    policy::{exchange::Import, plans::Site},
    refusal::{Fault, Fields},
    text::{Body, Slug, Title},
};
use persistence::{Tx, exchange::Origin};
use tokio::sync::mpsc;

use super::{Finding, Form, Report, Settings, Summary};
use crate::{Cx, Error, Result};

pub(super) mod answers;
mod comments;
mod known;
mod proposals;
mod reading;

use known::Known;
use reading::Batch;

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A look at its beginning.
    Look,
    /// Taking over proposals.
    Proposals,
    /// Finding out who answers whom.
    Threads,
    /// Taking over comments: once for a file in order, again where answers stand before what they answer.
    Comments,
}

/// Opens a file, as often as it is read.
pub type Opener = Box<dyn FnMut(Purpose) -> io::Result<Box<dyn Bytes>> + Send>;

/// The files of a debate.
pub struct Files {
    /// The proposals.
    pub proposals: Opener,
    /// The comments.
    pub comments: Option<Opener>,
}

/// An import as it is typed.
#[derive(Debug, Clone, Default)]
pub struct ImportInput {
    /// The slug of the plan; one that is new makes a plan.
    pub plan: String,
    /// The title of a new plan; its slug as words unless said.
    pub title: Option<String>,
    /// What the earlier platform is called in «repris de …»; unless said, the host of the first proposal's address, or
    /// the slug.
    pub source: Option<String>,
    /// BCP 47 tag of texts whose language the file does not say, and of a new plan; empty is French.
    pub language: String,
    /// The IANA name of the zone of times without one; empty is Europe/Paris.
    pub time_zone: String,
    /// Whether to tell what would be stored and store nothing.
    pub dry_run: bool,
}

/// Takes over a debate.
#[derive(Debug, Clone)]
pub struct ImportDebate {
    slug: Slug,
    title: Title,
    source: Option<String>,
    language: Language,
    time_zone: String,
    is_rehearsal: bool,
}

impl ImportDebate {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(input: &ImportInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let slug = fields.take("plan", Slug::parse(&input.plan));
        let title = match &input.title {
            Some(title) => fields.take("title", Title::parse(title, TITLE)),
            None => Some(in_words(&input.plan)),
        };
        let source = input.source.as_ref().map(|source| Title::parse(source, NAME));
        let source = source.map(|source| fields.take("source", source));
        let or = |text: &str, or: &str| if text.is_empty() { or } else { text }.to_owned();
        let language = Language::parse(&or(&input.language, "fr"));
        let language = fields.take("language", language.ok_or(Fault::new(Code::FieldMalformed)));
        let time_zone = or(&input.time_zone, "Europe/Paris");
        let is_zone = Settings::new(&time_zone, Language::French, Timestamp::default()).is_ok();
        let time_zone = is_zone.then_some(time_zone).ok_or(Fault::new(Code::FieldUnknown));
        let time_zone = fields.take("time_zone", time_zone);
        let command = (|| {
            Some(Self {
                slug: slug?,
                title: title?,
                source: match source {
                    Some(source) => Some(source?.to_string()),
                    None => None,
                },
                language: language?,
                time_zone: time_zone?,
                is_rehearsal: input.dry_run,
            })
        })();
        fields.finish(command)
    }
}

/// A slug as a title: `les-tilleuls` is «Les tilleuls».
fn in_words(slug: &str) -> Title {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    let first: String = letters
        .next()
        .map(char::to_uppercase)
        .into_iter()
        .flatten()
        .collect();
    Title::from_history(&format!("{first}{}", letters.as_str()))
}

/// What became of the rows of a file that were not refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// They are new here.
    pub new: u64,
    /// They have changed since they were taken over.
    pub changed: u64,
    /// They are here as they are there.
    pub unchanged: u64,
}

impl Tally {
    /// All of them.
    pub const fn rows(&self) -> u64 {
        self.new + self.changed + self.unchanged
    }

    fn add(&mut self, more: Self) {
        self.new += more.new;
        self.changed += more.changed;
        self.unchanged += more.unchanged;
    }
}

/// What an import did, or would have done.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The plan.
    pub plan: PlanId,
    /// Whether the plan is new.
    pub is_new_plan: bool,
    /// What the earlier platform is called.
    pub source: String,
    /// The proposals.
    pub proposals: Tally,
    /// The comments.
    pub comments: Tally,
    /// How much was put right and refused.
    pub summary: Summary,
    /// The first 200 findings.
    pub first: Vec<Finding>,
}

/// One import while it runs.
struct Run<'a> {
    cx: &'a Cx,
    permitted: Permitted<Import, Site>,
    /// The plan as it was found, or as it will be made with the first rows that are stored.
    plan: Plan,
    origin: Origin,
    settings: Settings,
    is_rehearsal: bool,
    now: Timestamp,
    known: Known,
    proposals: Tally,
    comments: Tally,
}

/// The report, shared by the thread that reads and the task that stores.
#[derive(Clone)]
struct Reports(Arc<Mutex<Report>>);

impl Reports {
    /// The report; a panic elsewhere leaves it as it was.
    fn lock(&self) -> MutexGuard<'_, Report> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes over a debate, for admins of the whole site: every row is stored or in the report.
#[tracing::instrument(name = "exchange.import", skip_all, fields(plan.slug = %command.slug))]
pub async fn import(
    cx: &Cx,
    command: ImportDebate,
    form: Form,
    files: Files,
    report: Report,
) -> Result<Outcome> {
    let permitted = cx.actor.may(Import, Site)?;
    let now = cx.decided_at(cx.db()).await?;
    let found = persistence::plans::by_slug(cx.db(), &Scope::system(), &command.slug).await?;
    let language = found.as_ref().map_or(&command.language, |plan| &plan.language);
    let settings = Settings::new(&command.time_zone, language.clone(), now).map_err(Error::internal)?;
    let (source, mut files) = reading::source(&command, form, &settings, files).await?;
    let is_new_plan = found.is_none();
    let plan = found.unwrap_or_else(|| open_plan(cx, &permitted, &command, &source, now));
    let origin = Origin {
        plan: plan.id,
        source,
    };
    let mut run = Run {
        known: Known::load(cx, &origin).await?,
        cx,
        permitted,
        plan,
        origin,
        settings,
        is_rehearsal: command.is_rehearsal,
        now,
        proposals: Tally::default(),
        comments: Tally::default(),
    };
    let reports = Reports(Arc::new(Mutex::new(report)));
    let (batches, mut read) = mpsc::channel(2);
    let reading = {
        let (settings, reports) = (run.settings.clone(), reports.clone());
        let earlier = run.known.earlier_proposals();
        tokio::task::spawn_blocking(move || {
            reading::read(&mut files, form, &settings, earlier, &reports, &batches)
        })
    };
    while let Some(batch) = read.recv().await {
        run.take(&batch, &reports).await?;
    }
    reading.await.map_err(Error::internal)?.map_err(Error::internal)?;
    if !run.is_rehearsal {
        run.finish().await?;
    }
    let report = Arc::into_inner(reports.0).ok_or_else(|| Error::internal("the report is still written"))?;
    let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    let first = report.first().to_vec();
    Ok(Outcome {
        plan: run.plan.id,
        is_new_plan,
        source: run.origin.source,
        proposals: run.proposals,
        comments: run.comments,
        summary: report.finish().map_err(Error::internal)?,
        first,
    })
}

/// The plan of a slug that is new.
fn open_plan(
    cx: &Cx,
    permitted: &Permitted<Import, Site>,
    command: &ImportDebate,
    source: &str,
    now: Timestamp,
) -> Plan {
    let language = command.language.clone();
    let summary = Body::from_history(&messages::imported_summary(source, &language));
    let phase = (cx.new_id(), messages::imported_phase(&language));
    let texts = Texts {
        title: command.title.clone(),
        summary,
        easy_summary: Body::default(),
        body: Body::default(),
        decided: Body::default(),
        open_to_debate: Body::default(),
        perimeter: None,
        language,
    };
    permitted.open_plan(cx.new_id(), command.slug.clone(), texts, phase, now)
}

impl Run<'_> {
    /// Stores a batch, or finds out what storing it would do.
    async fn take(&mut self, batch: &Batch, reports: &Reports) -> Result<()> {
        match batch {
            Batch::Proposals(rows) => {
                let planned = if self.is_rehearsal {
                    proposals::rehearse(self, rows).await?
                } else {
                    let run = &*self;
                    run.cx.write(|tx| proposals::store(run, tx, rows)).await?
                };
                self.proposals.add(planned.tally);
                let mut report = reports.lock();
                self.known
                    .learn(planned, self.is_rehearsal, |finding| report.add(finding));
            }
            Batch::Comments(rows) => {
                let planned = if self.is_rehearsal {
                    comments::rehearse(self, rows).await?
                } else {
                    let run = &*self;
                    run.cx.write(|tx| comments::store(run, tx, rows)).await?
                };
                self.comments.add(planned.tally);
                let mut report = reports.lock();
                self.known.learn_comments(planned, |finding| report.add(finding));
            }
        }
        Ok(())
    }

    /// Locks the plan, and makes it if it is new; notes that the import has something to store.
    async fn begin(&self, tx: &Tx) -> Result<()> {
        if persistence::plans::lock(tx, &Scope::system(), self.plan.id)
            .await?
            .is_none()
        {
            persistence::plans::insert(tx, &self.plan).await?;
        }
        Ok(persistence::exchange::begin(tx, &self.origin, self.now).await?)
    }

    /// Dates the plan and records the event, if anything was stored since the last import that ended.
    async fn finish(&self) -> Result<()> {
        self.cx.write(|tx| self.finish_in(tx)).await
    }

    async fn finish_in(&self, tx: Tx) -> Result<()> {
        let Some(plan) = persistence::plans::lock(&tx, &Scope::system(), self.plan.id).await? else {
            // Nothing was stored, so no plan was made.
            return Ok(());
        };
        if !persistence::exchange::finish(&tx, &self.origin, self.now).await? {
            return Ok(());
        }
        if let Some((first, last)) = persistence::proposals::written_between(&tx, plan.id).await?
            && let Some(dated) = self.permitted.date_plan(&plan, first, last)
        {
            persistence::plans::save(&tx, &dated, plan.version).await??;
        }
        let event = NewEvent::new(EventKind::PlanImported, Some(plan.id), plan.id, self.now);
        persistence::outbox::record(&tx, event).await?;
        Ok(())
    }
}
