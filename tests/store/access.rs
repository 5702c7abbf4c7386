//! Sign-in codes and sessions.

use tillside_server::store::StoreError;
use tillside_server::store::access::{
    CODE_LASTS, SESSION_LASTS, create_code, end_session, session, use_code,
};

use crate::place::{Kind, Place, on_both_stores};

on_both_stores!(
    a_code_opens_one_session_and_no_second,
    an_unknown_or_old_code_opens_nothing,
    the_store_holds_no_code_and_no_session_in_the_clear,
);

async fn a_code_opens_one_session_and_no_second(kind: Kind) {
    let place = Place::empty(kind);
    let store = &place.store;
    let code = store
        .write_blocking(|tx| create_code(tx, 1_000))
        .expect("makes a code");
    assert_eq!(code.len(), 43);
    let secret = store
        .write_blocking(|tx| use_code(tx, &code, 2_000))
        .expect("the store works")
        .expect("the code is good");
    let good = |at| {
        store
            .read_blocking(|c| session(c, &secret, at))
            .expect("reads")
            .is_some_and(|session| session.person.is_none())
    };
    assert!(good(2_000));
    assert!(good(2_000 + SESSION_LASTS - 1));
    assert!(!good(2_000 + SESSION_LASTS));
    let again = store.write_blocking(|tx| use_code(tx, &code, 3_000));
    assert_eq!(again.expect("the store works"), None);
    store
        .write_blocking(|tx| end_session(tx, &secret))
        .expect("ends");
    assert!(!good(2_001));
}

async fn an_unknown_or_old_code_opens_nothing(kind: Kind) {
    let place = Place::empty(kind);
    let store = &place.store;
    let code = store
        .write_blocking(|tx| create_code(tx, 0))
        .expect("makes a code");
    for (code, at) in [("guess", 1), (code.as_str(), CODE_LASTS)] {
        let opened = store.write_blocking(|tx| use_code(tx, code, at));
        assert_eq!(opened.expect("the store works"), None, "{code}");
    }
}

async fn the_store_holds_no_code_and_no_session_in_the_clear(kind: Kind) {
    let place = Place::empty(kind);
    let (code, session) = place
        .store
        .write_blocking::<_, StoreError>(|tx| {
            let code = create_code(tx, 0)?;
            let session = use_code(tx, &code, 1)?;
            Ok((code, session.expect("the code is good")))
        })
        .expect("works");
    let mut kept = place
        .rows("SELECT hash FROM sign_in_codes UNION ALL SELECT hash FROM sessions")
        .join("\n")
        .into_bytes();
    assert!(!kept.is_empty());
    if let Kind::Sqlite = kind {
        drop(place.store);
        let file = place.folder.path().join("tillside.db");
        kept.extend(std::fs::read(file).expect("the file is there"));
    }
    for secret in [code, session] {
        let found = kept.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!found, "a secret stands in the store");
    }
}
