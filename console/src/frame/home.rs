//! Where the console begins: at the last shop that was looked at.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::parts;
use crate::session::Session;
use crate::shell;

/// Leads on to what somebody does first in a shop; where there is none, tells how to make one.
#[component]
pub fn Home() -> impl IntoView {
    lead_on(Session::start)
}

/// Where the installation check was in earlier releases.
#[component]
pub fn OldCheck() -> impl IntoView {
    lead_on(|_, _| "installation")
}

fn lead_on(page: fn(Session, &str) -> &'static str) -> impl IntoView {
    let session = Session::here();
    // Addresses of earlier releases name the shop as a query.
    let asked = use_params_map().with_untracked(|params| params.get("shop"));
    let asked = asked.or_else(|| use_query_map().with_untracked(|query| query.get("shop")));
    let go = shell::way(true);
    Effect::new(move || {
        if let Some(shop) = asked.clone().or_else(|| session.first_shop()) {
            go(&shell::shop_address(&shop, page(session, &shop)));
        }
    });
    let is_empty = move || {
        session
            .shops
            .with(|shops| shops.as_ref().is_some_and(Vec::is_empty))
    };
    let may_make = move || {
        session
            .me
            .with(|me| me.as_ref().is_some_and(|me| me.administrator))
    };
    move || {
        is_empty().then(|| {
            view! { <main id="main" tabindex="-1" class="page">{parts::first_shop(may_make())}</main> }
        })
    }
}
