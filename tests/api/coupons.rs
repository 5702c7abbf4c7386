//! Coupons: from a file into the ledger, to one answer each, and with it into the store.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::HashSet;
use tillside_tests::events::{Asked, Shopper, batch};
use tillside_tests::on_every_site;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

on_every_site!(
    an_answer_gets_its_code_at_once_and_always_the_same,
    only_the_reply_that_promises_a_coupon_hands_one_out,
    an_empty_pool_says_so_and_a_refilled_one_makes_up_for_it,
    a_visitor_gets_one_code_for_a_prompt_however_many_answers,
    answers_at_the_same_time_share_no_code,
    a_prompt_paused_a_moment_ago_keeps_its_promise,
    the_store_keeps_the_code_and_the_list_counts_it,
    a_lost_ledger_is_filled_with_what_nobody_has,
    a_reply_is_found_by_the_facts_and_the_language_that_the_card_has,
);

/// A shop whose cart question promises a coupon to whom the price is too high.
fn promise(shop: &mut Value) {
    shop["prompts"][0]["replies"] = json!([
        {"when": {"choice": ["price"]}, "text": {"ar": "شكرا", "en": "Thank you"}, "coupon": "thanks"},
        {"text": {"ar": "شكرا", "en": "Thank you"}},
    ]);
}

fn fill(site: &Site, codes: &[&str]) -> Result<String> {
    let file = site.assets().join("codes.txt");
    std::fs::write(&file, codes.join("\n"))?;
    let command = ["coupons", "add", "--shop", SHOP, "--pool", "thanks"];
    site.run(&command, &file)
}

/// A server whose pool holds these codes.
async fn server_with(site: &Site, codes: &[&str]) -> Result<Server> {
    site.import_changed(promise)?;
    let server = Server::start(site, &[]).await?;
    if !codes.is_empty() {
        fill(site, codes)?;
        arrived(&server, codes.len()).await?;
    }
    Ok(server)
}

/// Waits until so many codes in all came into the ledger; the log says so.
async fn arrived(server: &Server, number: usize) -> Result<()> {
    wait::until("the coupons to come in", || async {
        let logs = server.logs();
        let came = logs.iter().filter(|line| line.contains("coupons came in"));
        let new = came.filter_map(|line| {
            let (_, rest) = line.split_once(" new=")?;
            rest.split(' ').next()?.parse::<usize>().ok()
        });
        Ok((new.sum::<usize>() == number).then_some(()))
    })
    .await
}

/// The prompt asked of a visitor never seen before, in the version that promises.
async fn asked(server: &Server) -> Result<Asked> {
    let book = server.book("?step=cart").await?;
    let token = book["token"].as_str().context("no token")?;
    let mut asked = Shopper::new(token, "cart").asked("why-not");
    let prompts = book["prompts"].as_array().context("no prompts")?;
    let found = prompts.iter().find(|one| one["id"] == "why-not");
    let version = found.and_then(|one| one["version"].as_u64());
    asked.version = u32::try_from(version.context("no version")?)?;
    Ok(asked)
}

fn too_dear(asked: &Asked, seq: u32) -> Value {
    asked.answered(seq, json!({"question": {"choice": "price"}}))
}

/// The result of one event.
async fn told(server: &Server, event: Value) -> Result<Value> {
    let reply = server.post_raw(batch(&[event]).to_string()).await?;
    Ok(reply.json()?["results"][0].clone())
}

async fn code_of(server: &Server, event: Value) -> Result<String> {
    let told = told(server, event).await?;
    ensure!(told["status"] == "accepted", "{told}");
    Ok(told["coupon"].as_str().context("no coupon")?.to_owned())
}

async fn an_answer_gets_its_code_at_once_and_always_the_same(site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1", "TILL-2", "TILL-3"]).await?;
    let one = asked(&server).await?;
    let answer = too_dear(&one, 1);
    assert_eq!(code_of(&server, answer.clone()).await?, "TILL-1");
    assert_eq!(code_of(&server, answer.clone()).await?, "TILL-1");
    assert_eq!(code_of(&server, too_dear(&one, 2)).await?, "TILL-1");
    server.kill().await?;
    let server = Server::start(&site, &[]).await?;
    assert_eq!(code_of(&server, answer).await?, "TILL-1");
    // A second collector of the same Redis knows it too.
    if site.redis.is_some() {
        let other = Server::start(&site, &["--drain", "off"]).await?;
        assert_eq!(code_of(&other, too_dear(&one, 3)).await?, "TILL-1");
        let two = asked(&other).await?;
        assert_eq!(code_of(&other, too_dear(&two, 1)).await?, "TILL-2");
        assert_eq!(code_of(&server, too_dear(&two, 2)).await?, "TILL-2");
    }
    Ok(())
}

async fn only_the_reply_that_promises_a_coupon_hands_one_out(site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1"]).await?;
    let one = asked(&server).await?;
    let shipping = one.answered(1, json!({"question": {"choice": "shipping"}}));
    for event in [one.shown(), shipping, one.dismissed()] {
        let told = told(&server, event).await?;
        assert_eq!(
            (&told["status"], told.get("coupon")),
            (&json!("accepted"), None)
        );
    }
    let refused = one.answered(2, json!({"question": {"choice": "weather"}}));
    assert_eq!(told(&server, refused).await?.get("coupon"), None);
    assert_eq!(code_of(&server, too_dear(&one, 3)).await?, "TILL-1");
    let book = server.book("?step=cart").await?;
    assert_eq!(book["prompts"][0]["replies"][0]["coupon"], "thanks");
    assert!(!book.to_string().contains("TILL-1"));
    let metrics = server.metrics().await?;
    let claims = |result| metrics.sum("tillside_coupons_total", &[("result", result)]);
    assert_eq!(
        (claims("claimed"), claims("repeated"), claims("empty")),
        (1.0, 0.0, 0.0)
    );
    Ok(())
}

async fn an_empty_pool_says_so_and_a_refilled_one_makes_up_for_it(site: Site) -> Result<()> {
    let server = server_with(&site, &[]).await?;
    let early = too_dear(&asked(&server).await?, 1);
    let none = told(&server, early.clone()).await?;
    assert_eq!(none["status"], "accepted");
    assert_eq!(none.get("coupon"), Some(&Value::Null));
    let metrics = server.metrics().await?;
    assert_eq!(
        metrics.sum("tillside_coupons_total", &[("result", "empty")]),
        1.0
    );
    fill(&site, &["LATE-1"])?;
    arrived(&server, 1).await?;
    assert_eq!(code_of(&server, early).await?, "LATE-1");
    Ok(())
}

async fn a_visitor_gets_one_code_for_a_prompt_however_many_answers(site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1", "TILL-2", "TILL-3"]).await?;
    let first = asked(&server).await?;
    assert_eq!(code_of(&server, too_dear(&first, 1)).await?, "TILL-1");
    let mut again = first.shopper.asked("why-not");
    again.version = first.version;
    assert_eq!(code_of(&server, too_dear(&again, 1)).await?, "TILL-1");
    // Without an id, each answer stands for itself.
    let mut nobody = too_dear(&asked(&server).await?, 1);
    nobody["visitor"] = Value::Null;
    assert_eq!(code_of(&server, nobody.clone()).await?, "TILL-2");
    assert_eq!(code_of(&server, nobody).await?, "TILL-2");
    // A customer is the same one on another device.
    let mut signed_in = too_dear(&asked(&server).await?, 1);
    signed_in["customer"] = json!("0123456789abcdef");
    assert_eq!(code_of(&server, signed_in).await?, "TILL-3");
    let mut elsewhere = too_dear(&asked(&server).await?, 1);
    elsewhere["customer"] = json!("0123456789abcdef");
    assert_eq!(code_of(&server, elsewhere).await?, "TILL-3");
    Ok(())
}

async fn answers_at_the_same_time_share_no_code(site: Site) -> Result<()> {
    let codes: Vec<String> = (0..60).map(|n| format!("MANY-{n}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let server = server_with(&site, &codes).await?;
    let first = asked(&server).await?;
    let answers = (0..40).map(|_| {
        let mut asked = Shopper::new(&first.shopper.token, "cart").asked("why-not");
        asked.version = first.version;
        // Two snapshots in one batch, twice.
        vec![too_dear(&asked, 1), too_dear(&asked, 2)]
    });
    let batches: Vec<Value> = answers.map(|events| batch(&events)).collect();
    let sent = batches.iter().chain(&batches);
    let sent = sent.map(|batch| server.post_raw(batch.to_string()));
    let replies = futures_util::future::try_join_all(sent).await?;
    let mut by_answer = vec![HashSet::new(); 40];
    for (at, reply) in replies.iter().enumerate() {
        let results = reply.json()?["results"].clone();
        for result in results.as_array().context("no results")? {
            let code = result["coupon"].as_str().context("no coupon")?;
            by_answer[at % 40].insert(code.to_owned());
        }
    }
    assert!(by_answer.iter().all(|codes| codes.len() == 1));
    assert_eq!(by_answer.iter().flatten().collect::<HashSet<_>>().len(), 40);
    Ok(())
}

async fn a_prompt_paused_a_moment_ago_keeps_its_promise(site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1"]).await?;
    let one = asked(&server).await?;
    site.import_changed(|shop| {
        promise(shop);
        shop["prompts"][0]["state"] = json!("paused");
    })?;
    wait::until("the prompt to leave the book", || async {
        let book = server.book("?step=cart").await?;
        Ok((!book.to_string().contains("why-not")).then_some(()))
    })
    .await?;
    assert_eq!(code_of(&server, too_dear(&one, 1)).await?, "TILL-1");
    Ok(())
}

async fn the_store_keeps_the_code_and_the_list_counts_it(site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1", "TILL-2"]).await?;
    let again = fill(&site, &["TILL-2", "TILL-3", "", "TILL-3"])?;
    assert!(again.contains("1 new, 2 known before"), "{again}");
    arrived(&server, 3).await?;
    let one = asked(&server).await?;
    // The later snapshot leads to another reply; what was handed out stays with the answer.
    let first = too_dear(&one, 1);
    assert_eq!(code_of(&server, first).await?, "TILL-1");
    let second = one.answered(2, json!({"question": {"choice": "shipping"}}));
    assert_eq!(server.post(&[second, one.shown()]).await?, ["accepted"; 2]);
    server.settled(3).await?;
    let stored = site.ask("SELECT coupon, answer, seq FROM askings")?;
    assert_eq!(stored, format!("TILL-1|{}|2", one.answer));
    let list = list(&site)?;
    assert_eq!(
        list,
        format!("shop {SHOP}, pool thanks: 2 left, 1 claimed\n")
    );
    let logs = server.logs().join("\n");
    assert!(
        logs.contains("coupons came in") && !logs.contains("TILL-"),
        "{logs}"
    );
    Ok(())
}

async fn a_lost_ledger_is_filled_with_what_nobody_has(mut site: Site) -> Result<()> {
    let server = server_with(&site, &["TILL-1", "TILL-2", "TILL-3"]).await?;
    assert_eq!(
        code_of(&server, too_dear(&asked(&server).await?, 1)).await?,
        "TILL-1"
    );
    server.settled(1).await?;
    server.stop().await?;
    match &mut site.redis {
        Some(redis) => *redis = RedisServer::start().await?,
        None => std::fs::remove_file(site.data().join("ledger"))?,
    }
    let server = Server::start(&site, &[]).await?;
    arrived(&server, 2).await?;
    assert_eq!(
        code_of(&server, too_dear(&asked(&server).await?, 1)).await?,
        "TILL-2"
    );
    // A start that lost nothing brings nothing.
    server.stop().await?;
    let server = Server::start(&site, &[]).await?;
    assert_eq!(
        code_of(&server, too_dear(&asked(&server).await?, 1)).await?,
        "TILL-3"
    );
    let last = too_dear(&asked(&server).await?, 1);
    assert_eq!(told(&server, last).await?["coupon"], Value::Null);
    arrived(&server, 0).await
}

async fn a_reply_is_found_by_the_facts_and_the_language_that_the_card_has(
    site: Site,
) -> Result<()> {
    let server = server_with(&site, &["TILL-1", "TILL-2", "TILL-3"]).await?;
    site.import_changed(|shop| {
        promise(shop);
        shop["prompts"][0]["replies"][0]["text"]["en"] = json!("5 % off {cart_value}");
    })?;
    wait::until("the new version", || async {
        Ok(server
            .book("?lang=en")
            .await?
            .to_string()
            .contains("% off")
            .then_some(()))
    })
    .await?;
    let said = async |lang: &str, value: Option<f64>| {
        let mut event = too_dear(&asked(&server).await?, 1);
        event["context"]["lang"] = json!(lang);
        event["context"]["value"] = json!(value);
        Ok::<_, anyhow::Error>(told(&server, event).await?.get("coupon").cloned())
    };
    assert_eq!(said("en-GB", None).await?, None);
    assert_eq!(said("en-GB", Some(49.9)).await?, Some(json!("TILL-1")));
    assert_eq!(said("ar", None).await?, Some(json!("TILL-2")));
    Ok(())
}

fn list(site: &Site) -> Result<String> {
    site.tillside(&["coupons", "list"])
}

#[test]
fn codes_for_a_shop_that_is_not_there_are_refused() -> Result<()> {
    let site = Site::embedded()?;
    let file = site.assets().join("codes.txt");
    std::fs::write(&file, "TILL-1")?;
    let add = |shop, pool| site.run(&["coupons", "add", "--shop", shop, "--pool", pool], &file);
    let told = add("pk_nobody", "thanks").err().map(|e| e.to_string());
    assert!(told.is_some_and(|told| told.contains("no shop pk_nobody")));
    assert!(add(SHOP, "Not A Name").is_err());
    assert!(add(SHOP, "thanks").is_ok());
    Ok(())
}
