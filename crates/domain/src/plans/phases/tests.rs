use proptest::prelude::*;

use super::*;

fn at(hours: i64) -> Timestamp {
    Timestamp::from_micros(hours * 3_600_000_000)
}

fn phase(number: u128, kind: PhaseKind, from: i64, to: i64) -> Phase {
    Phase {
        id: PhaseId::new(uuid::Uuid::from_u128(number)),
        kind,
        title: Phase::PREFIX.to_owned(),
        starts_at: at(from),
        ends_at: at(to),
        overrides: BTreeMap::new(),
        suspended_since: None,
    }
}

fn any_phases() -> impl Strategy<Value = Vec<Phase>> {
    let kinds = prop::sample::select(PhaseKind::ALL.to_vec());
    let one = (
        0..4_u128,
        kinds,
        0..40_i64,
        1..20_i64,
        any::<Option<bool>>(),
        prop::option::of(0..40_i64),
    );
    prop::collection::vec(one, 0..5).prop_map(|phases| {
        let mut seen = Vec::new();
        phases
            .into_iter()
            .filter(|(id, ..)| {
                let new = !seen.contains(id);
                seen.push(*id);
                new
            })
            .map(|(id, kind, from, length, vote, suspended)| {
                let mut phase = phase(id, kind, from, from + length);
                if let Some(open) = vote {
                    let how = if open { Override::Open } else { Override::Closed };
                    phase.overrides.insert(Verb::Vote, how);
                }
                phase.suspended_since = suspended
                    .map(at)
                    .filter(|since| phase.allows(Verb::Vote) && phase.is_running(*since));
                phase
            })
            .collect()
    })
}

/// The hours from `from` on at which a vote is possible by the dates alone.
fn voting_hours(phases: &[Phase], from: i64) -> Vec<i64> {
    (from..80)
        .filter(|hour| {
            phases
                .iter()
                .any(|phase| phase.allows(Verb::Vote) && phase.is_running(at(*hour)))
        })
        .collect()
}

proptest! {
    #[test]
    fn a_vote_that_opened_is_never_shortened_and_never_extended_in_sight_of_totals(
        old in any_phases(), new in any_phases(), live: bool, now in 0..60_i64,
    ) {
        let opened: Vec<_> = old
            .iter()
            .filter(|phase| phase.allows(Verb::Vote) && phase.starts_at <= at(now))
            .cloned()
            .collect();
        if vote_dates_may_change(&old, &new, live, at(now)).is_ok() {
            let after = voting_hours(&new, 0);
            for hour in voting_hours(&opened, 0) {
                prop_assert!(after.contains(&hour), "hour {} was taken away", hour);
            }
            for before in &opened {
                let after = new.iter().find(|phase| phase.id == before.id).unwrap();
                prop_assert_eq!(before.suspended_since, after.suspended_since);
                let over = before.ends_at <= at(now) && before.suspended_since.is_none();
                if live || over {
                    prop_assert_eq!(before.ends_at, after.ends_at);
                }
            }
            if live && !opened.is_empty() {
                let votes = |phases: &[Phase]| phases.iter().filter(|p| p.allows(Verb::Vote)).map(|p| p.id).collect::<Vec<_>>();
                let known = votes(&old);
                prop_assert!(votes(&new).iter().all(|id| known.contains(id)), "a vote was added");
            }
        }
    }

    #[test]
    fn phases_may_always_stay_as_they_are(phases in any_phases(), live: bool, now in 0..60_i64) {
        prop_assert_eq!(vote_dates_may_change(&phases, &phases, live, at(now)), Ok(()));
    }

    #[test]
    fn a_suspension_gives_back_exactly_what_it_took(length in 2..40_i64, stop in 0..39_i64, pause in 0..100_i64) {
        prop_assume!(stop < length);
        let vote = phase(1, PhaseKind::Vote, 0, length);
        let held = vote.clone().suspend(at(stop)).unwrap();
        prop_assert!(!held.is_open(Verb::Vote, at(stop)));
        prop_assert_eq!(held.clone().suspend(at(stop)), Err(PlanRefusal::VoteNotOpen));
        let on = held.resume(at(stop + pause)).unwrap();
        prop_assert_eq!(on.ends_at, at(length + pause));
        prop_assert!(on.is_open(Verb::Vote, at(stop + pause)));
        prop_assert_eq!(on.resume(at(stop + pause)), Err(PlanRefusal::VoteNotSuspended));
    }
}

#[test]
fn a_vote_extends_only_while_it_is_open_and_its_totals_are_hidden() {
    let frozen = Err(PlanRefusal::VoteDatesFrozen);
    let old = [phase(1, PhaseKind::Vote, 10, 20)];
    let longer = [phase(1, PhaseKind::Vote, 10, 30)];
    let shorter = [phase(1, PhaseKind::Vote, 10, 15)];
    let second = [old[0].clone(), phase(2, PhaseKind::Vote, 20, 30)];
    for (new, live, now, expected) in [
        (&longer[..], false, 5, Ok(())),
        (&shorter, true, 5, Ok(())),
        (&[], true, 5, Ok(())),
        (&longer, false, 15, Ok(())),
        (&longer, true, 15, frozen.clone()),
        (&longer, false, 20, frozen.clone()),
        (&shorter, false, 12, frozen.clone()),
        (&[], false, 12, frozen.clone()),
        (&second, false, 15, Ok(())),
        (&second, true, 15, frozen.clone()),
        (&second, false, 25, frozen.clone()),
    ] {
        assert_eq!(
            vote_dates_may_change(&old, new, live, at(now)),
            expected,
            "{new:?} {live} {now}"
        );
    }
}
