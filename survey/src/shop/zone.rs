//! The time zone in which a shop's days and hours are meant.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// The zone of a shop whose file names none.
pub(super) const USUAL: &str = "UTC";

/// Reads the name of a zone, such as `Europe/Berlin`. Whether there is such a zone only
/// a browser can tell; in one that does not know it, nothing is asked by day or hour.
pub(super) fn zone(json: &Json) -> Decoded<String> {
    let name = json.str()?;
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-+".contains(&b))
    };
    if name.len() <= 64 && name.split('/').all(part) {
        Ok(name.to_owned())
    } else {
        Err(DecodeError::new(Fault::Zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_the_shape_of_a_name() {
        let fits = |name: &str| zone(&name.into()).is_ok();
        assert!(fits("UTC") && fits("Europe/Berlin") && fits("Etc/GMT+5"));
        assert!(fits("America/Argentina/Buenos_Aires") && fits("EST5EDT"));
        assert!(!fits("") && !fits("+02:00") && !fits("Europe/") && !fits("Europe Berlin"));
    }
}
