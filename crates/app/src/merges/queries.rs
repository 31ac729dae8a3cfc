//! Reading merges: those that concern one's own proposals.

use domain::{
    Page, PageRequest,
    merges::{Merge, MergeId},
};

use crate::{Cx, Result};

/// The merge, if it concerns a proposal of the actor's.
pub async fn by_id(cx: &Cx, id: MergeId) -> Result<Option<Merge>> {
    match cx.actor.person() {
        Ok(person) => Ok(persistence::merges::by_id(cx.db(), person.account, id).await?),
        Err(_not_a_person) => Ok(None),
    }
}

/// The merges that concern proposals of the actor's, newest first.
pub async fn list(cx: &Cx, page: &PageRequest) -> Result<Page<Merge>> {
    match cx.actor.person() {
        Ok(person) => Ok(persistence::merges::list(cx.db(), person.account, page).await?),
        Err(_not_a_person) => Ok(Page::default()),
    }
}
