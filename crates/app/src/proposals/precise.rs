//! Adding a precision («précision») to a text that may not change any more.

use domain::{
    Code, EventKind, NewEvent,
    policy::proposals::Precise,
    proposals::{PRECISION, Precision, PrecisionId, ProposalId},
    refusal::Fields,
    text::Body,
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    signals,
};

/// Adds a precision.
#[derive(Debug, Clone)]
pub struct AddPrecision {
    proposal: ProposalId,
    body: Body,
    key: Option<Key>,
}

impl AddPrecision {
    /// Reads what was typed, or says what is wrong with it. `confirm_personal_data` says that passages by which somebody
    /// can be reached are meant; `key` makes a repeated request have the effect of one.
    pub fn parse(
        proposal: ProposalId,
        typed: &str,
        confirm_personal_data: bool,
        key: Option<&str>,
    ) -> Result<Self> {
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let body = fields.take("body", Body::parse(typed, PRECISION));
        signals::point_out("body", typed, confirm_personal_data, &mut fields);
        let command = body.zip(key).map(|(body, key)| Self { proposal, body, key });
        Ok(fields.finish(command)?)
    }
}

/// Adds a precision: dated, shown under the text, and no version of it.
#[tracing::instrument(name = "proposals.precise", skip_all, fields(proposal.id = %command.proposal))]
pub async fn precise(cx: &Cx, command: AddPrecision) -> Result<Precision> {
    let once = Once::new(cx, command.key.as_ref(), "AddPrecision", &command);
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| precise_in(cx, tx, &command),
            |precision| precision.id.uuid(),
            |tx, id| again_in(cx, tx, command.proposal, PrecisionId::new(id)),
        )
    })
    .await
}

/// What a repeated request is answered with: the precision, while its proposal is seen.
async fn again_in(cx: &Cx, tx: Tx, proposal: ProposalId, id: PrecisionId) -> Result<Precision> {
    let precisions = persistence::proposals::precisions_of(&tx, &cx.scope(), &[proposal]).await?;
    precisions
        .into_iter()
        .find(|precision| precision.id == id)
        .or_not_found(Code::ProposalNotFound)
}

async fn precise_in(cx: &Cx, tx: Tx, command: &AddPrecision) -> Result<Precision> {
    let scope = cx.scope();
    let proposal = persistence::proposals::lock(&tx, &scope, command.proposal)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let plan = persistence::plans::by_id(&tx, &scope, proposal.plan)
        .await?
        .or_not_found(Code::ProposalNotFound)?;
    let already = persistence::proposals::precision_count(&tx, proposal.id).await?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx
        .actor
        .may(Precise, proposal)
        .or_hidden(Code::ProposalNotFound)?;
    let precision = permitted.add(cx.new_id(), command.body.clone(), &plan, already, now)?;
    persistence::proposals::insert_precision(&tx, &precision).await?;
    let text = ("", precision.body.as_str());
    signals::look(&tx, precision.proposal, plan.id, text, now).await?;
    let mut event = NewEvent::new(EventKind::ProposalChanged, Some(plan.id), precision.proposal, now);
    event.data.state = Some("precision".to_owned());
    persistence::outbox::record(&tx, event).await?;
    Ok(precision)
}
