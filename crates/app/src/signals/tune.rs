//! Setting a signal otherwise.

use domain::{
    FieldError,
    policy::signals::Tune,
    refusal::Fields,
    signals::{Signal, SignalKind, SignalMode, SignalRefusal, threshold},
};
use persistence::Tx;

use crate::{Cx, Result};

/// Sets a signal, read at a version, otherwise.
#[derive(Debug, Clone, Copy)]
pub struct TuneSignal {
    kind: SignalKind,
    read_version: i64,
    mode: SignalMode,
    threshold: u32,
}

impl TuneSignal {
    /// Reads what was typed, or says what is wrong with it.
    pub fn parse(
        kind: SignalKind,
        read_version: i64,
        mode: SignalMode,
        typed: i32,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let threshold = fields.take("threshold", threshold(kind, typed));
        let command = threshold.map(|threshold| Self {
            kind,
            read_version,
            mode,
            threshold,
        });
        fields.finish(command)
    }
}

/// Sets a signal otherwise, and keeps who did, when, and how it was set before. Texts that were sent before are not
/// looked at again: a rehearsal tells what it would have hit.
#[tracing::instrument(name = "signals.tune", skip_all, fields(signal.kind = command.kind.as_str()))]
pub async fn tune(cx: &Cx, command: TuneSignal) -> Result<Signal> {
    cx.write(|tx| tune_in(cx, tx, command)).await
}

async fn tune_in(cx: &Cx, tx: Tx, command: TuneSignal) -> Result<Signal> {
    let TuneSignal {
        kind,
        read_version,
        mode,
        threshold,
    } = command;
    // Nothing is locked: two changes of one version meet at its row, and one of them is refused.
    let signal = persistence::signals::find(&tx, kind).await?;
    let now = cx.decided_at(&tx).await?;
    let change = cx
        .actor
        .may(Tune, signal)?
        .tune(read_version, mode, threshold, now)?;
    if persistence::signals::insert_change(&tx, &change).await? {
        Ok(change.to)
    } else {
        Err(SignalRefusal::ChangedMeanwhile.into())
    }
}
