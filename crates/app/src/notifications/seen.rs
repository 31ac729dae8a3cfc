//! What notifications are about, as one reader sees it now: the one place that texts come from, for lists and mails.

use std::collections::{HashMap, HashSet};

use domain::{
    Language, Timestamp,
    accounts::{Account, AccountId, Standing},
    answers::{Answer, AnswerId},
    comments::{Comment, CommentId, CommentState},
    merges::{Merge, MergeId, MergeOutcome},
    notifications::{Notification, NotificationKind},
    plans::{Plan, PlanId},
    proposals::{Author, Proposal, ProposalId},
    refusal::Facts,
};

use crate::{Cx, Result};

/// A notification with what it is about, as its reader sees it now.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The notification.
    pub notification: Notification,
    /// The plan it belongs to.
    pub plan: Option<Plan>,
    /// The proposal it is about, or that its comment stands under.
    pub proposal: Option<Proposal>,
    /// The reply, or the comment that was decided on.
    pub comment: Option<Comment>,
    /// The town's answer.
    pub answer: Option<Answer>,
    /// The merge that waits for a word, and the proposal with which the reader's own is merged.
    pub merge: Option<(Merge, Option<Proposal>)>,
    /// Who did it, where that is said.
    pub name: Option<String>,
}

/// Whether anybody may read a proposal's words, or this reader since they wrote them.
fn is_open(proposal: &Proposal, reader: AccountId) -> bool {
    proposal.is_readable() || proposal.author == Author::Account(reader)
}

impl Seen {
    /// Whether what it tells of is still there to be read.
    pub fn is_shown(&self) -> bool {
        let reader = self.notification.account;
        match self.notification.kind {
            NotificationKind::Reply => {
                let comment = self.comment.as_ref().is_some_and(|comment| {
                    matches!(comment.text, CommentState::Published { .. }) && comment.visibility.is_readable()
                });
                comment && self.proposal.as_ref().is_some_and(Proposal::is_readable)
            }
            NotificationKind::ProposalAnswered => {
                self.answer.is_some() && self.proposal.as_ref().is_some_and(|it| is_open(it, reader))
            }
            NotificationKind::MergeConsent => {
                let with = self.merge.as_ref().and_then(|(_, leader)| leader.as_ref());
                self.proposal.is_some() && with.is_some_and(Proposal::is_readable)
            }
            // What was decided concerns the reader whatever became of the text.
            NotificationKind::Decision
            | NotificationKind::NoticeAnswered
            | NotificationKind::ComplaintAnswered => true,
        }
    }

    /// The proposal, where the reader may read its words now.
    pub fn readable_proposal(&self) -> Option<&Proposal> {
        let reader = self.notification.account;
        self.proposal
            .as_ref()
            .filter(|proposal| is_open(proposal, reader))
    }

    /// What happened, in a line without a full stop; that it is no longer shown, where it is not.
    pub fn line(&self, language: &Language, now: Timestamp) -> String {
        let (name, facts) = self.named(language, now);
        messages::notification(name, &facts, language)
    }

    /// The same, with the number and title of the proposal where the reader may read it.
    pub fn sentence(&self, language: &Language, now: Timestamp) -> String {
        let what = self.line(language, now);
        match self.readable_proposal().filter(|_| self.is_shown()) {
            None => what,
            Some(proposal) => {
                let facts = vec![
                    ("what", what.as_str().into()),
                    ("number", number(proposal).as_str().into()),
                    ("title", proposal.title.as_str().into()),
                ];
                messages::notification("about", &facts, language)
            }
        }
    }

    /// The proposal as it is named in a text: «n° 38, « Garder les platanes »».
    pub(super) fn place(proposal: &Proposal, language: &Language) -> String {
        let facts = vec![
            ("number", number(proposal).as_str().into()),
            ("title", proposal.title.as_str().into()),
        ];
        messages::notification("place", &facts, language)
    }

    /// The name of its sentence, and the facts of that.
    fn named(&self, language: &Language, now: Timestamp) -> (&'static str, Facts) {
        let shown = self.is_shown();
        let name = || -> Facts {
            let somebody = || messages::notification("somebody", &Facts::new(), language);
            vec![("name", self.name.clone().unwrap_or_else(somebody).as_str().into())]
        };
        match self.notification.kind {
            NotificationKind::Reply if !shown => ("reply-gone", Facts::new()),
            NotificationKind::Reply if self.notification.subject_as::<Comment>().is_some() => {
                ("reply-comment", name())
            }
            NotificationKind::Reply => ("reply-proposal", name()),
            NotificationKind::ProposalAnswered => match (&self.answer, shown) {
                (Some(answer), true) => ("answer", self.answered(answer)),
                _ => ("answer-gone", Facts::new()),
            },
            NotificationKind::MergeConsent => match (&self.merge, shown) {
                (Some((merge, Some(leader))), true) => merged(merge, leader, name(), now),
                _ => ("merge-gone", Facts::new()),
            },
            NotificationKind::Decision => match self.notification.subject.kind.as_str() {
                "proposal" => ("decision-proposal", Facts::new()),
                "comment" => ("decision-comment", Facts::new()),
                _ => ("decision-account", Facts::new()),
            },
            NotificationKind::NoticeAnswered => ("notice", Facts::new()),
            NotificationKind::ComplaintAnswered => ("complaint", Facts::new()),
        }
    }

    fn answered(&self, answer: &Answer) -> Facts {
        let author = self
            .proposal
            .as_ref()
            .and_then(|proposal| proposal.author.account());
        let mine = if author == Some(self.notification.account) {
            "yes"
        } else {
            "no"
        };
        vec![
            ("mine", mine.into()),
            ("stage", answer.state.stage().as_str().into()),
        ]
    }
}

fn merged(merge: &Merge, leader: &Proposal, mut facts: Facts, now: Timestamp) -> (&'static str, Facts) {
    facts.push(("number", number(leader).as_str().into()));
    let state = match merge.outcome(now) {
        MergeOutcome::Open => return ("merge-open", facts),
        MergeOutcome::Done => "done",
        MergeOutcome::Refused => "refused",
        MergeOutcome::Lapsed => "lapsed",
    };
    facts.push(("state", state.into()));
    ("merge-closed", facts)
}

/// The number that people say, or a dash before there is one.
fn number(proposal: &Proposal) -> String {
    proposal
        .number
        .map_or_else(|| "–".to_owned(), |number| number.to_string())
}

/// What these are about, as the actor sees it now: a constant number of statements, however many there are, at most
/// 1,000. All of them must be the actor's own.
pub async fn look(cx: &Cx, notifications: Vec<Notification>) -> Result<Vec<Seen>> {
    let (scope, db) = (cx.scope(), cx.db());
    let ids: Vec<CommentId> = wanted(&notifications, comment_of);
    let comments = persistence::comments::by_ids(db, &scope, &ids).await?;
    let comments: HashMap<_, _> = comments
        .into_iter()
        .map(|comment| (comment.id, comment))
        .collect();
    let merges: Vec<MergeId> = wanted(&notifications, Notification::cause_as);
    let merges = match cx.actor.account() {
        Some(account) if !merges.is_empty() => persistence::merges::by_ids(db, account, &merges).await?,
        _ => Vec::new(),
    };
    let merges: HashMap<_, _> = merges.into_iter().map(|merge| (merge.id, merge)).collect();
    let mut ids: HashSet<ProposalId> = wanted(&notifications, Notification::subject_as)
        .into_iter()
        .collect();
    ids.extend(comments.values().map(|comment| comment.proposal));
    ids.extend(
        merges
            .values()
            .flat_map(|merge| merge.consents.iter().map(|consent| consent.proposal)),
    );
    let ids: Vec<_> = ids.into_iter().collect();
    let proposals = persistence::proposals::by_ids(db, &scope, &ids).await?;
    let proposals: HashMap<_, _> = proposals.into_iter().map(|it| (it.id, it)).collect();
    let ids: Vec<AnswerId> = wanted(&notifications, Notification::cause_as);
    let answers = persistence::answers::by_ids(db, &scope, &ids).await?;
    let answers: HashMap<_, _> = answers.into_iter().map(|answer| (answer.id, answer)).collect();
    let ids: HashSet<PlanId> = notifications.iter().filter_map(|it| it.plan).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let plans = persistence::plans::by_ids(db, &scope, &ids).await?;
    let plans: HashMap<_, _> = plans.into_iter().map(|plan| (plan.id, plan)).collect();
    let mut ids: HashSet<AccountId> = comments.values().filter_map(|it| it.author.account()).collect();
    ids.extend(merges.values().map(|merge| merge.proposed_by));
    let ids: Vec<_> = ids.into_iter().collect();
    let accounts = persistence::accounts::by_ids(db, &ids).await?;
    let names: HashMap<_, _> = accounts.iter().filter_map(name).collect();
    let seen = notifications.into_iter().map(|notification| {
        let comment = comment_of(&notification)
            .and_then(|id| comments.get(&id))
            .cloned();
        let merge = notification
            .cause_as::<Merge>()
            .and_then(|id| merges.get(&id))
            .map(|merge| {
                let other = other_than(merge, notification.subject_as());
                (merge.clone(), proposals.get(&other).cloned())
            });
        let proposal = comment
            .as_ref()
            .map(|comment| comment.proposal)
            .or_else(|| notification.subject_as())
            .and_then(|id| proposals.get(&id))
            .cloned();
        let by = match notification.kind {
            NotificationKind::Reply => comment.as_ref().and_then(|comment| comment.author.account()),
            NotificationKind::MergeConsent => merge.as_ref().map(|(merge, _)| merge.proposed_by),
            // Moderators and staff are not named: the town speaks.
            NotificationKind::Decision
            | NotificationKind::NoticeAnswered
            | NotificationKind::ComplaintAnswered
            | NotificationKind::ProposalAnswered => None,
        };
        Seen {
            plan: notification.plan.and_then(|id| plans.get(&id)).cloned(),
            answer: notification.cause_as().and_then(|id| answers.get(&id)).cloned(),
            name: by.and_then(|id| names.get(&id)).cloned(),
            proposal,
            comment,
            merge,
            notification,
        }
    });
    Ok(seen.collect())
}

/// The proposal with which one's own is merged: the one that leads, unless that is one's own.
fn other_than(merge: &Merge, own: Option<ProposalId>) -> ProposalId {
    let ids = merge.consents.iter().map(|consent| consent.proposal);
    std::iter::once(merge.leader)
        .chain(ids)
        .find(|id| Some(*id) != own)
        .unwrap_or(merge.leader)
}

/// The comment that a notification shows: the reply, or the comment that was decided on.
fn comment_of(notification: &Notification) -> Option<CommentId> {
    notification.cause_as().or_else(|| match notification.kind {
        NotificationKind::Reply => None,
        _ => notification.subject_as(),
    })
}

fn wanted<T: std::hash::Hash + Eq>(
    notifications: &[Notification],
    of: impl Fn(&Notification) -> Option<T>,
) -> Vec<T> {
    let wanted: HashSet<T> = notifications.iter().filter_map(of).collect();
    wanted.into_iter().collect()
}

/// The name that an account shows; none once it was erased.
fn name(account: &Account) -> Option<(AccountId, String)> {
    match account.standing {
        Standing::Erased { .. } => None,
        Standing::Active | Standing::Limited { .. } => Some((account.id, account.display_name.to_string())),
    }
}
