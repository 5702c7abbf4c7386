//! The pool from which a last word gives codes, and whether it holds enough of them.

use leptos::prelude::*;
use serde_json::{Value, json};
use survey::authoring::{Forecast, Pool};

use super::controls::select;
use super::document::Document;
use crate::load::{Loaded, load};
use crate::page::{self, words};
use crate::words::fill;
use crate::{api, shell};

/// The pools of the shop, and what is foreseen of the prompt. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Pools {
    all: Loaded<Vec<Pool>>,
    foreseen: RwSignal<Option<Forecast>>,
    shop: StoredValue<String>,
}

impl Pools {
    /// Those of a shop.
    pub fn of(shop: &str, foreseen: RwSignal<Option<Forecast>>) -> Pools {
        let address = api::of_shop(shop, "coupons");
        Pools {
            all: load(move || address.clone()),
            foreseen,
            shop: StoredValue::new(shop.to_owned()),
        }
    }
}

/// The choice of a pool at a place.
pub fn coupon(document: Document, pools: Pools, place: String) -> AnyView {
    let words = &words().coupons;
    let chosen = document.text(place.clone());
    let set = move |name: String| {
        let value = if name.is_empty() {
            Value::Null
        } else {
            json!(name)
        };
        document.set(&place, value);
    };
    let options = move || {
        let all = pools.all.value.get().unwrap_or_default();
        let none = (String::new(), words.no_code.to_owned());
        let named = |pool: &Pool| {
            let left = page::with(|page| page.counted(words.left_of, pool.left));
            (pool.name.clone(), format!("{} · {left}", pool.name))
        };
        let mut options: Vec<_> = std::iter::once(none).chain(all.iter().map(named)).collect();
        let name = chosen.get();
        if options.iter().all(|(known, _)| *known != name) {
            options.push((name.clone(), name));
        }
        options
    };
    let label = crate::page::words().editor.coupon;
    let field = move || select(label, options(), chosen.into(), set.clone());
    let to_pools = shell::shop_address(&pools.shop.get_value(), "coupons");
    view! {
        {field}
        <p class="note">{move || warning(pools, &chosen.get())}</p>
        <p class="help"><a href=to_pools>{page::words().frame.coupons}</a></p>
    }
    .into_any()
}

/// What is wrong with a pool that was chosen; empty where nothing is.
fn warning(pools: Pools, name: &str) -> String {
    let words = &words().coupons;
    if name.is_empty() {
        return String::new();
    }
    let (left, claimed) = pools.all.value.with(|all| {
        let mut all = all.iter().flatten();
        let pool = all.find(|pool| pool.name == name);
        pool.map_or((0, 0), |pool| (pool.left, pool.claimed_this_week))
    });
    if pools.all.value.with(Option::is_none) {
        return String::new();
    }
    if left <= 0 {
        return words.empty.to_owned();
    }
    let foreseen = pools
        .foreseen
        .with(|foreseen| foreseen.as_ref().and_then(a_week));
    let week = foreseen.unwrap_or_default().max(claimed);
    if left >= week {
        return String::new();
    }
    let [left, week] = [left, week].map(|n| page::with(|page| page.count(n)));
    fill(words.few, &[("left", &left), ("week", &week)])
}

/// How many answers a week brings, as far as that is known.
fn a_week(forecast: &Forecast) -> Option<i64> {
    Some((7.0 * forecast.at_most * forecast.answered?).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_brings_seven_days_of_those_who_answer() {
        let mut forecast = Forecast {
            days: 14,
            reached: 100.0,
            at_most: 50.0,
            counted: Vec::new(),
            answered: Some(0.1),
            not_counted: Vec::new(),
        };
        assert_eq!(a_week(&forecast), Some(35));
        forecast.answered = None;
        assert_eq!(a_week(&forecast), None);
    }
}
