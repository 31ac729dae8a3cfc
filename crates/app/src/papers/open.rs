//! Opening a batch.

use domain::{
    Code, FieldError,
    papers::{Batch, BatchId, BatchKind, SHEETS},
    plans::PlanId,
    policy::recordings::Record,
    recordings::PLACE,
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
};

/// Opens a batch.
#[derive(Debug, Clone)]
pub struct OpenBatch {
    plan: PlanId,
    kind: BatchKind,
    place: Title,
    sheets: u32,
    double: bool,
    key: Option<Key>,
}

impl OpenBatch {
    /// Reads what was typed, or says all that is wrong with it. Ballots are always typed by two people. `key` makes a
    /// repeated request have the effect of one.
    pub fn parse(
        plan: PlanId,
        kind: BatchKind,
        (place, sheets): (&str, u32),
        double: bool,
        key: Option<&str>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let place = fields.take("place", Title::parse(place, PLACE));
        let sheets = (1..=SHEETS).contains(&sheets).then_some(sheets).ok_or_else(|| {
            Fault::new(Code::FieldOutOfRange)
                .with("min", 1_u32)
                .with("max", SHEETS)
        });
        let sheets = fields.take("sheets", sheets);
        let command = match (place, sheets, key) {
            (Some(place), Some(sheets), Some(key)) => Some(Self {
                plan,
                kind,
                place,
                sheets,
                double: double || kind == BatchKind::Votes,
                key,
            }),
            _ => None,
        };
        fields.finish(command)
    }
}

/// Opens a batch, under the next number of its plan.
#[tracing::instrument(name = "papers.open", skip_all, fields(plan.id = %command.plan))]
pub async fn open_batch(cx: &Cx, command: OpenBatch) -> Result<Batch> {
    let once = Once::new(cx, command.key.as_ref(), "OpenBatch", &command);
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| open_in(cx, tx, &command),
            |batch| batch.id.uuid(),
            |tx, id| opened_before_in(tx, BatchId::new(id)),
        )
    })
    .await
}

async fn opened_before_in(tx: Tx, id: BatchId) -> Result<Batch> {
    let found = persistence::papers::by_id(&tx, id).await?;
    found.or_not_found(Code::BatchNotFound)
}

async fn open_in(cx: &Cx, tx: Tx, command: &OpenBatch) -> Result<Batch> {
    let plan = persistence::plans::lock(&tx, &cx.scope(), command.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let permitted = cx.actor.may(Record, plan).or_hidden(Code::PlanNotFound)?;
    let batch = Batch {
        id: cx.new_id(),
        plan: permitted.subject().id,
        number: persistence::papers::next_number(&tx, command.plan).await?,
        kind: command.kind,
        place: command.place.to_string(),
        sheets: command.sheets,
        double: command.double,
        opened_by: cx.actor.person()?.account,
        opened_at: cx.decided_at(&tx).await?,
        first_by: None,
        second_by: None,
        signed: None,
        closed_at: None,
        version: 1,
    };
    persistence::papers::insert(&tx, &batch).await?;
    Ok(batch)
}
