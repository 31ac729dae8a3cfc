//! The store of files: a folder or a bucket. A file's name is its attachment's id and its size, never what somebody called it.

use std::sync::Arc;

use bytes::Bytes;
use domain::attachments::{AttachmentId, Size};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Where files are kept, and how many are decoded at once.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    slots: Arc<Semaphore>,
}

fn name(id: AttachmentId, size: Size) -> Path {
    Path::from(format!("{id}-{}", size.as_str()))
}

impl Files {
    /// Files in this store. One is decoded at a time: a photo of 50 million pixels takes 200 MB meanwhile.
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self {
            store,
            slots: Arc::new(Semaphore::new(1)),
        }
    }

    /// Does this work on a blocking thread, when it is its turn. Work that panics has failed.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let turn = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        // The turn ends with the work, even where nobody waits for it any more.
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        match done.await {
            Ok(done) => Ok(Some(done)),
            Err(error) => {
                tracing::warn!(%error, "a file could not be worked through");
                Ok(None)
            }
        }
    }

    /// Keeps these bytes.
    pub(super) async fn put(&self, id: AttachmentId, size: Size, bytes: Bytes) -> object_store::Result<()> {
        self.store
            .put(&name(id, size), bytes.into())
            .await
            .map(|_etag| ())
    }

    /// The bytes, if they are there.
    pub(super) async fn get(&self, id: AttachmentId, size: Size) -> Result<Option<Bytes>> {
        match self.store.get(&name(id, size)).await {
            Ok(found) => found.bytes().await.map(Some).map_err(Error::internal),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Deletes every size; what is not there is deleted already.
    pub(super) async fn delete(&self, id: AttachmentId) -> Result<()> {
        for size in Size::ALL {
            match self.store.delete(&name(id, size)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(Error::internal(error)),
            }
        }
        Ok(())
    }
}
