//! The book token: proves that the sender has read a recent book of this shop. It identifies nobody and does not stop replays; event ids do.

pub mod files;

use crate::config::Secret;
use crate::steady::Steady;
use crate::store::now_ms;
use anyhow::bail;
use arc_swap::ArcSwap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use survey::Millis;
use survey::book::TOKEN_LIFE;

/// How many bytes of the MAC a token carries: half, which RFC 2104 (section 5) allows and
/// which every page of a shop downloads.
const MAC_BYTES: usize = 16;
/// Milliseconds of an hour; tokens change with it, so that books can be cached.
const HOUR: Millis = 60 * 60 * 1000;
/// The shortest secret taken from the environment, in bytes.
const SHORTEST: usize = 16;

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// It is not ours, or was made for another shop.
    Foreign,
    /// It is ours but older than eight days.
    Expired,
}

/// The secrets: the first one signs, all of them verify, so that a secret can be
/// replaced without losing the answers that wait in browsers.
#[derive(Clone)]
pub struct TokenKeys {
    keys: Arc<ArcSwap<Vec<Key>>>,
    steady: Steady,
}

#[derive(Clone)]
struct Key {
    /// Tells secrets apart without telling anything about them.
    id: String,
    mac: Hmac<Sha256>,
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKeys")
            .field("ids", &self.ids())
            .finish()
    }
}

/// The hour that a moment lies in, counted from the Unix epoch.
pub fn hour_of(now: Millis) -> i64 {
    now.div_euclid(HOUR)
}

impl TokenKeys {
    /// Takes the secrets of the environment (several are separated by commas, the
    /// newest first), or else reads or generates the one in the data directory.
    ///
    /// # Errors
    /// When a secret is too short or the file cannot be read or written.
    pub fn load(secrets: Option<&Secret>, data: &Path) -> anyhow::Result<Self> {
        let Some(secrets) = secrets else {
            return files::load(data);
        };
        let secrets: Vec<Vec<u8>> = secrets
            .reveal()
            .split(',')
            .map(|secret| secret.trim().as_bytes().to_vec())
            .collect();
        Self::new(&secrets)
    }

    /// Keys of these secrets, the signing one first.
    ///
    /// # Errors
    /// When there is none or one is too short to be a secret.
    pub fn new(secrets: &[Vec<u8>]) -> anyhow::Result<Self> {
        if secrets.is_empty() || secrets.iter().any(|secret| secret.len() < SHORTEST) {
            bail!(
                "a token secret must have at least {SHORTEST} bytes; make one with `openssl rand -hex 32`"
            );
        }
        let keys = secrets.iter().map(|secret| {
            Ok(Key {
                id: id_of(secret),
                mac: Hmac::new_from_slice(secret)?,
            })
        });
        let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
        Ok(TokenKeys {
            keys: Arc::new(ArcSwap::from_pointee(keys)),
            steady: Steady::set_to(now_ms()),
        })
    }

    /// The ids of the keys, the signing one first. They tell nothing about the secrets.
    pub fn ids(&self) -> Vec<String> {
        self.keys.load().iter().map(|key| key.id.clone()).collect()
    }

    /// Goes on with the keys of `other`.
    fn replace_by(&self, other: &TokenKeys) {
        self.keys.store(other.keys.load_full());
    }

    /// The token of a shop's book version in the hour of `now`.
    pub fn sign(&self, shop: &str, version: u64, now: Millis) -> String {
        let hour = hour_of(now);
        let (id, mac) = self.stamp(&book_message(shop, version, hour));
        format!("{id}.{hour}.{version}.{mac}")
    }

    /// The signing key's id and the MAC of a message. Every purpose has messages that
    /// begin in a way of its own, so that none can stand in for another; those of books
    /// begin with the shop's key.
    pub(crate) fn stamp(&self, message: &str) -> (String, String) {
        let key = &self.keys.load()[0];
        let mac = key.signed(message).finalize().into_bytes();
        (key.id.clone(), URL_SAFE_NO_PAD.encode(&mac[..MAC_BYTES]))
    }

    /// Whether a key of ours with this id made this MAC of the message.
    pub(crate) fn is_stamped(&self, id: &str, mac: &str, message: &str) -> bool {
        let keys = self.keys.load();
        let key = keys.iter().find(|key| key.id == id);
        let mac = URL_SAFE_NO_PAD.decode(mac).ok();
        // A shorter MAC would be guessed sooner. The comparison takes constant time.
        key.zip(mac.filter(|mac| mac.len() == MAC_BYTES))
            .is_some_and(|(key, mac)| key.signed(message).verify_truncated_left(&mac).is_ok())
    }

    /// The time by which tokens grow old, where the machine's clock says `now`: since these keys
    /// were loaded nobody's answer is refused because that clock was put forward.
    pub fn time(&self, now: Millis) -> Millis {
        self.steady.at_most(now)
    }

    /// Whether the token was made for this shop here within the last eight days. One that
    /// lies ahead is as good: only our own clock, or another server's, can have been wrong
    /// when it was made, and no answer is lost to that.
    ///
    /// # Errors
    /// [`TokenError`] says which of the two it was not.
    pub fn verify(&self, token: &str, shop: &str, now: Millis) -> Result<(), TokenError> {
        let mut parts = token.split('.');
        let (Some(id), Some(hour), Some(version), Some(mac), None) = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ) else {
            return Err(TokenError::Foreign);
        };
        let hour: i64 = hour.parse().map_err(|_| TokenError::Foreign)?;
        let version: u64 = version.parse().map_err(|_| TokenError::Foreign)?;
        if !self.is_stamped(id, mac, &book_message(shop, version, hour)) {
            return Err(TokenError::Foreign);
        }
        match hour >= hour_of(now - TOKEN_LIFE) {
            true => Ok(()),
            false => Err(TokenError::Expired),
        }
    }
}

impl Key {
    fn signed(&self, message: &str) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        mac.update(message.as_bytes());
        mac
    }
}

/// Tells a secret apart without telling anything about it.
fn id_of(secret: &[u8]) -> String {
    let digest = Sha256::digest([b"tillside token key id|".as_slice(), secret].concat());
    let bytes = digest.iter().take(4);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

fn book_message(shop: &str, version: u64, hour: i64) -> String {
    format!("{shop}|{version}|{hour}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;
    use survey::DAY;

    const NOW: Millis = 1_790_000_000_000;

    fn keys(secret: &str) -> Result<TokenKeys> {
        TokenKeys::new(&[secret.as_bytes().to_vec()])
    }

    #[test]
    fn a_token_is_good_for_eight_days_and_no_longer() -> Result<()> {
        let keys = keys("0123456789abcdef")?;
        let token = keys.sign("pk_demo", 12, NOW);
        let verified = |now| keys.verify(&token, "pk_demo", now);
        assert_eq!(verified(NOW), Ok(()));
        assert_eq!(verified(NOW + 8 * DAY), Ok(()));
        assert_eq!(verified(NOW + 8 * DAY + HOUR), Err(TokenError::Expired));
        Ok(())
    }

    #[test]
    fn a_clock_that_is_put_back_makes_no_token_bad() -> Result<()> {
        let keys = keys("0123456789abcdef")?;
        let token = keys.sign("pk_demo", 12, NOW);
        for back in [HOUR, 2 * HOUR, DAY, 400 * DAY] {
            assert_eq!(keys.verify(&token, "pk_demo", NOW - back), Ok(()));
        }
        Ok(())
    }

    #[test]
    fn a_token_is_bound_to_its_shop_version_hour_and_secret() -> Result<()> {
        let keys = keys("0123456789abcdef")?;
        let token = keys.sign("pk_demo", 12, NOW);
        let foreign = Err(TokenError::Foreign);
        assert_eq!(keys.verify(&token, "pk_other", NOW), foreign);
        assert_eq!(
            keys.verify(&token.replace(".12.", ".13."), "pk_demo", NOW),
            foreign
        );
        let hour = hour_of(NOW).to_string();
        let later = token.replace(&hour, &(hour_of(NOW) + 1).to_string());
        assert_eq!(keys.verify(&later, "pk_demo", NOW), foreign);
        // A MAC cut to its first byte is guessed in 256 tries.
        let short = token.rsplit_once('.').map(|(head, _)| format!("{head}.AA"));
        let short = short.unwrap_or_default();
        for junk in [
            "",
            "a.b.c.d",
            "....",
            &token[1..],
            &format!("{token}.x"),
            &short,
        ] {
            assert_eq!(keys.verify(junk, "pk_demo", NOW), foreign, "{junk}");
        }
        Ok(())
    }

    #[test]
    fn tokens_of_the_previous_secret_are_still_taken() -> Result<()> {
        let (old, new) = (
            b"old secret, long enough".to_vec(),
            b"new secret, long enough".to_vec(),
        );
        let token = TokenKeys::new(std::slice::from_ref(&old))?.sign("pk_demo", 1, NOW);
        assert_eq!(
            TokenKeys::new(&[new.clone(), old])?.verify(&token, "pk_demo", NOW),
            Ok(())
        );
        assert_eq!(
            TokenKeys::new(&[new])?.verify(&token, "pk_demo", NOW),
            Err(TokenError::Foreign)
        );
        Ok(())
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(keys("short").is_err());
    }
}
