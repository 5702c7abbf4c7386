//! How the card looks.

use crate::json::{DecodeError, Decoded, Json};

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
        }
    }
}

impl Theme {
    /// Reads it; what is absent is as by default.
    ///
    /// # Errors
    /// When a colour is not `#rrggbb` or the radius is above 32.
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
                    return Err(DecodeError::new("must be light, dark or auto").under("scheme"));
                }
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
        ])
    }
}

fn colour(json: &Json) -> Decoded<String> {
    let text = json.str()?;
    let digits = text.strip_prefix('#').unwrap_or("");
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(DecodeError::new("must be a colour such as #1f5f4a"))
    }
}
