//! The publisher: carries books from the store to the collector. It is the only thing
//! that knows both; the collector never asks the store.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use crate::books::{Books, Edition, Published, Sealed, Snapshot};
use crate::store::{Connection, Store, StoreError, shops};

/// How often the store is asked whether there are new books.
const EVERY: Duration = Duration::from_secs(1);

/// Watches the store and publishes what is new.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    books: Books,
    /// The versions of the books that are known to be this store's. Empty at first, because
    /// the copy from disk may be of another store.
    taken: Versions,
    /// What is known to be amiss, so that it is said once per trouble, not every second.
    amiss: Amiss,
}

/// Shops with the versions of their books.
type Versions = HashMap<String, u64>;

#[derive(Debug, Default)]
struct Amiss {
    /// The store lost its shops.
    is_empty: bool,
    /// Shops whose books cannot be read.
    unreadable: BTreeSet<String>,
}

/// What one look at the store brought.
#[derive(Debug, Default)]
struct Look {
    /// Everything that shall be in use from now on.
    snapshot: Snapshot,
    /// The versions in it that are the store's.
    taken: Versions,
    /// Whether it is anything else than what is in use.
    is_news: bool,
    /// Whether the store has no shop at all.
    is_empty: bool,
    /// Shops that keep the book they have, because the store cannot give theirs.
    unreadable: Vec<(String, StoreError)>,
}

impl Publisher {
    /// A publisher from this store to these books.
    pub fn new(store: Store, books: Books) -> Self {
        Self {
            store,
            books,
            taken: Versions::new(),
            amiss: Amiss::default(),
        }
    }

    /// Publishes if any book is new. Returns whether it did.
    ///
    /// # Errors
    /// If the store fails; the books stay as they are.
    pub async fn once(&mut self) -> Result<bool, StoreError> {
        let in_use = self.books.snapshot();
        let had_shops = !in_use.shops.is_empty();
        let taken = self.taken.clone();
        let look = self.store.read(move |c| look(c, &taken, &in_use)).await?;
        if look.is_empty && had_shops {
            self.say_empty();
            return Ok(false);
        }
        self.amiss.is_empty = false;
        self.say_unreadable(look.unreadable);
        if look.is_news {
            let books = self.books.clone();
            // Publishing writes a copy to disk, which is no work for an actix worker.
            tokio::task::spawn_blocking(move || books.publish(look.snapshot))
                .await
                .map_err(|_| StoreError::CutOff)?;
        }
        self.taken = look.taken;
        Ok(look.is_news)
    }

    /// Shops are never taken out of a store one by one, so a store without any was lost
    /// or emptied. That must not take the books out of every shop as well.
    fn say_empty(&mut self) {
        if !self.amiss.is_empty {
            tracing::error!(
                "the store has no shop, but the books have; they stay in use. Restore it from a backup, or import the shops again"
            );
        }
        self.amiss.is_empty = true;
    }

    fn say_unreadable(&mut self, unreadable: Vec<(String, StoreError)>) {
        let mut known = std::mem::take(&mut self.amiss.unreadable);
        for (shop, error) in unreadable {
            if !known.remove(&shop) {
                tracing::error!(shop, %error, "the book of a shop cannot be read; its last one stays in use");
            }
            self.amiss.unreadable.insert(shop);
        }
    }

    /// Publishes for ever. While the store fails, the last books stay in use.
    pub async fn run(mut self) {
        let mut failing = false;
        loop {
            match self.once().await {
                Ok(_) => failing = false,
                Err(error) => {
                    // Said once per trouble, not every second.
                    if !failing {
                        tracing::error!(%error, "books cannot be read; the last ones stay in use");
                    }
                    failing = true;
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}

/// Compares the store with what was taken from it before and with what is in use.
fn look(store: &Connection, taken: &Versions, in_use: &Snapshot) -> Result<Look, StoreError> {
    let versions = shops::book_versions(store)?;
    let mut look = Look {
        is_empty: versions.is_empty(),
        ..Look::default()
    };
    for (key, version) in versions {
        // A shop that did not change keeps its responses ready.
        let mut kept = in_use.shops.get(&key).map(Arc::clone);
        let is_readable = kept.as_ref().is_none_or(|book| !book.is_unreadable());
        let is_taken = is_readable && taken.get(&key) == Some(&version);
        if is_taken || is_readable && is_of_store(store, kept.as_deref(), version)? {
            look.taken.insert(key.clone(), version);
        } else {
            match book(store, &key) {
                Ok(book) => {
                    kept = book.map(Arc::new);
                    look.is_news = true;
                    look.taken.insert(key.clone(), version);
                }
                // It holds up none of the others, and is tried again each time.
                Err(error) => look.unreadable.push((key.clone(), error)),
            }
        }
        if let Some(book) = kept {
            look.snapshot.shops.insert(key, book);
        }
    }
    let shops = &look.snapshot.shops;
    look.is_news |= in_use.shops.keys().any(|key| !shops.contains_key(key));
    Ok(look)
}

/// Whether a book, perhaps from the copy on disk, is this version of this very store.
fn is_of_store(
    store: &Connection,
    book: Option<&Sealed>,
    version: u64,
) -> Result<bool, StoreError> {
    let Some(book) = book.filter(|book| book.edition.version == version) else {
        return Ok(false);
    };
    let published_at = shops::published_at(store, &book.key, version)?;
    Ok(published_at == Some(book.edition.published_at))
}

/// A shop's current book, with every version of every prompt that was ever published.
fn book(store: &Connection, key: &str) -> Result<Option<Sealed>, StoreError> {
    let Some((version, shop)) = shops::current_book(store, key)? else {
        return Ok(None);
    };
    let mut archive = shops::published_versions(store, key)?;
    let newest = shop.prompts.iter();
    let newest = newest.map(|(_, prompt)| (prompt.id.clone(), prompt.version));
    let drafts = newest
        .filter(|prompt| !archive.remove(prompt))
        .map(|(id, _)| id)
        .collect();
    let mut older = Vec::new();
    for (id, version) in archive {
        older.extend(shops::published_prompt(store, key, &id, version)?);
    }
    let published_at = shops::published_at(store, key, version)?;
    let edition = Edition {
        version,
        published_at: published_at.unwrap_or_default(),
    };
    let published = Published {
        shop,
        drafts,
        older,
    };
    let unreadable = |error| StoreError::unreadable(format!("the book of {key}"), error);
    Sealed::pack(&published, edition)
        .map(Some)
        .map_err(unreadable)
}

#[cfg(test)]
mod tests;
