//! Sending a draft as a proposal.

use domain::{
    Code,
    drafts::{Draft, DraftId},
    moderation::Item,
    proposals::{Place, Proposal, ProposalId},
    refusal::Fields,
};
use persistence::Tx;

use super::{holders, token};
use crate::{
    Cx, Result, attachments,
    error::OrNotFound,
    idempotency::{Key, Once},
    proposals::{ProposalInput, again_in, submit_to},
};

/// Turns a draft into a proposal, both in one transaction: nothing is lost and nothing is there twice. Whoever began
/// without an account holds a token, signs in, and sends it here. `confirm_personal_data` says that passages by which
/// somebody can be reached are meant; under 15, `nobody_shown` says that
/// nobody can be recognised on its photos; `key` makes a repeated request have the effect of one.
#[tracing::instrument(name = "drafts.submit", skip_all, fields(draft.id = %id))]
pub async fn submit(
    cx: &Cx,
    id: DraftId,
    given: Option<&str>,
    confirm_personal_data: bool,
    nobody_shown: bool,
    key: Option<&str>,
) -> Result<Proposal> {
    // Before the draft is looked for, so that a visitor is told to sign in rather than that nothing is there.
    cx.actor.person()?;
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    let mut fields = Fields::default();
    let key = fields.take("idempotencyKey", Key::parse(key));
    let key = fields.finish(key)?;
    let once = Once::new(
        cx,
        key.as_ref(),
        "SubmitDraft",
        &(id, confirm_personal_data, nobody_shown),
    );
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| submit_in(cx, tx, id, &holders, (confirm_personal_data, nobody_shown)),
            |proposal| proposal.id.uuid(),
            |tx, id| again_in(cx, tx, ProposalId::new(id)),
        )
    })
    .await
}

async fn submit_in(
    cx: &Cx,
    tx: Tx,
    id: DraftId,
    holders: &[domain::drafts::Holder],
    (confirm_personal_data, nobody_shown): (bool, bool),
) -> Result<Proposal> {
    let now = cx.decided_at(&tx).await?;
    let seen = persistence::drafts::by_id(&tx, holders, id, now)
        .await?
        .or_not_found(Code::DraftNotFound)?;
    let plan = persistence::plans::lock(&tx, &cx.scope(), seen.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let draft = persistence::drafts::lock(&tx, holders, id, now)
        .await?
        .or_not_found(Code::DraftNotFound)?;
    let input = ProposalInput {
        confirm_personal_data,
        ..as_typed(&draft)
    };
    let attached = persistence::attachments::of_draft(&tx, id).await?;
    attachments::check_people(cx, attached.iter().map(|(one, _)| one), nobody_shown)?;
    let text = input.text(&plan)?;
    let proposal = submit_to(cx, &tx, plan, text).await?;
    let author = cx.actor.person()?.account;
    persistence::attachments::carry(&tx, id, Item::Proposal(proposal.id), author).await?;
    persistence::drafts::delete(&tx, id).await?;
    Ok(proposal)
}

/// The draft as if it were typed now: what was kept without judging is judged.
pub fn as_typed(draft: &Draft) -> ProposalInput {
    let (zone, point) = match draft.place {
        Place::WholePerimeter => (None, None),
        Place::Zone(zone) => (Some(zone), None),
        Place::Point { latitude, longitude } => (None, Some((latitude, longitude))),
    };
    ProposalInput {
        title: draft.title.as_str().to_owned(),
        body: draft.body.as_str().to_owned(),
        language: draft.language.tag().to_owned(),
        theme: draft.theme,
        zone,
        point,
        confirm_personal_data: false,
        attachments: Vec::new(),
    }
}
