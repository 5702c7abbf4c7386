//! Waiting for a condition with a deadline. Tests wait for what they want to see, never for a length of time.

use anyhow::{Result, bail};
use std::future::Future;
use std::time::{Duration, Instant};

/// How long a condition may take. Generous, because a test machine may be busy; a
/// passing test never waits that long.
pub const DEADLINE: Duration = Duration::from_secs(40);
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);

/// Looks until there is something to see, and returns it.
///
/// # Errors
/// When `look` fails, or saw nothing for [`DEADLINE`].
pub async fn until<T, F>(what: &str, look: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    until_within(DEADLINE, what, look).await
}

/// The same for what may rightly take a while: on Redis, entries that a killed drain had
/// claimed are taken over only when they have lain idle for some time.
///
/// # Errors
/// When `look` fails, or saw nothing for three times [`DEADLINE`].
pub async fn until_late<T, F>(what: &str, look: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    until_within(DEADLINE * 3, what, look).await
}

async fn until_within<T, F>(
    deadline: Duration,
    what: &str,
    mut look: impl FnMut() -> F,
) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if start.elapsed() > deadline {
            bail!("waited {deadline:?} in vain for: {what}");
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
