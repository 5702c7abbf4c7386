//! One running `tillside` process: started, spoken to, stopped or killed.

use crate::console::Console;
use crate::events::batch;
use crate::metrics::Metrics;
use crate::reply::Reply;
use crate::site::{ORIGIN, SHOP, Site, client, program};
use crate::typed::Typed;
use crate::wait::{self, DEADLINE};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufRead, PipeReader, pipe};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// What a server under test logs: all there is, so that nothing personal hides at a level
/// that nobody looks at.
const LOG: &str = "trace";

/// A server that has said that it is ready. Dropping it kills the process, and fails the
/// test if its log holds anything that a shopper typed, an address, an id or a token.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its address, such as `http://127.0.0.1:41234`.
    pub base: String,
    /// The printed link that signs in to the console.
    pub sign_in_link: String,
    /// Where its counts are, if they have an address of their own.
    pub metrics_url: Option<String>,
    client: reqwest::Client,
    logs: Lines,
    /// Ends with the process.
    logging: Option<JoinHandle<()>>,
    typed: Mutex<Typed>,
}

/// What a process wrote, line by line.
type Lines = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Starts a server on the site with further arguments and waits until it is ready.
    ///
    /// # Errors
    /// With its logs, when it exits or is not ready in time.
    pub async fn start(site: &Site, arguments: &[&str]) -> Result<Server> {
        let (reader, writer) = pipe()?;
        let mut child = command(site, arguments)?.stderr(writer).spawn()?;
        let logs = Lines::default();
        let logging = collect(reader, Arc::clone(&logs));
        let mut stdout = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let mut sign_in_link = None;
        let ready = timeout(DEADLINE, async {
            while let Some(line) = stdout.next_line().await? {
                if let Some((_, link)) = line.split_once("sign in to the console: ") {
                    sign_in_link = Some(link.trim().to_owned());
                }
                if let Some(words) = line.strip_prefix("ready ") {
                    let word = |name: &str| {
                        let found = words.split(' ').find_map(|w| w.strip_prefix(name));
                        found.map(str::to_owned)
                    };
                    let base = word("collector=").context("no collector address")?;
                    return Ok((base, word("metrics=")));
                }
            }
            bail!("exited before it was ready: {:?}", lock(&logs))
        });
        let (base, metrics_url) = ready.await.context("not ready in time")??;
        // The pipe stays open, so that the server never meets a closed one.
        tokio::spawn(async move { while let Ok(Some(_)) = stdout.next_line().await {} });
        Ok(Server {
            child,
            base,
            sign_in_link: sign_in_link.context("no sign-in link was printed")?,
            metrics_url,
            client: client()?,
            logs,
            logging: Some(logging),
            typed: Mutex::default(),
        })
    }

    /// Starts a server that is expected to refuse; returns how it exited and what it
    /// wrote to its log.
    ///
    /// # Errors
    /// When it is still there after [`DEADLINE`].
    pub async fn refuses(site: &Site, arguments: &[&str]) -> Result<(ExitStatus, String)> {
        let child = command(site, arguments)?.spawn()?;
        let output = timeout(DEADLINE, child.wait_with_output())
            .await
            .context("it did not refuse")??;
        Ok((output.status, String::from_utf8(output.stderr)?))
    }

    /// Sends a request made by `build` from the client and this server's address.
    ///
    /// # Errors
    /// When there is no complete reply.
    pub async fn send(
        &self,
        build: impl FnOnce(&reqwest::Client, &str) -> reqwest::RequestBuilder,
    ) -> Result<Reply> {
        let (client, request) = build(&self.client, &self.base).build_split();
        let request = request?;
        lock(&self.typed).note(&request);
        Reply::read(client.execute(request).await?).await
    }

    /// Gets a path with further headers.
    ///
    /// # Errors
    /// As [`Server::send`].
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Result<Reply> {
        self.send(|client, base| {
            let request = client.get(format!("{base}{path}"));
            headers
                .iter()
                .fold(request, |r, (name, value)| r.header(*name, *value))
        })
        .await
    }

    /// Posts a body as it is, as the shop's page would.
    ///
    /// # Errors
    /// As [`Server::send`].
    pub async fn post_raw(&self, body: impl Into<reqwest::Body>) -> Result<Reply> {
        self.send(|client, base| {
            client
                .post(format!("{base}/v1/shops/{SHOP}/events"))
                .header("origin", ORIGIN)
                .header("content-type", "text/plain;charset=UTF-8")
                .body(body)
        })
        .await
    }

    /// Posts events in one batch; returns one word per event, `accepted` or a code.
    ///
    /// # Errors
    /// When the batch as a whole is not taken.
    pub async fn post(&self, events: &[Value]) -> Result<Vec<String>> {
        self.post_raw(batch(events).to_string()).await?.fates()
    }

    /// The shop's book as JSON.
    ///
    /// # Errors
    /// When there is none.
    pub async fn book(&self, query: &str) -> Result<Value> {
        let reply = self
            .get(&format!("/v1/shops/{SHOP}/book{query}"), &[])
            .await?;
        anyhow::ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
        reply.json()
    }

    /// The token of the current book.
    ///
    /// # Errors
    /// When there is no book.
    pub async fn token(&self) -> Result<String> {
        let token = &self.book("").await?["token"];
        Ok(token.as_str().context("the book has no token")?.to_owned())
    }

    /// Signs in to the console with the printed link.
    ///
    /// # Errors
    /// When the link does not open it.
    pub async fn console(&self) -> Result<Console> {
        Console::sign_in(self).await
    }

    /// Reads `/metrics`.
    ///
    /// # Errors
    /// When it is not served.
    pub async fn metrics(&self) -> Result<Metrics> {
        Ok(Metrics::parse(&self.get("/metrics", &[]).await?.text()))
    }

    /// Waits until `accepted` events in all have reached their fate and the queue is empty.
    ///
    /// # Errors
    /// When there are more of them, or not so many in time.
    pub async fn settled(&self, accepted: usize) -> Result<Metrics> {
        let what = format!("{accepted} events with a fate and an empty queue");
        wait::until(&what, || async {
            let metrics = self.metrics().await?;
            let fates = metrics.sum("tillside_fates_total", &[]);
            let waiting = metrics.sum("tillside_queue_depth", &[]);
            anyhow::ensure!(
                fates <= accepted as f64,
                "{fates} fates for {accepted} events"
            );
            Ok((fates == accepted as f64 && waiting == 0.0).then_some(metrics))
        })
        .await
    }

    /// Everything that the server has logged so far.
    pub fn logs(&self) -> Vec<String> {
        lock(&self.logs).clone()
    }

    /// The number of the process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> Result<u32> {
        self.child.id().context("it has stopped already")
    }

    /// Lets no file of the process be written beyond so many bytes, as a full disk would,
    /// or lets all be written again.
    ///
    /// # Errors
    /// When the system's `prlimit` is missing or refuses.
    pub async fn limit_files(&self, bytes: Option<u64>) -> Result<()> {
        let limit = bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string());
        let mut prlimit = Command::new("prlimit");
        prlimit.args(["--pid", &self.pid()?.to_string()]);
        // The soft limit alone, which may be raised again.
        let set = prlimit.arg(format!("--fsize={limit}:")).status().await;
        anyhow::ensure!(set.context("no prlimit")?.success(), "no limit set");
        Ok(())
    }

    /// Kills the process at once, as a power cut would (SIGKILL).
    ///
    /// # Errors
    /// When it cannot be killed.
    pub async fn kill(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Asks the process to stop (SIGTERM) without waiting.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub async fn ask_to_stop(&self) -> Result<()> {
        self.signal("TERM").await
    }

    /// Lets the process stand still (SIGSTOP), as a machine does that is out of breath.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub async fn hold(&self) -> Result<()> {
        self.signal("STOP").await
    }

    /// Lets a held process go on.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub async fn go_on(&self) -> Result<()> {
        self.signal("CONT").await
    }

    async fn signal(&self, name: &str) -> Result<()> {
        let pid = self.pid()?;
        // The shell's own `kill` needs no package and no unsafe code.
        let sent = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -{name} {pid}"))
            .status();
        anyhow::ensure!(sent.await?.success(), "no signal sent");
        Ok(())
    }

    /// Waits until the process has exited by itself.
    ///
    /// # Errors
    /// When it has not within [`DEADLINE`].
    pub async fn exited(&mut self) -> Result<ExitStatus> {
        Ok(timeout(DEADLINE, self.child.wait())
            .await
            .context("it runs on")??)
    }

    /// Stops the server in good order.
    ///
    /// # Errors
    /// When it does not exit with success.
    pub async fn stop(mut self) -> Result<()> {
        self.ask_to_stop().await?;
        let status = self.exited().await?;
        anyhow::ensure!(status.success(), "{status}: {:?}", self.logs());
        Ok(())
    }
}

fn command(site: &Site, arguments: &[&str]) -> Result<Command> {
    let program = program()?;
    // Where a file may not grow, the system would end the process; a full disk does not.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    command.arg(program.get_program());
    for (name, _) in program.get_envs() {
        command.env_remove(name);
    }
    command
        .args(["serve", "--data"])
        .arg(site.data())
        .arg("--assets")
        .arg(site.assets())
        .args(arguments)
        .env("TILLSIDE_LOG", LOG)
        .envs(site.variables().iter().map(|(name, file)| (name, file)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    // A test may lead the server another way.
    if !arguments.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    if let Some(redis) = &site.redis
        && !arguments.contains(&"--redis")
    {
        command.arg("--redis").arg(redis.url());
    }
    command.envs(site.environment());
    Ok(command)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.start_kill();
        if let Some(logging) = self.logging.take() {
            let _panicked = logging.join();
        }
        let (typed, logs) = (lock(&self.typed), lock(&self.logs));
        let found = typed.found_in(&logs);
        assert!(
            found.is_empty() || std::thread::panicking(),
            "personal texts are in the log: {found:#?}"
        );
    }
}

fn collect(stream: PipeReader, into: Lines) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(stream)
            .lines()
            .map_while(Result::ok)
        {
            lock(&into).push(line);
        }
    })
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
