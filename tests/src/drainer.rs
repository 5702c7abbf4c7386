//! One running `tillside drain`: a process that takes no events and only moves them into the store.

use crate::metrics::Metrics;
use crate::site::{Site, client, program};
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

/// A process that only drains. Dropping it kills it.
#[derive(Debug)]
pub struct Drainer {
    child: Child,
    folder: TempDir,
    /// What it said when it had started.
    pub announced: String,
    /// Where its counts are.
    pub metrics_url: String,
    /// The pipe stays open, so that it never meets a closed one.
    _said: BufReader<ChildStdout>,
}

impl Drainer {
    /// Starts one on the site's Redis and waits until it says that it has.
    ///
    /// # Errors
    /// With what it logged, when it exits before.
    pub async fn start(site: &Site) -> Result<Drainer> {
        let folder = TempDir::new()?;
        let redis = site.redis.as_ref().context("the site has no Redis")?.url();
        let mut child = Command::from(program()?)
            .args(["drain", "--metrics-listen", "127.0.0.1:0"])
            .args(["--redis", &redis, "--data"])
            .arg(site.data())
            .envs(site.environment())
            .stdout(Stdio::piped())
            .stderr(File::create(log(&folder))?)
            .kill_on_drop(true)
            .spawn()?;
        let mut said = BufReader::new(child.stdout.take().context("no stdout")?);
        let mut announced = String::new();
        said.read_line(&mut announced).await?;
        let failed = || format!("{announced:?} {:?}", std::fs::read_to_string(log(&folder)));
        let url = announced.trim().split_once("metrics=");
        let metrics_url = url.with_context(failed)?.1.to_owned();
        Ok(Drainer {
            child,
            folder,
            announced,
            metrics_url,
            _said: said,
        })
    }

    /// Reads its counts.
    ///
    /// # Errors
    /// When it does not tell them.
    pub async fn metrics(&self) -> Result<Metrics> {
        let told = client()?.get(&self.metrics_url).send().await?;
        Ok(Metrics::parse(&told.text().await?))
    }

    /// Everything that it has logged so far.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(log(&self.folder))?)
    }

    /// Stops it in good order.
    ///
    /// # Errors
    /// When it does not exit with success.
    pub async fn stop(mut self) -> Result<()> {
        let pid = self.child.id().context("it is gone")?;
        let kill = format!("kill -TERM {pid}");
        let asked = Command::new("sh").args(["-c", &kill]).status().await?;
        ensure!(asked.success(), "no signal sent");
        let status = self.child.wait().await?;
        ensure!(status.success(), "{status}: {}", self.log()?);
        Ok(())
    }
}

fn log(folder: &TempDir) -> PathBuf {
    folder.path().join("log")
}
