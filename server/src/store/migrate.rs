//! Brings a store's tables to the version this program knows. Not the place of any query.

use super::value::Param;
use super::{Connection, StoreError};

/// One step of the tables, in the words of each engine.
struct Migration {
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($name:literal) => {
        Migration {
            sqlite: include_str!(concat!("sqlite/", $name)),
            postgres: include_str!(concat!("postgres/", $name)),
        }
    };
}

/// The migrations in order; a store's version counts how many it has seen.
const MIGRATIONS: &[Migration] = &[
    migration!("schema.sql"),
    migration!("coupons.sql"),
    migration!("erasure.sql"),
    migration!("totals.sql"),
    migration!("people.sql"),
    migration!("drafts.sql"),
    migration!("many.sql"),
    migration!("doubts.sql"),
    migration!("removals.sql"),
    migration!("marks.sql"),
    migration!("acceptances.sql"),
    migration!("testers.sql"),
    migration!("cases.sql"),
    migration!("notices.sql"),
    migration!("left_contacts.sql"),
    migration!("kept.sql"),
];

/// What a migration did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version that the store had; 0 where there was none.
    pub from: usize,
    /// The version that it has.
    pub to: usize,
}

/// Applies the migrations that are missing, all in one transaction. Any number of programs
/// may do so at once: one does it, the others wait and find it done.
///
/// # Errors
/// A store written by a newer program is refused: this one would damage it.
pub fn migrate(connection: &Connection) -> Result<Migrated, StoreError> {
    // A program that may not change tables need not, where nothing is missing.
    let found = version(connection)?;
    if missing(found)?.is_empty() {
        return Ok(Migrated {
            from: found,
            to: found,
        });
    }
    connection.begin(true)?;
    let migrated = apply(connection).and_then(|migrated| {
        connection.commit()?;
        Ok(migrated)
    });
    if migrated.is_err() {
        connection.roll_back();
    }
    migrated
}

fn apply(connection: &Connection) -> Result<Migrated, StoreError> {
    connection.hold(["migrations".to_owned()])?;
    let from = version(connection)?;
    for migration in missing(from)? {
        connection.batch(match connection.is_postgres() {
            true => migration.postgres,
            false => migration.sqlite,
        })?;
    }
    let to = MIGRATIONS.len();
    if from != to {
        set_version(connection, to)?;
    }
    Ok(Migrated { from, to })
}

/// The migrations that a store of this version lacks.
fn missing(seen: usize) -> Result<&'static [Migration], StoreError> {
    MIGRATIONS.get(seen..).ok_or(StoreError::Newer {
        found: seen,
        known: MIGRATIONS.len(),
    })
}

/// The version of a store; 0 where there is none.
///
/// # Errors
/// If the store fails.
pub fn version(connection: &Connection) -> Result<usize, StoreError> {
    let found = match connection.is_postgres() {
        true => {
            // Read as a table is: what PostgreSQL keeps in mind of its catalogue may be older.
            let table = "SELECT 1 FROM pg_tables
                WHERE schemaname = current_schema() AND tablename = 'schema_version'";
            match connection.first(table, &[])? {
                Some(_) => connection.first("SELECT version FROM schema_version", &[])?,
                None => None,
            }
        }
        false => connection.first("PRAGMA user_version", &[])?,
    };
    let version: i64 = found.map_or(Ok(0), |mut row| row.get(0))?;
    // No program writes a version below 0.
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

fn set_version(connection: &Connection, version: usize) -> Result<(), StoreError> {
    if !connection.is_postgres() {
        return connection.batch(&format!("PRAGMA user_version = {version}"));
    }
    connection.execute("DELETE FROM schema_version", &[])?;
    let version = Param::Int(i64::try_from(version).unwrap_or(i64::MAX));
    connection.execute(
        "INSERT INTO schema_version (version) VALUES (?1)",
        &[version],
    )?;
    Ok(())
}

/// How many migrations there are.
///
/// # Errors
/// A store that has seen more was written by a newer program.
pub fn known_to(seen: usize) -> Result<usize, StoreError> {
    missing(seen).map(|_| MIGRATIONS.len())
}
