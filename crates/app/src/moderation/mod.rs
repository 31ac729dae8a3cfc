//! Moderation: reporting, working through the queue, deciding, taking back, telling, contesting.

use std::time::Duration;

use domain::{
    Code, EventKind, NewEvent, Timestamp,
    moderation::{Case, CaseFile, CaseId, Item},
    time::days,
};
use persistence::{Tx, moderation::SavedItem};

use crate::{Cx, Error, Result, error::OrNotFound};

mod appeal;
mod claim;
mod contest;
mod decide;
pub mod export;
mod figures;
mod finalise;
mod hold;
mod letters;
mod look_up;
mod queries;
mod report;
mod sanction;
mod second;
pub mod terms;
mod transmit;
mod undo;
mod wave;

pub use appeal::{
    AnswerAppeal, ContestSanction, answer_appeal, answer_of_mine, contest_sanction, open_appeals,
    sanctions_of_mine, undo_appeal_answer,
};
pub use claim::{claim, open, release, take};
pub use contest::{ContestDecision, Contested, Contester, contest};
pub use decide::{DecideCases, DecideInput, Outcome, decide, decide_one};
pub use figures::{Figures, figures};
pub use finalise::finalise;
pub use hold::{HOLD, HoldItem, end_hold, hold};
pub(crate) use letters::send as send_letter;
pub use look_up::{LookUpNotifier, Sender, look_up_notifier, looks_in};
pub use persistence::moderation::{Queue, View};
pub(crate) use queries::told_about;
pub use queries::{
    AuthorHistory, Dossier, author_history, by_id, by_receipt, decision_of_mine, decisions_of_mine, dossiers,
    notice_of_mine, notices_of_mine, queue, records_of, signals_on, standing_on, told_to_me,
};
pub use report::{Receipt, ReportContent, ReportInput, report};
pub use sanction::{SanctionAuthor, impose, sanction, sanction_in_case, undo_sanction};
pub use second::{AskSecond, ask_second};
pub use terms::watch_terms;
pub use transmit::{
    AskToOpen, Passed, SealedCopy, SealedFile, SealedVersion, TransmitCase, TransmitInput, ask_access,
    confirm_access, guards_copies, open_copy, passes_on, transmission, transmissions, transmit,
};
pub use undo::undo;

/// How long what a notice says is kept after its sender was told: a year, twice the time to contest.
pub const NOTICES_KEPT: Duration = days(365);

/// The file of one case that the actor sees, with its item, both locked.
async fn file(cx: &Cx, tx: &Tx, id: CaseId) -> Result<(CaseFile, SavedItem)> {
    persistence::moderation::files(tx, &cx.scope(), &[id])
        .await?
        .pop()
        .or_not_found(Code::ModerationNotFound)
}

/// The locked item of this id.
async fn item(tx: &Tx, item: Item) -> Result<SavedItem> {
    persistence::moderation::locked_items(tx, &[item])
        .await?
        .pop()
        .or_not_found(Code::ModerationNotFound)
}

/// Tells the moderators of the plan, and nobody else, that a case moved.
async fn record(tx: &Tx, case: &Case, now: Timestamp) -> Result<()> {
    record_all(tx, std::slice::from_ref(case), now).await
}

/// Tells moderators, and nobody else, that cases moved.
async fn record_all(tx: &Tx, cases: &[Case], now: Timestamp) -> Result<()> {
    let events = cases.iter().map(|case| {
        let mut event = NewEvent::new(EventKind::CaseChanged, Some(case.plan), case.id, now);
        event.data.version = Some(i64::from(case.version));
        event.data.state = Some(case.state.stage().as_str().to_owned());
        event
    });
    Ok(persistence::outbox::record_all(tx, events.collect()).await?)
}

/// Tells everybody that what an item shows changed, without a word why: for holds.
async fn record_shown(tx: &Tx, item: &SavedItem, now: Timestamp) -> Result<()> {
    let target = item.target();
    // What nobody had read is no event.
    if !target.published {
        return Ok(());
    }
    let kind = match item {
        SavedItem::Proposal(_) => EventKind::ProposalChanged,
        SavedItem::Comment(_) => EventKind::CommentChanged,
    };
    let mut event = NewEvent::new(kind, Some(target.plan), target.item, now);
    event.data.version = Some(i64::from(target.version));
    event.data.state = Some(target.visibility.as_str().to_owned());
    if let SavedItem::Comment(comment) = item {
        event.data.parent = Some(comment.proposal.uuid());
    }
    Ok(persistence::outbox::record(tx, event).await?)
}

/// A row that must be there, since another one names it.
fn must<T>(found: Option<T>, what: &'static str) -> Result<T> {
    found.ok_or_else(|| Error::internal(what))
}
