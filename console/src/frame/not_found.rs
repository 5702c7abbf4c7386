//! An address at which nothing is.

use leptos::prelude::*;

use crate::page::words;
use crate::{parts, shell};

/// Says so, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    shell::set_title(words().frame.not_found);
    parts::notices::nothing_here()
}
