//! Taking over the debate of an earlier platform.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
};

use app::{
    Cx,
    exchange::{self, Files, Form, ImportDebate, ImportInput, Opener, Outcome, Purpose, Report, Tally},
};
use clap::{Args, Subcommand};

use super::{Failure, progress, say, serve};
use crate::config::Config;

/// Which form the files are in. The exit code is 0 when every row was stored, those that were put right included, and
/// 3 when any was refused.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Reads Fabrique's own form: JSON Lines.
    Jsonl(ImportArgs),
    /// Reads Decidim's open data: CSV with the headers of any version.
    Decidim(ImportArgs),
}

/// What to take over, and where to.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The slug of the plan; one that is new makes a plan, closed from the start.
    #[arg(long, value_name = "SLUG")]
    plan: String,
    /// The file of proposals, plain or gzipped.
    #[arg(long, value_name = "FILE")]
    proposals: PathBuf,
    /// The file of comments, plain or gzipped.
    #[arg(long, value_name = "FILE")]
    comments: Option<PathBuf>,
    /// Reads and checks everything, tells what would be stored, and stores nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where to write what was put right and refused, as CSV: row, field, value, code, message.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The title of a new plan; otherwise its slug as words.
    #[arg(long)]
    title: Option<String>,
    /// What the earlier platform is called in «repris de …»; otherwise the host of the first proposal's address, or the
    /// slug. Keep it the same when you import again.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The language of texts that say none, and of a new plan.
    #[arg(long, value_name = "TAG", default_value = "fr")]
    language: String,
    /// The time zone of times that say none.
    #[arg(long, value_name = "ZONE", default_value = "Europe/Paris")]
    time_zone: String,
}

pub(super) async fn run(config: &Config, command: Import) -> Result<(), Failure> {
    let (form, args) = match command {
        Import::Jsonl(args) => (Form::JsonLines, args),
        Import::Decidim(args) => (Form::Decidim, args),
    };
    let command = ImportDebate::parse(&ImportInput {
        plan: args.plan.clone(),
        title: args.title,
        source: args.source,
        language: args.language,
        time_zone: args.time_zone,
        dry_run: args.dry_run,
    })
    .map_err(Failure::Typed)?;
    let files = Files {
        proposals: opener(args.proposals)?,
        comments: args.comments.map(opener).transpose()?,
    };
    let report = match &args.report {
        None => Report::unwritten(),
        Some(path) => {
            let file = File::create(path).map_err(|error| unopened(path, error))?;
            Report::new(BufWriter::new(file))
        }
    };
    let (_lock, house) = serve::open(config).await?;
    let cx = Cx::system(house, "import");
    let outcome = exchange::import(&cx, command, form, files, report).await?;
    say(&told(&args.plan, &outcome, args.dry_run, args.report.as_deref()))?;
    match outcome.summary.refused {
        0 => Ok(()),
        refused => Err(Failure::RowsRefused(refused)),
    }
}

fn unopened(path: &Path, error: io::Error) -> Failure {
    Failure::File(path.display().to_string(), error)
}

/// Opens a file with a bar that shows how much of it was read.
fn opener(path: PathBuf) -> Result<Opener, Failure> {
    File::open(&path).map_err(|error| unopened(&path, error))?;
    Ok(Box::new(move |purpose| {
        let file = File::open(&path)?;
        let label = match purpose {
            Purpose::Look => return Ok(Box::new(file)),
            Purpose::Proposals => "proposals",
            Purpose::Threads => "who answers whom",
            Purpose::Comments => "comments",
        };
        Ok(progress::reading(label, file))
    }))
}

/// What an import did, in a few lines.
fn told(plan: &str, outcome: &Outcome, dry_run: bool, report: Option<&Path>) -> String {
    let Outcome {
        plan: _,
        is_new_plan,
        source,
        proposals,
        comments,
        summary,
        first,
    } = outcome;
    let mut lines = String::new();
    let made = if *is_new_plan {
        "a new plan"
    } else {
        "a plan that was there"
    };
    let would = if dry_run {
        "; nothing is stored, this is what would be"
    } else {
        ""
    };
    let _ = writeln!(lines, "{plan}: {made}, taken over from {source}{would}");
    let tally = |tally: &Tally| {
        let Tally {
            new,
            changed,
            unchanged,
        } = tally;
        format!("{new} new, {changed} changed, {unchanged} unchanged")
    };
    let _ = writeln!(lines, "proposals: {}", tally(proposals));
    let _ = writeln!(lines, "comments: {}", tally(comments));
    let _ = writeln!(
        lines,
        "put right: {}, refused: {}",
        summary.mended, summary.refused
    );
    let codes: &BTreeMap<_, _> = &summary.by_code;
    for (code, count) in codes {
        let _ = writeln!(lines, "  {code}: {count}");
    }
    if let Some(report) = report {
        let _ = writeln!(lines, "each of them is in {}", report.display());
        return lines;
    }
    for finding in first.iter().take(20) {
        let (file, row, field) = (finding.file.name(), finding.row, &finding.field);
        let _ = writeln!(lines, "  {file} row {row} {field}: {}", finding.message);
    }
    if summary.mended + summary.refused > 20 {
        lines.push_str("  … and more: --report FILE writes them all\n");
    }
    lines
}
