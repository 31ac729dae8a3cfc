//! Submitting a proposal.

use domain::{
    Code, EventKind, FieldError, Language, NewEvent, Timestamp,
    attachments::AttachmentId,
    moderation::Item,
    plans::{Plan, PlanId, ThemeId, ZoneId},
    policy::proposals::Propose,
    proposals::{BODY_MIN, NewText, Place, Proposal, ProposalId, TITLE, TextState},
    refusal::{Fault, Fields},
    reviews::{Review, Why},
    text::{Body, Bounds, Title},
};
use persistence::Tx;

use crate::{
    Cx, Error, Result, attachments,
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    reviews,
    signals::{self, Seen},
};

/// A proposal as it is typed.
#[derive(Debug, Clone, Default)]
pub struct ProposalInput {
    /// The title.
    pub title: String,
    /// The text, Markdown.
    pub body: String,
    /// BCP 47 tag; empty is French.
    pub language: String,
    /// The theme.
    pub theme: Option<ThemeId>,
    /// The zone, when the place is one.
    pub zone: Option<ZoneId>,
    /// Latitude and longitude, when the place is a point.
    pub point: Option<(f64, f64)>,
    /// Whether passages by which somebody can be reached are meant to be published.
    pub confirm_personal_data: bool,
    /// Photos and PDFs that were sent before.
    pub attachments: Vec<AttachmentId>,
}

impl ProposalInput {
    /// Reads what was typed, or says all that is wrong with it. The most characters of the body are the plan's,
    /// and a point lies in it.
    pub(crate) fn text(&self, plan: &Plan) -> Result<NewText, Vec<FieldError>> {
        let mut fields = Fields::default();
        let title = fields.take("title", Title::parse(&self.title, TITLE));
        let body = fields.take(
            "body",
            Body::parse(&self.body, Bounds::new(BODY_MIN, plan.rules.body_limit)),
        );
        signals::point_out("title", &self.title, self.confirm_personal_data, &mut fields);
        signals::point_out("body", &self.body, self.confirm_personal_data, &mut fields);
        let tag = if self.language.is_empty() {
            "fr"
        } else {
            &self.language
        };
        let language = fields.take(
            "language",
            Language::parse(tag).ok_or_else(|| Fault::new(Code::FieldMalformed)),
        );
        let place = fields.take("place", self.place().and_then(|place| place.within(plan)));
        let text = (|| {
            Some(NewText {
                title: title?,
                body: body?,
                language: language?,
                theme: self.theme,
                place: place?,
            })
        })();
        fields.finish(text)
    }

    /// The place that was meant.
    pub(crate) fn place(&self) -> Result<Place, Fault> {
        match (self.zone, self.point) {
            (None, None) => Ok(Place::WholePerimeter),
            (Some(zone), None) => Ok(Place::Zone(zone)),
            (None, Some((latitude, longitude)))
                if (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude) =>
            {
                Ok(Place::Point { latitude, longitude })
            }
            (None, Some(_)) => Err(Fault::new(Code::FieldOutOfRange)),
            (Some(_), Some(_)) => Err(Fault::new(Code::FieldMalformed)),
        }
    }
}

/// Submits a proposal.
#[derive(Debug, Clone)]
pub struct SubmitProposal {
    plan: PlanId,
    text: NewText,
    attachments: Vec<AttachmentId>,
    key: Option<Key>,
}

impl SubmitProposal {
    /// Reads what was typed, or says all that is wrong with it. `key` makes a repeated request have the effect of one.
    pub async fn parse(cx: &Cx, plan: PlanId, input: &ProposalInput, key: Option<&str>) -> Result<Self> {
        let plan = crate::plans::by_id(cx, plan)
            .await?
            .or_not_found(Code::PlanNotFound)?;
        let mut fields = Fields::default();
        let key = fields.take("idempotencyKey", Key::parse(key));
        let key = fields.finish(key)?;
        Ok(Self {
            plan: plan.id,
            text: input.text(&plan)?,
            attachments: input.attachments.clone(),
            key,
        })
    }
}

/// Submits a proposal: readable at once, or after review as the plan's mode says.
#[tracing::instrument(name = "proposals.submit", skip_all, fields(plan.id = %command.plan))]
pub async fn submit(cx: &Cx, command: SubmitProposal) -> Result<Proposal> {
    let once = Once::new(cx, command.key.as_ref(), "SubmitProposal", &command);
    cx.write(|tx| {
        once.run(
            cx,
            tx,
            |tx| submit_in(cx, tx, &command),
            |proposal| proposal.id.uuid(),
            |tx, id| again_in(cx, tx, ProposalId::new(id)),
        )
    })
    .await
}

/// What a repeated request is answered with: the proposal as it is now.
pub(crate) async fn again_in(cx: &Cx, tx: Tx, id: ProposalId) -> Result<Proposal> {
    persistence::proposals::by_id(&tx, &cx.scope(), id)
        .await?
        .or_not_found(Code::ProposalNotFound)
}

async fn submit_in(cx: &Cx, tx: Tx, command: &SubmitProposal) -> Result<Proposal> {
    // The plan's lock hands out numbers one at a time, and holds its phases still.
    let plan = persistence::plans::lock(&tx, &cx.scope(), command.plan)
        .await?
        .or_not_found(Code::PlanNotFound)?;
    let proposal = submit_to(cx, &tx, plan, command.text.clone()).await?;
    attachments::place(cx, &tx, &command.attachments, Item::Proposal(proposal.id)).await?;
    Ok(proposal)
}

/// Submits to a plan that is locked.
pub(crate) async fn submit_to(cx: &Cx, tx: &Tx, plan: Plan, text: NewText) -> Result<Proposal> {
    let now = cx.decided_at(tx).await?;
    let permitted = cx.actor.may(Propose, plan).or_hidden(Code::PlanNotFound)?;
    check_links(tx, permitted.subject().id, &text).await?;
    let earlier = match cx.actor.account() {
        Some(account) => persistence::proposals::accepted_count(tx, account, permitted.subject().id).await?,
        None => 0,
    };
    let seen = signals::seen(cx, tx, (text.title.as_str(), text.body.as_str()), earlier, now).await?;
    let mode = &permitted.subject().rules.moderation;
    let why = mode.review(earlier, seen.holds(), now);
    let proposal = permitted.submit(cx.new_id(), cx.random(), text, earlier, seen.holds(), now)?;
    keep(cx, tx, proposal, (why, seen), now).await
}

/// Keeps a proposal that was just sent: with a number at once, or in the queue of reviews for that reason.
pub(crate) async fn keep(
    cx: &Cx,
    tx: &Tx,
    mut proposal: Proposal,
    (why, seen): (Option<Why>, Seen),
    now: Timestamp,
) -> Result<Proposal> {
    match proposal.text {
        TextState::Published { .. } => {
            let number = persistence::proposals::next_number(tx, proposal.plan, proposal.id).await?;
            proposal.number = Some(number);
            let event = NewEvent::new(
                EventKind::ProposalPublished,
                Some(proposal.plan),
                proposal.id,
                now,
            );
            persistence::outbox::record(tx, event).await?;
        }
        TextState::PendingReview { since } => {
            let why = why.unwrap_or(Why::Before);
            reviews::begin(cx, tx, &Review::begin(proposal.id, proposal.plan, why, since)).await?;
        }
        TextState::Withdrawn { .. } => {}
    }
    persistence::proposals::insert(tx, &proposal).await?;
    seen.keep(tx, proposal.id.into(), proposal.plan, now).await?;
    Ok(proposal)
}

/// Whether theme and zone are the plan's own.
pub(crate) async fn check_links(tx: &Tx, plan: PlanId, text: &NewText) -> Result<()> {
    let mut fields = Fields::default();
    if let Some(theme) = text.theme
        && !persistence::plans::has_theme(tx, plan, theme).await?
    {
        fields.refuse("theme", Fault::new(Code::FieldUnknown));
    }
    if let Place::Zone(zone) = text.place
        && !persistence::plans::has_zone(tx, plan, zone).await?
    {
        fields.refuse("zone", Fault::new(Code::FieldUnknown));
    }
    fields.finish(Some(())).map_err(Error::from)
}
