//! Text in several languages, and which language a visitor gets.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, check, require};

/// The longest text a marketer may write in one language, in characters.
pub const MAX_TEXT: usize = 2_000;

/// One text in one or more languages, by BCP 47 tag. Never empty. The order in which
/// languages were written decides only the last fallback; two texts that differ in
/// nothing else are equal.
#[derive(Clone, Debug)]
pub struct Text(Vec<(String, String)>);

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.0.len() == other.0.len() && self.0.iter().all(|text| other.0.contains(text))
    }
}

impl Eq for Text {}

impl Text {
    /// A text in one language.
    pub fn new(language: &str, text: &str) -> Text {
        Text(vec![(language.to_owned(), text.to_owned())])
    }

    /// The text in the best language there is for `wanted`, else in `default`,
    /// else in the first language it has.
    pub fn pick(&self, wanted: &str, default: &str) -> &str {
        let languages = || self.0.iter().map(|(language, _)| language.as_str());
        let best = best_language(wanted, languages())
            .or_else(|| best_language(default, languages()))
            .unwrap_or(0);
        self.0.get(best).map_or("", |(_, text)| text)
    }

    /// The same text reduced to the language that [`Text::pick`] picks, under the
    /// tag `wanted`.
    #[must_use]
    pub fn only(&self, wanted: &str, default: &str) -> Text {
        Text::new(wanted, self.pick(wanted, default))
    }

    /// The text of a book, which holds just one language.
    pub fn str(&self) -> &str {
        self.0.first().map_or("", |(_, text)| text)
    }

    /// Languages and texts, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(l, t)| (l.as_str(), t.as_str()))
    }

    /// Reads `{"en":"…","ar":"…"}`.
    ///
    /// # Errors
    /// When there is no language, a tag is malformed, or a text is blank or
    /// longer than [`MAX_TEXT`].
    pub fn decode(json: &Json) -> Decoded<Text> {
        let Json::Object(members) = json else {
            return Err(DecodeError::new(Fault::Texts));
        };
        require(!members.is_empty(), Fault::Empty)?;
        let mut texts = Vec::with_capacity(members.len());
        for (language, text) in members {
            let read = || {
                let text = text.str()?;
                check(|| {
                    require(is_language(language), Fault::Language)?;
                    require(!text.trim().is_empty(), Fault::Blank)?;
                    let short = text.chars().count() <= MAX_TEXT;
                    require(short, Fault::TooLong(2000))?;
                    let same = members.iter().filter(|(name, _)| name == language);
                    require(same.count() == 1, Fault::Twice)
                })?;
                Ok((language.clone(), text.to_owned()))
            };
            texts.push(read().map_err(|error: DecodeError| error.under(language))?);
        }
        Ok(Text(texts))
    }

    /// Writes what [`Text::decode`] reads.
    pub fn encode(&self) -> Json {
        Json::Object(
            self.0
                .iter()
                .map(|(language, text)| (language.clone(), text.into()))
                .collect(),
        )
    }
}

/// Whether this looks like a BCP 47 tag: subtags of 1 to 8 letters or digits, at
/// most 35 characters in all.
pub fn is_language(tag: &str) -> bool {
    // Here and elsewhere a list of one spares the card the search that is made for one alone.
    tag.len() <= 35
        && tag.split(['-']).all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Whether the language is written from right to left.
pub fn is_right_to_left(tag: &str) -> bool {
    matches!(
        primary(tag).to_ascii_lowercase().as_str(),
        "ar" | "he" | "iw" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb"
    )
}

/// The position of the best match for `wanted` among `offered`: the same tag,
/// else one with the same primary language; `None` where nothing fits.
pub fn best_language<'a>(
    wanted: &str,
    offered: impl Iterator<Item = &'a str> + Clone,
) -> Option<usize> {
    let exact = offered
        .clone()
        .position(|tag| tag.eq_ignore_ascii_case(wanted));
    exact.or_else(|| {
        offered
            .into_iter()
            .position(|tag| primary(tag).eq_ignore_ascii_case(primary(wanted)))
    })
}

/// The region of a language tag: `AT` of `de-AT`, `TW` of `zh-Hant-TW`. What follows a
/// single letter is an extension and no region.
pub fn region(tag: &str) -> Option<&str> {
    tag.split(['-'])
        .skip(1)
        .take_while(|subtag| subtag.len() > 1)
        .find(|subtag| subtag.len() == 2)
}

/// Whether a part stands in a text. Bytes are enough, and the standard library's clever
/// search is a hundredth of the card.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    part.is_empty()
        || text
            .as_bytes()
            .windows(part.len())
            .any(|window| window == part.as_bytes())
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Text {
        Text(vec![
            ("en".into(), "Hello".into()),
            ("ar".into(), "مرحبا".into()),
            ("pt-BR".into(), "Olá".into()),
        ])
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_then_to_the_default() {
        assert_eq!(texts().pick("ar-EG", "en"), "مرحبا");
        assert_eq!(texts().pick("pt", "en"), "Olá");
        assert_eq!(texts().pick("th", "en"), "Hello");
        assert_eq!(texts().pick("th", "ru"), "Hello");
    }

    #[test]
    fn a_blank_text_is_refused_with_its_place() {
        let json = Json::object([("en", "Hi".into()), ("ar", "  ".into())]);
        let error = Text::decode(&json).unwrap_err();
        assert_eq!(error.to_string(), "ar: must not be blank");
    }

    #[test]
    fn the_order_of_languages_makes_no_other_text() {
        let reversed = Text(texts().0.into_iter().rev().collect());
        assert_eq!(texts(), reversed);
        assert_ne!(texts(), Text::new("en", "Hello"));
    }

    #[test]
    fn a_region_is_no_script_and_no_extension() {
        assert_eq!(region("de-AT"), Some("AT"));
        assert_eq!(region("zh-Hant-tw"), Some("tw"));
        assert_eq!(region("en-u-ca-gregory"), None);
        assert_eq!((region("de"), region(""), region("-")), (None, None, None));
    }

    #[test]
    fn arabic_hebrew_and_persian_run_from_right_to_left() {
        assert!(is_right_to_left("ar-SA") && is_right_to_left("he") && is_right_to_left("FA"));
        // The old name of Hebrew, which some shop platforms still use.
        assert!(is_right_to_left("iw-IL"));
        assert!(!is_right_to_left("th") && !is_right_to_left("arn"));
    }
}
