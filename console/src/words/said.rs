//! The words of customers' own words.

use super::table::written;
use super::{Counted, Empty};

written! {
    /// The words of customers' own words.
    pub struct Said {
        pub title: &'static str,
        pub heading: &'static str,
        pub search: &'static str,
        pub find: &'static str,
        pub question: &'static str,
        pub tag: &'static str,
        pub starred: &'static str,
        pub tests: &'static str,
        pub results: &'static str,
        pub none: Empty,
        pub none_fits: Empty,
        pub no_tests: Empty,
        pub looked_to: &'static str,
        pub go_on: &'static str,
        pub newer: &'static str,
        pub star: &'static str,
        pub tags: &'static str,
        pub add_tag: &'static str,
        pub add: &'static str,
        pub remove_tag: &'static str,
        pub test: &'static str,
        pub more: &'static str,
        pub mark: &'static str,
        pub mark_means: &'static str,
        pub mark_one: &'static str,
        pub mark_all: &'static str,
        pub bring_back: &'static str,
        pub marked: Counted,
        pub brought_back: Counted,
        pub from_other: &'static str,
        pub cart: &'static str,
        pub items: Counted,
    }
}
