//! Groups of proposals: an author proposes to read theirs with another, everybody concerned says yes or no on their own page,
//! and whoever joined may leave.

use std::collections::HashMap;

use app::{
    Error,
    merges::{self, AnswerMerge, ProposeMerge},
    plans, proposals, search,
};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use domain::{
    Code, PageRequest, Refusal, Timestamp,
    merges::{ConsentAnswer, ConsentOf, Merge, MergeId, MergeOutcome, Parties},
    plans::Plan,
    proposals::{Proposal, ProposalId, vote_opened},
    refusal::{Fault, Fields},
};
use serde::Deserialize;

use crate::{
    authors::Names,
    drafts::own,
    error::{Failed, Or, Problems},
    forms::{self, typed},
    me::{Wanted, signed_in},
    page::{Answer, Page, ok, show},
    proposals::{Choice, is_readable},
    revisions::address,
    visit::Visit,
};

/// How many merges a page shows.
const PER_PAGE: u32 = 20;
/// How many proposals like one's own are offered.
const ALIKE: u32 = 6;

/// A proposal that a merge is about.
struct Party {
    address: String,
    name: String,
    lang: String,
    who: String,
    /// What its author says: «awaited», «yes», «no».
    says: &'static str,
    said: String,
}

/// A merge that concerns the reader.
struct Asked {
    id: String,
    leader: String,
    plan: String,
    state: String,
    look: &'static str,
    proposed: String,
    until: Option<String>,
    parties: Vec<Party>,
    /// Whether the reader's yes is awaited.
    awaited: bool,
    /// Whether the reader has agreed, and may still take that back.
    agreed: bool,
    /// Why nothing can be agreed to any more, where that is so.
    closed: Option<String>,
    /// Where the reader takes their proposal out again.
    leave: Option<String>,
}

#[derive(Template)]
#[template(path = "me/merges.html")]
struct List {
    page: Page,
    asked: Vec<Asked>,
    next: Option<String>,
    problems: Problems,
}

/// The proposals and plans that merges speak of.
struct Known {
    proposals: HashMap<ProposalId, Proposal>,
    plans: Vec<Plan>,
    names: Names,
}

impl Known {
    async fn of(visit: &Visit, page: &Page, merges: &[Merge]) -> Result<Self, Failed> {
        let cx = &visit.cx;
        let all = merges.iter().flat_map(|merge| &merge.consents);
        let mut ids: Vec<ProposalId> = all.map(|consent| consent.proposal).collect();
        ids.sort_unstable();
        ids.dedup();
        let found = proposals::by_ids(cx, &ids).await.or_page(visit)?;
        let mut plan_ids: Vec<_> = merges.iter().map(|merge| merge.plan).collect();
        plan_ids.sort_unstable();
        plan_ids.dedup();
        let plans = plans::by_ids(cx, &plan_ids).await.or_page(visit)?;
        let authors = found.iter().map(|one| one.author).collect();
        let names = Names::of(visit, page, authors).await.or_page(visit)?;
        Ok(Self {
            proposals: found.into_iter().map(|one| (one.id, one)).collect(),
            plans,
            names,
        })
    }

    fn name(&self, page: &Page, id: ProposalId) -> String {
        let Some(proposal) = self.proposals.get(&id) else {
            return page.t("tombstone-title");
        };
        let title = if is_readable(proposal) {
            proposal.title.to_string()
        } else {
            page.t("tombstone-title")
        };
        match proposal.number {
            Some(number) => page.with2("numbered", "number", i64::from(number), "title", title.as_str()),
            None => title,
        }
    }

    fn party(&self, page: &Page, plan: &Plan, id: ProposalId, answer: ConsentAnswer) -> Party {
        let (says, said) = match answer {
            ConsentAnswer::Awaited => ("awaited", page.t("merge-says-awaited")),
            ConsentAnswer::Yes { at } => ("yes", page.with("merge-says-yes", "day", page.day(at).as_str())),
            ConsentAnswer::No { at } => ("no", page.with("merge-says-no", "day", page.day(at).as_str())),
        };
        let proposal = self.proposals.get(&id);
        Party {
            address: proposal.map_or_else(String::new, |one| address(one, plan)),
            name: self.name(page, id),
            lang: proposal.map_or_else(|| "fr".to_owned(), |one| one.language.tag().to_owned()),
            who: proposal.map_or_else(String::new, |one| self.names.name(page, one.author)),
            says,
            said,
        }
    }

    /// Why an open merge cannot be agreed to any more, by the rules that decide.
    fn refused(&self, plan: &Plan, merge: &Merge, now: Timestamp) -> Option<Refusal> {
        let ids = merge.consents.iter().map(|one| one.proposal);
        let parties = Parties {
            plan: plan.clone(),
            leader: merge.leader,
            proposals: ids.filter_map(|id| self.proposals.get(&id).cloned()).collect(),
        };
        parties.check(now).err()
    }

    fn asked(&self, visit: &Visit, page: &Page, merge: &Merge) -> Option<Asked> {
        let now = visit.cx.now();
        let plan = self.plans.iter().find(|plan| plan.id == merge.plan)?;
        let outcome = merge.outcome(now);
        let (state, look) = match outcome {
            MergeOutcome::Open => ("merge-open", ""),
            MergeOutcome::Done => ("merge-done", "good"),
            MergeOutcome::Refused => ("merge-refused", "bad"),
            MergeOutcome::Lapsed => ("merge-lapsed", "late"),
        };
        let open = outcome == MergeOutcome::Open;
        let reader = visit.cx.actor.account();
        let is_theirs = |id: &ProposalId| {
            let author = self.proposals.get(id).and_then(|one| one.author.account());
            author.is_some() && author == reader
        };
        let closed = open.then(|| self.refused(plan, merge, now)).flatten();
        let own = merge.consents.iter().filter(|one| is_theirs(&one.proposal));
        let (awaited, agreed): (Vec<&ConsentOf>, Vec<&ConsentOf>) =
            own.partition(|one| one.answer == ConsentAnswer::Awaited);
        let together = |one: &ConsentOf| {
            let found = self.proposals.get(&one.proposal);
            one.proposal == merge.leader || found.is_some_and(|one| one.merged_into == Some(merge.leader))
        };
        let is_apart = outcome == MergeOutcome::Done && !merge.consents.iter().all(together);
        let (state, look) = if is_apart {
            ("merge-apart", "")
        } else {
            (state, look)
        };
        let joined = agreed
            .iter()
            .find(|one| outcome == MergeOutcome::Done && !is_apart && one.proposal != merge.leader);
        Some(Asked {
            id: merge.id.to_string(),
            leader: self.name(page, merge.leader),
            plan: plan.title.to_string(),
            state: page.t(state),
            look,
            proposed: page.with("merge-proposed", "day", page.day(merge.proposed_at).as_str()),
            until: open.then(|| page.with("merge-until", "day", page.when(merge.closes_at).as_str())),
            parties: merge
                .consents
                .iter()
                .map(|one| self.party(page, plan, one.proposal, one.answer))
                .collect(),
            awaited: open && !awaited.is_empty() && closed.is_none(),
            agreed: open && awaited.is_empty() && !agreed.is_empty(),
            closed: closed
                .map(|refusal| messages::problem(refusal.code(), &refusal.facts(), &visit.cx.language)),
            leave: joined.map(|one| format!("/proposals/{}/leave", one.proposal)),
        })
    }
}

async fn listed(visit: &Visit, wanted: &Wanted, problems: Problems) -> Result<List, Failed> {
    let page = visit.page().await;
    let request = PageRequest {
        cursor: wanted.cursor(),
        ..PageRequest::first(PER_PAGE)
    };
    let found = merges::list(&visit.cx, &request).await.or_page(visit)?;
    let next = found.items.last().filter(|_| found.has_next).map(|(cursor, _)| {
        let cursor: String = form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
        format!("/me/merges?after={cursor}")
    });
    let found = found.into_items();
    let known = Known::of(visit, &page, &found).await?;
    Ok(List {
        asked: found
            .iter()
            .filter_map(|merge| known.asked(visit, &page, merge))
            .collect(),
        next,
        problems,
        page,
    })
}

/// How many of the latest merges wait for the reader's answer.
pub(crate) async fn awaited(visit: &Visit) -> Result<usize, Failed> {
    let list = listed(visit, &Wanted::default(), Problems::default()).await?;
    Ok(list.asked.iter().filter(|one| one.awaited).count())
}

/// Answers the merges that concern proposals of the reader, newest first.
pub(crate) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    signed_in(&visit)?;
    ok(&listed(&visit, &wanted, Problems::default()).await?)
}

/// What the reader says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Said {
    agree: String,
}

/// Says yes or no for every proposal of the reader's in a merge.
pub(crate) async fn answer(visit: Visit, Path(id): Path<String>, Form(said): Form<Said>) -> Answer {
    signed_in(&visit)?;
    let merge: MergeId = forms::id(&visit, &id, Code::MergeNotFound)?;
    let agree = said.agree == "yes";
    match merges::answer(&visit.cx, AnswerMerge { merge, agree }).await {
        Ok(merge) => {
            let done = match merge.outcome(visit.cx.now()) {
                MergeOutcome::Done => "merged",
                MergeOutcome::Open => "merge-agreed",
                MergeOutcome::Refused | MergeOutcome::Lapsed => "merge-refused",
            };
            Ok(Redirect::to(&format!("/me/merges?done={done}")).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &listed(&visit, &Wanted::default(), problems).await?))
        }
    }
}

/// With which proposal, and which of both is read first, as it was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    other: String,
    number: String,
    lead: String,
}

#[derive(Template)]
#[template(path = "proposals/merge.html")]
struct Propose {
    page: Page,
    id: String,
    back: String,
    title: String,
    lang: String,
    /// Why it cannot be done now.
    closed: Option<String>,
    /// Proposals like this one, by their numbers.
    alike: Vec<Choice>,
    /// Whether another number is typed.
    other: bool,
    typed: Typed,
    problems: Problems,
}

async fn asked(
    visit: &Visit,
    (proposal, plan): (&Proposal, &Plan),
    typed: Typed,
    problems: Problems,
) -> Result<Propose, Failed> {
    let page = visit.page().await;
    let (title, body) = (proposal.title.as_str(), proposal.body.as_str());
    let found = search::similar_proposals(&visit.cx, plan.id, title, body, ALIKE)
        .await
        .or_page(visit)?;
    let alike: Vec<Choice> = found
        .iter()
        .filter(|one| one.id != proposal.id && is_readable(one) && one.merged_into.is_none())
        .filter_map(|one| {
            let number = one.number?;
            Some(Choice {
                chosen: typed.other == number.to_string(),
                value: number.to_string(),
                name: page.with2(
                    "numbered",
                    "number",
                    i64::from(number),
                    "title",
                    one.title.as_str(),
                ),
            })
        })
        .collect();
    let can = proposals::viewer_can(&visit.cx, proposal, plan, false);
    let closed = (!can.merge).then(|| match vote_opened(plan, visit.cx.now()) {
        Some(_) => messages::problem(Code::MergeVoteOpen, &Vec::new(), &visit.cx.language),
        None if proposal.merged_into.is_some() => {
            messages::problem(Code::MergeAlreadyMerged, &Vec::new(), &visit.cx.language)
        }
        None => page.t("merge-not-now"),
    });
    Ok(Propose {
        id: proposal.id.to_string(),
        back: address(proposal, plan),
        title: proposal.title.to_string(),
        lang: proposal.language.tag().to_owned(),
        closed,
        other: alike.iter().all(|one| !one.chosen),
        alike,
        typed,
        problems: problems
            .reworded(|problem| {
                let nothing =
                    problem.code == Code::FieldUnknown && problem.field.as_deref() == Some("number");
                nothing.then(|| page.t("merge-no-such"))
            })
            .called(&page, &[("number", "merge-number"), ("lead", "merge-lead")]),
        page,
    })
}

/// Asks with which proposal one's own is to be read.
pub(crate) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    let parties = (&proposal, &plan);
    ok(&asked(&visit, parties, Typed::default(), Problems::default()).await?)
}

/// Proposes it to the other's author.
pub(crate) async fn propose(visit: Visit, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    match proposed(&visit, &proposal, &plan, &typed).await {
        Ok(merge) => {
            let done = match merge.outcome(visit.cx.now()) {
                MergeOutcome::Done => "merged",
                MergeOutcome::Open | MergeOutcome::Refused | MergeOutcome::Lapsed => "merge-proposed",
            };
            Ok(Redirect::to(&format!("/me/merges?done={done}")).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(
                status,
                &asked(&visit, (&proposal, &plan), typed, problems).await?,
            ))
        }
    }
}

async fn proposed(visit: &Visit, mine: &Proposal, plan: &Plan, given: &Typed) -> Result<Merge, Error> {
    let mut fields = Fields::default();
    // A number that was typed says more than a choice that was left.
    let number = typed(&given.number).or_else(|| typed(&given.other));
    let other = match number {
        None => Err(Fault::new(Code::FieldRequired)),
        Some(number) => match number.trim_start_matches(['n', 'N', '°', ' ', '\u{a0}']).parse() {
            Ok(number) => proposals::by_number(&visit.cx, plan.id, number)
                .await?
                .filter(|found| found.id != mine.id)
                .ok_or_else(|| Fault::new(Code::FieldUnknown)),
            Err(_not_a_number) => Err(Fault::new(Code::FieldMalformed)),
        },
    };
    let other = fields.take("number", other);
    let mine_leads = match given.lead.as_str() {
        "mine" => Ok(true),
        "other" => Ok(false),
        _ => Err(Fault::new(Code::FieldRequired)),
    };
    let lead = fields.take("lead", mine_leads);
    let (other, mine_leads) = fields.finish(other.zip(lead))?;
    let (into, joins) = if mine_leads {
        (mine.id, other.id)
    } else {
        // Whoever belongs to a group already is joined where the group is.
        (other.merged_into.unwrap_or(other.id), mine.id)
    };
    merges::propose(&visit.cx, ProposeMerge::parse(into, vec![joins])?).await
}

#[derive(Template)]
#[template(path = "proposals/leave.html")]
struct Leave {
    page: Page,
    id: String,
    back: String,
    title: String,
    lang: String,
    /// Whether it belongs to a group.
    grouped: bool,
    problems: Problems,
}

async fn leaving(
    visit: &Visit,
    proposal: &Proposal,
    plan: &Plan,
    problems: Problems,
) -> Result<Leave, Failed> {
    let members = proposals::members_of(&visit.cx, &[proposal.id])
        .await
        .or_page(visit)?;
    Ok(Leave {
        page: visit.page().await,
        id: proposal.id.to_string(),
        back: address(proposal, plan),
        title: proposal.title.to_string(),
        lang: proposal.language.tag().to_owned(),
        grouped: proposal.merged_into.is_some() || !members.is_empty(),
        problems,
    })
}

/// Asks whether the author means it.
pub(crate) async fn ask_leave(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    ok(&leaving(&visit, &proposal, &plan, Problems::default()).await?)
}

/// Takes a proposal out of its group.
pub(crate) async fn leave(visit: Visit, Path(id): Path<String>) -> Answer {
    let (proposal, plan) = own(&visit, &id).await?;
    match merges::leave(&visit.cx, proposal.id).await {
        Ok(left) => {
            let address = address(&left, &plan);
            Ok(Redirect::to(&format!("{address}?done=merge-left")).into_response())
        }
        Err(error) => {
            let (status, problems) = Problems::of(&visit, error)?;
            Ok(show(status, &leaving(&visit, &proposal, &plan, problems).await?))
        }
    }
}
