//! The bar above the numbers: the shop and what can be done.

use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use crate::app::{Console, Stage};
use crate::shell;

/// The bar, with everything in it only while there is something to show.
pub fn header(console: Console, stage: Memo<Stage>) -> impl IntoView {
    let words = console.page.with_value(|page| page.words);
    let skip = if shell::is_check() {
        words.skip_checks
    } else {
        words.skip
    };
    view! {
        {move || (stage.get() != Stage::Loading).then(|| view! { <a class="skip" href="#numbers">{skip}</a> })}
        <header class="bar">
            <p class="brand"><span class="mark" aria-hidden="true"></span>{words.brand}</p>
            {move || shop(console)}
            {move || matches!(stage.get(), Stage::Numbers | Stage::Checks).then(|| actions(console))}
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
    let (other, address): (_, fn(&str) -> String) = match shell::is_check() {
        true => (words.numbers, shell::numbers_address),
        false => (words.check, shell::check_address),
    };
    let address = move || address(&console.chosen.get().unwrap_or_default());
    view! {
        <div class="actions">
            <a class="quiet" href=address>{other}</a>
            <button type="button" on:click=move |_| console.refresh(true)>{words.refresh}</button>
            <button type="button" on:click=move |_| console.sign_out()>{words.sign_out}</button>
        </div>
    }
}
