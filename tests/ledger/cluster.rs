//! The ledger on a cluster: shops and customers lie on different masters, and each has all that is its own in one place.

use crate::place::{codes, got};
use anyhow::Result;
use std::collections::HashSet;
use tillside_server::ledger::marks::Mark;
use tillside_server::ledger::redis::RedisLedger;
use tillside_server::ledger::{Claim, Customer, Ledger};
use tillside_tests::redis_fleet::Cluster;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coupons_and_marks_are_kept_wherever_they_lie() -> Result<()> {
    let cluster = Cluster::start().await?;
    let ledger = Ledger::Redis(RedisLedger::new(&cluster.url(), 0)?);
    for number in 0..20 {
        let shop = format!("pk_{number}");
        assert_eq!(ledger.stock(&shop, "thanks", codes(0..2)).await?, 2);
        assert_eq!(ledger.stock(&shop, "thanks", codes(0..2)).await?, 0);
        let claim = |answer| Claim::new(&shop, "thanks", "why", answer, None, Some("jo"));
        assert_eq!(ledger.claim(claim("a")).await?, got("CODE-00000", true));
        assert_eq!(ledger.claim(claim("b")).await?, got("CODE-00000", false));
        let jo = Customer::new(&shop, "jo");
        let mark = Mark::answered("why", 1);
        ledger.mark(jo.clone(), vec![mark.clone()]).await?;
        assert_eq!(ledger.marks(jo.clone()).await?, [mark]);
        if number % 2 == 0 {
            ledger.forget(jo.clone()).await?;
            assert!(ledger.marks(jo).await?.is_empty());
        }
    }
    let mut kept = HashSet::new();
    for master in &cluster.masters {
        kept.insert(master.ask::<u64>(&["DBSIZE"]).await?.min(1));
    }
    assert_eq!(kept, HashSet::from([1]), "a master has nothing");
    Ok(())
}
