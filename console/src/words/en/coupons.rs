//! English: pools of coupon codes.

use crate::words::{Coupons, Empty};

pub const WORDS: Coupons = Coupons {
    title: "Coupon codes · {shop} · Tillside",
    means: "A last word of a question can give every shopper a code of their own, out of a pool. Codes are never shown here, neither given nor left.",
    none: Empty {
        what: "There is no pool of codes yet.",
        next: "Make codes in your shop's system, then paste them here.",
    },
    left: "Left",
    claimed: "Given",
    week: "Given in seven days",
    add: "Add codes",
    pool: "Name of the pool",
    pool_means: "Such as thanks: a to z, 0 to 9, - and _. A new name makes a new pool.",
    codes: "Codes, one a line",
    codes_mean: "Each goes to one shopper. Those that the shop has already are left out.",
    file: "From a text file",
    added: &[
        ("one", "{n} code was added."),
        ("other", "{n} codes were added."),
    ],
    known: &[
        ("one", "{n} was there before."),
        ("other", "{n} were there before."),
    ],
    no_code: "No code",
    left_of: &[("one", "{n} left"), ("other", "{n} left")],
    empty: "This pool is empty: shoppers read the last word without a code.",
    few: "Codes left: {left}. Answers expected in a week: {week}. Add codes in time.",
};
