//! People of the console: the first one, signing in, passwords and what becomes of sessions.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::on_every_site;
use tillside_tests::people::{PASSWORD, administrator, code, member, sign_in};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site, files_with};

on_every_site!(
    an_operator_makes_the_first_person_and_only_that_one,
    a_new_password_ends_all_other_sessions,
    a_link_sets_a_new_password_once,
);

const NOTHING: &Value = &Value::Null;

async fn me(server: &Server, console: &Console) -> Result<Value> {
    let reply = console.ask(server, "GET", "/me", NOTHING, &[]).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    reply.json()
}

async fn is_out(server: &Server, console: &Console) -> Result<()> {
    let reply = console.ask(server, "GET", "/me", NOTHING, &[]).await?;
    reply.is_problem(401, "unauthorized")
}

async fn an_operator_makes_the_first_person_and_only_that_one(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let operator = server.console().await?;
    let told = me(&server, &operator).await?;
    let wanted = json!({"person": null, "administrator": true, "needs_setup": true, "lang": null});
    assert_eq!(told, wanted);
    let setup = json!({"name": " Ada ", "email": "Ada@Shop.Example", "password": PASSWORD});
    let reply = operator.ask(&server, "POST", "/setup", &setup, &[]).await?;
    assert_eq!(reply.status, 204, "{}", reply.text());
    let ada = Console::of(&reply)?;
    is_out(&server, &operator).await?;
    let told = me(&server, &ada).await?;
    let person = json!({"name": "Ada", "email": "ada@shop.example"});
    let wanted =
        json!({"person": person, "administrator": true, "needs_setup": false, "lang": null});
    assert_eq!(told, wanted);
    ada.results(&server).await?;

    server.stop().await?;
    let server = Server::start(&site, &[]).await?;
    let operator = server.console().await?;
    assert_eq!(me(&server, &operator).await?["needs_setup"], false);
    let again = operator.ask(&server, "POST", "/setup", &setup, &[]).await?;
    again.is_problem(409, "already_set_up")?;
    me(&server, &ada).await?;
    sign_in(&server, "ADA@shop.example ", PASSWORD).await?;
    server.stop().await
}

#[tokio::test]
async fn a_wrong_password_and_nobody_are_told_the_same() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    administrator(&server).await?;
    let nobody = Console::with("");
    let mut told = Vec::new();
    for (email, password) in [
        ("ada@shop.example", "correct horse batterz"),
        ("bob@shop.example", PASSWORD),
        ("no address", PASSWORD),
    ] {
        let body = json!({"email": email, "password": password});
        let reply = nobody.ask(&server, "POST", "/sign-in", &body, &[]).await?;
        reply.is_problem(401, "sign_in_failed")?;
        ensure!(reply.header("set-cookie").is_empty());
        told.push(reply.text());
    }
    assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
    for email in ["ada@shop.example", "bob@shop.example"] {
        let body = json!({"email": email});
        let reply = nobody.ask(&server, "POST", "/resets", &body, &[]).await?;
        assert_eq!((reply.status, reply.text().as_str()), (202, ""));
    }
    server.stop().await
}

#[tokio::test]
async fn what_a_person_cannot_be_is_said_with_its_place() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let operator = server.console().await?;
    let good = json!({"name": "Ada", "email": "ada@shop.example", "password": PASSWORD});
    for (at, value) in [
        ("name", json!(" ")),
        ("name", json!("n".repeat(101))),
        ("name", json!("Ada\u{7}")),
        ("email", json!("ada")),
        ("email", json!("ada@shop@example")),
        ("password", json!("123456789")),
        ("password", json!("p".repeat(201))),
        ("", json!(5)),
    ] {
        let mut body = good.clone();
        body[if at.is_empty() { "password" } else { at }] = value.clone();
        let reply = operator.ask(&server, "POST", "/setup", &body, &[]).await?;
        reply.is_problem(422, "invalid_input")?;
        assert_eq!(reply.json()?["problems"][0]["at"], at, "{value}");
    }
    let broken = operator.post(&server, "/console/api/setup", "{".to_owned());
    broken.await?.is_problem(400, "malformed_json")?;
    assert_eq!(me(&server, &operator).await?["needs_setup"], true);
    server.stop().await
}

async fn a_new_password_ends_all_other_sessions(site: Site) -> Result<()> {
    const NEW: &str = "a quite different one";
    let server = Server::start(&site, &[]).await?;
    let here = administrator(&server).await?;
    let there = sign_in(&server, "ada@shop.example", PASSWORD).await?;
    let change = async |old: &str, new: &str| {
        let body = json!({"old": old, "new": new});
        here.ask(&server, "PUT", "/me/password", &body, &[]).await
    };
    change("wrong password", NEW)
        .await?
        .is_problem(403, "wrong_password")?;
    change(PASSWORD, "short")
        .await?
        .is_problem(422, "invalid_input")?;
    me(&server, &there).await?;
    let reply = change(PASSWORD, NEW).await?;
    assert_eq!(reply.status, 204, "{}", reply.text());
    is_out(&server, &there).await?;
    is_out(&server, &here).await?;
    me(&server, &Console::of(&reply)?).await?;
    ensure!(
        sign_in(&server, "ada@shop.example", PASSWORD)
            .await
            .is_err()
    );
    sign_in(&server, "ada@shop.example", NEW).await?;
    server.stop().await
}

#[tokio::test]
async fn another_address_takes_the_password_and_must_be_free() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    member(&server, &ada, SHOP, "bob@shop.example", "editor").await?;
    let change = async |body: Value| ada.ask(&server, "PUT", "/me", &body, &[]).await;
    let mut body = json!({"name": "Ada B.", "email": "ada@shop.example", "lang": "ar"});
    let told = change(body.clone()).await?.json()?;
    assert_eq!(told["person"]["name"], "Ada B.");
    assert_eq!(told["lang"], "ar");
    assert_eq!(me(&server, &ada).await?, told);
    body["email"] = json!("ada@new.example");
    change(body.clone())
        .await?
        .is_problem(403, "wrong_password")?;
    body["password"] = json!(PASSWORD);
    body["email"] = json!("BOB@shop.example");
    change(body.clone()).await?.is_problem(409, "email_taken")?;
    body["lang"] = json!("no language");
    change(body.clone())
        .await?
        .is_problem(422, "invalid_input")?;
    body["lang"] = json!(null);
    body["email"] = json!("ada@new.example");
    assert_eq!(change(body).await?.status, 200);
    ensure!(
        sign_in(&server, "ada@shop.example", PASSWORD)
            .await
            .is_err()
    );
    sign_in(&server, "ada@new.example", PASSWORD).await?;
    server.stop().await
}

/// The link to a new password for somebody, by their address.
async fn reset_link(server: &Server, by: &Console, email: &str) -> Result<(u16, Value)> {
    let path = format!("/shops/{SHOP}/people");
    let people = by.ask(server, "GET", &path, NOTHING, &[]).await?.json()?;
    let mut people = people.as_array().into_iter().flatten();
    let person = people.find(|person| person["email"] == email);
    let id = person.and_then(|p| p["id"].as_str()).context("not there")?;
    let path = format!("{path}/{id}/reset-link");
    let reply = by.ask(server, "POST", &path, NOTHING, &[]).await?;
    Ok((reply.status, reply.json()?))
}

async fn a_link_sets_a_new_password_once(site: Site) -> Result<()> {
    const NEW: &str = "a quite different one";
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let owner = member(&server, &ada, SHOP, "olga@shop.example", "owner").await?;
    let editor = member(&server, &ada, SHOP, "emil@shop.example", "editor").await?;
    let page = format!("{}/console/reset?code=", server.base);
    let first = reset_link(&server, &owner, "emil@shop.example").await?;
    let second = reset_link(&server, &owner, "emil@shop.example").await?;
    assert_eq!((first.0, second.0), (201, 201));
    let nobody = Console::with("");
    let set = async |code: &str, password: &str| {
        let body = json!({"code": code, "password": password});
        nobody.ask(&server, "POST", "/reset", &body, &[]).await
    };
    // A second link is instead of the first one.
    let (first, second) = (code(&first.1, &page)?, code(&second.1, &page)?);
    set(&first, NEW).await?.is_problem(410, "expired_link")?;
    set("guess", NEW).await?.is_problem(410, "expired_link")?;
    set(&second, "short")
        .await?
        .is_problem(422, "invalid_input")?;
    me(&server, &editor).await?;
    assert_eq!(set(&second, NEW).await?.status, 204);
    is_out(&server, &editor).await?;
    set(&second, NEW).await?.is_problem(410, "expired_link")?;
    ensure!(
        sign_in(&server, "emil@shop.example", PASSWORD)
            .await
            .is_err()
    );
    sign_in(&server, "emil@shop.example", NEW).await?;
    server.stop().await
}

#[tokio::test]
async fn nobody_becomes_somebody_who_may_more_by_a_link() -> Result<()> {
    let site = Site::embedded()?;
    site.import_changed(|shop| shop["key"] = json!("pk_other"))?;
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let owner = member(&server, &ada, SHOP, "olga@shop.example", "owner").await?;
    let emil = member(&server, &ada, SHOP, "emil@shop.example", "editor").await?;
    for (console, shop, email) in [
        (&ada, SHOP, "ada@shop.example"),
        (&emil, "pk_other", "emil@shop.example"),
    ] {
        let code = tillside_tests::people::invite(&server, &ada, shop, email, "support").await?;
        let path = format!("/invitations/{code}");
        let reply = console.ask(&server, "POST", &path, &json!({}), &[]).await?;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let (status, told) = reset_link(&server, &owner, email).await?;
        assert_eq!((status, told["code"].as_str()), (403, Some("forbidden")));
        assert_eq!(reset_link(&server, &ada, email).await?.0, 201);
    }
    server.stop().await
}

#[tokio::test]
async fn passwords_and_codes_are_on_no_disk() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    member(&server, &ada, SHOP, "emil@shop.example", "editor").await?;
    let page = format!("{}/console/reset?code=", server.base);
    let link = reset_link(&server, &ada, "emil@shop.example").await?.1;
    let reset = code(&link, &page)?;
    let people = tillside_tests::people::invite(&server, &ada, SHOP, "new@shop.example", "owner");
    let invitation = people.await?;
    // What is looked for would be found.
    ensure!(!files_with(site.data(), b"emil@shop.example")?.is_empty());
    for secret in [PASSWORD, &reset, &invitation] {
        let found = files_with(site.data(), secret.as_bytes())?;
        ensure!(found.is_empty(), "{found:?}");
    }
    server.stop().await
}
