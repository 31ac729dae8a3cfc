//! The rules of moderation in the API: everybody reads them, admins write them.

use app::rules::{CreateRule, ReviseRule};
use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    Language,
    rules::{self, RuleCode, RuleVersion},
};

use crate::{
    Fault,
    context::{Here, load},
    loaders::{RuleVersionAt, RuleVersionsOf},
    problems::{Problem, outcome},
    relay::{self, List},
    scalars::{DateTime, id},
};

mod inputs;
mod words;

pub use inputs::{LegalReferenceInput, ModerationRuleInput, ModerationRuleTextInput};
pub use words::{DsaCategory, DsaKeyword, RuleDecision, RuleGround, RuleSeverity};

/// A rule of moderation: what may not be written here, why, and what happens then. Decisions cite rule and version.
pub struct ModerationRule(pub rules::Rule);

#[Object]
impl ModerationRule {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Its code, by which programs and the public log name it (`personal_data`): 2 to 40 lower-case letters and
    /// underscores, never changed, never given again.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }
    /// The number of its present version, from 1: give it back when you revise or retire it.
    async fn version(&self) -> i32 {
        self.0.version
    }
    /// What it says now.
    async fn present(&self) -> ModerationRuleVersion {
        ModerationRuleVersion(self.0.present())
    }
    /// From when on people are held to it.
    async fn active_from(&self) -> DateTime {
        DateTime(self.0.active_from)
    }
    /// Since when they are not any more; null while they are.
    async fn active_to(&self) -> Option<DateTime> {
        self.0.active_to.map(DateTime)
    }
    /// Whether people are held to it now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn in_force(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        Ok(self.0.is_in_force(ctx.cx()?.now()))
    }
    /// What it said at a version, by its number; null when there is none.
    async fn at_version(
        &self,
        ctx: &Context<'_>,
        number: i32,
    ) -> Result<Option<ModerationRuleVersion>, Fault> {
        let version = load(ctx, RuleVersionAt(self.0.id, number)).await?;
        Ok(version.map(ModerationRuleVersion))
    }
    /// Every version that it had, newest first. At most 100 at once, 20 unless said.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ModerationRuleVersion>, Fault> {
        let page = relay::page(ctx, (first, after), (last, before))?;
        let versions = load(ctx, RuleVersionsOf(self.0.id, page))
            .await?
            .unwrap_or_default();
        Ok(relay::list(versions, ModerationRuleVersion))
    }
}

/// What a rule of moderation says at a version. A version never changes.
pub struct ModerationRuleVersion(pub RuleVersion);

#[Object]
impl ModerationRuleVersion {
    /// Its number, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }
    /// The code of the rule.
    async fn code(&self) -> &str {
        self.0.code.as_str()
    }
    /// The rule as it is today.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRule>, Fault> {
        Ok(load(ctx, self.0.rule).await?.map(ModerationRule))
    }
    /// Since when it has said that.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
    /// How much harm it is about: what the queue is ordered by first.
    async fn severity(&self) -> RuleSeverity {
        self.0.terms.severity.into()
    }
    /// Whether the law forbids it, or the house.
    async fn ground(&self) -> RuleGround {
        self.0.terms.ground.into()
    }
    /// What is usually decided; whoever decides may decide otherwise.
    async fn default_decision(&self) -> RuleDecision {
        self.0.terms.default_decision.into()
    }
    /// Where the law says so; always there where the ground is `ILLEGAL`.
    async fn legal_reference(&self) -> Option<LegalReference> {
        self.0.terms.legal.as_ref().map(|legal| LegalReference {
            text: legal.text.to_string(),
            address: legal.address.as_str().to_owned(),
        })
    }
    /// Its category in the European database of decisions.
    async fn category(&self) -> DsaCategory {
        self.0.terms.category.into()
    }
    /// The words of that database for it, at most 8.
    async fn keywords(&self) -> Vec<DsaKeyword> {
        self.0.terms.keywords.iter().map(|one| (*one).into()).collect()
    }
    /// What people read, in `language` (a BCP 47 tag), in the language of the request unless said, in English where
    /// nobody wrote it in that language.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous")]
    async fn text(&self, ctx: &Context<'_>, language: Option<String>) -> Result<ModerationRuleText, Fault> {
        let cx = ctx.cx()?;
        let asked = language.as_deref().and_then(Language::parse);
        let (wording, language) = self
            .0
            .terms
            .wordings
            .for_reader(asked.as_ref().unwrap_or(&cx.language));
        Ok(ModerationRuleText::new(&language, wording))
    }
    /// What people read, in every language that somebody wrote it in: French and English first, at most 12.
    async fn texts(&self) -> Vec<ModerationRuleText> {
        let all = self.0.terms.wordings.iter();
        all.map(|(language, wording)| ModerationRuleText::new(&language, wording))
            .collect()
    }
}

/// What people read of a rule, in one language.
#[derive(Debug, SimpleObject)]
pub struct ModerationRuleText {
    /// BCP 47 tag.
    language: String,
    /// Its title, 3 to 100 characters.
    title: String,
    /// What it means in plain words, 15 to 1,000 characters.
    explanation: String,
    /// A text that it refuses.
    refused_example: String,
    /// A text that says the same and is accepted.
    accepted_example: String,
}

impl ModerationRuleText {
    fn new(language: &Language, wording: &rules::Wording) -> Self {
        Self {
            language: language.tag().to_owned(),
            title: wording.title.to_string(),
            explanation: wording.explanation.to_string(),
            refused_example: wording.refused.to_string(),
            accepted_example: wording.accepted.to_string(),
        }
    }
}

/// Where the law says so.
#[derive(Debug, SimpleObject)]
pub struct LegalReference {
    /// The law and the article, in the language of the law.
    text: String,
    /// Where it can be read.
    address: String,
}

/// Reading the rules of moderation.
#[derive(Default)]
pub struct RuleQueries;

#[Object]
impl RuleQueries {
    /// The rules of moderation that people are held to now, by code; with `inForce: false` those too that were retired
    /// or begin later. At most 100 at once, 20 unless said.
    async fn moderation_rules(
        &self,
        ctx: &Context<'_>,
        in_force: Option<bool>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<ModerationRule>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let list = app::rules::list(cx, in_force.unwrap_or(true), &page).await;
        Ok(relay::list(
            list.map_err(|error| Fault::of(cx, &error))?,
            ModerationRule,
        ))
    }

    /// The rule of this code, in force or not; null when there is none.
    async fn moderation_rule(
        &self,
        ctx: &Context<'_>,
        code: String,
    ) -> Result<Option<ModerationRule>, Fault> {
        let cx = ctx.cx()?;
        let Ok(code) = RuleCode::parse(&code) else {
            return Ok(None);
        };
        let rule = app::rules::by_code(cx, &code).await;
        Ok(rule.map_err(|error| Fault::of(cx, &error))?.map(ModerationRule))
    }
}

/// A rule of moderation, or why it was not changed.
#[derive(SimpleObject)]
pub struct ModerationRulePayload {
    /// The rule after the change; null when it was refused.
    rule: Option<ModerationRule>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<rules::Rule>) -> Result<ModerationRulePayload, Fault> {
    let (rule, problems) = outcome(cx, result)?;
    Ok(ModerationRulePayload {
        rule: rule.map(ModerationRule),
        problems,
    })
}

/// Writing the rules of moderation: admins alone.
#[derive(Default)]
pub struct RuleMutations;

#[Object]
impl RuleMutations {
    /// Makes a rule of moderation, which people are held to from `activeFrom` on, at once unless said. Its code is its
    /// own for good. Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn create_moderation_rule(
        &self,
        ctx: &Context<'_>,
        code: String,
        active_from: Option<DateTime>,
        input: ModerationRuleInput,
    ) -> Result<ModerationRulePayload, Fault> {
        let cx = ctx.cx()?;
        let from = active_from.map(|at| at.0);
        let parsed =
            app::rules::must_write(cx).and_then(|()| Ok(CreateRule::parse(&code, from, &input.into())?));
        let created = match parsed {
            Ok(command) => app::rules::create(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, created)
    }

    /// Writes a new version of a rule that was read at `version`: the whole of what it says. Decisions that were taken
    /// go on citing the old one. A rule that was retired is in force again. Codes: `FIELD_*`, `RULE_NOT_FOUND`,
    /// `RULE_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn revise_moderation_rule(
        &self,
        ctx: &Context<'_>,
        rule: ID,
        version: i32,
        input: ModerationRuleInput,
    ) -> Result<ModerationRulePayload, Fault> {
        let cx = ctx.cx()?;
        let rule = id(&rule)?;
        let parsed =
            app::rules::must_write(cx).and_then(|()| Ok(ReviseRule::parse(rule, version, &input.into())?));
        let revised = match parsed {
            Ok(command) => app::rules::revise(cx, command).await,
            Err(error) => Err(error),
        };
        payload(cx, revised)
    }

    /// Puts a rule back that was retired, and read at `version`: people are held to it again, as it stood. Codes:
    /// `RULE_NOT_FOUND`, `RULE_IN_FORCE`, `RULE_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn restore_moderation_rule(
        &self,
        ctx: &Context<'_>,
        rule: ID,
        version: i32,
    ) -> Result<ModerationRulePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::rules::restore(cx, id(&rule)?, version).await)
    }

    /// Ends a rule that was read at `version`: nobody is held to it any more, and everybody can still read it. Codes:
    /// `RULE_NOT_FOUND`, `RULE_RETIRED`, `RULE_CHANGED_MEANWHILE`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`.
    async fn retire_moderation_rule(
        &self,
        ctx: &Context<'_>,
        rule: ID,
        version: i32,
    ) -> Result<ModerationRulePayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::rules::retire(cx, id(&rule)?, version).await)
    }
}
