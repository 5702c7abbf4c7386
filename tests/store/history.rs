//! The history page by page.

use survey::console::HistoryPage;
use tillside_server::store::history::{self, Change, PAGE};

use crate::place::{Kind, Place, on_both_stores};
use crate::sample;

on_both_stores!(a_page_says_where_the_next_one_begins_and_the_last_one_nothing);

fn note(place: &Place, n: u32) {
    let change = Change {
        shop: sample::SHOP,
        who: None,
        what: "prompt.paused",
        about: "why",
        before: None,
        after: None,
    };
    let note = |tx: &_| (0..n).try_for_each(|at| history::note(tx, &change, at.into()));
    place.store.write_blocking(note).expect("notes");
}

fn page(place: &Place, before: Option<i64>) -> HistoryPage {
    let page = |c: &_| history::page(c, sample::SHOP, before);
    place.store.read_blocking(page).expect("reads")
}

async fn a_page_says_where_the_next_one_begins_and_the_last_one_nothing(kind: Kind) {
    let place = Place::new(kind);
    note(&place, PAGE);
    let whole = page(&place, None);
    assert_eq!((whole.entries.len(), whole.next), (PAGE as usize, None));
    note(&place, 1);
    let newest = page(&place, None);
    assert_eq!(newest.entries.len(), PAGE as usize);
    assert_eq!(newest.next, newest.entries.last().map(|last| last.id));
    let oldest = page(&place, newest.next);
    assert_eq!((oldest.entries.len(), oldest.next), (1, None));
    assert_eq!(oldest.entries.first(), whole.entries.last());
}
