//! Reviews before publication in the API: what an author is told of a text that waits.

use async_graphql::{Context, Enum, SimpleObject};
use domain::{Visibility, moderation::Item, plans::PlanId, reviews};

use crate::{
    Fault,
    context::{Here, load},
    loaders::ReviewOf,
    scalars::DateTime,
};

/// Where a text is that waits to be read before it is published, why, and until when. Seen by those who see the text:
/// its author and the plan's moderators.
#[derive(Debug, SimpleObject)]
pub struct Review {
    /// Why it is read first.
    why: ReviewReason,
    /// Since when it waits.
    since: DateTime,
    /// When it should have been read: 24 working hours after it was sent (Monday to Friday, 9 to 18 o'clock in Paris,
    /// but for public holidays).
    due_at: DateTime,
    /// When it is published though nobody read it: 72 hours after it was sent, unless a named person holds it.
    opens_at: DateTime,
    /// Whether the review is late: it is counted on the plan.
    late: bool,
    /// All of that in a sentence to its author, in the language of the request.
    message: String,
}

/// Why a text is read before it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "reviews::Why")]
pub enum ReviewReason {
    /// The plan has every contribution read first, for a while; its rules say why and until when.
    Before,
    /// The plan has a person's first contributions read first; its rules say how many.
    First,
    /// A signal asks for it.
    Signal,
    /// It went back to its author, who changed it and sent it again.
    Returned,
}

/// The review that a text waits for, if it does.
pub(crate) async fn of(
    ctx: &Context<'_>,
    item: Item,
    plan: PlanId,
    visibility: &Visibility,
    waits: bool,
) -> Result<Option<Review>, Fault> {
    if !waits {
        return Ok(None);
    }
    let cx = ctx.cx()?;
    let (Some(review), Some(plan)) = (load(ctx, ReviewOf(item)).await?, load(ctx, plan).await?) else {
        return Ok(None);
    };
    let now = cx.now();
    Ok(Some(Review {
        why: review.why.into(),
        since: DateTime(review.since),
        due_at: DateTime(review.due_at),
        opens_at: DateTime(review.opens_at),
        late: review.is_late(now),
        message: app::reviews::told(&review, &plan, visibility, now, &cx.language),
    }))
}
