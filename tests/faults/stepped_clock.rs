//! The server's clock is set forwards and back by hours while it works. Nothing that it accepted is lost or counts twice, nobody is locked out, and times are those of its clock.

use crate::rush::{self, Rush};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_server::drain::rebuild::rebuild_rollups;
use tillside_server::store::{Store, StorePlace};
use tillside_tests::events::{Asked, Shopper, batch};
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::stepped_clock::SteppedClock;
use tillside_tests::wait;

const HOUR: i64 = 3_600_000;
/// In hours.
const YEAR: i64 = 365 * 24;
/// Where the clock is set to, in hours from the right time: at the end it is right again.
const STEPS: [i64; 6] = [6, -9, 30, -30, 1, 0];
/// How far from its place a time may stand: what a busy machine takes to send an event.
const NEAR: i64 = 60_000;

on_both_queues!(
    what_comes_in_while_the_clock_steps_counts_once,
    times_follow_the_clock_and_tokens_outlive_its_steps,
    limits_let_everybody_in_again_whatever_the_clock_says,
    a_clock_that_is_years_off_refuses_no_token,
);

async fn what_comes_in_while_the_clock_steps_counts_once(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    let server = rush::server(&site, &[]).await?;
    let rush = Rush::begin(&server).await?;
    for hours in STEPS {
        rush.until(rush.accepted() + 100).await?;
        clock.step_to(hours)?;
    }
    rush.until(rush.accepted() + 100).await?;
    let account = rush.stop().await?;
    ensure!(account.unknown.is_empty(), "{}", account.unknown.len());
    account.is_kept_by(&server, &site).await?;
    let hours = site.ask(&format!(
        "SELECT count(DISTINCT received_at / {HOUR}) FROM askings"
    ))?;
    ensure!(
        hours.parse::<usize>()? >= STEPS.len(),
        "the clock was set in {hours} hours only"
    );
    // What browsers send again comes while the clock is wrong once more.
    clock.step_to(-5)?;
    account.counts_once_when_sent_again(&server, &site).await?;
    server.stop().await?;
    numbers_are_those_of_a_rebuild(&site)
}

async fn times_follow_the_clock_and_tokens_outlive_its_steps(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    let server = Server::start(&site, &[]).await?;
    let mut tokens = vec![server.token().await?];
    // Asked before all steps, answered after the last one.
    let early = Shopper::new(&tokens[0], "cart").asked("say-more");
    ensure!(server.post(&[early.shown()]).await? == ["accepted"]);
    let mut asked: Vec<(Asked, i64)> = Vec::new();
    for hours in STEPS {
        clock.step_to(hours)?;
        tokens.push(server.token().await?);
        for token in &tokens {
            let one = Shopper::new(token, "cart").asked("say-more");
            let said = one.answered(1, json!({"question": words()}));
            // The very same event twice.
            ensure!(server.post(&[said.clone(), said]).await? == ["accepted"; 2]);
            asked.push((one, hours));
        }
    }
    let said = early.answered(1, json!({"question": {"text": "at last"}}));
    ensure!(server.post(&[said]).await? == ["accepted"]);
    asked.push((early, 0));
    let metrics = server.settled(2 * asked.len()).await?;
    assert_eq!(metrics.fate("stored"), asked.len() as f64 + 1.0);
    for (one, hours) in &asked {
        let place = one.asked_at + hours * HOUR;
        let sql = format!(
            "SELECT abs(asked_at - {place}) < {NEAR}, abs(occurred_at - {place}) < {NEAR},
                 abs(received_at - {place}) < {NEAR}, corrected
             FROM askings WHERE answer = '{}'",
            one.answer
        );
        let wanted = format!("1|1|1|{}", i64::from(*hours != 0));
        assert_eq!(site.ask(&sql)?, wanted, "{hours} hours off");
    }
    server.stop().await?;
    numbers_are_those_of_a_rebuild(&site)
}

async fn limits_let_everybody_in_again_whatever_the_clock_says(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    let mut arguments = Vec::new();
    for (rate, burst) in [
        ("--rate-address", "--burst-address"),
        ("--rate-visitor", "--burst-visitor"),
        ("--rate-shop", "--burst-shop"),
    ] {
        arguments.extend([rate, "10", burst, "20"]);
    }
    let server = Server::start(&site, &arguments).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    for hours in STEPS {
        let refused = wait::until("a limit", || async {
            let reply = server.post_raw(one_step(&shopper)).await?;
            Ok((reply.status == 429).then_some(reply))
        })
        .await?;
        ensure!(refused.header("retry-after").parse::<u64>()? <= 3);
        clock.step_to(hours)?;
        wait::until("to be let in", || async {
            let reply = server.post_raw(one_step(&shopper)).await?;
            let told = reply.header("retry-after").parse::<u64>().unwrap_or(0);
            ensure!(told <= 3, "{hours} hours off it says to wait for {told} s");
            Ok((reply.status == 202).then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn a_clock_that_is_years_off_refuses_no_token(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    // A machine without a battery starts long ago, learns the time, and is told a wrong one.
    clock.step_to(-10 * YEAR)?;
    let server = Server::start(&site, &[]).await?;
    let mut accepted = 0;
    let mut tokens = Vec::new();
    for hours in [-10 * YEAR, 0, 10 * YEAR, 0] {
        clock.step_to(hours)?;
        tokens.push(server.token().await?);
        for token in &tokens {
            let event = Shopper::new(token, "cart").answers("say-more", words());
            assert_eq!(server.post(&[event]).await?, ["accepted"], "{hours}");
            accepted += 1;
        }
    }
    server.settled(accepted).await?;
    assert_eq!(
        site.ask("SELECT count(*) FROM askings")?,
        accepted.to_string()
    );
    server.stop().await
}

fn words() -> Value {
    json!({"text": "words"})
}

fn one_step(shopper: &Shopper) -> String {
    batch(&[shopper.step_reached()]).to_string()
}

/// Counted by and by is counted right: all numbers are the same when they are made anew.
fn numbers_are_those_of_a_rebuild(site: &Site) -> Result<()> {
    let rows = "SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12";
    let counted = site.ask(rows)?;
    ensure!(!counted.is_empty(), "nothing is counted");
    let store = Store::open_existing(StorePlace::from(site.data()))?;
    store.write_blocking(rebuild_rollups)?;
    assert_eq!(counted, site.ask(rows)?);
    Ok(())
}
