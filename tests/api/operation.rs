//! What operators do beside serving: look before they start, drain on a machine of its own, replace the secret.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::ExitStatus;
use tillside_tests::drainer::Drainer;
use tillside_tests::events::Shopper;
use tillside_tests::server::Server;
use tillside_tests::site::{Site, client, files_with, program};
use tillside_tests::wait;

fn check(arguments: &[&str]) -> Result<(ExitStatus, String)> {
    let output = program()?.arg("check").args(arguments).output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status, String::from_utf8(said)?))
}

#[tokio::test]
async fn a_site_that_is_right_is_found_right_also_while_its_server_runs() -> Result<()> {
    let site = Site::on_redis().await?;
    let redis = site.redis.as_ref().context("no Redis")?.url();
    let (data, assets) = (text(site.data())?, text(site.assets())?);
    let arguments = ["--data", data, "--assets", assets, "--redis", &redis];
    let (status, told) = check(&[&arguments[..], &["--listen", "127.0.0.1:0"]].concat())?;
    ensure!(status.success() && !told.contains("WRONG"), "{told}");
    for part in ["configuration", "store", "queue", "assets", "secret"] {
        ensure!(told.contains(part), "{part} is missing in:\n{told}");
    }
    let server = Server::start(&site, &[]).await?;
    let address = server.base.trim_start_matches("http://");
    let (status, told) = check(&[&arguments[..], &["--listen", address]].concat())?;
    ensure!(status.success(), "{told}");
    for words in ["is in use", "the first one signs"] {
        ensure!(told.contains(words), "{words} is missing in:\n{told}");
    }
    server.stop().await
}

#[tokio::test]
async fn everything_that_is_wrong_is_found_at_once_and_nothing_is_changed() -> Result<()> {
    let site = Site::embedded()?;
    std::fs::write(site.data().join("token.key"), "short")?;
    std::fs::remove_file(site.assets().join("card-0123abcd.js"))?;
    let (data, assets) = (text(site.data())?, text(site.assets())?);
    // Nobody listens on port 1.
    let places = ["--redis", "redis://127.0.0.1:1", "--data", data];
    let wrong = ["--assets", assets, "--rate-shop", "many"];
    let no_spool = ["--spool-max-bytes", "0"];
    let (status, told) = check(&[&places[..], &wrong, &no_spool].concat())?;
    ensure!(status.code() == Some(1), "{told}");
    for words in ["--rate-shop", "token.key", "card-0123abcd.js", "--redis"] {
        let line = told.lines().find(|line| line.contains(words));
        let line = line.with_context(|| format!("{words} is missing in:\n{told}"))?;
        ensure!(line.starts_with("WRONG"), "{line}");
    }
    // With a spool a server starts without its Redis, so that is told and no more.
    let (_, told) = check(&places)?;
    let line = told.lines().find(|line| line.contains("right host"));
    let line = line.with_context(|| format!("nothing of Redis in:\n{told}"))?;
    ensure!(!line.starts_with("WRONG"), "{line}");
    // What is not there yet is no mistake, and is not made.
    let nowhere = site.data().join("new");
    let (status, told) = check(&["--listen", "127.0.0.1:0", "--data", text(&nowhere)?])?;
    ensure!(status.success() && told.contains("will be made"), "{told}");
    ensure!(!nowhere.exists());
    Ok(())
}

#[tokio::test]
async fn a_store_in_postgresql_is_looked_at_like_a_file() -> Result<()> {
    let site = Site::on_postgres().await?;
    let url = site.postgres.as_deref().context("no PostgreSQL")?;
    let look = |url: &str| -> Result<(Option<i32>, String)> {
        let output = program()?
            .args(["check", "--listen", "127.0.0.1:0", "--data"])
            .arg(site.data())
            .env("TILLSIDE_STORE", url)
            .output()?;
        Ok((output.status.code(), String::from_utf8(output.stdout)?))
    };
    let (code, told) = look(url)?;
    ensure!(code == Some(0) && told.contains("shops: 1"), "{told}");
    // Nobody listens on port 1.
    let (code, told) = look("postgres://nobody:hunter2@127.0.0.1:1/nothing")?;
    let line = told.lines().find(|line| line.starts_with("WRONG"));
    ensure!(code == Some(1), "{told}");
    ensure!(line.is_some_and(|line| line.contains("store")), "{told}");
    ensure!(!told.contains("hunter2"), "{told}");
    Ok(())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the path is no text")
}

#[tokio::test]
async fn a_drain_of_its_own_empties_the_queue_of_a_server_that_does_not() -> Result<()> {
    drain_apart(&Site::on_redis().await?).await
}

#[tokio::test]
async fn a_drain_of_its_own_fills_a_store_in_postgresql() -> Result<()> {
    drain_apart(&Site::on_postgres().await?).await
}

async fn drain_apart(site: &Site) -> Result<()> {
    let server = Server::start(site, &["--drain", "off"]).await?;
    let token = server.token().await?;
    let shopper = Shopper::new(&token, "cart");
    let accepted = server.post(&[shopper.step_reached()]).await?;
    ensure!(accepted == ["accepted"], "{accepted:?}");
    ensure!(server.metrics().await?.sum("tillside_queue_depth", &[]) == 1.0);

    let drainer = Drainer::start(site).await?;
    ensure!(drainer.announced.starts_with("draining "));
    wait::until("an empty queue", || async {
        let counts = drainer.metrics().await?;
        let drained = counts.fate("stored") == 1.0;
        Ok((drained && counts.sum("tillside_queue_depth", &[]) == 0.0).then_some(()))
    })
    .await?;
    // Nothing that shoppers ask is answered there.
    let elsewhere = |path| drainer.metrics_url.replace("/metrics", path);
    let book = elsewhere("/v1/shops/pk_tests/book");
    ensure!(client()?.get(book).send().await?.status() == 404);
    ensure!(client()?.get(elsewhere("/healthz")).send().await?.status() == 200);
    drainer.stop().await?;
    server.stop().await
}

#[tokio::test]
async fn counts_that_have_an_address_of_their_own_are_told_nowhere_else() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &["--metrics-listen", "127.0.0.1:0"]).await?;
    let metrics = server
        .metrics_url
        .clone()
        .context("no address was printed")?;
    ensure!(server.get("/metrics", &[]).await?.status == 404);
    let text = client()?.get(metrics).send().await?.text().await?;
    ensure!(text.contains("tillside_queue_depth 0"), "{text}");
    server.stop().await
}

#[tokio::test]
async fn a_rotated_secret_signs_at_once_and_the_one_before_is_still_taken() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let before = server.token().await?;
    let (old, _) = before.split_once('.').context("no id")?;
    let rotated = site.tillside(&["keys", "rotate"])?;
    let (new, _) = rotated.split_once(':').context("no id")?;
    let after = wait::until("a book with the new key", || async {
        let token = server.token().await?;
        Ok(token.starts_with(&format!("{new}.")).then_some(token))
    })
    .await?;
    for token in [&before, &after] {
        let reached = Shopper::new(token, "cart").step_reached();
        let fates = server.post(&[reached]).await?;
        ensure!(fates == ["accepted"], "{fates:?}");
    }
    let listed = site.tillside(&["keys", "list"])?;
    ensure!(listed.starts_with(&format!("{new}: signs\n")), "{listed}");
    ensure!(listed.contains(&format!("{old}: taken for 19")), "{listed}");
    server.stop().await?;
    // A restart finds both, and a backup has both.
    let server = Server::start(&site, &[]).await?;
    let fates = server
        .post(&[Shopper::new(&before, "cart").step_reached()])
        .await?;
    ensure!(fates == ["accepted"], "{fates:?}");
    let to = tempfile::tempdir()?;
    site.run(&["backup"], &to.path().join("copy"))?;
    let key = std::fs::read(site.data().join("token.key"))?;
    ensure!(files_with(to.path(), &key)?.len() == 1);
    let copied = std::fs::read_dir(to.path().join("copy"))?
        .filter_map(|file| file.ok()?.file_name().into_string().ok());
    ensure!(copied.filter(|name| name.starts_with("token.key")).count() == 2);
    server.stop().await
}
