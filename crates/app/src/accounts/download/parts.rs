//! What is in the download, one function a noun.

use bytes::Bytes;
use domain::{
    Code, PageRequest,
    accounts::{AccountId, AgeBand, Standing},
    attachments::{Attachment, AttachmentKind, On},
    comments::Mark,
    drafts::Holder,
    moderation::{appeals::told, notices::NoticeOutcome},
    organisations::Remit,
    page::{Direction, MAX_PAGE},
    proposals::{Place, Proposal, TextStage},
};
use persistence::proposals::{Filter, Sort};
use serde_json::{Value, json};

use crate::{Cx, Result, error::OrNotFound};

/// The largest page, from here on.
fn page(cursor: Option<String>) -> PageRequest {
    PageRequest {
        size: MAX_PAGE,
        direction: Direction::Forward,
        cursor,
        count: false,
    }
}

/// Every item of a list that comes in pages.
macro_rules! all_pages {
    ($read:expr) => {{
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let read = $read(page(cursor)).await?;
            let (more, last) = (read.has_next, read.items.last().map(|(cursor, _)| cursor.clone()));
            all.extend(read.items.into_iter().map(|(_, item)| item));
            match last {
                Some(last) if more => cursor = Some(last),
                _ => break all,
            }
        }
    }};
}

/// Who they are here.
pub(super) async fn account(cx: &Cx, id: AccountId) -> Result<Value> {
    let account = persistence::accounts::by_id(cx.db(), id)
        .await?
        .or_not_found(Code::AccountNotFound)?;
    let email = persistence::accounts::email(cx.db(), id).await?;
    let password = persistence::accounts::password(cx.db(), id).await?;
    Ok(json!({
        "id": account.id,
        "display_name": account.display_name,
        "email": email.map(|email| email.canonical().to_owned()),
        "has_password": password.is_some(),
        "under_15": account.age == AgeBand::Under15,
        "language": account.language.tag(),
        "limited_until": match account.standing {
            Standing::Limited { until } => Some(until.to_string()),
            Standing::Active | Standing::Erased { .. } => None,
        },
        "opened_at": account.created_at.to_string(),
        "last_used_at": account.seen_at.to_string(),
    }))
}

/// Where they are signed in.
pub(super) async fn sessions(cx: &Cx, id: AccountId) -> Result<Value> {
    let sessions = persistence::accounts::sessions_of(cx.db(), id).await?;
    let sessions = sessions.into_iter().map(|session| {
        json!({
            "id": session.id,
            "channel": session.channel.as_str(),
            "device": session.device,
            "began_at": session.began_at.to_string(),
            "used_at": session.used_at.to_string(),
        })
    });
    Ok(sessions.collect())
}

/// Their links with neighbourhoods, and what confirmed them.
pub(super) async fn links(cx: &Cx, id: AccountId) -> Result<Value> {
    let links = persistence::accounts::links(cx.db(), id).await?;
    let proofs = persistence::accounts::proofs(cx.db(), id).await?;
    let links: Value = links
        .into_iter()
        .map(|link| {
            json!({
                "plan": link.plan,
                "kind": link.kind.as_str(),
                "declared_at": link.declared_at.to_string(),
                "confirmed_until": link.confirmed_until.map(|at| at.to_string()),
            })
        })
        .collect();
    let proofs: Value = proofs
        .into_iter()
        .map(|proof| {
            json!({
                "method": proof.method.as_str(),
                "issuer": proof.issuer,
                "looked_at": proof.looked_at.to_string(),
                "expires_at": proof.expires_at.to_string(),
            })
        })
        .collect();
    Ok(json!({ "links": links, "proofs": proofs }))
}

/// What they were entrusted with, ended roles included.
pub(super) async fn roles(cx: &Cx, id: AccountId) -> Result<Value> {
    let granted = persistence::accounts::granted(cx.db(), id).await?;
    let granted: Value = granted
        .into_iter()
        .map(|granted| {
            json!({
                "role": granted.grant.role.as_str(),
                "plan": granted.grant.plan,
                "given_at": granted.given_at.to_string(),
                "until": granted.until.map(|at| at.to_string()),
                "ended_at": granted.ended_at.map(|at| at.to_string()),
            })
        })
        .collect();
    let answering = persistence::organisations::all_grants_of(cx.db(), id).await?;
    let answering: Value = answering
        .into_iter()
        .map(|grant| {
            let (operation, theme) = match grant.about {
                Remit::Operation(operation) => (Some(operation), None),
                Remit::Theme(theme) => (None, Some(theme)),
            };
            json!({
                "organisation": grant.organisation,
                "plan": grant.plan,
                "operation": operation,
                "theme": theme,
                "given_at": grant.given_at.to_string(),
                "until": grant.until.map(|at| at.to_string()),
            })
        })
        .collect();
    Ok(json!({ "roles": granted, "answering": answering }))
}

/// When the town looked at who they are, and why.
pub(super) async fn lookups(cx: &Cx, id: AccountId) -> Result<Value> {
    let lookups = persistence::accounts::lookups(cx.db(), id).await?;
    let lookups = lookups.into_iter().map(|lookup| {
        json!({
            "at": lookup.at.to_string(),
            "what": lookup.what,
            "reason": lookup.reason,
            "by": lookup.by,
        })
    });
    Ok(lookups.collect())
}

fn place(place: Place) -> Value {
    match place {
        Place::WholePerimeter => json!("whole perimeter"),
        Place::Zone(zone) => json!({ "zone": zone }),
        Place::Point { latitude, longitude } => json!({ "latitude": latitude, "longitude": longitude }),
    }
}

/// Their proposals in every state, with every version and precision.
pub(super) async fn proposals(cx: &Cx, id: AccountId) -> Result<Value> {
    let scope = cx.scope();
    let filter = Filter {
        author: Some(id),
        states: vec![
            TextStage::PendingReview,
            TextStage::Published,
            TextStage::Withdrawn,
        ],
        ..Filter::default()
    };
    let read = async |page| persistence::proposals::list(cx.db(), &scope, &filter, Sort::Oldest, &page).await;
    let all: Vec<Proposal> = all_pages!(read);
    let mut written = Vec::with_capacity(all.len());
    for proposal in all {
        let read = async |page| -> Result<_> {
            let these = [proposal.id];
            let mut pages = persistence::proposals::versions_of(cx.db(), &scope, &these, &page).await?;
            Ok(pages.remove(&proposal.id).unwrap_or_default())
        };
        let versions: Value = all_pages!(read)
            .into_iter()
            .map(|version| {
                json!({
                    "version": version.number,
                    "title": version.title,
                    "body": version.body,
                    "at": version.at.to_string(),
                })
            })
            .collect();
        let precisions = persistence::proposals::precisions_of(cx.db(), &scope, &[proposal.id]).await?;
        let precisions: Value = precisions
            .into_iter()
            .map(|precision| json!({ "body": precision.body, "at": precision.at.to_string() }))
            .collect();
        written.push(json!({
            "id": proposal.id,
            "plan": proposal.plan,
            "number": proposal.number,
            "title": proposal.title,
            "body": proposal.body,
            "language": proposal.language.tag(),
            "theme": proposal.theme,
            "place": place(proposal.place),
            "state": proposal.text.as_str(),
            "visibility": proposal.visibility.as_str(),
            "created_at": proposal.created_at.to_string(),
            "published_at": proposal.text.published_at().map(|at| at.to_string()),
            "versions": versions,
            "precisions": precisions,
        }));
    }
    Ok(written.into())
}

/// What they have not sent yet.
pub(super) async fn drafts(cx: &Cx, id: AccountId) -> Result<Value> {
    let holders = [Holder::Account(id)];
    let now = cx.now();
    let read = async |page| persistence::drafts::list(cx.db(), &holders, now, &page).await;
    let drafts = all_pages!(read).into_iter().map(|draft| {
        json!({
            "id": draft.id,
            "plan": draft.plan,
            "title": draft.title,
            "body": draft.body,
            "place": place(draft.place),
            "saved_at": draft.saved_at.to_string(),
        })
    });
    Ok(drafts.collect())
}

/// What they added to their texts, by the names of the files beside.
pub(super) async fn attachments(cx: &Cx, id: AccountId) -> Result<Value> {
    let added = added(cx, id).await?;
    let added = added.into_iter().map(|one| {
        let on = match one.on {
            Some(On::Draft(draft)) => Some(draft.to_string()),
            Some(On::Item(item)) => Some(item.to_string()),
            None => None,
        };
        json!({
            "id": one.id,
            "file": file_name(&one),
            "on": on,
            "kind": one.kind.as_str(),
            "bytes": one.bytes,
            "description": one.description,
            "added_at": one.at.to_string(),
        })
    });
    Ok(added.collect())
}

/// The files themselves.
pub(super) async fn files(cx: &Cx, id: AccountId) -> Result<Vec<(String, Bytes)>> {
    let mut files = Vec::new();
    for one in added(cx, id).await? {
        if let Some(bytes) = crate::attachments::stored(cx, &one).await? {
            files.push((file_name(&one), bytes));
        }
    }
    Ok(files)
}

fn file_name(attachment: &Attachment) -> String {
    let kind = match attachment.kind {
        AttachmentKind::Photo { .. } => "jpg",
        AttachmentKind::Pdf => "pdf",
    };
    format!("attachments/{}.{kind}", attachment.id)
}

async fn added(cx: &Cx, id: AccountId) -> Result<Vec<Attachment>> {
    let (mut added, mut after) = (Vec::new(), None);
    loop {
        let some = persistence::attachments::of_account(cx.db(), id, after, BATCH).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.id);
        added.extend(some);
    }
    Ok(added)
}

/// What they follow.
pub(super) async fn follows(cx: &Cx, id: AccountId) -> Result<Value> {
    let follows = persistence::follows::all_of(cx.db(), id).await?;
    let follows = follows.into_iter().map(|(followed, since)| {
        let named = match followed {
            domain::follows::Followed::Plan(plan) => plan.to_string(),
            domain::follows::Followed::Proposal(proposal) => proposal.to_string(),
        };
        json!({ "what": named, "since": since.to_string() })
    });
    Ok(follows.collect())
}

/// Merges of their proposals that they proposed or were asked about.
pub(super) async fn merges(cx: &Cx, id: AccountId) -> Result<Value> {
    let read = async |page| persistence::merges::list(cx.db(), id, &page).await;
    let merges = all_pages!(read).into_iter().map(|merge| {
        json!({
            "id": merge.id,
            "plan": merge.plan,
            "proposed_by_you": merge.proposed_by == id,
            "proposed_at": merge.proposed_at.to_string(),
            "state": merge.state.as_str(),
        })
    });
    Ok(merges.collect())
}

/// What was decided about their contributions, and what they said against it.
pub(super) async fn decisions(cx: &Cx, id: AccountId) -> Result<Value> {
    let read = async |page| persistence::moderation::decisions_of(cx.db(), id, &page).await;
    let decisions = all_pages!(read);
    let cases: Vec<_> = decisions.iter().map(|decision| decision.case).collect();
    let complaints = persistence::moderation::complaints_in(cx.db(), &cases).await?;
    let appeals = persistence::moderation::appeals_of(cx.db(), id).await?;
    let sanctions = persistence::moderation::sanctions_told(cx.db(), id).await?;
    let sanctions = sanctions.into_iter().map(|sanction| {
        let appeal = appeals.iter().find(|appeal| appeal.sanction == sanction.id);
        let (sanction, appeal) = told(sanction, appeal.cloned(), cx.now());
        let answer = appeal.as_ref().and_then(|appeal| appeal.answer.as_ref());
        json!({
            "id": sanction.id,
            "kind": sanction.kind.as_str(),
            "facts": sanction.facts,
            "decided_at": sanction.at.to_string(),
            "until": sanction.until().map(|until| until.to_string()),
            "lifted_at": sanction.undone_at.map(|at| at.to_string()),
            "your_complaint": appeal.as_ref().map(|appeal| &appeal.grounds),
            "answer": answer.map(|answer| &answer.reasons),
        })
    });
    let sanctions: Value = sanctions.collect();
    let decisions = decisions.into_iter().map(|decision| {
        let complaint = complaints
            .iter()
            .find(|complaint| complaint.decision == decision.id && complaint.notice.is_none());
        json!({
            "id": decision.id,
            "reference": decision.reference.to_string(),
            "item": decision.item.to_string(),
            "action": decision.action.word(),
            "attachments": decision.action.attachments(),
            "facts": decision.facts,
            "decided_at": decision.at.to_string(),
            "your_complaint": complaint.map(|complaint| &complaint.grounds),
        })
    });
    let decisions: Value = decisions.collect();
    Ok(json!({ "about_contributions": decisions, "about_you": sanctions }))
}

/// The notices that they sent.
pub(super) async fn notices(cx: &Cx, id: AccountId) -> Result<Value> {
    let read = async |page| persistence::moderation::notices_by(cx.db(), id, &page).await;
    let notices = all_pages!(read).into_iter().map(|notice| {
        json!({
            "id": notice.id,
            "item": notice.item.to_string(),
            "kind": notice.kind.as_str(),
            "explanation": notice.explanation,
            "received_at": notice.received_at.to_string(),
            "outcome": notice.outcome.filter(|_| notice.told_at.is_some()).map(NoticeOutcome::as_str),
        })
    });
    Ok(notices.collect())
}

/// How many rows are read at once where a list has no pages.
const BATCH: u64 = 100;

/// Their comments in every state, with every version, and the comments that they marked.
pub(super) async fn comments(cx: &Cx, id: AccountId) -> Result<Value> {
    let scope = cx.scope();
    let (mut written, mut after) = (Vec::new(), None);
    loop {
        let some = persistence::comments::of_author(cx.db(), id, after, BATCH).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.id);
        for comment in some {
            let read =
                async |page| persistence::comments::versions_of(cx.db(), &scope, comment.id, &page).await;
            let versions: Value = all_pages!(read)
                .into_iter()
                .map(|version| {
                    json!({
                        "version": version.number,
                        "body": version.body,
                        "at": version.at.to_string(),
                    })
                })
                .collect();
            written.push(json!({
                "id": comment.id,
                "plan": comment.plan,
                "proposal": comment.proposal,
                "answers": comment.parent,
                "position": comment.position.map(domain::comments::Position::as_str),
                "body": comment.body,
                "language": comment.language.tag(),
                "state": comment.text.as_str(),
                "visibility": comment.visibility.as_str(),
                "created_at": comment.created_at.to_string(),
                "versions": versions,
            }));
        }
    }
    let (mut marked, mut after) = (Vec::new(), None);
    loop {
        let some = persistence::comments::marks_by(cx.db(), id, after, BATCH).await?;
        let Some((last, _)) = some.last() else { break };
        after = Some(*last);
        marked.extend(some.into_iter().map(|(comment, mark)| {
            let useful = match mark {
                Mark::Useful => true,
                Mark::NotUseful => false,
            };
            json!({ "comment": comment, "useful": useful })
        }));
    }
    Ok(json!({ "comments": written, "marks": marked }))
}

/// What they were told of, how soon they want to be, and what their address refused.
pub(super) async fn notifications(cx: &Cx, id: AccountId) -> Result<Value> {
    let scope = cx.scope();
    let read = async |page| persistence::notifications::list(cx.db(), &scope, false, &page).await;
    let told: Value = all_pages!(read)
        .into_iter()
        .map(|told| {
            json!({
                "kind": told.kind.as_str(),
                "subject": told.subject.to_string(),
                "cause": told.cause.to_string(),
                "at": told.at.to_string(),
                "read_at": told.read_at.map(|at| at.to_string()),
                "mail": told.mail.as_str(),
            })
        })
        .collect();
    let bounces = persistence::notifications::bounces(cx.db(), id).await?;
    Ok(json!({
        "notifications": told,
        "settings": persistence::notifications::paces(cx.db(), id).await?,
        "mail_refused": bounces.map(|bounces| json!({
            "times": bounces.count,
            "last_code": bounces.last_code,
            "at": bounces.at.to_string(),
        })),
    }))
}

/// Their votes, in plans whose voting key is still there: nobody can say whose the others are.
pub(super) async fn votes(cx: &Cx, _: AccountId) -> Result<Value> {
    let votes = crate::voting::my_votes_everywhere(cx).await?;
    let votes = votes.into_iter().map(|(plan, vote)| {
        json!({
            "plan": plan,
            "proposal": vote.proposal,
            "choice": vote.choice.as_str(),
            "receipt": vote.receipt,
        })
    });
    Ok(votes.collect())
}
