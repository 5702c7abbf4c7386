//! The paragraph for the shop's privacy policy, in each language that there is.

use leptos::prelude::*;
use survey::privacy::{LANGUAGES, paragraph};
use survey::shop::Shop;
use survey::text::{best_language, is_right_to_left};

use crate::page::{self, words};
use crate::parts::{coded, copy_button};
use crate::words::fill;

/// The paragraph, first in the shop's own language where there is one.
pub fn privacy(shop: &Shop) -> AnyView {
    let words = &words().install;
    let own = best_language(&shop.default_language, LANGUAGES.into_iter());
    let mut languages = LANGUAGES;
    languages[..=own.unwrap_or(0)].rotate_right(1);
    let all: Vec<_> = languages
        .into_iter()
        .enumerate()
        .map(|(at, language)| one(language, shop, at == 0))
        .collect();
    view! {
        <section class="card privacy" aria-labelledby="privacy">
            <h2 id="privacy">{words.privacy}</h2>
            <p class="soft">{words.privacy_means}</p>
            {shop.retention_days.is_none().then(|| view! { <p class="note">{words.no_retention}</p> })}
            {all}
            <p class="soft">{coded(words.privacy_more)}</p>
        </section>
    }
    .into_any()
}

fn one(language: &'static str, shop: &Shop, is_first: bool) -> AnyView {
    let text = paragraph(language, shop);
    let called = page::with(|page| page.language(language));
    let copy = fill(words().install.copy_paragraph, &[("language", &called)]);
    let direction = if is_right_to_left(language) {
        "rtl"
    } else {
        "ltr"
    };
    view! {
        <details name="privacy" data-language=language open=is_first>
            <summary>{called}</summary>
            <blockquote lang=language dir=direction>{text.clone()}</blockquote>
            <p>{copy_button(Signal::stored(text), copy)}</p>
        </details>
    }
    .into_any()
}
