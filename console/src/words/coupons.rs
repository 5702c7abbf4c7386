//! The words of pools of coupon codes.

use super::table::written;
use super::{Counted, Empty};

written! {
    /// The words of pools of coupon codes.
    pub struct Coupons {
        pub title: &'static str,
        pub means: &'static str,
        pub none: Empty,
        pub left: &'static str,
        pub claimed: &'static str,
        pub week: &'static str,
        pub add: &'static str,
        pub pool: &'static str,
        pub pool_means: &'static str,
        pub codes: &'static str,
        pub codes_mean: &'static str,
        pub file: &'static str,
        pub added: Counted,
        pub known: Counted,
        pub no_code: &'static str,
        pub left_of: Counted,
        pub empty: &'static str,
        pub few: &'static str,
    }
}
