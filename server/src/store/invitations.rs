//! Invitations into shops. Their codes are in nobody's hands but those of the invited.

use survey::DAY;
use survey::console::{Invitation, Role};
use uuid::Uuid;

use super::access::{hash, secret};
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError, roles};

/// How long an invitation can be taken up, in milliseconds (7 days).
pub const INVITATION_LASTS: i64 = 7 * DAY;

/// An invitation as its code opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its id.
    pub id: String,
    /// The shop's key.
    pub shop: String,
    /// The shop's name.
    pub shop_name: String,
    /// Who is invited, in lower case.
    pub email: String,
    /// What for.
    pub role: Role,
}

/// Invites an address into a shop and returns the code. An older invitation of the same
/// address into the shop is withdrawn.
///
/// # Errors
/// If the store fails or the system gives no randomness.
pub fn create(
    store: &Connection,
    shop: &str,
    email: &str,
    role: Role,
    now: i64,
) -> Result<String, StoreError> {
    store.execute(
        "DELETE FROM invitations WHERE expires_at <= ?1 OR (shop = ?2 AND email = ?3)",
        &params![now, shop, email],
    )?;
    let code = secret()?;
    store.execute(
        "INSERT INTO invitations (id, hash, shop, email, role, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &params![
            Uuid::new_v4().to_string(),
            hash(&code),
            shop,
            email,
            role.name(),
            now,
            now + INVITATION_LASTS
        ],
    )?;
    Ok(code)
}

/// The invitations into a shop that can be taken up, newest first.
///
/// # Errors
/// If the store fails.
pub fn of_shop(store: &Connection, shop: &str, now: i64) -> Result<Vec<Invitation>, StoreError> {
    let rows = store.query(
        "SELECT id, email, role, created_at, expires_at FROM invitations
         WHERE shop = ?1 AND expires_at > ?2 ORDER BY created_at DESC, email",
        &params![shop, now],
    )?;
    let invitation = |mut row: Row| {
        Ok(Invitation {
            id: row.get(0)?,
            email: row.get(1)?,
            role: roles::role(&mut row, 2)?,
            at: row.get(3)?,
            expires_at: row.get(4)?,
        })
    };
    rows.into_iter().map(invitation).collect()
}

/// The invitation of a code; `None` where the code is unknown, used, withdrawn or too old.
///
/// # Errors
/// If the store fails.
pub fn open(store: &Connection, code: &str, now: i64) -> Result<Option<Open>, StoreError> {
    let found = store.first(
        "SELECT i.id, i.shop, s.name, i.email, i.role
         FROM invitations AS i JOIN shops AS s ON s.key = i.shop
         WHERE i.hash = ?1 AND i.expires_at > ?2",
        &params![hash(code), now],
    )?;
    let read = |mut row: Row| {
        Ok(Open {
            id: row.get(0)?,
            shop: row.get(1)?,
            shop_name: row.get(2)?,
            email: row.get(3)?,
            role: roles::role(&mut row, 4)?,
        })
    };
    found.map(read).transpose()
}

/// Takes an invitation into a shop out of the store, and returns whom it was for and what.
///
/// # Errors
/// If the store fails.
pub fn remove(
    store: &Connection,
    shop: &str,
    id: &str,
) -> Result<Option<(String, Role)>, StoreError> {
    let found = store.first(
        "DELETE FROM invitations WHERE shop = ?1 AND id = ?2 RETURNING email, role",
        &params![shop, id],
    )?;
    let read = |mut row: Row| Ok((row.get(0)?, roles::role(&mut row, 1)?));
    found.map(read).transpose()
}
