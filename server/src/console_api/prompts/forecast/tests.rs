//! Tests of the forecast: what is counted of which days, and what is named instead.

use super::*;
use crate::import;
use crate::sample;
use anyhow::{Result, anyhow};
use serde_json::json;

const TODAY: i64 = 20_000;

fn prompt(changes: serde_json::Value) -> Result<Prompt> {
    let mut prompt = json!({
        "id": "new", "steps": ["cart"], "trigger": {"time": 0}, "cap": {"times": 0, "until_answered": false},
        "question": {"kind": "thumbs", "text": {"en": "?"}},
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        prompt[name] = value.clone();
    }
    let json = serde_json::from_value(prompt)?;
    Prompt::decode(&json).map_err(|error| anyhow!("{error}"))
}

/// A shop in which 30, 60 and 90 visitors a day were in the cart, on the three days before
/// today, and 7 today; and in which `nps` had 100 moments, 80 of them on phones.
fn store() -> Result<(tempfile::TempDir, Store)> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    store.write_blocking(|tx| {
        import::put(tx, &sample::shop(), 1)?;
        let key = sample::SHOP;
        for (step, day, n) in [
            ("cart", TODAY - 3, 30),
            ("cart", TODAY - 2, 60),
            ("cart", TODAY - 1, 90),
            ("cart", TODAY, 7),
            ("cart", TODAY - 15, 1_000),
            ("checkout", TODAY - 1, 12),
        ] {
            tx.batch(&format!(
                "INSERT INTO step_totals (shop, step, day, n) VALUES ('{key}', '{step}', {day}, {n})"
            ))?;
        }
        for (device, lang, returning, n) in
            [("phone", "en", 0, 60), ("phone", "ar", 1, 20), ("desktop", "en", 1, 20)]
        {
            tx.batch(&format!(
                "INSERT INTO rollups (shop, prompt, version, day, variant, step, device, lang,
                                      is_returning, band, measure, option, n)
                 VALUES ('{key}', 'nps', 1, {TODAY}, '', 'cart', '{device}', '{lang}',
                         {returning}, 'none', 'shown', '', {n})"
            ))?;
        }
        Ok::<_, StoreError>(())
    })?;
    Ok((folder, store))
}

fn forecast(store: &Store, prompt: &Prompt) -> Result<Forecast> {
    let shop = Shop {
        quiet: Quiet::default(),
        prompts: Vec::new(),
        ..sample::shop()
    };
    Ok(store.read_blocking(|c| of(c, &shop, prompt, TODAY))?)
}

#[test]
fn the_days_before_today_count_from_the_first_on_which_anything_is_known() -> Result<()> {
    let (_folder, store) = store()?;
    let at = |steps: serde_json::Value| {
        let made = forecast(&store, &prompt(json!({"steps": steps}))?)?;
        anyhow::Ok((made.days, made.reached, made.at_most))
    };
    assert_eq!(at(json!(["cart"]))?, (3, 60.0, 60.0));
    assert_eq!(at(json!(["checkout", "cart"]))?, (3, 60.0, 60.0));
    assert_eq!(at(json!(["checkout"]))?, (3, 4.0, 4.0));
    assert_eq!(at(json!([]))?, (3, 60.0, 60.0));
    assert_eq!(at(json!(["nowhere"]))?, (3, 0.0, 0.0));
    Ok(())
}

#[test]
fn what_is_known_of_visitors_is_counted_and_the_rest_is_named() -> Result<()> {
    let (_folder, store) = store()?;
    let made = forecast(
        &store,
        &prompt(json!({
            "sampling": 5_000, "experiment": {"id": "e", "holdout": 1_000},
            "targeting": [
                {"device": ["phone"]}, {"not": {"language": ["ar"]}},
                {"cart_value": {"min": 50}}, {"any": [{"device": ["phone"]}, {"coupon": true}]},
            ],
            "trigger": {"exit_intent": true}, "cap": {"times": 1}, "schedule": {"from": 1},
        }))?,
    )?;
    let shares: Vec<_> = made
        .counted
        .iter()
        .map(|one| (one.what.as_str(), one.share))
        .collect();
    assert_eq!(
        shares,
        [("sampling", 0.5), ("holdout", 0.9), ("targeting", 0.6)]
    );
    assert!((made.at_most - 60.0 * 0.5 * 0.9 * 0.6).abs() < 1e-9);
    let named = ["cart_value", "any", "trigger", "cap", "schedule", "order"];
    assert_eq!(made.not_counted, named);
    Ok(())
}

#[test]
fn of_those_whom_a_prompt_picks_nothing_is_learnt_about_others() -> Result<()> {
    let (_folder, store) = store()?;
    let mut shop = sample::shop();
    shop.prompts[0].1.targeting = vec![Rule::Not(Box::new(Rule::Returning(true)))];
    // A new version, with the same moments as the old one.
    store.write_blocking(|tx| {
        import::put(tx, &shop, 2)?;
        tx.batch("UPDATE rollups SET version = 2")
    })?;
    let made = forecast(
        &store,
        &prompt(json!({"targeting": [{"device": ["phone"]}]}))?,
    )?;
    assert_eq!(made.counted, []);
    assert!(made.not_counted.contains(&"device".to_owned()), "{made:?}");
    assert_eq!(made.at_most, 60.0);
    Ok(())
}

#[test]
fn a_shop_of_which_nothing_is_known_gets_no_number() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    let made = forecast(&store, &prompt(json!({}))?)?;
    assert_eq!((made.days, made.reached, made.at_most), (0, 0.0, 0.0));
    Ok(())
}
