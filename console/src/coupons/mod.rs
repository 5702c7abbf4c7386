//! The pools of coupon codes of a shop: how many codes are left of each, and more of them.

use leptos::ev::{SubmitEvent, Targeted};
use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::authoring::{CodesAdded, NewCodes, Pool};
use survey::console::Role;
use web_sys::{Event, HtmlInputElement};

use crate::load::{Loaded, follow};
use crate::page::{self, words};
use crate::parts::{Field, Sending, field, notices, submit, whole};
use crate::session::Session;
use crate::{api, shell};

/// The pools of the shop in the address.
#[component]
pub fn Coupons() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().coupons.title);
    let pools = follow::<Vec<Pool>>(move || api::of_shop(&shop.get(), "coupons"));
    whole(pools, "coupons", move || {
        let words = &words().coupons;
        let pool = RwSignal::new(String::new());
        let may_edit = move || session.may(&shop.get(), Role::Editor);
        view! {
            <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{page::words().frame.coupons}</h1><p>{words.means}</p></div>
            <section class="card">{move || list(pools, pool, may_edit())}</section>
            {move || may_edit().then(|| form(shop, pools, pool))}
        }
        .into_any()
    })
}

fn list(pools: Loaded<Vec<Pool>>, chosen: RwSignal<String>, may_edit: bool) -> AnyView {
    let words = &words().coupons;
    let all = pools.value.get().unwrap_or_default();
    if all.is_empty() {
        return notices::empty(&words.none);
    }
    let number = |n: i64| page::with(|page| page.count(n));
    let row = |pool: Pool| {
        let name = pool.name.clone();
        let more = may_edit.then(|| {
            let name = name.clone();
            let choose = move |_| {
                chosen.set(name.clone());
                shell::go_to_field("codes");
            };
            view! { <button type="button" class="button" on:click=choose>{words.add}<span class="sr">" "{pool.name.clone()}</span></button> }
        });
        view! {
            <li data-pool=pool.name.clone()>
                <h2 class="grow"><bdi>{name}</bdi></h2>
                <dl class="today" class:warn=pool.left == 0>
                    <div><dt>{words.left}</dt><dd>{number(pool.left)}</dd></div>
                    <div><dt>{words.claimed}</dt><dd>{number(pool.claimed)}</dd></div>
                    <div><dt>{words.week}</dt><dd>{number(pool.claimed_this_week)}</dd></div>
                </dl>
                {more}
            </li>
        }
    };
    view! { <ul class="people pools">{all.into_iter().map(row).collect::<Vec<_>>()}</ul> }
        .into_any()
}

fn form(shop: Memo<String>, pools: Loaded<Vec<Pool>>, pool: RwSignal<String>) -> AnyView {
    let words = &words().coupons;
    let sending = Sending::new();
    let codes = RwSignal::new(String::new());
    let done = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        done.set(String::new());
        let name = pool.get_untracked();
        let below = format!("coupons/{}", api::part(name.trim()));
        let to = api::of_shop(&shop.get_untracked(), &below);
        let new = NewCodes {
            codes: codes.get_untracked(),
        };
        let reply = async move { api::post::<CodesAdded>(&to, &new).await };
        sending.run(reply, move |added| {
            codes.set(String::new());
            done.set(told(added));
            pools.refresh();
        });
    };
    let take = move |event: Targeted<Event, HtmlInputElement>| {
        let field = event.target();
        spawn_local(async move {
            if let Some(text) = shell::file_text(field).await {
                codes.try_set(text);
            }
        });
    };
    let none = Signal::stored(String::new());
    let of_pool = Field {
        id: "pool",
        label: words.pool,
        kind: "text",
        autocomplete: "off",
        help: words.pool_means,
    };
    view! {
        <form class="card" on:submit=send novalidate>
            <h2>{words.add}</h2>
            {sending.alert()}
            <p role="status">{move || done.get()}</p>
            {field(of_pool, pool, none)}
            <div class="field">
                <label for="codes">{words.codes}</label>
                <textarea id="codes" rows="6" dir="ltr" spellcheck="false" autocomplete="off" aria-describedby="codes-help" prop:value=move || codes.get() on:input:target=move |event| codes.set(event.target().value())></textarea>
                <p class="help" id="codes-help">{words.codes_mean}</p>
            </div>
            <label class="file">{words.file}" "<input type="file" accept=".txt,.csv,text/plain" on:change:target=take /></label>
            {submit(words.add, sending.is_busy.into())}
        </form>
    }
    .into_any()
}

/// What became of the codes.
fn told(added: CodesAdded) -> String {
    let words = &words().coupons;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    page::with(|page| {
        let new = page.counted(words.added, number(added.new));
        match added.known {
            0 => new,
            known => format!("{new} {}", page.counted(words.known, number(known))),
        }
    })
}
