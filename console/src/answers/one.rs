//! One answer: the words, where they were said, and what the team notes of them.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use survey::console::Role;
use survey::results::OptionCount;
use survey::results::words::{Marked, Spoken, Star, Tags, Taken, Test, Words};

use super::found::pieces;
use super::list::List;
use super::more;
use crate::api::{self, Trouble};
use crate::page::{self, Page, words};
use crate::parts::{foreign, notices, step};
use crate::session::Session;
use crate::shell;
use crate::words::{fill, name};

/// An answer of a shop that is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// All that are shown.
    pub list: List,
    /// The shop.
    pub shop: Memo<String>,
    /// Whether whoever looks may note something.
    pub may_note: Memo<bool>,
}

/// The answer, drawn again only when something of it changes.
pub fn one(place: Place, answer: String) -> impl IntoView {
    let id = answer.clone();
    let of = Memo::new(move |_| place.list.one(&id));
    let trouble = RwSignal::new(None::<Trouble>);
    let said =
        Memo::new(move |_| of.with(|of| of.as_ref().map(|of| (of.texts.clone(), of.lang.clone()))));
    let texts = move || {
        let (texts, lang) = said.get()?;
        Some(
            texts
                .iter()
                .map(|text| spoken(text, &lang))
                .collect::<Vec<_>>(),
        )
    };
    let context = move || {
        let of = of.get()?;
        Some(page::with(|page| {
            context(page, &of, &place.shop.get_untracked())
        }))
    };
    let note = Note {
        place,
        answer: StoredValue::new(answer.clone()),
        trouble,
    };
    view! {
        <li class="card answer" data-answer=answer>
            {texts}
            {context}
            {notes_of(note, of)}
            {move || trouble.get().map(|why| view! { <p class="alert" role="alert">{notices::reason(&why)}</p> })}
        </li>
    }
}

/// A text that was typed, with what was looked for marked in it.
pub fn spoken(text: &Spoken, lang: &str) -> AnyView {
    let words = words();
    let from = match text.from.as_str() {
        "follow_up" => Some(words.from_follow_up),
        "other" => Some(words.said.from_other),
        _ => None,
    };
    let cut = pieces(&text.text, &text.found)
        .into_iter()
        .map(|(is_hit, piece)| match is_hit {
            true => view! { <mark>{piece}</mark> }.into_any(),
            false => piece.into_any(),
        });
    view! {
        {from.map(|from| view! { <p class="soft small">{from}</p> })}
        <blockquote lang=lang.to_owned() dir="auto">{cut.collect::<Vec<_>>()}</blockquote>
    }
    .into_any()
}

/// What was chosen, and where. The way to the numbers is there for those who may read them.
pub fn context(page: &Page, of: &Words, shop: &str) -> AnyView {
    let words = page.words;
    let chip = |taken: &Taken| {
        let option = OptionCount {
            option: taken.option.clone(),
            label: taken.label.clone(),
            count: 0,
        };
        let (language, text) = page.option(&option);
        view! { <span class="chip">{foreign(language, text)}</span> }
    };
    let visit = if of.returning { "true" } else { "false" };
    let path = of
        .page
        .as_ref()
        .map(|path| view! { <bdi class="path" dir="ltr">{path.clone()}</bdi> });
    let cart = of.value.map(|value| {
        let value = page.money(value, of.currency.as_deref().unwrap_or_default());
        view! { <span>{fill(words.said.cart, &[("value", &value)])}</span> }
    });
    let items = of
        .items
        .map(|n| view! { <span>{page.counted(words.said.items, i64::from(n))}</span> });
    let attributes = of.attributes.iter().map(|attribute| {
        let (name, value) = (attribute.name.clone(), attribute.value.clone());
        view! { <span><bdi>{name}</bdi>": "<bdi>{value}</bdi></span> }
    });
    let version = fill(words.version, &[("n", &page.count(i64::from(of.version)))]);
    let variant = of
        .variant
        .as_ref()
        .map(|variant| view! { <span><bdi>{variant.clone()}</bdi></span> });
    let step = match of.step.as_str() {
        "" => words.insight.no_step.into_any(),
        known => step(known),
    };
    let results = Session::here().may(shop, Role::Analyst).then(|| {
        let results = format!("prompts/{}/results", api::part(&of.prompt));
        view! { <a href=shell::shop_address(shop, &results)><code>{of.prompt.clone()}</code></a><span>{version}</span> }
    });
    let contact = of
        .has_contact
        .then(|| view! { <span class="chip">{words.cases.reachable}</span> });
    let is_test = of
        .test
        .then(|| view! { <span class="chip warn">{words.said.test}</span> });
    view! {
        <p class="context">
            {is_test}
            {contact}
            {of.options.iter().map(chip).collect::<Vec<_>>()}
            <span>{page.day(of.at)}</span>
            <span><bdi>{step}</bdi></span>
            <span>{name(words.devices, &of.device)}</span>
            <span>{page.language(&of.lang)}</span>
            <span>{name(words.insight.visits, visit)}</span>
            {cart}
            {items}
            {attributes.collect::<Vec<_>>()}
            {path}
            {results}
            {variant}
        </p>
    }
    .into_any()
}

/// The star, the tags and the case, and what unfolds the rest.
fn notes_of(note: Note, of: Memo<Option<Words>>) -> AnyView {
    let words = &words().said;
    let may_note = note.place.may_note;
    let starred = Memo::new(move |_| of.with(|of| of.as_ref().is_some_and(|of| of.starred)));
    let case = Memo::new(move |_| of.with(|of| of.as_ref().and_then(|of| of.case)));
    let star = move |_| note.star(!starred.get_untracked());
    let open = RwSignal::new(false);
    let id = format!("more-{}", note.answer.get_value());
    let (button_of, panel_of) = (id.clone(), id);
    view! {
        <div class="notes">
            <button type="button" class="star" aria-pressed=move || starred.get().to_string() aria-disabled=move || (!may_note.get()).then_some("true") on:click=star><span aria-hidden="true">{move || if starred.get() { "★" } else { "☆" }}</span><span class="sr">{words.star}</span></button>
            {tags(note, of)}
            {move || case.get().map(|state| more::has_case(note, state))}
            {move || may_note.get().then(|| more::button(open, button_of.clone()))}
        </div>
        {move || (open.get() && may_note.get()).then(|| more::panel(note, of, panel_of.clone()))}
    }
    .into_any()
}

/// The tags, and a button that makes room for another one.
fn tags(note: Note, of: Memo<Option<Words>>) -> AnyView {
    let words = &words().said;
    let may_note = note.place.may_note;
    let tags =
        Memo::new(move |_| of.with(|of| of.as_ref().map(|of| of.tags.clone()).unwrap_or_default()));
    let chips = move || {
        let chip = |tag: String| {
            let (gone, label) = (tag.clone(), fill(words.remove_tag, &[("tag", &tag)]));
            let remove = move |_| {
                let left = tags.get_untracked().into_iter().filter(|one| *one != gone);
                note.tags(left.collect());
            };
            let button = may_note.get().then(|| view! { <button type="button" class="untag" aria-label=label on:click=remove>"×"</button> });
            view! { <li class="chip"><bdi>{tag}</bdi>{button}</li> }
        };
        tags.get().into_iter().map(chip).collect::<Vec<_>>()
    };
    let is_writing = RwSignal::new(false);
    let field = NodeRef::<Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            // It is on the page by now, and can be gone to.
            let _ = field.focus();
        }
    });
    let add = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        let tag = field.value().trim().to_owned();
        let mut all = tags.get_untracked();
        if !tag.is_empty() && !all.contains(&tag) {
            all.push(tag);
            all.sort_unstable();
            note.tags(all);
        }
        field.set_value("");
    };
    let writing = move || {
        match is_writing.get() {
        true => view! {
            <form class="tag-form" on:submit=add>
                <input node_ref=field type="text" maxlength="40" list="known-tags" aria-label=words.add_tag placeholder=words.add_tag />
                <button type="submit">{words.add}</button>
            </form>
        }
        .into_any(),
        false => view! { <button type="button" class="quiet" on:click=move |_| is_writing.set(true)>{words.add_tag}</button> }
        .into_any(),
    }
    };
    view! {
        <ul class="tags" aria-label=words.tags>{chips}</ul>
        {move || may_note.get().then_some(writing)}
    }
    .into_any()
}

/// What is noted of one answer.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub answer: StoredValue<String>,
    /// Why something could not be noted.
    pub trouble: RwSignal<Option<Trouble>>,
}

impl Note {
    fn star(self, starred: bool) {
        if self.place.may_note.get_untracked() {
            self.put::<()>("star", Star { starred }, move |_| {
                self.change(move |one| one.starred = starred);
            });
        }
    }

    fn tags(self, tags: Vec<String>) {
        self.put::<()>("tags", Tags { tags: tags.clone() }, move |_| {
            self.change(move |one| one.tags.clone_from(&tags));
            // The tags to choose from may be others now.
            self.place.list.refresh();
        });
    }

    /// Marks it as a test or no more; all of its visitor's, where that is said.
    pub fn test(self, test: bool, visitor: bool) {
        let session = Session::here();
        self.put::<Marked>("test", Test { test, visitor }, move |marked| {
            let words = &words().said;
            let sentence = if test {
                words.marked
            } else {
                words.brought_back
            };
            let told = page::with(|page| page.counted(sentence, i64::from(marked.askings)));
            session.spoken.set(told);
            // It is among the others now.
            let id = self.answer.get_value();
            self.place
                .list
                .change(|all| all.retain(|one| one.answer != id));
            self.place.list.refresh();
        });
    }

    fn change(self, change: impl Fn(&mut Words)) {
        let id = self.answer.get_value();
        self.place.list.change(|all| {
            all.iter_mut()
                .filter(|one| one.answer == id)
                .for_each(&change);
        });
    }

    fn put<T: DeserializeOwned + 'static>(
        self,
        what: &str,
        body: impl Serialize + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        let below = format!("answers/{}/{what}", api::part(&self.answer.get_value()));
        let address = api::of_shop(&self.place.shop.get_untracked(), &below);
        spawn_local(async move {
            let reply = api::put::<T>(&address, &body).await;
            // The page may have been left meanwhile.
            if self.trouble.try_set(None).is_some() {
                return;
            }
            match reply {
                Ok(value) => then(value),
                Err(why) => self.trouble.set(Some(why)),
            }
        });
    }
}
