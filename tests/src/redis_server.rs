//! A real `redis-server` on a free port with files of its own, so that tests never share one and may kill it.

use anyhow::{Context, Result, bail, ensure};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long Redis may take to answer its first PING.
const DEADLINE: Duration = Duration::from_secs(20);

/// A Redis that belongs to one test. Dropping it kills it and removes its files.
#[derive(Debug)]
pub struct RedisServer {
    folder: TempDir,
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// Starts one that keeps what it was told: append-only file, synced at every write.
    ///
    /// # Errors
    /// When `redis-server` is not installed or does not answer in time.
    pub async fn start() -> Result<RedisServer> {
        Self::start_with(&["--appendonly", "yes", "--appendfsync", "always"]).await
    }

    /// Starts one with settings of the caller's choice.
    ///
    /// # Errors
    /// As [`RedisServer::start`].
    pub async fn start_with(settings: &[&str]) -> Result<RedisServer> {
        let mut server = RedisServer {
            folder: TempDir::new()?,
            port: free_port()?,
            settings: settings.iter().map(|&word| word.to_owned()).collect(),
            process: None,
        };
        server.restart().await?;
        Ok(server)
    }

    /// The address for `--redis`.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it at once (SIGKILL); what it had on disk stays.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill().await?;
        }
        Ok(())
    }

    /// Starts it again, on the same port and with the same files.
    ///
    /// # Errors
    /// As [`RedisServer::start`].
    pub async fn restart(&mut self) -> Result<()> {
        self.kill().await?;
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"])
            .args(["--port", &self.port.to_string(), "--dir"])
            .arg(self.folder.path())
            .args(&self.settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("redis-server does not start; install Redis")?;
        self.process = Some(process);
        self.until_it_answers().await
    }

    /// Whether one of its files holds these bytes.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn holds(&self, bytes: &[u8]) -> Result<bool> {
        Ok(!crate::site::files_with(self.folder.path(), bytes)?.is_empty())
    }

    async fn until_it_answers(&mut self) -> Result<()> {
        let client = redis::Client::open(self.url())?;
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            if let Ok(mut connection) = client.get_multiplexed_async_connection().await
                && redis::cmd("PING")
                    .query_async::<String>(&mut connection)
                    .await
                    .is_ok()
            {
                return Ok(());
            }
            let process = self.process.as_mut().context("Redis was not started")?;
            ensure!(process.try_wait()?.is_none(), "redis-server exited at once");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("redis-server did not answer on port {}", self.port)
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
