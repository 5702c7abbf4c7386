//! The ledger in Redis, where one script each keeps a claim, a filling and a marking in one piece. What the scripts hold is nobody's id in the clear.

use super::marks::{LIFE, MOST, Mark};
use super::{Claim, Claimed, Customer, LedgerError, Slice};
use crate::config::Rate;
use crate::queue::QueueError;
use crate::queue::redis::Shard;
use redis::{Cmd, FromRedisValue, cmd, pipe};
use std::collections::HashMap;
use std::time::Duration;

/// A handle on the ledger; all tasks share the way to Redis. All of a shop lies in one
/// shard, and all of a customer, so that a cluster keeps together what one script needs.
#[derive(Debug)]
pub struct RedisLedger {
    shards: Vec<Shard>,
}

impl RedisLedger {
    /// The ledger in this Redis. Nothing is sent before the first use. Then, and after each
    /// failure, a Redis that could lose what it is told is refused. What is noted is durable
    /// when `replicas` replicas have it.
    ///
    /// # Errors
    /// [`LedgerError::Misconfigured`] if the URL cannot be read.
    pub fn new(url: &str, replicas: u32) -> Result<Self, LedgerError> {
        let shards = Shard::all(url, "ledger", replicas).map_err(unavailable)?;
        Ok(RedisLedger { shards })
    }

    pub(super) async fn stock(
        &self,
        shop: &str,
        pool: &str,
        codes: Vec<String>,
    ) -> Result<usize, LedgerError> {
        if codes.is_empty() {
            return Ok(0);
        }
        let shard = self.shard(shop);
        let keys = [known(shard, shop), left(shard, shop, pool)];
        let mut script = script(include_str!("redis/stock.lua"), &keys);
        script.arg(codes);
        change(shard, script).await
    }

    pub(super) async fn claim(&self, claim: Claim) -> Result<Claimed, LedgerError> {
        let Claim { shop, pool, names } = claim;
        let shard = self.shard(&shop);
        let keys = [shard.key("claims"), left(shard, &shop, &pool)];
        let mut script = script(include_str!("redis/claim.lua"), &keys);
        script.arg(names);
        let (code, is_new) = change(shard, script).await?;
        Ok(Claimed { code, is_new })
    }

    pub(super) async fn lease(
        &self,
        shop: &str,
        quota: Rate,
        least_wanted_back: [u32; 3],
    ) -> Result<Slice, LedgerError> {
        let shard = self.shard(shop);
        let key = shard.key(&format!("quota:{shop}"));
        let mut script = script(include_str!("redis/lease.lua"), &[key]);
        script.arg(quota.per_second).arg(quota.burst);
        script.arg(&least_wanted_back);
        // A lease is soon over, so no replica needs to have it.
        let leased: Result<(u32, u64), _> = shard.ask(&script).await;
        let (events, millis) = leased.map_err(unavailable)?;
        Ok(Slice {
            events,
            wait: Duration::from_millis(millis),
        })
    }

    pub(super) async fn mark(
        &self,
        customer: Customer,
        marks: Vec<Mark>,
    ) -> Result<(), LedgerError> {
        let (shard, key) = self.of(&customer);
        let mut script = script(include_str!("redis/mark.lua"), &[key]);
        script.arg(MOST).arg(LIFE);
        for Mark { name, at } in marks {
            script.arg(name).arg(at);
        }
        change(shard, script).await
    }

    pub(super) async fn marks(&self, customer: Customer) -> Result<Vec<Mark>, LedgerError> {
        let (shard, key) = self.of(&customer);
        let asked = shard.ask(cmd("HGETALL").arg(key)).await;
        let marks: HashMap<String, i64> = asked.map_err(unavailable)?;
        let mark = |(name, at)| Mark { name, at };
        Ok(marks.into_iter().map(mark).collect())
    }

    pub(super) async fn forget(&self, customer: Customer) -> Result<(), LedgerError> {
        let (shard, key) = self.of(&customer);
        let mut forget = cmd("DEL");
        forget.arg(key);
        change(shard, forget).await
    }

    fn shard(&self, name: &str) -> &Shard {
        // The remainder is below the number of shards, which is small.
        &self.shards[crc32fast::hash(name.as_bytes()) as usize % self.shards.len()]
    }

    /// The marks of a customer.
    fn of(&self, Customer(name): &Customer) -> (&Shard, String) {
        let shard = self.shard(name);
        (shard, shard.key(&format!("customer:{name}")))
    }
}

/// Every code that a shop ever had.
fn known(shard: &Shard, shop: &str) -> String {
    shard.key(&format!("codes:{shop}"))
}

/// The codes of a pool that are left, the next one first.
fn left(shard: &Shard, shop: &str, pool: &str) -> String {
    shard.key(&format!("left:{shop}:{pool}"))
}

async fn change<T: FromRedisValue>(shard: &Shard, command: Cmd) -> Result<T, LedgerError> {
    let mut commands = pipe();
    commands.add_command(command);
    let changed = shard.change(commands).await;
    changed.map(|(reply,)| reply).map_err(unavailable)
}

fn script(text: &str, keys: &[String]) -> Cmd {
    let mut command = cmd("EVAL");
    command.arg(text).arg(keys.len()).arg(keys);
    command
}

/// The queue's error says what Redis said, without repeating an argument.
fn unavailable(error: QueueError) -> LedgerError {
    match error {
        QueueError::Unavailable(what) => LedgerError::Unavailable(what),
        other => LedgerError::Misconfigured(other.to_string()),
    }
}
