//! E-mail: what is sent to whom, and that without it everything works by hand.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tillside_tests::console::Console;
use tillside_tests::mailbox::Mailbox;
use tillside_tests::people::{PASSWORD, administrator, sign_in};
use tillside_tests::redis_server::any_port;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site, program};
use tillside_tests::wait;

/// Whom mails come from.
const FROM: &str = "Tillside <till@shop.example>";

/// A server with a mail server. Links in mails lead to its public address.
async fn server(site: &Site, smtp: &str) -> Result<Server> {
    let address = format!("127.0.0.1:{}", any_port());
    let public = format!("http://{address}");
    let mail = ["--smtp", smtp, "--smtp-from", FROM];
    let listen = ["--listen", &address, "--public-url", &public];
    Server::start(site, &[mail, listen].concat()).await
}

/// The code behind a page's address in a mail.
fn code(mail: &str, server: &Server, page: &str) -> Result<String> {
    let start = format!("{}/console/{page}?code=", server.base);
    let (_, rest) = mail.split_once(&start).with_context(|| mail.to_owned())?;
    let code = rest.split_whitespace().next();
    Ok(code.unwrap_or_default().to_owned())
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
    let invitation = code(&mail, &server, "invitation")?;
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
    let body = json!({"code": code(&mail, &server, "reset")?, "password": "a quite different one"});
    let reply = nobody.ask(&server, "POST", "/reset", &body, &[]).await?;
    assert_eq!(reply.status, 204, "{}", reply.text());
    sign_in(&server, "ada@shop.example", "a quite different one").await?;
    assert_eq!(mailbox.mails().len(), 2);
    server.stop().await
}

#[tokio::test]
async fn mails_are_in_the_language_of_whoever_receives_them() -> Result<()> {
    let (site, mailbox) = (Site::embedded()?, Mailbox::open().await?);
    let server = server(&site, &mailbox.url()).await?;
    let (ada, nobody) = (administrator(&server).await?, Console::with(""));
    let body = json!({"email": "emil@shop.example", "role": "editor"});
    let path = format!("/shops/{SHOP}/invitations");
    ada.ask(&server, "POST", &path, &body, &[]).await?;
    let invited = mailbox.asked_for("emil@shop.example", 1).await?;
    ensure!(
        invited.subject.starts_with("You are invited to "),
        "{invited:?}"
    );
    let path = format!(
        "/invitations/{}",
        code(&invited.text, &server, "invitation")?
    );
    let mut body = json!({"name": "Emil", "password": PASSWORD, "lang": "no language"});
    let wrong = nobody.ask(&server, "POST", &path, &body, &[]).await?;
    wrong.is_problem(422, "invalid_input")?;
    body["lang"] = json!("ar");
    let joined = nobody.ask(&server, "POST", &path, &body, &[]).await?;
    assert_eq!(joined.status, 200, "{}", joined.text());

    let body = json!({"email": "emil@shop.example"});
    nobody.ask(&server, "POST", "/resets", &body, &[]).await?;
    let reset = mailbox.asked_for("emil@shop.example", 2).await?;
    assert_eq!(reset.subject, "كلمة مرور جديدة لـ Tillside");
    ensure!(
        reset.html.contains("<html lang=\"ar\" dir=\"rtl\">"),
        "{reset:?}"
    );
    code(&reset.text, &server, "reset")?;

    // Who has no language here yet is written to in the sender's.
    let profile = json!({"name": "Ada Admin", "email": "ada@shop.example", "lang": "ru"});
    ada.ask(&server, "PUT", "/me", &profile, &[]).await?;
    let body = json!({"email": "new@shop.example", "role": "analyst"});
    let path = format!("/shops/{SHOP}/invitations");
    ada.ask(&server, "POST", &path, &body, &[]).await?;
    let invited = mailbox.asked_for("new@shop.example", 1).await?;
    ensure!(invited.subject.starts_with("Приглашение в "), "{invited:?}");
    ensure!(invited.text.contains("Ваша роль: аналитик."), "{invited:?}");
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
    wait::until("the trouble in the log", || async {
        let mut logs = server.logs().into_iter();
        Ok(logs.find(|line| line.contains("a mail could not be sent")))
    })
    .await?;
    server.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
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
    let check = |smtp: &str| -> Result<(bool, String)> {
        let mail = ["check", "--smtp", smtp, "--smtp-from", FROM];
        let rest = [
            "--public-url",
            "https://collector.example",
            "--listen",
            "127.0.0.1:0",
        ];
        let mut check = program()?;
        check.args(mail).args(rest).arg("--data").arg(site.data());
        let output = check.output()?;
        Ok((output.status.success(), String::from_utf8(output.stdout)?))
    };
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let silent = format!("smtp://{}", listener.local_addr()?);
    for (smtp, is_good, wanted) in [
        (mailbox.url().as_str(), true, "lets us in"),
        ("smtp://127.0.0.1:1", false, "cannot be reached"),
        (&silent, false, "does not answer in time"),
    ] {
        let (good, said) = check(smtp)?;
        ensure!(good == is_good && said.contains(wanted), "{smtp}: {said}");
    }
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
