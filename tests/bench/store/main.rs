//! `cargo xtask bench store`: how fast answers go into the store, and how long the console waits
//! for its numbers when there are a hundred thousand of them and when there are many more, in
//! SQLite and in PostgreSQL.
//!
//! Prints one JSON object. Fails if an answer is not in the store in the end, or is there twice.
//! A slow figure is no failure.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark are far below what a float holds"
)]

mod answers;

use answers::{SHOP, answers, shop};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::time::Instant;
use tempfile::TempDir;
use tillside_server::config::Secret;
use tillside_server::console_api::results;
use tillside_server::drain::apply::apply;
use tillside_server::import;
use tillside_server::store::{Store, StoreError, StorePlace, seen};
use tillside_tests::postgres_server::PostgresServer;

/// How many entries the drain takes at once.
const BATCH: u64 = 500;
/// How often each query is asked.
const ASKED: usize = 200;
/// The first moment at which the console is asked.
const FIRST: u64 = 100_000;

fn main() -> Result<()> {
    let most = std::env::args().nth(1).context("usage: ANSWERS")?;
    let most: u64 = most.parse()?;
    let folder = TempDir::new()?;
    // As it is installed: what is committed is on the disk.
    let postgres = PostgresServer::start_with(&["-c", "fsync=on"])?;
    let places = [
        ("sqlite", StorePlace::from(folder.path())),
        (
            "postgres",
            StorePlace::Postgres(Secret::new(postgres.database()?)),
        ),
    ];
    let mut report = Map::new();
    for (name, place) in places {
        let store = Store::open(place)?;
        store.write_blocking(|tx| import::put(tx, &shop()?, 1).map_err(anyhow::Error::from))?;
        report.insert(name.to_owned(), measure(name, &store, most)?);
    }
    report.insert("batch".to_owned(), json!(BATCH));
    println!("{}", Value::Object(report));
    Ok(())
}

/// Puts answers in, and asks on the way.
fn measure(name: &str, store: &Store, most: u64) -> Result<Value> {
    let mut report = Map::new();
    let mut there = 0;
    let mut moments = vec![FIRST.min(most), most];
    moments.dedup();
    for until in moments {
        let (begun, from) = (Instant::now(), there);
        while there < until {
            let batch = answers(there, BATCH.min(until - there))?;
            store.write_blocking(|tx| apply(tx, &batch, &[], 1))?;
            there += BATCH.min(until - there);
        }
        let seconds = begun.elapsed().as_secs_f64();
        eprintln!(
            "{name}: {there} answers, the last {} in {seconds:.0} s",
            there - from
        );
        let mut figures = asked(store, there)?;
        let rate = (there - from) as f64 / seconds;
        figures["answers_in_per_s"] = json!(rate.round());
        report.insert(format!("at_{there}"), figures);
    }
    Ok(Value::Object(report))
}

/// How long the console waits for its page of results and for the installation check.
fn asked(store: &Store, there: u64) -> Result<Value> {
    let results = || store.read_blocking(|c| results::of_shop(c, SHOP));
    let found = results()?.context("there is a shop")?;
    let answered: i64 = found.prompts.iter().map(|prompt| prompt.answered).sum();
    ensure!(
        u64::try_from(answered)? == there,
        "{answered} answers are counted, {there} were given"
    );
    let steps = ["cart", "checkout", "confirmation"];
    Ok(json!({
        "results": times(|| results().map(drop))?,
        "check": times(|| store.read_blocking(|c| seen::since(c, SHOP, &steps, answers::LAST_DAY - 7)).map(drop))?,
    }))
}

fn times(ask: impl Fn() -> Result<(), StoreError>) -> Result<Value> {
    let mut taken = Vec::with_capacity(ASKED);
    for _ in 0..ASKED {
        let begun = Instant::now();
        ask()?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    taken.sort_by(f64::total_cmp);
    let at = |share: usize| (taken[(taken.len() - 1) * share / 100] * 100.0).round() / 100.0;
    Ok(json!({ "p50_ms": at(50), "p95_ms": at(95) }))
}
