//! `cargo xtask bench store`: how fast answers go into the store, and how long the console waits
//! for its numbers, a visitor is forgotten and what is too old is looked for, when there are a
//! hundred thousand answers and when there are many more, in SQLite and in PostgreSQL.
//!
//! Prints one JSON object; `growth` in it is by how much each time is longer in the end. Fails if
//! an answer is not in the store in the end, or is there twice. A slow figure is no failure.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark are far below what a float holds"
)]

mod answers;

use answers::{FIRST_DAY, LAST_DAY, OF_A_VISITOR, SHOP, answers, shop, visitor};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::time::Instant;
use survey::DAY;
use survey::event::Erasure;
use tempfile::TempDir;
use tillside_server::config::Secret;
use tillside_server::console_api::results;
use tillside_server::drain::apply::apply;
use tillside_server::drain::{erase::erase, fold::Known};
use tillside_server::import;
use tillside_server::store::{Store, StoreError, StorePlace, now_ms, retention, seen};
use tillside_tests::postgres_server::PostgresServer;

/// How many entries the drain takes at once.
const BATCH: u64 = 500;
/// How often each thing is done.
const TIMES: u64 = 200;
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
    let mut growth = Map::new();
    let (mut there, mut forgotten) = (0, 0);
    let mut acknowledged = Vec::new();
    let mut moments = vec![FIRST.min(most), most];
    moments.dedup();
    for until in moments {
        let (from, mut seconds) = (there, 0.0);
        while there < until {
            let batch = answers(there, BATCH.min(until - there))?;
            let begun = Instant::now();
            store.write_blocking(|tx| apply(tx, &batch, &acknowledged, 1))?;
            seconds += begun.elapsed().as_secs_f64();
            acknowledged = batch.into_iter().map(|entry| entry.id).collect();
            there += BATCH.min(until - there);
        }
        let added = there - from;
        eprintln!("{name}: {there} answers, the last {added} in {seconds:.0} s");
        let mut figures = json!({ "answers_in_per_s": (added as f64 / seconds).round() });
        for (what, took) in waits(store, &mut forgotten)? {
            let median = at(&took, 50);
            figures[what] = json!({ "p50_ms": median, "p95_ms": at(&took, 95) });
            match growth.get_mut(what) {
                Some(growth) => *growth = json!(rounded(median / growth.as_f64().unwrap_or(0.0))),
                None => drop(growth.insert(what.to_owned(), json!(median))),
            }
        }
        let counted = answered(store)?;
        ensure!(
            counted + forgotten == there,
            "{counted} answers are counted, {there} were given, {forgotten} forgotten"
        );
        report.insert(format!("at_{there}"), figures);
    }
    if most > FIRST {
        report.insert("growth".to_owned(), Value::Object(growth));
    }
    Ok(Value::Object(report))
}

/// How long the console waits for its page of results and for the installation check, how long
/// it takes to see that nothing is older than the shop keeps it, and to forget a visitor, of
/// those who are not forgotten yet. Each in milliseconds, sorted.
fn waits(store: &Store, forgotten: &mut u64) -> Result<[(&'static str, Vec<f64>); 4]> {
    let steps = ["cart", "checkout", "confirmation"];
    let week = LAST_DAY - 7;
    let results = |_| store.read_blocking(|c| results::of_shop(c, SHOP).map(drop));
    let check = |_| store.read_blocking(|c| seen::since(c, SHOP, &steps, week).map(drop));
    let too_old = |_| {
        let before = FIRST_DAY * DAY;
        store.write_blocking(|tx| retention::remove(tx, SHOP, before, 2_000, now_ms()).map(drop))
    };
    let first = *forgotten;
    let forget = |n: u64| {
        let wish = Erasure {
            shop: SHOP.to_owned(),
            received_at: 1,
            visitor: visitor(first + n * OF_A_VISITOR),
        };
        let forgotten = |tx: &_| erase(tx, &mut Known::default(), &wish, 1).map(drop);
        store.write_blocking(forgotten)
    };
    let waits = [
        ("results", times(results)?),
        ("check", times(check)?),
        ("too_old", times(too_old)?),
        ("forget", times(forget)?),
    ];
    *forgotten += TIMES * OF_A_VISITOR;
    Ok(waits)
}

/// How many answers the console counts.
fn answered(store: &Store) -> Result<u64> {
    let found = store.read_blocking(|c| results::of_shop(c, SHOP))?;
    let prompts = found.context("there is a shop")?.prompts;
    Ok(u64::try_from(
        prompts.iter().map(|prompt| prompt.answered).sum::<i64>(),
    )?)
}

fn times(work: impl Fn(u64) -> Result<(), StoreError>) -> Result<Vec<f64>> {
    let mut taken = Vec::new();
    for n in 0..TIMES {
        let begun = Instant::now();
        work(n)?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}

/// The time that so many of a hundred do not exceed.
fn at(taken: &[f64], share: usize) -> f64 {
    rounded(taken[(taken.len() - 1) * share / 100])
}

fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
