//! The shop's own attributes: which of them are kept, and that everything can be filtered by them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::results::report::PromptReport;
use survey::results::words::WordsPage;
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    only_attributes_that_the_shop_has_listed_are_kept,
    numbers_trend_answers_and_exports_obey_an_attribute_alike,
);

fn listing(site: &Site, names: &[&str]) -> Result<()> {
    site.import_changed(|shop| shop["report_attributes"] = json!(names))
}

/// The same event with attributes of the visit.
fn with(mut event: Value, kept: Value) -> Value {
    event["context"]["kept"] = kept;
    event
}

async fn get(console: &Console, server: &Server, rest: &str) -> Result<Vec<u8>> {
    let path = format!("/console/api/shops/{SHOP}/{rest}");
    let reply = console.get(server, &path).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok(reply.body)
}

async fn report(console: &Console, server: &Server, query: &str) -> Result<PromptReport> {
    let rest = format!("prompts/why-not/results{query}");
    Ok(serde_json::from_slice(&get(console, server, &rest).await?)?)
}

async fn only_attributes_that_the_shop_has_listed_are_kept(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    ensure!(server.book("?step=cart").await?.get("kept").is_none());
    let token = server.token().await?;
    let shopper = Shopper::new(&token, "cart");
    let said = json!({"plan": "platinum", "secret": "hush-hush", "club": "jane@shop.example"});
    let answers = |said: &Value| {
        let answer = shopper.answers("why-not", json!({"choice": "price"}));
        with(answer, said.clone())
    };
    let step = with(shopper.step_reached(), said.clone());
    server.post(&[answers(&said), step]).await?;
    server.settled(2).await?;
    let stored = || site.tillside(&["export", "--shop", SHOP]);
    for value in ["platinum", "hush-hush", "jane"] {
        ensure!(!stored()?.contains(value), "{}", stored()?);
    }
    // From now on two of the three are.
    server.stop().await?;
    listing(&site, &["plan", "club"])?;
    let server = Server::start(&site, &[]).await?;
    assert_eq!(
        server.book("?step=cart").await?["kept"],
        json!(["plan", "club"])
    );
    let long = json!({"plan": "p".repeat(100), "club": true, "secret": 1});
    // A value that makes no sense loses no answer.
    let odd = json!({"plan": {"of": "what"}, "club": []});
    let sent = [
        answers(&said),
        answers(&long),
        answers(&odd),
        answers(&json!("platinum")),
    ];
    assert_eq!(server.post(&sent).await?, ["accepted"; 4]);
    server.settled(6).await?;
    let stored = stored()?;
    ensure!(!stored.contains("hush-hush") && !stored.contains("jane"));
    let lines = stored.lines().map(serde_json::from_str::<Value>);
    let rows = lines.collect::<Result<Vec<_>, _>>()?;
    let mut kept: Vec<String> = rows
        .iter()
        .filter_map(|row| row["asking"].get("attributes"))
        .filter(|kept| !kept.is_null())
        .map(Value::to_string)
        .collect();
    kept.sort();
    let cut = json!({"club": "true", "plan": "p".repeat(64)});
    let redacted = json!({"club": "[email]", "plan": "platinum"});
    assert_eq!(kept, [redacted.to_string(), cut.to_string()]);
    // They go with their visitor.
    site.tillside(&["erase", "--shop", SHOP, "--visitor", &shopper.visitor])?;
    let left = site.tillside(&["export", "--shop", SHOP])?;
    ensure!(!left.contains("[email]"), "{left}");
    server.stop().await
}

async fn numbers_trend_answers_and_exports_obey_an_attribute_alike(site: Site) -> Result<()> {
    listing(&site, &["plan", "club"])?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let shopper = || Shopper::new(&token, "cart");
    let other = |text: &str| {
        let value = json!({"choice": "other", "other": text});
        shopper().answers("why-not", value)
    };
    let (pro, free) = (
        json!({"plan": "pro", "club": "gold"}),
        json!({"plan": "free, for now"}),
    );
    let mut at_a_desk = with(other("a desk"), pro.clone());
    at_a_desk["context"]["device"] = json!("desktop");
    let sent = [
        with(other("too dear"), pro.clone()),
        at_a_desk,
        with(shopper().asked("why-not").shown(), pro.clone()),
        with(other("no hurry"), free.clone()),
        with(shopper().asked("why-not").withheld(), free.clone()),
        other("of nobody in particular"),
        with(shopper().answers("how-likely", json!({"score": 3})), pro),
    ];
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;
    let facet = |report: &PromptReport, name: &str| {
        let named = report.facets.iter().find(|facet| facet.name == name);
        let values = named.map(|facet| facet.values.clone()).unwrap_or_default();
        let counted = values.into_iter();
        counted
            .map(|one| (one.value, one.shown, one.answered))
            .collect::<Vec<_>>()
    };
    let row = |value: &str, shown: i64, answered: i64| (value.to_owned(), shown, answered);

    let all = report(&console, &server, "").await?;
    assert_eq!((all.total.shown, all.total.answered), (5, 4));
    let plans = [row("pro", 3, 2), row("free, for now", 1, 1)];
    assert_eq!(facet(&all, "attribute.plan"), plans);
    assert_eq!(facet(&all, "attribute.club"), [row("gold", 3, 2)]);

    let pro = report(&console, &server, "?attribute.plan=pro").await?;
    assert_eq!((pro.total.shown, pro.total.answered), (3, 2));
    assert_eq!(pro.versions[0].numbers, pro.total);
    let others = |report: &PromptReport| {
        let options = report.total.distribution.iter();
        options
            .filter(|one| one.option == "other")
            .map(|one| one.count)
            .sum::<i64>()
    };
    assert_eq!((others(&all), others(&pro)), (4, 2));
    let days = pro.trend.days.iter();
    let days: Vec<_> = days.map(|day| (day.shown, day.answered)).collect();
    assert_eq!(days, [(3, 2)]);
    assert_eq!(pro.read_since, None);
    assert_eq!(
        facet(&pro, "device"),
        [row("phone", 2, 1), row("desktop", 1, 1)]
    );
    // What another choice would give stands beside it.
    assert_eq!(facet(&pro, "attribute.plan"), plans);
    let desk = report(&console, &server, "?attribute.plan=pro&device=desktop").await?;
    assert_eq!((desk.total.shown, desk.total.answered), (1, 1));
    assert_eq!(
        facet(&desk, "attribute.plan"),
        [row("pro", 1, 1), row("free, for now", 0, 0)]
    );
    let free = report(&console, &server, "?attribute.plan=free%2C+for+now").await?;
    assert_eq!((free.total.shown, free.total.withheld), (1, 1));
    let both = "?attribute.plan=pro&attribute.plan=free%2C+for+now";
    assert_eq!(report(&console, &server, both).await?.total.shown, 4);
    let gold = "?attribute.plan=free%2C+for+now&attribute.club=gold";
    assert_eq!(report(&console, &server, gold).await?.total.shown, 0);

    let found = get(&console, &server, "answers?attribute.plan=pro").await?;
    let found: WordsPage = serde_json::from_slice(&found)?;
    assert_eq!(found.answers.len(), 2);
    for answer in &found.answers {
        let kept = answer.attributes.iter();
        let kept: Vec<_> = kept.map(|one| (&*one.name, &*one.value)).collect();
        assert_eq!(kept, [("club", "gold"), ("plan", "pro")]);
    }

    let csv = "prompts/why-not/export.csv?attribute.plan=free%2C+for+now";
    let csv = String::from_utf8(get(&console, &server, csv).await?)?;
    let mut lines = csv.lines();
    let head = lines.next().context("no head")?;
    ensure!(head.ends_with(",attribute.plan,attribute.club"), "{head}");
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), 2, "{csv}");
    ensure!(
        rows.iter().all(|row| row.ends_with(",\"free, for now\",")),
        "{csv}"
    );
    let xlsx = get(
        &console,
        &server,
        "prompts/why-not/export.xlsx?attribute.club=gold",
    )
    .await?;
    ensure!(xlsx.starts_with(b"PK"));
    let whole = site.tillside(&["export", "--csv", "--shop", SHOP])?;
    ensure!(whole.lines().next() == Some(head), "{whole}");

    for wrong in [
        "prompts/why-not/results?attribute.colour=red",
        "prompts/why-not/export.csv?attribute.colour=red",
        "answers?attribute.colour=red",
        "journey?attribute.plan=pro",
    ] {
        let path = format!("/console/api/shops/{SHOP}/{wrong}");
        let reply = console.get(&server, &path).await?;
        reply.is_problem(422, "invalid_input").context(wrong)?;
    }
    server.stop().await
}
