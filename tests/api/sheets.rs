//! Exports from the console, and the events that tell that its numbers changed.

use anyhow::{Context, Result, ensure};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::json;
use std::io::Cursor;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::wait::DEADLINE;
use tokio::time::timeout;

on_every_site!(
    answers_leave_as_a_spreadsheet_under_the_filter,
    whoever_listens_hears_that_numbers_changed,
);

async fn answers_leave_as_a_spreadsheet_under_the_filter(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let say = |text: &str| Shopper::new(&token, "cart").answers("say-more", json!({"text": text}));
    let mut elsewhere = say("from a desk");
    elsewhere["context"]["device"] = json!("desktop");
    // Later than the first, whatever the clock says.
    elsewhere["asked_at"] = json!(elsewhere["asked_at"].as_i64().context("a time")? + 500);
    let contact = json!({"contact": {"email": "ann@shop.example"}});
    let sent = [
        say("=HYPERLINK(\"x\")"),
        elsewhere,
        Shopper::new(&token, "cart").answers("call-me", contact),
    ];
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;
    let get = |rest: &str| {
        let path = format!("/console/api/shops/{SHOP}/prompts/{rest}");
        let (console, server) = (&console, &server);
        async move { console.get(server, &path).await }
    };
    let csv = get("say-more/export.csv?device=phone").await?;
    ensure!(csv.header("content-type").starts_with("text/csv"));
    ensure!(csv.header("content-disposition").contains("say-more.csv"));
    let text = csv.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    ensure!(lines[0].starts_with("answer,prompt,version"), "{text}");
    ensure!(lines[1].contains("'=HYPERLINK"), "{text}");
    let contacts = get("call-me/export.csv").await?.text();
    ensure!(
        contacts.lines().count() == 2 && !contacts.contains("ann@"),
        "{contacts}"
    );

    let xlsx = get("say-more/export.xlsx").await?;
    ensure!(xlsx.header("content-disposition").contains("say-more.xlsx"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.body))?;
    let sheet = book.worksheet_range_at(0).context("a sheet")??;
    assert_eq!(sheet.height(), 3);
    let mut rows = sheet.rows();
    let head = rows.next().context("a head")?;
    let row = rows.next().context("a row")?;
    let cell = |name: &str| {
        let mut columns = head.iter().zip(row);
        let found = columns.find(|(column, _)| **column == Data::String(name.to_owned()));
        found.map(|(_, cell)| cell).context("no such column")
    };
    // Text stays text whatever it begins with, and everything else is what it is.
    assert_eq!(
        cell("question_text")?,
        &Data::String("=HYPERLINK(\"x\")".to_owned())
    );
    assert_eq!(
        (cell("value")?, cell("version")?),
        (&Data::Float(49.9), &Data::Float(1.0))
    );
    assert_eq!(cell("returning")?, &Data::Bool(false));
    ensure!(
        matches!(cell("asked_at")?, Data::DateTime(_)),
        "{:?}",
        cell("asked_at")?
    );
    get("say-more/export.csv?device=watch")
        .await?
        .is_problem(422, "invalid_input")?;
    get("nothing/export.xlsx")
        .await?
        .is_problem(404, "not_found")
}

/// What is heard next; `None` at the end.
async fn heard(events: &mut reqwest::Response) -> Result<Option<Vec<u8>>> {
    let next = timeout(DEADLINE, events.chunk());
    let next = next.await.context("nothing was heard")??;
    Ok(next.map(|bytes| bytes.to_vec()))
}

async fn whoever_listens_hears_that_numbers_changed(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let console = server.console().await?;
    let path = format!("/console/api/shops/{SHOP}/live");
    let mut events = console.open(&server, &path).await?;
    let kind = events.headers().get("content-type").context("a type")?;
    assert_eq!(kind, "text/event-stream");
    let first = heard(&mut events).await?.context("something at once")?;
    ensure!(
        first.ends_with(b"event: changed\ndata: {}\n\n"),
        "{first:?}"
    );
    for _ in 0..2 {
        let asked = Shopper::new(&token, "cart").asked("found-it");
        server.post(&[asked.shown()]).await?;
        loop {
            let next = heard(&mut events).await?.context("it goes on")?;
            if next.starts_with(b"event: changed") {
                break;
            }
            ensure!(next.starts_with(b": "), "{next:?}");
        }
    }
    // Whoever signs out hears no more.
    let mut other = console.open(&server, &path).await?;
    heard(&mut other).await?.context("something at once")?;
    console
        .post(&server, "/console/api/sign-out", String::new())
        .await?;
    while heard(&mut other).await?.is_some() {}
    drop(events);
    let again = server.get(&path, &[]).await?;
    again.is_problem(401, "unauthorized")?;
    server.stop().await
}

#[tokio::test]
async fn a_server_that_stops_waits_for_no_listener() -> Result<()> {
    let site = Site::embedded()?;
    let mut server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let path = format!("/console/api/shops/{SHOP}/live");
    let mut events = console.open(&server, &path).await?;
    heard(&mut events).await?.context("something at once")?;
    server.ask_to_stop().await?;
    // The answer comes to its end, and is not cut off.
    while heard(&mut events).await?.is_some() {}
    ensure!(server.exited().await?.success());
    Ok(())
}
