//! The secrets of book tokens as files in the data directory: one that signs, and those it replaced, for as long as tokens of theirs are out there.

use super::{HOUR, TokenKeys, id_of};
use crate::store::now_ms;
use anyhow::{Context, ensure};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use survey::Millis;
use survey::book::TOKEN_LIFE;

/// The secret that signs.
const FILE: &str = "token.key";
/// One that was replaced has the time in its name until which it is needed, in milliseconds.
const UNTIL: &str = "token.key.until-";
/// A secret is kept so much longer than its tokens are taken: one is made for a whole hour, and
/// another server's clock may be slow.
const KEPT_LONGER: Millis = 2 * HOUR;
/// How often a running server looks whether they have changed.
const EVERY: Duration = Duration::from_secs(1);

/// A secret of the data directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    path: PathBuf,
    /// Tells a file from another one under its name.
    inode: u64,
    /// For one that was replaced: until when its tokens are taken.
    pub until: Option<Millis>,
}

impl KeyFile {
    /// The id of the secret, which tells nothing about it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn id(&self) -> io::Result<String> {
        Ok(id_of(&fs::read(&self.path)?))
    }
}

/// The secrets that are needed at a time, the signing one first, then the youngest first.
///
/// # Errors
/// When the directory cannot be read.
pub fn list(data: &Path, now: Millis) -> io::Result<Vec<KeyFile>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let until = name.strip_prefix(UNTIL).map(str::parse::<Millis>);
        let until = match until {
            None if name == FILE => None,
            Some(Ok(until)) if until > now => Some(until),
            _ => continue,
        };
        found.push(KeyFile {
            path: entry.path(),
            inode: entry.metadata()?.ino(),
            until,
        });
    }
    found.sort_by_key(|file| std::cmp::Reverse(file.until.unwrap_or(Millis::MAX)));
    Ok(found)
}

/// Makes a new secret that signs from now on. The one before is kept until the last of its
/// tokens is too old, then dropped. Says which one signs now.
///
/// # Errors
/// When there is none yet, or the directory cannot be written. Then the old one still signs.
pub fn rotate(data: &Path, now: Millis) -> anyhow::Result<String> {
    let path = data.join(FILE);
    ensure!(
        path.is_file(),
        "there is no {FILE} in {}; name the server's data directory with --data, or start the server once, which makes one",
        data.display()
    );
    let failed = || format!("the secret in {} cannot be replaced", data.display());
    let until = now + TOKEN_LIFE + KEPT_LONGER;
    let kept = data.join(format!("{UNTIL}{until}"));
    // The old one has both names before the new one takes its place, so none is ever missing.
    fs::hard_link(&path, &kept).with_context(failed)?;
    sync(data).with_context(failed)?;
    let secret = write_new(&path).with_context(failed)?;
    drop_old(data, now).with_context(failed)?;
    Ok(id_of(&secret))
}

/// Removes those that no token needs any more.
fn drop_old(data: &Path, now: Millis) -> io::Result<()> {
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let name = entry.file_name();
        let until = name.to_string_lossy();
        let until = until.strip_prefix(UNTIL).map(str::parse::<Millis>);
        if until.is_some_and(|until| until.is_ok_and(|until| until <= now)) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The keys of the data directory; makes the first secret where there is none.
pub(super) fn load(data: &Path) -> anyhow::Result<TokenKeys> {
    let path = data.join(FILE);
    let unusable = || format!("{} cannot be used as the token secret", path.display());
    if !path.exists() {
        write_new(&path).with_context(unusable)?;
    }
    let files = list(data, now_ms()).with_context(unusable)?;
    read(&files).with_context(|| {
        format!(
            "{}; bring it back from a backup, or remove it and a new one is made, which refuses the answers that still wait in browsers",
            unusable()
        )
    })
}

/// Reads the keys that a server would use, and makes none.
///
/// # Errors
/// When one of them cannot be used.
pub fn read(files: &[KeyFile]) -> anyhow::Result<TokenKeys> {
    let secrets = files.iter().map(|file| {
        fs::read(&file.path).with_context(|| format!("{} cannot be read", file.path.display()))
    });
    TokenKeys::new(&secrets.collect::<anyhow::Result<Vec<_>>>()?)
}

/// Keeps the keys of a running server as the data directory has them, for ever: what
/// `tillside keys rotate` makes signs within a second or two, and what has become too old is
/// let go.
pub async fn keep_current(keys: &TokenKeys, data: &Path) {
    let mut known = Vec::new();
    loop {
        // A few names in a directory; no worker waits for them.
        let now = list(data, keys.time(now_ms())).unwrap_or_default();
        // Without one that signs those from before are as good as any.
        if now != known && now.first().is_some_and(|file| file.until.is_none()) {
            take_up(keys, &now);
            known = now;
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn take_up(keys: &TokenKeys, files: &[KeyFile]) {
    match read(files) {
        Ok(new) if new.ids() == keys.ids() => {}
        Ok(new) => {
            keys.replace_by(&new);
            tracing::info!(ids = ?keys.ids(), "the token secrets have changed; the first one signs");
        }
        Err(error) => tracing::error!(
            error = format!("{error:#}"),
            "the token secrets have changed and cannot be used; going on with those from before"
        ),
    }
}

/// Writes a new secret that only the owner of the process can read. An interruption leaves
/// the whole secret under its name, or what was there before.
fn write_new(path: &Path) -> io::Result<Vec<u8>> {
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
        sync(dir)?;
    }
    Ok(secret)
}

fn sync(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::TokenError;
    use anyhow::Result;
    use std::os::unix::fs::PermissionsExt;
    use survey::DAY;

    const NOW: Millis = 1_790_000_000_000;

    fn keys_at(data: &Path, now: Millis) -> Result<TokenKeys> {
        read(&list(data, now)?)
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
    fn a_replaced_secret_is_good_for_as_long_as_its_tokens_and_then_gone() -> Result<()> {
        let data = tempfile::tempdir()?;
        let data = data.path();
        let before = TokenKeys::load(None, data)?;
        let id = rotate(data, NOW)?;
        let after = keys_at(data, NOW)?;
        assert_eq!(after.ids(), [id, before.ids().remove(0)]);
        // The last token that the old one may have signed, and for the last time.
        let token = before.sign("pk_demo", 1, NOW);
        let last = keys_at(data, NOW + 8 * DAY)?;
        assert_eq!(last.verify(&token, "pk_demo", NOW + 8 * DAY), Ok(()));
        let later = NOW + 8 * DAY + 2 * HOUR;
        let dropped = keys_at(data, later)?.verify(&token, "pk_demo", NOW);
        assert_eq!(dropped, Err(TokenError::Foreign));
        // The next rotation removes the file too.
        rotate(data, later)?;
        assert_eq!(list(data, NOW)?.len(), 2);
        Ok(())
    }

    #[test]
    fn there_is_nothing_to_replace_in_a_mistyped_directory() -> Result<()> {
        let data = tempfile::tempdir()?;
        let refused = rotate(data.path(), NOW)
            .err()
            .map(|error| error.to_string());
        assert!(refused.is_some_and(|said| said.contains("--data")));
        assert_eq!(fs::read_dir(data.path())?.count(), 0);
        Ok(())
    }

    #[actix_web::test]
    async fn a_running_server_takes_up_what_was_rotated() -> Result<()> {
        let data = tempfile::tempdir()?;
        let keys = TokenKeys::load(None, data.path())?;
        let id = rotate(data.path(), now_ms())?;
        let looking = keep_current(&keys, data.path());
        let taken_up = async {
            while keys.ids().first() != Some(&id) {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! { () = looking => {}, () = taken_up => {} }
        assert_eq!(keys.ids().len(), 2);
        Ok(())
    }
}
