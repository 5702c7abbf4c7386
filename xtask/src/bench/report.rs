//! The figures as one JSON object, and as a table for people.

use serde_json::{Map, Value, json};

use super::figures::{Figure, median};
use super::spread::rounded;

/// Group, name, which median with us, how it is made of that and the one without us, decimals.
type Derived = (
    &'static str,
    &'static str,
    &'static str,
    fn(f64, f64) -> f64,
    usize,
);

const DERIVED: [Derived; 8] = [
    ("long_tasks", "caused_ms", "with", more, 1),
    ("long_tasks_pictures_later", "caused_ms", "with", more, 1),
    ("layout_shift", "caused", "with", more, 4),
    ("first_paint", "ratio", "with", ratio, 2),
    ("first_paint_pictures_later", "ratio", "with", ratio, 2),
    ("lcp", "ratio", "with", ratio, 2),
    ("lcp_pictures_later", "ratio", "with", ratio, 2),
    ("lcp", "ratio_waiting", "with_waiting", ratio, 2),
];

fn more(with: f64, without: f64) -> f64 {
    with - without
}

fn ratio(with: f64, without: f64) -> f64 {
    with / without
}

/// Everything; `spread` has the least and the most of each figure by its place.
pub fn to_json(seen: &Value, figures: &[Figure]) -> Value {
    let mut report = json!({ "spread": {} });
    for name in ["runs", "cpu", "down_kbit", "up_kbit", "rtt_ms"] {
        report[name] = seen[name].clone();
    }
    for figure in figures {
        let Some((group, name)) = figure.path.split_once('.') else {
            continue;
        };
        if report[group].is_null() {
            report[group] = Value::Object(Map::new());
        }
        let text = |number| rounded(number, figure.decimals);
        report[group][name] = text(figure.spread.median);
        report["spread"][figure.path] =
            json!([text(figure.spread.least), text(figure.spread.most)]);
    }
    for (group, name, with, derive, decimals) in DERIVED {
        let of = |name: &str| median(figures, &[group, name].join("."));
        report[group][name] = rounded(derive(of(with), of("without")), decimals);
    }
    report["book50_brotli"] = seen["many"]["heaviest"]["bytes"].clone();
    report["book50"] = seen["many"].clone();
    report
}

/// A row for each figure; what is derived of two stands below.
pub fn table(seen: &Value, figures: &[Figure]) -> String {
    let row = |name: &str, [median, least, most]: [&str; 3]| {
        format!("{name:<44}{median:>10}{least:>10}{most:>10}\n")
    };
    let mut table = format!(
        "{} runs, processor {} times slower, {} kbit/s down, {} up, {} ms there and back\n\n",
        seen["runs"], seen["cpu"], seen["down_kbit"], seen["up_kbit"], seen["rtt_ms"]
    );
    table += &row("", ["median", "least", "most"]);
    for figure in figures {
        let Figure {
            path,
            decimals,
            spread,
        } = figure;
        let numbers = [spread.median, spread.least, spread.most];
        let numbers = numbers.map(|number| rounded(number, *decimals).to_string());
        table += &row(path, numbers.each_ref().map(String::as_str));
    }
    let report = to_json(seen, figures);
    table.push('\n');
    for (group, name, ..) in DERIVED {
        let derived = report[group][name].to_string();
        table += &row(&[group, name].join("."), [&derived, "", ""]);
    }
    let many = &seen["many"];
    table += &row(
        "book50_brotli",
        [&report["book50_brotli"].to_string(), "", ""],
    );
    table += &format!(
        "  {} prompts in {} languages, {} on each step alone and {} on every step; the heaviest is {} of {}\n",
        many["prompts"],
        many["languages"],
        many["on_each_step"],
        many["on_every_step"],
        many["heaviest"]["lang"],
        many["heaviest"]["step"],
    );
    table
}

#[cfg(test)]
mod tests {
    use anyhow::Result;

    use super::super::figures::{of, tests::seen};
    use super::*;

    #[test]
    fn the_json_has_medians_what_we_add_and_how_far_runs_were_apart() -> Result<()> {
        let seen = seen();
        let report = to_json(&seen, &of(&seen)?);
        assert_eq!(report["runs"], 2);
        assert_eq!(
            report["first_prompt"],
            json!({ "bytes": 60_004, "visible_ms": 1304 })
        );
        assert_eq!(report["long_tasks"]["caused_ms"], 4);
        assert_eq!(report["layout_shift"]["caused"], 0);
        assert_eq!(report["first_paint"]["ratio"], 1);
        assert_eq!(
            report["lcp"],
            json!({
                "with": 1004, "with_waiting": 1500, "without": 1000, "ratio": 1,
                "ratio_waiting": 1.5,
            })
        );
        assert_eq!(report["spread"]["lcp.with"], json!([1000, 1008]));
        assert_eq!(report["book50_brotli"], 5700);
        Ok(())
    }

    #[test]
    fn the_table_says_how_slow_the_phone_was_and_has_every_figure() -> Result<()> {
        let seen = seen();
        let figures = of(&seen)?;
        let table = table(&seen, &figures);
        assert!(table.starts_with("2 runs, processor 4 times slower, 1600 kbit/s down"));
        assert!(figures.iter().all(|figure| table.contains(figure.path)));
        assert!(table.contains(
            "first_prompt.visible_ms                           1304      1300      1308\n"
        ));
        assert!(table.contains("long_tasks.caused_ms                                 4"));
        Ok(())
    }
}
