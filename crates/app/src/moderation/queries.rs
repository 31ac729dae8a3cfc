//! What moderators, authors and notifiers read.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    accounts::AccountId,
    moderation::{
        Case, CaseFile, CaseId, Complaint, Decision, DecisionId, Item, Notice, NoticeId, Side, Target,
        priority::Record,
    },
    signals::Hit,
};
use persistence::moderation::{History, Queue};

use super::contest::receipt_hash;
use crate::{Cx, Result};

/// A page of the queue, what must be read first at the top.
pub async fn queue(cx: &Cx, queue: &Queue, page: &PageRequest) -> Result<Page<Case>> {
    Ok(persistence::moderation::queue(cx.db(), &cx.scope(), queue, page).await?)
}

/// The case, if the actor sees it.
pub async fn by_id(cx: &Cx, id: CaseId) -> Result<Option<Case>> {
    Ok(persistence::moderation::by_id(cx.db(), &cx.scope(), id).await?)
}

/// How many of its notices a case is shown with.
const NOTICES: u32 = 100;

/// What a case is shown with.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The case.
    pub case: Case,
    /// Its item.
    pub target: Option<Target>,
    /// Its first notices, in the order in which they came.
    pub notices: Vec<Notice>,
    /// The actor, where they sent one of its notices: nobody else is named.
    pub notifiers: Vec<AccountId>,
    /// What is said against its decision.
    pub complaint: Option<Complaint>,
    /// Its decisions, those that were taken back included, oldest first.
    pub decisions: Vec<Decision>,
}

impl Dossier {
    /// The file that the policy reads; nothing where the item is gone for good.
    pub fn file(&self) -> Option<CaseFile> {
        let decision = self.case.state.decision();
        Some(CaseFile {
            case: self.case.clone(),
            target: self.target.clone()?,
            notifiers: self.notifiers.clone(),
            decision: self
                .decisions
                .iter()
                .find(|one| Some(one.id) == decision)
                .cloned(),
        })
    }
}

/// What is known of the author of a text, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorHistory {
    /// Their contributions to the plan that stand as they wrote them.
    pub standing: u64,
    /// What became of what they wrote anywhere.
    pub decided: History,
}

/// What is known of the author of a text that the actor moderates; nothing of an author without an account.
pub async fn author_history(cx: &Cx, target: &Target) -> Result<Option<AuthorHistory>> {
    let Some(author) = target
        .author
        .filter(|_| cx.scope().moderates.contains(target.plan))
    else {
        return Ok(None);
    };
    Ok(Some(AuthorHistory {
        standing: persistence::proposals::accepted_count(cx.db(), author, target.plan).await?,
        decided: persistence::moderation::history(cx.db(), author).await?,
    }))
}

/// What signals of the house found in a text that the actor moderates.
pub async fn signals_on(cx: &Cx, target: &Target) -> Result<Vec<Hit>> {
    if !cx.scope().moderates.contains(target.plan) {
        return Ok(Vec::new());
    }
    Ok(persistence::signals::hits_of(cx.db(), &[target.item]).await?)
}

/// These cases, those that the actor sees, each with all that it is shown with: eight statements at most, however many.
pub async fn dossiers(cx: &Cx, ids: &[CaseId]) -> Result<Vec<Dossier>> {
    let cases = persistence::moderation::by_ids(cx.db(), &cx.scope(), ids).await?;
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CaseId> = cases.iter().map(|case| case.id).collect();
    let items: Vec<Item> = cases.iter().map(|case| case.item).collect();
    let targets = persistence::moderation::targets(cx.db(), &items).await?;
    let targets: HashMap<Item, Target> = targets.into_iter().map(|target| (target.item, target)).collect();
    let mut notices: HashMap<CaseId, Vec<Notice>> = HashMap::new();
    for notice in persistence::moderation::first_notices(cx.db(), &ids, NOTICES).await? {
        notices.entry(notice.case).or_default().push(notice);
    }
    let notified = match cx.actor.account() {
        Some(person) => persistence::moderation::notified_by(cx.db(), &ids, person).await?,
        None => Vec::new(),
    };
    let mut decisions: HashMap<CaseId, Vec<Decision>> = HashMap::new();
    for decision in persistence::moderation::decisions_in(cx.db(), &ids).await? {
        decisions.entry(decision.case).or_default().push(decision);
    }
    // What a wave decided stands in the case that led to it.
    let joined: Vec<_> = cases
        .iter()
        .filter_map(|case| {
            let here = decisions.get(&case.id).map_or(&[][..], Vec::as_slice);
            let decision = case.state.decision()?;
            (!here.iter().any(|one| one.id == decision)).then_some(decision)
        })
        .collect();
    if !joined.is_empty() {
        let joined = persistence::moderation::decisions(cx.db(), &joined).await?;
        for case in &cases {
            let decision = joined.iter().find(|one| Some(one.id) == case.state.decision());
            decisions.entry(case.id).or_default().extend(decision.cloned());
        }
    }
    let mut complaints: HashMap<CaseId, Complaint> = persistence::moderation::complaints_in(cx.db(), &ids)
        .await?
        .into_iter()
        .map(|complaint| (complaint.case, complaint))
        .collect();
    Ok(cases
        .into_iter()
        .map(|case| Dossier {
            target: targets.get(&case.item).cloned(),
            notices: notices.remove(&case.id).unwrap_or_default(),
            notifiers: cx
                .actor
                .account()
                .filter(|_| notified.contains(&case.id))
                .into_iter()
                .collect(),
            complaint: complaints.remove(&case.id),
            decisions: decisions.remove(&case.id).unwrap_or_default(),
            case,
        })
        .collect())
}

/// How often the people who sent the notices of a case were right before, nobody named.
pub async fn records_of(cx: &Cx, case: CaseId) -> Result<Vec<Record>> {
    let notifiers = persistence::moderation::records_of(cx.db(), case).await?;
    Ok(notifiers.people)
}

/// The last final decision about something that the actor wrote, with what its author says against it.
pub(crate) async fn told_about(cx: &Cx, item: Item) -> Result<Option<(Decision, Option<Complaint>)>> {
    let Some(decision) = standing_on(cx, &[item]).await?.remove(&item) else {
        return Ok(None);
    };
    let contested = decision.review.as_ref().map_or(decision.id, |review| review.of);
    let complaint = persistence::moderation::complaints_in(cx.db(), &[decision.case])
        .await?
        .into_iter()
        .find(|complaint| complaint.side == Side::Author && complaint.decision == contested);
    Ok(Some((decision, complaint)))
}

/// What was decided about what the actor wrote, newest first; final decisions alone.
pub async fn decisions_of_mine(cx: &Cx, page: &PageRequest) -> Result<Page<Decision>> {
    let person = cx.actor.person()?.account;
    Ok(persistence::moderation::decisions_of(cx.db(), person, page).await?)
}

/// What was decided about what the actor wrote, as [`decisions_of_mine`], each with what they said against it.
pub async fn told_to_me(cx: &Cx, page: &PageRequest) -> Result<Page<(Decision, Option<Complaint>)>> {
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = decisions_of_mine(cx, page).await?;
    let cases: Vec<CaseId> = items.iter().map(|(_, decision)| decision.case).collect();
    let mut complaints: HashMap<_, _> = persistence::moderation::complaints_in(cx.db(), &cases)
        .await?
        .into_iter()
        .filter(|complaint| complaint.side == Side::Author)
        .map(|complaint| (complaint.decision, complaint))
        .collect();
    let items = items.into_iter().map(|(cursor, decision)| {
        let complaint = complaints.remove(&decision.id);
        (cursor, (decision, complaint))
    });
    Ok(Page {
        items: items.collect(),
        has_next,
        has_previous,
        total,
    })
}

/// This decision, if it is final and about what the actor wrote, with what they said against it.
pub async fn decision_of_mine(cx: &Cx, id: DecisionId) -> Result<Option<(Decision, Option<Complaint>)>> {
    let person = cx.actor.person()?.account;
    let Some(decision) = persistence::moderation::decision_of(cx.db(), person, id).await? else {
        return Ok(None);
    };
    let complaint = persistence::moderation::complaints_in(cx.db(), &[decision.case])
        .await?
        .into_iter()
        .find(|complaint| complaint.side == Side::Author && complaint.decision == decision.id);
    Ok(Some((decision, complaint)))
}

/// This notice, if the actor sent it.
pub async fn notice_of_mine(cx: &Cx, id: NoticeId) -> Result<Option<Notice>> {
    let person = cx.actor.person()?.account;
    let notice = persistence::moderation::notice(cx.db(), id).await?;
    Ok(notice.filter(|notice| notice.by.account() == Some(person)))
}

/// The notices that the actor sent, newest first.
pub async fn notices_of_mine(cx: &Cx, page: &PageRequest) -> Result<Page<Notice>> {
    let person = cx.actor.person()?.account;
    Ok(persistence::moderation::notices_by(cx.db(), person, page).await?)
}

/// The notice that this receipt opens.
pub async fn by_receipt(cx: &Cx, receipt: &str) -> Result<Option<Notice>> {
    match receipt_hash(receipt) {
        Some(hash) => Ok(persistence::moderation::notice_by_receipt(cx.db(), &hash).await?),
        None => Ok(None),
    }
}

/// The last final decision about each of these items: what tombstones and masked passages point to.
pub async fn standing_on(cx: &Cx, items: &[Item]) -> Result<HashMap<Item, Decision>> {
    Ok(persistence::moderation::standing_on(cx.db(), items).await?)
}
