//! `tillside export` and `tillside erase`: what is stored of a shop or of one visitor, handed out or taken away by the operator.

pub mod sheet;

use std::io::{self, Write};

use survey::event::Erasure;
use survey::json::Json;

use crate::drain::erase::erase;
use crate::drain::fold::Known;
use crate::store::export::{self, Wanted};
use crate::store::{Store, StoreError, StorePlace, now_ms, numbers, shops};

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line, everything in it.
    Json,
    /// One answer a line, for a spreadsheet.
    Csv,
}

/// The columns of a spreadsheet: those of an asking, then what was said in each place, then the
/// attributes that the shop keeps.
const FACTS: [&str; 23] = [
    "answer",
    "prompt",
    "version",
    "variant",
    "kind",
    "visitor",
    "step",
    "device",
    "lang",
    "returning",
    "value",
    "currency",
    "items",
    "page",
    "asked_at",
    "occurred_at",
    "received_at",
    "over_quota",
    "doubts",
    "coupon",
    "test",
    "starred",
    "tags",
];
const PLACES: [&str; 2] = ["question", "follow_up"];
const SAID: [&str; 6] = ["score", "thumb", "choice", "choices", "other", "text"];

/// Writes what is stored. Addresses that shoppers left are among it only if `contacts` says
/// so; a spreadsheet has answers alone.
///
/// # Errors
/// If there is no such shop, no store, or something cannot be read or written.
pub fn export(
    place: &StorePlace,
    wanted: &Wanted<'_>,
    form: Form,
    contacts: bool,
    to: &mut dyn Write,
) -> anyhow::Result<()> {
    Store::open_existing(place)?.read_blocking(|store| {
        shops::must_exist(store, wanted.shop)?;
        if form == Form::Csv {
            let shop = shops::facts(store, wanted.shop)?;
            let attributes = shop.map_or_else(Vec::new, |shop| shop.report_attributes);
            write_csv(to, head(&attributes))?;
            return export::askings(store, wanted, |row| {
                Ok::<_, anyhow::Error>(write_csv(to, cells(&row, &attributes))?)
            });
        }
        let mut line = |kind: &str, row: Json| -> anyhow::Result<()> {
            serde_json::to_writer(&mut *to, &Json::object([(kind, row)]))?;
            Ok(to.write_all(b"\n")?)
        };
        export::askings(store, wanted, |row| line("asking", row))?;
        export::reached(store, wanted, |row| line("reached", row))?;
        export::cases(store, wanted, |row| line("case", row))?;
        export::notes(store, wanted, |row| line("note", row))?;
        if contacts {
            export::contacts(store, wanted, |row| line("contact", row))?;
        }
        Ok(())
    })
}

/// Erases what is stored of a visitor; whatever comes later of the same visitor is not stored.
///
/// # Errors
/// If there is no such shop, no store, or it fails. Nothing is changed then.
pub fn forget(place: &StorePlace, shop: &str, visitor: &str) -> Result<(), StoreError> {
    Store::open_existing(place)?.write_blocking(|store| {
        shops::must_exist(store, shop)?;
        shops::hold(store, [shop], true)?;
        let now = now_ms();
        let wish = Erasure {
            shop: shop.to_owned(),
            received_at: now,
            visitor: visitor.to_owned(),
        };
        let more = erase(store, &mut Known::default(), &wish, now)?;
        numbers::count_fates(store, &more)
    })
}

/// The names of the columns, with these attributes.
pub fn head(attributes: &[String]) -> Vec<String> {
    let said = PLACES
        .iter()
        .flat_map(|place| SAID.iter().map(move |name| format!("{place}_{name}")));
    FACTS
        .iter()
        .map(|name| (*name).to_owned())
        .chain(said)
        .chain(attributes.iter().map(|name| format!("attribute.{name}")))
        .collect()
}

/// The value of each column.
fn values<'r>(row: &'r Json, attributes: &[String]) -> impl Iterator<Item = Option<&'r Json>> {
    let facts = FACTS.iter().map(|name| row.get(name));
    let said = PLACES.iter().flat_map(|place| {
        let said = row.get("values").and_then(|values| values.get(place));
        SAID.iter()
            .map(move |name| said.and_then(|said| said.get(name)))
    });
    let kept = row.get("attributes");
    let kept = attributes
        .iter()
        .map(move |name| kept.and_then(|kept| kept.get(name)));
    facts.chain(said).chain(kept)
}

/// A record as text, of which a spreadsheet takes nothing for a formula.
pub fn cells(row: &Json, attributes: &[String]) -> Vec<String> {
    let text = |cell: &Json| match cell {
        Json::String(_) | Json::Array(_) => harmless(in_words(cell)),
        other => in_words(other),
    };
    let cells = values(row, attributes).map(|cell| cell.map_or_else(String::new, text));
    cells.collect()
}

fn in_words(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join("; "),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// A spreadsheet takes text that begins like a formula for one; an apostrophe before it makes
/// it text again (OWASP, "CSV Injection").
fn harmless(text: String) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    match is_formula || text.starts_with(['\t', '\r']) {
        true => format!("'{text}"),
        false => text,
    }
}

/// Writes one record (RFC 4180).
///
/// # Errors
/// If it cannot be written.
pub fn write_csv(to: &mut dyn Write, cells: Vec<String>) -> io::Result<()> {
    let quoted: Vec<String> = cells
        .into_iter()
        .map(|cell| match cell.contains(['"', ',', '\n', '\r']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell,
        })
        .collect();
    write!(to, "{}\r\n", quoted.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\r=1"] {
            assert_eq!(harmless(text.to_owned()), format!("'{text}"));
        }
        for text in ["1+1", "no", "", "السعر", "a=b"] {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }

    #[test]
    fn a_record_can_be_read_back_whatever_is_in_it() {
        let cells = ["plain", "a,b", "say \"no\"", "two\nlines", ""].map(str::to_owned);
        let mut written = Vec::new();
        write_csv(&mut written, cells.to_vec()).expect("a vector takes everything");
        let written = String::from_utf8(written).expect("is text");
        assert_eq!(
            written,
            "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\r\n"
        );
    }
}
