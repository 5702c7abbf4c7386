//! What can be filtered by.

use std::collections::BTreeMap;

use survey::results::report::{Facet, FacetValue};
use survey::tally::{BANDS, Measure};

use crate::store::filter::{Dimension, Filter};
use crate::store::report::Counted;

/// Every dimension with its values. Each is counted where all other dimensions are as the
/// filter says.
pub(super) fn facets(filter: &Filter, counted: &[Counted]) -> Vec<Facet> {
    let facet = |(place, dimension): (usize, Dimension)| {
        let mut values: BTreeMap<(usize, String), (i64, i64)> = BTreeMap::new();
        for one in counted {
            let value = &one.values[place];
            let counts = values.entry((rank(dimension, value), value.clone()));
            let (shown, answered) = counts.or_default();
            if !fits(filter, one, dimension) {
                continue;
            }
            match one.measure {
                Measure::Shown => *shown += one.n,
                Measure::Answered => *answered += one.n,
                _ => {}
            }
        }
        let value = |((_, value), (shown, answered))| FacetValue {
            value,
            shown,
            answered,
        };
        Facet {
            name: dimension.name().to_owned(),
            values: values.into_iter().map(value).collect(),
            since: None,
        }
    };
    Dimension::ALL.into_iter().enumerate().map(facet).collect()
}

fn fits(filter: &Filter, one: &Counted, but: Dimension) -> bool {
    let mut others = Dimension::ALL.into_iter().zip(&one.values);
    others.all(|(dimension, value)| dimension == but || filter.wants(dimension, value))
}

/// What comes before the name where values are put in order.
fn rank(dimension: Dimension, value: &str) -> usize {
    match dimension {
        Dimension::Version => value.parse().unwrap_or(0),
        Dimension::Band => BANDS.iter().position(|band| *band == value).unwrap_or(0),
        Dimension::Device => match value {
            "phone" => 0,
            "tablet" => 1,
            _ => 2,
        },
        _ => 0,
    }
}
