//! How the page looks. Functions that turn plain data into elements; only `numbers`
//! and `header` follow the state.
//!
//! A prompt is drawn again as a whole when its numbers change. Leptos then updates the
//! elements that are there, so focus, scrolling and opened parts stay. That holds as
//! long as the functions for plain data make no closures that read state.

mod checks;
mod distribution;
mod figures;
mod header;
mod journey;
mod notices;
mod numbers;
mod question;
mod verbatims;

pub use checks::{checks, in_words};
pub use header::header;
pub use notices::{failed, no_shop, sign_in};
pub use numbers::numbers;

use leptos::prelude::*;

/// A text of the shop or of a shopper in its own language and direction; text of the
/// interface, which has no `language` of its own, as it is.
fn foreign(language: &str, text: String) -> AnyView {
    if language.is_empty() {
        return text.into_any();
    }
    view! { <bdi lang=language.to_owned()>{text}</bdi> }.into_any()
}

/// A share, 0 to 1, as the width of a bar.
fn width(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// A part of a whole as the width of a bar.
fn part_width(part: i64, whole: i64) -> String {
    width(part as f64 / whole.max(1) as f64)
}
