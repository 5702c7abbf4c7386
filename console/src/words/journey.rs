//! The words of the journey.

use super::table::written;
use super::{Counted, Empty};

written! {
    /// The words of the journey.
    pub struct Journey {
        pub title: &'static str,
        pub heading: &'static str,
        pub means: &'static str,
        pub visitors: Counted,
        pub go_on: &'static str,
        pub left: Counted,
        pub enter: &'static str,
        pub said: &'static str,
        pub nothing_said: &'static str,
        pub ask_here: &'static str,
        pub none: Empty,
    }
}
