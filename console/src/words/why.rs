//! The words of why a question is not shown.

use super::table::written;
use super::{Counted, Names};

written! {
    /// The words of why a question is not shown.
    pub struct Why {
        pub title: &'static str,
        pub means: &'static str,
        pub moment: &'static str,
        pub more: &'static str,
        pub by_address: &'static str,
        pub fields: Names,
        pub stands: Names,
        pub verdicts: Names,
        pub signs: Names,
        pub stops: &'static str,
        pub here: &'static str,
        pub unknown: &'static str,
        pub until: &'static str,
        pub rules: Names,
        pub cap: Counted,
        pub shown: Counted,
        pub any: &'static str,
    }
}
