//! `cargo xtask bench fleet`: what a thousand shops cost three collectors on one Redis and one
//! PostgreSQL. Prints one JSON object. Fails if a change takes longer than [`PROMISE`] to reach
//! every collector; another slow figure is no failure.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts of a benchmark are far below what a float holds"
)]

mod shops;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tillside_server::config::Secret;
use tillside_server::import;
use tillside_server::store::{Store, StorePlace};
use tillside_tests::postgres_server::PostgresServer;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::{usage, wait};

/// Within this a change is to be everywhere.
const PROMISE: Duration = Duration::from_secs(10);
const COLLECTORS: usize = 3;
/// How long nothing happens while the CPU time is counted, in seconds.
const IDLE: u64 = 10;

/// One Redis, one PostgreSQL, and a data directory for each collector.
struct Fleet {
    sites: Vec<Site>,
    redis: RedisServer,
    store: Store,
    _postgres: PostgresServer,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let shops = std::env::args().nth(1).context("usage: SHOPS")?;
    let shops: u32 = shops.parse()?;
    let fleet = Fleet::new().await?;
    let begun = Instant::now();
    for number in 0..shops {
        fleet.import(number, "Why", "live")?;
    }
    eprintln!("{shops} shops imported in {} s", begun.elapsed().as_secs());

    // As a new machine starts, and as one does that has been there before.
    let (collectors, first_start_ms) = fleet.start().await?;
    let first_resident_mib = resident_mib(&collectors)?;
    for collector in collectors {
        collector.stop().await?;
    }
    let (collectors, start_ms) = fleet.start().await?;
    let mut report = json!({
        "shops": shops,
        "prompts_each": shops::PROMPTS,
        "first_start_ms": first_start_ms,
        "first_resident_mib": first_resident_mib,
        "start_ms": start_ms,
        "resident_mib": resident_mib(&collectors)?,
        "idle_cpu_seconds_per_second": idle(&collectors).await?,
    });
    report["first_books"] = books(&collectors[0], shops).await?;
    report["cached_books"] = books(&collectors[0], shops).await?;
    report["resident_mib_after_all_books"] = json!(resident_mib(&collectors)?[0]);
    let changed = shops / 2;
    for (name, first, state) in [
        ("publish_ms", "Changed", "live"),
        ("pause_ms", "Changed", "paused"),
    ] {
        fleet.import(changed, first, state)?;
        report[name] = reached(&collectors, changed, state == "live").await?;
    }
    println!("{report}");
    for collector in collectors {
        collector.stop().await?;
    }
    Ok(())
}

impl Fleet {
    async fn new() -> Result<Fleet> {
        // As it is installed: what is committed is on the disk.
        let postgres = PostgresServer::start_with(&["-c", "fsync=on"])?;
        let url = postgres.database()?;
        let sites = (0..COLLECTORS).map(|_| {
            let mut site = Site::empty()?;
            site.postgres = Some(url.clone());
            Ok(site)
        });
        Ok(Fleet {
            sites: sites.collect::<Result<_>>()?,
            redis: RedisServer::start().await?,
            store: Store::open(StorePlace::Postgres(Secret::new(url)))?,
            _postgres: postgres,
        })
    }

    /// Publishes a shop.
    fn import(&self, number: u32, first: &str, state: &str) -> Result<()> {
        let shop = shops::shop(number, first, state)?;
        let now = i64::try_from(std::time::UNIX_EPOCH.elapsed()?.as_millis())?;
        let put = self.store.write_blocking(|tx| import::put(tx, &shop, now));
        put.map(drop).map_err(anyhow::Error::from)
    }

    /// Starts every collector, one after the other; tells how long each took, in milliseconds.
    async fn start(&self) -> Result<(Vec<Server>, Vec<u64>)> {
        let url = self.redis.url();
        let (mut servers, mut took) = (Vec::new(), Vec::new());
        for site in &self.sites {
            let begun = Instant::now();
            let told = ["--redis", &url, "--rate-address", "0", "--log", "info"];
            servers.push(Server::start(site, &told).await?);
            took.push(u64::try_from(begun.elapsed().as_millis())?);
            eprintln!("a collector is ready after {:?}", begun.elapsed());
        }
        Ok((servers, took))
    }
}

fn resident_mib(collectors: &[Server]) -> Result<Vec<u64>> {
    let mib = |server: &Server| Ok(usage::resident_bytes(server.pid()?)? >> 20);
    collectors.iter().map(mib).collect()
}

/// The CPU time that each uses in a second in which nobody asks for anything.
async fn idle(collectors: &[Server]) -> Result<Vec<f64>> {
    let used = || -> Result<Vec<f64>> {
        let seconds = |server: &Server| usage::cpu_seconds(server.pid()?);
        collectors.iter().map(seconds).collect()
    };
    let before = used()?;
    tokio::time::sleep(Duration::from_secs(IDLE)).await;
    let pairs = used()?.into_iter().zip(before);
    let share = |(after, before): (f64, f64)| (after - before) / IDLE as f64;
    Ok(pairs
        .map(|pair| (share(pair) * 1000.0).round() / 1000.0)
        .collect())
}

fn path(number: u32) -> String {
    format!("/v1/shops/{}/book?lang=en&step=product", shops::key(number))
}

/// How long each shop's book takes, one after the other, in milliseconds.
async fn books(collector: &Server, shops: u32) -> Result<Value> {
    let mut times = Vec::new();
    for number in 0..shops {
        let begun = Instant::now();
        let reply = collector.get(&path(number), &[]).await?;
        ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = (times.len() as f64 * share) as usize;
        (times[index.min(times.len() - 1)] * 100.0).round() / 100.0
    };
    Ok(json!({ "median_ms": at(0.5), "p99_ms": at(0.99), "most_ms": at(1.0) }))
}

/// How long after its commit a change was in the book that each collector sends, in
/// milliseconds.
async fn reached(collectors: &[Server], number: u32, is_asked: bool) -> Result<Value> {
    let begun = Instant::now();
    let path = path(number);
    let each = collectors.iter().map(|collector| {
        let path = &path;
        async move {
            wait::until("the change to be in the book", || async {
                let book = collector.get(path, &[]).await?.text();
                let changed = book.contains("Changed ") == is_asked;
                Ok(changed.then(|| begun.elapsed()))
            })
            .await
        }
    });
    let took = futures_util::future::try_join_all(each).await?;
    let late = took.iter().find(|took| **took > PROMISE);
    ensure!(
        late.is_none(),
        "a change took {took:?} to reach the collectors"
    );
    Ok(json!(
        took.iter().map(Duration::as_millis).collect::<Vec<_>>()
    ))
}
