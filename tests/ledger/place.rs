//! Opens the ledger under test, and says in short what its tests ask of it.

use anyhow::Result;
use std::path::PathBuf;
use tempfile::TempDir;
use tillside_server::ledger::embedded::EmbeddedLedger;
use tillside_server::ledger::redis::RedisLedger;
use tillside_server::ledger::{Claim, Claimed, Ledger};
use tillside_tests::place::Place;

/// Opens the ledger, as a process does at its start.
pub async fn open(place: &Place) -> Result<Ledger> {
    Ok(match place {
        Place::Folder(folder) => Ledger::Embedded(EmbeddedLedger::open(&file(folder))?),
        Place::Redis(server) => Ledger::Redis(RedisLedger::new(&server.url(), 0)?),
    })
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
