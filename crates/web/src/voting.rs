//! Voting in one tap and one confirmation, begun before having an account and finished in place.

use app::voting::{self, CastVote, StartVote};
use axum::{
    Form,
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    answers::Answer as TownAnswer,
    plans::{Owed, Plan, Requirement, Verb, VotingRule},
    proposals::Proposal,
    voting::{Cells, Choice, MEANS, Means, Tally, Vote},
};
use secrecy::ExposeSecret;
use serde::Deserialize;

use crate::{
    error::{Failed, Or},
    page::{Answer, Page},
    plans::{by_slug, effect},
    proposals::{by_number, is_readable},
    visit::Visit,
};

/// One button of the ballot.
pub(crate) struct Button {
    /// What it sends.
    pub(crate) choice: &'static str,
    /// What it says.
    pub(crate) name: String,
    /// Whether it is the reader's vote now.
    pub(crate) chosen: bool,
}

/// The ballot beside a proposal.
pub(crate) struct Panel {
    /// Whether votes are taken now.
    pub(crate) open: bool,
    /// The totals in a sentence; or that they are hidden, and until when.
    pub(crate) totals: String,
    /// What the vote does, until the town has answered.
    pub(crate) effect: Option<String>,
    /// Until when a vote may be cast, changed or withdrawn; or when it opens.
    pub(crate) time: String,
    pub(crate) buttons: Vec<Button>,
    /// The reader's vote, in a sentence.
    pub(crate) mine: Option<String>,
    /// What proves that it counts.
    pub(crate) receipt: Option<String>,
    /// How many supports are left.
    pub(crate) left: Option<String>,
    /// That the reader's ballot is counted on paper, or waits to be.
    pub(crate) paper: Option<String>,
    /// Whether one may ask for a paper ballot, or vote by the code of one.
    pub(crate) takes_paper: bool,
    /// Who cast the votes, once that is shown: on paper, or by which link.
    pub(crate) apart: Vec<String>,
    /// «Votes repris» of an earlier platform.
    pub(crate) taken_over: Option<String>,
}

impl Panel {
    /// The ballot of a proposal, for this reader.
    pub(crate) async fn of(
        visit: &Visit,
        page: &Page,
        plan: &Plan,
        proposal: &Proposal,
        answer: Option<&TownAnswer>,
    ) -> Result<Self, Failed> {
        let cx = &visit.cx;
        let these = [(proposal.id, plan.id)];
        let totals = voting::totals_of(cx, &these).await.or_page(visit)?;
        let mine = voting::my_votes(cx, &these).await.or_page(visit)?.pop();
        let opening = plan.opening(Verb::Vote, cx.now());
        let supports = matches!(plan.rules.voting, VotingRule::Support { .. });
        let ballot = if visit.is_signed_in() && opening.now {
            voting::my_ballot(cx, plan.id).await.or_page(visit)?
        } else {
            None
        };
        let on_paper = ballot.as_ref().is_some_and(|ballot| ballot.on_paper);
        let left = ballot
            .as_ref()
            .filter(|_| !on_paper)
            .and_then(|ballot| Some(ballot.limit?.saturating_sub(ballot.used)));
        let results = voting::results_of(cx, &these).await.or_page(visit)?;
        let tally = totals.get(&proposal.id);
        let answered = answer.is_some_and(|answer| answer.state.ruling().is_some());
        let totals = match tally {
            Some(tally) if supports => page.with("totals-support", "count", tally.in_favour),
            Some(tally) => page.with2("totals-sides", "for", tally.in_favour, "against", tally.against),
            None => match plan.votes_end_at() {
                Some(end) => page.with("totals-hidden-until", "day", page.day(end).as_str()),
                None => page.t("totals-hidden"),
            },
        };
        let time = match (opening.now, opening.opens_at, opening.closes_at) {
            _ if plan.vote_suspended_since().is_some() => suspended(page, plan),
            (true, _, Some(end)) => page.with("vote-until", "day", page.until(end).as_str()),
            (true, _, None) => String::new(),
            (false, Some(start), _) => page.with("vote-opens", "day", page.when(start).as_str()),
            (false, None, Some(end)) => page.with("vote-ended", "day", page.last_day(end).as_str()),
            (false, None, None) => page.t("vote-none"),
        };
        Ok(Self {
            open: opening.now && is_readable(proposal) && !on_paper,
            paper: match ballot {
                Some(_) if on_paper => Some(page.t("vote-on-paper")),
                Some(ballot) if ballot.has_code => Some(page.t("vote-paper-waits")),
                _ => None,
            },
            takes_paper: opening.now && is_readable(proposal) && !on_paper,
            apart: apart(page, supports, results.get(&proposal.id)),
            totals,
            effect: (!answered).then(|| match tally.and_then(|tally| plan.owes(*tally)) {
                Some(Owed { threshold, due }) => match due {
                    Some(due) => page.with2(
                        "effect-answer-owed-by",
                        "threshold",
                        threshold,
                        "day",
                        page.day(due).as_str(),
                    ),
                    None => page.with("effect-answer-owed", "threshold", threshold),
                },
                None => effect(page, plan),
            }),
            time,
            buttons: buttons(page, plan, mine),
            mine: mine.map(|vote| {
                let which = if supports { "support" } else { vote.choice.as_str() };
                page.t(&format!("my-vote-{which}"))
            }),
            receipt: mine.map(|vote| vote.receipt.to_string()),
            left: left.map(|left| page.with("supports-left", "count", left)),
            taken_over: proposal
                .votes_taken_over
                .map(|count| page.with("votes-taken-over", "count", count)),
        })
    }
}

/// That the vote is suspended, and what that means; empty where it is not.
pub(crate) fn suspended(page: &Page, plan: &Plan) -> String {
    plan.vote_suspended_since().map_or_else(String::new, |since| {
        let since = page.with("vote-suspended-since", "day", page.when(since).as_str());
        format!("{since} {}", page.t("vote-suspended-kept"))
    })
}

/// Who cast the votes, a line for each means.
fn apart(page: &Page, supports: bool, cells: Option<&Cells>) -> Vec<String> {
    let line = |means: Means, tally: Tally| {
        let name = page.t(match means {
            Means::Link(Requirement::ConfirmedLink) => "vote-apart-confirmed",
            Means::Link(Requirement::DeclaredLink) => "vote-apart-declared",
            Means::Link(Requirement::Account) => "vote-apart-account",
            Means::Paper => "vote-apart-paper",
        });
        let said = if supports {
            page.with("totals-support", "count", tally.in_favour)
        } else {
            page.with2("totals-sides", "for", tally.in_favour, "against", tally.against)
        };
        page.with2("label-said", "name", name.as_str(), "said", said.as_str())
    };
    let cells = cells.cloned().unwrap_or_default();
    MEANS
        .into_iter()
        .filter_map(|means| Some(line(means, *cells.get(&means)?)))
        .collect()
}

fn buttons(page: &Page, plan: &Plan, mine: Option<Vote>) -> Vec<Button> {
    let button = |choice: Choice, id: &str| Button {
        choice: choice.as_str(),
        name: page.t(id),
        chosen: mine.is_some_and(|vote| vote.choice == choice),
    };
    match plan.rules.voting {
        VotingRule::Support { .. } => vec![button(Choice::For, "vote-support")],
        VotingRule::ForAgainst => vec![
            button(Choice::For, "vote-for"),
            button(Choice::Against, "vote-against"),
            button(Choice::Neither, "vote-neither"),
        ],
    }
}

/// A vote as it was tapped.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Tapped {
    choice: String,
    /// Where a vote that is taken back leads, if not to its proposal.
    back: String,
}

/// Casts, changes or withdraws a vote. Without an account it is kept until its author has signed in, which is asked next.
pub(crate) async fn vote(
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
    Form(tapped): Form<Tapped>,
) -> Answer {
    let plan = by_slug(&visit, &slug).await?;
    let proposal = by_number(&visit, &plan, &number).await?;
    let address = format!("/plans/{}/proposals/{number}", plan.slug);
    let Some(choice) = Choice::parse(&tapped.choice) else {
        voting::withdraw(&visit.cx, proposal.id).await.or_page(&visit)?;
        let to = if tapped.back.is_empty() {
            format!("{address}?done=vote-withdrawn#vote")
        } else {
            format!("{}?done=vote-withdrawn", crate::visit::inside(&tapped.back))
        };
        return Ok(Redirect::to(&to).into_response());
    };
    if visit.is_signed_in() {
        let command = CastVote {
            proposal: proposal.id,
            choice,
        };
        voting::cast(&visit.cx, command).await.or_page(&visit)?;
        return Ok(Redirect::to(&format!("{address}?done=voted#vote")).into_response());
    }
    let command = StartVote::parse(proposal.id, choice, visit.begun.as_deref()).or_page(&visit)?;
    let started = voting::start_vote(&visit.cx, command).await.or_page(&visit)?;
    let next: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let mut response = Redirect::to(&format!("/sign-in?why=vote&next={next}")).into_response();
    if let Some(token) = started.token {
        visit.hold_begun(&mut response, token.expose_secret());
    }
    Ok(response)
}
