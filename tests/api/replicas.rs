//! Several servers on one Redis and one PostgreSQL: they start at once, take answers each, and
//! show the same numbers.

use anyhow::Result;
use futures_util::future::try_join_all;
use serde_json::json;
use tillside_tests::events::Shopper;
use tillside_tests::postgres_server;
use tillside_tests::redis_server::RedisServer;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

const SERVERS: usize = 4;
const SHOPPERS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_servers_start_at_once_and_count_as_one() -> Result<()> {
    let redis = RedisServer::start().await?;
    let url = redis.url();
    let database = postgres_server::database()?;
    let sites: Vec<Site> = (0..SERVERS)
        .map(|_| {
            let mut site = Site::empty()?;
            site.postgres = Some(database.clone());
            Ok(site)
        })
        .collect::<Result<_>>()?;
    // The database is empty: whoever comes first makes the tables.
    let arguments = ["--redis", url.as_str()];
    let starting = sites.iter().map(|site| Server::start(site, &arguments));
    let servers = try_join_all(starting).await?;
    let site = &sites[0];
    let stop_at = 100;
    site.import_changed(|shop| shop["prompts"][0]["cap"] = json!({"stop_at": stop_at}))?;

    let sending = servers.iter().map(async |server| -> Result<()> {
        let book = wait::until("the import to reach the book", || async {
            Ok(server.book("?step=cart").await.ok())
        });
        let book = book.await?;
        let token = book["token"].as_str().unwrap_or("");
        for _ in 0..SHOPPERS {
            let shopper = Shopper::new(token, "cart");
            let answer = shopper.answers("why-not", json!({"choice": "price"}));
            let events = [shopper.step_reached(), answer.clone(), answer];
            assert_eq!(server.post(&events).await?, ["accepted"; 3]);
        }
        Ok(())
    });
    try_join_all(sending).await?;
    let all = SERVERS * SHOPPERS;
    for server in &servers {
        let metrics = server.settled(all * 3).await?;
        assert_eq!(metrics.fate("duplicate"), all as f64);
        assert_eq!(metrics.fate("over_quota"), (all - stop_at) as f64);
        let results = server.console().await?.results(server).await?;
        assert_eq!(results.prompts[0].answered, stop_at as i64);
        let reached: i64 = results.steps.iter().map(|step| step.visitors).sum();
        assert_eq!(reached, all as i64);
    }
    // A session of one is a session of all.
    let link = site.tillside(&["sign-in-link", "--public-url", &servers[1].base])?;
    let used = servers[2].get(link.trim().trim_start_matches(&servers[1].base), &[]);
    assert_eq!(used.await?.status, 303);
    assert_eq!(
        site.ask(&format!("SELECT count(*) FROM shops WHERE key = '{SHOP}'"))?,
        "1"
    );
    Ok(())
}
