//! Relay connections: every list is one, with a maximum.

use async_graphql::{
    Context, OutputType, SimpleObject,
    connection::{Connection, Edge, EmptyFields},
};
use domain::{
    Code, Page, PageRequest,
    page::{DEFAULT_PAGE, Direction, MAX_PAGE},
};

use crate::{Fault, context::Here};

/// The fields that every connection has besides edges and page info.
#[derive(Debug, SimpleObject)]
pub struct Total {
    /// The number of items in the whole list; costs a count, so ask only when it is shown.
    total_count: Option<u64>,
}

/// A connection of these objects.
pub(crate) type List<T> = Connection<String, T, Total, EmptyFields>;

/// How many, and from where.
type Part = (Option<i32>, Option<String>);

/// The page that the arguments of a connection ask for: `(first, after)` or `(last, before)`, never both; at most 100 at
/// once.
pub(crate) fn page(ctx: &Context<'_>, forward: Part, backward: Part) -> Result<PageRequest, Fault> {
    let language = &ctx.cx()?.language;
    let ((size, cursor), direction) = match (forward, backward) {
        (forward, (None, None)) => (forward, Direction::Forward),
        ((None, None), backward) => (backward, Direction::Backward),
        _ => return Err(Fault::new(Code::RequestMalformed, language)),
    };
    match size.map_or(Ok(DEFAULT_PAGE), u32::try_from) {
        Ok(size @ 1..=MAX_PAGE) => Ok(PageRequest {
            size,
            direction,
            cursor,
            count: ctx.look_ahead().field("totalCount").exists(),
        }),
        Ok(0) | Err(_) => Err(Fault::new(Code::RequestMalformed, language)),
        Ok(_) => Err(Fault::new(Code::RequestTooCostly, language)),
    }
}

/// A page as a connection of the objects that wrap its items.
pub(crate) fn list<T, O: OutputType>(page: Page<T>, wrap: impl Fn(T) -> O) -> List<O> {
    let Page {
        items,
        has_next,
        has_previous,
        total,
    } = page;
    let mut list = Connection::with_additional_fields(has_previous, has_next, Total { total_count: total });
    list.edges.extend(
        items
            .into_iter()
            .map(|(cursor, item)| Edge::new(cursor, wrap(item))),
    );
    list
}

/// The page of a list with nothing in it.
pub(crate) fn nothing<O: OutputType>(page: &PageRequest) -> List<O> {
    let total_count = page.count.then_some(0);
    Connection::with_additional_fields(false, false, Total { total_count })
}
