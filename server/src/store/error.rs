//! What can go wrong with the store, in words for the operator. Never shown to shoppers.

use std::path::PathBuf;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory or its database file could not be made or opened.
    #[error(
        "cannot open the store {path}: {source}; check that the folder exists, is writable and has room"
    )]
    Open {
        /// The database file.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There is no store where one was expected.
    #[error(
        "there is no store at {path}; name the server's data directory with --data, or make a store there with `tillside import`"
    )]
    Missing {
        /// The database file.
        path: PathBuf,
    },
    /// There is no shop of this key.
    #[error("there is no shop {0}; import its file first")]
    NoShop(String),
    /// The store was written by a newer program.
    #[error(
        "the store has version {found} and this program knows {known}; start the newer program, or restore an older copy of the data folder"
    )]
    Newer {
        /// The version found.
        found: i64,
        /// The highest version known.
        known: usize,
    },
    /// SQLite refused a statement.
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Something stored cannot be read back.
    #[error("the store holds {what} that cannot be read: {problem}")]
    Unreadable {
        /// Which row.
        what: String,
        /// Why.
        problem: String,
    },
    /// The system gave no random bytes, so no secret could be made.
    #[error("the system gave no random bytes")]
    NoRandomness,
    /// The thread that worked on the store ended without a result.
    #[error("work on the store was cut off; the change was rolled back")]
    CutOff,
}

impl StoreError {
    /// An error for a stored row that cannot be read back.
    pub fn unreadable(what: impl Into<String>, problem: impl ToString) -> Self {
        Self::Unreadable {
            what: what.into(),
            problem: problem.to_string(),
        }
    }
}
