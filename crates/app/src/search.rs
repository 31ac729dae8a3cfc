//! Finding contributions by their words.

use std::collections::HashMap;

use domain::{
    Page, PageRequest,
    comments::{Comment, CommentId},
    plans::PlanId,
    proposals::{Proposal, ProposalId},
    search::{SearchError, SearchQuery},
};
use persistence::search::{Filter, LANGUAGES};

use crate::{Cx, Result};

/// How many texts are indexed in one transaction.
const BATCH: u64 = 200;

/// The kinds of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Proposals.
    Proposal,
    /// Comments.
    Comment,
}

impl Kind {
    /// The prefix of its ids.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Proposal => <Proposal as domain::id::Kind>::PREFIX,
            Self::Comment => <Comment as domain::id::Kind>::PREFIX,
        }
    }
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A proposal.
    Proposal(Proposal),
    /// A comment.
    Comment(Comment),
}

/// Reads what was typed in the search box, in every language that texts are stemmed in.
pub fn words(typed: &str) -> std::result::Result<SearchQuery, SearchError> {
    SearchQuery::parse(typed, &LANGUAGES)
}

/// What the actor finds by all of these words, the most fitting first.
pub async fn search(
    cx: &Cx,
    words: SearchQuery,
    plan: Option<PlanId>,
    kinds: &[Kind],
    page: &PageRequest,
) -> Result<Page<Found>> {
    let filter = Filter {
        words,
        plan,
        kinds: kinds.iter().map(|kind| kind.prefix()).collect(),
    };
    let scope = cx.scope();
    let hits = persistence::search::search(cx.db(), &scope, &filter, page).await?;
    let of_kind = |kind: Kind| {
        let hits = hits.items.iter().map(|(_, hit)| hit);
        hits.filter(move |hit| hit.kind == kind.prefix())
            .map(|hit| hit.subject)
    };
    let ids: Vec<_> = of_kind(Kind::Proposal).map(ProposalId::new).collect();
    let proposals = persistence::proposals::by_ids(cx.db(), &scope, &ids).await?;
    let ids: Vec<_> = of_kind(Kind::Comment).map(CommentId::new).collect();
    let comments = persistence::comments::by_ids(cx.db(), &scope, &ids).await?;
    let proposals = proposals
        .into_iter()
        .map(|found| (found.id.uuid(), Found::Proposal(found)));
    let comments = comments
        .into_iter()
        .map(|found| (found.id.uuid(), Found::Comment(found)));
    let mut found: HashMap<_, _> = proposals.chain(comments).collect();
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = hits;
    // What went between the two statements is left out.
    let items = items
        .into_iter()
        .filter_map(|(cursor, hit)| Some((cursor, found.remove(&hit.subject)?)))
        .collect();
    Ok(Page {
        items,
        has_next,
        has_previous,
        total,
    })
}

/// Published proposals of a plan that are like a text that is being written, the most similar first.
pub async fn similar_proposals(
    cx: &Cx,
    plan: PlanId,
    title: &str,
    body: &str,
    first: u32,
) -> Result<Vec<Proposal>> {
    let scope = cx.scope();
    let ids = persistence::search::similar(cx.db(), &scope, plan, (title, body), first).await?;
    let mut found = persistence::proposals::by_ids(cx.db(), &scope, &ids).await?;
    found.sort_by_key(|proposal| ids.iter().position(|id| *id == proposal.id));
    Ok(found)
}

/// Writes the words of every text anew, in small transactions, telling how many are done after each; how many there
/// are. Safe to run again, and while people write.
pub async fn reindex(cx: &Cx, mut tell: impl FnMut(u64)) -> Result<u64> {
    let (mut after, mut done) = (None, 0);
    loop {
        let batch = cx
            .write(|tx| async move { Ok(persistence::search::reindex_proposals(&tx, after, BATCH).await?) })
            .await?;
        let Some((last, count)) = batch else { break };
        after = Some(last);
        done += count;
        tell(done);
    }
    let mut after = None;
    loop {
        let batch = cx
            .write(|tx| async move { Ok(persistence::search::reindex_comments(&tx, after, BATCH).await?) })
            .await?;
        let Some((last, count)) = batch else { break };
        after = Some(last);
        done += count;
        tell(done);
    }
    cx.write(|tx| async move { Ok(persistence::search::sweep(&tx).await?) })
        .await?;
    Ok(done)
}
