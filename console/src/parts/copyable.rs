//! A text to be copied, with a button that does so.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::code;
use crate::page::words;
use crate::session::Session;
use crate::shell;

/// The text in a box, and the button where the browser lets us use its clipboard. `name` tells
/// several buttons apart; it is empty where there is one.
pub fn copyable(text: Signal<String>, name: String) -> impl IntoView {
    view! {
        <div class="paste">
            {move || code(text.get())}
            {copy_button(text, name)}
        </div>
    }
}

/// The button alone, named for those who do not see what it stands beside.
pub fn copy_button(text: Signal<String>, name: String) -> impl IntoView {
    let session = Session::here();
    let words = words();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        spawn_local(async move {
            let done = shell::copy(&text.get_untracked()).await;
            copied.try_set(done);
            if done {
                session.spoken.set(words.copied.to_owned());
            }
        });
    };
    let label = move || {
        if copied.get() {
            words.copied
        } else {
            words.copy
        }
    };
    let named = move || Some(name.clone()).filter(|name| !name.is_empty() && !copied.get());
    shell::may_copy().then(|| view! { <button type="button" class="button" aria-label=named on:click=copy>{label}</button> })
}
