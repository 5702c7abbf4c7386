//! The copy of the books as releases before `books.log` wrote it: one JSON file. It is read once, and gone when the new one is written.

use super::Snapshot;
use super::packed::Published;
use super::shop_book::{Edition, Sealed};
use anyhow::{Result, anyhow};
use std::path::Path;
use std::sync::Arc;
use survey::json::{Decoded, Json};
use survey::prompt::Prompt;
use survey::shop::Shop;

/// Its name in the data directory.
pub(crate) const FILE: &str = "books.json";

/// Reads it.
///
/// # Errors
/// When it cannot be read, or a book in it.
pub(super) fn read(file: &Path) -> Result<Snapshot> {
    let json: Json = serde_json::from_slice(&std::fs::read(file)?)?;
    let shops = json.list("shops", book);
    let shops = shops.map_err(|error| anyhow!("{error}"))?;
    let sealed = shops.iter().map(|(published, version)| {
        // When it was published nobody wrote down, so the store is asked for it once more.
        let edition = Edition {
            version: *version,
            published_at: 0,
        };
        let sealed = Sealed::pack(published, edition)?;
        Ok((sealed.key.clone(), Arc::new(sealed)))
    });
    Ok(Snapshot {
        shops: sealed.collect::<Result<_>>()?,
    })
}

fn book(json: &Json) -> Decoded<(Published, u64)> {
    let shop = json.field("shop", Shop::decode)?;
    let mut archive = json.list("archive", Prompt::decode)?;
    let is_published = |prompt: &Prompt| archive.iter().any(|known| is_same(known, prompt));
    let newest = shop.prompts.iter().map(|(_, prompt)| prompt);
    let drafts = newest
        .filter(|prompt| !is_published(prompt))
        .map(|prompt| prompt.id.clone())
        .collect();
    archive.retain(|known| {
        !shop
            .prompts
            .iter()
            .any(|(_, prompt)| is_same(known, prompt))
    });
    let version = json.field("version", Json::integer)?.unsigned_abs();
    let published = Published {
        shop,
        drafts,
        older: archive,
    };
    Ok((published, version))
}

/// A published version never changes.
fn is_same(one: &Prompt, other: &Prompt) -> bool {
    one.id == other.id && one.version == other.version
}
