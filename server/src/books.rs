//! What the collector knows of the shops: an immutable snapshot that the publisher replaces as a whole, with a copy on local disk. It never asks the store.

use crate::collector::encoded::Cache;
use anyhow::anyhow;
use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use survey::json::{Decoded, Json};
use survey::prompt::Prompt;
use survey::shop::Shop;

/// Name of the copy in the data directory.
pub(crate) const FILE: &str = "books.json";

/// One shop as published.
#[derive(Debug)]
pub struct ShopBook {
    /// The shop with its prompts in their newest version, in all languages.
    pub shop: Shop,
    /// The book's version; grows with every publish.
    pub version: u64,
    /// Every version of every prompt that was ever published, by id and version.
    /// Answers to paused and older prompts are checked against it.
    pub archive: HashMap<(String, u32), Arc<Prompt>>,
    /// Book responses, ready to send.
    pub(crate) books: Cache<crate::collector::book::Key>,
    /// Loader responses by their token, ready to send.
    pub(crate) loaders: Cache<(String, bool)>,
}

impl ShopBook {
    /// A shop's book of this version; `archive` holds every published prompt version.
    pub fn new(shop: Shop, version: u64, archive: impl IntoIterator<Item = Prompt>) -> Self {
        ShopBook {
            shop,
            version,
            archive: archive
                .into_iter()
                .map(|prompt| ((prompt.id.clone(), prompt.version), Arc::new(prompt)))
                .collect(),
            books: Cache::default(),
            loaders: Cache::default(),
        }
    }

    /// Whether any version of this prompt was ever published.
    pub fn knows_prompt(&self, id: &str) -> bool {
        self.archive.keys().any(|(known, _)| known == id)
    }

    fn decode(json: &Json) -> Decoded<Self> {
        Ok(ShopBook::new(
            json.field("shop", Shop::decode)?,
            json.field("version", Json::integer)?.unsigned_abs(),
            json.list("archive", Prompt::decode)?,
        ))
    }

    fn encode(&self) -> Json {
        let mut archive: Vec<_> = self.archive.iter().collect();
        archive.sort_by_key(|(key, _)| *key);
        Json::object([
            ("version", self.version.into()),
            ("shop", self.shop.encode()),
            (
                "archive",
                Json::array(archive.into_iter().map(|(_, prompt)| prompt.encode())),
            ),
        ])
    }
}

/// All shops at one moment. A shop that did not change may share its
/// [`ShopBook`] with the snapshot before, which keeps its responses ready.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The shops by their keys.
    pub shops: HashMap<String, Arc<ShopBook>>,
}

impl Snapshot {
    fn decode(json: &Json) -> Decoded<Self> {
        let shops = json.list("shops", ShopBook::decode)?;
        let by_key = |book: ShopBook| (book.shop.key.clone(), Arc::new(book));
        Ok(Snapshot {
            shops: shops.into_iter().map(by_key).collect(),
        })
    }

    fn encode(&self) -> Json {
        let mut shops: Vec<_> = self.shops.values().collect();
        shops.sort_by(|a, b| a.shop.key.cmp(&b.shop.key));
        Json::object([
            ("v", 1_i64.into()),
            ("shops", Json::array(shops.into_iter().map(|s| s.encode()))),
        ])
    }
}

/// The handle that requests read and the publisher writes; clones share one snapshot.
#[derive(Clone, Debug)]
pub struct Books {
    current: Arc<ArcSwap<Snapshot>>,
    file: Arc<PathBuf>,
}

impl Books {
    /// Starts with the copy in the data directory, or empty if there is none. One that
    /// cannot be read is no reason not to start: the store has it all, and the next
    /// publish writes it again.
    pub fn load(data: &Path) -> Self {
        let file = data.join(FILE);
        let snapshot = read(&file).unwrap_or_else(|error| {
            tracing::error!(
                file = %file.display(),
                error = format!("{error:#}"),
                "the copy of the books cannot be read; starting without it, the store writes it again"
            );
            Snapshot::default()
        });
        Books {
            current: Arc::new(ArcSwap::from_pointee(snapshot)),
            file: Arc::new(file),
        }
    }

    /// The shops as they are now; later publishes do not change what is returned.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// One shop.
    pub fn shop(&self, key: &str) -> Option<Arc<ShopBook>> {
        self.current.load().shops.get(key).cloned()
    }

    /// Replaces all shops at once and writes the copy on disk. A copy that
    /// cannot be written is logged; requests see the new books all the same.
    pub fn publish(&self, snapshot: Snapshot) {
        let copy = snapshot.encode();
        self.current.store(Arc::new(snapshot));
        if let Err(error) = write(&self.file, &copy) {
            tracing::error!(%error, "the copy of the books could not be written");
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Snapshot> {
    let bytes = match fs::read(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Snapshot::default());
        }
        bytes => bytes?,
    };
    let json: Json = serde_json::from_slice(&bytes)?;
    Snapshot::decode(&json).map_err(|error| anyhow!("{error}"))
}

/// Writes beside the old copy and renames, so that a crash leaves one or the other.
fn write(path: &Path, copy: &Json) -> anyhow::Result<()> {
    let new = path.with_extension("json.new");
    let mut file = File::create(&new)?;
    file.write_all(&serde_json::to_vec(copy)?)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    fn snapshot(version: u64) -> anyhow::Result<Snapshot> {
        let json: Json = serde_json::from_str(include_str!("../testdata/shop.json"))?;
        let shop = Shop::decode(&json).map_err(|error| anyhow!("{error}"))?;
        let mut archive: Vec<_> = shop.prompts.iter().map(|(_, p)| p.clone()).collect();
        // An older version of the first prompt, as it was published before.
        let mut older = archive[0].clone();
        older.version += 7;
        archive.push(older);
        let book = Arc::new(ShopBook::new(shop, version, archive));
        Ok(Snapshot {
            shops: HashMap::from([(book.shop.key.clone(), book)]),
        })
    }

    #[test]
    fn published_books_are_there_after_a_restart() -> anyhow::Result<()> {
        let data = tempfile::tempdir()?;
        let books = Books::load(data.path());
        assert!(books.shop("pk_test").is_none());
        books.publish(snapshot(4)?);
        books.publish(snapshot(5)?);
        let again = Books::load(data.path());
        let (before, after) = (books.shop("pk_test"), again.shop("pk_test"));
        let (before, after) = before.zip(after).context("both know the shop")?;
        assert_eq!(after.version, 5);
        assert_eq!(after.shop, before.shop);
        assert_eq!(after.archive, before.archive);
        assert_eq!(after.archive.len(), 5);
        Ok(())
    }

    #[test]
    fn who_holds_a_snapshot_keeps_it_when_new_books_are_published() -> anyhow::Result<()> {
        let data = tempfile::tempdir()?;
        let books = Books::load(data.path());
        books.publish(snapshot(4)?);
        let held = books.snapshot();
        books.publish(snapshot(5)?);
        let version = |s: &Snapshot| s.shops.get("pk_test").map(|book| book.version);
        assert_eq!(
            (version(&held), version(&books.snapshot())),
            (Some(4), Some(5))
        );
        Ok(())
    }

    #[test]
    fn a_damaged_copy_does_not_stop_the_start_and_is_written_again() -> anyhow::Result<()> {
        for damaged in ["{\"shops\":[", "", "{\"v\":1,\"shops\":[7]}", "\u{0}\u{0}"] {
            let data = tempfile::tempdir()?;
            fs::write(data.path().join(FILE), damaged)?;
            let books = Books::load(data.path());
            assert!(books.snapshot().shops.is_empty());
            books.publish(snapshot(4)?);
            assert!(Books::load(data.path()).shop("pk_test").is_some());
        }
        Ok(())
    }
}
