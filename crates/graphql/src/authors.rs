//! Who speaks: a person with an account, or somebody without one.

use async_graphql::{Context, ID, Object, Union};
use domain::proposals;

use crate::{Fault, accounts::Account, chosen::Chosen, context::load, recordings::RecordingMedium};

/// Who speaks.
#[derive(Union)]
pub enum Author {
    /// A person with an account, standing or erased.
    Account(Account),
    /// Somebody without an account.
    Attribution(Attribution),
}

impl Author {
    /// The author as an object: one batch for all authors of a list.
    pub(crate) async fn of(
        ctx: &Context<'_>,
        author: proposals::Author,
    ) -> Result<Option<Chosen<Self>>, Fault> {
        let found = match author {
            proposals::Author::Account(id) => load(ctx, id).await?.map(|found| Self::Account(Account(found))),
            proposals::Author::Attribution(id) => load(ctx, id)
                .await?
                .map(|found| Self::Attribution(Attribution(found))),
        };
        Ok(found.map(Chosen))
    }
}

/// Somebody without an account: of an earlier platform, or whose words a facilitator recorded. Pseudonymous.
pub struct Attribution(pub proposals::Attribution);

#[Object]
impl Attribution {
    /// Its id.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }
    /// Where it was taken over from («repris de …»), or where their words were recorded.
    async fn source(&self) -> &str {
        &self.0.source
    }
    /// The pseudonym there; empty where it names nobody.
    async fn label(&self) -> &str {
        &self.0.label
    }
    /// How their words reached the facilitator who recorded them; null for what was taken over.
    async fn medium(&self) -> Option<RecordingMedium> {
        self.0.medium.map(Into::into)
    }
}
