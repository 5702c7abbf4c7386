//! A new prompt: from a template for its moment, or from nothing.

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::authoring::{Made, NewPrompt, Template};

use crate::api::{self, Trouble};
use crate::load::load;
use crate::page::{self, words};
use crate::parts::{coded, notices, whole};
use crate::session::in_address;
use crate::shell;
use crate::words::name;

/// The templates to choose from.
#[component]
pub fn NewPromptPage() -> impl IntoView {
    let shop = in_address("shop");
    let templates = load::<Vec<Template>>(|| "/console/api/templates".to_owned());
    shell::set_title(words().prompts.new);
    let trouble = RwSignal::new(None::<Trouble>);
    let go = shell::way(false);
    let make = move |template: Option<String>| {
        let go = go.clone();
        let shop = shop.get_untracked();
        spawn_local(async move {
            let new = NewPrompt {
                template,
                ..NewPrompt::default()
            };
            match api::post::<Made>(&api::of_shop(&shop, "prompts"), &new).await {
                Ok(made) => go(&shell::shop_address(
                    &shop,
                    &format!("prompts/{}", api::part(&made.id)),
                )),
                Err(why) => trouble.set(Some(why)),
            }
        });
    };
    whole(templates, "templates", move || {
        let words = &words().prompts;
        let all = templates.value.get_untracked().unwrap_or_default();
        let cards: Vec<_> = all
            .into_iter()
            .map(|template| {
                let make = make.clone();
                card(template, move |id| make(Some(id)))
            })
            .collect();
        let blank = {
            let make = make.clone();
            move |_| make(None)
        };
        view! {
            <div class="title">
                <p><a href=shell::shop_address(&shop.get_untracked(), "prompts")>{crate::page::words().editor.all_prompts}</a></p>
                <h1>{words.choose}</h1>
                <p>{words.choose_means}</p>
            </div>
            {move || trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
            <ul class="templates">{cards}</ul>
            <p><button type="button" class="button" on:click=blank>{words.blank}</button></p>
        }
        .into_any()
    })
}

fn card(template: Template, make: impl Fn(String) + 'static) -> AnyView {
    let shared = words();
    let text = |texts| {
        page::with(|page| {
            let (language, text) = page.pick(texts);
            view! { <bdi lang=language.to_owned()>{coded(text)}</bdi> }
        })
    };
    let plain = serde_json::to_value(&template.prompt).unwrap_or_default();
    let step = plain["steps"][0]
        .as_str()
        .map(|step| view! { <span class="chip">{name(shared.steps, step)}</span> });
    let kind = plain["question"]["kind"]
        .as_str()
        .map(|kind| view! { <span>{name(shared.kinds, kind)}</span> });
    let id = template.id.clone();
    view! {
        <li class="card template" data-template=template.id.clone()>
            <p class="about">{step}{kind}</p>
            <h2>{text(&template.title)}</h2>
            <p class="soft">{text(&template.about)}</p>
            <p><button type="button" class="button" on:click=move |_| make(id.clone())>{shared.prompts.take}</button></p>
        </li>
    }
    .into_any()
}
