//! Reporting, deciding, contesting.

use app::moderation::{
    AskSecond, ContestDecision, DecideCases, DecideInput, HoldItem, LookUpNotifier, SanctionAuthor,
};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::{
    Code,
    attachments::AttachmentId,
    moderation::{self, Item},
    time::{days, hours},
};
use secrecy::ExposeSecret;

use super::{
    Case, ModerationAction, NoticeKind, SanctionKind, SentNotice,
    decisions::{Passage, ReviewerDecision},
    notices::NoticeSender,
    queries::{CaseItemKind, QueueView, wanted},
};
use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::{DateTime, id, optional_id},
};

/// The item of an id.
pub(super) fn item(cx: &app::Cx, given: &ID) -> Result<Item, Fault> {
    Item::parse(given).ok_or_else(|| Fault::new(Code::RequestBadId, &cx.language))
}

/// A notice as it is typed.
#[derive(Debug, InputObject)]
pub struct ReportInput {
    /// What it is about: a proposal or a comment.
    item: ID,
    /// What is wrong.
    kind: NoticeKind,
    /// The rule, where its sender names one.
    rule: Option<ID>,
    /// What its sender says, at most 2,000 characters; at least 10 for `ILLEGAL`.
    #[graphql(default)]
    explanation: String,
    /// That it is sent in good faith: asked for `ILLEGAL`.
    #[graphql(default)]
    good_faith: bool,
    /// The name of somebody without an account: asked for `ILLEGAL`, but never for offences against children.
    name: Option<String>,
    /// Their address, to be told what becomes of it: asked for as the name is. Kept sealed, seen by
    /// nobody but the reviewer of a contested case.
    email: Option<String>,
    /// BCP 47 tag of the language that the answer is written in; French unless said.
    #[graphql(default)]
    language: String,
}

/// What the sender of a notice takes home, or why it was not taken.
#[derive(SimpleObject)]
pub struct ReportPayload {
    /// The notice, acknowledged; null when it was refused.
    notice: Option<SentNotice>,
    /// What opens the notice for somebody without an account, given this once: `notice(receipt)`,
    /// `contestDecision(receipt)`. Null for those who have one.
    receipt: Option<String>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A case, or why it was not changed.
#[derive(SimpleObject)]
pub struct CasePayload {
    /// The case after the change; null when it was refused.
    case: Option<Case>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<moderation::Case>) -> Result<CasePayload, Fault> {
    let (case, problems) = outcome(cx, result)?;
    Ok(CasePayload {
        case: case.map(Case),
        problems,
    })
}

/// Cases that were taken.
#[derive(SimpleObject)]
pub struct CasesPayload {
    /// The cases, what must be read first at the top.
    cases: Vec<Case>,
    /// Why none was taken; empty when it was done.
    problems: Vec<Problem>,
}

/// A case and its version, as they were read.
#[derive(Debug, InputObject)]
pub struct CaseVersion {
    /// The case.
    case: ID,
    /// Its version.
    version: i32,
}

/// A decision as it is typed.
#[derive(Debug, InputObject)]
pub struct DecideInputs {
    /// What is done.
    action: ModerationAction,
    /// The passages to mask, in order, at most 50: for `MASK` alone, and for one case.
    #[graphql(default, validator(max_items = 50))]
    passages: Vec<Passage>,
    /// The attachments to hide by themselves, with passages or instead of them, at most 50: for `MASK` alone, and for one
    /// case.
    #[graphql(default, validator(max_items = 50))]
    attachments: Vec<ID>,
    /// The rule: asked for unless the action is `KEEP` or `PUBLISH`.
    rule: Option<ID>,
    /// What happened, in plain words, 10 to 2,000 characters: the author reads it. Never who sent a notice.
    facts: String,
}

/// What became of one of several cases.
#[derive(SimpleObject)]
pub struct DecidedCase {
    /// The id of the case.
    id: ID,
    /// The case, decided; null when it was refused.
    case: Option<Case>,
    /// The decision, to be taken back within ten seconds; null when it was refused.
    decision: Option<ReviewerDecision>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// What became of each case.
#[derive(SimpleObject)]
pub struct DecidePayload {
    /// One entry a case, in the order of their ids; each stands or falls by itself.
    decided: Vec<DecidedCase>,
    /// What is wrong with the decision itself; empty when it was read.
    problems: Vec<Problem>,
}

/// A complaint, or why it was not taken.
#[derive(SimpleObject)]
pub struct ContestPayload {
    /// When it will be answered at the latest: 15 working days; null when it was refused.
    due_at: Option<DateTime>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// A sanction, or why it was not imposed.
#[derive(SimpleObject)]
pub struct SanctionPayload {
    /// Its id: what `undoSanction` takes; null when it was refused.
    sanction: Option<ID>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn sanctioned(cx: &app::Cx, result: app::Result<moderation::Sanction>) -> Result<SanctionPayload, Fault> {
    let (sanction, problems) = outcome(cx, result)?;
    Ok(SanctionPayload {
        sanction: sanction.map(|sanction| sanction.id.to_string().into()),
        problems,
    })
}

/// Moderating.
#[derive(Default)]
pub struct ModerationMutations;

#[Object]
impl ModerationMutations {
    /// Says that a contribution should not stand as it does: by anybody, signed in or not. It joins the open case of the
    /// contribution, or opens one, to be decided within 24 working hours; nothing is hidden by it. The answer
    /// acknowledges it.
    /// Codes: `FIELD_*`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_SHOWN`, `PERMISSION_OWN_CONTRIBUTION`,
    /// `PERMISSION_ROLE_REQUIRED`, `REQUEST_THROTTLED`.
    async fn report_content(&self, ctx: &Context<'_>, input: ReportInput) -> Result<ReportPayload, Fault> {
        let cx = ctx.cx()?;
        let typed = app::moderation::ReportInput {
            item: item(cx, &input.item)?,
            kind: input.kind.into(),
            rule: optional_id(input.rule.as_ref())?,
            explanation: input.explanation,
            good_faith: input.good_faith,
            name: input.name,
            email: input.email,
            language: input.language,
        };
        let reported = match app::moderation::ReportContent::parse(&typed, cx.limits()) {
            Ok(command) => app::moderation::report(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (receipt, problems) = outcome(cx, reported)?;
        let token = receipt
            .as_ref()
            .and_then(|receipt| receipt.token.as_ref())
            .map(|token| token.expose_secret().to_owned());
        Ok(ReportPayload {
            notice: receipt.map(|receipt| SentNotice(receipt.notice)),
            receipt: token,
            problems,
        })
    }

    /// Reserves a case for half an hour. Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_CLAIMED_BY_OTHER`,
    /// `MODERATION_ALREADY_DECIDED`, `PERMISSION_*`.
    async fn claim_case(&self, ctx: &Context<'_>, case: ID) -> Result<CasePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::moderation::claim(cx, id(&case)?).await)
    }

    /// Opens a case about a contribution of one's own accord, where none is open, and reserves it for half an hour: so what
    /// waits for its review is published or returned with reasons (`decideCases` with `PUBLISH` or `RETURN`).
    /// Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_SHOWN`, `MODERATION_CLAIMED_BY_OTHER`,
    /// `MODERATION_ALREADY_DECIDED`, `PERMISSION_OWN_CONTRIBUTION`, `PERMISSION_CONFLICT_OF_INTEREST`, `PERMISSION_*`.
    async fn open_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "item")] about: ID,
    ) -> Result<CasePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::moderation::open(cx, item(cx, &about)?).await)
    }

    /// Gives a case back. Codes: as `claimCase`.
    async fn release_case(&self, ctx: &Context<'_>, case: ID) -> Result<CasePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::moderation::release(cx, id(&case)?).await)
    }

    /// Reserves the first cases of a part of the queue that nobody works on and the viewer may decide, 1 to 50, ten unless
    /// said; fewer where there are no more, or others were faster. Codes: `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn take_cases(
        &self,
        ctx: &Context<'_>,
        plan: Option<ID>,
        #[graphql(default_with = "QueueView::Open")] view: QueueView,
        kind: Option<CaseItemKind>,
        #[graphql(default = 10, validator(minimum = 1, maximum = 50))] first: u32,
    ) -> Result<CasesPayload, Fault> {
        let cx = ctx.cx()?;
        let queue = wanted(optional_id(plan.as_ref())?, view, kind);
        let (cases, problems) = outcome(cx, app::moderation::take(cx, &queue, first).await)?;
        Ok(CasesPayload {
            cases: cases.unwrap_or_default().into_iter().map(Case).collect(),
            problems,
        })
    }

    /// Decides cases, 1 to 50, all in one way: what is shown changes at once, and those concerned are told ten seconds
    /// later, unless it is taken back. A contested case is reviewed by it: the same action upholds the decision, `KEEP`
    /// restores what was there, another changes it. Each case stands or falls by itself.
    /// What waits for its review is published by `PUBLISH` or goes back to its author by `RETURN`, and by nothing else.
    /// `REMOVE_WAVE` decides the other open cases of its author with the one that is named, where the viewer may decide
    /// them all.
    /// Codes: `FIELD_*`, `MODERATION_RULE_REQUIRED`, `MODERATION_BAD_PASSAGES`, `MODERATION_NOT_A_WAVE`; of each case:
    /// `MODERATION_WRONG_ACTION`, `MODERATION_WAVE_IS_WHOLE`, `MODERATION_NOT_A_WAVE`, `MODERATION_NOT_FOUND`,
    /// `MODERATION_CHANGED_MEANWHILE`, `MODERATION_CLAIMED_BY_OTHER`, `MODERATION_ALREADY_DECIDED`,
    /// `MODERATION_SECOND_OPINION_ASKED`, `MODERATION_ITEM_GONE`, `PERMISSION_OWN_CONTRIBUTION`,
    /// `PERMISSION_CONFLICT_OF_INTEREST`, `PERMISSION_LIMITED`, `AUTH_REQUIRED`.
    async fn decide_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(validator(max_items = 50))] cases: Vec<CaseVersion>,
        decision: DecideInputs,
    ) -> Result<DecidePayload, Fault> {
        let cx = ctx.cx()?;
        let cases = cases
            .iter()
            .map(|read| Ok((id(&read.case)?, read.version)))
            .collect::<Result<Vec<_>, Fault>>()?;
        let input = DecideInput {
            cases,
            action: decision
                .action
                .with(pairs(&decision.passages), ids(&decision.attachments)?),
            rule: optional_id(decision.rule.as_ref())?,
            facts: decision.facts,
        };
        let decided = match DecideCases::parse(input) {
            Ok(command) => app::moderation::decide(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (outcomes, problems) = outcome(cx, decided)?;
        let decided = outcomes
            .unwrap_or_default()
            .into_iter()
            .map(|one| {
                let (decided, problems) = outcome(cx, one.decided)?;
                let (case, decision) = decided.unzip();
                Ok(DecidedCase {
                    id: one.case.to_string().into(),
                    case: case.map(Case),
                    decision: decision.map(ReviewerDecision),
                    problems,
                })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(DecidePayload { decided, problems })
    }

    /// Takes one's decision back within ten seconds: what was shown is shown again, nobody was told, and the case is the
    /// viewer's for half an hour. Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_TOO_LATE_TO_UNDO`,
    /// `MODERATION_DECIDED_BY_OTHER`, `PERMISSION_*`.
    async fn undo_decision(&self, ctx: &Context<'_>, decision: ID) -> Result<CasePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::moderation::undo(cx, id(&decision)?).await)
    }

    /// Says what one would do, and leaves the case to another moderator; `note`, at most 1,000 characters, is for them.
    /// Codes: as `decideCases` of each case.
    async fn ask_second_opinion(
        &self,
        ctx: &Context<'_>,
        case: ID,
        version: i32,
        action: ModerationAction,
        #[graphql(default, validator(max_items = 50))] passages: Vec<Passage>,
        #[graphql(default, validator(max_items = 50))] attachments: Vec<ID>,
        #[graphql(default)] note: String,
    ) -> Result<CasePayload, Fault> {
        let cx = ctx.cx()?;
        let action = action.with(pairs(&passages), ids(&attachments)?);
        let asked = match AskSecond::parse(id(&case)?, version, action, &note) {
            Ok(command) => app::moderation::ask_second(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, asked)
    }

    /// Decides about the author of a case whose contribution was restricted, once a case: it takes effect ten seconds later,
    /// unless it is taken back, and the person is told why. It keeps them from writing; never from reading, voting,
    /// downloading or contesting. `days`: none for a warning, 1 to 30 for a limit, 1 to 365 for a suspension. A reversal
    /// of the decision about the contribution lifts it.
    /// Codes: `FIELD_*`, `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_DECIDED`, `MODERATION_WRONG_STAGE`,
    /// `MODERATION_NOBODY_TO_SANCTION`, `MODERATION_SANCTIONED_ALREADY`, `MODERATION_BAD_TERM`,
    /// `MODERATION_WARNING_FIRST`, `PERMISSION_*`.
    async fn sanction_author(
        &self,
        ctx: &Context<'_>,
        case: ID,
        kind: SanctionKind,
        #[graphql(validator(minimum = 1, maximum = 365))] days: Option<u32>,
        rule: ID,
        facts: String,
    ) -> Result<SanctionPayload, Fault> {
        let cx = ctx.cx()?;
        let lasts = days.map(|days| self::days(u64::from(days)));
        let command = SanctionAuthor::parse(id(&case)?, kind.into(), lasts, id(&rule)?, &facts);
        let imposed = match command {
            Ok(command) => app::moderation::sanction(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        sanctioned(cx, imposed)
    }

    /// Takes one's sanction back within ten seconds. Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`,
    /// `MODERATION_TOO_LATE_TO_UNDO`.
    async fn undo_sanction(&self, ctx: &Context<'_>, sanction: ID) -> Result<SanctionPayload, Fault> {
        let cx = ctx.cx()?;
        sanctioned(cx, app::moderation::undo_sanction(cx, id(&sanction)?).await)
    }

    /// Takes a contribution out of sight while somebody decides: by moderators, staff and facilitators of the plan, once a
    /// contribution, for 1 to 24 hours. Undecided at its end, it is shown again and its case escalated. What waits for its
    /// review is not published by itself meanwhile.
    /// Codes: `AUTH_REQUIRED`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_SHOWN`, `MODERATION_HELD_ALREADY`,
    /// `PERMISSION_ROLE_REQUIRED`, `PERMISSION_OWN_CONTRIBUTION`, `PERMISSION_LIMITED`.
    async fn hold_content(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "item")] held: ID,
        #[graphql(default = 24, validator(minimum = 1, maximum = 24))] hours: u32,
    ) -> Result<HoldPayload, Fault> {
        let cx = ctx.cx()?;
        let command = HoldItem {
            item: item(cx, &held)?,
            length: self::hours(u64::from(hours)),
        };
        let (case, problems) = outcome(cx, app::moderation::hold(cx, command).await)?;
        Ok(HoldPayload {
            held: case.is_some(),
            problems,
        })
    }

    /// Says who sent a notice of a contested case: to the reviewer who has taken it, as long as they hold it. It is a
    /// mutation since it is kept that they looked, when and why, and a person with an account is shown it, without the
    /// reviewer's name. Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_*`; for everybody else, and before the case is
    /// taken, `MODERATION_NOT_FOUND`.
    async fn look_up_notifier(
        &self,
        ctx: &Context<'_>,
        notice: ID,
        #[graphql(desc = "Why, 10 to 500 characters: the person reads it.")] reason: String,
    ) -> Result<LookUpNotifierPayload, Fault> {
        let cx = ctx.cx()?;
        let found = match LookUpNotifier::parse(id(&notice)?, &reason) {
            Ok(command) => app::moderation::look_up_notifier(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (sender, problems) = outcome(cx, found)?;
        Ok(LookUpNotifierPayload {
            sender: sender.map(NoticeSender),
            problems,
        })
    }

    /// Contests a decision within six months: its author by `decision`, the sender of a notice that was not followed by
    /// `notice` or, without an account, by `receipt`; one of the three. Another person reviews it. `grounds`: 10 to
    /// 2,000 characters. Always open, sanctions or not.
    /// Codes: `FIELD_*`, `MODERATION_NOT_FOUND`, `MODERATION_NOT_DECIDED`, `MODERATION_ALREADY_CONTESTED`,
    /// `MODERATION_TOO_LATE_TO_CONTEST`, `MODERATION_FINALLY_DECIDED`, `MODERATION_NOTICE_FOLLOWED`,
    /// `REQUEST_THROTTLED`.
    async fn contest_decision(
        &self,
        ctx: &Context<'_>,
        decision: Option<ID>,
        notice: Option<ID>,
        receipt: Option<String>,
        grounds: String,
    ) -> Result<ContestPayload, Fault> {
        let cx = ctx.cx()?;
        let command = ContestDecision::parse(
            optional_id(decision.as_ref())?,
            optional_id(notice.as_ref())?,
            receipt.as_deref(),
            &grounds,
        );
        let contested = match command {
            Ok(command) => app::moderation::contest(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        let (contested, problems) = outcome(cx, contested)?;
        Ok(ContestPayload {
            due_at: contested.map(|contested| DateTime(contested.complaint.due_at)),
            problems,
        })
    }
}

/// Who sent a notice, or why it was not said.
#[derive(SimpleObject)]
pub struct LookUpNotifierPayload {
    /// Who; null when it was refused.
    sender: Option<NoticeSender>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Whether a contribution is held.
#[derive(SimpleObject)]
pub struct HoldPayload {
    /// Whether it is out of sight.
    held: bool,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn pairs(passages: &[Passage]) -> Vec<(u32, u32)> {
    passages
        .iter()
        .map(|passage| (passage.from, passage.to))
        .collect()
}

fn ids(attachments: &[ID]) -> Result<Vec<AttachmentId>, Fault> {
    attachments.iter().map(id).collect()
}
