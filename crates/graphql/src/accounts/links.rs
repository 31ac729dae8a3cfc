//! Links with a neighbourhood in the API.

use app::accounts::{ConfirmLink, ProofInput as Typed, Whom};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::accounts;

use crate::{
    Fault,
    context::{Here, load},
    plans::Plan,
    problems::{Problem, outcome},
    scalars::{DateTime, id, optional_id},
};

/// A person's link with the neighbourhood of a plan: declared by them, confirmed by somebody who saw a proof. Seen by
/// the person alone, and by who confirms it at that moment.
pub struct Link(pub accounts::Link);

#[Object]
impl Link {
    /// The plan; null when the viewer does not see it.
    async fn plan(&self, ctx: &Context<'_>) -> Result<Option<Plan>, Fault> {
        Ok(load(ctx, self.0.plan).await?.map(Plan))
    }
    /// What links the person.
    async fn kind(&self) -> LinkKind {
        self.0.kind.into()
    }
    /// When they said so.
    async fn declared_at(&self) -> DateTime {
        DateTime(self.0.declared_at)
    }
    /// Until when it is confirmed, in the past once that is over; null when it never was.
    async fn confirmed_until(&self) -> Option<DateTime> {
        self.0.confirmed_until.map(DateTime)
    }
    /// Whether it is confirmed at this moment.
    #[expect(clippy::unused_async, reason = "a resolver is asynchronous")]
    async fn confirmed(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let now = ctx.cx()?.now();
        Ok(self.0.confirmed_until.is_some_and(|until| now < until))
    }
}

/// What links a person with a neighbourhood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::LinkKind")]
pub enum LinkKind {
    /// Lives there, hosted or without a home of their own included.
    Lives,
    /// Works there.
    Works,
    /// Studies there.
    Studies,
    /// Was rehoused from there: stays eligible.
    Rehoused,
    /// Keeps a shop there.
    Shop,
}

/// What a proof was. Nationality and electoral roll are never asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "accounts::ProofMethod")]
pub enum ProofMethod {
    /// A lease, a rent receipt or the landlord's own list: shows `LIVES`, `REHOUSED`, `SHOP`.
    Tenancy,
    /// A bill of energy, water or telephone: shows `LIVES`, `REHOUSED`, `SHOP`.
    Bill,
    /// The word of whom the person stays with («hébergement»), for a year at most: shows `LIVES`, `REHOUSED`.
    Hosting,
    /// A domiciliation by the CCAS or an association, for a year at most: shows `LIVES`, `REHOUSED`.
    Domiciliation,
    /// A school or study certificate, for a year at most: shows `STUDIES`.
    School,
    /// A certificate of an employer: shows `WORKS`.
    Employment,
    /// The registration of a shop: shows `SHOP`, `WORKS`.
    Shop,
    /// The landlord's or town's letter of rehousing: shows `REHOUSED`.
    Rehousing,
    /// A letter that the town sent to the address, brought to the desk: shows `LIVES`, `SHOP`.
    Letter,
}

/// A proof as it is typed at the desk: looked at, never copied.
#[derive(Debug, InputObject)]
pub struct ProofInput {
    /// What it is.
    method: ProofMethod,
    /// Who issued it (the landlord, the CCAS, the school), 2 to 100 characters.
    issuer: String,
    /// The number on it, or the name where it has none, 3 to 100 letters or digits. Kept as a keyed fingerprint alone,
    /// which tells the same paper again and nothing else.
    subject: String,
    /// Until when it holds; as long as its kind may, two years at most, if left out.
    expires_at: Option<DateTime>,
}

/// A link, or why it was not changed.
#[derive(SimpleObject)]
pub struct LinkPayload {
    /// The link after the change; null when it was refused.
    link: Option<Link>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

fn payload(cx: &app::Cx, result: app::Result<accounts::Link>) -> Result<LinkPayload, Fault> {
    let (link, problems) = outcome(cx, result)?;
    Ok(LinkPayload {
        link: link.map(Link),
        problems,
    })
}

/// The plan whose link was taken back, or why it was not.
#[derive(SimpleObject)]
pub struct WithdrawLinkPayload {
    /// The id of the plan with which no link is left; null when it was refused.
    plan: Option<ID>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// Declaring and confirming links.
#[derive(Default)]
pub struct LinkMutations;

#[Object]
impl LinkMutations {
    /// Declares the viewer's link with the neighbourhood of a plan. The same kind again changes nothing; another takes
    /// its place and has to be confirmed anew. Codes: `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PERMISSION_LIMITED`.
    async fn declare_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] plan: ID,
        #[graphql(desc = "What links the viewer.")] kind: LinkKind,
    ) -> Result<LinkPayload, Fault> {
        let cx = ctx.cx()?;
        payload(cx, app::accounts::declare_link(cx, id(&plan)?, kind.into()).await)
    }

    /// Takes the viewer's link with a plan back; without one, nothing changes. Votes that it allowed stay; the proof
    /// that confirmed it still serves no other account. Codes: `AUTH_REQUIRED`.
    async fn withdraw_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The plan.")] plan: ID,
    ) -> Result<WithdrawLinkPayload, Fault> {
        let cx = ctx.cx()?;
        let (done, problems) = outcome(cx, app::accounts::withdraw_link(cx, id(&plan)?).await)?;
        Ok(WithdrawLinkPayload {
            plan: done.map(|plan| plan.to_string().into()),
            problems,
        })
    }

    /// Confirms, at the desk, a link that the person declared, until the proof expires: facilitators and staff of the
    /// plan, never for themselves. One proof serves one account; whose it serves is not said. The same proof may be
    /// seen again for the same account. Codes: `FIELD_*`, `AUTH_REQUIRED`, `PERMISSION_ROLE_REQUIRED`,
    /// `PERMISSION_OWN_CONTRIBUTION`, `PLAN_NOT_FOUND`, `ACCOUNT_LINK_NOT_DECLARED` (also where there is no such
    /// account), `ACCOUNT_PROOF_UNFIT`, `ACCOUNT_PROOF_USED`.
    async fn confirm_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, by their id; or `email`, not both.")] account: Option<ID>,
        #[graphql(desc = "Whose, by the address that they say.")] email: Option<String>,
        #[graphql(desc = "The plan.")] plan: ID,
        #[graphql(desc = "What was seen.")] proof: ProofInput,
    ) -> Result<LinkPayload, Fault> {
        let cx = ctx.cx()?;
        let (account, plan) = (optional_id(account.as_ref())?, id(&plan)?);
        let proof = Typed {
            method: proof.method.into(),
            issuer: proof.issuer,
            subject: proof.subject,
            expires_at: proof.expires_at.map(|at| at.0),
        };
        let command = Whom::parse(account, email.as_deref())
            .and_then(|whom| ConfirmLink::parse(cx, whom, plan, &proof));
        let confirmed = match command {
            Ok(command) => app::accounts::confirm_link(cx, command).await,
            Err(fields) => Err(fields.into()),
        };
        payload(cx, confirmed)
    }
}
