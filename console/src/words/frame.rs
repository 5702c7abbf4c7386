//! The words around every page.

use super::Empty;
use super::table::written;

written! {
    /// The frame.
    pub struct Frame {
        pub brand: &'static str,
        pub skip: &'static str,
        pub menu: &'static str,
        pub pages: &'static str,
        pub shop: &'static str,
        pub loading: &'static str,
        pub results: &'static str,
        pub installation: &'static str,
        pub operator: &'static str,
        pub sign_out: &'static str,
        pub home: &'static str,
        pub not_found: &'static str,
        pub not_found_means: &'static str,
        pub close: &'static str,
        pub prompts: &'static str,
        pub people: &'static str,
        pub settings: &'static str,
        pub history: &'static str,
        pub make_account: &'static str,
        pub journey: &'static str,
        pub answers: &'static str,
        pub coupons: &'static str,
        pub cases: &'static str,
        pub notices: &'static str,
        pub why: &'static str,
        pub why_nobody: &'static str,
        pub nameless: &'static str,
        pub make_shop: &'static str,
        pub no_shop_of_mine: Empty,
    }
}
