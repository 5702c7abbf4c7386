//! Too much at once: who meets a limit is told so, and when to come back.

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use futures_util::future::try_join_all;
use futures_util::stream::FuturesUnordered;
use serde_json::{Value, json};
use std::time::Instant;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site, client};
use tillside_tests::wait;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

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
    for name in ["retry-after", "ratelimit", "ratelimit-policy"] {
        let is_exposed = exposed.split(", ").any(|one| one == name);
        ensure!(is_exposed, "scripts may not read {name}: {exposed}");
    }
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    // The fields of the IETF draft: none of three is left, they come back in three seconds.
    let limit = format!("\"visitor\";r=0;t={seconds}");
    assert_eq!(reply.header("ratelimit"), limit);
    assert_eq!(reply.header("ratelimit-policy"), "\"visitor\";q=3;w=3");
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
async fn every_answer_tells_what_the_nearest_limit_has_left() -> Result<()> {
    let site = Site::embedded()?;
    let limits = "--rate-visitor 1 --burst-visitor 50 --rate-address 10 --burst-address 100";
    let limits: Vec<&str> = limits.split(' ').collect();
    let server = Server::start(&site, &limits).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let left = |reply: &Reply, limit: &str| -> Result<u32> {
        let policies = "\"address\";q=100;w=10, \"visitor\";q=50;w=50";
        assert_eq!(reply.header("ratelimit-policy"), policies);
        let exposed = reply.header("access-control-expose-headers");
        ensure!(exposed.contains("RateLimit, RateLimit-Policy"), "{exposed}");
        let field = reply.header("ratelimit").to_owned();
        let rest = field.strip_prefix(&format!("\"{limit}\";r="));
        let (left, seconds) = rest
            .and_then(|rest| rest.split_once(";t="))
            .with_context(|| format!("{field:?} is of no {limit}"))?;
        ensure!(seconds.parse::<u32>()? >= 1, "{field}");
        Ok(left.parse()?)
    };
    // Whoever waits gets some back, so these are the least that can be left.
    let events: Vec<Value> = (0..5).map(|_| shopper.step_reached()).collect();
    let reply = server.post_raw(batch(&events).to_string()).await?;
    ensure!(reply.status == 202 && (45..50).contains(&left(&reply, "visitor")?));
    let refused = server.post_raw("no batch").await?;
    refused.is_problem(400, "malformed_json")?;
    ensure!((90..100).contains(&left(&refused, "address")?));
    // Junk is let in by no visitor's limit.
    let junk = server
        .post_raw(batch(&vec![json!(1); 60]).to_string())
        .await?;
    ensure!(junk.status == 202 && (30..60).contains(&left(&junk, "address")?));
    let other = server
        .send(|client, base| client.get(format!("{base}/v1/shops/{SHOP}/events")))
        .await?;
    other.is_problem(405, "method_not_allowed")?;
    ensure!(left(&other, "address")? < 100);
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
async fn all_threads_of_a_server_share_one_limit() -> Result<()> {
    for limit in ["shop", "address"] {
        let (rate, burst) = (format!("--rate-{limit}"), format!("--burst-{limit}"));
        let site = Site::embedded()?;
        let options = [&rate, "1", &burst, "10", "--workers", "4"];
        let server = Server::start(&site, &options).await?;
        let token = server.token().await?;
        let start = Instant::now();
        // Connections are dealt out to the threads, so each request comes on a new one.
        let sent = (0..60).map(|_| {
            let event = Shopper::new(&token, "cart").step_reached();
            server.send(move |_, base| {
                client()
                    .expect("a client")
                    .post(format!("{base}/v1/shops/{SHOP}/events"))
                    .header("origin", ORIGIN)
                    .body(batch(&[event]).to_string())
            })
        });
        let replies = try_join_all(sent).await?;
        let accepted = replies.iter().filter(|reply| reply.status == 202).count();
        let refilled = usize::try_from(start.elapsed().as_secs())? + 1;
        ensure!(
            (10..=10 + refilled).contains(&accepted),
            "{accepted} passed the limit of the {limit}, of which {refilled} came back meanwhile"
        );
    }
    Ok(())
}

#[tokio::test]
async fn who_meets_the_limit_of_an_address_is_told_before_sending_the_body() -> Result<()> {
    let site = Site::embedded()?;
    let limits = ["--rate-address", "1", "--burst-address", "1"];
    let server = Server::start(&site, &limits).await?;
    let address = server.base.strip_prefix("http://").context("no address")?;
    let head = format!(
        "POST /v1/shops/{SHOP}/events HTTP/1.1\r\nhost: {address}\r\norigin: {ORIGIN}\r\ncontent-length: 500\r\n\r\n"
    );
    // The server waits for the body of those that it lets in, and of nobody else.
    let mut replies = FuturesUnordered::new();
    for _ in 0..10 {
        replies.push(first_line(address, &head));
    }
    let first = timeout(wait::DEADLINE, replies.next()).await?;
    let first = first.context("nobody was answered")??;
    ensure!(first.starts_with("HTTP/1.1 429 "), "{first}");
    Ok(())
}

/// Sends the head of a request alone, and returns the first line of what comes back.
async fn first_line(address: &str, head: &str) -> Result<String> {
    let mut stream = BufReader::new(TcpStream::connect(address).await?);
    stream.write_all(head.as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    Ok(line)
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

#[tokio::test]
async fn a_visitor_who_sends_too_much_leaves_the_address_to_its_neighbours() -> Result<()> {
    let site = Site::embedded()?;
    let limits = "--rate-visitor 1 --burst-visitor 100 --rate-address 1 --burst-address 130";
    let limits: Vec<&str> = limits.split(' ').collect();
    let server = Server::start(&site, &limits).await?;
    let token = server.token().await?;
    let noisy = Shopper::new(&token, "cart");
    let many: Vec<Value> = (0..100).map(|_| noisy.step_reached()).collect();
    assert_eq!(server.post(&many).await?, ["accepted"; 100]);
    // Each of these batches costs the address one request, not its hundred events.
    for _ in 0..20 {
        let reply = server.post_raw(batch(&many).to_string()).await?;
        reply.is_problem(429, "rate_limited")?;
        ensure!(reply.text().contains("visitor"), "{}", reply.text());
    }
    let neighbour = Shopper::new(&token, "cart").step_reached();
    assert_eq!(server.post(&[neighbour]).await?, ["accepted"]);
    Ok(())
}
