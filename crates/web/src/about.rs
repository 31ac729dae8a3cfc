//! What somebody wrote, where a page names it: how it begins, and where it is read.

use std::collections::HashMap;

use app::{comments, markdown, plans, proposals};
use domain::{comments::CommentState, moderation::Item};

use crate::{
    error::{Failed, Or},
    page::Page,
    revisions::address,
    visit::Visit,
};

/// What somebody wrote: how it begins, and where it is.
#[derive(Clone)]
pub(crate) struct About {
    pub(crate) address: String,
    pub(crate) title: String,
    pub(crate) lang: String,
}

impl About {
    /// What was written, by its item, as far as the reader sees it: authors read their own words, whatever was decided, and
    /// moderators those of their plans.
    pub(crate) async fn of(
        visit: &Visit,
        page: &Page,
        items: &[Item],
    ) -> Result<HashMap<Item, Self>, Failed> {
        let cx = &visit.cx;
        let (mut of_proposals, mut of_comments) = (Vec::new(), Vec::new());
        for item in items {
            match item {
                Item::Proposal(id) => of_proposals.push(*id),
                Item::Comment(id) => of_comments.push(*id),
            }
        }
        let found = proposals::by_ids(cx, &of_proposals).await.or_page(visit)?;
        let mut ids: Vec<_> = found.iter().map(|one| one.plan).collect();
        ids.sort_unstable();
        ids.dedup();
        let plans = plans::by_ids(cx, &ids).await.or_page(visit)?;
        let written = found.iter().filter_map(|one| {
            let plan = plans.iter().find(|plan| plan.id == one.plan)?;
            let about = Self {
                address: address(one, plan),
                title: one.title.to_string(),
                lang: one.language.tag().to_owned(),
            };
            Some((Item::from(one.id), about))
        });
        let said = comments::by_ids(cx, &of_comments).await.or_page(visit)?;
        let said = said.iter().map(|one| {
            let about = Self {
                address: format!("/comments/{}", one.id),
                title: match one.text {
                    CommentState::Deleted { .. } => page.t("comment-untitled"),
                    _ => markdown::excerpt(one.body.as_str(), 220),
                },
                lang: one.language.tag().to_owned(),
            };
            (Item::from(one.id), about)
        });
        Ok(written.chain(said).collect())
    }
}
