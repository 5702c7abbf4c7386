//! How the card looks.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, check, require};

/// How the card looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The colour of buttons and chosen answers, `#rrggbb`.
    pub accent: String,
    /// The colour of text on the accent, `#rrggbb`.
    pub on_accent: String,
    /// The radius of corners in CSS pixels, 0 to 32.
    pub radius: u32,
    /// Light, dark, or as the visitor's system has it.
    pub scheme: Scheme,
    /// A list of font families, as CSS has it; `None` takes the page's own font.
    pub font: Option<String>,
    /// The corner of a wide screen that a card stands in.
    pub corner: Corner,
}

/// A corner at the bottom of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Corner {
    /// Where lines end: on the right, in Arabic on the left.
    #[default]
    End,
    /// Where lines begin.
    Start,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on a light ground.
    #[default]
    Light,
    /// Light text on a dark ground.
    Dark,
    /// As the visitor's system has it.
    Auto,
}

impl Default for Theme {
    fn default() -> Self {
        Theme {
            accent: "#1f5f4a".into(),
            on_accent: "#ffffff".into(),
            radius: 12,
            scheme: Scheme::Light,
            font: None,
            corner: Corner::End,
        }
    }
}

impl Theme {
    /// Reads it; what is absent is as by default.
    ///
    /// # Errors
    /// When a colour is not `#rrggbb`, the radius is above 32, or the font is no list of
    /// families.
    pub fn decode(json: &Json) -> Decoded<Theme> {
        let usual = Theme::default();
        Ok(Theme {
            accent: json.optional("accent", colour)?.unwrap_or(usual.accent),
            on_accent: json
                .optional("on_accent", colour)?
                .unwrap_or(usual.on_accent),
            radius: json
                .optional("radius", |n| n.count(32))?
                .unwrap_or(usual.radius),
            scheme: match json.optional("scheme", Json::string)?.as_deref() {
                None | Some("light") => Scheme::Light,
                Some("dark") => Scheme::Dark,
                Some("auto") => Scheme::Auto,
                Some(_) => {
                    return Err(DecodeError::new(Fault::OneOf("light, dark, auto")).under("scheme"));
                }
            },
            font: json.optional("font", font)?,
            corner: match json.optional("corner", Json::string)?.as_deref() {
                None | Some("end") => Corner::End,
                Some("start") => Corner::Start,
                Some(_) => return Err(DecodeError::new(Fault::OneOf("start, end")).under("corner")),
            },
        })
    }

    /// Writes what [`Theme::decode`] reads.
    pub fn encode(&self) -> Json {
        let scheme = match self.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
            Scheme::Auto => "auto",
        };
        Json::object([
            ("accent", (&self.accent).into()),
            ("on_accent", (&self.on_accent).into()),
            ("radius", self.radius.into()),
            ("scheme", scheme.into()),
            ("font", self.font.as_ref().into()),
            (
                "corner",
                (self.corner == Corner::Start).then_some("start").into(),
            ),
        ])
    }

    /// Whether words on the accent can be read by people who see less.
    ///
    /// # Errors
    /// When their contrast is below 4.5 (WCAG 2.2, success criterion 1.4.3).
    pub(super) fn check(&self) -> Decoded<()> {
        if contrast(&self.accent, &self.on_accent) < 4.5 {
            return Err(DecodeError::new(Fault::Contrast).under("on_accent"));
        }
        Ok(())
    }
}

/// The contrast of two colours `#rrggbb`, from 1 to 21, as WCAG 2.2 defines it.
pub fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of a colour in sRGB, 0 to 1 (WCAG 2.2, after IEC 61966-2-1).
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let byte = colour.get(at..at + 2);
        let byte = byte.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let value = f64::from(byte.unwrap_or(0)) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

/// It goes into a style sheet as it is, so it must not be able to end its declaration.
fn font(json: &Json) -> Decoded<String> {
    let text = json.str()?;
    check(|| {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'');
        let quotes = text.bytes().filter(|b| *b == b'\'').count();
        require(
            (1..=200).contains(&text.len()) && text.chars().all(fits) && quotes % 2 == 0,
            Fault::Fonts,
        )
    })?;
    Ok(text.to_owned())
}

fn colour(json: &Json) -> Decoded<String> {
    let text = json.str()?;
    check(|| {
        let digits = text.strip_prefix('#').unwrap_or("");
        let right = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        require(right, Fault::Colour)
    })?;
    Ok(text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_published_examples() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.005);
        assert!((contrast("#1f5f4a", "#ffffff") - contrast("#ffffff", "#1f5f4a")).abs() < 1e-9);
    }

    #[test]
    fn colours_that_cannot_be_told_apart_are_refused_with_the_way_out() {
        let theme = |on_accent: &str| Theme {
            accent: "#ffd500".into(),
            on_accent: on_accent.into(),
            ..Theme::default()
        };
        assert!(theme("#000000").check().is_ok());
        let said = theme("#ffffff").check().map_err(|error| error.to_string());
        assert!(said.is_err_and(|said| said.starts_with("on_accent: must have a contrast")));
    }

    #[test]
    fn a_font_cannot_end_its_declaration() {
        let read = |text: &str| font(&Json::from(text));
        assert!(read("'Noto Sans Arabic', system-ui, sans-serif").is_ok());
        for text in ["x;color:red", "x}", "url(x)", "'x", "", "a\\9"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
