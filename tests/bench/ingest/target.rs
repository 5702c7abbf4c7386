//! What is measured: the baseline, and collectors with one queue or another. Each is a process of its own that stays up from the first round to the last.

use anyhow::{Context, Result, ensure};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tillside_tests::metrics::Metrics;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::usage;
use tillside_tests::wait::DEADLINE;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Every limit off.
const UNLIMITED: [&str; 6] = [
    "--rate-address",
    "0",
    "--rate-visitor",
    "0",
    "--rate-shop",
    "0",
];
/// As many workers as the baseline has, and the log of a server in use: those under test log all.
const IN_USE: [&str; 4] = ["--workers", super::WORKERS_TEXT, "--log", "info"];

/// Something that takes events.
pub struct Target {
    /// Its name in the report.
    pub name: &'static str,
    /// Where events are posted to.
    pub url: String,
    pid: u32,
    kept: Kept,
}

enum Kept {
    Baseline(#[expect(dead_code, reason = "killed when it is dropped")] Child),
    Collector(Box<Collector>),
}

struct Collector {
    site: Site,
    server: Server,
    drains: bool,
}

impl Target {
    /// The baseline: this very program, in another process.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn baseline() -> Result<Target> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("baseline")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("it has no stdout")?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        let base = line.context("the baseline did not start")?;
        Ok(Target {
            name: "baseline",
            url: format!("{base}/events"),
            pid: child.id().context("the baseline has ended")?,
            kept: Kept::Baseline(child),
        })
    }

    /// A collector, with a Redis of these settings or with the embedded queue.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn collector(
        name: &'static str,
        redis: Option<&[&str]>,
        drains: bool,
    ) -> Result<Target> {
        Self::limited(name, redis, drains, &UNLIMITED).await
    }

    /// The same, with limits.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn limited(
        name: &'static str,
        redis: Option<&[&str]>,
        drains: bool,
        limits: &[&str],
    ) -> Result<Target> {
        let mut site = Site::embedded()?;
        if let Some(settings) = redis {
            site.redis = Some(RedisServer::start_with(settings).await?);
        }
        let drain = ["--drain", if drains { "on" } else { "off" }];
        let server = Server::start(&site, &[limits, &IN_USE, &drain].concat()).await?;
        Ok(Target {
            name,
            url: format!("{}/v1/shops/{SHOP}/events", server.base),
            pid: server.pid()?,
            kept: Kept::Collector(Box::new(Collector {
                site,
                server,
                drains,
            })),
        })
    }

    /// The token of its book; the baseline takes any.
    ///
    /// # Errors
    /// When there is no book.
    pub async fn token(&self) -> Result<String> {
        match &self.kept {
            Kept::Baseline(_) => Ok("x".repeat(60)),
            Kept::Collector(collector) => collector.server.token().await,
        }
    }

    /// The CPU time that its process has used, in seconds.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn cpu_seconds(&self) -> Result<f64> {
        usage::cpu_seconds(self.pid)
    }

    /// The memory that its process holds, in bytes.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn resident_bytes(&self) -> Result<u64> {
        usage::resident_bytes(self.pid)
    }

    /// Has everything that was accepted drained, and holds the store to it: every event is
    /// there, each once. Returns how many there were, and how many went into the store a
    /// second where that began only now.
    ///
    /// # Errors
    /// When one is missing or too much.
    pub async fn account(self) -> Result<Option<(u64, Option<f64>)>> {
        let Kept::Collector(collector) = self.kept else {
            return Ok(None);
        };
        let Collector {
            site,
            server,
            drains,
        } = *collector;
        let accepted = server.metrics().await?.accepted();
        let mut server = server;
        if !drains {
            server.stop().await?;
            server = Server::start(
                &site,
                &[&UNLIMITED[..], &IN_USE, &["--drain", "on"]].concat(),
            )
            .await?;
        }
        let begun = Instant::now();
        let metrics = drained(&server).await?;
        let seconds = begun.elapsed().as_secs_f64();
        let (stored, all) = (
            metrics.fate("stored"),
            metrics.sum("tillside_fates_total", &[]),
        );
        ensure!(
            stored == accepted && all == accepted,
            "{}: {accepted} accepted, {stored} stored, {all} fates",
            self.name
        );
        server.stop().await?;
        Ok(Some((
            accepted as u64,
            (!drains).then_some(accepted / seconds),
        )))
    }
}

/// Waits until the queue is empty, for as long as it gets emptier.
async fn drained(server: &Server) -> Result<Metrics> {
    let (mut fewest, mut since) = (f64::INFINITY, Instant::now());
    loop {
        let metrics = server.metrics().await?;
        let waiting = metrics.sum("tillside_queue_depth", &[]);
        if waiting == 0.0 {
            return Ok(metrics);
        }
        if waiting < fewest {
            (fewest, since) = (waiting, Instant::now());
        }
        ensure!(
            since.elapsed() < DEADLINE,
            "{waiting} events stay in the queue"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
