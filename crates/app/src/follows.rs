//! Following plans and proposals: asked for, never a consequence of voting, and seen by the follower alone.

use domain::{Code, follows::Followed, policy::follows::Follow};
use persistence::Tx;

use crate::{
    Cx, Result,
    error::{OrHidden, OrNotFound},
};

/// Follows a plan or a proposal; doing it twice changes nothing.
#[tracing::instrument(name = "follows.follow", skip_all)]
pub async fn follow(cx: &Cx, followed: Followed) -> Result<()> {
    cx.write(|tx| set_in(cx, tx, followed, true)).await
}

/// Follows it no more; doing it twice changes nothing.
#[tracing::instrument(name = "follows.unfollow", skip_all)]
pub async fn unfollow(cx: &Cx, followed: Followed) -> Result<()> {
    cx.write(|tx| set_in(cx, tx, followed, false)).await
}

async fn set_in(cx: &Cx, tx: Tx, followed: Followed, follows: bool) -> Result<()> {
    let scope = cx.scope();
    match followed {
        Followed::Plan(id) => {
            let plan = persistence::plans::by_id(&tx, &scope, id)
                .await?
                .or_not_found(Code::PlanNotFound)?;
            let _permitted = cx.actor.may(Follow, plan).or_hidden(Code::PlanNotFound)?;
        }
        Followed::Proposal(id) => {
            let proposal = persistence::proposals::by_id(&tx, &scope, id)
                .await?
                .or_not_found(Code::ProposalNotFound)?;
            let _permitted = cx.actor.may(Follow, proposal).or_hidden(Code::ProposalNotFound)?;
        }
    }
    let account = cx.actor.person()?.account;
    if follows {
        let now = cx.decided_at(&tx).await?;
        persistence::follows::insert(&tx, account, followed, now).await?;
    } else {
        persistence::follows::delete(&tx, account, followed).await?;
    }
    Ok(())
}

/// Which of these the actor follows: none for whoever is not a person.
pub async fn among(cx: &Cx, these: &[Followed]) -> Result<Vec<Followed>> {
    match cx.actor.person() {
        Ok(person) => Ok(persistence::follows::among(cx.db(), person.account, these).await?),
        Err(_not_a_person) => Ok(Vec::new()),
    }
}

/// Everything that the actor follows, what they followed last first.
pub async fn mine(cx: &Cx) -> Result<Vec<Followed>> {
    let account = cx.actor.person()?.account;
    let all = persistence::follows::all_of(cx.db(), account).await?;
    Ok(all.into_iter().rev().map(|(followed, _)| followed).collect())
}
