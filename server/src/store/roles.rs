//! What people may do in which shop. That an administrator may do everything everywhere is
//! not written down here.

use survey::console::{Member, Role};
use survey::results::ShopSummary;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// The role of a person in a shop.
///
/// # Errors
/// If the store fails.
pub fn of(store: &Connection, shop: &str, person: &str) -> Result<Option<Role>, StoreError> {
    let found = store.first(
        "SELECT role FROM roles WHERE shop = ?1 AND person = ?2",
        &params![shop, person],
    )?;
    found.map(|mut row| role(&mut row, 0)).transpose()
}

/// The shops in which a person has a role, by name.
///
/// # Errors
/// If the store fails.
pub fn shops(store: &Connection, person: &str) -> Result<Vec<ShopSummary>, StoreError> {
    let rows = store.query(
        "SELECT s.key, s.name, r.role FROM roles AS r JOIN shops AS s ON s.key = r.shop
         WHERE r.person = ?1 ORDER BY s.name, s.key",
        &params![person],
    )?;
    let shop = |mut row: Row| {
        Ok(ShopSummary {
            key: row.get(0)?,
            name: row.get(1)?,
            role: role(&mut row, 2)?,
        })
    };
    rows.into_iter().map(shop).collect()
}

/// The people with a role in a shop, by name.
///
/// # Errors
/// If the store fails.
pub fn members(store: &Connection, shop: &str) -> Result<Vec<Member>, StoreError> {
    let rows = store.query(
        "SELECT p.id, p.name, p.email, r.role, r.since
         FROM roles AS r JOIN people AS p ON p.id = r.person
         WHERE r.shop = ?1 ORDER BY p.name, p.email",
        &params![shop],
    )?;
    let member = |mut row: Row| {
        Ok(Member {
            id: row.get(0)?,
            name: row.get(1)?,
            email: row.get(2)?,
            role: role(&mut row, 3)?,
            since: row.get(4)?,
        })
    };
    rows.into_iter().map(member).collect()
}

/// Whether a shop has an owner other than this person.
///
/// # Errors
/// If the store fails.
pub fn has_other_owner(store: &Connection, shop: &str, person: &str) -> Result<bool, StoreError> {
    let found = store.first(
        "SELECT 1 FROM roles WHERE shop = ?1 AND person <> ?2 AND role = 'owner' LIMIT 1",
        &params![shop, person],
    )?;
    Ok(found.is_some())
}

/// Gives a person a role in a shop, in place of the one that there was.
///
/// # Errors
/// If the store fails.
pub fn put(
    store: &Connection,
    shop: &str,
    person: &str,
    role: Role,
    now: i64,
) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO roles (shop, person, role, since) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, person) DO UPDATE SET role = excluded.role",
        &params![shop, person, role.name(), now],
    )?;
    Ok(())
}

/// Takes a person out of a shop.
///
/// # Errors
/// If the store fails.
pub fn remove(store: &Connection, shop: &str, person: &str) -> Result<(), StoreError> {
    store.execute(
        "DELETE FROM roles WHERE shop = ?1 AND person = ?2",
        &params![shop, person],
    )?;
    Ok(())
}

/// The role in a column.
pub(super) fn role(row: &mut Row, column: usize) -> Result<Role, StoreError> {
    let name: String = row.get(column)?;
    Role::named(&name).ok_or_else(|| StoreError::unreadable("a role", format!("no role {name}")))
}
