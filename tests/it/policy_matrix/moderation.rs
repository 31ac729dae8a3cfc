//! The part of the table that is about moderation.

use domain::{
    Id, Visibility,
    accounts::AccountId,
    moderation::{
        Action, Appeal, Case, CaseFile, CaseState, Contestation, Decision, HeldFile, Item, Notice,
        NoticeKind, NoticeStage, Notifier, Sanction, SanctionKind, Source, Target,
        appeals::Contested,
        decisions::AppliedRule,
        notices::{NoticeOutcome, Read},
        transmissions::{Access, AccessFile},
    },
    moderation_log::LogReference,
    policy::moderation,
    text::Body,
};
use uuid::Uuid;

use super::{AT, account, here, table};

fn target() -> Target {
    Target {
        item: Item::Comment(Id::new(Uuid::from_u128(1))),
        plan: here(),
        author: Some(account(1)),
        speaker: None,
        recorder: None,
        visibility: Visibility::Shown,
        title: None,
        body: Body::from_history("Un texte."),
        language: domain::Language::French,
        version: 1,
        takes_part: 0,
        published: true,
        gone: false,
    }
}

/// The decision of the moderator (or of whoever has this number), which hides the item.
fn decision(by: u128) -> Decision {
    Decision {
        id: Id::new(Uuid::from_u128(1)),
        reference: LogReference::from_bits(1),
        case: Id::new(Uuid::from_u128(1)),
        item: target().item,
        plan: here(),
        review: None,
        action: Action::Hide,
        rule: Some(AppliedRule {
            rule: Id::new(Uuid::from_u128(1)),
            version: 1,
        }),
        facts: Body::from_history("Une injure."),
        source: Source::Notice,
        automated_detection: false,
        by: account(by),
        first: None,
        agreed: None,
        before: Visibility::Shown,
        after: Visibility::Hidden,
        item_version: 1,
        at: AT,
        final_at: None,
        undone_at: None,
    }
}

/// A case in this state: the resident has sent its notice, and its decision is somebody's of this number.
fn file(state: CaseState, by: u128) -> CaseFile {
    let case = Case::open(Id::new(Uuid::from_u128(1)), target().item, here(), AT, AT);
    CaseFile {
        case: Case { state, ..case },
        target: target(),
        notifiers: vec![account(2)],
        decision: state.decision().map(|_| decision(by)),
    }
}

/// An open case about words that the moderator recorded for somebody.
fn recorded() -> CaseFile {
    let file = file(CaseState::Open, 20);
    CaseFile {
        target: recorded_target(),
        ..file
    }
}

fn recorded_target() -> Target {
    Target {
        author: None,
        speaker: Some(Id::new(Uuid::from_u128(1))),
        recorder: Some(account(4)),
        ..target()
    }
}

fn files() -> Vec<(&'static str, CaseFile)> {
    let decision = Id::new(Uuid::from_u128(1));
    let complaint = Id::new(Uuid::from_u128(1));
    let contested = CaseState::Contested { decision, complaint };
    vec![
        ("open", file(CaseState::Open, 20)),
        (
            "decided",
            file(
                CaseState::Decided {
                    decision,
                    undo_until: AT,
                },
                20,
            ),
        ),
        (
            "told",
            file(
                CaseState::Told {
                    decision,
                    contestable_until: AT,
                },
                20,
            ),
        ),
        ("contested", file(contested, 20)),
        ("contested, decided by the moderator", file(contested, 4)),
        (
            "reviewed",
            file(
                CaseState::Reviewed {
                    decision,
                    complaint,
                    review: decision,
                    undo_until: AT,
                },
                20,
            ),
        ),
        ("final", file(CaseState::Final { decision }, 20)),
        ("of words that the moderator recorded", recorded()),
    ]
}

/// An access to a sealed copy that somebody of this number asked for.
fn access(by: u128) -> AccessFile {
    AccessFile {
        file: file(CaseState::Open, 20),
        access: Access {
            id: Id::new(Uuid::from_u128(1)),
            transmission: Id::new(Uuid::from_u128(1)),
            by: account(by),
            reason: Body::from_history("Le parquet rappelle."),
            at: AT,
            confirmed: None,
            opened_at: None,
        },
    }
}

fn contestations() -> Vec<(&'static str, Contestation)> {
    let decision = Id::new(Uuid::from_u128(1));
    let told = file(
        CaseState::Told {
            decision,
            contestable_until: AT,
        },
        20,
    );
    let notice = Notice {
        id: Id::new(Uuid::from_u128(1)),
        kind: NoticeKind::HouseRule,
        rule: None,
        explanation: Body::default(),
        language: domain::Language::French,
        item: told.case.item,
        plan: here(),
        read: Read::default(),
        by: Notifier::Account(account(2)),
        case: told.case.id,
        stage: NoticeStage::Told,
        outcome: Some(NoticeOutcome::NotActed),
        received_at: AT,
        told_at: Some(AT),
    };
    let contestation = |notice, by_receipt| Contestation {
        file: told.clone(),
        notice,
        by_receipt,
    };
    vec![
        ("of one's contribution", contestation(None, false)),
        (
            "of the resident's notice",
            contestation(Some(notice.clone()), false),
        ),
        ("of a notice, by its receipt", contestation(Some(notice), true)),
    ]
}

/// A sanction on the resident, and that it is contested: imposed by somebody, by the moderator, and after a notice of the
/// moderator's.
fn contested() -> (Sanction, Vec<(&'static str, Contested)>) {
    let sanction = Sanction {
        id: Id::new(Uuid::from_u128(1)),
        account: account(2),
        case: Id::new(Uuid::from_u128(1)),
        plan: here(),
        kind: SanctionKind::Warning,
        rule: AppliedRule {
            rule: Id::new(Uuid::from_u128(1)),
            version: 1,
        },
        facts: Body::from_history("Une injure."),
        by: account(20),
        at: AT,
        lasts: None,
        effective_at: Some(AT),
        undone_at: None,
    };
    let contested = |by: u128, notifiers: Vec<AccountId>| Contested {
        sanction: Sanction {
            by: account(by),
            ..sanction.clone()
        },
        appeal: Appeal {
            id: Id::new(Uuid::from_u128(1)),
            sanction: sanction.id,
            account: sanction.account,
            plan: here(),
            grounds: Body::from_history("Ce n'était pas moi."),
            filed_at: AT,
            due_at: AT,
            answer: None,
        },
        notifiers,
    };
    let contested = vec![
        ("imposed by somebody", contested(20, Vec::new())),
        ("imposed by the moderator", contested(4, Vec::new())),
        (
            "after a notice of the moderator's",
            contested(20, vec![account(4)]),
        ),
    ];
    (sanction, contested)
}

/// The files once more, held by the moderator, and the contested one held by nobody.
fn held() -> Vec<(String, HeldFile)> {
    let mut held: Vec<_> = files()
        .into_iter()
        .map(|(state, file)| {
            let held_by = Some(account(4));
            (
                format!("{state}, held by the moderator"),
                HeldFile { file, held_by },
            )
        })
        .collect();
    let contested = files().into_iter().find(|(state, _)| *state == "contested");
    held.extend(contested.map(|(state, file)| {
        let held_by = None;
        (format!("{state}, held by nobody"), HeldFile { file, held_by })
    }));
    held
}

/// Writes the tables.
pub(super) fn tables(out: &mut String) {
    let files = files();
    let cases: Vec<_> = files
        .iter()
        .map(|(state, file)| (*state, file.case.clone()))
        .collect();
    table(
        out,
        "Report a contribution",
        &moderation::Report,
        &[("", target())],
    );
    table(out, "Hold a contribution", &moderation::Hold, &[("", target())]);
    table(
        out,
        "Open a case of one's own accord",
        &moderation::Open,
        &[("", target()), ("that the moderator recorded", recorded_target())],
    );
    table(out, "Read a case", &moderation::See, &cases);
    table(out, "Take a case", &moderation::Claim, &files);
    table(out, "Give a case back", &moderation::Release, &files);
    table(out, "Ask for a second opinion", &moderation::AskSecond, &files);
    table(out, "Decide a case, or a complaint", &moderation::Decide, &files);
    table(
        out,
        "Decide a case by passing its contribution on",
        &moderation::Transmit,
        &files,
    );
    table(
        out,
        "Know of a sealed copy, and ask to open it",
        &moderation::AskAccess,
        &files,
    );
    let asked: Vec<_> = [("asked by the moderator", 4), ("asked by somebody else", 20)]
        .into_iter()
        .map(|(whose, by)| (whose, access(by)))
        .collect();
    table(
        out,
        "Confirm that it is opened",
        &moderation::ConfirmAccess,
        &asked,
    );
    table(out, "Open a sealed copy", &moderation::OpenCopy, &asked);
    table(out, "Take a decision back", &moderation::Undo, &files);
    table(
        out,
        "Sanction the author of a case",
        &moderation::Sanction,
        &files,
    );
    let (sanction, contested) = contested();
    table(
        out,
        "Contest a sanction",
        &moderation::ContestSanction,
        &[("on the resident", sanction)],
    );
    table(
        out,
        "Answer whoever contests a sanction",
        &moderation::AnswerAppeal,
        &contested,
    );
    let held = held();
    let held: Vec<_> = held
        .iter()
        .map(|(state, file)| (state.as_str(), file.clone()))
        .collect();
    table(out, "Learn who sent a notice", &moderation::SeeNotifier, &held);
    table(out, "Contest a decision", &moderation::Contest, &contestations());
}
