//! What a resolver finds in its context: who asks, and the loaders of this request.

use std::hash::Hash;

use app::Cx;
use async_graphql::{
    Context,
    dataloader::{DataLoader, Loader},
};

use crate::{
    Fault,
    loaders::{Batch, Shared},
};

/// The data of one request.
pub struct Request {
    cx: Cx,
    loader: DataLoader<Batch>,
}

impl Request {
    /// The data of a request of this actor. Loaders live as long as the request, since what they may load depends on
    /// who asks.
    pub fn new(cx: Cx) -> Self {
        let loader = DataLoader::new(Batch(cx.clone()), tokio::spawn).max_batch_size(1_000);
        Self { cx, loader }
    }
}

/// Short ways to the request's data.
pub(crate) trait Here {
    /// Who asks.
    fn cx(&self) -> Result<&Cx, Fault>;
    /// The request's batch loader.
    fn loader(&self) -> Result<&DataLoader<Batch>, Fault>;
}

impl Here for Context<'_> {
    fn cx(&self) -> Result<&Cx, Fault> {
        Ok(&self.data::<Request>().map_err(|_missing| Fault::no_request())?.cx)
    }

    fn loader(&self) -> Result<&DataLoader<Batch>, Fault> {
        Ok(&self
            .data::<Request>()
            .map_err(|_missing| Fault::no_request())?
            .loader)
    }
}

/// What the request's loader finds for this key, if anything.
pub(crate) async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Batch as Loader<K>>::Value>, Fault>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batch: Loader<K, Error = Shared>,
{
    let cx = ctx.cx()?;
    let found = ctx.loader()?.load_one(key).await;
    found.map_err(|error| Fault::of(cx, &error))
}
