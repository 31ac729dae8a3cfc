//! Recording somebody's words: read back, agreed to, and published like anybody's.

use auth::{keys::Purpose, receipts::Receipt};
use domain::{
    Code, FieldError, Id,
    comments::NewComment,
    plans::{Plan, PlanId},
    policy::recordings::Record,
    proposals::{Attribution, NewText, ProposalId, ProposalRefusal},
    recordings::{Medium, PLACE, Recording, RecordingId, SPEAKER},
    refusal::{Fault, Fields},
    text::Title,
};
use persistence::Tx;

use crate::{
    Cx, Error, Result,
    comments::{self, CommentInput},
    error::{OrHidden, OrNotFound},
    idempotency::{Key, Once},
    proposals::{self, ProposalInput},
    signals,
};

/// What the person said: an idea of their own, or a word on somebody's.
#[derive(Debug, Clone)]
pub enum Spoken {
    /// A proposal.
    Proposal(ProposalInput),
    /// A comment on a proposal.
    Comment(ProposalId, CommentInput),
}

/// Somebody's words as a facilitator types them.
#[derive(Debug, Clone)]
pub struct RecordInput {
    /// The plan.
    pub plan: PlanId,
    /// How they came.
    pub medium: Medium,
    /// Where they were recorded: «Maison du projet».
    pub place: String,
    /// The name that the person wants under them; empty for none.
    pub speaker: String,
    /// What was said; nothing is recorded without it.
    pub spoken: Option<Spoken>,
    /// Whether they were read back to the person.
    pub read_back: bool,
    /// Whether the person agrees to their publication.
    pub agreed: bool,
    /// What makes a repeated request have the effect of one.
    pub idempotency_key: Option<String>,
}

#[derive(Debug, Clone)]
enum Words {
    Proposal(NewText),
    Comment(ProposalId, Option<domain::comments::CommentId>, NewComment),
}

/// Records somebody's words.
#[derive(Debug, Clone)]
pub struct RecordWords {
    plan: PlanId,
    medium: Medium,
    place: Title,
    speaker: Option<Title>,
    words: Words,
    key: Option<Key>,
}

impl RecordWords {
    /// Reads what was typed, or says all that is wrong with it: words that were not read back, or whose publication the
    /// person did not agree to, are not recorded.
    pub async fn parse(cx: &Cx, input: &RecordInput) -> Result<Self> {
        cx.actor.person()?;
        let plan = crate::plans::by_id(cx, input.plan)
            .await?
            .or_not_found(Code::PlanNotFound)?;
        let mut fields = Fields::default();
        let place = fields.take("place", Title::parse(&input.place, PLACE));
        let named = !input.speaker.trim().is_empty();
        let speaker = named
            .then(|| fields.take("speaker", Title::parse(&input.speaker, SPEAKER)))
            .flatten();
        let words = match &input.spoken {
            None => {
                fields.refuse("proposal", Fault::new(Code::FieldRequired));
                None
            }
            Some(Spoken::Proposal(typed)) => match typed.text(&plan) {
                Ok(text) => Some(Words::Proposal(text)),
                Err(wrong) => {
                    for FieldError { field, fault } in wrong {
                        fields.refuse(field, fault);
                    }
                    None
                }
            },
            Some(Spoken::Comment(proposal, typed)) => typed
                .words(cx.limits(), &mut fields)
                .map(|words| Words::Comment(*proposal, typed.parent, words)),
        };
        for (field, said) in [("readBack", input.read_back), ("agreed", input.agreed)] {
            if !said {
                fields.refuse(field, Fault::new(Code::FieldRequired));
            }
        }
        let key = fields.take("idempotencyKey", Key::parse(input.idempotency_key.as_deref()));
        let command = (|| {
            Some(Self {
                plan: plan.id,
                medium: input.medium,
                place: place?,
                speaker,
                words: words?,
                key: key?,
            })
        })();
        Ok(fields.finish(command)?)
    }
}

/// Records somebody's words: readable at once, or after review as the plan's mode says. The receipt opens them to whoever
/// holds it; [`super::receipt_of`] prints it again for the facilitator, for a day.
#[tracing::instrument(name = "recordings.record", skip_all, fields(plan.id = %command.plan))]
pub async fn record(cx: &Cx, command: RecordWords) -> Result<(Recording, Receipt)> {
    let once = Once::new(cx, command.key.as_ref(), "RecordWords", &command);
    let recording = cx
        .write(|tx| {
            once.run(
                cx,
                tx,
                |tx| record_as(cx, tx, &command, cx.new_id()),
                |recording| recording.id.uuid(),
                |tx, id| again_in(tx, Id::new(id)),
            )
        })
        .await?;
    let receipt = receipt(cx, recording.id);
    Ok((recording, receipt))
}

async fn again_in(tx: Tx, id: RecordingId) -> Result<Recording> {
    persistence::recordings::by_id(&tx, id)
        .await?
        .or_not_found(Code::RecordingNotFound)
}

/// The receipt of a recording.
pub(crate) fn receipt(cx: &Cx, id: RecordingId) -> Receipt {
    let key = cx.root_key().derive(Purpose::Receipt);
    Receipt::of(&key, id.uuid().as_bytes())
}

/// Records words under this id: that of the sheet of paper that they stand on, whose receipt is printed already.
pub(crate) async fn record_as(cx: &Cx, tx: Tx, command: &RecordWords, id: RecordingId) -> Result<Recording> {
    // Only a new proposal needs the lock of its plan, which hands out numbers.
    let scope = cx.scope();
    let plan = match command.words {
        Words::Proposal(_) => persistence::plans::lock(&tx, &scope, command.plan).await?,
        Words::Comment(..) => persistence::plans::by_id(&tx, &scope, command.plan).await?,
    };
    let plan = plan.or_not_found(Code::PlanNotFound)?;
    let mode = plan.rules.moderation.clone();
    let now = cx.decided_at(&tx).await?;
    let speaker = Attribution {
        id: cx.new_id(),
        plan: plan.id,
        source: command.place.to_string(),
        label: command
            .speaker
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        medium: Some(command.medium),
    };
    let signed = (speaker.id, command.medium);
    let permitted = cx.actor.may(Record, plan).or_hidden(Code::PlanNotFound)?;
    let by = permitted
        .facilitator()
        .ok_or(Error::from(domain::Denied::SignInRequired))?;
    persistence::attributions::insert_all(&tx, std::slice::from_ref(&speaker), now).await?;
    let item = match &command.words {
        Words::Proposal(text) => {
            proposals::check_links(&tx, command.plan, text).await?;
            let seen = signals::read(&tx, (text.title.as_str(), text.body.as_str())).await?;
            let fresh = (cx.new_id(), cx.random());
            let proposal = permitted.proposal(fresh, text.clone(), signed, seen.holds(), now)?;
            let why = mode.review(u64::MAX, seen.holds(), now);
            proposals::keep(cx, &tx, proposal, (why, seen), now)
                .await?
                .id
                .into()
        }
        Words::Comment(proposal, parent, words) => {
            let thread = comments::thread(cx, &tx, *proposal, *parent).await?;
            is_of_the_plan(permitted.subject(), thread.plan.id)?;
            comments::is_of_its_proposal(&thread)?;
            let seen = signals::read(&tx, ("", words.body.as_str())).await?;
            let comment = permitted.comment(cx.new_id(), thread, words.clone(), signed, seen.holds(), now)?;
            let why = mode.review(u64::MAX, seen.holds(), now);
            if !comments::keep(cx, &tx, &comment, (why, seen), now).await? {
                return Err(ProposalRefusal::ChangedMeanwhile.into());
            }
            comment.id.into()
        }
    };
    let recording = Recording {
        id,
        plan: command.plan,
        item,
        speaker: speaker.id,
        by,
        at: now,
    };
    let key = cx.root_key().derive(Purpose::Receipt);
    let hash = receipt(cx, recording.id).hash(&key);
    persistence::recordings::insert(&tx, &recording, hash).await?;
    Ok(recording)
}

/// Facilitators record where they were asked to.
fn is_of_the_plan(plan: &Plan, commented: PlanId) -> Result<()> {
    if plan.id == commented {
        return Ok(());
    }
    let mut fields = Fields::default();
    fields.refuse("proposal", Fault::new(Code::FieldUnknown));
    fields.finish(Some(())).map_err(Error::from)
}
