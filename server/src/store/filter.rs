//! Which askings of a prompt are meant: by the days of asking, by the dimensions in which rollups
//! are kept, and by the shop's own attributes. The same filter chooses among rollups, in SQL, and
//! among single askings; rollups know nothing of attributes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use survey::DAY;
use survey::tally::value_band;

use super::value::{Param, ToParam as _};

/// How a value that is not there is written: no variant, a step that was not known.
pub const NOTHING: &str = "~";

/// Something that can be filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The prompt's version.
    Version,
    /// The wording.
    Variant,
    /// The step.
    Step,
    /// The device.
    Device,
    /// The language that the shopper read.
    Lang,
    /// Whether it was not the first visit.
    Returning,
    /// The band of the cart's value.
    Band,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Dimension; 7] = [
        Dimension::Version,
        Dimension::Variant,
        Dimension::Step,
        Dimension::Device,
        Dimension::Lang,
        Dimension::Returning,
        Dimension::Band,
    ];

    /// The name of the parameter.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Version => "version",
            Dimension::Variant => "variant",
            Dimension::Step => "step",
            Dimension::Device => "device",
            Dimension::Lang => "lang",
            Dimension::Returning => "returning",
            Dimension::Band => "band",
        }
    }

    /// The column of the rollups.
    pub fn column(self) -> &'static str {
        match self {
            Dimension::Returning => "is_returning",
            other => other.name(),
        }
    }

    /// A value in the column as the parameter has it.
    pub fn written(self, value: String) -> String {
        match self {
            _ if value.is_empty() => NOTHING.to_owned(),
            Dimension::Returning => (value != "0").to_string(),
            _ => value,
        }
    }

    /// A value of the parameter as it stands in the column.
    fn stored(self, value: &str) -> Param<'_> {
        match self {
            Dimension::Version => Param::Int(value.parse().unwrap_or(0)),
            Dimension::Returning => Param::Int(i64::from(value == "true")),
            _ if value == NOTHING => Param::Text(""),
            _ => Param::Text(value),
        }
    }
}

/// Which askings are meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// From this UTC day on, in days since 1970-01-01.
    pub from: Option<i64>,
    /// Until this day, it included.
    pub to: Option<i64>,
    /// Of each dimension the values that are meant, as parameters have them; all of a
    /// dimension that is not there.
    pub chosen: BTreeMap<Dimension, Vec<String>>,
    /// Of each attribute the values that are meant.
    pub attributes: BTreeMap<String, Vec<String>>,
}

/// Where an asking stands among the dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The prompt's version.
    pub version: u32,
    /// The wording.
    pub variant: Option<String>,
    /// The step; empty where it was not known.
    pub step: String,
    /// The device's name.
    pub device: String,
    /// The language.
    pub lang: String,
    /// Whether it was not the first visit.
    pub returning: bool,
    /// The cart's value.
    pub value: Option<f64>,
    /// When it was asked.
    pub asked_at: i64,
    /// The kept attributes.
    pub kept: Vec<(String, String)>,
}

impl Place {
    /// The value of a dimension, as parameters have it.
    pub fn get(&self, dimension: Dimension) -> Cow<'_, str> {
        let text = match dimension {
            Dimension::Version => return self.version.to_string().into(),
            Dimension::Returning => return self.returning.to_string().into(),
            Dimension::Variant => self.variant.as_deref().unwrap_or_default(),
            Dimension::Step => &self.step,
            Dimension::Device => &self.device,
            Dimension::Lang => &self.lang,
            Dimension::Band => value_band(self.value),
        };
        if text.is_empty() { NOTHING } else { text }.into()
    }
}

impl Filter {
    /// Whether days and versions alone decide.
    pub fn is_plain(&self) -> bool {
        self.chosen.keys().all(|one| *one == Dimension::Version)
    }

    /// Whether a value of a dimension is meant.
    pub fn wants(&self, dimension: Dimension, value: &str) -> bool {
        let chosen = self.chosen.get(&dimension);
        chosen.is_none_or(|chosen| chosen.iter().any(|one| one == value))
    }

    /// Whether an asking is meant.
    pub fn takes(&self, place: &Place) -> bool {
        let day = place.asked_at.div_euclid(DAY);
        self.covers(day) && self.takes_place(place) && self.takes_kept(place, None)
    }

    /// Whether all dimensions are as meant.
    pub fn takes_place(&self, place: &Place) -> bool {
        let mut all = Dimension::ALL.iter();
        all.all(|one| self.wants(*one, &place.get(*one)))
    }

    /// Whether all attributes are as meant, but perhaps for one.
    pub fn takes_kept(&self, place: &Place, but: Option<&str>) -> bool {
        self.attributes.iter().all(|(name, values)| {
            let mut kept = place.kept.iter();
            let has = kept.any(|(known, value)| known == name && values.contains(value));
            has || but == Some(name)
        })
    }

    /// Whether a day is meant.
    pub fn covers(&self, day: i64) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The times of asking that are meant, in milliseconds: from the first until before the
    /// second.
    pub fn times(&self) -> (i64, i64) {
        let from = self.from.map_or(0, |day| day.saturating_mul(DAY));
        let to = self
            .to
            .map_or(i64::MAX, |day| (day + 1).saturating_mul(DAY));
        (from, to)
    }

    /// What a row of rollups or, where the filter [`Filter::is_plain`], of totals must meet,
    /// each condition behind an `AND`. Their parameters are added to `params`.
    pub fn conditions<'f>(&'f self, params: &mut Vec<Param<'f>>) -> String {
        let mut sql = self.days(params);
        for (dimension, values) in &self.chosen {
            let mut places = Vec::new();
            for value in values {
                params.push(dimension.stored(value));
                places.push(format!("?{}", params.len()));
            }
            let places = places.join(", ");
            sql += &format!(" AND {} IN ({places})", dimension.column());
        }
        sql
    }

    /// As [`Filter::conditions`], of the days alone.
    pub fn days<'f>(&'f self, params: &mut Vec<Param<'f>>) -> String {
        let mut sql = String::new();
        for (ends, compare) in [(&self.from, ">="), (&self.to, "<=")] {
            if let Some(day) = ends {
                params.push(day.to_param());
                sql += &format!(" AND day {compare} ?{}", params.len());
            }
        }
        sql
    }
}
