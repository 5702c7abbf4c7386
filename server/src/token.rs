//! The book token: proves that the sender has read a recent book of this shop. It identifies nobody and does not stop replays; event ids do.

use crate::config::Secret;
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use survey::Millis;
use survey::book::TOKEN_LIFE;

/// How many bytes of the MAC a token carries: half, which RFC 2104 (section 5) allows and
/// which every page of a shop downloads.
const MAC_BYTES: usize = 16;
/// Milliseconds of an hour; tokens change with it, so that books can be cached.
const HOUR: Millis = 60 * 60 * 1000;
/// The shortest secret taken from the environment, in bytes.
const SHORTEST: usize = 16;
/// Name of the generated secret in the data directory.
const FILE: &str = "token.key";

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
    keys: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    /// Tells secrets apart without telling anything about them.
    id: String,
    mac: Hmac<Sha256>,
}

impl fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.iter().map(|key| &key.id).collect();
        f.debug_struct("TokenKeys").field("ids", &ids).finish()
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
        let secrets: Vec<Vec<u8>> = match secrets {
            Some(secrets) => secrets
                .reveal()
                .split(',')
                .map(|secret| secret.trim().as_bytes().to_vec())
                .collect(),
            None => {
                let path = data.join(FILE);
                let secret = read_or_generate(&path).with_context(|| {
                    format!("{} cannot be used as the token secret", path.display())
                })?;
                return Self::new(&[secret]).with_context(|| {
                    format!(
                        "{} cannot be used as the token secret; bring it back from a backup, or remove it and a new one is made, which refuses the answers that still wait in browsers",
                        path.display()
                    )
                });
            }
        };
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
            let digest = Sha256::digest([b"tillside token key id|".as_slice(), secret].concat());
            Ok(Key {
                id: digest
                    .iter()
                    .take(4)
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
                mac: Hmac::new_from_slice(secret)?,
            })
        });
        Ok(TokenKeys {
            keys: keys.collect::<anyhow::Result<_>>()?,
        })
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
    pub(crate) fn stamp(&self, message: &str) -> (&str, String) {
        let key = &self.keys[0];
        let mac = key.signed(message).finalize().into_bytes();
        (&key.id, URL_SAFE_NO_PAD.encode(&mac[..MAC_BYTES]))
    }

    /// Whether a key of ours with this id made this MAC of the message.
    pub(crate) fn is_stamped(&self, id: &str, mac: &str, message: &str) -> bool {
        let key = self.keys.iter().find(|key| key.id == id);
        let mac = URL_SAFE_NO_PAD.decode(mac).ok();
        // A shorter MAC would be guessed sooner. The comparison takes constant time.
        key.zip(mac.filter(|mac| mac.len() == MAC_BYTES))
            .is_some_and(|(key, mac)| key.signed(message).verify_truncated_left(&mac).is_ok())
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

fn book_message(shop: &str, version: u64, hour: i64) -> String {
    format!("{shop}|{version}|{hour}")
}

/// Reads the secret, or writes a new one that only the owner of the process can read. A
/// start that is interrupted leaves the whole secret under its name, or nothing.
fn read_or_generate(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Ok(secret) => return Ok(secret),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut secret = vec![0; 32];
    getrandom::fill(&mut secret).map_err(io::Error::other)?;
    let new = path.with_extension("key.new");
    // What an interrupted start left may be readable for others; it is not written into.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    file.write_all(&secret)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    // Losing the secret to a power cut would make every token out there foreign.
    if let Some(dir) = path.parent().filter(|dir| dir.is_dir()) {
        File::open(dir)?.sync_all()?;
    }
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Result;
    use std::os::unix::fs::PermissionsExt;
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
    fn a_generated_secret_is_kept_and_readable_by_its_owner_only() -> Result<()> {
        let data = tempfile::tempdir()?;
        let token = TokenKeys::load(None, data.path())?.sign("pk_demo", 1, NOW);
        assert_eq!(
            TokenKeys::load(None, data.path())?.verify(&token, "pk_demo", NOW),
            Ok(())
        );
        let mode = fs::metadata(data.path().join(FILE))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        Ok(())
    }

    #[test]
    fn an_interrupted_first_start_does_not_spoil_the_next_one() -> Result<()> {
        let data = tempfile::tempdir()?;
        fs::write(data.path().join("token.key.new"), "half a sec")?;
        let token = TokenKeys::load(None, data.path())?.sign("pk_demo", 1, NOW);
        let again = TokenKeys::load(None, data.path())?;
        assert_eq!(again.verify(&token, "pk_demo", NOW), Ok(()));
        let mut names: Vec<_> = fs::read_dir(data.path())?
            .map(|file| Ok(file?.file_name()))
            .collect::<Result<_>>()?;
        assert_eq!(names.pop(), Some(FILE.into()));
        assert!(names.is_empty(), "{names:?}");
        Ok(())
    }

    #[test]
    fn a_short_secret_in_the_file_is_refused_by_the_name_of_the_file() -> Result<()> {
        let data = tempfile::tempdir()?;
        fs::write(data.path().join(FILE), "")?;
        let refused = TokenKeys::load(None, data.path()).err();
        let refused = refused.map_or_else(String::new, |error| format!("{error:#}"));
        for words in [FILE, "remove it", "at least 16 bytes"] {
            assert!(refused.contains(words), "{words} is missing in: {refused}");
        }
        Ok(())
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(keys("short").is_err());
    }
}
