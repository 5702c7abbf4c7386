//! English: frame.

use crate::words::{Empty, Frame};

pub const WORDS: Frame = Frame {
    brand: "Tillside",
    skip: "Skip to the page",
    menu: "Menu",
    pages: "Pages",
    shop: "Shop",
    loading: "Loading…",
    results: "Results",
    installation: "Installation",
    operator: "Operator",
    sign_out: "Sign out",
    home: "To the start",
    not_found: "There is nothing at this address",
    not_found_means: "It may have been moved, or the address has a slip of the pen.",
    close: "Close",
    prompts: "Questions",
    people: "People",
    settings: "Settings",
    history: "History",
    make_account: "Make an account",
    journey: "Journey",
    answers: "Answers",
    coupons: "Coupon codes",
    cases: "Cases",
    notices: "Notices",
    why: "Why is it not shown?",
    why_nobody: "Why does nobody see it?",
    nameless: "A question without words yet",
    make_shop: "Make a shop",
    no_shop_of_mine: Empty {
        what: "You have no shop here yet.",
        next: "Ask an owner to invite you into a shop.",
    },
};
