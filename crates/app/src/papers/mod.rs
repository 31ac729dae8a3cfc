//! Piles of paper forms and ballots: opened, typed twice, settled, and closed by two signatures.
//!
//! What is typed lies sealed until the batch is closed, and is then erased: codes of ballots are stored in no other way
//! than by their hashes, and what a ballot says stands nowhere beside its code.

mod close;
mod enter;
mod open;
mod queries;
mod settle;

pub use close::{PaperCount, paper_counts, sign};
pub use enter::{Row, enter};
pub use open::{OpenBatch, open_batch};
pub use queries::{Board, board, mine, print};
pub use settle::{Choice, Which, settle};

use auth::keys::WrappedKind;
use domain::{
    Code,
    papers::{Batch, BatchId, Pass, Typed},
    plans::Plan,
    policy::recordings::Record,
};
use persistence::{Read, Tx, papers::Sealed};

use crate::{
    Cx, Error, Result,
    error::{OrHidden, OrNotFound},
};

/// The plan of a batch, for those who type in it.
async fn plan_of(cx: &Cx, from: &impl Read, batch: &Batch) -> Result<Plan> {
    let plan = persistence::plans::by_id(from, &cx.scope(), batch.plan)
        .await?
        .or_not_found(Code::BatchNotFound)?;
    let permitted = cx.actor.may(Record, plan).or_hidden(Code::BatchNotFound)?;
    Ok(permitted.subject().clone())
}

/// The batch and its plan, for those who type in it. Whoever does not learns nothing, not even that it is there.
async fn found(cx: &Cx, id: BatchId) -> Result<(Batch, Plan)> {
    cx.actor.person()?;
    let batch = persistence::papers::by_id(cx.db(), id)
        .await?
        .or_not_found(Code::BatchNotFound)?;
    match plan_of(cx, cx.db(), &batch).await {
        Ok(plan) => Ok((batch, plan)),
        Err(Error::Denied(_)) => Err(Error::NotFound(Code::BatchNotFound)),
        Err(error) => Err(error),
    }
}

/// The same, locked until the transaction ends.
async fn locked(cx: &Cx, tx: &Tx, id: BatchId) -> Result<(Batch, Plan)> {
    let batch = persistence::papers::lock(tx, id)
        .await?
        .or_not_found(Code::BatchNotFound)?;
    let plan = plan_of(cx, tx, &batch).await?;
    Ok((batch, plan))
}

fn row_of(batch: BatchId, sheet: u32, pass: Pass) -> Vec<u8> {
    let pass = match pass {
        Pass::First => 1,
        Pass::Second => 2,
    };
    let mut row = batch.uuid().as_bytes().to_vec();
    row.extend_from_slice(&sheet.to_be_bytes());
    row.push(pass);
    row
}

fn seal(cx: &Cx, batch: BatchId, typed: &Typed, pass: Pass) -> Result<Sealed> {
    let plain = serde_json::to_vec(&typed.cells).map_err(Error::internal)?;
    let row = row_of(batch, typed.sheet, pass);
    Ok(Sealed {
        sheet: typed.sheet,
        pass,
        sealed: cx.root_key().wrap(&plain, WrappedKind::Sheet, &row),
    })
}

/// What was typed, of both passes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Both {
    pub(crate) first: Vec<Typed>,
    pub(crate) second: Vec<Typed>,
}

impl Both {
    /// What one of the two typed.
    pub(crate) fn of(&self, pass: Pass) -> &[Typed] {
        match pass {
            Pass::First => &self.first,
            Pass::Second => &self.second,
        }
    }
}

async fn typed(cx: &Cx, from: &impl Read, batch: BatchId) -> Result<Both> {
    let mut both = Both::default();
    for one in persistence::papers::sheets(from, batch).await? {
        let row = row_of(batch, one.sheet, one.pass);
        let plain = cx
            .root_key()
            .open(&one.sealed, WrappedKind::Sheet, &row)
            .map_err(Error::internal)?;
        let typed = Typed {
            sheet: one.sheet,
            cells: serde_json::from_slice(&plain)
                .map_err(|_opaque| Error::internal("a sheet cannot be read"))?,
        };
        match one.pass {
            Pass::First => both.first.push(typed),
            Pass::Second => both.second.push(typed),
        }
    }
    Ok(both)
}
