//! When the numbers are asked for again: every few seconds while the page is seen, and
//! at once when it is seen again.

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use leptos::prelude::document;

use crate::shell;

/// How often, in milliseconds.
const EVERY: u32 = 5_000;

/// Calls `refresh` for as long as the page exists.
pub fn run(refresh: impl Fn() + Clone + 'static) {
    let seen = refresh.clone();
    Interval::new(EVERY, move || {
        if shell::is_visible() {
            refresh();
        }
    })
    .forget();
    EventListener::new(&document(), "visibilitychange", move |_| {
        if shell::is_visible() {
            seen();
        }
    })
    .forget();
}
