//! The public log of moderation in the API: what anybody may read, with its sentence in their language.

use app::moderation_log::{self as log, Filter};
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::{
    Code,
    moderation_log::{self as domain_log, Dated, Line, Reversed, hex},
};

use crate::{
    Fault,
    context::{Here, load},
    plans::Plan,
    relay::{self, List},
    scalars::optional_id,
};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogItem", remote = "domain_log::LogItem")]
pub enum LogItem {
    /// A proposal.
    Proposal,
    /// A comment.
    Comment,
    /// Accounts, of which the log says monthly numbers alone.
    Account,
    /// A plan and its rules of taking part.
    Plan,
    /// The keys that sign this log.
    LogKey,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogAction", remote = "domain_log::LogAction")]
pub enum LogAction {
    /// It was published after a moderator had read it, or after nobody had within 72 hours.
    Published,
    /// It was given back to its author before publication.
    Returned,
    /// Passages were masked.
    Masked,
    /// Photos or documents on it were hidden; its text stays.
    FilesHidden,
    /// Passages were masked, and photos or documents on it hidden.
    MaskedWithFiles,
    /// It was closed to answers.
    Locked,
    /// It was hidden.
    Hidden,
    /// It was removed.
    Removed,
    /// What an earlier decision did was taken back.
    Restored,
    /// A wave of spam was removed: the whole output of one account, in one line.
    WaveRemoved,
    /// Something was passed on to the authorities; monthly numbers alone.
    Transmitted,
    /// Accounts were warned; monthly numbers alone.
    Warned,
    /// Accounts were limited; monthly numbers alone.
    Limited,
    /// Accounts were suspended; monthly numbers alone.
    Suspended,
    /// The mode of moderation of a plan changed.
    ModeChanged,
    /// The dates of a published plan changed, or its vote was suspended or resumed.
    PhasesChanged,
    /// Another key signs the log from the next line on.
    KeyChanged,
}

/// Who decided: a role, never a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogRole", remote = "domain_log::LogRole")]
pub enum LogRole {
    /// A moderator.
    Moderator,
    /// A second person, on a complaint or for a second opinion.
    SecondReviewer,
    /// Staff of the town.
    Staff,
    /// An admin.
    Admin,
    /// Nobody: the time that people had for it was over, or it was counted.
    Automation,
}

/// What forbids it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogGround", remote = "domain_log::LogGround")]
pub enum LogGround {
    /// The law.
    Illegal,
    /// The rules of the house.
    HouseRule,
}

/// What part programs had in a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogAutomation", remote = "domain_log::LogAutomation")]
pub enum LogAutomation {
    /// None.
    None,
    /// A program pointed it out; a person decided.
    Detection,
    /// A program decided.
    Decision,
}

/// When contributions of a plan are read by a moderator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ModerationLogMode", remote = "domain_log::LogMode")]
pub enum LogMode {
    /// After publication.
    Afterwards,
    /// Before publication, until a day.
    Before,
    /// Before publication for the first contributions of each person.
    BeforeFirst,
}

/// A line of the log.
pub struct Entry {
    line: Line,
    dated: Dated,
}

/// An earlier entry that another one reverses: one of the two is there.
#[derive(Debug, SimpleObject)]
#[graphql(name = "ModerationLogReversal")]
pub struct Reversal {
    /// Its number.
    number: Option<u64>,
    /// Its reference, where the number was not at hand.
    reference: Option<String>,
}

#[Object(name = "ModerationLogEntry")]
impl Entry {
    /// Its number, from 1 without gaps.
    async fn number(&self) -> u64 {
        self.line.n
    }
    /// The day in Paris, `2026-11-23`; the log knows no hours.
    async fn day(&self) -> String {
        self.dated.day.to_string()
    }
    /// What it is about.
    async fn item(&self) -> LogItem {
        self.dated.entry.item.into()
    }
    /// The opaque name that the tombstone of the item shows: twelve digits; null for keys and counts.
    async fn reference(&self) -> Option<String> {
        self.dated.entry.reference.map(|reference| reference.to_string())
    }
    /// What was done.
    async fn action(&self) -> LogAction {
        self.dated.entry.action.into()
    }
    /// The code of the rule that it was done under.
    async fn rule(&self) -> Option<&str> {
        self.dated.entry.rule.as_ref().map(domain_log::RuleToken::as_str)
    }
    /// The version of the rule, from 1.
    async fn rule_version(&self) -> Option<u32> {
        self.dated.entry.rule_version
    }
    /// Who decided.
    async fn role(&self) -> LogRole {
        self.dated.entry.role.into()
    }
    /// What forbids it.
    async fn ground(&self) -> Option<LogGround> {
        self.dated.entry.ground.map(Into::into)
    }
    /// What part programs had in it.
    async fn automation(&self) -> LogAutomation {
        self.dated.entry.automation.into()
    }
    /// The entry that it reverses; null when it reverses none.
    async fn reverses(&self) -> Option<Reversal> {
        let (number, reference) = match self.dated.entry.reverses.as_ref()? {
            Reversed::Number(number) => (Some(*number), None),
            Reversed::Reference(reference) => (None, Some(reference.to_string())),
        };
        Some(Reversal { number, reference })
    }
    /// How many, where one line stands for several: a wave of spam, or a month.
    async fn count(&self) -> Option<u64> {
        self.dated.entry.count
    }
    /// The month that was counted, `2026-11`.
    async fn month(&self) -> Option<String> {
        self.dated.entry.month.map(|month| month.to_string())
    }
    /// The mode of moderation of a plan from now on.
    async fn mode(&self) -> Option<LogMode> {
        self.dated.entry.mode.map(Into::into)
    }
    /// Its last day, where it has one.
    async fn until(&self) -> Option<String> {
        self.dated.entry.until.map(|day| day.to_string())
    }
    /// The plan that it belongs to; null where there is none, or when it cannot be read. The chain knows plans by their
    /// reference alone.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        match self.line.plan {
            Some(plan) => Ok(load(ctx, plan).await?.map(Plan)),
            None => Ok(None),
        }
    }
    /// What it says, in one sentence in the reader's language, with the present title of the rule.
    async fn sentence(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        let language = &ctx.cx()?.language;
        let rule = match &self.dated.entry.rule {
            Some(code) => load(ctx, code.clone()).await?,
            None => None,
        };
        let title = rule
            .as_ref()
            .map(|rule| rule.terms.wordings.for_reader(language).0.title.as_str());
        Ok(messages::log_sentence(&self.dated.entry, title, language))
    }
    /// The bytes that were hashed: JSON in its one canonical form.
    async fn entry(&self) -> &str {
        &self.line.entry
    }
    /// The hash of the line before, 64 hexadecimal digits; zeros before the first.
    async fn prev(&self) -> String {
        hex(&self.line.prev)
    }
    /// The hash of this line: SHA-256 of its number (8 bytes, the highest first), `prev` (32 bytes) and `entry`.
    async fn hash(&self) -> String {
        hex(&self.line.hash)
    }
}

/// The word of the key in force for everything up to the last line: remember `number` and `hash`, and a checker tells
/// you when an older log is shown to you as today's.
#[derive(Debug, SimpleObject)]
#[graphql(name = "ModerationLogHead")]
pub struct Head {
    /// The number of the last line.
    number: u64,
    /// Its hash, 64 hexadecimal digits.
    hash: String,
    /// The day of signing in Paris, `2026-11-23`.
    day: String,
    /// The fingerprint of the key: SHA-256 of its public half, 64 hexadecimal digits.
    key: String,
    /// The public half, 64 hexadecimal digits.
    public_key: String,
    /// The Ed25519 signature over `fabrique-log-head:v1:{number}:{hash}:{day}:{key}`, 128 hexadecimal digits.
    signature: String,
}

/// Reading the log.
#[derive(Default)]
pub struct ModerationLogQueries;

#[Object]
impl ModerationLogQueries {
    /// The public log of moderation, newest first: every decision in words of closed lists, without texts, names or
    /// hours. The whole of it, and a program that checks it: `/moderation-log.jsonl`, `/moderation-log/check.mjs`.
    /// At most 100 at once, 20 unless said.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a connection and its filters"
    )]
    async fn moderation_log(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(desc = "About this kind of item.")] kind: Option<LogItem>,
        #[graphql(desc = "Of this action.")] action: Option<LogAction>,
        #[graphql(desc = "Of this plan.")] plan: Option<ID>,
        #[graphql(desc = "Under this reference, twelve digits as the tombstone of an item shows it.")]
        reference: Option<String>,
    ) -> Result<List<Entry>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let reference = reference.map(|text| text.parse()).transpose();
        let filter = Filter {
            item: kind.map(Into::into),
            action: action.map(Into::into),
            plan: optional_id(plan.as_ref())?,
            reference: reference.map_err(|_other| Fault::new(Code::RequestBadId, &cx.language))?,
        };
        let page = log::list(cx, &filter, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        let entries = page.map(|line| line.dated().map(|dated| Entry { line, dated }));
        Ok(relay::list(whole(entries), |entry| entry))
    }

    /// The signed head of the log. Ask for it now and then, and keep it.
    async fn moderation_log_head(&self, ctx: &Context<'_>) -> Result<Head, Fault> {
        let cx = ctx.cx()?;
        let domain_log::Head {
            n,
            hash,
            at,
            key,
            public,
            signature,
        } = log::head(cx).await.map_err(|error| Fault::of(cx, &error))?;
        Ok(Head {
            number: n,
            hash: hex(&hash),
            day: at.to_string(),
            key,
            public_key: public.to_string(),
            signature: signature.to_string(),
        })
    }
}

/// Without the lines that a later version wrote in words that this one does not know: they are in the file.
fn whole(page: domain::Page<Option<Entry>>) -> domain::Page<Entry> {
    let domain::Page {
        items,
        has_next,
        has_previous,
        total,
    } = page;
    let items = items.into_iter();
    domain::Page {
        items: items
            .filter_map(|(cursor, entry)| Some((cursor, entry?)))
            .collect(),
        has_next,
        has_previous,
        total,
    }
}
