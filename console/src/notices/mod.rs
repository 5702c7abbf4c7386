//! What people are told who are not looking at the console: the shop's rules, and the reader's
//! own digest.

mod digest;
mod form;
mod rules;

use leptos::prelude::*;
use survey::authoring::PromptSummary;
use survey::console::notices::{Notices as Told, WEBHOOK};

use crate::api;
use crate::load::{Loaded, load};
use crate::page::{self, words};
use crate::parts::whole;
use crate::session::Session;
use crate::words::{fill, name};

/// What the page knows. Copies share the same state.
#[derive(Clone, Copy)]
struct Here {
    shop: Memo<String>,
    told: Loaded<Told>,
    prompts: Loaded<Vec<PromptSummary>>,
}

/// The notices of the shop in the address.
#[component]
pub fn Notices() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().notices.title);
    let here = Here {
        shop,
        told: load(move || api::of_shop(&shop.get(), "notices")),
        prompts: load(move || api::of_shop(&shop.get(), "prompts")),
    };
    whole(here.told, "notices", move || {
        let words = &words().notices;
        let no_mail = move || {
            here.told
                .value
                .with(|told| told.as_ref().is_some_and(|told| !told.mail))
        };
        view! {
            <div class="title"><p><bdi>{move || session.name(&shop.get())}</bdi></p><h1>{page::words().frame.notices}</h1></div>
            {move || no_mail().then(|| view! { <p class="note card">{words.no_mail}</p> })}
            {rules::rules(here)}
            {digest::digest(here)}
        }
        .into_any()
    })
}

impl Here {
    /// An address below those of the shop.
    fn address(self, rest: &str) -> String {
        api::of_shop(&self.shop.get_untracked(), rest)
    }

    /// What a prompt asks, in the reader's language; its id while that is not known.
    fn question(self, id: &str) -> String {
        let asked = self.prompts.value.with(|prompts| {
            let found = prompts.iter().flatten().find(|one| one.id == id)?;
            Some(page::with(|page| page.pick(&found.question).1.to_owned()))
        });
        asked
            .filter(|asked| !asked.is_empty())
            .unwrap_or_else(|| id.to_owned())
    }

    /// Who a receiver is.
    fn receiver(self, receiver: &str) -> String {
        if receiver == WEBHOOK {
            return words().notices.webhook.to_owned();
        }
        let found = self.told.value.with(|told| {
            let mut people = told.iter().flat_map(|told| &told.people);
            people
                .find(|one| one.id == receiver)
                .map(|one| one.name.clone())
        });
        found.unwrap_or_else(|| words().notices.gone.to_owned())
    }
}

/// How it went to tell somebody: the last that happened.
fn outcome(told: &survey::console::notices::Told) -> (&'static str, String) {
    let words = &words().notices;
    let at = |at: survey::Millis| page::with(|page| page.day(at));
    match (told.succeeded_at, told.failed_at) {
        (Some(sent), failed) if failed.is_none_or(|failed| failed <= sent) => {
            ("sent", fill(words.sent, &[("at", &at(sent))]))
        }
        (_, Some(failed)) => {
            let why = told.failure.as_deref().unwrap_or_default();
            let (why, status) = why.split_once(' ').unwrap_or((why, ""));
            let why = fill(&name(words.failures, why), &[("status", status)]);
            (
                "failed",
                fill(words.failed, &[("at", &at(failed)), ("why", &why)]),
            )
        }
        _ => ("", words.sending.to_owned()),
    }
}
