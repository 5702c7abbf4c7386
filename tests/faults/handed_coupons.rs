//! A server killed while it hands out coupons. A code that somebody may have seen goes to nobody else.

use crate::rush;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::on_both_queues;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site, client};
use tillside_tests::wait;
use tokio::task::JoinSet;

on_both_queues!(a_code_handed_out_before_a_crash_stays_with_its_answer);

const SENDERS: usize = 8;
const BEFORE_THE_CRASH: usize = 150;

async fn a_code_handed_out_before_a_crash_stays_with_its_answer(site: Site) -> Result<()> {
    site.import_changed(|shop| {
        shop["prompts"][0]["replies"] = json!([{"text": {"en": "Thanks"}, "coupon": "thanks"}]);
    })?;
    let codes: Vec<String> = (0..5_000).map(|n| format!("TILL-{n}")).collect();
    let file = site.assets().join("codes.txt");
    std::fs::write(&file, codes.join("\n"))?;
    let add = ["coupons", "add", "--shop", SHOP, "--pool", "thanks"];
    site.run(&add, &file)?;
    let mut sent = Vec::new();
    for _ in 0..3 {
        let server = rush::server(&site, &[]).await?;
        sent.extend(answer_until_killed(server).await?);
    }
    let server = rush::server(&site, &[]).await?;
    let mut seen = HashSet::new();
    for (event, before) in &sent {
        let body = batch(std::slice::from_ref(event)).to_string();
        let code = code_of(server.post_raw(body).await?)?;
        ensure!(before.as_ref().is_none_or(|before| *before == code));
        ensure!(seen.insert(code), "a code went to two answers");
    }
    ensure!(sent.iter().filter(|(_, code)| code.is_some()).count() >= 3 * BEFORE_THE_CRASH);
    Ok(())
}

/// Every answer that was sent, with the code that came back for it if a reply did.
async fn answer_until_killed(server: Server) -> Result<Vec<(Value, Option<String>)>> {
    let token = ready(&server).await?;
    let url = format!("{}/v1/shops/{SHOP}/events", server.base);
    let handed = Arc::new(AtomicUsize::new(0));
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let (url, token, handed) = (url.clone(), token.clone(), Arc::clone(&handed));
        senders.spawn(async move {
            let (client, mut sent) = (client()?, Vec::new());
            loop {
                let event = answer(&token);
                let body = batch(std::slice::from_ref(&event)).to_string();
                let reply = async { Reply::read(client.post(&url).body(body).send().await?).await };
                let Ok(reply) = reply.await else {
                    sent.push((event, None));
                    return anyhow::Ok(sent);
                };
                sent.push((event, Some(code_of(reply)?)));
                handed.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    wait::until("coupons to be handed out", || async {
        Ok((handed.load(Ordering::Relaxed) >= BEFORE_THE_CRASH).then_some(()))
    })
    .await?;
    server.kill().await?;
    let mut sent = Vec::new();
    while let Some(one) = senders.join_next().await {
        sent.extend(one??);
    }
    Ok(sent)
}

/// The token, once the pool is filled: an answer before that would get nothing.
async fn ready(server: &Server) -> Result<String> {
    let token = server.token().await?;
    wait::until("the pool to be filled", || async {
        let reply = server.post_raw(batch(&[answer(&token)]).to_string());
        Ok(code_of(reply.await?).ok())
    })
    .await?;
    Ok(token)
}

fn answer(token: &str) -> Value {
    let mut asked = Shopper::new(token, "cart").asked("why-not");
    asked.version = 2;
    asked.answered(1, json!({"question": {"choice": "price"}}))
}

fn code_of(reply: Reply) -> Result<String> {
    let code = &reply.json()?["results"][0]["coupon"];
    Ok(code.as_str().context(reply.text())?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_redis_is_away_no_code_goes_out_and_then_each_visitor_gets_one() -> Result<()> {
    let mut site = Site::on_redis().await?;
    site.import_changed(|shop| {
        shop["prompts"][0]["replies"] = json!([{"text": {"en": "Thanks"}, "coupon": "thanks"}]);
    })?;
    let file = site.assets().join("codes.txt");
    std::fs::write(&file, "TILL-1\nTILL-2\nTILL-3")?;
    let add = ["coupons", "add", "--shop", SHOP, "--pool", "thanks"];
    site.run(&add, &file)?;
    let server = rush::server(&site, &[]).await?;
    let token = ready(&server).await?;
    let [early, late, nobody] = [0; 3].map(|_| Shopper::new(&token, "cart"));
    let answers = |shopper: &Shopper| {
        let mut asked = shopper.asked("why-not");
        asked.version = 2;
        asked.answered(1, json!({"question": {"choice": "price"}}))
    };
    let told = async |event: &Value| -> Result<Value> {
        let body = batch(std::slice::from_ref(event)).to_string();
        server.post_raw(body).await?.json()
    };
    let first = told(&answers(&early)).await?["results"][0]["coupon"].clone();
    ensure!(first.is_string(), "{first}");

    site.redis()?.kill().await?;
    let waiting = [answers(&late), answers(&early), answers(&nobody)];
    for event in &waiting {
        let refused = told(event).await?;
        ensure!(refused["code"] == "queue_unavailable", "{refused}");
        ensure!(refused["retryable"] == true, "{refused}");
    }
    site.redis()?.restart().await?;
    let mut codes = Vec::new();
    for event in &waiting {
        let code = wait::until("an answer to be taken again", || async {
            let reply = told(event).await?;
            let result = &reply["results"][0];
            Ok((result["status"] == "accepted").then(|| result["coupon"].clone()))
        });
        codes.push(code.await?);
    }
    // The one who had a code has it still; with the one that `ready` took the pool is empty.
    ensure!(codes[0].is_string() && codes[0] != first, "{codes:?}");
    assert_eq!(codes[1..], [first, Value::Null]);
    server.stop().await
}
