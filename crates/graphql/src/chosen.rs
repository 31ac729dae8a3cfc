//! Unions and interfaces of which a request chooses nothing.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, indexmap::IndexMap,
    parser::types::Field, registry::Registry,
};

/// One of several types: an empty object where the request chooses no field of the type that it is, as the
/// specification says (§6.4.3 with §6.3), since null would say that there is nothing.
pub struct Chosen<T>(pub T);

impl<T: OutputType> OutputType for Chosen<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        Ok(match self.0.resolve(ctx, field).await? {
            Value::Null => Value::Object(IndexMap::new()),
            chosen => chosen,
        })
    }
}
