//! Choosing how soon one is written to.

use domain::{
    Code, FieldError,
    notifications::{NotificationKind, Pace, Paces},
    policy::notifications::SetPaces,
    refusal::{Fault, Fields},
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// What is chosen, as it is typed; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct PacesInput {
    /// A pace for some kinds; the last one counts where a kind comes twice.
    pub paces: Vec<(NotificationKind, Pace)>,
    /// The hour of the digest, 0 to 23.
    pub digest_hour: Option<i32>,
}

/// Changes how soon the actor is written to.
#[derive(Debug, Clone)]
pub struct UpdatePaces {
    paces: Vec<(NotificationKind, Pace)>,
    digest_hour: Option<u8>,
}

impl UpdatePaces {
    /// Reads what was typed, or says what is wrong with it.
    pub fn parse(input: &PacesInput) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let hour = match input.digest_hour.map(u8::try_from) {
            None => Some(None),
            Some(Ok(hour @ 0..=23)) => Some(Some(hour)),
            Some(_) => {
                let fault = Fault::new(Code::FieldOutOfRange)
                    .with("min", 0_u32)
                    .with("max", 23_u32);
                fields.take("digestHour", Err(fault))
            }
        };
        let command = hour.map(|digest_hour| Self {
            paces: input.paces.clone(),
            digest_hour,
        });
        fields.finish(command)
    }
}

/// Changes how soon the actor is written to; what waits already for the digest comes at the new hour.
#[tracing::instrument(name = "notifications.update_paces", skip_all)]
pub async fn update_paces(cx: &Cx, command: UpdatePaces) -> Result<Paces> {
    cx.write(|tx| update_paces_in(cx, tx, &command)).await
}

async fn update_paces_in(cx: &Cx, tx: Tx, command: &UpdatePaces) -> Result<Paces> {
    let id = cx.actor.person()?.account;
    let account = persistence::accounts::lock(&tx, id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let now = cx.decided_at(&tx).await?;
    let permitted = cx.actor.may(SetPaces, account).or_hidden(Code::AccountNotFound)?;
    let before = persistence::notifications::paces(&tx, id).await?;
    let paces = permitted.choose(before, &command.paces, command.digest_hour)?;
    persistence::notifications::save_paces(&tx, id, &paces, now).await?;
    Ok(paces)
}
