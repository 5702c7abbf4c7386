//! A filter chooses the same askings one by one as it does in the numbers that were made of them.

use std::sync::Arc;

use survey::DAY;
use survey::context::Device;
use survey::event::Queued;
use survey::tally::Measure;
use tillside_server::drain::Drain;
use tillside_server::store::filter::{Dimension, Filter};
use tillside_server::store::{StoreError, export, report};

use crate::place::{Kind, Place, answered, on_both_stores, price, push};
use crate::sample;

on_both_stores!(numbers_and_single_askings_are_chosen_alike);

const MANY: u64 = 120;

/// One of many askings that differ in everything there is to filter by.
fn one(n: u64) -> Queued {
    let mut queued = answered(n, n, 1, price());
    let facts = &mut queued.event.context;
    let of = |by: u64| usize::try_from(n / by).expect("is small");
    facts.device = [Device::Phone, Device::Tablet, Device::Desktop][of(1) % 3];
    facts.lang = ["en", "ar-EG"][of(2) % 2].to_owned();
    facts.step = ["cart", "", "wish-list"][of(3) % 3].to_owned();
    facts.returning = of(5) % 2 == 1;
    facts.value = [None, Some(24.99), Some(25.0), Some(5_000.0)][of(7) % 4];
    if let Some(asking) = &mut queued.event.asking {
        asking.variant = [None, Some("a"), Some("b")][of(4) % 3].map(str::to_owned);
        asking.asked_at += i64::try_from(n % 4).expect("is small") * DAY / 2;
    }
    queued
}

fn filters() -> Vec<Filter> {
    let day = sample::NOON / DAY;
    let values: [&[&str]; Dimension::ALL.len()] = [
        &["1", "2"],
        &["~", "a", "b"],
        &["~", "cart", "wish-list", "nowhere"],
        &["phone", "tablet", "desktop"],
        &["en", "ar-EG"],
        &["true", "false"],
        &["none", "0-25", "25-50", "1000+", "50-100"],
    ];
    let mut filters = vec![Filter::default()];
    for (dimension, values) in Dimension::ALL.into_iter().zip(values) {
        let of = |values: &[&str]| Filter {
            chosen: [(dimension, values.iter().map(|v| (*v).to_owned()).collect())].into(),
            ..Filter::default()
        };
        filters.extend(values.iter().map(|value| of(&[value])));
        filters.extend(values.windows(2).map(of));
    }
    for (from, to) in [
        (Some(day + 1), None),
        (None, Some(day)),
        (Some(day), Some(day)),
    ] {
        let mut some = filters[9].clone();
        (some.from, some.to) = (from, to);
        filters.push(some.clone());
        some.chosen
            .insert(Dimension::Device, vec!["phone".to_owned()]);
        filters.push(some);
    }
    filters
}

async fn numbers_and_single_askings_are_chosen_alike(kind: Kind) {
    let place = Place::new(kind);
    let queue = place.queue();
    let events: Vec<Queued> = (1..=MANY).map(one).collect();
    push(&queue, &events).await;
    let drain = Drain::new(Arc::clone(&queue), place.store.clone());
    drain.once().await.expect("drains");
    let mut sizes = Vec::new();
    for filter in filters() {
        let (shown, by_variant, rows) = place
            .store
            .read_blocking(|c| {
                let by_day = report::by_day(c, sample::SHOP, "why", &filter)?;
                let by_variant =
                    report::by_dimension(c, sample::SHOP, "why", &filter, Dimension::Variant)?;
                let shown = by_day.values().map(|tally| tally.get(Measure::Shown, ""));
                let variants = by_variant.values();
                let of_variants = variants.map(|tally| tally.get(Measure::Shown, ""));
                let mut rows = 0;
                export::of_prompt(c, (sample::SHOP, "why"), &filter, |_| {
                    rows += 1;
                    Ok::<_, StoreError>(())
                })?;
                Ok::<_, StoreError>((shown.sum::<i64>(), of_variants.sum::<i64>(), rows))
            })
            .expect("reads");
        assert_eq!((shown, by_variant), (rows, rows), "{filter:?}");
        sizes.push(rows);
    }
    assert_eq!(sizes[0], i64::try_from(MANY).expect("is small"));
    // The filters do choose: hardly any takes all or nothing.
    let some = sizes.iter().filter(|n| (1..sizes[0]).contains(n)).count();
    assert!(some > sizes.len() * 3 / 4, "{sizes:?}");
}
