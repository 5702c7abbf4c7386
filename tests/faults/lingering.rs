//! Clients that would not let a server go when it is asked to stop: connections kept open, and requests that come a byte at a time or never end.

use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What an orderly stop may take, after which systemd or an orchestrator would kill.
const MOST: Duration = Duration::from_secs(10);

async fn connect(server: &Server) -> Result<TcpStream> {
    let address = server.base.strip_prefix("http://").context("no http")?;
    Ok(TcpStream::connect(address).await?)
}

/// A connection on which one request was answered, and no other comes.
async fn kept_open(server: &Server) -> Result<TcpStream> {
    let mut stream = connect(server).await?;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await?;
    let mut head = [0; 512];
    let read = stream.read(&mut head).await?;
    ensure!(head[..read].starts_with(b"HTTP/1.1 200"));
    Ok(stream)
}

/// A request of which the head, or the head and a part of the body, has come.
async fn unfinished(server: &Server, part: &str) -> Result<TcpStream> {
    let mut stream = connect(server).await?;
    stream.write_all(part.as_bytes()).await?;
    Ok(stream)
}

#[tokio::test]
async fn open_connections_and_slow_requests_do_not_hold_up_a_stop() -> Result<()> {
    let site = Site::embedded()?;
    let mut server = Server::start(&site, &[]).await?;
    let head = format!("POST /v1/shops/{SHOP}/events HTTP/1.1\r\nhost: x\r\n");
    let mut open = vec![
        unfinished(&server, "GET /heal").await?,
        unfinished(&server, &head).await?,
        unfinished(
            &server,
            &format!("{head}content-type: text/plain\r\ncontent-length: 60000\r\n\r\n{{\"v\":1"),
        )
        .await?,
        unfinished(
            &server,
            &format!("{head}content-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{{"),
        )
        .await?,
    ];
    for _ in 0..20 {
        open.push(kept_open(&server).await?);
    }
    // Some go on sending a byte now and then for as long as anybody listens.
    let mut senders = JoinSet::new();
    for mut stream in open.drain(..4) {
        senders.spawn(async move {
            while stream.write_all(b"1").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
    }
    // What was accepted before is there afterwards.
    let shopper = Shopper::new(&server.token().await?, "cart");
    ensure!(server.post(&[shopper.step_reached()]).await? == ["accepted"]);
    server.ask_to_stop().await?;
    let asked = Instant::now();
    let status = server.exited().await?;
    let took = asked.elapsed();
    ensure!(status.success(), "{status}: {:?}", server.logs());
    ensure!(took < MOST, "it took {took:?} to stop");
    senders.shutdown().await;
    let server = Server::start(&site, &[]).await?;
    server.settled(1).await?;
    server.stop().await
}
