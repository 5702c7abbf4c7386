//! The filters above numbers and words: a row of choices that is kept in the address, so that
//! a reload and a link keep it.

pub mod query;

use leptos::ev::Targeted;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use survey::results::report::{Facet, FacetValue};
use web_sys::{Event, HtmlSelectElement};

use crate::api;
use crate::page::{self, Page, words};
use crate::words::{fill, name};
use query::{ATTRIBUTE, BESIDE, DAYS, DIMENSIONS, OF_CASES, Query};

/// What was chosen, and how to choose otherwise.
#[derive(Clone, Copy)]
pub struct Filters {
    /// What the address says.
    pub query: Memo<Query>,
    choose: StoredValue<Box<dyn Fn(Query) + Send + Sync>>,
}

/// A value to choose: as the address has it, what it is called, and how many there are.
pub type Choice = (String, String, Option<i64>);

impl Filters {
    /// Those of the page at this address.
    pub fn here() -> Filters {
        let map = use_query_map();
        let names = || {
            let of_answers = DIMENSIONS.into_iter().chain(DAYS).chain(BESIDE);
            of_answers.chain(OF_CASES)
        };
        let query = Memo::new(move |_| {
            map.with(|map| {
                let query = Query::read(names(), |name| map.get(name));
                let all = map.latest_values();
                let own = all.filter(|(name, _)| name.starts_with(ATTRIBUTE));
                own.fold(query, |query, (name, value)| query.with(name, value))
            })
        });
        let (path, go) = (use_location().pathname, use_navigate());
        let choose = move |query: Query| {
            // The path is whole, with what the console's own addresses begin with.
            let stay = NavigateOptions {
                resolve: false,
                scroll: false,
                ..NavigateOptions::default()
            };
            let address = format!("{}{}", path.get_untracked(), query.written(api::part));
            go(&address, stay);
        };
        Filters {
            query,
            choose: StoredValue::new(Box::new(choose)),
        }
    }

    /// The choice of a name; empty where there is none.
    pub fn get(self, name: &str) -> String {
        self.query.with(|query| query.get(name).to_owned())
    }

    /// Chooses a value of one name. What belongs to one prompt alone goes with it.
    pub fn set(self, name: &str, value: &str) {
        let query = self.query.get_untracked().with(name, value);
        self.go(match name {
            "prompt" => query.without(&["version", "variant"]),
            _ => query,
        });
    }

    /// Takes all filters away, but for the prompt.
    pub fn clear(self) {
        let prompt = self
            .query
            .with_untracked(|query| query.get("prompt").to_owned());
        self.go(Query::default().with("prompt", &prompt));
    }

    /// What stands behind the address of numbers: dimensions and days alone.
    pub fn of_numbers(self) -> String {
        self.query
            .with(|query| query.without(&BESIDE).written(api::part))
    }

    /// The same with the days alone.
    pub fn of_days(self) -> String {
        self.query
            .with(|query| query.only(&DAYS).written(api::part))
    }

    fn go(self, query: Query) {
        self.choose.with_value(|choose| choose(query));
    }
}

/// The choices of every dimension and attribute that has something to choose, and of the days;
/// `counted` says which of the two counts stands beside a value.
pub fn row(
    filters: Filters,
    facets: Signal<Vec<Facet>>,
    counted: fn(&FacetValue) -> Option<i64>,
) -> impl IntoView {
    let one = move |dimension: String| one(filters, facets, counted, &dimension);
    let attributes = Memo::new(move |_| {
        let mut names: Vec<String> = facets.with(|facets| {
            let names = facets.iter().map(|facet| &facet.name);
            let own = names.filter(|name| name.starts_with(ATTRIBUTE));
            own.cloned().collect()
        });
        filters.query.with(|query| {
            for name in query.attributes() {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        });
        names
    });
    view! {
        {DIMENSIONS.map(|dimension| one(dimension.to_owned())).collect_view()}
        <For each=move || attributes.get() key=Clone::clone children=one />
        {days(filters)}
    }
}

/// The choice of a value of one dimension or attribute, where there is something to choose.
fn one(
    filters: Filters,
    facets: Signal<Vec<Facet>>,
    counted: fn(&FacetValue) -> Option<i64>,
    dimension: &str,
) -> AnyView {
    let at = StoredValue::new(dimension.to_owned());
    let choices = Memo::new(move |_| {
        let dimension = at.get_value();
        facets.with(|facets| {
            let facet = facets.iter().find(|facet| facet.name == dimension);
            page::with(|page| {
                let choices = facet.into_iter().flat_map(|facet| {
                    // Where not all were counted, a count tells nothing.
                    let counted = |value: &FacetValue| match facet.since {
                        Some(_) => None,
                        None => counted(value),
                    };
                    let choice = |value: &FacetValue| {
                        let called = called(page, &facet.name, &value.value);
                        (value.value.clone(), called, counted(value))
                    };
                    facet.values.iter().map(choice).collect::<Vec<_>>()
                });
                choices.collect::<Vec<Choice>>()
            })
        })
    });
    let own = dimension.strip_prefix(ATTRIBUTE);
    // A choice between one and nothing is none; that of an attribute is, for not all have it.
    let least = if own.is_some() { 1 } else { 2 };
    let is_there = Memo::new(move |_| {
        choices.with(Vec::len) >= least || !at.with_value(|name| filters.get(name)).is_empty()
    });
    let label = own.map_or_else(
        || name(words().insight.dimensions, dimension),
        str::to_owned,
    );
    let shown = move || {
        is_there
            .get()
            .then(|| at.with_value(|name| select(filters, name, label.clone(), choices.into())))
    };
    shown.into_any()
}

/// The choice of the days alone.
pub fn days(filters: Filters) -> impl IntoView {
    let names = &words().insight;
    view! { <div class="days">{day(filters, "from", names.from)}{day(filters, "to", names.to)}</div> }
}

/// The choice of one of some values, or of all.
pub fn select(
    filters: Filters,
    dimension: &str,
    label: String,
    choices: Signal<Vec<Choice>>,
) -> AnyView {
    select_or(filters, dimension, label, words().insight.all, choices)
}

/// The choice of one of some values, or of what is shown unless one is chosen.
pub fn select_or(
    filters: Filters,
    dimension: &str,
    label: String,
    unless: &'static str,
    choices: Signal<Vec<Choice>>,
) -> AnyView {
    let words = &words().insight;
    let at = StoredValue::new(dimension.to_owned());
    let chosen = Memo::new(move |_| at.with_value(|name| filters.get(name)));
    // What an address asks for is shown, even where nothing has it.
    let values = Memo::new(move |_| {
        let mut values: Vec<String> =
            choices.with(|all| all.iter().map(|(value, ..)| value.clone()).collect());
        let chosen = chosen.get();
        if !chosen.is_empty() && !values.contains(&chosen) {
            values.push(chosen);
        }
        values
    });
    let option = move |value: String| {
        let (this, of) = (value.clone(), value.clone());
        let told = move || {
            choices.with(|all| match all.iter().find(|(value, ..)| *value == of) {
                Some((_, called, Some(n))) => {
                    let n = page::with(|page| page.count(*n));
                    fill(words.with_count, &[("name", called), ("n", &n)])
                }
                Some((_, called, None)) => called.clone(),
                None => page::with(|page| at.with_value(|name| called(page, name, &of))),
            })
        };
        view! { <option value=value prop:selected=move || chosen.with(|chosen| *chosen == this)>{told}</option> }
    };
    let choose = move |event: Targeted<Event, HtmlSelectElement>| {
        at.with_value(|name| filters.set(name, &event.target().value()));
    };
    view! {
        <label class="filter" data-filter=dimension.to_owned() class:chosen=move || !chosen.with(String::is_empty)>
            <span>{label}</span>
            <select on:change:target=choose>
                <option value="" prop:selected=move || chosen.with(String::is_empty)>{unless}</option>
                <For each=move || values.get() key=Clone::clone children=option />
            </select>
        </label>
    }
    .into_any()
}

fn day(filters: Filters, end: &'static str, label: &'static str) -> impl IntoView {
    let value = move || filters.get(end);
    let other = if end == "from" { "to" } else { "from" };
    let bound = move |of: &str| {
        (of == end)
            .then(|| filters.get(other))
            .filter(|day| !day.is_empty())
    };
    view! {
        <label class="filter" data-filter=end class:chosen=move || !value().is_empty()>
            <span>{label}</span>
            <input type="date" min=move || bound("to") max=move || bound("from") prop:value=value on:change:target=move |event| filters.set(end, &event.target().value()) />
        </label>
    }
}

/// The button for something that is either wanted or does not matter.
pub fn switch(filters: Filters, of: &'static str, label: &'static str) -> impl IntoView {
    let is_on = Memo::new(move |_| filters.get(of) == "true");
    let turn = move |_| filters.set(of, if is_on.get_untracked() { "" } else { "true" });
    view! { <button type="button" class="toggle" aria-pressed=move || is_on.get().to_string() on:click=turn>{label}</button> }
}

/// The button that takes all filters away, while there are any.
pub fn clear(filters: Filters) -> impl IntoView {
    let is_there = move || {
        filters
            .query
            .with(|query| *query != Query::default().with("prompt", query.get("prompt")))
    };
    let is_there = Memo::new(move |_| is_there());
    move || {
        is_there.get().then(|| view! { <button type="button" class="clear" on:click=move |_| filters.clear()>{words().insight.clear}</button> })
    }
}

/// What a value is called. Several, which only an address can ask for, stand side by side.
fn called(page: &Page, dimension: &str, value: &str) -> String {
    if value.contains(',') && !dimension.starts_with(ATTRIBUTE) {
        let each = value.split(',').map(|one| called(page, dimension, one));
        return each.collect::<Vec<_>>().join(", ");
    }
    let words = page.words;
    match (dimension, value) {
        ("variant", "~") => words.insight.own_wording.to_owned(),
        ("step", "~") => words.insight.no_step.to_owned(),
        ("step", _) => name(words.steps, value),
        ("device", _) => name(words.devices, value),
        ("returning", _) => name(words.insight.visits, value),
        ("band", _) => name(words.insight.bands, value),
        ("version", _) => fill(words.version, &[("n", value)]),
        ("lang", _) if value.contains('-') => format!("{} ({value})", page.language(value)),
        ("lang", _) => page.language(value),
        _ => value.to_owned(),
    }
}
