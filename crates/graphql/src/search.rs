//! Finding in the API.

use app::search::{self, Found};
use async_graphql::{Context, Enum, ID, Object, Union};
use domain::{
    Code,
    search::{SearchError, SearchQuery},
};

use crate::{
    Fault,
    chosen::Chosen,
    comments::Comment,
    context::Here,
    proposals::Proposal,
    relay::{self, List},
    scalars::{id, optional_id},
};

/// What may be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "search::Kind")]
pub enum SearchKind {
    /// Proposals, by title and text.
    Proposal,
    /// Comments, by text.
    Comment,
}

/// Something that was found.
#[derive(Union)]
pub enum SearchResult {
    /// A proposal.
    Proposal(Proposal),
    /// A comment.
    Comment(Comment),
}

impl SearchResult {
    fn new(found: Found) -> Chosen<Self> {
        Chosen(match found {
            Found::Proposal(proposal) => Self::Proposal(Proposal(proposal)),
            Found::Comment(comment) => Self::Comment(Comment(comment)),
        })
    }
}

/// The words of a question: nothing where it has none, a fault where it has too many.
pub(crate) fn words(cx: &app::Cx, typed: &str) -> Result<Option<SearchQuery>, Fault> {
    match search::words(typed) {
        Ok(words) => Ok(Some(words)),
        Err(SearchError::NoWord) => Ok(None),
        Err(SearchError::TooManyWords) => Err(Fault::new(Code::RequestTooCostly, &cx.language)),
    }
}

/// How many similar proposals are shown unless said, and at most.
const SIMILAR: i32 = 5;
const MOST_SIMILAR: i32 = 20;

/// Finding.
#[derive(Default)]
pub struct SearchQueries;

#[Object]
impl SearchQueries {
    /// What has all of these words, in any of its plans that the viewer sees, the most fitting first: in the title
    /// before in the text, as written before in another form, the newest first among equals. Case and accents make no
    /// difference; words of 3 letters or more find longer ones that begin like them; French, English and Spanish words
    /// find their other forms. A question without any letter or digit finds nothing; one of more than 12 different
    /// words fails with `request.too_costly`. At most 100 at once, 20 unless said.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments of a connection and its filters"
    )]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words, in any language. Nothing in it has a special meaning.")] query: String,
        #[graphql(desc = "In this plan alone.")] plan: Option<ID>,
        #[graphql(
            validator(max_items = 2),
            desc = "Of one of these kinds; any if left out or empty."
        )]
        kinds: Option<Vec<SearchKind>>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<Chosen<SearchResult>>, Fault> {
        let cx = ctx.cx()?;
        let page = relay::page(ctx, (first, after), (last, before))?;
        let plan = optional_id(plan.as_ref())?;
        let kinds: Vec<_> = kinds.unwrap_or_default().into_iter().map(Into::into).collect();
        let Some(words) = words(cx, &query)? else {
            return Ok(relay::nothing(&page));
        };
        let found = search::search(cx, words, plan, &kinds, &page)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(relay::list(found, SearchResult::new))
    }

    /// Published proposals of a plan that are like a text that is being written, the most similar first: shown beside
    /// it, never as a gate. `first` is 1 to 20, 5 unless said; less, where fewer are alike. The first 32 different words
    /// of 4 letters or more count, those of the title before those of the text.
    async fn similar_proposals(
        &self,
        ctx: &Context<'_>,
        plan: ID,
        title: String,
        #[graphql(default)] body: String,
        first: Option<i32>,
    ) -> Result<Vec<Proposal>, Fault> {
        let cx = ctx.cx()?;
        let first = match first.unwrap_or(SIMILAR) {
            first @ 1..=MOST_SIMILAR => first.unsigned_abs(),
            first if first > MOST_SIMILAR => return Err(Fault::new(Code::RequestTooCostly, &cx.language)),
            _ => return Err(Fault::new(Code::RequestMalformed, &cx.language)),
        };
        let found = search::similar_proposals(cx, id(&plan)?, &title, &body, first)
            .await
            .map_err(|error| Fault::of(cx, &error))?;
        Ok(found.into_iter().map(Proposal).collect())
    }
}
