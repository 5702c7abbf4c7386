//! The console: the page on which a marketer reads what shoppers answered.
//!
//! It asks the server for the results of a shop every few seconds and shows them; at
//! `/console/check/KEY` it does so with what the installation check found.
//! It computes no score; that is done in `survey` and on the server. Everything that
//! is not a question of the browser (`groups`, `reading`, `turn`, `words`) is plain code with
//! tests; [`start`] is the only way in.

mod api;
mod app;
mod clock;
mod groups;
mod page;
mod reading;
mod shell;
mod turn;
mod view;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the console into `#app`. The browser calls it once, when the program is
/// loaded. A panic later replaces the numbers by the page's message that the console
/// has stopped, because numbers that stand still would mislead.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| shell::stop(&panic.to_string())));
    if let Some(place) = shell::place() {
        leptos::mount::mount_to(place, app::App).forget();
    }
}
