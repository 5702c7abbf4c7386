//! Somebody of the team opens the shop by an address of the console: their answers are tests, and their steps are nobody's.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use survey::results::journey::Journey;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};

on_every_site!(what_the_team_answers_counts_nowhere_and_is_told_apart);

async fn what_the_team_answers_counts_nowhere_and_is_told_apart(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let token = server.token().await?;
    let (shopper, tester) = (Shopper::new(&token, "cart"), Shopper::new(&token, "cart"));
    let score = |who: &Shopper| who.answers("how-likely", json!({"score": 9}));
    // What the tester was asked before they said who they are is a test as well.
    let before = [&shopper, &tester].map(Shopper::step_reached);
    server.post(&before).await?;
    server.post(&[score(&shopper), score(&tester)]).await?;
    server.settled(4).await?;
    let reached = async || -> Result<Vec<(String, i64)>> {
        let path = format!("/console/api/shops/{SHOP}/journey");
        let journey: Journey = serde_json::from_slice(&console.get(&server, &path).await?.body)?;
        let steps = journey.steps.into_iter();
        Ok(steps.map(|step| (step.step, step.visitors)).collect())
    };
    assert_eq!(reached().await?, [("cart".to_owned(), 2)]);

    let made = console
        .post(
            &server,
            &format!("/console/api/shops/{SHOP}/test-visits"),
            "{}".to_owned(),
        )
        .await?;
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json()?;
    let fragment = made["fragment"].as_str().context("a fragment")?;
    let code = fragment
        .strip_prefix("#tillside=test:")
        .context("a token")?;
    let join = |code: &str, visitor: Value| {
        json!({"v": 1, "token": code, "visitor": visitor, "lang": "ru-RU"}).to_string()
    };
    let path = format!("/v1/shops/{SHOP}/testers");
    let tell = |body: String| {
        server.send(|client, base| {
            let request = client
                .post(format!("{base}{path}"))
                .header("origin", ORIGIN);
            request.header("content-type", "text/plain").body(body)
        })
    };
    tell(join("a.1.b", json!(tester.visitor)))
        .await?
        .is_problem(403, "invalid_test_link")?;
    // A group of visitors is nobody.
    tell(join(code, json!("7f")))
        .await?
        .is_problem(400, "invalid_request")?;
    let joined = tell(join(code, json!(tester.visitor))).await?;
    assert_eq!(joined.status, 200, "{}", joined.text());
    let says = joined.json()?["says"].to_string();
    assert!(says.contains("считается проверкой"), "{says}");

    assert_eq!(reached().await?, [("cart".to_owned(), 1)]);

    server.post(&[score(&tester), score(&shopper)]).await?;
    // At another step they are the only one.
    let onward = |who: &Shopper| {
        let mut event = who.step_reached();
        event["context"]["step"] = json!("checkout");
        event
    };
    server.post(&[onward(&tester)]).await?;
    server.settled(7).await?;
    assert_eq!(reached().await?, [("cart".to_owned(), 1)]);
    let results = console.prompt(&server, "how-likely", 1).await?;
    assert_eq!((results.shown, results.answered), (2, 2));
    let list = console
        .get(&server, &format!("/console/api/shops/{SHOP}/prompts"))
        .await?;
    let list = list.json()?;
    let asked = |one: &&Value| one["id"] == "how-likely";
    let row = list
        .as_array()
        .and_then(|all| all.iter().find(asked))
        .context("the prompt")?;
    assert_eq!((&row["answered"], &row["tests"]), (&json!(2), &json!(2)));
    let tests = console
        .get(
            &server,
            &format!("/console/api/shops/{SHOP}/answers?test=true"),
        )
        .await?;
    assert_eq!(tests.json()?["answers"].as_array().map(Vec::len), Some(2));
    Ok(())
}
