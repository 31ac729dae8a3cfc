//! Organisations: written down and checked by staff, read by everybody; who answers in their name.

mod grants;
mod queries;
mod register;

pub use grants::{GrantAnswering, RemitInput, end_answering, grant_answering};
pub use persistence::organisations::Filter;
pub use queries::{by_id, by_ids, grants, list};
pub use register::{
    DescribeOrganisation, OrganisationInput, RegisterOrganisation, check, describe, register,
};
