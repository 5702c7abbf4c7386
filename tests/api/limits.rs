//! Too much at once: who meets a limit is told so, and when to come back.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};
use tillside_tests::wait;

async fn until_limited(server: &Server, shopper: &Shopper) -> Result<(Reply, usize)> {
    let mut accepted = 0;
    loop {
        let event = shopper.answers("why-not", json!({"choice": "price"}));
        let reply = server.post_raw(batch(&[event]).to_string()).await?;
        if reply.status == 429 {
            return Ok((reply, accepted));
        }
        assert_eq!(reply.fates()?, ["accepted"]);
        accepted += 1;
        ensure!(accepted < 100, "no limit was met");
    }
}

#[tokio::test]
async fn a_visitor_who_sends_too_much_is_told_when_to_come_back() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--rate-visitor", "1", "--burst-visitor", "3"]).await?;
    let token = server.token().await?;
    let shopper = Shopper::new(&token, "cart");
    let (reply, accepted) = until_limited(&server, &shopper).await?;
    reply.is_problem(429, "rate_limited")?;
    let seconds: u64 = reply.header("retry-after").parse()?;
    ensure!((1..=10).contains(&seconds), "Retry-After {seconds}");
    let exposed = reply.header("access-control-expose-headers").to_lowercase();
    ensure!(
        exposed.contains("retry-after"),
        "scripts may not read Retry-After: {exposed}"
    );
    let metrics = server.metrics().await?;
    ensure!(metrics.sum("tillside_limited_total", &[("limit", "visitor")]) >= 1.0);
    // Others are not held up, and the visitor is let in again.
    let other = Shopper::new(&token, "cart").answers("why-not", json!({"choice": "price"}));
    assert_eq!(server.post(&[other]).await?, ["accepted"]);
    let event = [shopper.answers("why-not", json!({"choice": "price"}))];
    wait::until("the visitor to be let in again", || async {
        let reply = server.post_raw(batch(&event).to_string()).await?;
        Ok((reply.status == 202).then_some(()))
    })
    .await?;
    // What was limited is not kept: only what was accepted has a fate.
    server.settled(accepted + 2).await?;
    Ok(())
}

#[tokio::test]
async fn a_shop_and_an_address_have_limits_of_their_own() -> Result<()> {
    for limit in ["shop", "address"] {
        let (rate, burst) = (format!("--rate-{limit}"), format!("--burst-{limit}"));
        let site = Site::embedded()?;
        let server = Server::start(&site, &[&rate, "1", &burst, "5"]).await?;
        let shopper = Shopper::new(&server.token().await?, "cart");
        let (reply, _) = until_limited(&server, &shopper).await?;
        reply.is_problem(429, "rate_limited")?;
        ensure!(reply.text().contains(limit), "{}", reply.text());
        let metrics = server.metrics().await?;
        ensure!(
            metrics.sum("tillside_limited_total", &[("limit", limit)]) >= 1.0,
            "{limit}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn junk_uses_up_the_limit_of_its_address_and_not_that_of_the_shop() -> Result<()> {
    let site = Site::embedded()?;
    let limits = ["--rate-shop", "1", "--burst-shop", "5"];
    let server = Server::start(&site, &limits).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let junk = vec![json!(1); 100];
    let refused = vec!["invalid_event_id"; 100];
    assert_eq!(server.post(&junk).await?, refused);
    // Most of these are junk too, and only the good ones count.
    let mut mixed = vec![json!(1); 95];
    mixed.extend((0..5).map(|_| shopper.step_reached()));
    let fates = server.post(&mixed).await?;
    assert_eq!(fates[95..], ["accepted"; 5]);
    server.settled(5).await?;
    server.stop().await?;

    let limits = ["--rate-address", "1", "--burst-address", "150"];
    let server = Server::start(&site, &limits).await?;
    assert_eq!(server.post(&junk).await?, refused);
    let reply = server.post_raw(batch(&junk).to_string()).await?;
    reply.is_problem(429, "rate_limited")?;
    ensure!(reply.text().contains("address"), "{}", reply.text());
    let seconds: u64 = reply.header("retry-after").parse()?;
    ensure!((2..=52).contains(&seconds), "Retry-After {seconds}");
    // A single event still passes, and a batch that is limited has no fates.
    assert_eq!(server.post(&[shopper.step_reached()]).await?, ["accepted"]);
    let metrics = server.metrics().await?;
    let refused = metrics.sum("tillside_events_total", &[("fate", "refused")]);
    assert_eq!(refused, 100.0);
    ensure!(metrics.sum("tillside_limited_total", &[("limit", "address")]) >= 1.0);
    Ok(())
}

/// Posts one event as a proxy passes it on, with what it says about the sender.
async fn passed_on(server: &Server, event: &Value, forwarded_for: &str) -> Result<u16> {
    let reply = server.send(|client, base| {
        client
            .post(format!("{base}/v1/shops/{SHOP}/events"))
            .header("origin", ORIGIN)
            .header("x-forwarded-for", forwarded_for)
            .body(batch(std::slice::from_ref(event)).to_string())
    });
    Ok(reply.await?.status)
}

/// Whether a shopper meets the limit who makes up another address for each request.
async fn is_limited(server: &Server, event: &Value, appended: &str) -> Result<bool> {
    for n in 0..100 {
        let claim = format!("203.0.113.{n}{appended}");
        if passed_on(server, event, &claim).await? == 429 {
            return Ok(true);
        }
    }
    Ok(false)
}

#[tokio::test]
async fn behind_a_proxy_each_shopper_has_a_limit_and_nobody_escapes_it() -> Result<()> {
    let site = Site::embedded()?;
    let burst = ["--rate-address", "1", "--burst-address", "5"];
    let server = Server::start(&site, &burst).await?;
    let event = Shopper::new(&server.token().await?, "cart").step_reached();
    ensure!(
        is_limited(&server, &event, "").await?,
        "a header was believed"
    );
    server.stop().await?;

    let behind_one = [&burst[..], &["--trusted-proxies", "1"]].concat();
    let server = Server::start(&site, &behind_one).await?;
    // The proxy appends the true address to what the shopper made up.
    let limited = is_limited(&server, &event, ", 198.51.100.1").await?;
    ensure!(limited, "a forged header was believed");
    assert_eq!(passed_on(&server, &event, "198.51.100.2").await?, 202);
    Ok(())
}
