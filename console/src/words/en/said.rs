//! English: customers' own words.

use crate::words::{Empty, Said};

pub const WORDS: Said = Said {
    title: "Answers · {shop} · Tillside",
    heading: "In their own words",
    search: "Search the answers",
    find: "Search",
    question: "Question",
    tag: "Tag",
    starred: "With a star",
    tests: "Test answers",
    results: "Numbers of this question",
    none: Empty {
        what: "Nobody has written anything yet.",
        next: "Ask for free text, add “Other” to the choices, or ask a follow-up. What customers type then appears here by itself.",
    },
    none_fits: Empty {
        what: "No answer fits.",
        next: "Take a filter away, choose more days, or look for fewer words.",
    },
    no_tests: Empty {
        what: "No answer is marked as a test.",
        next: "Mark your own answers as a test, and they leave all numbers and come here.",
    },
    looked_to: "Looked through everything back to {day}.",
    go_on: "Look further back",
    newer: "There are newer answers. Show them",
    star: "Star",
    tags: "Tags",
    add_tag: "Add a tag",
    add: "Add",
    remove_tag: "Remove the tag {tag}",
    test: "Test answer",
    more: "More",
    mark: "Mark as test",
    mark_means: "A test answer is in no number. You can bring it back at any time.",
    mark_one: "This answer",
    mark_all: "All from this visitor",
    bring_back: "Count it again",
    marked: &[
        ("one", "{n} asking was taken out of all numbers."),
        ("other", "{n} askings were taken out of all numbers."),
    ],
    brought_back: &[
        ("one", "{n} asking counts again."),
        ("other", "{n} askings count again."),
    ],
    from_other: "Other",
    cart: "Cart {value}",
    items: &[("one", "{n} item"), ("other", "{n} items")],
};
