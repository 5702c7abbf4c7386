//! The bar above the numbers: the shop and what can be done.

use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use crate::app::{Console, Stage};

/// The bar, with everything in it only while there are numbers.
pub fn header(console: Console, stage: Memo<Stage>) -> impl IntoView {
    let words = console.page.with_value(|page| page.words);
    view! {
        {move || (stage.get() != Stage::Loading).then(|| view! { <a class="skip" href="#numbers">{words.skip}</a> })}
        <header class="bar">
            <p class="brand"><span class="mark" aria-hidden="true"></span>{words.brand}</p>
            {move || shop(console)}
            {move || matches!(stage.get(), Stage::Numbers).then(|| actions(console))}
        </header>
        <p class="sr" role="status">{move || console.spoken.get()}</p>
    }
}

/// The choice of the shop, where there is one.
fn shop(console: Console) -> Option<impl IntoView> {
    let words = console.page.with_value(|page| page.words);
    let shops = console.shops.get().filter(|shops| shops.len() > 1)?;
    let choose =
        move |event: Targeted<Event, HtmlSelectElement>| console.choose(event.target().value());
    let options: Vec<_> = shops
        .into_iter()
        .map(|shop| {
            let chosen = console.chosen.get_untracked().as_ref() == Some(&shop.key);
            view! { <option value=shop.key.clone() selected=chosen>{shop.name}</option> }
        })
        .collect();
    Some(view! {
        <label class="shops">
            <span class="sr">{words.shop}</span>
            <select on:change:target=choose>{options}</select>
        </label>
    })
}

fn actions(console: Console) -> impl IntoView {
    let words = console.page.with_value(|page| page.words);
    view! {
        <div class="actions">
            <button type="button" on:click=move |_| console.refresh(true)>{words.refresh}</button>
            <button type="button" on:click=move |_| console.sign_out()>{words.sign_out}</button>
        </div>
    }
}
