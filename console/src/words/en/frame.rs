//! English: frame.

use crate::words::Frame;

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
};
