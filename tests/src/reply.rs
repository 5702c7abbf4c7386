//! A reply of the server, read completely, with what tests ask about it. It judges nothing by itself.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Status, headers and body.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    headers: reqwest::header::HeaderMap,
    /// The body as it came, still compressed where it was.
    pub body: Vec<u8>,
}

impl Reply {
    /// Reads a response to its end, unless it is a stream of events, which has none.
    ///
    /// # Errors
    /// When the connection breaks before.
    pub async fn read(response: reqwest::Response) -> Result<Reply> {
        let mut reply = Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
        };
        if reply.header("content-type") != "text/event-stream" {
            reply.body = response.bytes().await?.to_vec();
        }
        Ok(reply)
    }

    /// A header's value, empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("")
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("status {}, body: {}", self.status, self.text()))
    }

    /// One word per event of a batch, in order: `accepted` or the code of the refusal.
    ///
    /// # Errors
    /// When the reply is not a 202 with results.
    pub fn fates(&self) -> Result<Vec<String>> {
        ensure!(self.status == 202, "{}: {}", self.status, self.text());
        let json = self.json()?;
        let results = json["results"].as_array().context("no results")?;
        let word = |result: &Value| {
            let word = match result["status"].as_str() {
                Some("refused") => &result["code"],
                _ => &result["status"],
            };
            word.as_str().unwrap_or("?").to_owned()
        };
        Ok(results.iter().map(word).collect())
    }

    /// Checks that this is a problem document with this code that scripts of every
    /// origin can read.
    ///
    /// # Errors
    /// With everything about the reply, where it is not.
    pub fn is_problem(&self, status: u16, code: &str) -> Result<()> {
        let all = || {
            format!(
                "wanted {status} {code}, got {} {:?} {}",
                self.status,
                self.headers,
                self.text()
            )
        };
        ensure!(self.status == status, all());
        ensure!(
            self.header("content-type") == "application/problem+json",
            all()
        );
        ensure!(self.header("access-control-allow-origin") == "*", all());
        let json = self.json()?;
        ensure!(json["code"] == code && json["status"] == status, all());
        ensure!(json["type"] == format!("urn:tillside:error:{code}"), all());
        for member in ["title", "detail"] {
            ensure!(
                json[member].as_str().is_some_and(|text| !text.is_empty()),
                all()
            );
        }
        let row = tillside_server::errors::TABLE
            .iter()
            .find(|row| row.name == code);
        let row = row.with_context(|| format!("{code} is not in the error table"))?;
        ensure!(json["retryable"] == row.retryable, all());
        ensure!(
            !row.retryable || !self.header("retry-after").is_empty(),
            all()
        );
        Ok(())
    }
}
