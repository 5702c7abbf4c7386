//! Previews: a draft that travels in its own address, signed, for a quarter of an hour. Any collector with the secret serves it; no store and no memory holds it.

use crate::strings;
use crate::token::{TokenError, TokenKeys};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;
use survey::Millis;
use survey::book::Book;
use survey::json::Json;
use survey::prompt::{Cap, EVERYBODY, Prompt, Schedule};
use survey::shop::{Quiet, Shop, State};
use survey::trigger::Trigger;

/// How long a preview may be opened.
pub const LIFE: Millis = 15 * 60 * 1000;
/// The most characters of a token. Addresses of this length pass every browser and proxy.
pub const LONGEST: usize = 6_000;
/// The version of every draft in a preview. Published ones count from 1, so no event can
/// claim to be of a published version because a preview was seen.
const VERSION: u32 = 0;

/// The token of a draft, good until [`LIFE`] after `now`; `None` where it would be too long.
pub fn seal(keys: &TokenKeys, shop: &str, draft: &Prompt, now: Millis) -> Option<String> {
    let draft = serde_json::to_vec(&draft.encode()).ok()?;
    let mut deflated = Vec::new();
    DeflateEncoder::new(draft.as_slice(), Compression::best())
        .read_to_end(&mut deflated)
        .ok()?;
    let (expires, draft) = (now + LIFE, URL_SAFE_NO_PAD.encode(deflated));
    let (id, mac) = keys.stamp(&message(shop, expires, &draft));
    let token = format!("{id}.{expires}.{draft}.{mac}");
    (token.len() <= LONGEST).then_some(token)
}

/// The draft in a token. Nothing of it is read before it is known to be ours.
///
/// # Errors
/// [`TokenError`] says why it is not shown.
pub fn open(keys: &TokenKeys, token: &str, shop: &str, now: Millis) -> Result<Prompt, TokenError> {
    let parts: Vec<&str> = token.split('.').collect();
    let &[id, expires, draft, mac] = parts.as_slice() else {
        return Err(TokenError::Foreign);
    };
    let expires: Millis = expires.parse().map_err(|_| TokenError::Foreign)?;
    if !keys.is_stamped(id, mac, &message(shop, expires, draft)) {
        return Err(TokenError::Foreign);
    }
    if now >= expires {
        return Err(TokenError::Expired);
    }
    // What another version of this program signed may be beyond this one.
    read(draft).ok_or(TokenError::Foreign)
}

fn message(shop: &str, expires: Millis, draft: &str) -> String {
    format!("preview|{shop}|{expires}|{draft}")
}

fn read(draft: &str) -> Option<Prompt> {
    let deflated = URL_SAFE_NO_PAD.decode(draft).ok()?;
    let json: Json = serde_json::from_reader(DeflateDecoder::new(deflated.as_slice())).ok()?;
    Prompt::decode(&json).ok()
}

/// The book of nothing but this draft, as the shop looks and in its language. It carries
/// no token, so no event can refer to it.
pub fn book(shop: &Shop, version: u64, draft: Prompt, lang: &str) -> Json {
    let lang = shop.language_for(lang);
    let alone = Shop {
        prompts: vec![(State::Live, at_once(draft))],
        quiet: Quiet::default(),
        ..shop.clone()
    };
    let strings = strings::for_language(lang);
    let mut book = Book::of(&alone, version, lang, None, String::new(), strings).encode();
    if let Json::Object(members) = &mut book {
        members.push(("preview".to_owned(), true.into()));
    }
    book
}

/// The draft for anybody, anywhere, at once and as often as it is opened. What it says
/// and where it stands on the page is left as it is.
fn at_once(draft: Prompt) -> Prompt {
    Prompt {
        version: VERSION,
        steps: Vec::new(),
        trigger: Trigger::Time(0),
        targeting: Vec::new(),
        cap: Cap {
            times: 0,
            every_days: 0,
            until_answered: false,
            stop_at: None,
        },
        sampling: EVERYBODY,
        experiment: draft
            .experiment
            .map(|experiment| survey::experiment::Experiment {
                holdout: 0,
                ..experiment
            }),
        schedule: Schedule::default(),
        ..draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use anyhow::{Context, Result, anyhow};
    use survey::context::{Context as Moment, Signals};

    const NOW: Millis = 1_790_000_000_000;

    fn keys(secret: &str) -> Result<TokenKeys> {
        TokenKeys::new(&[secret.as_bytes().to_vec()])
    }

    fn draft() -> Result<Prompt> {
        let prompts = sample::shop().prompts;
        let found = prompts.into_iter().find(|(_, prompt)| prompt.id == "why");
        found.map(|(_, prompt)| prompt).context("the sample has it")
    }

    #[test]
    fn a_draft_comes_out_as_it_went_in_for_a_quarter_of_an_hour() -> Result<()> {
        let (keys, draft) = (keys("0123456789abcdef")?, draft()?);
        let token = seal(&keys, "pk_demo", &draft, NOW).context("is short")?;
        let opened = |now| open(&keys, &token, "pk_demo", now);
        assert_eq!(opened(NOW + LIFE - 1), Ok(draft));
        assert_eq!(opened(NOW + LIFE), Err(TokenError::Expired));
        Ok(())
    }

    #[test]
    fn a_preview_is_bound_to_its_shop_expiry_draft_and_secret() -> Result<()> {
        let (ours, draft) = (keys("0123456789abcdef")?, draft()?);
        let token = seal(&ours, "pk_demo", &draft, NOW).context("is short")?;
        let foreign = Err(TokenError::Foreign);
        assert_eq!(open(&ours, &token, "pk_other", NOW), foreign);
        let theirs = keys("another secret, long enough")?;
        assert_eq!(open(&theirs, &token, "pk_demo", NOW), foreign);
        let expiry = (NOW + LIFE).to_string();
        let longer = token.replace(&expiry, &(NOW + 2 * LIFE).to_string());
        assert_eq!(open(&ours, &longer, "pk_demo", NOW), foreign);
        for at in [0, token.len() / 2, token.len() - 1] {
            let mut bent = token.clone().into_bytes();
            bent[at] = if bent[at] == b'a' { b'b' } else { b'a' };
            let bent = String::from_utf8(bent)?;
            assert_eq!(open(&ours, &bent, "pk_demo", NOW), foreign, "{bent}");
        }
        for junk in ["", "...", "a.b.c", &token[..token.len() - 4]] {
            assert_eq!(open(&ours, junk, "pk_demo", NOW), foreign, "{junk}");
        }
        Ok(())
    }

    #[test]
    fn neither_kind_of_token_is_taken_for_the_other() -> Result<()> {
        let (keys, draft) = (keys("0123456789abcdef")?, draft()?);
        let preview = seal(&keys, "pk_demo", &draft, NOW).context("is short")?;
        let book = keys.sign("pk_demo", 12, NOW);
        let foreign = TokenError::Foreign;
        assert_eq!(keys.verify(&preview, "pk_demo", NOW), Err(foreign));
        assert_eq!(open(&keys, &book, "pk_demo", NOW), Err(foreign));
        Ok(())
    }

    #[test]
    fn a_preview_asks_at_once_whoever_looks_at_it() -> Result<()> {
        let unwilling = sample::domain(serde_json::json!({
            "id": "why", "version": 4, "steps": ["checkout"], "sampling": 0,
            "question": {"kind": "text", "text": {"en": "Why?"}},
            "trigger": {"scroll": 100}, "targeting": [{"added_to_cart": true}],
            "cap": {"times": 1}, "schedule": {"until": 5},
            "experiment": {"id": "e", "holdout": 10_000},
        }));
        let draft = Prompt::decode(&unwilling).map_err(|error| anyhow!("{error}"))?;
        let book = book(&sample::shop(), 7, draft, "en");
        assert_eq!(book.get("preview"), Some(&Json::Bool(true)));
        let book = Book::decode(&book).map_err(|error| anyhow!("{error}"))?;
        assert_eq!((book.token.as_str(), book.prompts[0].version), ("", 0));
        let moment = Moment {
            step: "product".to_owned(),
            signals: Signals::default(),
            ..Moment::default()
        };
        let decision = survey::decide::decide(&book, &moment, NOW);
        let asked = survey::decide::Act::Ask {
            prompt: 0,
            variant: None,
        };
        assert_eq!(decision.act, asked);
        Ok(())
    }
}
