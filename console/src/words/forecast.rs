//! The words of who would see a question.

use super::table::written;
use super::{Counted, Empty, Names};

written! {
    /// The words of who would see a question.
    pub struct Forecast {
        pub who: &'static str,
        pub at_most: Counted,
        pub about: Counted,
        pub hardly: &'static str,
        pub nobody_fits: &'static str,
        pub reached: &'static str,
        pub shares: Names,
        pub rests_on: Counted,
        pub not_known: &'static str,
        pub not_whole: &'static str,
        pub nobody: Empty,
        pub nobody_here: Empty,
        pub install: &'static str,
        pub rules: Names,
    }
}
