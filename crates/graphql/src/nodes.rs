//! Relay's `node(id:)`: anything that has an id of its own, by its id alone.

use async_graphql::{Context, ID, Interface, Object};
use domain::id::{Kind, kind_of};

use crate::{Fault, chosen::Chosen, context::Here, scalars::id};

/// A line a kind: its name, its object, its domain type, and the query that finds it for this actor.
macro_rules! nodes {
    ($($name:ident [$($object:tt)+] $kind:ty, $by_id:path;)+) => {
        /// Anything that has an id of its own.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
        pub enum Node {
            $(
                #[doc = concat!("A `", stringify!($name), "`.")]
                $name($($object)+),
            )+
        }

        async fn by_id(cx: &app::Cx, node: &ID) -> Result<Option<Node>, Fault> {
            $(
                if kind_of(node) == Some(<$kind as Kind>::PREFIX) {
                    let found = $by_id(cx, id(node)?).await.map_err(|error| Fault::of(cx, &error))?;
                    return Ok(found.map($($object)+).map(Node::$name));
                }
            )+
            match kind_of(node) {
                Some(_) => Ok(None),
                None => Err(Fault::new(domain::Code::RequestBadId, &cx.language)),
            }
        }
    };
}

nodes! {
    Plan [crate::plans::Plan] domain::plans::Plan, app::plans::by_id;
    Theme [crate::plans::Theme] domain::plans::Theme, app::plans::theme_by_id;
    Zone [crate::plans::Zone] domain::plans::Zone, app::plans::zone_by_id;
    Operation [crate::plans::Operation] domain::plans::Operation, app::plans::operation_by_id;
    Document [crate::plans::Document] domain::plans::Document, app::plans::document_by_id;
    Organisation [crate::organisations::Organisation] domain::organisations::Organisation, app::organisations::by_id;
    Proposal [crate::proposals::Proposal] domain::proposals::Proposal, app::proposals::by_id;
    ModerationRule [crate::rules::ModerationRule] domain::rules::Rule, app::rules::by_id;
    Comment [crate::comments::Comment] domain::comments::Comment, app::comments::by_id;
    Case [crate::moderation::Case] domain::moderation::Case, app::moderation::by_id;
}

/// Reading by id.
#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Whatever has this id, if the reader sees it; null otherwise, and for kinds that are reached elsewhere.
    /// A text that is no id fails with `request.bad_id`.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "id")] node: ID,
    ) -> Result<Option<Chosen<Node>>, Fault> {
        Ok(by_id(ctx.cx()?, &node).await?.map(Chosen))
    }
}
