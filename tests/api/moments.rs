//! What the console tells of a prompt before it is asked: a rehearsal on real traffic, how many would see it, and why somebody does not. And the list of prompts as a whole: its order, its file, what comes and goes.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use survey::authoring::{
    Explanation, Forecast, Imported, Outcome, PromptSummary, Published, Standing,
};
use survey::console::HistoryPage;
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait;

on_every_site!(
    a_rehearsal_counts_moments_and_asks_nobody,
    the_list_is_put_in_order_and_kept_as_a_file,
);

async fn ask<T: serde::de::DeserializeOwned>(
    server: &Server,
    console: &Console,
    (method, path): (&str, &str),
    body: Value,
) -> Result<T> {
    let path = format!("/shops/{SHOP}/{path}");
    let reply = console.ask(server, method, &path, &body, &[]).await?;
    ensure!(
        reply.status < 300,
        "{path}: {} {}",
        reply.status,
        reply.text()
    );
    let nothing = if reply.status == 204 {
        b"null".to_vec()
    } else {
        reply.body
    };
    Ok(serde_json::from_slice(&nothing)?)
}

async fn ids(server: &Server, console: &Console) -> Result<Vec<String>> {
    let list: Vec<PromptSummary> = ask(server, console, ("GET", "prompts"), Value::Null).await?;
    Ok(list.into_iter().map(|one| one.id).collect())
}

async fn a_rehearsal_counts_moments_and_asks_nobody(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let state = ("POST", "prompts/why-not/state");
    let done: Published = ask(&server, &console, state, json!({"state": "rehearsal"})).await?;
    assert_eq!((done.version, done.state), (1, Standing::Rehearsal));
    // Pages learn of it as of an experiment that holds everybody out, behind what is asked.
    let told = wait::until("the rehearsal in the book", || async {
        let book = server.book("?step=cart").await?;
        let prompts = book["prompts"].as_array().cloned().unwrap_or_default();
        let last = prompts
            .last()
            .filter(|last| last["id"] == "why-not")
            .cloned();
        Ok(last.filter(|last| last["experiment"]["holdout"] == 10_000))
    })
    .await?;
    assert_eq!(told["version"], 1);
    let loader = server.get(&format!("/s/{SHOP}.js"), &[]).await?.text();
    ensure!(loader.contains("\"why-not\""), "{loader}");
    let token = server.token().await?;
    let sent: Vec<Value> = (0..3)
        .map(|_| Shopper::new(&token, "cart").asked("why-not").withheld())
        .collect();
    assert_eq!(server.post(&sent).await?, ["accepted"; 3]);
    server.settled(3).await?;
    let results = console.prompt(&server, "why-not", 1).await?;
    assert_eq!(
        (results.withheld, results.shown, results.state.as_str()),
        (3, 0, "rehearsal")
    );
    let list: Vec<PromptSummary> = ask(&server, &console, ("GET", "prompts"), Value::Null).await?;
    let summary = list.iter().find(|one| one.id == "why-not");
    assert_eq!(summary.map(|one| one.withheld), Some(3));
    // Then it is asked, in the same version.
    let done: Published = ask(&server, &console, state, json!({"state": "live"})).await?;
    assert_eq!((done.version, done.state), (1, Standing::Live));
    wait::until("the question in the book", || async {
        let book = server.book("?step=cart").await?;
        let prompts = book["prompts"].as_array().cloned().unwrap_or_default();
        let found = prompts.into_iter().find(|one| one["id"] == "why-not");
        Ok(found.filter(|one| one["experiment"]["holdout"] != 10_000))
    })
    .await?;
    server.stop().await
}

async fn the_list_is_put_in_order_and_kept_as_a_file(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let made: Value = ask(
        &server,
        &console,
        ("POST", "prompts"),
        json!({"copy_of": "why-not"}),
    )
    .await?;
    assert_eq!(made["id"], "why-not-2");
    let made: Value = ask(
        &server,
        &console,
        ("POST", "prompts"),
        json!({"copy_of": "why-not"}),
    )
    .await?;
    assert_eq!(made["id"], "why-not-3");
    let taken = format!("/shops/{SHOP}/prompts");
    let again = json!({"template": "leaving", "id": "why-not-2"});
    let taken = console.ask(&server, "POST", &taken, &again, &[]).await?;
    taken.is_problem(412, "edited_meanwhile")?;
    let before = ids(&server, &console).await?;
    ensure!(
        before.ends_with(&["why-not-2".to_owned(), "why-not-3".to_owned()]),
        "{before:?}"
    );

    // The order of preference is that of the book; who is not named follows.
    let _: Value = ask(
        &server,
        &console,
        ("PUT", "prompts"),
        json!(["why-not-3", "say-more"]),
    )
    .await?;
    let after = ids(&server, &console).await?;
    assert_eq!(after[..3], ["why-not-3", "say-more", before[0].as_str()]);
    assert_eq!(after.len(), before.len());
    wait::until("the order in the book", || async {
        let book = server.book("").await?;
        Ok((book["prompts"][0]["id"] == "say-more").then_some(()))
    })
    .await?;
    let unknown = format!("/shops/{SHOP}/prompts");
    let unknown = console
        .ask(&server, "PUT", &unknown, &json!(["say-more", "gone"]), &[])
        .await?;
    unknown.is_problem(422, "invalid_input")?;
    assert_eq!(unknown.json()?["problems"][0]["at"], "[1]");

    // What is exported and imported again changes nothing.
    let file = ("GET", "prompts.json");
    let mut list: Vec<Value> = ask(&server, &console, file, Value::Null).await?;
    let listed: Vec<&str> = list.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(listed, after);
    assert_eq!(
        (&list[0]["state"], &list[1]["state"]),
        (&json!("draft"), &json!("live"))
    );
    let import = ("POST", "prompts.json");
    let done: Imported = ask(&server, &console, import, json!(list)).await?;
    assert_eq!(done.changed, [format!("shop {SHOP}: nothing changed")]);
    list[1]["sampling"] = json!(5_000);
    list[0]["sampling"] = json!(4_000);
    list[2]["state"] = json!("paused");

    // A look at what would change changes nothing, however often.
    let look = ("POST", "prompts.json?dry_run=true");
    let versions = server.book("").await?["version"].clone();
    for _ in 0..2 {
        let looked: Imported = ask(&server, &console, look, json!(list)).await?;
        let found: Vec<_> = looked.prompts.iter().take(4).collect();
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.id.as_str(), one.outcome, one.state.as_str()))
            .collect();
        let third = list[2]["id"].as_str().unwrap_or_default();
        let fourth = list[3]["id"].as_str().unwrap_or_default();
        assert_eq!(
            found,
            [
                ("why-not-3", Outcome::Draft, "draft"),
                ("say-more", Outcome::Version, "live"),
                (third, Outcome::State, "paused"),
                (fourth, Outcome::Unchanged, "live"),
            ]
        );
    }
    let still: Vec<Value> = ask(&server, &console, file, Value::Null).await?;
    assert_eq!(still[1]["version"], 1);
    assert_eq!(server.book("").await?["version"], versions);
    // The history tells of an import that changed something, and of what.
    let history = format!("/shops/{SHOP}/history");
    let imports = async || -> Result<Vec<String>> {
        let asked = console.ask(&server, "GET", &history, &Value::Null, &[]);
        let page: HistoryPage = serde_json::from_slice(&asked.await?.body)?;
        let imports = page.entries.into_iter();
        let imports = imports.filter(|one| one.what == "prompts.imported");
        Ok(imports.map(|one| one.about).collect())
    };
    assert_eq!(imports().await?, Vec::<String>::new());
    let done: Imported = ask(&server, &console, import, json!(list)).await?;
    assert_eq!(imports().await?, ["say-more, why-not, why-not-3"]);
    assert_eq!(
        done.changed[..3],
        [
            "prompt say-more: version 2 after 1, live",
            "prompt why-not: paused, was live",
            "prompt why-not-3: changed draft",
        ]
    );
    list[1]["trigger"] = json!({"moon": 1});
    list[2]["question"]["text"] = json!({});
    let path = format!("/shops/{SHOP}/prompts.json");
    let refused = console
        .ask(&server, "POST", &path, &json!(list), &[])
        .await?;
    refused.is_problem(422, "invalid_prompt")?;
    let told = refused.json()?;
    let places: Vec<_> = told["problems"].as_array().into_iter().flatten().collect();
    let places: Vec<_> = places
        .iter()
        .map(|one| one["at"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(places, ["[1].trigger.moon", "[2].question.text"]);

    // What was never published can go.
    let _: Value = ask(
        &server,
        &console,
        ("DELETE", "prompts/why-not-3"),
        Value::Null,
    )
    .await?;
    ensure!(
        !ids(&server, &console)
            .await?
            .contains(&"why-not-3".to_owned())
    );
    let path = format!("/shops/{SHOP}/prompts/why-not-3");
    let gone = console
        .ask(&server, "GET", &path, &Value::Null, &[])
        .await?;
    gone.is_problem(404, "not_found")?;
    server.stop().await
}

#[tokio::test]
async fn who_would_see_it_is_told_from_those_who_came() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let path = ("POST", "prompts/why-not/forecast");
    let nothing: Forecast = ask(&server, &console, path, Value::Null).await?;
    assert_eq!((nothing.days, nothing.reached), (0, 0.0));
    let token = server.token().await?;
    let visitors: Vec<Shopper> = (0..4).map(|_| Shopper::new(&token, "cart")).collect();
    let mut sent: Vec<Value> = visitors.iter().map(Shopper::step_reached).collect();
    // Of two of the four it is known on what they came: phones.
    sent.extend(
        visitors
            .iter()
            .take(2)
            .map(|one| one.asked("why-not").shown()),
    );
    let accepted = sent.len();
    assert_eq!(server.post(&sent).await?, vec!["accepted"; accepted]);
    server.settled(accepted).await?;
    let draft = |device: &str| {
        json!({
            "steps": ["cart"], "trigger": {"time": 0}, "sampling": 5_000,
            "question": {"kind": "thumbs", "text": {"en": "?"}},
            "targeting": [{"device": [device]}, {"coupon": true}],
        })
    };
    let phones: Forecast = ask(&server, &console, path, draft("phone")).await?;
    assert_eq!((phones.days, phones.reached, phones.at_most), (1, 4.0, 2.0));
    ensure!(
        phones.not_counted.contains(&"coupon".to_owned()),
        "{phones:?}"
    );
    let tablets: Forecast = ask(&server, &console, path, draft("tablet")).await?;
    assert_eq!((tablets.reached, tablets.at_most), (4.0, 0.0));
    let path = format!("/shops/{SHOP}/prompts/why-not/forecast");
    let unfinished = console
        .ask(&server, "POST", &path, &json!({"steps": 1}), &[])
        .await?;
    unfinished.is_problem(422, "invalid_prompt")?;
    server.stop().await
}

#[tokio::test]
async fn why_it_is_not_shown_is_told_rule_by_rule() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let draft = json!({
        "steps": ["cart"], "trigger": {"time": 10}, "sampling": 1,
        "question": {"kind": "thumbs", "text": {"en": "?"}},
        "targeting": [{"url": {"contains": "/cart"}}, {"device": ["tablet"]}],
    });
    let moment = |context: Value| json!({"url": "https://shop.example/cart?x=1", "context": context, "prompt": draft});
    let path = ("POST", "prompts/new-one/explain");
    let path_of_new = format!("/shops/{SHOP}/prompts/new-one/draft");
    let save = console
        .ask(&server, "PUT", &path_of_new, &draft, &[])
        .await?;
    assert_eq!(save.status, 200);
    let told: Explanation = ask(
        &server,
        &console,
        path,
        moment(json!({"step": "cart", "device": "phone"})),
    )
    .await?;
    assert_eq!(
        (told.state, told.verdict.as_str()),
        (Standing::Draft, "stopped")
    );
    let lines = serde_json::to_value(&told.lines)?;
    let lines = lines.as_array().cloned().unwrap_or_default();
    let failing: Vec<_> = lines.iter().filter(|line| line["holds"] == false).collect();
    let failing: Vec<_> = failing
        .iter()
        .map(|line| (line["rule"].as_str(), line["found"].clone()))
        .collect();
    assert_eq!(
        failing,
        [
            (Some("targeting"), json!("phone")),
            (Some("trigger"), json!(0))
        ],
        "the smallest sample has somebody in it"
    );
    let here = json!({"step": "cart", "device": "tablet"});
    let told: Explanation = ask(&server, &console, path, moment(here)).await?;
    assert_eq!(told.verdict, "waiting");
    // At the end of its time another prompt of the cart comes first, whose trigger has fired too.
    let here = json!({"step": "cart", "device": "tablet", "seconds": 9_999, "inactive": 9_999, "exit_intent": true, "scroll": 100});
    let told: Explanation = ask(&server, &console, path, moment(here)).await?;
    ensure!(
        ["ask", "behind"].contains(&told.verdict.as_str()),
        "{told:?}"
    );
    assert_eq!(told.ahead.is_some(), told.verdict == "behind");
    let path = format!("/shops/{SHOP}/prompts/no-such/explain");
    let page = json!({"url": "https://shop.example/"});
    let nobody = console.ask(&server, "POST", &path, &page, &[]).await;
    nobody?.is_problem(404, "not_found")?;
    server.stop().await
}
