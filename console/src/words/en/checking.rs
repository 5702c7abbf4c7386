//! English: what is seen of an installation, which the domain says itself.

use crate::words::Checking;

pub const WORDS: Checking = Checking {
    says: survey::check::TABLE,
    server: "a server",
    page_of: "A page of {origin}",
    no_step: "a page without a step",
    any_step: "any page of a known step",
};
