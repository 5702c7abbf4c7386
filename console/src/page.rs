//! What the page is written in: its words, and numbers, dates and language names as
//! the browser's `Intl` writes them in the page's language.

use std::sync::OnceLock;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use survey::results::Texts;
use wasm_bindgen::JsValue;

use crate::results::reading::{self, Reading, Scale, pick, read};
use crate::shell;
use crate::words::{self, Counted, Words, counted, fill};

static WORDS: OnceLock<Words> = OnceLock::new();

thread_local! {
    /// Made once: the language of a page does not change while it is read.
    static PAGE: Page = Page::new();
}

/// Takes the words of the page's language, which come as the build wrote them; `false` where
/// another build did. Without them nothing can be said, so this comes first.
pub fn learn(written: String) -> bool {
    words::read(written).is_some_and(|words| WORDS.set(words).is_ok())
}

/// The words of the interface in the page's language.
pub fn words() -> &'static Words {
    with(|page| page.words)
}

/// Hands out what the page is written in.
pub fn with<T>(what: impl FnOnce(&Page) -> T) -> T {
    PAGE.with(what)
}

/// The language of the page with everything that depends on it.
pub struct Page {
    /// The words of the interface.
    pub words: &'static Words,
    wanted: Vec<String>,
    tags: Array,
    shares: [Function; 2],
    scores: [Function; 2],
    plain: [Function; 3],
    day: Function,
    dates: [Function; 2],
    time: Function,
    plurals: Intl::PluralRules,
    languages: Intl::DisplayNames,
}

impl Page {
    /// The page in its own language, in the regional form that the reader's browser
    /// prefers (`en-GB` on an English page).
    fn new() -> Page {
        let language = shell::page_language();
        let preferred = shell::reader_languages();
        let tag = preferred
            .iter()
            .find(|tag| primary(tag) == primary(&language))
            .unwrap_or(&language);
        let tags = Array::of1(&JsValue::from_str(tag));
        let number = |style: &str, sign: &str, digits: u8| {
            let digits = JsValue::from(digits);
            let options = options(&[
                ("style", style.into()),
                ("signDisplay", sign.into()),
                ("minimumFractionDigits", digits.clone()),
                ("maximumFractionDigits", digits),
            ]);
            Intl::NumberFormat::new(&tags, &options).format()
        };
        let date =
            |pairs: &[(&str, JsValue)]| Intl::DateTimeFormat::new(&tags, &options(pairs)).format();
        let mut wanted = vec![language.clone()];
        wanted.extend(preferred.iter().cloned());
        wanted.push("en".to_owned());
        Page {
            words: WORDS.get().expect("the page begins by learning its words"),
            shares: [0, 1].map(|digits| number("percent", "auto", digits)),
            scores: [0, 1].map(|digits| number("decimal", "exceptZero", digits)),
            plain: [0, 1, 2].map(|digits| number("decimal", "auto", digits)),
            day: date(&[
                ("dateStyle", "medium".into()),
                ("timeStyle", "short".into()),
            ]),
            // The store counts by days of UTC.
            dates: [
                date(&[
                    ("day", "numeric".into()),
                    ("month", "short".into()),
                    ("timeZone", "UTC".into()),
                ]),
                date(&[("dateStyle", "medium".into()), ("timeZone", "UTC".into())]),
            ],
            time: date(&[("timeStyle", "medium".into())]),
            plurals: Intl::PluralRules::new(&tags, &Object::new()),
            languages: Intl::DisplayNames::new(&tags, &options(&[("type", "language".into())])),
            wanted,
            tags,
        }
    }

    /// A count, such as "1,204".
    pub fn count(&self, n: i64) -> String {
        write(&self.plain[0], n as f64)
    }

    /// A value on a scale, with so many decimals.
    pub fn value(&self, scale: Scale, value: f64, digits: u8) -> String {
        let formats: &[Function] = match scale {
            Scale::Share => &self.shares,
            Scale::Nps => &self.scores,
            Scale::Mean(_) => &self.plain,
        };
        formats
            .get(usize::from(digits))
            .or(formats.last())
            .map_or_else(String::new, |format| write(format, value))
    }

    /// A share of a count, such as "41%"; the sign for nothing where there is no count.
    pub fn share(&self, part: i64, whole: i64) -> String {
        if whole <= 0 {
            return self.words.nothing.to_owned();
        }
        self.value(Scale::Share, part as f64 / whole as f64, 0)
    }

    /// An estimate in words.
    pub fn read(&self, scale: Scale, estimate: &survey::results::Estimate) -> Reading {
        read(self.words, scale, estimate, |value, digits| {
            self.value(scale, value, digits)
        })
    }

    /// A sentence that depends on a number, with the number in its place `n`.
    pub fn counted(&self, sentences: Counted, n: i64) -> String {
        let category = self
            .plurals
            .select(n as f64)
            .as_string()
            .unwrap_or_default();
        fill(counted(sentences, &category), &[("n", &self.count(n))])
    }

    /// A day and a time of it, in the reader's time zone.
    pub fn day(&self, at: survey::Millis) -> String {
        write(&self.day, at as f64)
    }

    /// A day of UTC without its year, such as "29 Mar".
    pub fn short_date(&self, at: survey::Millis) -> String {
        write(&self.dates[0], at as f64)
    }

    /// A day of UTC.
    pub fn date(&self, at: survey::Millis) -> String {
        write(&self.dates[1], at as f64)
    }

    /// A sum of money; without a currency that can be one, the number alone.
    pub fn money(&self, value: f64, currency: &str) -> String {
        // `Intl` throws for anything that cannot be a currency.
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_alphabetic()) {
            return write(&self.plain[2], value);
        }
        let style = options(&[("style", "currency".into()), ("currency", currency.into())]);
        write(&Intl::NumberFormat::new(&self.tags, &style).format(), value)
    }

    /// How long something took, in days, hours or minutes.
    pub fn duration(&self, millis: survey::Millis) -> String {
        let minutes = (millis / 60_000).max(1);
        let (n, unit) = match minutes {
            0..90 => (minutes, "minute"),
            90..2_880 => ((minutes + 30) / 60, "hour"),
            _ => ((minutes + 720) / 1_440, "day"),
        };
        let style = options(&[
            ("style", "unit".into()),
            ("unit", unit.into()),
            ("unitDisplay", "long".into()),
        ]);
        write(
            &Intl::NumberFormat::new(&self.tags, &style).format(),
            n as f64,
        )
    }

    /// How long ago a time was, such as "5 minutes ago".
    pub fn ago(&self, at: survey::Millis) -> String {
        let seconds = ((now() - at as f64) / 1000.0).max(0.0);
        let (n, unit) = match seconds {
            ..90.0 => (seconds, "second"),
            ..5_400.0 => (seconds / 60.0, "minute"),
            ..129_600.0 => (seconds / 3_600.0, "hour"),
            _ => (seconds / 86_400.0, "day"),
        };
        let format = Intl::RelativeTimeFormat::new(&self.tags, &Object::new());
        String::from(format.format(-n.trunc(), unit))
    }

    /// A day of UTC such as `2026-03-29`, as the reader writes it.
    pub fn written_date(&self, day: &str) -> String {
        write(&self.dates[1], Date::parse(day))
    }

    /// A time of the day in seconds.
    pub fn time(&self, at: f64) -> String {
        write(&self.time, at)
    }

    /// The name of a language.
    pub fn language(&self, tag: &str) -> String {
        let primary = primary(tag);
        // `Intl` throws for anything that cannot be a language.
        if !matches!(primary.len(), 2..=3) || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
            return tag.to_owned();
        }
        let name = self.languages.of(primary).and_then(|name| name.as_string());
        name.unwrap_or_else(|| tag.to_owned())
    }

    /// A text of the shop in the language that suits the reader best, as language and
    /// text.
    pub fn pick<'a>(&self, texts: &'a Texts) -> (&'a str, &'a str) {
        pick(texts, &self.wanted)
    }

    /// What an option is called: its label, else the score or the thumb. The language
    /// is empty where the words are the interface's own.
    pub fn option<'a>(&self, option: &'a survey::results::OptionCount) -> (&'a str, String) {
        if let Some(label) = &option.label {
            let (language, text) = self.pick(label);
            return (language, text.to_owned());
        }
        let name = match option.option.as_str() {
            "up" => self.words.thumb_up.to_owned(),
            "down" => self.words.thumb_down.to_owned(),
            other => other
                .parse()
                .map_or_else(|_| other.to_owned(), |score| self.count(score)),
        };
        ("", name)
    }

    /// A score with its scale, such as "7 of 10".
    pub fn score(&self, score: i64, distribution: &[survey::results::OptionCount]) -> String {
        let points = i64::from(reading::points(distribution));
        let values = [
            ("score", &*self.count(score)),
            ("points", &*self.count(points)),
        ];
        fill(self.words.score_of, &values)
    }
}

/// The time now, in milliseconds since the epoch.
pub fn now() -> f64 {
    Date::now()
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

fn options(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a member of an object just made cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

fn write(format: &Function, value: f64) -> String {
    let written = format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(value));
    written
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
