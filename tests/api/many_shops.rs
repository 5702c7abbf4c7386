//! A few hundred shops on three collectors, each with a data directory of its own, on one Redis and one PostgreSQL. A change of one shop reaches all three and touches no other shop.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

/// How many shops there are besides the one that changes.
const SHOPS: usize = 300;
/// One of so many is looked at.
const LOOKED_AT: usize = 23;

/// Makes the other shops out of the fixture's, in the store itself: an import each would take
/// a process each.
fn multiply(site: &Site) -> Result<()> {
    let name = format!("'{SHOP}_' || n");
    for (table, columns, copied) in [
        (
            "shops",
            "key, name, facts, book_version, changed_at",
            format!("{name}, name, replace(facts, '{SHOP}', {name}), book_version, changed_at"),
        ),
        (
            "prompts",
            "shop, id, version, position, state, json, published_at, published_by",
            format!("{name}, id, version, position, state, json, published_at, published_by"),
        ),
        (
            "books",
            "shop, version, json, published_at",
            format!("{name}, version, replace(json, '{SHOP}', {name}), published_at"),
        ),
    ] {
        site.ask(&format!(
            "INSERT INTO {table} ({columns}) SELECT {copied} FROM {table}, generate_series(1, {SHOPS}) AS n"
        ))?;
    }
    Ok(())
}

fn others() -> impl Iterator<Item = String> {
    (1..=SHOPS)
        .step_by(LOOKED_AT)
        .map(|n| format!("{SHOP}_{n}"))
}

async fn book(collector: &Server, shop: &str) -> Result<Reply> {
    let path = format!("/v1/shops/{shop}/book?lang=en&step=cart");
    collector.get(&path, &[]).await
}

/// The books of some other shops, as each collector sends them; without their tokens, which
/// change with the hour.
async fn all_others(collectors: &[Server]) -> Result<Vec<Value>> {
    let mut books = Vec::new();
    for shop in others() {
        for collector in collectors {
            let mut book: Value = book(collector, &shop).await?.json()?;
            book["token"] = Value::Null;
            books.push(book);
        }
    }
    Ok(books)
}

async fn until_all(
    collectors: &[Server],
    what: &str,
    is_there: impl Fn(&str) -> bool,
) -> Result<()> {
    for collector in collectors {
        wait::until(what, || async {
            let text = book(collector, SHOP).await?.text();
            Ok(is_there(&text).then_some(()))
        })
        .await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publish_and_a_pause_reach_every_collector_and_touch_no_other_shop() -> Result<()> {
    let site = Site::on_postgres().await?;
    multiply(&site)?;
    let redis = site
        .redis
        .as_ref()
        .map(|redis| redis.url())
        .unwrap_or_default();
    let told = ["--redis", &redis, "--rate-address", "0"];
    let (mut sites, mut collectors) = (vec![site], Vec::new());
    for _ in 1..3 {
        let mut further = Site::empty()?;
        further.postgres.clone_from(&sites[0].postgres);
        sites.push(further);
    }
    for site in &sites {
        collectors.push(Server::start(site, &told).await?);
    }
    let before = all_others(&collectors).await?;
    for (book, shop) in before
        .iter()
        .zip(others().flat_map(|shop| [(); 3].map(|()| shop.clone())))
    {
        ensure!(
            book["shop"] == shop && book["prompts"][0]["id"] == "why-not",
            "{shop}: {book}"
        );
    }

    let asked = "Why not today?";
    sites[0].import_changed(|shop| shop["prompts"][0]["question"]["text"]["en"] = json!(asked))?;
    until_all(&collectors, "the publish", |book| book.contains(asked)).await?;
    // One that starts again takes the rest from its own copy, and has the change too.
    collectors.pop();
    collectors.push(Server::start(&sites[2], &told).await?);
    let restarted = book(&collectors[2], SHOP).await?.text();
    ensure!(restarted.contains(asked), "{restarted}");
    sites[0].import_changed(|shop| {
        shop["prompts"][0]["question"]["text"]["en"] = json!(asked);
        shop["prompts"][0]["state"] = json!("paused");
    })?;
    until_all(&collectors, "the pause", |book| !book.contains(asked)).await?;

    ensure!(
        all_others(&collectors).await? == before,
        "another shop's book has changed"
    );
    Ok(())
}
