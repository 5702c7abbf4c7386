//! What a test has sent that must stand in no log: what shoppers typed, who they are, from where they come, and what lets them in.

use serde_json::Value;
use std::collections::BTreeSet;

/// The members of a body that are somebody's own.
const OWN: [&str; 14] = [
    "webhook", "text", "other", "email", "phone", "token", "visitor", "customer", "preview",
    "name", "password", "old", "new", "code",
];
/// The headers that name somebody, or let somebody in.
const HEADERS: [&str; 4] = ["cookie", "x-forwarded-for", "forwarded", "authorization"];
/// What is shorter may stand in a log by chance.
const SHORTEST: usize = 7;
/// How much of a longer text is looked for: a log may quote its beginning alone.
const BEGINNING: usize = 24;

/// Texts that must stand in no log.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeSet<String>);

impl Typed {
    /// Notes what a request says of its sender.
    pub fn note(&mut self, request: &reqwest::Request) {
        if let Some(body) = request.body().and_then(|body| body.as_bytes())
            && let Ok(json) = serde_json::from_slice::<Value>(body)
        {
            self.note_members(&json);
        }
        for name in HEADERS {
            for value in request.headers().get_all(name) {
                let value = value.to_str().unwrap_or_default();
                // Of a list each entry, and of `name=value` the value.
                for part in value.split([',', ';']) {
                    self.note_text(part.rsplit('=').next().unwrap_or_default());
                }
            }
        }
        let url = request.url();
        for place in ["/customers/", "/api/invitations/"] {
            if let Some((_, secret)) = url.path().split_once(place) {
                self.note_text(secret);
            }
        }
        for (name, value) in url.query_pairs() {
            if ["code", "preview"].contains(&name.as_ref()) {
                self.note_text(&value);
            }
        }
    }

    fn note_members(&mut self, json: &Value) {
        match json {
            Value::Array(list) => list.iter().for_each(|one| self.note_members(one)),
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(text) if OWN.contains(&name.as_str()) => self.note_text(text),
                        other => self.note_members(other),
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes a text by its beginning and the words in it that nobody else would write. Logs
    /// write quotes and line ends in another way, so a text ends there.
    pub fn note_text(&mut self, text: &str) {
        for part in text
            .split(['"', '\\', '\''])
            .flat_map(|part| part.split(char::is_control))
        {
            let part = part.trim();
            let beginning: String = part.chars().take(BEGINNING).collect();
            let words = part
                .split_whitespace()
                .filter(|word| word.contains(|c: char| c.is_ascii_digit() || c == '@'));
            let words = words.map(str::to_owned);
            let noted = words.chain([beginning]);
            self.0
                .extend(noted.filter(|noted| noted.chars().count() >= SHORTEST));
        }
    }

    /// Whatever was noted and stands in a log, with the line.
    pub fn found_in<'a>(&'a self, log: &'a [String]) -> Vec<(&'a str, &'a str)> {
        let whole = log.join("\n");
        let found = self.0.iter().filter(|noted| whole.contains(noted.as_str()));
        found
            .map(|noted| {
                let line = log.iter().find(|line| line.contains(noted.as_str()));
                (noted.as_str(), line.map_or("", |line| line.as_str()))
            })
            .collect()
    }
}
