//! The disk is full: no file may grow. What cannot be kept is refused for now, books are served, and everything goes on by itself when there is room again.

use crate::rush;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

const ANSWERS: usize = 40;

async fn answers(server: &Server) -> Result<Vec<Value>> {
    let token = server.token().await?;
    let answer =
        |_| Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}));
    Ok((0..ANSWERS).map(answer).collect())
}

/// Posts answers, all of which are accepted.
async fn are_taken(server: &Server) -> Result<()> {
    let fates = server.post(&answers(server).await?).await?;
    assert_eq!(fates, ["accepted"; ANSWERS]);
    Ok(())
}

/// Posts answers that nothing can keep now, and checks that shops go on without.
async fn are_refused_for_now(server: &Server, events: &[Value]) -> Result<()> {
    let reply = server.post_raw(batch(events).to_string()).await?;
    reply.is_problem(503, "queue_unavailable")?;
    ensure!(reply.header("retry-after").parse::<u32>()? >= 1);
    server.book("?step=confirmation").await?;
    assert_eq!(server.get("/s/pk_tests.js", &[]).await?.status, 200);
    assert_eq!(server.get("/healthz", &[]).await?.status, 200);
    Ok(())
}

async fn until_taken(server: &Server, events: &[Value]) -> Result<()> {
    wait::until("the refused events to be taken", || async {
        let reply = server.post_raw(batch(events).to_string()).await?;
        Ok((reply.status == 202).then_some(()))
    })
    .await
}

/// All accepted answers are in the results, each once.
async fn counted(server: &Server, wanted: usize) -> Result<()> {
    server.settled(wanted).await?;
    let console = server.console().await?;
    let results = console.prompt(server, "how-likely", 1).await?;
    assert_eq!(results.answered, i64::try_from(wanted)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_for_the_queue_answers_are_refused_for_now() -> Result<()> {
    let site = Site::embedded()?;
    let server = rush::server(&site, &[]).await?;
    are_taken(&server).await?;
    server.settled(ANSWERS).await?;
    let events = answers(&server).await?;
    server.limit_files(Some(0)).await?;
    for _ in 0..3 {
        are_refused_for_now(&server, &events).await?;
    }
    server.limit_files(None).await?;
    until_taken(&server, &events).await?;
    counted(&server, 2 * ANSWERS).await?;
    // The log tells when it began and when it was over, however many were refused.
    for words in [
        "the embedded queue cannot write",
        "the embedded queue can write again",
    ] {
        let logs = server.logs();
        let told = logs.iter().filter(|line| line.contains(words));
        assert_eq!(told.count(), 1, "{words}");
    }
    server.stop().await?;
    // What the full disk left behind is read again as it should be.
    let server = rush::server(&site, &[]).await?;
    are_taken(&server).await?;
    let console = server.console().await?;
    let wanted = 3 * i64::try_from(ANSWERS)?;
    let all = |results: &survey::results::PromptResults| results.answered >= wanted;
    let results = console.until(&server, "how-likely", all).await?;
    assert_eq!(results.answered, wanted);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_for_the_store_answers_wait_in_the_queue() -> Result<()> {
    let site = Site::embedded()?;
    let server = rush::server(&site, &[]).await?;
    are_taken(&server).await?;
    server.settled(ANSWERS).await?;
    // The store's files are larger already, those of the queue are far smaller.
    server.limit_files(Some(100_000)).await?;
    are_taken(&server).await?;
    wait::until("the drain to fail", || async {
        let logs = server.logs();
        let failed = |line: &String| line.contains("the drain could not finish");
        Ok(logs.iter().any(failed).then_some(()))
    })
    .await?;
    are_taken(&server).await?;
    server.limit_files(None).await?;
    counted(&server, 3 * ANSWERS).await?;
    server.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_and_without_room_for_the_spool_answers_are_refused_for_now() -> Result<()> {
    let mut site = Site::on_redis().await?;
    let server = rush::server(&site, &[]).await?;
    are_taken(&server).await?;
    server.settled(ANSWERS).await?;
    site.redis()?.kill().await?;
    server.limit_files(Some(0)).await?;
    let events = answers(&server).await?;
    are_refused_for_now(&server, &events).await?;
    server.limit_files(None).await?;
    until_taken(&server, &events).await?;
    assert_eq!(
        server.metrics().await?.sum("tillside_spool_depth", &[]),
        ANSWERS as f64
    );
    site.redis()?.restart().await?;
    counted(&server, 2 * ANSWERS).await?;
    server.stop().await
}
