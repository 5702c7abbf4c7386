//! A shop with somebody of each role and two answers that want following up, for the tests of cases.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::console::cases::{Case, CasesPage};
use tillside_tests::console::Console;
use tillside_tests::events::Shopper;
use tillside_tests::people::{administrator, member};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

/// What a shopper left on purpose.
pub const EMAIL: &str = "jo@mail.example";

/// A server with somebody of each role and an answer that wants following up.
pub struct Team {
    pub server: Server,
    pub owner: Console,
    pub editor: Console,
    pub support: Console,
    pub analyst: Console,
    pub shopper: Shopper,
    /// Words.
    pub complaint: String,
    /// An address alone.
    pub wish: String,
}

impl Team {
    pub async fn new(site: &Site) -> Result<Team> {
        Team::on(Server::start(site, &[]).await?).await
    }

    pub async fn on(server: Server) -> Result<Team> {
        let owner = administrator(&server).await?;
        let join = |role: &'static str| {
            let (server, owner) = (&server, &owner);
            async move {
                let email = format!("{role}@shop.example");
                member(server, owner, SHOP, &email, role).await
            }
        };
        let (editor, support) = (join("editor").await?, join("support").await?);
        let analyst = join("analyst").await?;
        let shopper = Shopper::new(&server.token().await?, "cart");
        let (said, left) = (shopper.asked("say-more"), shopper.asked("call-me"));
        let (complaint, wish) = (said.answer.clone(), left.answer.clone());
        let contact = json!({"question": {"contact": {"email": EMAIL}}});
        let events = [
            said.answered(1, json!({"question": {"text": "It came broken, twice"}})),
            left.answered(1, contact),
        ];
        assert_eq!(server.post(&events).await?, ["accepted"; 2]);
        server.settled(2).await?;
        Ok(Team {
            server,
            owner,
            editor,
            support,
            analyst,
            shopper,
            complaint,
            wish,
        })
    }

    pub async fn ask(&self, who: &Console, method: &str, path: &str, body: Value) -> Result<Reply> {
        let path = format!("/shops/{SHOP}/{path}");
        who.ask(&self.server, method, &path, &body, &[]).await
    }

    pub async fn open(&self, answer: &str) -> Result<Case> {
        let path = format!("cases/{answer}");
        case(self.ask(&self.editor, "POST", &path, json!({})).await?, 201)
    }

    pub async fn one(&self, who: &Console, answer: &str) -> Result<Case> {
        let path = format!("cases/{answer}");
        case(self.ask(who, "GET", &path, json!(null)).await?, 200)
    }

    pub async fn list(&self, who: &Console, query: &str) -> Result<CasesPage> {
        let reply = self
            .ask(who, "GET", &format!("cases{query}"), json!(null))
            .await?;
        ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
        Ok(serde_json::from_slice(&reply.body)?)
    }

    /// Changes a case as somebody who has seen this revision of it.
    pub async fn put(&self, who: &Console, answer: &str, seen: i64, body: Value) -> Result<Reply> {
        let path = format!("/shops/{SHOP}/cases/{answer}");
        let seen = format!("\"{seen}\"");
        let headers = [("if-match", seen.as_str())];
        who.ask(&self.server, "PUT", &path, &body, &headers).await
    }
}

pub fn case(reply: Reply, status: u16) -> Result<Case> {
    ensure!(reply.status == status, "{}: {}", reply.status, reply.text());
    Ok(serde_json::from_slice(&reply.body)?)
}

pub fn change(state: &str, assignee: Option<&str>, due: Option<&str>) -> Value {
    json!({"state": state, "assignee": assignee, "due": due})
}

/// The id of whoever reads a case.
pub fn me(case: &Case) -> Result<String> {
    let me = case.people.iter().find(|one| one.is_me);
    Ok(me.context("not among the people")?.id.clone())
}
