//! Text that means harm to whoever reads it: what is kept is clean, and nothing in it is more than text.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tillside_tests::events::Shopper;
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_both_queues!(what_acts_without_being_seen_is_not_kept);

async fn what_acts_without_being_seen_is_not_kept(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let typed =
        "a\0b\u{7}\u{1b}[31mc\u{7f}\u{9b}\r\nd\te\u{202e}f\u{2066}g\u{feff} می\u{200c}خواهم";
    let kept = "ab[31mc\nd efg می\u{200c}خواهم";
    let mut paged = shopper.answers("say-more", json!({"text": typed}));
    paged["context"]["page"] = json!("/cart\0\n\u{202e}?q");
    let events = [
        paged,
        shopper.answers("why-not", json!({"choice": "other", "other": typed})),
        shopper.answers("say-more", json!({"text": "\0\u{202e}\n\u{7}"})),
        shopper.answers(
            "call-me",
            json!({"contact": {"email": "a\u{202e}b@mail.example"}}),
        ),
        shopper.answers(
            "call-me",
            json!({"contact": {"email": "a\u{9b}b@mail.example"}}),
        ),
    ];
    let fates = [
        "accepted",
        "accepted",
        "empty_answer",
        "invalid_contact",
        "invalid_contact",
    ];
    assert_eq!(server.post(&events).await?, fates);
    server.settled(2).await?;
    let results = server.console().await?.results(&server).await?;
    let said: Vec<_> = results.prompts.iter().flat_map(|p| &p.verbatims).collect();
    assert_eq!(said.len(), 2);
    for verbatim in &said {
        assert_eq!(verbatim.text, kept);
    }
    let pages: Vec<_> = said.iter().filter_map(|one| one.page.as_deref()).collect();
    ensure!(pages.contains(&"/cart"), "{pages:?}");
    Ok(())
}

#[tokio::test]
async fn markup_in_an_answer_stays_text_wherever_it_comes_out() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let markup = "</script><img src=x onerror=alert(1)>{{7*7}}';--";
    let event = shopper.answers("say-more", json!({"text": markup}));
    assert_eq!(server.post(&[event]).await?, ["accepted"]);
    server.settled(1).await?;
    let console = server.console().await?;
    let path = format!("/console/api/shops/{SHOP}/results");
    let reply = console.get(&server, &path).await?;
    // A browser that is led to it sees JSON, may not guess, and runs nothing.
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    ensure!(
        reply
            .header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    let text = reply.json()?.to_string();
    let wanted = serde_json::to_string(markup)?;
    ensure!(text.contains(wanted.trim_matches('"')), "{text}");
    let exported = site.tillside(&["export", "--shop", SHOP])?;
    ensure!(exported.contains(wanted.trim_matches('"')), "{exported}");
    Ok(())
}

#[tokio::test]
async fn text_that_is_no_text_spoils_its_batch_alone() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let event = shopper.answers("say-more", json!({"text": "marker"}));
    let good = tillside_tests::events::batch(&[event]).to_string();
    let with = |bytes: &[u8]| -> Result<Vec<u8>> {
        let (before, after) = good.split_once("marker").context("no marker")?;
        Ok([before.as_bytes(), bytes, after.as_bytes()].concat())
    };
    for bytes in [
        &b"\xff"[..],
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\\ud800",
        b"\\udc00\\ud800",
        b"\0",
        b"\n",
        b"\\x",
    ] {
        let reply = server.post_raw(with(bytes)?).await?;
        reply
            .is_problem(400, "malformed_json")
            .with_context(|| format!("{bytes:?}"))?;
    }
    // The same as escapes of one character beyond the basic plane is a text.
    assert_eq!(
        server.post_raw(with(b"\\ud83d\\ude00")?).await?.fates()?,
        ["accepted"]
    );
    server.settled(1).await?;
    Ok(())
}
