//! What pages have in common: texts in their own language, bars, fields, and what stands
//! in the place of a page that has nothing to show.

mod copyable;
mod dialog;
mod field;
pub mod notices;
mod sending;
mod step;
mod whole;

pub use copyable::{copy_button, copyable};
pub use dialog::dialog;
pub use field::{Field, field, submit};
pub use notices::{code, failed, first_shop};
pub use sending::Sending;
pub use step::step;
pub use whole::{besides, bones, whole};

use leptos::prelude::*;

/// A text of the shop or of a shopper in its own language and direction; text of the
/// interface, which has no `language` of its own, as it is.
pub fn foreign(language: &str, text: String) -> AnyView {
    if language.is_empty() {
        return text.into_any();
    }
    view! { <bdi lang=language.to_owned()>{text}</bdi> }.into_any()
}

/// A text in which names of code stand between backticks, with these set as code.
pub fn coded(text: &str) -> Vec<AnyView> {
    let parts = text.split('`').enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            1 => view! { <code>{part.to_owned()}</code> }.into_any(),
            _ => part.to_owned().into_any(),
        })
        .collect()
}

/// A share, 0 to 1, as the width of a bar.
pub fn width(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// A part of a whole as the width of a bar.
pub fn part_width(part: i64, whole: i64) -> String {
    width(part as f64 / whole.max(1) as f64)
}
