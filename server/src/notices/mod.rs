//! Tells people what they want to know without looking: at once of answers that a rule of their
//! shop finds, and of a shop's numbers by a digest. The drain notes what rules find; here it is
//! claimed in the store and sent, by whichever process comes first, once.

mod contents;
mod digest;
pub(crate) mod letter;
mod matching;
mod notice;
pub mod period;
mod post;
pub(crate) mod watch;
pub(crate) mod words;

pub use post::Post;

use std::time::Duration;

use survey::Millis;
use survey::console::notices::Every;
use tokio::sync::oneshot::Receiver;
use tokio::task::JoinSet;

use crate::store::{StoreError, deliveries, now_ms, shops};

/// How often it is looked whether there is something to be sent.
const EVERY: Duration = Duration::from_secs(1);

/// How many letters are on their way at once.
const AT_ONCE: usize = 16;

/// Digests are due at the full hour of a shop's zone, and zones differ by quarters of one.
const QUARTER: Millis = 15 * 60 * 1000;

/// What sends.
#[derive(Debug)]
pub struct Notifier {
    post: Post,
    /// The quarter of an hour in which it was last looked which digests are due.
    looked: Option<i64>,
    on_their_way: JoinSet<()>,
}

impl Notifier {
    /// One that sends like this.
    pub fn new(post: Post) -> Self {
        Self {
            post,
            looked: None,
            on_their_way: JoinSet::new(),
        }
    }

    /// Sends until it is told to stop, and then waits for what is on its way.
    pub async fn run(mut self, mut stop: Receiver<()>) {
        let mut is_failing = false;
        while tokio::time::timeout(EVERY, &mut stop).await.is_err() {
            match self.begin(now_ms()).await {
                Ok(()) => is_failing = false,
                Err(error) => {
                    // Said once per trouble, not every second.
                    if !is_failing {
                        tracing::error!(%error, "the store fails; nobody is told anything until it is back");
                    }
                    is_failing = true;
                }
            }
        }
        self.finish().await;
    }

    /// Claims what can be sent at this time and begins to send it.
    ///
    /// # Errors
    /// If the store fails. What was claimed by then is on its way.
    pub async fn begin(&mut self, now: Millis) -> Result<(), StoreError> {
        while self.on_their_way.try_join_next().is_some() {}
        let quarter = now.div_euclid(QUARTER);
        if self.post.has_mail() && self.looked != Some(quarter) {
            self.want_digests(now).await?;
            self.looked = Some(quarter);
        }
        self.post.give_up_interrupted(now).await?;
        let room = AT_ONCE.saturating_sub(self.on_their_way.len());
        for due in self.post.due(room, now).await? {
            if let Some(claimed) = self.post.claim(due, now).await? {
                let post = self.post.clone();
                self.on_their_way
                    .spawn(async move { post.send(&claimed, now).await });
            }
        }
        Ok(())
    }

    /// Waits until everything that is on its way has arrived or failed.
    pub async fn finish(&mut self) {
        while self.on_their_way.join_next().await.is_some() {}
    }

    /// Notes which digests are due.
    async fn want_digests(&self, now: Millis) -> Result<(), StoreError> {
        for every in Every::ALL {
            let zones = self.post.store().read(move |c| {
                let mut zones = Vec::new();
                for shop in deliveries::shops_with(c, every)? {
                    let facts = shops::facts(c, &shop)?;
                    zones.extend(facts.map(|facts| (shop, facts.zone)));
                }
                Ok::<_, StoreError>(zones)
            });
            for (shop, zone) in zones.await? {
                let number = period::last_due(every, &zone, now).number;
                self.post
                    .store()
                    .write(move |tx| deliveries::want_digest(tx, &shop, every, number))
                    .await?;
            }
        }
        Ok(())
    }
}
