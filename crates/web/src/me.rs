//! «Ma page»: what a person did here, what was decided about it, and what is kept of them; a short page for each.

use app::{comments, drafts, follows, markdown, moderation, notifications, plans, proposals, voting};
use askama::Template;
use axum::{
    Form,
    extract::Query,
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest,
    comments::{Comment, CommentState},
    follows::Followed,
    notifications::NotificationId,
    plans::{Plan, PlanId, VotingRule},
    proposals::{Proposal, ProposalId, TextStage, TextState},
};
use serde::Deserialize;

use crate::{
    error::{Failed, Or},
    forms,
    page::{Answer, Page, ok},
    recordings::others::answered,
    revisions::address,
    visit::{Visit, inside},
};

pub(crate) mod account;
pub(crate) mod decisions;
pub(crate) mod lookups;
pub(crate) mod mails;

/// How many things a page shows.
const PER_PAGE: u32 = 20;

/// Whoever has not signed in is asked to, and comes back.
pub(crate) fn signed_in(visit: &Visit) -> Result<(), Failed> {
    visit.cx.actor.person().or_page(visit)?;
    Ok(())
}

#[derive(Template)]
#[template(path = "me/show.html")]
struct Show {
    page: Page,
    name: String,
    unread: u64,
    drafts: u64,
    /// How many merges wait for an answer.
    merges: usize,
    /// That the account may not write now.
    limited: Option<String>,
}

/// Answers what there is about the reader, and where.
pub(crate) async fn show(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let page = visit.page().await;
    let drafts = drafts::list(&visit.cx, visit.begun.as_deref(), &PageRequest::first(20))
        .await
        .or_page(&visit)?;
    ok(&Show {
        name: page.viewer.clone().unwrap_or_default(),
        unread: page.unread,
        drafts: drafts.items.len() as u64,
        merges: crate::merges::awaited(&visit).await?,
        limited: visit.limited(),
        page,
    })
}

/// Something that was written.
struct Written {
    address: String,
    title: String,
    lang: String,
    plan: String,
    day: String,
    state: String,
}

/// From where a list goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    after: String,
    before: String,
}

impl Wanted {
    /// The place in a list that its next page begins after.
    pub(crate) fn cursor(&self) -> Option<String> {
        forms::typed(&self.after).map(ToOwned::to_owned)
    }
}

#[derive(Template)]
#[template(path = "me/contributions.html")]
struct Contributions {
    page: Page,
    proposals: Vec<Written>,
    more_proposals: Option<String>,
    comments: Vec<Written>,
    more_comments: Option<String>,
}

/// The state of a proposal, for its author.
fn proposal_state(page: &Page, proposal: &Proposal) -> String {
    let id = match (&proposal.text, &proposal.visibility) {
        (TextState::Withdrawn { .. }, _) => "state-withdrawn",
        (_, seen) if !seen.is_readable() => "state-not-shown",
        (TextState::PendingReview { .. }, _) => "state-waits",
        (TextState::Published { .. }, _) => "state-published",
    };
    page.t(id)
}

fn comment_state(page: &Page, comment: &Comment) -> String {
    let id = match (&comment.text, &comment.visibility) {
        (CommentState::Deleted { .. }, _) => "state-deleted",
        (_, seen) if !seen.is_readable() => "state-not-shown",
        (CommentState::PendingReview { .. }, _) => "state-waits",
        (CommentState::Published { .. }, _) => "state-published",
    };
    page.t(id)
}

/// The plans of these ids.
async fn plans_of(visit: &Visit, mut ids: Vec<PlanId>) -> Result<Vec<Plan>, Failed> {
    ids.sort_unstable();
    ids.dedup();
    plans::by_ids(&visit.cx, &ids).await.or_page(visit)
}

fn named(plans: &[Plan], id: PlanId) -> String {
    let found = plans.iter().find(|plan| plan.id == id);
    found.map_or_else(String::new, |plan| plan.title.to_string())
}

/// Answers the proposals and comments of the reader, each with its state.
pub(crate) async fn contributions(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    signed_in(&visit)?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let filter = proposals::Filter {
        author: cx.actor.account(),
        states: vec![
            TextStage::PendingReview,
            TextStage::Published,
            TextStage::Withdrawn,
        ],
        ..proposals::Filter::default()
    };
    let request = PageRequest {
        cursor: wanted.cursor(),
        ..PageRequest::first(PER_PAGE)
    };
    let found = proposals::list(cx, &filter, proposals::Sort::Newest, &request)
        .await
        .or_page(&visit)?;
    let more_proposals = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/me/contributions?after={cursor}")
    });
    let found = found.into_items();
    let before = wanted.before.parse().ok();
    let mut said = comments::mine(cx, before, u64::from(PER_PAGE) + 1)
        .await
        .or_page(&visit)?;
    let more_comments = (said.len() > PER_PAGE as usize).then(|| said.truncate(PER_PAGE as usize));
    let more_comments = more_comments
        .and_then(|()| said.last())
        .map(|comment| format!("/me/contributions?before={}#comments", comment.id));
    let ids = found
        .iter()
        .map(|one| one.plan)
        .chain(said.iter().map(|one| one.plan));
    let plans = plans_of(&visit, ids.collect()).await?;
    let proposals = found
        .iter()
        .filter_map(|one| {
            let plan = plans.iter().find(|plan| plan.id == one.plan)?;
            Some(Written {
                address: address(one, plan),
                title: one.title.to_string(),
                lang: one.language.tag().to_owned(),
                plan: plan.title.to_string(),
                day: page.day(one.created_at),
                state: proposal_state(&page, one),
            })
        })
        .collect();
    let comments = said
        .iter()
        .map(|one| Written {
            address: format!("/comments/{}", one.id),
            title: match one.text {
                CommentState::Deleted { .. } => page.t("comment-untitled"),
                _ => markdown::excerpt(one.body.as_str(), 120),
            },
            lang: one.language.tag().to_owned(),
            plan: named(&plans, one.plan),
            day: page.day(one.created_at),
            state: comment_state(&page, one),
        })
        .collect();
    ok(&Contributions {
        page,
        proposals,
        more_proposals,
        comments,
        more_comments,
    })
}

/// A vote, and what proves it.
struct Cast {
    address: String,
    title: String,
    said: String,
    receipt: String,
    /// Whether it can be taken back now.
    open: bool,
    number: i32,
    slug: String,
}

/// The votes in one plan.
struct Ballot {
    plan: String,
    time: Option<String>,
    votes: Vec<Cast>,
}

#[derive(Template)]
#[template(path = "me/votes.html")]
struct Votes {
    page: Page,
    ballots: Vec<Ballot>,
}

/// Answers the reader's votes, a plan at a time, each with its receipt.
pub(crate) async fn votes(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let held = voting::my_votes_everywhere(cx).await.or_page(&visit)?;
    let plans = plans_of(&visit, held.iter().map(|(plan, _)| *plan).collect()).await?;
    let ids: Vec<ProposalId> = held.iter().map(|(_, vote)| vote.proposal).collect();
    let found = proposals::by_ids(cx, &ids).await.or_page(&visit)?;
    let ballots = plans
        .iter()
        .map(|plan| {
            let opening = plan.opening(domain::plans::Verb::Vote, cx.now());
            let supports = matches!(plan.rules.voting, VotingRule::Support { .. });
            let mut votes: Vec<Cast> = held
                .iter()
                .filter(|(at, _)| *at == plan.id)
                .filter_map(|(_, vote)| {
                    let proposal = found.iter().find(|one| one.id == vote.proposal)?;
                    let which = if supports { "support" } else { vote.choice.as_str() };
                    let readable = crate::proposals::is_readable(proposal);
                    Some(Cast {
                        address: address(proposal, plan),
                        title: if readable {
                            proposal.title.to_string()
                        } else {
                            page.t("tombstone-title")
                        },
                        said: page.t(&format!("my-vote-{which}")),
                        receipt: vote.receipt.to_string(),
                        open: opening.now,
                        number: proposal.number?,
                        slug: plan.slug.to_string(),
                    })
                })
                .collect();
            votes.sort_by_key(|vote| vote.number);
            Ballot {
                plan: plan.title.to_string(),
                time: opening
                    .closes_at
                    .filter(|_| opening.now)
                    .map(|end| page.with("vote-until", "day", page.until(end).as_str())),
                votes,
            }
        })
        .collect();
    ok(&Votes { page, ballots })
}

/// Something that is followed.
struct Watched {
    id: String,
    address: String,
    title: String,
    what: String,
}

#[derive(Template)]
#[template(path = "me/follows.html")]
struct Follows {
    page: Page,
    followed: Vec<Watched>,
}

/// Answers what the reader follows.
pub(crate) async fn follows(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let all = follows::mine(cx).await.or_page(&visit)?;
    let (mut plan_ids, mut ids) = (Vec::new(), Vec::new());
    for followed in &all {
        match followed {
            Followed::Plan(id) => plan_ids.push(*id),
            Followed::Proposal(id) => ids.push(*id),
        }
    }
    let found = proposals::by_ids(cx, &ids).await.or_page(&visit)?;
    plan_ids.extend(found.iter().map(|proposal| proposal.plan));
    let plans = plans_of(&visit, plan_ids).await?;
    let followed = all
        .iter()
        .filter_map(|followed| match followed {
            Followed::Plan(id) => plans.iter().find(|plan| plan.id == *id).map(|plan| Watched {
                id: id.to_string(),
                address: format!("/plans/{}", plan.slug),
                title: plan.title.to_string(),
                what: page.t("followed-plan"),
            }),
            Followed::Proposal(id) => {
                let proposal = found.iter().find(|one| one.id == *id)?;
                let plan = plans.iter().find(|plan| plan.id == proposal.plan)?;
                let readable = crate::proposals::is_readable(proposal);
                Some(Watched {
                    id: id.to_string(),
                    address: address(proposal, plan),
                    title: if readable {
                        proposal.title.to_string()
                    } else {
                        page.t("tombstone-title")
                    },
                    what: plan.title.to_string(),
                })
            }
        })
        .collect();
    ok(&Follows { page, followed })
}

/// What is no longer followed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Unfollowed {
    what: String,
}

/// Follows something no more.
pub(crate) async fn unfollow(visit: Visit, Form(sent): Form<Unfollowed>) -> Answer {
    let followed = match (sent.what.parse::<PlanId>(), sent.what.parse::<ProposalId>()) {
        (Ok(plan), _) => Followed::Plan(plan),
        (_, Ok(proposal)) => Followed::Proposal(proposal),
        _ => return Err(Failed::not_found(&visit, Code::ProposalNotFound)),
    };
    follows::unfollow(&visit.cx, followed).await.or_page(&visit)?;
    Ok(Redirect::to("/me/follows?done=unfollowed").into_response())
}

/// Something that the reader was told of.
struct Heard {
    id: String,
    what: String,
    day: String,
    unread: bool,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "me/notifications.html")]
struct Notifications {
    page: Page,
    heard: Vec<Heard>,
    next: Option<String>,
}

/// Where a notification leads.
fn leads(seen: &notifications::Seen) -> Option<String> {
    use domain::notifications::NotificationKind as Kind;
    match seen.notification.kind {
        Kind::Decision | Kind::ComplaintAnswered => Some("/me/decisions".to_owned()),
        Kind::NoticeAnswered => Some("/me/notices".to_owned()),
        Kind::Reply => Some(format!("/comments/{}", seen.comment.as_ref()?.id)),
        Kind::ProposalAnswered => Some(address(seen.proposal.as_ref()?, seen.plan.as_ref()?)),
        Kind::MergeConsent => Some("/me/merges".to_owned()),
    }
}

/// Answers what the reader was told of, newest first.
pub(crate) async fn notifications(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    signed_in(&visit)?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let request = PageRequest {
        cursor: wanted.cursor(),
        ..PageRequest::first(PER_PAGE)
    };
    let found = notifications::list(cx, false, &request).await.or_page(&visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/me/notifications?after={cursor}")
    });
    let heard = found
        .into_items()
        .into_iter()
        .map(|seen| Heard {
            id: seen.notification.id.to_string(),
            what: seen.sentence(&cx.language, cx.now()),
            day: page.when(seen.notification.at),
            unread: seen.notification.read_at.is_none(),
            address: leads(&seen).filter(|_| seen.is_shown()),
        })
        .collect();
    ok(&Notifications { page, heard, next })
}

/// What was read: one of them, or all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Marked {
    id: String,
    to: String,
}

/// Notes that one was read, or all; whoever opened one goes where it leads.
pub(crate) async fn mark_read(visit: Visit, Form(sent): Form<Marked>) -> Answer {
    let only = match forms::typed(&sent.id) {
        Some(id) => {
            let id: NotificationId = forms::id(&visit, id, Code::AccountNotFound)?;
            Some(vec![id])
        }
        None => None,
    };
    let command = notifications::MarkRead::parse(only).or_page(&visit)?;
    notifications::mark_read(&visit.cx, command)
        .await
        .or_page(&visit)?;
    let to = match sent.to.as_str() {
        "" => "/me/notifications?done=read",
        to => inside(to),
    };
    Ok(Redirect::to(to).into_response())
}

/// A notice of the reader.
struct Noticed {
    id: String,
    what: String,
    day: String,
    said: String,
    answer: String,
    contestable: bool,
}

#[derive(Template)]
#[template(path = "me/notices.html")]
struct Notices {
    page: Page,
    sent: Vec<Noticed>,
    next: Option<String>,
}

/// Answers the notices that the reader sent, each with its answer.
pub(crate) async fn notices(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    signed_in(&visit)?;
    let (cx, page) = (&visit.cx, visit.page().await);
    let request = PageRequest {
        cursor: wanted.cursor(),
        ..PageRequest::first(PER_PAGE)
    };
    let found = moderation::notices_of_mine(cx, &request).await.or_page(&visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/me/notices?after={cursor}")
    });
    let notices = found
        .into_items()
        .into_iter()
        .map(|notice| {
            let (answer, contestable) = answered(&page, &notice);
            Noticed {
                id: notice.id.to_string(),
                what: page.t(&format!("report-{}", notice.kind.as_str().replace('_', "-"))),
                day: page.day(notice.received_at),
                said: notice.explanation.as_str().to_owned(),
                answer,
                contestable,
            }
        })
        .collect();
    ok(&Notices {
        page,
        sent: notices,
        next,
    })
}
