//! The publisher: carries books from the store to the collector. It is the only thing
//! that knows both; the collector never asks the store.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use crate::books::{Books, ShopBook, Snapshot};
use crate::store::{Store, StoreError, shops};

/// How often the store is asked whether there are new books.
const EVERY: Duration = Duration::from_secs(1);

/// Watches the store and publishes what is new.
#[derive(Debug)]
pub struct Publisher {
    store: Store,
    books: Books,
    /// What was published last, with the versions the store had. Empty at first, so that
    /// the copy from disk, which may be of another store, is replaced in any case.
    last: Option<(Vec<(String, u64)>, Snapshot)>,
}

impl Publisher {
    /// A publisher from this store to these books.
    pub fn new(store: Store, books: Books) -> Self {
        Self {
            store,
            books,
            last: None,
        }
    }

    /// Publishes if any book is new. Returns whether it did.
    ///
    /// # Errors
    /// If the store fails; the books stay as they are.
    pub async fn once(&mut self) -> Result<bool, StoreError> {
        let last = self.last.clone();
        let Some((versions, snapshot)) = self.store.read(move |c| news(c, last.as_ref())).await?
        else {
            return Ok(false);
        };
        let books = self.books.clone();
        let published = snapshot.clone();
        // Publishing writes a copy to disk, which is no work for an actix worker.
        tokio::task::spawn_blocking(move || books.publish(published))
            .await
            .map_err(|_| StoreError::CutOff)?;
        self.last = Some((versions, snapshot));
        Ok(true)
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

type Published = (Vec<(String, u64)>, Snapshot);

/// The books of the store, unless their versions are those of `last`.
fn news(store: &Connection, last: Option<&Published>) -> Result<Option<Published>, StoreError> {
    let versions = shops::book_versions(store)?;
    if last.is_some_and(|(known, _)| *known == versions) {
        return Ok(None);
    }
    let mut snapshot = Snapshot {
        shops: HashMap::new(),
    };
    for (key, version) in &versions {
        // A shop that did not change keeps its responses ready.
        let unchanged = last
            .and_then(|(_, last)| last.shops.get(key))
            .filter(|book| book.version == *version);
        let book = match unchanged {
            Some(book) => Some(Arc::clone(book)),
            None => book(store, key)?.map(Arc::new),
        };
        if let Some(book) = book {
            snapshot.shops.insert(key.clone(), book);
        }
    }
    Ok(Some((versions, snapshot)))
}

/// A shop's current book, with every version of every prompt that was ever published.
fn book(store: &Connection, key: &str) -> Result<Option<ShopBook>, StoreError> {
    let Some((version, shop)) = shops::current_book(store, key)? else {
        return Ok(None);
    };
    let archive = shops::prompts(store, key)?
        .into_iter()
        .filter(|stored| stored.published)
        .map(|stored| stored.prompt);
    Ok(Some(ShopBook::new(shop, version, archive)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use survey::shop::{Shop, State};

    fn import(store: &Store, shop: &Shop) {
        store
            .write_blocking(|tx| import::put(tx, shop, 1))
            .expect("imports");
    }

    #[tokio::test]
    async fn an_import_reaches_the_books_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        let books = Books::load(folder.path()).expect("loads");
        let mut publisher = Publisher::new(store.clone(), books.clone());
        let mut shop = crate::sample::shop();
        import(&store, &shop);
        assert!(publisher.once().await.expect("publishes"));
        assert!(!publisher.once().await.expect("has no news"));
        let first = books.shop(&shop.key).expect("is known");
        assert_eq!((first.version, &first.shop), (1, &shop));

        shop.prompts[0].0 = State::Paused;
        shop.prompts[1].1.sampling = 5_000;
        import(&store, &shop);
        assert!(publisher.once().await.expect("publishes"));
        let second = books.shop(&shop.key).expect("is known");
        assert_eq!(second.version, 2);
        assert_eq!(second.shop.prompts[0].0, State::Paused);
        let id = &shop.prompts[1].1.id;
        assert!(
            second.archive.contains_key(&(id.clone(), 1)),
            "the old version"
        );
        assert!(
            second.archive.contains_key(&(id.clone(), 2)),
            "the new version"
        );
        assert!(
            second
                .archive
                .contains_key(&(shop.prompts[0].1.id.clone(), 1))
        );
    }

    #[tokio::test]
    async fn a_draft_is_in_no_archive_and_an_unchanged_shop_keeps_its_book() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        let books = Books::load(folder.path()).expect("loads");
        let mut publisher = Publisher::new(store.clone(), books.clone());
        let mut draft = crate::sample::shop();
        draft.prompts[0].0 = State::Draft;
        let other = Shop {
            key: "pk_other".into(),
            ..crate::sample::shop()
        };
        import(&store, &draft);
        import(&store, &other);
        publisher.once().await.expect("publishes");
        assert!(
            !books
                .shop(&draft.key)
                .expect("is known")
                .knows_prompt(&draft.prompts[0].1.id)
        );
        let before = books.shop("pk_other").expect("is known");

        draft.prompts[0].0 = State::Live;
        import(&store, &draft);
        publisher.once().await.expect("publishes");
        assert!(
            books
                .shop(&draft.key)
                .expect("is known")
                .knows_prompt(&draft.prompts[0].1.id)
        );
        let after = books.shop("pk_other").expect("is known");
        assert!(Arc::ptr_eq(&before, &after));
    }
}
