//! Reading one's drafts. Nobody reads those of somebody else: no role opens them.

use domain::{
    Page, PageRequest,
    drafts::{Draft, DraftId},
};

use super::{holders, token};
use crate::{Cx, Result};

/// The draft, if the actor or the token they hold has it.
pub async fn by_id(cx: &Cx, id: DraftId, given: Option<&str>) -> Result<Option<Draft>> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    Ok(persistence::drafts::by_id(cx.db(), &holders, id, cx.now()).await?)
}

/// The drafts of the actor and of the token they hold, last saved first.
pub async fn list(cx: &Cx, given: Option<&str>, page: &PageRequest) -> Result<Page<Draft>> {
    let token = token(given)?;
    let holders = holders(cx, token.as_ref())?;
    Ok(persistence::drafts::list(cx.db(), &holders, cx.now(), page).await?)
}
