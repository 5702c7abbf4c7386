//! One prompt's results under one filter, and the experiment on it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::results::report::{Facet, HoldoutReport, PromptReport};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    every_number_obeys_the_filter,
    the_holdout_is_compared_from_the_first_step_on,
);

async fn report(console: &Console, server: &Server, rest: &str) -> Result<PromptReport> {
    let path = format!("/console/api/shops/{SHOP}/prompts/{rest}");
    let reply = console.get(server, &path).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok(serde_json::from_slice(&reply.body)?)
}

fn facet<'r>(report: &'r PromptReport, name: &str) -> Result<Vec<(&'r str, i64, i64)>> {
    let named = |facet: &&Facet| facet.name == name;
    let found = report.facets.iter().find(named);
    let values = &found.with_context(|| format!("no {name}"))?.values;
    Ok(values
        .iter()
        .map(|one| (one.value.as_str(), one.shown, one.answered))
        .collect())
}

/// On a computer, at a later visit, with nothing in the cart.
fn at_a_desk(mut event: Value) -> Value {
    event["context"] = json!({"step": "checkout", "device": "desktop", "lang": "en",
        "returning": true, "page": "/checkout"});
    event
}

async fn every_number_obeys_the_filter(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let shopper = || Shopper::new(&token, "cart");
    let score = |n: u8| shopper().answers("how-likely", json!({ "score": n }));
    let mut yesterday = score(10);
    yesterday["asked_at"] = json!(yesterday["asked_at"].as_i64().context("a time")? - survey::DAY);
    yesterday["occurred_at"] = json!(yesterday["asked_at"].as_i64().context("a time")? + 9_000);
    let sent = [
        score(10),
        score(9),
        score(0),
        yesterday,
        at_a_desk(score(8)),
        at_a_desk(shopper().asked("how-likely").shown()),
        shopper().asked("how-likely").dismissed(),
    ];
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;

    let all = report(&console, &server, "how-likely/results").await?;
    assert_eq!(
        (all.total.shown, all.total.answered, all.total.dismissed),
        (7, 5, 1)
    );
    let nps = all.total.score.as_ref().context("a score")?;
    assert_eq!((nps.n, nps.value.round()), (5, 40.0));
    ensure!(!all.mixed && all.zone == "UTC" && all.versions.len() == 1);
    assert_eq!(all.versions[0].numbers, all.total);
    assert_eq!(all.published[0].version, 1);
    assert_eq!(facet(&all, "device")?, [("phone", 5, 4), ("desktop", 2, 1)]);
    assert_eq!(facet(&all, "returning")?, [("false", 5, 4), ("true", 2, 1)]);
    assert_eq!(facet(&all, "band")?, [("none", 2, 1), ("25-50", 5, 4)]);
    assert_eq!(facet(&all, "variant")?, [("~", 7, 5)]);
    let days: Vec<(i64, i64)> = all
        .trend
        .days
        .iter()
        .map(|day| (day.shown, day.answered))
        .collect();
    assert_eq!(days, [(1, 1), (6, 4)]);
    let of_weeks: i64 = all.trend.weeks.iter().map(|week| week.shown).sum();
    assert_eq!(of_weeks, 7);
    assert_eq!(
        all.trend.days[0].score.as_ref().context("a score")?.value,
        100.0
    );

    // The same by one dimension, by several, by days.
    let desk = report(
        &console,
        &server,
        "how-likely/results?device=desktop&returning=true",
    )
    .await?;
    assert_eq!((desk.total.shown, desk.total.answered), (2, 1));
    assert_eq!(desk.total.score.as_ref().context("a score")?.value, 0.0);
    assert_eq!(desk.versions[0].numbers, desk.total);
    assert_eq!(
        facet(&desk, "device")?,
        [("phone", 0, 0), ("desktop", 2, 1)]
    );
    assert_eq!(facet(&desk, "step")?, [("cart", 0, 0), ("checkout", 2, 1)]);
    let today = all.trend.days[1].day.clone();
    let two =
        format!("how-likely/results?step=cart,checkout&from={today}&to={today}&band=25-50,none");
    let two = report(&console, &server, &two).await?;
    assert_eq!((two.total.shown, two.trend.days.len()), (6, 1));
    let none = report(&console, &server, "how-likely/results?step=never-seen").await?;
    assert_eq!((none.total.shown, none.total.score), (0, None));
    ensure!(none.trend.days.is_empty());

    for wrong in [
        "version=9",
        "version=x",
        "variant=loud",
        "step=A+B",
        "device=watch",
        "lang=no+language",
        "returning=perhaps",
        "band=1-2",
        "from=2026-02-30",
        "from=2026-03-02&to=2026-03-01",
        "colour=red",
        "device=phone&device=phone",
    ] {
        let path = format!("/console/api/shops/{SHOP}/prompts/how-likely/results?{wrong}");
        let reply = console.get(&server, &path).await?;
        reply.is_problem(422, "invalid_input").context(wrong)?;
    }
    let path = format!("/console/api/shops/{SHOP}/prompts/nothing/results");
    console
        .get(&server, &path)
        .await?
        .is_problem(404, "not_found")
}

#[tokio::test]
async fn a_wording_is_compared_with_the_first_one() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let met = |arm: &str, answers: bool| {
        let asked = Shopper::new(&token, "cart").asked("which-wording");
        let mut event = match answers {
            true => asked.answered(1, json!({"question": {"thumb": "up"}})),
            false => asked.shown(),
        };
        event["variant"] = json!(arm);
        event
    };
    let mut sent: Vec<Value> = Vec::new();
    for (arm, shown, answered) in [("plain", 40, 8), ("warm", 40, 30)] {
        sent.extend((0..shown).map(|n| met(arm, n < answered)));
    }
    sent.push(
        Shopper::new(&token, "cart")
            .asked("which-wording")
            .withheld(),
    );
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;
    let results = report(&console, &server, "which-wording/results").await?;
    let experiment = results.versions[0]
        .experiment
        .as_ref()
        .context("an experiment")?;
    assert_eq!(
        (experiment.id.as_str(), experiment.withheld),
        ("wording", 1)
    );
    let [plain, warm] = &experiment.arms[..] else {
        anyhow::bail!("{:?}", experiment.arms);
    };
    assert_eq!((plain.arm.as_str(), plain.numbers.answered), ("plain", 8));
    assert_eq!((warm.arm.as_str(), warm.numbers.answered), ("warm", 30));
    ensure!(plain.against_first.is_none() && plain.text.is_none() && warm.text.is_some());
    let rate = warm.against_first.and_then(|against| against.response_rate);
    let rate = rate.context("rates can be compared")?;
    ensure!(
        rate.is_different && (rate.value - 0.55).abs() < 1e-9,
        "{rate:?}"
    );
    // With one arm there is nothing to compare.
    let warm = report(&console, &server, "which-wording/results?variant=warm").await?;
    assert_eq!((warm.total.shown, warm.total.answered), (40, 30));
    let arms = &warm.versions[0]
        .experiment
        .as_ref()
        .context("an experiment")?
        .arms;
    ensure!(arms.len() == 1 && arms[0].against_first.is_none());
    Ok(())
}

async fn the_holdout_is_compared_from_the_first_step_on(site: Site) -> Result<()> {
    site.import_changed(|shop| {
        for prompt in shop["prompts"].as_array_mut().into_iter().flatten() {
            if prompt["id"] == "which-wording" {
                prompt["steps"] = json!(["cart"]);
                prompt["experiment"]["holdout"] = json!(5_000);
                prompt["version"] = json!(2);
            }
        }
    })?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let mut sent: Vec<Value> = Vec::new();
    for n in 0..60 {
        let mut shopper = Shopper::new(&token, "cart");
        sent.push(shopper.step_reached());
        if n % 3 == 0 {
            "confirmation".clone_into(&mut shopper.step);
            sent.push(shopper.step_reached());
        }
    }
    // Who was at no step of the prompt is nobody's.
    sent.push(Shopper::new(&token, "confirmation").step_reached());
    for part in sent.chunks(40) {
        server.post(part).await?;
    }
    server.settled(sent.len()).await?;
    let console = server.console().await?;
    let holdout = async |query: &str| -> Result<Option<HoldoutReport>> {
        let path = format!("which-wording/results?version=2{query}");
        let found = report(&console, &server, &path).await?;
        let experiment = found.versions[0].experiment.clone();
        Ok(experiment.context("an experiment")?.holdout)
    };
    let found = holdout("").await?.context("a holdout")?;
    assert_eq!(found.from, ["cart"]);
    let [checkout, bought] = &found.steps[..] else {
        anyhow::bail!("{found:?}");
    };
    for (step, reached) in [(checkout, 0), (bought, 20)] {
        let (asked, held_out) = (step.asked, step.held_out);
        assert_eq!(asked.visitors + held_out.visitors, 60, "{step:?}");
        assert_eq!(asked.reached + held_out.reached, reached, "{step:?}");
        ensure!(asked.visitors > 5 && held_out.visitors > 5, "{step:?}");
        ensure!(step.difference.is_some_and(|of| of.low <= of.high));
    }
    // Of a visitor's device nothing is known, and of other days nobody.
    assert_eq!(holdout("&device=phone").await?, None);
    let later = holdout("&from=2099-01-01").await?.context("a holdout")?;
    assert_eq!(later.steps[0].asked.visitors, 0);
    assert_eq!(later.steps[0].difference, None);
    server.stop().await
}

#[tokio::test]
async fn versions_that_ask_different_things_are_not_mixed() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    server
        .post(&[Shopper::new(&token, "cart").answers("found-it", json!({"thumb": "up"}))])
        .await?;
    server.settled(1).await?;
    server.stop().await?;
    site.import_changed(|shop| {
        for prompt in shop["prompts"].as_array_mut().into_iter().flatten() {
            if prompt["id"] == "found-it" {
                prompt["version"] = json!(2);
                prompt["question"]["kind"] = json!("ces");
            }
        }
    })?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let mut asked = Shopper::new(&token, "cart").asked("found-it");
    asked.version = 2;
    server
        .post(&[asked.answered(1, json!({"question": {"score": 6}}))])
        .await?;
    let console = server.console().await?;
    server.settled(2).await?;
    let both = report(&console, &server, "found-it/results").await?;
    ensure!(both.mixed && both.total.score.is_none() && both.total.distribution.is_empty());
    assert_eq!((both.total.answered, both.versions.len()), (2, 2));
    let newest = report(&console, &server, "found-it/results?version=2").await?;
    assert_eq!(newest.total.score.as_ref().context("a score")?.value, 6.0);
    ensure!(!newest.mixed && newest.versions.len() == 1);
    Ok(())
}
