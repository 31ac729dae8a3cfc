//! Noting that one read what one was told of.

use domain::{
    Code, FieldError,
    notifications::NotificationId,
    page::MAX_PAGE,
    policy::notifications::ReadNotifications,
    refusal::{Fault, Fields},
};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Notes that some of it was read, or all of it.
#[derive(Debug, Clone)]
pub struct MarkRead {
    only: Option<Vec<NotificationId>>,
}

impl MarkRead {
    /// Reads what was asked: at most 100 ids, or everything where none is given.
    pub fn parse(only: Option<Vec<NotificationId>>) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        if only.as_ref().is_some_and(|ids| ids.len() > MAX_PAGE as usize) {
            let fault = Fault::new(Code::FieldOutOfRange)
                .with("min", 0_u32)
                .with("max", MAX_PAGE);
            fields.refuse("ids", fault);
        }
        fields.finish(Some(Self { only }))
    }
}

/// Notes that the actor read these, or everything; how many they had not read before. Ids of others change nothing.
#[tracing::instrument(name = "notifications.mark_read", skip_all)]
pub async fn mark_read(cx: &Cx, command: MarkRead) -> Result<u64> {
    cx.write(|tx| mark_read_in(cx, tx, &command)).await
}

async fn mark_read_in(cx: &Cx, tx: Tx, command: &MarkRead) -> Result<u64> {
    let account = cx.actor.person()?.account;
    let account = persistence::accounts::by_id(&tx, account)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let _permitted = cx
        .actor
        .may(ReadNotifications, account)
        .or_hidden(Code::AccountNotFound)?;
    let now = cx.decided_at(&tx).await?;
    Ok(persistence::notifications::mark_read(&tx, &cx.scope(), command.only.as_deref(), now).await?)
}
