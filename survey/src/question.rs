//! A question and its kind: what is asked and what may be answered.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json, require};
use crate::text::Text;

mod channel;
mod choices;

pub use channel::Channel;
pub use choices::{Choice, Choices};

/// A question as the shopper sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question itself.
    pub text: Text,
    /// What can be answered.
    pub kind: Kind,
}

/// The kinds of questions, each with what only it needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Net promoter score, 0 to 10.
    Nps(Ends),
    /// Satisfaction, 1 to 5 or 1 to 10.
    Csat {
        /// The highest score, 5 or 10.
        points: u8,
        /// The labels of the scale's ends.
        ends: Ends,
    },
    /// Customer effort: how easy it was, 1 to 7.
    Ces(Ends),
    /// Up or down.
    Thumbs,
    /// One of several choices.
    Choice(Choices),
    /// Any number of several choices, at least one.
    Choices(Choices),
    /// Free text.
    Text {
        /// What stands in the empty field.
        placeholder: Option<Text>,
        /// The longest answer, in characters, 1 to 2000.
        max_length: u32,
    },
    /// An e-mail address or a phone number, with the reason why it is asked for.
    Contact {
        /// Why the shop wants it.
        reason: Text,
        /// What may be left.
        channel: Channel,
    },
}

/// What stands at the two ends of a scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// At the lowest score.
    pub low: Option<Text>,
    /// At the highest score.
    pub high: Option<Text>,
}

/// The longest text in an "other" field, in characters.
pub const MAX_OTHER: u32 = 500;

impl Question {
    /// The name of the kind on the wire.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Nps(_) => "nps",
            Kind::Csat { .. } => "csat",
            Kind::Ces(_) => "ces",
            Kind::Thumbs => "thumbs",
            Kind::Choice(_) => "choice",
            Kind::Choices(_) => "choices",
            Kind::Text { .. } => "text",
            Kind::Contact { .. } => "contact",
        }
    }

    /// The lowest and the highest score; `None` for a question without a scale.
    pub fn scale(&self) -> Option<(u8, u8)> {
        match self.kind {
            Kind::Nps(_) => Some((0, 10)),
            Kind::Csat { points, .. } => Some((1, points)),
            Kind::Ces(_) => Some((1, 7)),
            _ => None,
        }
    }

    /// The choices of a `choice` or `choices` question.
    pub fn choices(&self) -> Option<&Choices> {
        match &self.kind {
            Kind::Choice(choices) | Kind::Choices(choices) => Some(choices),
            _ => None,
        }
    }

    /// Every option that is counted, in order: scores, choices, `up` and `down`.
    pub fn options(&self) -> Vec<String> {
        if let Some((low, high)) = self.scale() {
            return (low..=high)
                .map(|n| crate::json::decimal(n.into()))
                .collect();
        }
        match &self.kind {
            Kind::Choice(list) | Kind::Choices(list) => {
                list.choices.iter().map(|c| c.id.clone()).collect()
            }
            Kind::Thumbs => vec!["up".into(), "down".into()],
            _ => Vec::new(),
        }
    }

    /// The same question with every text passed through `text`.
    #[must_use]
    pub fn map_text(&self, text: &dyn Fn(&Text) -> Text) -> Question {
        let ends = |ends: &Ends| Ends {
            low: ends.low.as_ref().map(text),
            high: ends.high.as_ref().map(text),
        };
        let choices = |list: &Choices| Choices {
            shuffle: list.shuffle,
            choices: list
                .choices
                .iter()
                .map(|choice| Choice {
                    text: text(&choice.text),
                    ..choice.clone()
                })
                .collect(),
        };
        let kind = match &self.kind {
            Kind::Nps(e) => Kind::Nps(ends(e)),
            Kind::Csat { points, ends: e } => Kind::Csat {
                points: *points,
                ends: ends(e),
            },
            Kind::Ces(e) => Kind::Ces(ends(e)),
            Kind::Thumbs => Kind::Thumbs,
            Kind::Choice(list) => Kind::Choice(choices(list)),
            Kind::Choices(list) => Kind::Choices(choices(list)),
            Kind::Text {
                placeholder,
                max_length,
            } => Kind::Text {
                placeholder: placeholder.as_ref().map(text),
                max_length: *max_length,
            },
            Kind::Contact { reason, channel } => Kind::Contact {
                reason: text(reason),
                channel: *channel,
            },
        };
        Question {
            text: text(&self.text),
            kind,
        }
    }

    /// Reads a question.
    ///
    /// # Errors
    /// When its kind is unknown or what the kind needs is missing or out of range.
    pub fn decode(json: &Json) -> Decoded<Question> {
        let kind = match json.field("kind", Json::string)?.as_str() {
            "nps" => Kind::Nps(Ends::decode(json)?),
            "csat" => Kind::Csat {
                points: match json.optional("points", Json::integer)? {
                    None | Some(5) => 5,
                    Some(10) => 10,
                    Some(_) => return Err(DecodeError::new(Fault::OneOf("5, 10")).under("points")),
                },
                ends: Ends::decode(json)?,
            },
            "ces" => Kind::Ces(Ends::decode(json)?),
            "thumbs" => Kind::Thumbs,
            "choice" => Kind::Choice(Choices::decode(json)?),
            "choices" => Kind::Choices(Choices::decode(json)?),
            "text" => Kind::Text {
                placeholder: json.optional("placeholder", Text::decode)?,
                max_length: match json.optional("max_length", |n| n.count(2_000))? {
                    None => 500,
                    Some(0) => {
                        return Err(
                            DecodeError::new(Fault::Between(1, u32::MAX)).under("max_length")
                        );
                    }
                    Some(length) => length,
                },
            },
            "contact" => Kind::Contact {
                reason: json.field("reason", Text::decode)?,
                channel: json
                    .optional("channel", Channel::decode)?
                    .unwrap_or(Channel::Either),
            },
            _ => return Err(DecodeError::new(Fault::Unknown).under("kind")),
        };
        Ok(Question {
            text: json.field("text", Text::decode)?,
            kind,
        })
    }

    /// Writes what [`Question::decode`] reads.
    pub fn encode(&self) -> Json {
        let mut members = vec![
            ("kind".to_owned(), self.kind_name().into()),
            ("text".to_owned(), self.text.encode()),
        ];
        let mut put = |name: &str, value: Json| {
            if value != Json::Null {
                members.push((name.to_owned(), value));
            }
        };
        let text = |text: &Option<Text>| Json::from(text.as_ref().map(Text::encode));
        match &self.kind {
            Kind::Nps(ends) | Kind::Ces(ends) | Kind::Csat { ends, .. } => {
                if let Kind::Csat { points, .. } = self.kind {
                    put("points", points.into());
                }
                put("low", text(&ends.low));
                put("high", text(&ends.high));
            }
            Kind::Thumbs => {}
            Kind::Choice(list) | Kind::Choices(list) => {
                put(
                    "choices",
                    Json::array(list.choices.iter().map(Choice::encode)),
                );
                put("shuffle", list.shuffle.into());
            }
            Kind::Text {
                placeholder,
                max_length,
            } => {
                put("placeholder", text(placeholder));
                put("max_length", (*max_length).into());
            }
            Kind::Contact { reason, channel } => {
                put("reason", reason.encode());
                put("channel", channel.name().into());
            }
        }
        Json::Object(members)
    }
}

impl Ends {
    fn decode(json: &Json) -> Decoded<Ends> {
        Ok(Ends {
            low: json.optional("low", Text::decode)?,
            high: json.optional("high", Text::decode)?,
        })
    }
}

/// Reads an id: 1 to 64 of `a-z`, `0-9`, `-` and `_`.
///
/// # Errors
/// When it is anything else.
pub fn id(json: &Json) -> Decoded<String> {
    let text = json.str()?;
    let fits = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    require(fits, Fault::Id)?;
    Ok(text.to_owned())
}
