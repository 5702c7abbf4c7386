//! The console: where a marketer writes questions, reads what shoppers answered, and follows
//! up. It asks the server for everything; it computes no score, which is done in `survey`
//! and on the server. Everything that is not a question of the browser (`filters::query`,
//! `results::groups`, `results::reading`, `results::report::plot`, `turn`, `words`) is plain code with tests; [`start`] is the only way in.

mod answers;
mod api;
mod app;
mod cases;
mod chunk;
mod coupons;
mod editor;
mod filters;
mod frame;
mod installation;
mod journey;
mod json;
mod live;
mod load;
mod looks;
mod notices;
mod page;
mod parts;
mod people;
mod prompts;
mod refused;
mod results;
mod session;
mod settings;
mod shell;
mod signing;
mod turn;
mod why;
#[cfg_attr(
    not(any(test, target_arch = "wasm32")),
    expect(dead_code, reason = "the build writes them")
)]
mod words;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the console into `#app`. `boot.js` calls it once, with the words of the page's language as
/// the build wrote them. A panic later replaces the page by the message that the console
/// has stopped, because numbers that stand still would mislead.
#[wasm_bindgen]
pub fn start(words: String) {
    std::panic::set_hook(Box::new(|panic| shell::stop(&panic.to_string())));
    if !page::learn(words) {
        return shell::stop("the words of the console are of another build");
    }
    if let Some(place) = shell::place() {
        leptos::mount::mount_to(place, app::App).forget();
    }
}
