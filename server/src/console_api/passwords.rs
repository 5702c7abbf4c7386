//! Hashing and checking passwords: argon2id with OWASP's costs, never more than a few at once,
//! because each takes 19 MiB and a core for a while.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::errors::{Code, Problem};

/// Whoever comes while so many are at work waits.
static AT_WORK: Semaphore = Semaphore::const_new(2);

/// The hash of a password that nobody knows, for whoever is nobody: it costs the same.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$PW0j0kPTVYcyHCG8ZzkCjg$\
    pg66YMZcg4F0lgq7Y7XgkvsGMazNIeggs/oD1VBlRN4";

/// The hash to keep of a password, with its salt and costs.
///
/// # Errors
/// `internal` if the system gives no randomness.
pub async fn hash(password: String) -> Result<String, Problem> {
    at_work(move || {
        let hashed = Argon2::default().hash_password(password.as_bytes());
        hashed.ok().map(|hash| hash.to_string())
    })
    .await?
    .ok_or_else(|| Problem::new(Code::Internal, "The password could not be hashed."))
}

/// Whether a password has this hash. Where there is none it takes as long, and is wrong.
///
/// # Errors
/// `internal` if the thread was lost.
pub async fn is_right(password: String, hash: Option<String>) -> Result<bool, Problem> {
    at_work(move || {
        let told = hash.as_deref().unwrap_or(NOBODY);
        let verified = Argon2::default().verify_password(password.as_bytes(), told);
        verified.is_ok() && hash.is_some()
    })
    .await
}

async fn at_work<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let _place = AT_WORK.acquire().await.map_err(|_| cut_off())?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| cut_off())
}

fn cut_off() -> Problem {
    Problem::new(Code::Internal, "Work on the password was cut off.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::phc::PasswordHash;

    #[test]
    fn nobody_s_hash_costs_what_a_new_one_costs() {
        let hash = Argon2::default().hash_password(b"a long password");
        let new = hash.expect("hashes");
        let nobody = PasswordHash::new(NOBODY).expect("is a hash");
        assert_eq!(nobody.algorithm, new.algorithm);
        assert_eq!(nobody.version, new.version);
        assert_eq!(nobody.params, new.params);
        let lengths = |h: &PasswordHash| h.hash.map(|hash| hash.len());
        assert_eq!(lengths(&nobody), lengths(&new));
    }

    #[actix_web::test]
    async fn a_password_is_right_or_wrong_and_nobody_has_none() {
        let hash = hash("correct horse".to_owned()).await.expect("hashes");
        assert!(!hash.contains("horse"));
        for (typed, hash, right) in [
            ("correct horse", Some(hash.clone()), true),
            ("correct horsf", Some(hash), false),
            ("correct horse", None, false),
        ] {
            let found = is_right(typed.to_owned(), hash).await;
            assert_eq!(found.expect("works"), right);
        }
    }
}
