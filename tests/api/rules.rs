//! What a rule by which people are told of answers may say: whom it can tell, and where it cannot lead.

use crate::notices::{add, notices};
use anyhow::{Result, ensure};
use serde_json::json;
use tillside_tests::people::{administrator, member};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

#[tokio::test]
async fn a_rule_leads_nowhere_into_the_network_and_to_nobody_from_outside() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let path = format!("/shops/{SHOP}/notices");
    for address in [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "ftp://hooks.example/",
    ] {
        let rule = json!({"at_most": 3, "webhook": address});
        let reply = ada.ask(&server, "POST", &path, &rule, &[]).await?;
        reply.is_problem(422, "invalid_input")?;
    }
    // A name that leads there is found out when it is posted to.
    let id = add(
        &ada,
        &server,
        &json!({"at_most": 3, "webhook": "https://localhost/"}),
    )
    .await?
    .id;
    let tried = ada
        .ask(
            &server,
            "POST",
            &format!("{path}/{id}/try"),
            &json!({}),
            &[],
        )
        .await?;
    assert_eq!(tried.json()?[0]["failure"], "private");
    ensure!(
        !notices(&ada, &server).await?.mail,
        "there is no mail server"
    );

    // Whoever may read nothing cannot be told; who may not change rules sees no addresses.
    member(&server, &ada, SHOP, "sue@shop.example", "support").await?;
    let ann = member(&server, &ada, SHOP, "ann@shop.example", "analyst").await?;
    let seen = notices(&ann, &server).await?;
    assert_eq!(seen.people.len(), 1);
    ensure!(
        seen.people[0].email.is_empty() && seen.rules.len() == 1,
        "{seen:?}"
    );
    let sue = site.ask("SELECT id FROM people WHERE email = 'sue@shop.example'")?;
    let rule = json!({"at_most": 3, "people": [sue]});
    let reply = ada.ask(&server, "POST", &path, &rule, &[]).await?;
    reply.is_problem(422, "invalid_input")?;
    let reply = ada
        .ask(
            &server,
            "DELETE",
            &format!("{path}/{id}"),
            &json!(null),
            &[],
        )
        .await?;
    assert_eq!(reply.status, 204);
    // Who leaves the shop is told nothing more of it.
    let path = format!("/shops/{SHOP}/digest");
    let weekly = json!({"every": "weekly", "lang": "th"});
    let reply = ann.ask(&server, "PUT", &path, &weekly, &[]).await?;
    assert_eq!(reply.json()?["every"], "weekly");
    assert_eq!(
        ann.get(&server, "/console/api/me").await?.json()?["lang"],
        "th"
    );
    assert_eq!(site.ask("SELECT count(*) FROM deliveries")?, "1");
    let path = format!("/shops/{SHOP}/people/{}", seen.people[0].id);
    let reply = ada.ask(&server, "DELETE", &path, &json!(null), &[]).await?;
    assert_eq!(reply.status, 204);
    assert_eq!(site.ask("SELECT count(*) FROM deliveries")?, "0");
    let history = ada
        .get(&server, &format!("/console/api/shops/{SHOP}/history"))
        .await?
        .json()?;
    let deeds: Vec<_> = history["entries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["what"])
        .collect();
    ensure!(
        ["rule.added", "rule.removed", "digest.changed"]
            .iter()
            .all(|deed| deeds.contains(&&json!(deed))),
        "{deeds:?}"
    );
    server.stop().await
}

#[tokio::test]
async fn a_system_that_trusts_nobody_is_no_reason_not_to_start() -> Result<()> {
    let mut site = Site::embedded()?;
    let nothing = site.data().join("no-certificates");
    std::fs::write(&nothing, "")?;
    site.set("SSL_CERT_FILE", &nothing);
    site.set("SSL_CERT_DIR", &nothing);
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let rule = json!({"at_most": 3, "webhook": "https://192.0.1.1/"});
    let id = add(&ada, &server, &rule).await?.id;
    let path = format!("/shops/{SHOP}/notices/{id}/try");
    let tried = ada.ask(&server, "POST", &path, &json!({}), &[]).await?;
    assert_eq!(tried.json()?[0]["failure"], "untrusted");
    server.stop().await
}
