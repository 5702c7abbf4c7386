//! A shop: whose prompts they are, where they may appear and how they look. The
//! shop file that can be imported and kept in version control reads into it.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};
use crate::prompt::{Prompt, strings};
use crate::question::id;
use crate::text::is_language;

mod adapter;
mod consent;
mod kept;
mod origin;
mod platform;
mod quiet;
mod signal;
mod state;
mod step_rule;
mod theme;
mod zone;

pub use adapter::{Adapter, adapters};
pub use consent::Consent;
pub use platform::Platform;
pub use quiet::Quiet;
pub use signal::Signal;
pub use state::State;
pub use step_rule::{Address, StepRule};
pub use theme::{Corner, Scheme, Theme, contrast};

use origin::{origin, origin_matches};
use zone::zone;

/// A tenant with its prompts.
#[derive(Clone, Debug, PartialEq)]
pub struct Shop {
    /// The public key in the script tag; begins with `pk_`.
    pub key: String,
    /// For people.
    pub name: String,
    /// Where the script tag may stand: `https://shop.example`, `https://*.shop.example`,
    /// `http://localhost:*`.
    pub origins: Vec<String>,
    /// The language of visitors whose own is not offered.
    pub default_language: String,
    /// The languages in which prompts are written, the default one among them.
    pub languages: Vec<String>,
    /// What may be done before the visitor has agreed.
    pub consent: Consent,
    /// From where it is heard that the visitor has agreed.
    pub signal: Signal,
    /// Whether steps are counted.
    pub measure: bool,
    /// Whether what happens to prompts is pushed to the page's `dataLayer` too.
    pub data_layer: bool,
    /// The software that its pages come from.
    pub platform: Option<Platform>,
    /// Addresses that pages of a step have.
    pub addresses: Vec<Address>,
    /// The time zone of the days and hours at which prompts run, by its IANA name.
    pub zone: String,
    /// How many days answers, contacts and reached steps are stored; for good without it. The
    /// numbers made of them stay.
    pub retention_days: Option<u32>,
    /// The names of the attributes that are kept with what was asked, so that results can be
    /// filtered by them. No other attribute is sent.
    pub report_attributes: Vec<String>,
    /// How long nothing is asked.
    pub quiet: Quiet,
    /// How it looks.
    pub theme: Theme,
    /// Its prompts with their states.
    pub prompts: Vec<(State, Prompt)>,
}

impl Shop {
    /// The language a visitor gets who reads `wanted`.
    pub fn language_for(&self, wanted: &str) -> &str {
        let offered = self.languages.iter().map(String::as_str);
        crate::text::best_language(wanted, offered)
            .map_or(&self.default_language, |index| &self.languages[index])
    }

    /// Whether a page of this origin may use the shop's key.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins
            .iter()
            .any(|pattern| origin_matches(pattern, origin))
    }

    /// By which signs the loader knows a step, after what the page itself says: the shop's
    /// own addresses, which can correct it, then what is known of its platform.
    pub fn step_rules(&self) -> Vec<StepRule> {
        let own = self.addresses.iter().map(Address::rule);
        let known = self
            .platform
            .map(|platform| platform.step_rules(&self.languages));
        own.chain(known.into_iter().flatten()).collect()
    }

    /// The step that a page has by one of the shop's own addresses.
    pub fn step_at(&self, address: &str) -> Option<&str> {
        let mut own = self.addresses.iter();
        let found = own.find(|own| own.fits(address));
        found.map(|own| own.step.as_str())
    }

    /// Reads a shop file.
    ///
    /// # Errors
    /// With the place and the problem of the first thing that is wrong.
    pub fn decode(json: &Json) -> Decoded<Shop> {
        if json.field("v", Json::integer)? != crate::event::WIRE_VERSION {
            return Err(DecodeError::new(Fault::OneOf("1")).under("v"));
        }
        let shop = Shop {
            key: json.field("key", key)?,
            name: json.field("name", Json::string)?,
            origins: json.list("origins", origin)?,
            default_language: json.field("default_language", language)?,
            languages: json.field("languages", |list| list.each(language))?,
            consent: json
                .optional("consent", Consent::decode)?
                .unwrap_or_default(),
            signal: json
                .optional("consent_signal", Signal::decode)?
                .unwrap_or_default(),
            measure: json.optional("measure", Json::bool)?.unwrap_or(true),
            data_layer: json.optional("data_layer", Json::bool)?.unwrap_or(false),
            platform: json.optional("platform", Platform::decode)?,
            addresses: json.list("addresses", Address::decode)?,
            zone: json
                .optional("zone", zone)?
                .unwrap_or_else(|| zone::USUAL.to_owned()),
            retention_days: json.optional("retention_days", retention_days)?,
            report_attributes: json.list("report_attributes", kept::name)?,
            quiet: json.optional("quiet", Quiet::decode)?.unwrap_or_default(),
            theme: json.optional("theme", Theme::decode)?.unwrap_or_default(),
            prompts: json.list("prompts", |prompt| {
                let state = prompt.optional("state", State::decode)?;
                Ok((state.unwrap_or(State::Draft), Prompt::decode(prompt)?))
            })?,
        };
        shop.theme.check().map_err(|error| error.under("theme"))?;
        kept::check(&shop.report_attributes).map_err(|error| error.under("report_attributes"))?;
        if shop.signal != Signal::default() && shop.consent != Consent::Required {
            let alone = DecodeError::new(Fault::ConsentOnly);
            return Err(alone.under("consent_signal"));
        }
        if !shop.languages.contains(&shop.default_language) {
            return Err(DecodeError::new(Fault::AmongLanguages).under("default_language"));
        }
        for (index, (_, prompt)) in shop.prompts.iter().enumerate() {
            if shop.prompts[..index].iter().any(|(_, p)| p.id == prompt.id) {
                return Err(DecodeError::new(Fault::SameId).under("prompts"));
            }
        }
        Ok(shop)
    }

    /// Writes what [`Shop::decode`] reads.
    pub fn encode(&self) -> Json {
        let prompts = self.prompts.iter().map(|(state, prompt)| {
            let mut json = prompt.encode();
            if let Json::Object(members) = &mut json {
                members.insert(0, ("state".to_owned(), state.name().into()));
            }
            json
        });
        Json::object([
            ("v", crate::event::WIRE_VERSION.into()),
            ("key", (&self.key).into()),
            ("name", (&self.name).into()),
            ("origins", strings(&self.origins)),
            ("default_language", (&self.default_language).into()),
            ("languages", strings(&self.languages)),
            ("consent", self.consent.name().into()),
            (
                "consent_signal",
                (self.signal != Signal::default())
                    .then(|| self.signal.name())
                    .into(),
            ),
            ("measure", self.measure.into()),
            ("data_layer", self.data_layer.then_some(true).into()),
            ("platform", self.platform.map(Platform::name).into()),
            (
                "addresses",
                (!self.addresses.is_empty())
                    .then(|| Json::array(self.addresses.iter().map(Address::encode)))
                    .into(),
            ),
            (
                "zone",
                (self.zone != zone::USUAL).then_some(&self.zone).into(),
            ),
            ("retention_days", self.retention_days.into()),
            (
                "report_attributes",
                (!self.report_attributes.is_empty())
                    .then(|| strings(&self.report_attributes))
                    .into(),
            ),
            ("quiet", self.quiet.encode()),
            ("theme", self.theme.encode()),
            ("prompts", Json::array(prompts)),
        ])
    }
}

fn key(json: &Json) -> Decoded<String> {
    let key = id(json)?;
    if key.len() > 3 && key.starts_with("pk_") {
        Ok(key)
    } else {
        Err(DecodeError::new(Fault::Key))
    }
}

fn language(json: &Json) -> Decoded<String> {
    let tag = json.string()?;
    if is_language(&tag) {
        Ok(tag)
    } else {
        Err(DecodeError::new(Fault::Language))
    }
}

/// Events may come a week late, so what is kept for less could come again.
fn retention_days(json: &Json) -> Decoded<u32> {
    json.count(3650)
        .ok()
        .filter(|days| *days >= 30)
        .ok_or_else(|| DecodeError::new(Fault::Between(30, 3650)))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A shop as a file of the least that it must say makes it, with one live prompt.
    pub(crate) fn plain() -> Decoded<Shop> {
        Shop::decode(&file([]))
    }

    fn file<const N: usize>(more: [(&str, Json); N]) -> Json {
        let texts = |text: &str| Json::object([("en", text.into())]);
        let question = [("kind", "nps".into()), ("text", texts("How likely?"))];
        let prompt = [
            ("state", "live".into()),
            ("id", "how-likely".into()),
            ("version", 1_u32.into()),
            ("question", Json::object(question)),
            ("trigger", Json::object([("time", 5_u32.into())])),
        ];
        let least = [
            ("v", crate::event::WIRE_VERSION.into()),
            ("key", "pk_plain".into()),
            ("name", "Plain".into()),
            ("default_language", "en".into()),
            ("languages", Json::array(["en".into()])),
            ("prompts", Json::array([Json::object(prompt)])),
        ];
        let members = least.into_iter().chain(more);
        Json::Object(
            members
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    #[test]
    fn a_consent_signal_is_read_and_written_and_what_it_cannot_be_is_said() {
        let read = |more| Shop::decode(&more);
        let signal = |name: &str| [("consent_signal", Json::from(name))];
        for (name, signal_of) in [
            ("tcf", Signal::Tcf),
            ("call", Signal::Call),
            ("tools", Signal::Tools),
        ] {
            let shop = read(file(signal(name)));
            assert_eq!(shop.as_ref().map(|shop| shop.signal), Ok(signal_of));
            assert_eq!(shop.clone().and_then(|shop| read(shop.encode())), shop);
        }
        let problem = |json| read(json).err().map(|error| error.to_string());
        let unknown = problem(file(signal("iab"))).unwrap_or_default();
        assert!(unknown.contains("consent_signal") && unknown.contains("tools, tcf or call"));
        let [one] = signal("tcf");
        let idle = problem(file([("consent", "full".into()), one])).unwrap_or_default();
        assert!(
            idle.contains("consent_signal") && idle.contains("required"),
            "{idle}"
        );
    }

    #[test]
    fn days_of_retention_are_read_and_written_within_their_bounds() {
        let read = |days: u32| Shop::decode(&file([("retention_days", days.into())]));
        for days in [30, 365, 3650] {
            let shop = read(days);
            assert_eq!(
                shop.as_ref().map(|shop| shop.retention_days),
                Ok(Some(days))
            );
            assert_eq!(
                shop.clone().and_then(|shop| Shop::decode(&shop.encode())),
                shop
            );
        }
        assert_eq!(plain().map(|shop| shop.retention_days), Ok(None));
        for days in [0, 29, 3651] {
            let problem = read(days).err().map(|error| error.to_string());
            assert!(problem.is_some_and(|problem| problem.contains("retention_days")));
        }
    }

    #[test]
    fn names_of_kept_attributes_are_read_and_written_within_their_bounds() {
        let read = |names: &[&str]| {
            let names = Json::array(names.iter().copied().map(Json::from));
            Shop::decode(&file([("report_attributes", names)]))
        };
        let shop = read(&["plan", "نوع العميل"]);
        let names = shop.as_ref().map(|shop| shop.report_attributes.len());
        assert_eq!(names, Ok(2));
        assert_eq!(
            shop.clone().and_then(|shop| Shop::decode(&shop.encode())),
            shop
        );
        let long = "a".repeat(41);
        for names in [
            &["customer"][..],
            &["plan", "plan"],
            &["a, b"],
            &[" a"],
            &[""],
            &[long.as_str()],
            &["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        ] {
            let problem = read(names).err().map(|error| error.to_string());
            assert!(
                problem.is_some_and(|problem| problem.contains("report_attributes")),
                "{names:?}"
            );
        }
    }
}
