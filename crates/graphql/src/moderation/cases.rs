//! Cases, as moderators read them.

use app::moderation::Dossier;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    moderation,
    policy::moderation::{Decide, Undo},
};

use super::{
    decisions::{ReviewerDecision, item},
    notices::{CaseNotice, NotifierLook, NotifierRecord},
    words::{CaseStage, ComplaintSide, ModerationAction},
};
use crate::{
    Fault,
    attachments::Attachment,
    context::{Here, load},
    loaders::{AttachmentsOn, DossierOf},
    nodes::Node,
    plans::Plan,
    proposals::VisibilityState,
    scalars::DateTime,
};

/// What is decided about a contribution: the plan's moderators read it, its reviewers from outside when it is contested.
pub struct Case(pub moderation::Case);

#[Object]
impl Case {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it is about.
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Node>, Fault> {
        item(ctx, self.0.item).await
    }
    /// The plan.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// What the contribution says now, masked passages and hidden texts included; null where it is gone for good.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<CaseText>, Fault> {
        let target = self.dossier(ctx).await?.and_then(|dossier| dossier.target);
        Ok(target.map(|target| CaseText {
            title: target.title.map(|title| title.as_str().to_owned()),
            body: target.body.as_str().to_owned(),
            language: target.language.tag().to_owned(),
            version: target.version,
            visibility: VisibilityState::from(&target.visibility),
            gone: target.gone,
        }))
    }
    /// What is attached to the contribution, what is hidden included.
    async fn attachments(&self, ctx: &Context<'_>) -> Result<Vec<Attachment>, Fault> {
        let found = load(ctx, AttachmentsOn(self.0.item)).await?.unwrap_or_default();
        Ok(found.into_iter().map(Attachment).collect())
    }
    /// Where it stands.
    async fn stage(&self) -> CaseStage {
        self.0.state.stage().into()
    }
    /// It grows with every change: give it back when you decide.
    async fn version(&self) -> i32 {
        self.0.version
    }
    /// Until when somebody works on it; null where nobody does.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn claimed_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        Ok(self.0.claimed(ctx.cx()?.now()).map(|claim| DateTime(claim.until)))
    }
    /// Whether the viewer works on it.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn claimed_by_viewer(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let cx = ctx.cx()?;
        let by = self.0.claimed(cx.now()).map(|claim| claim.by);
        Ok(by.is_some() && by == cx.actor.account())
    }
    /// Why it stands where it stands in the queue, in points; one point is worth one hour of waiting.
    async fn priority(&self) -> CasePriority {
        let moderation::priority::Priority {
            severity,
            notifiers,
            exposure,
            minors,
            signals,
        } = self.0.priority;
        CasePriority {
            severity,
            notifiers,
            exposure,
            minors,
            signals,
        }
    }
    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }
    /// When it must be decided, or its complaint be answered.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }
    /// When it was escalated, because a hold or a term ended without a decision; null where it was not.
    async fn escalated_at(&self) -> Option<DateTime> {
        self.0.escalated_at.map(DateTime)
    }
    /// How many notices it has.
    async fn notice_count(&self) -> i32 {
        self.0.notices
    }
    /// Its notices, in the order in which they came; the first hundred.
    async fn notices(&self, ctx: &Context<'_>) -> Result<Vec<CaseNotice>, Fault> {
        let notices = self.dossier(ctx).await?.map(|dossier| dossier.notices);
        Ok(notices.unwrap_or_default().into_iter().map(CaseNotice).collect())
    }
    /// How often the people who sent its notices were right before: one entry a person, nobody named.
    async fn notifiers(&self, ctx: &Context<'_>) -> Result<Vec<NotifierRecord>, Fault> {
        let cx = ctx.cx()?;
        let records = app::moderation::records_of(cx, self.0.id).await;
        let records = records.map_err(|error| Fault::of(cx, &error))?;
        Ok(records.into_iter().take(100).map(Into::into).collect())
    }
    /// When somebody learned who had sent a notice of it, and why; oldest first, at most a hundred.
    async fn notifier_looks(&self, ctx: &Context<'_>) -> Result<Vec<NotifierLook>, Fault> {
        let cx = ctx.cx()?;
        let looks = app::moderation::looks_in(cx, self.0.id).await;
        let looks = looks.map_err(|error| Fault::of(cx, &error))?;
        Ok(looks.into_iter().map(NotifierLook).collect())
    }
    /// A moderator asked for a second opinion: what they would do.
    async fn second_opinion(&self) -> Option<SecondOpinion> {
        self.0.second.as_ref().map(|second| SecondOpinion {
            action: (&second.action).into(),
            note: second.note.clone(),
        })
    }
    /// Its decisions, those that were taken back included, oldest first.
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<ReviewerDecision>, Fault> {
        let decisions = self.dossier(ctx).await?.map(|dossier| dossier.decisions);
        Ok(decisions
            .unwrap_or_default()
            .into_iter()
            .map(ReviewerDecision)
            .collect())
    }
    /// What is said against its decision; null where nobody contests.
    async fn complaint(&self, ctx: &Context<'_>) -> Result<Option<CaseComplaint>, Fault> {
        let complaint = self.dossier(ctx).await?.and_then(|dossier| dossier.complaint);
        Ok(complaint.map(|complaint| CaseComplaint {
            side: complaint.side.into(),
            grounds: complaint.grounds.as_str().to_owned(),
            filed_at: DateTime(complaint.filed_at),
            due_at: DateTime(complaint.due_at),
        }))
    }
    /// What the viewer may do with it now: the same rules decide when it is done.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<CaseViewerCan, Fault> {
        let Some(dossier) = self.dossier(ctx).await? else {
            return Ok(CaseViewerCan::default());
        };
        let cx = ctx.cx()?;
        let Some(file) = dossier.file() else {
            return Ok(CaseViewerCan::default());
        };
        let now = cx.now();
        let stage = file.case.state.stage();
        let free = file
            .case
            .claimed(now)
            .is_none_or(|claim| Some(claim.by) == cx.actor.account());
        let decide = stage.waits() && free && cx.actor.may(Decide, file.clone()).is_ok();
        let undo = file.case.state.interim().is_some_and(|(id, until)| {
            let theirs = dossier
                .decisions
                .iter()
                .any(|decision| decision.id == id && Some(decision.by) == cx.actor.account());
            theirs && until > now
        }) && cx.actor.may(Undo, file).is_ok();
        Ok(CaseViewerCan { decide, undo })
    }
}

impl Case {
    async fn dossier(&self, ctx: &Context<'_>) -> Result<Option<Dossier>, Fault> {
        load(ctx, DossierOf(self.0.id)).await
    }
}

/// What a contribution says, whatever is shown of it.
#[derive(SimpleObject)]
pub struct CaseText {
    /// The title; null for comments.
    title: Option<String>,
    /// The text, Markdown. Passages are bytes of it.
    body: String,
    /// BCP 47 tag of its language.
    language: String,
    /// Its version.
    version: i32,
    /// What is shown of it.
    visibility: VisibilityState,
    /// Whether its author has taken it away.
    gone: bool,
}

/// Why a case stands where it stands, in points.
#[derive(SimpleObject)]
pub struct CasePriority {
    /// By the gravest rule that was named, 0 to 48.
    severity: u32,
    /// By distinct people who sent notices, each as often as they were right, at most 40.
    notifiers: u32,
    /// By how many take part there, at most 20.
    exposure: u32,
    /// 120 where somebody under 15 is concerned, else 0.
    minors: u32,
    /// By the signals that are switched on and hit the contribution, 6 each, at most 18.
    signals: u32,
}

/// What a moderator would do, who asked another one to decide.
#[derive(SimpleObject)]
pub struct SecondOpinion {
    /// What they would do.
    action: ModerationAction,
    /// What they say to the other.
    note: String,
}

/// What is said against a decision.
#[derive(SimpleObject)]
pub struct CaseComplaint {
    /// Who contests.
    side: ComplaintSide,
    /// Why.
    grounds: String,
    /// When it was filed.
    filed_at: DateTime,
    /// When it must be answered.
    due_at: DateTime,
}

/// What the viewer may do with a case.
#[derive(Debug, Clone, Copy, Default, SimpleObject)]
pub struct CaseViewerCan {
    /// Take it, decide it, or ask for a second opinion.
    decide: bool,
    /// Take their decision back.
    undo: bool,
}
