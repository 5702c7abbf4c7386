//! When pages last fetched the two parts of the card, by their origins. A page asks for both
//! at once, the glue as a script and the program by `fetch`, and browsers keep both or
//! neither; so where only one is asked for, the page's policy refuses the other.

use super::sightings::make_room;
use std::collections::HashMap;
use survey::Millis;

/// How far apart the two may arrive.
pub const TOGETHER: Millis = 10_000;

/// What a page can fetch of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The card's script, which script-src must allow.
    Glue,
    /// The card's program, which connect-src must allow.
    Wasm,
}

/// When an origin last fetched each part.
#[derive(Clone, Debug, Default)]
struct Times {
    glue: Option<Millis>,
    wasm: Option<Millis>,
}

/// Origins with what they fetched. When there are too many, the one that was not seen for
/// longest makes room.
#[derive(Clone, Debug, Default)]
pub struct Parts(HashMap<String, Times>);

impl Parts {
    pub(super) fn note(&mut self, origin: String, part: Part, now: Millis) {
        make_room(&mut self.0, &origin, |at| at.glue.max(at.wasm));
        let times = self.0.entry(origin).or_default();
        match part {
            Part::Glue => times.glue = Some(now),
            Part::Wasm => times.wasm = Some(now),
        }
    }

    /// Origins whose pages fetched one part and, though there was time, never the other: with
    /// the part that they lack and the time of the other one.
    pub fn halves(&self, now: Millis) -> impl Iterator<Item = (&str, Part, Millis)> {
        self.0.iter().filter_map(move |(origin, times)| {
            let (part, at) = match (times.glue, times.wasm) {
                (None, Some(at)) => (Part::Glue, at),
                (Some(at), None) => (Part::Wasm, at),
                _ => return None,
            };
            (now - at > TOGETHER).then_some((origin.as_str(), part, at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sightings::KEPT;
    use super::*;

    const SHOP: &str = "https://shop.example";

    fn halves(parts: &Parts, now: Millis) -> Vec<(&str, Part, Millis)> {
        parts.halves(now).collect()
    }

    #[test]
    fn one_part_alone_is_told_until_the_other_comes() {
        let mut parts = Parts::default();
        parts.note(SHOP.into(), Part::Wasm, 100_000);
        assert_eq!(halves(&parts, 105_000), [], "the other may be on its way");
        let lacks = [(SHOP, Part::Glue, 100_000)];
        assert_eq!(halves(&parts, 111_000), lacks);
        // The header was set right; the program was kept by the browser.
        parts.note(SHOP.into(), Part::Glue, 200_000);
        assert_eq!(halves(&parts, 300_000), []);
        parts.note("https://other.example".into(), Part::Glue, 200_000);
        let lacks = [("https://other.example", Part::Wasm, 200_000)];
        assert_eq!(halves(&parts, 300_000), lacks);
    }

    #[test]
    fn made_up_origins_stay_within_bounds() {
        let mut parts = Parts::default();
        for n in 0..1_000 {
            parts.note(format!("https://{n}.example"), Part::Glue, n);
        }
        assert_eq!(parts.0.len(), KEPT);
        assert!(parts.0.contains_key("https://999.example"));
    }
}
