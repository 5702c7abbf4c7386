//! The system of record: shops, prompts, answers and the numbers made of them, in SQLite.
//! Not reachable from the collector, and not the place where events are judged.

pub mod access;
pub mod asked;
pub mod askings;
pub mod coupons;
pub mod dead_letters;
pub mod erasure;
pub mod error;
pub mod export;
pub mod inspect;
pub mod json;
pub mod migrate;
pub mod numbers;
pub mod results;
pub mod seen;
pub mod shops;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use error::StoreError;

/// How long a statement waits for another process (an import, say) to finish its write.
const BUSY: Duration = Duration::from_secs(10);

/// How many idle reading connections are kept.
const IDLE_READERS: usize = 4;

/// The name of the store in the data directory.
pub const FILE: &str = "tillside.db";

/// How many prepared statements a connection keeps; more than the drain uses in a turn.
const STATEMENTS: usize = 64;

/// A handle to the store; clones share the same connections.
///
/// There is one writing connection, so writes of this process take turns. Readers have
/// their own connections and are never held up by a write (WAL).
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens `tillside.db` in the data directory, making both where they are missing.
    ///
    /// # Errors
    /// If the directory cannot be written or the store is of a newer version.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let path = data.join(FILE);
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Open {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(data).map_err(|error| failed(Box::new(error)))?;
        make_private(&path).map_err(|error| failed(Box::new(error)))?;
        let mut writer = Connection::open(&path).map_err(|error| failed(Box::new(error)))?;
        prepare(&writer).map_err(|error| failed(Box::new(error)))?;
        migrate::migrate(&mut writer)?;
        Ok(Self {
            shared: Arc::new(Shared {
                path,
                writer: Mutex::new(writer),
                readers: Mutex::new(Vec::new()),
            }),
        })
    }

    /// Opens a store that must be there already: a new one in a mistyped directory would
    /// be of no use to anybody.
    ///
    /// # Errors
    /// As [`Store::open`], and if there is none.
    pub fn open_existing(data: &Path) -> Result<Self, StoreError> {
        let path = data.join(FILE);
        match path.is_file() {
            true => Self::open(data),
            false => Err(StoreError::Missing { path }),
        }
    }

    /// Runs `work` in one writing transaction and commits it if it returns `Ok`. Blocks;
    /// from async code use [`Store::write`].
    ///
    /// # Errors
    /// The error of `work`, or of the commit. Either way nothing was changed.
    pub fn write_blocking<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic in an earlier `work` rolled its transaction back, so the connection is
        // sound and the poison can be passed over.
        let mut writer = self
            .shared
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(result)
    }

    /// Runs `work` in a reading transaction: all its queries see the same moment. Blocks;
    /// from async code use [`Store::read`].
    ///
    /// # Errors
    /// The error of `work`, or of opening a connection.
    pub fn read_blocking<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let kept = self
            .shared
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => self.reader()?,
        };
        let result = {
            let transaction = reader.transaction().map_err(StoreError::from)?;
            work(&transaction)?
        };
        let mut readers = self
            .shared
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        Ok(result)
    }

    /// [`Store::write_blocking`] on a thread of its own, so that no actix worker waits.
    ///
    /// # Errors
    /// As there; also if the thread was lost.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.write_blocking(work))
            .await
            .unwrap_or_else(|_| Err(StoreError::CutOff.into()))
    }

    /// [`Store::read_blocking`] on a thread of its own.
    ///
    /// # Errors
    /// As there; also if the thread was lost.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.read_blocking(work))
            .await
            .unwrap_or_else(|_| Err(StoreError::CutOff.into()))
    }

    /// Writes the store as it is at this moment into a new file, without what was erased.
    /// Blocks, and holds up no writer.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |error: std::io::Error| StoreError::Open {
            path: path.to_owned(),
            source: Box::new(error),
        };
        make_private(path).map_err(failed)?;
        self.reader()?
            .execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        std::fs::File::open(path)
            .and_then(|file| file.sync_all())
            .map_err(failed)
    }

    /// Reads all of the store and says whether it is whole.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub fn check(&self) -> Result<(), StoreError> {
        self.read_blocking(|store| {
            let found: String =
                store.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
            match found.as_str() {
                "ok" => Ok(()),
                _ => Err(StoreError::unreadable("a page", found)),
            }
        })
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let reader = Connection::open_with_flags(
            &self.shared.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        reader.busy_timeout(BUSY)?;
        reader.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(reader)
    }
}

/// Makes the file, where it is missing, readable for its owner alone: addresses that
/// shoppers left are in it. SQLite gives its side files the same rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// What every writing connection is set to.
fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A committed change survives the loss of power, not only of the process.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What a visitor wants forgotten is overwritten, not only let go.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

/// The time now, in milliseconds since the Unix epoch.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pragma<T: rusqlite::types::FromSql>(store: &Store, name: &str) -> T {
        let writer = store.shared.writer.lock().expect("no panic before");
        writer
            .pragma_query_value(None, name, |row| row.get(0))
            .expect("the pragma is known")
    }

    #[test]
    fn a_store_is_opened_durable_and_may_be_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("made/when/missing");
        let store = Store::open(&data).expect("a new store opens");
        assert_eq!(pragma::<String>(&store, "journal_mode"), "wal");
        assert_eq!(pragma::<i64>(&store, "synchronous"), 2, "2 is FULL");
        assert_eq!(pragma::<i64>(&store, "secure_delete"), 1);
        assert_eq!(pragma::<i64>(&store, "foreign_keys"), 1);
        drop(store);
        let store = Store::open(&data).expect("an old store opens");
        assert_eq!(pragma::<i64>(&store, "user_version"), 3);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_store() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let _open = Store::open(folder.path()).expect("opens");
        for entry in std::fs::read_dir(folder.path()).expect("lists") {
            let entry = entry.expect("is there");
            let mode = entry.metadata().expect("has facts").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
        }
    }

    #[test]
    fn a_store_that_must_be_there_is_not_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let mistyped = folder.path().join("dta");
        let refused = Store::open_existing(&mistyped).expect_err("is refused");
        assert!(refused.to_string().contains("--data"), "{refused}");
        assert!(!mistyped.exists());
        drop(Store::open(&mistyped).expect("a new store opens"));
        Store::open_existing(&mistyped).expect("an old store opens");
    }

    #[test]
    fn a_newer_store_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Store::open(folder.path()).expect("a new store opens"));
        let connection = Connection::open(folder.path().join(FILE)).expect("opens");
        connection
            .pragma_update(None, "user_version", 99)
            .expect("may be set");
        drop(connection);
        let refused = Store::open(folder.path()).expect_err("is refused");
        assert!(refused.to_string().contains("version 99"), "{refused}");
    }

    #[test]
    fn a_failing_write_changes_nothing_and_readers_cannot_write() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        let failed: Result<(), StoreError> = store.write_blocking(|transaction| {
            transaction.execute("UPDATE fates SET n = 7", [])?;
            Err(StoreError::CutOff)
        });
        assert!(failed.is_err());
        let most: i64 = store
            .read_blocking::<_, StoreError>(|reader| {
                assert!(reader.execute("UPDATE fates SET n = 7", []).is_err());
                Ok(reader.query_row("SELECT max(n) FROM fates", [], |row| row.get(0))?)
            })
            .expect("reads");
        assert_eq!(most, 0);
    }
}
