//! Pools of coupon codes in the console: who sees what of them, how codes come in, and that none comes out again.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use survey::authoring::{CodesAdded, Forecast, Pool};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::people::{administrator, member};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

on_every_site!(a_pool_is_filled_and_counts_what_is_left_of_it);

async fn add(server: &Server, who: &Console, pool: &str, codes: &str) -> Result<Reply> {
    let path = format!("/shops/{SHOP}/coupons/{pool}");
    let body = json!({"codes": codes});
    who.ask(server, "POST", &path, &body, &[]).await
}

async fn pools(server: &Server, who: &Console) -> Result<(Vec<Pool>, String)> {
    let path = format!("/shops/{SHOP}/coupons");
    let reply = who.ask(server, "GET", &path, &Value::Null, &[]).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok((serde_json::from_slice(&reply.body)?, reply.text()))
}

async fn a_pool_is_filled_and_counts_what_is_left_of_it(site: Site) -> Result<()> {
    site.import_changed(|shop| {
        shop["prompts"][0]["replies"] =
            json!([{"text": {"ar": "شكرا", "en": "Thank you"}, "coupon": "thanks"}]);
    })?;
    let server = Server::start(&site, &[]).await?;
    let owner = administrator(&server).await?;
    let editor = member(&server, &owner, SHOP, "ed@shop.example", "editor").await?;
    let analyst = member(&server, &owner, SHOP, "ann@shop.example", "analyst").await?;
    assert_eq!(pools(&server, &analyst).await?.0, []);

    let reply = add(&server, &editor, "thanks", "TILL-1\r\n\n TILL-2 \nTILL-1").await?;
    let added: CodesAdded = serde_json::from_slice(&reply.body)?;
    assert_eq!((added.new, added.known), (2, 1));
    let refused = add(&server, &analyst, "thanks", "TILL-9").await?;
    refused.is_problem(403, "forbidden")?;
    let nothing = add(&server, &editor, "thanks", " \n").await?;
    nothing.is_problem(422, "invalid_input")?;
    let long = format!("TILL-3\n{}", "x".repeat(65));
    let refused = add(&server, &editor, "thanks", &long).await?;
    refused.is_problem(422, "invalid_input")?;
    let told = refused.json()?["problems"][0].clone();
    assert_eq!(told["at"], "codes");
    ensure!(
        told["what"]
            .as_str()
            .is_some_and(|what| what.starts_with("line 2:")),
        "{told}"
    );
    let unnamed = add(&server, &editor, "Not%20A%20Name", "TILL-4").await?;
    unnamed.is_problem(422, "invalid_input")?;
    assert_eq!(unnamed.json()?["problems"][0]["at"], "pool");

    // A shopper gets one of them, and everybody sees that it is gone, but nobody which.
    let answer = |token: &str| {
        let mut asked = Shopper::new(token, "cart").asked("why-not");
        asked.version = 2;
        asked.answered(1, json!({"question": {"choice": "price"}}))
    };
    let token = server.token().await?;
    let got = wait::until("a code", || async {
        let batch = tillside_tests::events::batch(&[answer(&token)]);
        let reply = server.post_raw(batch.to_string()).await?;
        let code = reply.json()?["results"][0]["coupon"]
            .as_str()
            .map(str::to_owned);
        Ok(code)
    })
    .await?;
    ensure!(got.starts_with("TILL-"), "{got}");
    for who in [&owner, &analyst] {
        let (list, text) = wait::until("the claim to be counted", || async {
            let (list, text) = pools(&server, who).await?;
            Ok((list.first().is_some_and(|pool| pool.claimed == 1)).then_some((list, text)))
        })
        .await?;
        assert_eq!(
            list,
            [Pool {
                name: "thanks".to_owned(),
                left: 1,
                claimed: 1,
                claimed_this_week: 1
            }]
        );
        ensure!(!text.contains("TILL-"), "{text}");
    }

    // The history says how many came in, and by whom.
    let path = format!("/shops/{SHOP}/history");
    let history = owner.ask(&server, "GET", &path, &Value::Null, &[]).await?;
    let text = history.text();
    ensure!(
        text.contains("coupons.added") && !text.contains("TILL-"),
        "{text}"
    );
    let changes = history.json()?;
    let changes = changes["entries"].as_array().cloned().unwrap_or_default();
    let added = changes.iter().find(|one| one["what"] == "coupons.added");
    assert_eq!(added.map(|one| &one["after"]), Some(&json!({"codes": 2})));

    // How many of those shown answer is part of the forecast.
    let path = format!("/shops/{SHOP}/prompts/why-not/forecast");
    let forecast = analyst
        .ask(&server, "POST", &path, &Value::Null, &[])
        .await?;
    let forecast: Forecast = serde_json::from_slice(&forecast.body)?;
    assert_eq!(forecast.answered, Some(1.0));
    server.stop().await
}
