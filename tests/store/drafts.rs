//! Drafts of an earlier release, which were versions like any other, are taken up as drafts.

use survey::shop::State;
use tempfile::TempDir;
use tillside_server::config::Secret;
use tillside_server::store::{Store, StorePlace, drafts, shops, versions};
use tillside_tests::postgres_server;

use crate::place::{Kind, on_both_stores};
use crate::sample;

on_both_stores!(what_an_earlier_release_left_unpublished_is_a_draft);

/// The tables of the release before, in the words of each engine.
macro_rules! tables {
    ($engine:literal) => {
        [
            include_str!(concat!("../../server/src/store/", $engine, "/schema.sql")),
            include_str!(concat!("../../server/src/store/", $engine, "/coupons.sql")),
            include_str!(concat!("../../server/src/store/", $engine, "/erasure.sql")),
            include_str!(concat!("../../server/src/store/", $engine, "/totals.sql")),
        ]
        .join("\n")
    };
}

/// `nps` was live in version 1 and then became a draft in version 2; `why` never was anything
/// else, and `old` was called a draft after it was published.
fn rows() -> String {
    let [nps, why] = [0, 1].map(|at| {
        let prompt = sample::shop().prompts.swap_remove(at).1;
        serde_json::to_string(&prompt.encode()).expect("is JSON")
    });
    let key = sample::SHOP;
    format!(
        "INSERT INTO shops (key, name, facts, changed_at) VALUES ('{key}', 'S', '{{}}', 1);
         INSERT INTO prompts (shop, id, version, position, state, json, published_at) VALUES
           ('{key}', 'nps', 1, 0, 'live', '{nps}', 5),
           ('{key}', 'nps', 2, 0, 'draft', '{nps}', NULL),
           ('{key}', 'why', 1, 1, 'draft', '{why}', NULL),
           ('{key}', 'old', 3, 2, 'draft', '{why}', 6);"
    )
}

/// A store of the release before with these rows.
fn earlier(kind: Kind, folder: &TempDir) -> StorePlace {
    match kind {
        Kind::Sqlite => {
            let store = rusqlite::Connection::open(folder.path().join("tillside.db"));
            let sql = format!(
                "{}\nPRAGMA user_version = 4;\n{}",
                tables!("sqlite"),
                rows()
            );
            store
                .and_then(|store| store.execute_batch(&sql))
                .expect("makes it");
            StorePlace::from(folder.path())
        }
        Kind::Postgres => {
            let url = postgres_server::database().expect("a database");
            let version = "INSERT INTO schema_version (version) VALUES (4);";
            let sql = format!("{}\n{version}\n{}", tables!("postgres"), rows());
            postgres_server::say(&url, &sql).expect("makes it");
            StorePlace::Postgres(Secret::new(url))
        }
    }
}

async fn what_an_earlier_release_left_unpublished_is_a_draft(kind: Kind) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(earlier(kind, &folder)).expect("opens");
    let drafts = store.read_blocking(|c| drafts::all(c, sample::SHOP));
    let drafts: Vec<_> = drafts
        .expect("reads")
        .into_iter()
        .map(|draft| (draft.id, draft.base, draft.by))
        .collect();
    assert_eq!(
        drafts,
        [
            ("nps".into(), 1, "import".into()),
            ("why".into(), 0, "import".into())
        ]
    );
    let newest = store.read_blocking(|c| shops::newest(c, sample::SHOP));
    let newest: Vec<_> = newest
        .expect("reads")
        .into_iter()
        .map(|stored| (stored.position, stored.state))
        .collect();
    assert_eq!(newest, [(0, State::Paused), (2, State::Paused)]);
    let notes = store.read_blocking(|c| versions::notes(c, sample::SHOP, "nps"));
    let [note] = &notes.expect("reads")[..] else {
        panic!("one version was published");
    };
    assert_eq!((note.version, note.at, note.by.as_str()), (1, 5, "import"));
}
