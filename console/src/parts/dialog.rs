//! A question above the page that must be answered first.

use leptos::html::Dialog;
use leptos::prelude::*;

use crate::frame::icon;
use crate::page::words;

/// A dialog of the browser's own kind: it holds the focus and closes on Escape. It is there for
/// as long as it is open.
pub fn dialog(title: &'static str, open: RwSignal<bool>, contents: AnyView) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = node.get() {
            // A dialog that is shown already stays as it is.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog node_ref=node aria-labelledby="dialog-title" on:close=move |_| open.set(false)>
            <div class="dialog-bar">
                <h2 id="dialog-title">{title}</h2>
                <button type="button" class="remove" on:click=move |_| open.set(false)>{icon("close")}<span class="sr">{words().frame.close}</span></button>
            </div>
            {contents}
        </dialog>
    }
    .into_any()
}
