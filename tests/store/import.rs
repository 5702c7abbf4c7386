//! Tests of the import.

use std::fs;

use survey::shop::{Shop, State};
use tillside_server::import::{import, put};
use tillside_server::store::drafts::{self, StoredDraft};
use tillside_server::store::{StorePlace, shops};

use crate::place::{Kind, Place, on_both_stores};
use crate::sample;

on_both_stores!(
    an_import_is_published_and_the_same_again_is_not,
    a_changed_prompt_gets_the_next_version_or_a_higher_one_from_the_file,
    a_pause_a_new_order_and_a_prompt_that_left_the_file_keep_their_versions,
    a_draft_may_change_in_place_until_it_is_published,
    a_file_that_calls_a_question_a_draft_stops_it,
    what_somebody_else_is_writing_outlives_an_import,
);

struct Imported(Place);

impl Imported {
    fn new(kind: Kind) -> Self {
        Self(Place::empty(kind))
    }

    fn put(&self, shop: &Shop) -> Vec<String> {
        self.0
            .store
            .write_blocking(|tx| put(tx, shop, 5))
            .expect("imports")
    }

    fn book(&self) -> (u64, Shop) {
        self.0
            .store
            .read_blocking(|c| shops::current_book(c, sample::SHOP))
            .expect("reads")
            .expect("there is a book")
    }

    fn draft(&self, id: &str) -> Option<StoredDraft> {
        let of = |c: &_| drafts::of(c, sample::SHOP, id);
        self.0.store.read_blocking(of).expect("reads")
    }

    fn versions(&self, id: &str) -> Vec<(u32, State)> {
        self.0
            .store
            .read_blocking(|c| shops::prompts(c, sample::SHOP))
            .expect("reads")
            .into_iter()
            .filter(|stored| stored.prompt.id == id)
            .map(|stored| (stored.prompt.version, stored.state))
            .collect()
    }
}

async fn an_import_is_published_and_the_same_again_is_not(kind: Kind) {
    let imported = Imported::new(kind);
    let shop = sample::shop();
    let report = imported.put(&shop);
    assert_eq!(
        report,
        [
            "shop pk_sample: new",
            "prompt nps: new, version 1, live",
            "prompt why: new, version 1, live",
            "shop pk_sample: published book version 1",
        ]
    );
    assert_eq!(imported.book(), (1, shop.clone()));
    assert_eq!(imported.put(&shop), ["shop pk_sample: nothing changed"]);
    assert_eq!(imported.book().0, 1);
}

async fn a_changed_prompt_gets_the_next_version_or_a_higher_one_from_the_file(kind: Kind) {
    let imported = Imported::new(kind);
    let mut shop = sample::shop();
    imported.put(&shop);
    shop.prompts[1].1.sampling = 100;
    let report = imported.put(&shop);
    assert_eq!(report[0], "prompt why: version 2 after 1, live");
    assert_eq!(imported.put(&shop), ["shop pk_sample: nothing changed"]);
    shop.prompts[1].1.sampling = 200;
    shop.prompts[1].1.version = 7;
    imported.put(&shop);
    use State::Live;
    assert_eq!(imported.versions("why"), [(7, Live), (2, Live), (1, Live)]);
    let (version, book) = imported.book();
    assert_eq!((version, book.prompts[1].1.version), (3, 7));
    assert_eq!(book.prompts[1].1.sampling, 200);
}

async fn a_pause_a_new_order_and_a_prompt_that_left_the_file_keep_their_versions(kind: Kind) {
    let imported = Imported::new(kind);
    let mut shop = sample::shop();
    imported.put(&shop);
    shop.prompts[0].0 = State::Paused;
    assert_eq!(imported.put(&shop)[0], "prompt nps: paused, was live");
    assert_eq!(imported.versions("nps"), [(1, State::Paused)]);
    shop.prompts.swap(0, 1);
    let report = imported.put(&shop);
    assert!(
        report[0].starts_with("prompt why: moved to place 1"),
        "{report:?}"
    );
    assert_eq!(imported.book().1.prompts[0].1.id, "why");
    shop.prompts.remove(0);
    let report = imported.put(&shop);
    assert!(
        report
            .iter()
            .any(|line| line.starts_with("prompt why: paused")),
        "{report:?}"
    );
    assert_eq!(imported.versions("why"), [(1, State::Paused)]);
    assert_eq!(imported.put(&shop), ["shop pk_sample: nothing changed"]);
}

async fn a_draft_may_change_in_place_until_it_is_published(kind: Kind) {
    let imported = Imported::new(kind);
    let mut shop = sample::shop();
    shop.prompts[0].0 = State::Draft;
    let report = imported.put(&shop);
    assert!(
        report.contains(&"prompt nps: new draft".into()),
        "{report:?}"
    );
    assert_eq!(imported.versions("nps"), []);
    shop.prompts[0].1.sampling = 1;
    assert_eq!(imported.put(&shop), ["prompt nps: changed draft"]);
    assert_eq!(imported.put(&shop), ["shop pk_sample: nothing changed"]);
    assert_eq!(imported.book().0, 1, "no page is told of a draft");
    shop.prompts[0].0 = State::Live;
    imported.put(&shop);
    assert_eq!(imported.versions("nps"), [(1, State::Live)]);
    assert_eq!(imported.book().1.prompts[0].1.sampling, 1);
    assert_eq!(imported.draft("nps"), None);
    shop.prompts[0].1.sampling = 2;
    imported.put(&shop);
    use State::Live;
    assert_eq!(imported.versions("nps"), [(2, Live), (1, Live)]);
}

async fn a_file_that_calls_a_question_a_draft_stops_it(kind: Kind) {
    let imported = Imported::new(kind);
    let mut shop = sample::shop();
    imported.put(&shop);
    shop.prompts[0].0 = State::Draft;
    assert_eq!(imported.put(&shop)[0], "prompt nps: paused, was live");
    assert_eq!(imported.draft("nps"), None, "it says what was published");
    assert_eq!(imported.put(&shop), ["shop pk_sample: nothing changed"]);
    shop.prompts[0].1.sampling = 5;
    assert_eq!(imported.put(&shop), ["prompt nps: new draft"]);
    let draft = imported.draft("nps").expect("has one");
    assert_eq!((draft.base, draft.by.as_str()), (1, "import"));
    assert_eq!(imported.versions("nps"), [(1, State::Paused)]);
}

async fn what_somebody_else_is_writing_outlives_an_import(kind: Kind) {
    let imported = Imported::new(kind);
    let mut shop = sample::shop();
    imported.put(&shop);
    let theirs = StoredDraft {
        id: "nps".into(),
        position: 0,
        prompt: survey::json::Json::object([("question", "unfinished".into())]),
        revision: 7,
        base: 1,
        at: 3,
        by: "Ann".into(),
    };
    let put = |tx: &_| drafts::put(tx, sample::SHOP, &theirs);
    imported.0.store.write_blocking(put).expect("writes");
    shop.prompts[0].1.sampling = 5;
    imported.put(&shop);
    assert_eq!(imported.versions("nps").len(), 2);
    assert_eq!(imported.draft("nps").as_ref(), Some(&theirs));
    // A draft of the file's own takes its place, under another revision.
    shop.prompts[0].0 = State::Draft;
    shop.prompts[0].1.sampling = 6;
    imported.put(&shop);
    let draft = imported.draft("nps").expect("has one");
    assert_eq!((draft.revision, draft.by.as_str()), (8, "import"));
}

#[test]
fn an_error_names_the_file_and_the_place_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.json");
    let mut json = serde_json::to_value(sample::shop().encode()).expect("is JSON");
    json["prompts"][1]["question"]["choices"][0]["id"] = "Not An Id".into();
    fs::write(&file, json.to_string()).expect("writes");
    let error = import(&StorePlace::from(folder.path()), &file).expect_err("is refused");
    let error = format!("{error:#}");
    assert!(error.contains("shop.json"), "{error}");
    assert!(
        error.contains("prompts[1].question.choices[0].id: must be"),
        "{error}"
    );
    assert!(!folder.path().join("tillside.db").exists());

    fs::write(&file, "{\n  \"v\": 1,\n  oops").expect("writes");
    let error = format!(
        "{:#}",
        import(&StorePlace::from(folder.path()), &file).expect_err("is refused")
    );
    assert!(error.contains("line 3"), "{error}");
}
