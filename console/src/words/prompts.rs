//! The words of the list of prompts.

use super::Counted;
use super::table::written;

written! {
    /// The words of the list of prompts.
    pub struct Prompts {
        pub title: &'static str,
        pub heading: &'static str,
        pub new: &'static str,
        pub none: &'static str,
        pub none_means: &'static str,
        pub first: &'static str,
        pub order_means: &'static str,
        pub would_show: &'static str,
        pub shown_today: &'static str,
        pub answered_today: &'static str,
        pub tests_today: Counted,
        pub has_draft: &'static str,
        pub asked: &'static str,
        pub choose: &'static str,
        pub choose_means: &'static str,
        pub blank: &'static str,
        pub take: &'static str,
    }
}
