//! The store in SQLite: a file of the data directory, one connection that writes and several
//! that read. Which statements are run is not decided here.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Rows, params_from_iter};

use super::StoreError;
use super::value::{Datum, Param, Row};

/// How long a statement waits for another process (an import, say) to finish its write.
const BUSY: Duration = Duration::from_secs(10);

/// How many prepared statements a connection keeps; more than the drain uses in a turn.
const STATEMENTS: usize = 64;

/// The name of the store in the data directory.
pub const FILE: &str = "tillside.db";

/// Opens the file for writing, making it and its directory where they are missing.
///
/// # Errors
/// If the directory cannot be written.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let open = || -> Result<Connection, Box<dyn std::error::Error + Send + Sync>> {
        if let Some(data) = path.parent() {
            std::fs::create_dir_all(data)?;
        }
        make_private(path)?;
        let writer = Connection::open(path)?;
        prepare(&writer)?;
        Ok(writer)
    };
    open().map_err(|source| StoreError::Open {
        path: path.to_owned(),
        source,
    })
}

/// Opens the file for reading.
///
/// # Errors
/// If it cannot be opened.
pub fn reader(path: &Path) -> Result<Connection, StoreError> {
    let reader = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    reader.busy_timeout(BUSY)?;
    reader.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(reader)
}

/// Writes the store of a file as it is at this moment into a new file.
///
/// # Errors
/// If it cannot be written.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::Open {
        path: to.to_owned(),
        source: Box::new(error),
    };
    make_private(to).map_err(failed)?;
    reader(from)?.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(failed)
}

/// Reads all of a file and says whether it is whole.
///
/// # Errors
/// With what is wrong with it.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let found: String =
        reader(path)?.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::unreadable("a page", found)),
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

/// Runs a statement that returns no rows, and says how many it changed.
pub(super) fn execute(
    connection: &Connection,
    sql: &str,
    params: &[Param<'_>],
) -> Result<u64, StoreError> {
    let changed = connection
        .prepare_cached(sql)?
        .execute(params_from_iter(params))?;
    Ok(changed.try_into().unwrap_or(u64::MAX))
}

/// Hands out the rows of a statement one after the other.
pub(super) fn query<E: From<StoreError>>(
    connection: &Connection,
    sql: &str,
    params: &[Param<'_>],
    mut each: impl FnMut(Row) -> Result<(), E>,
) -> Result<(), E> {
    let mut statement = connection.prepare_cached(sql).map_err(StoreError::from)?;
    let columns = statement.column_count();
    let mut rows = statement
        .query(params_from_iter(params))
        .map_err(StoreError::from)?;
    while let Some(row) = next(&mut rows, columns)? {
        each(row)?;
    }
    Ok(())
}

fn next(rows: &mut Rows<'_>, columns: usize) -> Result<Option<Row>, StoreError> {
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let mut data = Vec::with_capacity(columns);
    for column in 0..columns {
        data.push(match row.get_ref(column)? {
            ValueRef::Null => Datum::Null,
            ValueRef::Integer(n) => Datum::Int(n),
            ValueRef::Real(n) => Datum::Real(n),
            ValueRef::Text(text) => Datum::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Datum::Bytes(bytes.to_vec()),
        });
    }
    Ok(Some(Row::new(data)))
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Param::Null => ValueRef::Null,
            Param::Int(n) => ValueRef::Integer(n),
            Param::Real(n) => ValueRef::Real(n),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
