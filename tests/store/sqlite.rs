//! What only the store in a file promises: who may read it, what survives, what is refused.

use rusqlite::Connection;
use tillside_server::store::value::FromDatum;
use tillside_server::store::{FILE, Store, StoreError};

fn pragma<T: FromDatum>(store: &Store, name: &str) -> T {
    let asked = store.write_blocking::<_, StoreError>(|tx| {
        let row = tx.first(&format!("PRAGMA {name}"), &[])?;
        row.expect("the pragma is known").get(0)
    });
    asked.expect("reads")
}

#[test]
fn a_store_is_opened_durable_and_may_be_opened_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("made/when/missing");
    let store = Store::open(data.as_path()).expect("a new store opens");
    assert_eq!(pragma::<String>(&store, "journal_mode"), "wal");
    assert_eq!(pragma::<i64>(&store, "synchronous"), 2, "2 is FULL");
    assert_eq!(pragma::<i64>(&store, "secure_delete"), 1);
    assert_eq!(pragma::<i64>(&store, "foreign_keys"), 1);
    drop(store);
    let store = Store::open(data.as_path()).expect("an old store opens");
    assert!(pragma::<i64>(&store, "user_version") > 0);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_store() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let _open = Store::open(folder.path()).expect("opens");
    for entry in std::fs::read_dir(folder.path()).expect("lists") {
        let entry = entry.expect("is there");
        let mode = entry.metadata().expect("has facts").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?}", entry.file_name());
    }
}

#[test]
fn a_store_that_must_be_there_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let mistyped = folder.path().join("dta");
    let refused = Store::open_existing(mistyped.as_path()).expect_err("is refused");
    assert!(refused.to_string().contains("--data"), "{refused}");
    assert!(!mistyped.exists());
    drop(Store::open(mistyped.as_path()).expect("a new store opens"));
    Store::open_existing(mistyped.as_path()).expect("an old store opens");
}

#[test]
fn a_newer_store_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Store::open(folder.path()).expect("a new store opens"));
    let connection = Connection::open(folder.path().join(FILE)).expect("opens");
    connection
        .pragma_update(None, "user_version", 99)
        .expect("may be set");
    drop(connection);
    let refused = Store::open(folder.path()).expect_err("is refused");
    assert!(refused.to_string().contains("version 99"), "{refused}");
}
