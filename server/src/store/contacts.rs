//! The rows of addresses that shoppers left on purpose, apart from what they answered.

use survey::answer::Contact;
use survey::event::Asking;

use super::asked::{InShop, LeftContact};
use super::askings::Changed;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// The addresses that a shopper left with an answer: the channel and the address of each.
///
/// # Errors
/// If the store fails.
pub fn of(
    store: &Connection,
    (shop, answer): &InShop,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = store.query(
        "SELECT channel, address FROM contacts WHERE shop = ?1 AND answer = ?2
         ORDER BY place DESC",
        &params![shop, answer],
    )?;
    let contact = |mut row: Row| Ok((row.get(0)?, row.get(1)?));
    rows.into_iter().map(contact).collect()
}

/// Writes those of askings in place of what was left with older snapshots.
///
/// # Errors
/// If the store fails.
pub(super) fn put(store: &Connection, askings: &[Changed]) -> Result<(), StoreError> {
    // An address that the shopper took back by a later snapshot is forgotten.
    store.execute_each(
        "DELETE FROM contacts WHERE shop = ?1 AND answer = ?2",
        askings
            .iter()
            .filter(|changed| changed.is_known)
            .map(|Changed { asked, .. }| params![asked.shop, asked.asking.answer]),
    )?;
    let left = askings.iter().flat_map(|changed| {
        let of = |left| (&changed.asked, left);
        changed.contacts.iter().map(of)
    });
    store.execute_each(
        "INSERT INTO contacts (shop, answer, place, channel, address, prompt, version, left_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        left.map(|(asked, LeftContact { place, contact })| {
            let (channel, address) = match contact {
                Contact::Email(address) => ("email", address),
                Contact::Phone(address) => ("phone", address),
            };
            let Asking {
                answer,
                prompt,
                version,
                ..
            } = &asked.asking;
            params![
                asked.shop,
                answer,
                place,
                channel,
                address,
                prompt,
                version,
                asked.occurred_at
            ]
        }),
    )
}
