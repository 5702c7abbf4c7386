//! Shoppers who send answers at the same time until the server is gone, and the account of what became of them.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tillside_tests::events::{Shopper, batch};
use tillside_tests::server::Server;
use tillside_tests::site::{Site, client};
use tillside_tests::wait;
use tokio::task::JoinSet;

const SENDERS: usize = 8;
const PER_BATCH: usize = 5;

/// Everything that was sent, by the id of its answer.
#[derive(Debug, Default)]
pub struct Account {
    /// Events that a reply called accepted.
    pub accepted: BTreeMap<String, Value>,
    /// Events that got no reply: they may be there or not.
    pub unknown: BTreeMap<String, Value>,
}

/// Shoppers at work.
#[derive(Debug)]
pub struct Rush {
    senders: JoinSet<Account>,
    accepted: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Rush {
    /// Lets shoppers send batch after batch until the server does not reply any more.
    ///
    /// # Errors
    /// When the server has no book.
    pub async fn begin(server: &Server) -> Result<Rush> {
        let token = server.token().await?;
        let url = format!("{}/v1/shops/pk_tests/events", server.base);
        let mut rush = Rush {
            senders: JoinSet::new(),
            accepted: Arc::default(),
            over: Arc::default(),
        };
        for _ in 0..SENDERS {
            let (accepted, over) = (Arc::clone(&rush.accepted), Arc::clone(&rush.over));
            rush.senders
                .spawn(send(url.clone(), token.clone(), accepted, over));
        }
        Ok(rush)
    }

    /// Waits until so many events have been accepted.
    ///
    /// # Errors
    /// When they are not in time.
    pub async fn until(&self, events: usize) -> Result<()> {
        wait::until(&format!("{events} accepted events"), || async {
            Ok((self.accepted.load(Ordering::Relaxed) >= events).then_some(()))
        })
        .await
    }

    /// How many events have been accepted so far.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Lets the shoppers go home, with the server still there.
    ///
    /// # Errors
    /// As [`Rush::end`].
    pub async fn stop(self) -> Result<Account> {
        self.over.store(true, Ordering::Relaxed);
        self.end().await
    }

    /// Waits until all senders have noticed that the server is gone.
    ///
    /// # Errors
    /// When a sender failed in another way.
    pub async fn end(mut self) -> Result<Account> {
        let mut account = Account::default();
        while let Some(one) = self.senders.join_next().await {
            account.add(one?);
        }
        ensure!(!account.accepted.is_empty(), "nothing was accepted");
        Ok(account)
    }

    /// The server dies, a Redis that had died comes back, and another server drains: every
    /// accepted event is there.
    ///
    /// # Errors
    /// With what is missing or too much.
    pub async fn survives(self, dying: Server, site: &mut Site) -> Result<()> {
        dying.kill().await?;
        let account = self.end().await?;
        site.redis()?.restart().await?;
        let server = server(site, &[]).await?;
        account.is_kept_by(&server, site).await
    }
}

/// A server that lets all these shoppers come from one address.
///
/// # Errors
/// As [`Server::start`].
pub async fn server(site: &Site, arguments: &[&str]) -> Result<Server> {
    Server::start(site, &[arguments, &["--rate-address", "0"]].concat()).await
}

async fn send(
    url: String,
    token: String,
    count: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
) -> Account {
    let client = client().expect("a client");
    let mut account = Account::default();
    while !over.load(Ordering::Relaxed) {
        let events: Vec<Value> = (0..PER_BATCH)
            .map(|_| {
                Shopper::new(&token, "confirmation").answers("how-likely", json!({"score": 9}))
            })
            .collect();
        let request = client.post(&url).body(batch(&events).to_string());
        let replied = async {
            let reply = request.send().await?.json::<Value>().await?;
            anyhow::Ok(reply["results"].as_array().cloned().unwrap_or_default())
        };
        let Ok(results) = replied.await else {
            account
                .unknown
                .extend(events.into_iter().map(|event| (answer(&event), event)));
            return account;
        };
        for (at, event) in events.into_iter().enumerate() {
            // Whoever was refused (a limit, a stop under way) sends it again later.
            let is_accepted = results
                .get(at)
                .is_some_and(|one| one["status"] == "accepted");
            let into = if is_accepted {
                &mut account.accepted
            } else {
                &mut account.unknown
            };
            count.fetch_add(usize::from(is_accepted), Ordering::Relaxed);
            into.insert(answer(&event), event);
        }
    }
    account
}

fn answer(event: &Value) -> String {
    event["answer"].as_str().unwrap_or("").to_owned()
}

impl Account {
    /// Takes in what another account says.
    pub fn add(&mut self, other: Account) {
        self.accepted.extend(other.accepted);
        self.unknown.extend(other.unknown);
    }

    /// Waits until the drain is idle, then holds the store and the console to this
    /// account: every accepted event is there exactly once, nothing else is, and the
    /// fates add up.
    ///
    /// # Errors
    /// With what is missing or too much.
    pub async fn is_kept_by(&self, server: &Server, site: &Site) -> Result<()> {
        let metrics = wait::until_late("every accepted event in the store", || async {
            let metrics = server.metrics().await?;
            let enough = metrics.fate("stored") >= self.accepted.len() as f64;
            let idle = metrics.sum("tillside_queue_depth", &[]) == 0.0;
            Ok((enough && idle).then_some(metrics))
        })
        .await?;
        let stored = stored_answers(site)?;
        let lost = self
            .accepted
            .keys()
            .filter(|id| !stored.contains_key(*id))
            .count();
        ensure!(
            lost == 0,
            "{lost} of {} accepted events are lost",
            self.accepted.len()
        );
        let strange = stored
            .keys()
            .filter(|id| !self.accepted.contains_key(*id) && !self.unknown.contains_key(*id))
            .count();
        ensure!(strange == 0, "{strange} answers that nobody gave");
        let fates = metrics.sum("tillside_fates_total", &[]);
        let accounted = stored.len() as f64 + metrics.fate("duplicate");
        ensure!(fates == accounted, "{fates} fates for {accounted} events");
        let results = server
            .console()
            .await?
            .prompt(server, "how-likely", 1)
            .await?;
        let (answers, nines) = (
            results.answered,
            tillside_tests::console::count(&results, "9"),
        );
        ensure!(
            usize::try_from(answers)? == stored.len() && nines == answers,
            "{results:?}"
        );
        Ok(())
    }

    /// Sends everything once more, as browsers do whose outbox was not emptied, and
    /// checks that now all of it is there, once.
    ///
    /// # Errors
    /// When something is missing, or counts twice.
    pub async fn counts_once_when_sent_again(&self, server: &Server, site: &Site) -> Result<()> {
        let all: BTreeMap<_, _> = self.accepted.iter().chain(&self.unknown).collect();
        let events: Vec<Value> = all.values().map(|event| (*event).clone()).collect();
        for part in events.chunks(50) {
            ensure!(
                server
                    .post(part)
                    .await?
                    .iter()
                    .all(|fate| fate == "accepted")
            );
        }
        wait::until_late("the drain to be idle", || async {
            let waiting = server.metrics().await?.sum("tillside_queue_depth", &[]);
            Ok((waiting == 0.0).then_some(()))
        })
        .await?;
        let stored = stored_answers(site)?;
        ensure!(
            stored.len() == all.len(),
            "{} stored of {}",
            stored.len(),
            all.len()
        );
        Ok(())
    }
}

/// The ids of the answers in the store.
fn stored_answers(site: &Site) -> Result<BTreeMap<String, ()>> {
    let answers = site.ask("SELECT answer FROM askings")?;
    Ok(answers.lines().map(|id| (id.to_owned(), ())).collect())
}
