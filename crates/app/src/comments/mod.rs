//! Comments: posted, answered, mended and deleted by their authors, marked by others, read by everybody.

mod delete;
mod edit;
mod post;
mod publish;
mod queries;
mod react;

pub use delete::delete;
pub(crate) use delete::delete_in;
pub use edit::{EditComment, edit};
pub use persistence::comments::{Counts, Order, Under, Version};
pub use post::{CommentInput, PostComment, post};
pub(crate) use post::{is_of_its_proposal, keep, thread};
pub(crate) use publish::publish_locked;
pub use publish::publish_reviewed;
pub use queries::{
    by_id, by_ids, counts_of, lists, lively, marks_among, mine, versions_at, versions_of, viewer_can, waiting,
};
pub use react::{react, unreact};
