//! Requests that mean harm: none of them is believed, held for long or answered with a failure, and others are served meanwhile.

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::{join_all, try_join_all};
use serde_json::json;
use std::io::Write;
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};
use tillside_tests::{wait, wire};

/// The head of a post of events, with further lines.
fn post(lines: &str) -> String {
    format!("POST /v1/shops/{SHOP}/events HTTP/1.1\r\nhost: a\r\norigin: {ORIGIN}\r\n{lines}")
}

async fn is_alive(server: &Server) -> Result<()> {
    let reply = server.get("/healthz", &[]).await?;
    ensure!(reply.status == 200, "{}", reply.text());
    Ok(())
}

#[tokio::test]
async fn whoever_dawdles_is_sent_away_and_nobody_waits_for_it() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let body = post("content-length: 500\r\n\r\n{");
    let begun: Vec<(&[u8], u8)> = vec![
        (b"GET /healthz HTTP/1.1\r\nhost: a\r\nx-slow: ", b'a'),
        (b"GET /", b'a'),
        (body.as_bytes(), b' '),
    ];
    let slow = begun.iter().cycle().take(60);
    let slow = slow.map(|(begin, drip)| wire::dawdle(&server, begin, *drip));
    let others = async {
        for _ in 0..20 {
            is_alive(&server).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    let (replies, served) = tokio::join!(try_join_all(slow), others);
    served?;
    for reply in replies? {
        ensure!(wire::status(&reply) == 408, "{reply:?}");
    }
    is_alive(&server).await
}

#[tokio::test]
async fn a_request_that_could_be_read_in_two_ways_is_refused_and_hides_no_other() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let hidden = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    for lines in [
        "content-length: 6\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 6",
        "content-length: 0\r\ntransfer-encoding: chunked",
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5\r\ncontent-length: 5",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5, 5",
        "content-length: 99999999999999999999999999",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked, identity",
        "transfer-encoding: identity, chunked",
        "transfer-encoding: identity",
        "transfer-encoding: xchunked",
        "transfer-encoding: \x0bchunked",
        "transfer-encoding : chunked",
        "transfer-encoding\t: chunked",
        " transfer-encoding: chunked",
        "x-folded: a\r\n content-length: 5",
        "x-null: a\0b",
        "x-return: a\rb",
        "host: b",
    ] {
        let request = format!("{}\r\n\r\n{chunked}", post(lines));
        let reply = wire::exchange(&server, request.as_bytes()).await?;
        let refused = wire::status(&reply) == 400 && wire::responses(&reply) == 1;
        ensure!(refused, "{lines:?}: {reply}");
    }
    for request in [
        format!("GET / HTTP/1.1\r\n\r\n{hidden}"),
        format!("GET / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n{chunked}"),
        format!("GET /\r\n\r\n{hidden}"),
        format!("GET / HTTP/9.9\r\nhost: a\r\n\r\n{hidden}"),
        format!("GET /a b HTTP/1.1\r\nhost: a\r\n\r\n{hidden}"),
    ] {
        let reply = wire::exchange(&server, request.as_bytes()).await?;
        let refused = wire::status(&reply) == 400 && wire::responses(&reply) == 1;
        ensure!(refused, "{request:?}: {reply}");
    }
    // Chunks that are none end the request in a refusal, not in another request.
    for body in ["g\r\n", "fffffffffffffffff\r\n", "-1\r\n", "1;\0\r\nab\r\n"] {
        let head = post("transfer-encoding: chunked\r\n\r\n");
        let reply = wire::exchange(&server, format!("{head}{body}{hidden}").as_bytes()).await?;
        let refused = wire::status(&reply) == 400 && wire::responses(&reply) == 1;
        ensure!(refused, "{body:?}: {reply}");
    }
    is_alive(&server).await
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let get = |path: &str, lines: &str| {
        format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{lines}\r\n")
    };
    let many: String = (0..1_000).map(|n| format!("x-{n}: a\r\n")).collect();
    let huge = format!("x-huge: {}\r\n", "a".repeat(1 << 20));
    let endless = format!("x-huge: {}", "a".repeat(1 << 20));
    let long = |bytes: usize| format!("/v1/shops/{}/book", "a".repeat(bytes));
    for (what, request, statuses) in [
        ("a huge header", get("/healthz", &huge), vec![431]),
        ("a head without end", get("/healthz", &endless), vec![431]),
        ("many headers", get("/healthz", &many), vec![431]),
        ("a long path", get(&long(8_000), ""), vec![404]),
        ("a longer path", get(&long(70_000), ""), vec![400, 414]),
        (
            "the longest path",
            get(&long(1 << 20), ""),
            vec![400, 414, 431],
        ),
        (
            "a long query",
            get(&format!("/healthz?{}", "a".repeat(8_000)), ""),
            vec![200],
        ),
    ] {
        let reply = wire::exchange(&server, request.as_bytes()).await?;
        let status = wire::status(&reply);
        ensure!(statuses.contains(&status), "{what}: {reply}");
        // What was too long is not sent back.
        ensure!(reply.len() < 2_000, "{what}: {} bytes", reply.len());
        is_alive(&server).await.context(what)?;
    }
    Ok(())
}

#[tokio::test]
async fn methods_that_nobody_needs_are_refused_and_echo_nothing() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for path in [
        "/",
        "/healthz",
        "/metrics",
        "/console/",
        "/console/api/shops",
    ]
    .into_iter()
    .chain([
        "/v1/shops/pk_tests/events",
        "/v1/shops/pk_tests/book",
        "/s/pk_tests.js",
    ]) {
        for method in ["TRACE", "TRACK", "PROPFIND", "PATCH", "get", "CONNECT"] {
            let request = format!(
                "{method} {path} HTTP/1.1\r\nhost: a\r\nx-echo: marker-9753\r\nconnection: close\r\n\r\n"
            );
            let reply = wire::exchange(&server, request.as_bytes()).await?;
            let status = wire::status(&reply);
            ensure!(
                [400, 401, 404, 405].contains(&status),
                "{method} {path}: {reply}"
            );
            ensure!(!reply.contains("marker-9753"), "{method} {path}: {reply}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_compressed_body_is_never_unpacked() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let event = shopper.answers("say-more", json!({"text": "fine"}));
    let good = batch(&[event]).to_string();
    // Sixty megabytes of spaces before a batch that would be taken.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..60 {
        gzip.write_all(&vec![b' '; 1 << 20])?;
    }
    gzip.write_all(good.as_bytes())?;
    let bomb = gzip.finish()?;
    ensure!(
        bomb.len() < 64 * 1024,
        "{} bytes are no small body",
        bomb.len()
    );
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut good.as_bytes(), &mut brotli, &Default::default())?;
    for (coding, body) in [
        ("gzip", &bomb),
        ("GZIP", &bomb),
        ("x-gzip", &bomb),
        ("identity, gzip", &bomb),
        ("deflate", &bomb),
        ("br", &brotli),
        ("zstd", &brotli),
    ] {
        for door in ["events", "forget"] {
            let reply = server.send(|client, base| {
                client
                    .post(format!("{base}/v1/shops/{SHOP}/{door}"))
                    .header("origin", ORIGIN)
                    .header("content-type", "text/plain")
                    .header("content-encoding", coding)
                    .body(body.clone())
            });
            let refusal = reply.await?.is_problem(415, "unsupported_media_type");
            refusal.with_context(|| format!("{coding} to {door}"))?;
        }
    }
    let reply = server.post_raw(bomb).await?;
    reply.is_problem(400, "malformed_json")?;
    assert_eq!(server.metrics().await?.accepted(), 0.0);
    Ok(())
}

#[tokio::test]
async fn no_path_leads_out_of_the_demo_shop() -> Result<()> {
    let site = Site::embedded()?;
    let outside = tempfile::tempdir()?;
    let demo = outside.path().join("demo");
    std::fs::create_dir(&demo)?;
    std::fs::write(
        demo.join("index.html"),
        "<!doctype html><title>Shop</title>",
    )?;
    std::fs::write(demo.join(".hidden"), "marker-8642")?;
    std::fs::write(outside.path().join("secret.txt"), "marker-8642")?;
    let option = demo.to_str().context("the folder's name is no text")?;
    let server = Server::start(&site, &["--demo", option]).await?;
    assert_eq!(server.get("/demo/", &[]).await?.status, 200);
    let secret = outside.path().join("secret.txt");
    let paths = [
        "/demo/../secret.txt".to_owned(),
        "/demo/%2e%2e/secret.txt".to_owned(),
        "/demo/..%2fsecret.txt".to_owned(),
        "/demo/%2e%2e%2fsecret.txt".to_owned(),
        "/demo/%252e%252e/secret.txt".to_owned(),
        "/demo/..\\secret.txt".to_owned(),
        "/demo/..%5csecret.txt".to_owned(),
        "/demo/./../secret.txt".to_owned(),
        "/demo/x/../../secret.txt".to_owned(),
        "/demo/.hidden".to_owned(),
        "/demo/index.html%00.txt".to_owned(),
        format!("/demo/{}", secret.display()),
        format!("/demo//{}", secret.display()),
    ];
    for path in paths {
        let reply = wire::get(&server, &path).await?;
        let status = wire::status(&reply);
        ensure!((400..500).contains(&status), "{path}: {reply}");
        ensure!(!reply.contains("marker-8642"), "{path}: {reply}");
    }
    is_alive(&server).await
}

#[tokio::test]
async fn whoever_dawdles_with_a_second_request_holds_no_more_connections_than_are_kept()
-> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--keep-connections", "20"]).await?;
    let get = b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
    let begin = || wire::begin_again(&server, get, b"GET /healthz HTTP/1.1\r\nhost");
    // One after the other, as many as are kept; then as many at once.
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(begin().await?);
    }
    held.extend(try_join_all((0..20).map(|_| begin())).await?);
    let open = held
        .iter()
        .filter(|(reply, _)| !reply.contains("connection: close"));
    assert_eq!(open.count(), 20, "they hold more or less than that");
    // Others are answered meanwhile, on connections of their own that are closed at once.
    for _ in 0..5 {
        let reply = wire::exchange(&server, get).await?;
        ensure!(
            wire::status(&reply) == 200 && reply.contains("connection: close"),
            "{reply}"
        );
    }
    drop(held);
    wait::until("connections to be kept again", || async {
        let (reply, _) = wire::begin_again(&server, get, b"").await?;
        Ok((!reply.contains("connection: close")).then_some(()))
    })
    .await
}

#[tokio::test]
async fn many_connections_that_say_nothing_keep_nobody_out() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let silent = join_all((0..300).map(|_| wire::connect(&server))).await;
    let silent = silent.into_iter().collect::<Result<Vec<_>>>()?;
    let event = Shopper::new(&server.token().await?, "cart").step_reached();
    assert_eq!(server.post(&[event]).await?, ["accepted"]);
    drop(silent);
    wait::until("an answer afterwards", || async {
        Ok(is_alive(&server).await.ok())
    })
    .await
}
