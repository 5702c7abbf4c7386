//! The committed corpus of the fuzz targets, tried on every run of the tests: what the fuzzer once found, and what it begins with.

#[path = "../coarse/case.rs"]
mod case;
mod checks;
mod drawn;
mod rules;

use anyhow::{Context, Result, ensure};
use std::path::Path;

/// Tries every file of a target's corpus.
fn replay(target: &str, check: fn(&[u8])) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut tried = 0;
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        let held = std::panic::catch_unwind(|| check(&bytes));
        ensure!(held.is_ok(), "{} does not hold; see above", path.display());
        tried += 1;
    }
    ensure!(tried >= 5, "only {tried} files in {}", folder.display());
    Ok(())
}

#[test]
fn batches_hold() -> Result<()> {
    replay("batch", checks::batch)
}

#[test]
fn books_hold() -> Result<()> {
    replay("book", checks::book)
}

#[test]
fn redactions_hold() -> Result<()> {
    replay("redaction", checks::redaction)
}

#[test]
fn rules_hold() -> Result<()> {
    ensure!(rules::rules(b""), "the usual case asks nothing");
    replay("rules", |bytes| {
        rules::rules(bytes);
    })
}
