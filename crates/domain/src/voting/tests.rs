use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Actor, Denied, Language, Visibility,
    accounts::{AccountId, AgeBand, Standing},
    actor::Person,
    plans::{Override, Phase, PhaseKind, PlanState, Requirement, Rules},
    proposals::{Origin, Place},
    text::{Body, Slug, Title},
    time::{days, hours},
};

const START: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

fn plan(voting: VotingRule) -> Plan {
    Plan {
        id: Id::new(Uuid::from_u128(7)),
        slug: Slug::parse("les-tilleuls").unwrap(),
        title: Title::default(),
        summary: Body::default(),
        easy_summary: Body::default(),
        body: Body::default(),
        decided: Body::default(),
        open_to_debate: Body::default(),
        perimeter: None,
        language: Language::French,
        state: PlanState::Published { at: START },
        rules: Rules {
            voting,
            ..Rules::default()
        },
        phases: vec![Phase {
            id: Id::new(Uuid::from_u128(1)),
            kind: PhaseKind::Debate,
            title: "Débat".to_owned(),
            starts_at: START,
            ends_at: START + days(10),
            overrides: [(Verb::Vote, Override::Open)].into(),
            suspended_since: None,
        }],
        version: 1,
        created_at: START,
    }
}

fn proposal(number: u128) -> Proposal {
    Proposal {
        id: Id::new(Uuid::from_u128(number)),
        plan: Id::new(Uuid::from_u128(7)),
        number: None,
        author: Author::Account(account(1)),
        title: Title::default(),
        body: Body::default(),
        language: Language::French,
        theme: None,
        place: Place::WholePerimeter,
        origin: Origin::Participant,
        text: TextState::Published { at: START },
        visibility: Visibility::Shown,
        frozen_at: None,
        merged_into: None,
        answer: None,
        version: 1,
        shuffle: 0,
        comment_count: 0,
        votes_taken_over: None,
        created_at: START,
    }
}

fn account(number: u128) -> AccountId {
    Id::new(Uuid::from_u128(number))
}

fn person(number: u128) -> Actor {
    Actor::Person(Person {
        account: account(number),
        age: AgeBand::FifteenOrMore,
        standing: Standing::Active,
        grants: Vec::new(),
        links: [].into(),
        answering: Vec::new(),
    })
}

fn receipt(number: u128) -> ReceiptId {
    Id::new(Uuid::from_u128(number))
}

/// A ballot with these votes, each proposal alone.
fn ballot(plan: &Plan, proposal: &Proposal, held: &[(u128, Choice)]) -> Ballot {
    let held = held.iter().map(|&(number, choice)| Held {
        vote: Vote {
            proposal: Id::new(Uuid::from_u128(number)),
            choice,
            receipt: receipt(number),
        },
        group: Id::new(Uuid::from_u128(number)),
    });
    Ballot {
        plan: plan.clone(),
        proposal: proposal.clone(),
        held: held.collect(),
        means: Means::Link(Requirement::Account),
    }
}

fn cast(ballot: Ballot, choice: Choice, at: Timestamp) -> Result<Decided, Refusal> {
    let permitted = person(2).may(Cast, ballot).unwrap();
    permitted.cast(choice, receipt(99), at)
}

#[test]
fn each_state_of_a_proposal_and_each_rule_decides_whether_a_vote_counts() {
    let support = plan(VotingRule::Support { limit: 2 });
    let (one, now) = (proposal(1), START + hours(1));
    let state = |text| Proposal { text, ..one.clone() };
    let withdrawn = TextState::Withdrawn {
        published_at: Some(START),
        at: START,
    };
    let hidden = Proposal {
        visibility: Visibility::Hidden,
        ..one.clone()
    };
    let cases: [(Proposal, Choice, Timestamp, Option<&str>); 7] = [
        (one.clone(), Choice::For, now, None),
        (one.clone(), Choice::Against, now, Some("voting.wrong_choice")),
        (one.clone(), Choice::For, START + days(10), Some("phase.closed")),
        (one.clone(), Choice::For, START - hours(1), Some("phase.closed")),
        (state(withdrawn), Choice::For, now, Some("proposal.withdrawn")),
        (
            state(TextState::PendingReview { since: START }),
            Choice::For,
            now,
            Some("proposal.wrong_state"),
        ),
        (hidden, Choice::For, now, Some("proposal.not_shown")),
    ];
    for (proposal, choice, at, refused) in cases {
        let found = takes_votes(&support, &proposal, choice, at);
        let code = found.err().map(|refusal| refusal.code().as_str());
        assert_eq!(code, refused, "{:?} {choice:?} {at}", proposal.text);
    }
}

#[test]
fn the_limit_counts_groups_and_never_stands_in_the_way_of_what_is_there() {
    let support = plan(VotingRule::Support { limit: 2 });
    let (one, three) = (proposal(1), proposal(3));
    let two_held = [(1, Choice::For), (2, Choice::For)];
    let refused = cast(ballot(&support, &three, &two_held), Choice::For, START);
    assert_eq!(refused, Err(VotingRefusal::LimitReached { limit: 2 }.into()));
    let again = cast(ballot(&support, &one, &two_held), Choice::For, START).unwrap();
    assert_eq!(again.steps, []);
    assert_eq!(
        again.vote.map(|vote| vote.receipt),
        Some(receipt(1)),
        "the receipt stays"
    );
    // The third proposal was merged with the second: the group counts once.
    let mut grouped = ballot(&support, &three, &two_held);
    grouped.proposal.merged_into = Some(Id::new(Uuid::from_u128(2)));
    let added = cast(grouped, Choice::For, START).unwrap();
    assert_eq!(added.steps.len(), 1);
    let unlimited = plan(VotingRule::Support { limit: 0 });
    assert!(cast(ballot(&unlimited, &three, &two_held), Choice::For, START).is_ok());
}

#[test]
fn a_person_says_one_thing_of_a_group() {
    let both = plan(VotingRule::ForAgainst);
    let mut grouped = ballot(
        &both,
        &Proposal {
            merged_into: Some(Id::new(Uuid::from_u128(2))),
            ..proposal(1)
        },
        &[(2, Choice::For), (3, Choice::For)],
    );
    grouped.held[0].group = Id::new(Uuid::from_u128(2));
    let decided = cast(grouped, Choice::Against, START).unwrap();
    let deltas: Vec<_> = decided.steps.iter().flat_map(|step| step.deltas()).collect();
    let id = |number| Id::new(Uuid::from_u128(number));
    assert_eq!(
        deltas,
        [
            (id(1), Choice::Against, 1),
            (id(2), Choice::For, -1),
            (id(2), Choice::Against, 1),
        ]
    );
}

#[test]
fn the_first_vote_of_somebody_else_freezes_the_text_without_telling_its_hour() {
    let support = plan(VotingRule::Support { limit: 0 });
    let now = START + days(3) + hours(7);
    let decided = cast(ballot(&support, &proposal(1), &[]), Choice::For, now).unwrap();
    let frozen = decided.freezes.unwrap();
    assert!(frozen < now && frozen.micros() % 86_400_000_000 == 0, "{frozen}");
    let own = person(1).may(Cast, ballot(&support, &proposal(1), &[])).unwrap();
    assert_eq!(own.cast(Choice::For, receipt(9), now).unwrap().freezes, None);
    let fresh = Proposal {
        text: TextState::Published { at: now },
        ..proposal(1)
    };
    let decided = cast(ballot(&support, &fresh, &[]), Choice::For, now).unwrap();
    assert_eq!(decided.freezes, Some(now), "not before it was published");
}

#[test]
fn whoever_is_limited_in_words_votes_and_whoever_is_erased_does_not() {
    let subject = ballot(&plan(VotingRule::ForAgainst), &proposal(1), &[]);
    let with = |standing| {
        let Actor::Person(person) = person(2) else {
            unreachable!()
        };
        Actor::Person(Person { standing, ..person })
    };
    let limited = with(Standing::Limited { until: START });
    assert!(limited.may(Cast, subject.clone()).is_ok());
    let erased = with(Standing::Erased { at: START });
    assert_eq!(
        erased.may(Cast, subject.clone()).unwrap_err(),
        Denied::SignInRequired
    );
    assert_eq!(
        Actor::System.may(Cast, subject.clone()).unwrap_err(),
        Denied::RoleRequired
    );
    assert_eq!(
        Actor::Visitor.may(Cast, subject).unwrap_err(),
        Denied::SignInRequired
    );
}

#[test]
fn cells_are_shown_all_or_not_at_all() {
    let mut rules = plan(VotingRule::Support { limit: 0 });
    let cell = |n| Tally {
        in_favour: n,
        ..Tally::default()
    };
    let cells = |confirmed, declared, account| -> Cells {
        [
            (Means::Link(Requirement::ConfirmedLink), cell(confirmed)),
            (Means::Link(Requirement::DeclaredLink), cell(declared)),
            (Means::Link(Requirement::Account), cell(account)),
        ]
        .into()
    };
    assert!(shown_cells(&rules, &cells(11, 11, 11), false).is_some());
    assert_eq!(shown_cells(&rules, &cells(500, 10, 500), false), None);
    let mut paper = cells(11, 11, 11);
    assert_eq!(
        shown_cells(&rules, &paper, true),
        None,
        "ten fewer would be told by what is left out"
    );
    paper.insert(Means::Paper, cell(11));
    assert_eq!(shown_cells(&rules, &paper, true).unwrap().len(), 4);
    assert_eq!(shown_cells(&rules, &cells(500, 0, 500), false), None);
    rules.rules.vote = Requirement::DeclaredLink;
    let shown = shown_cells(&rules, &cells(20, 30, 0), false).unwrap();
    assert_eq!(shown.len(), 2, "nobody without a link can have voted");
    rules.rules.voting = VotingRule::ForAgainst;
    assert_eq!(
        shown_cells(&rules, &cells(20, 30, 0), false),
        None,
        "nobody was against"
    );
}

#[derive(Debug, Clone)]
enum Op {
    Cast(usize, Choice),
    Withdraw(usize),
    Merge(usize, usize),
    Leave(usize),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        4 => (0..5_usize, prop::sample::select(&Choice::ALL[..])).prop_map(|(on, choice)| Op::Cast(on, choice)),
        2 => (0..5_usize).prop_map(Op::Withdraw),
        1 => (0..5_usize, 0..5_usize).prop_map(|(one, into)| Op::Merge(one, into)),
        1 => (0..5_usize).prop_map(Op::Leave),
        1 => (0..40_u64).prop_map(Op::Wait),
    ]
}

proptest! {
    /// No sequence of steps leaves two votes on a proposal, more supports than the limit, two opinions of a group, a
    /// total that is not the number of votes, or a vote from after the end.
    #[test]
    fn a_ballot_stays_in_order(
        support in any::<bool>(),
        limit in 0..4_u32,
        ops in prop::collection::vec(op(), 0..60),
    ) {
        let rule = if support { VotingRule::Support { limit } } else { VotingRule::ForAgainst };
        let plan = plan(rule);
        let mut proposals: Vec<_> = (0..5_u128).map(proposal).collect();
        let mut votes: Vec<Vote> = Vec::new();
        let mut totals = std::collections::BTreeMap::<(ProposalId, Choice), i32>::new();
        let (mut now, mut split) = (START, false);
        for (turn, op) in ops.into_iter().enumerate() {
            let leader = |id: ProposalId, all: &[Proposal]| {
                all.iter().find(|p| p.id == id).and_then(|p| p.merged_into).unwrap_or(id)
            };
            let held = |votes: &[Vote], all: &[Proposal]| -> Vec<Held> {
                votes.iter().map(|vote| Held { vote: *vote, group: leader(vote.proposal, all) }).collect()
            };
            let on = |which: usize| Ballot {
                plan: plan.clone(),
                proposal: proposals[which].clone(),
                held: held(&votes, &proposals),
                means: Means::Link(Requirement::Account),
            };
            let before = used(&held(&votes, &proposals));
            let decided = match op {
                Op::Cast(which, choice) => {
                    let fresh = receipt(1_000 + turn as u128);
                    person(2).may(Cast, on(which)).unwrap().cast(choice, fresh, now)
                }
                Op::Withdraw(which) => person(2).may(Withdraw, on(which)).unwrap().withdraw(now),
                Op::Merge(one, into) => {
                    let alone = |which: usize| {
                        let id = proposals[which].id;
                        proposals.iter().all(|p| p.merged_into != Some(id))
                    };
                    let fits = one != into && alone(one) && proposals[one].merged_into.is_none()
                        && proposals[into].merged_into.is_none();
                    // Votes that say two things of a group can only come together by merging.
                    let voted = votes.iter().any(|vote| vote.proposal == proposals[one].id);
                    if fits && (support || !voted) {
                        proposals[one].merged_into = Some(proposals[into].id);
                    }
                    continue;
                }
                Op::Leave(which) => {
                    split |= proposals[which].merged_into.take().is_some();
                    continue;
                }
                Op::Wait(some) => {
                    now = now + hours(some);
                    continue;
                }
            };
            let Ok(decided) = decided else { continue };
            prop_assert!(now < START + days(10));
            for step in &decided.steps {
                for (proposal, choice, change) in step.deltas() {
                    *totals.entry((proposal, choice)).or_default() += change;
                }
                match *step {
                    Step::Add(vote) => votes.push(vote),
                    Step::Change { vote, from } => {
                        let old = votes.iter_mut().find(|old| old.proposal == vote.proposal).unwrap();
                        prop_assert_eq!((old.choice, old.receipt), (from, vote.receipt));
                        *old = vote;
                    }
                    Step::Remove(vote) => votes.retain(|old| old.proposal != vote.proposal),
                }
            }
            let after = held(&votes, &proposals);
            let ids: BTreeSet<_> = votes.iter().map(|vote| vote.proposal).collect();
            prop_assert_eq!(ids.len(), votes.len());
            if support && limit > 0 {
                prop_assert!(used(&after) <= limit || (split && used(&after) <= before));
            }
            for one in &after {
                for other in after.iter().filter(|other| other.group == one.group) {
                    prop_assert_eq!(one.vote.choice, other.vote.choice);
                }
            }
            for ((proposal, choice), total) in &totals {
                let counted = votes.iter().filter(|v| v.proposal == *proposal && v.choice == *choice).count();
                prop_assert_eq!(i32::try_from(counted).unwrap(), *total);
            }
        }
    }
}

fn mark(plan: &Plan, number: u128, choice: Choice) -> (Proposal, Choice) {
    let mut marked = proposal(number);
    marked.plan = plan.id;
    (marked, choice)
}

#[test]
fn a_paper_ballot_takes_the_place_of_what_was_voted_on_the_web_and_is_then_closed() {
    let plan = plan(VotingRule::Support { limit: 2 });
    let sheet = |marks: Vec<(Proposal, Choice)>| Sheet {
        plan: plan.clone(),
        marks,
        held: ballot(&plan, &mark(&plan, 1, Choice::For).0, &[(1, Choice::For)]).held,
    };
    let count = |sheet: Sheet| {
        sheet
            .count(|| receipt(5), START)
            .map(|counting| counting.steps.len())
    };
    let (one, two, three) = (
        mark(&plan, 1, Choice::For),
        mark(&plan, 2, Choice::For),
        mark(&plan, 3, Choice::For),
    );
    assert_eq!(
        count(sheet(vec![])),
        Ok(1),
        "a blank one takes the web votes back"
    );
    assert_eq!(count(sheet(vec![one.clone(), two.clone()])), Ok(3));
    assert_eq!(
        count(sheet(vec![one.clone(), two.clone(), three])),
        Err(VotingRefusal::LimitReached { limit: 2 }.into())
    );
    assert_eq!(
        count(sheet(vec![one.clone(), one.clone()])),
        Err(VotingRefusal::AlreadyVoted.into()),
        "the same number twice"
    );
    assert_eq!(
        count(sheet(vec![(two.0, Choice::Against)])),
        Err(VotingRefusal::WrongChoice.into())
    );
    let mut grouped = mark(&plan, 4, Choice::For);
    grouped.0.merged_into = Some(one.0.id);
    assert_eq!(
        count(sheet(vec![one.clone(), grouped, mark(&plan, 2, Choice::For)])),
        Ok(4),
        "a group counts once"
    );
    let mut closed = ballot(&plan, &one.0, &[]);
    closed.means = Means::Paper;
    assert_eq!(
        cast(closed.clone(), Choice::For, START),
        Err(VotingRefusal::OnPaper.into())
    );
    let permitted = person(2).may(Withdraw, closed).unwrap();
    assert_eq!(permitted.withdraw(START), Err(VotingRefusal::OnPaper.into()));
}
