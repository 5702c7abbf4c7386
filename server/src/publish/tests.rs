//! Tests of the publisher between a real store and real books.

use super::*;
use crate::import;
use crate::store::value::Param;
use std::io::Write;
use std::sync::Mutex;
use survey::prompt::EVERYBODY;
use survey::shop::{Shop, State};
use tracing::subscriber::DefaultGuard;

/// What is logged on this thread until the guard is dropped.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen(&self) -> DefaultGuard {
        let log = self.clone();
        let lines = tracing_subscriber::fmt().with_writer(move || log.clone());
        tracing::subscriber::set_default(lines.finish())
    }

    fn count(&self, words: &str) -> usize {
        let bytes = self.0.lock().expect("no panic before").clone();
        String::from_utf8(bytes)
            .expect("is text")
            .matches(words)
            .count()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic before").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn import(store: &Store, shop: &Shop) {
    store
        .write_blocking(|tx| import::put(tx, shop, 1))
        .expect("imports");
}

#[tokio::test]
async fn an_import_reaches_the_books_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store.clone(), books.clone());
    let mut shop = crate::sample::shop();
    import(&store, &shop);
    assert!(publisher.once().await.expect("publishes"));
    assert!(!publisher.once().await.expect("has no news"));
    let first = books.shop(&shop.key).expect("is known");
    let published = first.published().expect("reads");
    assert_eq!((first.version, &published.shop), (1, &shop));

    shop.prompts[0].0 = State::Paused;
    shop.prompts[1].1.sampling = 5_000;
    import(&store, &shop);
    assert!(publisher.once().await.expect("publishes"));
    let second = books.shop(&shop.key).expect("is known");
    assert_eq!(second.version, 2);
    let published = second.published().expect("reads");
    assert_eq!(published.shop.prompts[0].0, State::Paused);
    let id = &shop.prompts[1].1.id;
    let sampling = |version| second.prompt(id, version).map(|prompt| prompt.sampling);
    assert_eq!(sampling(1), Some(EVERYBODY), "the old version");
    assert_eq!(sampling(2), Some(5_000), "the new version");
    assert_eq!(sampling(3), None);
    assert!(second.prompt(&shop.prompts[0].1.id, 1).is_some());
}

#[tokio::test]
async fn a_draft_is_in_no_archive_and_an_unchanged_shop_keeps_its_book() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let books = Books::load(folder.path());
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

#[tokio::test]
async fn after_a_restart_only_what_changed_is_read_from_the_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let [mut one, other] = ["pk_one", "pk_other"].map(|key| Shop {
        key: key.into(),
        ..crate::sample::shop()
    });
    import(&store, &one);
    import(&store, &other);
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store.clone(), books.clone());
    publisher.once().await.expect("publishes");
    one.prompts[0].0 = State::Paused;
    import(&store, &one);

    // What is not read may as well be no book: nobody notices.
    put_book_text(&store, &other.key, "no book");
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store.clone(), books.clone());
    let log = Log::default();
    let _listening = log.listen();
    assert!(publisher.once().await.expect("publishes"));
    assert!(!publisher.once().await.expect("has no news"));
    let version = |shop: &Shop| books.shop(&shop.key).map(|book| book.version);
    assert_eq!((version(&one), version(&other)), (Some(2), Some(1)));
    assert_eq!(log.count("cannot be read"), 0);
}

#[tokio::test]
async fn a_copy_of_another_store_is_replaced_though_its_versions_are_the_same() {
    let [folder, another] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let mut shop = crate::sample::shop();
    let store = Store::open(folder.path()).expect("opens");
    import(&store, &shop);
    let mut publisher = Publisher::new(store, Books::load(folder.path()));
    publisher.once().await.expect("publishes");

    shop.prompts[0].0 = State::Paused;
    let store = Store::open(another.path()).expect("opens");
    store
        .write_blocking(|tx| import::put(tx, &shop, 2))
        .expect("imports");
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store, books.clone());
    assert!(publisher.once().await.expect("publishes"));
    let book = books.shop(&shop.key).expect("is known");
    let published = book.published().expect("reads");
    assert_eq!((book.version, published.shop), (1, shop));
}

#[tokio::test]
async fn a_store_that_lost_its_shops_does_not_take_the_books_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = crate::sample::shop();
    let store = Store::open(folder.path()).expect("opens");
    import(&store, &shop);
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store, books);
    publisher.once().await.expect("publishes");

    let log = Log::default();
    let _listening = log.listen();
    let empty = tempfile::tempdir().expect("a folder");
    let store = Store::open(empty.path()).expect("opens");
    // As after a restart: what is known is the copy on disk.
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store.clone(), books.clone());
    for _ in 0..3 {
        assert!(!publisher.once().await.expect("looks"));
    }
    assert_eq!(books.shop(&shop.key).expect("stays").version, 1);
    assert!(Books::load(folder.path()).shop(&shop.key).is_some());
    assert_eq!(log.count("the store has no shop"), 1);

    let other = Shop {
        key: "pk_other".into(),
        ..shop.clone()
    };
    import(&store, &other);
    assert!(publisher.once().await.expect("publishes"));
    assert!(books.shop(&other.key).is_some() && books.shop(&shop.key).is_none());
}

#[tokio::test]
async fn a_shop_that_cannot_be_read_keeps_its_book_and_holds_up_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("opens");
    let books = Books::load(folder.path());
    let mut publisher = Publisher::new(store.clone(), books.clone());
    let mut one = crate::sample::shop();
    let mut other = Shop {
        key: "pk_other".into(),
        ..one.clone()
    };
    import(&store, &one);
    import(&store, &other);
    publisher.once().await.expect("publishes");

    let log = Log::default();
    let _listening = log.listen();
    for shop in [&mut one, &mut other] {
        shop.prompts[0].0 = State::Paused;
        import(&store, shop);
    }
    let whole = book_text(&store, &one.key);
    put_book_text(&store, &one.key, &whole[1..]);
    assert!(publisher.once().await.expect("publishes the other"));
    let version = |shop: &Shop| books.shop(&shop.key).map(|book| book.version);
    assert_eq!((version(&one), version(&other)), (Some(1), Some(2)));
    assert!(!publisher.once().await.expect("has no news"));
    assert_eq!(log.count("the book of a shop cannot be read"), 1);
    assert_eq!(log.count("pk_other"), 0);

    put_book_text(&store, &one.key, &whole);
    assert!(publisher.once().await.expect("publishes"));
    assert_eq!(version(&one), Some(2));
}

fn book_text(store: &Store, key: &str) -> String {
    let newest = "SELECT json FROM books WHERE shop = ?1 ORDER BY version DESC LIMIT 1";
    let found = store.read_blocking(|reader| reader.first(newest, &[Param::Text(key)]));
    let mut row = found.expect("reads").expect("has a book");
    row.get(0).expect("is text")
}

fn put_book_text(store: &Store, key: &str, text: &str) {
    let newest = "UPDATE books SET json = ?2 WHERE shop = ?1
                  AND version = (SELECT max(version) FROM books WHERE shop = ?1)";
    store
        .write_blocking(|tx| tx.execute(newest, &[Param::Text(key), Param::Text(text)]))
        .expect("writes");
}
