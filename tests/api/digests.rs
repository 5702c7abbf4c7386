//! The digest of a shop's numbers: when it comes, to whom, once, and what it says.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::events::{Shopper, now};
use tillside_tests::mailbox::Mailbox;
use tillside_tests::people::{administrator, member};
use tillside_tests::postgres_server;
use tillside_tests::redis_server::{RedisServer, any_port};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::stepped_clock::SteppedClock;
use tillside_tests::wait;

const HOUR: i64 = 3_600_000;
const WEEK: i64 = 7 * 24;
const ADA: &str = "ada@shop.example";
const ANN: &str = "ann@shop.example";

async fn server(site: &Site, smtp: &str, more: &[&str]) -> Result<Server> {
    let address = format!("127.0.0.1:{}", any_port());
    let public = format!("http://{address}");
    let mail = ["--smtp", smtp, "--smtp-from", "till@shop.example"];
    let listen = ["--listen", &address, "--public-url", &public];
    Server::start(site, &[&mail[..], &listen, more].concat()).await
}

async fn subscribe(console: &Console, server: &Server, every: Value) -> Result<()> {
    let path = format!("/shops/{SHOP}/digest");
    let body = json!({ "every": every });
    let reply = console.ask(server, "PUT", &path, &body, &[]).await?;
    ensure!(
        reply.status == 200 && reply.json()?["every"] == every,
        "{}",
        reply.text()
    );
    Ok(())
}

/// Hours until the next Wednesday, some time after noon UTC: far from any Monday's morning,
/// wherever the shop is. 1970-01-01 was a Thursday.
fn wednesday() -> i64 {
    (6 * 24 + 12 - (now() / HOUR) % WEEK).rem_euclid(WEEK)
}

async fn answer(server: &Server, n: usize, score: u32, words: &str) -> Result<()> {
    let token = server.token().await?;
    let mut events = Vec::new();
    for _ in 0..n {
        let shopper = Shopper::new(&token, "cart");
        let mut said = json!({"question": {"score": score}});
        if !words.is_empty() {
            said["follow_up"] = json!({"text": words});
        }
        events.push(shopper.asked("how-likely").answered(1, said));
        events.push(Shopper::new(&token, "cart").asked("how-likely").shown());
    }
    let fates = server.post(&events).await?;
    ensure!(fates.iter().all(|fate| fate == "accepted"), "{fates:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_one_sends_each_week_one_mail_to_each_in_their_language() -> Result<()> {
    let (redis, mailbox) = (RedisServer::start().await?, Mailbox::open().await?);
    let mut site = Site::empty()?;
    site.postgres = Some(postgres_server::database()?);
    site.import_changed(|shop| shop["zone"] = json!("Asia/Bangkok"))?;
    let clock = SteppedClock::of(&mut site)?;
    clock.step_to(wednesday())?;
    let mut second = Site::empty()?;
    second.postgres = site.postgres.clone();
    for (name, file) in site.variables() {
        second.set(name, file);
    }
    let (url, smtp) = (redis.url(), mailbox.url());
    let redis = ["--redis", url.as_str()];
    let one = server(&site, &smtp, &redis).await?;
    let other = server(&second, &smtp, &redis).await?;
    let ada = administrator(&one).await?;
    let ann = member(&one, &ada, SHOP, ANN, "analyst").await?;
    let profile = json!({"name": "Ann", "email": ANN, "lang": "ar"});
    let put = ann.ask(&one, "PUT", "/me", &profile, &[]).await?;
    assert_eq!(put.status, 200);
    subscribe(&ada, &one, json!("weekly")).await?;
    subscribe(&ann, &other, json!("weekly")).await?;
    answer(&one, 40, 4, "The parcel was <b>torn</b> & \u{202e}late").await?;
    one.settled(80).await?;

    clock.step_to(wednesday() + WEEK)?;
    let letter = mailbox.letter_to(ADA, 1).await?;
    ensure!(
        letter
            .subject
            .starts_with("The tests' shop: the week from 20"),
        "{letter:?}"
    );
    for part in [
        "Shown 80 times, answered 40 times",
        "Response rate: 50.0%, likely between 39.3% and 60.7%",
        "Net promoter score: −100",
        "Against the week before: too few to compare.",
        "> \u{2068}The parcel was <b>torn</b> & late\u{2069}",
        &format!(
            "{}/console/shops/{SHOP}/prompts/how-likely/results",
            one.base
        ),
    ] {
        let other = part.replace(&one.base, &other.base);
        ensure!(
            letter.text.contains(part) || letter.text.contains(&other),
            "{part} is missing in {}",
            letter.text
        );
    }
    ensure!(
        letter.html.contains("&lt;b&gt;torn&lt;/b&gt; &amp; late") && !letter.html.contains("<b>"),
        "{}",
        letter.html
    );
    ensure!(letter.text.matches("\n> ").count() == 3, "{}", letter.text);
    let arabic = mailbox.letter_to(ANN, 1).await?;
    ensure!(
        arabic.html.contains("<html lang=\"ar\" dir=\"rtl\">")
            && arabic.html.contains("معدل الاستجابة"),
        "{}",
        arabic.html
    );

    // A week later, with a server that has just begun: what changed, and whether by chance.
    other.stop().await?;
    answer(&one, 40, 10, "").await?;
    one.settled(160).await?;
    let other = server(&second, &smtp, &redis).await?;
    clock.step_to(wednesday() + 2 * WEEK)?;
    let letter = mailbox.letter_to(ADA, 2).await?;
    ensure!(
        letter.text.contains(
            "Against the week before: +200, likely +200 to +200. That is more than chance."
        ),
        "{}",
        letter.text
    );
    ensure!(
        letter.text.contains("0.0 points") && letter.text.contains("That is within chance."),
        "{}",
        letter.text
    );
    mailbox.letter_to(ANN, 2).await?;

    // Who wants none any more gets none; who wants one every day gets the next one.
    subscribe(&ann, &one, json!(null)).await?;
    subscribe(&ada, &one, json!("daily")).await?;
    clock.step_to(wednesday() + 2 * WEEK + 24)?;
    let letter = mailbox.letter_to(ADA, 3).await?;
    ensure!(
        letter.subject.starts_with("The tests' shop: the day 20"),
        "{letter:?}"
    );
    clock.step_to(wednesday() + 3 * WEEK)?;
    mailbox.letter_to(ADA, 4).await?;
    assert_eq!(mailbox.letters_to(ANN)?.len(), 2);
    other.stop().await?;
    one.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_digest_that_cannot_be_sent_is_sent_later_also_after_a_restart() -> Result<()> {
    let mut site = Site::embedded()?;
    let clock = SteppedClock::of(&mut site)?;
    clock.step_to(wednesday())?;
    let port = any_port();
    let smtp = format!("smtp://127.0.0.1:{port}");
    let one = server(&site, &smtp, &[]).await?;
    let ada = administrator(&one).await?;
    subscribe(&ada, &one, json!("weekly")).await?;
    clock.step_to(wednesday() + WEEK)?;
    wait::until("the failure to be counted", || async {
        let labels = [("kind", "digest"), ("result", "failed")];
        let failed = one.metrics().await?.sum("tillside_notices_total", &labels);
        Ok((failed > 0.0).then_some(()))
    })
    .await?;
    let path = format!("/console/api/shops/{SHOP}/notices");
    let told = ada.get(&one, &path).await?.json()?;
    assert_eq!(told["digest"]["told"]["failure"], "unreachable");
    ensure!(
        one.logs()
            .iter()
            .any(|line| line.contains("could not be sent; it is tried again"))
    );
    ensure!(!one.logs().iter().any(|line| line.contains(ADA)));
    one.kill().await?;

    let mailbox = Mailbox::open_at(port).await?;
    let one = server(&site, &smtp, &[]).await?;
    clock.step_to(wednesday() + WEEK + 1)?;
    let letter = mailbox.letter_to(ADA, 1).await?;
    ensure!(
        letter.text.contains("Nobody was asked in this time."),
        "{letter:?}"
    );
    // Once is enough, also after another start.
    one.stop().await?;
    let one = server(&site, &smtp, &[]).await?;
    clock.step_to(wednesday() + 2 * WEEK)?;
    let letter = mailbox.letter_to(ADA, 2).await?;
    let week = |letter: &str| letter.lines().next().map(str::to_owned);
    let first = mailbox.letters_to(ADA)?;
    ensure!(week(&first[0].text) != week(&letter.text), "{letter:?}");
    one.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_mail_server_may_have_taken_is_not_sent_again() -> Result<()> {
    let (mut site, mailbox) = (Site::embedded()?, Mailbox::open().await?);
    let clock = SteppedClock::of(&mut site)?;
    clock.step_to(wednesday())?;
    let server = server(&site, &mailbox.url(), &[]).await?;
    let ada = administrator(&server).await?;
    subscribe(&ada, &server, json!("weekly")).await?;
    mailbox.mute(true);
    clock.step_to(wednesday() + WEEK)?;
    let path = format!("/console/api/shops/{SHOP}/notices");
    wait::until("the doubt beside the digest", || async {
        let told = ada.get(&server, &path).await?.json()?;
        Ok((told["digest"]["told"]["failure"] == "unsure").then_some(()))
    })
    .await?;
    mailbox.mute(false);
    // The next mail is that of the next week.
    clock.step_to(wednesday() + 2 * WEEK)?;
    mailbox.letter_to(ADA, 2).await?;
    let [first, second] = &mailbox.letters_to(ADA)?[..] else {
        anyhow::bail!("two mails");
    };
    ensure!(first.subject != second.subject, "{first:?}");
    server.stop().await
}
