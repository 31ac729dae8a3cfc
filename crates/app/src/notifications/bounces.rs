//! Addresses that refuse mail for good: said by the mail server at once, or later by a report.

use domain::{Actor, Denied, accounts::AccountId, notifications::Bounces, notifications::NotificationId};

use super::envelope;
use crate::{Cx, Result};

/// Counts a permanent refusal of the address of an account; `code` is what the mail server said: `550`, `5.1.1`.
#[tracing::instrument(name = "notifications.count_bounce", skip_all)]
pub(crate) async fn count(cx: &Cx, account: AccountId, code: &str) -> Result<()> {
    // Short, and made of what codes are made of: it is shown.
    let code: String = code
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .take(12)
        .collect();
    let code = code.as_str();
    cx.write(|tx| async move {
        let now = cx.decided_at(&tx).await?;
        // Locked, so that an address is not counted against that its person erases or changes meanwhile.
        let account = persistence::accounts::lock(&tx, account).await?;
        if let Some(account) = account
            && persistence::accounts::email(&tx, account.id).await?.is_some()
        {
            persistence::notifications::count_bounce(&tx, account.id, code, now).await?;
        }
        Ok(())
    })
    .await
}

/// Records a report that one of our mails could not be delivered, by the ids that it names; whether one was ours. For
/// the house's own command line, which reads the reports that the mail server brings.
#[tracing::instrument(name = "notifications.bounced", skip_all)]
pub async fn bounced(cx: &Cx, message_ids: &[String], code: &str) -> Result<bool> {
    let Actor::System = cx.actor else {
        return Err(Denied::RoleRequired.into());
    };
    let ours: Option<NotificationId> = message_ids.iter().find_map(|id| envelope::of_message(cx, id));
    let Some(id) = ours else { return Ok(false) };
    let Some(told) = persistence::notifications::by_id(cx.db(), &cx.scope(), id).await? else {
        return Ok(false);
    };
    count(cx, told.account, code).await?;
    Ok(true)
}

/// What is known of the actor's own address, where it refused mail for good.
pub async fn mail_trouble(cx: &Cx) -> Result<Option<Bounces>> {
    let account = cx.actor.person()?.account;
    Ok(persistence::notifications::bounces(cx.db(), account).await?)
}
