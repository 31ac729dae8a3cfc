//! Writing a plan's debate, and what the law wants published of moderation, to files.

use std::path::PathBuf;

use app::{
    Cx,
    exchange::{self, NewFile},
};
use clap::{Args, Subcommand};
use domain::{moderation::figures::Period, moderation_log::Day, refusal::Fields, text::Slug};

use super::{Failure, migrate, progress, say};
use crate::{compose, config::Config};

/// Which form to write.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// Writes Fabrique's own form, which `import jsonl` reads: JSON Lines, with what everybody may read.
    Jsonl(ExportArgs),
    /// Writes what the law wants published of moderation: a record of each restriction in the form of the European
    /// database (DSA art. 24(5)), and the sheets of the yearly report (Implementing Regulation (EU) 2024/2835).
    Moderation(ModerationArgs),
}

/// Which days, and where to.
#[derive(Debug, Args)]
pub(super) struct ModerationArgs {
    /// The first day, in Paris.
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Day,
    /// The last day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Day,
    /// Where the files go; the folder is made if it is not there. They get their names once all of them are whole.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

/// What to write, and where to.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The slug of the plan.
    #[arg(long, value_name = "SLUG")]
    plan: String,
    /// Where proposals go; a name that ends in .gz is packed. It gets its name once the export is whole.
    #[arg(long, value_name = "FILE")]
    proposals: PathBuf,
    /// Where comments go.
    #[arg(long, value_name = "FILE")]
    comments: PathBuf,
}

/// An export only reads, so it needs no lock: a server may run meanwhile.
pub(super) async fn run(config: &Config, command: Export) -> Result<(), Failure> {
    match command {
        Export::Jsonl(args) => debate(config, args).await,
        Export::Moderation(args) => moderation(config, &args).await,
    }
}

async fn opened(config: &Config) -> Result<Cx, Failure> {
    let db = compose::database(config).await?;
    if !migrate::is_up_to_date(&db).await {
        return Err(Failure::NotReady("run `fabrique migrate up` first".to_owned()));
    }
    Ok(Cx::system(compose::house(config, db).await?, "export"))
}

async fn moderation(config: &Config, args: &ModerationArgs) -> Result<(), Failure> {
    let mut fields = Fields::default();
    let period = fields.take("to", Period::new(args.from, args.to));
    let period = fields.finish(period).map_err(Failure::Typed)?;
    let cx = opened(config).await?;
    let bar = progress::writing("records");
    let written =
        app::moderation::export::export(&cx, period, &args.folder, |records| bar.inc(records)).await?;
    say(&format!(
        "{} decisions and {} sanctions\n",
        written.decisions, written.sanctions
    ))
}

async fn debate(config: &Config, args: ExportArgs) -> Result<(), Failure> {
    let slug = Slug::parse(&args.plan).map_err(|_fault| Failure::NoPlan(args.plan.clone()))?;
    let cx = opened(config).await?;
    let unopened = |path: &PathBuf| {
        let path = path.display().to_string();
        move |error| Failure::File(path, error)
    };
    let mut proposals = NewFile::create(&args.proposals).map_err(unopened(&args.proposals))?;
    let mut comments = NewFile::create(&args.comments).map_err(unopened(&args.comments))?;
    let bar = progress::writing("rows");
    let exported = exchange::export(&cx, &slug, &mut proposals, &mut comments, |rows| bar.inc(rows)).await?;
    let exported = exported.ok_or(Failure::NoPlan(args.plan))?;
    // Both are whole before either gets its name.
    let proposals = proposals.finish().map_err(Failure::Output)?;
    let comments = comments.finish().map_err(Failure::Output)?;
    proposals.rename().map_err(Failure::Output)?;
    comments.rename().map_err(Failure::Output)?;
    say(&format!(
        "{} proposals and {} comments\n",
        exported.proposals, exported.comments
    ))
}
