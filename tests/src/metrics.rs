//! Reads the numbers of `/metrics`. Only the parts of the Prometheus text format that counters and gauges need.

/// One scrape.
#[derive(Clone, Debug, Default)]
pub struct Metrics(Vec<Sample>);

#[derive(Clone, Debug)]
struct Sample {
    name: String,
    labels: Vec<(String, String)>,
    value: f64,
}

impl Metrics {
    /// Reads the text format; lines that are no samples are passed over.
    pub fn parse(text: &str) -> Metrics {
        Metrics(text.lines().filter_map(sample).collect())
    }

    /// The sum of all samples of this name that carry these labels; 0 where there is none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let carries = |sample: &Sample| {
            labels
                .iter()
                .all(|(label, value)| sample.labels.iter().any(|(l, v)| l == label && v == value))
        };
        self.0
            .iter()
            .filter(|sample| sample.name == name && carries(sample))
            .map(|sample| sample.value)
            .sum()
    }

    /// Events that the drain gave a fate, by its name.
    pub fn fate(&self, fate: &str) -> f64 {
        self.sum("tillside_fates_total", &[("fate", fate)])
    }

    /// Events accepted at the door since this process began.
    pub fn accepted(&self) -> f64 {
        self.sum("tillside_events_total", &[("fate", "accepted")])
    }
}

fn sample(line: &str) -> Option<Sample> {
    if line.starts_with('#') {
        return None;
    }
    let (series, value) = line.rsplit_once(' ')?;
    let (name, labels) = match series.split_once('{') {
        Some((name, labels)) => (name, labels.trim_end_matches('}')),
        None => (series, ""),
    };
    let labels = labels
        .split(',')
        .filter_map(|pair| pair.split_once('='))
        .map(|(label, value)| (label.to_owned(), value.trim_matches('"').to_owned()))
        .collect();
    Some(Sample {
        name: name.to_owned(),
        labels,
        value: value.parse().ok()?,
    })
}
