//! `cargo xtask bench ingest`: how fast events come in, against a handler that only parses them and against Redis alone, all in the same minutes on the same machine.
//!
//! `cargo xtask bench soak`: whether the memory of a collector grows.
//!
//! Prints one JSON object. Fails if an event that was accepted is not in the store in the end,
//! or is there twice. A slow figure is no failure.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of a benchmark are far below what a float holds"
)]

mod baseline;
mod load;
mod soak;
mod target;

use anyhow::{Context, Result};
use load::{CONNECTIONS, Load, Seen};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use target::Target;
use tempfile::TempDir;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::redis_server::RedisServer;
use tokio::process::Command;

const USAGE: &str = "usage: SECONDS ROUNDS, or: soak MINUTES";

/// Threads that answer requests, in the baseline as in the collectors.
const WORKERS: usize = 2;
const WORKERS_TEXT: &str = "2";
/// How many events a large batch has.
const BATCH: usize = 20;
/// How many XADDs are sent together to Redis alone.
const PIPELINE: &str = "16";

const EVERYSEC: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "everysec"];
const ALWAYS: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().context(USAGE)?;
    if first == "baseline" {
        return baseline::serve();
    }
    let second = arguments.next().context(USAGE)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let report = match first.as_str() {
        "soak" => runtime.block_on(soak::run(second.parse()?))?,
        seconds => {
            let bench = Bench {
                seconds: seconds.parse()?,
                rounds: second.parse()?,
                folder: TempDir::new()?,
            };
            runtime.block_on(bench.run())?
        }
    };
    println!("{report}");
    Ok(())
}

struct Bench {
    seconds: u64,
    rounds: u32,
    folder: TempDir,
}

/// One run: what `wrk` saw, and the CPU time that the server took.
struct Run {
    seen: Seen,
    cpu_seconds: f64,
    events: u64,
}

impl Bench {
    async fn run(self) -> Result<Value> {
        let targets = [
            Target::baseline().await?,
            Target::collector("redis_everysec", Some(&EVERYSEC), false).await?,
            Target::collector("redis_always", Some(&ALWAYS), false).await?,
            Target::collector("embedded", None, false).await?,
            Target::collector("redis_everysec_draining", Some(&EVERYSEC), true).await?,
            Target::collector("embedded_draining", None, true).await?,
        ];
        let redis = RedisServer::start_with(&EVERYSEC).await?;
        let mut nonce = 0;
        let mut report = Map::new();
        let mut xadd = Vec::new();
        let mut runs: Vec<[Vec<Run>; 3]> = targets.iter().map(|_| Default::default()).collect();
        // In turn, so that a busy minute of the machine meets all of them; the first round
        // only warms up.
        for round in 0..=self.rounds {
            eprintln!("round {round} of {}", self.rounds);
            for (target, runs) in targets.iter().zip(&mut runs) {
                let mut highest = 0.0;
                for (at, (events, share)) in
                    [(1, 1.0), (BATCH, 1.0), (1, 0.5)].into_iter().enumerate()
                {
                    nonce += 1;
                    let pause_ms = match share < 1.0 {
                        true => load::pause_ms(highest * share),
                        false => 0,
                    };
                    let run = self.measure(target, events, pause_ms, nonce).await?;
                    if at == 0 {
                        highest = run.seen.rate();
                    }
                    if round > 0 {
                        runs[at].push(run);
                    }
                }
            }
            let rate = self.xadd(&redis).await?;
            if round > 0 {
                xadd.push(rate);
            }
        }
        for (target, runs) in targets.iter().zip(&runs) {
            let [single, batched, half] = runs;
            report.insert(
                target.name.to_owned(),
                json!({ "single": figures(single), "batches_of_20": figures(batched), "at_half_rate": figures(half) }),
            );
        }
        report.insert("xadd_per_s".to_owned(), json!(median(xadd.into_iter())));
        ratios(&mut report);
        for target in targets {
            let name = target.name;
            eprintln!("draining {name}");
            if let (Some((events, rate)), Some(entry)) =
                (target.account().await?, report.get_mut(name))
            {
                entry["accepted_and_found_once"] = json!(events);
                entry["drained_per_s"] = json!(rate.map(f64::round));
            }
        }
        report.insert("seconds".to_owned(), json!(self.seconds));
        report.insert("rounds".to_owned(), json!(self.rounds));
        report.insert("connections".to_owned(), json!(CONNECTIONS));
        Ok(Value::Object(report))
    }

    async fn measure(
        &self,
        target: &Target,
        events: usize,
        pause_ms: u64,
        nonce: u32,
    ) -> Result<Run> {
        let template = template(self.folder.path(), &target.token().await?, events)?;
        let before = target.cpu_seconds()?;
        let load = Load {
            url: &target.url,
            template: &template,
            nonce,
            seconds: self.seconds,
            pause_ms,
        };
        let seen = load.send().await.with_context(|| target.name)?;
        let events = seen.requests * events as u64;
        Ok(Run {
            seen,
            cpu_seconds: target.cpu_seconds()? - before,
            events,
        })
    }

    /// How many entries of an event's size Redis alone takes a second.
    async fn xadd(&self, redis: &RedisServer) -> Result<f64> {
        let entry = "x".repeat(600);
        let port = redis
            .url()
            .rsplit(':')
            .next()
            .context("no port")?
            .to_owned();
        let output = Command::new("redis-benchmark")
            .args(["-p", &port, "-n", "200000", "-P", PIPELINE, "--csv", "-q"])
            .args(["XADD", "bench", "*", "p", &entry])
            .output()
            .await
            .context("redis-benchmark does not start; it comes with Redis")?;
        redis.say(&["DEL", "bench"]).await?;
        let said = String::from_utf8(output.stdout)?;
        let rate = said
            .lines()
            .last()
            .and_then(|line| line.split("\",\"").nth(1));
        let rate = rate.with_context(|| format!("redis-benchmark said no rate: {said}"))?;
        Ok(rate.trim_matches('"').parse()?)
    }
}

/// A file with a batch of answers, as a browser sends it, with the place of each id left open.
fn template(folder: &Path, token: &str, events: usize) -> Result<PathBuf> {
    let event = |_| {
        let shopper = Shopper::new(token, "confirmation");
        let mut event = shopper.answers("how-likely", json!({"score": 9}));
        for id in ["id", "answer", "visitor"] {
            event[id] = json!("%ID%");
        }
        event
    };
    let events: Vec<Value> = (0..events).map(event).collect();
    let path = folder.join("batch.json");
    std::fs::write(&path, batch(&events).to_string())?;
    Ok(path)
}

fn figures(runs: &[Run]) -> Value {
    let of = |figure: fn(&Run) -> f64| (median(runs.iter().map(figure)) * 100.0).round() / 100.0;
    json!({
        "requests_per_s": of(|run| run.seen.rate()).round(),
        "events_per_s": of(|run| run.events as f64 / run.seen.seconds).round(),
        "p50_ms": of(|run| run.seen.p50_ms),
        "p99_ms": of(|run| run.seen.p99_ms),
        "p999_ms": of(|run| run.seen.p999_ms),
        "cpu_s_per_100k_events": of(|run| run.cpu_seconds / run.events as f64 * 1e5),
    })
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Every collector against the baseline, and events in batches against Redis alone.
fn ratios(report: &mut Map<String, Value>) {
    let figure = |report: &Map<String, Value>, name: &str, kind: &str, figure: &str| {
        report[name][kind][figure].as_f64().unwrap_or(f64::NAN)
    };
    let rounded = |ratio: f64| (ratio * 1000.0).round() / 1000.0;
    let mut found = Map::new();
    for (letter, name) in [
        ("b", "redis_everysec"),
        ("c", "redis_always"),
        ("d", "embedded"),
    ] {
        for (suffix, kind) in [("", "single"), ("_batches_of_20", "batches_of_20")] {
            let with = figure(report, name, kind, "requests_per_s");
            let baseline = figure(report, "baseline", kind, "requests_per_s");
            found.insert(
                format!("{letter}/a{suffix}"),
                json!(rounded(with / baseline)),
            );
        }
    }
    let xadd = report["xadd_per_s"].as_f64().unwrap_or(f64::NAN);
    for (suffix, kind) in [("", "single"), ("_batches_of_20", "batches_of_20")] {
        let events = figure(report, "redis_everysec", kind, "events_per_s");
        found.insert(format!("b/e{suffix}"), json!(rounded(events / xadd)));
    }
    report.insert("ratios".to_owned(), Value::Object(found));
}
