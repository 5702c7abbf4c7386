//! E-mail: what is sent to whom, and that without it everything works by hand.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tillside_tests::console::Console;
use tillside_tests::mailbox::Mailbox;
use tillside_tests::people::{PASSWORD, administrator, sign_in};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

const PUBLIC: &str = "https://collector.example";

async fn server(site: &Site, smtp: &str) -> Result<Server> {
    let mail = [
        "--smtp",
        smtp,
        "--smtp-from",
        "Tillside <till@shop.example>",
    ];
    let public = ["--public-url", PUBLIC];
    Server::start(site, &[mail.as_slice(), &public].concat()).await
}

/// The code behind a page's address in a mail.
fn code(mail: &str, page: &str) -> Result<String> {
    let start = format!("{PUBLIC}/console/{page}?code=");
    let (_, rest) = mail.split_once(&start).with_context(|| mail.to_owned())?;
    Ok(rest
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned())
}

#[tokio::test]
async fn invitations_and_links_to_a_new_password_are_sent() -> Result<()> {
    let (site, mailbox) = (Site::embedded()?, Mailbox::open().await?);
    let server = server(&site, &mailbox.url()).await?;
    let (ada, nobody) = (administrator(&server).await?, Console::with(""));
    let body = json!({"email": "emil@shop.example", "role": "editor"});
    let path = format!("/shops/{SHOP}/invitations");
    let told = ada.ask(&server, "POST", &path, &body, &[]).await?.json()?;
    assert_eq!(told["sent"], true);
    let mail = mailbox.mail_to("emil@shop.example").await?;
    ensure!(
        mail.contains("From: Tillside <till@shop.example>"),
        "{mail}"
    );
    ensure!(mail.contains("Ada Admin"), "{mail}");
    let invitation = code(&mail, "invitation")?;
    ensure!(
        told["url"]
            .as_str()
            .is_some_and(|url| url.ends_with(&invitation))
    );
    let path = format!("/invitations/{invitation}");
    let body = json!({"name": "Emil", "password": PASSWORD});
    let joined = nobody.ask(&server, "POST", &path, &body, &[]).await?;
    assert_eq!(joined.status, 200);

    for email in ["nobody@shop.example", "Ada@shop.example"] {
        let body = json!({"email": email});
        let headers = [("host", "evil.example")];
        let reply = nobody
            .ask(&server, "POST", "/resets", &body, &headers)
            .await?;
        assert_eq!((reply.status, reply.text().as_str()), (202, ""));
    }
    let mail = mailbox.mail_to("ada@shop.example").await?;
    let body = json!({"code": code(&mail, "reset")?, "password": "a quite different one"});
    let reply = nobody.ask(&server, "POST", "/reset", &body, &[]).await?;
    assert_eq!(reply.status, 204, "{}", reply.text());
    sign_in(&server, "ada@shop.example", "a quite different one").await?;
    assert_eq!(mailbox.mails().len(), 2);
    server.stop().await
}

#[tokio::test]
async fn an_invitation_is_good_without_its_mail() -> Result<()> {
    let site = Site::embedded()?;
    // Nobody listens there.
    let server = server(&site, "smtp://127.0.0.1:1").await?;
    let ada = administrator(&server).await?;
    let body = json!({"email": "emil@shop.example", "role": "editor"});
    let path = format!("/shops/{SHOP}/invitations");
    let reply = ada.ask(&server, "POST", &path, &body, &[]).await?;
    assert_eq!((reply.status, &reply.json()?["sent"]), (201, &json!(false)));
    let logs = server.logs().join("\n");
    ensure!(logs.contains("a mail could not be sent"), "{logs}");
    server.stop().await
}

#[tokio::test]
async fn a_mail_server_that_cannot_be_used_is_told_before_the_start() -> Result<()> {
    let (site, mailbox) = (Site::embedded()?, Mailbox::open().await?);
    let (_, said) = Server::refuses(&site, &["--smtp", "smtp://mail.example"]).await?;
    for part in ["--smtp:", "smtps://", "--public-url", "--smtp-from"] {
        ensure!(said.contains(part), "{part} is missing in {said}");
    }
    let (_, said) = Server::refuses(&site, &["--smtp", "smtps://ann:hunter2@mail.example"]).await?;
    ensure!(
        said.contains("--smtp-file") && !said.contains("hunter2"),
        "{said}"
    );
    let check = |smtp: &str| {
        let mail = ["check", "--smtp", smtp, "--smtp-from", "till@shop.example"];
        let rest = ["--public-url", PUBLIC, "--listen", "127.0.0.1:0"];
        site.tillside(&[mail.as_slice(), &rest].concat())
    };
    let good = check(&mailbox.url())?;
    ensure!(good.contains("e-mail"), "{good}");
    ensure!(check("smtp://127.0.0.1:1").is_err());
    server_without(&site).await
}

/// Without a mail server the answer is the same, and nothing is sent.
async fn server_without(site: &Site) -> Result<()> {
    let server = Server::start(site, &[]).await?;
    administrator(&server).await?;
    let nobody = Console::with("");
    let body = json!({"email": "ada@shop.example"});
    let reply = nobody.ask(&server, "POST", "/resets", &body, &[]).await?;
    assert_eq!((reply.status, reply.text().as_str()), (202, ""));
    server.stop().await
}
