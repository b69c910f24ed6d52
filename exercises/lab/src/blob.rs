//! The blob store: bytes under a name, without conditions, as Amazon S3 and Azure Blob Storage in their plainest use.
//!
//! Not modelled: conditional headers, versions, listing.

use std::panic::Location;
use std::sync::Arc;

use crate::backend::{Backend, Gate};
use crate::codec::Bytes;
use crate::id::Id;
use crate::op::{Answer, Name, Op};
use crate::store::done;

/// Blobs under names. Who writes last wins, and nothing can be made conditional.
#[derive(Clone, Debug)]
pub struct BlobStore {
    backend: Arc<dyn Backend>,
    name: Name,
}

impl BlobStore {
    pub(crate) fn new(backend: Arc<dyn Backend>, name: &str) -> Self {
        BlobStore { backend, name: name.into() }
    }

    /// Reads a blob, none if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    #[track_caller]
    pub fn get(&self, name: impl Into<Id>) -> Gate<Option<Vec<u8>>> {
        let op = Op::GetBlob(self.name.clone(), name.into());
        Gate::new(&self.backend, op, Location::caller(), |answer| match answer {
            Answer::Blob(blob) => blob.map(|bytes| bytes.as_slice().to_vec()),
            other => panic!("a backend answered {other:?} to a get of a blob"),
        })
    }

    /// Writes a blob, over whatever is there.
    ///
    /// # Errors
    /// `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn put(&self, name: impl Into<Id>, bytes: &[u8]) -> Gate<()> {
        let op = Op::PutBlob(self.name.clone(), name.into(), Bytes::new(bytes));
        Gate::new(&self.backend, op, Location::caller(), done)
    }

    /// Deletes a blob; that there is none is no error.
    ///
    /// # Errors
    /// `Unavailable`, `Timeout`.
    #[track_caller]
    pub fn delete(&self, name: impl Into<Id>) -> Gate<()> {
        Gate::new(&self.backend, Op::DeleteBlob(self.name.clone(), name.into()), Location::caller(), done)
    }
}
