//! The tokens by which browsers of a shop's own team are told from shoppers: signed, for a day.
//! Any collector with the secret takes one; no store holds it.

use crate::token::{TokenError, TokenKeys};
use survey::{DAY, Millis};

/// How long a token may be used.
pub const LIFE: Millis = DAY;

/// A token of a shop, good until [`LIFE`] after `now`.
pub fn seal(keys: &TokenKeys, shop: &str, now: Millis) -> String {
    let expires = now + LIFE;
    let (id, mac) = keys.stamp(&message(shop, expires));
    format!("{id}.{expires}.{mac}")
}

/// Makes sure that a token is good.
///
/// # Errors
/// [`TokenError`] says why it is not.
pub fn check(keys: &TokenKeys, token: &str, shop: &str, now: Millis) -> Result<(), TokenError> {
    let parts: Vec<&str> = token.split('.').collect();
    let &[id, expires, mac] = parts.as_slice() else {
        return Err(TokenError::Foreign);
    };
    let expires: Millis = expires.parse().map_err(|_| TokenError::Foreign)?;
    if !keys.is_stamped(id, mac, &message(shop, expires)) {
        return Err(TokenError::Foreign);
    }
    match now < expires {
        true => Ok(()),
        false => Err(TokenError::Expired),
    }
}

fn message(shop: &str, expires: Millis) -> String {
    format!("test|{shop}|{expires}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_shop_and_its_day_alone() -> anyhow::Result<()> {
        let keys = TokenKeys::new(&[b"a secret for tests only".to_vec()])?;
        let token = seal(&keys, "pk_shop", 1_000);
        assert!(check(&keys, &token, "pk_shop", 1_000 + LIFE - 1).is_ok());
        let refused = |token: &str, shop, now| check(&keys, token, shop, now).err();
        assert_eq!(
            refused(&token, "pk_shop", 1_000 + LIFE),
            Some(TokenError::Expired)
        );
        assert_eq!(
            refused(&token, "pk_other", 1_000),
            Some(TokenError::Foreign)
        );
        let longer = token.replace(&(1_000 + LIFE).to_string(), &(2_000 + LIFE).to_string());
        assert_eq!(
            refused(&longer, "pk_shop", 1_000),
            Some(TokenError::Foreign)
        );
        assert_eq!(refused("", "pk_shop", 1_000), Some(TokenError::Foreign));
        Ok(())
    }
}
