//! Following in the API.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::{Code, follows::Followed, id::kind_of};

use crate::{
    Fault,
    context::Here,
    problems::{Problem, outcome},
    scalars::id,
};

/// Whether something is followed now, or why that did not change.
#[derive(SimpleObject)]
pub struct FollowPayload {
    /// The id that was given; null when it was refused.
    id: Option<ID>,
    /// Whether the viewer follows it now; null when it was refused.
    viewer_follows: Option<bool>,
    /// Why it was refused; empty when it was done.
    problems: Vec<Problem>,
}

/// The plan or proposal that an id names.
fn followed(ctx: &Context<'_>, given: &ID) -> Result<Followed, Fault> {
    match kind_of(given) {
        Some("plan") => Ok(Followed::Plan(id(given)?)),
        Some("proposal") => Ok(Followed::Proposal(id(given)?)),
        _ => Err(Fault::new(Code::RequestBadId, &ctx.cx()?.language)),
    }
}

/// Following: always asked for, never a consequence of voting.
#[derive(Default)]
pub struct FollowMutations;

#[Object]
impl FollowMutations {
    /// Follows a plan or a proposal, `id` its id; doing it twice changes nothing. Nobody else sees it.
    /// Codes: `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PROPOSAL_NOT_FOUND`.
    async fn follow(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] given: ID,
    ) -> Result<FollowPayload, Fault> {
        let cx = ctx.cx()?;
        let (done, problems) = outcome(cx, app::follows::follow(cx, followed(ctx, &given)?).await)?;
        Ok(FollowPayload {
            id: done.map(|()| given),
            viewer_follows: done.map(|()| true),
            problems,
        })
    }

    /// Follows a plan or a proposal no more; doing it twice changes nothing.
    /// Codes: `AUTH_REQUIRED`, `PLAN_NOT_FOUND`, `PROPOSAL_NOT_FOUND`.
    async fn unfollow(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] given: ID,
    ) -> Result<FollowPayload, Fault> {
        let cx = ctx.cx()?;
        let (done, problems) = outcome(cx, app::follows::unfollow(cx, followed(ctx, &given)?).await)?;
        Ok(FollowPayload {
            id: done.map(|()| given),
            viewer_follows: done.map(|()| false),
            problems,
        })
    }
}
