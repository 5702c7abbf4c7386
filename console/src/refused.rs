//! What the server says is wrong, in the words of the page: the server gives a code and what its
//! sentence speaks of. Of a code that is not known here its English has to do.

use std::collections::BTreeMap;

use survey::console::Flaw;

use crate::page;
use crate::words::{fill_from, known};

/// What is wrong, without the place.
pub fn flaw(flaw: &Flaw) -> String {
    match known(page::words().refusals.faults, &flaw.fault) {
        Some(told) => sentence(told, &flaw.params),
        None => flaw.what.clone(),
    }
}

/// What is wrong, and where.
pub fn line(flaw: &Flaw) -> String {
    let what = self::flaw(flaw);
    let words = page::words();
    let place = match flaw.at.split(['.', '[']).next().unwrap_or_default() {
        "" if flaw.at.is_empty() => return what,
        "email" => words.signing.email,
        "password" | "old" | "new" => words.signing.password,
        "origins" => words.settings.origins,
        "zone" => words.settings.zone,
        "words" => words.notices.words,
        "people" => words.notices.people,
        "webhook" => words.notices.webhook,
        "codes" => words.coupons.codes,
        "pool" => words.coupons.pool,
        "tags" => words.said.tags,
        _ => &flaw.at,
    };
    // A path in a file keeps its own direction.
    format!("\u{2068}{place}\u{2069}: {what}")
}

/// A sentence with what it speaks of; whole numbers as the reader writes them.
pub fn sentence(told: &str, params: &BTreeMap<String, String>) -> String {
    let written = |_: &str, value: &str| match value.parse() {
        Ok(n) => page::with(|page| page.count(n)),
        Err(_) => value.to_owned(),
    };
    fill_from(told, params, written)
}
