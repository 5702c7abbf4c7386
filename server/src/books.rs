//! What the collector knows of the shops: an immutable snapshot that the publisher replaces as a whole, with a copy on local disk. It never asks the store.

mod copy;
mod earlier;
mod packed;
mod shop_book;

pub(crate) use copy::FILE;
pub(crate) use earlier::FILE as EARLIER;
pub use packed::{Packed, Published};
pub use shop_book::{Edition, Sealed, ShopBook};

use arc_swap::ArcSwap;
use copy::Copy;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// All shops at one moment. A shop that did not change shares its [`Sealed`] book with
/// the snapshot before, which keeps its responses ready.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The shops' books by the shops' keys.
    pub shops: HashMap<String, Arc<Sealed>>,
}

/// The handle that requests read and the publisher writes; clones share one snapshot.
#[derive(Clone, Debug)]
pub struct Books {
    current: Arc<ArcSwap<Snapshot>>,
    copy: Arc<Mutex<Copy>>,
}

impl Books {
    /// Starts with the copy in the data directory, or empty if there is none. One that
    /// cannot be read is no reason not to start: the store has it all, and the next
    /// publish writes it again.
    pub fn load(data: &Path) -> Self {
        let (copy, snapshot) = Copy::read(data);
        Books {
            current: Arc::new(ArcSwap::from_pointee(snapshot)),
            copy: Arc::new(Mutex::new(copy)),
        }
    }

    /// The shops as they are now; later publishes do not change what is returned.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// One shop.
    pub fn shop(&self, key: &str) -> Option<Arc<ShopBook>> {
        self.current.load().shops.get(key)?.open()
    }

    /// Replaces all shops at once and brings the copy on disk up to date. A copy that
    /// cannot be written is logged; requests see the new books all the same.
    pub fn publish(&self, snapshot: Snapshot) {
        let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
        let new = Arc::new(snapshot);
        let old = self.current.swap(Arc::clone(&new));
        if let Err(error) = copy.write(&old, &new) {
            let error = format!("{error:#}");
            tracing::error!(error, "the copy of the books could not be written");
        }
    }
}

#[cfg(test)]
mod tests;
