//! Decisions: as those concerned read them, as moderators do, and as everybody does.

use app::moderation::terms::contestable_until;
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    attachments::AttachmentId,
    moderation::{self, Item},
};

use super::words::{DecisionSource, ModerationAction, ReviewOutcome};
use crate::{
    Fault, context::load, loaders::RuleVersionAt, nodes::Node, rules::ModerationRuleVersion,
    scalars::DateTime,
};

/// Bytes of a text, from the first to the one before `to`, both between characters (UTF-8).
#[derive(Debug, Clone, Copy, SimpleObject, async_graphql::InputObject)]
#[graphql(input_name = "PassageInput")]
pub struct Passage {
    /// The first byte.
    pub from: u32,
    /// The byte after the last.
    pub to: u32,
}

/// The passages that an action masks.
fn passages(action: &moderation::Action) -> Vec<Passage> {
    match action {
        moderation::Action::Mask { passages, .. } => {
            passages.iter().map(|&(from, to)| Passage { from, to }).collect()
        }
        moderation::Action::Keep
        | moderation::Action::Publish
        | moderation::Action::Return
        | moderation::Action::Lock
        | moderation::Action::Hide
        | moderation::Action::Remove
        | moderation::Action::RemoveWave { .. } => Vec::new(),
    }
}

fn hidden(attachments: &[AttachmentId]) -> Vec<ID> {
    attachments.iter().map(|id| id.to_string().into()).collect()
}

/// How many contributions an action is about.
const fn covers(action: &moderation::Action) -> u32 {
    match action {
        moderation::Action::RemoveWave { count } => *count,
        moderation::Action::Keep
        | moderation::Action::Publish
        | moderation::Action::Return
        | moderation::Action::Mask { .. }
        | moderation::Action::Lock
        | moderation::Action::Hide
        | moderation::Action::Remove => 1,
    }
}

/// What a decision is about, if the reader sees it.
pub(super) async fn item(ctx: &Context<'_>, item: Item) -> Result<Option<Node>, Fault> {
    Ok(match item {
        Item::Proposal(id) => load(ctx, id)
            .await?
            .map(|found| Node::Proposal(crate::proposals::Proposal(found))),
        Item::Comment(id) => load(ctx, id)
            .await?
            .map(|found| Node::Comment(crate::comments::Comment(found))),
    })
}

/// The rule as it was when it was applied.
async fn rule(
    ctx: &Context<'_>,
    decision: &moderation::Decision,
) -> Result<Option<ModerationRuleVersion>, Fault> {
    match decision.rule {
        Some(applied) => Ok(load(ctx, RuleVersionAt(applied.rule, applied.version))
            .await?
            .map(ModerationRuleVersion)),
        None => Ok(None),
    }
}

/// The statement of reasons about one's contribution (Regulation (EU) 2022/2065, art. 17): what was done, why, by which
/// rule, and how to contest it. Nobody's name stands in it but that of the responsible authority.
pub struct Statement(pub moderation::Decision);

#[Object]
impl Statement {
    /// The id of the decision: what `contestDecision` takes.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What names it in the public log: 12 characters.
    async fn reference(&self) -> String {
        self.0.reference.to_string()
    }
    /// The contribution.
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Node>, Fault> {
        item(ctx, self.0.item).await
    }
    /// What was done.
    async fn action(&self) -> ModerationAction {
        (&self.0.action).into()
    }
    /// The passages that were masked, as bytes of the text.
    async fn passages(&self) -> Vec<Passage> {
        passages(&self.0.action)
    }
    /// The attachments that were hidden by themselves.
    async fn attachments(&self) -> Vec<ID> {
        hidden(self.0.action.attachments())
    }
    /// How many contributions it is about: those of a wave of spam, otherwise 1.
    async fn covers(&self) -> u32 {
        covers(&self.0.action)
    }
    /// The rule as it was then; null where nothing was restricted.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRuleVersion>, Fault> {
        rule(ctx, &self.0).await
    }
    /// What happened, in the words of whoever decided.
    async fn facts(&self) -> &str {
        self.0.facts.as_str()
    }
    /// What led to it; never who.
    async fn source(&self) -> DecisionSource {
        self.0.source.into()
    }
    /// Whether a program had pointed the contribution out. Decisions are always taken by people.
    async fn automated_detection(&self) -> bool {
        self.0.automated_detection
    }
    /// The responsible authority, by name and quality.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn authority(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        use crate::context::Here;
        Ok(ctx.cx()?.house().authority.clone())
    }
    /// When it was decided.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// Until when it can be contested here; null where a review has decided finally. The administrative court and the
    /// Défenseur des droits are open in any case.
    async fn contestable_until(&self) -> Option<DateTime> {
        match (self.0.review, self.0.final_at) {
            (None, Some(told)) if self.0.action.restricts() => Some(DateTime(contestable_until(told))),
            _ => None,
        }
    }
    /// What it says of the decision that was contested; null for a first decision.
    async fn review(&self) -> Option<ReviewOutcome> {
        self.0.review.map(|review| review.outcome.into())
    }
}

/// A decision as moderators read it.
pub struct ReviewerDecision(pub moderation::Decision);

#[Object(name = "CaseDecision")]
impl ReviewerDecision {
    /// Its id: what `undoDecision` takes.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What names it in the public log: 12 characters.
    async fn reference(&self) -> String {
        self.0.reference.to_string()
    }
    /// What was done.
    async fn action(&self) -> ModerationAction {
        (&self.0.action).into()
    }
    /// The passages that were masked, as bytes of the text.
    async fn passages(&self) -> Vec<Passage> {
        passages(&self.0.action)
    }
    /// The attachments that were hidden by themselves.
    async fn attachments(&self) -> Vec<ID> {
        hidden(self.0.action.attachments())
    }
    /// How many contributions it is about: those of a wave of spam, otherwise 1.
    async fn covers(&self) -> u32 {
        covers(&self.0.action)
    }
    /// The rule as it was then; null where nothing was restricted.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRuleVersion>, Fault> {
        rule(ctx, &self.0).await
    }
    /// What the author is told.
    async fn facts(&self) -> &str {
        self.0.facts.as_str()
    }
    /// Whether the viewer took it.
    #[expect(clippy::unused_async, reason = "the form that resolvers have")]
    async fn by_viewer(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        use crate::context::Here;
        Ok(ctx.cx()?.actor.account() == Some(self.0.by))
    }
    /// Whether a second opinion was asked for before, and whether both agreed; null where one alone decided.
    async fn agreed(&self) -> Option<bool> {
        self.0.agreed
    }
    /// When it was decided.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// When it became final and those concerned were told; null before.
    async fn final_at(&self) -> Option<DateTime> {
        self.0.final_at.map(DateTime)
    }
    /// When it was taken back; null where it was not.
    async fn undone_at(&self) -> Option<DateTime> {
        self.0.undone_at.map(DateTime)
    }
    /// What it says of the decision that was contested; null for a first decision.
    async fn review(&self) -> Option<ReviewOutcome> {
        self.0.review.map(|review| review.outcome.into())
    }
}

/// What everybody reads about a contribution that was restricted: the rule, the day and the place in the public log.
/// Null for the ten seconds in which the decision can be taken back.
pub struct ModerationMark(pub moderation::Decision);

#[Object]
impl ModerationMark {
    /// What was done.
    async fn action(&self) -> ModerationAction {
        (&self.0.action).into()
    }
    /// The rule as it was then.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRuleVersion>, Fault> {
        rule(ctx, &self.0).await
    }
    /// The day, in Paris: `2026-11-23`.
    async fn day(&self) -> String {
        let at = self.0.final_at.unwrap_or(self.0.at);
        domain::moderation_log::Day::of(at).to_string()
    }
    /// What names it in the public log: 12 characters.
    async fn reference(&self) -> String {
        self.0.reference.to_string()
    }
}
