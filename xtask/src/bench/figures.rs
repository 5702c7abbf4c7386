//! The figures of the widget: which visit each comes from, and what it is called.

use anyhow::{Context, Result};
use serde_json::Value;

use super::spread::Spread;

/// One figure.
pub struct Figure {
    /// Its place in the JSON, as GROUP.NAME.
    pub path: &'static str,
    /// The most decimals that it is worth.
    pub decimals: usize,
    pub spread: Spread,
}

/// Place in the JSON, visit, and what the visit calls it. What stands without us is of the
/// same page without the tag; `waiting` is one whose prompt waits for its moment. Pictures
/// come over the line together with the card, but where it says that they come later.
const ROWS: [(&str, &str, &str); 28] = [
    ("idle_page.bytes", "idle", "bytes"),
    ("idle_page.requests", "idle", "requests"),
    ("idle_page.longest_ours_ms", "idle", "longest_ours_ms"),
    ("first_prompt.bytes", "first", "bytes"),
    ("first_prompt.visible_ms", "first", "visible_ms"),
    ("first_prompt_pictures_later.bytes", "first_later", "bytes"),
    (
        "first_prompt_pictures_later.visible_ms",
        "first_later",
        "visible_ms",
    ),
    ("warm.bytes", "warm", "bytes"),
    ("warm.visible_ms", "warm", "visible_ms"),
    ("long_tasks.with", "first", "blocking_ms"),
    ("long_tasks.without", "bare", "blocking_ms"),
    ("long_tasks.longest_ours_ms", "first", "longest_ours_ms"),
    ("long_tasks.longest_ours_warm_ms", "warm", "longest_ours_ms"),
    (
        "long_tasks_pictures_later.with",
        "first_later",
        "blocking_ms",
    ),
    (
        "long_tasks_pictures_later.without",
        "bare_later",
        "blocking_ms",
    ),
    (
        "long_tasks_pictures_later.longest_ours_ms",
        "first_later",
        "longest_ours_ms",
    ),
    ("layout_shift.with", "first", "shift"),
    ("layout_shift.without", "bare", "shift"),
    ("layout_shift.warm", "warm", "shift"),
    ("first_paint.with", "first", "paint_ms"),
    ("first_paint.without", "bare", "paint_ms"),
    ("first_paint_pictures_later.with", "first_later", "paint_ms"),
    (
        "first_paint_pictures_later.without",
        "bare_later",
        "paint_ms",
    ),
    ("lcp.with", "first", "lcp_ms"),
    ("lcp.with_waiting", "waiting", "lcp_ms"),
    ("lcp.without", "bare", "lcp_ms"),
    ("lcp_pictures_later.with", "first_later", "lcp_ms"),
    ("lcp_pictures_later.without", "bare_later", "lcp_ms"),
];

/// The figures of all runs.
///
/// # Errors
/// With the first that is missing.
pub fn of(seen: &Value) -> Result<Vec<Figure>> {
    let figure = |(path, visit, name): (&'static str, &str, &str)| {
        let missing = || format!("the measurement lacks {visit}.{name}");
        let runs = seen[visit].as_array().with_context(missing)?;
        let numbers = runs.iter().map(|run| run[name].as_f64());
        let numbers: Option<Vec<f64>> = numbers.collect();
        Ok(Figure {
            path,
            // A layout shift is a share of the screen, and a small one is none to overlook.
            decimals: if name == "shift" { 4 } else { 1 },
            spread: Spread::of(numbers.with_context(missing)?).with_context(missing)?,
        })
    };
    ROWS.into_iter().map(figure).collect()
}

/// The median at a place; there is one, for the places are fixed.
pub fn median(figures: &[Figure], path: &str) -> f64 {
    let found = figures.iter().find(|figure| figure.path == path);
    found.map_or(f64::NAN, |figure| figure.spread.median)
}

#[cfg(test)]
pub mod tests {
    use serde_json::json;

    use super::*;

    /// Two runs, in which everything takes as long as it does without us, or 8 ms longer.
    pub fn seen() -> Value {
        let page = |more: f64| {
            json!({
                "bytes": 60_000.0 + more, "requests": 5, "visible_ms": 1300.0 + more,
                "blocking_ms": more, "longest_ours_ms": more * 10.0, "shift": 0,
                "paint_ms": 600.0, "lcp_ms": 1000.0 + more,
            })
        };
        json!({
            "runs": 2, "cpu": 4, "down_kbit": 1600, "up_kbit": 750, "rtt_ms": 150,
            "bare": [page(0.0), page(0.0)],
            "idle": [page(0.0), page(0.0)],
            "waiting": [page(500.0), page(500.0)],
            "first": [page(0.0), page(8.0)],
            "first_later": [page(0.0), page(0.0)],
            "bare_later": [page(0.0), page(0.0)],
            "warm": [page(0.0), page(0.0)],
            "many": {
                "prompts": 50, "languages": 4, "on_each_step": 12, "on_every_step": 2,
                "heaviest": { "lang": "th", "step": "cart", "bytes": 5700 },
            },
        })
    }

    #[test]
    fn a_figure_is_the_median_of_its_visits() -> Result<()> {
        let figures = of(&seen())?;
        assert!((median(&figures, "first_prompt.visible_ms") - 1304.0).abs() < 0.01);
        assert!((median(&figures, "lcp.without") - 1000.0).abs() < 0.01);
        assert!(median(&figures, "lcp.nowhere").is_nan());
        Ok(())
    }

    #[test]
    fn what_was_not_measured_is_named() {
        let mut seen = seen();
        seen["warm"][1]["visible_ms"] = Value::Null;
        let error = of(&seen).map(drop).map_err(|error| error.to_string());
        assert_eq!(
            error.err().as_deref(),
            Some("the measurement lacks warm.visible_ms")
        );
    }
}
