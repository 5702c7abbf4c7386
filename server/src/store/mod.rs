//! The system of record: shops, prompts, answers and the numbers made of them, in SQLite or
//! in PostgreSQL. Not reachable from the collector, and not the place where events are judged.

pub mod access;
pub mod asked;
pub mod askings;
pub mod case_entries;
pub mod cases;
pub mod changes;
mod connection;
pub mod contacts;
pub mod coupons;
pub mod dead_letters;
pub mod deliveries;
pub mod drafts;
pub mod erasure;
pub mod error;
pub mod events;
pub mod export;
pub mod filter;
pub mod history;
pub mod inspect;
pub mod invitations;
pub mod json;
pub mod kept;
pub mod marks;
pub mod migrate;
pub mod numbers;
pub mod people;
mod place;
mod pool;
pub mod postgres;
pub mod reached;
pub mod removals;
pub mod report;
pub mod resets;
pub mod results;
pub mod retention;
pub mod roles;
pub mod rules;
pub mod seen;
pub mod shops;
pub mod sqlite;
pub mod testers;
pub mod traffic;
pub mod utc;
pub mod value;
pub mod versions;
pub mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use connection::Connection;
pub use error::StoreError;
pub use place::StorePlace;
pub use sqlite::FILE;

use migrate::Migrated;
use pool::Pool;
use postgres::Database;

/// How many idle reading connections are kept to the file.
const IDLE_READERS: usize = 4;

/// The most connections of one process to PostgreSQL, which has 100 for everybody.
const CONNECTIONS: usize = 8;

/// How often a change is tried that another one got in the way of, and the pause after the
/// first try; each further one is longer by as much.
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_millis(50);

/// A handle to the store; clones share the same connections.
///
/// In SQLite there is one writing connection, so writes of this process take turns, and
/// readers have their own connections and are never held up by a write (WAL). In PostgreSQL
/// writes hold the shop that they are about; see [`Connection::hold`].
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
enum Shared {
    Sqlite {
        path: PathBuf,
        writer: Pool,
        readers: Pool,
    },
    Postgres {
        database: Database,
        connections: Pool,
    },
}

impl Store {
    /// Opens the store of a place, making it where it is missing and bringing its tables to
    /// the version that this program knows.
    ///
    /// # Errors
    /// If it cannot be opened or made, or is of a newer version.
    pub fn open(place: impl Into<StorePlace>) -> Result<Self, StoreError> {
        Self::open_and_migrate(place.into()).map(|(store, _)| store)
    }

    /// Brings the tables of a store to the version that this program knows, making it where
    /// it is missing, and says what was done.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn migrate(place: impl Into<StorePlace>) -> Result<Migrated, StoreError> {
        Self::open_and_migrate(place.into()).map(|(_, migrated)| migrated)
    }

    fn open_and_migrate(place: StorePlace) -> Result<(Self, Migrated), StoreError> {
        let (shared, migrated) = match place {
            StorePlace::File(data) => {
                let path = place::file(&data);
                let connection = Connection::from(sqlite::writer(&path)?);
                let migrated = migrate::migrate(&connection)?;
                let writer = Pool::new(1, 1);
                writer.put_back(connection);
                let readers = Pool::new(usize::MAX, IDLE_READERS);
                let shared = Shared::Sqlite {
                    path,
                    writer,
                    readers,
                };
                (shared, migrated)
            }
            StorePlace::Postgres(url) => {
                let database = Database::new(&url)?;
                let connection = Connection::from(database.connect()?);
                let migrated = migrate::migrate(&connection)?;
                let connections = Pool::new(CONNECTIONS, CONNECTIONS);
                connections.put_back(connection);
                let shared = Shared::Postgres {
                    database,
                    connections,
                };
                (shared, migrated)
            }
        };
        let shared = Arc::new(shared);
        Ok((Self { shared }, migrated))
    }

    /// Opens a store that must be there already: a new one in a mistyped directory would
    /// be of no use to anybody.
    ///
    /// # Errors
    /// As [`Store::open`], and if there is none.
    pub fn open_existing(place: impl Into<StorePlace>) -> Result<Self, StoreError> {
        let place = place.into();
        match &place {
            StorePlace::File(data) => {
                let path = place::file(data);
                if !path.is_file() {
                    return Err(StoreError::Missing { path });
                }
            }
            StorePlace::Postgres(url) => {
                let database = Database::new(url)?;
                let connection = Connection::from(database.connect()?);
                if migrate::version(&connection)? == 0 {
                    return Err(StoreError::Unmade);
                }
            }
        }
        Self::open(place)
    }

    /// Runs `work` in one writing transaction and commits it if it returns `Ok`. It may run
    /// more than once, if another change got in its way. Blocks; from async code use
    /// [`Store::write`].
    ///
    /// # Errors
    /// The error of `work`, or of the commit. Nothing was changed then; unless the connection
    /// to PostgreSQL ended in the middle of the commit, after which nobody can tell.
    pub fn write_blocking<T, E: From<StoreError>>(
        &self,
        work: impl Fn(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        for tried in 1..TRIES {
            match self.try_to_write(&work) {
                // Whoever got in the way may first finish.
                Err((_, true)) => std::thread::park_timeout(PAUSE * tried),
                Err((error, false)) => return Err(error),
                Ok(done) => return Ok(done),
            }
        }
        self.try_to_write(&work).map_err(|(error, _)| error)
    }

    /// The error says whether another try makes sense.
    fn try_to_write<T, E: From<StoreError>>(
        &self,
        work: impl Fn(&Connection) -> Result<T, E>,
    ) -> Result<T, (E, bool)> {
        let mut may_go_well = false;
        let done = self.lend(true, |connection| {
            let done = connection
                .begin(true)
                .map_err(E::from)
                .and_then(|()| work(connection))
                .and_then(|done| connection.commit().map(|()| done).map_err(E::from));
            if done.is_err() {
                may_go_well = connection.met_conflict();
                connection.roll_back();
            }
            done
        });
        done.map_err(|error| (error, may_go_well))
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
        self.lend(false, |connection| {
            connection.begin(false)?;
            let done = work(connection);
            connection.roll_back();
            done
        })
    }

    /// [`Store::write_blocking`] on a thread of its own, so that no actix worker waits.
    ///
    /// # Errors
    /// As there; also if the thread was lost.
    pub async fn write<T, E>(
        &self,
        work: impl Fn(&Connection) -> Result<T, E> + Send + 'static,
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
    /// If the file cannot be written, or the store is in PostgreSQL.
    pub fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        match &*self.shared {
            Shared::Sqlite { path, .. } => sqlite::copy(path, to),
            Shared::Postgres { .. } => Err(StoreError::NoFile),
        }
    }

    /// Reads all of the store and says whether it is whole.
    ///
    /// # Errors
    /// With what is wrong with it, or if the store is in PostgreSQL.
    pub fn check(&self) -> Result<(), StoreError> {
        match &*self.shared {
            Shared::Sqlite { path, .. } => sqlite::check(path),
            Shared::Postgres { .. } => Err(StoreError::NoFile),
        }
    }

    fn lend<T, E: From<StoreError>>(
        &self,
        writes: bool,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.shared {
            Shared::Sqlite { path, writer, .. } if writes => {
                writer.lend(|| Ok(sqlite::writer(path)?.into()), work)
            }
            Shared::Sqlite { path, readers, .. } => {
                readers.lend(|| Ok(sqlite::reader(path)?.into()), work)
            }
            Shared::Postgres {
                database,
                connections,
            } => connections.lend(|| Ok(database.connect()?.into()), work),
        }
    }
}

/// The time now, in milliseconds since the Unix epoch.
pub fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}
