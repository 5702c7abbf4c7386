//! The name of a step of the shop.

use leptos::prelude::*;

use crate::page::words;

/// A step by its name; one of the shop's own as the shop writes it, set apart from ours, which
/// begin with a capital.
pub fn step(step: &str) -> AnyView {
    let known = words().steps.iter().find(|(known, _)| *known == step);
    match known {
        Some((_, name)) => name.into_any(),
        None => view! { <code class="own">{step.to_owned()}</code> }.into_any(),
    }
}
