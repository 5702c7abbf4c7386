//! Clocks of visitors that are wrong. No answer is lost to one.

use anyhow::{Result, ensure};
use serde_json::json;
use tillside_tests::events::{Shopper, now};
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::Site;

const YEAR: i64 = 365 * 24 * 3_600_000;
const WEEK: i64 = 7 * 24 * 3_600_000;

on_both_queues!(a_clock_that_is_a_year_off_loses_nothing);

async fn a_clock_that_is_a_year_off_loses_nothing(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let console = server.console().await?;
    let before = now();
    // The clock is off, the answer was given half a minute before it was sent.
    for (clock, name) in [(YEAR, "ahead"), (-YEAR, "behind"), (0, "right")] {
        let sent_at = now() + clock;
        let mut asked = Shopper::new(&token, "cart").asked("say-more");
        asked.asked_at = sent_at - 30_000;
        let mut event = asked.answered(1, json!({"question": {"text": name}}));
        event["occurred_at"] = json!(sent_at - 20_000);
        let body = json!({"v": 1, "sent_at": sent_at, "events": [event]});
        assert_eq!(
            server.post_raw(body.to_string()).await?.fates()?,
            ["accepted"]
        );
    }
    server.settled(3).await?;
    let words = console.prompt(&server, "say-more", 1).await?.verbatims;
    assert_eq!(words.len(), 3);
    for said in words {
        let off = (said.at - (before - 30_000)).abs();
        ensure!(
            off < 20_000,
            "{} stands {off} ms from where it belongs",
            said.text
        );
    }
    let marked = site.ask("SELECT sum(corrected), count(*) FROM askings")?;
    assert_eq!(marked, "2|3", "corrected ones are marked, others are not");
    Ok(())
}

#[tokio::test]
async fn times_that_cannot_be_are_moved_into_the_last_week() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let greatest = 9_007_199_254_740_991_i64;
    for time in [0, -greatest, greatest, now() - YEAR, now() + YEAR] {
        let mut asked = Shopper::new(&token, "cart").asked("say-more");
        asked.asked_at = time;
        let event = asked.answered(1, json!({"question": {"text": "words"}}));
        assert_eq!(server.post(&[event]).await?, ["accepted"]);
    }
    server.settled(5).await?;
    let words = server
        .console()
        .await?
        .prompt(&server, "say-more", 1)
        .await?
        .verbatims;
    assert_eq!(words.len(), 5);
    for said in words {
        let age = now() - said.at;
        ensure!((0..=WEEK + 60_000).contains(&age), "{age} ms old");
    }
    Ok(())
}
