//! What the widget downloads: the book with the prompts in full for one language,
//! and the coarse table in the loader that tells whether the book is worth having.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::prompt::{Cap, EVERYBODY, Prompt, strings};
use crate::shop::{Consent, Quiet, Shop, State, StepRule, Theme, adapters};
use crate::{DAY, Millis};
use std::sync::Arc;

/// The live prompts of a shop in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// The shop's key.
    pub shop: String,
    /// Grows with every publish.
    pub version: u64,
    /// The language of every text in it.
    pub lang: String,
    /// Proves that the sender has read a recent book.
    pub token: String,
    /// The shop's time zone, where a prompt runs on certain days or hours only.
    pub zone: Option<String>,
    /// How long nothing is asked after a showing.
    pub quiet: Quiet,
    /// How the card looks.
    pub theme: Theme,
    /// Whether what happens is pushed to the page's `dataLayer` too; for the bridge.
    pub data_layer: bool,
    /// The names of the attributes that are sent with what is asked; for the bridge.
    pub kept: Vec<String>,
    /// Interface strings by name.
    pub strings: Vec<(String, String)>,
    /// In order of preference: of several that could be asked, the first is.
    pub prompts: Vec<Arc<Prompt>>,
}

impl Book {
    /// The book of a shop for visitors who read `lang` and stand at `step`; without
    /// a step, with the prompts of every step.
    pub fn of(
        shop: &Shop,
        version: u64,
        lang: &str,
        step: Option<&str>,
        token: String,
        mut strings: Vec<(String, String)>,
    ) -> Book {
        // A coupon of one step may still be shown on another one.
        let mut replies = shop.prompts.iter().flat_map(|(_, prompt)| &prompt.replies);
        if !replies.any(|reply| reply.coupon.is_some()) {
            strings.retain(|(name, _)| !COUPON_STRINGS.contains(&name.as_str()));
        }
        let lang = shop.language_for(lang);
        let prompts: Vec<_> = listed(shop)
            .filter(|(_, prompt)| step.is_none_or(|step| prompt.is_for_step(step)))
            .map(|(state, prompt)| {
                let prompt = prompt.in_language(lang, &shop.default_language);
                Arc::new(match state {
                    State::Rehearsal => prompt.withheld(),
                    _ => prompt,
                })
            })
            .collect();
        let is_local = prompts.iter().any(|prompt| prompt.schedule.is_local());
        Book {
            shop: shop.key.clone(),
            version,
            lang: lang.to_owned(),
            token,
            zone: is_local.then(|| shop.zone.clone()),
            quiet: shop.quiet,
            theme: shop.theme.clone(),
            data_layer: shop.data_layer,
            kept: shop.report_attributes.clone(),
            strings,
            prompts,
        }
    }

    /// An interface string; empty where the book has none of this name.
    pub fn string(&self, name: &str) -> &str {
        self.strings
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, text)| text)
    }

    /// Reads a book.
    ///
    /// # Errors
    /// When the version is another one or something in it is malformed.
    pub fn decode(json: &Json) -> Decoded<Book> {
        if json.field("v", Json::integer)? != crate::event::WIRE_VERSION {
            return Err(DecodeError::new(Fault::OneOf("1")).under("v"));
        }
        let strings = match json.get("strings") {
            Some(Json::Object(members)) => members
                .iter()
                .map(|(name, text)| Ok((name.clone(), text.string()?)))
                .collect::<Decoded<_>>()?,
            _ => Vec::new(),
        };
        Ok(Book {
            shop: json.field("shop", Json::string)?,
            version: json.field("version", Json::integer)?.unsigned_abs(),
            lang: json.field("lang", Json::string)?,
            token: json.field("token", Json::string)?,
            zone: json.optional("zone", Json::string)?,
            quiet: json.optional("quiet", Quiet::decode)?.unwrap_or_default(),
            theme: json.optional("theme", Theme::decode)?.unwrap_or_default(),
            data_layer: json.get("data_layer").is_some(),
            kept: json.list("kept", Json::string)?,
            strings,
            prompts: json.list("prompts", |prompt| Prompt::decode(prompt).map(Arc::new))?,
        })
    }

    /// Writes what [`Book::decode`] reads.
    pub fn encode(&self) -> Json {
        let right_to_left = crate::text::is_right_to_left(&self.lang);
        let strings = self
            .strings
            .iter()
            .map(|(name, text)| (name.clone(), text.into()));
        Json::object([
            ("v", crate::event::WIRE_VERSION.into()),
            ("shop", (&self.shop).into()),
            ("version", self.version.into()),
            ("lang", (&self.lang).into()),
            ("dir", if right_to_left { "rtl" } else { "ltr" }.into()),
            ("token", (&self.token).into()),
            ("zone", self.zone.as_ref().into()),
            ("quiet", self.quiet.encode()),
            ("theme", self.theme.encode()),
            ("data_layer", self.data_layer.then_some(true).into()),
            (
                "kept",
                (!self.kept.is_empty())
                    .then(|| crate::prompt::strings(&self.kept))
                    .into(),
            ),
            ("strings", Json::Object(strings.collect())),
            (
                "prompts",
                Json::array(self.prompts.iter().map(|prompt| prompt.encode())),
            ),
        ])
    }
}

/// The prompts of which pages are told: those that are asked, then those that are rehearsed,
/// so that a rehearsal takes no moment from a question.
fn listed(shop: &Shop) -> impl Iterator<Item = (State, &Prompt)> {
    let of = |wanted| {
        let prompts = shop.prompts.iter().map(|(state, prompt)| (*state, prompt));
        prompts.filter(move |(state, _)| *state == wanted)
    };
    of(State::Live).chain(of(State::Rehearsal))
}

/// The table inside the loader: enough to know when nothing can be asked. It may
/// wrongly say that something could be asked, never wrongly that nothing can.
///
/// Every shopper pays for its bytes, and it never travels without the loader that reads
/// it, so it has positions in place of names: key, base, card, wasm, token, consent (0
/// required, 1 without id, 2 full), measure, milliseconds between showings and after a
/// close, prompts, rules for steps, and the path of the adapters that the shop needs. Of a
/// prompt: id, steps, sampling, times, days, flags (1 an answer does not end it, 2 it may be
/// asked at once). Of a rule: step, pattern, selector. What is as usual at the end is left out.
pub fn coarse_table(shop: &Shop, assets: &Assets, token: &str) -> Json {
    let prompt = |prompt: &Prompt| {
        let usual = Cap::default();
        let rest = [
            (prompt.sampling, EVERYBODY),
            (prompt.cap.times, usual.times),
            (prompt.cap.every_days, usual.every_days),
            (
                u32::from(!prompt.cap.until_answered)
                    + 2 * u32::from(prompt.trigger.is_immediate()),
                0,
            ),
        ];
        let unusual = rest.iter().rposition(|(value, usual)| value != usual);
        let rest = &rest[..unusual.map_or(0, |last| last + 1)];
        let mut row = vec![Json::from(&prompt.id), strings(&prompt.steps)];
        row.extend(rest.iter().map(|(value, _)| Json::from(*value)));
        Json::Array(row)
    };
    let rule = |rule: StepRule| {
        let selector = (!rule.selector.is_empty()).then_some(rule.selector);
        let parts = [Some(rule.step), Some(rule.pattern), selector];
        Json::array(parts.into_iter().flatten().map(Json::from))
    };
    let needed = adapters(shop);
    let mut built = assets.adapters.iter();
    let adapters = built.find(|(name, _)| *name == needed);
    let rules = Json::array(shop.step_rules().into_iter().map(rule));
    let has_rules = rules != Json::Array(Vec::new());
    let mut table = vec![
        (&shop.key).into(),
        (&assets.base).into(),
        (&assets.card).into(),
        (&assets.wasm).into(),
        token.into(),
        match shop.consent {
            Consent::Required => 0_u32,
            Consent::AskWithoutId => 1,
            Consent::Full => 2,
        }
        .into(),
        u32::from(shop.measure).into(),
        shop.quiet.between().into(),
        shop.quiet.after_close().into(),
        Json::array(listed(shop).map(|(_, one)| prompt(one))),
    ];
    if has_rules || adapters.is_some() {
        table.push(rules);
    }
    table.extend(adapters.map(|(_, path)| path.into()));
    Json::Array(table)
}

/// Where the loader finds the card and the adapters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The collector's public address; empty means the origin of the script tag.
    pub base: String,
    /// The path of the glue.
    pub card: String,
    /// The path of the wasm.
    pub wasm: String,
    /// The paths of adapters, each behind the name of what is in it.
    pub adapters: Vec<(String, String)>,
}

/// Interface strings that only a shop with coupons needs.
const COUPON_STRINGS: [&str; 3] = ["copy", "copied", "coupon_gone"];

/// How long a book may be used without asking for it again before a prompt is shown.
pub const FRESH: Millis = 20_000;

/// How long a book's token is good for.
pub const TOKEN_LIFE: Millis = 8 * DAY;
