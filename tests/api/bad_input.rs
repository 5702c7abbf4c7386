//! Input that no honest browser sends: each is refused with its own code, and nothing of it is kept.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::events::{Shopper, batch, id, now};
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::{ORIGIN, SHOP, Site};

on_both_queues!(a_bad_event_is_refused_with_its_code_and_leaves_no_trace);
on_both_queues!(a_bad_batch_is_refused_with_its_code_and_leaves_no_trace);

async fn a_bad_event_is_refused_with_its_code_and_leaves_no_trace(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let bad = bad_events(&shopper);
    // One by one, and all in one batch: the code must be the same.
    for (event, code) in &bad {
        let fates = server.post(std::slice::from_ref(event)).await?;
        ensure!(fates == [*code], "wanted {code}, got {fates:?} for {event}");
    }
    let all: Vec<Value> = bad.iter().map(|(event, _)| event.clone()).collect();
    let codes: Vec<&str> = bad.iter().map(|(_, code)| *code).collect();
    assert_eq!(server.post(&all).await?, codes);
    nothing_was_kept(&server).await
}

/// Events with one thing wrong each, and the code for it.
fn bad_events(shopper: &Shopper) -> Vec<(Value, &'static str)> {
    let good = || shopper.answers("why-not", json!({"choice": "price"}));
    let with = |path: &str, value: Value| {
        let mut event = good();
        if let Some(place) = event.pointer_mut(path) {
            *place = value;
        }
        event
    };
    let without = |name: &str| {
        let mut event = good();
        event.as_object_mut().map(|members| members.remove(name));
        event
    };
    let says = |prompt: &str, value: Value| shopper.answers(prompt, value);
    let foreign = {
        let mut parts: Vec<&str> = shopper.token.split('.').collect();
        parts.pop();
        let forged = format!("{}.{}", parts.join("."), "A".repeat(43));
        with("/token", json!(forged))
    };
    let follow_up = {
        let asked = shopper.asked("how-likely");
        let values = json!({"question": {"score": 8}, "follow_up": {"text": "no follow-up at 8"}});
        asked.answered(1, values)
    };
    vec![
        (with("/id", json!("not-a-uuid")), "invalid_event_id"),
        (with("/id", json!(7)), "invalid_event_id"),
        (without("id"), "invalid_event_id"),
        (without("token"), "missing_token"),
        (with("/token", json!("garbage")), "foreign_token"),
        (with("/token", json!("")), "foreign_token"),
        (foreign, "foreign_token"),
        (with("/type", json!("bought")), "invalid_event"),
        (without("type"), "invalid_event"),
        (with("/occurred_at", json!("yesterday")), "invalid_event"),
        (with("/answer", json!("1")), "invalid_event"),
        (with("/seq", json!(-1)), "invalid_event"),
        (with("/visitor", json!("Jane Doe")), "invalid_event"),
        (without("values"), "invalid_event"),
        (json!("no object"), "invalid_event_id"),
        (json!({}), "invalid_event_id"),
        (with("/prompt", json!("never-heard-of")), "unknown_prompt"),
        (with("/prompt", json!("not-yet")), "unknown_prompt"),
        (with("/version", json!(2)), "unknown_version"),
        (with("/version", json!(0)), "unknown_version"),
        (without("context"), "invalid_context"),
        (with("/context/device", json!("fridge")), "invalid_context"),
        (with("/context/lang", json!(7)), "invalid_context"),
        (
            says("how-likely", json!({"score": 11})),
            "score_out_of_range",
        ),
        (
            says("how-likely", json!({"score": -1})),
            "score_out_of_range",
        ),
        (says("how-happy", json!({"score": 6})), "score_out_of_range"),
        (says("how-happy", json!({"score": 0})), "score_out_of_range"),
        (says("how-easy", json!({"score": 8})), "score_out_of_range"),
        (
            says("why-not", json!({"choice": "weather"})),
            "choice_not_offered",
        ),
        (
            says("what-else", json!({"choices": ["sizes", "weather"]})),
            "choice_not_offered",
        ),
        (
            says("what-else", json!({"choices": ["sizes", "sizes"]})),
            "choice_not_offered",
        ),
        (says("why-not", json!({"score": 3})), "wrong_kind"),
        (says("found-it", json!({"text": "yes"})), "wrong_kind"),
        (
            says("why-not", json!({"choice": "price", "other": "and more"})),
            "wrong_kind",
        ),
        (follow_up, "wrong_kind"),
        (says("say-more", json!({"text": ""})), "empty_answer"),
        (
            says("say-more", json!({"text": " \n\u{a0}"})),
            "empty_answer",
        ),
        (says("what-else", json!({"choices": []})), "empty_answer"),
        (
            says("say-more", json!({"text": "é".repeat(2_001)})),
            "text_too_long",
        ),
        (
            says(
                "why-not",
                json!({"choice": "other", "other": "é".repeat(501)}),
            ),
            "text_too_long",
        ),
        (
            says("call-me", json!({"contact": {"email": "nowhere"}})),
            "invalid_contact",
        ),
        (
            says("call-me", json!({"contact": {"phone": "12"}})),
            "invalid_contact",
        ),
    ]
}

async fn a_bad_batch_is_refused_with_its_code_and_leaves_no_trace(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let good = shopper.answers("why-not", json!({"choice": "price"}));
    let long = shopper.answers("say-more", json!({"text": "a".repeat(1_000_000)}));
    let full = batch(std::slice::from_ref(&good)).to_string();
    let mut no_utf8 = full.clone().into_bytes();
    let at = full.find("price").context("the batch says no price")?;
    no_utf8[at] = 0xff;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_event = format!(r#"{{"v":1,"sent_at":{},"events":[{deep}]}}"#, now());
    let tiny = json!({"v": 1, "sent_at": now(), "events": vec![1; 10_000]});
    let bad: Vec<(Vec<u8>, u16, &str)> = vec![
        (b"".to_vec(), 400, "malformed_json"),
        (full[..full.len() - 1].into(), 400, "malformed_json"),
        (format!("{full}!").into(), 400, "malformed_json"),
        (no_utf8, 400, "malformed_json"),
        (deep.into(), 400, "malformed_json"),
        (deep_event.into(), 400, "malformed_json"),
        (b"[]".to_vec(), 400, "invalid_batch"),
        (b"null".to_vec(), 400, "invalid_batch"),
        (
            json!({"v": 1, "sent_at": now()}).to_string().into(),
            400,
            "invalid_batch",
        ),
        (
            json!({"v": 1, "sent_at": now(), "events": []})
                .to_string()
                .into(),
            400,
            "invalid_batch",
        ),
        (
            json!({"v": 1, "events": [good]}).to_string().into(),
            400,
            "invalid_batch",
        ),
        (
            json!({"v": 2, "sent_at": now(), "events": [good]})
                .to_string()
                .into(),
            400,
            "unsupported_version",
        ),
        (
            batch(&vec![good.clone(); 101]).to_string().into(),
            413,
            "too_many_events",
        ),
        (tiny.to_string().into(), 413, "too_many_events"),
        (
            batch(&vec![good.clone(); 10_000]).to_string().into(),
            413,
            "body_too_large",
        ),
        (batch(&[long]).to_string().into(), 413, "body_too_large"),
    ];
    for (body, status, code) in bad {
        let start = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let reply = server.post_raw(body).await?;
        reply.is_problem(status, code).with_context(|| start)?;
    }
    for (shop, origin, kind, status, code) in [
        ("pk_unknown", ORIGIN, "text/plain", 404, "unknown_shop"),
        (
            SHOP,
            "https://evil.example",
            "text/plain",
            403,
            "origin_not_allowed",
        ),
        (SHOP, "null", "text/plain", 403, "origin_not_allowed"),
        (
            SHOP,
            "http://evilshop.example",
            "text/plain",
            403,
            "origin_not_allowed",
        ),
        (
            SHOP,
            ORIGIN,
            "application/xml",
            415,
            "unsupported_media_type",
        ),
        (
            SHOP,
            ORIGIN,
            "multipart/form-data",
            415,
            "unsupported_media_type",
        ),
    ] {
        let reply = server.send(|client, base| {
            let url = format!("{base}/v1/shops/{shop}/events");
            let request = client
                .post(url)
                .header("origin", origin)
                .header("content-type", kind);
            request.body(full.clone())
        });
        reply.await?.is_problem(status, code)?;
    }
    nothing_was_kept(&server).await
}

#[tokio::test]
async fn a_token_of_another_server_is_foreign_here() -> Result<()> {
    let (here, there) = (Site::embedded()?, Site::embedded()?);
    let server = Server::start(&here, &[]).await?;
    let other = Server::start(&there, &[]).await?;
    let shopper = Shopper::new(&other.token().await?, "cart");
    let event = shopper.answers("why-not", json!({"choice": "price"}));
    assert_eq!(
        other.post(std::slice::from_ref(&event)).await?,
        ["accepted"]
    );
    assert_eq!(server.post(&[event]).await?, ["foreign_token"]);
    Ok(())
}

#[tokio::test]
async fn a_refusal_says_where_the_fault_is_and_never_what_was_typed() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let shopper = Shopper::new(&server.token().await?, "cart");
    let secret = "jane.doe@mail.example";
    let mut event = shopper.answers("why-not", json!({"choice": secret, "other": secret}));
    event["id"] = json!(id());
    let reply = server.post_raw(batch(&[event]).to_string()).await?;
    let result = &reply.json()?["results"][0];
    assert_eq!(result["retryable"], false);
    let detail = result["detail"].as_str().unwrap_or("");
    ensure!(
        !detail.is_empty() && !reply.text().contains(secret),
        "{}",
        reply.text()
    );
    Ok(())
}

/// No event reached the queue or the store, and no prompt has an answer.
async fn nothing_was_kept(server: &Server) -> Result<()> {
    let metrics = server.metrics().await?;
    assert_eq!(metrics.accepted(), 0.0);
    server.settled(0).await?;
    let results = server.console().await?.results(server).await?;
    ensure!(!results.prompts.is_empty(), "the shop has no prompts");
    for prompt in results.prompts {
        let sum = prompt.shown + prompt.withheld + prompt.answered + prompt.dismissed;
        ensure!(sum == 0 && prompt.verbatims.is_empty(), "{prompt:?}");
    }
    Ok(())
}
