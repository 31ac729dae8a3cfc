//! Deciding about a person: a warning, a limit, a suspension.

use std::time::Duration;

use domain::{
    Code, FieldError, Timestamp,
    accounts::{AccountId, Standing},
    moderation::{
        Appeal, CaseId, ModerationRefusal, Sanction, SanctionId, SanctionKind,
        cases::UNDO,
        decisions::FACTS,
        sanctions::{Step, WARNED_FOR},
    },
    policy::moderation::Sanction as Impose,
    refusal::Fields,
    rules::RuleId,
    text::Body,
};
use persistence::Tx;

use super::{
    decide::rule,
    file,
    letters::{self, Letter},
    must,
};
use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
    jobs::{self, JobKind, NewJob},
    worker::Done,
};

/// Sanctions the author of a case.
#[derive(Debug, Clone)]
pub struct SanctionAuthor {
    case: CaseId,
    kind: SanctionKind,
    lasts: Option<Duration>,
    rule: RuleId,
    facts: Body,
}

impl SanctionAuthor {
    /// Reads what was typed, or says all that is wrong with it.
    pub fn parse(
        case: CaseId,
        kind: SanctionKind,
        lasts: Option<Duration>,
        rule: RuleId,
        facts: &str,
    ) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let facts = fields.take("facts", Body::parse(facts, FACTS));
        let command = facts.map(|facts| Self {
            case,
            kind,
            lasts,
            rule,
            facts,
        });
        fields.finish(command)
    }
}

/// Decides about the author of a case whose item was restricted: it takes effect ten seconds later, unless it is taken
/// back.
#[tracing::instrument(name = "moderation.sanction", skip_all, fields(case.id = %command.case))]
pub async fn sanction(cx: &Cx, command: SanctionAuthor) -> Result<Sanction> {
    cx.write(|tx| sanction_in(cx, tx, &command)).await
}

async fn sanction_in(cx: &Cx, tx: Tx, command: &SanctionAuthor) -> Result<Sanction> {
    let (file, _) = file(cx, &tx, command.case).await?;
    let now = cx.decided_at(&tx).await?;
    let author = file.target.author;
    let permitted = cx.actor.may(Impose, file).or_hidden(Code::ModerationNotFound)?;
    if persistence::moderation::sanction_in(&tx, command.case)
        .await?
        .is_some()
    {
        return Err(ModerationRefusal::SanctionedAlready.into());
    }
    let warned = match author {
        Some(author) => persistence::moderation::was_warned(&tx, author, now - WARNED_FOR).await?,
        None => false,
    };
    let applied = rule(&tx, Some(command.rule), now).await?;
    let step = Step {
        kind: command.kind,
        lasts: command.lasts,
        rule: must(applied, "a rule that was asked for is there")?,
        facts: command.facts.clone(),
    };
    let sanction = permitted.sanction(cx.new_id(), step, warned, now)?;
    persistence::moderation::insert_sanction(&tx, &sanction).await?;
    let due = NewJob::new(JobKind::ImposeSanction, &sanction.id, now + UNDO);
    jobs::enqueue(cx, &tx, due).await?;
    Ok(sanction)
}

/// The sanction that a case led to, with what is said against it: for those who see the case.
pub async fn sanction_in_case(cx: &Cx, case: CaseId) -> Result<Option<(Sanction, Option<Appeal>)>> {
    if persistence::moderation::by_id(cx.db(), &cx.scope(), case)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let Some(sanction) = persistence::moderation::sanction_in(cx.db(), case).await? else {
        return Ok(None);
    };
    let appeals = persistence::moderation::appeals_against(cx.db(), &[sanction.id]).await?;
    Ok(Some((sanction, appeals.into_iter().next())))
}

/// Takes one's sanction back within ten seconds.
#[tracing::instrument(name = "moderation.undo_sanction", skip_all, fields(sanction.id = %id))]
pub async fn undo_sanction(cx: &Cx, id: SanctionId) -> Result<Sanction> {
    cx.write(|tx| undo_in(cx, tx, id)).await
}

async fn undo_in(cx: &Cx, tx: Tx, id: SanctionId) -> Result<Sanction> {
    let person = cx.actor.person()?.account;
    let sanction = persistence::moderation::lock_sanction(&tx, id)
        .await?
        .filter(|sanction| sanction.by == person)
        .or_not_found(Code::ModerationNotFound)?;
    let now = cx.decided_at(&tx).await?;
    if !sanction.may_be_undone(now) {
        return Err(ModerationRefusal::TooLateToUndo.into());
    }
    let undone = Sanction {
        undone_at: Some(now),
        ..sanction
    };
    persistence::moderation::save_sanction(&tx, &undone).await?;
    Ok(undone)
}

/// The job: lets a sanction take effect, and tells the person.
pub async fn impose(cx: &Cx, id: SanctionId) -> Result<Done> {
    cx.write(|tx| impose_in(cx, tx, id)).await?;
    Ok(Done::Finished)
}

async fn impose_in(cx: &Cx, tx: Tx, id: SanctionId) -> Result<()> {
    let Some(sanction) = persistence::moderation::lock_sanction(&tx, id).await? else {
        return Ok(());
    };
    let now = cx.decided_at(&tx).await?;
    if sanction.undone_at.is_some() || sanction.effective_at.is_some() {
        return Ok(());
    }
    let imposed = Sanction {
        effective_at: Some(now),
        ..sanction
    };
    persistence::moderation::save_sanction(&tx, &imposed).await?;
    stand(&tx, imposed.account, now).await?;
    letters::enqueue(cx, &tx, Letter::Sanction(id), now).await
}

/// Sets how an account stands by the sanctions that are in effect.
pub(super) async fn stand(tx: &Tx, account: AccountId, now: Timestamp) -> Result<()> {
    let Some(account) = persistence::accounts::lock(tx, account).await? else {
        return Ok(());
    };
    if matches!(account.standing, Standing::Erased { .. }) {
        return Ok(());
    }
    let sanctions = persistence::moderation::sanctions_of(tx, account.id).await?;
    let until = sanctions
        .iter()
        .filter_map(Sanction::until)
        .filter(|until| *until > now)
        .max();
    let standing = match until {
        Some(until) => Standing::Limited { until },
        None => Standing::Active,
    };
    let account = domain::accounts::Account { standing, ..account };
    Ok(persistence::accounts::save(tx, &account).await?)
}
