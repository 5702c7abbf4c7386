//! A place where webhooks post to, on this machine. It answers as it is told to.

use crate::wait;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What has come in.
#[derive(Clone, Debug)]
pub struct Hook {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    posted: Vec<Value>,
    answers: VecDeque<Answer>,
}

/// How it answers.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// With a status.
    Status(u16),
    /// Never.
    Silence,
}

impl Hook {
    /// Opens one on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open() -> Result<Hook> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let hook = Hook {
            address: listener.local_addr()?,
            shared: Arc::default(),
        };
        let shared = Arc::clone(&hook.shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, Arc::clone(&shared)));
            }
        });
        Ok(hook)
    }

    /// Its address, which is a secret.
    pub fn url(&self) -> String {
        format!("http://{}/services/T0001/B0002/s3cr3tPath", self.address)
    }

    /// Has the next posts answered like this; all others are taken.
    pub fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        lock(&self.shared).answers.extend(answers);
    }

    /// Waits until so much was posted and returns the text of the last one.
    ///
    /// # Errors
    /// When there is more, or not so much in time.
    pub async fn text(&self, n: usize) -> Result<String> {
        let what = format!("post {n}");
        let posted = wait::until(&what, || async {
            let posted = lock(&self.shared).posted.clone();
            ensure!(posted.len() <= n, "{} posts", posted.len());
            Ok(posted.into_iter().nth(n - 1))
        });
        let posted = posted.await?;
        let text = posted["text"].as_str();
        Ok(text.with_context(|| posted.to_string())?.to_owned())
    }

    /// The texts of everything that was posted.
    pub fn texts(&self) -> Vec<String> {
        let shared = lock(&self.shared);
        let texts = shared
            .posted
            .iter()
            .filter_map(|posted| posted["text"].as_str());
        texts.map(str::to_owned).collect()
    }
}

async fn talk(stream: TcpStream, shared: Arc<Mutex<Shared>>) -> Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let answer = {
            let mut shared = lock(&shared);
            shared.posted.push(serde_json::from_slice(&body)?);
            shared.answers.pop_front().unwrap_or(Answer::Status(200))
        };
        match answer {
            Answer::Silence => std::future::pending::<()>().await,
            Answer::Status(status) => {
                let reply = format!(
                    "HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
                );
                stream.write_all(reply.as_bytes()).await?;
            }
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
