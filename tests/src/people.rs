//! People who work in the console: made, invited and signed in as they would do it themselves.

use crate::console::Console;
use crate::server::Server;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Everybody's password, unless a test changes it.
pub const PASSWORD: &str = "correct horse battery";

/// Makes the first person, an administrator, with the printed link.
///
/// # Errors
/// When there is somebody already.
pub async fn administrator(server: &Server) -> Result<Console> {
    let operator = server.console().await?;
    let body = json!({"name": "Ada Admin", "email": "ada@shop.example", "password": PASSWORD});
    let reply = operator.ask(server, "POST", "/setup", &body, &[]).await?;
    ensure!(reply.status == 204, "{}: {}", reply.status, reply.text());
    Console::of(&reply)
}

/// Signs a person in.
///
/// # Errors
/// When the password is not theirs.
pub async fn sign_in(server: &Server, email: &str, password: &str) -> Result<Console> {
    let body = json!({"email": email, "password": password});
    let nobody = Console::with("");
    Console::of(&nobody.ask(server, "POST", "/sign-in", &body, &[]).await?)
}

/// Invites an address and returns the code of the link.
///
/// # Errors
/// When the invitation is refused.
pub async fn invite(
    server: &Server,
    by: &Console,
    shop: &str,
    email: &str,
    role: &str,
) -> Result<String> {
    let body = json!({"email": email, "role": role});
    let path = format!("/shops/{shop}/invitations");
    let reply = by.ask(server, "POST", &path, &body, &[]).await?;
    ensure!(reply.status == 201, "{}: {}", reply.status, reply.text());
    code(
        &reply.json()?,
        &format!("{}/console/invitation?code=", server.base),
    )
}

/// The code of a link to a page.
///
/// # Errors
/// When it leads elsewhere.
pub fn code(link: &Value, page: &str) -> Result<String> {
    let url = link["url"].as_str().context("there is no link")?;
    let code = url.strip_prefix(page);
    Ok(code.with_context(|| url.to_owned())?.to_owned())
}

/// Invites somebody new, who takes it up.
///
/// # Errors
/// When either is refused.
pub async fn member(
    server: &Server,
    by: &Console,
    shop: &str,
    email: &str,
    role: &str,
) -> Result<Console> {
    let code = invite(server, by, shop, email, role).await?;
    let body = json!({"name": "Newt Newcomer", "password": PASSWORD});
    let path = format!("/invitations/{code}");
    let nobody = Console::with("");
    Console::of(&nobody.ask(server, "POST", &path, &body, &[]).await?)
}
