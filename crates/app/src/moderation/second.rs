//! Asking another moderator to decide.

use domain::{
    Code, FieldError,
    moderation::{Action, Case, CaseId},
    policy::moderation,
    refusal::Fields,
    text::{Body, Bounds},
};
use persistence::Tx;

use super::{file, record};
use crate::{Cx, Result, attachments, error::OrHidden};

/// How long the note to the other moderator is.
const NOTE: Bounds = Bounds::new(0, 1_000);

/// Asks for a second opinion.
#[derive(Debug, Clone)]
pub struct AskSecond {
    case: CaseId,
    version: i32,
    action: Action,
    note: Body,
}

impl AskSecond {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(case: CaseId, version: i32, action: Action, note: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let note = fields.take("note", Body::parse(note, NOTE));
        let command = note.map(|note| Self {
            case,
            version,
            action,
            note,
        });
        fields.finish(command)
    }
}

/// Says what one would do, and leaves the case to another moderator.
#[tracing::instrument(name = "moderation.ask_second", skip_all, fields(case.id = %command.case))]
pub async fn ask_second(cx: &Cx, command: AskSecond) -> Result<Case> {
    cx.write(|tx| ask_in(cx, tx, &command)).await
}

async fn ask_in(cx: &Cx, tx: Tx, command: &AskSecond) -> Result<Case> {
    let (file, _) = file(cx, &tx, command.case).await?;
    let now = cx.decided_at(&tx).await?;
    let target = file.target.clone();
    let permitted = cx
        .actor
        .may(moderation::AskSecond, file)
        .or_hidden(Code::ModerationNotFound)?;
    attachments::must_be_on(&tx, command.action.attachments(), &target).await?;
    let note = command.note.as_str().to_owned();
    let case = permitted.ask_second(command.version, command.action.clone(), note, now)?;
    persistence::moderation::save(&tx, std::slice::from_ref(&case)).await?;
    record(&tx, &case, now).await?;
    Ok(case)
}
