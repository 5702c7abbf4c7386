//! Whoever makes up events moves nothing that is counted exactly: what pauses a prompt, and what is handed out.

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use tillside_tests::events::{Asked, Shopper, batch, now};
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

on_every_site!(
    forged_steps_cannot_trigger_a_pause,
    exactly_the_answers_wanted_count_when_many_come_at_once,
    a_visitor_gets_one_coupon_of_a_pool_however_much_is_sent_at_once,
);

/// A prompt asked of a visitor never seen before, in its newest version; `None` where it is
/// not in the book.
async fn asked(server: &Server, step: &str, prompt: &str) -> Result<Option<Asked>> {
    let book = server.book(&format!("?step={step}")).await?;
    let token = book["token"].as_str().context("no token")?;
    let prompts = book["prompts"].as_array().context("no prompts")?;
    let found = prompts.iter().find(|one| one["id"] == prompt);
    let Some(version) = found.and_then(|one| one["version"].as_u64()) else {
        return Ok(None);
    };
    let mut asked = Shopper::new(token, step).asked(prompt);
    asked.version = u32::try_from(version)?;
    Ok(Some(asked))
}

fn another(asked: &Asked) -> Asked {
    Asked {
        version: asked.version,
        ..Shopper::new(&asked.shopper.token, &asked.shopper.step).asked(&asked.prompt)
    }
}

fn price(asked: &Asked, seq: u32) -> Value {
    asked.answered(seq, json!({"question": {"choice": "price"}}))
}

async fn forged_steps_cannot_trigger_a_pause(site: Site) -> Result<()> {
    site.import_changed(|shop| shop["prompts"][0]["cap"] = json!({"stop_at": 3}))?;
    let server = Server::start(&site, &[]).await?;
    let real = asked(&server, "cart", "why-not")
        .await?
        .context("it is live")?;
    let mut forged = Vec::new();
    for _ in 0..10 {
        let one = another(&real);
        forged.push(one.shopper.step_reached());
        // A step that claims to be an answer.
        let mut step = price(&one, 1);
        step["type"] = json!("step_reached");
        forged.push(step);
        forged.extend([
            one.shown(),
            another(&real).withheld(),
            another(&real).dismissed(),
        ]);
        // An answer as a machine gives it.
        let mut fast = another(&real);
        fast.asked_at = now();
        let mut fast = price(&fast, 1);
        fast["occurred_at"] = fast["asked_at"].clone();
        forged.push(fast);
    }
    assert_eq!(server.post(&forged).await?, vec!["accepted"; forged.len()]);
    server.settled(forged.len()).await?;
    let console = server.console().await?;
    let results = console.prompt(&server, "why-not", real.version).await?;
    let counted = (results.answered, results.over_quota, results.doubted.n);
    assert_eq!((results.state.as_str(), counted), ("live", (0, 0, 10)));
    // People's answers alone do.
    for (n, state) in [(1, "live"), (2, "live"), (3, "ended")] {
        assert!(asked(&server, "cart", "why-not").await?.is_some(), "{n}");
        server.post(&[price(&another(&real), 1)]).await?;
        server.settled(forged.len() + n).await?;
        let results = console.prompt(&server, "why-not", real.version).await?;
        assert_eq!(results.state, state, "{n}");
    }
    wait::until("the full prompt to leave the book", || async {
        let found = asked(&server, "cart", "why-not").await?;
        Ok(found.is_none().then_some(()))
    })
    .await
}

async fn exactly_the_answers_wanted_count_when_many_come_at_once(site: Site) -> Result<()> {
    site.import_changed(|shop| shop["prompts"][0]["cap"] = json!({"stop_at": 7}))?;
    let server = Server::start(&site, &[]).await?;
    let first = asked(&server, "cart", "why-not")
        .await?
        .context("it is live")?;
    let sent: Vec<Value> = (0..60).map(|_| price(&another(&first), 1)).collect();
    let posts = sent
        .iter()
        .map(|event| server.post(std::slice::from_ref(event)));
    let fates = try_join_all(posts).await?.concat();
    assert_eq!(fates, vec!["accepted"; 60]);
    let metrics = server.settled(60).await?;
    assert_eq!(
        (metrics.fate("stored"), metrics.fate("over_quota")),
        (7.0, 53.0)
    );
    let console = server.console().await?;
    let results = console.prompt(&server, "why-not", first.version).await?;
    assert_eq!((results.answered, results.over_quota), (7, 53));
    Ok(())
}

async fn a_visitor_gets_one_coupon_of_a_pool_however_much_is_sent_at_once(
    site: Site,
) -> Result<()> {
    site.import_changed(|shop| {
        for at in [0, 2] {
            shop["prompts"][at]["replies"] =
                json!([{"text": {"ar": "شكرا", "en": "Thank you"}, "coupon": "thanks"}]);
        }
    })?;
    let file = site.assets().join("codes.txt");
    std::fs::write(&file, "TILL-1\nTILL-2\nTILL-3")?;
    let add = ["coupons", "add", "--shop", SHOP, "--pool", "thanks"];
    site.run(&add, &file)?;
    let server = Server::start(&site, &[]).await?;
    wait::until("the coupons to come in", || async {
        let logs = server.logs();
        Ok(logs
            .iter()
            .any(|line| line.contains("coupons came in"))
            .then_some(()))
    })
    .await?;
    let cart = asked(&server, "cart", "why-not")
        .await?
        .context("it is live")?;
    let found = asked(&server, "product", "found-it")
        .await?
        .context("it is live")?;
    let mut sent = Vec::new();
    for _ in 0..5 {
        let visitor = another(&cart).shopper.visitor;
        for n in 0..6 {
            let mut one = another(if n % 2 == 0 { &cart } else { &found });
            one.shopper.visitor.clone_from(&visitor);
            let said = if n % 2 == 0 {
                json!({"choice": "price"})
            } else {
                json!({"thumb": "up"})
            };
            sent.push((visitor.clone(), one.answered(1, json!({"question": said}))));
        }
    }
    let posts = sent.iter().map(async |(visitor, event)| {
        let body = batch(std::slice::from_ref(event)).to_string();
        let told = server.post_raw(body).await?.json()?["results"][0].clone();
        ensure!(told["status"] == "accepted", "{told}");
        Ok::<_, anyhow::Error>((visitor, told["coupon"].as_str().map(str::to_owned)))
    });
    let mut codes: HashMap<&String, HashSet<Option<String>>> = HashMap::new();
    for (visitor, code) in try_join_all(posts).await? {
        codes.entry(visitor).or_default().insert(code);
    }
    ensure!(codes.values().all(|codes| codes.len() == 1), "{codes:?}");
    let handed: HashSet<&String> = codes.values().flatten().flatten().collect();
    assert_eq!((codes.len(), handed.len()), (5, 3), "{codes:?}");
    Ok(())
}
