//! The words of reading questions from a file.

use super::table::written;
use super::{Counted, Names};

written! {
    /// The words of reading questions from a file.
    pub struct File {
        pub export: &'static str,
        pub import: &'static str,
        pub means: &'static str,
        pub choose: &'static str,
        pub no_json: &'static str,
        pub would: &'static str,
        pub nothing: &'static str,
        pub unchanged: Counted,
        pub outcomes: Names,
        pub go: &'static str,
        pub done: &'static str,
    }
}
