//! One connection to the store, whichever engine keeps it: the same statements run on both.
//! Parameters are `?1`, `?2` and so on. What differs between the engines stands here and in
//! their own modules, and nowhere else.

use sha2::{Digest as _, Sha256};

use super::StoreError;
use super::postgres::Session;
use super::sqlite;
use super::value::{Param, Row};

/// For how many lists of parameters at once a statement of [`Connection::execute_each`] is run.
const AT_ONCE: usize = 1_000;

/// A connection, in a transaction wherever queries get hold of it.
#[derive(Debug)]
pub struct Connection(Engine);

#[derive(Debug)]
enum Engine {
    Sqlite(rusqlite::Connection),
    Postgres(Session),
}

impl From<rusqlite::Connection> for Connection {
    fn from(connection: rusqlite::Connection) -> Self {
        Self(Engine::Sqlite(connection))
    }
}

impl From<Session> for Connection {
    fn from(session: Session) -> Self {
        Self(Engine::Postgres(session))
    }
}

impl Connection {
    /// Runs a statement that returns no rows, and says how many it changed.
    ///
    /// # Errors
    /// If the store fails.
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        match &self.0 {
            Engine::Sqlite(connection) => sqlite::execute(connection, sql, params),
            Engine::Postgres(session) => session.execute(sql, params),
        }
    }

    /// Runs a statement once for each list of parameters, in their order. PostgreSQL does so by
    /// itself where that is an `INSERT` or a `DELETE`: no two lists of an `INSERT` may then be
    /// about the same row, and its parameters all stand in its `VALUES`.
    ///
    /// # Errors
    /// If the store fails.
    pub fn execute_each<'p, const N: usize>(
        &self,
        sql: &str,
        params: impl IntoIterator<Item = [Param<'p>; N]>,
    ) -> Result<(), StoreError> {
        for_each(params, |part| match &self.0 {
            Engine::Sqlite(connection) => part
                .iter()
                .try_for_each(|params| sqlite::execute(connection, sql, params).map(drop)),
            Engine::Postgres(session) => session.execute_each(sql, part),
        })
    }

    /// All rows that an `INSERT` or a `DELETE` returns when it is run for each list of parameters,
    /// in any order.
    ///
    /// # Errors
    /// If the store fails.
    pub fn returned<'p, const N: usize>(
        &self,
        sql: &str,
        params: impl IntoIterator<Item = [Param<'p>; N]>,
    ) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for_each(params, |part| {
            match &self.0 {
                Engine::Sqlite(_) => {
                    for params in part {
                        rows.extend(self.query(sql, params)?);
                    }
                }
                Engine::Postgres(session) => rows.extend(session.returned(sql, part)?),
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// If the store fails.
    pub fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.stream(sql, params, |row| -> Result<(), StoreError> {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query.
    ///
    /// # Errors
    /// If the store fails.
    pub fn first(&self, sql: &str, params: &[Param<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row that a `SELECT` returns for each list of parameters, in their order.
    /// PostgreSQL is asked once for all of them.
    ///
    /// # Errors
    /// If the store fails.
    pub fn first_each<'p, const N: usize>(
        &self,
        sql: &str,
        params: impl IntoIterator<Item = [Param<'p>; N]>,
    ) -> Result<Vec<Option<Row>>, StoreError> {
        let mut rows = Vec::new();
        for_each(params, |part| {
            match &self.0 {
                Engine::Sqlite(_) => {
                    for params in part {
                        rows.push(self.first(sql, params)?);
                    }
                }
                Engine::Postgres(session) => rows.extend(session.first_each(sql, part)?),
            }
            Ok(())
        })?;
        Ok(rows)
    }

    /// Hands out the rows of a query one after the other, however many there are. `each`
    /// must not ask this connection anything: its answer would stand behind the rows.
    ///
    /// # Errors
    /// If the store or `each` fails.
    pub fn stream<E: From<StoreError>>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.0 {
            Engine::Sqlite(connection) => sqlite::query(connection, sql, params, each),
            Engine::Postgres(session) => session.stream(sql, params, each),
        }
    }

    /// Runs statements without parameters, which may be of one engine alone.
    ///
    /// # Errors
    /// If the store fails.
    pub fn batch(&self, sql: &str) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Engine::Postgres(session) => session.batch(sql),
        }
    }

    /// Waits until nobody else holds one of these names, and holds them all until the end of
    /// the transaction. Whoever changes what belongs to a name holds it, so that changes of
    /// one name follow one another, in whichever process. SQLite has one writer anyway.
    ///
    /// # Errors
    /// If the store fails.
    pub fn hold(&self, names: impl IntoIterator<Item = String>) -> Result<(), StoreError> {
        if let Engine::Sqlite(_) = self.0 {
            return Ok(());
        }
        // Always in the same order, so that no two wait for each other.
        let mut keys: Vec<i64> = names.into_iter().map(|name| key(&name)).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.first("SELECT pg_advisory_xact_lock(?1)::TEXT", &[Param::Int(key)])?;
        }
        Ok(())
    }

    /// Begins a transaction.
    pub(super) fn begin(&self, writes: bool) -> Result<(), StoreError> {
        self.batch(match (&self.0, writes) {
            (Engine::Sqlite(_), true) => "BEGIN IMMEDIATE",
            (Engine::Sqlite(_), false) => "BEGIN",
            // What is read after a wait in `hold` must be what the other one left.
            (Engine::Postgres(_), true) => "BEGIN ISOLATION LEVEL READ COMMITTED",
            (Engine::Postgres(_), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    /// Commits what was done since [`Connection::begin`].
    pub(super) fn commit(&self) -> Result<(), StoreError> {
        self.batch("COMMIT")
    }

    /// Takes back what was done since [`Connection::begin`].
    pub(super) fn roll_back(&self) {
        // Where even this fails, the connection is broken and nothing was committed.
        let _gone = match &self.0 {
            Engine::Sqlite(connection) if connection.is_autocommit() => Ok(()),
            _ => self.batch("ROLLBACK"),
        };
    }

    /// Whether nothing can be asked any more.
    pub(super) fn is_lost(&self) -> bool {
        match &self.0 {
            Engine::Sqlite(_) => false,
            Engine::Postgres(session) => session.is_lost(),
        }
    }

    /// Whether what failed may go well if all of the transaction is done again.
    pub(super) fn met_conflict(&self) -> bool {
        match &self.0 {
            Engine::Sqlite(_) => false,
            Engine::Postgres(session) => session.met_conflict(),
        }
    }

    /// Whether this is PostgreSQL.
    pub(super) fn is_postgres(&self) -> bool {
        matches!(self.0, Engine::Postgres(_))
    }
}

/// The number by which PostgreSQL knows a name that is held.
fn key(name: &str) -> i64 {
    let hash = Sha256::digest(format!("tillside {name}"));
    let mut bytes = [0; 8];
    for (byte, of) in bytes.iter_mut().zip(hash) {
        *byte = of;
    }
    i64::from_be_bytes(bytes)
}

/// Goes through lists of parameters in parts that are not too long.
fn for_each<P>(
    params: impl IntoIterator<Item = P>,
    mut run: impl FnMut(&[P]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let params: Vec<P> = params.into_iter().collect();
    params.chunks(AT_ONCE).try_for_each(&mut run)
}
