//! What a process gets its tools from.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::backend::Backend;
use crate::blob::BlobStore;
use crate::local::{Clock, Ids, Memory, Will};
use crate::queue::{Message, Queue};
use crate::store::Store;
use crate::web::Http;

/// The world of one process: each tool is taken from it by the name that the scenario uses for it too.
#[derive(Clone, Debug)]
pub struct World {
    backend: Arc<dyn Backend>,
}

impl World {
    /// The world over a backend of one process.
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        World { backend }
    }

    /// The backend, for a world that wraps this one.
    pub(crate) fn backend(&self) -> Arc<dyn Backend> {
        self.backend.clone()
    }

    /// The store of this name, as items of type `T`.
    pub fn store<T: Serialize + DeserializeOwned>(&self, name: &str) -> Store<T> {
        Store::new(self.backend.clone(), name)
    }

    /// The sending end of the queue or topic of this name.
    pub fn queue<M: Message>(&self, name: &str) -> Queue<M> {
        Queue::new(self.backend.clone(), name)
    }

    /// The blob store of this name.
    pub fn blobs(&self, name: &str) -> BlobStore {
        BlobStore::new(self.backend.clone(), name)
    }

    /// The calling end of the service of this name.
    pub fn http(&self, service: &str) -> Http {
        Http::new(self.backend.clone(), service)
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        Clock(self.backend.clone())
    }

    /// Fresh identifiers.
    pub fn ids(&self) -> Ids {
        Ids(self.backend.clone())
    }

    /// A variable of this process, lost in a crash.
    pub fn memory<T: Serialize + DeserializeOwned + Default>(&self, name: &'static str) -> Memory<T> {
        Memory::new(self.backend.clone(), name)
    }

    /// The will of a client.
    pub fn will(&self) -> Will {
        Will(self.backend.clone())
    }
}
