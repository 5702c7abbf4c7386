//! Coupons on their way from a file to the ledger: `tillside coupons add` puts them into the store, and a running server hands them over. Who gets which, the collector and the ledger settle.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use survey::fault::Fault;
use survey::json::Json;
use survey::question;

use crate::ledger::Ledger;
use crate::store::coupons::{self, OnTheirWay, Pool};
use crate::store::{Store, StoreError, StorePlace, now_ms, shops};

/// How often the store is asked whether there are new codes.
const EVERY: Duration = Duration::from_secs(1);
/// How many codes are handed over at once.
const AT_ONCE: usize = 1_000;
/// The longest code, in characters: it has to fit on a card.
const LONGEST: usize = 64;

/// Fills a pool with the codes of a file, one a line, and returns how many were new and
/// how many the shop had already. A running server hands them out within a second or two.
///
/// # Errors
/// With the line and the problem, or if the shop is not in the store. Nothing is
/// changed then.
pub fn add(
    place: &StorePlace,
    shop: &str,
    pool: &str,
    file: &Path,
) -> anyhow::Result<(usize, usize)> {
    question::id(&Json::from(pool)).map_err(|error| anyhow!("the pool's name {pool} {error}"))?;
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let codes = codes(&text).with_context(|| file.display().to_string())?;
    let into = (shop.to_owned(), pool.to_owned());
    Store::open_existing(place)?.write_blocking(|tx| {
        shops::must_exist(tx, shop)?;
        let mut new = 0;
        for code in &codes {
            new += usize::from(coupons::add(tx, &into, code, now_ms())?);
        }
        Ok((new, codes.len() - new))
    })
}

/// The pools of a store.
///
/// # Errors
/// If there is no store or it fails.
pub fn list(place: &StorePlace) -> Result<Vec<Pool>, StoreError> {
    Store::open_existing(place)?.read_blocking(coupons::pools)
}

/// The codes of a text, one a line.
///
/// # Errors
/// With the line and not the code, which is worth money.
pub fn codes(text: &str) -> Result<Vec<&str>, Fault> {
    let mut codes = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim();
        let fits = code.chars().count() <= LONGEST && !code.chars().any(char::is_control);
        if !fits {
            return Err(Fault::CouponLine(number, LONGEST));
        }
        if !code.is_empty() {
            codes.push(code);
        }
    }
    if codes.is_empty() {
        return Err(Fault::Empty);
    }
    Ok(codes)
}

/// Hands new codes over to the ledger for ever, and all that are left at the beginning, in
/// case the ledger was lost. One that it has already it leaves where it is.
pub async fn hand_over(store: Store, ledger: Arc<Ledger>) {
    let (mut sent_again, mut failing) = (false, false);
    loop {
        match hand_over_some(&store, &ledger, &mut sent_again).await {
            Ok(AT_ONCE) => continue,
            Ok(_) => failing = false,
            Err(error) => {
                // Said once per trouble, not every second.
                if !failing {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "coupons could not be handed over to the ledger; it is tried again"
                    );
                }
                failing = true;
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn hand_over_some(
    store: &Store,
    ledger: &Ledger,
    sent_again: &mut bool,
) -> anyhow::Result<usize> {
    if !*sent_again {
        let sent: Result<(), StoreError> = store.write(coupons::send_again).await;
        sent?;
        *sent_again = true;
    }
    let found: Result<_, StoreError> = store.read(|c| coupons::on_their_way(c, AT_ONCE)).await;
    let found = found?;
    let number = found.ids.len();
    if number > 0 {
        let OnTheirWay {
            shop,
            pool,
            ids,
            codes,
        } = found;
        let new = ledger.stock(&shop, &pool, codes).await?;
        let noted: Result<(), StoreError> = store.write(move |tx| coupons::arrived(tx, &ids)).await;
        noted?;
        if new > 0 {
            tracing::info!(shop, pool, new, "coupons came in");
        }
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_one_a_line_and_a_wrong_one_is_told_by_its_line() {
        let read = |text| codes(text).map_err(|error| error.to_string());
        assert_eq!(read("A-1\r\n\n  B 2  \nCÄ3"), Ok(vec!["A-1", "B 2", "CÄ3"]));
        assert!(read(" \n\n").is_err_and(|told| told.contains("at least one")));
        let long = format!("A\n{}", "x".repeat(65));
        let told = read(&long).expect_err("is refused");
        assert!(told.starts_with("line 2:") && !told.contains('x'.to_string().repeat(9).as_str()));
        assert!(read("A\u{7}B").is_err());
    }
}
