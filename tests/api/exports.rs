//! What an operator hands out of a shop or of one visitor, and takes away.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    a_visitors_data_is_handed_out_and_addresses_only_where_they_are_asked_for,
    a_spreadsheet_has_answers_alone_and_no_formula,
    a_visitor_is_erased_while_the_server_runs,
);

/// Two visitors at the cart, one of whom leaves an address.
async fn two_visitors(site: &Site) -> Result<(Server, [Shopper; 2])> {
    let server = Server::start(site, &[]).await?;
    let token = server.token().await?;
    let [jo, ann] = [0; 2].map(|_| Shopper::new(&token, "cart"));
    let events = [
        jo.step_reached(),
        jo.answers(
            "why-not",
            json!({"choice": "other", "other": "=1+1, \"cheap\""}),
        ),
        jo.answers("call-me", json!({"contact": {"email": "jo@mail.example"}})),
        ann.step_reached(),
        ann.answers("why-not", json!({"choice": "price"})),
    ];
    assert_eq!(server.post(&events).await?, ["accepted"; 5]);
    server.settled(5).await?;
    Ok((server, [jo, ann]))
}

async fn a_visitors_data_is_handed_out_and_addresses_only_where_they_are_asked_for(
    site: Site,
) -> Result<()> {
    let (_server, [jo, _]) = two_visitors(&site).await?;
    let export = ["export", "--shop", SHOP, "--visitor", &jo.visitor];
    let lines = site.tillside(&export)?;
    assert!(!lines.contains("jo@mail.example"), "{lines}");
    let all: Vec<Value> = site
        .tillside(&[&export[..], &["--contacts"]].concat())?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    assert_eq!(all.len(), lines.lines().count() + 1);
    let mut kinds: Vec<&str> = Vec::new();
    for line in &all {
        let (kind, row) = line
            .as_object()
            .and_then(|line| line.iter().next())
            .context("a kind")?;
        kinds.push(kind);
        if kind != "contact" {
            assert_eq!(row["visitor"], jo.visitor.as_str());
        }
    }
    assert_eq!(kinds, ["asking", "asking", "reached", "contact"]);
    let said: Vec<&Value> = all
        .iter()
        .map(|line| &line["asking"]["values"]["question"])
        .collect();
    assert!(
        said.contains(&&json!({"choice": "other", "other": "=1+1, \"cheap\""})),
        "{said:?}"
    );
    assert_eq!(all[3]["contact"]["address"], "jo@mail.example");
    Ok(())
}

async fn a_spreadsheet_has_answers_alone_and_no_formula(site: Site) -> Result<()> {
    let (_server, _) = two_visitors(&site).await?;
    let sheet = site.tillside(&["export", "--csv", "--shop", SHOP])?;
    assert_eq!(sheet.lines().count(), 4, "{sheet}");
    assert!(sheet.starts_with("answer,prompt,version,"), "{sheet}");
    assert!(
        sheet.contains(",other,,\"'=1+1, \"\"cheap\"\"\","),
        "{sheet}"
    );
    assert!(!sheet.contains("jo@mail.example"), "{sheet}");
    Ok(())
}

async fn a_visitor_is_erased_while_the_server_runs(site: Site) -> Result<()> {
    let (server, [jo, ann]) = two_visitors(&site).await?;
    site.tillside(&["erase", "--shop", SHOP, "--visitor", &jo.visitor])?;
    let left = site.tillside(&["export", "--contacts", "--shop", SHOP])?;
    assert!(
        !left.contains(&jo.visitor) && !left.contains("jo@mail.example"),
        "{left}"
    );
    assert_eq!(left.matches(&ann.visitor).count(), 2, "{left}");
    // That it was done is on record, and the visitor is not named.
    let record = site.tillside(&["removals", "--shop", SHOP])?;
    let went = "2 askings, 1 contacts, 0 cases, 1 reached steps, 0 dead letters";
    assert!(
        record.trim().ends_with(went) && record.lines().count() == 1,
        "{record}"
    );
    assert!(
        record.contains(&format!(" erasure, shop {SHOP}, visitor ")),
        "{record}"
    );
    assert!(!record.contains(&jo.visitor), "{record}");
    // What the visitor's browser still has is not stored either.
    server.post(&[jo.step_reached()]).await?;
    let metrics = server.settled(6).await?;
    assert_eq!((metrics.fate("stored"), metrics.fate("erased")), (2.0, 4.0));
    Ok(())
}

#[tokio::test]
async fn a_shop_that_is_not_there_is_named() -> Result<()> {
    let site = Site::embedded()?;
    for more in [&["export"][..], &["erase", "--visitor", "x"]] {
        let refused = site.tillside(&[more, &["--shop", "pk_nobody"]].concat());
        let refused = refused.err().context("it is refused")?.to_string();
        assert!(refused.contains("there is no shop pk_nobody"), "{refused}");
    }
    Ok(())
}
