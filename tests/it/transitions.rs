//! The axes of a proposal under any sequence of steps: text × answer × lineage never mix, and none goes back.

use domain::{
    Actor, Id, Language, Timestamp, Visibility,
    accounts::{AccountId, AgeBand, Grant, Role, Standing},
    actor::Person,
    answers::{Answer, AnswerStage, Asked, Decided, Decision, Recommendation, Reply, Transfer},
    merges::{ConsentAnswer, Merge, MergeOutcome, MergeState, Parties, Pending},
    plans::{Phase, PhaseKind, Plan, PlanState},
    policy::{
        answers::Give,
        merges::{Consent, Leave, ProposeMerge},
        proposals::{Precise, PublishReviewed, Revise, Withdraw},
    },
    proposals::{Author, NewText, Origin, Place, Proposal, TextStage, TextState},
    text::{Body, Title},
    time::days,
};
use proptest::prelude::*;
use uuid::Uuid;

const START: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

#[derive(Debug, Clone)]
enum Op {
    Revise(usize),
    Withdraw(usize),
    Publish(usize),
    Freeze(usize),
    Precise(usize),
    Hide(usize, bool),
    Study(usize, usize),
    Recommend,
    Transfer,
    Decide(Decision),
    Deliver,
    Abandon,
    Merge(usize, usize),
    Consent(usize, bool),
    Leave(usize),
    Wait(u8),
}

fn op() -> impl Strategy<Value = Op> {
    let which = 0..4_usize;
    prop_oneof![
        which.clone().prop_map(Op::Revise),
        which.clone().prop_map(Op::Withdraw),
        which.clone().prop_map(Op::Publish),
        which.clone().prop_map(Op::Freeze),
        which.clone().prop_map(Op::Precise),
        (which.clone(), any::<bool>()).prop_map(|(which, hidden)| Op::Hide(which, hidden)),
        (which.clone(), which.clone()).prop_map(|(one, two)| Op::Study(one, two)),
        Just(Op::Recommend),
        Just(Op::Transfer),
        prop::sample::select(Decision::ALL).prop_map(Op::Decide),
        Just(Op::Deliver),
        Just(Op::Abandon),
        (which.clone(), which.clone()).prop_map(|(into, one)| Op::Merge(into, one)),
        (which.clone(), prop::bool::weighted(0.8)).prop_map(|(who, yes)| Op::Consent(who, yes)),
        which.prop_map(Op::Leave),
        (0..12_u8).prop_map(Op::Wait),
    ]
}

fn actor(account: u128, role: Option<Role>) -> Actor {
    Actor::Person(Person {
        account: Id::new(Uuid::from_u128(account)),
        age: AgeBand::FifteenOrMore,
        standing: Standing::Active,
        grants: role.map(|role| Grant { role, plan: None }).into_iter().collect(),
        links: [].into(),
        answering: Vec::new(),
    })
}

fn text(word: &str) -> NewText {
    NewText {
        title: Title::from_history(word),
        body: Body::from_history(word),
        language: Language::French,
        theme: None,
        place: Place::WholePerimeter,
    }
}

#[derive(Debug, Clone)]
struct World {
    plan: Plan,
    proposals: Vec<Proposal>,
    answer: Option<Answer>,
    merge: Option<Merge>,
    now: Timestamp,
}

/// The author of each proposal; the first two have the same.
fn author(which: usize) -> u128 {
    [1, 1, 2, 3][which]
}

fn world() -> World {
    let phase = |number, kind, from, to| Phase {
        id: Id::new(Uuid::from_u128(number)),
        kind,
        title: "Étape".to_owned(),
        starts_at: START + days(from),
        ends_at: START + days(to),
        overrides: [].into(),
        suspended_since: None,
    };
    let plan = Plan {
        id: Id::new(Uuid::from_u128(1)),
        state: PlanState::Published { at: START },
        phases: vec![
            phase(1, PhaseKind::Propose, 0, 60),
            phase(2, PhaseKind::Vote, 40, 50),
        ],
        ..test_support::blank_plan()
    };
    let proposals = (0..4_usize)
        .map(|which| {
            let owner: AccountId = Id::new(Uuid::from_u128(author(which)));
            Proposal {
                id: Id::new(Uuid::from_u128(which as u128)),
                plan: plan.id,
                number: i32::try_from(which).ok(),
                author: Author::Account(owner),
                title: Title::from_history("un"),
                body: Body::from_history("un"),
                language: Language::French,
                theme: None,
                place: Place::WholePerimeter,
                origin: Origin::Participant,
                text: TextState::PendingReview { since: START },
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
        })
        .collect();
    World {
        plan,
        proposals,
        answer: None,
        merge: None,
        now: START,
    }
}

impl World {
    fn group(&self, of: &Proposal) -> Vec<Proposal> {
        let leader = of.merged_into.unwrap_or(of.id);
        let belongs = |p: &&Proposal| p.id == leader || p.merged_into == Some(leader);
        self.proposals.iter().filter(belongs).cloned().collect()
    }

    fn put(&mut self, changed: impl IntoIterator<Item = Proposal>) {
        for proposal in changed {
            for place in &mut self.proposals {
                if place.id == proposal.id {
                    *place = proposal.clone();
                }
            }
        }
    }

    fn parties(&self, into: usize, one: usize) -> Parties {
        let mut proposals = self.group(&self.proposals[into]);
        for extra in self.group(&self.proposals[one]) {
            if proposals.iter().all(|p| p.id != extra.id) {
                proposals.push(extra);
            }
        }
        Parties {
            plan: self.plan.clone(),
            leader: self.proposals[into].id,
            proposals,
        }
    }

    /// Takes a step; a refusal changes nothing.
    fn step(&mut self, op: &Op) {
        let now = self.now;
        let (moderator, staff) = (actor(8, Some(Role::Moderator)), actor(9, Some(Role::Staff)));
        let said = || Body::from_history("Parce que cela se peut.");
        match *op {
            Op::Wait(days_more) => self.now = now + days(days_more.into()),
            Op::Revise(which) => {
                let permitted = actor(author(which), None).may(Revise, self.proposals[which].clone());
                let Ok(permitted) = permitted else { return };
                self.put(permitted.revise(&self.plan, text("deux"), now));
            }
            Op::Withdraw(which) => {
                let permitted = actor(author(which), None).may(Withdraw, self.proposals[which].clone());
                let Ok(permitted) = permitted else { return };
                let Ok(withdrawn) = permitted.withdraw(now) else {
                    return;
                };
                let group = self.group(&self.proposals[which]);
                self.put([withdrawn.clone()]);
                if group.len() > 1 {
                    self.put(domain::merges::left(&withdrawn, &group).unwrap());
                }
            }
            Op::Publish(which) => {
                let Ok(permitted) = moderator.may(PublishReviewed, self.proposals[which].clone()) else {
                    return;
                };
                self.put(permitted.publish_reviewed(now));
            }
            Op::Freeze(which) => {
                self.proposals[which].frozen_at = self.proposals[which].frozen_at.or(Some(now))
            }
            Op::Precise(which) => {
                let permitted = actor(author(which), None).may(Precise, self.proposals[which].clone());
                let Ok(permitted) = permitted else { return };
                let added = permitted.add(Id::new(Uuid::from_u128(1)), said(), &self.plan, 0, now);
                let frozen = self.proposals[which].frozen_since(&self.plan, now).is_some();
                assert!(added.is_err() || frozen, "a precision to a text that may change");
            }
            Op::Hide(which, hidden) => {
                self.proposals[which].visibility = if hidden {
                    Visibility::Hidden
                } else {
                    Visibility::Shown
                };
            }
            Op::Study(one, two) => {
                let mut covered = vec![self.proposals[one].clone()];
                covered.extend((one != two).then(|| self.proposals[two].clone()));
                let asked = Asked {
                    plan: self.plan.clone(),
                    organisation: Title::from_history("La ville"),
                    proposals: covered.clone(),
                };
                let permitted = staff.may(Give, asked).unwrap();
                let Ok(answer) = permitted.study(Id::new(Uuid::from_u128(7)), now + days(5), now) else {
                    return;
                };
                // One answer at a time is enough here.
                if self.answer.is_none() {
                    self.put(covered.into_iter().map(|proposal| Proposal {
                        answer: Some(answer.id),
                        ..proposal
                    }));
                    self.answer = Some(answer);
                }
            }
            Op::Recommend | Op::Transfer | Op::Decide(_) | Op::Deliver | Op::Abandon => {
                let Some(answer) = self.answer.clone() else { return };
                let proposals = self.proposals.iter().filter(|p| p.answer == Some(answer.id));
                let reply = Reply {
                    proposals: proposals.cloned().collect(),
                    answer,
                };
                let permitted = staff.may(Give, reply).unwrap();
                let next = match *op {
                    Op::Recommend => permitted.recommend(Recommendation {
                        by: Title::from_history("Un service"),
                        text: said(),
                        at: now,
                    }),
                    Op::Transfer => permitted.transfer(Transfer {
                        to: Title::from_history("Le bailleur"),
                        reason: said(),
                        due: now + days(9),
                        at: now,
                    }),
                    Op::Decide(decision) => {
                        let decided = Decided {
                            decision,
                            reason: said(),
                            cost_cents: Some(1),
                            calendar: said(),
                            deliberation: None,
                        };
                        permitted.decide(decided, now)
                    }
                    Op::Deliver => permitted.deliver(now),
                    _ => permitted.abandon(said(), now),
                };
                self.answer = next.ok().or(self.answer.take());
            }
            Op::Merge(into, one) => {
                let parties = self.parties(into, one);
                let Ok(permitted) = actor(author(one), None).may(ProposeMerge, parties) else {
                    return;
                };
                if let Ok(step) = permitted.propose(Id::new(Uuid::from_u128(5)), 0, now) {
                    self.put(step.merged);
                    self.merge = Some(step.merge);
                }
            }
            Op::Consent(which, yes) => {
                let Some(merge) = self.merge.clone() else { return };
                let concerned = |p: &&Proposal| merge.consents.iter().any(|consent| consent.proposal == p.id);
                let leader = merge.leader;
                let mut proposals: Vec<_> = self.proposals.iter().filter(concerned).cloned().collect();
                for proposal in proposals.clone() {
                    let extra = self.group(&proposal);
                    proposals.extend(
                        extra
                            .into_iter()
                            .filter(|e| !merge.consents.iter().any(|c| c.proposal == e.id)),
                    );
                }
                proposals.dedup_by_key(|p| p.id);
                let parties = Parties {
                    plan: self.plan.clone(),
                    leader,
                    proposals,
                };
                let before = merge.outcome(now);
                let Ok(permitted) = actor(author(which), None).may(Consent, Pending { merge, parties })
                else {
                    return;
                };
                if let Ok(step) = permitted.answer(yes, now) {
                    assert_eq!(before, MergeOutcome::Open, "a closed merge was answered");
                    let all = step
                        .merge
                        .consents
                        .iter()
                        .all(|c| matches!(c.answer, ConsentAnswer::Yes { .. }));
                    assert!(
                        step.merged.is_empty() || all,
                        "merged without everybody's consent"
                    );
                    assert_eq!(step.merge.state == MergeState::Done, yes && all);
                    self.put(step.merged);
                    self.merge = Some(step.merge);
                }
            }
            Op::Leave(which) => {
                let proposal = self.proposals[which].clone();
                let group = self.group(&proposal);
                let Ok(permitted) = actor(author(which), None).may(Leave, proposal) else {
                    return;
                };
                if let Ok(changed) = permitted.leave(&group) {
                    self.put(changed);
                }
            }
        }
    }
}

/// How far an answer is on its way.
fn rank(answer: Option<&Answer>) -> u8 {
    match answer.map(|answer| answer.state.stage()) {
        None => 0,
        Some(AnswerStage::UnderStudy) => 1,
        Some(AnswerStage::Transferred) => 2,
        Some(AnswerStage::Accepted | AnswerStage::Partly | AnswerStage::Refused) => 3,
        Some(AnswerStage::Delivered | AnswerStage::Abandoned) => 4,
    }
}

fn check(before: &World, op: &Op, after: &World) -> Result<(), TestCaseError> {
    for (old, new) in before.proposals.iter().zip(&after.proposals) {
        let texts = (old.text.stage(), new.text.stage());
        let forward = matches!(
            texts,
            (TextStage::PendingReview, _)
                | (TextStage::Published, TextStage::Published | TextStage::Withdrawn)
                | (TextStage::Withdrawn, TextStage::Withdrawn)
        );
        prop_assert!(forward, "{op:?}: {texts:?}");
        let revised = old.version != new.version;
        if revised {
            prop_assert!(matches!(op, Op::Revise(_)));
            prop_assert_eq!(new.version, old.version + 1);
            prop_assert!(
                old.frozen_since(&before.plan, before.now).is_none(),
                "a frozen text changed"
            );
            prop_assert!(texts.0 != TextStage::Withdrawn, "a withdrawn text changed");
        } else {
            prop_assert_eq!((&old.title, &old.body), (&new.title, &new.body));
        }
        let (text_moved, answer_moved, lineage_moved) = (
            old.text != new.text,
            old.answer != new.answer,
            old.merged_into != new.merged_into,
        );
        prop_assert!(
            !text_moved || matches!(op, Op::Withdraw(_) | Op::Publish(_)),
            "{op:?}"
        );
        prop_assert!(!answer_moved || matches!(op, Op::Study(..)), "{op:?}");
        prop_assert!(
            !lineage_moved
                || matches!(
                    op,
                    Op::Merge(..) | Op::Consent(..) | Op::Leave(_) | Op::Withdraw(_)
                ),
            "{op:?}"
        );
        prop_assert!(!answer_moved || old.answer.is_none(), "an answer was replaced");
        if let Some(leader) = new.merged_into {
            prop_assert!(leader != new.id, "it leads itself");
            let leader = after.proposals.iter().find(|p| p.id == leader).unwrap();
            prop_assert_eq!(leader.merged_into, None, "a leader is a member elsewhere");
            prop_assert!(
                new.text.stage() == TextStage::Published,
                "a group with a withdrawn member"
            );
            prop_assert!(
                leader.text.stage() == TextStage::Published,
                "a group with a withdrawn leader"
            );
            if lineage_moved && matches!(op, Op::Merge(..) | Op::Consent(..)) {
                let vote = domain::proposals::vote_opened(&after.plan, after.now);
                prop_assert_eq!(vote, None, "merged after the vote opened");
            }
        }
    }
    let (old, new) = (rank(before.answer.as_ref()), rank(after.answer.as_ref()));
    prop_assert!(old <= new, "an answer went back");
    prop_assert!(
        old < 4 || before.answer == after.answer,
        "an ended answer changed"
    );
    if let (Some(old), Some(new)) = (&before.answer, &after.answer) {
        prop_assert_eq!(new.version, old.version + i32::from(old != new));
        let refused = old.state.stage() == AnswerStage::Refused;
        prop_assert!(
            !refused || old == new,
            "what was refused was delivered or abandoned"
        );
    }
    if let Some(answer) = &after.answer {
        prop_assert!(
            !answer.is_overdue(after.now) || rank(Some(answer)) < 3,
            "decided and overdue"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_axes_of_a_proposal_never_mix_and_none_goes_back(ops in prop::collection::vec(op(), 1..60)) {
        let mut now = world();
        for op in &ops {
            let before = now.clone();
            now.step(op);
            check(&before, op, &now)?;
        }
    }
}
