//! Collectors are replaced one after the other while shoppers answer. Their browsers send again what got no reply, and each answer counts once.

use crate::rush;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::proxy::Proxy;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site, client};
use tillside_tests::wait;
use tokio::task::JoinSet;

const SENDERS: usize = 6;
const BETWEEN: usize = 150;

fn address(server: &Server) -> Result<String> {
    let address = server.base.strip_prefix("http://");
    Ok(address.context("it has no address")?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collectors_are_replaced_under_load() -> Result<()> {
    let site = Site::on_redis().await?;
    let start = || rush::server(&site, &[]);
    let (mut old, mut other) = (start().await?, start().await?);
    let balancer = Proxy::start(&[address(&old)?, address(&other)?]).await?;
    let token = old.token().await?;
    let url = format!("http://{}/v1/shops/{SHOP}/events", balancer.address());
    let (accepted, over) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let browser = Browser {
            url: url.clone(),
            token: token.clone(),
            accepted: Arc::clone(&accepted),
            over: Arc::clone(&over),
        };
        senders.spawn(browser.answers());
    }
    for _ in 0..3 {
        let wanted = accepted.load(Ordering::Relaxed) + BETWEEN;
        wait::until("answers to be accepted", || async {
            Ok((accepted.load(Ordering::Relaxed) >= wanted).then_some(()))
        })
        .await?;
        // The new one is there before the old one goes, as deployments do it.
        let new = start().await?;
        balancer.lead_to(&[address(&new)?, address(&other)?]);
        old.stop().await?;
        old = std::mem::replace(&mut other, new);
    }
    over.store(true, Ordering::Relaxed);
    let mut answers = 0;
    while let Some(one) = senders.join_next().await {
        answers += one??;
    }
    ensure!(answers > 3 * BETWEEN, "{answers}");
    let metrics = wait::until_late("an empty queue", || async {
        let metrics = other.metrics().await?;
        let waiting = metrics.sum("tillside_queue_depth", &[]);
        Ok((waiting == 0.0).then_some(metrics))
    })
    .await?;
    assert_eq!(metrics.fate("stored"), answers as f64);
    let results = other
        .console()
        .await?
        .prompt(&other, "how-likely", 1)
        .await?;
    assert_eq!(usize::try_from(results.answered)?, answers);
    Ok(())
}

/// A browser whose outbox keeps an answer until a reply says that it was accepted.
struct Browser {
    url: String,
    token: String,
    accepted: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Browser {
    /// How many answers were given, all of them accepted in the end.
    async fn answers(self) -> Result<usize> {
        let client = client()?;
        let mut given = 0;
        while !self.over.load(Ordering::Relaxed) {
            let event = Shopper::new(&self.token, "confirmation")
                .answers("how-likely", json!({"score": 9}));
            let body = batch(&[event]).to_string();
            wait::until("an answer to be accepted", || async {
                let reply = client.post(&self.url).body(body.clone()).send().await;
                let Ok(reply) = reply else { return Ok(None) };
                let reply: Result<Value, _> = reply.json().await;
                let is_accepted =
                    reply.is_ok_and(|reply| reply["results"][0]["status"] == "accepted");
                Ok(is_accepted.then_some(()))
            })
            .await?;
            given += 1;
            self.accepted.fetch_add(1, Ordering::Relaxed);
        }
        Ok(given)
    }
}
