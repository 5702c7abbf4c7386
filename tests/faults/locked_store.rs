//! Somebody else holds the store's lock for longer than the drain waits, as a backup tool or a shell does. Answers go on, and are all there afterwards.

use crate::rush;
use anyhow::{Result, ensure};
use rusqlite::{Connection, TransactionBehavior};
use serde_json::{Value, json};
use tillside_tests::events::Shopper;
use tillside_tests::on_both_queues;
use tillside_tests::site::Site;
use tillside_tests::wait;

const ANSWERS: usize = 40;

on_both_queues!(what_came_while_the_store_was_locked_is_drained_afterwards);

async fn what_came_while_the_store_was_locked_is_drained_afterwards(site: Site) -> Result<()> {
    let server = rush::server(&site, &[]).await?;
    let token = server.token().await?;
    let answers = || -> Vec<Value> {
        let answer =
            |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
        (0..ANSWERS).map(answer).collect()
    };
    assert_eq!(server.post(&answers()).await?, ["accepted"; ANSWERS]);
    server.settled(ANSWERS).await?;
    let console = server.console().await?;
    let mut other = Connection::open(site.store())?;
    let lock = other.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    assert_eq!(server.post(&answers()).await?, ["accepted"; ANSWERS]);
    wait::until("the drain to meet the lock", || async {
        let logs = server.logs();
        let met = |line: &String| line.contains("the drain could not finish");
        Ok(logs.iter().any(met).then_some(()))
    })
    .await?;
    // Neither shoppers nor the numbers that are there already wait for the lock.
    assert_eq!(server.post(&answers()).await?, ["accepted"; ANSWERS]);
    server.book("?step=confirmation").await?;
    let before = console.prompt(&server, "how-likely", 1).await?;
    assert_eq!(before.answered, i64::try_from(ANSWERS)?);
    drop(lock);
    server.settled(3 * ANSWERS).await?;
    let after = console.prompt(&server, "how-likely", 1).await?;
    assert_eq!(after.answered, 3 * i64::try_from(ANSWERS)?);
    ensure!(server.metrics().await?.fate("stored") == 3.0 * ANSWERS as f64);
    server.stop().await
}
