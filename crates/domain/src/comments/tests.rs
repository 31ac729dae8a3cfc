use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    Actor, Denied,
    accounts::{AccountId, AgeBand, Grant, Role, Standing},
    actor::Person,
    plans::{ModerationMode, Phase, PhaseKind, PlanRefusal, PlanState, Rules},
    proposals::Place,
    text::{Slug, Title},
    time::days,
};

const START: Timestamp = Timestamp::from_micros(1_763_888_400_000_000);

fn account(number: u128) -> AccountId {
    Id::new(Uuid::from_u128(number))
}

fn person(number: u128) -> Actor {
    let moderates = number >= 8;
    Actor::Person(Person {
        account: account(number),
        age: AgeBand::FifteenOrMore,
        standing: Standing::Active,
        grants: moderates
            .then_some(Grant {
                role: Role::Moderator,
                plan: None,
            })
            .into_iter()
            .collect(),
        links: [].into(),
        answering: Vec::new(),
    })
}

fn plan(moderation: ModerationMode) -> Plan {
    Plan {
        id: Id::new(Uuid::from_u128(1)),
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
            moderation,
            ..Rules::default()
        },
        phases: vec![Phase {
            id: Id::new(Uuid::from_u128(1)),
            kind: PhaseKind::Debate,
            title: "Débat".to_owned(),
            starts_at: START,
            ends_at: START + days(30),
            overrides: [].into(),
            suspended_since: None,
        }],
        version: 1,
        created_at: START,
    }
}

fn proposal() -> Proposal {
    Proposal {
        id: Id::new(Uuid::from_u128(1)),
        plan: Id::new(Uuid::from_u128(1)),
        number: Some(1),
        author: Author::Account(account(1)),
        title: Title::from_history("Garder les platanes"),
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

fn words(position: Option<Position>, text: &str) -> NewComment {
    NewComment {
        position,
        body: Body::from_history(text),
        language: Language::French,
    }
}

fn post(thread: Thread, by: u128, position: Option<Position>, now: Timestamp) -> Result<Comment, Refusal> {
    let id = Id::new(Uuid::from_u128(
        100 + u128::try_from(now.micros()).unwrap() % 1_000_000,
    ));
    person(by)
        .may(Post, thread)
        .unwrap()
        .post(id, words(position, "Oui."), 0, false, now)
}

fn on(proposal: Proposal) -> Thread {
    Thread {
        plan: plan(ModerationMode::Afterwards),
        proposal,
        parent: None,
        root: None,
    }
}

fn answer_to(parent: &Comment) -> Thread {
    Thread {
        parent: Some(parent.clone()),
        root: Some(parent.clone()),
        ..on(proposal())
    }
}

fn placed(comment: Comment) -> Placed {
    Placed {
        plan: plan(ModerationMode::Afterwards),
        proposal: proposal(),
        comment,
    }
}

fn edit(comment: &Comment, now: Timestamp) -> Result<(Comment, Kept), Refusal> {
    let permitted = person(1).may(Edit, placed(comment.clone())).unwrap();
    permitted.edit(Body::from_history("Non."), Language::French, now)
}

#[test]
fn what_cannot_be_commented_says_why() {
    let refused = |thread: Thread| post(thread, 2, None, START).unwrap_err().code();
    let with = |visibility| Proposal {
        visibility,
        ..proposal()
    };
    assert_eq!(refused(on(with(Visibility::Hidden))), Code::ProposalNotShown);
    assert_eq!(refused(on(with(Visibility::Locked))), Code::CommentThreadLocked);
    let withdrawn = Proposal {
        text: TextState::Withdrawn {
            published_at: Some(START),
            at: START,
        },
        ..proposal()
    };
    assert_eq!(refused(on(withdrawn)), Code::ProposalWithdrawn);
    let first = post(on(proposal()), 1, Some(Position::For), START).unwrap();
    let hidden = Comment {
        visibility: Visibility::Removed,
        ..first.clone()
    };
    assert_eq!(refused(answer_to(&hidden)), Code::CommentNotShown);
    let locked = Comment {
        visibility: Visibility::Locked,
        ..first.clone()
    };
    assert_eq!(refused(answer_to(&locked)), Code::CommentThreadLocked);
    // A lock on the first comment locks the whole thread.
    let deep = Thread {
        parent: Some(first.clone()),
        root: Some(locked),
        ..on(proposal())
    };
    assert_eq!(refused(deep), Code::CommentThreadLocked);
    let gone = person(1)
        .may(Delete, first.clone())
        .unwrap()
        .delete(START)
        .unwrap();
    assert_eq!(refused(answer_to(&gone)), Code::CommentDeleted);
    let positioned = post(answer_to(&first), 2, Some(Position::Against), START);
    assert_eq!(positioned.unwrap_err().code(), Code::CommentPositionOnAnswer);
    let late = post(on(proposal()), 2, None, START + days(30));
    assert!(matches!(
        late,
        Err(Refusal::Plan(PlanRefusal::PhaseClosed { .. }))
    ));
}

#[test]
fn a_text_is_mended_for_ten_minutes_and_a_version_afterwards() {
    let comment = post(on(proposal()), 1, None, START).unwrap();
    let last = START + MENDING - Duration::from_micros(1);
    let (mended, kept) = edit(&comment, last).unwrap();
    assert_eq!((kept, mended.version, mended.edited_at), (Kept::Nothing, 2, None));
    let (version, kept) = edit(&mended, START + MENDING).unwrap();
    assert_eq!(kept, Kept::Version);
    assert_eq!((version.version, version.edited_at), (3, Some(START + MENDING)));
    // What a moderator read first is never replaced unseen.
    let reviewed = Comment {
        text: CommentState::Published {
            at: START + minutes(1),
        },
        ..comment.clone()
    };
    assert_eq!(edit(&reviewed, START + minutes(2)).unwrap().1, Kept::Version);
    let masked = Comment {
        visibility: Visibility::Masked {
            passages: vec![(0, 1)],
            attachments: Vec::new(),
        },
        ..comment
    };
    assert_eq!(edit(&masked, START).unwrap_err().code(), Code::CommentMasked);
}

#[test]
fn before_publication_a_comment_waits_for_a_moderator() {
    let thread = Thread {
        plan: plan(ModerationMode::BeforeFirst { contributions: 2 }),
        ..on(proposal())
    };
    let id = Id::new(Uuid::from_u128(7));
    let sent = |earlier| {
        let permitted = person(1).may(Post, thread.clone()).unwrap();
        permitted
            .post(id, words(None, "Oui."), earlier, false, START)
            .unwrap()
    };
    assert_eq!(sent(2).text.stage(), CommentStage::Published);
    let waiting = sent(1);
    assert_eq!(waiting.text.stage(), CommentStage::PendingReview);
    assert!(!waiting.is_listed() && !waiting.is_shown());
    assert_eq!(
        person(2).may(React, placed(waiting.clone())).unwrap_err(),
        Denied::Invisible
    );
    assert_eq!(
        person(1).may(PublishReviewed, waiting.clone()).unwrap_err(),
        Denied::RoleRequired
    );
    let published = person(8)
        .may(PublishReviewed, waiting)
        .unwrap()
        .publish_reviewed(START + days(1))
        .unwrap();
    assert!(published.is_listed() && published.is_shown());
    let again = person(8).may(PublishReviewed, published).unwrap();
    assert_eq!(
        again.publish_reviewed(START).unwrap_err().code(),
        Code::CommentWrongState
    );
}

#[test]
fn nobody_marks_their_own_comment() {
    let comment = post(on(proposal()), 1, None, START).unwrap();
    assert_eq!(
        person(1).may(React, placed(comment)).unwrap_err(),
        Denied::OwnContribution
    );
}

#[derive(Debug, Clone)]
enum Op {
    Answer(usize, u128, Option<Position>),
    Edit(usize),
    Delete(usize),
    React(usize, u128, Mark),
    Unreact(usize, u128),
    Publish(usize),
    Moderate(usize, u8),
    Wait(u32),
}

fn op() -> impl Strategy<Value = Op> {
    let which = || 0..8_usize;
    let who = || 1..5_u128;
    let mark = prop_oneof![Just(Mark::Useful), Just(Mark::NotUseful)];
    let position = prop::option::weighted(0.2, prop::sample::select(Position::ALL));
    prop_oneof![
        (which(), who(), position).prop_map(|(to, by, position)| Op::Answer(to, by, position)),
        which().prop_map(Op::Edit),
        which().prop_map(Op::Delete),
        (which(), who(), mark).prop_map(|(which, who, mark)| Op::React(which, who, mark)),
        (which(), who()).prop_map(|(which, who)| Op::Unreact(which, who)),
        which().prop_map(Op::Publish),
        (which(), 0..6_u8).prop_map(|(which, how)| Op::Moderate(which, how)),
        (0..5_000_u32).prop_map(Op::Wait),
    ]
}

fn visibility(how: u8) -> Visibility {
    match how {
        0 => Visibility::Locked,
        1 => Visibility::Masked {
            passages: vec![(0, 2)],
            attachments: Vec::new(),
        },
        2 => Visibility::Held { until_micros: 0 },
        3 => Visibility::Hidden,
        4 => Visibility::Removed,
        _ => Visibility::Shown,
    }
}

struct World {
    comments: Vec<Comment>,
    marks: BTreeMap<(usize, u128), Mark>,
    now: Timestamp,
}

impl World {
    fn author(&self, which: usize) -> Actor {
        Actor::Person(Person {
            account: self.comments[which].author.account().unwrap(),
            age: AgeBand::FifteenOrMore,
            standing: Standing::Active,
            grants: Vec::new(),
            links: [].into(),
            answering: Vec::new(),
        })
    }

    /// Takes a step; a refusal changes nothing.
    fn step(&mut self, op: &Op) {
        let now = self.now;
        let at = |which: usize| which % self.comments.len();
        match *op {
            Op::Wait(seconds) => self.now = now + Duration::from_secs(seconds.into()),
            Op::Answer(to, by, position) => {
                let parent = self.comments[at(to)].clone();
                let root = self.comments.iter().find(|c| c.id == parent.root).cloned();
                let thread = Thread {
                    plan: plan(ModerationMode::BeforeFirst { contributions: 1 }),
                    parent: Some(parent),
                    root,
                    ..on(proposal())
                };
                let id = Id::new(Uuid::from_u128(200 + self.comments.len() as u128));
                let Ok(permitted) = person(by).may(Post, thread) else {
                    return;
                };
                let earlier = (self.comments.len() % 3) as u64;
                if let Ok(comment) = permitted.post(id, words(position, "Oui."), earlier, false, now)
                    && self.comments.len() < 8
                {
                    self.comments.push(comment);
                }
            }
            Op::Edit(which) => {
                let which = at(which);
                let permitted = self.author(which).may(Edit, placed(self.comments[which].clone()));
                if let Ok((comment, _)) =
                    permitted
                        .unwrap()
                        .edit(Body::from_history("Non."), Language::English, now)
                {
                    self.comments[which] = comment;
                }
            }
            Op::Delete(which) => {
                let which = at(which);
                let permitted = self.author(which).may(Delete, self.comments[which].clone());
                if let Ok(comment) = permitted.unwrap().delete(now) {
                    self.comments[which] = comment;
                }
            }
            Op::React(which, who, mark) => {
                let which = at(which);
                let Ok(permitted) = person(who).may(React, placed(self.comments[which].clone())) else {
                    return;
                };
                let before = self.marks.get(&(which, who)).copied();
                if let Ok(comment) = permitted.react(before, mark, now) {
                    self.comments[which] = comment;
                    self.marks.insert((which, who), mark);
                }
            }
            Op::Unreact(which, who) => {
                let which = at(which);
                let Ok(permitted) = person(who).may(Unreact, self.comments[which].clone()) else {
                    return;
                };
                self.comments[which] = permitted.withdraw_mark(self.marks.remove(&(which, who)));
            }
            Op::Publish(which) => {
                let which = at(which);
                let permitted = person(8).may(PublishReviewed, self.comments[which].clone());
                if let Ok(comment) = permitted.unwrap().publish_reviewed(now) {
                    self.comments[which] = comment;
                }
            }
            Op::Moderate(which, how) => {
                let which = at(which);
                self.comments[which].visibility = visibility(how);
            }
        }
    }

    fn check(&self, before: &[Comment], op: &Op) -> Result<(), TestCaseError> {
        for (old, new) in before.iter().zip(&self.comments) {
            let forward = match (old.text.stage(), new.text.stage()) {
                (CommentStage::PendingReview, _) => true,
                (CommentStage::Published, to) => to != CommentStage::PendingReview,
                (CommentStage::Deleted, to) => to == CommentStage::Deleted,
            };
            prop_assert!(forward, "{op:?}: {:?} became {:?}", old.text, new.text);
            prop_assert!(
                old.body == new.body || matches!(op, Op::Edit(_) | Op::Delete(_)),
                "{op:?} changed a text"
            );
            prop_assert!(old.version <= new.version && new.version <= old.version + 1);
            prop_assert_eq!(
                (&old.author, old.parent, old.root, old.depth, old.position),
                (&new.author, new.parent, new.root, new.depth, new.position)
            );
            if old.text.stage() == CommentStage::Deleted {
                prop_assert_eq!((&old.body, old.version), (&new.body, new.version));
            }
        }
        for (which, comment) in self.comments.iter().enumerate() {
            let said = |mark| {
                self.marks
                    .iter()
                    .filter(|(key, said)| key.0 == which && **said == mark)
                    .count()
            };
            prop_assert_eq!(usize::try_from(comment.useful).unwrap(), said(Mark::Useful));
            prop_assert_eq!(
                usize::try_from(comment.not_useful).unwrap(),
                said(Mark::NotUseful)
            );
            let deleted = comment.text.stage() == CommentStage::Deleted;
            prop_assert_eq!(deleted, comment.body.as_str().is_empty());
            prop_assert!(!comment.is_shown() || (comment.is_listed() && !deleted));
            let Some(parent) = comment.parent else {
                prop_assert_eq!((comment.root, comment.depth), (comment.id, 0));
                continue;
            };
            let parent = self.comments.iter().find(|c| c.id == parent).unwrap();
            prop_assert_eq!((comment.root, comment.depth), (parent.root, parent.depth + 1));
            prop_assert_eq!(comment.position, None, "an answer with a position");
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_steps_mixes_the_axes_or_loses_a_mark(ops in prop::collection::vec(op(), 1..60)) {
        let first = post(on(proposal()), 1, Some(Position::Question), START).unwrap();
        let mut world = World { comments: vec![first], marks: BTreeMap::new(), now: START };
        for op in &ops {
            let before = world.comments.clone();
            world.step(op);
            world.check(&before, op)?;
        }
    }
}
