//! The sample that `tillside sample` loads: the same for everybody, whole, and with the things in
//! it that its story tells of, as the store shows them.

use std::collections::BTreeMap;

use survey::shop::Shop;
use survey::tally::{Measure, Tally};
use survey::{DAY, Millis};
use tillside_server::drain::Fate;
use tillside_server::import;
use tillside_server::ninety_days::story::{DAYS, FREE_DELIVERY, NEW_WORDING};
use tillside_server::ninety_days::{Days, Loaded, NotLoaded, load, payload};
use tillside_server::store::filter::{Dimension, Filter};
use tillside_server::store::{StoreError, marks, report, versions};

use crate::place::{Kind, Place, on_both_stores};
use crate::sample;

on_both_stores!(
    the_sample_shows_what_its_story_tells,
    a_shop_that_is_there_is_left_alone,
);

const SHOP: &str = "pk_demo";
const TODAY: i64 = 20_785;
/// The middle of today.
const NOW: Millis = TODAY * DAY + DAY / 2;
const FIRST: i64 = TODAY - DAYS;
/// A part of the usual number, enough to tell one thing from another.
const VISITS: u32 = 200;

fn demo_shop() -> Shop {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo-site/shop.json");
    let text = std::fs::read_to_string(file).expect("the demo shop's file");
    let json = serde_json::from_str(&text).expect("is JSON");
    Shop::decode(&json).expect("is a shop")
}

/// The entries of all days, one after the other.
fn entries(today: i64, visits: u32) -> Vec<Vec<u8>> {
    let days = Days::new(&demo_shop(), today, visits).expect("is the demo shop");
    let events = days.flat_map(|happened| happened.events);
    events
        .map(|queued| payload(&queued).expect("is written"))
        .collect()
}

#[test]
fn the_same_day_has_the_same_events_to_the_byte() {
    let events = entries(TODAY, 25);
    assert!(events.len() > 5_000, "{}", events.len());
    assert!(events == entries(TODAY, 25));
    assert!(events != entries(TODAY + 1, 25));
}

/// Numbers of one prompt as the store has them.
struct Numbers<'p>(&'p Place, &'static str);

impl Numbers<'_> {
    /// On these days, counted as in the story, where a dimension has one of these values.
    fn of(&self, days: (i64, i64), chosen: &[(Dimension, &[&str])]) -> Tally {
        let values = |values: &[&str]| values.iter().map(|one| (*one).to_owned()).collect();
        let chosen = chosen.iter().map(|(one, of)| (*one, values(of)));
        let filter = Filter {
            from: Some(FIRST + days.0),
            to: Some(FIRST + days.1),
            chosen: chosen.collect(),
            ..Filter::default()
        };
        let read = |c: &_| report::by_day(c, SHOP, self.1, &filter);
        let mut sum = Tally::default();
        let by_day = self.0.store.read_blocking(read).expect("reads");
        by_day.values().for_each(|tally| sum.add(tally));
        sum
    }

    /// The share of an option among the answers.
    fn share(&self, option: &str, days: (i64, i64), chosen: &[(Dimension, &[&str])]) -> f64 {
        let tally = self.of(days, chosen);
        let answers = tally.get(Measure::Answered, "");
        assert!(answers > 30, "{} {option}: {answers} answers", self.1);
        tally.get(Measure::Question, option) as f64 / answers as f64
    }
}

const ALL: (i64, i64) = (0, DAYS);

async fn the_sample_shows_what_its_story_tells(kind: Kind) {
    let place = Place::empty(kind);
    let last = std::cell::Cell::new(Default::default());
    let tell = |progress| last.set(progress);
    let loaded = load(&place.store, &demo_shop(), VISITS, NOW, &tell).expect("loads");
    let Loaded::Now { fates, answers } = loaded else {
        panic!("{loaded:?}");
    };
    let progress = last.get();
    assert_eq!((progress.answers, progress.all), (answers, answers));
    assert_eq!(fates.get(Fate::DeadLettered), 0);
    is_whole(&place, answers);
    delivery_costs_trouble_fewer_since_delivery_is_free(&place);
    phones_drop_at_the_checkout(&place);
    arabic_readers_miss_ways_of_paying(&place);
    one_wording_is_answered_more_often_and_one_is_not(&place);
    weekends_bring_more_visits_and_lower_scores(&place);
    a_version_was_published_in_the_middle(&place);
    full_carts_wait_because_people_are_not_sure(&place);

    let before = (place.numbers(), place.rows("SELECT * FROM history"));
    let again = load(&place.store, &demo_shop(), VISITS, NOW + DAY, &|_| {});
    assert!(matches!(again, Ok(Loaded::Before)), "{again:?}");
    assert_eq!(
        (place.numbers(), place.rows("SELECT * FROM history")),
        before
    );
}

/// All of it is there, until now and no further, and adds up.
fn is_whole(place: &Place, answers: usize) {
    let count = |sql: &str| place.count(sql);
    let stored = count("SELECT count(*) FROM askings WHERE kind = 'answered'");
    assert_eq!(usize::try_from(stored), Ok(answers));
    assert_eq!(place.rollups(), place.summed());
    assert!(count("SELECT max(received_at) FROM askings") <= NOW);
    assert!(count("SELECT max(day) FROM reached") == TODAY);
    assert_eq!(count("SELECT min(day) FROM reached"), FIRST);
    assert_eq!(count("SELECT count(*) FROM entries"), 0);
    let languages = count("SELECT count(DISTINCT lang) FROM askings WHERE has_words = 1");
    assert_eq!(languages, 4);
    let said = "FROM askings WHERE has_words = 1 AND said LIKE '%\"text\"%'";
    let different = count(&format!("SELECT count(DISTINCT said) {said}"));
    assert!(different * 10 > count(&format!("SELECT count(*) {said}")) * 8);
    assert!(count("SELECT count(*) FROM askings WHERE starred = 1") > 5);
    let tags = place.store.read_blocking(|c| marks::tags(c, SHOP));
    assert!(tags.expect("reads").len() > 4);
    let cases = |state: &str| {
        count(&format!(
            "SELECT count(*) FROM cases WHERE state = '{state}'"
        ))
    };
    assert!(cases("open") > 0 && cases("solved") > cases("open"));
    let strays = "SELECT count(*) FROM cases AS c WHERE NOT EXISTS
        (SELECT 1 FROM askings AS a WHERE a.shop = c.shop AND a.answer = c.answer)";
    assert_eq!(count(strays), 0);
    // Fewer at every step than at the one before.
    let steps = ["product", "cart", "checkout", "confirmation", "delivery"];
    let reached = steps.map(|step| {
        count(&format!(
            "SELECT CAST(sum(n) AS BIGINT) FROM step_totals WHERE step = '{step}'"
        ))
    });
    assert!(
        reached.is_sorted_by(|more, less| more > less),
        "{reached:?}"
    );
}

fn delivery_costs_trouble_fewer_since_delivery_is_free(place: &Place) {
    let cart = Numbers(place, "cart-hesitation");
    let before = cart.share("shipping", (0, FREE_DELIVERY - 1), &[]);
    let after = cart.share("shipping", (FREE_DELIVERY, DAYS), &[]);
    assert!(before > 0.28 && after < 0.2, "{before} {after}");
}

fn phones_drop_at_the_checkout(place: &Place) {
    let order = |device: &str| {
        let asked = format!(
            "SELECT count(*) FROM askings AS a
             WHERE a.prompt = 'checkout-trouble' AND a.device = '{device}'"
        );
        let ordered = format!(
            "{asked} AND EXISTS (SELECT 1 FROM reached AS r
               WHERE r.shop = a.shop AND r.step = 'confirmation' AND r.visitor = a.visitor
                 AND r.day = a.asked_at / {DAY})"
        );
        place.count(&ordered) as f64 / place.count(&asked) as f64
    };
    let (phone, desktop) = (order("phone"), order("desktop"));
    assert!(phone + 0.15 < desktop, "{phone} {desktop}");
}

fn arabic_readers_miss_ways_of_paying(place: &Place) {
    let checkout = Numbers(place, "checkout-trouble");
    let share = |lang: &[&str]| checkout.share("payment", ALL, &[(Dimension::Lang, lang)]);
    let (arabic, others) = (share(&["ar"]), share(&["en", "th", "ru"]));
    assert!(arabic > 2.0 * others, "{arabic} {others}");
}

fn one_wording_is_answered_more_often_and_one_is_not(place: &Place) {
    let rates = |prompt: &str| -> BTreeMap<String, (f64, f64)> {
        let read =
            |c: &_| report::by_dimension(c, SHOP, prompt, &Filter::default(), Dimension::Variant);
        let arms = place.store.read_blocking(read).expect("reads");
        let rate = |((_, variant), tally): ((u32, String), Tally)| {
            let shown = tally.get(Measure::Shown, "") as f64;
            let rate = tally.get(Measure::Answered, "") as f64 / shown;
            // By how much two rates of as many may differ by chance, in most cases.
            (
                variant,
                (rate, 2.0 * (2.0 * rate * (1.0 - rate) / shown).sqrt()),
            )
        };
        let of_arms = arms
            .into_iter()
            .filter(|((_, variant), _)| !variant.is_empty());
        of_arms.map(rate).collect()
    };
    let doubt = rates("product-doubt");
    let ((plain, _), (offer, chance)) = (doubt["plain"], doubt["offer"]);
    assert!(offer - plain > chance, "{doubt:?}");
    let heard = rates("heard-about-us");
    let ((one, _), (other, chance)) = (heard["heard"], heard["came-across"]);
    assert!((one - other).abs() < chance, "{heard:?}");
}

fn weekends_bring_more_visits_and_lower_scores(place: &Place) {
    // 1970-01-01 was a Thursday.
    let is_weekend = |day: i64| (FIRST + day + 4) % 7 == 0 || (FIRST + day + 4) % 7 == 6;
    let order = Numbers(place, "order-nps");
    let (mut visits, mut scores) = ([0, 0], [Tally::default(), Tally::default()]);
    let mut days = [0, 0];
    for day in 0..DAYS {
        let at = usize::from(is_weekend(day));
        days[at] += 1;
        visits[at] += place.count(&format!(
            "SELECT n FROM step_totals WHERE step = 'product' AND day = {}",
            FIRST + day
        ));
        scores[at].add(&order.of((day, day), &[]));
    }
    let a_day = |at: usize| visits[at] / days[at];
    assert!(a_day(1) * 10 > a_day(0) * 12, "{visits:?} {days:?}");
    let nps = |tally: &Tally| {
        let sum = |scores: std::ops::RangeInclusive<i64>| -> i64 {
            scores
                .map(|score| tally.get(Measure::Question, &score.to_string()))
                .sum()
        };
        (sum(9..=10) - sum(0..=6)) as f64 / sum(0..=10) as f64
    };
    let (week, weekend) = (nps(&scores[0]), nps(&scores[1]));
    assert!(weekend + 0.1 < week, "{weekend} {week}");
}

fn a_version_was_published_in_the_middle(place: &Place) {
    let read = |c: &_| versions::notes(c, SHOP, "order-nps");
    let notes = place.store.read_blocking(read).expect("reads");
    assert_eq!(
        notes.iter().map(|note| note.version).collect::<Vec<_>>(),
        [2, 1]
    );
    let published = notes[0].at;
    assert_eq!(published.div_euclid(DAY), FIRST + NEW_WORDING);
    let asked = |sql: &str| {
        place.count(&format!(
            "SELECT {sql}(asked_at) FROM askings WHERE prompt = 'order-nps'"
        ))
    };
    assert!(asked("min") < published && published < asked("max"));
    let astray = format!(
        "SELECT count(*) FROM askings WHERE prompt = 'order-nps'
           AND (version = 1) <> (asked_at < {published})"
    );
    assert_eq!(place.count(&astray), 0);
}

fn full_carts_wait_because_people_are_not_sure(place: &Place) {
    let cart = Numbers(place, "cart-hesitation");
    let share = |bands: &[&str]| cart.share("not-sure", ALL, &[(Dimension::Band, bands)]);
    let rising = [
        share(&["25-50"]),
        share(&["50-100"]),
        share(&["100-250"]),
        share(&["250-1000"]),
    ];
    assert!(
        rising.is_sorted() && rising[3] > 3.0 * rising[0],
        "{rising:?}"
    );
}

async fn a_shop_that_is_there_is_left_alone(kind: Kind) {
    let place = Place::with(kind, &demo_shop());
    let before = place.rows("SELECT id, version, state FROM prompts ORDER BY id, version");
    let refused = load(&place.store, &demo_shop(), VISITS, NOW, &|_| {});
    let said = refused.map_err(|error| error.to_string());
    let said = said.expect_err("is refused");
    assert!(said.contains(SHOP) && said.contains("--data"), "{said}");
    let after = place.rows("SELECT id, version, state FROM prompts ORDER BY id, version");
    assert_eq!(after, before);

    let other = load(&place.store, &sample::shop(), VISITS, NOW, &|_| {});
    assert!(matches!(other, Err(NotLoaded::OtherShop(_))), "{other:?}");
    let put = |tx: &_| -> Result<_, StoreError> { import::put(tx, &sample::shop(), 1) };
    assert!(
        place
            .store
            .write_blocking(put)
            .is_ok_and(|report| report.len() > 1)
    );
}
