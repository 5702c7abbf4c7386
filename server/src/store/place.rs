//! Where a store is: in a file of the data directory, or in a PostgreSQL database.

use std::path::{Path, PathBuf};

use super::sqlite;
use crate::config::Secret;

/// Where a store is.
#[derive(Clone, Debug)]
pub enum StorePlace {
    /// The file `tillside.db` in this data directory.
    File(PathBuf),
    /// A PostgreSQL database, by its URL, which may hold a password.
    Postgres(Secret),
}

impl From<&Path> for StorePlace {
    fn from(data: &Path) -> Self {
        Self::File(data.to_owned())
    }
}

impl From<&StorePlace> for StorePlace {
    fn from(place: &StorePlace) -> Self {
        place.clone()
    }
}

/// The file of the store in a data directory.
pub(super) fn file(data: &Path) -> PathBuf {
    data.join(sqlite::FILE)
}
