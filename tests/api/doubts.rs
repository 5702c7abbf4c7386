//! Answers that look made by a machine are taken like all others, and counted apart.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::results::Doubted;
use tillside_tests::console::count;
use tillside_tests::events::{Shopper, batch, now};
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};

on_every_site!(
    an_answer_that_nobody_could_have_read_the_question_for_is_counted_apart,
    of_a_burst_from_one_address_what_is_beyond_the_bound_is_counted_apart,
);

fn column(csv: &str, name: &str) -> Result<Vec<String>> {
    let mut lines = csv
        .lines()
        .map(|line| line.trim_start_matches('\u{feff}').split(','));
    let at = lines.next().context("no head")?.position(|one| one == name);
    let at = at.with_context(|| format!("no column {name}"))?;
    Ok(lines
        .filter_map(|mut line| Some(line.nth(at)?.to_owned()))
        .collect())
}

async fn an_answer_that_nobody_could_have_read_the_question_for_is_counted_apart(
    site: Site,
) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let words = json!({"question": {"choice": "other", "other": "beep"}});
    let mut robot = Shopper::new(&token, "cart").asked("why-not");
    robot.asked_at = now();
    let mut fast = robot.answered(1, words.clone());
    fast["occurred_at"] = json!(robot.asked_at + 120);
    // What comes after it, and at a human pace, is of the same robot.
    let mut later = robot.answered(2, words);
    later["occurred_at"] = json!(robot.asked_at + 4_000);
    let person = Shopper::new(&token, "cart").answers("why-not", json!({"choice": "price"}));
    let sent = [robot.shown(), later, fast, person];
    assert_eq!(server.post(&sent).await?, ["accepted"; 4]);
    let metrics = server.settled(4).await?;
    assert_eq!(
        metrics.sum("tillside_doubted_total", &[("doubt", "fast")]),
        1.0
    );
    let results = server
        .console()
        .await?
        .prompt(&server, "why-not", 1)
        .await?;
    let one = Doubted {
        n: 1,
        fast: 1,
        burst: 0,
    };
    assert_eq!(results.doubted, one);
    assert_eq!((results.shown, results.answered), (1, 1));
    assert_eq!((count(&results, "price"), count(&results, "other")), (1, 0));
    ensure!(results.verbatims.is_empty(), "{:?}", results.verbatims);
    let csv = site.tillside(&["export", "--shop", SHOP, "--csv"])?;
    let mut doubts = column(&csv, "doubts")?;
    doubts.sort();
    assert_eq!(doubts, ["", "fast"]);
    Ok(())
}

/// Answers of as many shoppers, as a proxy passes them on from one address.
async fn answers(server: &Server, token: &str, n: usize, address: &str) -> Result<()> {
    for _ in 0..n {
        let event = Shopper::new(token, "cart").answers("why-not", json!({"choice": "price"}));
        let reply = server.send(|client, base| {
            client
                .post(format!("{base}/v1/shops/{SHOP}/events"))
                .header("origin", ORIGIN)
                .header("x-forwarded-for", address)
                .body(batch(&[event]).to_string())
        });
        assert_eq!(reply.await?.fates()?, ["accepted"]);
    }
    Ok(())
}

async fn of_a_burst_from_one_address_what_is_beyond_the_bound_is_counted_apart(
    site: Site,
) -> Result<()> {
    let options = ["--trusted-proxies", "1", "--doubt-more-than", "10"];
    let server = Server::start(&site, &options).await?;
    let token = server.token().await?;
    // The last of them are of one household: its addresses differ, its network does not.
    answers(&server, &token, 30, "203.0.113.7").await?;
    answers(&server, &token, 10, "203.0.113.8").await?;
    for n in 0..12 {
        answers(&server, &token, 1, &format!("2001:db8:0:7::{n}")).await?;
    }
    // A proxy close by, behind which everybody may be.
    answers(&server, &token, 15, "10.0.0.7").await?;
    server.settled(67).await?;
    let console = server.console().await?;
    let results = console.prompt(&server, "why-not", 1).await?;
    let burst = Doubted {
        n: 22,
        fast: 0,
        burst: 22,
    };
    assert_eq!(results.doubted, burst);
    assert_eq!((results.shown, results.answered), (45, 45));
    assert_eq!(count(&results, "price"), 45);
    let stored = site.tillside(&["export", "--shop", SHOP])?;
    ensure!(!stored.contains("203.0.113"), "an address is stored");
    let rows: Vec<Value> = stored
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let doubted = rows.iter().filter(|row| row["asking"]["doubts"] == "burst");
    assert_eq!(doubted.count(), 22);
    Ok(())
}

#[tokio::test]
async fn arms_that_did_not_get_their_shares_are_told_with_how_unlikely_that_is() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let met = |arm: &str| {
        let asked = Shopper::new(&token, "cart").asked("which-wording");
        if arm == "holdout" {
            return asked.withheld();
        }
        let mut event = asked.shown();
        event["variant"] = json!(arm);
        event
    };
    let arms = [("plain", 45), ("warm", 45), ("holdout", 10)];
    let even: Vec<Value> = arms
        .into_iter()
        .flat_map(|(arm, n)| (0..n).map(move |_| arm))
        .map(met)
        .collect();
    server.post(&even).await?;
    server.settled(100).await?;
    let console = server.console().await?;
    let results = console.prompt(&server, "which-wording", 1).await?;
    let ratio = results.sample_ratio.context("it can be told")?;
    ensure!(ratio.p > 0.01 && !ratio.is_off, "{ratio:?}");
    let lopsided: Vec<Value> = (0..60).map(|_| met("plain")).collect();
    server.post(&lopsided).await?;
    server.settled(160).await?;
    let results = console.prompt(&server, "which-wording", 1).await?;
    let ratio = results.sample_ratio.context("it can be told")?;
    ensure!(ratio.p < 0.001 && ratio.is_off, "{ratio:?}");
    let seen: Vec<(&str, i64)> = ratio
        .arms
        .iter()
        .map(|arm| (arm.arm.as_str(), arm.seen))
        .collect();
    assert_eq!(seen, [("holdout", 10), ("plain", 105), ("warm", 45)]);
    // A prompt without an experiment has none.
    let other = console.prompt(&server, "why-not", 1).await?;
    assert_eq!(other.sample_ratio, None);
    Ok(())
}
