//! The way of visitors through the steps, and what they answered at each.

use anyhow::{Result, ensure};
use serde_json::json;
use survey::results::journey::{Journey, JourneyStep};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(each_step_has_its_visitors_and_what_they_answered_there);

async fn journey(console: &Console, server: &Server, query: &str) -> Result<Vec<JourneyStep>> {
    let path = format!("/console/api/shops/{SHOP}/journey{query}");
    let reply = console.get(server, &path).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok(serde_json::from_slice::<Journey>(&reply.body)?.steps)
}

async fn each_step_has_its_visitors_and_what_they_answered_there(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let at = |step| Shopper::new(&token, step);
    let choice = |step, choice: &str| at(step).answers("why-not", json!({ "choice": choice }));
    let sent = [
        at("cart").step_reached(),
        at("cart").step_reached(),
        at("checkout").step_reached(),
        choice("cart", "shipping"),
        choice("cart", "shipping"),
        choice("cart", "price"),
        at("cart").asked("why-not").shown(),
        at("cart").answers("say-more", json!({ "text": "The towels." })),
        choice("checkout", "price"),
    ];
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;

    let steps = journey(&console, &server, "").await?;
    let visitors: Vec<_> = steps
        .iter()
        .map(|step| (step.step.as_str(), step.visitors))
        .collect();
    assert_eq!(visitors, [("cart", 2), ("checkout", 1)]);
    let said: Vec<Vec<_>> = steps
        .iter()
        .map(|step| {
            let said = step.said.iter();
            let most = |said: &survey::results::journey::SaidHere| -> Vec<(String, i64)> {
                let most = said.most.iter();
                most.map(|one| (one.option.clone(), one.count)).collect()
            };
            said.map(|said| {
                (
                    said.prompt.as_str(),
                    said.answered,
                    most(said),
                    said.words.clone(),
                )
            })
            .collect()
        })
        .collect();
    let counts = |counts: &[(&str, i64)]| -> Vec<(String, i64)> {
        let counts = counts.iter();
        counts
            .map(|(option, n)| ((*option).to_owned(), *n))
            .collect()
    };
    assert_eq!(
        said,
        [
            vec![
                (
                    "why-not",
                    3,
                    counts(&[("shipping", 2), ("price", 1)]),
                    vec![]
                ),
                ("say-more", 1, vec![], vec!["The towels.".to_owned()]),
            ],
            vec![("why-not", 1, counts(&[("price", 1)]), vec![])],
        ]
    );

    assert!(
        journey(&console, &server, "?to=2020-01-01")
            .await?
            .is_empty()
    );
    let path = format!("/console/api/shops/{SHOP}/journey?device=phone");
    let reply = console.get(&server, &path).await?;
    reply.is_problem(422, "invalid_input")
}
