//! The rows of coupons: filled in, handed over to the ledger, claimed. Which code an answer gets is not decided here.

use survey::authoring;

use super::asked::InShop;
use super::value::{Row, ToParam as _, params};
use super::{Connection, StoreError};

/// How many codes of a pool there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The shop's key.
    pub shop: String,
    /// The pool's name.
    pub name: String,
    /// Codes that no stored answer has.
    pub left: i64,
    /// Codes that stored answers have.
    pub claimed: i64,
}

/// Codes of one pool that the ledger does not have yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnTheirWay {
    /// The shop's key.
    pub shop: String,
    /// The pool's name.
    pub pool: String,
    /// Their rows.
    pub ids: Vec<i64>,
    /// The codes, in the order in which they were filled in.
    pub codes: Vec<String>,
}

/// Fills a code in. Returns false where the shop has it, in whatever pool.
///
/// # Errors
/// If the store fails.
pub fn add(
    store: &Connection,
    (shop, pool): &InShop,
    code: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let added = store.execute(
        "INSERT INTO coupons (shop, pool, code, added_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop, code) DO NOTHING",
        &params![shop, pool, code, now],
    )?;
    Ok(added > 0)
}

/// All pools, in the order of shops and names.
///
/// # Errors
/// If the store fails.
pub fn pools(store: &Connection) -> Result<Vec<Pool>, StoreError> {
    let rows = store.query(
        "SELECT shop, pool, count(*) - count(claimed_at), count(claimed_at)
         FROM coupons GROUP BY shop, pool ORDER BY shop, pool",
        &[],
    )?;
    let pool = |mut row: Row| {
        Ok(Pool {
            shop: row.get(0)?,
            name: row.get(1)?,
            left: row.get(2)?,
            claimed: row.get(3)?,
        })
    };
    rows.into_iter().map(pool).collect()
}

/// The pools of one shop, in the order of names; what was claimed from `since` on counts as of
/// this week.
///
/// # Errors
/// If the store fails.
pub fn pools_of(
    store: &Connection,
    shop: &str,
    since: i64,
) -> Result<Vec<authoring::Pool>, StoreError> {
    let rows = store.query(
        "SELECT pool, count(*) - count(claimed_at), count(claimed_at),
                count(CASE WHEN claimed_at >= ?2 THEN 1 END)
         FROM coupons WHERE shop = ?1 GROUP BY pool ORDER BY pool",
        &params![shop, since],
    )?;
    let pool = |mut row: Row| {
        Ok(authoring::Pool {
            name: row.get(0)?,
            left: row.get(1)?,
            claimed: row.get(2)?,
            claimed_this_week: row.get(3)?,
        })
    };
    rows.into_iter().map(pool).collect()
}

/// Up to `most` codes of the first pool that has some on their way.
///
/// # Errors
/// If the store fails.
pub fn on_their_way(store: &Connection, most: usize) -> Result<OnTheirWay, StoreError> {
    let rows = store.query(
        "SELECT shop, pool, id, code FROM coupons WHERE in_ledger = 0
         ORDER BY shop, pool, id LIMIT ?1",
        &params![i64::try_from(most).unwrap_or(i64::MAX)],
    )?;
    let mut found = OnTheirWay::default();
    for mut row in rows {
        let (shop, pool): (String, String) = (row.get(0)?, row.get(1)?);
        if found.ids.is_empty() {
            (found.shop, found.pool) = (shop, pool);
        } else if (&found.shop, &found.pool) != (&shop, &pool) {
            break;
        }
        found.ids.push(row.get(2)?);
        found.codes.push(row.get(3)?);
    }
    Ok(found)
}

/// Sends every code that nobody has on its way once more.
///
/// # Errors
/// If the store fails.
pub fn send_again(store: &Connection) -> Result<(), StoreError> {
    store.execute(
        "UPDATE coupons SET in_ledger = 0 WHERE claimed_at IS NULL AND in_ledger = 1",
        &[],
    )?;
    Ok(())
}

/// Notes that the ledger has these codes.
///
/// # Errors
/// If the store fails.
pub fn arrived(store: &Connection, ids: &[i64]) -> Result<(), StoreError> {
    store.execute_each(
        "UPDATE coupons SET in_ledger = 1 WHERE id = ?1",
        ids.iter().map(|id| params![id]),
    )
}

/// Notes the code that an answer got. Safe to repeat; the answer keeps it whatever
/// snapshot of it wins.
///
/// # Errors
/// If the store fails.
pub fn claimed(
    store: &Connection,
    (shop, answer): &InShop,
    code: &str,
    now: i64,
) -> Result<(), StoreError> {
    store.execute(
        "UPDATE coupons SET claimed_at = ?3
         WHERE shop = ?1 AND code = ?2 AND claimed_at IS NULL",
        &params![shop, code, now],
    )?;
    store.execute(
        "UPDATE askings SET coupon = ?3 WHERE shop = ?1 AND answer = ?2",
        &params![shop, answer, code],
    )?;
    Ok(())
}
