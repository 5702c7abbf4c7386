//! Somebody's desk in the console: short ways to ask for the prompts of the fixture's shop.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use survey::authoring::{Draft, PromptPage, PromptSummary, Saved};
use tillside_tests::console::Console;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::SHOP;
use tillside_tests::wait;

/// Somebody at work in the console.
pub struct Desk<'s> {
    pub server: &'s Server,
    pub console: Console,
}

impl Desk<'_> {
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> Result<Reply> {
        self.ask_based_on(method, path, body, None).await
    }

    pub async fn ask_based_on(
        &self,
        method: &str,
        path: &str,
        body: Value,
        revision: Option<i64>,
    ) -> Result<Reply> {
        let etag = revision.map(|revision| format!("\"{revision}\""));
        let header = etag.as_deref().map(|etag| ("if-match", etag));
        let path = format!("/shops/{SHOP}/prompts{path}");
        let headers: Vec<(&str, &str)> = header.into_iter().collect();
        let console = &self.console;
        console
            .ask(self.server, method, &path, &body, &headers)
            .await
    }

    pub async fn done<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: Value,
    ) -> Result<T> {
        let reply = self.ask(method, path, body).await?;
        ensure!(reply.status < 300, "{}: {}", reply.status, reply.text());
        Ok(serde_json::from_slice(&reply.body)?)
    }

    pub async fn page(&self, id: &str) -> Result<PromptPage> {
        self.done("GET", &format!("/{id}"), Value::Null).await
    }

    pub async fn draft(&self, id: &str) -> Result<Draft> {
        self.page(id).await?.draft.context("there is no draft")
    }

    pub async fn summary(&self, id: &str) -> Result<PromptSummary> {
        let list: Vec<PromptSummary> = self.done("GET", "", Value::Null).await?;
        let found = list.into_iter().find(|one| one.id == id);
        found.with_context(|| format!("{id} is not in the list"))
    }

    /// Saves the draft of a prompt, based on a revision.
    pub async fn save(&self, id: &str, prompt: &Value, revision: Option<i64>) -> Result<Saved> {
        let path = format!("/{id}/draft");
        let reply = self
            .ask_based_on("PUT", &path, prompt.clone(), revision)
            .await?;
        ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
        let saved: Saved = serde_json::from_slice(&reply.body)?;
        assert_eq!(reply.header("etag"), format!("\"{}\"", saved.revision));
        Ok(saved)
    }

    /// Waits until the book has this version of a prompt, or none.
    pub async fn in_book(&self, id: &str, version: Option<u32>) -> Result<Value> {
        wait::until(&format!("{id} {version:?} in the book"), || async {
            let book = self.server.book("").await?;
            let prompts = book["prompts"].as_array().context("no prompts")?;
            let found = prompts.iter().find(|prompt| prompt["id"] == id);
            let now = found.and_then(|prompt| prompt["version"].as_u64());
            let found = found.cloned().unwrap_or_default();
            Ok((now == version.map(u64::from)).then_some(found))
        })
        .await
    }
}
