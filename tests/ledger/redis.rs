//! What only the ledger in Redis promises: an end to old marks, and errors instead of waiting.

use crate::place::{claim, code_of, codes};
use anyhow::Result;
use std::time::Duration;
use tillside_server::config::Rate;
use tillside_server::ledger::marks::{LIFE, Mark};
use tillside_server::ledger::redis::RedisLedger;
use tillside_server::ledger::{Customer, Ledger};
use tillside_tests::redis_server::RedisServer;

#[tokio::test]
async fn marks_are_let_go_by_redis_itself() -> Result<()> {
    let server = RedisServer::start().await?;
    let ledger = Ledger::Redis(RedisLedger::new(&server.url(), 0)?);
    let jo = Customer::new("pk_one", "jo");
    ledger.mark(jo, vec![Mark::shown("why", "a", 1)]).await?;
    let client = redis::Client::open(server.url())?;
    let mut connection = client.get_multiplexed_async_connection().await?;
    let keys: Vec<String> = redis::cmd("KEYS")
        .arg("tillside:{ledger}:customer:*")
        .query_async(&mut connection)
        .await?;
    assert_eq!(keys.len(), 1);
    let left: i64 = redis::cmd("PTTL")
        .arg(&keys[0])
        .query_async(&mut connection)
        .await?;
    assert!((LIFE - 60_000..=LIFE).contains(&left), "{left}");
    Ok(())
}

#[tokio::test]
async fn a_lost_redis_is_an_error_and_the_claim_is_kept_when_it_is_back() -> Result<()> {
    let mut server = RedisServer::start().await?;
    let ledger = Ledger::Redis(RedisLedger::new(&server.url(), 0)?);
    ledger.stock("pk_one", "thanks", codes(0..2)).await?;
    let code = code_of(&ledger, "a").await?;
    server.kill().await?;
    assert!(ledger.claim(claim("b", None, None)).await.is_err());
    server.restart().await?;
    // The connection is made anew in the background; each try costs a moment only.
    let again = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Ok(again) = code_of(&ledger, "a").await {
                break again;
            }
        }
    });
    assert_eq!(again.await?, code);
    Ok(())
}

#[tokio::test]
async fn a_quota_is_leased_once_comes_back_with_time_and_takes_back_what_was_left() -> Result<()> {
    let server = RedisServer::start().await?;
    let (one, other) = (
        Ledger::Redis(RedisLedger::new(&server.url(), 0)?),
        Ledger::Redis(RedisLedger::new(&server.url(), 0)?),
    );
    // An event comes back in a second: nothing of what is looked at here.
    let quota = Rate {
        per_second: 1,
        burst: 100,
    };
    let lease = async |ledger: &Ledger, least, wanted, back| {
        ledger.lease("pk_one", quota, least, wanted, back).await
    };
    assert_eq!(lease(&one, 10, 70, 0).await?.events, 70);
    let rest = lease(&other, 10, 70, 0).await?.events;
    assert!((30..40).contains(&rest), "{rest}");
    let refused = lease(&one, 50, 70, 0).await?;
    assert_eq!(refused.events, 0);
    assert!(refused.wait > Duration::from_secs(30), "{refused:?}");
    assert_eq!(lease(&one, 40, 40, 40).await?.events, 40);
    // Another shop has a quota of its own, and more than all of it is never there.
    let another = other.lease("pk_two", quota, 1, 500, 500).await?;
    assert_eq!(another.events, 100);
    Ok(())
}
