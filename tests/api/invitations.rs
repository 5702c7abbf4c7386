//! Inviting people into a shop, what they may then, and the history of it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::console::Console;
use tillside_tests::on_every_site;
use tillside_tests::people::{PASSWORD, administrator, invite, member};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    somebody_new_takes_an_invitation_up_once,
    a_person_takes_an_invitation_up_as_nobody_else,
    the_last_owner_stays,
);

const NOTHING: &Value = &Value::Null;

async fn get(server: &Server, by: &Console, path: &str) -> Result<Value> {
    let reply = by.ask(server, "GET", path, NOTHING, &[]).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    reply.json()
}

async fn accept(server: &Server, by: &Console, code: &str, body: Value) -> Result<Reply> {
    let path = format!("/invitations/{code}");
    by.ask(server, "POST", &path, &body, &[]).await
}

async fn somebody_new_takes_an_invitation_up_once(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let (ada, nobody) = (administrator(&server).await?, Console::with(""));
    let first = invite(&server, &ada, SHOP, "emil@shop.example", "owner").await?;
    let code = invite(&server, &ada, SHOP, "Emil@shop.example", "editor").await?;
    let path = format!("/invitations/{code}");
    let told = get(&server, &nobody, &path).await?;
    let shop = get(&server, &ada, "/shops").await?[0]["name"].clone();
    let wanted =
        json!({"shop": shop, "role": "editor", "email": "emil@shop.example", "has_account": false});
    assert_eq!(told, wanted);
    let open = get(&server, &ada, &format!("/shops/{SHOP}/invitations")).await?;
    assert_eq!(open.as_array().map(Vec::len), Some(1), "{open}");
    assert_eq!(open[0]["email"], "emil@shop.example");

    let good = json!({"name": "Emil", "password": PASSWORD});
    let second = accept(&server, &nobody, &first, good.clone()).await?;
    second.is_problem(410, "expired_link")?;
    let nameless = accept(&server, &nobody, &code, json!({"password": PASSWORD})).await?;
    nameless.is_problem(422, "invalid_input")?;
    let short = json!({"name": "Emil", "password": "short"});
    accept(&server, &nobody, &code, short)
        .await?
        .is_problem(422, "invalid_input")?;
    let reply = accept(&server, &nobody, &code, good.clone()).await?;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        reply.json()?,
        json!({"key": SHOP, "name": shop, "role": "editor"})
    );
    let emil = Console::of(&reply)?;
    accept(&server, &nobody, &code, good)
        .await?
        .is_problem(410, "expired_link")?;
    let looked = nobody.ask(&server, "GET", &path, NOTHING, &[]).await?;
    looked.is_problem(410, "expired_link")?;
    assert_eq!(
        get(&server, &emil, "/shops").await?,
        json!([{"key": SHOP, "name": shop, "role": "editor"}])
    );
    emil.results(&server).await?;
    let again = json!({"email": "emil@shop.example", "role": "owner"});
    let invitations = format!("/shops/{SHOP}/invitations");
    let again = ada.ask(&server, "POST", &invitations, &again, &[]).await?;
    again.is_problem(409, "already_member")?;
    server.stop().await
}

async fn a_person_takes_an_invitation_up_as_nobody_else(site: Site) -> Result<()> {
    site.import_changed(|shop| shop["key"] = json!("pk_other"))?;
    let server = Server::start(&site, &[]).await?;
    let (ada, nobody) = (administrator(&server).await?, Console::with(""));
    let emil = member(&server, &ada, SHOP, "emil@shop.example", "editor").await?;
    let olga = member(&server, &ada, SHOP, "olga@shop.example", "owner").await?;
    let code = invite(&server, &ada, "pk_other", "emil@shop.example", "analyst").await?;
    let told = get(&server, &nobody, &format!("/invitations/{code}")).await?;
    assert_eq!(told["has_account"], true);
    let taken = json!({"name": "Emil", "password": "somebody else's one"});
    for console in [&nobody, &olga, &ada] {
        let reply = accept(&server, console, &code, taken.clone()).await?;
        reply.is_problem(401, "unauthorized")?;
    }
    let reply = accept(&server, &emil, &code, json!({})).await?;
    assert_eq!(reply.json()?["role"], "analyst");
    ensure!(reply.header("set-cookie").is_empty(), "the session went on");
    let shops = get(&server, &emil, "/shops").await?;
    assert_eq!(shops.as_array().map(Vec::len), Some(2), "{shops}");
    // What was withdrawn opens nothing.
    let code = invite(&server, &olga, SHOP, "anna@shop.example", "owner").await?;
    let path = format!("/shops/{SHOP}/invitations");
    let id = get(&server, &olga, &path).await?[0]["id"].clone();
    let path = format!("{path}/{}", id.as_str().context("no id")?);
    for status in [204, 404] {
        let reply = olga.ask(&server, "DELETE", &path, NOTHING, &[]).await?;
        assert_eq!(reply.status, status);
    }
    let reply = accept(&server, &nobody, &code, taken).await?;
    reply.is_problem(410, "expired_link")?;
    server.stop().await
}

/// Where somebody of a list of people is changed.
fn member_path(people: &Value, email: &str) -> Result<String> {
    let mut all = people.as_array().into_iter().flatten();
    let person = all.find(|one| one["email"] == email);
    let id = person.and_then(|one| one["id"].as_str());
    let id = id.context("is not listed")?;
    Ok(format!("/shops/{SHOP}/people/{id}"))
}

async fn the_last_owner_stays(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let ada = administrator(&server).await?;
    let olga = member(&server, &ada, SHOP, "olga@shop.example", "owner").await?;
    let emil = member(&server, &olga, SHOP, "emil@shop.example", "editor").await?;
    let people = format!("/shops/{SHOP}/people");
    let listed = get(&server, &olga, &people).await?;
    let change = async |email: &str, role: &str| {
        let body = json!({"role": role});
        olga.ask(&server, "PUT", &member_path(&listed, email)?, &body, &[])
            .await
    };
    change("olga@shop.example", "editor")
        .await?
        .is_problem(409, "last_owner")?;
    let of_olga = member_path(&listed, "olga@shop.example")?;
    for console in [&olga, &ada] {
        let gone = console.ask(&server, "DELETE", &of_olga, NOTHING, &[]);
        gone.await?.is_problem(409, "last_owner")?;
    }
    change("emil@shop.example", "king")
        .await?
        .is_problem(422, "invalid_input")?;
    assert_eq!(change("emil@shop.example", "owner").await?.status, 204);
    // It counts at once, in the session that there is.
    get(&server, &emil, &people).await?;
    let gone = olga.ask(&server, "DELETE", &of_olga, NOTHING, &[]);
    assert_eq!(gone.await?.status, 204);
    assert_eq!(get(&server, &olga, "/shops").await?, json!([]));
    let asked = olga.ask(&server, "GET", &people, NOTHING, &[]).await?;
    asked.is_problem(404, "unknown_shop")?;

    let history = get(&server, &emil, &format!("/shops/{SHOP}/history")).await?;
    let entries = history["entries"].as_array().context("no list")?;
    let line = |entry: &Value| {
        let texts = [
            &entry["who"]["email"],
            &entry["what"],
            &entry["about"],
            &entry["before"]["role"],
            &entry["after"]["role"],
        ];
        let words = texts.map(|text| text.as_str().unwrap_or("-").replace("@shop.example", ""));
        words.join(" ")
    };
    let lines: Vec<String> = entries.iter().map(line).collect();
    let wanted = [
        "olga person.removed olga owner -",
        "olga person.role_changed emil editor owner",
        "emil person.joined emil - editor",
        "olga person.invited emil - editor",
        "olga person.joined olga - owner",
        "ada person.invited olga - owner",
        "- shop.imported pk_tests - -",
    ];
    assert_eq!(lines, wanted);
    let before = entries[1]["id"].as_i64().context("no number")?;
    let path = format!("/shops/{SHOP}/history?before={before}");
    let page = get(&server, &emil, &path).await?;
    assert_eq!(
        page["entries"].as_array().map(Vec::as_slice),
        Some(&entries[2..])
    );
    server.stop().await
}
