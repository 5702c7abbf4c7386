//! The page behind an invitation.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use survey::console::asked::Accept;
use survey::console::{Invited, Somebody};
use survey::results::ShopSummary;

use super::door;
use super::person::NewPerson;
use crate::api;
use crate::load::load;
use crate::page::words;
use crate::parts::{Sending, notices, submit};
use crate::session::{Session, start};
use crate::shell;
use crate::words::{fill, name};

/// Takes the invitation with the code in the address up.
#[component]
pub fn TakeUp() -> impl IntoView {
    shell::show_skeleton(false);
    let words = &words().signing;
    let code = use_query_map().with_untracked(|query| query.get("code").unwrap_or_default());
    let address = format!("/console/api/invitations/{}", api::part(&code));
    let invited = load::<Invited>({
        let address = address.clone();
        move || address.clone()
    });
    // Whoever has an account already has to be signed in to take it up.
    let session = Session::here();
    session.load();
    let contents = move || {
        match (invited.value.get(), invited.trouble.get()) {
        (Some(invited), _) => take_up(&invited, address.clone(), session),
        (None, Some(trouble)) => view! { <section class="card"><h1>{words.no_invitation}</h1><p role="alert">{notices::reason(&trouble)}</p></section> }.into_any(),
        (None, None) => ().into_any(),
    }
    };
    door("invitation", words.invited, contents.into_any())
}

fn take_up(invited: &Invited, address: String, session: Session) -> AnyView {
    let shared = words();
    let words = &shared.signing;
    let values = [
        ("shop", &*invited.shop),
        ("role", &*name(shared.people.roles, invited.role.name())),
    ];
    let told = fill(words.invited_to, &values);
    let is_me = {
        let email = invited.email.clone();
        let is = move |person: &Somebody| person.email == email;
        move || {
            session.me.with(|me| {
                me.as_ref()
                    .and_then(|me| me.person.as_ref())
                    .is_some_and(&is)
            })
        }
    };
    let (has_account, email) = (invited.has_account, invited.email.clone());
    let person = NewPerson::new();
    let sending = Sending::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let body = match has_account {
            true => Accept::default(),
            false if !person.try_it(&[person.name_wrong(), person.password_wrong()]) => return,
            false => Accept {
                name: Some(person.name.get_untracked().trim().to_owned()),
                password: Some(person.password.get_untracked()),
                lang: Some(shell::page_language()),
            },
        };
        let address = address.clone();
        let reply = async move { api::post::<ShopSummary>(&address, &body).await };
        sending.run(reply, |shop| {
            shell::go(&shell::shop_address(&shop.key, start(Some(shop.role))))
        });
    };
    let fields = (!has_account).then(|| view! { {person.name_field()}{person.password_field()} });
    view! {
        <form class="card" on:submit=send novalidate>
            <h1>{words.invited}</h1>
            <p>{told}</p>
            <p class="soft"><bdi>{email}</bdi></p>
            {sending.alert()}
            {fields}
            {move || (has_account && !is_me()).then(|| view! { <p>{words.sign_in_first}" "<a href="/console/" rel="external">{words.sign_in}</a></p> })}
            {submit(words.join, sending.is_busy.into())}
        </form>
    }
    .into_any()
}
