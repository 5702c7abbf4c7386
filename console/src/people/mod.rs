//! Who works in a shop, who is invited, and what was changed by whom.

mod history;

pub use history::History;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use survey::console::asked::{Invite, NewRole};
use survey::console::{Invitation, Link, Member, Role};

use crate::api;
use crate::load::{Loaded, load};
use crate::page::{self, words};
use crate::parts::{Field, Sending, copyable, field, submit, whole};
use crate::session::Session;
use crate::words::{fill, name};

/// The people of the shop in the address.
#[component]
pub fn People() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().people.title);
    let members = load::<Vec<Member>>(move || api::of_shop(&shop.get(), "people"));
    let invitations = load::<Vec<Invitation>>(move || api::of_shop(&shop.get(), "invitations"));
    whole(members, "people", move || {
        let words = &words().people;
        let sending = Sending::new();
        let link = RwSignal::new(None::<Link>);
        let rows = move || {
            members
                .value
                .get()
                .unwrap_or_default()
                .into_iter()
                .map(|one| member(members, shop, sending, link, one))
                .collect::<Vec<_>>()
        };
        let open = move || {
            invitations
                .value
                .get()
                .unwrap_or_default()
                .into_iter()
                .map(|one| invitation(invitations, shop, sending, one))
                .collect::<Vec<_>>()
        };
        let any_open = move || {
            invitations
                .value
                .with(|all| all.as_ref().is_some_and(|all| !all.is_empty()))
        };
        view! {
            <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{words.heading}</h1></div>
            {sending.alert()}
            {move || link.get().map(|link| handed_over(&link))}
            <section class="card" aria-labelledby="members">
                <h2 id="members">{words.members}</h2>
                <p class="soft">{words.members_mean}</p>
                <ul class="people">{rows}</ul>
            </section>
            {invite(invitations, shop, sending, link)}
            {move || any_open().then(|| view! {
                <section class="card" aria-labelledby="invited"><h2 id="invited">{words.open}</h2><ul class="people">{open}</ul></section>
            })}
        }
        .into_any()
    })
}

/// A link that somebody has to be given.
fn handed_over(link: &Link) -> AnyView {
    let words = &words().people;
    let until = page::with(|page| page.day(link.expires_at));
    let told = if link.sent {
        words.was_sent
    } else {
        words.hand_over
    };
    view! {
        <section class="card link">
            <p>{fill(told, &[("until", &until)])}</p>
            {copyable(Signal::stored(link.url.clone()), String::new())}
        </section>
    }
    .into_any()
}

fn member(
    members: Loaded<Vec<Member>>,
    shop: Memo<String>,
    sending: Sending,
    link: RwSignal<Option<Link>>,
    member: Member,
) -> AnyView {
    let words = &words().people;
    let address = move |rest: &str| api::of_shop(&shop.get_untracked(), &format!("people/{rest}"));
    let (of_role, of_link, of_leaving) = (
        member.id.clone(),
        format!("{}/reset-link", member.id),
        member.id.clone(),
    );
    let change = move |role: Role| {
        let to = address(&of_role);
        sending.run(
            async move { api::put::<Option<Member>>(&to, &NewRole { role }).await },
            move |_| members.refresh(),
        );
    };
    let reset = move |_| {
        let to = address(&of_link);
        sending.run(
            async move { api::post::<Link>(&to, &()).await },
            move |made| link.set(Some(made)),
        );
    };
    let leave = move |_| {
        let to = address(&of_leaving);
        sending.run(async move { api::delete(&to).await }, move |()| {
            members.refresh()
        });
    };
    let since = page::with(|page| page.day(member.since));
    view! {
        <li>
            <div class="grow"><p><strong><bdi>{member.name}</bdi></strong></p><p class="soft small"><bdi>{member.email}</bdi>" · "{fill(words.since, &[("at", &since)])}</p></div>
            {role_select(member.role, change)}
            <button type="button" class="button" on:click=reset>{words.reset}</button>
            <button type="button" class="button" on:click=leave>{words.remove}</button>
        </li>
    }
    .into_any()
}

fn role_select(chosen: Role, change: impl Fn(Role) + 'static) -> AnyView {
    let words = &words().people;
    let options: Vec<_> = Role::ALL
        .into_iter()
        .rev()
        .map(|role| view! { <option value=role.name() selected=role == chosen>{name(words.roles, role.name())}</option> })
        .collect();
    let chosen = move |event: web_sys::Event| {
        if let Some(role) = Role::named(&event_target_value(&event)) {
            change(role);
        }
    };
    view! { <select aria-label=words.role on:change=chosen>{options}</select> }.into_any()
}

fn invitation(
    invitations: Loaded<Vec<Invitation>>,
    shop: Memo<String>,
    sending: Sending,
    one: Invitation,
) -> AnyView {
    let words = &words().people;
    let until = page::with(|page| page.day(one.expires_at));
    let withdraw = move |_| {
        let to = api::of_shop(&shop.get_untracked(), &format!("invitations/{}", one.id));
        sending.run(async move { api::delete(&to).await }, move |()| {
            invitations.refresh()
        });
    };
    view! {
        <li>
            <div class="grow"><p><strong><bdi>{one.email.clone()}</bdi></strong></p><p class="soft small">{name(words.roles, one.role.name())}" · "{fill(words.until, &[("at", &until)])}</p></div>
            <button type="button" class="button" on:click=withdraw>{words.withdraw}</button>
        </li>
    }
    .into_any()
}

fn invite(
    invitations: Loaded<Vec<Invitation>>,
    shop: Memo<String>,
    sending: Sending,
    link: RwSignal<Option<Link>>,
) -> impl IntoView {
    let words = &words().people;
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Editor);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let to = api::of_shop(&shop.get_untracked(), "invitations");
        let body = Invite {
            email: email.get_untracked().trim().to_owned(),
            role: role.get_untracked(),
        };
        sending.run(
            async move { api::post::<Link>(&to, &body).await },
            move |made| {
                email.set(String::new());
                link.set(Some(made));
                invitations.refresh();
            },
        );
    };
    let none = Signal::stored(String::new());
    view! {
        <form class="card invite" on:submit=send novalidate aria-labelledby="invite">
            <h2 id="invite">{words.invite}</h2>
            {field(Field { id: "invite-email", label: words.email, kind: "email", autocomplete: "off", help: "" }, email, none)}
            <div class="field"><span class="label">{words.role}</span>{role_select(Role::Editor, move |chosen| role.set(chosen))}<p class="help">{words.roles_mean}</p></div>
            {submit(words.invite, sending.is_busy.into())}
        </form>
    }
}
