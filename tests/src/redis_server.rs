//! A real `redis-server` on a port of its own with files of its own, so that tests never share one and may kill it.

use anyhow::{Context, Result, bail, ensure};
use redis::AsyncConnectionConfig;
use std::ops::Range;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How long Redis may take to answer, and to get its port back after a restart.
const DEADLINE: Duration = Duration::from_secs(20);
/// The pause between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// Where ports are taken from: below those that the system hands to clients, any of
/// which may be in use by the time Redis binds it.
const PORTS: Range<u16> = 20_000..32_000;
/// How many ports are tried at the first start.
const TRIES: u32 = 5;

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
            port: 0,
            settings: settings.iter().map(|&word| word.to_owned()).collect(),
            process: None,
        };
        let mut refused = None;
        for _ in 0..TRIES {
            server.port = any_port();
            match server.launch().await {
                Ok(()) => return Ok(server),
                // Somebody else listens there, which another port may help against.
                Err(error) => refused = Some(error),
            }
        }
        Err(refused.context("no port was tried")?)
    }

    /// The address for `--redis`, with the password that its settings ask for.
    pub fn url(&self) -> String {
        let mut settings = self.settings.iter();
        let asks = settings.any(|word| word == "--requirepass");
        let password = settings.next().filter(|_| asks);
        let who = password.map_or(String::new(), |password| format!(":{password}@"));
        format!("redis://{who}{}", self.address())
    }

    /// Where it listens, `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
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

    /// Lets it stand still (SIGSTOP): whoever asks it hears nothing.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn hold(&self) -> Result<()> {
        self.signal("STOP").await
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn go_on(&self) -> Result<()> {
        self.signal("CONT").await
    }

    async fn signal(&self, name: &str) -> Result<()> {
        let process = self.process.as_ref().context("Redis was not started")?;
        let pid = process.id().context("Redis has stopped")?;
        // The shell's own `kill` needs no package and no unsafe code.
        let kill = format!("kill -{name} {pid}");
        let sent = Command::new("sh").arg("-c").arg(kill).status();
        ensure!(sent.await?.success(), "no signal sent");
        Ok(())
    }

    /// Starts it again, on the same port and with the same files.
    ///
    /// # Errors
    /// As [`RedisServer::start`].
    pub async fn restart(&mut self) -> Result<()> {
        self.kill().await?;
        let start = Instant::now();
        // Its users know the port, so no other one will do; it may not be free at once.
        while let Err(error) = self.launch().await {
            if start.elapsed() > DEADLINE {
                return Err(error);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        Ok(())
    }

    /// The same with other settings from now on.
    ///
    /// # Errors
    /// As [`RedisServer::start`].
    pub async fn restart_with(&mut self, settings: &[&str]) -> Result<()> {
        self.settings = settings.iter().map(|&word| word.to_owned()).collect();
        self.restart().await
    }

    /// Says one command to it.
    ///
    /// # Errors
    /// When it is not understood, or nobody answers.
    pub async fn say(&self, words: &[&str]) -> Result<()> {
        self.ask(words).await
    }

    /// Says one command to it and returns the reply.
    ///
    /// # Errors
    /// When it is not understood, or nobody answers.
    pub async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> Result<T> {
        let client = redis::Client::open(self.url())?;
        // A busy machine takes longer than the library waits by itself.
        let patient = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(DEADLINE))
            .set_response_timeout(Some(DEADLINE));
        let connection = client.get_multiplexed_async_connection_with_config(&patient);
        let mut connection = connection.await?;
        let (name, arguments) = words.split_first().context("nothing is said")?;
        let mut command = redis::cmd(name);
        command.arg(arguments);
        Ok(command.query_async(&mut connection).await?)
    }

    async fn launch(&mut self) -> Result<()> {
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
        let process = self.process.as_mut().context("Redis was not started")?;
        let ours = format!(
            "process_id:{}\r\n",
            process.id().context("Redis has no id")?
        );
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            // Whoever held the port before answers too, so it must be this very process.
            ensure!(process.try_wait()?.is_none(), "redis-server exited at once");
            if let Ok(mut connection) = client.get_multiplexed_async_connection().await
                && let Ok(facts) = redis::cmd("INFO")
                    .query_async::<String>(&mut connection)
                    .await
                && facts.contains(&ours)
                && facts.contains("\nloading:0")
            {
                return Ok(());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        bail!("redis-server did not answer on port {}", self.port)
    }
}

/// A port that is most likely free; tests of other processes choose in the same way.
pub fn any_port() -> u16 {
    let chance = uuid::Uuid::new_v4().as_u128() % u128::from(PORTS.end - PORTS.start);
    // The remainder is below the length of the range, which is a u16.
    PORTS.start + chance as u16
}
