//! Tests of what the checks conclude from what was seen.

use super::*;
use crate::books::ShopBook;
use crate::collector::parts::Part;
use actix_web::http::header::{HeaderMap, HeaderValue, ORIGIN};
use anyhow::{Context, Result};
use serde_json::json;
use std::sync::Arc;
use survey::check::CheckState::{Good, Waiting, Wrong};
use survey::event::{Event, EventKind};
use survey::json::Json;

const NOW: Millis = 1_790_000_000_000;
const SHOP: &str = "http://localhost:1";

/// The sample shop with everything that was seen of it.
struct Scene {
    shop: Shop,
    sightings: Sightings,
    stored: seen::Seen,
}

impl Scene {
    fn new() -> Self {
        Scene {
            shop: crate::sample::shop(),
            sightings: Sightings::default(),
            stored: seen::Seen::default(),
        }
    }

    fn loaded(&self, origin: &'static str, at: Millis) {
        self.sightings.tag(&self.shop.key, &of(origin), at);
    }

    fn book(&self) -> Arc<ShopBook> {
        ShopBook::published_as(self.shop.clone(), 1).expect("packs and opens")
    }

    fn read(&self, step: &str, at: Millis) {
        self.sightings
            .book(&self.book(), &of(SHOP), (step, "en"), at);
    }

    fn happened(&self, what: &str, page: &str, at: Millis) {
        let event = event(what, "cart", "en", page);
        let events = std::iter::once(&event);
        self.sightings.accepted(&self.book(), &of(SHOP), events, at);
    }

    fn blocked(&self, by: &str, page: &str, at: Millis) {
        self.sightings
            .blocked(&self.book(), &of(SHOP), by, page, at);
    }

    fn fetched(&self, part: Part, at: Millis) {
        self.sightings.part(part, &of(SHOP), at);
    }

    fn all(&self) -> Vec<Check> {
        let facts = Facts {
            shop: &self.shop,
            version: 3,
            seen: &self.sightings.of(&self.shop.key),
            stored: &self.stored,
            collector: "https://collector.example",
            now: NOW,
        };
        facts.checks()
    }

    fn check(&self, name: &str) -> Result<Check> {
        let is = |one: &Check| one.check == name || one.step.as_deref() == Some(name);
        self.all().into_iter().find(is).context("no such check")
    }

    fn state(&self, name: &str) -> Result<CheckState> {
        Ok(self.check(name)?.state)
    }
}

fn event(kind: &str, step: &str, lang: &str, page: &str) -> Event {
    let mut event = crate::sample::step(1, None, step, NOW).event;
    event.kind = EventKind::decode(&kind.into()).expect("is a type of event");
    event.context.lang = lang.to_owned();
    event.context.page = Some(page.to_owned());
    event
}

fn of(origin: &'static str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ORIGIN, HeaderValue::from_static(origin));
    headers
}

#[test]
fn a_new_shop_waits_for_everything_but_has_the_tag_at_hand() -> Result<()> {
    let scene = Scene::new();
    let all = scene.all();
    let names: Vec<&str> = all.iter().map(|one| one.check.as_str()).collect();
    let wanted = "tag origin csp steps steps steps steps book answers";
    assert_eq!(names.join(" "), wanted);
    assert!(all.iter().all(|one| one.state == Waiting), "{all:?}");
    assert_eq!(
        scene.check("tag")?.paste,
        [r#"<script async crossorigin src="https://collector.example/s/pk_sample.js"></script>"#]
    );
    assert_eq!(scene.check("cart")?.paste, ["tillside('step', 'cart');"]);
    Ok(())
}

#[test]
fn what_a_shopper_does_turns_one_check_after_the_other_good() -> Result<()> {
    let scene = Scene::new();
    scene.loaded(SHOP, NOW - 60_000);
    for name in ["tag", "origin"] {
        let check = scene.check(name)?;
        assert_eq!(
            (check.state, check.at),
            (Good, Some(NOW - 60_000)),
            "{name}"
        );
    }
    scene.read("cart", NOW - 50_000);
    assert_eq!((scene.state("cart")?, scene.state("book")?), (Good, Good));
    assert_eq!(
        (scene.state("checkout")?, scene.state("csp")?),
        (Waiting, Waiting)
    );
    scene.happened("shown", "/cart", NOW - 40_000);
    assert_eq!(
        (scene.state("csp")?, scene.state("answers")?),
        (Good, Waiting)
    );
    scene.happened("answered", "/cart", NOW - 30_000);
    let answers = scene.check("answers")?;
    assert_eq!(answers.state, Good);
    let says = "accepted 30 seconds ago at the cart in en, from http://localhost:1";
    assert!(answers.says.contains(says), "{}", answers.says);
    assert_eq!(scene.check("cart")?.languages, ["en"]);
    Ok(())
}

#[test]
fn an_origin_that_the_shop_does_not_list_is_named_until_it_is_listed() -> Result<()> {
    let mut scene = Scene::new();
    scene.loaded(SHOP, NOW);
    scene.loaded("https://www.shop.example", NOW - 1);
    let origin = scene.check("origin")?;
    assert_eq!(origin.state, Wrong);
    assert_eq!(origin.paste, ["\"https://www.shop.example\""]);
    scene
        .shop
        .origins
        .push("https://www.shop.example".to_owned());
    assert_eq!(scene.state("origin")?, Good);
    scene.loaded("null", NOW);
    let origin = scene.check("origin")?;
    assert!(origin.says.contains("opened as a file") && origin.paste.is_empty());
    scene.shop.origins.clear();
    assert!(scene.check("origin")?.says.contains("lists no origin"));
    Ok(())
}

#[test]
fn a_refused_part_is_named_until_a_question_is_shown_on_that_page() -> Result<()> {
    for (by, says) in [
        ("wasm", "'wasm-unsafe-eval' is missing in script-src"),
        ("glue", "https://collector.example is missing in script-src"),
        (
            "book",
            "https://collector.example is missing in connect-src",
        ),
    ] {
        let scene = Scene::new();
        scene.happened("shown", "/cart", NOW - 9_000);
        scene.blocked(by, "/pay?card=1#x", NOW - 8_000);
        let policy = scene.check("csp")?;
        assert_eq!(policy.state, Wrong);
        assert!(policy.says.contains(says), "{}", policy.says);
        assert!(policy.says.starts_with("http://localhost:1/pay would not"));
        assert_eq!(
            policy.paste,
            [
                "script-src https://collector.example 'wasm-unsafe-eval'",
                "connect-src https://collector.example"
            ]
        );
        scene.happened("shown", "/cart", NOW - 7_000);
        assert_eq!(scene.state("csp")?, Wrong);
        scene.happened("shown", "/pay", NOW - 6_000);
        assert_eq!(scene.state("csp")?, Good);
    }
    let scene = Scene::new();
    scene.blocked("wasm", "/pay", NOW - DAY);
    assert_eq!(scene.state("csp")?, Waiting);
    Ok(())
}

#[test]
fn a_part_that_no_page_fetches_beside_the_other_is_named() -> Result<()> {
    for (part, says, proof) in [
        (
            Part::Wasm,
            "would not load the card's script: https://collector.example is missing in script-src",
            "shown",
        ),
        (
            Part::Glue,
            "would not fetch the questions: https://collector.example is missing in connect-src",
            "step_reached",
        ),
    ] {
        let scene = Scene::new();
        scene.fetched(part, NOW - 9_000);
        assert_eq!(scene.state("csp")?, Waiting, "the other may be on its way");
        let scene = Scene::new();
        scene.fetched(part, NOW - 60_000);
        let policy = scene.check("csp")?;
        assert_eq!(policy.state, Wrong);
        let place = "A page of http://localhost:1 ";
        assert!(
            policy.says.starts_with(place) && policy.says.contains(says),
            "{}",
            policy.says
        );
        assert_eq!(policy.paste.len(), 2);
        scene.happened(proof, "/cart", NOW - 30_000);
        assert_ne!(scene.state("csp")?, Wrong, "that needs what seemed to lack");
        let mut scene = Scene::new();
        scene.fetched(part, NOW - 60_000);
        scene.shop.origins = vec!["https://shop.example".to_owned()];
        assert_ne!(scene.state("csp")?, Wrong, "the pages are not the shop's");
    }
    let scene = Scene::new();
    scene.fetched(Part::Glue, NOW - 60_000);
    scene.fetched(Part::Wasm, NOW - 60_000);
    assert_eq!(scene.state("csp")?, Waiting);
    Ok(())
}

#[test]
fn a_page_that_loads_the_tag_and_is_silent_makes_the_policy_suspect() -> Result<()> {
    let scene = Scene::new();
    let suspected = || anyhow::Ok(scene.check("csp")?.says.contains("nothing was heard"));
    scene.loaded(SHOP, NOW - 9_000);
    assert!(!suspected()?, "it had no time to speak");
    let scene = Scene::new();
    scene.loaded(SHOP, NOW - 11_000);
    assert!(scene.check("csp")?.says.contains("nothing was heard"));
    scene.happened("step_reached", "/cart", NOW - 10_000);
    assert!(!scene.check("csp")?.says.contains("nothing was heard"));
    Ok(())
}

#[test]
fn what_the_store_knows_of_the_last_days_outlives_a_restart() -> Result<()> {
    let mut scene = Scene::new();
    scene.stored.reached.insert("product".to_owned());
    let place = |what: &str| (what.to_owned(), "cart".to_owned(), "en".to_owned());
    scene
        .stored
        .asked
        .extend([place("shown"), place("answered")]);
    for name in ["tag", "origin", "csp", "product", "cart", "book", "answers"] {
        let check = scene.check(name)?;
        assert_eq!((check.state, check.at), (Good, None), "{name}");
    }
    assert_eq!(scene.state("checkout")?, Waiting);
    assert_eq!(scene.check("cart")?.languages, ["en"]);
    Ok(())
}

#[test]
fn a_step_of_the_shops_own_is_looked_for_by_what_its_file_says_of_it() -> Result<()> {
    let mut scene = Scene::new();
    let json = json!({"addresses": [{"step": "wishlist", "url": {"contains": "/wish"}}]});
    let Json::Object(mut file) = scene.shop.encode() else {
        anyhow::bail!("a shop is an object");
    };
    if let Json::Object(more) = crate::sample::domain(json) {
        file.extend(more);
    }
    scene.shop = Shop::decode(&Json::Object(file)).map_err(|error| anyhow::anyhow!("{error}"))?;
    let own = scene.check("wishlist")?;
    assert!(own.says.contains("that the shop's file"), "{}", own.says);
    let usual = scene.check("cart")?;
    assert!(usual.says.contains("`addresses`"), "{}", usual.says);
    scene.read("wishlist", NOW);
    assert_eq!(scene.state("wishlist")?, Good);
    Ok(())
}

#[test]
fn a_shop_without_live_prompts_is_told_to_make_one_live() -> Result<()> {
    let mut scene = Scene::new();
    for (state, _) in &mut scene.shop.prompts {
        *state = State::Paused;
    }
    let book = scene.check("book")?;
    assert_eq!(book.state, Wrong);
    assert!(book.says.contains("no question in it is live"));
    Ok(())
}

#[test]
fn made_up_steps_and_origins_stay_within_bounds() -> Result<()> {
    let scene = Scene::new();
    let shop = scene.book();
    for n in 0..1_000 {
        let origin = HeaderValue::try_from(format!("https://{n}.example"))?;
        let mut headers = HeaderMap::new();
        headers.insert(ORIGIN, origin);
        scene.sightings.tag(&scene.shop.key, &headers, NOW + n);
        let event = event("answered", &format!("s{n}"), &format!("x{n}"), "/");
        let events = std::iter::once(&event);
        scene.sightings.accepted(&shop, &of(SHOP), events, NOW);
    }
    let seen = scene.sightings.of(&scene.shop.key);
    let tags = seen.tags.newest_first();
    assert_eq!((tags.len(), seen.happened.newest_first().len()), (256, 1));
    assert_eq!(tags[0].0, "https://999.example");
    Ok(())
}
