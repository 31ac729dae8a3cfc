use proptest::prelude::*;

use super::*;
use crate::{Actor, policy::plans::See, text::Bounds};

fn at(hours: i64) -> Timestamp {
    Timestamp::from_micros(hours * 3_600_000_000)
}

fn vote(from: i64, to: i64) -> Phase {
    Phase {
        id: PhaseId::new(uuid::Uuid::from_u128(1)),
        kind: PhaseKind::Vote,
        title: "Vote".to_owned(),
        starts_at: at(from),
        ends_at: at(to),
        overrides: [(Verb::Comment, Override::Closed)].into(),
        suspended_since: None,
    }
}

fn draft() -> Plan {
    let text = |text: &str| Body::parse(text, Bounds::new(0, 100)).unwrap();
    Plan {
        id: PlanId::new(uuid::Uuid::from_u128(7)),
        slug: Slug::parse("tilleuls").unwrap(),
        title: Title::from_history("Les Tilleuls"),
        summary: text("Le quartier change."),
        easy_summary: text(""),
        body: text(""),
        decided: text(""),
        open_to_debate: text(""),
        perimeter: None,
        language: Language::French,
        state: PlanState::Draft,
        rules: Rules::default(),
        phases: vec![vote(10, 20)],
        version: 1,
        created_at: at(0),
    }
}

const TWO: Duty = Duty {
    moderators: 2,
    reviewers: 0,
};

/// What staff may do to a plan.
#[derive(Debug, Clone)]
enum Step {
    Publish(Duty),
    Close,
    Archive,
    Rewrite(bool),
    Amend,
    Rules(Rules),
    Suspend,
    Resume,
    Extend(i64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let effects = prop::sample::select(vec![
        VoteEffect::Advisory,
        VoteEffect::Answer {
            threshold: 50,
            days: 60,
        },
        VoteEffect::Answer {
            threshold: 80,
            days: 60,
        },
        VoteEffect::Selection { seats: 3 },
    ]);
    let rules = (effects, any::<bool>(), 15..100_u32).prop_map(|(effect, hidden, body_limit)| Rules {
        effect,
        body_limit,
        totals: if hidden {
            Totals::HiddenUntilEnd
        } else {
            Totals::Live
        },
        ..Rules::default()
    });
    prop_oneof![
        (0..4_u32, 0..2_u32).prop_map(|(moderators, reviewers)| Step::Publish(Duty {
            moderators,
            reviewers
        })),
        Just(Step::Publish(TWO)),
        Just(Step::Close),
        Just(Step::Archive),
        any::<bool>().prop_map(Step::Rewrite),
        Just(Step::Amend),
        rules.prop_map(Step::Rules),
        Just(Step::Suspend),
        Just(Step::Resume),
        (-5..5_i64).prop_map(Step::Extend),
    ]
}

fn take(plan: Plan, step: &Step, now: Timestamp) -> Result<Plan, PlanRefusal> {
    let govern = |plan| Actor::System.may(Govern, plan).unwrap();
    let edit = |plan| Actor::System.may(Edit, plan).unwrap();
    let phase = vote(0, 1).id;
    match step {
        Step::Publish(duty) => govern(plan).publish(*duty, now),
        Step::Close => govern(plan).close(now),
        Step::Archive => govern(plan).archive(now),
        Step::Rewrite(summary) => {
            let summary = if *summary { "Autre." } else { "" };
            let texts = Texts {
                summary: Body::from_history(summary),
                ..plan.texts()
            };
            edit(plan).rewrite(texts)
        }
        Step::Amend => edit(plan).amend(),
        Step::Rules(rules) => govern(plan).change_rules(rules.clone(), now),
        Step::Suspend => govern(plan).suspend_vote(phase, now),
        Step::Resume => govern(plan).resume_vote(phase, now),
        Step::Extend(hours) => {
            let mut phases = plan.phases.clone();
            for phase in &mut phases {
                phase.ends_at = Timestamp::from_micros(phase.ends_at.micros() + hours * 3_600_000_000);
            }
            govern(plan).reschedule(phases, now)
        }
    }
}

fn rank(state: PlanState) -> u8 {
    match state {
        PlanState::Draft => 0,
        PlanState::Published { .. } => 1,
        PlanState::Closed { .. } => 2,
        PlanState::Archived { .. } => 3,
    }
}

proptest! {
    #[test]
    fn no_sequence_of_acts_breaks_the_promises_of_a_plan(steps in prop::collection::vec((any_step(), 0..4_i64), 1..40)) {
        let (mut plan, mut hour) = (draft(), 0);
        for (step, pause) in steps {
            hour += pause;
            let now = at(hour);
            let before = plan.clone();
            let Ok(after) = take(plan, &step, now) else {
                plan = before;
                continue;
            };
            prop_assert_eq!(after.version, before.version + 1, "every change is a version");
            let step_up = rank(after.state) - rank(before.state);
            prop_assert!(step_up <= 1, "no state is skipped");
            if let Step::Publish(duty) = &step {
                prop_assert!(duty.moderators >= 2 || duty.reviewers >= 1);
            }
            prop_assert_eq!(before.state.published_at().or(after.state.published_at()), after.state.published_at());
            if after.asks_for_reasons() {
                prop_assert!(!after.summary.as_str().is_empty() && !after.phases.is_empty());
            }
            if before.asks_for_reasons() {
                prop_assert_eq!(before.rules.effect, after.rules.effect, "what the vote does is frozen");
                if before.vote_has_opened(now) {
                    prop_assert_eq!(before.rules.totals, after.rules.totals);
                    prop_assert!(before.phases[0].ends_at <= after.phases[0].ends_at, "never shortened");
                    if before.rules.totals == Totals::Live && !matches!(step, Step::Resume) {
                        prop_assert_eq!(before.phases[0].ends_at, after.phases[0].ends_at);
                    }
                }
            }
            if matches!(step, Step::Close) {
                prop_assert!(!before.phases[0].vote_goes_on(now), "closing shortens no vote");
            }
            if matches!(before.state, PlanState::Closed { .. } | PlanState::Archived { .. }) {
                prop_assert_eq!(&before.phases, &after.phases);
                prop_assert_eq!(&before.rules, &after.rules);
            }
            prop_assert!(!matches!(before.state, PlanState::Archived { .. }), "an archived plan stays as it is");
            plan = after;
        }
    }

    #[test]
    fn what_is_shown_as_possible_is_what_is_allowed(published: bool, stop in prop::option::of(10..20_i64), now in 0..30_i64) {
        let mut plan = draft();
        plan.state = if published { PlanState::Published { at: at(0) } } else { PlanState::Draft };
        plan.phases[0].suspended_since = stop.map(at).filter(|since| *since <= at(now));
        for verb in Verb::ALL {
            let opening = plan.opening(*verb, at(now));
            prop_assert_eq!(opening.now, plan.allows_now(*verb, at(now)).is_ok());
            prop_assert!(opening.opens_at.is_none_or(|start| start > at(now)));
            prop_assert_eq!(opening.now && opening.opens_at.is_some(), false);
        }
    }
}

#[test]
fn hidden_totals_stay_hidden_while_a_vote_is_suspended() {
    let mut plan = draft();
    plan.rules.totals = Totals::HiddenUntilEnd;
    assert!(!plan.totals_visible(at(19)));
    assert!(plan.totals_visible(at(20)));
    plan.phases[0].suspended_since = Some(at(15));
    assert!(!plan.totals_visible(at(100)), "its end is not known");
}

#[test]
fn a_suspended_vote_says_so_and_phases_that_touch_are_one_opening() {
    let mut plan = draft();
    plan.state = PlanState::Published { at: at(0) };
    let mut next = vote(20, 30);
    next.id = PhaseId::new(uuid::Uuid::from_u128(2));
    plan.phases.push(next);
    assert_eq!(plan.opening(Verb::Vote, at(12)).closes_at, Some(at(30)));
    assert_eq!(plan.opening(Verb::Vote, at(5)).opens_at, Some(at(10)));
    assert_eq!(
        plan.allows_now(Verb::Comment, at(12))
            .map_err(|refusal| refusal.code()),
        Err(crate::Code::PhaseClosed),
        "the plan closes comments here"
    );
    plan.phases[0].suspended_since = Some(at(11));
    assert_eq!(
        plan.allows_now(Verb::Vote, at(12)),
        Err(PlanRefusal::VoteSuspended { since: at(11) })
    );
    assert!(
        plan.allows_now(Verb::Vote, at(25)).is_ok(),
        "the other vote is open"
    );
}

#[test]
fn drafts_are_invisible_to_others() {
    assert_eq!(
        Actor::Visitor.may(See, draft()).err(),
        Some(crate::Denied::Invisible)
    );
}
