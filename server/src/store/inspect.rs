//! Looks at a store without changing it, which opening one does.

use super::postgres::Database;
use super::{Connection, StoreError, StorePlace, migrate, place, sqlite};

/// What was found of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How many migrations it has seen.
    pub version: usize,
    /// How many there are; those that are missing are applied when it is opened.
    pub known: usize,
    /// Shops in it.
    pub shops: i64,
}

/// Looks at a store; `None` where there is none yet.
///
/// # Errors
/// If it cannot be read, is damaged, or was written by a newer program.
pub fn inspect(place: &StorePlace) -> Result<Option<Found>, StoreError> {
    match place {
        StorePlace::File(data) => {
            let path = place::file(data);
            if !path.exists() {
                return Ok(None);
            }
            sqlite::check(&path)?;
            found(&sqlite::reader(&path)?.into()).map(Some)
        }
        StorePlace::Postgres(url) => {
            let database = Database::new(url)?;
            let found = found(&database.connect()?.into())?;
            Ok(Some(found).filter(|found| found.version > 0))
        }
    }
}

fn found(connection: &Connection) -> Result<Found, StoreError> {
    let version = migrate::version(connection)?;
    let known = migrate::known_to(version)?;
    let shops = match version {
        0 => None,
        _ => connection.first("SELECT count(*) FROM shops", &[])?,
    };
    Ok(Found {
        version,
        known,
        shops: shops.map_or(Ok(0), |mut row| row.get(0))?,
    })
}
