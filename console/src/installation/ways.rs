//! The ways in which the tag comes to the shop's pages, the one of its own platform first and open.

use leptos::prelude::*;
use survey::console::Role;
use survey::install::{Paste, Way};
use survey::json::Json;
use survey::shop::{Consent, Platform, Shop};

use crate::api;
use crate::load::Loaded;
use crate::page::words;
use crate::parts::{Sending, coded, copyable};
use crate::session::Session;
use crate::words::{fill, name};

/// All ways for the shop of these facts.
pub fn ways(session: Session, tag: &str, facts: Loaded<Json>, shop: &Shop) -> AnyView {
    let words = &words().install;
    let sending = Sending::new();
    let all: Vec<_> = Way::of(shop.platform)
        .into_iter()
        .map(|way| one(session, way, tag, shop, facts, sending))
        .collect();
    let consent = match shop.consent {
        Consent::Required => shop.signal.name(),
        other => other.name(),
    };
    view! {
        <section class="card ways" aria-labelledby="ways">
            <h2 id="ways">{words.ways}</h2>
            <p class="soft">{words.ways_mean}</p>
            {sending.alert()}
            {all}
            <h3>{words.consent}</h3>
            <p class="soft">{coded(&name(words.consents, consent))}</p>
        </section>
    }
    .into_any()
}

fn one(
    session: Session,
    way: Way,
    tag: &str,
    shop: &Shop,
    facts: Loaded<Json>,
    sending: Sending,
) -> AnyView {
    let words = &words().install;
    let is_own = way.platform().is_some() && way.platform() == shop.platform;
    let told = words.told.iter().find(|(known, _)| *known == way.name());
    let (steps, notes) = told.map_or((&[][..], &[][..]), |(_, told)| (told.steps, told.notes));
    let steps: Vec<_> = steps
        .iter()
        .map(|step| view! { <li>{coded(step)}</li> })
        .collect();
    let notes: Vec<_> = notes
        .iter()
        .map(|note| view! { <p class="soft">{coded(note)}</p> })
        .collect();
    let pastes = way.pastes(tag, shop).into_iter();
    let pastes: Vec<_> = pastes.map(|paste| pasted(way, paste)).collect();
    let choose = way
        .platform()
        .filter(|_| !is_own && session.may(&shop.key, Role::Owner))
        .map(|platform| choose(session, platform, shop.clone(), facts, sending));
    view! {
        <details name="way" data-way=way.name() open=is_own>
            <summary>{name(words.names, way.name())}{is_own.then(|| view! { " "<span class="chip">{words.own}</span> })}</summary>
            <ol class="steps">{steps}</ol>
            {(way == Way::Platform(Platform::WooCommerce)).then(|| plugin(&shop.key))}
            {pastes}
            {notes}
            {choose}
        </details>
    }
    .into_any()
}

/// Past the router, which would look for a page of the console there.
fn plugin(shop: &str) -> AnyView {
    let address = api::of_shop(shop, "woocommerce.zip");
    view! { <p><a class="button" href=address download="tillside.zip" rel="external">{words().install.download}</a></p> }.into_any()
}

fn pasted(way: Way, paste: Paste) -> AnyView {
    let words = &words().install;
    let of_way = format!("{}/{}", way.name(), paste.id);
    let has_own = words.pastes.iter().any(|(known, _)| *known == of_way);
    let what = name(words.pastes, if has_own { &of_way } else { paste.id });
    let copy = fill(words.copy_of, &[("what", &what)]);
    let file = (!paste.file.is_empty()).then(|| fill(words.file, &[("file", paste.file)]));
    let means = (paste.id == "agreed").then_some(words.agreed_means);
    let below = file.as_deref().into_iter().chain(means);
    let below: Vec<_> = below
        .map(|text| view! { <p class="soft">{coded(text)}</p> })
        .collect();
    view! {
        <h3>{what}</h3>
        {below}
        {copyable(Signal::stored(paste.text), copy)}
    }
    .into_any()
}

/// An offer to set the platform, which tells the loader how pages are known.
fn choose(
    session: Session,
    platform: Platform,
    mut shop: Shop,
    facts: Loaded<Json>,
    sending: Sending,
) -> AnyView {
    let words = &words().install;
    let called = name(words.names, platform.name());
    let filled = move |sentence| fill(sentence, &[("platform", &called)]);
    let (label, means, chosen) = (
        filled(words.choose),
        filled(words.choose_means),
        filled(words.chosen),
    );
    shop.platform = Some(platform);
    let send = move |_| {
        let (to, tag) = (api::of_shop(&shop.key, "facts"), facts.tag.get_value());
        let (body, chosen) = (shop.encode(), chosen.clone());
        let reply = async move { api::put_over::<Json>(&to, Some(&tag), &body).await };
        sending.run(reply, move |_| {
            session.spoken.set(chosen);
            // With the tag that the next change rests on.
            facts.refresh();
        });
    };
    view! {
        <div class="choose">
            <button type="button" class="button" aria-disabled=move || sending.is_busy.get().then_some("true") on:click=send>{label}</button>
            <p class="soft">{means}</p>
        </div>
    }
    .into_any()
}
