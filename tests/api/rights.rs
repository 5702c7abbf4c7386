//! Who may do what: every address of the console's API is tried with every role of its shop, with every role of another shop, with administrators, operators and nobody.

use actix_web::http::Method;
use anyhow::{Result, ensure};
use serde_json::json;
use survey::console::{Role, Somebody};
use tillside_server::console_api::routes::{Least, Row, TABLE};
use tillside_server::store::{Store, StoreError, access, now_ms, people, roles};
use tillside_tests::console::Console;
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

/// A shop beside the one that is asked about.
const OTHER: &str = "pk_other";

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    Operator,
    Administrator,
    /// A person with a role in a shop, of which it is told whether it is the one.
    Member(Role, bool),
}

fn everybody() -> Vec<Who> {
    let members = [true, false].into_iter().flat_map(|here| {
        let roles = Role::ALL.into_iter();
        roles.map(move |role| Who::Member(role, here))
    });
    let others = [Who::Nobody, Who::Operator, Who::Administrator];
    others.into_iter().chain(members).collect()
}

impl Who {
    /// Whether they may ask for what takes this.
    fn may(self, least: Least) -> bool {
        match (least, self) {
            (Least::Anybody, _) => true,
            (_, Who::Nobody) => false,
            (Least::SignedIn, _) => true,
            (Least::Operator, who) => who == Who::Operator,
            (Least::Person, who) => who != Who::Operator,
            (_, Who::Operator | Who::Administrator) => true,
            (Least::In(least), Who::Member(role, here)) => here && role >= least,
            (Least::FollowUp, Who::Member(role, here)) => here && role != Role::Analyst,
            (Least::Administrator, _) => false,
        }
    }

    /// What they are told otherwise. Who is not in a shop is not told whether there is one.
    fn refusal(self, least: Least) -> (u16, &'static str) {
        match (least, self) {
            (_, Who::Nobody) => (401, "unauthorized"),
            (Least::In(_) | Least::FollowUp, Who::Member(_, false)) => (404, "unknown_shop"),
            _ => (403, "forbidden"),
        }
    }

    /// Begins a session for them, each with a person of its own.
    fn session(self, store: &Store) -> Result<Console> {
        let (Who::Member(..) | Who::Administrator) = self else {
            let secret = match self {
                Who::Nobody => String::new(),
                _ => store.write_blocking(|tx| access::begin_session(tx, None, now_ms()))?,
            };
            return Ok(Console::with(&secret));
        };
        let email = format!("{self:?}@shop.example").to_lowercase();
        let secret = store.write_blocking(|tx| -> Result<_, StoreError> {
            let person = match people::by_email(tx, &email)? {
                Some((person, _)) => person,
                None => {
                    let who = Somebody {
                        name: "Somebody".to_owned(),
                        email: email.clone(),
                    };
                    let is_administrator = self == Who::Administrator;
                    let person = people::create(tx, &who, "none", is_administrator, 1)?;
                    if let Who::Member(role, here) = self {
                        let shop = if here { SHOP } else { OTHER };
                        roles::put(tx, shop, &person.id, role, 1)?;
                    }
                    person
                }
            };
            access::begin_session(tx, Some(&person.id), now_ms())
        })?;
        Ok(Console::with(&secret))
    }
}

/// Asks with a body that nothing can be done with, and about things that are not there.
async fn ask(server: &Server, who: &Console, row: &Row, headers: &[(&str, &str)]) -> Result<Reply> {
    let path = row
        .path
        .replace("{key}", SHOP)
        .replace("{prompt}", "why-not")
        .replace("{version}", "1")
        .replace("{pool}", "thanks")
        .replace("{id}", "00000000-0000-4000-8000-000000000000")
        .replace("{answer}", "00000000-0000-4000-8000-000000000000")
        .replace("{version}", "1")
        .replace("{code}", &"c".repeat(43));
    let body = match row.method {
        Method::GET | Method::DELETE => json!(null),
        _ => json!({}),
    };
    let method = row.method.as_str();
    who.ask(server, method, &path, &body, headers).await
}

async fn two_shops() -> Result<(Site, Server, Store)> {
    let site = Site::embedded()?;
    site.import_changed(|shop| shop["key"] = json!(OTHER))?;
    let server = Server::start(&site, &[]).await?;
    let store = Store::open(site.data())?;
    Ok((site, server, store))
}

#[tokio::test]
async fn every_address_lets_in_whom_it_may_and_nobody_else() -> Result<()> {
    let (_site, server, store) = two_shops().await?;
    ensure!(TABLE.len() > 20, "only {} addresses", TABLE.len());
    for row in TABLE {
        for who in everybody() {
            // A new one each time: some addresses end it.
            let session = who.session(&store)?;
            let reply = ask(&server, &session, row, &[]).await?;
            let what = format!("{} {} by {who:?}", row.method, row.path);
            if !who.may(row.least) {
                let (status, code) = who.refusal(row.least);
                let told = reply.is_problem(status, code);
                told.map_err(|error| error.context(what))?;
                continue;
            }
            let text = reply.text();
            let refused = ["\"unauthorized\"", "\"forbidden\"", "\"unknown_shop\""];
            let is_refused = refused.iter().any(|code| text.contains(code));
            ensure!(!is_refused && reply.status < 500, "{what}: {text}");
            // Of the shop itself everything is there to be read, but that nothing has a case.
            let absent = ["{id}", "{answer}"].map(|part| row.path.contains(part));
            let is_there = absent == [false; 2] && row.least != Least::Anybody;
            ensure!(
                row.method != Method::GET || !is_there || reply.status == 200,
                "{what}: {} {text}",
                reply.status
            );
        }
    }
    server.stop().await
}

#[tokio::test]
async fn no_page_of_another_site_changes_anything() -> Result<()> {
    let (_site, server, store) = two_shops().await?;
    let host = server.base.strip_prefix("http://").unwrap_or_default();
    let foreign: [&[(&str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", &server.base)],
        &[("origin", "https://shop.example")],
        &[("origin", "null")],
        &[("origin", "http://")],
        &[("origin", &format!("http://{host}.shop.example"))],
    ];
    let ours: [&[(&str, &str)]; 3] = [
        &[("sec-fetch-site", "same-origin"), ("origin", &server.base)],
        &[("sec-fetch-site", "none")],
        &[("origin", &server.base)],
    ];
    let changing = || TABLE.iter().filter(|row| row.method != Method::GET);
    for row in changing() {
        for headers in foreign {
            let session = Who::Operator.session(&store)?;
            let reply = ask(&server, &session, row, headers).await?;
            let told = reply.is_problem(403, "cross_site");
            told.map_err(|error| error.context(format!("{} {headers:?}", row.path)))?;
        }
        for headers in ours {
            let session = Who::Operator.session(&store)?;
            let reply = ask(&server, &session, row, headers).await?;
            ensure!(
                !reply.text().contains("cross_site"),
                "{} {headers:?}",
                row.path
            );
        }
    }
    ensure!(changing().count() > 10);
    // Reading is no harm: a page of another site is not shown the answer.
    let session = Who::Operator.session(&store)?;
    let headers = [("sec-fetch-site", "cross-site")];
    let reply = session.ask(&server, "GET", "/shops", &json!(null), &headers);
    let reply = reply.await?;
    ensure!(reply.status == 200 && reply.header("access-control-allow-origin").is_empty());
    server.stop().await
}

#[tokio::test]
async fn a_method_that_an_address_has_not_is_told_which_it_has() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let nobody = Console::with("");
    let reply = nobody
        .ask(&server, "DELETE", "/me", &json!(null), &[])
        .await?;
    reply.is_problem(405, "method_not_allowed")?;
    let allowed = reply.header("allow");
    ensure!(
        allowed.contains("GET") && allowed.contains("PUT"),
        "{allowed}"
    );
    server.stop().await
}
