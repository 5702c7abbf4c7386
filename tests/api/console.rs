//! Who may see the numbers: the sign-in link works once, and nothing is told without a session.

use anyhow::{Result, ensure};
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

on_every_site!(
    the_sign_in_link_opens_the_console_once,
    a_session_outlives_a_restart,
);

const RESULTS: &str = "/console/api/shops/pk_tests/results";

async fn the_sign_in_link_opens_the_console_once(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    assert_eq!(console.get(&server, RESULTS).await?.status, 200);
    let shops = console.get(&server, "/console/api/shops").await?.text();
    ensure!(shops.contains("pk_tests"), "{shops}");
    ensure!(
        server.console().await.is_err(),
        "the link worked a second time"
    );
    let path = server.sign_in_link.replacen(&server.base, "", 1);
    let again = server.get(&path, &[]).await?;
    ensure!(
        again.header("set-cookie").is_empty() && again.status == 403,
        "{}",
        again.status
    );
    Ok(())
}

#[tokio::test]
async fn nothing_is_told_without_a_session() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for path in [RESULTS, "/console/api/shops"] {
        for cookie in ["", "tillside_session=guess", "tillside_session="] {
            let reply = server.get(path, &[("cookie", cookie)]).await?;
            reply.is_problem(401, "unauthorized")?;
            ensure!(!reply.text().contains("why-not"));
        }
    }
    let wrong = server.get("/console/sign-in?code=guess", &[]).await?;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (403, ""));
    Ok(())
}

#[tokio::test]
async fn the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let path = server.sign_in_link.replacen(&server.base, "", 1);
    let reply = server.get(&path, &[]).await?;
    let cookie = reply.header("set-cookie");
    ensure!(cookie.contains("HttpOnly"), "{cookie}");
    ensure!(
        cookie.contains("SameSite=Lax") || cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    ensure!(
        !server
            .sign_in_link
            .contains(cookie.split(['=', ';']).nth(1).unwrap_or("?"))
    );
    Ok(())
}

#[tokio::test]
async fn signing_out_ends_the_session() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let path = server.sign_in_link.replacen(&server.base, "", 1);
    let reply = server.get(&path, &[]).await?;
    let cookie = reply
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or("")
        .to_owned();
    let out = server.send(|client, base| {
        client
            .post(format!("{base}/console/api/sign-out"))
            .header("cookie", &cookie)
    });
    ensure!(out.await?.status < 400);
    server
        .get(RESULTS, &[("cookie", &cookie)])
        .await?
        .is_problem(401, "unauthorized")
}

async fn a_session_outlives_a_restart(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    server.stop().await?;
    let server = Server::start(&site, &[]).await?;
    console.results(&server).await?;
    Ok(())
}

#[tokio::test]
async fn results_of_a_shop_that_does_not_exist_are_not_found() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let reply = console
        .get(&server, "/console/api/shops/pk_nobody/results")
        .await?;
    reply.is_problem(404, "unknown_shop")
}
