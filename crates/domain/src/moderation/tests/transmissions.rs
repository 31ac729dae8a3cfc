//! What is passed on, and every verb of every role at every stage of an access.

use super::*;
use crate::{
    Permitted, Refusal,
    moderation::transmissions::{
        ACCESS, Access, AccessFile, AccessStage, Authority, Fresh, Ground, Meanwhile, Passing, Transmission,
    },
    policy::moderation::{AskAccess, ConfirmAccess, OpenCopy},
};

fn passing(silence: Option<&str>) -> Passing {
    Passing {
        to: Authority::Prosecutor,
        ground: Ground::ThreatToLife,
        silence: silence.map(Body::from_history),
        kept: days(365),
    }
}

fn fresh() -> Fresh {
    Fresh {
        id: Id::new(Uuid::from_u128(50)),
        decision: decision_id(9),
        reference: reference(),
    }
}

pub(super) fn transmit(
    yes: Permitted<Transmit, CaseFile>,
    version: i32,
    now: Timestamp,
) -> Result<(), Refusal> {
    yes.transmit(fresh(), version, passing(None), judged(Action::Keep), now)
        .map(|_| ())
}

fn transmitted(file: &CaseFile, action: Action) -> Result<(cases::Decided, Transmission), Refusal> {
    let yes = moderator(INES).may(Transmit, file.clone()).unwrap();
    let silence = passing(Some("Il la retrouverait."));
    yes.transmit(fresh(), file.case.version, silence, judged(action), START)
}

#[test]
fn what_is_passed_on_is_decided_and_its_copy_has_an_end() {
    let (decided, passed) = transmitted(&file(), Action::Keep).unwrap();
    assert_eq!(decided.case.state.stage(), CaseStage::Decided);
    assert_eq!(
        decided.visibility,
        Visibility::Shown,
        "nothing is done to the text"
    );
    assert_eq!(passed.decision, decided.decision.id);
    assert_eq!(
        (passed.kept_until, passed.final_at),
        (START + days(365), None),
        "a year"
    );
    assert_eq!(Transmission::answers(&Action::Keep), NoticeOutcome::Decided);
    assert!(passed.is_hidden(&Action::Keep));

    let (decided, passed) = transmitted(&file(), Action::Remove).unwrap();
    assert_eq!(decided.visibility, Visibility::Removed);
    assert_eq!(Transmission::answers(&Action::Remove), NoticeOutcome::Acted);
    assert!(!passed.is_hidden(&Action::Remove), "a removal is stated as ever");
    let told = Transmission {
        silence: None,
        ..passed
    };
    assert!(!told.is_hidden(&Action::Keep));
}

#[test]
fn what_waits_for_its_review_stays_or_goes_back_to_its_author() {
    let mut waiting = file();
    waiting.target.published = false;
    assert_eq!(Meanwhile::Nothing.action(&waiting.target), Action::Keep);
    assert_eq!(Meanwhile::Removed.action(&waiting.target), Action::Return);
    assert_eq!(Meanwhile::Removed.action(&file().target), Action::Remove);
    let (decided, _) = transmitted(&waiting, Action::Keep).unwrap();
    assert!(!decided.decision.publishes(), "it waits on");
    let (decided, _) = transmitted(&waiting, Action::Return).unwrap();
    assert_eq!(decided.visibility, Visibility::Returned);
    let ines = moderator(INES);
    assert_eq!(
        decide(&waiting, &ines, Action::Keep, START).unwrap_err(),
        "moderation.wrong_action",
        "by a transmission alone"
    );
    // What its author has taken away is passed on, and not removed again.
    let mut gone = file();
    gone.target.gone = true;
    assert!(transmitted(&gone, Action::Keep).is_ok());
    let refused = transmitted(&gone, Action::Remove).unwrap_err();
    assert_eq!(refused.code(), Code::ModerationItemGone);
}

const ASKED: Timestamp = START;

fn access(stage: AccessStage) -> (Access, Timestamp) {
    let confirmed = Some((account(OMAR), ASKED));
    let (confirmed, opened_at, now) = match stage {
        AccessStage::Asked => (None, None, ASKED),
        AccessStage::Confirmed => (confirmed, None, ASKED),
        AccessStage::Opened => (confirmed, Some(ASKED), ASKED),
        AccessStage::Expired => (None, None, ASKED + ACCESS),
    };
    let access = Access {
        id: Id::new(Uuid::from_u128(60)),
        transmission: Id::new(Uuid::from_u128(50)),
        by: account(INES),
        reason: Body::from_history("Le parquet le demande."),
        at: ASKED,
        confirmed,
        opened_at,
    };
    assert_eq!(access.stage(now), stage);
    (access, now)
}

#[test]
fn every_verb_of_every_role_at_every_stage_of_an_access_is_as_the_table_says() {
    let both = [Role::Moderator, Role::Staff];
    let actors = [
        ("visitor", Actor::Visitor),
        ("system", Actor::System),
        ("resident", person(9, &[])),
        ("facilitator", person(9, &[Role::Facilitator])),
        ("reviewer", person(9, &[Role::Reviewer])),
        ("staff", person(9, &[Role::Staff])),
        ("both", person(9, &both)),
        ("author", moderator(AUTHOR)),
        ("author, admin", person(AUTHOR, &[Role::Admin])),
        ("notifier", moderator(NOTIFIER)),
        ("asker", moderator(INES)),
        ("moderator", moderator(OMAR)),
        ("admin", person(9, &[Role::Admin])),
    ];
    let (_, passed) = transmitted(&file(), Action::Keep).unwrap();
    let code = |answer: Result<(), Refusal>| answer.map_or_else(|no| no.code().as_str(), |()| "yes");
    const HIDDEN: &str = "permission.role_required";
    const CONFLICT: &str = "permission.conflict_of_interest";
    for (who, actor) in &actors {
        let knows = ["asker", "moderator", "admin"].contains(who);
        for file in in_each_stage() {
            let asked = match actor.may(AskAccess, file) {
                Ok(yes) => code(
                    yes.ask(
                        Id::new(Uuid::from_u128(61)),
                        &passed,
                        Body::from_history("Relire."),
                        START,
                    )
                    .map(|_| ()),
                ),
                Err(no) => no.code().as_str(),
            };
            assert_eq!(asked, if knows { "yes" } else { HIDDEN }, "{who} asks");
        }
        for stage in AccessStage::ALL {
            let (access, now) = access(*stage);
            let subject = AccessFile { file: file(), access };
            let confirmed = match actor.may(ConfirmAccess, subject.clone()) {
                Ok(yes) => code(yes.confirm(now).map(|_| ())),
                Err(no) => no.code().as_str(),
            };
            let expected = match (*who, stage) {
                _ if !knows => HIDDEN,
                ("asker", _) => CONFLICT,
                (_, AccessStage::Asked) => "yes",
                (_, AccessStage::Confirmed) => "moderation.access_confirmed",
                (_, AccessStage::Opened | AccessStage::Expired) => "moderation.access_over",
            };
            assert_eq!(confirmed, expected, "{who} confirms what is {stage:?}");
            let opened = match actor.may(OpenCopy, subject) {
                Ok(yes) => code(yes.open(now).map(|_| ())),
                Err(no) => no.code().as_str(),
            };
            let expected = match (*who, stage) {
                _ if !knows => HIDDEN,
                ("moderator" | "admin", _) => CONFLICT,
                (_, AccessStage::Asked) => "moderation.access_not_confirmed",
                (_, AccessStage::Confirmed) => "yes",
                (_, AccessStage::Opened | AccessStage::Expired) => "moderation.access_over",
            };
            assert_eq!(opened, expected, "{who} opens what is {stage:?}");
        }
    }
}

#[test]
fn an_access_and_a_copy_end_on_time() {
    let (access, _) = access(AccessStage::Confirmed);
    assert_eq!(
        access.stage(ASKED + ACCESS - std::time::Duration::from_micros(1)),
        AccessStage::Confirmed
    );
    assert_eq!(access.stage(ASKED + ACCESS), AccessStage::Expired);
    let (_, passed) = transmitted(&file(), Action::Keep).unwrap();
    let yes = moderator(OMAR).may(AskAccess, file()).unwrap();
    let id = Id::new(Uuid::from_u128(62));
    let late = yes.ask(id, &passed, Body::from_history("Relire."), passed.kept_until);
    assert_eq!(late.unwrap_err().code(), Code::ModerationCopyDestroyed);
}
