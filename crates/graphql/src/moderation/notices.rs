//! Notices: as their senders read them, and as moderators do.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{
    moderation::{self, priority::Record},
    text::{EmailAddress, Title},
};

use super::{
    decisions::item,
    words::{NoticeKind, NoticeOutcome, NoticeStage},
};
use crate::{Fault, accounts::Account, context::load, nodes::Node, rules::ModerationRule, scalars::DateTime};

/// A notice as its sender reads it.
pub struct SentNotice(pub moderation::Notice);

#[Object]
impl SentNotice {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it is about, if its sender still sees it.
    async fn item(&self, ctx: &Context<'_>) -> Result<Option<Node>, Fault> {
        item(ctx, self.0.item).await
    }
    /// What it says is wrong.
    async fn kind(&self) -> NoticeKind {
        self.0.kind.into()
    }
    /// The rule that it names.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRule>, Fault> {
        match self.0.rule {
            Some(id) => Ok(load(ctx, id).await?.map(ModerationRule)),
            None => Ok(None),
        }
    }
    /// What its sender said; empty a year after the answer.
    async fn explanation(&self) -> &str {
        self.0.explanation.as_str()
    }
    /// Where it stands. That its case is decided is told only when nobody can take the decision back any more.
    async fn stage(&self) -> NoticeStage {
        match self.0.stage {
            moderation::NoticeStage::Decided => NoticeStage::Attached,
            stage => stage.into(),
        }
    }
    /// How it was answered; null before its sender is told.
    async fn outcome(&self) -> Option<NoticeOutcome> {
        self.told().then_some(self.0.outcome).flatten().map(Into::into)
    }
    /// When it was received.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }
    /// When its sender was told; null before.
    async fn told_at(&self) -> Option<DateTime> {
        self.0.told_at.map(DateTime)
    }
    /// Until when its sender may contest the answer; null where it was followed, and before.
    async fn contestable_until(&self) -> Option<DateTime> {
        let acted = self.0.outcome == Some(moderation::notices::NoticeOutcome::Acted);
        let told = self.0.told_at.filter(|_| !acted && self.told())?;
        Some(DateTime(app::moderation::terms::contestable_until(told)))
    }
}

impl SentNotice {
    fn told(&self) -> bool {
        self.0.stage == moderation::NoticeStage::Told
    }
}

/// A notice as moderators read it: what it says, not who sent it.
pub struct CaseNotice(pub moderation::Notice);

#[Object]
impl CaseNotice {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// What it says is wrong.
    async fn kind(&self) -> NoticeKind {
        self.0.kind.into()
    }
    /// The rule that it names.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<ModerationRule>, Fault> {
        match self.0.rule {
            Some(id) => Ok(load(ctx, id).await?.map(ModerationRule)),
            None => Ok(None),
        }
    }
    /// What its sender says; empty a year after the answer.
    async fn explanation(&self) -> &str {
        self.0.explanation.as_str()
    }
    /// The title that its sender read; null for comments.
    async fn title(&self) -> Option<&str> {
        self.0.read.title.as_ref().map(Title::as_str)
    }
    /// The text that its sender read; empty a year after the answer.
    async fn text(&self) -> &str {
        self.0.read.body.as_str()
    }
    /// The version of that text.
    async fn text_version(&self) -> i32 {
        self.0.read.version
    }
    /// Whether its sender has an account.
    async fn from_account(&self) -> bool {
        self.0.by.account().is_some()
    }
    /// When it was received.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }
}

/// Who sent a notice, as far as they said it: null where they did not, and once it is forgotten.
pub struct NoticeSender(pub app::moderation::Sender);

#[Object]
impl NoticeSender {
    /// Their account, if they have one.
    async fn account(&self) -> Option<Account> {
        self.0.account.clone().map(Account)
    }
    /// The name that they gave without an account.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }
    /// Their address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_ref().map(EmailAddress::canonical)
    }
}

/// A look at who sent a notice, by whoever reviewed the contested case then.
pub struct NotifierLook(pub moderation::notices::Look);

#[Object]
impl NotifierLook {
    /// The notice.
    async fn notice(&self) -> ID {
        self.0.notice.to_string().into()
    }
    /// Why, in the words of who looked.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }
    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// How often a person who sent a notice was right before: nobody is named.
#[derive(Debug, Clone, Copy, SimpleObject)]
pub struct NotifierRecord {
    /// Notices of theirs that were followed, in whole or in part.
    followed: u32,
    /// Notices of theirs that were decided.
    decided: u32,
}

impl From<Record> for NotifierRecord {
    fn from(record: Record) -> Self {
        let Record { followed, decided } = record;
        Self { followed, decided }
    }
}
