//! What the visitors type, put together from parts in `server/verbatims`: an opening, a sentence
//! about something, a closing, and then what thumbs in a hurry make of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::chance::Chance;

/// A language that the visitors read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    En,
    Ar,
    Th,
    Ru,
}

impl Lang {
    /// The tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ar => "ar",
            Self::Th => "th",
            Self::Ru => "ru",
        }
    }
}

/// What something typed is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Theme {
    DeliveryCost,
    DeliveryTime,
    Payment,
    Sizes,
    Returns,
    Coupon,
    SlowPage,
    Trust,
    Choice,
    Price,
    Address,
    Packing,
    Praise,
    QuestionSize,
    QuestionQuality,
    QuestionDelivery,
    Heard,
    Aside,
}

impl Theme {
    /// What the team tags such an answer with, if it has a tag for it.
    pub fn tag(self) -> Option<&'static str> {
        match self {
            Self::DeliveryCost | Self::DeliveryTime => Some("delivery"),
            Self::Payment => Some("payment"),
            Self::Sizes | Self::QuestionSize => Some("product page"),
            Self::Coupon => Some("discount code"),
            Self::SlowPage | Self::Address => Some("to fix"),
            Self::Packing => Some("packing"),
            Self::Praise => Some("to quote"),
            _ => None,
        }
    }
}

/// What stands around a sentence.
#[derive(Debug, Deserialize)]
struct Frame {
    openers: Vec<String>,
    closers: Vec<String>,
}

/// The parts of one language.
#[derive(Debug, Deserialize)]
struct Parts {
    /// Wares, as the subject of a sentence.
    items: Vec<String>,
    /// Wares, as its object.
    objects: Vec<String>,
    complaint: Frame,
    praise: Frame,
    /// What leads from one sentence to the next.
    joiners: Vec<String>,
    /// What says nothing.
    short: Vec<String>,
    themes: BTreeMap<Theme, Vec<String>>,
}

/// The parts of all languages.
#[derive(Debug)]
pub(super) struct Words([Parts; 4]);

impl Words {
    /// Reads them.
    ///
    /// # Errors
    /// Never in practice: a test reads them.
    pub fn read() -> Result<Self, serde_json::Error> {
        Ok(Self([
            serde_json::from_str(include_str!("../../verbatims/en.json"))?,
            serde_json::from_str(include_str!("../../verbatims/ar.json"))?,
            serde_json::from_str(include_str!("../../verbatims/th.json"))?,
            serde_json::from_str(include_str!("../../verbatims/ru.json"))?,
        ]))
    }

    /// Something about a theme.
    pub fn say(&self, chance: &mut Chance, lang: Lang, theme: Theme) -> String {
        let parts = &self.0[lang as usize];
        if chance.is(0.05) {
            return chance.pick(&parts.short).clone();
        }
        let frame = match theme {
            Theme::Praise => Some(&parts.praise),
            Theme::QuestionSize
            | Theme::QuestionQuality
            | Theme::QuestionDelivery
            | Theme::Heard
            | Theme::Aside => None,
            _ => Some(&parts.complaint),
        };
        let sentences = parts.themes.get(&theme).unwrap_or(&parts.short);
        let first = chance.pick(sentences);
        let mut text = filled(chance, parts, first);
        if let Some(frame) = frame {
            let again = Some(chance.pick(sentences)).filter(|again| *again != first);
            text = framed(chance, lang, parts, frame, (text, again));
        }
        hurried(chance, lang, text)
    }
}

/// A sentence with wares in it.
fn filled(chance: &mut Chance, parts: &Parts, sentence: &str) -> String {
    let item = chance.pick(&parts.items).as_str();
    let object = chance.pick(&parts.objects).as_str();
    sentence.replace("{item}", item).replace("{object}", object)
}

/// A text with something before it, or after it, or both; or another sentence after it.
fn framed(
    chance: &mut Chance,
    lang: Lang,
    parts: &Parts,
    frame: &Frame,
    (mut text, again): (String, Option<&String>),
) -> String {
    let (comma, stop) = match lang {
        Lang::Th => (" ", " "),
        Lang::Ar => ("، ", ". "),
        _ => (", ", ". "),
    };
    if !is_ended(&text) && chance.is(0.25) {
        text = format!("{} {}", chance.pick(&frame.openers), lowered(&text));
    }
    let end = if is_ended(&text) { " " } else { stop };
    if let Some(again) = again.filter(|_| chance.is(0.18)) {
        let again = filled(chance, parts, again);
        let joiner = chance.pick(&parts.joiners);
        format!("{text}{end}{joiner} {}", lowered(&again))
    } else if is_ended(&text) || chance.is(0.66) {
        text
    } else if chance.is(0.3) {
        format!(
            "{text}{comma}{}",
            lowered(chance.pick(&frame.closers).as_str())
        )
    } else {
        format!("{text}{stop}{}", chance.pick(&frame.closers))
    }
}

fn is_ended(text: &str) -> bool {
    text.ends_with(['?', '؟', '!'])
}

/// The same in the middle of a sentence: the first letter is small, unless it stands for itself
/// or all of the word is written large.
fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some('I'), Some(' ' | '\'')) => text.to_owned(),
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// What becomes of a text on its way through a keyboard.
fn hurried(chance: &mut Chance, lang: Lang, mut text: String) -> String {
    match lang {
        Lang::En | Lang::Ru => {
            if chance.is(0.3) {
                text = text.to_lowercase();
            }
            if chance.is(0.1) {
                text = slipped(chance, &text);
            }
        }
        // Most people leave the marks of these letters away.
        Lang::Ar if chance.is(0.45) => {
            text = text.replace(['أ', 'إ', 'آ'], "ا").replace("ة ", "ه ");
        }
        Lang::Th if text.ends_with("มาก") => {
            text += *chance.pick(&["", "", "ก", "กก", " ๆ"]);
        }
        Lang::Ar | Lang::Th => {}
    }
    let end = match lang {
        _ if is_ended(&text) => "",
        Lang::Th => chance.weighed(&[("", 0.9), ("!", 0.05), ("...", 0.05)]),
        Lang::Ru => chance.weighed(&[
            ("", 0.6),
            (".", 0.25),
            ("!", 0.06),
            (")", 0.06),
            ("...", 0.03),
        ]),
        _ => chance.weighed(&[("", 0.55), (".", 0.32), ("!", 0.08), ("...", 0.05)]),
    };
    text + end
}

/// Two letters of a longer word in the wrong order.
fn slipped(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let inside = |at: usize| letters[at - 1..at + 3].iter().all(|c| c.is_alphabetic());
    let places: Vec<usize> = (1..letters.len().saturating_sub(2))
        .filter(|at| inside(*at))
        .collect();
    if !places.is_empty() {
        let at = *chance.pick(&places);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_has_much_to_say_about_everything() -> anyhow::Result<()> {
        let words = Words::read()?;
        let themes: Vec<Theme> = words.0[0].themes.keys().copied().collect();
        assert_eq!(themes.len(), 18);
        for lang in [Lang::En, Lang::Ar, Lang::Th, Lang::Ru] {
            for theme in &themes {
                let mut chance = Chance::new(7);
                let said: BTreeSet<String> = (0..300)
                    .map(|_| words.say(&mut chance, lang, *theme))
                    .collect();
                assert!(said.len() > 15, "{lang:?} {theme:?}: {said:?}");
                let is_whole = |text: &String| !text.contains(['{', '}']) && text.trim() == text;
                assert!(said.iter().all(is_whole), "{said:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_sentence_in_a_sentence_begins_small() {
        assert_eq!(lowered("My card"), "my card");
        assert_eq!(lowered("I had"), "I had");
        assert_eq!(lowered("RINGS10 was"), "RINGS10 was");
        assert_eq!(lowered("Доставка"), "доставка");
    }
}
