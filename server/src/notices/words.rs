//! The words of notices and digests, in the languages of the console.

mod ar;
mod en;
mod ru;
mod th;

use survey::text::is_right_to_left;

use super::letter::apart;

/// All words in one language. `{n}` and the like are filled in by [`fill`].
#[derive(Debug)]
pub struct Words {
    /// The language.
    pub lang: &'static str,
    /// Between a whole number and its decimals.
    pub decimal: char,
    pub notice: &'static str,
    pub notices: &'static str,
    pub score: &'static str,
    pub chosen: &'static str,
    pub on_page: &'static str,
    pub more: &'static str,
    pub results: &'static str,
    pub why_notice: &'static str,
    pub change_rule: &'static str,
    pub try_means: &'static str,
    pub try_question: &'static str,
    pub try_said: &'static str,
    pub week: &'static str,
    pub day: &'static str,
    pub days: &'static str,
    pub counts: &'static str,
    pub rate: &'static str,
    pub nps: &'static str,
    pub csat: &'static str,
    pub ces: &'static str,
    pub measured: &'static str,
    pub points: &'static str,
    pub differs: &'static str,
    pub by_chance: &'static str,
    pub no_difference: &'static str,
    pub mixed: &'static str,
    pub nobody: &'static str,
    pub why_digest: &'static str,
    pub change_digest: &'static str,
}

/// The words in a language; English where there are none.
pub fn words(lang: &str) -> &'static Words {
    known(lang).unwrap_or(&en::WORDS)
}

/// The words for a person: in the language that they chose, else in the shop's.
pub fn for_person(chosen: Option<&str>, shop: &str) -> &'static Words {
    chosen.and_then(known).unwrap_or_else(|| words(shop))
}

fn known(lang: &str) -> Option<&'static Words> {
    match lang.split('-').next()? {
        "en" => Some(&en::WORDS),
        "ar" => Some(&ar::WORDS),
        "ru" => Some(&ru::WORDS),
        "th" => Some(&th::WORDS),
        _ => None,
    }
}

impl Words {
    /// A number with so many decimals.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let number = format!("{value:.decimals$}").replace('.', &self.decimal.to_string());
        // Not `-0`.
        let is_nothing = !number.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let number = if is_nothing {
            number.trim_start_matches('-')
        } else {
            &number
        };
        self.set(number.replace('-', "−"))
    }

    /// A number with its sign.
    pub fn signed(&self, value: f64, decimals: usize) -> String {
        let number = self.number(value.abs(), decimals);
        let sign = match value {
            value if value > 0.0 => "+",
            value if value < 0.0 => "−",
            _ => "",
        };
        self.set(format!("{sign}{}", crate::notices::letter::plain(&number)))
    }

    /// A share, 0 to 1.
    pub fn percent(&self, share: f64) -> String {
        let number = self.number(share * 100.0, 1);
        self.set(format!("{}%", crate::notices::letter::plain(&number)))
    }

    /// Among letters from right to left a number would lose its sign to the other side.
    fn set(&self, number: String) -> String {
        match is_right_to_left(self.lang) {
            true => apart(&number),
            false => number,
        }
    }
}

/// Puts values in the places of a sentence: `{n}` becomes the value named `n`.
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        // A value may hold braces itself, so it is never looked at again.
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(words("ru").percent(0.1234), "12,3%");
        assert_eq!(words("en").signed(-3.25, 1), "−3.2");
        assert_eq!(
            (words("en").signed(0.0, 0), words("en").number(-0.04, 1)),
            ("0".to_owned(), "0.0".to_owned())
        );
        assert_eq!(words("ar-EG").signed(4.0, 0), "\u{2068}+4\u{2069}");
    }

    #[test]
    fn a_person_is_written_to_in_their_language_or_the_shops() {
        assert_eq!(for_person(Some("th"), "ru").lang, "th");
        assert_eq!(for_person(None, "ar-EG").lang, "ar");
        assert_eq!(for_person(Some("fr"), "de").lang, "en");
    }
}
