//! Learning who sent a notice: for the reviewer who has taken the contested case; logged in the same transaction, and
//! shown to the person.

use domain::{
    Code, FieldError,
    accounts::{Account, LOOKUP_REASON, Lookup},
    moderation::{CaseId, HeldFile, Look, Notice, NoticeId, Notifier},
    policy::moderation::SeeNotifier,
    refusal::Fields,
    text::{EmailAddress, Title},
};
use persistence::Tx;

use super::{file, letters::open_contact};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Looks up who sent a notice.
#[derive(Debug, Clone)]
pub struct LookUpNotifier {
    notice: NoticeId,
    reason: Title,
}

impl LookUpNotifier {
    /// Reads what was typed, or says all that is wrong with it: a reason of 10 to 500 characters.
    pub fn parse(notice: NoticeId, reason: &str) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let reason = fields.take("reason", Title::parse(reason, LOOKUP_REASON));
        fields.finish(reason.map(|reason| Self { notice, reason }))
    }
}

/// Who sent a notice, as far as they said it.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    /// Their account, if they have one.
    pub account: Option<Account>,
    /// The name that they gave without an account.
    pub name: Option<String>,
    /// Their address, if they gave one.
    pub email: Option<EmailAddress>,
}

/// Says who sent a notice to the reviewer who holds the contested case, keeps that it was said, and tells the person so.
#[tracing::instrument(name = "moderation.look_up_notifier", skip_all, fields(notice.id = %command.notice))]
pub async fn look_up_notifier(cx: &Cx, command: LookUpNotifier) -> Result<Sender> {
    cx.write(|tx| look_up_in(cx, tx, &command)).await
}

async fn look_up_in(cx: &Cx, tx: Tx, command: &LookUpNotifier) -> Result<Sender> {
    cx.actor.person()?;
    let notice = persistence::moderation::notice(&tx, command.notice)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    let (file, _) = file(cx, &tx, notice.case).await?;
    let now = cx.decided_at(&tx).await?;
    let held_by = file.case.claimed(now).map(|claim| claim.by);
    let permitted = cx
        .actor
        .may(SeeNotifier, HeldFile { file, held_by })
        .or_hidden(Code::ModerationNotFound)?;
    let look = permitted.look(cx.new_id(), notice.id, command.reason.clone(), now)?;
    persistence::moderation::insert_look(&tx, &look).await?;
    if let Some(account) = notice.by.account() {
        let lookup = Lookup {
            id: cx.new_id(),
            account,
            // Who reviews is never named to those concerned.
            by: None,
            what: "notice".to_owned(),
            reason: command.reason.clone(),
            at: now,
        };
        persistence::accounts::insert_lookup(&tx, &lookup).await?;
    }
    sender(cx, &tx, &notice).await
}

async fn sender(cx: &Cx, tx: &Tx, notice: &Notice) -> Result<Sender> {
    Ok(match notice.by {
        Notifier::Unknown => Sender::default(),
        Notifier::Account(account) => Sender {
            account: persistence::accounts::by_id(tx, account).await?,
            name: None,
            email: persistence::accounts::email(tx, account).await?,
        },
        Notifier::Reachable => {
            let contacts = persistence::moderation::contacts_of(tx, &[notice.case]).await?;
            let sealed = contacts.iter().find(|contact| contact.notice == notice.id);
            match sealed.and_then(|contact| open_contact(cx, notice.id, &contact.sealed)) {
                None => Sender::default(),
                Some(contact) => Sender {
                    account: None,
                    name: contact.name,
                    email: Some(EmailAddress::from_history(contact.email)),
                },
            }
        }
    })
}

/// The looks at who sent the notices of a case, oldest first: for those who read the case.
pub async fn looks_in(cx: &Cx, case: CaseId) -> Result<Vec<Look>> {
    let case = super::by_id(cx, case)
        .await?
        .or_not_found(Code::ModerationNotFound)?;
    Ok(persistence::moderation::looks_in(cx.db(), &[case.id]).await?)
}
