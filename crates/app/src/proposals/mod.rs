//! Proposals: submitted, revised, made precise and withdrawn by their authors, read by everybody.

mod precise;
mod publish;
mod queries;
mod revise;
mod submit;
mod withdraw;

pub use persistence::proposals::{AnswerFilter, Filter, Sort, Version};
pub use precise::{AddPrecision, precise};
pub(crate) use publish::publish_locked;
pub use publish::publish_reviewed;
pub use queries::{
    attributions_by_ids, by_id, by_ids, by_number, list, members_of, precisions_of, versions_at, versions_of,
    viewer_can,
};
pub use revise::{ReviseProposal, revise};
pub use submit::{ProposalInput, SubmitProposal, submit};
pub(crate) use submit::{again_in, check_links, keep, submit_to};
pub use withdraw::withdraw;
pub(crate) use withdraw::withdraw_in;
