//! What browsers download: the book and the loader, their languages, steps, caching and compression.

use anyhow::{Result, ensure};
use serde_json::Value;
use std::io::Read;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

const BOOK: &str = "/v1/shops/pk_tests/book?lang=en&step=cart";

fn ids(book: &Value) -> Vec<&str> {
    let prompts = book["prompts"].as_array().map_or(&[][..], Vec::as_slice);
    prompts
        .iter()
        .filter_map(|prompt| prompt["id"].as_str())
        .collect()
}

#[tokio::test]
async fn a_book_holds_the_live_prompts_of_the_step_in_one_language() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let cart = server.book("?lang=ar-EG&step=cart").await?;
    assert_eq!(ids(&cart), ["why-not", "what-else", "say-more", "call-me"]);
    assert_eq!((&cart["lang"], &cart["dir"]), (&"ar".into(), &"rtl".into()));
    assert_eq!(
        cart["prompts"][0]["question"]["text"],
        serde_json::json!({"ar": "ما الذي يمنعك من الطلب؟"})
    );
    assert_eq!((&cart["v"], &cart["shop"]), (&1.into(), &SHOP.into()));
    ensure!(cart["version"].as_u64().is_some_and(|version| version > 0));
    let all = server.book("?lang=en").await?;
    assert_eq!(ids(&all).len(), 9, "all that are live: {:?}", ids(&all));
    let elsewhere = server.book("?lang=en&step=lobby").await?;
    assert_eq!(ids(&elsewhere), ["say-more", "call-me"]);
    Ok(())
}

#[tokio::test]
async fn an_unknown_language_falls_back_to_the_default() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for lang in [
        "tlh",
        "",
        "%00",
        "zh-Hant-TW-x-very-long-tag-indeed-and-more",
    ] {
        let book = server.book(&format!("?lang={lang}")).await?;
        assert_eq!(
            (&book["lang"], &book["dir"]),
            (&"en".into(), &"ltr".into()),
            "{lang}"
        );
    }
    let unnamed = server.book("").await?;
    assert_eq!(unnamed["lang"], "en");
    for lang in ["en", "ar"] {
        let strings = &server.book(&format!("?lang={lang}")).await?["strings"];
        for name in [
            "close",
            "send",
            "skip",
            "thanks",
            "prompt_label",
            "sent",
            "other_placeholder",
        ] {
            ensure!(
                strings[name].as_str().is_some_and(|text| !text.is_empty()),
                "{lang} {name}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_book_is_sent_again_only_when_it_changed() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let first = server.get(BOOK, &[]).await?;
    assert_eq!(first.header("cache-control"), "public, max-age=20");
    assert_eq!(first.header("access-control-allow-origin"), "*");
    ensure!(
        first
            .header("vary")
            .to_lowercase()
            .contains("accept-encoding")
    );
    let etag = first.header("etag");
    ensure!(etag.len() > 2);
    let again = server.get(BOOK, &[("if-none-match", etag)]).await?;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), etag);
    assert_eq!(again.header("access-control-allow-origin"), "*");
    let other = server
        .get(BOOK, &[("if-none-match", "\"another\"")])
        .await?;
    assert_eq!(other.status, 200);
    let metrics = server.metrics().await?;
    let asked = |result| metrics.sum("tillside_book_requests_total", &[("result", result)]);
    assert_eq!((asked("full"), asked("not_modified")), (2.0, 1.0));
    Ok(())
}

#[tokio::test]
async fn books_and_loaders_come_compressed_as_the_browser_likes() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    for path in [BOOK, "/s/pk_tests.js"] {
        let plain = server.get(path, &[("accept-encoding", "identity")]).await?;
        assert_eq!((plain.status, plain.header("content-encoding")), (200, ""));
        for (accepted, sent) in [
            ("gzip", "gzip"),
            ("gzip, deflate, br, zstd", "br"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("br;q=0, gzip;q=0", ""),
        ] {
            let reply = server.get(path, &[("accept-encoding", accepted)]).await?;
            assert_eq!(reply.header("content-encoding"), sent, "{path} {accepted}");
            let mut body = Vec::new();
            match sent {
                "br" => brotli::Decompressor::new(&reply.body[..], 4096).read_to_end(&mut body)?,
                "gzip" => flate2::read::GzDecoder::new(&reply.body[..]).read_to_end(&mut body)?,
                _ => (&reply.body[..]).read_to_end(&mut body)?,
            };
            ensure!(body == plain.body, "{path} {accepted}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_loader_carries_a_table_without_texts() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let reply = server.get("/s/pk_tests.js", &[]).await?;
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (200, "*")
    );
    ensure!(reply.header("content-type").starts_with("text/javascript"));
    let script = reply.text();
    let table = script
        .split_once("table=")
        .and_then(|(_, rest)| rest.rsplit_once(";})()"));
    let table: Value = serde_json::from_str(table.map_or("", |(table, _)| table))?;
    // The table has positions in place of names; `survey::book` says which.
    assert_eq!(table[0], SHOP);
    assert_eq!(table[2], "/assets/card-0123abcd.js");
    let listed = table[9].as_array().map_or(0, Vec::len);
    assert_eq!(listed, 9, "live ones only");
    ensure!(!script.contains("What keeps you"), "a text is in the table");
    let staff = server.get("/s/pk_tests.staff.js", &[]).await?;
    ensure!(staff.status == 200 && staff.text().starts_with("(()=>{const staff=[\"pk_tests\""));
    server
        .get("/s/pk_nobody.js", &[])
        .await?
        .is_problem(404, "unknown_shop")
}
