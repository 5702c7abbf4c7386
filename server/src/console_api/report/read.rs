//! What a report is made of: sums out of the rollups, or, where the filter asks for attributes,
//! single askings.

use std::collections::BTreeMap;

use survey::DAY;
use survey::prompt::Prompt;
use survey::results::report::Facet;
use survey::tally::{Measure, Tally};

use super::attributes::Attributes;
use crate::store::filter::{Dimension, Filter, Place};
use crate::store::report::{self as rows, Counted};
use crate::store::{Connection, StoreError, kept};

/// The most askings that numbers are made of where the filter asks for attributes, the newest.
const MOST: usize = 200_000;
/// The most askings in which values of attributes are looked for where it does not.
const TO_CHOOSE: usize = 20_000;

/// Tallies by version and day, by version and variant, by place, and what attributes there are.
#[derive(Default)]
pub(super) struct Read {
    /// By version and day.
    pub by_day: BTreeMap<(u32, i64), Tally>,
    /// By version and variant.
    pub by_variant: BTreeMap<(u32, String), Tally>,
    /// Under the days and the attributes of the filter alone.
    pub counted: Vec<Counted>,
    /// What attributes can be filtered by.
    pub attributes: Vec<Facet>,
    /// Since when the askings were read, where they were read one by one and are not all.
    pub since: Option<i64>,
}

/// Reads it for a prompt with these versions; `names` are the attributes that the shop keeps.
///
/// # Errors
/// If the store fails.
pub(super) fn read(
    store: &Connection,
    of: (&str, &str),
    versions: &[&Prompt],
    names: &[String],
    filter: &Filter,
) -> Result<Read, StoreError> {
    let prompts = versions.iter().map(|one| (one.version, *one)).collect();
    let mut attributes = Attributes::new(names, filter);
    if filter.attributes.is_empty() {
        let (shop, prompt) = of;
        let since = match names {
            [] => None,
            _ => kept::each(store, of, &prompts, filter, TO_CHOOSE, |place, tally| {
                attributes.count(place, tally);
            })?,
        };
        let dimension = Dimension::Variant;
        let mut all = versions.iter();
        let by_variant = match all.any(|one| one.experiment.is_some()) {
            true => rows::by_dimension(store, shop, prompt, filter, dimension)?,
            false => BTreeMap::new(),
        };
        return Ok(Read {
            by_day: rows::by_day(store, shop, prompt, filter)?,
            by_variant,
            counted: rows::by_place(store, shop, prompt, filter)?,
            attributes: attributes.facets(since),
            since: None,
        });
    }
    let mut read = Read::default();
    let mut places = BTreeMap::new();
    let since = kept::each(store, of, &prompts, filter, MOST, |place, tally| {
        attributes.count(place, tally);
        if filter.takes_kept(place, None) {
            count(&mut places, place, tally);
            if filter.takes_place(place) {
                read.add(place, tally);
            }
        }
    })?;
    let counted = |((values, measure), n)| Counted { values, measure, n };
    read.counted = places.into_iter().map(counted).collect();
    read.attributes = attributes.facets(since);
    read.since = since;
    Ok(read)
}

impl Read {
    fn add(&mut self, place: &Place, tally: &Tally) {
        let day = place.asked_at.div_euclid(DAY);
        let of_day = self.by_day.entry((place.version, day));
        of_day.or_default().add(tally);
        let variant = place.variant.clone().unwrap_or_default();
        let of_variant = self.by_variant.entry((place.version, variant));
        of_variant.or_default().add(tally);
    }
}

type Places = BTreeMap<([String; Dimension::ALL.len()], Measure), i64>;

fn count(places: &mut Places, place: &Place, tally: &Tally) {
    for measure in [Measure::Shown, Measure::Answered, Measure::Withheld] {
        let n = tally.get(measure, "");
        if n > 0 {
            let values = Dimension::ALL.map(|one| place.get(one).into_owned());
            *places.entry((values, measure)).or_default() += n;
        }
    }
}
