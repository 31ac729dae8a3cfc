//! Imported history: what an earlier platform had, as it enters a plan.
//!
//! Nobody writes here: authors are attributions («repris de …»), totals are «votes repris», texts keep their length,
//! and nothing is asked of phases, since limits and dates bind new writing and not the past.

use std::collections::BTreeMap;

use crate::{
    Language, Permitted, Timestamp, Visibility,
    answers::{Answer, AnswerId, AnswerState, Decision, Ruling, Study, Transfer},
    comments::{Comment, CommentId, CommentState, Position},
    plans::{Override, Phase, PhaseId, PhaseKind, Plan, PlanId, PlanState, Rules, Texts, Verb},
    policy::{exchange::Import, plans::Site},
    proposals::{AttributionId, Author, NewText, Origin, Proposal, ProposalId, TextState},
    text::{Body, Slug},
};

/// A proposal as an earlier platform had it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastProposal {
    /// Its fresh id.
    pub id: ProposalId,
    /// The plan it enters.
    pub plan: PlanId,
    /// Its number in that plan.
    pub number: i32,
    /// Who spoke there.
    pub author: AttributionId,
    /// What was said.
    pub text: NewText,
    /// When it was published there.
    pub published_at: Timestamp,
    /// How moderation left it there.
    pub visibility: Visibility,
    /// When it was taken back there, if it was.
    pub withdrawn_at: Option<Timestamp>,
    /// The answer that it got there.
    pub answer: Option<AnswerId>,
    /// How many texts it has had, the present one included.
    pub version: i32,
    /// A fresh random place in the random order.
    pub shuffle: i32,
    /// The total there («votes repris»).
    pub votes: Option<i32>,
    /// When it was written there.
    pub created_at: Timestamp,
}

/// How an answer stood on an earlier platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastStage {
    /// It was studied.
    UnderStudy,
    /// It was handed on.
    Transferred(Transfer),
    /// It was decided.
    Decided(Decision),
    /// It was decided and done.
    Delivered(Decision),
    /// It was decided, then given up.
    Abandoned(Decision),
}

/// An answer as an earlier platform had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAnswer {
    /// Its fresh id.
    pub id: AnswerId,
    /// The plan it enters.
    pub plan: PlanId,
    /// How it stood.
    pub stage: PastStage,
    /// Its text.
    pub reason: Body,
    /// When it was given; the time of the import where nobody says.
    pub at: Timestamp,
    /// When it was due.
    pub due: Option<Timestamp>,
    /// Its cost, in euro cents.
    pub cost_cents: Option<i64>,
    /// When it was to be done, in words.
    pub calendar: Body,
}

/// A comment as an earlier platform had it.
#[derive(Debug, Clone, PartialEq)]
pub struct PastComment {
    /// Its fresh id.
    pub id: CommentId,
    /// The plan it enters.
    pub plan: PlanId,
    /// The proposal it is about.
    pub proposal: ProposalId,
    /// The comment that it answers.
    pub parent: Option<Above>,
    /// Who spoke there.
    pub author: AttributionId,
    /// What it says of the proposal; only on the first level.
    pub position: Option<Position>,
    /// What was said.
    pub body: Body,
    /// Its language.
    pub language: Language,
    /// How many texts it has had, the present one included.
    pub version: i32,
    /// When its text was last changed there.
    pub edited_at: Option<Timestamp>,
    /// How moderation left it there.
    pub visibility: Visibility,
    /// When its author deleted it there.
    pub deleted_at: Option<Timestamp>,
    /// «Utile» there.
    pub useful: Option<i32>,
    /// «Pas utile» there.
    pub not_useful: Option<i32>,
    /// When it was written there.
    pub created_at: Timestamp,
}

/// Where a comment stands that others answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    /// The comment.
    pub id: CommentId,
    /// The first-level comment of its thread.
    pub root: CommentId,
    /// How deep it stands.
    pub depth: i32,
}

impl From<&Comment> for Above {
    fn from(comment: &Comment) -> Self {
        Self {
            id: comment.id,
            root: comment.root,
            depth: comment.depth,
        }
    }
}

impl Permitted<Import, Site> {
    /// A plan that says that it is imported: closed from the start, with one phase in which nothing is open, from the
    /// first contribution to the last.
    pub fn open_plan(
        &self,
        id: PlanId,
        slug: Slug,
        texts: Texts,
        phase: (PhaseId, String),
        now: Timestamp,
    ) -> Plan {
        let Texts {
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
        } = texts;
        Plan {
            id,
            slug,
            title,
            summary,
            easy_summary,
            body,
            decided,
            open_to_debate,
            perimeter,
            language,
            state: PlanState::Closed {
                published_at: now,
                at: now,
            },
            rules: Rules::default(),
            phases: vec![Phase {
                id: phase.0,
                kind: PhaseKind::Inform,
                title: phase.1,
                starts_at: now,
                ends_at: now,
                overrides: BTreeMap::from([
                    (Verb::Comment, Override::Closed),
                    (Verb::React, Override::Closed),
                ]),
                suspended_since: None,
            }],
            version: 1,
            created_at: now,
        }
    }

    /// The plan with the dates of its debate, if it was made by an import and nobody has changed its phase: closed,
    /// with the one phase that [`Self::open_plan`] gave it.
    pub fn date_plan(&self, plan: &Plan, first: Timestamp, last: Timestamp) -> Option<Plan> {
        let [phase] = &plan.phases[..] else { return None };
        let is_imported = matches!(plan.state, PlanState::Closed { .. })
            && phase.kind == PhaseKind::Inform
            && Verb::ALL.iter().all(|verb| !phase.allows(*verb));
        let is_dated = phase.starts_at == first && phase.ends_at == last;
        (is_imported && !is_dated).then(|| Plan {
            phases: vec![Phase {
                starts_at: first,
                ends_at: last,
                ..phase.clone()
            }],
            version: plan.version + 1,
            ..plan.clone()
        })
    }

    /// A proposal of an earlier platform.
    pub fn take_over(&self, past: PastProposal) -> Proposal {
        let PastProposal {
            id,
            plan,
            number,
            author,
            text,
            published_at,
            visibility,
            withdrawn_at,
            answer,
            version,
            shuffle,
            votes,
            created_at,
        } = past;
        let NewText {
            title,
            body,
            language,
            theme,
            place,
        } = text;
        Proposal {
            id,
            plan,
            number: Some(number),
            author: Author::Attribution(author),
            title,
            body,
            language,
            theme,
            place,
            origin: Origin::Import,
            text: match withdrawn_at {
                None => TextState::Published { at: published_at },
                Some(at) => TextState::Withdrawn {
                    published_at: Some(published_at),
                    at,
                },
            },
            visibility,
            frozen_at: None,
            merged_into: None,
            answer,
            version,
            shuffle,
            comment_count: 0,
            votes_taken_over: votes,
            created_at,
        }
    }

    /// The proposal as the earlier platform has it now. A new version where the words differ; number, visibility,
    /// answer, a withdrawal and all else that happened here stay.
    pub fn bring_up_to_date(&self, proposal: Proposal, past: PastProposal) -> Proposal {
        let now = self.take_over(past);
        let is_reworded = proposal.title != now.title || proposal.body != now.body;
        Proposal {
            title: now.title,
            body: now.body,
            language: now.language,
            theme: now.theme,
            place: now.place,
            text: match proposal.text {
                TextState::Withdrawn { .. } => proposal.text,
                TextState::PendingReview { .. } | TextState::Published { .. } => now.text,
            },
            votes_taken_over: now.votes_taken_over,
            author: now.author,
            created_at: now.created_at,
            answer: proposal.answer.or(now.answer),
            version: proposal.version + i32::from(is_reworded),
            ..proposal
        }
    }

    /// A comment of an earlier platform. One that was deleted there has no text.
    pub fn take_over_comment(&self, past: PastComment) -> Comment {
        let PastComment {
            id,
            plan,
            proposal,
            parent,
            author,
            position,
            body,
            language,
            version,
            edited_at,
            visibility,
            deleted_at,
            useful,
            not_useful,
            created_at,
        } = past;
        Comment {
            id,
            plan,
            proposal,
            root: parent.map_or(id, |above| above.root),
            depth: parent.map_or(0, |above| above.depth.saturating_add(1)),
            author: Author::Attribution(author),
            position: position.filter(|_| parent.is_none()),
            parent: parent.map(|above| above.id),
            body: if deleted_at.is_some() {
                Body::default()
            } else {
                body
            },
            language,
            origin: Origin::Import,
            text: match deleted_at {
                None => CommentState::Published { at: created_at },
                Some(at) => CommentState::Deleted {
                    published_at: Some(created_at),
                    at,
                },
            },
            visibility,
            version,
            edited_at,
            useful: 0,
            not_useful: 0,
            useful_taken_over: useful,
            not_useful_taken_over: not_useful,
            answer_count: 0,
            below_count: 0,
            created_at,
        }
    }

    /// The comment as the earlier platform has it now. A new version where the words differ; its place, visibility, a
    /// deletion, marks and all else that happened here stay.
    pub fn bring_comment_up_to_date(&self, comment: Comment, past: PastComment, at: Timestamp) -> Comment {
        if matches!(comment.text, CommentState::Deleted { .. }) {
            return comment;
        }
        let now = self.take_over_comment(past);
        let is_reworded = comment.body != now.body;
        Comment {
            body: now.body,
            language: now.language,
            position: now.position.filter(|_| comment.parent.is_none()),
            text: now.text,
            useful_taken_over: now.useful_taken_over,
            not_useful_taken_over: now.not_useful_taken_over,
            created_at: now.created_at,
            version: comment.version + i32::from(is_reworded),
            edited_at: if is_reworded { Some(at) } else { comment.edited_at },
            ..comment
        }
    }

    /// An answer of an earlier platform, which names nobody.
    pub fn take_over_answer(&self, past: PastAnswer) -> Answer {
        let PastAnswer {
            id,
            plan,
            stage,
            reason,
            at,
            due,
            cost_cents,
            calendar,
        } = past;
        let ruling = |decision, reason| Ruling { decision, reason, at };
        let (state, transfer) = match stage {
            PastStage::UnderStudy => (AnswerState::UnderStudy, None),
            PastStage::Transferred(transfer) => (AnswerState::Transferred, Some(transfer)),
            PastStage::Decided(decision) => (AnswerState::Answered(ruling(decision, reason)), None),
            PastStage::Delivered(decision) => {
                let ruling = ruling(decision, reason);
                (AnswerState::Delivered { ruling, at }, None)
            }
            PastStage::Abandoned(decision) => {
                let ruling = ruling(decision, Body::default());
                (AnswerState::Abandoned { ruling, reason, at }, None)
            }
        };
        Answer {
            id,
            plan,
            study: Study {
                organisation: None,
                due: due.unwrap_or(at),
                since: at,
            },
            recommendation: None,
            transfer,
            state,
            cost_cents,
            calendar,
            deliberation: None,
            version: 1,
        }
    }
}
