//! One's own account: what nobody else sees.

use async_graphql::{Context, Object};
use domain::accounts::{self, Standing};

use super::{Account, AgeBand, Session, grants::RoleGrant, links::Link, lookups::IdentityLookup};
use crate::{
    Fault,
    context::Here,
    notifications::{self, MailTrouble, NotificationSettings, Notifications},
    relay,
    scalars::DateTime,
};

/// The viewer's own account. Nobody else reads any of this, staff and admins included.
pub struct Me(pub accounts::Account);

#[Object]
impl Me {
    /// The account as others see it.
    async fn account(&self) -> Account {
        Account(self.0.clone())
    }
    /// The confirmed address; null where the account has none.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let cx = own(ctx, &self.0)?;
        let email = app::accounts::email(&cx, &self.0).await;
        let email = email.map_err(|error| Fault::of(&cx, &error))?;
        Ok(email.map(|email| email.canonical().to_owned()))
    }
    /// Whether a password was set. Without one, codes sign in.
    async fn has_password(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let cx = own(ctx, &self.0)?;
        let has = app::accounts::has_password(&cx, &self.0).await;
        has.map_err(|error| Fault::of(&cx, &error))
    }
    /// The answer to the one question about age.
    async fn age_band(&self) -> AgeBand {
        self.0.age.into()
    }
    /// BCP 47 tag of the language that mails are written in.
    async fn language(&self) -> &str {
        self.0.language.tag()
    }
    /// Until when a sanction keeps the viewer from writing; null where there is none.
    async fn limited_until(&self) -> Option<DateTime> {
        match self.0.standing {
            Standing::Limited { until } => Some(DateTime(until)),
            Standing::Active | Standing::Erased { .. } => None,
        }
    }
    /// When the account was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
    /// The sessions that hold, most recently used first, at most 100.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>, Fault> {
        let cx = own(ctx, &self.0)?;
        let sessions = app::accounts::sessions(&cx).await;
        let sessions = sessions.map_err(|error| Fault::of(&cx, &error))?;
        Ok(sessions.into_iter().map(Session).collect())
    }
    /// The links with neighbourhoods, oldest first: one a plan.
    async fn links(&self, ctx: &Context<'_>) -> Result<Vec<Link>, Fault> {
        let cx = own(ctx, &self.0)?;
        let links = app::accounts::my_links(&cx).await;
        let links = links.map_err(|error| Fault::of(&cx, &error))?;
        Ok(links.into_iter().map(Link).collect())
    }
    /// Every time somebody of the town looked up who the viewer is, newest first, at most 100.
    async fn identity_lookups(&self, ctx: &Context<'_>) -> Result<Vec<IdentityLookup>, Fault> {
        let cx = own(ctx, &self.0)?;
        let lookups = app::accounts::my_lookups(&cx).await;
        let lookups = lookups.map_err(|error| Fault::of(&cx, &error))?;
        Ok(lookups.into_iter().map(IdentityLookup).collect())
    }
    /// What the viewer was told of, newest first, kept for a year; `unreadOnly` leaves out what they have read. At most
    /// 100 at once, 20 unless said.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(default)] unread_only: bool,
    ) -> Result<Notifications, Fault> {
        let cx = own(ctx, &self.0)?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        notifications::list(&cx, page, unread_only).await
    }
    /// How soon the viewer is written to.
    async fn notification_settings(&self, ctx: &Context<'_>) -> Result<NotificationSettings, Fault> {
        let cx = own(ctx, &self.0)?;
        let paces = app::notifications::settings(&cx).await;
        let paces = paces.map_err(|error| Fault::of(&cx, &error))?;
        Ok(NotificationSettings(paces))
    }
    /// What is wrong with the viewer's address, where it refused our mail for good; null where it takes mail.
    async fn mail_trouble(&self, ctx: &Context<'_>) -> Result<Option<MailTrouble>, Fault> {
        let cx = own(ctx, &self.0)?;
        let trouble = app::notifications::mail_trouble(&cx).await;
        let trouble = trouble.map_err(|error| Fault::of(&cx, &error))?;
        Ok(trouble.map(MailTrouble))
    }
    /// The roles that are in force, oldest first.
    async fn grants(&self, ctx: &Context<'_>) -> Result<Vec<RoleGrant>, Fault> {
        let cx = own(ctx, &self.0)?;
        let granted = app::accounts::my_grants(&cx).await;
        let granted = granted.map_err(|error| Fault::of(&cx, &error))?;
        Ok(granted.into_iter().map(RoleGrant).collect())
    }
}

/// Whoever has just signed in reads their account in the same answer, before the request itself has an actor.
fn own(ctx: &Context<'_>, account: &accounts::Account) -> Result<app::Cx, Fault> {
    let cx = ctx.cx()?;
    if cx.actor.account() == Some(account.id) {
        return Ok(cx.clone());
    }
    let person = domain::actor::Person {
        account: account.id,
        age: account.age,
        standing: account.standing,
        grants: Vec::new(),
        links: [].into(),
        answering: Vec::new(),
    };
    Ok(cx.acting(domain::Actor::Person(person), None))
}

/// Reading one's own account.
#[derive(Default)]
pub struct MeQueries;

#[Object]
impl MeQueries {
    /// The viewer's own account; null for visitors and programs.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Me>, Fault> {
        let cx = ctx.cx()?;
        let me = app::accounts::me(cx).await;
        Ok(me.map_err(|error| Fault::of(cx, &error))?.map(Me))
    }
}
