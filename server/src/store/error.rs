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
    /// The URL of a database cannot be read. It may hold a password, so it is not repeated.
    #[error("the store must be like postgres://user:password@host:5432/database")]
    Url,
    /// The URL asks for an encrypted connection, and there is nothing to know the other side by.
    #[error(
        "the store's URL has sslmode=require, and the system has no certificates to trust; on Debian `apt-get install ca-certificates` brings them, or name a file by SSL_CERT_FILE"
    )]
    NoTrust,
    /// PostgreSQL does not answer, or lets nobody in.
    #[error(
        "PostgreSQL at {to} cannot be used as the store: {problem}; check that it runs, and user, password and database of --store"
    )]
    Connect {
        /// The hosts.
        to: String,
        /// What was seen.
        problem: String,
    },
    /// There is no store in a database.
    #[error(
        "there is no store in the database of --store; make one there with `tillside migrate` or `tillside import`"
    )]
    Unmade,
    /// There is no store where one was expected.
    #[error(
        "there is no store at {path}; name the server's data directory with --data, or make a store there with `tillside import`"
    )]
    Missing {
        /// The database file.
        path: PathBuf,
    },
    /// Something was asked that only a store in a file can do.
    #[error("the store is in PostgreSQL, not in the data directory; copy it with pg_dump")]
    NoFile,
    /// There is no shop of this key.
    #[error("there is no shop {0}; import its file first")]
    NoShop(String),
    /// The store was written by a newer program.
    #[error(
        "the store has version {found} and this program knows {known}; start the newer program, or restore an older copy of the data folder"
    )]
    Newer {
        /// The version found.
        found: usize,
        /// The highest version known.
        known: usize,
    },
    /// SQLite refused a statement.
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused a statement, or the connection to it ended.
    #[error("the store failed: {0}")]
    Postgres(String),
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

impl From<tokio_postgres::Error> for StoreError {
    /// What the database's detail would add may be a shopper's words, so it is left out.
    fn from(error: tokio_postgres::Error) -> Self {
        use std::error::Error as _;
        Self::Postgres(match (error.as_db_error(), error.source()) {
            (Some(told), _) => format!("{} ({})", told.message(), told.code().code()),
            (None, Some(source)) => format!("{error}: {source}"),
            (None, None) => error.to_string(),
        })
    }
}
