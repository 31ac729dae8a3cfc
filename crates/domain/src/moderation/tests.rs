use proptest::prelude::*;
use uuid::Uuid;

use super::{
    cases::{self, CLAIM, UNDO},
    decisions::{AppliedRule, Judgement},
    notices::{self, NoticeOutcome, NoticeVerb},
    priority::{Notifiers, Priority, Record},
    *,
};
use crate::{
    Actor, Code, Denied, Id, Timestamp, Visibility,
    accounts::{AccountId, AgeBand, Grant, Role, Standing},
    actor::Person,
    moderation_log::LogReference,
    policy::moderation::{AskSecond, Claim, Contest, Decide, Release, See, Transmit, Undo},
    rules::Severity,
    text::Body,
    time::{days, hours},
};

mod transmissions;

const START: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

fn account(number: u128) -> AccountId {
    Id::new(Uuid::from_u128(number))
}

fn person(number: u128, roles: &[Role]) -> Actor {
    let grants = roles.iter().map(|role| Grant {
        role: *role,
        plan: None,
    });
    Actor::Person(Person {
        account: account(number),
        age: AgeBand::FifteenOrMore,
        standing: Standing::Active,
        grants: grants.collect(),
        links: [].into(),
        answering: Vec::new(),
    })
}

const AUTHOR: u128 = 1;
const NOTIFIER: u128 = 2;
const INES: u128 = 3;
const OMAR: u128 = 4;

fn moderator(number: u128) -> Actor {
    person(number, &[Role::Moderator])
}

fn file() -> CaseFile {
    let item = Item::Comment(Id::new(Uuid::from_u128(7)));
    let plan = Id::new(Uuid::from_u128(9));
    let case = Case::open(Id::new(Uuid::from_u128(8)), item, plan, START, START + hours(24));
    CaseFile {
        case,
        target: Target {
            item,
            plan,
            author: Some(account(AUTHOR)),
            speaker: None,
            recorder: None,
            visibility: Visibility::Shown,
            version: 1,
            title: None,
            body: Body::from_history(&"é".repeat(50)),
            language: crate::Language::French,
            takes_part: 3,
            published: true,
            gone: false,
        },
        notifiers: vec![account(NOTIFIER)],
        decision: None,
    }
}

fn judged(action: Action) -> Judgement {
    Judgement {
        rule: action.restricts().then_some(AppliedRule {
            rule: Id::new(Uuid::from_u128(5)),
            version: 1,
        }),
        action,
        facts: Body::from_history("Le texte insulte une personne."),
        source: Source::Notice,
        automated_detection: false,
    }
}

fn reference() -> LogReference {
    LogReference::from_bits(7)
}

fn decision_id(number: u128) -> DecisionId {
    Id::new(Uuid::from_u128(100 + number))
}

/// The file after this decision.
fn decide(file: &CaseFile, by: &Actor, action: Action, now: Timestamp) -> Result<CaseFile, String> {
    let version = file.case.version;
    let id = decision_id(u128::try_from(version).unwrap());
    let decided = by
        .may(Decide, file.clone())
        .map_err(|denied| denied.code().as_str().to_owned())?
        .decide(id, reference(), version, judged(action), now)
        .map_err(|refusal| refusal.code().as_str().to_owned())?;
    Ok(after(file, decided))
}

fn after(file: &CaseFile, decided: cases::Decided) -> CaseFile {
    let cases::Decided {
        case,
        decision,
        visibility,
    } = decided;
    let decision = if decision.undone_at.is_some() || decision.review.is_some() {
        file.decision
            .clone()
            .filter(|standing| standing.id != decision.id)
    } else {
        Some(decision)
    };
    CaseFile {
        case,
        target: Target {
            visibility,
            ..file.target.clone()
        },
        decision,
        ..file.clone()
    }
}

fn told(file: CaseFile) -> CaseFile {
    CaseFile {
        case: file.case.clone().tell(START + days(183)).unwrap(),
        ..file
    }
}

fn contested(file: CaseFile) -> CaseFile {
    let contestation = Contestation {
        file: file.clone(),
        notice: None,
        by_receipt: false,
    };
    let complaint = Id::new(Uuid::from_u128(6));
    let contest = person(AUTHOR, &[]).may(Contest, contestation).unwrap();
    CaseFile {
        case: contest
            .contest(complaint, START + days(21), START + days(1))
            .unwrap(),
        ..file
    }
}

/// A case in each stage, decided by Inès.
fn in_each_stage() -> Vec<CaseFile> {
    let decided = decide(&file(), &moderator(INES), Action::Hide, START).unwrap();
    let contested = contested(told(decided.clone()));
    let reviewed = decide(&contested, &moderator(OMAR), Action::Keep, START + days(2)).unwrap();
    vec![
        file(),
        decided.clone(),
        told(decided),
        contested,
        reviewed.clone(),
        told(reviewed),
    ]
}

#[test]
fn words_read_back() {
    for stage in CaseStage::ALL {
        assert_eq!(CaseStage::parse(stage.as_str()), Some(*stage));
    }
    let stages: Vec<_> = in_each_stage()
        .iter()
        .map(|file| file.case.state.stage())
        .collect();
    assert_eq!(stages, CaseStage::ALL);
}

#[test]
fn only_the_transitions_of_the_table_happen() {
    for stage in CaseStage::ALL {
        for verb in CaseVerb::ALL {
            let to: Vec<_> = cases::TRANSITIONS
                .iter()
                .filter(|(from, by, _)| (from, by) == (stage, verb))
                .collect();
            assert!(to.len() < 2, "{stage:?} {verb:?} is ambiguous");
            assert_eq!(stage.after(*verb).is_ok(), to.len() == 1);
        }
        let verbs = notices::NoticeStage::ALL;
        for from in verbs {
            for verb in NoticeVerb::ALL {
                let to = notices::TRANSITIONS
                    .iter()
                    .filter(|(at, by, _)| (at, by) == (from, verb));
                assert_eq!(from.after(*verb).is_ok(), to.count() == 1);
            }
        }
    }
}

/// What each verb answers to this actor, at a moment when nothing but stage and policy can refuse.
fn answer(file: &CaseFile, actor: &Actor, verb: CaseVerb) -> &'static str {
    let now = START + days(2);
    let version = file.case.version;
    let code = |outcome: Result<(), crate::Refusal>| outcome.map_or_else(|no| no.code().as_str(), |()| "yes");
    let denied = |no: Denied| no.code().as_str();
    match verb {
        CaseVerb::Claim => match actor.may(Claim, file.clone()) {
            Ok(yes) => code(yes.claim(now).map(|_| ())),
            Err(no) => denied(no),
        },
        CaseVerb::Release => match actor.may(Release, file.clone()) {
            Ok(yes) => code(yes.release(now).map(|_| ())),
            Err(no) => denied(no),
        },
        CaseVerb::AskSecond => match actor.may(AskSecond, file.clone()) {
            Ok(yes) => code(
                yes.ask_second(version, Action::Hide, String::new(), now)
                    .map(|_| ()),
            ),
            Err(no) => denied(no),
        },
        CaseVerb::Decide => match actor.may(Decide, file.clone()) {
            Ok(yes) => code(
                yes.decide(decision_id(9), reference(), version, judged(Action::Keep), now)
                    .map(|_| ()),
            ),
            Err(no) => denied(no),
        },
        CaseVerb::Transmit => match actor.may(Transmit, file.clone()) {
            Ok(yes) => code(transmissions::transmit(yes, version, now)),
            Err(no) => denied(no),
        },
        CaseVerb::Attach | CaseVerb::Undo | CaseVerb::Tell | CaseVerb::Contest | CaseVerb::Close => "",
    }
}

#[test]
fn every_verb_of_every_role_in_every_stage_is_as_the_table_and_the_policy_say() {
    let verbs = [
        CaseVerb::Claim,
        CaseVerb::Release,
        CaseVerb::AskSecond,
        CaseVerb::Decide,
        CaseVerb::Transmit,
    ];
    let mut actors = vec![
        ("visitor", Actor::Visitor),
        ("resident", person(9, &[])),
        ("author", moderator(AUTHOR)),
        ("notifier", moderator(NOTIFIER)),
        ("decider", moderator(INES)),
        ("moderator", moderator(9)),
        ("both", person(9, &[Role::Moderator, Role::Staff])),
        ("system", Actor::System),
    ];
    actors.extend(
        [Role::Facilitator, Role::Reviewer, Role::Staff, Role::Admin]
            .map(|role| (role.as_str(), person(9, &[role]))),
    );
    for file in in_each_stage() {
        let stage = file.case.state.stage();
        for (who, actor) in &actors {
            for verb in verbs {
                let answer = answer(&file, actor, verb);
                let works = match *who {
                    "moderator" => true,
                    "decider" => stage != CaseStage::Contested,
                    "reviewer" => matches!(stage, CaseStage::Contested | CaseStage::Reviewed),
                    _ => false,
                };
                let expected = works && stage.after(verb).is_ok();
                assert_eq!(answer == "yes", expected, "{who} {verb:?} {stage:?}: {answer}");
                let sees = actor.may(See, file.case.clone()).is_ok();
                assert!(sees || answer != "yes");
                if !sees {
                    assert_eq!(
                        answer, "permission.role_required",
                        "{who}: what they may not see is not found"
                    );
                }
            }
        }
    }
}

#[test]
fn a_case_is_reserved_for_half_an_hour() {
    let (ines, omar) = (moderator(INES), moderator(OMAR));
    let case = ines.may(Claim, file()).unwrap().claim(START).unwrap();
    let claimed = CaseFile { case, ..file() };
    let late = START + CLAIM;
    assert_eq!(
        decide(&claimed, &omar, Action::Hide, START + hours(0)),
        Err("moderation.claimed_by_other".into())
    );
    assert!(
        decide(&claimed, &omar, Action::Hide, late).is_ok(),
        "claims expire"
    );
    assert!(decide(&claimed, &ines, Action::Hide, START).is_ok());
    let released = ines
        .may(Release, claimed.clone())
        .unwrap()
        .release(START)
        .unwrap();
    assert_eq!(released.claimed(START), None);
    assert!(omar.may(Release, claimed).unwrap().release(START).is_err());
}

#[test]
fn a_late_decision_is_refused_and_never_merged() {
    let omar = moderator(OMAR);
    let decided = decide(&file(), &moderator(INES), Action::Hide, START).unwrap();
    assert_eq!(
        decide(&decided, &omar, Action::Keep, START),
        Err("moderation.already_decided".into())
    );
    let old =
        omar.may(Decide, file())
            .unwrap()
            .decide(decision_id(1), reference(), 7, judged(Action::Hide), START);
    assert_eq!(old.unwrap_err().code().as_str(), "moderation.changed_meanwhile");
}

#[test]
fn ten_seconds_to_take_back_and_only_by_whoever_decided() {
    let (ines, omar) = (moderator(INES), moderator(OMAR));
    let decided = decide(&file(), &ines, Action::Hide, START).unwrap();
    assert_eq!(decided.target.visibility, Visibility::Hidden, "at the click");
    let decision = decided.decision.clone().unwrap();
    let undo = |actor: &Actor, now| {
        actor
            .may(Undo, decided.clone())
            .unwrap()
            .undo(decision.clone(), now)
    };
    assert!(undo(&omar, START).is_err());
    assert_eq!(
        undo(&ines, START + UNDO).unwrap_err().code().as_str(),
        "moderation.too_late_to_undo"
    );
    let undone = undo(&ines, START + UNDO - std::time::Duration::from_micros(1)).unwrap();
    assert_eq!(undone.visibility, Visibility::Shown);
    assert_eq!(undone.case.state, CaseState::Open);
    assert_eq!(
        undone.case.claimed(START).map(|claim| claim.by),
        Some(account(INES))
    );
}

#[test]
fn a_second_opinion_is_somebody_elses_and_tells_whether_both_agree() {
    let (ines, omar) = (moderator(INES), moderator(OMAR));
    let asked = ines.may(AskSecond, file()).unwrap();
    let case = asked
        .ask_second(1, Action::Hide, "Je connais l'auteur.".into(), START)
        .unwrap();
    let asked = CaseFile { case, ..file() };
    assert_eq!(
        decide(&asked, &ines, Action::Hide, START),
        Err("moderation.second_opinion_asked".into())
    );
    let decided = decide(&asked, &omar, Action::Remove, START)
        .unwrap()
        .decision
        .unwrap();
    assert_eq!(
        (decided.first, decided.agreed),
        (Some(account(INES)), Some(false))
    );
    // Neither of the two reviews what is contested.
    let contested = contested(told(decide(&asked, &omar, Action::Hide, START).unwrap()));
    for either in [&ines, &omar] {
        assert_eq!(
            either.may(Decide, contested.clone()).unwrap_err(),
            Denied::ConflictOfInterest
        );
    }
}

#[test]
fn a_review_restores_upholds_or_changes() {
    let omar = moderator(OMAR);
    let masked = Visibility::Masked {
        passages: vec![(3, 9)],
        attachments: Vec::new(),
    };
    let mut before = file();
    before.target.visibility = masked.clone();
    let hidden = decide(&before, &moderator(INES), Action::Hide, START).unwrap();
    let contested = contested(told(hidden));
    for (action, shown, outcome) in [
        (Action::Hide, Visibility::Hidden, Outcome::Upheld),
        (Action::Keep, masked, Outcome::Reversed),
        (Action::Lock, Visibility::Locked, Outcome::Modified),
    ] {
        let version = contested.case.version;
        let decided = omar
            .may(Decide, contested.clone())
            .unwrap()
            .decide(
                decision_id(50),
                reference(),
                version,
                judged(action),
                START + days(2),
            )
            .unwrap();
        assert_eq!(decided.visibility, shown);
        assert_eq!(decided.decision.review.unwrap().outcome, outcome);
        let last = decided.case.tell(START).unwrap();
        assert_eq!(
            last.state,
            CaseState::Final {
                decision: decision_id(50)
            }
        );
    }
}

#[test]
fn contesting_ends_after_six_months_and_after_a_review() {
    let decided = decide(&file(), &moderator(INES), Action::Hide, START).unwrap();
    let contest = |file: CaseFile, actor: &Actor, notice: Option<Notice>, now| {
        let contestation = Contestation {
            file,
            notice,
            by_receipt: false,
        };
        match actor.may(Contest, contestation) {
            Err(denied) => denied.code().as_str(),
            Ok(yes) => match yes.contest(Id::new(Uuid::nil()), now + days(21), now) {
                Ok(_) => "yes",
                Err(refusal) => refusal.code().as_str(),
            },
        }
    };
    let author = person(AUTHOR, &[]);
    assert_eq!(
        contest(decided.clone(), &author, None, START),
        "moderation.not_decided"
    );
    let told = told(decided);
    assert_eq!(contest(told.clone(), &author, None, START + days(182)), "yes");
    assert_eq!(
        contest(told.clone(), &author, None, START + days(183)),
        "moderation.too_late_to_contest"
    );
    assert_eq!(
        contest(told.clone(), &person(9, &[]), None, START),
        "permission.role_required",
        "not theirs"
    );
    let [.., reviewed] = in_each_stage().try_into().map(|all: [CaseFile; 6]| all).unwrap();
    assert_eq!(
        contest(reviewed, &author, None, START + days(3)),
        "moderation.finally_decided"
    );
    let notice = |outcome| Notice {
        id: Id::new(Uuid::from_u128(11)),
        kind: NoticeKind::HouseRule,
        rule: None,
        explanation: Body::default(),
        language: crate::Language::French,
        item: told.case.item,
        plan: told.case.plan,
        read: notices::Read::default(),
        by: Notifier::Account(account(NOTIFIER)),
        case: told.case.id,
        stage: NoticeStage::Told,
        outcome: Some(outcome),
        received_at: START,
        told_at: Some(START),
    };
    let notifier = person(NOTIFIER, &[]);
    let refused = Some(notice(NoticeOutcome::NotActed));
    assert_eq!(contest(told.clone(), &notifier, refused.clone(), START), "yes");
    assert_eq!(
        contest(told.clone(), &author, refused, START),
        "permission.role_required"
    );
    let followed = Some(notice(NoticeOutcome::Acted));
    assert_eq!(
        contest(told, &notifier, followed, START),
        "moderation.notice_followed"
    );
}

#[test]
fn passages_lie_in_the_text_in_order() {
    let mask = |passages: &[(u32, u32)]| {
        let action = Action::Mask {
            passages: passages.to_vec(),
            attachments: Vec::new(),
        };
        decide(&file(), &moderator(INES), action, START).map(|_| ())
    };
    assert!(mask(&[(0, 4), (4, 100)]).is_ok());
    for wrong in [
        &[][..],
        &[(4, 4)],
        &[(0, 101)],
        &[(4, 8), (6, 12)],
        &[(8, 4)],
        &[(0, 1)],
        &[(0, 2); 51],
    ] {
        assert_eq!(mask(wrong), Err("moderation.bad_passages".into()), "{wrong:?}");
    }
}

#[test]
fn accuracy_orders_the_queue_but_never_lowers_a_severe_notice() {
    let always = Record {
        followed: 16,
        decided: 16,
    };
    let never = Record {
        followed: 0,
        decided: 16,
    };
    assert!((always.weight() - 11.0).abs() < 1e-9, "1 + 5 · log₄ 16");
    assert!(never.weight().abs() < 1e-9);
    assert!(
        (Record {
            followed: 0,
            decided: 5
        }
        .weight()
            - 1.0)
            .abs()
            < 1e-9,
        "too few to judge"
    );
    let of = |severity, record: Record| {
        let notifiers = Notifiers {
            people: vec![record],
            others: false,
        };
        Priority::of(Some(severity), &notifiers, 0, false)
    };
    assert!(of(Severity::Minor, never).points() < of(Severity::Minor, Record::default()).points());
    assert_eq!(
        of(Severity::Serious, never),
        of(Severity::Serious, Record::default())
    );
    let crowd = Notifiers {
        people: vec![always; 1_000],
        others: true,
    };
    let crowded = Priority::of(Some(Severity::Minor), &crowd, u32::MAX, false);
    assert_eq!(
        (crowded.notifiers, crowded.exposure),
        (40, 20),
        "a crowd has an end"
    );
    let minors = Priority::of(None, &Notifiers::default(), 0, true);
    assert!(minors.rank(START) < of(Severity::Grave, always).rank(START));
}

proptest! {
    /// Whatever people do in whichever order: a version that only grows, one decision in force at most, and the item
    /// shows what the last one that was not taken back says.
    #[test]
    fn any_order_of_steps_keeps_the_case_whole(steps in prop::collection::vec((0..8_u8, 3..6_u128, 0..5_u8), 1..40)) {
        let mut file = file();
        let mut now = START;
        for (step, who, what) in steps {
            now = now + std::time::Duration::from_secs(3);
            let actor = moderator(who);
            let action = match what {
                0 => Action::Keep,
                1 => Action::Mask {
                    passages: vec![(2, 4)],
                    attachments: Vec::new(),
                },
                2 => Action::Lock,
                3 => Action::Hide,
                _ => Action::Remove,
            };
            let before = file.case.version;
            match step {
                0 => if let Ok(yes) = actor.may(Claim, file.clone()) && let Ok(case) = yes.claim(now) {
                    file.case = case;
                },
                1 => if let Ok(yes) = actor.may(Decide, file.clone()) {
                    let version = file.case.version;
                    let id = decision_id(u128::try_from(version).unwrap());
                    if let Ok(decided) = yes.decide(id, reference(), version, judged(action), now) {
                        prop_assert!(file.case.state.stage().waits());
                        file = after(&file, decided);
                    }
                },
                2 => if let (Ok(yes), Some(decision)) = (actor.may(Undo, file.clone()), file.decision.clone())
                    && let Ok(undone) = yes.undo(decision, now) {
                    file = after(&file, undone);
                },
                3 => if let Ok(case) = file.case.clone().tell(now + days(183)) {
                    file.case = case;
                },
                4 => if let CaseStage::Told = file.case.state.stage()
                    && file.decision.as_ref().is_some_and(|decision| decision.action.restricts()) {
                    file = contested(file);
                },
                5 => if let Ok(case) = file.case.clone().attach(Priority::default()) { file.case = case; },
                _ => {}
            }
            prop_assert!(file.case.version >= before);
            prop_assert_eq!(file.case.state.decision().is_some(), file.case.state.stage() != CaseStage::Open);
            if file.case.state.stage() == CaseStage::Open {
                prop_assert_eq!(&file.target.visibility, &Visibility::Shown);
            }
        }
    }
}

#[test]
fn what_waits_for_its_review_is_published_or_returned_and_nothing_else() {
    let every = [
        (Action::Keep, false),
        (Action::Publish, true),
        (Action::Return, true),
        (
            Action::Mask {
                passages: vec![(2, 4)],
                attachments: Vec::new(),
            },
            false,
        ),
        (Action::Lock, false),
        (Action::Hide, false),
        (Action::Remove, false),
    ];
    for (action, of_reviews) in every {
        for waits in [true, false] {
            let mut file = file();
            file.target.published = !waits;
            let refused = moderator(3)
                .may(Decide, file.clone())
                .unwrap()
                .decide(decision_id(1), reference(), 1, judged(action.clone()), START)
                .err()
                .map(|refusal| refusal.code());
            let expected = (waits != of_reviews).then_some(Code::ModerationWrongAction);
            assert_eq!(refused, expected, "{action:?}, waits: {waits}");
        }
    }
    assert_eq!(
        Action::Return.applied_to(&Visibility::Shown),
        Visibility::Returned
    );
    assert!(Action::Return.restricts() && !Action::Publish.restricts());
}

#[test]
fn hits_of_signals_are_points_with_an_end() {
    let plain = Priority::of(None, &Notifiers::default(), 0, false);
    let points = |hits| plain.with_signals(hits).signals;
    assert_eq!(
        [points(0), points(1), points(3), points(u32::MAX)],
        [0, 6, 18, 18]
    );
    assert_eq!(plain.with_signals(2).points(), plain.points() + 12);
    let stored = r#"{"severity":4,"notifiers":4,"exposure":0,"minors":0}"#;
    let before: Priority = serde_json::from_str(stored).unwrap();
    assert_eq!(before.signals, 0, "cases of before have none");
}
