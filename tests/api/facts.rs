//! Shops as the console makes and changes them: what is read back, published, and refused.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::people::{administrator, member};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::{on_every_site, wait};

on_every_site!(
    a_new_shop_is_asked_for_within_seconds,
    a_change_of_the_facts_is_published_and_loses_nobody_else_s,
);

const NOTHING: &Value = &Value::Null;

async fn get(server: &Server, by: &Console, path: &str) -> Result<Reply> {
    let reply = by.ask(server, "GET", path, NOTHING, &[]).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok(reply)
}

async fn a_new_shop_is_asked_for_within_seconds(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let shop = json!({
        "name": "Second", "origins": ["https://second.example"], "default_language": "ar",
        "languages": ["ar", "en"], "zone": "Asia/Riyadh",
    });
    let reply = ada.ask(&server, "POST", "/shops", &shop, &[]).await?;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let made = reply.json()?;
    let key = made["key"].as_str().context("no key")?;
    ensure!(key.len() == 19 && key.starts_with("pk_"), "{key}");
    assert_eq!(made, json!({"key": key, "name": "Second", "role": "owner"}));
    let facts = reply.header("location").replacen("/console/api", "", 1);
    let facts = get(&server, &ada, &facts).await?.json()?;
    for (name, value) in shop.as_object().context("no object")? {
        assert_eq!(facts[name], *value, "{name}");
    }
    ensure!(facts.get("prompts").is_none());
    wait::until("the book of a new shop", || async {
        let book = server.get(&format!("/v1/shops/{key}/book"), &[]).await?;
        Ok((book.status == 200).then_some(()))
    })
    .await?;
    let people = format!("/shops/{key}/people");
    let people = get(&server, &ada, &people).await?.json()?;
    assert_eq!(people[0]["email"], "ada@shop.example");
    let history = get(&server, &ada, &format!("/shops/{key}/history")).await?;
    assert_eq!(history.json()?["entries"][0]["what"], "shop.created");
    server.stop().await
}

async fn a_change_of_the_facts_is_published_and_loses_nobody_else_s(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let olga = member(&server, &ada, SHOP, "olga@shop.example", "owner").await?;
    let path = format!("/shops/{SHOP}/facts");
    let reply = get(&server, &olga, &path).await?;
    let (tag, mut facts) = (reply.header("etag").to_owned(), reply.json()?);
    let put = async |facts: &Value, tag: &str| {
        let headers = [("if-match", tag)];
        olga.ask(&server, "PUT", &path, facts, &headers).await
    };
    let blind = olga.ask(&server, "PUT", &path, &facts, &[]).await?;
    blind.is_problem(428, "if_match_required")?;
    let version = server.book("").await?["version"].clone();
    let old = facts["origins"].clone();
    facts["origins"] = json!(["https://new.example"]);
    let reply = put(&facts, &tag).await?;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()?["origins"], facts["origins"]);
    let new = reply.header("etag").to_owned();
    assert_ne!(new, tag);
    put(&facts, &tag)
        .await?
        .is_problem(412, "edited_meanwhile")?;
    // A proxy that compresses makes a tag weak; and what changes nothing is no change.
    let weak = format!("\"other\", W/{new}");
    assert_eq!(put(&facts, &weak).await?.header("etag"), new);
    assert_eq!(put(&facts, "*").await?.status, 200);
    wait::until("the changed book", || async {
        Ok((server.book("").await?["version"] != version).then_some(()))
    })
    .await?;
    let history = get(&server, &olga, &format!("/shops/{SHOP}/history")).await?;
    let history = &history.json()?["entries"];
    assert_eq!(history[0]["what"], "shop.changed");
    assert_eq!(history[0]["who"]["email"], "olga@shop.example");
    assert_eq!(history[0]["before"], json!({"origins": old}));
    assert_eq!(
        history[0]["after"],
        json!({"origins": ["https://new.example"]})
    );
    assert_ne!(history[1]["what"], "shop.changed");
    server.stop().await
}

#[tokio::test]
async fn a_shop_that_is_none_is_refused_with_the_place() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let operator = server.console().await?;
    let good = json!({"name": "Second", "default_language": "en", "languages": ["en"]});
    for (name, value, at) in [
        ("name", json!(null), "name"),
        ("origins", json!(["shop.example"]), "origins[0]"),
        ("default_language", json!("de"), "default_language"),
        ("languages", json!(["en", 5]), "languages[1]"),
        ("key", json!("pk_mine"), "key"),
        ("prompts", json!([{}]), "prompts"),
    ] {
        let mut shop = good.clone();
        shop[name] = value;
        let reply = operator.ask(&server, "POST", "/shops", &shop, &[]).await?;
        reply.is_problem(422, "invalid_shop")?;
        assert_eq!(reply.json()?["problems"][0]["at"], at);
    }
    let reply = operator
        .ask(&server, "POST", "/shops", &json!([]), &[])
        .await?;
    reply.is_problem(422, "invalid_shop")?;
    let shops = get(&server, &operator, "/shops").await?.json()?;
    assert_eq!(shops.as_array().map(Vec::len), Some(1), "{shops}");
    server.stop().await
}
