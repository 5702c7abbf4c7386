//! Who is told of an answer at once: by which rules, by which ways, how often, and that nobody is told twice.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::console::notices::{Notices, RuleState, Told};
use tillside_tests::console::Console;
use tillside_tests::events::{Shopper, now};
use tillside_tests::hook::{Answer, Hook};
use tillside_tests::mailbox::Mailbox;
use tillside_tests::on_every_site;
use tillside_tests::people::administrator;
use tillside_tests::postgres_server;
use tillside_tests::redis_server::{RedisServer, any_port};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use tillside_tests::stepped_clock::SteppedClock;
use tillside_tests::wait;

on_every_site!(
    of_each_answer_that_a_rule_means_people_are_told_once,
    what_fails_is_tried_again_and_seen_beside_the_rule,
);

const ADA: &str = "ada@shop.example";

/// A server that may write to this mailbox and post on this machine.
async fn server(site: &Site, mailbox: &Mailbox, more: &[&str]) -> Result<Server> {
    let address = format!("127.0.0.1:{}", any_port());
    let (public, smtp) = (format!("http://{address}"), mailbox.url());
    let mail = ["--smtp", &smtp, "--smtp-from", "till@shop.example"];
    let listen = ["--listen", &address, "--public-url", &public];
    let hooks = ["--webhook-hosts", "127.0.0.1"];
    Server::start(site, &[&mail[..], &listen, &hooks, more].concat()).await
}

pub async fn notices(console: &Console, server: &Server) -> Result<Notices> {
    let path = format!("/console/api/shops/{SHOP}/notices");
    let reply = console.get(server, &path).await?;
    ensure!(reply.status == 200, "{}", reply.text());
    Ok(serde_json::from_slice(&reply.body)?)
}

/// The id of the only person whom rules can tell.
async fn me(console: &Console, server: &Server) -> Result<String> {
    let people = notices(console, server).await?.people;
    Ok(people.first().context("nobody can be told")?.id.clone())
}

pub async fn add(console: &Console, server: &Server, rule: &Value) -> Result<RuleState> {
    let path = format!("/shops/{SHOP}/notices");
    let reply = console.ask(server, "POST", &path, rule, &[]).await?;
    ensure!(reply.status == 201, "{}: {}", reply.status, reply.text());
    Ok(serde_json::from_slice(&reply.body)?)
}

fn scored(token: &str, score: u32) -> Value {
    Shopper::new(token, "cart").answers("how-likely", json!({"score": score}))
}

async fn of_each_answer_that_a_rule_means_people_are_told_once(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    let (mailbox, hook) = (Mailbox::open().await?, Hook::open().await?);
    let server = server(&site, &mailbox, &[]).await?;
    let ada = administrator(&server).await?;
    let rule = json!({
        "at_most": 3, "words": ["Broken"],
        "people": [me(&ada, &server).await?], "webhook": hook.url(),
    });
    let added = add(&ada, &server, &rule).await?;
    ensure!(
        added
            .rule
            .webhook
            .as_deref()
            .is_some_and(|shown| !shown.contains("T0001")),
        "the secret is shown: {added:?}"
    );
    let token = server.token().await?;
    let asked = Shopper::new(&token, "cart").asked("how-likely");
    let first = asked.answered(1, json!({"question": {"score": 2}}));
    server.post(std::slice::from_ref(&first)).await?;
    let text = hook.text(1).await?;
    ensure!(text.contains("Score: 2 of 10"), "{text}");
    let letter = mailbox.letter_to(ADA, 1).await?;
    assert_eq!(letter.subject, "The tests' shop: an answer for you");
    ensure!(letter.text.contains("Score: 2 of 10"), "{letter:?}");

    // The same once more, more words of the same shopper, what nobody wants to know, what
    // looks made by a machine; and something new.
    let more = asked.answered(
        2,
        json!({"question": {"score": 2}, "follow_up": {"text": "all broken"}}),
    );
    let mut robot = Shopper::new(&token, "cart").asked("how-likely");
    robot.asked_at = now();
    let mut fast = robot.answered(1, json!({"question": {"score": 0}}));
    fast["occurred_at"] = json!(robot.asked_at + 50);
    let hostile = "<b>broken</b> & <!channel> \u{202e}http://evil.example\n> told you";
    let words = Shopper::new(&token, "cart").answers("say-more", json!({"text": hostile}));
    let unbroken = Shopper::new(&token, "cart").answers("say-more", json!({"text": "unbroken"}));
    server
        .post(&[first, more, fast, scored(&token, 4), unbroken, words])
        .await?;
    server.settled(7).await?;
    clock.step_to(1)?;
    let text = hook.text(2).await?;
    ensure!(
        !text.contains("Score")
            && text.contains("&lt;b&gt;broken&lt;/b&gt; &amp; &lt;!channel&gt;"),
        "{text}"
    );
    ensure!(
        text.matches("\n> ").count() == 1 && !text.contains('\u{202e}'),
        "{text}"
    );
    let letter = mailbox.letter_to(ADA, 2).await?;
    assert_eq!(letter.subject, "The tests' shop: an answer for you");
    ensure!(
        letter.html.contains("&lt;b&gt;broken&lt;/b&gt;") && !letter.html.contains("<b>"),
        "{letter:?}"
    );

    // A burst is told of together.
    let burst: Vec<Value> = (0..24).map(|_| scored(&token, 1)).collect();
    server.post(&burst).await?;
    server.settled(31).await?;
    clock.step_to(2)?;
    let text = hook.text(3).await?;
    ensure!(
        text.starts_with("The tests' shop: 24 answers for you") && text.contains("and 14 more"),
        "{text}"
    );
    let letter = mailbox.letter_to(ADA, 3).await?;
    ensure!(letter.text.contains("and 14 more"), "{letter:?}");
    let told = notices(&ada, &server).await?.rules[0].told.clone();
    ensure!(
        told.len() == 2
            && told
                .iter()
                .all(|told| told.succeeded_at.is_some() && told.failed_at.is_none()),
        "{told:?}"
    );

    // Who wants to be forgotten is not told of any more.
    let gone = scored(&token, 0);
    server.post(std::slice::from_ref(&gone)).await?;
    server.settled(32).await?;
    let visitor = gone["visitor"].as_str().context("no visitor")?;
    site.tillside(&["erase", "--shop", SHOP, "--visitor", visitor])?;
    server.post(&[scored(&token, 3)]).await?;
    server.settled(33).await?;
    clock.step_to(3)?;
    let text = hook.text(4).await?;
    ensure!(
        text.contains("Score: 3 of 10") && !text.contains("Score: 0"),
        "{text}"
    );
    let metrics = server.metrics().await?;
    let sent = |kind| {
        metrics.sum(
            "tillside_notices_total",
            &[("kind", kind), ("result", "sent")],
        )
    };
    assert_eq!(sent("webhook"), 4.0);
    server.stop().await
}

async fn what_fails_is_tried_again_and_seen_beside_the_rule(mut site: Site) -> Result<()> {
    let clock = SteppedClock::of(&mut site)?;
    let (mailbox, hook) = (Mailbox::open().await?, Hook::open().await?);
    let server = server(&site, &mailbox, &[]).await?;
    let ada = administrator(&server).await?;
    let rule = json!({"at_most": 3, "webhook": hook.url()});
    let id = add(&ada, &server, &rule).await?.id;
    let told = async |wanted: fn(&Told) -> bool| {
        wait::until("how it went", || async {
            let told = notices(&ada, &server).await?.rules[0].told[0].clone();
            Ok(wanted(&told).then_some(told))
        })
        .await
    };
    hook.answer([500, 302].map(Answer::Status));
    server.post(&[scored(&server.token().await?, 2)]).await?;
    let first = told(|told| told.failed_at.is_some()).await?;
    assert_eq!(
        (first.failure.as_deref(), first.succeeded_at),
        (Some("refused 500"), None)
    );
    clock.step_to(1)?;
    told(|told| told.failure.as_deref() == Some("redirected")).await?;
    clock.step_to(2)?;
    let last = told(|told| told.succeeded_at.is_some()).await?;
    ensure!(last.succeeded_at > last.failed_at, "{last:?}");
    let texts = hook.texts();
    ensure!(
        texts.len() == 3 && texts.iter().all(|text| text == &texts[0]),
        "{texts:?}"
    );

    // A try goes at once, and says what went wrong.
    hook.answer([Answer::Status(404)]);
    let path = format!("/shops/{SHOP}/notices/{id}/try");
    let reply = ada.ask(&server, "POST", &path, &json!({}), &[]).await?;
    let tried: Vec<Told> = serde_json::from_slice(&reply.body)?;
    assert_eq!(tried[0].failure.as_deref(), Some("refused 404"));
    ensure!(hook.text(4).await?.contains("This is a try"));
    ensure!(!server.logs().iter().any(|line| line.contains("s3cr3tPath")));
    server.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_servers_one_tells_and_what_a_dead_one_had_begun_is_not_told_twice() -> Result<()> {
    let (redis, mailbox, hook) = (
        RedisServer::start().await?,
        Mailbox::open().await?,
        Hook::open().await?,
    );
    let mut site = Site::empty()?;
    site.postgres = Some(postgres_server::database()?);
    site.import_changed(|_| {})?;
    let clock = SteppedClock::of(&mut site)?;
    let mut second = Site::empty()?;
    second.postgres = site.postgres.clone();
    for (name, file) in site.variables() {
        second.set(name, file);
    }
    let url = redis.url();
    let (token, redis) = ("0123456789abcdef0123", ["--redis", url.as_str()]);
    let secret = site.data().join("secret");
    std::fs::write(&secret, token)?;
    site.set("TILLSIDE_TOKEN_SECRET_FILE", &secret);
    second.set("TILLSIDE_TOKEN_SECRET_FILE", &secret);
    let one = server(&site, &mailbox, &redis).await?;
    let other = server(&second, &mailbox, &redis).await?;
    let ada = administrator(&one).await?;
    let rule = json!({"at_most": 3, "people": [me(&ada, &one).await?], "webhook": hook.url()});
    add(&ada, &one, &rule).await?;
    let token = one.token().await?;
    for _ in 0..20 {
        one.post(&[scored(&token, 1)]).await?;
        other.post(&[scored(&token, 2)]).await?;
    }
    one.settled(40).await?;
    clock.step_to(1)?;
    // However they were put together: 40 answers, each told once to each.
    let n = |subject: &str| match subject.split_once("shop: ").map(|(_, rest)| rest) {
        Some("an answer for you") => Some(1),
        rest => rest?.split_once(" answers")?.0.parse::<u32>().ok(),
    };
    let subjects = || -> Result<[Vec<String>; 2]> {
        let letters = mailbox.letters_to(ADA)?;
        let firsts = hook.texts().into_iter();
        let firsts = firsts.map(|text| text.lines().next().unwrap_or_default().to_owned());
        Ok([
            letters.into_iter().map(|letter| letter.subject).collect(),
            firsts.collect(),
        ])
    };
    wait::until("40 answers told to each", || async {
        let mut all = Vec::new();
        for subjects in subjects()? {
            all.push(
                subjects
                    .iter()
                    .map(|subject| n(subject).unwrap_or(1_000))
                    .sum::<u32>(),
            );
        }
        ensure!(all.iter().all(|n| *n <= 40), "{all:?} were told");
        Ok((all == [40, 40]).then_some(()))
    })
    .await?;

    // The other one does not drain, so whoever claims is asked by the log of who was killed.
    let before = hook.texts().len();
    hook.answer([Answer::Silence]);
    clock.step_to(2)?;
    one.hold().await?;
    other.post(&[scored(&token, 0)]).await?;
    hook.text(before + 1).await?;
    other.kill().await?;
    one.go_on().await?;
    one.settled(41).await?;
    clock.step_to(3)?;
    let metrics = wait::until("what was interrupted", || async {
        let metrics = one.metrics().await?;
        let n = metrics.sum("tillside_notices_total", &[("result", "interrupted")]);
        Ok((n > 0.0).then_some(metrics))
    });
    metrics.await?;
    let told = notices(&ada, &one).await?.rules[0].told.clone();
    let of_hook = told
        .iter()
        .find(|told| told.receiver == "webhook")
        .context("no webhook")?;
    assert_eq!(of_hook.failure.as_deref(), Some("interrupted"));
    // What comes later is told again, and alone.
    one.post(&[scored(&token, 3)]).await?;
    one.settled(42).await?;
    clock.step_to(4)?;
    let text = hook.text(before + 2).await?;
    ensure!(
        text.starts_with("The tests' shop: an answer for you") && text.contains("Score: 3 of 10"),
        "{text}"
    );
    one.stop().await
}
