//! `GET templates`: prompts for the moments of a visit, ready to be asked, as they stand in
//! `server/templates`. Where shops put them is not decided here.

use actix_web::HttpResponse;
use survey::authoring::Template;
use survey::json::Json;
use survey::shop::Shop;
use survey::text::best_language;

use super::input;
use crate::errors::{Code, Problem};

/// In which languages every template is written.
pub const LANGUAGES: [&str; 4] = ["en", "ar", "th", "ru"];

macro_rules! files {
    ($($name:literal)*) => {
        &[$(include_str!(concat!("../../templates/", $name, ".json"))),*]
    };
}

/// In the order of a visit.
const FILES: &[&str] = files! {
    "product-doubt"
    "browsing-on"
    "cart-hesitation"
    "leaving"
    "delivery-cost"
    "payment-trouble"
    "call-back"
    "checkout-effort"
    "order-nps"
    "heard-about-us"
    "convinced-you"
    "nearly-stopped"
    "delivery-csat"
    "product-csat"
};

/// All of them, in the order of a visit.
///
/// # Errors
/// Never in practice: a test reads them all.
pub async fn list() -> Result<HttpResponse, Problem> {
    Ok(input::answer(&all().map_err(unreadable)?))
}

/// The prompt of a template with the languages of a shop, as far as it has them; in English
/// where it has none.
pub(crate) fn for_shop(id: &str, shop: &Shop) -> Option<Json> {
    let template = all().ok()?.into_iter().find(|template| template.id == id)?;
    let offered = || LANGUAGES.into_iter();
    let of = |language: &String| best_language(language, offered());
    let mut kept: Vec<&str> = shop
        .languages
        .iter()
        .filter_map(of)
        .map(|at| LANGUAGES[at])
        .collect();
    if kept.is_empty() {
        kept.push(LANGUAGES[0]);
    }
    Some(only(template.prompt, &kept))
}

fn all() -> Result<Vec<Template>, serde_json::Error> {
    FILES
        .iter()
        .map(|file| serde_json::from_str(file))
        .collect()
}

fn unreadable(error: serde_json::Error) -> Problem {
    tracing::error!(%error, "a template cannot be read");
    Problem::new(Code::Internal, "A template cannot be read.")
}

/// Whether this is a text by language.
fn is_text(members: &[(String, Json)]) -> bool {
    let mut names = members.iter().map(|(name, _)| name.as_str());
    !members.is_empty() && names.all(|name| LANGUAGES.contains(&name))
}

/// The same with its texts in these languages only.
fn only(json: Json, kept: &[&str]) -> Json {
    match json {
        Json::Object(mut members) => {
            if is_text(&members) {
                members.retain(|(language, _)| kept.contains(&language.as_str()));
                return Json::Object(members);
            }
            let members = members.into_iter();
            Json::Object(
                members
                    .map(|(name, value)| (name, only(value, kept)))
                    .collect(),
            )
        }
        Json::Array(list) => Json::array(list.into_iter().map(|one| only(one, kept))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use std::collections::BTreeSet;
    use survey::prompt::{Prompt, problems};

    /// Every text of a value with its place.
    fn texts(json: &Json, place: &str, found: &mut Vec<(String, BTreeSet<String>)>) {
        match json {
            Json::Object(members) if is_text(members) => {
                let languages = members.iter().map(|(language, _)| language.clone());
                found.push((place.to_owned(), languages.collect()));
            }
            Json::Object(members) => {
                for (name, value) in members {
                    texts(value, &format!("{place}.{name}"), found);
                }
            }
            Json::Array(list) => list.iter().for_each(|one| texts(one, place, found)),
            _ => {}
        }
    }

    #[test]
    fn every_template_can_be_published_as_it_is() -> anyhow::Result<()> {
        let templates = all()?;
        let ids: BTreeSet<&str> = templates.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), templates.len(), "two share an id");
        for template in &templates {
            assert_eq!(problems(&template.prompt), [], "{}", template.id);
            let prompt = Prompt::decode(&template.prompt).map_err(|e| anyhow::anyhow!("{e}"))?;
            assert_eq!(prompt.id, template.id);
            assert!(!prompt.steps.is_empty(), "{}", template.id);
            assert!(prompt.cap.times > 0, "{} would never stop", template.id);
        }
        Ok(())
    }

    #[test]
    fn every_text_of_a_template_is_in_all_languages() -> anyhow::Result<()> {
        let all_languages = LANGUAGES.map(str::to_owned).into_iter().collect();
        for file in FILES {
            let json: Json = serde_json::from_str(file)?;
            let mut found = Vec::new();
            texts(&json, "", &mut found);
            assert!(found.len() > 3, "{file}");
            for (place, languages) in found {
                assert_eq!(languages, all_languages, "{place} in {file}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_shop_gets_a_template_in_its_own_languages() -> anyhow::Result<()> {
        let languages = |wanted: &[&str]| {
            let mut shop = sample::shop();
            shop.languages = wanted.iter().map(|one| (*one).to_owned()).collect();
            let prompt = for_shop("order-nps", &shop).unwrap_or_default();
            let mut found = Vec::new();
            texts(&prompt, "", &mut found);
            let sets: BTreeSet<_> = found.into_iter().map(|(_, languages)| languages).collect();
            let all: Vec<String> = sets.iter().flatten().cloned().collect();
            assert_eq!(sets.len(), 1, "{sets:?}");
            all
        };
        assert_eq!(languages(&["th", "en-GB", "de"]), ["en", "th"]);
        assert_eq!(languages(&["de"]), ["en"]);
        assert_eq!(for_shop("no-such", &sample::shop()), None);
        Ok(())
    }
}
