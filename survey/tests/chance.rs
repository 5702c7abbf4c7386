//! Sampling, arms and shuffles are uniform and sticky. The inputs are fixed, so
//! these tests never fail by bad luck.

use std::collections::HashMap;
use survey::experiment::{Arm, Experiment};
use survey::hash::bucket;
use survey::json::Json;
use survey::question::Choices;
use survey::shuffle::order;

const VISITORS: u64 = 100_000;

/// Ids that are as much alike as they can be.
fn visitors() -> impl Iterator<Item = String> {
    (0..VISITORS).map(|n| format!("00000000-0000-4000-8000-{n:012x}"))
}

/// Pearson's chi-squared against equal shares.
fn chi_squared(counts: &[u64]) -> f64 {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    counts
        .iter()
        .map(|n| (*n as f64 - expected).powi(2) / expected)
        .sum()
}

#[test]
fn sampling_is_uniform() {
    for salt in ["cart-hesitation", "order-nps", "x"] {
        let mut counts = [0_u64; 100];
        visitors().for_each(|visitor| counts[bucket(salt, &visitor) as usize / 100] += 1);
        // 99 degrees of freedom: 148.2 is the 99.9 % point.
        let chi = chi_squared(&counts);
        assert!(chi < 148.2, "{salt}: {chi}");
    }
}

#[test]
fn a_holdout_is_independent_of_the_sampling_of_a_prompt_with_the_same_id() {
    let json: Json = serde_json::from_str(r#"{"id":"same","holdout":1000}"#).unwrap();
    let experiment = Experiment::decode(&json).unwrap();
    let sampled = visitors().filter(|visitor| bucket("same", visitor) < 2_000);
    let (held, n) = sampled.fold((0.0, 0.0), |(held, n), visitor| {
        let out = experiment.arm(&visitor) == Arm::Holdout;
        (held + f64::from(u8::from(out)), n + 1.0)
    });
    // A tenth of about 20,000, standard deviation 42.
    assert!(
        (held / n - 0.1_f64).abs() < 3.3 * (0.1_f64 * 0.9 / n).sqrt(),
        "{held} of {n}"
    );
}

#[test]
fn two_prompts_sample_independently() {
    let both = visitors()
        .filter(|visitor| bucket("one", visitor) < 5_000 && bucket("two", visitor) < 5_000)
        .count() as f64;
    // A quarter of 100,000, standard deviation 137.
    assert!((both - 25_000.0).abs() < 3.3 * 137.0, "{both}");
}

#[test]
fn arms_get_their_shares() {
    let json: Json = serde_json::from_str(
        r#"{"id":"e","holdout":1000,"variants":[{"id":"a","weight":1},{"id":"b","weight":2}]}"#,
    )
    .unwrap();
    let experiment = Experiment::decode(&json).unwrap();
    let mut counts: HashMap<String, f64> = HashMap::new();
    for visitor in visitors() {
        let arm = experiment.arm(&visitor);
        assert_eq!(arm, experiment.arm(&visitor));
        *counts.entry(format!("{arm:?}")).or_default() += 1.0;
    }
    let near = |arm: Arm, share: f64| {
        let n = counts[&format!("{arm:?}")];
        let deviation = (VISITORS as f64 * share * (1.0 - share)).sqrt();
        assert!(
            (n - VISITORS as f64 * share).abs() < 3.3 * deviation,
            "{arm:?}: {n}"
        );
    };
    near(Arm::Holdout, 0.1);
    near(Arm::Asked(Some(0)), 0.3);
    near(Arm::Asked(Some(1)), 0.6);
}

#[test]
fn shuffles_are_uniform_and_other_stays_last() {
    let choices = |n: usize| {
        let choices = (0..n).map(|i| {
            Json::object([
                ("id", format!("c{i}").into()),
                ("text", Json::object([("en", "x".into())])),
                // The second of all is "other": it must not stay second.
                ("other", (i == 1).into()),
            ])
        });
        Json::object([
            ("kind", "choice".into()),
            ("text", Json::object([("en", "x".into())])),
            ("choices", Json::array(choices)),
            ("shuffle", true.into()),
        ])
    };
    let question = survey::question::Question::decode(&choices(5)).unwrap();
    let list: &Choices = question.choices().unwrap();
    let mut counts: HashMap<Vec<usize>, u64> = HashMap::new();
    for visitor in visitors() {
        let shown = order(list, &visitor);
        assert_eq!(shown.last(), Some(&1));
        *counts.entry(shown).or_default() += 1;
    }
    let counts: Vec<u64> = counts.into_values().collect();
    assert_eq!(counts.len(), 24, "every order of four comes up");
    // 23 degrees of freedom: 49.7 is the 99.9 % point.
    let chi = chi_squared(&counts);
    assert!(chi < 49.7, "{chi}");
}
