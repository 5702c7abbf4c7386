//! What customers typed: searched, noted of, taken out of the numbers.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::results::words::{Marked, Words, WordsPage};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    words_are_found_in_any_script_with_where_they_stand,
    what_is_noted_of_an_answer_is_there_to_choose_by,
    a_test_is_in_no_number_until_it_is_brought_back,
);

async fn page(console: &Console, server: &Server, query: &[(&str, &str)]) -> Result<WordsPage> {
    let mut url =
        reqwest::Url::parse(&format!("{}/console/api/shops/{SHOP}/answers", server.base))?;
    url.query_pairs_mut().extend_pairs(query);
    let path = &url.as_str()[server.base.len()..];
    let reply = console.get(server, path).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    Ok(serde_json::from_slice(&reply.body)?)
}

fn texts(page: &WordsPage) -> Vec<&str> {
    let texts = page.answers.iter().flat_map(|words| &words.texts);
    texts.map(|spoken| spoken.text.as_str()).collect()
}

async fn words_are_found_in_any_script_with_where_they_stand(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    let mut at = tillside_tests::events::now() - 100_000;
    let mut say = |prompt: &str, values: Value| {
        let mut asked = Shopper::new(&token, "cart").asked(prompt);
        at += 1_000;
        asked.asked_at = at;
        let mut event = asked.answered(1, values);
        event["occurred_at"] = json!(at + 900);
        event
    };
    let typed = |text: &str| json!({"question": {"text": text}});
    let sent = [
        say("say-more", typed("The SHIPPING costs too much")),
        say(
            "why-not",
            json!({"question": {"choice": "other", "other": "送料が高い"}}),
        ),
        say("say-more", typed("Die Straße stimmt nicht, shipping?")),
        say(
            "how-likely",
            json!({"question": {"score": 3}, "follow_up": {"text": "Доставка долго"}}),
        ),
        say("say-more", typed("nothing else")),
    ];
    server.post(&sent).await?;
    server.settled(sent.len()).await?;
    let console = server.console().await?;
    let all = page(&console, &server, &[]).await?;
    assert_eq!(all.answers.len(), 5);
    assert_eq!(all.next, None);
    let found = page(&console, &server, &[("q", "shipping")]).await?;
    assert_eq!(
        texts(&found),
        [
            "Die Straße stimmt nicht, shipping?",
            "The SHIPPING costs too much"
        ]
    );
    assert_eq!(found.answers[0].texts[0].found, [(25, 33)]);
    assert_eq!(found.answers[1].texts[0].found, [(4, 12)]);
    for (sought, place) in [("送料", (0, 2)), ("доставка", (0, 8)), ("STRASSE", (4, 10))]
    {
        let found = page(&console, &server, &[("q", sought)]).await?;
        assert_eq!(found.answers.len(), 1, "{sought}");
        assert_eq!(found.answers[0].texts[0].found, [place], "{sought}");
    }
    assert_eq!(
        page(&console, &server, &[("q", "shipping nicht")])
            .await?
            .answers
            .len(),
        1
    );
    assert_eq!(
        page(&console, &server, &[("q", "%_")]).await?.answers.len(),
        0
    );

    // With what it belongs to, and by the filter of the numbers.
    let [low] = &page(&console, &server, &[("prompt", "how-likely")])
        .await?
        .answers[..]
    else {
        anyhow::bail!("one answer");
    };
    assert_eq!(
        (low.texts[0].from.as_str(), low.options[0].option.as_str()),
        ("follow_up", "3")
    );
    assert_eq!(
        (low.value, low.items, low.lang.as_str()),
        (Some(49.9), Some(2), "ar")
    );
    assert_eq!(low.page.as_deref(), Some("/ar/cart"));
    let other = page(
        &console,
        &server,
        &[("prompt", "why-not"), ("device", "phone")],
    )
    .await?;
    let label = other.answers[0].options[0]
        .label
        .as_ref()
        .context("a label")?;
    ensure!(label.contains_key("en"));
    let none = page(
        &console,
        &server,
        &[("prompt", "why-not"), ("device", "tablet")],
    )
    .await?;
    ensure!(none.answers.is_empty());
    for wrong in [
        ("version", "1"),
        ("prompt", "nobody"),
        ("before", "x"),
        ("starred", "yes"),
        ("colour", "red"),
    ] {
        let path = format!("/console/api/shops/{SHOP}/answers?{}={}", wrong.0, wrong.1);
        console
            .get(&server, &path)
            .await?
            .is_problem(422, "invalid_input")
            .context(wrong.0)?;
    }
    Ok(())
}

/// So many answers with words; returns how many were given.
async fn say(server: &Server, n: usize) -> Result<()> {
    let token = server.token().await?;
    let say = |n: usize| {
        let text = json!({"text": format!("word {n}")});
        Shopper::new(&token, "cart").answers("say-more", text)
    };
    for from in (0..n).step_by(20) {
        let sent: Vec<Value> = (from..n.min(from + 20)).map(say).collect();
        server.post(&sent).await?;
    }
    server.settled(n).await?;
    Ok(())
}

async fn note(
    console: &Console,
    server: &Server,
    words: &Words,
    what: &str,
    body: Value,
) -> Result<u16> {
    let path = format!("/console/api/shops/{SHOP}/answers/{}/{what}", words.answer);
    Ok(console.put(server, &path, body.to_string()).await?.status)
}

async fn what_is_noted_of_an_answer_is_there_to_choose_by(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    say(&server, 60).await?;
    let console = server.console().await?;
    let first = page(&console, &server, &[]).await?;
    assert_eq!(first.answers.len(), 50);
    let next = first.next.clone().context("there is more")?;
    let second = page(&console, &server, &[("before", &next)]).await?;
    assert_eq!((second.answers.len(), second.next), (10, None));
    let both = first.answers.iter().chain(&second.answers);
    let distinct: std::collections::BTreeSet<_> = both.map(|words| &words.answer).collect();
    assert_eq!(distinct.len(), 60);

    let (one, two) = (&first.answers[3], &first.answers[7]);
    assert_eq!(
        note(&console, &server, one, "star", json!({"starred": true})).await?,
        204
    );
    let tags = json!({"tags": [" price ", "送料", "price"]});
    assert_eq!(note(&console, &server, one, "tags", tags).await?, 204);
    assert_eq!(
        note(&console, &server, two, "tags", json!({"tags": ["price"]})).await?,
        204
    );
    for wrong in [
        json!({"tags": [""]}),
        json!({"tags": ["a\nb"]}),
        json!({"tags": "a"}),
    ] {
        assert_eq!(note(&console, &server, one, "tags", wrong).await?, 422);
    }
    let starred = page(&console, &server, &[("starred", "true")]).await?;
    assert_eq!(starred.answers.len(), 1);
    assert_eq!(starred.answers[0].answer, one.answer);
    assert_eq!(starred.answers[0].tags, ["price", "送料"]);
    let tags = starred.tags.iter().map(|one| (one.tag.as_str(), one.count));
    assert_eq!(tags.collect::<Vec<_>>(), [("price", 2), ("送料", 1)]);
    assert_eq!(
        page(&console, &server, &[("tag", "price")])
            .await?
            .answers
            .len(),
        2
    );
    let both = page(&console, &server, &[("tag", "price"), ("starred", "true")]).await?;
    assert_eq!(both.answers.len(), 1);
    assert_eq!(
        note(&console, &server, one, "star", json!({"starred": false})).await?,
        204
    );
    ensure!(
        page(&console, &server, &[("starred", "true")])
            .await?
            .answers
            .is_empty()
    );
    // Whoever left an address may have typed nothing.
    let shopper = Shopper::new(&server.token().await?, "cart");
    let wish = json!({"contact": {"email": "jo@mail.example"}});
    server.post(&[shopper.answers("call-me", wish)]).await?;
    server.settled(61).await?;
    let left = page(&console, &server, &[("contact", "true")]).await?;
    let [left] = &left.answers[..] else {
        anyhow::bail!("one answer: {left:?}");
    };
    ensure!(left.has_contact && left.prompt == "call-me" && left.texts.is_empty());
    ensure!(!serde_json::to_string(left)?.contains("jo@mail"));
    ensure!(!first.answers.iter().any(|one| one.has_contact));
    let nobody = Words {
        answer: tillside_tests::events::id(),
        ..one.clone()
    };
    assert_eq!(
        note(&console, &server, &nobody, "star", json!({"starred": true})).await?,
        404
    );
    Ok(())
}

async fn a_test_is_in_no_number_until_it_is_brought_back(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    say(&server, 3).await?;
    let console = server.console().await?;
    let answered =
        || async { Ok::<_, anyhow::Error>(console.prompt(&server, "say-more", 1).await?.answered) };
    assert_eq!(answered().await?, 3);
    let words = page(&console, &server, &[]).await?.answers.remove(1);
    let path = format!("/console/api/shops/{SHOP}/answers/{}/test", words.answer);
    let mark = |test: bool| {
        console.put(
            &server,
            &path,
            json!({"test": test, "visitor": true}).to_string(),
        )
    };
    let marked: Marked = serde_json::from_slice(&mark(true).await?.body)?;
    assert_eq!((marked.askings, answered().await?), (1, 2));
    assert_eq!(page(&console, &server, &[]).await?.answers.len(), 2);
    let csv = format!("/console/api/shops/{SHOP}/prompts/say-more/export.csv");
    assert_eq!(console.get(&server, &csv).await?.text().lines().count(), 3);
    let tests = page(&console, &server, &[("test", "true")]).await?;
    assert_eq!(tests.answers.len(), 1);
    ensure!(tests.answers[0].test && tests.answers[0].answer == words.answer);
    let history = console
        .get(&server, &format!("/console/api/shops/{SHOP}/history"))
        .await?;
    assert_eq!(history.json()?["entries"][0]["what"], "answer.marked");
    assert_eq!(mark(false).await?.status, 200);
    assert_eq!(answered().await?, 3);
    Ok(())
}
