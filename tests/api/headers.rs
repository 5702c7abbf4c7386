//! The headers that keep browsers and caches careful, on every answer whatever it says.

use anyhow::{Result, ensure};
use tillside_tests::console::Console;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

/// What no answer says: nobody needs to know what it was made by.
const TELLTALE: [&str; 4] = ["server", "x-powered-by", "via", "x-aspnet-version"];

async fn get(server: &Server, console: &Console, path: &str) -> Result<Reply> {
    let path = path.replace("{shop}", SHOP);
    let reply = console.get(server, &path).await?;
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
    for name in TELLTALE {
        assert_eq!(reply.header(name), "", "{name} of {path}");
    }
    Ok(reply)
}

#[tokio::test]
async fn nothing_that_may_change_or_is_private_is_kept_by_a_cache() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    for (path, status, kept) in [
        ("/s/{shop}.js", 200, "public, max-age=300"),
        ("/v1/shops/{shop}/book", 200, "public, max-age=20"),
        (
            "/assets/card-0123abcd.js",
            200,
            "public, max-age=31536000, immutable",
        ),
        ("/openapi.json", 200, "public, max-age=300"),
        ("/console/", 200, "no-cache"),
        ("/v1/shops/pk_none/book", 404, "no-store"),
        ("/v1/shops/{shop}/book?preview=x", 403, "no-store"),
        (
            "/v1/shops/{shop}/customers/0123456789abcdef",
            200,
            "no-store",
        ),
        ("/v1/shops/{shop}/blocked?by=wasm", 204, "no-store"),
        ("/v1/shops/{shop}/blocked", 400, "no-store"),
        ("/v1/shops/{shop}/events", 405, "no-store"),
        ("/assets/none.js", 404, "no-store"),
        ("/healthz", 200, "no-store"),
        ("/readyz", 200, "no-store"),
        ("/metrics", 200, "no-store"),
        ("/nowhere", 404, "no-store"),
        ("/console", 308, "no-store"),
        ("/console/none.js", 404, "no-store"),
        ("/console/sign-in?code=x", 303, "no-store"),
        ("/console/api/shops", 200, "no-store"),
        ("/console/api/shops/{shop}/results", 200, "no-store"),
        ("/console/api/shops/{shop}/check", 200, "no-store"),
        ("/console/api/nowhere", 404, "no-store"),
    ] {
        let reply = get(&server, &console, path).await?;
        let told = (reply.status, reply.header("cache-control"));
        assert_eq!(told, (status, kept), "{path}: {}", reply.text());
    }
    Ok(())
}

#[tokio::test]
async fn the_console_stands_in_no_frame_and_tells_no_other_site() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    for path in [
        "/console",
        "/console/",
        "/console/shops/{shop}",
        "/console/none.js",
        "/console/sign-in?code=x",
        "/console/api/shops",
        "/console/api/shops/pk_none/results",
        "/console/api/nowhere",
    ] {
        let reply = get(&server, &console, path).await?;
        let policy = reply.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            ensure!(policy.contains(part), "{path}: {policy}");
        }
        ensure!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        let opener = reply.header("cross-origin-opener-policy");
        let resource = reply.header("cross-origin-resource-policy");
        assert_eq!((opener, resource), ("same-origin", "same-origin"), "{path}");
    }
    // Whoever has no session sees a page with its own styles, and still without scripts.
    let stranger = server.get("/console/sign-in?code=x", &[]).await?;
    assert_eq!(stranger.status, 403);
    let policy = stranger.header("content-security-policy");
    ensure!(policy.contains("default-src 'none'") && !policy.contains("script-src"));
    ensure!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(stranger.header("referrer-policy"), "no-referrer");
    Ok(())
}

#[tokio::test]
async fn what_shop_pages_load_stays_usable_from_every_page() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    for path in [
        "/s/{shop}.js",
        "/v1/shops/{shop}/book",
        "/assets/card-0123abcd.wasm",
    ] {
        let reply = get(&server, &console, path).await?;
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        for name in [
            "cross-origin-resource-policy",
            "referrer-policy",
            "set-cookie",
        ] {
            assert_eq!(reply.header(name), "", "{name} of {path}");
        }
    }
    Ok(())
}
