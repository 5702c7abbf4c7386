//! Brings a store's tables to the version this program knows. Not the place of any query.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// The migrations in order; `user_version` counts how many a store has seen.
const MIGRATIONS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("coupons.sql"),
    include_str!("erasure.sql"),
];

/// Applies the migrations that are missing, all in one transaction.
///
/// # Errors
/// A store written by a newer program is refused: this one would damage it.
pub fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (seen, known) = version(&transaction)?;
    let missing = &MIGRATIONS[seen..];
    for sql in missing {
        transaction.execute_batch(sql)?;
    }
    if !missing.is_empty() {
        transaction.pragma_update(
            None,
            "user_version",
            i64::try_from(known).unwrap_or(i64::MAX),
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// How many migrations a store has seen, and how many there are.
///
/// # Errors
/// A store that has seen more was written by a newer program.
pub fn version(connection: &Connection) -> Result<(usize, usize), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len();
    let seen = usize::try_from(found).ok().filter(|seen| *seen <= known);
    let seen = seen.ok_or(StoreError::Newer { found, known })?;
    Ok((seen, known))
}
