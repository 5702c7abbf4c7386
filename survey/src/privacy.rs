//! A paragraph for a shop's privacy policy: what is stored of whoever is asked, where, and for how
//! long, as the shop's file has it. It names no legal basis, which is for the shop to say.

use crate::shop::{Consent, Shop};

mod ar;
mod en;
mod ru;
mod th;

/// The languages in which there is a paragraph.
pub const LANGUAGES: [&str; 4] = ["en", "ar", "th", "ru"];

/// What a paragraph is made of, in one language. Each is whole sentences.
#[derive(Debug)]
struct Sentences {
    /// That there are questions, and that nobody has to answer.
    asked: &'static str,
    /// What is there before consent, where it is required.
    before: &'static str,
    /// What the browser keeps with an id.
    kept: &'static str,
    /// What it keeps without one.
    marks: &'static str,
    /// What of it is only for a while.
    waiting: &'static str,
    /// What is stored of an asking.
    stored: &'static str,
    /// What the shop itself says of the visit that is stored with it, `{names}`.
    attributes: &'static str,
    /// That the id is stored with it.
    stored_id: &'static str,
    /// That steps are counted.
    steps: &'static str,
    /// That the page's `dataLayer` is told.
    told: &'static str,
    /// What is not stored.
    never: &'static str,
    /// For how many days, `{days}`.
    days: &'static str,
    /// That there is no such time.
    for_good: &'static str,
    /// How consent is withdrawn.
    withdrawn: &'static str,
    /// What Global Privacy Control does, and that the stored can be erased.
    rights: &'static str,
}

/// The paragraph in one of [`LANGUAGES`]; in English for any other.
pub fn paragraph(language: &str, shop: &Shop) -> String {
    let texts = match language {
        "ar" => &ar::SENTENCES,
        "ru" => &ru::SENTENCES,
        "th" => &th::SENTENCES,
        _ => &en::SENTENCES,
    };
    let has_id = shop.consent != Consent::AskWithoutId;
    let days = shop.retention_days.map(|days| days.to_string());
    let kept = match &days {
        Some(days) => texts.days.replace("{days}", days),
        None => texts.for_good.to_owned(),
    };
    let names = shop.report_attributes.join(", ");
    let attributes = texts.attributes.replace("{names}", &names);
    let is_awaited = shop.consent == Consent::Required;
    let all = [
        (true, texts.asked),
        (is_awaited, texts.before),
        (has_id, texts.kept),
        (!has_id, texts.marks),
        (true, texts.waiting),
        (true, texts.stored),
        (!names.is_empty(), &attributes),
        (has_id, texts.stored_id),
        (has_id && shop.measure, texts.steps),
        (shop.data_layer, texts.told),
        (true, texts.never),
        (true, &kept),
        (is_awaited, texts.withdrawn),
        (has_id, texts.rights),
    ];
    let said = all.into_iter().filter(|(is_so, _)| *is_so);
    said.map(|(_, text)| text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
