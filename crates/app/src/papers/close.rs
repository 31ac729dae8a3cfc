//! Signing the count of a batch. With the second signature its sheets are published or counted, all or none.

use std::fmt::Write as _;

use domain::{
    Code, FieldError,
    accounts::AccountRefusal,
    papers::{Batch, BatchId, BatchKind, BatchRefusal, Count, Signed, Typed},
    plans::{Plan, PlanId},
    proposals::ProposalId,
    refusal::{Fault, Fields},
    voting::Choice,
};
use persistence::{Tx, papers::StoredCount};
use sha2::{Digest, Sha256};

use super::{Both, enter};
use crate::{Cx, Error, Result, error::OrNotFound, recordings, recordings::RecordWords, voting};

/// What becomes of a sheet.
enum Becomes {
    Words(RecordWords),
    Ballot(auth::ballot_codes::BallotCode, Vec<(ProposalId, Choice)>),
}

/// Signs how many sheets of a batch were collected, by somebody who has signed in within 15 minutes. The first signature
/// waits for another person's; with that the batch is closed: each form is a proposal with its receipt, each ballot counts,
/// and the count stands for good.
#[tracing::instrument(name = "papers.sign", skip_all)]
pub async fn sign(cx: &Cx, id: BatchId, collected: u32) -> Result<Batch> {
    let (batch, plan) = super::found(cx, id).await?;
    // Requests that hold no session are those of tests and commands.
    if let Some(session) = cx.session {
        let session = persistence::accounts::session(cx.db(), session).await?;
        let session = session.ok_or(AccountRefusal::SignInAgain)?;
        session.must_be_fresh(cx.decided_at(cx.db()).await?)?;
    }
    let both = super::typed(cx, cx.db(), id).await?;
    let becomes = all_become(cx, &batch, &plan, &both.first).await?;
    cx.write(|tx| {
        let (batch, both, becomes) = (&batch, &both, &becomes);
        async move { sign_in(cx, tx, (batch, collected), both, becomes).await }
    })
    .await
}

/// What each sheet becomes; a sheet that cannot be taken any more is told by its number.
async fn all_become(cx: &Cx, batch: &Batch, plan: &Plan, typed: &[Typed]) -> Result<Vec<(u32, Becomes)>> {
    let (mut fields, mut becomes) = (Fields::default(), Vec::new());
    for one in typed.iter().filter(|one| one.aside().is_none()) {
        let read = match batch.kind {
            BatchKind::Words => enter::words(cx, batch, plan, one).await.map(Becomes::Words),
            BatchKind::Votes => enter::ballot(cx, plan, one)
                .await
                .map(|(code, marks)| Becomes::Ballot(code, marks.marks)),
        };
        match read {
            Ok(read) => becomes.push((one.sheet, read)),
            Err(Error::Invalid(wrong)) => {
                for FieldError { field, fault } in wrong {
                    fields.refuse(format!("sheets.{}.{field}", one.sheet), fault);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(fields.finish(Some(becomes))?)
}

async fn sign_in(
    cx: &Cx,
    tx: Tx,
    (read, collected): (&Batch, u32),
    both: &Both,
    becomes: &[(u32, Becomes)],
) -> Result<Batch> {
    let (batch, plan) = super::locked(cx, &tx, read.id).await?;
    if batch.version != read.version {
        return Err(BatchRefusal::ChangedMeanwhile.into());
    }
    let who = cx.actor.person()?.account;
    let now = cx.decided_at(&tx).await?;
    let signed = batch.signed_by(who, collected, (&both.first, &both.second), now)?;
    let (batch, count) = match signed {
        Signed::Once(batch) => {
            persistence::papers::save(&tx, &batch).await?;
            return Ok(batch);
        }
        Signed::Twice(batch, count) => (batch, count),
    };
    for (sheet, one) in becomes {
        let done = match one {
            Becomes::Words(command) => {
                recordings::record_as(cx, tx.clone(), command, batch.recording(*sheet))
                    .await
                    .map(drop)
            }
            Becomes::Ballot(code, marks) => {
                voting::count_in(cx, &tx, batch.plan, code, marks).await.map(drop)
            }
        };
        done.map_err(|error| of_sheet(*sheet, error))?;
    }
    persistence::papers::drop_sheets(&tx, batch.id).await?;
    persistence::papers::save(&tx, &batch).await?;
    // The plan's lock keeps counts in one chain.
    persistence::plans::lock(&tx, &cx.scope(), plan.id)
        .await?
        .or_not_found(Code::BatchNotFound)?;
    let before = persistence::papers::last_count(&tx, plan.id).await?;
    let stored = stored(&batch, &count, before);
    persistence::papers::insert_count(&tx, plan.id, &count, stored).await?;
    Ok(batch)
}

/// What is refused of a sheet is told with its number; why a phase is closed stays as it is.
fn of_sheet(sheet: u32, error: Error) -> Error {
    let code = match &error {
        Error::Refused(domain::Refusal::Voting(refusal)) => refusal.code(),
        Error::NotFound(code @ Code::VotingCodeNotFound) => *code,
        _ => return error,
    };
    let mut fields = Fields::default();
    fields.refuse(format!("sheets.{sheet}.code"), Fault::new(code));
    match fields.finish(Some(())) {
        Ok(()) => error,
        Err(wrong) => wrong.into(),
    }
}

/// The line that is hashed says all that is counted, and the hash of the count before it.
fn stored(batch: &Batch, count: &Count, before: Option<StoredCount>) -> StoredCount {
    let number = before.as_ref().map_or(1, |before| before.number + 1);
    let previous = before.map_or_else(|| "0".repeat(64), |before| hexadecimal(&before.hash));
    let line = format!(
        "fabrique-paper-count:v1 plan={} count={number} batch={} kind={} handed_out={} collected={} entered={} blank={} \
         refused={} typed={} signatures=2 previous={previous}",
        batch.plan,
        batch.number,
        batch.kind.as_str(),
        batch.sheets,
        count.sums.collected(),
        count.sums.entered,
        count.sums.blank,
        count.sums.refused,
        if batch.double { "twice" } else { "once" },
    );
    let hash: [u8; 32] = Sha256::digest(&line).into();
    StoredCount {
        number,
        line,
        hash: hash.to_vec(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The signed count of a closed batch.
#[derive(Debug, Clone)]
pub struct PaperCount {
    /// The batch.
    pub batch: Batch,
    /// How many sheets were what.
    pub sums: domain::papers::Sums,
    /// The line that is hashed.
    pub line: String,
    /// Its SHA-256, in hexadecimal digits.
    pub hash: String,
}

/// The signed counts of a plan, oldest first, for everybody; none of a plan that the actor does not see.
pub async fn paper_counts(cx: &Cx, plan: PlanId) -> Result<Vec<PaperCount>> {
    if crate::plans::by_id(cx, plan).await?.is_none() {
        return Ok(Vec::new());
    }
    let batches = persistence::papers::of_plans(cx.db(), &[plan]).await?;
    let counts = persistence::papers::counts(cx.db(), plan).await?;
    Ok(counts
        .into_iter()
        .filter_map(|(id, stored)| {
            let batch = batches.iter().find(|batch| batch.id == id)?.clone();
            let (_, sums) = batch.signed?;
            Some(PaperCount {
                sums,
                batch,
                line: stored.line,
                hash: hexadecimal(&stored.hash),
            })
        })
        .collect())
}
