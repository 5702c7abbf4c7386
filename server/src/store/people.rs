//! People who work in the console, and the hashes of their passwords. What they may do in
//! which shop stands in [`super::roles`]; how a password is hashed is not decided here.

use survey::console::Somebody;
use uuid::Uuid;

use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// A random id.
    pub id: String,
    /// The address, in lower case.
    pub email: String,
    /// For people.
    pub name: String,
    /// Whether the person is owner of every shop.
    pub is_administrator: bool,
    /// In which language the console shall be.
    pub lang: Option<String>,
}

impl Person {
    /// As others see the person.
    pub fn somebody(&self) -> Somebody {
        Somebody {
            name: self.name.clone(),
            email: self.email.clone(),
        }
    }
}

/// Waits until nobody else changes people, roles or invitations, and holds them until the end
/// of the transaction. Every such change begins with this.
///
/// # Errors
/// If the store fails.
pub fn hold(store: &Connection) -> Result<(), StoreError> {
    store.hold(["people".to_owned()])
}

/// Whether there is any person.
///
/// # Errors
/// If the store fails.
pub fn is_any(store: &Connection) -> Result<bool, StoreError> {
    Ok(store.first("SELECT 1 FROM people LIMIT 1", &[])?.is_some())
}

/// Makes a person. The address must be in lower case and nobody's yet.
///
/// # Errors
/// If the store fails, or the address is somebody's.
pub fn create(
    store: &Connection,
    who: &Somebody,
    password: &str,
    is_administrator: bool,
    now: i64,
) -> Result<Person, StoreError> {
    let person = Person {
        id: Uuid::new_v4().to_string(),
        email: who.email.clone(),
        name: who.name.clone(),
        is_administrator,
        lang: None,
    };
    store.execute(
        "INSERT INTO people (id, email, name, password, is_administrator, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &params![
            person.id,
            person.email,
            person.name,
            password,
            is_administrator,
            now
        ],
    )?;
    Ok(person)
}

/// The person of an address in lower case, with the hash of the password.
///
/// # Errors
/// If the store fails.
pub fn by_email(store: &Connection, email: &str) -> Result<Option<(Person, String)>, StoreError> {
    let found = store.first(
        "SELECT id, email, name, is_administrator, lang, password FROM people WHERE email = ?1",
        &params![email],
    )?;
    found.map(read).transpose()
}

/// The person of an id, with the hash of the password.
///
/// # Errors
/// If the store fails.
pub fn by_id(store: &Connection, id: &str) -> Result<Option<(Person, String)>, StoreError> {
    let found = store.first(
        "SELECT id, email, name, is_administrator, lang, password FROM people WHERE id = ?1",
        &params![id],
    )?;
    found.map(read).transpose()
}

/// Writes name, address and language of a person.
///
/// # Errors
/// If the store fails, or the address is somebody else's.
pub fn put(store: &Connection, person: &Person) -> Result<(), StoreError> {
    store.execute(
        "UPDATE people SET email = ?2, name = ?3, lang = ?4 WHERE id = ?1",
        &params![person.id, person.email, person.name, person.lang],
    )?;
    Ok(())
}

/// The person with the language of their console, where it is known.
///
/// # Errors
/// If the store fails.
pub fn in_language(
    store: &Connection,
    person: Person,
    lang: Option<String>,
) -> Result<Person, StoreError> {
    let person = Person { lang, ..person };
    put(store, &person)?;
    Ok(person)
}

/// Writes the hash of a new password.
///
/// # Errors
/// If the store fails.
pub fn put_password(store: &Connection, id: &str, password: &str) -> Result<(), StoreError> {
    store.execute(
        "UPDATE people SET password = ?2 WHERE id = ?1",
        &params![id, password],
    )?;
    Ok(())
}

fn read(mut row: Row) -> Result<(Person, String), StoreError> {
    let person = Person {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        is_administrator: row.get(3)?,
        lang: row.get(4)?,
    };
    Ok((person, row.get(5)?))
}
