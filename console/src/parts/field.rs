//! A field of a form with its name, its help and what is wrong with it.

use leptos::prelude::*;

/// What a field is.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name on the page and among the others.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// `text`, `email`, `password` and the like, as in HTML.
    pub kind: &'static str,
    /// How a browser may fill it in, as in HTML.
    pub autocomplete: &'static str,
    /// What helps to fill it in; may be empty.
    pub help: &'static str,
}

/// The field; `wrong` says what is wrong with it, and is empty while nothing is.
pub fn field(field: Field, value: RwSignal<String>, wrong: Signal<String>) -> impl IntoView {
    let Field {
        id,
        label,
        kind,
        autocomplete,
        help,
    } = field;
    let help_id = format!("{id}-help");
    let wrong_id = format!("{id}-wrong");
    let described = [
        (!help.is_empty()).then(|| help_id.clone()),
        Some(wrong_id.clone()),
    ];
    let described = described
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let is_wrong = move || wrong.with(|wrong| !wrong.is_empty());
    view! {
        <div class="field" class:wrong=is_wrong>
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                aria-describedby=described
                aria-invalid=move || is_wrong().then_some("true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
            <p class="problem" id=wrong_id aria-live="polite">{move || wrong.get()}</p>
        </div>
    }
}

/// The button that sends a form; it waits while a reply is on its way.
pub fn submit(label: &'static str, is_busy: Signal<bool>) -> impl IntoView {
    view! {
        <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{label}</button>
    }
}
