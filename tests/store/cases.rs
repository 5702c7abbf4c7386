//! Cases: listed as they are wanted, counted, and gone with their answers.

use std::sync::Arc;

use survey::DAY;
use survey::console::cases::{CaseCounts, CaseEntry, CaseState};
use survey::event::Erasure;
use tillside_server::drain::erase::erase;
use tillside_server::drain::fold::Known;
use tillside_server::drain::{Drain, retention};
use tillside_server::store::asked::InShop;
use tillside_server::store::cases::{self, StoredCase, Wanted, Whose};
use tillside_server::store::{StoreError, case_entries, people, removals};

use crate::place::{Kind, Place, answered, left_contact, on_both_stores, price, push};
use crate::sample;

on_both_stores!(
    cases_are_listed_as_they_are_wanted,
    cases_are_counted_with_how_soon_they_are_solved,
    a_case_goes_with_its_erased_visitor_and_no_other,
    a_case_goes_when_its_answer_is_too_old,
);

const NOW: i64 = sample::NOON + DAY;

fn of(answer: u64) -> InShop {
    (sample::SHOP.to_owned(), sample::uuid(500_000 + answer))
}

fn case(answer: u64) -> StoredCase {
    StoredCase {
        answer: of(answer).1,
        asked_at: sample::NOON,
        state: CaseState::Open,
        assignee: None,
        due: None,
        opened_at: sample::NOON + 10,
        solved_at: None,
        changed_at: sample::NOON + 10,
        changed_by: String::new(),
        revision: 1,
        notes: 0,
        has_contact: false,
    }
}

/// Two visitors who answered, the second with an address, each with a case and a note.
async fn filled(kind: Kind, retention_days: Option<u32>) -> Place {
    let place = Place::keeping(kind, retention_days);
    let queue = place.queue();
    let events = [answered(1, 1, 1, price()), left_contact(2, 2)];
    push(&queue, &events).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    drain.once().await.expect("drains");
    place.put(&[case(1), case(2)]);
    for answer in [1, 2] {
        let entry = CaseEntry {
            at: NOW,
            who: Some("Ann".to_owned()),
            what: "note".to_owned(),
            text: format!("of {answer}"),
        };
        let add = |tx: &_| case_entries::add(tx, &of(answer), &entry);
        place.store.write_blocking(add).expect("adds");
    }
    place
}

impl Place {
    fn put(&self, all: &[StoredCase]) {
        let put = |tx: &_| {
            all.iter()
                .try_for_each(|one| cases::put(tx, sample::SHOP, one))
        };
        self.store.write_blocking(put).expect("puts");
    }

    /// The answers of the cases that are wanted, by their numbers.
    fn listed(&self, wanted: &Wanted, most: u32) -> Vec<StoredCase> {
        let page = |tx: &_| cases::page(tx, sample::SHOP, wanted, most, NOW.div_euclid(DAY));
        self.store.read_blocking(page).expect("reads")
    }

    fn counted(&self, person: Option<&str>) -> CaseCounts {
        let counts = |tx: &_| cases::counts(tx, sample::SHOP, person, (NOW, NOW.div_euclid(DAY)));
        self.store.read_blocking(counts).expect("reads")
    }

    fn of_cases(&self) -> [i64; 2] {
        ["cases", "case_entries"].map(|table| self.count(&format!("SELECT count(*) FROM {table}")))
    }
}

fn numbers(cases: &[StoredCase]) -> Vec<u64> {
    let number = |one: &StoredCase| (1..99).find(|n| of(*n).1 == one.answer);
    cases.iter().filter_map(number).collect()
}

/// Cases in all states, somebody's and nobody's, the later ones opened later.
fn several(place: &Place) -> String {
    let who = survey::console::Somebody {
        name: "Ann".to_owned(),
        email: "ann@shop.example".to_owned(),
    };
    let create = |tx: &_| people::create(tx, &who, "none", false, 1);
    let ann = place.store.write_blocking(create).expect("creates");
    let hers = Some((ann.id.clone(), ann.name));
    let today = NOW.div_euclid(DAY);
    let at = |n: u64| StoredCase {
        opened_at: sample::NOON + i64::try_from(n).expect("is small"),
        ..case(n)
    };
    let solved = |n: u64, after: i64| StoredCase {
        state: CaseState::Solved,
        solved_at: Some(at(n).opened_at + after),
        // Whatever is solved is not late any more.
        due: Some(today - 9),
        ..at(n)
    };
    place.put(&[
        StoredCase {
            assignee: hers.clone(),
            due: Some(today - 1),
            ..at(1)
        },
        StoredCase {
            due: Some(today),
            ..at(2)
        },
        StoredCase {
            state: CaseState::Waiting,
            assignee: hers,
            ..at(3)
        },
        solved(4, 1_000),
        solved(5, 3_000),
        solved(6, -40 * DAY),
    ]);
    ann.id
}

async fn cases_are_listed_as_they_are_wanted(kind: Kind) {
    let place = Place::new(kind);
    let ann = several(&place);
    let listed = |wanted: Wanted| numbers(&place.listed(&wanted, 50));
    assert_eq!(listed(Wanted::default()), [6, 5, 4, 3, 2, 1]);
    let unsolved = || vec![CaseState::Open, CaseState::Waiting];
    let oldest = Wanted {
        states: unsolved(),
        oldest_first: true,
        ..Wanted::default()
    };
    assert_eq!(listed(oldest.clone()), [1, 2, 3]);
    let hers = Wanted {
        whose: Some(Whose::Of(ann)),
        ..Wanted::default()
    };
    assert_eq!(listed(hers), [3, 1]);
    let nobodys = Wanted {
        whose: Some(Whose::Nobody),
        states: unsolved(),
        ..Wanted::default()
    };
    assert_eq!(listed(nobodys), [2]);
    assert_eq!(
        listed(Wanted {
            overdue: true,
            ..Wanted::default()
        }),
        [1]
    );
    // Page by page, in either order.
    for (wanted, all) in [
        (oldest, vec![1, 2, 3]),
        (Wanted::default(), vec![6, 5, 4, 3, 2, 1]),
    ] {
        let (mut wanted, mut met) = (wanted, Vec::new());
        loop {
            let page = place.listed(&wanted, 2);
            let Some(last) = page.last() else { break };
            wanted.after = Some((last.opened_at, last.answer.clone()));
            met.extend(numbers(&page));
        }
        assert_eq!(met, all);
    }
}

async fn cases_are_counted_with_how_soon_they_are_solved(kind: Kind) {
    let place = Place::new(kind);
    assert_eq!(place.counted(None), CaseCounts::default());
    let ann = several(&place);
    let counts = CaseCounts {
        open: 2,
        waiting: 1,
        overdue: 1,
        mine: 2,
        solved: 2,
        median: Some(2_000),
    };
    assert_eq!(place.counted(Some(&ann)), counts);
    assert_eq!(place.counted(None), CaseCounts { mine: 0, ..counts });
}

async fn a_case_goes_with_its_erased_visitor_and_no_other(kind: Kind) {
    let place = filled(kind, None).await;
    let [one, two] = &place.listed(&Wanted::default(), 50)[..] else {
        panic!("two cases");
    };
    assert_eq!(
        (one.notes, one.has_contact, two.notes, two.has_contact),
        (1, true, 1, false)
    );
    let wish = Erasure {
        shop: sample::SHOP.to_owned(),
        received_at: NOW,
        visitor: sample::uuid(1_000_001),
    };
    let done = |tx: &_| erase(tx, &mut Known::default(), &wish, NOW).map(drop);
    place.store.write_blocking(done).expect("erases");
    assert_eq!(place.of_cases(), [1, 1]);
    assert_eq!(numbers(&place.listed(&Wanted::default(), 50)), [2]);
    assert_eq!(place.rows("SELECT text FROM case_entries"), ["of 2"]);
    let record = place
        .store
        .read_blocking(|tx| removals::list(tx, None))
        .expect("reads");
    assert_eq!(
        (record.len(), record[0].gone.cases, record[0].gone.askings),
        (1, 1, 1)
    );
}

async fn a_case_goes_when_its_answer_is_too_old(kind: Kind) {
    let place = filled(kind, Some(30)).await;
    let after = |days: i64| retention::once(&place.store, sample::NOON + days * DAY);
    assert_eq!(after(30).await.expect("looks"), 0);
    assert_eq!(place.of_cases(), [2, 2]);
    // Two answers, two cases, one address.
    assert_eq!(after(31).await.expect("removes"), 5);
    assert_eq!(place.of_cases(), [0, 0]);
    let record = place
        .store
        .read_blocking(|tx| removals::list(tx, None))
        .expect("reads");
    assert_eq!(record.iter().map(|one| one.gone.cases).sum::<u64>(), 2);
    let entry = CaseEntry {
        at: 1,
        who: None,
        what: "note".to_owned(),
        text: String::new(),
    };
    let late = |tx: &_| -> Result<(), StoreError> { case_entries::add(tx, &of(1), &entry) };
    assert!(
        place.store.write_blocking(late).is_err(),
        "a note of no case"
    );
}
