//! The ledger in Redis, where one script each keeps a claim, a filling and a marking in one piece. What the scripts hold is nobody's id in the clear.

use super::marks::{LIFE, MOST, Mark};
use super::{Claim, Claimed, Customer, LedgerError};
use crate::queue::QueueError;
use crate::queue::redis::SoundLink;
use redis::{Cmd, FromRedisValue, cmd};
use std::collections::HashMap;

/// Everything of the ledger shares one hash tag, so that a cluster keeps it together.
const PREFIX: &str = "tillside:{ledger}";

/// A handle on the ledger; all tasks share one connection.
#[derive(Debug)]
pub struct RedisLedger {
    link: SoundLink,
}

impl RedisLedger {
    /// The ledger in this Redis. Nothing is sent before the first use. Then, and after each
    /// failure, a Redis that could lose what it is told is refused.
    ///
    /// # Errors
    /// [`LedgerError::Misconfigured`] if the URL cannot be read.
    pub fn new(url: &str) -> Result<Self, LedgerError> {
        let link = SoundLink::new(url).map_err(unavailable)?;
        Ok(RedisLedger { link })
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
        let mut script = script(
            include_str!("redis/stock.lua"),
            &[known(shop), left(shop, pool)],
        );
        self.ask(script.arg(codes)).await
    }

    pub(super) async fn claim(&self, claim: Claim) -> Result<Claimed, LedgerError> {
        let keys = [format!("{PREFIX}:claims"), left(&claim.shop, &claim.pool)];
        let mut script = script(include_str!("redis/claim.lua"), &keys);
        let (code, is_new) = self.ask(script.arg(claim.names)).await?;
        Ok(Claimed { code, is_new })
    }

    pub(super) async fn mark(
        &self,
        customer: Customer,
        marks: Vec<Mark>,
    ) -> Result<(), LedgerError> {
        let mut script = script(include_str!("redis/mark.lua"), &[of(&customer)]);
        script.arg(MOST).arg(LIFE);
        for Mark { name, at } in marks {
            script.arg(name).arg(at);
        }
        self.ask(&script).await
    }

    pub(super) async fn marks(&self, customer: Customer) -> Result<Vec<Mark>, LedgerError> {
        let marks: HashMap<String, i64> = self.ask(cmd("HGETALL").arg(of(&customer))).await?;
        let mark = |(name, at)| Mark { name, at };
        Ok(marks.into_iter().map(mark).collect())
    }

    pub(super) async fn forget(&self, customer: Customer) -> Result<(), LedgerError> {
        self.ask(cmd("DEL").arg(of(&customer))).await
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, LedgerError> {
        self.link.ask(command).await.map_err(unavailable)
    }
}

/// Every code that a shop ever had.
fn known(shop: &str) -> String {
    format!("{PREFIX}:codes:{shop}")
}

/// The codes of a pool that are left, the next one first.
fn left(shop: &str, pool: &str) -> String {
    format!("{PREFIX}:left:{shop}:{pool}")
}

/// The marks of a customer.
fn of(Customer(name): &Customer) -> String {
    format!("{PREFIX}:customer:{name}")
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
