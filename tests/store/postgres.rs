//! What only the store in PostgreSQL can meet: a secret in its address, a database that is not
//! fit, a server that goes away, and text that PostgreSQL refuses.

use std::time::{Duration, Instant};

use tillside_server::config::Secret;
use tillside_server::store::value::Param;
use tillside_server::store::{Store, StoreError, StorePlace, numbers};
use tillside_tests::postgres_server::{self, PostgresServer, say};

use crate::place::{Kind, Place};

fn at(url: &str) -> StorePlace {
    StorePlace::Postgres(Secret::new(url))
}

fn refusal(url: &str) -> String {
    let refused = Store::open_existing(at(url)).expect_err("is refused");
    let told = refused.to_string();
    assert!(!told.contains("hunter2"), "{told}");
    told
}

#[test]
fn a_store_that_must_be_there_is_not_made() {
    let url = postgres_server::database().expect("a database");
    let told = refusal(&url);
    assert!(told.contains("tillside migrate"), "{told}");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(say(&url, tables).expect("reads"), "0");
    drop(Store::open(at(&url)).expect("makes it"));
    Store::open_existing(at(&url)).expect("is there");
}

#[test]
fn a_database_that_is_not_there_or_not_fit_is_refused_in_words_without_the_password() {
    let url = postgres_server::database().expect("a database");
    let absent = url.replace("?host=/", "?host=/nowhere/");
    assert!(refusal(&absent).contains("/nowhere/"));
    let (front, back) = url.split_once('?').expect("has a host");
    let unknown = format!("{front}x?{back}");
    assert!(refusal(&unknown).contains("does not exist"));
    let latin = format!("{front}latin?{back}");
    let name = front.rsplit('/').next().expect("has a name");
    let make =
        format!("CREATE DATABASE {name}latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    say(&url, &make).expect("makes it");
    assert!(refusal(&latin).contains("ENCODING 'UTF8'"));
}

#[test]
fn a_newer_store_is_refused() {
    let url = postgres_server::database().expect("a database");
    drop(Store::open(at(&url)).expect("makes it"));
    say(&url, "UPDATE schema_version SET version = 99").expect("writes");
    let told = refusal(&url);
    assert!(told.contains("version 99"), "{told}");
}

#[test]
fn nothing_is_taken_for_committed_that_could_go_with_the_power() {
    let url = postgres_server::database().expect("a database");
    let off = format!("{url}&options=-c%20synchronous_commit%3Doff");
    let store = Store::open(at(&off)).expect("opens");
    let setting = store
        .read_blocking(|c| c.first("SHOW synchronous_commit", &[]))
        .expect("reads");
    let setting: String = setting.expect("is set").get(0).expect("is text");
    assert_eq!(setting, "on");
}

#[test]
fn a_write_that_another_got_in_the_way_of_is_done_again() {
    let place = Place::new(Kind::Postgres);
    let (one, other) = (place.store.clone(), place.opened_again());
    let meet = std::sync::Barrier::new(2);
    let tries = std::sync::atomic::AtomicU32::new(0);
    // Each holds one of two rows and wants the other: PostgreSQL ends one of them.
    let cross = |store: &Store, fates: [&'static str; 2]| {
        let first = std::sync::atomic::AtomicBool::new(true);
        let crossed = store.write_blocking::<_, StoreError>(|tx| {
            tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            numbers::count_fates(tx, &[(fates[0], 1)].into())?;
            if first.swap(false, std::sync::atomic::Ordering::Relaxed) {
                meet.wait();
            }
            numbers::count_fates(tx, &[(fates[1], 1)].into())
        });
        crossed.expect("goes well in the end");
    };
    std::thread::scope(|scope| {
        scope.spawn(|| cross(&one, ["stored", "erased"]));
        scope.spawn(|| cross(&other, ["erased", "stored"]));
    });
    assert!(tries.into_inner() > 2, "nobody got in the way");
    let counted = "SELECT CAST(sum(n) AS BIGINT) FROM fates";
    assert_eq!(place.count(counted), 4);
}

#[test]
fn a_text_that_postgres_has_no_place_for_holds_up_nothing() {
    let place = Place::new(Kind::Postgres);
    let written = place.store.write_blocking::<_, StoreError>(|tx| {
        tx.execute("UPDATE shops SET name = ?1", &[Param::Text("a\0b")])
    });
    written.expect("writes");
    assert_eq!(place.rows("SELECT name FROM shops"), ["a\u{fffd}b"]);
}

#[test]
fn a_server_that_was_away_is_found_again() {
    let mut server = PostgresServer::start().expect("starts");
    let store = Store::open(at(&server.database().expect("a database"))).expect("opens");
    let fates = || store.read_blocking(numbers::fates);
    fates().expect("reads");
    server.kill().expect("ends");
    assert!(fates().is_err());
    server.launch().expect("starts again");
    let start = Instant::now();
    while fates().is_err() {
        assert!(start.elapsed() < Duration::from_secs(30), "it is not found");
    }
}
