//! Where a ledger under test lives: a folder or a Redis of its own, from which it can be opened again and again.

use anyhow::Result;
use std::path::PathBuf;
use tempfile::TempDir;
use tillside_server::ledger::embedded::EmbeddedLedger;
use tillside_server::ledger::redis::RedisLedger;
use tillside_server::ledger::{Claim, Claimed, Ledger};
use tillside_tests::redis_server::RedisServer;

/// A place that outlives the ledgers opened in it.
pub enum Place {
    /// A folder.
    Folder(TempDir),
    /// A Redis server.
    Redis(Box<RedisServer>),
}

impl Place {
    pub fn folder() -> Result<Place> {
        Ok(Place::Folder(TempDir::new()?))
    }

    pub async fn redis() -> Result<Place> {
        Ok(Place::Redis(Box::new(RedisServer::start().await?)))
    }

    /// Opens the ledger, as a process does at its start.
    pub async fn open(&self) -> Result<Ledger> {
        Ok(match self {
            Place::Folder(folder) => Ledger::Embedded(EmbeddedLedger::open(&file(folder))?),
            Place::Redis(server) => Ledger::Redis(RedisLedger::connect(&server.url()).await?),
        })
    }
}

/// The file of a ledger in a folder.
pub fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("ledger")
}

/// Codes `from..to`, each with its number in it.
pub fn codes(numbers: std::ops::Range<u32>) -> Vec<String> {
    numbers.map(|n| format!("CODE-{n:05}")).collect()
}

/// The claim of an answer of a visitor to the prompt `why`, from the pool `thanks`.
pub fn claim(answer: &str, visitor: Option<&str>, customer: Option<&str>) -> Claim {
    Claim::new("pk_one", "thanks", "why", answer, visitor, customer)
}

/// The code of a claim by an answer alone.
pub async fn code_of(ledger: &Ledger, answer: &str) -> Result<Option<String>> {
    Ok(ledger.claim(claim(answer, None, None)).await?.code)
}

/// What a claim brought.
pub fn got(code: &str, is_new: bool) -> Claimed {
    Claimed {
        code: Some(code.to_owned()),
        is_new,
    }
}
