//! What attributes can be filtered by.

use std::collections::BTreeMap;

use survey::results::report::{Facet, FacetValue};
use survey::tally::{Measure, Tally};

use crate::console_api::filter::ATTRIBUTE;
use crate::store::filter::{Filter, Place};

/// The most values of one attribute that are offered: those of most askings.
const MOST: usize = 50;

/// How often each value of each attribute was met; `filter` says all else.
pub(super) struct Attributes<'f> {
    filter: &'f Filter,
    names: &'f [String],
    /// Shown and answered by name and value.
    met: BTreeMap<&'f str, BTreeMap<String, (i64, i64)>>,
}

impl<'f> Attributes<'f> {
    /// None was met yet of these names.
    pub fn new(names: &'f [String], filter: &'f Filter) -> Attributes<'f> {
        Attributes {
            filter,
            names,
            met: BTreeMap::new(),
        }
    }

    /// Counts an asking of the filter's days. A value that other choices leave out is still there
    /// to be chosen.
    pub fn count(&mut self, place: &Place, tally: &Tally) {
        let is_meant = self.filter.takes_place(place);
        for (name, value) in &place.kept {
            let Some(name) = self.names.iter().find(|known| *known == name) else {
                continue;
            };
            let of_name = self.met.entry(name).or_default();
            let (shown, answered) = match of_name.get_mut(value) {
                Some(counts) => counts,
                None => of_name.entry(value.clone()).or_default(),
            };
            if is_meant && self.filter.takes_kept(place, Some(name)) {
                *shown += tally.get(Measure::Shown, "");
                *answered += tally.get(Measure::Answered, "");
            }
        }
    }

    /// Every attribute that was met, in the order of the shop; `since` when was looked.
    pub fn facets(mut self, since: Option<i64>) -> Vec<Facet> {
        let mut facets = Vec::new();
        for name in self.names {
            let met = self.met.remove(name.as_str()).unwrap_or_default();
            let value = |(value, (shown, answered))| FacetValue {
                value,
                shown,
                answered,
            };
            let mut values: Vec<FacetValue> = met.into_iter().map(value).collect();
            // Equal ones stay in the order of their names.
            values.sort_by_key(|value| std::cmp::Reverse(value.shown));
            values.truncate(MOST);
            facets.push(Facet {
                name: format!("{ATTRIBUTE}{name}"),
                values,
                since,
            });
        }
        facets.retain(|facet| !facet.values.is_empty());
        facets
    }
}
