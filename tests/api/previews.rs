//! Drafts on the shop's own page: who may make a preview, what it shows, and that nothing of it counts.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use uuid::Uuid;

const PREVIEWS: &str = "/console/api/shops/pk_tests/previews";

/// A draft that, published, would be asked of hardly anybody.
fn draft() -> Value {
    json!({
        "state": "draft", "id": "brand-new", "version": 1, "steps": ["checkout"],
        "placement": {"inline": "#slot"},
        "question": {"kind": "text", "text": {"en": "Which draft is this?", "ar": "ما الذي ينقص؟"}},
        "trigger": {"scroll": 100}, "targeting": [{"added_to_cart": true}],
        "sampling": 0, "cap": {"times": 1}, "schedule": {"until": 5},
        "experiment": {"id": "e", "holdout": 10_000},
    })
}

async fn previewed(server: &Server, console: &Console, draft: &Value) -> Result<Value> {
    let reply = console.post(server, PREVIEWS, draft.to_string()).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.json()
}

async fn opened(server: &Server, shop: &str, lang: &str, token: &str) -> Result<Reply> {
    let path = format!("/v1/shops/{shop}/book?lang={lang}&step=cart&preview={token}");
    server.get(&path, &[]).await
}

#[tokio::test]
async fn a_preview_is_the_draft_alone_at_once_in_the_languages_and_looks_of_the_shop() -> Result<()>
{
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let made = previewed(&server, &server.console().await?, &draft()).await?;
    let token = made["token"].as_str().context("no token")?;
    assert_eq!(
        made["url"],
        format!("http://shop.example/#tillside=preview:{token}")
    );
    let reply = opened(&server, SHOP, "ar-EG", token).await?;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let (book, usual) = (reply.json()?, server.book("?lang=ar").await?);
    for same in ["v", "shop", "version", "lang", "dir", "theme", "strings"] {
        assert_eq!(book[same], usual[same], "{same}");
    }
    assert_eq!(
        (&book["preview"], &book["token"]),
        (&true.into(), &"".into())
    );
    let [prompt] = book["prompts"].as_array().map_or(&[][..], Vec::as_slice) else {
        anyhow::bail!("not one prompt: {book}");
    };
    assert_eq!(prompt["question"]["text"], json!({"ar": "ما الذي ينقص؟"}));
    assert_eq!(prompt["placement"], draft()["placement"]);
    assert_eq!(prompt["trigger"], json!({"time": 0}));
    assert_eq!(
        (&prompt["steps"], &prompt["version"]),
        (&json!([]), &0.into())
    );
    assert_eq!(
        prompt["cap"],
        json!({"times": 0, "every_days": 0, "until_answered": false})
    );
    assert_eq!(prompt["experiment"]["holdout"], 0);
    for without in ["targeting", "sampling", "schedule"] {
        assert_eq!(prompt[without], Value::Null, "{without}");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_of_a_preview_is_accepted_as_an_event() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let said = json!({"text": "of a preview"});
    let refusals = |token: String, prompt: &str, version: u32| {
        let mut asked = Shopper::new(&token, "cart").asked(prompt);
        asked.version = version;
        let mut answered = asked.answered(1, json!({"question": said.clone()}));
        if token.is_empty() {
            answered["token"] = Value::Null;
        }
        [asked.shown(), answered]
    };
    // A new prompt, and a new wording of one that is live.
    for id in ["brand-new", "say-more"] {
        let mut draft = draft();
        draft["id"] = id.into();
        let made = previewed(&server, &console, &draft).await?;
        let token = made["token"].as_str().context("no token")?.to_owned();
        let book = opened(&server, SHOP, "en", &token).await?.json()?;
        let version = book["prompts"][0]["version"].as_u64().context("none")?;
        let version = u32::try_from(version)?;
        // With the preview's token, with the book's, and with one taken from elsewhere.
        for token in [token, String::new(), server.token().await?] {
            for fate in server.post(&refusals(token, id, version)).await? {
                let known = ["foreign_token", "missing_token", "unknown_prompt"];
                let known = known.contains(&fate.as_str()) || fate == "unknown_version";
                ensure!(known, "{id}: {fate}");
            }
        }
    }
    let metrics = server.settled(0).await?;
    assert_eq!(metrics.sum("tillside_fates_total", &[]), 0.0);
    ensure!(site.files_with(b"of a preview")?.is_empty());
    ensure!(site.files_with(b"Which draft is this?")?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_preview_of_another_shop_or_server_and_a_bent_one_are_refused() -> Result<()> {
    let site = Site::embedded()?;
    site.import_changed(|shop| shop["key"] = "pk_other".into())?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let made = previewed(&server, &console, &draft()).await?;
    let token = made["token"].as_str().context("no token")?;
    let other = Site::embedded()?;
    let other = Server::start(&other, &[]).await?;
    let elsewhere = opened(&other, SHOP, "en", token).await?;
    elsewhere.is_problem(403, "foreign_preview")?;
    let foreign = opened(&server, "pk_other", "en", token).await?;
    foreign.is_problem(403, "foreign_preview")?;
    for bent in ["", "a.b.c.d", &token[1..], &server.token().await?] {
        let reply = opened(&server, SHOP, "en", bent).await?;
        reply.is_problem(403, "foreign_preview")?;
    }
    let unknown = opened(&server, "pk_nobody", "en", token).await?;
    unknown.is_problem(404, "unknown_shop")
}

#[tokio::test]
async fn a_preview_that_is_over_is_refused_by_a_code_of_its_own() -> Result<()> {
    use tillside_server::{preview, token::TokenKeys};
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    // The same secret, a quarter of an hour ago.
    let keys = TokenKeys::load(None, site.data())?;
    let prompt = serde_json::from_value(draft())?;
    let prompt = survey::prompt::Prompt::decode(&prompt).map_err(|e| anyhow::anyhow!("{e}"))?;
    let then = tillside_tests::events::now() - preview::LIFE;
    let token = preview::seal(&keys, SHOP, &prompt, then).context("too long")?;
    let reply = opened(&server, SHOP, "en", &token).await?;
    reply.is_problem(410, "expired_preview")
}

#[tokio::test]
async fn drafts_are_checked_as_an_import_checks_them() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let refused = |body: String| {
        let (console, server) = (&console, &server);
        async move { console.post(server, PREVIEWS, body).await }
    };
    let changed = |path: &str, value: Value| {
        let mut draft = draft();
        if let Some(place) = draft.pointer_mut(path) {
            *place = value;
        }
        draft.to_string()
    };
    refused("{".to_owned())
        .await?
        .is_problem(400, "malformed_json")?;
    for (body, place) in [
        (changed("/question/kind", "oracle".into()), "question"),
        (changed("/trigger", json!({"moon": 1})), "trigger.moon: "),
        (changed("/id", "No Such Id".into()), "id: "),
        ("[]".to_owned(), "id: is missing"),
    ] {
        let reply = refused(body).await?;
        reply.is_problem(422, "invalid_prompt")?;
        let detail = reply.json()?["detail"].as_str().unwrap_or("").to_owned();
        ensure!(detail.starts_with(place), "{detail}");
    }
    let mut long = draft();
    let noise = || (0..50).map(|_| Uuid::new_v4().to_string());
    let reply = || json!({"text": {"en": noise().collect::<String>()}});
    long["replies"] = (0..5).map(|_| reply()).collect();
    refused(long.to_string())
        .await?
        .is_problem(413, "preview_too_large")?;
    let nobody = console.post(
        &server,
        "/console/api/shops/pk_nobody/previews",
        draft().to_string(),
    );
    nobody.await?.is_problem(404, "unknown_shop")?;
    let stranger = server.send(|client, base| {
        client
            .post(format!("{base}{PREVIEWS}"))
            .body(draft().to_string())
    });
    stranger.await?.is_problem(401, "unauthorized")
}

#[tokio::test]
async fn the_address_of_a_preview_is_a_page_of_the_shop() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let with_url = |url: &str| {
        let mut draft = draft();
        draft["url"] = url.into();
        draft
    };
    let made = previewed(
        &server,
        &console,
        &with_url("http://shop.example/cart?a=1#top"),
    )
    .await?;
    let url = made["url"].as_str().unwrap_or("");
    ensure!(
        url.starts_with("http://shop.example/cart?a=1#tillside=preview:"),
        "{url}"
    );
    for (url, status, code) in [
        ("/cart", 400, "invalid_request"),
        ("javascript:alert(1)", 400, "invalid_request"),
        ("https://evil.example/", 403, "origin_not_allowed"),
        (
            "http://shop.example\\@evil.example/",
            400,
            "invalid_request",
        ),
    ] {
        let reply = console
            .post(&server, PREVIEWS, with_url(url).to_string())
            .await?;
        reply.is_problem(status, code)?;
    }
    Ok(())
}
