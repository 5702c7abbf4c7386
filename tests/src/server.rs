//! One running `tillside` process: started, spoken to, stopped or killed.

use crate::console::Console;
use crate::events::batch;
use crate::metrics::Metrics;
use crate::reply::Reply;
use crate::site::{ORIGIN, SHOP, Site, client, program};
use crate::wait::{self, DEADLINE};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A server that has said that it is ready. Dropping it kills the process.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its address, such as `http://127.0.0.1:41234`.
    pub base: String,
    /// The printed link that signs in to the console.
    pub sign_in_link: String,
    client: reqwest::Client,
    logs: Lines,
}

/// What a process wrote, line by line.
type Lines = Arc<Mutex<Vec<String>>>;

impl Server {
    /// Starts a server on the site with further arguments and waits until it is ready.
    ///
    /// # Errors
    /// With its logs, when it exits or is not ready in time.
    pub async fn start(site: &Site, arguments: &[&str]) -> Result<Server> {
        let mut child = command(site, arguments)?.spawn()?;
        let logs = collect(child.stderr.take().context("no stderr")?);
        let mut stdout = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let mut sign_in_link = None;
        let ready = timeout(DEADLINE, async {
            while let Some(line) = stdout.next_line().await? {
                if let Some((_, link)) = line.split_once("sign in to the console: ") {
                    sign_in_link = Some(link.trim().to_owned());
                }
                if let Some(words) = line.strip_prefix("ready ") {
                    let base = words.split(' ').find_map(|w| w.strip_prefix("collector="));
                    return base.map(str::to_owned).context("no collector address");
                }
            }
            bail!("exited before it was ready: {:?}", read(&logs))
        });
        let base = ready.await.context("not ready in time")??;
        // The pipe stays open, so that the server never meets a closed one.
        tokio::spawn(async move { while let Ok(Some(_)) = stdout.next_line().await {} });
        Ok(Server {
            child,
            base,
            sign_in_link: sign_in_link.context("no sign-in link was printed")?,
            client: client()?,
            logs,
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
        Reply::read(build(&self.client, &self.base).send().await?).await
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
        read(&self.logs)
    }

    /// The number of the process.
    ///
    /// # Errors
    /// When it has ended.
    pub fn pid(&self) -> Result<u32> {
        self.child.id().context("it has stopped already")
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
        let pid = self.pid()?;
        // The shell's own `kill` needs no package and no unsafe code.
        let sent = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -TERM {pid}"))
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
    let mut command = Command::from(program()?);
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(site.data())
        .arg("--assets")
        .arg(site.assets())
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(redis) = &site.redis {
        command.arg("--redis").arg(redis.url());
    }
    Ok(command)
}

fn collect(stream: impl AsyncRead + Unpin + Send + 'static) -> Lines {
    let lines = Lines::default();
    let into = Arc::clone(&lines);
    tokio::spawn(async move {
        let mut stream = BufReader::new(stream).lines();
        while let Ok(Some(line)) = stream.next_line().await {
            into.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    });
    lines
}

fn read(lines: &Lines) -> Vec<String> {
    lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
