//! A marketer's session in the console: signed in by link, reading results.

use crate::reply::Reply;
use crate::server::Server;
use crate::site::SHOP;
use crate::wait;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use survey::results::{PromptResults, ShopResults};

/// A session of one server. The server may be restarted; sessions live in its store.
#[derive(Clone, Debug)]
pub struct Console {
    cookie: String,
}

impl Console {
    /// Opens the printed link and keeps the cookie.
    ///
    /// # Errors
    /// When the link does not sign in.
    pub async fn sign_in(server: &Server) -> Result<Console> {
        let path = server.sign_in_link.replacen(&server.base, "", 1);
        let reply = server.get(&path, &[]).await?;
        ensure!(reply.status == 303, "{}: {}", reply.status, reply.text());
        Console::of(&reply)
    }

    /// The session that a reply began.
    ///
    /// # Errors
    /// When it began none.
    pub fn of(reply: &Reply) -> Result<Console> {
        let cookie = reply.header("set-cookie").split(';').next();
        let cookie = cookie
            .filter(|pair| pair.contains('=') && !pair.ends_with('='))
            .with_context(|| format!("no session: {} {}", reply.status, reply.text()))?;
        Ok(Console {
            cookie: cookie.to_owned(),
        })
    }

    /// The session of this secret; an empty one is nobody's.
    pub fn with(secret: &str) -> Console {
        Console {
            cookie: format!("tillside_session={secret}"),
        }
    }

    /// Asks an address below `/console/api` with this session.
    ///
    /// # Errors
    /// When there is no reply.
    pub async fn ask(
        &self,
        server: &Server,
        method: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Reply> {
        let method = method.parse()?;
        let ask = server.send(|client, base| {
            let request = client.request(method, format!("{base}/console/api{path}"));
            let request = match body {
                Value::Null => request,
                body => request.json(body),
            };
            let cookie = ("cookie", self.cookie.as_str());
            let headers = headers.iter().copied().chain([cookie]);
            headers.fold(request, |r, (name, value)| r.header(name, value))
        });
        ask.await
    }

    /// Gets a path of the console with the session.
    ///
    /// # Errors
    /// When there is no reply.
    pub async fn get(&self, server: &Server, path: &str) -> Result<Reply> {
        server.get(path, &[("cookie", &self.cookie)]).await
    }

    /// Posts to a path of the console with the session.
    ///
    /// # Errors
    /// When there is no reply.
    pub async fn post(&self, server: &Server, path: &str, body: String) -> Result<Reply> {
        let post = server.send(|client, base| {
            let request = client.post(format!("{base}{path}")).body(body);
            request.header("cookie", &self.cookie)
        });
        post.await
    }

    /// Puts a body to a path of the console with the session.
    ///
    /// # Errors
    /// When there is no reply.
    pub async fn put(
        &self,
        server: &Server,
        path: &str,
        body: String,
    ) -> Result<crate::reply::Reply> {
        let put = server.send(|client, base| {
            let request = client.put(format!("{base}{path}")).body(body);
            request.header("cookie", &self.cookie)
        });
        put.await
    }

    /// Begins a GET of which the answer may never end.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn open(&self, server: &Server, path: &str) -> Result<reqwest::Response> {
        let get = crate::site::client()?.get(format!("{}{path}", server.base));
        Ok(get.header("cookie", &self.cookie).send().await?)
    }

    /// The results of the fixture's shop.
    ///
    /// # Errors
    /// When they are not served.
    pub async fn results(&self, server: &Server) -> Result<ShopResults> {
        let path = format!("/console/api/shops/{SHOP}/results");
        let reply = self.get(server, &path).await?;
        ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
        Ok(serde_json::from_slice(&reply.body)?)
    }

    /// The results of one version of one prompt.
    ///
    /// # Errors
    /// When they are not served, or the prompt is not among them.
    pub async fn prompt(&self, server: &Server, id: &str, version: u32) -> Result<PromptResults> {
        let results = self.results(server).await?;
        let found = results
            .prompts
            .into_iter()
            .find(|p| p.prompt == id && p.version == version);
        found.with_context(|| format!("no results for {id} version {version}"))
    }

    /// Waits until a prompt's results are as wanted, and returns them.
    ///
    /// # Errors
    /// When they are not in time.
    pub async fn until(
        &self,
        server: &Server,
        id: &str,
        wanted: impl Fn(&PromptResults) -> bool,
    ) -> Result<PromptResults> {
        wait::until(&format!("the wanted results of {id}"), || async {
            let results = self.prompt(server, id, 1).await?;
            Ok(wanted(&results).then_some(results))
        })
        .await
    }
}

/// How often an option was taken, 0 where it is not among those counted.
pub fn count(results: &PromptResults, option: &str) -> i64 {
    let found = results.distribution.iter().find(|one| one.option == option);
    found.map_or(0, |one| one.count)
}
