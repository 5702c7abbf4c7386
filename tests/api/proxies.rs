//! Behind proxies: whose limit a request counts for, when senders write the headers of proxies themselves.

use anyhow::{Result, ensure};
use serde_json::Value;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};

const BURST: [&str; 4] = ["--rate-address", "1", "--burst-address", "5"];
const ONE: [&str; 2] = ["--trusted-proxies", "1"];
const RFC_7239: [&str; 2] = ["--proxy-header", "forwarded"];

/// Posts one event as a proxy passes it on, with headers about who sent it.
async fn passed_on(server: &Server, event: &Value, told: &[(&str, &str)]) -> Result<u16> {
    let reply = server.send(|client, base| {
        let request = client
            .post(format!("{base}/v1/shops/{SHOP}/events"))
            .header("origin", ORIGIN)
            .body(batch(std::slice::from_ref(event)).to_string());
        told.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        })
    });
    Ok(reply.await?.status)
}

/// Whether a shopper meets the limit who makes up another address for each request; `told`
/// are the headers that come of it, with `*` for the number of the request.
async fn is_limited(server: &Server, event: &Value, told: &[(&str, &str)]) -> Result<bool> {
    for n in 0..100 {
        let numbered = told
            .iter()
            .map(|(name, value)| (*name, value.replace('*', &n.to_string())));
        let numbered: Vec<(&str, String)> = numbered.collect();
        let numbered: Vec<_> = numbered.iter().map(|(n, v)| (*n, v.as_str())).collect();
        if passed_on(server, event, &numbered).await? == 429 {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn start(site: &Site, options: &[&[&str]]) -> Result<(Server, Value)> {
    let server = Server::start(site, &options.concat()).await?;
    let event = Shopper::new(&server.token().await?, "cart").step_reached();
    Ok((server, event))
}

#[tokio::test]
async fn without_proxies_no_header_is_believed() -> Result<()> {
    let site = Site::embedded()?;
    for header in [&[][..], &RFC_7239] {
        let (server, event) = start(&site, &[&BURST, header]).await?;
        let forged = [
            ("x-forwarded-for", "203.0.113.*"),
            ("forwarded", "for=203.0.113.*"),
            ("x-real-ip", "203.0.113.*"),
        ];
        let limited = is_limited(&server, &event, &forged).await?;
        ensure!(limited, "a header was believed with {header:?}");
        server.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn behind_a_proxy_each_shopper_has_a_limit_and_nobody_escapes_it() -> Result<()> {
    let site = Site::embedded()?;
    let (server, event) = start(&site, &[&BURST, &ONE]).await?;
    // The proxy appends the true address to what the shopper made up, and passes on what
    // it does not know.
    let forged = [
        ("x-forwarded-for", "203.0.113.*, 198.51.100.1"),
        ("forwarded", "for=203.0.113.*"),
    ];
    let limited = is_limited(&server, &event, &forged).await?;
    ensure!(limited, "a forged header was believed");
    let other = [("x-forwarded-for", "198.51.100.2")];
    assert_eq!(passed_on(&server, &event, &other).await?, 202);
    Ok(())
}

#[tokio::test]
async fn a_proxy_that_speaks_rfc_7239_is_believed_alone() -> Result<()> {
    let site = Site::embedded()?;
    let (server, event) = start(&site, &[&BURST, &ONE, &RFC_7239]).await?;
    for line in [
        "for=203.0.113.*, for=198.51.100.1",
        "for=\"203.0.113.*, for=198.51.100.2",
        "for=198.51.100.3;host=\"x, for=203.0.113.*;y\"",
    ] {
        let forged = [("forwarded", line), ("x-forwarded-for", "203.0.113.*")];
        let limited = is_limited(&server, &event, &forged).await?;
        ensure!(limited, "a forged header was believed: {line}");
    }
    let other = [("forwarded", "for=\"198.51.100.4:4711\";proto=https")];
    assert_eq!(passed_on(&server, &event, &other).await?, 202);
    Ok(())
}

#[tokio::test]
async fn the_addresses_of_one_ipv6_network_share_a_limit() -> Result<()> {
    let site = Site::embedded()?;
    let (server, event) = start(&site, &[&BURST, &ONE]).await?;
    let household = [("x-forwarded-for", "2001:db8:0:7::*")];
    ensure!(is_limited(&server, &event, &household).await?);
    let next_door = [("x-forwarded-for", "2001:db8:0:8::1")];
    assert_eq!(passed_on(&server, &event, &next_door).await?, 202);
    Ok(())
}
