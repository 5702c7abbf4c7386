//! How a letter goes to somebody, and what becomes of it.

use survey::Millis;
use survey::console::notices::WEBHOOK;

use super::contents::{Sample, To, read, samples};
use super::letter::Letter;
use crate::mail::{Mail, Mailer, UNSURE};
use crate::ops::metrics::NoticeCounts;
use crate::store::deliveries::{self, Delivery, Outcome};
use crate::store::{Store, StoreError, now_ms};
use crate::webhook::Webhooks;

/// Nobody is told of answers of one rule more often than that.
const MINUTE: Millis = 60 * 1000;

/// How often a notice is tried, and a digest, for which there is more time.
const TRIES: (u32, u32) = (5, 10);

/// The pause after the first failure; each further one is four times as long, up to an hour.
const PAUSE: Millis = 5_000;
const LONGEST_PAUSE: Millis = 60 * MINUTE;

/// The ways to send something, and what it is read from.
#[derive(Clone, Debug)]
pub struct Post {
    store: Store,
    mailer: Option<Mailer>,
    webhooks: Webhooks,
    /// Where browsers reach the server; empty where that is not known.
    base: String,
    counts: NoticeCounts,
}

impl Post {
    /// A post with these ways.
    pub fn new(
        store: Store,
        mailer: Option<Mailer>,
        webhooks: Webhooks,
        base: String,
        counts: NoticeCounts,
    ) -> Self {
        Self {
            store,
            mailer,
            webhooks,
            base,
            counts,
        }
    }

    /// Whether mails can be sent.
    pub fn has_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// What posts to webhooks.
    pub fn webhooks(&self) -> &Webhooks {
        &self.webhooks
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) async fn due(&self, most: usize, now: Millis) -> Result<Vec<Delivery>, StoreError> {
        let has_mail = self.has_mail();
        self.store
            .read(move |c| deliveries::due(c, has_mail, now, most))
            .await
    }

    pub(super) async fn claim(
        &self,
        due: Delivery,
        now: Millis,
    ) -> Result<Option<Delivery>, StoreError> {
        self.store
            .write(move |tx| deliveries::claim(tx, &due, now))
            .await
    }

    /// Whoever had claimed something is gone, and nobody knows whether it was sent.
    pub(super) async fn give_up_interrupted(&self, now: Millis) -> Result<(), StoreError> {
        let lost = self
            .store
            .read(move |c| deliveries::is_any_interrupted(c, now));
        if !lost.await? {
            return Ok(());
        }
        let lost = self.store.write(move |tx| deliveries::interrupted(tx, now));
        for lost in lost.await? {
            self.counts.count(kind(&lost), "interrupted");
            tracing::error!(
                shop = lost.shop,
                about = lost.about,
                "something may not have been sent: whoever had begun to is gone"
            );
        }
        Ok(())
    }

    /// Sends what was claimed, and notes how it went. The store may fail then: it counts as
    /// interrupted after a while, and is not sent twice.
    pub(super) async fn send(&self, claimed: &Delivery, began: Millis) {
        let outcome = match self.try_to_send(claimed, began).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(%error, shop = claimed.shop, about = claimed.about, "what is to be told could not be read");
                Outcome::Failed("store".to_owned())
            }
        };
        let kind = kind(claimed);
        let outcome = self.judge(claimed, outcome);
        let next_at = match &outcome {
            Outcome::Failed(_) => began + pause(claimed.tries),
            Outcome::Nothing => began,
            _ => began + MINUTE,
        };
        match &outcome {
            Outcome::Sent => self.counts.count(kind, "sent"),
            Outcome::Nothing => {}
            Outcome::Failed(why) => {
                self.counts.count(kind, "failed");
                tracing::warn!(
                    shop = claimed.shop,
                    about = claimed.about,
                    kind,
                    why,
                    "something could not be sent; it is tried again"
                );
            }
            Outcome::GivenUp(why) => {
                self.counts.count(kind, "given_up");
                tracing::error!(
                    shop = claimed.shop,
                    about = claimed.about,
                    kind,
                    why,
                    "something could not be sent and is not tried again"
                );
            }
        }
        let claimed = claimed.clone();
        let ended = self
            .store
            .write(move |tx| deliveries::end(tx, &claimed, &outcome, next_at, now_ms()));
        if let Err(error) = ended.await {
            tracing::error!(%error, "it could not be noted what was sent");
        }
    }

    /// A failure that was one too many is the last, and so is one after which it may be there.
    fn judge(&self, claimed: &Delivery, outcome: Outcome) -> Outcome {
        let most = match claimed.digest() {
            Some(_) => TRIES.1,
            None => TRIES.0,
        };
        match outcome {
            Outcome::Failed(why) if why == UNSURE || claimed.tries + 1 >= most => {
                Outcome::GivenUp(why)
            }
            outcome => outcome,
        }
    }

    async fn try_to_send(&self, claimed: &Delivery, now: Millis) -> Result<Outcome, StoreError> {
        let (delivery, base) = (claimed.clone(), self.base.clone());
        let read = self.store.read(move |c| read(c, &delivery, &base, now));
        let Some((letter, to)) = read.await? else {
            return Ok(Outcome::Nothing);
        };
        Ok(match self.deliver(&letter, &to).await {
            Ok(()) => Outcome::Sent,
            Err(why) => Outcome::Failed(why),
        })
    }

    async fn deliver(&self, letter: &Letter, to: &To) -> Result<(), String> {
        match (to, &self.mailer) {
            (To::Webhook(address), _) => {
                let posted = self.webhooks.post(address, &letter.chat()).await;
                posted.map_err(|error| error.code())
            }
            (To::Person(person), Some(mailer)) => {
                let mail = Mail {
                    is_automatic: true,
                    to: person.email.clone(),
                    subject: letter.subject.clone(),
                    text: letter.text(),
                    html: Some(letter.html()),
                };
                mailer
                    .deliver_once(&mail)
                    .await
                    .map_err(|error| error.code())
            }
            (To::Person(_), None) => Err("unreachable".to_owned()),
        }
    }

    /// Sends everybody of a rule a letter that shows what one would be like, and notes how it
    /// went. `false` where there is no such rule.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn try_rule(&self, shop: &str, id: &str) -> Result<bool, StoreError> {
        let (key, rule, base) = (shop.to_owned(), id.to_owned(), self.base.clone());
        let read = move |c: &_| samples(c, &key, &rule, &base);
        let Some(samples) = self.store.read(read).await? else {
            return Ok(false);
        };
        for sample in samples {
            let Sample {
                receiver,
                letter,
                to,
            } = sample;
            let failure = self.deliver(&letter, &to).await.err();
            let (shop, id) = (shop.to_owned(), id.to_owned());
            let note = move |tx: &_| {
                deliveries::tried(tx, &shop, &id, &receiver, failure.as_deref(), now_ms())
            };
            self.store.write(note).await?;
        }
        Ok(true)
    }
}

/// What a letter counts as.
fn kind(delivery: &Delivery) -> &'static str {
    match (delivery.digest(), delivery.receiver.as_str()) {
        (Some(_), _) => "digest",
        (None, WEBHOOK) => "webhook",
        (None, _) => "mail",
    }
}

fn pause(tries: u32) -> Millis {
    PAUSE
        .saturating_mul(4_i64.saturating_pow(tries))
        .min(LONGEST_PAUSE)
}
