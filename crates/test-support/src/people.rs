//! People as clients of the house.

use std::sync::Arc;

use ::app::{Cx, House};
use domain::accounts::AccountId;
use futures::{StreamExt, stream::BoxStream};
use graphql::{Request, Schema};
use serde_json::Value;

/// Somebody who talks to the house.
#[derive(Clone)]
pub struct Person {
    cx: Cx,
    schema: Schema,
}

impl Person {
    pub(crate) fn new(cx: Cx, schema: Schema) -> Self {
        Self { cx, schema }
    }

    /// The context of this person, for tests below the API.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// The id of this person's account.
    ///
    /// # Panics
    /// When they have none.
    pub fn account(&self) -> AccountId {
        self.cx.actor.account().expect("somebody with an account")
    }

    /// The same person as a client of another house: another process on the same database.
    #[must_use]
    pub fn at(&self, house: Arc<House>) -> Self {
        let Cx {
            actor,
            language,
            trace_id,
            ..
        } = self.cx.clone();
        Self::new(Cx::new(house, actor, language, trace_id), self.schema.clone())
    }

    /// Sends a document; the whole answer as JSON.
    ///
    /// # Panics
    /// When the answer is no JSON.
    pub async fn graphql(&self, document: &str, variables: Value) -> Value {
        let request = async_graphql::Request::new(document)
            .variables(async_graphql::Variables::from_json(variables))
            .data(Request::new(self.cx.clone()));
        serde_json::to_value(self.schema.execute(request).await).expect("an answer is JSON")
    }

    /// Follows a subscription; each answer as JSON, as it comes.
    ///
    /// # Panics
    /// When an answer is no JSON.
    pub fn follow(&self, document: &str, variables: Value) -> BoxStream<'static, Value> {
        let request = async_graphql::Request::new(document)
            .variables(async_graphql::Variables::from_json(variables))
            .data(Request::new(self.cx.clone()));
        let answers = self.schema.execute_stream(request);
        answers
            .map(|answer| serde_json::to_value(answer).expect("an answer is JSON"))
            .boxed()
    }

    /// Sends a document that must not fail at the top level; its data.
    ///
    /// # Panics
    /// When the answer has errors.
    pub async fn ask(&self, document: &str, variables: Value) -> Value {
        let mut answer = self.graphql(document, variables).await;
        assert!(answer.get("errors").is_none(), "{document}\n{answer:#}");
        answer["data"].take()
    }
}
